/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a command would change: plan.h. */
#include "lib/plan.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLAN_PROPERTY = 1 << 0, PLAN_FROM = 1 << 1, PLAN_TO = 1 << 2 };

static const struct field plan_fields[] = {
	FIELD_ANY("object", CHARS, struct plan_step, object,
		  .flags = FIELD_BARE | FIELD_COLON | FIELD_NAME | FIELD_BRIEF),
	FIELD("action", STR, struct plan_step, action,
	      .flags = FIELD_BARE | FIELD_BRIEF),
	FIELD_ANY("property", CHARS, struct plan_step, property,
		  .bit = PLAN_PROPERTY, .flags = FIELD_BARE | FIELD_BRIEF),
	FIELD_ANY("from", CHARS, struct plan_step, from, .bit = PLAN_FROM),
	FIELD_ANY("to", CHARS, struct plan_step, to, .bit = PLAN_TO),
	{ .key = NULL },
};

int plan_add(struct plan *p, const char *object, const char *action,
	     const char *property, const char *from, const char *to,
	     struct err *err)
{
	struct plan_step *s, *v;

	v = reallocarray(p->v, p->n + 1, sizeof(*v));
	if (!v)
		return err_nomem(err);
	p->v = v;
	s = &v[p->n++];
	*s = (struct plan_step){ .action = action };
	snprintf(s->object, sizeof(s->object), "%s", object);
	if (property) {
		s->has |= PLAN_PROPERTY;
		snprintf(s->property, sizeof(s->property), "%s", property);
	}
	if (from) {
		s->has |= PLAN_FROM;
		snprintf(s->from, sizeof(s->from), "%s", from);
	}
	if (to) {
		s->has |= PLAN_TO;
		snprintf(s->to, sizeof(s->to), "%s", to);
	}
	return 0;
}

void plan_free(struct plan *p)
{
	free(p->v);
	*p = (struct plan){ 0 };
}

void plan_show(struct out *out, const struct plan *p)
{
	out_rows(out, OUT_BLOCKS, plan_fields, p->v, sizeof(*p->v), p->n);
}
