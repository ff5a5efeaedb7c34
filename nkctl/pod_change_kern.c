/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing and checking pods: pod.h.  The kernel takes more than it is told
 * when an address goes (its network's others, routes with the last one), so
 * a change is made in rounds: read, compare, mend, until nothing differs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nkctl/link_prop.h"
#include "nkctl/pod_make.h"

#define ROUNDS 4

/* A pod as it is. */
struct found {
	struct nl_link own, peer;
	struct nl far;
	struct pod_objs is;
	struct ip_prefix *addrs, *routes;	/* those of `is` */
	size_t n_addrs, n_routes;
	uint32_t features;			/* of any default route */
};

static int32_t nsid_of(const struct nl_link *own)
{
	return own->has & NL_LINK_NETNSID ? own->link_nsid : NL_LINK_HERE;
}

static void found_free(struct found *f)
{
	nl_close(&f->far);
	pod_objs_free(&f->is);
	free(f->addrs);
	free(f->routes);
}

/* What was wished for, as far as what is there tells it. */
static int guess_wish(struct found *f, struct err *err)
{
	f->addrs = calloc(f->is.addrs.n + 1, sizeof(*f->addrs));
	f->routes = calloc(f->is.routes.n + 1, sizeof(*f->routes));
	if (!f->addrs || !f->routes)
		return err_nomem(err);
	for (size_t i = 0; i < f->is.addrs.n; i++)
		f->addrs[f->n_addrs++] = f->is.addrs.v[i].addr;
	for (size_t i = 0; i < f->is.routes.n; i++)
		if (f->is.routes.v[i].gw.family)
			f->routes[f->n_routes++] = f->is.routes.v[i].dst;
	for (size_t i = 0; i < f->is.defaults.n; i++)
		f->features |= f->is.defaults.v[i].features;
	return 0;
}

/* fd: the namespace, where the caller has it open; -1 to look for it. */
static int find(struct nl *nl, const char *name, int fd, struct found *f,
		struct err *err)
{
	int rc = pod_find(nl, name, &f->own, err);

	if (rc)
		return rc;
	rc = nl_link_get(nl, nsid_of(&f->own), NULL, f->own.link, false,
			 &f->peer, err);
	if (rc)
		return err_wrap(err, "cannot read the pod's end"), rc;
	rc = fd >= 0 ? netns_session(fd, nl->debug, &f->far, err) :
		       netns_session_id(nl, nsid_of(&f->own), &f->far, err);
	if (!rc)
		rc = pod_objs_read(nl, &f->far, &f->own, &f->peer, &f->is, err);
	return rc ? rc : guess_wish(f, err);
}

static struct pod_shape shape_of(const struct found *f, const char *name)
{
	return (struct pod_shape){
		.own = f->own.ifindex, .peer = f->peer.ifindex,
		.l2 = f->own.nk.mode == NK_MODE_L2,
		.own_mac = pod_mac(name, false), .peer_mac = pod_mac(name, true),
		.addrs = f->addrs, .n_addrs = f->n_addrs,
		.routes = f->routes, .n_routes = f->n_routes,
		.features = f->features,
	};
}

/* ---- replace ------------------------------------------------------------ */

/* What decides whether it is the same pod cannot be changed. */
static int check_fixed(struct nl *nl, const struct pod_req *req, int fd,
		       const struct nl_link *own, struct err *err)
{
	if ((req->said & POD_MODE) && req->mode != own->nk.mode) {
		err_set(err, ERR_LOCAL, EACCES, req->name,
			"the pod is of mode %s, which cannot be changed",
			choice_word(link_modes, own->nk.mode));
		return err_hint(err, "nkctl pod del %s, then add it", req->name);
	}
	if (!(own->has & NL_LINK_NETNSID) ||
	    netns_id_known(nl, fd) != own->link_nsid) {
		err_set(err, ERR_LOCAL, EACCES, req->name,
			"the pod is in another namespace than \"%s\"",
			req->netns);
		return err_hint(err, "nkctl pod del %s, then add it", req->name);
	}
	return 0;
}

static int rename_own(struct nl *nl, uint32_t ifindex, const char *to)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;

	nlh = nl_begin(nl, RTM_NEWLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = (int)ifindex;
	mnl_attr_put_strz(nlh, IFLA_IFNAME, to);
	return nl_talk(nl, nlh, NULL, NULL);
}

/* Make it what it should be, or with `force` come as near as can be. */
static int converge(const struct found *f, const struct pod_ends *ends,
		    const struct pod_objs *should, bool force, struct err *err)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct nl_link own, peer;
		struct pod_objs is = { 0 };
		struct pod_ops ops = { 0 };
		bool done;
		int rc;

		rc = nl_link_get(ends->near, NL_LINK_HERE, NULL, f->own.ifindex,
				 false, &own, err);
		if (!rc)
			rc = nl_link_get(ends->far, NL_LINK_HERE, NULL,
					 f->peer.ifindex, false, &peer, err);
		if (!rc)
			rc = pod_objs_read(ends->near, ends->far, &own, &peer,
					   &is, err);
		if (!rc)
			rc = pod_objs_diff(&is, should, &ops, err);
		done = !rc && !ops.n;
		if (!rc)
			rc = pod_ops_run(&ops, ends, force, err);
		pod_ops_free(&ops);
		pod_objs_free(&is);
		if (rc || done)
			return rc;
	}
	return err_set(err, ERR_KERNEL, EAGAIN, ends->name,
		       "something else keeps changing the pod");
}

