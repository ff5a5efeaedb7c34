/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BIG TCP sizes over rtnetlink: bigtcp.h.  Every change sends all four
 * sizes in one message: a write of 65536 or less to an IPv6 size overwrites
 * the IPv4 one, and within a message the kernel takes IPv6 first
 * (do_setlink() in net/core/rtnetlink.c).
 */
#include "nkctl/bigtcp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/netns.h"
#include "lib/uapi_compat.h"

struct sizes {
	uint32_t gso, gro, gso4, gro4;
};

/* One device to change: as it is, and as it shall be. */
struct target {
	struct nl_link link;
	int32_t nsid;
	struct sizes want;
	struct nl far;		/* a session there, when it is not here */
};

struct targets {
	struct target *v;
	size_t n;
};

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static struct sizes sizes_of(const struct nl_link *l)
{
	return (struct sizes){ l->gso_max_size, l->gro_max_size,
			       l->gso_ipv4_max_size, l->gro_ipv4_max_size };
}

/* ---- show, probe -------------------------------------------------------- */

static void fill_row(struct bigtcp_row *r, const struct nl_link *l)
{
	r->ifindex = l->ifindex;
	memcpy(r->ifname, l->name, sizeof(r->ifname));
	snprintf(r->kind, sizeof(r->kind), "%s", l->kind);
	r->gso = l->gso_max_size;
	r->gro = l->gro_max_size;
	r->gso4 = l->gso_ipv4_max_size;
	r->gro4 = l->gro_ipv4_max_size;
	r->gso_segs = l->gso_max_segs;
	r->tso = l->tso_max_size;
	r->tso_segs = l->tso_max_segs;
	r->ipv6 = min_u32(r->gso, r->gro);
	r->ipv4 = min_u32(r->gso4, r->gro4);
	r->max = min_u32(r->tso, NK_GSO_MAX_SIZE);
	if (l->kind[0])
		r->has |= BIGTCP_ROW_KIND;
	if (l->has & NL_LINK_GSO4)
		r->has |= BIGTCP_ROW_GSO4;
	if (l->has & NL_LINK_GRO)
		r->has |= BIGTCP_ROW_GRO;
	if (l->has & NL_LINK_TSO)
		r->has |= BIGTCP_ROW_TSO;
	r->can_ipv6 = (l->has & NL_LINK_TSO) &&
		      r->max > NK_GSO_LEGACY_MAX_SIZE;
	r->can_ipv4 = r->can_ipv6 && (l->has & NL_LINK_GSO4);
}

int bigtcp_list(struct nl *nl, const char *dev, struct bigtcp_list *ls,
		struct err *err)
{
	struct nl_links links = { 0 };
	uint32_t least = UINT32_MAX;
	int rc;

	*ls = (struct bigtcp_list){ 0 };
	rc = nl_link_list(nl, NL_LINK_HERE, NULL, false, &links, err);
	if (rc)
		return rc;
	if (dev && !nl_links_by_name(&links, dev)) {
		rc = err_set(err, ERR_LOCAL, ENODEV, dev, "no such device");
		goto out;
	}
	ls->v = calloc(links.n ? links.n : 1, sizeof(*ls->v));
	if (!ls->v) {
		rc = err_nomem(err);
		goto out;
	}
	for (size_t i = 0; i < links.n; i++)
		least = min_u32(least, links.v[i].tso_max_size);
	for (size_t i = 0; i < links.n; i++) {
		struct bigtcp_row *r = &ls->v[ls->n];

		if (dev && strcmp(dev, links.v[i].name))
			continue;
		fill_row(r, &links.v[i]);
		r->narrowest = r->tso == least;
		ls->n++;
	}
out:
	nl_links_free(&links);
	return rc;
}

void bigtcp_list_free(struct bigtcp_list *ls)
{
	free(ls->v);
	*ls = (struct bigtcp_list){ 0 };
}

/* ---- set, reset --------------------------------------------------------- */

static bool is_target(const struct targets *ts, uint32_t ifindex, int32_t nsid)
{
	for (size_t i = 0; i < ts->n; i++)
		if (ts->v[i].link.ifindex == ifindex && ts->v[i].nsid == nsid)
			return true;
	return false;
}

