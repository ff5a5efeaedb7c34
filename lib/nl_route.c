// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses, routes and neighbours: nl_route.h. */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/nl_route.h"
#include "lib/uapi_compat.h"

/* A dump that others' changes interrupt this often is given up. */
#define LIST_TRIES 20

/* ---- sending ------------------------------------------------------------ */

static struct nlmsghdr *begin(struct nl *nl, enum nl_how how, uint16_t add,
			      uint16_t del, size_t size, void **family)
{
	static const uint16_t flags[] = {
		[NL_ADD] = NLM_F_CREATE | NLM_F_EXCL,
		[NL_REPLACE] = NLM_F_CREATE | NLM_F_REPLACE,
		[NL_DEL] = 0,
	};

	return nl_begin(nl, how == NL_DEL ? del : add, flags[how], size,
			family);
}

static void put_addr(struct nlmsghdr *nlh, uint16_t type,
		     const struct ip_addr *a)
{
	mnl_attr_put(nlh, type, addr_size(a), a->b);
}

int nl_addr_send(struct nl *nl, enum nl_how how, const struct nl_addr *a)
{
	struct ifaddrmsg *ifa;
	struct nlmsghdr *nlh;
	void *family;

	nlh = begin(nl, how, RTM_NEWADDR, RTM_DELADDR, sizeof(*ifa), &family);
	ifa = family;
	ifa->ifa_family = a->addr.addr.family;
	ifa->ifa_prefixlen = a->addr.len;
	ifa->ifa_scope = a->scope;
	ifa->ifa_index = a->ifindex;
	put_addr(nlh, IFA_LOCAL, &a->addr.addr);
	put_addr(nlh, IFA_ADDRESS, &a->addr.addr);
	if (how != NL_DEL && a->flags)
		mnl_attr_put_u32(nlh, IFA_FLAGS, a->flags);
	return nl_talk(nl, nlh, NULL, NULL);
}

int nl_rt_send(struct nl *nl, enum nl_how how, const struct nl_rt *r)
{
	struct nlattr *metrics;
	struct nlmsghdr *nlh;
	struct rtmsg *rtm;
	void *family;

	nlh = begin(nl, how, RTM_NEWROUTE, RTM_DELROUTE, sizeof(*rtm), &family);
	rtm = family;
	rtm->rtm_family = r->dst.addr.family;
	rtm->rtm_dst_len = r->dst.len;
	rtm->rtm_table = RT_TABLE_MAIN;
	rtm->rtm_protocol = r->protocol;
	rtm->rtm_scope = r->scope;
	rtm->rtm_type = RTN_UNICAST;
	if (r->gw.family && how != NL_DEL)
		rtm->rtm_flags = RTNH_F_ONLINK;
	if (r->dst.len)
		put_addr(nlh, RTA_DST, &r->dst.addr);
	if (r->gw.family)
		put_addr(nlh, RTA_GATEWAY, &r->gw);
	mnl_attr_put_u32(nlh, RTA_OIF, r->ifindex);
	if (r->priority)
		mnl_attr_put_u32(nlh, RTA_PRIORITY, r->priority);
	if (r->features && how != NL_DEL) {
		metrics = mnl_attr_nest_start(nlh, RTA_METRICS);
		mnl_attr_put_u32(nlh, RTAX_FEATURES, r->features);
		mnl_attr_nest_end(nlh, metrics);
	}
	return nl_talk(nl, nlh, NULL, NULL);
}

int nl_neigh_send(struct nl *nl, enum nl_how how, const struct nl_neigh *n)
{
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;
	void *family;

	nlh = begin(nl, how, RTM_NEWNEIGH, RTM_DELNEIGH, sizeof(*ndm), &family);
	ndm = family;
	ndm->ndm_family = n->addr.family;
	ndm->ndm_ifindex = (int)n->ifindex;
	ndm->ndm_state = n->state;
	put_addr(nlh, NDA_DST, &n->addr);
	if (how != NL_DEL)
		mnl_attr_put(nlh, NDA_LLADDR, sizeof(n->mac.b), n->mac.b);
	return nl_talk(nl, nlh, NULL, NULL);
}

