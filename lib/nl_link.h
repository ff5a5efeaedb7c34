/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network devices over rtnetlink: RTM_GETLINK decoded into struct nl_link.
 * Reads only; what a tool changes it writes with mnl_attr_put*() itself.
 * Sizes are bytes.  A device in another namespace is asked for by that
 * namespace's id as seen from the session's own (IFLA_TARGET_NETNSID), so
 * that nobody has to enter it.
 */
#ifndef NKT_NL_LINK_H
#define NKT_NL_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/nl.h"
#include "lib/value.h"

#define NL_LINK_HERE (-1)	/* nsid: the session's own namespace */

/* Which attributes the kernel sent. */
enum nl_link_has {
	NL_LINK_MAC = 1 << 0,
	NL_LINK_LINK = 1 << 1,		/* .link: the other end, or lower dev */
	NL_LINK_NETNSID = 1 << 2,	/* .link_nsid */
	NL_LINK_GSO = 1 << 3,
	NL_LINK_GRO = 1 << 4,
	NL_LINK_GSO4 = 1 << 5,
	NL_LINK_GRO4 = 1 << 6,
	NL_LINK_GSO_SEGS = 1 << 7,
	NL_LINK_TSO = 1 << 8,
	NL_LINK_TSO_SEGS = 1 << 9,
	NL_LINK_STATS = 1 << 10,
	NL_LINK_ALIAS = 1 << 11,
	NL_LINK_NK_PRIMARY = 1 << 12,
	NL_LINK_NK_MODE = 1 << 13,
	NL_LINK_NK_POLICY = 1 << 14,
	NL_LINK_NK_PEER_POLICY = 1 << 15,
	NL_LINK_NK_SCRUB = 1 << 16,
	NL_LINK_NK_PEER_SCRUB = 1 << 17,
	NL_LINK_NK_HEADROOM = 1 << 18,
	NL_LINK_NK_TAILROOM = 1 << 19,
	NL_LINK_NK_PAIRING = 1 << 20,
	NL_LINK_HEADROOM = 1 << 21,	/* generic IFLA_HEADROOM, Linux 6.18 */
	NL_LINK_TAILROOM = 1 << 22,
	NL_LINK_PROMISCUITY = 1 << 23,
};

/* The order of struct nl_link's xdp_prog: native, generic, offloaded. */
#define NL_LINK_XDP_MODES 3

struct nl_link_stats {
	uint64_t rx_packets, tx_packets, rx_bytes, tx_bytes;
	uint64_t rx_dropped, tx_dropped, rx_errors, tx_errors;
};

struct nl_link {
	uint64_t has;			/* enum nl_link_has */
	uint32_t ifindex;
	uint32_t flags;			/* IFF_* */
	char name[IFNAMSIZ];
	char kind[32];			/* IFLA_INFO_KIND, or "" */
	uint16_t type;			/* ARPHRD_* */
	uint8_t operstate;
	bool carrier;
	struct mac mac;
	uint32_t mtu, min_mtu, max_mtu, promiscuity;
	uint32_t num_rx_queues, num_tx_queues;
	uint32_t link;			/* ifindex in link_nsid, 0: none */
	int32_t link_nsid;		/* NL_LINK_HERE when the kernel says none */
	uint32_t gso_max_size, gro_max_size;
	uint32_t gso_ipv4_max_size, gro_ipv4_max_size;
	uint32_t gso_max_segs, tso_max_size, tso_max_segs;
	struct {			/* IFLA_NETKIT_*, kind "netkit" */
		bool primary;
		uint32_t mode, policy, peer_policy, scrub, peer_scrub, pairing;
		uint16_t headroom, tailroom;
	} nk;
	uint16_t headroom, tailroom;
	uint32_t xdp_prog[NL_LINK_XDP_MODES];	/* program ids, 0: none */
	struct nl_link_stats stats;
	/* These are last, and not cleared behind what ends them. */
	char alias[256];
	char altnames[256];	/* each ended by NUL, all by an empty one; those
				 * that do not fit are left out */
};

struct nl_links {
	struct nl_link *v;	/* sorted by ifindex */
	size_t n;
};

/*
 * Decode one RTM_NEWLINK or RTM_DELLINK message, whose length the caller has
 * checked (nl_talk() has). -EBADMSG when it is malformed. Attributes this
 * tool does not know are passed over; .link_nsid counts in the session's
 * namespace, also for a device that was asked for in another.
 */
int nl_link_parse(const struct nlmsghdr *nlh, struct nl_link *l);

/*
 * One device by name, also an alternative one, or, when name is NULL, by
 * index. Returns -ENODEV as the kernel does; other refusals too. Fills *err
 * (ERR_KERNEL, but ERR_LOCAL "no such device" for -ENODEV, since nothing was
 * asked to change); err may be NULL where the caller copes with failure.
 * Without `stats` the kernel may leave counters out to save time.
 */
int nl_link_get(struct nl *nl, int32_t nsid, const char *name,
		uint32_t ifindex, bool stats, struct nl_link *l,
		struct err *err);

/*
 * All devices, or those of a kind ("netkit": filtered by the kernel).
 * An interrupted dump is started over, a bounded number of times.
 */
int nl_link_list(struct nl *nl, int32_t nsid, const char *kind, bool stats,
		 struct nl_links *ls, struct err *err);
void nl_links_free(struct nl_links *ls);

/* The first alternative name that begins so, or NULL. */
const char *nl_link_altname(const struct nl_link *l, const char *prefix);

const struct nl_link *nl_links_by_index(const struct nl_links *ls,
					uint32_t ifindex);
const struct nl_link *nl_links_by_name(const struct nl_links *ls,
				       const char *name);

#endif
