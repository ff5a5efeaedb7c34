// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * RTM_GETLINK: asked for as little as possible, and decoded with every size
 * checked, since a list of thousands of devices is read in one go.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/nl_link.h"
#include "lib/uapi_compat.h"

#include <linux/if.h>	/* ALTIFNAMSIZ; it must follow <net/if.h> */

/* A number whose attribute has the very size of its member. */
struct slot {
	uint16_t off;
	uint16_t size;		/* 0: no such row */
	uint32_t bit;		/* enum nl_link_has, or 0 */
};

#define SLOT(m, has_bit)                                                       \
	{                                                                      \
		.off = offsetof(struct nl_link, m),                            \
		.size = sizeof(((struct nl_link *)0)->m), .bit = (has_bit),    \
	}

static const struct slot link_slots[] = {
	[IFLA_MTU] = SLOT(mtu, 0),
	[IFLA_LINK] = SLOT(link, NL_LINK_LINK),
	[IFLA_OPERSTATE] = SLOT(operstate, 0),
	[IFLA_PROMISCUITY] = SLOT(promiscuity, NL_LINK_PROMISCUITY),
	[IFLA_NUM_TX_QUEUES] = SLOT(num_tx_queues, 0),
	[IFLA_NUM_RX_QUEUES] = SLOT(num_rx_queues, 0),
	[IFLA_LINK_NETNSID] = SLOT(link_nsid, NL_LINK_NETNSID),
	[IFLA_GSO_MAX_SEGS] = SLOT(gso_max_segs, NL_LINK_GSO_SEGS),
	[IFLA_GSO_MAX_SIZE] = SLOT(gso_max_size, NL_LINK_GSO),
	[IFLA_MIN_MTU] = SLOT(min_mtu, 0),
	[IFLA_MAX_MTU] = SLOT(max_mtu, 0),
	[NK_IFLA_GRO_MAX_SIZE] = SLOT(gro_max_size, NL_LINK_GRO),
	[NK_IFLA_TSO_MAX_SIZE] = SLOT(tso_max_size, NL_LINK_TSO),
	[NK_IFLA_TSO_MAX_SEGS] = SLOT(tso_max_segs, NL_LINK_TSO_SEGS),
	[NK_IFLA_GSO_IPV4_MAX_SIZE] = SLOT(gso_ipv4_max_size, NL_LINK_GSO4),
	[NK_IFLA_GRO_IPV4_MAX_SIZE] = SLOT(gro_ipv4_max_size, NL_LINK_GRO4),
	[NK_IFLA_HEADROOM] = SLOT(headroom, NL_LINK_HEADROOM),
	[NK_IFLA_TAILROOM] = SLOT(tailroom, NL_LINK_TAILROOM),
};

static const struct slot netkit_slots[] = {
	[NK_ATTR_POLICY] = SLOT(nk.policy, NL_LINK_NK_POLICY),
	[NK_ATTR_PEER_POLICY] = SLOT(nk.peer_policy, NL_LINK_NK_PEER_POLICY),
	[NK_ATTR_MODE] = SLOT(nk.mode, NL_LINK_NK_MODE),
	[NK_ATTR_SCRUB] = SLOT(nk.scrub, NL_LINK_NK_SCRUB),
	[NK_ATTR_PEER_SCRUB] = SLOT(nk.peer_scrub, NL_LINK_NK_PEER_SCRUB),
	[NK_ATTR_HEADROOM] = SLOT(nk.headroom, NL_LINK_NK_HEADROOM),
	[NK_ATTR_TAILROOM] = SLOT(nk.tailroom, NL_LINK_NK_TAILROOM),
	[NK_ATTR_PAIRING] = SLOT(nk.pairing, NL_LINK_NK_PAIRING),
};

/* In the order of NL_LINK_XDP_MODES. */
static const struct slot xdp_slots[] = {
	[IFLA_XDP_DRV_PROG_ID] = SLOT(xdp_prog[0], 0),
	[IFLA_XDP_SKB_PROG_ID] = SLOT(xdp_prog[1], 0),
	[IFLA_XDP_HW_PROG_ID] = SLOT(xdp_prog[2], 0),
};

#define N_SLOTS(t) (sizeof(t) / sizeof((t)[0]))

/* Attributes one after the other; what is left at the end is malformed. */
struct attrs {
	const char *at;
	size_t left;
};

