/* SPDX-License-Identifier: MIT */
/* Static probes of programs and libraries (USDT), which <sys/sdt.h> leaves in notes. */
#ifndef FTRUN_USDT_H
#define FTRUN_USDT_H

#include "../util/words.h"

/*
 * Appends for each place of the probe what uprobe_events wants to know: to places "PATH:0xOFFSET", with
 * "(0xCOUNTER)" behind it where the program looks at a counter first; to args its arguments, "arg1=%di:s32
 * arg3=...", those that the kernel can fetch, or "" where the places have different ones. Dies with a
 * message that begins with "-k ASKED: ".
 */
void usdt_find(struct words *places, struct words *args, const char *path, const char *provider,
	       const char *name, const char *asked);

#endif