/* The request that would make the pair as it was. */
static struct link_req undo_request(const struct link_req *link,
				    const struct found *f)
{
	struct link_req old = *link;

	for (size_t i = 0; i < LINK_N_PROPS; i++) {
		const struct prop *p = &link_props[i];

		if (prop_is_said(link, p))
			prop_take(&old, p, p->where == IN_PEER ? &f->peer :
								 &f->own);
	}
	return old;
}

static int rename_peer(struct nl *nl, const struct pod_req *req,
		       const char *own, struct err *err)
{
	const struct link_req link = {
		.own = { .said = LINK_NAME | LINK_PEER, .name = own },
		.peer = { .said = LINK_NAME, .name = req->ifname },
	};

	return req->said & POD_IFNAME_SAID ? link_set(nl, &link, NULL, err) : 0;
}

/*
 * The pair first: a MAC that changes takes the neighbours with it, and an
 * MTU too small for IPv6 its addresses. The pod's device is renamed last:
 * the kernel renames the labels of its addresses too, and not back.
 */
static int apply(struct nl *nl, const struct pod_req *req, struct found *f,
		 const struct link_req *link, const struct pod_objs *should,
		 struct pod_ends *ends, struct err *err)
{
	bool renames = strcmp(link->own.name, f->own.name);
	struct link_req old = undo_request(link, f);
	int rc = 0;

	if (renames) {
		rc = rename_own(nl, f->own.ifindex, link->own.name);
		if (rc)
			return nl_refused(nl, rc, NULL, err, req->name,
					  "cannot rename %s to %s", f->own.name,
					  link->own.name);
	}
	ends->far = &f->far;
	rc = link_set(nl, link, NULL, err);
	if (!rc) {
		rc = converge(f, ends, should, false, err);
		if (!rc)
			rc = rename_peer(nl, req, link->own.name, err);
		if (!rc)
			return 0;
		link_set(nl, &old, NULL, NULL);
		converge(f, ends, &f->is, true, NULL);
	}
	if (renames)
		rename_own(nl, f->own.ifindex, f->own.name);
	return rc;
}

static int plan_change(struct nl *nl, const struct found *f,
		       struct link_req *link,
		       const struct pod_objs *should,
		       const struct pod_ends *ends, struct plan *plan,
		       struct err *err)
{
	struct pod_ops ops = { 0 };
	int rc = 0;

	if (strcmp(link->own.name, f->own.name))
		rc = plan_add(plan, f->own.name, "set", "name", f->own.name,
			      link->own.name, err);
	link->own.name = f->own.name;
	if (!rc)
		rc = link_set(nl, link, plan, err);
	if (!rc)
		rc = pod_objs_diff(&f->is, should, &ops, err);
	if (!rc)
		rc = pod_ops_plan(&ops, ends, plan, err);
	pod_ops_free(&ops);
	return rc;
}

/* What was not said of the pod's end follows the primary, so that a pod
 * whose ends differ becomes whole again. */
