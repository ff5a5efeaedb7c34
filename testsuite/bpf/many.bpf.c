/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs of each section that libbpf knows for the hooks, and one with a
 * name longer than the 15 bytes that the kernel keeps.  Each has code, and
 * so a tag, of its own.
 */
#include "testsuite/bpf/common.h"

#define PASSER(section, name, n)                                               \
	SEC(section)                                                           \
	int name(struct __sk_buff *skb)                                        \
	{                                                                      \
		skb->cb[0] = (n);                                              \
		return NEXT;                                                   \
	}

PASSER("tc", a, 1)
PASSER("tc", b, 2)
PASSER("tc", c, 3)
PASSER("tc", d, 4)
PASSER("tcx/ingress", in, 5)
PASSER("tcx/egress", eg, 6)
PASSER("netkit/primary", pri, 7)
PASSER("netkit/peer", pee, 8)
PASSER("tc", a_name_of_more_than_15_bytes, 9)
PASSER("tc", a_name_of_more_too, 10)
