// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The folder of the pins: made and mounted only when asked, refused where
 * it would not be one, locked as the header says.  What needs root happens
 * in a child with its own mounts.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>

#include "lib/bpffs.h"
#include "testsuite/unit/child.h"

#define DIR BPFFS_ROOT "/nkt-unit"

static void refused(const char *path, bool make, int code, const char *msg)
{
	struct err err = { 0 };
	struct bpffs fs;

	is_int(bpffs_open(&fs, path, make, &err), code, "%s%s is refused", path,
	       make ? " to be made" : "");
	is_str(err.msg, msg, "in words");
	is_str(err.object, path, "about it");
	ok(err.from == ERR_LOCAL && err.code == -code, "as a local error");
	is_int(fs.fd, -1, "and not open");
	bpffs_close(&fs);
}

static void test_refused(void)
{
	char path[] = "/tmp/nkt-bpffs-XXXXXX", deep[64], file[64];

	refused("/", false, -EINVAL, "not on a BPF file system");
	refused("/nkt/none", false, -ENOENT, "there is no such folder");
	refused("", false, -ENOENT, "there is no such folder");
	refused("/proc/self/status", false, -ENOTDIR,
		"cannot open: Not a directory");
	if (!mkdtemp(path)) {
		ok(0, "a folder in /tmp");
		return;
	}
	snprintf(deep, sizeof(deep), "%s/a/b", path);
	snprintf(file, sizeof(file), "%s/a", path);
	refused(deep, true, -EINVAL, "not on a BPF file system");
	ok(access(file, F_OK) < 0, "and no folder is left behind");
	refused(path, true, -EINVAL, "not on a BPF file system");
	rmdir(path);
}

static bool is_mounted(void)
{
	struct statfs sf;

	return !statfs(BPFFS_ROOT, &sf) &&
	       (unsigned long)sf.f_type == BPF_FS_MAGIC;
}

/* Own mounts, and no BPF file system among them. */
static bool no_mounts(void)
{
	if (unshare(CLONE_NEWNS) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
		skip("a BPF file system", "not root");
		return false;
	}
	while (is_mounted())
		if (umount2(BPFFS_ROOT, MNT_DETACH) < 0)
			return ok(0, "umount");
	if (mount("bpf", BPFFS_ROOT, "bpf", 0, NULL) < 0) {
		skip("a BPF file system", "none in this kernel");
		return false;
	}
	umount2(BPFFS_ROOT, MNT_DETACH);
	return true;
}

static int mounts(void)
{
	char line[1024];
	FILE *f = fopen("/proc/self/mounts", "re");
	int n = 0;

	while (f && fgets(line, sizeof(line), f))
		n += strstr(line, " " BPFFS_ROOT " bpf ") != NULL;
	if (f)
		fclose(f);
	return n;
}

static void test_make(void)
{
	struct err err = { 0 };
	struct bpffs fs;
	struct stat st;

	if (!no_mounts())
		return;
	refused(DIR, false, -ENOENT, "there is no such folder");
	refused(BPFFS_ROOT, false, -EINVAL, "not on a BPF file system");
	is_int(mounts(), 0, "who only looks mounts nothing");
	refused(BPFFS_ROOT "x/y", true, -EINVAL, "not on a BPF file system");
	is_int(mounts(), 0, "nor does who wants another place");

	umask(0);
	is_int(bpffs_open(&fs, DIR "//a/b/", true, &err), 0,
	       "mounted, and folders made");
	is_int(mounts(), 1, "one mount");
	is_int(fcntl(fs.fd, F_GETFD), FD_CLOEXEC, "it is not inherited");
	ok(!fstat(fs.fd, &st) && S_ISDIR(st.st_mode), "a folder is open");
	is_int(st.st_mode & 07777, 0700, "of its owner alone");
	stat(BPFFS_ROOT, &st);
	is_int(st.st_mode & 0777, 0700, "as is the file system");
	bpffs_close(&fs);
	is_int(fs.fd, -1, "closed");

	is_int(bpffs_open(&fs, DIR "/a/b", false, &err), 0, "it is there now");
	bpffs_close(&fs);
	refused(DIR "/a/c", false, -ENOENT, "there is no such folder");
	ok(access(DIR "/a/c", F_OK) < 0, "who only looks makes no folder");
	is_int(bpffs_open(&fs, DIR "/a/c", true, &err), 0, "one more folder");
	bpffs_close(&fs);
	is_int(bpffs_open(&fs, BPFFS_ROOT, true, &err), 0, "the root itself");
	bpffs_close(&fs);
	is_int(mounts(), 1, "still one mount");

	is_int(bpffs_open(&fs, DIR "/a.b", true, &err), -EPERM,
	       "a name with a dot");
	is_str(err.hint, "a name on a BPF file system has no dot in it",
	       "is what the kernel does not take");

	mount("none", BPFFS_ROOT, "tmpfs", 0, NULL);
	is_int(bpffs_open(&fs, DIR, true, &err), -EBUSY, "a hidden one");
	is_str(err.msg, "another mount hides its BPF file system",
	       "gets no second one on top");
	is_int(mounts(), 1, "indeed");
	is_int(bpffs_open(&fs, DIR, false, &err), -ENOENT, "nor is it seen");
}

/* All start at once. */
static void race(const char *path)
{
	const int all = 16;
	struct err err = { 0 };
	struct bpffs fs;
	int gate[2], status, failed = 0;
	char c;

	if (pipe(gate) < 0)
		return;
	for (int i = 0; i < all; i++) {
		if (fork())
			continue;
		close(gate[1]);
		_exit(read(gate[0], &c, 1) ||
		      bpffs_open(&fs, path, true, &err));
	}
	close(gate[0]);
	close(gate[1]);
	while (wait(&status) > 0)
		failed += status != 0;
	is_int(failed, 0, "%d commands at once open %s", all, path);
}