static const struct nlattr *attrs_next(struct attrs *a)
{
	const struct nlattr *attr = (const void *)a->at;
	size_t step;

	if (a->left < sizeof(*attr) || attr->nla_len < sizeof(*attr) ||
	    attr->nla_len > a->left)
		return NULL;
	step = MNL_ALIGN((size_t)attr->nla_len);
	if (step > a->left)	/* the last one may go without its padding */
		step = a->left;
	a->at += step;
	a->left -= step;
	return attr;
}

static struct attrs attrs_nested(const struct nlattr *attr)
{
	return (struct attrs){ .at = mnl_attr_get_payload(attr),
			       .left = mnl_attr_get_payload_len(attr) };
}

/* -ENOENT: the table has no row for this attribute. */
static int slot_read(const struct slot *table, size_t n,
		     const struct nlattr *attr, struct nl_link *l)
{
	uint16_t type = mnl_attr_get_type(attr);

	if (type >= n || !table[type].size)
		return -ENOENT;
	if (mnl_attr_get_payload_len(attr) != table[type].size)
		return -EBADMSG;
	memcpy((char *)l + table[type].off, mnl_attr_get_payload(attr),
	       table[type].size);
	l->has |= table[type].bit;
	return 0;
}

/* Whether all of it fitted; the kernel need not send the NUL. */
static bool attr_text(const struct nlattr *attr, char *to, size_t size)
{
	size_t n = strnlen(mnl_attr_get_payload(attr),
			   mnl_attr_get_payload_len(attr));
	bool fits = n < size;

	if (!fits)
		n = size - 1;
	memcpy(to, mnl_attr_get_payload(attr), n);
	to[n] = '\0';
	return fits;
}

static int attr_flag(const struct nlattr *attr, bool *flag)
{
	if (mnl_attr_get_payload_len(attr) != sizeof(uint8_t))
		return -EBADMSG;
	*flag = mnl_attr_get_u8(attr);
	return 0;
}

static int netkit_parse(const struct nlattr *data, struct nl_link *l)
{
	struct attrs a = attrs_nested(data);
	const struct nlattr *attr;
	int code;

	while ((attr = attrs_next(&a))) {
		if (mnl_attr_get_type(attr) == NK_ATTR_PRIMARY) {
			code = attr_flag(attr, &l->nk.primary);
			l->has |= NL_LINK_NK_PRIMARY;
		} else {
			code = slot_read(netkit_slots, N_SLOTS(netkit_slots),
					 attr, l);
		}
		if (code == -EBADMSG)
			return code;
	}
	return a.left ? -EBADMSG : 0;
}

static int linkinfo_parse(const struct nlattr *info, struct nl_link *l)
{
	struct attrs a = attrs_nested(info);
	const struct nlattr *attr, *data = NULL;

	while ((attr = attrs_next(&a))) {
		switch (mnl_attr_get_type(attr)) {
		case IFLA_INFO_KIND:
			/* A longer one is none that anybody asks for. */
			attr_text(attr, l->kind, sizeof(l->kind));
			break;
		case IFLA_INFO_DATA:
			data = attr;
			break;
		}
	}
	if (a.left)
		return -EBADMSG;
	return data && !strcmp(l->kind, "netkit") ? netkit_parse(data, l) : 0;
}

static int xdp_parse(const struct nlattr *nest, struct nl_link *l)
{
	struct attrs a = attrs_nested(nest);
	const struct nlattr *attr;

	while ((attr = attrs_next(&a)))
		if (slot_read(xdp_slots, N_SLOTS(xdp_slots), attr, l) ==
		    -EBADMSG)
			return -EBADMSG;
	return a.left ? -EBADMSG : 0;
}

static int stats_parse(const struct nlattr *attr, struct nl_link *l)
{
	struct rtnl_link_stats64 s;
	/* Newer kernels append counters; what is read here was always there. */
	const size_t need = offsetof(struct rtnl_link_stats64, multicast);

	if (mnl_attr_get_payload_len(attr) < need)
		return -EBADMSG;
	memcpy(&s, mnl_attr_get_payload(attr), need);
	l->stats = (struct nl_link_stats){
		.rx_packets = s.rx_packets, .tx_packets = s.tx_packets,
		.rx_bytes = s.rx_bytes, .tx_bytes = s.tx_bytes,
		.rx_dropped = s.rx_dropped, .tx_dropped = s.tx_dropped,
		.rx_errors = s.rx_errors, .tx_errors = s.tx_errors,
	};
	l->has |= NL_LINK_STATS;
	return 0;
}

