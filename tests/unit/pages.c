/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_format(struct builder *b, const char *system, const char *name, int id,
		       const char *fields)
{
	char text[2048];
	int len;

	len = snprintf(
		text, sizeof(text),
		"name: %s\nID: %d\nformat:\n"
		"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
		"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
		"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
		"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n%s\n"
		"print fmt: \"x\"\n",
		name, id, fields);
	if (recording_add_format(&b->rec, system, text, (size_t)len))
		abort();
}

static void add_formats(struct builder *b)
{
	unsigned w = b->word;
	char f[1024];

	snprintf(f, sizeof(f),
		 "\tfield:unsigned long func;\toffset:8;\tsize:%u;\tsigned:0;\n"
		 "\tfield:int depth;\toffset:%u;\tsize:4;\tsigned:1;\n",
		 w, 8 + w);
	add_format(b, "ftrace", "funcgraph_entry", ID_ENTRY, f);
	snprintf(f, sizeof(f),
		 "\tfield:unsigned long func;\toffset:8;\tsize:%u;\tsigned:0;\n"
		 "\tfield:int depth;\toffset:%u;\tsize:4;\tsigned:1;\n"
		 "\tfield:unsigned int overrun;\toffset:%u;\tsize:4;\tsigned:0;\n"
		 "\tfield:unsigned long long rettime;\toffset:%u;\tsize:8;\tsigned:0;\n"
		 "\tfield:unsigned long long calltime;\toffset:%u;\tsize:8;\tsigned:0;\n",
		 w, 8 + w, 12 + w, 16 + w, 24 + w);
	add_format(b, "ftrace", "funcgraph_exit", ID_EXIT, f);
	add_format(b, "ftrace", "funcgraph_entry", ID_ARGS,
		   "\tfield:unsigned long func;\toffset:8;\tsize:8;\tsigned:0;\n"
		   "\tfield:unsigned long depth;\toffset:16;\tsize:8;\tsigned:0;\n"
		   "\tfield:unsigned long args[];\toffset:24;\tsize:0;\tsigned:0;\n");
	add_format(b, "ftrace", "funcgraph_exit", ID_RETVAL,
		   "\tfield:unsigned long func;\toffset:8;\tsize:8;\tsigned:0;\n"
		   "\tfield:unsigned long retval;\toffset:16;\tsize:8;\tsigned:0;\n"
		   "\tfield:unsigned int depth;\toffset:24;\tsize:4;\tsigned:0;\n"
		   "\tfield:unsigned int overrun;\toffset:28;\tsize:4;\tsigned:0;\n");
	add_format(b, "ftrace", "print", ID_PRINT,
		   "\tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;\n"
		   "\tfield:char buf[];\toffset:16;\tsize:0;\tsigned:1;\n");
	add_format(b, "ftrace", "kernel_stack", ID_STACK, b->word == 8 ?
		   "\tfield:int size;\toffset:8;\tsize:4;\tsigned:1;\n"
		   "\tfield:unsigned long caller[8];\toffset:16;\tsize:64;\tsigned:0;\n" :
		   "\tfield:int size;\toffset:8;\tsize:4;\tsigned:1;\n"
		   "\tfield:unsigned long caller[];\toffset:12;\tsize:0;\tsigned:0;\n");
	add_format(b, "test", "everything", ID_EVENT,
		   "\tfield:s16 small;\toffset:8;\tsize:2;\tsigned:1;\n"
		   "\tfield:u8 list[2];\toffset:10;\tsize:2;\tsigned:0;\n"
		   "\tfield:char name[4];\toffset:12;\tsize:4;\tsigned:1;\n"
		   "\tfield:__data_loc char[] text;\toffset:16;\tsize:4;\tsigned:1;\n"
		   "\tfield:__rel_loc u32[] words;\toffset:20;\tsize:4;\tsigned:0;\n");
}

void builder_init(struct builder *b, int big_endian, unsigned word, uint32_t size)
{
	char symbols[8192];
	int len = 0;

	*b = (struct builder){.big_endian = big_endian, .word = word, .size = size, .pid = 7};
	recording_init(&b->rec);
	b->rec.big_endian = big_endian;
	b->rec.long_size = word;
	b->rec.subbuf_size = size;
	add_formats(b);
	for (unsigned i = 0; i < 64; i++)
		len += snprintf(symbols + len, sizeof(symbols) - (size_t)len, "%llx t %s%u%s\n",
				(unsigned long long)builder_addr(b, i),
				i == 50 ? "__x64_sys_execve" : "f", i, i == 40 ? "\t[mod]" : "");
	recording_copy(&b->rec, &b->rec.kallsyms, symbols, (size_t)len);
	recording_copy(&b->rec, &b->rec.cmdlines, "7 ping\n8 two words\n", 19);
}

