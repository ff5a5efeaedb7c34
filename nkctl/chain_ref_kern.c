/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PROG and REF to what they name: chain.h.  A PROG is looked for on the
 * whole machine, a REF only in its chain; neither is ever guessed.
 */
#include "nkctl/chain.h"

#include <bpf/bpf.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static uint32_t type_of_hook(uint32_t hook)
{
	return hook == HOOK_XDP ? BPF_PROG_TYPE_XDP : BPF_PROG_TYPE_SCHED_CLS;
}

static int check_tag(const char *tag, struct err *err)
{
	size_t n = 0;

	while (isxdigit((unsigned char)tag[n]))
		n++;
	if (n == PROG_TAG_STRLEN - 1 && !tag[n])
		return 0;
	return err_set(err, ERR_USAGE, EINVAL, "",
		       "tag: \"%s\" is not 16 hexadecimal digits", tag);
}

static int open_any(const struct chain_ctx *cc, const struct ref *r,
		    uint32_t hook, struct prog_handle *p, struct err *err)
{
	uint32_t type = type_of_hook(hook);
	char maps[4096];
	int rc;

	if (r->said & REF_ID)
		return prog_open_id(r->id, err);
	if (r->said & REF_PINNED)
		return prog_open_pinned(r->pinned, err);
	if (r->said & REF_OBJECT) {
		if (cc->root)
			snprintf(maps, sizeof(maps), "%s/map", cc->root);
		rc = prog_load_object(r->object, r->program, type,
				      cc->root && !cc->plan ? maps : NULL,
				      cc->nl->debug, &p->obj, &p->fd, err);
		return rc ? rc : p->fd;
	}
	if (r->said & REF_TAG) {
		rc = check_tag(r->tag, err);
		if (rc)
			return rc;
	}
	return prog_open_match(r->name, r->tag, type, err);
}

int ref_open_prog(const struct chain_ctx *cc, const struct ref *r,
		  uint32_t hook, struct prog_handle *p, struct err *err)
{
	char is[32], want[32];
	int rc;

	*p = (struct prog_handle){ .fd = -1 };
	rc = open_any(cc, r, hook, p, err);
	if (rc < 0)
		return rc;
	p->fd = rc;
	rc = prog_info_read(p->fd, false, &p->info, err);
	if (!rc && p->info.type != type_of_hook(hook))
		rc = err_set(err, ERR_LOCAL, EINVAL, "",
			     "program %u (%s) is of type %s; %s takes %s",
			     p->info.id, p->info.name,
			     prog_type_word(p->info.type, is),
			     choice_word(chain_hooks, hook),
			     prog_type_word(type_of_hook(hook), want));
	if (rc)
		ref_close_prog(p, true);
	return rc;
}

void ref_close_prog(struct prog_handle *p, bool undo)
{
	/* The descriptor of a loaded program belongs to its object. */
	if (p->obj)
		prog_object_close(p->obj, undo);
	else if (p->fd >= 0)
		close(p->fd);
	*p = (struct prog_handle){ .fd = -1 };
}

/* What to compare entries with; the rest stays zero. */
struct want {
	uint32_t prog, link;
	const char *name, *tag;
	char tag_of_object[PROG_TAG_STRLEN];
	char text[512];		/* for errors: "name lb" */
	char severed[4096];	/* where a link is pinned that hangs nowhere */
};

static bool is_severed(const struct bpf_link_info *info)
{
	switch (info->type) {
	case BPF_LINK_TYPE_TCX:
		return !info->tcx.ifindex;
	case BPF_LINK_TYPE_NETKIT:
		return !info->netkit.ifindex;
	case BPF_LINK_TYPE_XDP:
		return !info->xdp.ifindex;
	}
	return false;
}

/* The id of the program or link pinned at a path. */
static int id_at(const char *path, struct want *w, struct err *err)
{
	struct bpf_link_info linfo = { 0 };
	uint32_t len = sizeof(linfo);
	struct prog_info info;
	int rc, fd = bpf_obj_get(path);
	enum bpf_object_kind kind;

	if (fd < 0)
		return err_set(err, ERR_LOCAL, errno, path,
			       "cannot open what is pinned there: %s",
			       strerror(errno));
	kind = bpf_fd_kind(fd);
	if (kind == BPF_KIND_PROG) {
		rc = prog_info_read(fd, false, &info, err);
		w->prog = rc ? 0 : info.id;
	} else if (kind == BPF_KIND_LINK) {
		rc = bpf_link_get_info_by_fd(fd, &linfo, &len);
		if (rc)
			rc = err_set(err, ERR_LOCAL, errno, path,
				     "cannot read the link: %s",
				     strerror(errno));
		w->link = linfo.id;
		if (!rc && is_severed(&linfo))
			snprintf(w->severed, sizeof(w->severed), "%s", path);
	} else {
		rc = err_set(err, ERR_LOCAL, EINVAL, path,
			     "is pinned there, but is no program and no link");
	}
	close(fd);
	return rc;
}

