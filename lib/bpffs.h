/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The folder where pins live, on a BPF file system, and its lock.  It is
 * locked by flock() on the folder itself: shared to read, exclusive to
 * change; the lock is gone with the process, however that ends.
 */
#ifndef NKT_BPFFS_H
#define NKT_BPFFS_H

#include <stdbool.h>

#include "lib/err.h"

#define BPFFS_ROOT "/sys/fs/bpf"
#define BPFFS_DEFAULT BPFFS_ROOT "/netkit-tools"
#define BPFFS_LOCK_MS 10000	/* how long a lock is waited for */

struct bpffs {
	int fd;		/* the folder, O_DIRECTORY | O_CLOEXEC; -1: none */
	bool locked, exclusive;
	const char *path;	/* borrowed */
};

/*
 * Open path. With `make`, a bpffs is mounted on /sys/fs/bpf where there is
 * none yet and path lies below it, and missing folders are made (0700).
 * Without it an absent folder is -ENOENT. What is not on a BPF file system
 * is refused (-EINVAL, ERR_LOCAL). All failures here are ERR_LOCAL.
 */
int bpffs_open(struct bpffs *fs, const char *path, bool make, struct err *err);
void bpffs_close(struct bpffs *fs);	/* and unlock */

/* -EAGAIN (ERR_LOCAL) after BPFFS_LOCK_MS: "another ... holds the lock". */
int bpffs_lock(struct bpffs *fs, bool exclusive, struct err *err);

#endif
