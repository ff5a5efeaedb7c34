/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk over a command's arguments: cmd.h.  It knows three places for a
 * word: the value of a keyword that was just said, a keyword of the current
 * table, or the next positional argument.  What fits none of them ends the
 * current group.
 */
#include "lib/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t *said_of(const struct parse_level *l)
{
	return (uint64_t *)(void *)l->base;
}

static struct parse_level *current(struct parse *p)
{
	return &p->level[p->depth];
}

/* May this argument be said now, as far as the others go? */
static bool is_open(const struct parse_level *l, const struct arg *a,
		    const struct arg *owner)
{
	uint64_t said = *said_of(l);

	if (a->needs && !(said & a->needs))
		return false;
	/* A group of one takes nothing more but what needs the one. */
	if (owner && (owner->flags & ARG_ONE) && said && !a->needs)
		return false;
	return true;
}

/* The argument whose group the current level is, or NULL at the bottom. */
static const struct arg *owner_of(const struct parse *p)
{
	if (!p->depth)
		return NULL;
	for (const struct arg *a = p->level[p->depth - 1].table; a->word; a++)
		if (a->type == ARG_GROUP &&
		    a->sub == p->level[p->depth].table)
			return a;
	return NULL;
}

static size_t elem_size(const struct arg *a)
{
	switch (a->type) {
	case ARG_FLAG:
		return sizeof(bool);
	case ARG_CHOICE:
	case ARG_U32:
		return sizeof(uint32_t);
	case ARG_SIZE:
		return sizeof(uint64_t);
	case ARG_MAC:
		return sizeof(struct mac);
	case ARG_ADDR:
		return sizeof(struct ip_addr);
	case ARG_PREFIX:
		return sizeof(struct ip_prefix);
	case ARG_GROUP:
		return a->sub_size;
	default:
		return sizeof(const char *);
	}
}

/* Where the value goes: the member, or a new zeroed element of its list. */
static void *place(struct parse *p, const struct arg *a)
{
	char *member = current(p)->base + a->off;

	if (!(a->flags & ARG_MANY))
		return member;

	struct arg_list *list = (struct arg_list *)(void *)member;
	size_t size = elem_size(a);
	/* Whether there is room is told by n: it grows at powers of two. */
	if (!(list->n & (list->n - 1))) {
		size_t cap = list->n ? list->n * 2 : 1;
		void *v = reallocarray(list->v, cap, size);

		if (!v)
			return NULL;
		list->v = v;
	}
	void *e = (char *)list->v + list->n++ * size;

	memset(e, 0, size);
	return e;
}

static int bad_value(struct parse *p, const struct arg *a, const char *word,
		     const char *why)
{
	return err_set(p->err, ERR_USAGE, EINVAL, "", "%s: \"%s\" %s", a->word,
		       word, why);
}

static int bad_choice(struct parse *p, const struct arg *a, const char *word)
{
	struct nearest near = { .word = word };
	char list[256] = "";
	size_t len = 0;

	for (const struct choice *c = a->choices; c->word; c++) {
		nearest_offer(&near, c->word);
		if (len < sizeof(list))
			len += (size_t)snprintf(list + len, sizeof(list) - len,
						"%s%s", len ? ", " : "",
						c->word);
	}
	err_set(p->err, ERR_USAGE, EINVAL, "", "%s: \"%s\" is none of %s",
		a->word, word, list);
	nearest_hint(&near, p->err);
	return -EINVAL;
}

static int in_range(struct parse *p, const struct arg *a, const char *word,
		    uint64_t v)
{
	uint64_t max = a->max ? a->max :
		       a->type == ARG_U32 ? UINT32_MAX : UINT64_MAX;

	if (v >= a->min && v <= max)
		return 0;
	return err_set(p->err, ERR_USAGE, ERANGE, "",
		       "%s: %s is out of range (%ju to %ju)", a->word, word,
		       (uintmax_t)a->min, (uintmax_t)max);
}

