/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making and deleting netkit pairs over rtnetlink: link.h. */
#include "nkctl/link_prop.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>


/*
 * Once there is peer info (and a pair always sends it: without, both ends
 * of an L2 pair would get one MAC) the kernel gives the peer nothing of the
 * primary's: netkit_new_link() in drivers/net/netkit.c.
 */
static struct link_end inherit(const struct link_req *req)
{
	const uint64_t inherited = LINK_MTU | LINK_RXQ | LINK_GSO | LINK_GRO |
				   LINK_GSO4 | LINK_GRO4;
	const struct link_end *own = &req->own;
	uint64_t take = own->said & inherited & ~req->peer.said;
	struct link_end e = req->peer;

	e.said |= take;
	if (take & LINK_MTU)
		e.mtu = own->mtu;
	if (take & LINK_RXQ)
		e.rxq = own->rxq;
	if (take & LINK_GSO)
		e.gso = own->gso;
	if (take & LINK_GRO)
		e.gro = own->gro;
	if (take & LINK_GSO4)
		e.gso4 = own->gso4;
	if (take & LINK_GRO4)
		e.gro4 = own->gro4;
	return e;
}

/*
 * The kernel names a nameless peer first, by the next free nk%d, and may so
 * take the very name that was said for the primary. Then it is named here;
 * the loop ends, since there are fewer devices than numbers.
 */
static void avoid_own_name(struct link_req *req, char name[static IFNAMSIZ])
{
	if (!(req->own.said & LINK_NAME) ||
	    (req->peer.said & (LINK_NAME | LINK_NETNS)) ||
	    strncmp(req->own.name, "nk", 2))
		return;
	for (unsigned int i = 0; i < INT_MAX; i++) {
		snprintf(name, IFNAMSIZ, "nk%u", i);
		if (strcmp(name, req->own.name) && !if_nametoindex(name))
			break;
	}
	req->peer.name = name;
	req->peer.said |= LINK_NAME;
}

static bool is_single(const struct link_req *req)
{
	return (req->own.said & LINK_PAIRING) &&
	       req->pairing == NK_PAIRING_SINGLE;
}

static void put_peer_info(struct nlmsghdr *nlh, const struct link_req *req,
			  int netns_fd)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, NK_ATTR_PEER_INFO);
	struct ifinfomsg *ifi = mnl_nlmsg_get_payload_tail(nlh);

	/* The nest begins with a bare header, as a message of its own would;
	 * flags in it are ignored, see peer_up(). */
	memset(ifi, 0, sizeof(*ifi));
	nlh->nlmsg_len += MNL_ALIGN(sizeof(*ifi));
	if (req->peer.said & LINK_NAME)
		mnl_attr_put_strz(nlh, IFLA_IFNAME, req->peer.name);
	if (netns_fd >= 0)
		mnl_attr_put_u32(nlh, IFLA_NET_NS_FD, (uint32_t)netns_fd);
	props_put(nlh, req, IN_PEER, LINK_ALL_PROPS);
	mnl_attr_nest_end(nlh, nest);
}

static struct nlmsghdr *add_message(struct nl *nl, const struct link_req *req,
				    int netns_fd)
{
	struct nlattr *info, *data;
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;

	nlh = nl_begin(nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO,
		       sizeof(*ifi), &family);
	ifi = family;
	props_put_flags(ifi, &req->own);
	if (req->own.said & LINK_NAME)
		mnl_attr_put_strz(nlh, IFLA_IFNAME, req->own.name);
	props_put(nlh, req, IN_OWN, LINK_ALL_PROPS);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, NETKIT_KIND);
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	props_put(nlh, req, IN_DATA, LINK_ALL_PROPS);
	if (!is_single(req) || (req->own.said & LINK_PEER))
		put_peer_info(nlh, req, netns_fd);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	return nlh;
}

