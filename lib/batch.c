/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of commands, one a line: cli.h.  One lock for all of it.  With -j
 * stdout is one array of {line, command, result | error}; text comes out
 * line by line, so that what was asked before an error is seen.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/caps.h"
#include "lib/cli.h"
#include "lib/words.h"

struct batch {
	struct ctx *ctx;
	const char *name;	/* of the file, for errors */
	FILE *file;
	struct buf text;	/* one logical line, continuations joined */
	unsigned int line;	/* where it begins, from 1 */
	unsigned int next;	/* the line after it */
	struct json json;	/* the array, when -j */
	struct buf doc;
	int status;		/* the worst exit status so far */
};

/* 1: b->text holds a logical line; 0: the end; -errno. */
static int read_line(struct batch *b, struct err *err)
{
	char *line = NULL;
	size_t cap = 0;
	bool more = true;
	ssize_t n = 0;

	buf_reset(&b->text);
	b->line = b->next;
	while (more && (n = getline(&line, &cap, b->file)) >= 0) {
		b->next++;
		if (n && line[n - 1] == '\n')
			n--;
		/* An odd number of backslashes at the end: it goes on. */
		size_t slashes = 0;

		while (slashes < (size_t)n && line[n - 1 - (ssize_t)slashes] == '\\')
			slashes++;
		more = slashes & 1;
		buf_put(&b->text, line, (size_t)n - more);
		if (more)
			buf_putc(&b->text, ' ');
	}
	free(line);
	if (ferror(b->file))
		return err_set(err, ERR_LOCAL, errno, b->name,
			       "cannot read: %s", strerror(errno));
	if (buf_error(&b->text))
		return err_nomem(err);
	return b->next > b->line;
}

static void json_entry_begin(struct batch *b)
{
	const char *p = b->text.data ? b->text.data : "";
	size_t n = b->text.len;

	while (n && (*p == ' ' || *p == '\t')) {
		p++;
		n--;
	}
	json_obj_begin(&b->json);
	json_key(&b->json, "line");
	json_u64(&b->json, b->line);
	json_key(&b->json, "command");
	json_strn(&b->json, p, n);
}

static void json_entry_error(struct batch *b, const struct err *err)
{
	struct json *j = &b->json;
	char name[16];

	json_key(j, "error");
	json_obj_begin(j);
	json_key(j, "object");
	json_str(j, err->object);
	json_key(j, "errno");
	json_str(j, err_name(err->code, name));
	json_key(j, "message");
	json_str(j, err->msg);
	if (err->hint[0]) {
		json_key(j, "hint");
		json_str(j, err->hint);
	}
	json_obj_end(j);
}

/* Move what the command rendered into the array, as one value. */
static void json_entry_result(struct batch *b)
{
	struct buf *out = &b->ctx->out.buf;
	size_t n = out->len;

	while (n && out->data[n - 1] == '\n')
		n--;
	json_key(&b->json, "result");
	if (n)
		json_raw(&b->json, out->data, n);
	else
		json_null(&b->json);
}

static int run_words(struct batch *b, struct words *w, struct err *err)
{
	b->ctx->path[0] = '\0';
	if (w->v[0][0] == '-' && opts_lookup(w->v[0])) {
		err_set(err, ERR_USAGE, EINVAL, "",
			"\"%s\": options stand before -batch, not in its lines",
			w->v[0]);
		return -EINVAL;
	}
	return cli_run(b->ctx, w->v, w->n, err);
}

static void failed(struct batch *b, const struct err *err)
{
	int status = err_exit_status(err);

	cli_print_error(b->ctx, err, b->name, b->line);
	if (status > b->status)
		b->status = status;
}

/* 0 to go on, 1 to stop. */
static int run_line(struct batch *b)
{
	bool json = b->ctx->opts.json;
	struct err err = { 0 };
	struct words w = { 0 };
	int rc;

	rc = words_split(&w, b->text.data ? b->text.data : "", b->text.len,
			 &err);
	if (!rc && !w.n) {
		words_free(&w);
		return 0;
	}
	if (rc)
		b->ctx->path[0] = '\0';
	else
		rc = run_words(b, &w, &err);
	if (json) {
		json_entry_begin(b);
		if (rc)
			json_entry_error(b, &err);
		else
			json_entry_result(b);
		json_obj_end(&b->json);
		buf_reset(&b->ctx->out.buf);
	}
	if (rc)
		failed(b, &err);
	words_free(&w);
	if (!json) {
		struct err full = { 0 };

		if (cli_flush(b->ctx, &full)) {
			failed(b, &full);
			return 1;
		}
	}
	return rc && !b->ctx->opts.force;
}

/* Change nothing without the right: then the shared lock will do. */
static int lock_batch(struct ctx *ctx, struct err *err)
{
	uint64_t have = 0;
	bool change = !ctx->opts.dry_run && !caps_have(&have, err) &&
		      (have & CAPS_NET);

	return cli_lock(ctx, change, false, err);
}

int batch_run(struct ctx *ctx, FILE *file, const char *name)
{
	struct batch b = { .ctx = ctx, .name = name, .file = file, .next = 1 };
	struct err err = { 0 };
	int rc;

	rc = lock_batch(ctx, &err);
	if (rc) {
		failed(&b, &err);
		return b.status;
	}
	if (ctx->opts.json) {
		json_init(&b.json, &b.doc, ctx->opts.pretty);
		json_arr_begin(&b.json);
	}
	while ((rc = read_line(&b, &err)) > 0)
		if (run_line(&b))
			break;
	if (rc < 0) {
		/* About the file, not about a line or a command of it. */
		b.line = 0;
		ctx->path[0] = '\0';
		failed(&b, &err);
	}
	if (ctx->opts.json) {
		json_arr_end(&b.json);
		buf_putc(&b.doc, '\n');
		buf_reset(&ctx->out.buf);
		buf_put(&ctx->out.buf, b.doc.data, b.doc.len);
		if (buf_error(&b.doc))
			ctx->out.buf.failed = true;
	}
	buf_free(&b.doc);
	buf_free(&b.text);
	return b.status;
}
