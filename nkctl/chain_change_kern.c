/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing tcx and netkit chains: chain.h.  Every change reads the chain,
 * decides, and sends the revision it has read; if somebody else was faster
 * it starts over, as long as what was wished for still makes sense.
 */
#include "nkctl/chain_slot.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/bpffs.h"

#define TRIES 64	/* 8 processes in a loop never came near it */

/* One change in progress: the chain as it was last read. */
struct change {
	struct chain_ctx *cc;
	const struct chain_req *req;
	struct nl_link dev;
	struct pins pins;
	struct chain chain;
	uint32_t expected;	/* the revision to send, 0: none */
	struct prog_handle prog;	/* fd -1: the command names none */
};

/*
 * A netkit chain that was emptied shows revision 1 but keeps its real one
 * to itself, so none is sent then; one that was said is compared here.
 */
static int check_revision(struct change *ch, struct err *err)
{
	const struct chain *c = &ch->chain;
	bool netkit = c->hook == HOOK_PRIMARY || c->hook == HOOK_PEER;
	bool said = ch->req->said & CHAIN_REVISION;

	ch->expected = netkit && !c->attached ? 0 : c->revision;
	if (!said || ch->req->revision == c->revision)
		return 0;
	return err_set(err, ERR_KERNEL, ESTALE, ch->dev.name,
		       "the %s chain is at revision %u, not %u",
		       choice_word(chain_hooks, c->hook), c->revision,
		       ch->req->revision);
}

static int read_again(struct change *ch, struct err *err)
{
	int rc;

	chain_free(&ch->chain);
	pins_free(&ch->pins);
	rc = pins_read(ch->cc->root, &ch->pins, err);
	if (!rc)
		rc = chain_read(ch->cc->nl, &ch->dev, ch->req->hook, &ch->pins,
				CHAIN_PROGS, &ch->chain, err);
	if (rc == -EOPNOTSUPP && !err->from)
		rc = slot_refused(rc, &ch->chain, err, "cannot read the chain");
	return rc ? rc : check_revision(ch, err);
}

typedef int (*try_fn)(struct change *ch, struct err *err);

/* Until it is done, refused for good, or hopeless. */
static int change_run(struct change *ch, try_fn try, struct err *err)
{
	int rc = 0;

	for (int i = 0; i < TRIES; i++) {
		err_clear(err);
		rc = read_again(ch, err);
		if (!rc)
			rc = try(ch, err);
		if (rc != -ESTALE || (ch->req->said & CHAIN_REVISION))
			break;
	}
	chain_free(&ch->chain);
	pins_free(&ch->pins);
	return rc;
}

static const char *hook_word(const struct change *ch)
{
	return choice_word(chain_hooks, ch->req->hook);
}

static int plan(struct change *ch, const char *action, const char *what,
		const char *from, const char *to, struct err *err)
{
	char object[PLAN_TEXT];

	snprintf(object, sizeof(object), "%s %s", ch->dev.name, hook_word(ch));
	return plan_add(ch->cc->plan, object, action, what, from, to, err);
}

/* Before or after an entry; its link is named by the link's own id. */
static void place_at(struct slot_place *p, uint32_t flag,
		     const struct chain_entry *e)
{
	p->flags = flag;
	p->relative_id = e->id;
	if (e->has & ENTRY_LINK) {
		p->flags |= BPF_F_LINK;
		p->relative_id = e->link;
	}
}

/* The place that was said, and the entry it is relative to (or NULL). */
static int find_place(struct change *ch, struct slot_place *p,
		      const struct chain_entry **at, struct err *err)
{
	const struct chain_req *req = ch->req;
	bool before = req->said & CHAIN_BEFORE;
	int rc;

	*at = NULL;
	*p = (struct slot_place){ .flags = BPF_F_AFTER };
	if (req->said & CHAIN_FIRST)
		p->flags = BPF_F_BEFORE;
	if (!(req->said & (CHAIN_BEFORE | CHAIN_AFTER)))
		return 0;
	rc = ref_find(ch->cc, before ? &req->before : &req->after, &ch->chain,
		      at, err);
	if (!rc)
		place_at(p, before ? BPF_F_BEFORE : BPF_F_AFTER, *at);
	return rc;
}

/* "first", "last", "before lb" or "after lb". */
static int plan_place(struct change *ch, const char *action, const char *what,
		      const struct chain_entry *at, uint32_t flags,
		      struct err *err)
{
	char to[PLAN_TEXT];

