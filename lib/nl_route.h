/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses, routes of the main table and neighbours over rtnetlink: what a
 * tool adds, takes away and lists of them.  Each is told by its device's
 * index.  Sending returns 0 or -errno as nl_talk() does and fills no error:
 * nl_refused() puts it into words.  Lists are the caller's to free; a family
 * that the kernel has not got is an empty list.
 */
#ifndef NKT_NL_ROUTE_H
#define NKT_NL_ROUTE_H

#include "lib/nl.h"
#include "lib/nl_link.h"
#include "lib/value.h"

/* What becomes of one that is there already. */
enum nl_how {
	NL_ADD,		/* -EEXIST */
	NL_REPLACE,	/* it is changed */
	NL_DEL,		/* it goes; -ESRCH, -ENOENT or -EADDRNOTAVAIL where
			 * there is none */
};

struct nl_addr {
	uint32_t ifindex;
	uint32_t flags;		/* IFA_F_* */
	uint8_t scope;		/* RT_SCOPE_* */
	struct ip_prefix addr;	/* the address, with its network's length */
};

struct nl_rt {
	uint32_t ifindex;
	uint32_t features;	/* RTAX_FEATURE_* */
	uint32_t priority;	/* the metric; 0: the family's default */
	uint8_t protocol;	/* RTPROT_* */
	uint8_t scope;		/* RT_SCOPE_*, of IPv4 */
	struct ip_prefix dst;	/* a network: prefix_is_net() */
	struct ip_addr gw;	/* on-link, whatever its address; or none */
};

struct nl_neigh {
	uint32_t ifindex;
	uint16_t state;		/* NUD_* */
	struct ip_addr addr;
	struct mac mac;
};

struct nl_addrs {
	struct nl_addr *v;
	size_t n;
};
struct nl_rts {
	struct nl_rt *v;
	size_t n;
};
struct nl_neighs {
	struct nl_neigh *v;
	size_t n;
};

/* flags of an address that is added are all that it gets: IFA_F_NODAD,
 * IFA_F_NOPREFIXROUTE. */
int nl_addr_send(struct nl *nl, enum nl_how how, const struct nl_addr *a);
int nl_rt_send(struct nl *nl, enum nl_how how, const struct nl_rt *r);
int nl_neigh_send(struct nl *nl, enum nl_how how, const struct nl_neigh *n);

/*
 * Of one device, or of all (ifindex 0), both families. Addresses are read in
 * any namespace by its id (NL_LINK_HERE: the session's own), routes and
 * neighbours in the session's alone. Multipath routes are passed over.
 */
int nl_addr_list(struct nl *nl, int32_t nsid, uint32_t ifindex,
		 struct nl_addrs *as, struct err *err);
int nl_rt_list(struct nl *nl, uint32_t ifindex, struct nl_rts *rs,
	       struct err *err);
int nl_neigh_list(struct nl *nl, uint32_t ifindex, struct nl_neighs *ns,
		  struct err *err);
void nl_addrs_free(struct nl_addrs *as);
void nl_rts_free(struct nl_rts *rs);
void nl_neighs_free(struct nl_neighs *ns);

/* One message, -EBADMSG when it is malformed; what does not concern (a
 * multipath route) leaves ifindex 0. */
int nl_addr_parse(const struct nlmsghdr *nlh, struct nl_addr *a);
int nl_rt_parse(const struct nlmsghdr *nlh, struct nl_rt *r);
int nl_neigh_parse(const struct nlmsghdr *nlh, struct nl_neigh *n);

#endif
