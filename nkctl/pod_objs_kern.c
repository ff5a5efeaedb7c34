/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sets of a pod: wanted, read, and compared: pod_objs.h. */
#include "nkctl/pod_objs.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/uapi_compat.h"

#define LOOPBACK 1	/* lo's index, in every namespace */

/* ---- names -------------------------------------------------------------- */

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash(const char *s, uint64_t h)
{
	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * UINT64_C(0x100000001b3);
	return h;
}

#define HASH_START UINT64_C(0xcbf29ce484222325)

struct mac pod_mac(const char *name, bool peer)
{
	uint64_t h = hash(name, hash(peer ? "peer " : "primary ", HASH_START));
	struct mac m;

	for (size_t i = 0; i < sizeof(m.b); i++)
		m.b[i] = (uint8_t)(h >> 8 * i);
	m.b[0] = (m.b[0] & 0xfc) | 0x02;	/* unicast, local */
	return m;
}

void pod_host_ifname(const char *name, char buf[static IFNAMSIZ])
{
	if (strlen(name) < IFNAMSIZ - 3 && !strchr(name, ':'))
		snprintf(buf, IFNAMSIZ, "nk-%.12s", name);
	else
		snprintf(buf, IFNAMSIZ, "nk-%012jx",
			 (uintmax_t)(hash(name, HASH_START) >> 16));
}

/* ---- what shall be ------------------------------------------------------ */

static struct ip_addr gateway(uint8_t family)
{
	struct ip_addr a = { .family = family };

	inet_pton(family, family == AF_INET ? POD_GATEWAY4 : POD_GATEWAY6, a.b);
	return a;
}

static struct nl_rt default_route(const struct pod_shape *s, uint8_t family)
{
	return (struct nl_rt){
		.ifindex = s->peer, .protocol = RTPROT_STATIC,
		.features = s->features, .gw = gateway(family),
		.dst = { .addr = { .family = family } },
	};
}

/* To the address itself, however large its network is: pods of one network
 * need not be on one node. */
static struct nl_rt host_route(const struct pod_shape *s,
			       const struct ip_addr *to)
{
	return (struct nl_rt){
		.ifindex = s->own, .protocol = RTPROT_STATIC,
		.scope = to->family == AF_INET ? RT_SCOPE_LINK : 0,
		.dst = { *to, addr_bits(to) },
	};
}

/* By way of the pod's first address of that family, which tells such a
 * route from one to an address. */
static struct nl_rt behind_route(const struct pod_shape *s,
				 const struct ip_prefix *to)
{
	struct nl_rt r = { .ifindex = s->own, .protocol = RTPROT_STATIC,
			   .dst = *to };

	for (size_t i = 0; i < s->n_addrs && !r.gw.family; i++)
		if (s->addrs[i].addr.family == to->addr.family)
			r.gw = s->addrs[i].addr;
	return r;
}

static struct nl_neigh neighbour(uint32_t ifindex, const struct ip_addr *addr,
				 const struct mac *mac)
{
	return (struct nl_neigh){ ifindex, NUD_PERMANENT, *addr, *mac };
}

static bool has_family(const struct pod_shape *s, uint8_t family)
{
	for (size_t i = 0; i < s->n_addrs; i++)
		if (s->addrs[i].addr.family == family)
			return true;
	return false;
}

static void want_addrs(const struct pod_shape *s, struct pod_objs *o)
{
	for (size_t i = 0; i < s->n_addrs; i++) {
		const struct ip_prefix *p = &s->addrs[i];

		/* Nobody else is on the wire who could have it, and what is
		 * in the same network is reached by the gateway. */
		o->addrs.v[o->addrs.n++] = (struct nl_addr){
			.ifindex = s->peer, .addr = *p,
			.flags = IFA_F_NOPREFIXROUTE |
				 (p->addr.family == AF_INET6 ? IFA_F_NODAD : 0),
		};
		o->routes.v[o->routes.n++] = host_route(s, &p->addr);
		if (s->l2)
			o->neighs.v[o->neighs.n++] =
				neighbour(s->own, &p->addr, &s->peer_mac);
	}
}

int pod_objs_want(const struct pod_shape *s, struct pod_objs *o,
		  struct err *err)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	size_t n = s->n_addrs + s->n_routes + 1;

	*o = (struct pod_objs){ .own = s->own, .peer = s->peer,
				.own_up = true, .peer_up = true, .lo_up = true };
	o->addrs.v = calloc(n, sizeof(*o->addrs.v));
	o->routes.v = calloc(n, sizeof(*o->routes.v));
	o->neighs.v = calloc(n, sizeof(*o->neighs.v));
	o->defaults.v = calloc(2, sizeof(*o->defaults.v));
	o->gateways.v = calloc(2, sizeof(*o->gateways.v));
	if (!o->addrs.v || !o->routes.v || !o->neighs.v || !o->defaults.v ||
	    !o->gateways.v) {
		pod_objs_free(o);
		return err_nomem(err);
	}
	want_addrs(s, o);
	/* Without an address of their family they lead nowhere. */
	for (size_t i = 0; i < s->n_routes; i++)
		if (has_family(s, s->routes[i].addr.family))
			o->routes.v[o->routes.n++] =
				behind_route(s, &s->routes[i]);
	for (size_t i = 0; i < 2; i++) {
		struct ip_addr gw = gateway(families[i]);

		if (!has_family(s, families[i]))
			continue;
		o->defaults.v[o->defaults.n++] = default_route(s, families[i]);
		if (s->l2)
			o->gateways.v[o->gateways.n++] =
				neighbour(s->peer, &gw, &s->own_mac);
	}
	return 0;
}