static int altnames_parse(const struct nlattr *list, struct nl_link *l)
{
	struct attrs a = attrs_nested(list);
	const struct nlattr *attr;
	size_t at = 0;

	while ((attr = attrs_next(&a))) {
		/* One more NUL than its own must fit. */
		if (mnl_attr_get_type(attr) != IFLA_ALT_IFNAME ||
		    !attr_text(attr, l->altnames + at,
			       sizeof(l->altnames) - at - 1))
			continue;
		if (l->altnames[at])
			at += strlen(l->altnames + at) + 1;
		if (at + 1 >= sizeof(l->altnames))
			break;
	}
	l->altnames[at] = '\0';
	return a.left && at + 1 < sizeof(l->altnames) ? -EBADMSG : 0;
}

static int link_attr(const struct nlattr *attr, struct nl_link *l)
{
	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		return attr_text(attr, l->name, sizeof(l->name)) ? 0 : -EBADMSG;
	case IFLA_IFALIAS:
		attr_text(attr, l->alias, sizeof(l->alias));
		l->has |= NL_LINK_ALIAS;
		return 0;
	case IFLA_ADDRESS:
		/* Tunnels have 4 or 16 bytes, InfiniBand has 20: no MAC. */
		if (mnl_attr_get_payload_len(attr) != sizeof(l->mac.b))
			return 0;
		memcpy(l->mac.b, mnl_attr_get_payload(attr),
		       sizeof(l->mac.b));
		l->has |= NL_LINK_MAC;
		return 0;
	case IFLA_PROP_LIST:
		return altnames_parse(attr, l);
	case IFLA_CARRIER:
		return attr_flag(attr, &l->carrier);
	case IFLA_LINKINFO:
		return linkinfo_parse(attr, l);
	case IFLA_XDP:
		return xdp_parse(attr, l);
	case IFLA_STATS64:
		return stats_parse(attr, l);
	}
	return slot_read(link_slots, N_SLOTS(link_slots), attr, l);
}

int nl_link_parse(const struct nlmsghdr *nlh, struct nl_link *l)
{
	const size_t skip = MNL_ALIGN(sizeof(struct ifinfomsg));
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	struct attrs a;

	/* Not the whole: of thousands most have no alias. */
	memset(l, 0, offsetof(struct nl_link, alias));
	l->alias[0] = '\0';
	l->altnames[0] = '\0';
	l->link_nsid = NL_LINK_HERE;

	if ((nlh->nlmsg_type != RTM_NEWLINK &&
	     nlh->nlmsg_type != RTM_DELLINK) ||
	    nlh->nlmsg_len < MNL_NLMSG_HDRLEN + skip || ifi->ifi_index <= 0)
		return -EBADMSG;
	l->ifindex = ifi->ifi_index;
	l->flags = ifi->ifi_flags;
	l->type = ifi->ifi_type;

	a.at = (const char *)ifi + skip;
	a.left = nlh->nlmsg_len - MNL_NLMSG_HDRLEN - skip;
	while ((attr = attrs_next(&a)))
		if (link_attr(attr, l) == -EBADMSG)
			return -EBADMSG;
	return a.left || !l->name[0] ? -EBADMSG : 0;
}

static struct nlmsghdr *link_request(struct nl *nl, int32_t nsid,
				     uint32_t ifindex, bool stats)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;

	nlh = nl_begin(nl, RTM_GETLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = ifindex;
	if (nsid != NL_LINK_HERE)
		mnl_attr_put_u32(nlh, NK_IFLA_TARGET_NETNSID, nsid);
	/* Those of the device come all the same, but those of IPv6 do not. */
	if (!stats)
		mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return nlh;
}

static int link_absent(const char *name, uint32_t ifindex, struct err *err)
{
	char object[32];

	if (!name)
		snprintf(object, sizeof(object), "ifindex %u", ifindex);
	return err_set(err, ERR_LOCAL, ENODEV, name ? name : object,
		       "no such device");
}

struct link_one {
	struct nl_link *l;
	bool found;
};

static int link_one_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct link_one *one = arg;

	one->found = true;
	return nl_link_parse(nlh, one->l);
}

int nl_link_get(struct nl *nl, int32_t nsid, const char *name,
		uint32_t ifindex, bool stats, struct nl_link *l,
		struct err *err)
{
	struct link_one one = { .l = l };
	size_t len = name ? strlen(name) : 0;
	struct nlmsghdr *nlh;
	int code;