/* The kernel refused without a word: what of the request can it mean? */
static struct nl_why add_why(const struct nl *nl, const struct link_req *req, int rc)
{
	bool l3 = !(req->own.said & LINK_MODE) || req->mode == NK_MODE_L3;
	uint64_t said = req->own.said | req->peer.said;
	struct nl_why why = { .code = -rc };

	switch (-rc) {
	case EOPNOTSUPP:
		if (!strcmp(nl->extack, "Unknown device type"))
			why.hint = "this kernel has no netkit (CONFIG_NETKIT); see nkctl feature show";
		else if (is_single(req))
			why.text = "a single device takes no peer, no scrub and no policy but pass";
		else if (l3 && (said & LINK_ADDRESS)) {
			why.text = "a device of mode l3 has no MAC address";
			why.hint = "say mode l2, or leave the address out";
		} else if (said & LINK_RXQ)
			why.text = "numrxqueues is more than this kernel takes";
		break;
	case EADDRNOTAVAIL:
		why.text = "a MAC address must be unicast and not zero";
		break;
	case EEXIST:
		why.text = "a device of that name exists already";
		why.hint = "nkctl link replace changes one that is there";
		if ((req->own.said & LINK_NAME) && !if_nametoindex(req->own.name) &&
		    is_single(req)) {
			why.text = "this kernel does not know pairing, and would make a peer";
			why.hint = "see nkctl feature show";
		} else if ((req->peer.said & LINK_NAME) &&
			   (!(req->own.said & LINK_NAME) ||
			    !if_nametoindex(req->own.name))) {
			why.text = "a device of the peer's name exists already";
			why.hint = NULL;
		}
		break;
	case ERANGE:
		why.text = "a number is out of the kernel's range";
		break;
	}
	return why;
}

static int keep_echo(const struct nlmsghdr *nlh, void *arg)
{
	return nlh->nlmsg_type == RTM_NEWLINK ? nl_link_parse(nlh, arg) : 0;
}

