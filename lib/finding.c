/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a `doctor` finds: finding.h. */
#include "lib/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct choice levels[] = {
	{ "error", FINDING_ERROR, NULL },
	{ "warning", FINDING_WARNING, NULL },
	{ "note", FINDING_NOTE, NULL },
	{ NULL, 0, NULL },
};

static const struct field finding_fields[] = {
	FIELD("level", CHOICE, struct finding, level, .choices = levels,
	      .flags = FIELD_BARE | FIELD_COLON | FIELD_BRIEF),
	FIELD_ANY("object", CHARS, struct finding, object,
		  .flags = FIELD_BARE | FIELD_COLON | FIELD_NAME |
			   FIELD_BRIEF),
	FIELD_ANY("message", CHARS, struct finding, message,
		  .flags = FIELD_BARE),
	FIELD("check", STR, struct finding, check,
	      .flags = FIELD_NOTEXT | FIELD_BRIEF),
	FIELD_ANY("mend", CHARS, struct finding, mend,
		  .flags = FIELD_LINE),
	{ .key = NULL },
};

struct finding *finding_add(struct findings *f, enum finding_level level,
			    const char *check, const char *object,
			    struct err *err)
{
	struct finding *v = reallocarray(f->v, f->n + 1, sizeof(*v));

	if (!v) {
		err_nomem(err);
		return NULL;
	}
	f->v = v;
	v += f->n++;
	*v = (struct finding){ .level = level, .check = check };
	snprintf(v->object, sizeof(v->object), "%s", object);
	return v;
}

void finding_say(struct finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->message, sizeof(f->message), fmt, ap);
	va_end(ap);
}

void finding_mend(struct finding *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f->mend, sizeof(f->mend), fmt, ap);
	va_end(ap);
}

void findings_free(struct findings *f)
{
	free(f->v);
	*f = (struct findings){ 0 };
}

static int by_level(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	return (int)x->level - (int)y->level;
}

void findings_show(struct out *out, struct findings *f)
{
	if (f->n)
		qsort(f->v, f->n, sizeof(*f->v), by_level);
	out_rows(out, OUT_BLOCKS, finding_fields, f->v, sizeof(*f->v), f->n);
}