void builder_fini(struct builder *b)
{
	recording_fini(&b->rec);
}

uint64_t builder_addr(const struct builder *b, unsigned func)
{
	return (b->word == 8 ? 0xffffffff81000000 : 0xc1000000) + func * 0x100;
}

uint8_t *builder_put(const struct builder *b, uint8_t *p, uint64_t v, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		p[b->big_endian ? size - 1 - i : i] = (uint8_t)(v >> 8 * i);
	return p + size;
}

static uint32_t data_len(const struct builder *b)
{
	return b->at - 8 - b->word;
}

void builder_end(struct builder *b)
{
	if (b->page)
		builder_put(b, b->page + 8, data_len(b), b->word);
	b->page = NULL;
}

/* The kernel adds its flags as a signed int: of a long all upper bits are set. */
void builder_lost(struct builder *b, uint64_t lost, int stored)
{
	uint64_t word = data_len(b) | 0xffffffff80000000;

	builder_put(b, b->page + 8, stored ? word | 1U << 30 : word, b->word);
	if (stored)
		builder_put(b, b->page + b->at, lost, b->word);
	b->page = NULL;
}

void builder_page(struct builder *b, unsigned cpu_nr, uint64_t time_ns)
{
	struct recording_cpu *cpu = NULL;
	uint8_t *data;

	builder_end(b);
	for (size_t i = 0; i < b->rec.nr_cpus; i++)
		if (b->rec.cpus[i].cpu == cpu_nr)
			cpu = &b->rec.cpus[i];
	if (!cpu && recording_add_cpu(&b->rec, cpu_nr, &cpu))
		abort();
	data = calloc(1, cpu->len + b->size);
	if (!data || recording_own_heap(&b->rec, data))
		abort();
	if (cpu->len)
		memcpy(data, cpu->data, cpu->len);
	b->page = data + cpu->len;
	cpu->data = data;
	cpu->len += b->size;
	b->at = 8 + b->word;
	b->time_ns = time_ns;
	builder_put(b, b->page, time_ns, 8);
}

void builder_word(struct builder *b, uint32_t word)
{
	builder_put(b, b->page + b->at, word, 4);
	b->at += 4;
}

static uint32_t header(const struct builder *b, unsigned type_len, uint32_t delta)
{
	return b->big_endian ? type_len << 27 | delta : delta << 5 | type_len;
}

/* Short and long events, with a time extend where the delta asks for one. */
void builder_record(struct builder *b, uint64_t time_ns, const void *data, uint32_t len)
{
	uint64_t delta = time_ns - b->time_ns;

	b->time_ns = time_ns;
	if (delta >> 27) {
		builder_word(b, header(b, 30, (uint32_t)delta & 0x7ffffff));
		builder_word(b, (uint32_t)(delta >> 27));
		delta = 0;
	}
	if (len <= 112) {
		builder_word(b, header(b, len / 4, (uint32_t)delta));
	} else {
		builder_word(b, header(b, 0, (uint32_t)delta));
		builder_word(b, len + 4);
	}
	memcpy(b->page + b->at, data, len);
	b->at += len;
}

static uint8_t *put_common(const struct builder *b, uint8_t *p, unsigned id)
{
	p = builder_put(b, p, id, 2);
	*p++ = b->flags;
	*p++ = b->preempt;
	return builder_put(b, p, (uint32_t)b->pid, 4);
}

void builder_enter(struct builder *b, uint64_t time_ns, unsigned func, unsigned depth)
{
	uint8_t r[32], *p = put_common(b, r, ID_ENTRY);

	p = builder_put(b, p, builder_addr(b, func), b->word);
	p = builder_put(b, p, depth, 4);
	builder_record(b, time_ns, r, (uint32_t)(p - r));
}

void builder_leave(struct builder *b, uint64_t time_ns, unsigned func, unsigned depth,
		   uint64_t duration_ns)
{
	uint8_t r[48], *p = put_common(b, r, ID_EXIT);

	p = builder_put(b, p, builder_addr(b, func), b->word);
	p = builder_put(b, p, depth, 4);
	p = builder_put(b, p, 0, 4);
	p = builder_put(b, p, time_ns, 8);
	p = builder_put(b, p, time_ns - duration_ns, 8);
	builder_record(b, time_ns, r, (uint32_t)(p - r));
}
