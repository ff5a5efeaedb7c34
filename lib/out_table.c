// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records as aligned columns, for OUT_TABLE and for -brief.  All rows are
 * walked twice: once for the columns' widths, once to print, so that only
 * the widths are kept and not the text of every cell.
 */
#include <stdlib.h>

#include "lib/out_impl.h"
#include "lib/utf8.h"

#define BETWEEN 2	/* blanks from column to column */

/* Where a column comes from: its field, inside those of the objects. */
struct place {
	const struct place *up;
	const struct field *f;
};

struct table {
	struct out *o;
	size_t *width;		/* of each column, in characters; NULL: count */
	size_t col;		/* the one at hand */
	size_t owed;		/* blanks due before the next cell */
	bool print;		/* else measure */
	struct buf cell;	/* the text of one cell */
};

static bool is_right(enum field_type type)
{
	return type == FIELD_U32 || type == FIELD_S32 || type == FIELD_U64 ||
	       type == FIELD_LIST;
}

/* t->cell to its place: measured, or printed with the blanks it needs. */
static void put_cell(struct table *t, bool right, bool color, enum color c)
{
	size_t width = utf8_count(t->cell.data, t->cell.len), pad;
	struct buf *b = &t->o->buf;

	if (!t->print) {
		if (t->width[t->col] < width)
			t->width[t->col] = width;
		t->col++;
		return;
	}
	pad = t->width[t->col++] - width;
	buf_pad(b, t->owed + (right ? pad : 0));
	color_start(b, color, c);
	buf_put(b, t->cell.data, t->cell.len);
	color_stop(b, color, c);
	/* Not now: nothing may follow, and lines do not end in blanks. */
	t->owed = BETWEEN + (right ? 0 : pad);
}

static void value_cell(struct table *t, const struct field *f,
		       const void *value)
{
	bool color = t->o->opts.color;

	buf_reset(&t->cell);
	if (value)
		out_text_value(&t->cell, f, value, true);
	else
		buf_putc(&t->cell, '-');
	if (buf_error(&t->cell))
		t->o->buf.failed = true;
	put_cell(t, is_right(f->type), color,
		 value && color ? out_text_color(f, value) : COLOR_NONE);
}

/* PEER-STATE: the labels of the objects, then the field's own. */
static void put_labels(struct buf *b, const struct place *at, bool last)
{
	const char *s = field_label(at->f);

	if (at->up)
		put_labels(b, at->up, false);
	/* Inside an object a bare field goes by the object's name alone; a
	 * bare object adds none to its fields. */
	if (field_is_bare(at->f) && (!last || b->len || !*s))
		return;
	if (b->len)
		buf_putc(b, '-');
	for (; *s; s++)
		buf_putc(b, *s >= 'a' && *s <= 'z' ? (char)(*s - 32) : *s);
}

static void heading_cell(struct table *t, const struct place *at)
{
	buf_reset(&t->cell);
	put_labels(&t->cell, at, true);
	if (buf_error(&t->cell))
		t->o->buf.failed = true;
	put_cell(t, is_right(at->f->type), t->o->opts.color, COLOR_HEAD);
}

/*
 * One line of cells; an object's fields are columns like the others. Without
 * a record it is the heading, or "-" in each column of an absent object.
 */
static void walk(struct table *t, const struct field *fields,
		 const void *record, bool heading, const struct place *up)
{
	bool brief = out_is_brief(t->o, fields);
	const struct field *f;
	const void *p;

	for (f = fields; f->key; f++) {
		struct place at = { .up = up, .f = f };

		if (!out_wants(t->o, f, brief))
			continue;
		p = record ? field_at(f, record) : NULL;
		if (f->type == FIELD_OBJ)
			walk(t, f->sub, p, heading, &at);
		else if (!t->width)
			t->col++;
		else if (heading)
			heading_cell(t, &at);
		else
			value_cell(t, f, p);
	}
}

static void walk_line(struct table *t, const struct field *fields,
		      const void *record, bool heading)
{
	t->col = 0;
	t->owed = 0;
	walk(t, fields, record, heading, NULL);
	if (t->print)
		out_text_eol(&t->o->buf);
}

static void walk_rows(struct table *t, const struct field *fields,
		      const char *rows, size_t stride, size_t n, bool heading)
{
	if (heading)
		walk_line(t, fields, NULL, true);
	for (; n; n--, rows += stride)
		walk_line(t, fields, rows, false);
}

void out_table_rows(struct out *o, const struct field *fields,
		    const void *rows, size_t stride, size_t n, bool heading)
{
	struct table t = { .o = o };

	walk(&t, fields, NULL, true, NULL);
	if (!n || !t.col)
		return;
	t.width = calloc(t.col, sizeof(*t.width));
	if (!t.width) {
		o->buf.failed = true;
		return;
	}
	walk_rows(&t, fields, rows, stride, n, heading);
	t.print = true;
	/* Had a cell failed to be measured, it must not be printed. */
	if (!buf_error(&o->buf))
		walk_rows(&t, fields, rows, stride, n, heading);
	buf_free(&t.cell);
	free(t.width);
}
