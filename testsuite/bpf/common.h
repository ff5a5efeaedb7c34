/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the test programs of this folder share. */
#ifndef NKT_TEST_COMMON_H
#define NKT_TEST_COMMON_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define NEXT -1	/* TCX_NEXT and NETKIT_NEXT */

char LICENSE[] SEC("license") = "GPL";

#endif
