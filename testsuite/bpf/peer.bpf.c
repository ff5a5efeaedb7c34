/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Callers of bpf_redirect_peer(): with no flag, which works from tcx
 * ingress alone; with BPF_F_EGRESS (Linux 7.3, not in older headers), which
 * works everywhere; with flags that only the running program knows.
 */
#include "testsuite/bpf/common.h"

#define EGRESS (1ULL << 1)

SEC("tc")
int to_peer(struct __sk_buff *skb)
{
	return (int)bpf_redirect_peer(skb->ifindex, 0);
}

SEC("tc")
int to_peer_egress(struct __sk_buff *skb)
{
	return (int)bpf_redirect_peer(skb->ifindex, EGRESS);
}

SEC("tc")
int to_peer_either(struct __sk_buff *skb)
{
	return (int)bpf_redirect_peer(skb->ifindex, skb->mark);
}

SEC("tc")
int to_device(struct __sk_buff *skb)
{
	return (int)bpf_redirect(skb->ifindex, 0);
}
