/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs that are run once, by BPF_PROG_TEST_RUN, to learn what a helper
 * of this kernel takes.  What to try comes in by global variables; a
 * program's return value, or `answer`, is the kernel's reply.
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

__u64 redirect_flags;
__u32 fib_flags;
int answer;

char LICENSE[] SEC("license") = "GPL";

/* TC_ACT_REDIRECT (7) when the flags are known, TC_ACT_SHOT (2) if not. */
SEC("tc")
int try_redirect_peer(struct __sk_buff *skb)
{
	return (int)bpf_redirect_peer(skb->ifindex, redirect_flags);
}

/* -EINVAL when a flag is unknown; any other answer knows it. */
SEC("tc")
int try_fib_tc(struct __sk_buff *skb)
{
	struct bpf_fib_lookup params = { .family = 2, .ifindex = 1 };

	answer = (int)bpf_fib_lookup(skb, &params, sizeof(params), fib_flags);
	return 0;
}

SEC("xdp")
int try_fib_xdp(struct xdp_md *xdp)
{
	/* 802.1Q and a tag of 1: the flags for VLANs look at them. */
	struct bpf_fib_lookup params = { .family = 2, .ifindex = 1 };

	params.h_vlan_proto = bpf_htons(0x8100);
	params.h_vlan_TCI = bpf_htons(1);
	answer = (int)bpf_fib_lookup(xdp, &params, sizeof(params), fib_flags);
	return XDP_PASS;
}