static void test_race(void)
{
	char path[64];

	if (!no_mounts())
		return;
	/* Two that mount come that close only now and then. */
	for (int i = 0; i < 12; i++) {
		while (is_mounted() && !umount2(BPFFS_ROOT, MNT_DETACH))
			;
		race(DIR "/race");
		is_int(mounts(), 1, "and mount once");
	}
	for (int i = 0; i < 8; i++) {
		snprintf(path, sizeof(path), DIR "/race/%d/a/b/c/d/e/f", i);
		race(path);
	}
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void test_lock(void)
{
	struct bpffs one, two, three;
	struct err err = { 0 };
	double start;

	if (!no_mounts())
		return;
	bpffs_open(&one, DIR, true, &err);
	bpffs_open(&two, DIR, false, &err);
	bpffs_open(&three, DIR, false, &err);
	is_int(one.wait_ms, BPFFS_LOCK_MS, "how long one waits");
	one.wait_ms = two.wait_ms = three.wait_ms = 50;

	is_int(bpffs_lock(&one, false, &err), 0, "one reads");
	ok(one.locked && !one.exclusive, "and knows it");
	is_int(bpffs_lock(&two, false, &err), 0, "two may read too");
	start = seconds();
	is_int(bpffs_lock(&three, true, &err), -EAGAIN, "three may not change");
	ok(seconds() - start >= 0.05, "and has waited");
	ok(seconds() - start < 5, "not for ever");
	is_str(err.msg, "another command holds the lock", "in words");
	is_str(err.object, DIR, "about the folder");
	is_int(err.from, ERR_LOCAL, "as a local error");
	ok(!three.locked, "and has no lock");

	bpffs_close(&two);
	is_int(bpffs_lock(&one, true, &err), 0, "one changes, alone");
	ok(one.locked && one.exclusive, "and knows it");
	is_int(bpffs_lock(&three, false, &err), -EAGAIN, "three may not read");
	is_int(bpffs_lock(&one, false, &err), 0, "one asks for less");
	ok(one.exclusive, "but keeps what it has");
	is_int(bpffs_lock(&three, false, &err), -EAGAIN, "so three waits");
	bpffs_close(&one);
	is_int(bpffs_lock(&three, false, &err), 0, "three reads at last");
	bpffs_close(&three);
	is_int(bpffs_lock(&three, false, &err), -EBADF, "none when closed");
}

/* A process that holds the lock, until it is killed or its time is over. */
static pid_t holder(int ms)
{
	const struct timespec t = { .tv_nsec = ms * 1000000L };
	struct err err = { 0 };
	struct bpffs fs;
	int ready[2];
	pid_t pid;
	char c = 0;

	if (pipe(ready) < 0)
		return -1;
	pid = fork();
	if (!pid) {
		c = bpffs_open(&fs, DIR, true, &err) ||
		    bpffs_lock(&fs, true, &err);
		if (write(ready[1], &c, 1) != 1 || c)
			_exit(1);
		if (!ms)
			pause();
		nanosleep(&t, NULL);
		/* What `unload` does: the folder goes under the lock. */
		rmdir(DIR);
		if (ms & 1)
			mkdir(DIR, 0700);
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], &c, 1) != 1)
		c = 1;
	close(ready[0]);
	ok(!c, "another process holds the lock");
	return pid;
}

static void test_lock_goes(void)
{
	struct err err = { 0 };
	struct stat there, locked;
	struct bpffs fs;
	pid_t pid;

	if (!no_mounts())
		return;
	pid = holder(0);
	bpffs_open(&fs, DIR, false, &err);
	fs.wait_ms = 20;
	is_int(bpffs_lock(&fs, true, &err), -EAGAIN, "it is not to be had");
	kill(pid, SIGKILL);
	fs.wait_ms = 5000;
	is_int(bpffs_lock(&fs, true, &err), 0, "until that process is killed");
	bpffs_close(&fs);
	waitpid(pid, NULL, 0);

	pid = holder(101);
	bpffs_open(&fs, DIR, false, &err);
	fs.wait_ms = 7000;
	is_int(bpffs_lock(&fs, true, &err), 0, "the folder was made anew");
	fstat(fs.fd, &locked);
	is_int(stat(DIR, &there), 0, "it is there");
	ok(there.st_ino == locked.st_ino, "and is the one that is locked");
	is_int(fs.wait_ms, 7000, "for as long a wait as was asked for");
	bpffs_close(&fs);
	waitpid(pid, NULL, 0);

	pid = holder(100);
	bpffs_open(&fs, DIR, false, &err);
	is_int(bpffs_lock(&fs, false, &err), -ENOENT, "the folder was removed");
	is_int(fs.fd, -1, "who only looks has none now");
	ok(!fs.locked, "and no lock");
	bpffs_close(&fs);
	waitpid(pid, NULL, 0);

	pid = holder(100);
	bpffs_open(&fs, DIR, true, &err);
	is_int(bpffs_lock(&fs, true, &err), 0, "the same, to be made");
	is_int(stat(DIR, &there), 0, "makes it anew");
	ok(!fstat(fs.fd, &locked) && there.st_ino == locked.st_ino,
	   "and locks that");
	bpffs_close(&fs);
	waitpid(pid, NULL, 0);
}

int main(void)
{
	test_refused();
	in_child(test_make);
	in_child(test_race);
	in_child(test_lock);
	in_child(test_lock_goes);
	return tap_done();
}
