/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "err.h"
#include "mem.h"

#define WIDTH 100 /* of lines of numbers, for who reads them; a terminal takes 4095 a line */

static void append(struct script *s, const char *text, size_t len)
{
	while (s->cap <= s->len + len)
		if (mem_grow(&s->text, &s->cap, s->cap, 1))
			die("out of memory");
	memcpy(s->text + s->len, text, len);
	s->len += len;
	s->text[s->len] = 0;
}

static void forget(char **file)
{
	free(*file);
	*file = NULL;
}

/* A list that was emptied, and that was all. */
static void flush(struct script *s)
{
	char *file = s->emptied;

	s->emptied = NULL;
	if (file)
		script_line(s, "echo > %s", file);
	free(file);
}

void script_line(struct script *s, const char *fmt, ...)
{
	char *line = NULL;
	va_list ap;
	int len;

	flush(s);
	forget(&s->numbers);
	va_start(ap, fmt);
	len = vasprintf(&line, fmt, ap);
	va_end(ap);
	if (len < 0)
		die("out of memory");
	s->start = s->len;
	append(s, line, (size_t)len);
	append(s, "\n", 1);
	free(line);
}

char *script_path(const struct script *s, const char *path)
{
	static const char own[] = "instances/ftrun-", other[] = "instances/by-hand-";
	int is_own = !strncmp(path, own, strlen(own));
	char *full = xasprintf("%s/%s%s", s->root, is_own ? other : "",
			       is_own ? path + strlen(own) : path);
	char *quoted = script_quote(full, strlen(full));

	free(full);
	return quoted;
}

void script_command(struct script *s, const char *command, const char *path)
{
	char *file;

	if (!s)
		return;
	file = script_path(s, path);
	script_line(s, "%s %s", command, file);
	free(file);
}

void script_begin(struct script *s, const char *root, const char *type)
{
	if (!s)
		return;
	s->root = root;
	s->mounted = type != NULL;
	if (type)
		script_line(s, "mount -t %s nodev %s", type, root);
}

void script_end(struct script *s)
{
	flush(s);
	if (s->mounted)
		script_line(s, "umount %s", s->root);
}

void script_truncate(struct script *s, const char *path)
{
	if (!s)
		return;
	flush(s);
	s->emptied = script_path(s, path);
}

static int consists_of(const char *word, size_t len, const char *characters)
{
	for (size_t i = 0; i < len; i++)
		if (!strchr(characters, word[i]))
			return 0;
	return len > 0;
}

char *script_quote(const char *word, size_t len)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%+,-./:@_";
	char *quoted, *to;
	size_t nr = 0;

	if (consists_of(word, len, plain))
		return xasprintf("%.*s", (int)len, word);
	for (size_t i = 0; i < len; i++)
		nr += word[i] == '\'';
	to = quoted = xmalloc(len + 3 * nr + 3);
	*to++ = '\'';
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '\'')
			to = stpcpy(to, "'\\'");
		*to++ = word[i];
	}
	stpcpy(to, "'");
	return quoted;
}

/* Adds a number to the last line, if that writes numbers to this file too: a list takes many at once. */
static int join(struct script *s, const char *file, const char *number, size_t len)
{
	char *tail;

	if (s->emptied || !s->numbers || strcmp(s->numbers, file) ||
	    s->end + len - s->start > WIDTH)
		return 0;
	tail = xstrdup(s->text + s->end);
	s->len = s->end;
	append(s, " ", 1);
	append(s, number, len);
	s->end = s->len;
	append(s, tail, strlen(tail));
	free(tail);
	return 1;
}

/* Some shells' echo takes a backslash for more than that, and each has options. */
static void write_line(struct script *s, const char *file, const char *value, size_t len,
		       const char *how)
{
	int is_odd =
		memchr(value, '\\', len) || (len > 1 && value[0] == '-' && strchr("neE", value[1]));
	char *word = len ? script_quote(value, len) : NULL;

	script_line(s, "%s%s%s %s %s", is_odd ? "printf '%s\\n'" : "echo", word ? " " : "",
		    word ? word : "", how, file);
	free(word);
}

void script_write(struct script *s, const char *path, const char *value, size_t len, int error)
{
	int first, is_number;
	char *file;

	if (!s)
		return;
	if (error) {
		forget(&s->emptied);
		return;
	}
	file = script_path(s, path);
	first = s->emptied && !strcmp(s->emptied, file);
	len -= len && value[len - 1] == '\n';
	is_number = consists_of(value, len, "0123456789");
	if (first)
		forget(&s->emptied);
	if (first || !is_number || !join(s, file, value, len)) {
		write_line(s, file, value, len, first ? ">" : ">>");
		s->numbers = is_number ? xstrdup(file) : NULL;
		s->end = s->start + strlen("echo ") + len;
	}
	free(file);
}

void script_fini(struct script *s)
{
	free(s->text);
	free(s->emptied);
	free(s->numbers);
	*s = (struct script){.text = NULL};
}
