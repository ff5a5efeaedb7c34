/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Did a packet meet the program that it should?  stamp_a and stamp_b add 1
 * to its mark; audit, behind them, counts all packets and those without a
 * stamp.  For packets of protocol 0x88b5 (local experiments) alone, which
 * testsuite/netns/tool/send.c sends.
 */
#include <bpf/bpf_endian.h>

#include "testsuite/bpf/common.h"

enum { SEEN, MISSED, TWICE, COUNTS };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, COUNTS);
	__type(key, __u32);
	__type(value, __u64);
} counts SEC(".maps");

static void count(__u32 key)
{
	__u64 *n = bpf_map_lookup_elem(&counts, &key);

	if (n)
		__sync_fetch_and_add(n, 1);
}

SEC("tc")
int stamp_a(struct __sk_buff *skb)
{
	skb->mark += 1;
	return NEXT;
}

SEC("tc")
int stamp_b(struct __sk_buff *skb)
{
	__u32 mark = skb->mark;

	skb->mark = mark + 1;
	skb->cb[0] = 2;
	return NEXT;
}

SEC("tc")
int between(struct __sk_buff *skb)
{
	skb->cb[1] = 1;
	return NEXT;
}

SEC("tc")
int audit(struct __sk_buff *skb)
{
	if (skb->protocol != bpf_htons(0x88b5))
		return NEXT;
	count(SEEN);
	if (!skb->mark)
		count(MISSED);
	else if (skb->mark > 1)
		count(TWICE);
	return NEXT;
}
