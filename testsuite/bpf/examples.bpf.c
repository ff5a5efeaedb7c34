/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the examples of nkctl-chain(8) load. The page shows it, and examples.t compares the two. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} bytes SEC(".maps");

SEC("tc")
int count(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *n = bpf_map_lookup_elem(&bytes, &key);

	if (n)
		__sync_fetch_and_add(n, skb->len);
	return TCX_NEXT;
}

static int drop(struct __sk_buff *skb, __u8 protocol)
{
	__u8 is = 0;

	if (skb->protocol != bpf_htons(ETH_P_IP))
		return TCX_NEXT;
	bpf_skb_load_bytes_relative(skb, 9, &is, 1, BPF_HDR_START_NET);
	return is == protocol ? TCX_DROP : TCX_NEXT;
}

SEC("tc")
int no_icmp(struct __sk_buff *skb)
{
	return drop(skb, IPPROTO_ICMP);
}

SEC("tc")
int no_udp(struct __sk_buff *skb)
{
	return drop(skb, IPPROTO_UDP);
}

SEC("xdp")
int no_jumbo(struct xdp_md *ctx)
{
	return ctx->data_end - ctx->data > 1514 ? XDP_DROP : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
