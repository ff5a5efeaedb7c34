/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words to requests for `lbctl feature`: feature.h. */
#include "lbctl/feature.h"

#include "lib/caps.h"

static int run_show(struct ctx *ctx, void *req, struct err *err)
{
	(void)req;
	return feature_run(ctx, lbctl_probes, err);
}

const struct cmd feature_cmds[] = {
	{ .name = "show",
	  .help = "what this kernel can do, found by trying it",
	  .run = run_show, .flags = CMD_NOLOCK,
	  .caps_may = CAPS_BPF | CAPS_SYS | CAPS(CAP_PERFMON) },
	{ .name = NULL },
};
