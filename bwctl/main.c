/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/cli.h"

static const struct cmd bwctl_cmds[] = {
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	static const struct tool tool = {
		.name = "bwctl",
		.summary = "x",
		.cmds = bwctl_cmds,
	};

	return cli_main(&tool, argc, argv);
}
