/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bwctl: at present, what its datapath needs of a kernel. */
#include "bwctl/feature.h"
#include "lib/cli.h"

static const struct cmd bwctl_cmds[] = {
	{ .name = "feature", .help = "what rate limits need of this kernel",
	  .sub = feature_cmds },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	static const struct tool bwctl = {
		.name = "bwctl",
		.summary = "Limit rates by earliest departure time, with fq.",
		.cmds = bwctl_cmds,
	};

	return cli_main(&bwctl, argc, argv);
}
