/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing netkit pairs over rtnetlink: link.h.  What is so already is not
 * sent; the kernel applies a message attribute by attribute and stops at
 * the first it refuses, so that everything is put back then.
 */
#include "nkctl/link_prop.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>


/* Both ends as they are, and what of the request differs from that. */
struct state {
	struct nl_link own, peer;
	bool has_peer;
	uint64_t differs;	/* one bit a property */
	bool own_flags, peer_flags, peer_name, peer_netns;
	int netns_fd;		/* where the peer shall go, or -1 */
	struct nl far;		/* a session where the peer is, ... */
	struct nl *peer_nl;	/* ... or the one that is here */
};

int link_not_netkit(const struct nl_link *l, struct err *err)
{
	return err_set(err, ERR_LOCAL, EINVAL, l->name,
		       "is not a netkit device%s%s%s",
		       l->kind[0] ? " (it is a " : "", l->kind,
		       l->kind[0] ? ")" : "");
}

int link_get_netkit(struct nl *nl, const char *name, struct nl_link *l,
		    struct err *err)
{
	int rc = nl_link_get(nl, NL_LINK_HERE, name, 0, false, l, err);

	if (rc)
		return rc;
	return strcmp(l->kind, NETKIT_KIND) ? link_not_netkit(l, err) : 0;
}

static int32_t peer_nsid(const struct nl_link *own)
{
	return own->has & NL_LINK_NETNSID ? own->link_nsid : NL_LINK_HERE;
}

static bool flags_differ(const struct link_end *e, const struct nl_link *l)
{
	bool is_up = l->flags & IFF_UP;

	return ((e->said & LINK_UP) && !is_up) ||
	       ((e->said & LINK_DOWN) && is_up);
}

/* Does the peer have to move? Opens s->netns_fd. */
static int compare_netns(struct nl *nl, const struct link_req *req,
			 struct state *s, struct err *err)
{
	int32_t id;
	int own;

	s->netns_fd = netns_open(req->peer.netns, err);
	if (s->netns_fd < 0)
		return s->netns_fd;
	own = netns_is_own(s->netns_fd);
	if (own == 1) {
		s->peer_netns = s->own.has & NL_LINK_NETNSID;
		return 0;
	}
	id = netns_id(nl, s->netns_fd, err);
	if (id < 0)
		return id;
	s->peer_netns = id != peer_nsid(&s->own);
	return 0;
}

static int compare_peer(struct nl *nl, const struct link_req *req,
			struct state *s, struct err *err)
{
	int rc;

	if (!(req->own.said & LINK_PEER))
		return 0;
	if (!s->own.link)
		return err_set(err, ERR_LOCAL, EINVAL, s->own.name,
			       "has no peer: it is a single device");
	if (!s->own.nk.primary) {
		err_set(err, ERR_LOCAL, EINVAL, s->own.name,
			"is the peer end of its pair");
		return err_hint(err, "say it of the primary");
	}
	rc = nl_link_get(nl, peer_nsid(&s->own), NULL, s->own.link, false,
			 &s->peer, err);
	if (rc)
		return err_wrap(err, "cannot read the peer"), rc;
	s->has_peer = true;
	s->peer_flags = flags_differ(&req->peer, &s->peer);
	s->peer_name = (req->peer.said & LINK_NAME) &&
		       strcmp(req->peer.name, s->peer.name);
	return req->peer.said & LINK_NETNS ? compare_netns(nl, req, s, err) : 0;
}

static int compare(struct nl *nl, const struct link_req *req, struct state *s,
		   struct err *err)
{
	int rc = compare_peer(nl, req, s, err);

	if (rc)
		return rc;
	s->own_flags = flags_differ(&req->own, &s->own);
	for (size_t i = 0; i < LINK_N_PROPS; i++) {
		const struct prop *p = &link_props[i];
		const struct nl_link *cur = p->where == IN_PEER ? &s->peer :
								  &s->own;

		if (!prop_is_said(req, p))
			continue;
		if (p->has && !(cur->has & p->has)) {
			err_set(err, ERR_LOCAL, EOPNOTSUPP, s->own.name,
				"this kernel does not show %s here: it would ignore it",
				p->name);
			return err_hint(err, "see nkctl feature show");
		}
		if (prop_is_equal(req, p, cur))
			continue;
		if (p->later == LATER_IGNORED)
			return err_set(err, ERR_LOCAL, EACCES, s->own.name,
				       "%s is %ju and cannot be changed after device creation",
				       p->name, (uintmax_t)prop_cur(cur, p));
		s->differs |= UINT64_C(1) << i;
	}
	return 0;
}

