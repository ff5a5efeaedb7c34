/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program whose name a test writes over, in the object file, with one of
 * the same length that no other run on this machine uses: programs are
 * looked for by name on the whole machine.
 */
#include "testsuite/bpf/common.h"

SEC("tc")
int u0000000(struct __sk_buff *skb)
{
	skb->cb[0] = 77;
	return NEXT;
}