/* ---- reading ------------------------------------------------------------ */

/* Attributes behind a family header of that size; those that the message is
 * too short for, and types of `max` and above, are not in tb. */
static int attrs_of(const struct nlmsghdr *nlh, uint16_t type, size_t size,
		    const struct nlattr **tb, size_t max)
{
	const char *end = (const char *)nlh + nlh->nlmsg_len;
	const struct nlattr *attr;

	if (nlh->nlmsg_type != type ||
	    nlh->nlmsg_len < MNL_NLMSG_HDRLEN + MNL_ALIGN(size))
		return -EBADMSG;
	memset(tb, 0, max * sizeof(*tb));
	mnl_attr_for_each(attr, nlh, size) {
		/* libmnl goes by the message's length rounded up. */
		if ((const char *)attr + mnl_attr_get_len(attr) > end)
			return -EBADMSG;
		if (mnl_attr_get_type(attr) < max)
			tb[mnl_attr_get_type(attr)] = attr;
	}
	return 0;
}

/* An absent attribute is the address of all zeroes. */
static int get_addr(const struct nlattr *attr, uint8_t family,
		    struct ip_addr *a)
{
	*a = (struct ip_addr){ .family = family };
	if (family != AF_INET && family != AF_INET6)
		return -EBADMSG;
	if (!attr)
		return 0;
	if (mnl_attr_get_payload_len(attr) != addr_size(a))
		return -EBADMSG;
	memcpy(a->b, mnl_attr_get_payload(attr), addr_size(a));
	return 0;
}

static int get_u32(const struct nlattr *attr, uint32_t *v)
{
	if (!attr)
		return 0;
	if (mnl_attr_get_payload_len(attr) != sizeof(*v))
		return -EBADMSG;
	memcpy(v, mnl_attr_get_payload(attr), sizeof(*v));
	return 0;
}

int nl_addr_parse(const struct nlmsghdr *nlh, struct nl_addr *a)
{
	const struct nlattr *tb[IFA_FLAGS + 1];
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	int rc = attrs_of(nlh, RTM_NEWADDR, sizeof(*ifa), tb, IFA_FLAGS + 1);

	if (rc)
		return rc;
	*a = (struct nl_addr){ .ifindex = ifa->ifa_index,
			       .flags = ifa->ifa_flags,
			       .scope = ifa->ifa_scope,
			       .addr.len = ifa->ifa_prefixlen };
	/* Of a point-to-point address IFA_ADDRESS is the far one. */
	rc = get_addr(tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS],
		      ifa->ifa_family, &a->addr.addr);
	if (!rc && a->addr.len > addr_bits(&a->addr.addr))
		rc = -EBADMSG;
	return rc ? rc : get_u32(tb[IFA_FLAGS], &a->flags);
}

static int get_metrics(const struct nlattr *nest, struct nl_rt *r)
{
	const struct nlattr *attr;
	int rc = 0;

	if (!nest)
		return 0;
	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == RTAX_FEATURES && !rc)
			rc = get_u32(attr, &r->features);
	return rc;
}

