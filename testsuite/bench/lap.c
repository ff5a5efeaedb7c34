/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stop-watch of the bench, run in the VM:
 *	lap [-n TIMES] COMMAND [ARG...]
 * prints what one run of COMMAND took, the mean of TIMES runs (1): with
 * BENCH_UNIT=instructions the processor time of it and its children, in ns,
 * which under QEMU's icount is how many instructions they executed, the
 * kernel's on their behalf included and idle waits left out; else the time
 * on the wall, in ns. stdin and stdout of COMMAND are /dev/null.
 * exit status: 0; 1 COMMAND could not run, or failed
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t spent(const struct timeval *t)
{
	return (uint64_t)t->tv_sec * 1000000000 + (uint64_t)t->tv_usec * 1000;
}

/* 0, or -1 after a word on stderr. */
static int run_once(posix_spawn_file_actions_t *files, char **argv,
		    uint64_t *cpu, uint64_t *wall)
{
	uint64_t start = now();
	struct rusage used;
	int status, code;
	pid_t pid;

	code = posix_spawnp(&pid, argv[0], files, NULL, argv, environ);
	if (code) {
		fprintf(stderr, "lap: %s: %s\n", argv[0], strerror(code));
		return -1;
	}
	while (wait4(pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			return -1;
	*wall += now() - start;
	*cpu += spent(&used.ru_utime) + spent(&used.ru_stime);
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "lap: %s: wait status 0x%x\n", argv[0],
			(unsigned int)status);
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *unit = getenv("BENCH_UNIT");
	bool count = unit && !strcmp(unit, "instructions");
	posix_spawn_file_actions_t files;
	uint64_t cpu = 0, wall = 0;
	unsigned long times = 1;
	int i = 1;

	if (argc > 2 && !strcmp(argv[1], "-n")) {
		times = strtoul(argv[2], NULL, 10);
		i = 3;
	}
	if (i >= argc || !times) {
		fprintf(stderr, "usage: lap [-n TIMES] COMMAND [ARG...]\n");
		return 1;
	}
	if (posix_spawn_file_actions_init(&files) ||
	    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0) ||
	    posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0))
		return 1;
	for (unsigned long n = 0; n < times; n++)
		if (run_once(&files, argv + i, &cpu, &wall))
			return 1;
	printf("%llu\n", (unsigned long long)((count ? cpu : wall) / times));
	return 0;
}
