/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netkit pairs: the request that words become, and what is shown.
 * "Primary" is the host's end, through which the kernel takes all settings;
 * the peer goes to the pod.  A policy is the verdict on what its own end
 * transmits while no program is attached.
 */
#ifndef NKCTL_LINK_H
#define NKCTL_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/cmd.h"
#include "lib/netns.h"
#include "lib/nl_link.h"
#include "lib/out.h"
#include "lib/plan.h"

/* What was said of an end; the same bits for both. */
enum link_bit {
	LINK_NAME = 1 << 0,
	LINK_MODE = 1 << 1,
	LINK_POLICY = 1 << 2,
	LINK_SCRUB = 1 << 3,
	LINK_HEADROOM = 1 << 4,
	LINK_TAILROOM = 1 << 5,
	LINK_MTU = 1 << 6,
	LINK_ADDRESS = 1 << 7,
	LINK_RXQ = 1 << 8,
	LINK_PAIRING = 1 << 9,
	LINK_UP = 1 << 10,
	LINK_DOWN = 1 << 11,
	LINK_PEER = 1 << 12,
	LINK_NETNS = 1 << 13,
	LINK_GSO = 1 << 14,
	LINK_GRO = 1 << 15,
	LINK_GSO4 = 1 << 16,
	LINK_GRO4 = 1 << 17,
	LINK_MISSING_OK = 1 << 18,
};

/* What can be said of each end. */
struct link_end {
	uint64_t said;
	const char *name;
	const char *netns;	/* the peer's only: a name, a path or a pid */
	uint32_t policy, scrub;
	struct mac address;
	uint32_t mtu, rxq;
	uint64_t gso, gro, gso4, gro4;	/* bytes */
	bool up, down;
};

/* link add, replace and set. What was said of the pair as a whole, too, is
 * in own.said, which is where every request has it. */
struct link_req {
	struct link_end own, peer;
	uint32_t mode, pairing;
	uint32_t headroom, tailroom;	/* bytes */
};

struct link_name_req {
	uint64_t said;
	const char *name;
	bool missing_ok;
};

/* What `link show` knows of one end beyond struct nl_link. */
enum link_row_bit {
	ROW_ADDRESS = 1 << 0,
	ROW_REASON = 1 << 1,
	ROW_POLICY = 1 << 2,
	ROW_EFFECTIVE = 1 << 3,
	ROW_SCRUB = 1 << 4,
	ROW_HEADROOM = 1 << 5,
	ROW_TAILROOM = 1 << 6,
	ROW_PAIRING = 1 << 7,
	ROW_PEER = 1 << 8,
	ROW_NETNS = 1 << 9,
	ROW_NSID = 1 << 10,
	ROW_STATS = 1 << 11,
	ROW_NAME = 1 << 12,
	ROW_PROGRAMS = 1 << 13,
	ROW_MTU = 1 << 14,
	ROW_STATE = 1 << 15,
	ROW_SIZES = 1 << 16,
	ROW_ALIAS = 1 << 17,
};

struct link_row_end {
	uint64_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	const char *netns;	/* borrowed from struct link_list */
	int32_t nsid;
	const char *state;	/* "up" or "down": as the administrator set it */
	uint32_t mtu;
	struct mac address;
	uint32_t policy;
	const char *effective;	/* "pass", "drop" or "program" */
	uint32_t programs;	/* attached at this end */
	uint32_t scrub;
};

struct link_row {
	struct link_row_end own, peer;	/* own.has is the row's */
	const char *role;	/* "primary" or "peer" */
	const char *carrier;	/* "up" or "down" */
	const char *reason;	/* why carrier is down */
	uint32_t mode, pairing;
	uint32_t headroom, tailroom;
	uint32_t rxq;
	uint32_t min_mtu, max_mtu;
	uint32_t gso, gro, gso4, gro4, tso;
	const char *alias;
	struct nl_link_stats stats;
};

struct link_list {
	struct link_row *v;
	size_t n;
	struct nl_links links;		/* what rows borrow from */
	struct netns_names names;
};

/* One word, one number, for parsing and showing. */
extern const struct choice link_modes[], link_policies[], link_scrubs[],
	link_pairings[];

/*
 * Make a pair as said, read it back, and remove it again when the kernel
 * ignored what was said. *made is the primary as the kernel shows it.
 * With plan set nothing is sent; the steps are added to it instead.
 */
int link_add(struct nl *nl, const struct link_req *req, struct nl_link *made,
	     struct plan *plan, struct err *err);
/* Change an existing device to what was said; what is so already is not
 * sent. Refused half-way, what was changed is put back. */
int link_set(struct nl *nl, const struct link_req *req, struct plan *plan,
	     struct err *err);
/* link_set() where the device exists, else link_add(). */
int link_replace(struct nl *nl, const struct link_req *req, struct plan *plan,
		 struct err *err);
int link_del(struct nl *nl, const struct link_name_req *req, struct plan *plan,
	     struct err *err);

/* The error for a device of another kind. */
int link_not_netkit(const struct nl_link *l, struct err *err);

/* The device of that name; one that is no netkit device is refused. */
int link_get_netkit(struct nl *nl, const char *name, struct nl_link *l,
		    struct err *err);

/* All netkit devices here, or the one named; free with link_list_free(). */
int link_list(struct nl *nl, const char *name, bool stats,
	      struct link_list *ls, struct err *err);
void link_list_free(struct link_list *ls);

void link_show(struct out *out, const struct link_list *ls);

extern const struct cmd link_cmds[];

#endif
