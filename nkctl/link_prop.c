/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The properties of a netkit pair, one row each: link_prop.h. */
#include "nkctl/link_prop.h"

#include <stdio.h>
#include <string.h>


#define WANT(m) offsetof(struct link_req, m)
#define CUR(m) offsetof(struct nl_link, m)

#define END_PROPS(e, peer_, where_)                                            \
	{ "mtu", LINK_MTU, peer_, where_, WIRE_U32, IFLA_MTU, WANT(e.mtu),     \
	  CUR(mtu), 0, NULL, LATER_TAKEN },                                          \
	{ "address", LINK_ADDRESS, peer_, where_, WIRE_MAC, IFLA_ADDRESS,      \
	  WANT(e.address), CUR(mac), 0, NULL, LATER_TAKEN },                         \
	{ "numrxqueues", LINK_RXQ, peer_, where_, WIRE_U32,                    \
	  IFLA_NUM_RX_QUEUES, WANT(e.rxq), CUR(num_rx_queues), 0, NULL,        \
	  LATER_IGNORED },                                                              \
	/* IPv6 sizes first: a small one overwrites the IPv4 one. */           \
	{ "gso_max_size", LINK_GSO, peer_, where_, WIRE_SIZE,                  \
	  IFLA_GSO_MAX_SIZE, WANT(e.gso), CUR(gso_max_size), NL_LINK_GSO,      \
	  NULL, LATER_TAKEN },                                                       \
	{ "gro_max_size", LINK_GRO, peer_, where_, WIRE_SIZE,                  \
	  NK_IFLA_GRO_MAX_SIZE, WANT(e.gro), CUR(gro_max_size), NL_LINK_GRO,   \
	  NULL, LATER_TAKEN },                                                       \
	{ "gso_ipv4_max_size", LINK_GSO4, peer_, where_, WIRE_SIZE,            \
	  NK_IFLA_GSO_IPV4_MAX_SIZE, WANT(e.gso4), CUR(gso_ipv4_max_size),     \
	  NL_LINK_GSO4, NULL, LATER_TAKEN },                                         \
	{ "gro_ipv4_max_size", LINK_GRO4, peer_, where_, WIRE_SIZE,            \
	  NK_IFLA_GRO_IPV4_MAX_SIZE, WANT(e.gro4), CUR(gro_ipv4_max_size),     \
	  NL_LINK_GRO4, NULL, LATER_TAKEN }

#define DATA_PROP(name_, bit_, peer_, wire_, attr_, want_, cur_, has_, ch_, later_) \
	{ name_, bit_, peer_, IN_DATA, wire_, attr_, WANT(want_),              \
	  CUR(nk.cur_), has_, ch_, later_ }

const struct prop link_props[LINK_N_PROPS] = {
	DATA_PROP("mode", LINK_MODE, false, WIRE_U32, NK_ATTR_MODE, mode, mode,
		  NL_LINK_NK_MODE, link_modes, LATER_REFUSED),
	DATA_PROP("policy", LINK_POLICY, false, WIRE_U32, NK_ATTR_POLICY,
		  own.policy, policy, NL_LINK_NK_POLICY, link_policies, LATER_TAKEN),
	DATA_PROP("peer policy", LINK_POLICY, true, WIRE_U32,
		  NK_ATTR_PEER_POLICY, peer.policy, peer_policy,
		  NL_LINK_NK_PEER_POLICY, link_policies, LATER_TAKEN),
	DATA_PROP("scrub", LINK_SCRUB, false, WIRE_U32, NK_ATTR_SCRUB,
		  own.scrub, scrub, NL_LINK_NK_SCRUB, link_scrubs, LATER_REFUSED),
	DATA_PROP("peer scrub", LINK_SCRUB, true, WIRE_U32, NK_ATTR_PEER_SCRUB,
		  peer.scrub, peer_scrub, NL_LINK_NK_PEER_SCRUB, link_scrubs, LATER_REFUSED),
	DATA_PROP("headroom", LINK_HEADROOM, false, WIRE_U16, NK_ATTR_HEADROOM,
		  headroom, headroom, NL_LINK_NK_HEADROOM, NULL, LATER_REFUSED),
	DATA_PROP("tailroom", LINK_TAILROOM, false, WIRE_U16, NK_ATTR_TAILROOM,
		  tailroom, tailroom, NL_LINK_NK_TAILROOM, NULL, LATER_REFUSED),
	DATA_PROP("pairing", LINK_PAIRING, false, WIRE_U32, NK_ATTR_PAIRING,
		  pairing, pairing, NL_LINK_NK_PAIRING, link_pairings, LATER_REFUSED),
	END_PROPS(own, false, IN_OWN),
	END_PROPS(peer, true, IN_PEER),
};