static int add_target(struct targets *ts, const struct nl_link *l,
		      int32_t nsid, struct err *err)
{
	struct target *v;

	if (is_target(ts, l->ifindex, nsid))
		return 0;
	v = reallocarray(ts->v, ts->n + 1, sizeof(*v));
	if (!v)
		return err_nomem(err);
	ts->v = v;
	v[ts->n++] = (struct target){ .link = *l, .nsid = nsid,
				      .want = sizes_of(l) };
	return 0;
}

static int add_other_end(struct nl *nl, struct targets *ts,
			 const struct nl_link *l, struct err *err)
{
	int32_t nsid = l->has & NL_LINK_NETNSID ? l->link_nsid : NL_LINK_HERE;
	struct nl_link other;
	int rc;

	if ((strcmp(l->kind, "netkit") && strcmp(l->kind, "veth")) || !l->link)
		return err_set(err, ERR_LOCAL, EINVAL, l->name,
			       "is not one end of a pair");
	rc = nl_link_get(nl, nsid, NULL, l->link, false, &other, err);
	if (rc) {
		err_wrap(err, "cannot read the other end of %s", l->name);
		return rc;
	}
	return add_target(ts, &other, nsid, err);
}

static int find_targets(struct nl *nl, const struct bigtcp_req *req,
			struct targets *ts, struct err *err)
{
	const char *const *names = req->devs.v;

	for (size_t i = 0; i < req->devs.n; i++) {
		struct nl_link l;
		int rc = nl_link_get(nl, NL_LINK_HERE, names[i], 0, false, &l,
				     err);

		if (!rc)
			rc = add_target(ts, &l, NL_LINK_HERE, err);
		if (!rc && req->pair)
			rc = add_other_end(nl, ts, &l, err);
		if (rc)
			return rc;
	}
	return 0;
}

/* Refuse before anything is sent what a device cannot take. */
static int check_size(const struct target *t, const char *family,
		      uint32_t size, bool known, struct err *err)
{
	uint32_t tso = t->link.tso_max_size;

	if (!known)
		return err_set(err, ERR_LOCAL, EOPNOTSUPP, t->link.name,
			       "this kernel has no %s sizes", family);
	if ((t->link.has & NL_LINK_TSO) && size > tso) {
		err_set(err, ERR_LOCAL, EINVAL, t->link.name,
			"%s %u is above the tso_max_size of this device, %u",
			family, size, tso);
		return err_hint(err, "nkctl bigtcp probe shows what each device takes");
	}
	return 0;
}

static int want_sizes(const struct bigtcp_req *req, struct targets *ts,
		      struct err *err)
{
	for (size_t i = 0; i < ts->n; i++) {
		struct target *t = &ts->v[i];
		int rc = 0;

		if (req->said & BIGTCP_IPV6) {
			rc = check_size(t, "ipv6", (uint32_t)req->ipv6,
					t->link.has & NL_LINK_GRO, err);
			t->want.gso = t->want.gro = (uint32_t)req->ipv6;
		}
		if (!rc && (req->said & BIGTCP_IPV4)) {
			rc = check_size(t, "ipv4", (uint32_t)req->ipv4,
					t->link.has & NL_LINK_GSO4, err);
			t->want.gso4 = t->want.gro4 = (uint32_t)req->ipv4;
		}
		if (rc)
			return rc;
	}
	return 0;
}

static int send_sizes(struct nl *nl, struct target *t,
		      const struct sizes *s)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;

	if (t->nsid >= 0)
		nl = &t->far;
	nlh = nl_begin(nl, RTM_NEWLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = (int)t->link.ifindex;
	if (t->link.has & NL_LINK_GSO)
		mnl_attr_put_u32(nlh, IFLA_GSO_MAX_SIZE, s->gso);
	if (t->link.has & NL_LINK_GRO)
		mnl_attr_put_u32(nlh, NK_IFLA_GRO_MAX_SIZE, s->gro);
	if (t->link.has & NL_LINK_GSO4) {
		mnl_attr_put_u32(nlh, NK_IFLA_GSO_IPV4_MAX_SIZE, s->gso4);
		mnl_attr_put_u32(nlh, NK_IFLA_GRO_IPV4_MAX_SIZE, s->gro4);
	}
	return nl_talk(nl, nlh, NULL, NULL);
}

/* Before anything is changed, so that a place nobody can enter is an error
 * in time. */
