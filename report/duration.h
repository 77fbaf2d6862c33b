/* SPDX-License-Identifier: MIT */
/* Durations and times as people and programs read them. */
#ifndef FTRUN_REPORT_DURATION_H
#define FTRUN_REPORT_DURATION_H

#include <stdint.h>

#define DURATION_LEN 24 /* room for any of these, the NUL included */

/* Four digits and a unit: "999ns", "1.234us", "12.35ms", "123.5s". Returns buf. */
char *duration_text(char buf[DURATION_LEN], uint64_t ns);

/* Microseconds with all three decimals, "1234.567", to p; no NUL. Returns the end. */
char *duration_put_us(char *p, uint64_t ns);

#endif
