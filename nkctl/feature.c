/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nkctl asks of a kernel: feature.h.  A netkit attribute counts as
 * there when the kernel shows it after a create that said it: an older one
 * takes the message and ignores the attribute.
 */
#include "nkctl/feature.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "feature.skel.h"
#include "lib/uapi_compat.h"
#include "nkctl/link.h"

/* `netdev` generic netlink, Linux 7.1: give a virtual device a queue. */
#define NETDEV_CMD_QUEUE_CREATE_NR 16
#define NETDEV_FAMILY "netdev"

static int add_pair(struct feature_try *t, const struct link_req *req,
		    struct nl_link *made)
{
	struct err err = { 0 };
	int rc = link_add(&t->scratch.nl, req, made, NULL, &err);

	/* Name the refusal as the tool would. */
	if (rc && rc != -EPERM && !t->scratch.nl.extack[0])
		snprintf(t->detail, sizeof(t->detail), "%.*s",
			 FEATURE_DETAIL - 1, err.msg);
	return rc;
}

static int probe_netkit(struct feature_try *t)
{
	struct nl_link made;

	return feature_answer(t, add_pair(t, &(struct link_req){ 0 }, &made));
}

static int probe_attr(struct feature_try *t)
{
	struct link_req req = { .own.said = t->probe->arg };
	struct nl_link made;
	int rc;

	/* What differs from the default could fail for another reason. */
	req.own.scrub = NK_SCRUB_DEFAULT;
	req.headroom = req.tailroom = 64;
	req.pairing = NK_PAIRING_SINGLE;
	rc = add_pair(t, &req, &made);
	if (rc == -EOPNOTSUPP)
		snprintf(t->detail, sizeof(t->detail), "%s",
			 strcmp(t->scratch.nl.extack, "Unknown device type") ?
				 "the kernel ignores it" :
				 "no netkit");
	return feature_answer(t, rc);
}

static int probe_netkit_bpf(struct feature_try *t)
{
	struct nl_link made;
	int prog, fd, rc = add_pair(t, &(struct link_req){ 0 }, &made);

	if (rc)
		return feature_answer(t, rc);
	prog = feature_load(BPF_PROG_TYPE_SCHED_CLS, 0, 0, -1);
	if (prog < 0)
		return feature_answer(t, prog);
	fd = bpf_link_create(prog, (int)made.ifindex,
			     (enum bpf_attach_type)t->probe->arg, NULL);
	rc = fd < 0 ? -errno : 0;
	close(prog);
	if (fd >= 0)
		close(fd);
	return feature_answer(t, rc);
}

static int keep_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a;

	mnl_attr_for_each(a, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(a) == CTRL_ATTR_FAMILY_ID)
			*(uint16_t *)arg = mnl_attr_get_u16(a);
	return 0;
}

static struct nlmsghdr *genl_begin(struct nl *nl, uint16_t family, uint8_t cmd)
{
	struct genlmsghdr *g;
	struct nlmsghdr *nlh;
	void *extra;

	nlh = nl_begin(nl, family, 0, sizeof(*g), &extra);
	g = extra;
	g->cmd = cmd;
	g->version = 1;
	return nlh;
}

/* An empty queue-create: a kernel that has the command misses attributes,
 * one that has not does not know it. */
static int probe_queue_lease(struct feature_try *t)
{
	struct err err = { 0 };
	struct nl nl = { 0 };
	struct nlmsghdr *nlh;
	uint16_t family = 0;
	int rc = nl_open(&nl, NETLINK_GENERIC, false, &err);

	if (rc)
		return rc;
	nlh = genl_begin(&nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, NETDEV_FAMILY);
	rc = nl_talk(&nl, nlh, keep_family, &family);
	if (!rc)
		rc = nl_talk(&nl, genl_begin(&nl, family,
					     NETDEV_CMD_QUEUE_CREATE_NR),
			     NULL, NULL);
	nl_close(&nl);
	if (rc == -EPERM)
		return rc;
	return feature_answer(t, rc == -EOPNOTSUPP || rc == -ENOENT ? rc : 0);
}