static int want_of(const struct chain_ctx *cc, const struct ref *r,
		   const struct chain *c, struct want *w, struct err *err)
{
	char path[4096];
	int rc = 0;

	*w = (struct want){ 0 };
	if (r->said & REF_ID) {
		w->prog = r->id;
		snprintf(w->text, sizeof(w->text), "id %u", r->id);
	} else if (r->said & REF_LINK) {
		w->link = r->link;
		snprintf(w->text, sizeof(w->text), "link %u", r->link);
	} else if (r->said & REF_NAME) {
		w->name = r->name;
		snprintf(w->text, sizeof(w->text), "name %s", r->name);
	} else if (r->said & REF_TAG) {
		rc = check_tag(r->tag, err);
		w->tag = r->tag;
		snprintf(w->text, sizeof(w->text), "tag %s", r->tag);
	} else if (r->said & REF_PINNED) {
		rc = id_at(r->pinned, w, err);
		snprintf(w->text, sizeof(w->text), "pinned %s", r->pinned);
	} else if (r->said & REF_PIN) {
		snprintf(path, sizeof(path), "%s/link/%s", cc->root, r->pin);
		rc = id_at(path, w, err);
		if (rc == -ENOENT)
			rc = err_set(err, ERR_LOCAL, ENOENT, c->dev->name,
				     "there is no pin called %s in %s/link",
				     r->pin, cc->root);
		snprintf(w->text, sizeof(w->text), "pin %s", r->pin);
	} else {
		/* The same code has the same tag, wherever it was loaded, and
		 * with whatever maps. */
		const struct chain_ctx no_pins = { .nl = cc->nl };
		struct prog_handle p;

		rc = ref_open_prog(&no_pins, r, c->hook, &p, err);
		if (rc)
			return rc;
		snprintf(w->tag_of_object, sizeof(w->tag_of_object), "%s",
			 p.info.tag);
		w->tag = w->tag_of_object;
		snprintf(w->text, sizeof(w->text), "object %s", r->object);
		ref_close_prog(&p, true);
	}
	return rc;
}

static bool fits(const struct chain_entry *e, const struct want *w)
{
	if (w->prog)
		return e->id == w->prog;
	if (w->link)
		return (e->has & ENTRY_LINK) && e->link == w->link;
	if (w->tag)
		return !strcasecmp(e->prog.tag, w->tag);
	return w->name && prog_has_name(&e->prog, w->name);
}

static int two_fit(const struct chain_entry *a, const struct chain_entry *b,
		   const struct want *w, struct err *err)
{
	err_set(err, ERR_LOCAL, ENOTUNIQ, a->dev,
		"%s fits two programs of the %s chain: position %u is id %u (%s), position %u is id %u (%s)",
		w->text, choice_word(chain_hooks, a->hook), a->position, a->id,
		a->prog.name, b->position, b->id, b->prog.name);
	return err_hint(err, "say id %u or id %u", a->id, b->id);
}

int ref_find(const struct chain_ctx *cc, const struct ref *r,
	     const struct chain *c, const struct chain_entry **entry,
	     struct err *err)
{
	const struct chain_entry *found = NULL;
	struct want w;
	int rc = want_of(cc, r, c, &w, err);

	if (rc)
		return rc;
	for (size_t i = 0; i < c->attached; i++) {
		if (!fits(&c->v[i], &w))
			continue;
		if (found)
			return two_fit(found, &c->v[i], &w, err);
		found = &c->v[i];
	}
	if (!found) {
		err_set(err, ERR_LOCAL, ENOENT, c->dev->name,
			"%s is not in the %s chain", w.text,
			choice_word(chain_hooks, c->hook));
		if (w.severed[0])
			return err_hint(err, "that link is severed: its device is gone, or it was detached; rm %s",
					w.severed);
		return err_hint(err, "nkctl chain show dev %s lists what is",
				c->dev->name);
	}
	*entry = found;
	return 0;
}