static int send_own(struct nl *nl, const struct link_req *req,
		    const struct state *s)
{
	struct nlattr *info, *data;
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	uint32_t start;
	void *family;
	bool any;

	nlh = nl_begin(nl, RTM_NEWLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = (int)s->own.ifindex;
	if (s->own_flags)
		props_put_flags(ifi, &req->own);
	any = props_put(nlh, req, IN_OWN, s->differs) || s->own_flags;
	start = nlh->nlmsg_len;
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, NETKIT_KIND);
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	if (props_put(nlh, req, IN_DATA, s->differs)) {
		mnl_attr_nest_end(nlh, data);
		mnl_attr_nest_end(nlh, info);
		any = true;
	} else {
		nlh->nlmsg_len = start;	/* nothing of netkit's own */
	}
	return any ? nl_talk(nl, nlh, NULL, NULL) : 0;
}

static struct nlmsghdr *peer_message(const struct state *s,
				     struct ifinfomsg **ifi)
{
	struct nlmsghdr *nlh;
	void *family;

	nlh = nl_begin(s->peer_nl, RTM_NEWLINK, 0, sizeof(**ifi), &family);
	*ifi = family;
	(*ifi)->ifi_index = (int)s->peer.ifindex;
	return nlh;
}

static int send_peer(const struct link_req *req, const struct state *s)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh = peer_message(s, &ifi);

	return props_put(nlh, req, IN_PEER, s->differs) ?
		       nl_talk(s->peer_nl, nlh, NULL, NULL) : 0;
}

/* Last, because a move cannot be undone by a message to the old place; up
 * comes with it, since moving takes a device down. */
static int send_peer_place(const struct link_req *req, const struct state *s)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh = peer_message(s, &ifi);

	if (!s->peer_netns && !s->peer_name && !s->peer_flags)
		return 0;
	if (s->peer_flags || s->peer_netns)
		props_put_flags(ifi, &req->peer);
	if (s->peer_netns)
		mnl_attr_put_u32(nlh, IFLA_NET_NS_FD, (uint32_t)s->netns_fd);
	if (s->peer_name || s->peer_netns)
		mnl_attr_put_strz(nlh, IFLA_IFNAME,
				  s->peer_name ? req->peer.name : s->peer.name);
	return nl_talk(s->peer_nl, nlh, NULL, NULL);
}

/* The request that would make things as they were before. */
static struct link_req undo_request(const struct link_req *req,
				    const struct state *s)
{
	struct link_req old = *req;

	for (size_t i = 0; i < LINK_N_PROPS; i++) {
		const struct prop *p = &link_props[i];
		const struct nl_link *cur = p->where == IN_PEER ? &s->peer :
								  &s->own;

		if (s->differs >> i & 1)
			prop_take(&old, p, cur);
	}
	old.own.up = s->own.flags & IFF_UP;
	old.peer.up = s->peer.flags & IFF_UP;
	return old;
}

/*
 * Put back property by property: a message with one that the kernel
 * refuses (a fixed one) must not keep the others from being restored.
 */
static void undo(struct nl *nl, const struct link_req *req,
		 const struct state *s, bool peer_too)
{
	struct link_req old = undo_request(req, s);
	struct state one = *s;

	for (size_t i = 0; i < LINK_N_PROPS; i++) {
		one.differs = s->differs & (UINT64_C(1) << i);
		one.own_flags = false;
		if (one.differs && link_props[i].where != IN_PEER)
			send_own(nl, &old, &one);
		else if (one.differs && peer_too)
			send_peer(&old, &one);
	}
	one.differs = 0;
	one.own_flags = s->own_flags;
	send_own(nl, &old, &one);
}

static int apply(struct nl *nl, const struct link_req *req,
		 const struct state *s, struct err *err)
{
	static const struct nl_why whys[] = {
		{ EOPNOTSUPP, "a device of mode l3 has no MAC address, and a single one only the policy pass", NULL },
		{ EADDRNOTAVAIL, "a MAC address must be unicast and not zero", NULL },
		{ EEXIST, "the peer's name is taken there", NULL },
		{ EBUSY, "this kernel renames a device only while it is down", NULL },
		{ 0, NULL, NULL },
	};
	bool peer = false;
	int rc = send_own(nl, req, s);

	if (!rc && s->has_peer) {
		peer = true;
		rc = send_peer(req, s);
		if (!rc)
			rc = send_peer_place(req, s);
	}
	if (!rc)
		return 0;
	rc = nl_refused(peer ? s->peer_nl : nl, rc, whys, err, s->own.name,
			"cannot change the %s",
			peer ? "peer" : "device");
	undo(nl, req, s, peer);
	return rc;
}

