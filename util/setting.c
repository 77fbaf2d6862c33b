/* SPDX-License-Identifier: MIT */
#include "setting.h"

#include <string.h>

size_t setting_value(char **text)
{
	char *s = *text, *mark = strchr(s, '['), *end;

	if (mark && (end = strchr(mark, ']'))) {
		*text = mark + 1;
		return (size_t)(end - mark - 1);
	}
	if ((mark = strstr(s, "(expanded: "))) {
		*text = mark + 11;
		return strspn(*text, "0123456789");
	}
	if (!strcmp(s, "none\n"))
		s[0] = '0';
	if (!strcmp(s, "0one\n") || !strcmp(s, "0*\n") || !strcmp(s, "1*\n"))
		return 1;
	return strcspn(s, "\n");
}