static int send_del(struct nl *nl, uint32_t ifindex)
{
	struct nlmsghdr *nlh;
	struct ifinfomsg *ifi;
	void *family;

	nlh = nl_begin(nl, RTM_DELLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = (int)ifindex;
	return nl_talk(nl, nlh, NULL, NULL);
}

/* The peer cannot be made up: netkit_new_link() configures it without the
 * flags of its header. So a second message, where the peer is. */
static int peer_up(struct nl *nl, const struct nl_link *made, int netns_fd,
		   struct err *err)
{
	struct nl far = { 0 }, *there = nl;
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;
	int rc;

	if (made->has & NL_LINK_NETNSID) {
		rc = netns_session(netns_fd, nl->debug, &far, err);
		if (rc)
			return rc;
		there = &far;
	}
	nlh = nl_begin(there, RTM_NEWLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = (int)made->link;
	ifi->ifi_flags = ifi->ifi_change = IFF_UP;
	rc = nl_talk(there, nlh, NULL, NULL);
	if (rc)
		rc = nl_refused(there, rc, NULL, err, made->name,
				"cannot bring the peer up");
	nl_close(&far);
	return rc;
}

/* Is what was said what the kernel made? It passes over what it does not
 * know: the nested attributes are parsed leniently. */
static int check_made(const struct link_req *req, const struct nl_link *made,
		      const char *name, struct err *err)
{
	for (size_t i = 0; i < LINK_N_PROPS; i++) {
		const struct prop *p = &link_props[i];

		if (p->where == IN_PEER || !prop_is_said(req, p) ||
		    (prop_is_equal(req, p, made) && (made->has & p->has) == p->has))
			continue;
		if (p->has && !(made->has & p->has)) {
			err_set(err, ERR_KERNEL, EOPNOTSUPP, name,
				"this kernel does not know %s and ignored it; the pair is removed again",
				p->name);
			return err_hint(err, "see nkctl feature show");
		}
		return err_set(err, ERR_KERNEL, EOPNOTSUPP, name,
			       "the kernel took another %s than was said; the pair is removed again",
			       p->name);
	}
	return 0;
}

static int plan_add_link(struct nl *nl, const struct link_req *req,
			 struct plan *plan, struct err *err)
{
	const char *name = req->own.said & LINK_NAME ? req->own.name : "nk%d";
	const struct link_end *peer = &req->peer;
	int rc;

	if ((req->own.said & LINK_NAME) &&
	    !nl_link_get(nl, NL_LINK_HERE, name, 0, false,
			 &(struct nl_link){ 0 }, NULL))
		return err_set(err, ERR_LOCAL, EEXIST, name,
			       "a device of that name exists already");
	rc = plan_add(plan, name, "add", NETKIT_KIND, NULL, NULL, err);
	if (!rc && (peer->said & LINK_NAME))
		rc = plan_add(plan, name, "set", "peer", NULL, peer->name, err);
	if (!rc && (peer->said & LINK_NETNS))
		rc = plan_add(plan, name, "set", "peer netns", NULL,
			      peer->netns, err);
	for (size_t i = 0; i < LINK_N_PROPS && !rc; i++) {
		char to[PLAN_TEXT], what[64];

		if (!prop_is_said(req, &link_props[i]))
			continue;
		prop_describe(req, &link_props[i], NULL, to);
		snprintf(what, sizeof(what), "%s", link_props[i].name);
		rc = plan_add(plan,
			      link_props[i].where == IN_PEER ? "peer" : name, "set",
			      link_props[i].name, NULL, to, err);
	}
	return rc;
}

int link_add(struct nl *nl, const struct link_req *said, struct nl_link *made,
	     struct plan *plan, struct err *err)
{
	const char *name = said->own.said & LINK_NAME ? said->own.name : "";
	struct link_req req = *said;
	struct nl_link link = { 0 };
	char peer_name[IFNAMSIZ];
	int rc, fd = -1;

	req.peer = inherit(said);
	if (is_single(said) && !(said->own.said & LINK_PEER))
		req.peer.said = 0;
	else
		avoid_own_name(&req, peer_name);
	if (req.peer.said & LINK_NETNS) {
		fd = netns_open(req.peer.netns, err);
		if (fd < 0)
			return fd;
	}
	if (plan) {
		rc = plan_add_link(nl, &req, plan, err);
		goto out;
	}
	rc = nl_talk(nl, add_message(nl, &req, fd), keep_echo, &link);
	if (rc) {
		struct nl_why why[2] = { add_why(nl, &req, rc), { 0 } };

		rc = nl_refused(nl, rc, why, err, name,
				"cannot create netkit pair");
		goto out;
	}
	/* A kernel before 6.2 sends no echo: ask. */
	if (!link.ifindex)
		rc = nl_link_get(nl, NL_LINK_HERE, name, 0, false, &link, err);
	if (!rc) {
		rc = check_made(&req, &link, link.name, err);
		if (!rc && req.peer.up)
			rc = peer_up(nl, &link, fd, err);
		if (rc)
			send_del(nl, link.ifindex);
	}
	if (made)
		*made = link;
out:
	if (fd >= 0)
		close(fd);
	return rc;
}

int link_del(struct nl *nl, const struct link_name_req *req, struct plan *plan,
	     struct err *err)
{
	struct nl_link l;
	int rc = link_get_netkit(nl, req->name, &l, err);

	if (rc == -ENODEV && req->missing_ok) {
		err_clear(err);
		return 0;
	}
	if (rc)
		return rc;
	if (plan)
		return plan_add(plan, req->name, "del", NETKIT_KIND, NULL, NULL, err);
	rc = send_del(nl, l.ifindex);
	/* Gone between the look and the deed is as good. */
	if (rc == -ENODEV && req->missing_ok)
		return 0;
	return rc ? nl_refused(nl, rc, NULL, err, req->name,
			       "cannot delete") : 0;
}
