/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does bpf_skb_set_tstamp() take a departure time? Loading it tells. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

/* Returns the helper's answer, 0 when the packet has its departure time. */
SEC("tc")
int try_set_tstamp(struct __sk_buff *skb)
{
	return bpf_skb_set_tstamp(skb, 1, BPF_SKB_TSTAMP_DELIVERY_MONO);
}
