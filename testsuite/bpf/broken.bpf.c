/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a packet without looking where it ends: no verifier takes that. */
#include "testsuite/bpf/common.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
	__type(key, __u32);
	__type(value, __u64);
} nkt_broken SEC(".maps");

SEC("tc")
int broken(struct __sk_buff *skb)
{
	const __u8 *byte = (const __u8 *)(long)skb->data;
	__u32 key = 0;

	return bpf_map_lookup_elem(&nkt_broken, &key) ? byte[0] : NEXT;
}
