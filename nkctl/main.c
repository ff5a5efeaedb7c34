/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nkctl: netkit devices, program chains, pods, BPF routing and BIG TCP. */
#include "lib/caps.h"
#include "lib/cli.h"
#include "nkctl/bigtcp.h"
#include "nkctl/chain.h"
#include "nkctl/doctor.h"
#include "nkctl/feature.h"
#include "nkctl/link.h"
#include "nkctl/monitor.h"
#include "nkctl/pod.h"

static const struct cmd nkctl_cmds[] = {
	{ .name = "link", .help = "netkit pairs", .sub = link_cmds },
	{ .name = "chain",
	  .help = "programs on a device: tcx, netkit and XDP",
	  .sub = chain_cmds },
	{ .name = "pod", .help = "network namespaces wired to this one",
	  .sub = pod_cmds },
	{ .name = "bigtcp", .help = "BIG TCP sizes of any device",
	  .sub = bigtcp_cmds },
	{ .name = "feature", .help = "what this kernel can do",
	  .sub = feature_cmds },
	{ .name = "monitor",
	  .help = "changes of devices and chains as they happen",
	  .run = monitor_run, .flags = CMD_NOLOCK | CMD_STREAM,
	  .caps_may = CAPS_NET | CAPS_SYS },
	{ .name = "doctor",
	  .help = "what is misconfigured here, each with its mend",
	  .run = doctor_run, .caps = CAPS_NET,
	  .caps_may = CAPS_SYS | CAPS_BPF | CAPS(CAP_SYSLOG) |
		      CAPS(CAP_PERFMON) },
	{ .name = NULL },
};

int main(int argc, char **argv)
{
	static const struct tool nkctl = {
		.name = "nkctl",
		.summary = "Program netkit devices, BPF program chains and BIG TCP sizes.",
		.cmds = nkctl_cmds,
	};

	return cli_main(&nkctl, argc, argv);
}
