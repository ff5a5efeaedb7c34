/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the out*.c files share; for nobody else.  out.c decides which fields
 * are shown, out_json.c, out_text.c and out_table.c render them.
 */
#ifndef NKT_OUT_IMPL_H
#define NKT_OUT_IMPL_H

#include "lib/color.h"
#include "lib/out.h"

/* Are only the FIELD_BRIEF fields of this table shown? */
bool out_is_brief(const struct out *o, const struct field *fields);
/* Do the options want this field, be it there or not? */
bool out_wants(const struct out *o, const struct field *f, bool brief);

/* Where the field's value is, or NULL when the record has none. */
static inline const void *field_at(const struct field *f, const void *record)
{
	if (f->bit && !(*(const uint64_t *)record & f->bit))
		return NULL;
	return (const char *)record + f->off;
}

static inline const char *field_label(const struct field *f)
{
	return f->label ? f->label : f->key;
}

static inline bool field_is_bare(const struct field *f)
{
	return (f->flags & FIELD_BARE) || !*field_label(f);
}

void out_json_record(struct json *j, const struct out *o,
		     const struct field *fields, const void *record);

/* A record in block form, with the newline that ends it. */
void out_text_record(struct out *o, const struct field *fields,
		     const void *record, bool oneline);
/* A value without label and colour, safe for a terminal; not FIELD_OBJ. */
void out_text_value(struct buf *b, const struct field *f, const void *value,
		    bool in_table);
/* The colour that its flags and its word call for. */
enum color out_text_color(const struct field *f, const void *value);
/* End a line, leaving no blanks there. */
void out_text_eol(struct buf *b);

/* Aligned columns. */
void out_table_rows(struct out *o, const struct field *fields,
		    const void *rows, size_t stride, size_t n, bool heading);

#endif
