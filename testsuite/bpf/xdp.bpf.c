/* SPDX-License-Identifier: GPL-2.0-or-later */
/* XDP programs, and one of tc to be refused in their place. */
#include "testsuite/bpf/common.h"

SEC("xdp")
int xdp_pass(struct xdp_md *xdp)
{
	return XDP_PASS;
}

SEC("xdp")
int xdp_drop(struct xdp_md *xdp)
{
	return XDP_DROP;
}

SEC("tc")
int no_xdp(struct __sk_buff *skb)
{
	return NEXT;
}
