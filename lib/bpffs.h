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
	bool make;		/* as it was opened */
	unsigned int wait_ms;	/* BPFFS_LOCK_MS; may be changed */
	const char *path;	/* borrowed */
};

/*
 * Open path. With `make`, a bpffs is mounted on /sys/fs/bpf where there is
 * none yet and path lies below it, and missing folders are made (0700), each
 * only on a BPF file system. Without it nothing is made or mounted, and an
 * absent folder is -ENOENT. What is not on a BPF file system is refused
 * (-EINVAL). All failures here are ERR_LOCAL.
 */
int bpffs_open(struct bpffs *fs, const char *path, bool make, struct err *err);
void bpffs_close(struct bpffs *fs);	/* and unlock */

/*
 * -EAGAIN (ERR_LOCAL) after wait_ms: "another ... holds the lock". Asking
 * again is harmless, and an exclusive lock stays one. When the folder was
 * removed while the lock was waited for, it is opened anew: fs->fd changes,
 * and what bpffs_open() returns may come from here.
 */
int bpffs_lock(struct bpffs *fs, bool exclusive, struct err *err);

/* flock() of any descriptor that gives up: 0, -EAGAIN when somebody else
 * still holds it after wait_ms, or -errno. */
int bpffs_flock(int fd, bool exclusive, unsigned int wait_ms);

#endif
