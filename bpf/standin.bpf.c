/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs another program in its stead.  The kernel lets a program stand only
 * once in a chain and moves none; while nkctl moves one, this stands in
 * its old place, so that no packet passes without it.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} target SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

SEC("tc")
int nkt_standin(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &target, 0);
	return -1;	/* TCX_NEXT, NETKIT_NEXT: nobody there to run */
}
