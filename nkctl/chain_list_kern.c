/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading chains: chain.h.  tcx and netkit chains are queried in the
 * namespace that the process is in, so a link is always shown where it
 * lives.  The kernel tells an XDP program's id but not its link: that is
 * looked for among all XDP links by device index and program, and left out
 * where more than one fits, since indices repeat between namespaces.  That
 * there is one at all, the kernel tells by how it refuses a change.
 */
#include "nkctl/chain.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/bpffs.h"
#include "lib/uapi_compat.h"

#define CHAIN_MAX 64	/* a chain has room for 63 programs */

enum bpf_attach_type chain_attach_type(uint32_t hook)
{
	static const enum nk_bpf_attach types[] = {
		[HOOK_INGRESS] = NK_BPF_TCX_INGRESS,
		[HOOK_EGRESS] = NK_BPF_TCX_EGRESS,
		[HOOK_PRIMARY] = NK_BPF_NETKIT_PRIMARY,
		[HOOK_PEER] = NK_BPF_NETKIT_PEER,
	};

	return (enum bpf_attach_type)types[hook];
}

static bool is_netkit_hook(uint32_t hook)
{
	return hook == HOOK_PRIMARY || hook == HOOK_PEER;
}

int chain_check_hook(struct nl *nl, const struct nl_link *dev, uint32_t hook,
		     struct err *err)
{
	int32_t nsid = dev->has & NL_LINK_NETNSID ? dev->link_nsid :
						    NL_LINK_HERE;
	struct nl_link primary;

	if (!is_netkit_hook(hook))
		return 0;
	if (strcmp(dev->kind, "netkit")) {
		err_set(err, ERR_LOCAL, ENXIO, dev->name,
			"is not a netkit device: it has no %s chain",
			choice_word(chain_hooks, hook));
		return err_hint(err, "its hooks are ingress, egress and xdp");
	}
	if (!(dev->has & NL_LINK_NK_PRIMARY) || dev->nk.primary)
		return 0;
	err_set(err, ERR_LOCAL, EACCES, dev->name,
		"is the peer end: both netkit chains belong to its primary");
	if (nl_link_get(nl, nsid, NULL, dev->link, false, &primary, NULL))
		return err_hint(err, "ask where the primary is");
	if (nsid == NL_LINK_HERE)
		return err_hint(err, "its primary is %s", primary.name);
	return err_hint(err, "its primary is %s, in the namespace with id %d from here",
			primary.name, nsid);
}

static struct chain_entry *add_entry(struct chain *c, uint32_t owner,
				     uint32_t id)
{
	struct chain_entry *e, *v;

	v = reallocarray(c->v, c->n + 1, sizeof(*v));
	if (!v)
		return NULL;
	c->v = v;
	e = &v[c->n++];
	*e = (struct chain_entry){
		.ifindex = c->dev->ifindex,
		.hook = c->hook,
		.position = (uint32_t)c->n,
		.owner = owner,
		.id = id,
		.has = ENTRY_OWNER | (id ? ENTRY_ID : 0),
	};
	memcpy(e->dev, c->dev->name, sizeof(e->dev));
	return e;
}

static void set_link(struct chain_entry *e, uint32_t link,
		     const struct pins *pins)
{
	const struct pin *pin = pins ? pins_find(pins, link) : NULL;

	e->link = link;
	e->has |= ENTRY_LINK;
	e->owner = pin ? OWNER_PINNED : OWNER_LINK;
	if (pin) {
		e->pin = pin->path;
		e->has |= ENTRY_PIN;
	}
}

/* Names, tags and the rest; a program that may not be opened has none. */
static int fill_prog(struct chain_entry *e, enum chain_depth depth,
		     struct err *err)
{
	struct chain_map *maps;
	struct tm tm;
	time_t at;
	int rc, fd;