	/* Neither is a name that a device could have. */
	if (name ? !len || len >= ALTIFNAMSIZ : !ifindex)
		return link_absent(name, ifindex, err);

	nlh = link_request(nl, nsid, name ? 0 : ifindex, stats);
	/* The short form finds alternative names as well. */
	if (name)
		mnl_attr_put_strz(nlh, len < IFNAMSIZ ? IFLA_IFNAME :
							IFLA_ALT_IFNAME, name);
	code = nl_get(nl, nlh, link_one_cb, &one);
	if (!code && !one.found)
		code = -EBADMSG;
	if (code == -ENODEV)
		return link_absent(name, ifindex, err);
	if (code)
		return nl_refused(nl, code, NULL, err, name,
				  "cannot read the device");
	return 0;
}

/* A dump that devices coming and going interrupt this often is given up. */
#define LIST_TRIES 20

struct link_list {
	struct nl_links *ls;
	size_t cap;
	const char *kind;
	bool sorted;
};

static int link_list_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct link_list *list = arg;
	struct nl_links *ls = list->ls;
	struct nl_link *l;
	size_t cap;
	int code;

	if (ls->n == list->cap) {
		cap = list->cap ? 2 * list->cap : 16;
		l = reallocarray(ls->v, cap, sizeof(*l));
		if (!l)
			return -ENOMEM;
		ls->v = l;
		list->cap = cap;
	}
	l = &ls->v[ls->n];
	code = nl_link_parse(nlh, l);
	if (code)
		return code;
	/* A kernel that does not know the kind sends all devices. */
	if (list->kind && strcmp(l->kind, list->kind))
		return 0;
	if (ls->n && l[-1].ifindex >= l->ifindex)
		list->sorted = false;
	ls->n++;
	return 0;
}

static int link_list_read(struct nl *nl, int32_t nsid, const char *filter,
			  bool stats, struct link_list *list)
{
	int code, tries = LIST_TRIES;
	struct nlmsghdr *nlh;
	struct nlattr *info;

	do {
		list->ls->n = 0;
		list->sorted = true;
		nlh = link_request(nl, nsid, 0, stats);
		if (filter) {
			info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
			mnl_attr_put_strz(nlh, IFLA_INFO_KIND, filter);
			mnl_attr_nest_end(nlh, info);
		}
		code = nl_dump(nl, nlh, link_list_cb, list);
	} while (code == -EINTR && --tries);
	return code;
}

static int by_ifindex(const void *a, const void *b)
{
	const struct nl_link *x = a, *y = b;

	return (x->ifindex > y->ifindex) - (x->ifindex < y->ifindex);
}

int nl_link_list(struct nl *nl, int32_t nsid, const char *kind, bool stats,
		 struct nl_links *ls, struct err *err)
{
	struct link_list list = { .ls = ls, .kind = kind };
	int code;

	*ls = (struct nl_links){ 0 };
	code = link_list_read(nl, nsid, kind, stats, &list);
	/* No such kind here, or no filtering by it: look ourselves. */
	if (code == -EOPNOTSUPP && kind)
		code = link_list_read(nl, nsid, NULL, stats, &list);
	if (code) {
		nl_links_free(ls);
		if (code == -ENOMEM && !nl->extack[0])
			return err_nomem(err);
		return nl_refused(nl, code, NULL, err, NULL,
				  "cannot list the devices");
	}
	if (!list.sorted)
		qsort(ls->v, ls->n, sizeof(*ls->v), by_ifindex);
	return 0;
}

void nl_links_free(struct nl_links *ls)
{
	free(ls->v);
	*ls = (struct nl_links){ 0 };
}

const char *nl_link_altname(const struct nl_link *l, const char *prefix)
{
	const char *name = l->altnames;

	for (; *name; name += strlen(name) + 1)
		if (!strncmp(name, prefix, strlen(prefix)))
			return name;
	return NULL;
}

const struct nl_link *nl_links_by_index(const struct nl_links *ls,
					uint32_t ifindex)
{
	size_t lo = 0, hi = ls->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (ls->v[mid].ifindex < ifindex)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < ls->n && ls->v[lo].ifindex == ifindex ? &ls->v[lo] : NULL;
}

const struct nl_link *nl_links_by_name(const struct nl_links *ls,
				       const char *name)
{
	for (size_t i = 0; i < ls->n; i++)
		if (!strcmp(ls->v[i].name, name))
			return &ls->v[i];
	return NULL;
}
