/* SPDX-License-Identifier: MIT */
#include "duration.h"

#include <stdio.h>

#include "../util/out.h"

/* v thousandths with four digits: rounded, as "9.999", "99.99" or "999.9". */
static int put_four(char *buf, uint64_t v, const char *unit)
{
	if (v < 9999)
		return snprintf(buf, DURATION_LEN, "%u.%03u%s", (unsigned)(v / 1000),
				(unsigned)(v % 1000), unit);
	v = (v + 5) / 10;
	if (v < 9999)
		return snprintf(buf, DURATION_LEN, "%u.%02u%s", (unsigned)(v / 100),
				(unsigned)(v % 100), unit);
	v = (v + 5) / 10;
	return snprintf(buf, DURATION_LEN, "%u.%u%s", (unsigned)(v / 10), (unsigned)(v % 10), unit);
}

char *duration_text(char buf[DURATION_LEN], uint64_t ns)
{
	static const char *const units[] = {"us", "ms", "s"};
	unsigned i = 0;

	if (ns < 1000) {
		snprintf(buf, DURATION_LEN, "%uns", (unsigned)ns);
		return buf;
	}
	for (; i < 2 && ns >= 999950; i++)
		ns = (ns + 500) / 1000;
	if (ns < 999950)
		put_four(buf, ns, units[i]);
	else
		snprintf(buf, DURATION_LEN, "%llus", (unsigned long long)((ns + 500) / 1000));
	return buf;
}

char *duration_put_us(char *p, uint64_t ns)
{
	unsigned rest = (unsigned)(ns % 1000);

	p = out_put_u64(p, ns / 1000);
	*p++ = '.';
	*p++ = (char)('0' + rest / 100);
	*p++ = (char)('0' + rest / 10 % 10);
	*p++ = (char)('0' + rest % 10);
	return p;
}
