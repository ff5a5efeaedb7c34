/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The operations that make and mend a pod: done, or told: pod_objs.h. */
#include "nkctl/pod_objs.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

/* Where an operation is done, what it is called, and what a refusal means
 * there; in the order of enum pod_kind. */
struct kind {
	bool far;
	const char *property;
	struct nl_why why[3];
};

static const struct kind kinds[] = {
	[POD_OWN_UP] = { .property = "state" },
	[POD_PEER_UP] = { .far = true, .property = "state" },
	[POD_LO_UP] = { .far = true, .property = "state" },
	[POD_ADDR] = {
		.far = true, .property = "address",
		.why = {
			{ EACCES, "IPv6 is off in the pod's namespace",
			  "sysctl net.ipv6.conf.all.disable_ipv6=0 there" },
			{ EADDRNOTAVAIL, "no device can have such an address",
			  NULL },
		},
	},
	[POD_DEFAULT] = {
		.far = true, .property = "default route",
		.why = { { EEXIST, "its namespace has one already", NULL } },
	},
	[POD_GATEWAY] = { .far = true, .property = "neighbour in the pod" },
	[POD_HOST_ROUTE] = {
		.property = "host route",
		.why = { { EEXIST, "there is a route to it already", NULL } },
	},
	[POD_NEIGH] = { .property = "host neighbour" },
};

static void words_of_rt(const struct pod_op *op, const struct pod_ends *ends,
			char object[static POD_TEXT], char value[static POD_TEXT])
{
	char addr[ADDR_STRLEN];

	prefix_format(&op->rt.dst, object);
	if (op->rt.gw.family)
		addr_format(&op->rt.gw, addr);
	snprintf(value, POD_TEXT, "%s%s", op->rt.gw.family ? addr :
		 op->kind == POD_DEFAULT ? ends->ifname : ends->host_ifname,
		 op->rt.features ? " features tcp_usec_ts" : "");
}

const char *pod_op_words(const struct pod_op *op, const struct pod_ends *ends,
			 char object[static POD_TEXT], char value[static POD_TEXT])
{
	bool up = op->how != NL_DEL;

	switch (op->kind) {
	case POD_OWN_UP:
	case POD_PEER_UP:
	case POD_LO_UP:
		snprintf(object, POD_TEXT, "%s", op->kind == POD_LO_UP ? "lo" :
			 op->kind == POD_OWN_UP ? ends->host_ifname :
						  ends->ifname);
		snprintf(value, POD_TEXT, "%s", up ? "up" : "down");
		break;
	case POD_ADDR:
		prefix_format(&op->addr.addr, object);
		snprintf(value, POD_TEXT, "%s", ends->ifname);
		break;
	case POD_DEFAULT:
	case POD_HOST_ROUTE:
		words_of_rt(op, ends, object, value);
		break;
	case POD_GATEWAY:
	case POD_NEIGH:
		addr_format(&op->neigh.addr, object);
		mac_format(&op->neigh.mac, value);
		break;
	}
	return kinds[op->kind].property;
}

static int send_state(struct nl *nl, uint32_t ifindex, bool up)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;

	nlh = nl_begin(nl, RTM_NEWLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = (int)ifindex;
	ifi->ifi_change = IFF_UP;
	ifi->ifi_flags = up ? IFF_UP : 0;
	return nl_talk(nl, nlh, NULL, NULL);
}

static int send_op(struct nl *nl, const struct pod_op *op)
{
	switch (op->kind) {
	case POD_OWN_UP:
	case POD_PEER_UP:
	case POD_LO_UP:
		return send_state(nl, op->ifindex, op->how != NL_DEL);
	case POD_ADDR:
		return nl_addr_send(nl, op->how, &op->addr);
	case POD_DEFAULT:
	case POD_HOST_ROUTE:
		return nl_rt_send(nl, op->how, &op->rt);
	case POD_GATEWAY:
	case POD_NEIGH:
		return nl_neigh_send(nl, op->how, &op->neigh);
	}
	return -EINVAL;
}

static int refused(struct nl *nl, int code, const struct pod_op *op,
		   const struct pod_ends *ends, struct err *err)
{
	static const char *const doing[] = {
		[NL_ADD] = "add", [NL_REPLACE] = "change", [NL_DEL] = "remove",
	};
	char object[POD_TEXT], value[POD_TEXT];
	const char *property = pod_op_words(op, ends, object, value);

	if (op->kind <= POD_LO_UP)
		return nl_refused(nl, code, NULL, err, ends->name,
				  "cannot set the state of %s", object);
	code = nl_refused(nl, code, kinds[op->kind].why, err, ends->name,
			  "cannot %s the %s %s", doing[op->how], property,
			  object);
	if (op->kind == POD_HOST_ROUTE && code == -EEXIST)
		err_hint(err, "ip route show %s", object);
	return code;
}

/* What was to go is gone, which is as good. */
static bool is_gone(const struct pod_op *op, int code)
{
	return op->how == NL_DEL && (code == -ESRCH || code == -ENOENT ||
				     code == -EADDRNOTAVAIL);
}

int pod_ops_run(const struct pod_ops *ops, const struct pod_ends *ends,
		bool force, struct err *err)
{
	for (size_t i = 0; i < ops->n; i++) {
		const struct pod_op *op = &ops->v[i];
		struct nl *nl = kinds[op->kind].far ? ends->far : ends->near;
		int rc = send_op(nl, op);

		if (rc && !is_gone(op, rc) && !force)
			return refused(nl, rc, op, ends, err);
	}
	return 0;
}

int pod_ops_plan(const struct pod_ops *ops, const struct pod_ends *ends,
		 struct plan *plan, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < ops->n && !rc; i++) {
		const struct pod_op *op = &ops->v[i];
		char object[POD_TEXT], value[POD_TEXT];
		const char *property = pod_op_words(op, ends, object, value);
		bool del = op->how == NL_DEL;

		if (op->kind <= POD_LO_UP)
			rc = plan_add(plan, object, "set", property,
				      del ? "up" : "down", value, err);
		else
			rc = plan_add(plan, object, del ? "del" :
				      op->how == NL_ADD ? "add" : "set",
				      property, del ? value : NULL,
				      del ? NULL : value, err);
	}
	return rc;
}
