// SPDX-License-Identifier: GPL-2.0-or-later
/* Results to stdout: which fields are shown, and in which form. */
#include "lib/out.h"
#include "lib/out_impl.h"

void out_init(struct out *o, const struct out_opts *opts)
{
	*o = (struct out){ .opts = *opts };
	if (o->opts.pretty)
		o->opts.json = true;
	if (o->opts.json)
		o->opts.color = false;
	json_init(&o->json, &o->buf, o->opts.pretty);
}

void out_free(struct out *o)
{
	buf_free(&o->buf);
}

bool out_is_brief(const struct out *o, const struct field *fields)
{
	if (!o->opts.brief)
		return false;
	for (; fields->key; fields++)
		if (fields->flags & FIELD_BRIEF)
			return true;
	/* A table, or an object in one, that marks none is brief already. */
	return false;
}

bool out_wants(const struct out *o, const struct field *f, bool brief)
{
	unsigned int hidden = o->opts.json ? FIELD_NOJSON :
			      brief	   ? 0 :
					     FIELD_NOTEXT;

	if (!o->opts.stats)
		hidden |= FIELD_STATS;
	if (!o->opts.details)
		hidden |= FIELD_DETAILS;
	return !(f->flags & hidden) && (!brief || (f->flags & FIELD_BRIEF));
}

static void rows_json(struct out *o, const struct field *fields,
		      const char *rows, size_t stride, size_t n)
{
	struct json *j = &o->json;

	json_arr_begin(j);
	for (; n; n--, rows += stride)
		out_json_record(j, o, fields, rows);
	json_arr_end(j);
	/* Inside a larger document the line does not end here. */
	if (!j->depth)
		buf_putc(&o->buf, '\n');
}

void out_rows(struct out *o, enum out_form form, const struct field *fields,
	      const void *rows, size_t stride, size_t n)
{
	const char *record = rows;

	if (o->opts.json) {
		rows_json(o, fields, rows, stride, n);
		return;
	}
	if (form == OUT_TABLE || o->opts.brief) {
		out_table_rows(o, fields, rows, stride, n,
			       !o->opts.brief && !o->opts.oneline);
		return;
	}
	for (; n; n--, record += stride)
		out_text_record(o, fields, record, o->opts.oneline);
}

void out_event(struct out *o, const struct field *fields, const void *row)
{
	if (o->opts.json) {
		struct json line;

		/* Never pretty: a reader takes line by line. */
		json_init(&line, &o->buf, false);
		out_json_record(&line, o, fields, row);
		buf_putc(&o->buf, '\n');
		return;
	}
	if (o->opts.brief)
		out_table_rows(o, fields, row, 0, 1, false);
	else
		out_text_record(o, fields, row, true);
}
