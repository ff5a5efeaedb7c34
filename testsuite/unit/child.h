/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests in a child process, which may enter namespaces or give up rights
 * without this one noticing: its ok() lines count here.
 */
#ifndef NKT_CHILD_H
#define NKT_CHILD_H

#include <sys/wait.h>
#include <unistd.h>

#include "testsuite/tap.h"

__attribute__((unused)) static void in_child(void (*test)(void))
{
	int counts[2], fds[2], status = 0;
	pid_t pid;

	fflush(stdout);
	if (pipe(fds) < 0) {
		ok(0, "pipe");
		return;
	}
	pid = fork();
	if (!pid) {
		test();
		fflush(stdout);
		counts[0] = tap_run;
		counts[1] = tap_failed;
		_exit(write(fds[1], counts, sizeof(counts)) !=
		      sizeof(counts));
	}
	close(fds[1]);
	if (read(fds[0], counts, sizeof(counts)) == sizeof(counts)) {
		tap_run = counts[0];
		tap_failed = counts[1];
	} else {
		ok(0, "the child came to its end");
	}
	close(fds[0]);
	waitpid(pid, &status, 0);
	if (status)
		ok(0, "the child exits with 0 (status 0x%x)", status);
}

/* A line for what can't run here, with its reason. */
__attribute__((unused)) static void skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_run, what, why);
}

#endif