void pod_objs_free(struct pod_objs *o)
{
	nl_addrs_free(&o->addrs);
	nl_rts_free(&o->defaults);
	nl_neighs_free(&o->gateways);
	nl_rts_free(&o->routes);
	nl_neighs_free(&o->neighs);
}

/* ---- what is ------------------------------------------------------------ */

/* Keep the elements that are a pod's affair. */
static void keep_addrs(struct nl_addrs *as)
{
	size_t n = 0;

	/* What the kernel or a router's advertisement gave is their own. */
	for (size_t i = 0; i < as->n; i++)
		if (as->v[i].scope == RT_SCOPE_UNIVERSE &&
		    (as->v[i].addr.addr.family == AF_INET ||
		     (as->v[i].flags & IFA_F_PERMANENT)))
			as->v[n++] = as->v[i];
	as->n = n;
}

static void keep_rts(struct nl_rts *rs, bool defaults)
{
	size_t n = 0;

	for (size_t i = 0; i < rs->n; i++) {
		const struct nl_rt *r = &rs->v[i];

		if (r->protocol == RTPROT_KERNEL || r->protocol == RTPROT_RA ||
		    (defaults && r->dst.len))
			continue;
		rs->v[n++] = *r;
	}
	rs->n = n;
}

static void keep_neighs(struct nl_neighs *ns)
{
	size_t n = 0;

	for (size_t i = 0; i < ns->n; i++)
		if (ns->v[i].state & NUD_PERMANENT)
			ns->v[n++] = ns->v[i];
	ns->n = n;
}

int pod_objs_read(struct nl *near, struct nl *far, const struct nl_link *own,
		  const struct nl_link *peer, struct pod_objs *o,
		  struct err *err)
{
	bool l2 = own->nk.mode == NK_MODE_L2;
	struct nl_link lo;
	int rc;

	*o = (struct pod_objs){ .own = own->ifindex, .peer = peer->ifindex,
				.own_up = own->flags & IFF_UP,
				.peer_up = peer->flags & IFF_UP };
	rc = nl_link_get(far, NL_LINK_HERE, NULL, LOOPBACK, false, &lo, err);
	if (!rc)
		rc = nl_addr_list(far, NL_LINK_HERE, peer->ifindex, &o->addrs,
				  err);
	if (!rc)
		rc = nl_rt_list(far, peer->ifindex, &o->defaults, err);
	if (!rc && l2)
		rc = nl_neigh_list(far, peer->ifindex, &o->gateways, err);
	if (!rc)
		rc = nl_rt_list(near, own->ifindex, &o->routes, err);
	if (!rc && l2)
		rc = nl_neigh_list(near, own->ifindex, &o->neighs, err);
	if (rc) {
		pod_objs_free(o);
		return rc;
	}
	o->lo_up = lo.flags & IFF_UP;
	keep_addrs(&o->addrs);
	keep_rts(&o->defaults, true);
	keep_rts(&o->routes, false);
	keep_neighs(&o->gateways);
	keep_neighs(&o->neighs);
	return 0;
}

/* ---- from one to the other ---------------------------------------------- */

static bool same_addr(const struct nl_addr *a, const struct nl_addr *b)
{
	return prefix_equal(&a->addr, &b->addr);
}

static bool same_rt(const struct nl_rt *a, const struct nl_rt *b)
{
	return prefix_equal(&a->dst, &b->dst) && a->features == b->features &&
	       addr_equal(&a->gw, &b->gw);
}

/* Takes the other's place in the table: the same prefix, and no metric of
 * somebody's choice. */
static bool rival_rt(const struct nl_rt *a, const struct nl_rt *b)
{
	return prefix_equal(&a->dst, &b->dst) &&
	       (!a->priority || a->priority == 1024) &&
	       (!b->priority || b->priority == 1024);
}

static bool same_neigh(const struct nl_neigh *a, const struct nl_neigh *b)
{
	return addr_equal(&a->addr, &b->addr) &&
	       !memcmp(&a->mac, &b->mac, sizeof(a->mac));
}

static bool rival_neigh(const struct nl_neigh *a, const struct nl_neigh *b)
{
	return addr_equal(&a->addr, &b->addr);
}

static struct pod_op *op_add(struct pod_ops *ops, enum pod_kind kind,
			     enum nl_how how)
{
	/* Room for all was made before. */
	struct pod_op *op = &ops->v[ops->n++];

