/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The checks of `nkctl doctor`: doctor.h. */
#include "nkctl/doctor.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/bpffs.h"
#include "lib/uapi_compat.h"
#include "nkctl/chain.h"
#include "nkctl/link.h"

/* What the checks look at, read once. */
struct scene {
	struct nl *nl;
	struct nl_links links;
	struct chain_list chains;
	struct link_list netkits;
};

typedef int (*check_fn)(const struct scene *s, struct findings *f,
			struct err *err);

/* A second bpffs over the first hides every pin of the first. */
static int check_shadow(const struct scene *s, struct findings *f,
			struct err *err)
{
	FILE *mounts = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	struct finding *one;
	size_t cap = 0, n = 0;

	(void)s;
	while (mounts && getline(&line, &cap, mounts) >= 0) {
		char point[4096];

		if (sscanf(line, "%*d %*d %*s %*s %4095s", point) == 1 &&
		    !strcmp(point, BPFFS_ROOT))
			n++;
	}
	if (mounts)
		fclose(mounts);
	free(line);
	if (n < 2)
		return 0;
	one = finding_add(f, FINDING_ERROR, "bpffs-shadowed", BPFFS_ROOT, err);
	if (!one)
		return -ENOMEM;
	finding_say(one, "%zu file systems are mounted here, one over the other: pins of those below cannot be seen", n);
	finding_mend(one, "umount " BPFFS_ROOT);
	return 0;
}

static int check_severed(const struct scene *s, struct findings *f,
			 struct err *err)
{
	for (size_t i = 0; i < s->chains.pins.n; i++) {
		const struct pin *p = &s->chains.pins.v[i];
		struct finding *one;

		if (!p->on_device || p->ifindex)
			continue;
		one = finding_add(f, FINDING_ERROR, "severed-link", p->path,
				  err);
		if (!one)
			return -ENOMEM;
		finding_say(one, "link %u with program %u is pinned here but attached to nothing: its device is gone, or it was detached",
			    p->link_id, p->prog_id);
		finding_mend(one, "rm %s", p->path);
	}
	return 0;
}

static struct finding *on_chain(struct findings *f, enum finding_level level,
				const char *check,
				const struct chain_entry *e, struct err *err)
{
	char object[64];

	snprintf(object, sizeof(object), "%s %s", e->dev,
		 choice_word(chain_hooks, e->hook));
	return finding_add(f, level, check, object, err);
}

static int check_unpinned(const struct scene *s, struct findings *f,
			  struct err *err)
{
	for (size_t i = 0; i < s->chains.n; i++) {
		const struct chain_entry *e = &s->chains.v[i];
		struct finding *one;

		if (e->owner != OWNER_LINK || !(e->has & ENTRY_LINK))
			continue;
		one = on_chain(f, FINDING_WARNING, "unpinned-link", e, err);
		if (!one)
			return -ENOMEM;
		finding_say(one, "program %u (%s) hangs on link %u, which has no pin: it goes with the process that holds it",
			    e->id, e->prog.name, e->link);
		finding_mend(one, "bpftool link pin id %u " BPFFS_ROOT "/link-%u",
			     e->link, e->link);
	}
	return 0;
}

static bool same_chain(const struct chain_entry *a, const struct chain_entry *b)
{
	return a->ifindex == b->ifindex && a->hook == b->hook;
}

static bool is_copy(const struct chain_entry *a, const struct chain_entry *b)
{
	return same_chain(a, b) && (a->has & b->has & ENTRY_PROG) &&
	       !strcmp(a->prog.tag, b->prog.tag) &&
	       !strcmp(a->prog.name, b->prog.name);
}

static int duplicate(const struct chain_entry *a, const struct chain_entry *b,
		     struct findings *f, struct err *err)
{
	const char *hook = choice_word(chain_hooks, b->hook);
	struct finding *one = on_chain(f, FINDING_WARNING, "duplicate-program",
				       b, err);

	if (!one)
		return -ENOMEM;
	finding_say(one, "%s (tag %s) runs twice: id %u at position %u and id %u at position %u",
		    a->prog.name, a->prog.tag, a->id, a->position, b->id,
		    b->position);
	if (b->owner == OWNER_FILTER)
		finding_mend(one, "tc filter del dev %s %s pref %u", b->dev,
			     hook, b->pref);
	else
		finding_mend(one, "nkctl chain detach dev %s %s id %u", b->dev,
			     hook, b->id);
	return 0;
}

/* Each copy once, with the first of its kind: following all the mends leaves
 * that one. */
static int check_duplicate(const struct scene *s, struct findings *f,
			   struct err *err)
{
	for (size_t k = 1; k < s->chains.n; k++) {
		size_t i = 0;

		while (i < k && !is_copy(&s->chains.v[i], &s->chains.v[k]))
			i++;
		if (i < k && duplicate(&s->chains.v[i], &s->chains.v[k], f, err))
			return -ENOMEM;
	}
	return 0;
}

/* The first program of a hook of a device, of one kind of owner or not. */
static const struct chain_entry *first_of(const struct scene *s,
					  uint32_t ifindex, uint32_t hook,
					  bool filter)
{
	for (size_t i = 0; i < s->chains.n; i++) {
		const struct chain_entry *e = &s->chains.v[i];

		if (e->ifindex == ifindex && e->hook == hook &&
		    (e->owner == OWNER_FILTER) == filter)
			return e;
	}
	return NULL;
}

static int two_planes(const struct chain_entry *a, const struct chain_entry *b,
		      struct findings *f, struct err *err)
{
	struct finding *one = on_chain(f, FINDING_NOTE, "two-data-planes", b,
				       err);

