/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command would change, one step a line: the answer of -dry-run.
 * A NOUN_kern.c fills it instead of, or while, acting; steps are in the
 * order in which they would be done.
 */
#ifndef NKT_PLAN_H
#define NKT_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/out.h"

#define PLAN_TEXT 128

struct plan_step {
	uint64_t has;
	char object[PLAN_TEXT];	/* a device, a chain, a service */
	const char *action;	/* add, set, del, ... ; constant */
	char property[PLAN_TEXT];
	char from[PLAN_TEXT];	/* "" where there was nothing */
	char to[PLAN_TEXT];
};

struct plan {
	struct plan_step *v;
	size_t n;
};

/* property, from and to may be NULL. -ENOMEM is the only failure. */
int plan_add(struct plan *p, const char *object, const char *action,
	     const char *property, const char *from, const char *to,
	     struct err *err);
void plan_free(struct plan *p);
void plan_show(struct out *out, const struct plan *p);

#endif
