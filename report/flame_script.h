/* SPDX-License-Identifier: MIT */
#ifndef FTRUN_REPORT_FLAME_SCRIPT_H
#define FTRUN_REPORT_FLAME_SCRIPT_H

/* Lines of JavaScript, each with its newline; ends with NULL. Contains no "]]>". */
extern const char *const flame_script[];

#endif
