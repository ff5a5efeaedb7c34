/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pods: a network namespace wired to this one over a netkit pair.  The
 * primary stays here, the peer is the pod's eth0.  The pod's name is kept as
 * an alternative name of the primary, "pod:NAME", which the kernel keeps
 * unique; nothing is kept anywhere else, so that a pod is gone with its pair
 * and the pair with either namespace.
 */
#ifndef NKCTL_POD_H
#define NKCTL_POD_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/cmd.h"
#include "lib/netns.h"
#include "lib/nl_link.h"
#include "lib/nl_route.h"
#include "lib/out.h"
#include "lib/plan.h"

#define POD_ALTNAME "pod:"
#define POD_NAME_MAX 120	/* with the above below ALTIFNAMSIZ */
#define POD_IFNAME "eth0"

#define POD_TEXT 80		/* a prefix, a name, with what is said of it */

/* The pod's next hops. Nobody has these addresses: in mode l3 nobody is
 * asked, in mode l2 permanent neighbours say who it is. */
#define POD_GATEWAY4 "169.254.1.1"
#define POD_GATEWAY6 "fe80::1"

enum pod_bit {
	POD_NAME = 1 << 0,
	POD_NETNS = 1 << 1,
	POD_ADDRESS = 1 << 2,
	POD_IFNAME_SAID = 1 << 3,
	POD_MODE = 1 << 4,
	POD_HOST_IFNAME = 1 << 5,
	POD_MTU = 1 << 6,
	POD_ROUTE = 1 << 7,
	POD_POLICY = 1 << 8,
	POD_BIGTCP = 1 << 9,
	POD_FEATURES = 1 << 10,
	POD_MISSING_OK = 1 << 11,
};

/* pod add and replace. */
struct pod_req {
	uint64_t said;
	const char *name;
	const char *netns;		/* a name, a path or a pid */
	struct arg_list addrs;		/* struct ip_prefix */
	struct arg_list routes;		/* struct ip_prefix: networks */
	const char *ifname, *host_ifname;
	uint32_t mode, mtu, policy, features;
	uint64_t bigtcp;		/* bytes, of all sizes at both ends */
};

struct pod_name_req {
	uint64_t said;
	const char *name;
	bool missing_ok;
};

enum pod_row_bit {
	POD_ROW_NETNS = 1 << 0,
	POD_ROW_NSID = 1 << 1,
	POD_ROW_PEER = 1 << 2,		/* the peer could be read */
	POD_ROW_PEER_POLICY = 1 << 3,	/* it differs */
	POD_ROW_MAC = 1 << 4,
	POD_ROW_ROUTES = 1 << 5,
	POD_ROW_BIGTCP = 1 << 6,
};

struct pod_row {
	uint64_t has;
	const char *name;
	const char *netns;		/* borrowed from struct pod_list */
	int32_t nsid;
	char ifname[IFNAMSIZ];
	uint32_t ifindex;
	struct mac mac, host_mac;
	char host_ifname[IFNAMSIZ];
	uint32_t host_ifindex;
	const char *state;		/* "up" or "down": packets can cross */
	uint32_t mode, mtu, policy, peer_policy;
	uint32_t bigtcp;		/* the least of all sizes */
	struct out_list addrs, routes;	/* const char *; owned */
};

struct pod_list {
	struct pod_row *v;
	size_t n;
	struct nl_links links;		/* what rows borrow from */
	struct netns_names names;
};

/* A difference that `pod check` found. */
struct pod_diff {
	uint64_t has;
	char object[POD_TEXT];	/* a device, an address, a prefix */
	const char *property;		/* constant */
	char is[POD_TEXT], should[POD_TEXT];
};

struct pod_diffs {
	struct pod_diff *v;
	size_t n;
	/* The pod has addresses of that family, but the node does not forward
	 * what comes from it; no difference, since nobody was to change it. */
	bool stuck4, stuck6;
};

extern const struct choice pod_features[];

/*
 * Make a pod, all of it or nothing. With plan set nothing is sent; the
 * steps are added to it instead.
 */
int pod_add(struct nl *nl, const struct pod_req *req, struct plan *plan,
	    struct err *err);
/*
 * pod_add() where there is none of that name; else change it to what was
 * said. What was not said stays, but for what follows from the rest. Refused
 * half-way, what was changed is put back.
 */
int pod_replace(struct nl *nl, const struct pod_req *req, struct plan *plan,
		struct err *err);
int pod_del(struct nl *nl, const struct pod_name_req *req, struct plan *plan,
	    struct err *err);

/* All that is not as pod_add() would have made it; free with
 * pod_diffs_free(). */
int pod_check(struct nl *nl, const char *name, struct pod_diffs *ds,
	      struct err *err);
void pod_diffs_free(struct pod_diffs *ds);

/* The primary of the pod; -ENODEV (ERR_LOCAL) when there is none. */
int pod_find(struct nl *nl, const char *name, struct nl_link *own,
	     struct err *err);
/* The pod's name, inside l; NULL for a device that is none's primary. */
const char *pod_name_of(const struct nl_link *l);

/* All pods of this namespace, or the one named; free with pod_list_free().
 * What may not be read is left out. */
int pod_list(struct nl *nl, const char *name, struct pod_list *ls,
	     struct err *err);
void pod_list_free(struct pod_list *ls);

void pod_show(struct out *out, const struct pod_list *ls);
void pod_show_diffs(struct out *out, const struct pod_diffs *ds);

extern const struct cmd pod_cmds[];

#endif
