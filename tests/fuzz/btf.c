/* SPDX-License-Identifier: MIT */
/* libFuzzer target: any bytes as BTF. What comes out of it can stand in a recording's strings. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../util/btf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text;
	long text_len = btf_functions(data, len, 8, &text);

	assert(text_len < 0 ? !text : text && strlen(text) == (size_t)text_len);
	assert(!text || !strpbrk(text, "\";\r\t"));
	free(text);
	return 0;
}
