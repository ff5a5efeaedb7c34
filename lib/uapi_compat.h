/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of the kernel's interface that the installed headers may lack,
 * each with the release that brought it.  Numbers only, written down from
 * the documentation; what the headers have, they define.  Enumerators
 * cannot be tested by #ifdef, so these carry names of our own.
 */
#ifndef NKT_UAPI_COMPAT_H
#define NKT_UAPI_COMPAT_H

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

/* IFLA_INFO_DATA of kind "netkit" (Linux 6.7; later ones as noted). */
enum nk_attr {
	NK_ATTR_PEER_INFO = 1,	/* struct ifinfomsg, then IFLA_* */
	NK_ATTR_PRIMARY = 2,	/* u8, read only */
	NK_ATTR_POLICY = 3,	/* u32 enum nk_policy */
	NK_ATTR_PEER_POLICY = 4,
	NK_ATTR_MODE = 5,	/* u32 enum nk_mode */
	NK_ATTR_SCRUB = 6,	/* u32 enum nk_scrub; 6.13, and 6.12.y */
	NK_ATTR_PEER_SCRUB = 7,
	NK_ATTR_HEADROOM = 8,	/* u16; 6.14 */
	NK_ATTR_TAILROOM = 9,
	NK_ATTR_PAIRING = 10,	/* u32 enum nk_pairing; 7.1 */
	NK_ATTR_COUNT
};

enum nk_policy { NK_POLICY_PASS = 0, NK_POLICY_DROP = 2 };
enum nk_mode { NK_MODE_L2 = 0, NK_MODE_L3 = 1 };
enum nk_scrub { NK_SCRUB_NONE = 0, NK_SCRUB_DEFAULT = 1 };
enum nk_pairing { NK_PAIRING_PAIR = 0, NK_PAIRING_SINGLE = 1 };

/* enum bpf_attach_type, Linux 6.6 and 6.7. */
enum nk_bpf_attach {
	NK_BPF_TCX_INGRESS = 46,
	NK_BPF_TCX_EGRESS = 47,
	NK_BPF_NETKIT_PRIMARY = 54,
	NK_BPF_NETKIT_PEER = 55,
};

/* Flags of bpf_redirect_peer(), and of bpf_fib_lookup(). */
enum nk_bpf_flags {
	NK_BPF_F_EGRESS = 1 << 1,	/* 7.3 */
	NK_FIB_TBID = 1 << 3,		/* 6.5 */
	NK_FIB_SRC = 1 << 4,		/* 6.7 */
	NK_FIB_MARK = 1 << 5,		/* 6.10 */
	NK_FIB_VLAN = 1 << 6,		/* 7.3 */
	NK_FIB_VLAN_INPUT = 1 << 7,	/* 7.3 */
};

/* IFLA_*: name of our own where the installed headers may lack it. */
enum nk_ifla {
	NK_IFLA_TARGET_NETNSID = 46,	/* 4.16 */
	NK_IFLA_GRO_MAX_SIZE = 58,	/* 5.19 */
	NK_IFLA_TSO_MAX_SIZE = 59,
	NK_IFLA_TSO_MAX_SEGS = 60,
	NK_IFLA_GSO_IPV4_MAX_SIZE = 63,	/* 6.3 */
	NK_IFLA_GRO_IPV4_MAX_SIZE = 64,
	NK_IFLA_HEADROOM = 68,		/* 6.18, u16, read only */
	NK_IFLA_TAILROOM = 69,
};

/* RTAX_FEATURE_TCP_USEC_TS (6.7). */
#define NK_RTAX_FEATURE_TCP_USEC_TS (1U << 4)

/* IFLA_IPTUN_COLLECT_METADATA (4.9), whose header clashes with net/if.h. */
#define NK_IPTUN_COLLECT_METADATA 19

/* 8 * 65535: no gso or gro size is larger (net/core/dev.h GSO_MAX_SIZE). */
#define NK_GSO_MAX_SIZE 524280U
/* The default of all four, and what a device without BIG TCP has. */
#define NK_GSO_LEGACY_MAX_SIZE 65536U
#define NK_GSO_MAX_SEGS 65535U

#endif