static void follow_primary(struct link_end *peer, const struct nl_link *own)
{
	uint64_t open = ~peer->said;

	if (open & LINK_MTU)
		peer->mtu = own->mtu;
	if (open & LINK_POLICY)
		peer->policy = own->nk.policy;
	peer->said |= LINK_MTU | LINK_POLICY;
	if (!(open & LINK_GSO))
		return;
	peer->gso = own->gso_max_size;
	peer->gro = own->gro_max_size;
	peer->gso4 = own->gso_ipv4_max_size;
	peer->gro4 = own->gro_ipv4_max_size;
	peer->said |= LINK_GSO | LINK_GRO;
	if (own->has & NL_LINK_GSO4)
		peer->said |= LINK_GSO4 | LINK_GRO4;
}

static int change(struct nl *nl, const struct pod_req *req, struct found *f,
		  struct plan *plan, struct err *err)
{
	struct pod_shape shape = shape_of(f, req->name);
	struct pod_ends ends = { .near = nl, .name = req->name,
				 .ifname = f->peer.name,
				 .host_ifname = f->own.name };
	struct pod_objs should;
	struct link_req link;
	int rc;

	pod_link_request(req, shape.l2, &link);
	follow_primary(&link.peer, &f->own);
	link.own.name = req->said & POD_HOST_IFNAME ? req->host_ifname :
						      f->own.name;
	if (plan && (req->said & POD_IFNAME_SAID)) {
		link.peer.said |= LINK_NAME;
		link.peer.name = req->ifname;
	}
	shape.addrs = req->addrs.v;
	shape.n_addrs = req->addrs.n;
	if (req->said & POD_ROUTE) {
		shape.routes = req->routes.v;
		shape.n_routes = req->routes.n;
	}
	if (req->said & POD_FEATURES)
		shape.features = req->features;
	rc = pod_objs_want(&shape, &should, err);
	if (rc)
		return rc;
	rc = plan ? plan_change(nl, f, &link, &should, &ends, plan, err) :
		    apply(nl, req, f, &link, &should, &ends, err);
	pod_objs_free(&should);
	return rc;
}

int pod_replace(struct nl *nl, const struct pod_req *req, struct plan *plan,
		struct err *err)
{
	struct found f = { 0 };
	int fd, rc = pod_find(nl, req->name, &f.own, err);

	if (rc == -ENODEV) {
		err_clear(err);
		return pod_add(nl, req, plan, err);
	}
	if (rc)
		return rc;
	fd = pod_netns_open(req, err);
	if (fd < 0)
		return fd;
	rc = check_fixed(nl, req, fd, &f.own, err);
	if (!rc)
		rc = find(nl, req->name, fd, &f, err);
	if (!rc)
		rc = change(nl, req, &f, plan, err);
	found_free(&f);
	close(fd);
	return rc;
}

/* ---- check -------------------------------------------------------------- */

static struct pod_diff *diff_add(struct pod_diffs *ds, const char *object,
				 const char *property, struct err *err)
{
	struct pod_diff *v = reallocarray(ds->v, ds->n + 1, sizeof(*v));

	if (!v) {
		err_nomem(err);
		return NULL;
	}
	ds->v = v;
	v = &v[ds->n++];
	*v = (struct pod_diff){ .property = property };
	snprintf(v->object, sizeof(v->object), "%s", object);
	return v;
}

void pod_diffs_free(struct pod_diffs *ds)
{
	free(ds->v);
	*ds = (struct pod_diffs){ 0 };
}

static int diff_words(struct pod_diffs *ds, const char *object,
		      const char *property, const char *is, const char *should,
		      struct err *err)
{
	struct pod_diff *d = diff_add(ds, object, property, err);

	if (!d)
		return -ENOMEM;
	snprintf(d->is, sizeof(d->is), "%s", is);
	snprintf(d->should, sizeof(d->should), "%s", should);
	return 0;
}

static int diff_u32(struct pod_diffs *ds, const char *object,
		    const char *property, uint32_t is, uint32_t should,
		    struct err *err)
{
	char a[16], b[16];

	if (is == should)
		return 0;
	snprintf(a, sizeof(a), "%u", is);
	snprintf(b, sizeof(b), "%u", should);
	return diff_words(ds, object, property, a, b, err);
}

static int diff_mac(struct pod_diffs *ds, const struct nl_link *l,
		    struct mac should, struct err *err)
{
	char a[MAC_STRLEN], b[MAC_STRLEN];

	if (!memcmp(&l->mac, &should, sizeof(should)))
		return 0;
	mac_format(&l->mac, a);
	mac_format(&should, b);
	return diff_words(ds, l->name, "address", a, b, err);
}

