/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Watching devices and chains: monitor.h. */
#include "nkctl/monitor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/nl_link.h"
#include "lib/uapi_compat.h"
#include "nkctl/chain.h"
#include "nkctl/link.h"

#define LOOK_MS 500	/* between looks at the revisions */
#define MPROG_HOOKS 4	/* HOOK_INGRESS to HOOK_PEER */

/* A device as it was last seen. */
struct seen {
	struct nl_link link;
	bool known[MPROG_HOOKS];
	uint32_t revision[MPROG_HOOKS], attached[MPROG_HOOKS];
};

struct watch {
	struct nl events;	/* subscribed */
	struct nl nl;		/* asks */
	struct seen *v;
	size_t n;
	monitor_fn fn;
	void *arg;
};

static int tell(struct watch *w, const char *name, const char *action,
		const char *property, const char *from, const char *to)
{
	const struct monitor_event e = {
		.object = "link", .name = name, .action = action,
		.property = property, .from = from, .to = to,
	};

	return w->fn(&e, w->arg);
}

static int tell_u32(struct watch *w, const char *name, const char *property,
		    uint32_t from, uint32_t to)
{
	char a[16], b[16];

	if (from == to)
		return 0;
	snprintf(a, sizeof(a), "%u", from);
	snprintf(b, sizeof(b), "%u", to);
	return tell(w, name, "set", property, from ? a : NULL, to ? b : NULL);
}

static int tell_choice(struct watch *w, const char *name, const char *property,
		       const struct choice *c, uint32_t from, uint32_t to)
{
	const char *a = choice_word(c, from), *b = choice_word(c, to);

	return from == to ? 0 : tell(w, name, "set", property, a, b);
}

static int tell_changes(struct watch *w, const struct nl_link *was,
			const struct nl_link *is)
{
	const struct {
		const char *property;
		uint32_t from, to;
	} numbers[] = {
		{ "mtu", was->mtu, is->mtu },
		{ "gso_max_size", was->gso_max_size, is->gso_max_size },
		{ "gro_max_size", was->gro_max_size, is->gro_max_size },
		{ "gso_ipv4_max_size", was->gso_ipv4_max_size,
		  is->gso_ipv4_max_size },
		{ "gro_ipv4_max_size", was->gro_ipv4_max_size,
		  is->gro_ipv4_max_size },
		{ "xdp native", was->xdp_prog[0], is->xdp_prog[0] },
		{ "xdp generic", was->xdp_prog[1], is->xdp_prog[1] },
	};
	bool was_up = was->flags & IFF_UP, is_up = is->flags & IFF_UP;
	int rc = 0;

	if (strcmp(was->name, is->name))
		rc = tell(w, was->name, "set", "name", was->name, is->name);
	if (!rc && was_up != is_up)
		rc = tell(w, is->name, "set", "state", was_up ? "up" : "down",
			  is_up ? "up" : "down");
	if (!rc && was->carrier != is->carrier)
		rc = tell(w, is->name, "set", "carrier",
			  was->carrier ? "up" : "down",
			  is->carrier ? "up" : "down");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]) && !rc; i++)
		rc = tell_u32(w, is->name, numbers[i].property,
			      numbers[i].from, numbers[i].to);
	if (!rc)
		rc = tell_choice(w, is->name, "policy", link_policies,
				 was->nk.policy, is->nk.policy);
	if (!rc)
		rc = tell_choice(w, is->name, "peer policy", link_policies,
				 was->nk.peer_policy, is->nk.peer_policy);
	return rc;
}

static struct seen *find(struct watch *w, uint32_t ifindex)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->v[i].link.ifindex == ifindex)
			return &w->v[i];
	return NULL;
}

static struct seen *remember(struct watch *w, const struct nl_link *l)
{
	struct seen *v = reallocarray(w->v, w->n + 1, sizeof(*v));

	if (!v)
		return NULL;
	w->v = v;
	v += w->n++;
	*v = (struct seen){ .link = *l };
	return v;
}

static int gone(struct watch *w, struct seen *s)
{
	int rc = tell(w, s->link.name, "del", NULL, NULL, NULL);

	*s = w->v[--w->n];
	return rc;
}