	if (at)
		snprintf(to, sizeof(to), "%s %.*s",
			 flags & BPF_F_BEFORE ? "before" : "after",
			 PLAN_TEXT - 8, at->prog.name);
	else
		snprintf(to, sizeof(to), "%s",
			 flags & BPF_F_BEFORE ? "first" : "last");
	return plan(ch, action, what, NULL, to, err);
}

/* ---- attach ----------------------------------------------------------------- */

static int try_attach(struct change *ch, struct err *err)
{
	const char *name = ch->prog.info.name;
	const struct chain_entry *at;
	struct slot_place place;
	char path[4096];
	int rc;

	rc = find_place(ch, &place, &at, err);
	if (rc)
		return rc;
	if (ch->cc->plan)
		return plan_place(ch, "attach", name, at, place.flags, err);
	if (ch->req->direct) {
		rc = slot_attach_direct(ch->prog.fd, &ch->chain, &place,
					ch->expected);
		return rc ? slot_refused(rc, &ch->chain, err,
					 "cannot attach %s", name) : 0;
	}
	rc = slot_pin_path(ch->cc->root, ch->req, &ch->chain, name, path, err);
	if (rc)
		return rc;
	rc = slot_attach_link(ch->prog.fd, &ch->chain, &place, ch->expected);
	if (rc < 0)
		return slot_refused(rc, &ch->chain, err, "cannot attach %s",
				    name);
	return slot_pin(rc, path, ch->dev.name, err);
}

/* ---- replace ---------------------------------------------------------------- */

static int swap(struct change *ch, const struct chain_entry *e, int new_fd,
		struct err *err)
{
	int rc, old = prog_open_id(e->id, err), link = -1;

	if (old < 0)
		return old;
	if (e->has & ENTRY_LINK) {
		link = slot_open_link(e, err);
		rc = link < 0 ? link : slot_replace_link(link, new_fd, old);
		/* Somebody else has swapped it since it was read. */
		if (rc == -EPERM && link >= 0)
			rc = -ESTALE;
	} else {
		rc = slot_replace_direct(new_fd, old, &ch->chain,
					 ch->expected);
	}
	if (rc && !err->from)
		slot_refused(rc, &ch->chain, err, "cannot replace %s",
			     e->prog.name);
	if (link >= 0)
		close(link);
	close(old);
	return rc;
}

static int try_replace(struct change *ch, struct err *err)
{
	const struct chain_entry *e;
	int rc = ref_find(ch->cc, &ch->req->ref, &ch->chain, &e, err);

	if (rc || e->id == ch->prog.info.id)
		return rc;
	if (ch->cc->plan)
		return plan(ch, "replace", NULL, e->prog.name,
			    ch->prog.info.name, err);
	return swap(ch, e, ch->prog.fd, err);
}

/* ---- detach ----------------------------------------------------------------- */

/* Take one away; a pin of ours goes with its link. */
static int detach_entry(struct change *ch, const struct chain_entry *e,
			uint32_t expected, struct err *err)
{
	int fd, rc;

	if (!(e->has & ENTRY_LINK)) {
		fd = prog_open_id(e->id, err);
		if (fd < 0)
			return fd;
		rc = slot_detach_direct(fd, &ch->chain, expected);
		close(fd);
		return rc ? slot_refused(rc, &ch->chain, err,
					 "cannot detach %s", e->prog.name) : 0;
	}
	fd = slot_open_link(e, err);
	if (fd < 0)
		return fd;
	rc = bpf_link_detach(fd) ? -errno : 0;
	close(fd);
	if (rc)
		return slot_refused(rc, &ch->chain, err, "cannot detach %s",
				    e->prog.name);
	for (size_t i = 0; i < ch->pins.n; i++)
		if (ch->pins.v[i].link_id == e->link &&
		    slot_is_own_pin(ch->cc->root, ch->pins.v[i].path))
			unlink(ch->pins.v[i].path);
	return 0;
}

/* Put one back behind all others, as it was. */
static void attach_again(struct change *ch, const struct chain_entry *e,
			 int prog)
{
	const struct slot_place last = { .flags = BPF_F_AFTER };
	struct err ignored = { 0 };
	int fd;

	if (!(e->has & ENTRY_LINK)) {
		slot_attach_direct(prog, &ch->chain, &last, 0);
		return;
	}
	fd = slot_attach_link(prog, &ch->chain, &last, 0);
	if (fd >= 0 && (e->has & ENTRY_PIN))
		slot_pin(fd, e->pin, ch->dev.name, &ignored);
}

