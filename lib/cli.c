/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From argv to a command's run() and its error back: cli.h. */
#include "lib/cli.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/caps.h"
#include "lib/complete.h"
#include "lib/netns.h"
#include "lib/usage.h"
#include "lib/utf8.h"

int ctx_nl(struct ctx *ctx, struct nl **nl, struct err *err)
{
	if (!ctx->nl_opened) {
		int rc = nl_open(&ctx->nl, NETLINK_ROUTE, ctx->opts.debug, err);

		if (rc)
			return rc;
		ctx->nl_opened = true;
	}
	*nl = &ctx->nl;
	return 0;
}

int cli_flush(struct ctx *ctx, struct err *err)
{
	const char *p = ctx->out.buf.data;
	size_t left = ctx->out.buf.len;

	if (buf_error(&ctx->out.buf))
		return err_nomem(err);
	if (left && ctx->stdout_closed)
		errno = EBADF;
	while (left && !ctx->stdout_closed) {
		ssize_t n = write(STDOUT_FILENO, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		p += n;
		left -= (size_t)n;
	}
	buf_reset(&ctx->out.buf);
	if (left)
		return err_set(err, ERR_LOCAL, errno, "",
			       "cannot write to standard output: %s",
			       strerror(errno));
	return 0;
}

static void json_error(const struct ctx *ctx, const struct err *err,
		       unsigned int line, struct buf *b)
{
	char name[16];
	struct json j;

	json_init(&j, b, false);
	json_obj_begin(&j);
	json_key(&j, "error");
	json_obj_begin(&j);
	json_key(&j, "command");
	json_str(&j, ctx->path);
	json_key(&j, "object");
	json_str(&j, err->object);
	json_key(&j, "errno");
	json_str(&j, err_name(err->code, name));
	json_key(&j, "message");
	json_str(&j, err->msg);
	if (err->hint[0]) {
		json_key(&j, "hint");
		json_str(&j, err->hint);
	}
	if (line) {
		json_key(&j, "line");
		json_u64(&j, line);
	}
	json_obj_end(&j);
	json_obj_end(&j);
	buf_putc(b, '\n');
}

/* A sentence ends with one full stop, whether the kernel wrote it or we. */
static void put_sentence(struct buf *b, const char *text)
{
	size_t len = strlen(text);

	while (len && (text[len - 1] == '\n' || text[len - 1] == ' '))
		len--;
	utf8_put(b, text, len);
	if (len && !strchr(".?!", text[len - 1]))
		buf_putc(b, '.');
	buf_putc(b, '\n');
}

static void text_error(const struct ctx *ctx, const struct err *err,
		       const char *file, unsigned int line, struct buf *b)
{
	buf_puts(b, "Error: ");
	if (line) {
		utf8_put(b, file, strlen(file));
		buf_printf(b, ":%u: ", line);
	}
	if (err->from == ERR_USAGE && ctx->path[0]) {
		buf_printf(b, "%s: ", ctx->path);
	} else if (err->object[0]) {
		utf8_put(b, err->object, strlen(err->object));
		buf_puts(b, ": ");
	}
	put_sentence(b, err->msg);
	if (err->hint[0]) {
		buf_puts(b, "Hint: ");
		put_sentence(b, err->hint);
	}
}

void cli_print_error(const struct ctx *ctx, const struct err *err,
		     const char *file, unsigned int line)
{
	struct buf b = { 0 };

	if (ctx->opts.json)
		json_error(ctx, err, line, &b);
	else
		text_error(ctx, err, file, line, &b);
	if (!buf_error(&b))
		fwrite(b.data, 1, b.len, stderr);
	buf_free(&b);
}

void cli_note(const struct ctx *ctx, const char *object, const char *text)
{
	struct buf b = { 0 };
	struct json j;

	if (ctx->opts.json) {
		json_init(&j, &b, false);
		json_obj_begin(&j);
		json_key(&j, "note");
		json_obj_begin(&j);
		json_key(&j, "command");
		json_str(&j, ctx->path);
		json_key(&j, "object");
		json_str(&j, object);
		json_key(&j, "message");
		json_str(&j, text);
		json_obj_end(&j);
		json_obj_end(&j);
		buf_putc(&b, '\n');
	} else {
		buf_printf(&b, "Note: %s: ", object);
		put_sentence(&b, text);
	}
	if (!buf_error(&b))
		fwrite(b.data, 1, b.len, stderr);
	buf_free(&b);
}

/*
 * Where there is no bpffs (a container without CAP_SYS_ADMIN), commands
 * that need no pins exclude each other on the network namespace itself.
 */
static int lock_netns(struct ctx *ctx, struct err *err)
{
	int rc;

	ctx->lock_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	rc = ctx->lock_fd < 0 ? -errno :
				bpffs_flock(ctx->lock_fd, true, BPFFS_LOCK_MS);
	if (!rc)
		return 0;
	if (rc == -EAGAIN)
		return err_set(err, ERR_LOCAL, EAGAIN, "",
			       "another command holds the lock on the network namespace");
	return err_set(err, ERR_LOCAL, rc, "",
		       "cannot lock the network namespace: %s", strerror(-rc));
}

int cli_lock(struct ctx *ctx, bool exclusive, bool pins, struct err *err)
{
	int rc;

	if (ctx->fs.locked || ctx->lock_fd >= 0)
		return 0;
	rc = bpffs_open(&ctx->fs, ctx->opts.bpffs, exclusive, err);
	if (!rc) {
		rc = bpffs_lock(&ctx->fs, exclusive, err);
		if (rc)
			bpffs_close(&ctx->fs);
		return rc;
	}
	/* A folder that was named must be right; the default may be absent. */
	if (pins || (strcmp(ctx->opts.bpffs, BPFFS_DEFAULT) && rc != -ENOENT))
		return rc;
	err_clear(err);
	return exclusive ? lock_netns(ctx, err) : 0;
}

void cli_unlock(struct ctx *ctx)
{
	bpffs_close(&ctx->fs);
	if (ctx->lock_fd >= 0)
		close(ctx->lock_fd);
	ctx->lock_fd = -1;
}

static int run_help(struct ctx *ctx, const struct cmd *cmd, const char *path)
{
	if (ctx->opts.json) {
		json_init(&ctx->out.json, &ctx->out.buf, ctx->opts.pretty);
		usage_json(&ctx->out.json, ctx->tool, cmd);
		buf_putc(&ctx->out.buf, '\n');
	} else {
		usage_text(&ctx->out.buf, ctx->tool, cmd, path);
	}
	return 0;
}

static int run_planned(struct ctx *ctx, const struct cmd *cmd, void *req,
		       struct err *err)
{
	struct plan plan = { 0 };
	int rc;

	ctx->plan = ctx->opts.dry_run && (cmd->flags & CMD_CHANGE) ? &plan :
								     NULL;
	rc = cmd->run(ctx, req, err);
	if (!rc && ctx->plan)
		plan_show(&ctx->out, &plan);
	plan_free(&plan);
	ctx->plan = NULL;
	return rc;
}

static int run_cmd(struct ctx *ctx, const struct cmd *cmd, char *const *words,
		   size_t n, struct err *err)
{
	_Alignas(max_align_t) char req[CMD_REQ_MAX] = { 0 };
	bool change = (cmd->flags & CMD_CHANGE) && !ctx->opts.dry_run;
	bool held = ctx->fs.locked || ctx->lock_fd >= 0;
	int rc = cmd_parse(cmd, req, words, n, err);

	ctx->cmd = cmd;
	if (!rc && cmd->caps && !ctx->opts.dry_run)
		rc = caps_need(cmd->caps, err);
	if (!rc && !(cmd->flags & CMD_NOLOCK))
		rc = cli_lock(ctx, change, change && (cmd->flags & CMD_PINS),
			      err);
	if (!rc)
		rc = run_planned(ctx, cmd, req, err);
	if (!held)
		cli_unlock(ctx);
	cmd_req_free(cmd->args, req);
	/* A change has nothing to say; under -j it says so in JSON. */
	if (!rc && ctx->opts.json && !ctx->out.buf.len &&
	    !(cmd->flags & CMD_STREAM))
		buf_puts(&ctx->out.buf, "[]\n");
	return rc;
}

int cli_run(struct ctx *ctx, char *const *words, size_t n, struct err *err)
{
	const struct cmd *cmd;
	size_t used;
	bool help;
	int rc;

	rc = cmd_find(ctx->tool, words, n, &cmd, &used, &help, ctx->path, err);
	if (rc) {
		ctx->path[0] = '\0';
		return rc;
	}
	if (help || ctx->opts.help)
		return run_help(ctx, cmd, ctx->path);
	rc = run_cmd(ctx, cmd, words + used, n - used, err);
	/* What was rendered before the error is no answer. */
	if (rc && err->from != ERR_DIFF)
		buf_reset(&ctx->out.buf);
	return rc;
}

/* A descriptor that the caller closed must not become our socket. */
static void hold_standard_fds(struct ctx *ctx)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		if (fd == STDOUT_FILENO)
			ctx->stdout_closed = true;
		if (open("/dev/null", O_RDWR) != fd)
			return;
	}
}