	*op = (struct pod_op){ .kind = kind, .how = how };
	return op;
}

static bool has_addr(const struct nl_addrs *set, const struct nl_addr *x)
{
	for (size_t i = 0; i < set->n; i++)
		if (same_addr(&set->v[i], x))
			return true;
	return false;
}

static bool has_rt(const struct nl_rts *set, const struct nl_rt *x,
		   bool (*like)(const struct nl_rt *, const struct nl_rt *))
{
	for (size_t i = 0; i < set->n; i++)
		if (like(&set->v[i], x))
			return true;
	return false;
}

static bool has_neigh(const struct nl_neighs *set, const struct nl_neigh *x,
		      bool (*like)(const struct nl_neigh *,
				   const struct nl_neigh *))
{
	for (size_t i = 0; i < set->n; i++)
		if (like(&set->v[i], x))
			return true;
	return false;
}

/* What is wanted and not there: added, or put in a rival's place. */
static void add_rts(struct pod_ops *ops, enum pod_kind kind,
		    const struct nl_rts *is, const struct nl_rts *should)
{
	for (size_t i = 0; i < should->n; i++)
		if (!has_rt(is, &should->v[i], same_rt))
			op_add(ops, kind,
			       has_rt(is, &should->v[i], rival_rt) ?
				       NL_REPLACE : NL_ADD)
				->rt = should->v[i];
}

static void del_rts(struct pod_ops *ops, enum pod_kind kind,
		    const struct nl_rts *is, const struct nl_rts *should)
{
	for (size_t i = 0; i < is->n; i++)
		if (!has_rt(should, &is->v[i], same_rt) &&
		    !has_rt(should, &is->v[i], rival_rt))
			op_add(ops, kind, NL_DEL)->rt = is->v[i];
}

static void add_neighs(struct pod_ops *ops, enum pod_kind kind,
		       const struct nl_neighs *is,
		       const struct nl_neighs *should)
{
	/* Always replaced: one that was learnt is not in the set. */
	for (size_t i = 0; i < should->n; i++)
		if (!has_neigh(is, &should->v[i], same_neigh))
			op_add(ops, kind, NL_REPLACE)->neigh = should->v[i];
}

static void del_neighs(struct pod_ops *ops, enum pod_kind kind,
		       const struct nl_neighs *is,
		       const struct nl_neighs *should)
{
	for (size_t i = 0; i < is->n; i++)
		if (!has_neigh(should, &is->v[i], rival_neigh))
			op_add(ops, kind, NL_DEL)->neigh = is->v[i];
}

static void set_state(struct pod_ops *ops, enum pod_kind kind,
		      uint32_t ifindex, bool is, bool should)
{
	if (is != should)
		op_add(ops, kind, should ? NL_ADD : NL_DEL)->ifindex = ifindex;
}

static size_t count(const struct pod_objs *o)
{
	return o->addrs.n + o->defaults.n + o->gateways.n + o->routes.n +
	       o->neighs.n;
}

int pod_objs_diff(const struct pod_objs *is, const struct pod_objs *should,
		  struct pod_ops *ops, struct err *err)
{
	*ops = (struct pod_ops){ 0 };
	ops->v = calloc(count(is) + count(should) + 3, sizeof(*ops->v));
	if (!ops->v)
		return err_nomem(err);
	/* Routes want their device up, and the way they lead. */
	set_state(ops, POD_OWN_UP, should->own, is->own_up, should->own_up);
	set_state(ops, POD_PEER_UP, should->peer, is->peer_up, should->peer_up);
	for (size_t i = 0; i < should->addrs.n; i++)
		if (!has_addr(&is->addrs, &should->addrs.v[i]))
			op_add(ops, POD_ADDR, NL_ADD)->addr = should->addrs.v[i];
	add_neighs(ops, POD_GATEWAY, &is->gateways, &should->gateways);
	add_rts(ops, POD_DEFAULT, &is->defaults, &should->defaults);
	add_neighs(ops, POD_NEIGH, &is->neighs, &should->neighs);
	add_rts(ops, POD_HOST_ROUTE, &is->routes, &should->routes);
	del_rts(ops, POD_HOST_ROUTE, &is->routes, &should->routes);
	del_neighs(ops, POD_NEIGH, &is->neighs, &should->neighs);
	del_rts(ops, POD_DEFAULT, &is->defaults, &should->defaults);
	del_neighs(ops, POD_GATEWAY, &is->gateways, &should->gateways);
	for (size_t i = 0; i < is->addrs.n; i++)
		if (!has_addr(&should->addrs, &is->addrs.v[i]))
			op_add(ops, POD_ADDR, NL_DEL)->addr = is->addrs.v[i];
	/* Last: it is the namespace's own, and stays when the pair goes. */
	set_state(ops, POD_LO_UP, LOOPBACK, is->lo_up, should->lo_up);
	return 0;
}

void pod_ops_free(struct pod_ops *ops)
{
	free(ops->v);
	*ops = (struct pod_ops){ 0 };
}
