/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading netkit devices for `link show`: link.h.  One dump tells of this
 * namespace; the other end of a pair that lies elsewhere is asked for by
 * its namespace's id, or, where many lie there, found in a dump of that
 * namespace.  What cannot be read (no privilege) is left out of the answer,
 * never guessed.
 */
#include "nkctl/link.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/uapi_compat.h"

/* How many programs a chain of the pair has; -errno where it cannot be
 * asked. Both chains are asked through the primary. */
static int count_programs(uint32_t primary, enum nk_bpf_attach hook)
{
	LIBBPF_OPTS(bpf_prog_query_opts, opts);

	if (bpf_prog_query_opts((int)primary, (enum bpf_attach_type)hook,
				&opts))
		return -errno;
	return (int)opts.count;
}

/* The policy holds only while the chain is empty. */
static void set_effective(struct link_row_end *e, uint32_t primary,
			  enum nk_bpf_attach hook)
{
	int n = count_programs(primary, hook);

	if (n < 0)
		return;
	e->programs = (uint32_t)n;
	e->effective = n ? "program" :
		       e->policy == NK_POLICY_PASS ? "pass" : "drop";
	e->has |= ROW_EFFECTIVE | ROW_PROGRAMS;
}

static const char *state_of(const struct nl_link *l)
{
	return l->flags & IFF_UP ? "up" : "down";
}

static bool has_mac(const struct nl_link *l)
{
	return (l->has & NL_LINK_NK_MODE) && l->nk.mode == NK_MODE_L2 &&
	       (l->has & NL_LINK_MAC);
}

static void fill_own(struct link_row *r, const struct nl_link *l)
{
	struct link_row_end *e = &r->own;

	e->ifindex = l->ifindex;
	memcpy(e->ifname, l->name, sizeof(e->ifname));
	e->state = state_of(l);
	e->mtu = l->mtu;
	if (has_mac(l)) {
		e->address = l->mac;
		e->has |= ROW_ADDRESS;
	}
	if (l->has & NL_LINK_NK_POLICY) {
		e->policy = l->nk.policy;
		e->has |= ROW_POLICY;
	}
	if (l->has & NL_LINK_NK_SCRUB) {
		e->scrub = l->nk.scrub;
		e->has |= ROW_SCRUB;
	}
}

static void fill_device(struct link_row *r, const struct nl_link *l)
{
	r->role = l->nk.primary ? "primary" : "peer";
	r->mode = l->nk.mode;
	r->rxq = l->num_rx_queues;
	r->min_mtu = l->min_mtu;
	r->max_mtu = l->max_mtu;
	r->gso = l->gso_max_size;
	r->gro = l->gro_max_size;
	r->gso4 = l->gso_ipv4_max_size;
	r->gro4 = l->gro_ipv4_max_size;
	r->tso = l->tso_max_size;
	r->headroom = l->nk.headroom;
	r->tailroom = l->nk.tailroom;
	r->pairing = l->nk.pairing;
	r->stats = l->stats;
	r->alias = l->alias;
	if (l->has & NL_LINK_NK_HEADROOM)
		r->own.has |= ROW_HEADROOM;
	if (l->has & NL_LINK_NK_TAILROOM)
		r->own.has |= ROW_TAILROOM;
	if (l->has & NL_LINK_NK_PAIRING)
		r->own.has |= ROW_PAIRING;
	if (l->has & NL_LINK_STATS)
		r->own.has |= ROW_STATS;
	if (l->has & NL_LINK_ALIAS)
		r->own.has |= ROW_ALIAS;
}

/* Why there is no carrier: it takes both ends to be up. */
static const char *carrier_reason(const struct nl_link *l,
				  const struct nl_link *other)
{
	bool up = l->flags & IFF_UP;

	if (!l->link)
		return up ? NULL : "the device is down";
	if (up)
		return "the other end is down";
	if (other && !(other->flags & IFF_UP))
		return "both ends are down";
	return "this end is down";
}

/* What the other end told of itself, or the pair's primary told of it. */
static void fill_peer(struct link_row *r, const struct nl_link *l,
		      const struct nl_link *other, const struct link_list *ls)
{
	struct link_row_end *e = &r->peer;

	if (!l->link)
		return;
	r->own.has |= ROW_PEER;
	e->ifindex = l->link;
	if (other) {
		memcpy(e->ifname, other->name, sizeof(e->ifname));
		e->state = state_of(other);
		e->mtu = other->mtu;
		e->has |= ROW_NAME | ROW_STATE | ROW_MTU;
		if (has_mac(other)) {
			e->address = other->mac;
			e->has |= ROW_ADDRESS;
		}
	}
	if (l->has & NL_LINK_NETNSID) {
		e->nsid = l->link_nsid;
		e->has |= ROW_NSID;
		e->netns = netns_name_of(&ls->names, l->link_nsid);
		if (e->netns)
			e->has |= ROW_NETNS;
	}
	if (l->has & NL_LINK_NK_PEER_POLICY) {
		e->policy = l->nk.peer_policy;
		e->has |= ROW_POLICY;
	}
	if (l->has & NL_LINK_NK_PEER_SCRUB) {
		e->scrub = l->nk.peer_scrub;
		e->has |= ROW_SCRUB;
	}
}

