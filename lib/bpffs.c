// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The folder of the pins: mounted and made where a command that changes
 * something needs it, and never by one that only looks.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "lib/bpffs.h"

#define DIR_OPEN (O_RDONLY | O_DIRECTORY | O_CLOEXEC)
#define DIR_PASS (O_PATH | O_DIRECTORY | O_CLOEXEC)

static int dir_failed(const char *what, const char *path, int code,
		      struct err *err)
{
	err_set(err, ERR_LOCAL, code, path, "cannot %s: %s", what,
		strerrordesc_np(code));
	/* bpf_lookup() in kernel/bpf/inode.c keeps dots for later use. */
	if (code == EPERM && strchr(path, '.'))
		err_hint(err, "a name on a BPF file system has no dot in it");
	else if (code == EACCES || code == EPERM)
		err_hint(err, "run it as root");
	return -code;
}

/* 1 yes, 0 no, -errno. */
static int is_bpffs(int fd)
{
	struct statfs sf;

	if (fstatfs(fd, &sf) < 0)
		return -errno;
	return (unsigned long)sf.f_type == BPF_FS_MAGIC;
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/*
 * flock() that gives up at a deadline. It is polled, since the way to bound
 * a blocking one is a signal, and signals are not a library's to use.
 * -EAGAIN: somebody else holds it.
 */
static int lock_until(int fd, int how, int64_t deadline)
{
	struct timespec pause = { .tv_nsec = 1000000 };

	while (flock(fd, how | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return -errno;
		if (now_ms() >= deadline)
			return -EAGAIN;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 16000000)
			pause.tv_nsec *= 2;
	}
	return 0;
}

int bpffs_flock(int fd, bool exclusive, unsigned int wait_ms)
{
	return lock_until(fd, exclusive ? LOCK_EX : LOCK_SH, now_ms() + wait_ms);
}

/* Also one that another file system hides. 1 yes, 0 no, -errno. */
static int root_has_bpffs(void)
{
	char buf[4 * PATH_MAX];
	struct mntent m;
	int found = 0;
	FILE *f;

	f = setmntent("/proc/self/mounts", "re");
	if (!f)
		return -errno;
	while (!found && getmntent_r(f, &m, buf, sizeof(buf)))
		found = !strcmp(m.mnt_type, "bpf") &&
			!strcmp(m.mnt_dir, BPFFS_ROOT);
	endmntent(f);
	return found;
}

static int root_mount_locked(struct err *err)
{
	struct statfs sf;
	int code;

	/* By its path: somebody may have mounted one while we waited. */
	if (statfs(BPFFS_ROOT, &sf) < 0)
		return dir_failed("open", BPFFS_ROOT, errno, err);
	if ((unsigned long)sf.f_type == BPF_FS_MAGIC)
		return 0;
	code = root_has_bpffs();
	if (code < 0)
		return dir_failed("read the mounts", BPFFS_ROOT, -code, err);
	if (code) {
		err_set(err, ERR_LOCAL, EBUSY, BPFFS_ROOT,
			"another mount hides its BPF file system");
		return err_hint(err, "umount " BPFFS_ROOT " shows it again");
	}
	if (mount("bpf", BPFFS_ROOT, "bpf",
		  MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RELATIME,
		  "mode=0700") < 0)
		return dir_failed("mount a BPF file system", BPFFS_ROOT, errno,
				  err);
	return 0;
}

/*
 * Mount a BPF file system on its usual place. Two tools that both found none
 * must not both mount one: the second would hide the pins of the first. So
 * this happens under a lock on the folder beneath.
 */
static int root_mount(struct err *err)
{
	int fd, code;

	fd = open(BPFFS_ROOT, DIR_OPEN);
	if (fd < 0)
		return dir_failed("open", BPFFS_ROOT, errno, err);
	code = is_bpffs(fd);
	if (code > 0) {
		close(fd);
		return 0;
	}
	code = lock_until(fd, LOCK_EX, now_ms() + BPFFS_LOCK_MS);
	if (code)
		dir_failed("lock", BPFFS_ROOT, -code, err);
	else
		code = root_mount_locked(err);
	close(fd);
	return code;
}

static bool below_root(const char *path)
{
	size_t n = strlen(BPFFS_ROOT);

	return !strncmp(path, BPFFS_ROOT, n) && (!path[n] || path[n] == '/');
}

/* The folder `name` in `at`, made where there is none: a descriptor. -EINVAL
 * where it would not come to lie on a BPF file system. */
static int dir_step(int at, const char *name)
{
	int fd, code;

	fd = openat(at, name, DIR_PASS);
	if (fd >= 0)
		return fd;
	if (errno != ENOENT)
		return -errno;
	code = is_bpffs(at);
	if (code <= 0)
		return code ? code : -EINVAL;
	if (mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	fd = openat(at, name, DIR_PASS);
	return fd < 0 ? -errno : fd;
}

static int dirs_make(const char *path)
{
	char copy[PATH_MAX], *name, *rest = NULL;
	int at, next;

	if (strlen(path) >= sizeof(copy))
		return -ENAMETOOLONG;
	memcpy(copy, path, strlen(path) + 1);
	at = open(*path == '/' ? "/" : ".", DIR_PASS);
	if (at < 0)
		return -errno;
	for (name = strtok_r(copy, "/", &rest); name;
	     name = strtok_r(NULL, "/", &rest)) {
		next = dir_step(at, name);
		close(at);
		if (next < 0)
			return next;
		at = next;
	}
	close(at);
	return 0;
}

/* -ENOENT: no such folder; -EINVAL: not on a BPF file system. */
static int dir_open(struct bpffs *fs)
{
	int fd, code;

	fd = open(fs->path, DIR_OPEN);
	if (fd < 0)
		return -errno;
	code = is_bpffs(fd);
	if (code <= 0) {
		close(fd);
		return code ? code : -EINVAL;
	}
	fs->fd = fd;
	return 0;
}

int bpffs_open(struct bpffs *fs, const char *path, bool make, struct err *err)
{
	int code;

	*fs = (struct bpffs){
		.fd = -1,
		.path = path,
		.make = make,
		.wait_ms = BPFFS_LOCK_MS,
	};
	code = dir_open(fs);
	if (make && (code == -ENOENT || code == -EINVAL)) {
		code = below_root(path) ? root_mount(err) : 0;
		if (code)
			return code;
		code = dirs_make(path);
		if (!code)
			code = dir_open(fs);
	}

	switch (code) {
	case 0:
		return 0;
	case -ENOENT:
		return err_set(err, ERR_LOCAL, ENOENT, path,
			       "there is no such folder");
	case -EINVAL:
		return err_set(err, ERR_LOCAL, EINVAL, path,
			       "not on a BPF file system");
	}
	return dir_failed("open", path, -code, err);
}

void bpffs_close(struct bpffs *fs)
{
	if (fs->fd >= 0)
		close(fs->fd);
	fs->fd = -1;
	fs->locked = false;
	fs->exclusive = false;
}

/* Whether the folder that is locked is no longer the one at that path. */
static bool was_removed(const struct bpffs *fs)
{
	struct stat locked, there;

	return fstat(fs->fd, &locked) < 0 || stat(fs->path, &there) < 0 ||
	       locked.st_dev != there.st_dev || locked.st_ino != there.st_ino;
}

int bpffs_lock(struct bpffs *fs, bool exclusive, struct err *err)
{
	unsigned int wait_ms = fs->wait_ms;
	int64_t deadline = now_ms() + wait_ms;
	int code;

	if (fs->locked && (fs->exclusive || !exclusive))
		return 0;
	for (;;) {
		/* Not atomic: a shared lock may be lost on the way. */
		fs->locked = false;
		code = lock_until(fs->fd, exclusive ? LOCK_EX : LOCK_SH,
				  deadline);
		if (code)
			break;
		if (!was_removed(fs)) {
			fs->locked = true;
			fs->exclusive = exclusive;
			return 0;
		}
		/* Nobody else would ever see the lock on what was removed. */
		bpffs_close(fs);
		code = bpffs_open(fs, fs->path, fs->make, err);
		if (code)
			return code;
		fs->wait_ms = wait_ms;
	}

	if (code != -EAGAIN)
		return dir_failed("lock", fs->path, -code, err);
	err_set(err, ERR_LOCAL, EAGAIN, fs->path,
		"another command holds the lock");
	return err_hint(err, "lslocks(8) shows which process it is");
}
