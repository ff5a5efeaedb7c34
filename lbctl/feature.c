/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lbctl asks of a kernel: feature.h. */
#include "lbctl/feature.h"

#include <linux/if_link.h>
#include <unistd.h>

#include "lib/uapi_compat.h"

#define SOCK_ADDR(a) FEATURE_PROG(BPF_PROG_TYPE_CGROUP_SOCK_ADDR, a)
#define SOCK(a) FEATURE_PROG(BPF_PROG_TYPE_CGROUP_SOCK, a)

/* XDP programs for packets of more than one buffer (jumbo frames). */
static int probe_xdp_frags(struct feature_try *t)
{
	int fd = feature_load(BPF_PROG_TYPE_XDP, BPF_XDP, BPF_F_XDP_HAS_FRAGS,
			      XDP_PASS);

	if (fd >= 0)
		close(fd);
	return feature_answer(t, fd < 0 ? fd : 0);
}

static const struct probe probes[] = {
	{ .name = "connect4", .fn = feature_prog,
	  .arg = SOCK_ADDR(BPF_CGROUP_INET4_CONNECT),
	  .help = "a backend chosen at connect(2), IPv4" },
	{ .name = "connect6", .fn = feature_prog,
	  .arg = SOCK_ADDR(BPF_CGROUP_INET6_CONNECT),
	  .help = "the same, IPv6" },
	{ .name = "sendmsg4", .fn = feature_prog,
	  .arg = SOCK_ADDR(BPF_CGROUP_UDP4_SENDMSG),
	  .help = "unconnected UDP, IPv4" },
	{ .name = "sendmsg6", .fn = feature_prog,
	  .arg = SOCK_ADDR(BPF_CGROUP_UDP6_SENDMSG),
	  .help = "unconnected UDP, IPv6" },
	{ .name = "recvmsg4", .fn = feature_prog,
	  .arg = SOCK_ADDR(BPF_CGROUP_UDP4_RECVMSG),
	  .help = "its answers come from the service, IPv4" },
	{ .name = "recvmsg6", .fn = feature_prog,
	  .arg = SOCK_ADDR(BPF_CGROUP_UDP6_RECVMSG),
	  .help = "its answers come from the service, IPv6" },
	{ .name = "getpeername4", .fn = feature_prog,
	  .arg = SOCK_ADDR(BPF_CGROUP_INET4_GETPEERNAME),
	  .help = "a socket names the service, IPv4" },
	{ .name = "getpeername6", .fn = feature_prog,
	  .arg = SOCK_ADDR(BPF_CGROUP_INET6_GETPEERNAME),
	  .help = "a socket names the service, IPv6" },
	{ .name = "post-bind4", .fn = feature_prog,
	  .arg = SOCK(BPF_CGROUP_INET4_POST_BIND),
	  .help = "node ports cannot be taken, IPv4" },
	{ .name = "post-bind6", .fn = feature_prog,
	  .arg = SOCK(BPF_CGROUP_INET6_POST_BIND),
	  .help = "node ports cannot be taken, IPv6" },
	{ .name = "tcx-ingress", .fn = feature_tcx,
	  .arg = NK_BPF_TCX_INGRESS, .help = "packets balanced in tcx" },
	{ .name = "xdp-native", .fn = feature_xdp, .arg = XDP_FLAGS_DRV_MODE,
	  .help = "packets balanced in a driver (tried on veth)" },
	{ .name = "xdp-generic", .fn = feature_xdp,
	  .arg = XDP_FLAGS_SKB_MODE, .help = "the same on any device" },
	{ .name = "xdp-frags", .fn = probe_xdp_frags,
	  .help = "jumbo frames in XDP" },
	{ .name = "map-lru-hash", .fn = feature_map,
	  .arg = BPF_MAP_TYPE_LRU_HASH, .help = "flow tables" },
	{ .name = "map-hash-of-maps", .fn = feature_map,
	  .arg = BPF_MAP_TYPE_HASH_OF_MAPS,
	  .help = "a service's table changed by one swap" },
	{ .name = "map-lpm-trie", .fn = feature_map,
	  .arg = BPF_MAP_TYPE_LPM_TRIE, .help = "source ranges" },
	{ .name = "map-ringbuf", .fn = feature_map,
	  .arg = BPF_MAP_TYPE_RINGBUF, .help = "drops with their reasons" },
	{ .name = "ipip", .fn = feature_device, .text = "ipip",
	  .arg = NK_IPTUN_COLLECT_METADATA,
	  .help = "IP-in-IP devices for direct server return" },
	{ .name = NULL },
};

const struct cmd feature_cmds[] = FEATURE_CMDS(probes);
