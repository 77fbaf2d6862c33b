/* SPDX-License-Identifier: MIT */
/*
 * The commit word holds the bytes of data that follow the header, and two flags: events were lost
 * before this sub-buffer, and their number stands behind the data, as a long of the traced kernel
 * (rb_buffer_read_page and its relatives in kernel/trace/ring_buffer.c). Only the low 32 bits count:
 * adding bit 31 as an int sets all that are above it.
 */
#include "subbuf.h"

#include "../recording/recording.h"
#include "format.h"

#define COMMIT_LEN    ((1U << 27) - 1)
#define MISSED_EVENTS (1U << 31)
#define MISSED_STORED (1U << 30)

enum { TYPE_PADDING = 29, TYPE_TIME_EXTEND = 30, TYPE_TIME_STAMP = 31 };

static int layout_from_text(struct subbuf_layout *l, const struct trace_event_type *header)
{
	const struct trace_field *time = format_field(header, "timestamp");
	const struct trace_field *commit = format_field(header, "commit");
	const struct trace_field *data = format_field(header, "data");

	if (!time || !commit || !data || time->size != 8)
		return -EINVAL;
	if (commit->size != 4 && commit->size != 8)
		return -EINVAL;
	l->time_offset = time->offset;
	l->commit_offset = commit->offset;
	l->commit_size = commit->size;
	l->data_offset = data->offset;
	return 0;
}

int subbuf_layout_load(struct subbuf_layout *l, const struct recording *rec)
{
	struct trace_event_type header;
	int ret;

	*l = (struct subbuf_layout){
		.size = rec->subbuf_size,
		.commit_offset = 8,
		.commit_size = rec->long_size,
		.data_offset = 8 + rec->long_size,
		.long_size = rec->long_size,
		.big_endian = rec->big_endian,
		.swap = rec->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__),
		.add_ns = (uint64_t)rec->ts_offset_ns,
	};
	if (l->long_size != 4 && l->long_size != 8)
		return -EINVAL;
	if (rec->header_page.len) {
		ret = format_parse(&header, "", rec->header_page.data, rec->header_page.len,
				   rec->long_size);
		if (!ret)
			ret = layout_from_text(l, &header);
		format_free(&header);
		if (ret < 0)
			return ret;
	}
	if (l->size > COMMIT_LEN || l->data_offset > l->size || l->time_offset + 8 > l->size ||
	    l->commit_offset + l->commit_size > l->size)
		return -EINVAL;
	return 0;
}

int subbuf_load(const struct subbuf_layout *l, const uint8_t *page, struct subbuf *sb)
{
	/* Of a 64-bit word the kernel sets the upper half too, with the sign of its flags. */
	uint32_t word = (uint32_t)load_uint(page + l->commit_offset, l->commit_size, l->swap);
	uint32_t len = word & COMMIT_LEN, room = l->size - l->data_offset;

	if (len > room || (word & ~(COMMIT_LEN | MISSED_EVENTS | MISSED_STORED)))
		return -EINVAL;
	*sb = (struct subbuf){
		.data = page + l->data_offset,
		.end = page + l->data_offset + len,
		.time_ns = load_uint(page + l->time_offset, 8, l->swap) + l->add_ns,
		.gap = (word & MISSED_EVENTS) != 0,
	};
	if (sb->gap && (word & MISSED_STORED) && room - len >= l->long_size)
		sb->lost = load_uint(sb->end, l->long_size, l->swap);
	return 0;
}

/* Only 59 bits of a time are in a time stamp record: the rest is as it was (rb_fix_abs_ts). */
static uint64_t absolute_time(uint64_t stamp, uint64_t now)
{
	uint64_t top = now & 0xf8ULL << 56;

	stamp |= top;
	return top && stamp < now ? stamp + (1ULL << 59) : stamp;
}

int subbuf_skip(const struct subbuf_layout *l, const uint8_t **pos, const uint8_t *end,
		uint64_t *time_ns)
{
	uint32_t head, type_len, array;
	uint64_t delta;

	head = (uint32_t)load_uint(*pos, 4, l->swap);
	type_len = l->big_endian ? head >> 27 : head & 31;
	delta = l->big_endian ? head & 0x7ffffff : head >> 5;
	if (type_len == TYPE_PADDING && !delta)
		return 0; /* up to the end of the sub-buffer */
	if (end - *pos < 8)
		return -EINVAL;
	array = (uint32_t)load_uint(*pos + 4, 4, l->swap);
	switch (type_len) {
	case TYPE_PADDING: /* a discarded event: array[0] counts itself, not the header */
		if (array < 4 || array > (size_t)(end - *pos) - 4)
			return -EINVAL;
		*time_ns += delta;
		*pos += 4 + (size_t)array;
		return 1;
	case TYPE_TIME_EXTEND:
		*time_ns += ((uint64_t)array << 27) + delta;
		break;
	default:
		delta += (uint64_t)array << 27;
		*time_ns = absolute_time(delta, *time_ns - l->add_ns) + l->add_ns;
	}
	*pos += 8;
	return 1;
}