bool prop_is_said(const struct link_req *req, const struct prop *p)
{
	return (p->of_peer ? req->peer.said : req->own.said) & p->bit;
}

uint64_t prop_want(const struct link_req *req, const struct prop *p)
{
	const void *at = (const char *)req + p->want;

	return p->wire == WIRE_SIZE ? *(const uint64_t *)at :
				      *(const uint32_t *)at;
}

uint64_t prop_cur(const struct nl_link *l, const struct prop *p)
{
	const void *at = (const char *)l + p->cur;

	return p->wire == WIRE_U16 ? *(const uint16_t *)at :
				     *(const uint32_t *)at;
}

static const struct mac *mac_at(const void *base, size_t off)
{
	return (const void *)((const char *)base + off);
}

bool prop_is_equal(const struct link_req *req, const struct prop *p,
		     const struct nl_link *cur)
{
	if (p->wire == WIRE_MAC)
		return !memcmp(mac_at(req, p->want), mac_at(cur, p->cur),
			       sizeof(struct mac));
	return prop_want(req, p) == prop_cur(cur, p);
}

static void put_prop(struct nlmsghdr *nlh, const struct link_req *req,
		     const struct prop *p)
{
	if (p->wire == WIRE_MAC)
		mnl_attr_put(nlh, p->attr, sizeof(struct mac),
			     mac_at(req, p->want));
	else if (p->wire == WIRE_U16)
		mnl_attr_put_u16(nlh, p->attr, (uint16_t)prop_want(req, p));
	else
		mnl_attr_put_u32(nlh, p->attr, (uint32_t)prop_want(req, p));
}

/* All that was said and belongs in one place, if it is in the mask. */
bool props_put(struct nlmsghdr *nlh, const struct link_req *req,
		      enum where where, uint64_t mask)
{
	bool any = false;

	for (size_t i = 0; i < LINK_N_PROPS; i++)
		if (link_props[i].where == where && (mask >> i & 1) &&
		    prop_is_said(req, &link_props[i])) {
			put_prop(nlh, req, &link_props[i]);
			any = true;
		}
	return any;
}

void props_put_flags(struct ifinfomsg *ifi, const struct link_end *e)
{
	if (!(e->said & (LINK_UP | LINK_DOWN)))
		return;
	ifi->ifi_change = IFF_UP;
	ifi->ifi_flags = e->up ? IFF_UP : 0;
}

void prop_take(struct link_req *req, const struct prop *p,
	       const struct nl_link *cur)
{
	void *at = (char *)req + p->want;

	if (p->wire == WIRE_MAC)
		memcpy(at, mac_at(cur, p->cur), sizeof(struct mac));
	else if (p->wire == WIRE_SIZE)
		*(uint64_t *)at = prop_cur(cur, p);
	else
		*(uint32_t *)at = (uint32_t)prop_cur(cur, p);
}

void prop_describe(const struct link_req *req, const struct prop *p,
		     const struct nl_link *cur, char buf[static PLAN_TEXT])
{
	const struct mac *m = cur ? mac_at(cur, p->cur) : mac_at(req, p->want);
	uint64_t v;
	const char *word;

	if (p->wire == WIRE_MAC) {
		mac_format(m, buf);
		return;
	}
	v = cur ? prop_cur(cur, p) : prop_want(req, p);
	word = p->choices ? choice_word(p->choices, (uint32_t)v) : NULL;
	if (word)
		snprintf(buf, PLAN_TEXT, "%s", word);
	else
		snprintf(buf, PLAN_TEXT, "%ju", (uintmax_t)v);
}

