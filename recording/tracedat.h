/* SPDX-License-Identifier: MIT */
/*
 * The words of the trace.dat format, for its reader and its writer. Private to recording/.
 * Source: trace-cmd.dat.v6(5) and trace-cmd.dat.v7(5). Numbers are in the byte order that the file's
 * first bytes tell.
 */
#ifndef FTRUN_TRACEDAT_H
#define FTRUN_TRACEDAT_H

#define TRACEDAT_MAGIC	      "\x17\x08\x44tracing"
#define TRACEDAT_MAGIC_LEN    10
#define TRACEDAT_TAG_LEN      10 /* of the three words below, with their NUL */
#define TRACEDAT_OPTIONS      "options  "
#define TRACEDAT_LATENCY      "latency  "
#define TRACEDAT_FLYRECORD    "flyrecord"
#define TRACEDAT_HEADER_PAGE  "header_page"
#define TRACEDAT_HEADER_EVENT "header_event"

/* Options; from HEADER_INFO on also the sections of version 7 that they point to. */
enum {
	OPTION_DONE = 0,
	OPTION_DATE = 1,       /* text: microseconds to add to every time */
	OPTION_CPUSTAT = 2,    /* text: "CPU: n\n" and the CPU's stats file */
	OPTION_BUFFER = 3,     /* where an instance's data are; in version 7 the top level's too */
	OPTION_TRACECLOCK = 4, /* text: the trace_clock file, or only its "[name]" */
	OPTION_UNAME = 5,      /* text */
	OPTION_OFFSET = 7,     /* text: nanoseconds to add to every time */
	OPTION_CPUCOUNT = 8,   /* 4 bytes */
	OPTION_VERSION = 9,    /* text: who recorded */
	OPTION_PROCMAPS =
		10, /* text: "pid nr-of-libraries name\n", both in hexadecimal, libraries */
	OPTION_TIME_SHIFT = 12, /* a guest's clock against its host's */
	OPTION_TSC2NSEC = 14,	/* how to convert times that are TSC cycles */
	OPTION_HEADER_INFO = 16,
	OPTION_FTRACE_EVENTS = 17,
	OPTION_EVENT_FORMATS = 18,
	OPTION_KALLSYMS = 19,
	OPTION_PRINTK = 20,
	OPTION_CMDLINES = 21,
	OPTION_BUFFER_TEXT = 22,
	OPTION_LAST_BOOT = 24, /* the buffer outlived a reboot: addresses are the former kernel's */
};

#define TRACEDAT_COMPRESSED 1 /* a flag of version 7's sections */

#endif
