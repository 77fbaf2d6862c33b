/* SPDX-License-Identifier: MIT */
/* What both fuzz targets do with a recording. */
#ifndef FTRUN_FUZZ_H
#define FTRUN_FUZZ_H

#include "../../recording/recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Decodes it with several options and runs every report into nothing. */
void fuzz_reports(const struct recording *rec);

#endif