/* Run one program of the skeleton on a packet of zeroes. */
static int run_prog(int fd, uint32_t *retval)
{
	char packet[64] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet,
		    .data_size_in = sizeof(packet), .repeat = 1);

	if (bpf_prog_test_run_opts(fd, &opts))
		return -errno;
	*retval = opts.retval;
	return 0;
}

static int probe_redirect_peer(struct feature_try *t)
{
	struct feature_bpf *skel = feature_bpf__open_and_load();
	uint32_t verdict = 0;
	int rc;

	if (!skel)
		return feature_answer(t, -errno);
	skel->bss->redirect_flags = t->probe->arg;
	rc = run_prog(bpf_program__fd(skel->progs.try_redirect_peer),
		      &verdict);
	feature_bpf__destroy(skel);
	if (rc)
		return feature_answer(t, rc);
	/* TC_ACT_REDIRECT; with a flag it does not know it says TC_ACT_SHOT. */
	return verdict == 7 ? 1 : 0;
}

static int probe_fib(struct feature_try *t)
{
	struct feature_bpf *skel = feature_bpf__open_and_load();
	/* The VLAN flags are for XDP alone. */
	bool xdp = t->probe->arg & (NK_FIB_VLAN | NK_FIB_VLAN_INPUT);
	uint32_t verdict;
	int rc, answer;

	if (!skel)
		return feature_answer(t, -errno);
	skel->bss->fib_flags = t->probe->arg;
	rc = run_prog(bpf_program__fd(xdp ? skel->progs.try_fib_xdp :
					    skel->progs.try_fib_tc),
		      &verdict);
	answer = skel->bss->answer;
	feature_bpf__destroy(skel);
	if (rc)
		return feature_answer(t, rc);
	return answer != -EINVAL;
}

