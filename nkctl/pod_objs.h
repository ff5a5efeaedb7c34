/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a pod consists of beside its pair: addresses, routes and neighbours
 * at both ends.  The same sets say what shall be and what is; the operations
 * that lead from one to the other make, mend and undo a pod, and are what
 * -dry-run and `pod check` print.
 */
#ifndef NKCTL_POD_OBJS_H
#define NKCTL_POD_OBJS_H

#include "nkctl/pod.h"

struct pod_objs {
	uint32_t own, peer;		/* device indices */
	bool own_up, peer_up, lo_up;
	struct nl_addrs addrs;		/* in the pod, of scope global */
	struct nl_rts defaults;		/* in the pod, through its device */
	struct nl_neighs gateways;	/* in the pod, permanent; mode l2 */
	struct nl_rts routes;		/* here, through the primary */
	struct nl_neighs neighs;	/* here, permanent; mode l2 */
};

/* What the sets follow from. Not owned. */
struct pod_shape {
	uint32_t own, peer;		/* device indices */
	bool l2;
	struct mac own_mac, peer_mac;
	const struct ip_prefix *addrs, *routes;
	size_t n_addrs, n_routes;
	uint32_t features;
};

enum pod_kind {
	POD_OWN_UP, POD_PEER_UP, POD_LO_UP,
	POD_ADDR, POD_DEFAULT, POD_GATEWAY, POD_HOST_ROUTE, POD_NEIGH,
};

struct pod_op {
	enum pod_kind kind;
	enum nl_how how;
	uint32_t ifindex;		/* of POD_*_UP */
	union {
		struct nl_addr addr;
		struct nl_rt rt;
		struct nl_neigh neigh;
	};
};

struct pod_ops {
	struct pod_op *v;		/* in the order to do them */
	size_t n;
};

/* Who is spoken of. far is NULL where nothing is sent. */
struct pod_ends {
	struct nl *near, *far;
	const char *name, *ifname, *host_ifname;
};

/* What pod_add() makes of a shape. */
int pod_objs_want(const struct pod_shape *s, struct pod_objs *o,
		  struct err *err);
int pod_objs_read(struct nl *near, struct nl *far, const struct nl_link *own,
		  const struct nl_link *peer, struct pod_objs *o,
		  struct err *err);
void pod_objs_free(struct pod_objs *o);

int pod_objs_diff(const struct pod_objs *is, const struct pod_objs *should,
		  struct pod_ops *ops, struct err *err);
void pod_ops_free(struct pod_ops *ops);

/* Do them in order up to the first that the kernel refuses; with `force`
 * (when undoing) go on after one. */
int pod_ops_run(const struct pod_ops *ops, const struct pod_ends *ends,
		bool force, struct err *err);
int pod_ops_plan(const struct pod_ops *ops, const struct pod_ends *ends,
		 struct plan *plan, struct err *err);

/* One operation in words: what it is about, which property of it, and the
 * value that it has or gets. */
const char *pod_op_words(const struct pod_op *op, const struct pod_ends *ends,
			 char object[static POD_TEXT], char value[static POD_TEXT]);

/* The address that an end of an l2 pod has. */
struct mac pod_mac(const char *name, bool peer);
/* The primary's name where none is said. */
void pod_host_ifname(const char *name, char buf[static IFNAMSIZ]);

#endif
