/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading pods for `pod show`: pod.h.  The far end is read through its
 * namespace's id, so that nobody has to go there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/uapi_compat.h"
#include "nkctl/pod.h"

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t least_size(const struct nl_link *l)
{
	uint32_t v6 = min_u32(l->gso_max_size, l->gro_max_size);

	if (!(l->has & NL_LINK_GSO4))
		return v6;
	return min_u32(v6, min_u32(l->gso_ipv4_max_size, l->gro_ipv4_max_size));
}

/* Strings of a row: one more each time. */
static int strs_add(struct out_list *l, const char *text, struct err *err)
{
	char **v = reallocarray(l->v, l->n + 1, sizeof(*v));

	if (!v)
		return err_nomem(err);
	l->v = v;
	v[l->n] = strdup(text);
	if (!v[l->n])
		return err_nomem(err);
	l->n++;
	return 0;
}

static void strs_free(struct out_list *l)
{
	char **v = l->v;

	for (size_t i = 0; i < l->n; i++)
		free(v[i]);
	free(v);
}

static void fill_own(struct pod_row *r, const struct nl_link *l)
{
	r->name = pod_name_of(l);
	memcpy(r->host_ifname, l->name, sizeof(r->host_ifname));
	r->host_ifindex = l->ifindex;
	r->state = l->carrier ? "up" : "down";
	r->mode = l->nk.mode;
	r->mtu = l->mtu;
	r->policy = l->nk.policy;
	r->peer_policy = l->nk.peer_policy;
	if (r->policy != r->peer_policy)
		r->has |= POD_ROW_PEER_POLICY;
	r->ifindex = l->link;
	r->host_mac = l->mac;
}

static void fill_netns(struct pod_row *r, const struct nl_link *l,
		       const struct netns_names *names)
{
	if (!(l->has & NL_LINK_NETNSID))
		return;
	r->nsid = l->link_nsid;
	r->has |= POD_ROW_NSID;
	r->netns = netns_name_of(names, l->link_nsid);
	if (r->netns)
		r->has |= POD_ROW_NETNS;
}

/* The peer and its addresses; left out where they may not be read. */
static int fill_peer(struct nl *nl, struct pod_row *r, const struct nl_link *l,
		     struct err *err)
{
	int32_t nsid = l->has & NL_LINK_NETNSID ? l->link_nsid : NL_LINK_HERE;
	char text[PREFIX_STRLEN];
	struct nl_addrs as;
	struct nl_link peer;
	int rc = 0;

	if (nl_link_get(nl, nsid, NULL, l->link, false, &peer, NULL) ||
	    nl_addr_list(nl, nsid, l->link, &as, NULL))
		return 0;
	r->has |= POD_ROW_PEER | POD_ROW_BIGTCP;
	memcpy(r->ifname, peer.name, sizeof(r->ifname));
	r->bigtcp = min_u32(least_size(l), least_size(&peer));
	r->mac = peer.mac;
	if (l->nk.mode == NK_MODE_L2)
		r->has |= POD_ROW_MAC;
	for (size_t i = 0; i < as.n && !rc; i++) {
		if (as.v[i].scope != RT_SCOPE_UNIVERSE)
			continue;
		prefix_format(&as.v[i].addr, text);
		rc = strs_add(&r->addrs, text, err);
	}
	nl_addrs_free(&as);
	return rc;
}

/* Those behind the pod are the ones with a gateway. */
static int fill_routes(struct pod_row *r, const struct nl_rts *rs,
		       struct err *err)
{
	char text[PREFIX_STRLEN];
	int rc = 0;

	for (size_t i = 0; i < rs->n && !rc; i++) {
		if (rs->v[i].ifindex != r->host_ifindex || !rs->v[i].gw.family)
			continue;
		prefix_format(&rs->v[i].dst, text);
		rc = strs_add(&r->routes, text, err);
	}
	if (r->routes.n)
		r->has |= POD_ROW_ROUTES;
	return rc;
}

static int read_links(struct nl *nl, const char *name, struct nl_links *ls,
		      struct err *err)
{
	if (!name)
		return nl_link_list(nl, NL_LINK_HERE, "netkit", false, ls, err);
	ls->v = calloc(1, sizeof(*ls->v));
	if (!ls->v)
		return err_nomem(err);
	ls->n = 1;
	return pod_find(nl, name, ls->v, err);
}

static int fill(struct nl *nl, struct pod_list *ls, struct err *err)
{
	struct nl_rts rs = { 0 };
	int rc;

	/* All routes in one go, but of one pod its own alone. */
	rc = nl_rt_list(nl, ls->links.n == 1 ? ls->links.v->ifindex : 0, &rs,
			err);
	for (size_t i = 0; i < ls->links.n && !rc; i++) {
		const struct nl_link *l = &ls->links.v[i];
		struct pod_row *r = &ls->v[ls->n];

		if (!pod_name_of(l))
			continue;
		ls->n++;
		fill_own(r, l);
		fill_netns(r, l, &ls->names);
		rc = fill_peer(nl, r, l, err);
		if (!rc)
			rc = fill_routes(r, &rs, err);
	}
	nl_rts_free(&rs);
	return rc;
}

int pod_list(struct nl *nl, const char *name, struct pod_list *ls,
	     struct err *err)
{
	int rc;

	*ls = (struct pod_list){ 0 };
	rc = read_links(nl, name, &ls->links, err);
	if (!rc)
		rc = netns_names_read(nl, &ls->names, err);
	if (rc)
		return rc;
	ls->v = calloc(ls->links.n ? ls->links.n : 1, sizeof(*ls->v));
	if (!ls->v)
		return err_nomem(err);
	return fill(nl, ls, err);
}

void pod_list_free(struct pod_list *ls)
{
	for (size_t i = 0; i < ls->n; i++) {
		strs_free(&ls->v[i].addrs);
		strs_free(&ls->v[i].routes);
	}
	free(ls->v);
	nl_links_free(&ls->links);
	netns_names_free(&ls->names);
	*ls = (struct pod_list){ 0 };
}