static int put_value(struct parse *p, const struct arg *a, const char *word)
{
	const char *why = NULL;
	void *to = place(p, a);
	uint64_t v;
	int rc = 0;

	if (!to)
		return err_nomem(p->err);
	if (!*word)
		return bad_value(p, a, word, "is empty");
	switch (a->type) {
	case ARG_CHOICE: {
		const struct choice *c = choice_find(a->choices, word);

		if (!c)
			return bad_choice(p, a, word);
		*(uint32_t *)to = c->value;
		return 0;
	}
	case ARG_U32:
		rc = value_u64(word, &v, &why);
		if (!rc) {
			*(uint32_t *)to = (uint32_t)v;
			return in_range(p, a, word, v);
		}
		break;
	case ARG_SIZE:
		rc = value_size(word, &v, &why);
		if (!rc) {
			*(uint64_t *)to = v;
			return in_range(p, a, word, v);
		}
		break;
	case ARG_IFNAME:
		rc = value_ifname(word, &why);
		*(const char **)to = word;
		break;
	case ARG_MAC:
		rc = value_mac(word, to, &why);
		break;
	case ARG_ADDR:
		rc = value_addr(word, to, &why);
		break;
	case ARG_PREFIX:
		rc = value_prefix(word, to, &why);
		break;
	default:
		*(const char **)to = word;
		break;
	}
	return rc ? bad_value(p, a, word, why) : 0;
}

static const struct arg *find_word(const struct parse *p, const char *word,
				   bool open_only)
{
	const struct parse_level *l = &p->level[p->depth];

	for (const struct arg *a = l->table; a->word; a++)
		if (!(a->flags & ARG_POS) && !strcmp(a->word, word) &&
		    (!open_only || is_open(l, a, owner_of(p))))
			return a;
	return NULL;
}

static const struct arg *next_pos(const struct parse *p)
{
	const struct parse_level *l = &p->level[p->depth];
	uint64_t said = *said_of(l);

	for (const struct arg *a = l->table; a->word; a++)
		if ((a->flags & ARG_POS) && !(said & (a->bit | a->xor)) &&
		    is_open(l, a, owner_of(p)))
			return a;
	return NULL;
}

static const char *bit_word(const struct arg *table, uint64_t bits)
{
	for (; table->word; table++)
		if (table->bit & bits)
			return table->word;
	return "another argument";
}

/* Check that a may be said and mark it. */
static int mark(struct parse *p, const struct arg *a)
{
	uint64_t *said = said_of(current(p));

	if ((*said & a->bit) && !(a->flags & ARG_MANY))
		return err_set(p->err, ERR_USAGE, EINVAL, "",
			       "\"%s\" is given twice", a->word);
	if (*said & a->xor)
		return err_set(p->err, ERR_USAGE, EINVAL, "",
			       "\"%s\" cannot stand together with \"%s\"",
			       a->word,
			       bit_word(current(p)->table, *said & a->xor));
	*said |= a->bit;
	return 0;
}

static int enter(struct parse *p, const struct arg *a)
{
	char *base = place(p, a);

	if (!base)
		return err_nomem(p->err);
	current(p)->list = NULL;
	p->depth++;
	*current(p) = (struct parse_level){ .table = a->sub, .base = base };
	return 0;
}

static int is_missing(struct parse *p, const struct arg *a)
{
	return err_set(p->err, ERR_USAGE, EINVAL, "", "%s is missing",
		       a->flags & ARG_POS && a->meta ? a->meta : a->word);
}

/* What must be in the current table before it is left. */
static int check_level(struct parse *p)
{
	const struct parse_level *l = current(p);
	const struct arg *owner = owner_of(p);
	uint64_t said = *said_of(l);

	if (owner && (owner->flags & ARG_ONE) && !said)
		return is_missing(p, owner);
	for (const struct arg *a = l->table; a->word; a++)
		if ((a->flags & ARG_REQ) && !(said & (a->bit | a->xor)))
			return is_missing(p, a);
	return 0;
}

static int leave(struct parse *p)
{
	int rc = check_level(p);

	if (!rc)
		p->depth--;
	return rc;
}

static void offer_near(const struct arg *a, bool value, void *arg)
{
	struct nearest *near = arg;

	if (!value)
		nearest_offer(near, a->word);
	else if (a->choices)
		for (const struct choice *c = a->choices; c->word; c++)
			nearest_offer(near, c->word);
}

static int unknown_word(struct parse *p, const char *word)
{
	struct nearest near = { .word = word };

	err_set(p->err, ERR_USAGE, EINVAL, "", "unknown word \"%s\"", word);
	parse_offers(p, offer_near, &near);
	nearest_hint(&near, p->err);
	return -EINVAL;
}