static int on_link(const struct nlmsghdr *nlh, void *arg)
{
	struct watch *w = arg;
	struct nl_link l;
	struct seen *s;
	int rc;

	if (nl_link_parse(nlh, &l))
		return 0;
	s = find(w, l.ifindex);
	if (nlh->nlmsg_type == RTM_DELLINK)
		return s ? gone(w, s) : 0;
	if (!s)
		return remember(w, &l) ?
			       tell(w, l.name, "add", NULL, NULL,
				    l.kind[0] ? l.kind : NULL) : -ENOMEM;
	rc = tell_changes(w, &s->link, &l);
	s->link = l;
	return rc;
}

/* The names of a chain's programs, in order. */
static void program_names(const struct chain *c, char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (uint32_t i = 0; i < c->attached && len < size; i++)
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
					i ? " " : "",
					c->v[i].prog.name[0] ?
						c->v[i].prog.name : "?");
}

static int look_at_chain(struct watch *w, struct seen *s, uint32_t hook,
			 struct err *err)
{
	struct chain c;
	char names[1024];
	int rc = chain_read(&w->nl, &s->link, hook, NULL, CHAIN_IDS, &c, err);
	bool same = s->known[hook] && s->revision[hook] == c.revision &&
		    s->attached[hook] == c.attached;

	if (rc || same) {
		/* Gone meanwhile, or no such chain: nothing to tell. */
		err_clear(err);
		chain_free(&c);
		return 0;
	}
	if (s->known[hook]) {
		chain_free(&c);
		rc = chain_read(&w->nl, &s->link, hook, NULL, CHAIN_PROGS, &c, err);
		program_names(&c, names, sizeof(names));
		const struct monitor_event e = {
			.object = "chain", .name = s->link.name,
			.hook = choice_word(chain_hooks, hook),
			.action = "set", .property = "programs",
			.to = names,
		};
		if (!rc)
			rc = w->fn(&e, w->arg);
	}
	s->known[hook] = true;
	s->revision[hook] = c.revision;
	s->attached[hook] = c.attached;
	chain_free(&c);
	return rc;
}

static int look_at_chains(struct watch *w, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < w->n; i++) {
		struct seen *s = &w->v[i];
		bool primary = !strcmp(s->link.kind, "netkit") &&
			       s->link.nk.primary;

		for (uint32_t h = 0; h < (primary ? MPROG_HOOKS : 2) && !rc; h++)
			rc = look_at_chain(w, s, h, err);
	}
	return rc;
}

/* At the start, and again when announcements were lost. */
static int read_all(struct watch *w, struct err *err)
{
	struct nl_links ls;
	int rc = nl_link_list(&w->nl, NL_LINK_HERE, NULL, false, &ls, err);

	free(w->v);
	w->v = NULL;
	w->n = 0;
	for (size_t i = 0; i < ls.n && !rc; i++)
		if (!remember(w, &ls.v[i]))
			rc = err_nomem(err);
	nl_links_free(&ls);
	return rc ? rc : look_at_chains(w, err);
}

static int watch(struct watch *w, const volatile int *stop, struct err *err)
{
	int rc = nl_subscribe(&w->events, RTNLGRP_LINK, err);

	if (!rc)
		rc = read_all(w, err);
	while (!rc && !*stop) {
		rc = nl_events(&w->events, LOOK_MS, on_link, w);
		if (rc == -ENOBUFS)
			rc = read_all(w, err);
		else if (rc < 0 && !err->from)
			return err_set(err, ERR_LOCAL, -rc, "",
				       "cannot read events: %s",
				       strerror(-rc));
		else if (rc >= 0)
			rc = look_at_chains(w, err);
	}
	return rc;
}

int monitor_watch(bool debug, monitor_fn fn, void *arg,
		  const volatile int *stop, struct err *err)
{
	struct watch w = { .fn = fn, .arg = arg };
	int rc = nl_open(&w.events, NETLINK_ROUTE, debug, err);

	if (!rc)
		rc = nl_open(&w.nl, NETLINK_ROUTE, debug, err);
	if (!rc)
		rc = watch(&w, stop, err);
	nl_close(&w.events);
	nl_close(&w.nl);
	free(w.v);
	return rc;
}