static int debug_print(enum libbpf_print_level level, const char *fmt,
		       va_list ap)
{
	(void)level;
	return vfprintf(stderr, fmt, ap);
}

static int print_version(struct ctx *ctx)
{
	struct buf *b = &ctx->out.buf;

	if (ctx->opts.json) {
		struct json *j = &ctx->out.json;

		json_init(j, b, ctx->opts.pretty);
		json_obj_begin(j);
		json_key(j, "version");
		json_str(j, NKT_VERSION);
		json_key(j, "libbpf");
		json_str(j, libbpf_version_string() + 1);
		json_obj_end(j);
		buf_putc(b, '\n');
	} else {
		buf_printf(b, "%s %s, libbpf %s\n", ctx->tool->name,
			   NKT_VERSION, libbpf_version_string() + 1);
	}
	return 0;
}

static void print_completion(const char *word, const char *help, void *arg)
{
	struct ctx *ctx = arg;

	buf_printf(&ctx->out.buf, "%s\t%s\n", word, help ? help : "");
}

static int run_complete(struct ctx *ctx, char **words, size_t n)
{
	struct complete c = {
		.ctx = ctx,
		.enter_netns = true,
		.put = print_completion,
		.arg = ctx,
	};

	if (n && !strcmp(words[0], "--")) {
		words++;
		n--;
	}
	complete_words(&c, words, n);
	return 0;
}

