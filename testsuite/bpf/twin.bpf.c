/* SPDX-License-Identifier: GPL-2.0-or-later */
/* With other code than the `one` of one.bpf.c, but its name. */
#include "testsuite/bpf/common.h"

SEC("tc")
int one(struct __sk_buff *skb)
{
	skb->cb[0] = 1;
	return NEXT;
}