	if (depth == CHAIN_IDS || !e->id)
		return 0;
	fd = bpf_prog_get_fd_by_id(e->id);
	if (fd < 0)
		return 0;
	rc = prog_info_read(fd, depth == CHAIN_DETAILS, &e->prog, err);
	close(fd);
	if (rc)
		return rc;
	e->has |= ENTRY_PROG | ENTRY_NAME;
	if (e->prog.btf_id)
		e->has |= ENTRY_BTF;
	if (e->prog.run_cnt || prog_stats_enabled())
		e->has |= ENTRY_RUNS;
	at = (time_t)(e->prog.load_time / 1000000000U);
	if (gmtime_r(&at, &tm))
		strftime(e->loaded_at, sizeof(e->loaded_at),
			 "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (!e->prog.maps)
		return 0;
	maps = calloc(e->prog.n_maps, sizeof(*maps));
	if (!maps)
		return err_nomem(err);
	for (uint32_t i = 0; i < e->prog.n_maps; i++)
		maps[i].id = e->prog.maps[i];
	e->maps = (struct out_list){ maps, e->prog.n_maps };
	return 0;
}

static int read_mprog(struct chain *c, const struct pins *pins,
		      struct err *err)
{
	uint32_t progs[CHAIN_MAX] = { 0 }, links[CHAIN_MAX] = { 0 };
	LIBBPF_OPTS(bpf_prog_query_opts, opts, .prog_ids = progs,
		    .link_ids = links, .count = CHAIN_MAX);

	if (bpf_prog_query_opts((int)c->dev->ifindex,
				chain_attach_type(c->hook), &opts)) {
		/* A kernel without the hook has nothing there. A single
		 * netkit device has no chains at all. */
		if (errno == EINVAL || errno == EOPNOTSUPP)
			return -EOPNOTSUPP;
		err_set(err, ERR_LOCAL, errno, c->dev->name,
			"cannot read the %s chain: %s",
			choice_word(chain_hooks, c->hook), strerror(errno));
		return -err->code;
	}
	c->revision = (uint32_t)opts.revision;
	c->attached = opts.count;
	for (uint32_t i = 0; i < opts.count; i++) {
		struct chain_entry *e = add_entry(c, OWNER_DIRECT, progs[i]);

		if (!e)
			return err_nomem(err);
		e->revision = c->revision;
		e->has |= ENTRY_REVISION;
		if (links[i])
			set_link(e, links[i], pins);
	}
	return 0;
}

/* Does the program hang on a link? To replace nothing by nothing, where there
 * is a program, is refused in one way or another; nothing changes. 1, 0, or
 * -errno where this may not be asked. */
static int has_xdp_link(struct nl *nl, const struct nl_link *dev, uint32_t mode)
{
	int rc = xdp_send(nl, dev, -1, true, -1, xdp_mode_flags(mode));

	nl->extack[0] = '\0';	/* no later refusal's */
	return rc == -EBUSY ? 1 : rc == -EEXIST ? 0 : rc ? rc : -ENOENT;
}

/* The XDP link with that device index and program, 0 for none; false where
 * that cannot be told: links may not be listed, or more than one fits (then
 * some are another namespace's). */
static bool find_xdp_link(uint32_t ifindex, uint32_t prog, uint32_t *found)
{
	uint32_t id = 0;

	*found = 0;
	while (!bpf_link_get_next_id(id, &id)) {
		struct bpf_link_info info = { 0 };
		uint32_t len = sizeof(info);
		int rc, fd = bpf_link_get_fd_by_id(id);

		if (fd < 0 && errno == ENOENT)
			continue;	/* gone since */
		if (fd < 0)
			return false;
		rc = bpf_link_get_info_by_fd(fd, &info, &len);
		close(fd);
		if (rc || info.type != BPF_LINK_TYPE_XDP ||
		    info.xdp.ifindex != ifindex || info.prog_id != prog)
			continue;
		if (*found)
			return false;
		*found = id;
	}
	return errno == ENOENT;
}

static int read_xdp(struct nl *nl, struct chain *c, const struct pins *pins,
		    struct err *err)
{
	for (uint32_t mode = 0; mode < NL_LINK_XDP_MODES; mode++) {
		uint32_t prog = c->dev->xdp_prog[mode], link;
		struct chain_entry *e;
		int linked;

		if (!prog)
			continue;
		e = add_entry(c, OWNER_DIRECT, prog);
		if (!e)
			return err_nomem(err);
		e->mode = mode;
		e->has |= ENTRY_MODE;
		linked = has_xdp_link(nl, c->dev, mode);
		if (linked > 0)
			e->owner = OWNER_LINK;
		if (linked && find_xdp_link(c->dev->ifindex, prog, &link)) {
			if (link)
				set_link(e, link, pins);
		} else if (linked < 0) {
			e->has &= ~(uint64_t)ENTRY_OWNER;
		}
		c->attached++;
	}
	return 0;
}

int chain_read(struct nl *nl, const struct nl_link *dev, uint32_t hook,
	       const struct pins *pins, enum chain_depth depth,
	       struct chain *c, struct err *err)
{
	int rc;

