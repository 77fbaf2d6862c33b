/* SPDX-License-Identifier: MIT */
/*
 * Raw ring-buffer sub-buffers: a header (time, commit word), then records one behind the other.
 * Layout: events/header_page and events/header_event; kernel/trace/ring_buffer.c; the same text is
 * in trace-cmd.dat.v6(5). Everything is bounds-checked.
 */
#ifndef FTRUN_SUBBUF_H
#define FTRUN_SUBBUF_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct recording;

struct subbuf_layout {
	uint32_t size;	      /* bytes in a sub-buffer */
	unsigned time_offset; /* 8 bytes */
	unsigned commit_offset, commit_size;
	unsigned data_offset; /* the first record */
	unsigned long_size;
	int big_endian;
	int swap;	 /* 1: byte order is not this machine's */
	uint64_t add_ns; /* recording.ts_offset_ns, modulo 2^64: part of every time given out */
};

struct subbuf {
	const uint8_t *data, *end; /* records */
	uint64_t time_ns;	   /* before the first record's delta */
	int gap;		   /* 1: events were lost before this sub-buffer */
	uint64_t lost;		   /* how many; 0 unknown */
};

struct record {
	const uint8_t *data; /* common fields first */
	uint32_t len;
	uint32_t header_len; /* bytes before data that belong to the record */
	uint64_t delta_ns;   /* since the record before */
};

/* An integer of 1, 2, 4 or 8 bytes, unaligned; other sizes give 0. */
static inline uint64_t load_uint(const uint8_t *p, unsigned size, int swap)
{
	uint64_t v8;
	uint32_t v4;
	uint16_t v2;

	switch (size) {
	case 8:
		memcpy(&v8, p, 8);
		return swap ? __builtin_bswap64(v8) : v8;
	case 4:
		memcpy(&v4, p, 4);
		return swap ? __builtin_bswap32(v4) : v4;
	case 2:
		memcpy(&v2, p, 2);
		return swap ? __builtin_bswap16(v2) : v2;
	case 1:
		return *p;
	default:
		return 0;
	}
}

/*
 * Takes the layout from rec's header_page text; without one, the layout that all kernels have had
 * since 2.6.30. Returns 0, -ENOMEM, or -EINVAL when the text contradicts itself or rec.
 */
int subbuf_layout_load(struct subbuf_layout *layout, const struct recording *rec);

/* Reads the header of a sub-buffer of layout->size bytes. Returns 0, or -EINVAL when it is
 * nonsense. */
int subbuf_load(const struct subbuf_layout *layout, const uint8_t *page, struct subbuf *sb);

/*
 * Steps over one header at *pos that is no data record. Adds to or sets *time_ns. Returns 1, 0 at
 * the end of the data, or -EINVAL; *pos moves only on 1.
 */
int subbuf_skip(const struct subbuf_layout *layout, const uint8_t **pos, const uint8_t *end,
		uint64_t *time_ns);

/*
 * The processor reads ahead by itself, but only to the end of its page: a recording is a hundred
 * megabytes of pages from anywhere in memory. Any address will do, also one behind the data.
 */
static inline void subbuf_prefetch(const uint8_t *p)
{
	__builtin_prefetch((const void *)((uintptr_t)p + 512));
}

/*
 * The next data record: *pos moves behind it and *time_ns becomes its time. Returns 1, 0 at the
 * end, or -EINVAL when what follows is no record; the rest of the sub-buffer cannot be read then.
 * plain: 1 where it is known that this machine and the records are little-endian.
 */
static inline __attribute__((always_inline)) int subbuf_next(const struct subbuf_layout *layout,
							     const uint8_t **pos,
							     const uint8_t *end, uint64_t *time_ns,
							     struct record *r, const int plain)
{
	const uint8_t *p;
	uint32_t head, type_len, len;
	int ret;

	for (;;) {
		p = *pos;
		if (end - p < 4)
			return 0;
		head = (uint32_t)load_uint(p, 4, !plain && layout->swap);
		type_len = !plain && layout->big_endian ? head >> 27 : head & 31;
		if (type_len <= 28)
			break;
		ret = subbuf_skip(layout, pos, end, time_ns);
		if (ret <= 0)
			return ret;
	}
	r->header_len = 4;
	len = type_len * 4;
	if (!type_len) { /* a long event: array[0] counts itself */
		if (end - p < 8)
			return -EINVAL;
		len = (uint32_t)load_uint(p + 4, 4, !plain && layout->swap);
		if (len < 4 || len > layout->size)
			return -EINVAL;
		len = ((len + 3) & ~3U) - 4;
		r->header_len = 8;
	}
	if (len > (size_t)(end - p) - r->header_len)
		return -EINVAL;
	subbuf_prefetch(p);
	r->data = p + r->header_len;
	r->len = len;
	r->delta_ns = !plain && layout->big_endian ? head & 0x7ffffff : head >> 5;
	*time_ns += r->delta_ns;
	*pos = r->data + len;
	return 1;
}

#endif