static int take_keyword(struct parse *p, const struct arg *a)
{
	int rc = mark(p, a);

	if (rc)
		return rc;
	current(p)->list = NULL;
	if (a->type == ARG_GROUP)
		return enter(p, a);
	if (a->type == ARG_FLAG)
		*(bool *)(current(p)->base + a->off) = true;
	else
		p->want = a;
	return 0;
}

static int take_value(struct parse *p, const struct arg *a, const char *word)
{
	if (a->flags & ARG_MANY)
		current(p)->list = a;
	return put_value(p, a, word);
}

/* A word that fits nowhere at this level: does a level below know it? */
static bool known_below(const struct parse *p, const char *word)
{
	struct parse q = *p;

	while (q.depth) {
		const struct arg *owner = owner_of(&q);

		q.depth--;
		if (find_word(&q, word, false))
			return true;
		/* Behind an open group such as `peer`, a stray word is not
		 * the name that was left out before it. */
		if ((owner->flags & (ARG_POS | ARG_ONE)) && next_pos(&q))
			return true;
	}
	return false;
}

void parse_begin(struct parse *p, const struct arg *table, void *req,
		 struct err *err)
{
	*p = (struct parse){ .err = err };
	p->level[0].table = table;
	p->level[0].base = req;
}

int parse_word(struct parse *p, const char *word)
{
	const struct arg *a = p->want;
	int rc;

	if (a) {
		p->want = NULL;
		return take_value(p, a, word);
	}
	for (;;) {
		a = find_word(p, word, true);
		if (a)
			return take_keyword(p, a);
		if (current(p)->list)
			return take_value(p, current(p)->list, word);
		a = next_pos(p);
		if (a && a->type == ARG_GROUP) {
			rc = mark(p, a);
			if (!rc)
				rc = enter(p, a);
			if (rc)
				return rc;
			continue;
		}
		if (a) {
			rc = mark(p, a);
			return rc ? rc : take_value(p, a, word);
		}
		if (!p->depth || !known_below(p, word))
			return unknown_word(p, word);
		rc = leave(p);
		if (rc)
			return rc;
	}
}

int parse_end(struct parse *p)
{
	int rc;

	if (p->want)
		return err_set(p->err, ERR_USAGE, EINVAL, "",
			       "%s: the value is missing", p->want->word);
	for (; p->depth; p->depth--) {
		rc = check_level(p);
		if (rc)
			return rc;
	}
	return check_level(p);
}

/* A word means the argument of the innermost group that has it. */
static bool is_hidden(const struct parse *p, unsigned int depth,
		      const char *word)
{
	for (unsigned int d = p->depth; d > depth; d--)
		for (const struct arg *a = p->level[d].table; a->word; a++)
			if (!(a->flags & ARG_POS) && !strcmp(a->word, word))
				return true;
	return false;
}

void parse_offers(const struct parse *p, parse_offer fn, void *arg)
{
	const struct arg *inner = NULL;
	struct parse q = *p;

	if (q.want) {
		fn(q.want, true, arg);
		return;
	}
	/* What may follow in the group, and in those around it: a group
	 * ends by itself as soon as a word is none of its own. */
	for (;;) {
		const struct parse_level *l = &q.level[q.depth];
		const struct arg *owner = owner_of(&q);
		const struct arg *pos = next_pos(&q);
		uint64_t said = *said_of(l);

		if (l->list)
			fn(l->list, true, arg);
		for (const struct arg *a = l->table; a->word; a++)
			if (!(a->flags & ARG_POS) && is_open(l, a, owner) &&
			    !(said & a->xor) &&
			    !is_hidden(p, q.depth, a->word) &&
			    (!(said & a->bit) || (a->flags & ARG_MANY)))
				fn(a, false, arg);
		if (inner && !(inner->flags & (ARG_POS | ARG_ONE)))
			pos = NULL;	/* as known_below() */
		if (pos && pos->type == ARG_GROUP) {
			for (const struct arg *a = pos->sub; a->word; a++)
				if (!a->needs)
					fn(a, a->flags & ARG_POS, arg);
		} else if (pos) {
			fn(pos, true, arg);
		}
		if (!q.depth || (owner && (owner->flags & ARG_ONE) && !said))
			return;
		inner = owner;
		q.depth--;
	}
}
