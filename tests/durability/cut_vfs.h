// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * A SQLite VFS that knows what a power cut would leave. Files are the real ones of the system's VFS; beside each, the
 * image that xSync made durable is kept in memory. At the chosen write the machine "loses power": from then on every
 * write and sync fails, and cut_vfs_restore lays down, elsewhere, what the disk would hold: for each file its last
 * synced image and nothing of what came later.
 *
 * Not thread-safe against its own set-up calls; the file operations themselves may come from several threads.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Registers it as the default VFS, around the system's. Once a process. */
void cut_vfs_register(void);
/* Forgets all images; the cut comes at the n-th write from now on (0 = never). */
void cut_vfs_arm(int64_t nth_write);
bool cut_vfs_happened(void);
int64_t cut_vfs_writes(void);
/* Files "<from>", "<from>-wal" → "<to>", "<to>-wal", as synced. False on a failure of the machine. */
bool cut_vfs_restore(const char *from, const char *to);