/* Keep what any command of the tool uses, and what entering a namespace
 * and mounting the bpffs take. */
static uint64_t caps_of(const struct cmd *table)
{
	uint64_t caps = 0;

	for (; table && table->name; table++)
		caps |= table->caps | table->caps_may | caps_of(table->sub);
	return caps;
}

void cli_apply_opts(struct ctx *ctx)
{
	struct out_opts look = {
		.json = ctx->opts.json,
		.pretty = ctx->opts.pretty,
		.oneline = ctx->opts.oneline,
		.brief = ctx->opts.brief,
		.stats = ctx->opts.stats,
		.details = ctx->opts.details,
		.color = color_wanted(ctx->opts.color, ctx->opts.json,
				      STDOUT_FILENO),
	};

	/* Nothing is rendered yet; the memory of earlier lines goes. */
	out_free(&ctx->out);
	out_init(&ctx->out, &look);
}

static int prepare(struct ctx *ctx, uint64_t caps, struct err *err)
{
	int rc = 0;

	cli_apply_opts(ctx);
	libbpf_set_print(ctx->opts.debug ? debug_print : NULL);
	if (ctx->opts.netns)
		rc = netns_enter(ctx->opts.netns, err);
	/* CAP_SYS_ADMIN stays until the bpffs is there: it may want a mount. */
	if (!rc)
		rc = caps_keep(caps | CAPS_SYS, err);
	return rc;
}

/* Opened with the rights of the caller, before any are given up. */
static int run_batch(struct ctx *ctx, struct err *err)
{
	bool is_stdin = !strcmp(ctx->opts.batch, "-");
	FILE *file = is_stdin ? stdin : fopen(ctx->opts.batch, "re");
	int rc;

	if (!file)
		return err_set(err, ERR_LOCAL, errno, ctx->opts.batch,
			       "cannot open: %s", strerror(errno));
	rc = prepare(ctx, caps_of(ctx->tool->cmds), err);
	if (!rc)
		rc = batch_run(ctx, file, ctx->opts.batch);
	if (!is_stdin)
		fclose(file);
	return rc;
}

static int dispatch(struct ctx *ctx, char **words, size_t n, struct err *err)
{
	bool shell = n == 1 && !strcmp(words[0], "shell");
	int rc;

	if (ctx->opts.version)
		return print_version(ctx);
	if (!n && !ctx->opts.batch && !ctx->opts.help)
		shell = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	if (!n && !ctx->opts.batch && !shell) {
		/* Usage that was asked for is an answer; else it is not. */
		run_help(ctx, NULL, "");
		if (ctx->opts.help)
			return 0;
		fwrite(ctx->out.buf.data, 1, ctx->out.buf.len, stderr);
		buf_reset(&ctx->out.buf);
		return 1;
	}
	if (ctx->opts.batch && n)
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "-batch takes no command beside it");
	if (ctx->opts.batch)
		return run_batch(ctx, err);
	rc = prepare(ctx, caps_of(ctx->tool->cmds), err);
	if (rc)
		return rc;
	if (shell)
		return shell_run(ctx);
	return cli_run(ctx, words, n, err);
}

int cli_main(const struct tool *tool, int argc, char **argv)
{
	struct ctx ctx = { .tool = tool, .fs.fd = -1, .lock_fd = -1 };
	size_t n = argc > 0 ? (size_t)argc - 1 : 0;
	char **words = argv + 1;
	struct err err = { 0 };
	int rc, status;

	hold_standard_fds(&ctx);
	opts_init(&ctx.opts);
	out_init(&ctx.out, &(struct out_opts){ 0 });
	if (n && !strcmp(words[0], "complete")) {
		rc = run_complete(&ctx, words + 1, n - 1);
	} else {
		rc = opts_parse(&ctx.opts, words, &n, false, &err);
		if (!rc)
			rc = dispatch(&ctx, words, n, &err);
	}
	/* Batch and shell have printed their errors: rc is their status. */
	status = rc > 0 ? rc : 0;
	if (rc < 0) {
		cli_print_error(&ctx, &err, NULL, 0);
		status = err_exit_status(&err);
	}
	if (cli_flush(&ctx, &err)) {
		cli_print_error(&ctx, &err, NULL, 0);
		status = status ? status : err_exit_status(&err);
	}
	cli_unlock(&ctx);
	if (ctx.nl_opened)
		nl_close(&ctx.nl);
	out_free(&ctx.out);
	return status;
}
