/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `nkctl monitor`: monitor.h. */
#include "nkctl/monitor.h"

#include <signal.h>
#include <stddef.h>

#include "lib/cli.h"

/* Set by a signal; a handler has no other way to tell. */
static volatile int stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

struct printer {
	struct ctx *ctx;
	struct err *err;
};

static int print(const struct monitor_event *e, void *arg)
{
	struct printer *p = arg;

	monitor_show(&p->ctx->out, e);
	return cli_flush(p->ctx, p->err);
}

int monitor_run(struct ctx *ctx, void *req, struct err *err)
{
	const struct sigaction act = { .sa_handler = on_signal };
	struct printer p = { .ctx = ctx, .err = err };

	(void)req;
	stop = 0;
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	return monitor_watch(ctx->opts.debug, print, &p, &stop, err);
}