/* From the last to the first, so that what is put back stands in order. */
static int detach_all(struct change *ch, struct err *err)
{
	const struct chain *c = &ch->chain;
	int *progs = calloc(c->attached + 1, sizeof(*progs));
	uint32_t i = c->attached;
	int rc = 0;

	if (!progs)
		return err_nomem(err);
	for (uint32_t k = 0; k < c->attached && !rc; k++) {
		progs[k] = prog_open_id(c->v[k].id, err);
		if (progs[k] < 0)
			rc = progs[k];
	}
	while (!rc && i > 0) {
		rc = detach_entry(ch, &c->v[i - 1], 0, err);
		i -= !rc;
	}
	if (rc && i < c->attached)
		for (uint32_t k = i; k < c->attached; k++)
			attach_again(ch, &c->v[k], progs[k]);
	for (uint32_t k = 0; k < c->attached; k++)
		if (progs[k] > 0)
			close(progs[k]);
	free(progs);
	return rc;
}

static int try_detach(struct change *ch, struct err *err)
{
	const struct chain_entry *e;
	int rc = 0;

	if (ch->req->all && !ch->cc->plan)
		return detach_all(ch, err);
	for (uint32_t i = 0; i < ch->chain.attached && ch->req->all && !rc; i++)
		rc = plan(ch, "detach", ch->chain.v[i].prog.name, NULL, NULL,
			  err);
	if (ch->req->all)
		return rc;
	rc = ref_find(ch->cc, &ch->req->ref, &ch->chain, &e, err);
	if (rc)
		return rc;
	if (ch->cc->plan)
		return plan(ch, "detach", e->prog.name, NULL, NULL, err);
	return detach_entry(ch, e, ch->expected, err);
}

/* ---- move ------------------------------------------------------------------- */

/* Is it there already? Then nothing is to be done. */
static bool is_in_place(const struct chain *c, const struct chain_entry *e,
			const struct chain_entry *at, uint32_t flags)
{
	size_t i = (size_t)(e - c->v);

	if (at)
		return flags & BPF_F_BEFORE ? e + 1 == at : at + 1 == e;
	return flags & BPF_F_BEFORE ? i == 0 : i + 1 == c->attached;
}

static int check_movable(struct change *ch, const struct chain_entry *e,
			 const struct chain_entry *at, struct err *err)
{
	if (at == e)
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "a program cannot stand before or after itself");
	if (!(e->has & ENTRY_LINK) ||
	    ((e->has & ENTRY_PIN) && slot_is_own_pin(ch->cc->root, e->pin)))
		return 0;
	err_set(err, ERR_LOCAL, EBUSY, ch->dev.name,
		"%s hangs on link %u, which belongs to another tool", e->prog.name,
		e->link);
	return err_hint(err, "a link keeps its place: its owner has to make a new one");
}

/* Attach at the new place; a link takes over the pin's name. */
static int attach_moved(struct change *ch, const struct chain_entry *e,
			int prog, const struct slot_place *place,
			uint32_t expected, struct err *err)
{
	int rc, fd;

	if (!(e->has & ENTRY_LINK)) {
		rc = slot_attach_direct(prog, &ch->chain, place, expected);
		return rc ? slot_refused(rc, &ch->chain, err, "cannot move %s",
					 e->prog.name) : 0;
	}
	fd = slot_attach_link(prog, &ch->chain, place, expected);
	if (fd < 0)
		return slot_refused(fd, &ch->chain, err, "cannot move %s",
				    e->prog.name);
	rc = slot_repin(fd, e->pin, ch->dev.name, err);
	close(fd);
	return rc;
}

/*
 * Without a gap: a stand-in that runs the program takes its old place, the
 * program its new one, and the stand-in goes. In between a packet may meet
 * the program twice, but none passes without it.
 */
static int move_gapless(struct change *ch, const struct chain_entry *e,
			int prog, int standin, const struct slot_place *place,
			struct err *err)
{
	int rc, link = -1;

	if (e->has & ENTRY_LINK) {
		link = slot_open_link(e, err);
		if (link < 0)
			return link;
		rc = slot_replace_link(link, standin, prog);
	} else {
		rc = slot_replace_direct(standin, prog, &ch->chain,
					 ch->expected);
	}
	if (rc) {
		slot_refused(rc == -EPERM ? -ESTALE : rc, &ch->chain, err,
			     "cannot move %s", e->prog.name);
		rc = rc == -EPERM ? -ESTALE : rc;
		goto out;
	}
	rc = attach_moved(ch, e, prog, place, ch->expected + 1, err);
	if (rc && link >= 0)
		slot_replace_link(link, prog, standin);
	else if (rc)
		slot_replace_direct(prog, standin, &ch->chain, 0);
	else if (link >= 0)
		bpf_link_detach(link);
	else
		slot_detach_direct(standin, &ch->chain, 0);
out:
	if (link >= 0)
		close(link);
	return rc;
}