/* The primary's index, if it is in this namespace: else nobody to ask. */
static void fill_effective(struct link_row *r, const struct nl_link *l)
{
	bool primary = l->nk.primary;
	uint32_t index = primary ? l->ifindex : l->link;

	if (!primary && (l->has & NL_LINK_NETNSID))
		return;
	if (r->own.has & ROW_PAIRING && r->pairing == NK_PAIRING_SINGLE)
		return;
	set_effective(&r->own, index, primary ? NK_BPF_NETKIT_PRIMARY :
						NK_BPF_NETKIT_PEER);
	if (r->own.has & ROW_PEER)
		set_effective(&r->peer, index, primary ? NK_BPF_NETKIT_PEER :
							 NK_BPF_NETKIT_PRIMARY);
}

/* From so many on, all netkit devices of a namespace are read at once, for
 * half of what as many single requests cost. */
#define FAR_MANY 8

/* The namespaces where other ends lie, sorted by id. */
struct far {
	int32_t nsid;
	unsigned int ends;	/* of pairs here */
	bool read;
	struct nl_links links;	/* empty where it could not be read */
};
struct far_list {
	struct far *v;
	size_t n;
};

static int by_nsid(const void *a, const void *b)
{
	const struct far *x = a, *y = b;

	return (x->nsid > y->nsid) - (x->nsid < y->nsid);
}

static int far_count(struct far_list *far, const struct nl_links *ls,
		     struct err *err)
{
	size_t n = 0;

	far->v = calloc(ls->n ? ls->n : 1, sizeof(*far->v));
	if (!far->v)
		return err_nomem(err);
	for (size_t i = 0; i < ls->n; i++)
		if (ls->v[i].has & NL_LINK_NETNSID)
			far->v[far->n++] = (struct far){
				.nsid = ls->v[i].link_nsid, .ends = 1,
			};
	qsort(far->v, far->n, sizeof(*far->v), by_nsid);
	for (size_t i = 0; i < far->n; i++) {
		if (n && far->v[n - 1].nsid == far->v[i].nsid)
			far->v[n - 1].ends++;
		else
			far->v[n++] = far->v[i];
	}
	far->n = n;
	return 0;
}

static void far_free(struct far_list *far)
{
	for (size_t i = 0; i < far->n; i++)
		nl_links_free(&far->v[i].links);
	free(far->v);
}

/* A device of another namespace if it was worth reading all; else NULL. */
static const struct nl_link *far_end(struct nl *nl, struct far_list *far,
				     const struct nl_link *l)
{
	struct far key = { .nsid = l->link_nsid }, *f;

	f = bsearch(&key, far->v, far->n, sizeof(key), by_nsid);
	if (!f || f->ends < FAR_MANY)
		return NULL;
	if (!f->read)
		(void)nl_link_list(nl, f->nsid, "netkit", false, &f->links, NULL);
	f->read = true;
	return nl_links_by_index(&f->links, l->link);
}

/* The other end: in a dump, or asked for; NULL where it can't be. */
static const struct nl_link *other_end(struct nl *nl, const struct nl_link *l,
				       const struct link_list *ls,
				       struct far_list *far,
				       struct nl_link *store)
{
	const struct nl_link *other;
	int32_t nsid = NL_LINK_HERE;

	if (!l->link)
		return NULL;
	if (l->has & NL_LINK_NETNSID) {
		nsid = l->link_nsid;
		other = far_end(nl, far, l);
	} else {
		other = nl_links_by_index(&ls->links, l->link);
	}
	if (other)
		return other;
	if (nl_link_get(nl, nsid, NULL, l->link, false, store, NULL))
		return NULL;
	return store;
}

static int read_links(struct nl *nl, const char *name, bool stats,
		      struct link_list *ls, struct err *err)
{
	if (!name)
		return nl_link_list(nl, NL_LINK_HERE, "netkit", stats,
				    &ls->links, err);
	ls->links.v = calloc(1, sizeof(*ls->links.v));
	if (!ls->links.v)
		return err_nomem(err);
	ls->links.n = 1;

	int rc = nl_link_get(nl, NL_LINK_HERE, name, 0, stats, ls->links.v, err);

	if (!rc && strcmp(ls->links.v->kind, "netkit"))
		rc = link_not_netkit(ls->links.v, err);
	return rc;
}

int link_list(struct nl *nl, const char *name, bool stats,
	      struct link_list *ls, struct err *err)
{
	struct far_list far = { 0 };
	struct nl_link store;
	int rc;

	*ls = (struct link_list){ 0 };
	rc = read_links(nl, name, stats, ls, err);
	if (!rc)
		rc = far_count(&far, &ls->links, err);
	if (!rc && far.n)
		rc = netns_names_read(nl, &ls->names, err);
	if (rc)
		goto out;
	ls->v = calloc(ls->links.n ? ls->links.n : 1, sizeof(*ls->v));
	if (!ls->v) {
		rc = err_nomem(err);
		goto out;
	}
	for (size_t i = 0; i < ls->links.n; i++) {
		const struct nl_link *l = &ls->links.v[i];
		const struct nl_link *other = other_end(nl, l, ls, &far, &store);
		struct link_row *r = &ls->v[ls->n++];

		fill_own(r, l);
		fill_device(r, l);
		fill_peer(r, l, other, ls);
		fill_effective(r, l);
		r->carrier = l->carrier ? "up" : "down";
		r->reason = l->carrier ? NULL : carrier_reason(l, other);
		if (r->reason)
			r->own.has |= ROW_REASON;
		/* Its own end is part of the row, not an object in it. */
	}
out:
	far_free(&far);
	return rc;
}

void link_list_free(struct link_list *ls)
{
	free(ls->v);
	nl_links_free(&ls->links);
	netns_names_free(&ls->names);
	*ls = (struct link_list){ 0 };
}