static int open_sessions(struct nl *nl, struct targets *ts, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < ts->n && !rc; i++)
		if (ts->v[i].nsid >= 0)
			rc = netns_session_id(nl, ts->v[i].nsid,
					      &ts->v[i].far, err);
	return rc;
}

static void targets_free(struct targets *ts)
{
	for (size_t i = 0; i < ts->n; i++)
		nl_close(&ts->v[i].far);
	free(ts->v);
}

static bool is_same(const struct sizes *a, const struct sizes *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static int apply(struct nl *nl, struct targets *ts, struct err *err)
{
	static const struct nl_why whys[] = {
		{ ERANGE, NULL, "a sent packet must hold at least the TCP header and one byte" },
		{ 0, NULL, NULL },
	};
	int rc = open_sessions(nl, ts, err);

	for (size_t i = 0; i < ts->n && !rc; i++) {
		struct target *t = &ts->v[i];
		struct sizes old = sizes_of(&t->link);

		if (is_same(&old, &t->want))
			continue;
		rc = send_sizes(nl, t, &t->want);
		if (!rc)
			continue;
		rc = nl_refused(t->nsid >= 0 ? &t->far : nl, rc, whys, err, t->link.name,
				"cannot set the sizes");
		/* Also this one: the kernel may have taken a part of it. */
		for (size_t k = i + 1; k-- > 0;) {
			old = sizes_of(&ts->v[k].link);
			send_sizes(nl, &ts->v[k], &old);
		}
	}
	return rc;
}

static int plan_size(struct plan *plan, const char *dev, const char *what,
		     uint32_t from, uint32_t to, struct err *err)
{
	char a[16], b[16];

	if (from == to)
		return 0;
	snprintf(a, sizeof(a), "%u", from);
	snprintf(b, sizeof(b), "%u", to);
	return plan_add(plan, dev, "set", what, a, b, err);
}

static int plan_sizes(const struct targets *ts, struct plan *plan,
		      struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < ts->n && !rc; i++) {
		const struct target *t = &ts->v[i];
		struct sizes old = sizes_of(&t->link);
		const char *dev = t->link.name;

		rc = plan_size(plan, dev, "gso_max_size", old.gso,
			       t->want.gso, err);
		if (!rc)
			rc = plan_size(plan, dev, "gro_max_size", old.gro,
				       t->want.gro, err);
		if (!rc)
			rc = plan_size(plan, dev, "gso_ipv4_max_size",
				       old.gso4, t->want.gso4, err);
		if (!rc)
			rc = plan_size(plan, dev, "gro_ipv4_max_size",
				       old.gro4, t->want.gro4, err);
	}
	return rc;
}

int bigtcp_set(struct nl *nl, const struct bigtcp_req *req, struct plan *plan,
	       struct err *err)
{
	struct targets ts = { 0 };
	int rc = find_targets(nl, req, &ts, err);

	if (!rc)
		rc = want_sizes(req, &ts, err);
	if (!rc)
		rc = plan ? plan_sizes(&ts, plan, err) : apply(nl, &ts, err);
	targets_free(&ts);
	return rc;
}

int bigtcp_reset(struct nl *nl, const struct bigtcp_req *req,
		 struct plan *plan, struct err *err)
{
	const struct sizes legacy = {
		NK_GSO_LEGACY_MAX_SIZE, NK_GSO_LEGACY_MAX_SIZE,
		NK_GSO_LEGACY_MAX_SIZE, NK_GSO_LEGACY_MAX_SIZE,
	};
	struct targets ts = { 0 };
	int rc = find_targets(nl, req, &ts, err);

	for (size_t i = 0; i < ts.n; i++) {
		struct target *t = &ts.v[i];

		/* A device whose hardware takes less never had 65536. */
		t->want = legacy;
		if (t->link.has & NL_LINK_TSO)
			t->want.gso = t->want.gso4 =
				min_u32(t->link.tso_max_size,
					NK_GSO_LEGACY_MAX_SIZE);
		if (!(t->link.has & NL_LINK_GSO4))
			t->want.gso4 = t->want.gro4 = 0;
	}
	if (!rc)
		rc = plan ? plan_sizes(&ts, plan, err) : apply(nl, &ts, err);
	targets_free(&ts);
	return rc;
}