	*c = (struct chain){ .dev = dev, .hook = hook };
	rc = hook == HOOK_XDP ? read_xdp(nl, c, pins, err) :
				read_mprog(c, pins, err);
	for (size_t i = 0; i < c->n && !rc; i++)
		rc = fill_prog(&c->v[i], depth, err);
	return rc;
}

static void entry_free(struct chain_entry *e)
{
	prog_info_free(&e->prog);
	free(e->maps.v);
}

void chain_free(struct chain *c)
{
	for (size_t i = 0; i < c->n; i++)
		entry_free(&c->v[i]);
	free(c->v);
	*c = (struct chain){ 0 };
}

static int add_chain(struct nl *nl, const struct nl_link *dev, uint32_t hook,
		     bool details, struct chain_list *ls, struct err *err)
{
	struct chain_entry *v;
	struct chain c;
	int rc = chain_read(nl, dev, hook, &ls->pins,
			    details ? CHAIN_DETAILS : CHAIN_PROGS, &c, err);

	if (rc == -EOPNOTSUPP && !err->from)
		rc = 0;
	if (!rc && (hook == HOOK_INGRESS || hook == HOOK_EGRESS))
		rc = chain_read_filters(nl, &c, err);
	for (size_t i = c.attached; i < c.n && !rc; i++)
		rc = fill_prog(&c.v[i], details ? CHAIN_DETAILS : CHAIN_PROGS,
			       err);
	if (rc || !c.n) {
		chain_free(&c);
		return rc;
	}
	v = reallocarray(ls->v, ls->n + c.n, sizeof(*v));
	if (!v) {
		chain_free(&c);
		return err_nomem(err);
	}
	/* The entries move over, with what they own. */
	memcpy(v + ls->n, c.v, c.n * sizeof(*v));
	ls->v = v;
	ls->n += c.n;
	free(c.v);
	return 0;
}

static int add_device(struct nl *nl, const struct nl_link *dev,
		      const struct chain_req *req, bool details,
		      struct chain_list *ls, struct err *err)
{
	bool primary = !strcmp(dev->kind, "netkit") && dev->nk.primary;

	for (uint32_t hook = HOOK_INGRESS; hook <= HOOK_XDP; hook++) {
		int rc;

		if ((req->said & CHAIN_HOOK) && req->hook != hook)
			continue;
		if (is_netkit_hook(hook) && !primary)
			continue;
		rc = add_chain(nl, dev, hook, details, ls, err);
		if (rc)
			return rc;
	}
	return 0;
}

int chain_list(struct nl *nl, const struct chain_req *req, const char *root,
	       bool details, struct chain_list *ls, struct err *err)
{
	struct nl_links links = { 0 };
	struct nl_link one;
	int rc;

	*ls = (struct chain_list){ 0 };
	rc = pins_read(BPFFS_ROOT, &ls->pins, err);
	if (!rc && strcmp(root, BPFFS_ROOT) &&
	    strncmp(root, BPFFS_ROOT "/", sizeof(BPFFS_ROOT)))
		rc = pins_add(root, &ls->pins, err);
	if (rc)
		return rc;
	if (req->dev) {
		rc = nl_link_get(nl, NL_LINK_HERE, req->dev, 0, false, &one,
				 err);
		if (!rc && (req->said & CHAIN_HOOK))
			rc = chain_check_hook(nl, &one, req->hook, err);
		return rc ? rc : add_device(nl, &one, req, details, ls, err);
	}
	rc = nl_link_list(nl, NL_LINK_HERE, NULL, false, &links, err);
	for (size_t i = 0; i < links.n && !rc; i++)
		rc = add_device(nl, &links.v[i], req, details, ls, err);
	nl_links_free(&links);
	return rc;
}

void chain_list_free(struct chain_list *ls)
{
	for (size_t i = 0; i < ls->n; i++)
		entry_free(&ls->v[i]);
	free(ls->v);
	pins_free(&ls->pins);
	*ls = (struct chain_list){ 0 };
}
