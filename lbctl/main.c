/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lbctl: at present, what its datapath needs of a kernel. */
#include "lbctl/feature.h"
#include "lib/cli.h"

static const struct cmd lbctl_cmds[] = {
	{ .name = "feature", .help = "what load balancing needs of this kernel",
	  .sub = feature_cmds },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	static const struct tool lbctl = {
		.name = "lbctl",
		.summary = "Balance load over backends at connect(2), in tcx and in XDP.",
		.cmds = lbctl_cmds,
	};

	return cli_main(&lbctl, argc, argv);
}
