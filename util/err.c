/* SPDX-License-Identifier: MIT */
/*
 * A message is formatted into a buffer on the stack, made harmless (object names come from files and
 * the command line) and written at once. What is longer than the buffer is cut; the newline stays.
 */
#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void __attribute__((format(printf, 1, 0))) message(const char *fmt, va_list ap, int error)
{
	char line[2048];
	size_t len = 0, max = sizeof(line) - 1;
	int n;

	n = snprintf(line, max, "ftrun: ");
	len += (size_t)n;
	n = vsnprintf(line + len, max - len, fmt, ap);
	if (n > 0)
		len += (size_t)n < max - len ? (size_t)n : max - len - 1;
	if (error && len < max - 1) {
		n = snprintf(line + len, max - len, ": %s", strerror(error));
		len += (size_t)n < max - len ? (size_t)n : max - len - 1;
	}
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = '?';
	line[len++] = '\n';
	while (write(STDERR_FILENO, line, len) < 0 && errno == EINTR)
		;
}

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	message(fmt, ap, 0);
	va_end(ap);
	exit(EXIT_FTRUN);
}

void die_errno(const char *fmt, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, fmt);
	message(fmt, ap, error);
	va_end(ap);
	exit(EXIT_FTRUN);
}

void warn(const char *fmt, ...)
{
	int error = errno;
	va_list ap;

	va_start(ap, fmt);
	message(fmt, ap, 0);
	va_end(ap);
	errno = error;
}
