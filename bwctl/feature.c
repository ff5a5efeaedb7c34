/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What bwctl asks of a kernel: feature.h. */
#include "bwctl/feature.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/uapi_compat.h"
#include "stamp.skel.h"

/* Give an IPv4 packet a departure time: the helper takes no other kind. */
static int probe_tstamp(struct feature_try *t)
{
	unsigned char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet,
		    .data_size_in = sizeof(packet), .repeat = 1);
	struct stamp_bpf *skel = stamp_bpf__open_and_load();
	int rc;

	if (!skel)
		return feature_answer(t, -errno);
	packet[12] = ETH_P_IP >> 8;
	packet[13] = ETH_P_IP & 0xff;
	packet[14] = 0x45;
	rc = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.try_set_tstamp),
				    &opts);
	stamp_bpf__destroy(skel);
	return feature_answer(t, rc ? -errno : (int)opts.retval);
}

static int probe_congestion(struct feature_try *t)
{
	int rc, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return feature_answer(t, -errno);
	rc = setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, t->probe->text,
			(socklen_t)strlen(t->probe->text));
	rc = rc ? -errno : 0;
	close(fd);
	return feature_answer(t, rc);
}

static const struct probe probes[] = {
	{ .name = "fq", .fn = feature_qdisc, .text = "fq",
	  .help = "holds a packet until its departure time" },
	{ .name = "tcx-egress", .fn = feature_tcx, .arg = NK_BPF_TCX_EGRESS,
	  .help = "programs that give departure times" },
	{ .name = "skb-set-tstamp", .fn = probe_tstamp,
	  .help = "a departure time on the monotonic clock" },
	{ .name = "cgroup-skb", .fn = feature_prog,
	  .arg = FEATURE_PROG(BPF_PROG_TYPE_CGROUP_SKB,
			      BPF_CGROUP_INET_EGRESS),
	  .help = "limits of a cgroup" },
	{ .name = "map-lpm-trie", .fn = feature_map,
	  .arg = BPF_MAP_TYPE_LPM_TRIE, .help = "limits by source prefix" },
	{ .name = "bbr", .fn = probe_congestion, .text = "bbr",
	  .help = "BBR congestion control" },
	{ .name = NULL },
};

const struct cmd feature_cmds[] = FEATURE_CMDS(probes);