static int plan_set_link(const struct link_req *req, const struct state *s,
			 struct plan *plan, struct err *err)
{
	const char *own = s->own.name, *peer = s->peer.name;
	int rc = 0;

	for (size_t i = 0; i < LINK_N_PROPS && !rc; i++) {
		const struct prop *p = &link_props[i];
		bool far = p->where == IN_PEER;
		char from[PLAN_TEXT], to[PLAN_TEXT];

		if (!(s->differs >> i & 1))
			continue;
		prop_describe(req, p, far ? &s->peer : &s->own, from);
		prop_describe(req, p, NULL, to);
		/* What the kernel would say, since it is not asked now. */
		if (p->later == LATER_REFUSED)
			return err_set(err, ERR_KERNEL, EACCES, own,
				       "%s is %s and cannot be changed after device creation",
				       p->name, from);
		rc = plan_add(plan, far ? peer : own, "set", p->name, from, to,
			      err);
	}
	if (!rc && s->own_flags)
		rc = plan_add(plan, own, "set", "state",
			      req->own.up ? "down" : "up",
			      req->own.up ? "up" : "down", err);
	if (!rc && s->peer_flags)
		rc = plan_add(plan, peer, "set", "state",
			      req->peer.up ? "down" : "up",
			      req->peer.up ? "up" : "down", err);
	if (!rc && s->peer_name)
		rc = plan_add(plan, peer, "set", "name", peer, req->peer.name,
			      err);
	if (!rc && s->peer_netns)
		rc = plan_add(plan, peer, "set", "netns", NULL, req->peer.netns,
			      err);
	return rc;
}

static bool peer_changes(const struct state *s)
{
	bool any = s->peer_flags || s->peer_name || s->peer_netns;

	for (size_t i = 0; i < LINK_N_PROPS && !any; i++)
		any = link_props[i].where == IN_PEER && (s->differs >> i & 1);
	return any;
}

/*
 * An IPv6 size of 65536 or less overwrites the IPv4 one (do_setlink() in
 * net/core/rtnetlink.c): whichever that shall be goes behind it, always, and
 * is put back behind it, too. In the table it stands two rows below.
 */
static void keep_ipv4_sizes(struct link_req *req, struct state *s)
{
	for (size_t i = 0; i < LINK_N_PROPS; i++) {
		const struct prop *p = &link_props[i], *ipv4 = p + 2;
		const struct nl_link *cur = p->where == IN_PEER ? &s->peer :
								  &s->own;
		struct link_end *end = p->of_peer ? &req->peer : &req->own;

		if (!(s->differs >> i & 1) || !(p->bit & (LINK_GSO | LINK_GRO)) ||
		    !(cur->has & ipv4->has))
			continue;
		if (!(end->said & ipv4->bit))
			prop_take(req, ipv4, cur);
		end->said |= ipv4->bit;
		s->differs |= UINT64_C(1) << (i + 2);
	}
}

static int change(struct nl *nl, const struct link_req *said,
		  const struct nl_link *own, struct plan *plan,
		  struct err *err)
{
	struct state s = { .own = *own, .netns_fd = -1 };
	struct link_req copy = *said, *req = &copy;
	int rc = compare(nl, req, &s, err);

	if (!rc && !plan)
		keep_ipv4_sizes(req, &s);
	s.peer_nl = nl;
	if (!rc && !plan && peer_changes(&s) && peer_nsid(own) >= 0) {
		rc = netns_session_id(nl, peer_nsid(own), &s.far, err);
		s.peer_nl = &s.far;
	}
	if (!rc)
		rc = plan ? plan_set_link(req, &s, plan, err) :
			    apply(nl, req, &s, err);
	nl_close(&s.far);
	if (s.netns_fd >= 0)
		close(s.netns_fd);
	return rc;
}

int link_set(struct nl *nl, const struct link_req *req, struct plan *plan,
	     struct err *err)
{
	struct nl_link own;
	int rc = link_get_netkit(nl, req->own.name, &own, err);

	return rc ? rc : change(nl, req, &own, plan, err);
}

int link_replace(struct nl *nl, const struct link_req *req, struct plan *plan,
		 struct err *err)
{
	struct nl_link own;
	int rc = link_get_netkit(nl, req->own.name, &own, err);

	if (rc == -ENODEV) {
		err_clear(err);
		return link_add(nl, req, NULL, plan, err);
	}
	return rc ? rc : change(nl, req, &own, plan, err);
}