	if (!one)
		return -ENOMEM;
	finding_say(one, "a packet meets %s of the %s %s and then %s of the %s %s: two data planes on one path",
		    a->prog.name, choice_word(chain_hooks, a->hook),
		    a->owner == OWNER_FILTER ? "filters" : "chain",
		    b->prog.name, choice_word(chain_hooks, b->hook),
		    b->owner == OWNER_FILTER ? "filters" : "chain");
	if (b->owner == OWNER_FILTER)
		finding_mend(one, "tc filter del dev %s %s", b->dev,
			     choice_word(chain_hooks, b->hook));
	else
		finding_mend(one, "nkctl chain detach dev %s %s id %u", b->dev,
			     choice_word(chain_hooks, b->hook), b->id);
	return 0;
}

/* What a packet meets one after the other: tcx before tc on each side; out
 * of a netkit primary tcx egress before the primary chain, and what comes
 * through the peer chain goes on to the primary's tcx ingress. */
static int check_planes(const struct scene *s, struct findings *f,
			struct err *err)
{
	static const struct { uint32_t hook, next; bool filter; } paths[] = {
		{ HOOK_INGRESS, HOOK_INGRESS, true },
		{ HOOK_EGRESS, HOOK_EGRESS, true },
		{ HOOK_EGRESS, HOOK_PRIMARY, false },
		{ HOOK_PEER, HOOK_INGRESS, false },
	};

	for (size_t i = 0; i < s->links.n; i++)
		for (size_t k = 0; k < sizeof(paths) / sizeof(paths[0]); k++) {
			uint32_t dev = s->links.v[i].ifindex;
			const struct chain_entry *a, *b;
			int rc;

			a = first_of(s, dev, paths[k].hook, false);
			b = first_of(s, dev, paths[k].next, paths[k].filter);
			rc = a && b ? two_planes(a, b, f, err) : 0;
			if (rc)
				return rc;
		}
	return 0;
}

static int blackhole(const char *primary, const char *end, const char *hook,
		     struct findings *f, struct err *err)
{
	struct finding *one = finding_add(f, FINDING_WARNING, "empty-drop",
					  primary, err);

	if (!one)
		return -ENOMEM;
	finding_say(one, "the %s chain is empty and the policy is drop: nothing that %s sends gets through",
		    hook, end);
	finding_mend(one, "nkctl link set %s %spolicy pass", primary,
		     strcmp(hook, "peer") ? "" : "peer ");
	return 0;
}

static int check_empty_drop(const struct scene *s, struct findings *f,
			    struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < s->netkits.n && !rc; i++) {
		const struct link_row *r = &s->netkits.v[i];

		if (strcmp(r->role, "primary"))
			continue;
		if ((r->own.has & ROW_EFFECTIVE) &&
		    !strcmp(r->own.effective, "drop"))
			rc = blackhole(r->own.ifname, r->own.ifname, "primary",
				       f, err);
		if (!rc && (r->peer.has & ROW_EFFECTIVE) &&
		    !strcmp(r->peer.effective, "drop"))
			rc = blackhole(r->own.ifname,
				       r->peer.has & ROW_NAME ? r->peer.ifname :
								"the peer",
				       "peer", f, err);
	}
	return rc;
}

/* bpf_redirect_peer() works from tcx ingress alone; anywhere else it drops
 * without a trace, but with BPF_F_EGRESS, which 7.3 has. */
static int check_redirect_peer(const struct scene *s, struct findings *f,
			       struct err *err)
{
	bool known = false;
	int32_t distance;

	for (size_t i = 0; i < s->chains.n; i++) {
		const struct chain_entry *e = &s->chains.v[i];
		struct finding *one;
		int fd, calls;

		if (e->hook == HOOK_INGRESS || e->hook == HOOK_XDP)
			continue;
		/* Symbols are many: not read unless somebody could call it.
		 * Without the right to look nothing is claimed. */
		if (!known && prog_helper_at("bpf_redirect_peer", &distance))
			return 0;
		known = true;
		fd = bpf_prog_get_fd_by_id(e->id);
		if (fd < 0)
			continue;
		calls = prog_calls(fd, distance, BPF_REG_2, NK_BPF_F_EGRESS);
		close(fd);
		if (calls <= 0)
			continue;
		one = on_chain(f, FINDING_ERROR, "redirect-peer", e, err);
		if (!one)
			return -ENOMEM;
		finding_say(one, "program %u (%s) calls bpf_redirect_peer(), which silently drops here: it works from tcx ingress alone",
			    e->id, e->prog.name);
		finding_mend(one, "attach it at tcx ingress, or use bpf_redirect_neigh() in it");
	}
	return 0;
}

static int look(struct scene *s, const char *root, struct findings *f,
		struct err *err)
{
	static const check_fn checks[] = {
		check_shadow, check_severed, check_redirect_peer,
		check_unpinned, check_duplicate, check_empty_drop,
		check_planes,
	};
	const struct chain_req all = { 0 };
	int rc;

	rc = nl_link_list(s->nl, NL_LINK_HERE, NULL, false, &s->links, err);
	if (!rc)
		rc = chain_list(s->nl, &all, root, false, &s->chains, err);
	if (!rc)
		rc = link_list(s->nl, NULL, false, &s->netkits, err);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]) && !rc; i++)
		rc = checks[i](s, f, err);
	return rc;
}

int doctor_look(struct nl *nl, const char *root, struct findings *f,
		struct err *err)
{
	struct scene s = { .nl = nl };
	int rc = look(&s, root, f, err);

	nl_links_free(&s.links);
	chain_list_free(&s.chains);
	link_list_free(&s.netkits);
	return rc;
}
