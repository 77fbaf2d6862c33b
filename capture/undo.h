/* SPDX-License-Identifier: MIT */
/* Playing the journal of changes (tracefs.h, enum tracefs_undo) backwards. */
#ifndef FTRUN_UNDO_H
#define FTRUN_UNDO_H

/*
 * Undoes everything in the journal, last change first, and marks it as done. Goes on after a failure;
 * what somebody else keeps busy is tried again for patience_ms in all. Never exits. Returns the
 * number of things that could not be put back, each said on stderr when loud is 1.
 */
int undo_play(int journal_fd, int patience_ms, int loud);

#endif
