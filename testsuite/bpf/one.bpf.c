/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The only program of its file: what `object FILE` alone can mean. */
#include "testsuite/bpf/common.h"

SEC("tc")
int one(struct __sk_buff *skb)
{
	return NEXT;
}
