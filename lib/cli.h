/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From argv, a batch line or a line of the shell to a command's run(), and
 * its error back.  cli.c is the only place that prints errors, writes to
 * stdout and decides the exit status.
 */
#ifndef NKT_CLI_H
#define NKT_CLI_H

#include <stdio.h>

#include "lib/bpffs.h"
#include "lib/cmd.h"
#include "lib/err.h"
#include "lib/nl.h"
#include "lib/opts.h"
#include "lib/out.h"
#include "lib/plan.h"

#define NKT_VERSION "0.1.0"

/* What a run() is given: the options, where output goes, sessions. */
struct ctx {
	const struct tool *tool;
	struct opts opts;
	struct out out;
	struct nl nl;		/* rtnetlink; by ctx_nl() only */
	bool nl_opened;
	struct bpffs fs;	/* locked while a command runs */
	int lock_fd;		/* stands in where there is no bpffs; -1 */
	char path[CMD_PATH_MAX];	/* "object command" that runs */
	const struct cmd *cmd;	/* and its row of the table */
	struct plan *plan;	/* -dry-run of a change: add steps to it and
				 * change nothing; cli.c shows it. Else NULL */
	bool stdout_closed;
};

/* A tool's main(): returns the exit status. */
int cli_main(const struct tool *tool, int argc, char **argv);

/* The rtnetlink session of this run, opened when first asked for. */
int ctx_nl(struct ctx *ctx, struct nl **nl, struct err *err);

/*
 * Run one command from its words: find, parse, check capabilities, lock
 * (unless a batch holds the lock), run. Output stays in ctx->out.
 */
int cli_run(struct ctx *ctx, char *const *words, size_t n, struct err *err);

/* The lock of one command, or of a whole batch. */
int cli_lock(struct ctx *ctx, bool exclusive, bool pins, struct err *err);
void cli_unlock(struct ctx *ctx);

/* Write what ctx->out holds to stdout and empty it. A full disk or a closed
 * stdout is ERR_LOCAL. */
int cli_flush(struct ctx *ctx, struct err *err);

/* Let the output look as ctx->opts say. */
void cli_apply_opts(struct ctx *ctx);

/* One error on stderr, as text or JSON; where: "FILE:3", or NULL. */
void cli_print_error(const struct ctx *ctx, const struct err *err,
		     const char *file, unsigned int line);

/* Something worth knowing about a command that worked: one line on stderr,
 * "Note: OBJECT: TEXT." or {"note":{...}}. */
void cli_note(const struct ctx *ctx, const char *object, const char *text);

/* batch.c: every line of an open file; the exit status. */
int batch_run(struct ctx *ctx, FILE *file, const char *name);
/* shell.c: lines from the terminal until its end; the exit status. */
int shell_run(struct ctx *ctx);

#endif