int nl_rt_parse(const struct nlmsghdr *nlh, struct nl_rt *r)
{
	const struct nlattr *tb[RTA_TABLE + 1];
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	int rc = attrs_of(nlh, RTM_NEWROUTE, sizeof(*rtm), tb, RTA_TABLE + 1);

	if (rc)
		return rc;
	*r = (struct nl_rt){ .protocol = rtm->rtm_protocol,
			     .scope = rtm->rtm_scope,
			     .dst.len = rtm->rtm_dst_len };
	/* A multipath one has its devices deeper, a cached one is none. */
	if (rtm->rtm_type != RTN_UNICAST || (rtm->rtm_flags & RTM_F_CLONED))
		return 0;
	rc = get_addr(tb[RTA_DST], rtm->rtm_family, &r->dst.addr);
	if (!rc && r->dst.len > addr_bits(&r->dst.addr))
		rc = -EBADMSG;
	if (!rc && tb[RTA_GATEWAY])
		rc = get_addr(tb[RTA_GATEWAY], rtm->rtm_family, &r->gw);
	if (!rc)
		rc = get_u32(tb[RTA_PRIORITY], &r->priority);
	if (!rc)
		rc = get_metrics(tb[RTA_METRICS], r);
	return rc ? rc : get_u32(tb[RTA_OIF], &r->ifindex);
}

int nl_neigh_parse(const struct nlmsghdr *nlh, struct nl_neigh *n)
{
	const struct nlattr *tb[NDA_LLADDR + 1];
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	int rc = attrs_of(nlh, RTM_NEWNEIGH, sizeof(*ndm), tb, NDA_LLADDR + 1);

	if (rc)
		return rc;
	*n = (struct nl_neigh){ .state = ndm->ndm_state };
	if (ndm->ndm_family != AF_INET && ndm->ndm_family != AF_INET6)
		return 0;
	n->ifindex = (uint32_t)ndm->ndm_ifindex;
	if (tb[NDA_LLADDR] &&
	    mnl_attr_get_payload_len(tb[NDA_LLADDR]) == sizeof(n->mac.b))
		memcpy(n->mac.b, mnl_attr_get_payload(tb[NDA_LLADDR]),
		       sizeof(n->mac.b));
	return get_addr(tb[NDA_DST], ndm->ndm_family, &n->addr);
}

/* ---- lists -------------------------------------------------------------- */

/* One kind of object: how its list is asked for and filled. */
struct list {
	void *v;
	size_t n, size;
	uint32_t ifindex;	/* the only device that counts, or 0 */
	int (*parse)(const struct nlmsghdr *nlh, void *object);
};

/* All three begin with it. */
static uint32_t ifindex_of(const void *object)
{
	return *(const uint32_t *)object;
}

static int list_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct list *l = arg;
	char *to;
	int rc;

	/* It grows at powers of two, so n tells whether there is room, also
	 * after an interrupted dump has set n back. */
	if (!(l->n & (l->n - 1))) {
		void *v = reallocarray(l->v, l->n ? 2 * l->n : 1, l->size);

		if (!v)
			return -ENOMEM;
		l->v = v;
	}
	to = (char *)l->v + l->n * l->size;
	rc = l->parse(nlh, to);
	if (rc)
		return rc;
	/* The kernel filters too, but need not. */
	if (ifindex_of(to) && (!l->ifindex || ifindex_of(to) == l->ifindex))
		l->n++;
	return 0;
}

/* Filters of the dump, where strict checking makes the kernel heed them. */
static struct nlmsghdr *addr_request(struct nl *nl, uint8_t family,
				     int32_t nsid, uint32_t ifindex)
{
	struct ifaddrmsg *ifa;
	struct nlmsghdr *nlh;
	void *header;

	nlh = nl_begin(nl, RTM_GETADDR, 0, sizeof(*ifa), &header);
	ifa = header;
	ifa->ifa_family = family;
	ifa->ifa_index = ifindex;
	if (nsid != NL_LINK_HERE)
		mnl_attr_put_u32(nlh, IFA_TARGET_NETNSID, (uint32_t)nsid);
	return nlh;
}

static struct nlmsghdr *rt_request(struct nl *nl, uint8_t family, int32_t nsid,
				   uint32_t ifindex)
{
	struct nlmsghdr *nlh;
	struct rtmsg *rtm;
	void *header;

	(void)nsid;
	nlh = nl_begin(nl, RTM_GETROUTE, 0, sizeof(*rtm), &header);
	rtm = header;
	rtm->rtm_family = family;
	mnl_attr_put_u32(nlh, RTA_TABLE, RT_TABLE_MAIN);
	if (ifindex)
		mnl_attr_put_u32(nlh, RTA_OIF, ifindex);
	return nlh;
}