/* Set more than 65536 on loopback and see whether it was taken. */
static int probe_bigtcp(struct feature_try *t)
{
	const uint32_t size = 3 * NK_GSO_LEGACY_MAX_SIZE;
	struct nl *nl = &t->scratch.nl;
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	struct nl_link l;
	void *family;
	int rc;

	nlh = nl_begin(nl, RTM_NEWLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = 1;
	mnl_attr_put_u32(nlh, (uint16_t)t->probe->arg, size);
	rc = nl_talk(nl, nlh, NULL, NULL);
	if (!rc)
		rc = nl_link_get(nl, NL_LINK_HERE, NULL, 1, false, &l, NULL);
	if (rc)
		return feature_answer(t, rc);
	return t->probe->arg == IFLA_GSO_MAX_SIZE ? l.gso_max_size == size :
						    l.gso_ipv4_max_size == size;
}

/* How much a device of that kind takes, made with the kernel's defaults. */
static int probe_bigtcp_kind(struct feature_try *t)
{
	struct nl *nl = &t->scratch.nl;
	struct nl_link l;
	int rc = feature_make(t);

	if (!rc)
		rc = nl_link_get(nl, NL_LINK_HERE, FEATURE_DEVICE, 0, false, &l,
				 NULL);
	if (rc)
		return rc == -EAGAIN ? rc : feature_answer(t, rc);
	snprintf(t->detail, sizeof(t->detail), "up to %u bytes",
		 l.tso_max_size);
	return l.tso_max_size > NK_GSO_LEGACY_MAX_SIZE;
}

#define KIND(k, flag)                                                          \
	{ .name = "bigtcp-" k, .fn = probe_bigtcp_kind, .text = k,             \
	  .arg = (flag),                                                       \
	  .help = "BIG TCP on devices of kind " k }

static const struct probe probes[] = {
	{ .name = "netkit", .fn = probe_netkit,
	  .help = "netkit device pairs" },
	{ .name = "netkit-scrub", .fn = probe_attr, .arg = LINK_SCRUB,
	  .help = "keep a packet's mark and priority" },
	{ .name = "netkit-headroom", .fn = probe_attr, .arg = LINK_HEADROOM,
	  .help = "room for encapsulation before a packet" },
	{ .name = "netkit-tailroom", .fn = probe_attr, .arg = LINK_TAILROOM,
	  .help = "room behind a packet" },
	{ .name = "netkit-pairing", .fn = probe_attr, .arg = LINK_PAIRING,
	  .help = "a device without a peer" },
	{ .name = "netkit-queue-lease", .fn = probe_queue_lease,
	  .help = "queues of a NIC leased to a netkit device" },
	{ .name = "netkit-primary", .fn = probe_netkit_bpf,
	  .arg = NK_BPF_NETKIT_PRIMARY,
	  .help = "programs on the way to the pod" },
	{ .name = "netkit-peer", .fn = probe_netkit_bpf,
	  .arg = NK_BPF_NETKIT_PEER,
	  .help = "programs on the way from the pod" },
	{ .name = "tcx-ingress", .fn = feature_tcx,
	  .arg = NK_BPF_TCX_INGRESS, .help = "ordered programs on receive" },
	{ .name = "tcx-egress", .fn = feature_tcx, .arg = NK_BPF_TCX_EGRESS,
	  .help = "ordered programs on transmit" },
	{ .name = "xdp-native", .fn = feature_xdp, .arg = XDP_FLAGS_DRV_MODE,
	  .help = "XDP in a driver (tried on veth)" },
	{ .name = "xdp-generic", .fn = feature_xdp,
	  .arg = XDP_FLAGS_SKB_MODE, .help = "XDP on any device" },
	{ .name = "redirect-peer", .fn = probe_redirect_peer, .arg = 0,
	  .help = "straight into a pod's namespace" },
	{ .name = "redirect-peer-egress", .fn = probe_redirect_peer,
	  .arg = NK_BPF_F_EGRESS,
	  .help = "and through the other pod's own programs" },
	{ .name = "fib-lookup-tbid", .fn = probe_fib, .arg = NK_FIB_TBID,
	  .help = "routes of one table" },
	{ .name = "fib-lookup-src", .fn = probe_fib, .arg = NK_FIB_SRC,
	  .help = "the source address of a route" },
	{ .name = "fib-lookup-mark", .fn = probe_fib, .arg = NK_FIB_MARK,
	  .help = "rules that match the mark" },
	{ .name = "fib-lookup-vlan", .fn = probe_fib, .arg = NK_FIB_VLAN,
	  .help = "routes over VLAN devices (XDP)" },
	{ .name = "fib-lookup-vlan-input", .fn = probe_fib,
	  .arg = NK_FIB_VLAN_INPUT, .help = "packets from VLAN devices (XDP)" },
	{ .name = "fq", .fn = feature_qdisc, .text = "fq",
	  .help = "departure times and pacing" },
	{ .name = "bigtcp-ipv6", .fn = probe_bigtcp,
	  .arg = IFLA_GSO_MAX_SIZE, .help = "IPv6 packets over 65536 bytes" },
	{ .name = "bigtcp-ipv4", .fn = probe_bigtcp,
	  .arg = NK_IFLA_GSO_IPV4_MAX_SIZE,
	  .help = "IPv4 packets over 65536 bytes" },
	KIND("netkit", 0), KIND("veth", 0), KIND("ifb", 0), KIND("dummy", 0),
	KIND("bridge", 0), KIND("bond", 0), KIND("wireguard", 0),
	KIND("vxlan", IFLA_VXLAN_COLLECT_METADATA | SCRATCH_U8),
	KIND("geneve", IFLA_GENEVE_COLLECT_METADATA), KIND("ipip", NK_IPTUN_COLLECT_METADATA),
	{ .name = NULL },
};

const struct cmd feature_cmds[] = FEATURE_CMDS(probes);