/* The pod's end against the primary, which the pod cannot change. */
static int check_pair(const struct found *f, const char *name,
		      struct pod_diffs *ds, struct err *err)
{
	const struct nl_link *own = &f->own, *peer = &f->peer;
	const struct { const char *what; uint32_t is, should; } numbers[] = {
		{ "mtu", peer->mtu, own->mtu },
		{ "gso_max_size", peer->gso_max_size, own->gso_max_size },
		{ "gro_max_size", peer->gro_max_size, own->gro_max_size },
		{ "gso_ipv4_max_size", peer->gso_ipv4_max_size,
		  own->gso_ipv4_max_size },
		{ "gro_ipv4_max_size", peer->gro_ipv4_max_size,
		  own->gro_ipv4_max_size },
	};
	int rc = 0;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && !rc; i++)
		rc = diff_u32(ds, peer->name, numbers[i].what, numbers[i].is,
			      numbers[i].should, err);
	if (!rc && own->nk.policy != own->nk.peer_policy)
		rc = diff_words(ds, peer->name, "policy",
				choice_word(link_policies, own->nk.peer_policy),
				choice_word(link_policies, own->nk.policy), err);
	if (!rc && own->nk.mode == NK_MODE_L2)
		rc = diff_mac(ds, own, pod_mac(name, false), err);
	if (!rc && own->nk.mode == NK_MODE_L2)
		rc = diff_mac(ds, peer, pod_mac(name, true), err);
	/* Why it has none, when an end is down, is said of that end. */
	if (!rc && !own->carrier && (own->flags & peer->flags & IFF_UP))
		rc = diff_words(ds, own->name, "carrier", "down", "up", err);
	return rc;
}

static int check_objs(const struct found *f, const char *name,
		      struct pod_diffs *ds, struct err *err)
{
	struct pod_shape shape = shape_of(f, name);
	struct pod_ends ends = { .name = name, .ifname = f->peer.name,
				 .host_ifname = f->own.name };
	struct pod_ops ops = { 0 };
	struct pod_objs should;
	int rc = pod_objs_want(&shape, &should, err);

	if (rc)
		return rc;
	rc = pod_objs_diff(&f->is, &should, &ops, err);
	for (size_t i = 0; i < ops.n && !rc; i++) {
		const struct pod_op *op = &ops.v[i];
		char object[POD_TEXT], value[POD_TEXT];
		const char *property = pod_op_words(op, &ends, object, value);
		const char *is = op->kind <= POD_LO_UP ? "down" :
				 op->how == NL_REPLACE ? "other" : "none";

		rc = op->how == NL_DEL ?
			     diff_words(ds, object, property, value, "none", err) :
			     diff_words(ds, object, property, is, value, err);
	}
	pod_ops_free(&ops);
	pod_objs_free(&should);
	if (!rc && !f->n_addrs)
		rc = diff_words(ds, f->peer.name, "address", "none",
				"one or more", err);
	return rc;
}

/* Of the namespace that this process is in, where it can be read. */
static bool is_stuck(const char *family, const char *dev)
{
	char path[128], value = '1';
	int fd;

	snprintf(path, sizeof(path), "/proc/sys/net/%s/conf/%s/forwarding",
		 family, dev);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, &value, 1) != 1)
		value = '1';
	close(fd);
	return value == '0';
}

static void look_at_forwarding(const struct found *f, struct pod_diffs *ds)
{
	bool has4 = false, has6 = false;

	for (size_t i = 0; i < f->n_addrs; i++) {
		has4 |= addr_bits(&f->addrs[i].addr) == 32;
		has6 |= addr_bits(&f->addrs[i].addr) == 128;
	}
	ds->stuck4 = has4 && is_stuck("ipv4", f->own.name);
	ds->stuck6 = has6 && is_stuck("ipv6", f->own.name);
}

int pod_check(struct nl *nl, const char *name, struct pod_diffs *ds,
	      struct err *err)
{
	struct found f = { 0 };
	int rc;

	*ds = (struct pod_diffs){ 0 };
	rc = find(nl, name, -1, &f, err);
	if (!rc)
		rc = check_pair(&f, name, ds, err);
	if (!rc)
		rc = check_objs(&f, name, ds, err);
	if (!rc)
		look_at_forwarding(&f, ds);
	found_free(&f);
	return rc;
}