static struct nlmsghdr *neigh_request(struct nl *nl, uint8_t family,
				      int32_t nsid, uint32_t ifindex)
{
	struct nlmsghdr *nlh;
	struct ndmsg *ndm;
	void *header;

	(void)nsid;
	nlh = nl_begin(nl, RTM_GETNEIGH, 0, sizeof(*ndm), &header);
	ndm = header;
	ndm->ndm_family = family;
	if (ifindex)
		mnl_attr_put_u32(nlh, NDA_IFINDEX, ifindex);
	return nlh;
}

typedef struct nlmsghdr *(*request_fn)(struct nl *nl, uint8_t family,
				       int32_t nsid, uint32_t ifindex);

static int read_list(struct nl *nl, request_fn request, int32_t nsid,
		     struct list *l, const char *what, struct err *err)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	int rc = 0;

	for (size_t i = 0; i < 2 && !rc; i++) {
		int tries = LIST_TRIES;
		size_t before = l->n;

		do {
			l->n = before;
			rc = nl_dump(nl, request(nl, families[i], nsid,
						 l->ifindex), list_cb, l);
		} while (rc == -EINTR && --tries);
		/* A table without a route does not exist (-ENOENT); nor may
		 * the family. */
		if (rc == -ENOENT || rc == -EOPNOTSUPP || rc == -EAFNOSUPPORT)
			rc = 0;
	}
	if (!rc)
		return 0;
	free(l->v);
	l->v = NULL;
	l->n = 0;
	if (rc == -ENOMEM && !nl->extack[0])
		return err_nomem(err);
	return nl_refused(nl, rc, NULL, err, NULL, "cannot list the %s", what);
}

static int parse_addr(const struct nlmsghdr *nlh, void *object)
{
	return nl_addr_parse(nlh, object);
}

static int parse_rt(const struct nlmsghdr *nlh, void *object)
{
	return nl_rt_parse(nlh, object);
}

static int parse_neigh(const struct nlmsghdr *nlh, void *object)
{
	return nl_neigh_parse(nlh, object);
}

int nl_addr_list(struct nl *nl, int32_t nsid, uint32_t ifindex,
		 struct nl_addrs *as, struct err *err)
{
	struct list l = { .size = sizeof(*as->v), .ifindex = ifindex,
			  .parse = parse_addr };
	int rc = read_list(nl, addr_request, nsid, &l, "addresses", err);

	*as = (struct nl_addrs){ l.v, l.n };
	return rc;
}

int nl_rt_list(struct nl *nl, uint32_t ifindex, struct nl_rts *rs,
	       struct err *err)
{
	struct list l = { .size = sizeof(*rs->v), .ifindex = ifindex,
			  .parse = parse_rt };
	int rc = read_list(nl, rt_request, NL_LINK_HERE, &l, "routes", err);

	*rs = (struct nl_rts){ l.v, l.n };
	return rc;
}

int nl_neigh_list(struct nl *nl, uint32_t ifindex, struct nl_neighs *ns,
		  struct err *err)
{
	struct list l = { .size = sizeof(*ns->v), .ifindex = ifindex,
			  .parse = parse_neigh };
	int rc = read_list(nl, neigh_request, NL_LINK_HERE, &l, "neighbours",
			   err);

	*ns = (struct nl_neighs){ l.v, l.n };
	return rc;
}

void nl_addrs_free(struct nl_addrs *as)
{
	free(as->v);
	*as = (struct nl_addrs){ 0 };
}

void nl_rts_free(struct nl_rts *rs)
{
	free(rs->v);
	*rs = (struct nl_rts){ 0 };
}

void nl_neighs_free(struct nl_neighs *ns)
{
	free(ns->v);
	*ns = (struct nl_neighs){ 0 };
}
