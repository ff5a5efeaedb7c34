/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs with a map that asks to be pinned under its name. */
#include "testsuite/bpf/common.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(pinning, LIBBPF_PIN_BY_NAME);
	__type(key, __u32);
	__type(value, __u64);
} nkt_kept SEC(".maps");

SEC("tc")
int kept(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *n = bpf_map_lookup_elem(&nkt_kept, &key);

	if (n)
		__sync_fetch_and_add(n, 1);
	return NEXT;
}