/* Where the kernel cannot join the two, or the chain is full. */
static int move_with_gap(struct change *ch, const struct chain_entry *e,
			 int prog, const struct slot_place *place,
			 struct err *err)
{
	const struct chain *c = &ch->chain;
	struct slot_place old = { .flags = BPF_F_AFTER };
	struct chain_entry keep = *e;
	struct err ignored = { 0 };
	int rc, link = -1;

	if (e + 1 < c->v + c->attached)
		place_at(&old, BPF_F_BEFORE, e + 1);
	if (e->has & ENTRY_LINK) {
		link = slot_open_link(e, err);
		if (link < 0)
			return link;
		rc = bpf_link_detach(link) ? -errno : 0;
		close(link);
	} else {
		rc = slot_detach_direct(prog, c, ch->expected);
	}
	if (rc)
		return slot_refused(rc, c, err, "cannot move %s",
				    e->prog.name);
	rc = attach_moved(ch, &keep, prog, place, 0, err);
	if (rc) {
		attach_moved(ch, &keep, prog, &old, 0, &ignored);
		return rc;
	}
	ch->cc->note = "moved with a gap: for a moment packets passed without this program";
	return 0;
}

static int try_move(struct change *ch, struct err *err)
{
	const struct chain_entry *e, *at;
	struct standin_bpf *owner = NULL;
	struct slot_place place;
	int rc, prog, standin;

	rc = ref_find(ch->cc, &ch->req->ref, &ch->chain, &e, err);
	if (!rc)
		rc = find_place(ch, &place, &at, err);
	if (!rc)
		rc = check_movable(ch, e, at, err);
	if (rc || is_in_place(&ch->chain, e, at, place.flags))
		return rc;
	if (ch->cc->plan)
		return plan_place(ch, "move", e->prog.name, at, place.flags,
				  err);
	prog = prog_open_id(e->id, err);
	if (prog < 0)
		return prog;
	standin = standin_open(prog, ch->req->hook, &owner);
	rc = -ERANGE;
	if (standin >= 0)
		rc = move_gapless(ch, e, prog, standin, &place, err);
	if (rc == -ERANGE) {
		err_clear(err);
		rc = move_with_gap(ch, e, prog, &place, err);
	}
	standin_close(owner);
	close(prog);
	return rc;
}

/* ---- the four commands ------------------------------------------------------- */

static int change(struct chain_ctx *cc, const struct chain_req *req,
		  try_fn try, bool takes_prog,
		  int (*xdp)(struct chain_ctx *, const struct chain_req *,
			     const struct nl_link *, struct err *),
		  struct err *err)
{
	struct change ch = { .cc = cc, .req = req, .prog.fd = -1 };
	int rc = nl_link_get(cc->nl, NL_LINK_HERE, req->dev, 0, false, &ch.dev,
			     err);

	if (!rc)
		rc = chain_check_hook(cc->nl, &ch.dev, req->hook, err);
	if (rc)
		return rc;
	if (req->hook == HOOK_XDP)
		return xdp(cc, req, &ch.dev, err);
	if (req->said & CHAIN_MODE)
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "mode goes with the hook xdp alone");
	if (takes_prog)
		rc = ref_open_prog(cc, &req->prog, req->hook, &ch.prog, err);
	if (!rc)
		rc = change_run(&ch, try, err);
	if (!rc && takes_prog)
		cc->attached = ch.prog.info.id;
	ref_close_prog(&ch.prog, rc || cc->plan);
	return rc;
}

static int no_xdp_move(struct chain_ctx *cc, const struct chain_req *req,
		       const struct nl_link *dev, struct err *err)
{
	(void)cc;
	(void)req;
	return err_set(err, ERR_LOCAL, EINVAL, dev->name,
		       "xdp has one program and no order to move it in");
}

int chain_attach(struct chain_ctx *cc, const struct chain_req *req,
		 struct err *err)
{
	return change(cc, req, try_attach, true, xdp_attach, err);
}

int chain_replace(struct chain_ctx *cc, const struct chain_req *req,
		  struct err *err)
{
	return change(cc, req, try_replace, true, xdp_replace, err);
}

int chain_move(struct chain_ctx *cc, const struct chain_req *req,
	       struct err *err)
{
	return change(cc, req, try_move, false, no_xdp_move, err);
}

int chain_detach(struct chain_ctx *cc, const struct chain_req *req,
		 struct err *err)
{
	return change(cc, req, try_detach, false, xdp_detach, err);
}
