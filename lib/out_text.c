// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Values as text, and records in the block form of ip(8): label and value in
 * turn, indented lines, one of them for each element of a list.
 */
#include "lib/out_impl.h"
#include "lib/utf8.h"

#define INDENT 4

/* Something must stand there, or the next label reads as this value. */
static void put_word(struct buf *b, const char *s)
{
	if (!s)
		buf_putc(b, '-');
	else if (!*s)
		buf_puts(b, "\"\"");
	else
		utf8_put(b, s, strlen(s));
}

static void put_s64(struct buf *b, int64_t v)
{
	if (v < 0)
		buf_putc(b, '-');
	buf_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

static void put_strs(struct buf *b, const struct out_list *list, char between)
{
	const char *const *s = list->v;
	size_t i;

	for (i = 0; i < list->n; i++) {
		if (i)
			buf_putc(b, between);
		put_word(b, s[i]);
	}
	if (!list->n)
		buf_putc(b, '-');
}

static void put_choice(struct buf *b, const struct field *f, uint32_t v)
{
	const char *word = choice_word(f->choices, v);

	if (word)
		utf8_put(b, word, strlen(word));
	else
		buf_u64(b, v);
}

void out_text_value(struct buf *b, const struct field *f, const void *value,
		    bool in_table)
{
	char mac[MAC_STRLEN];

	switch (f->type) {
	case FIELD_STR:
		put_word(b, *(const char *const *)value);
		break;
	case FIELD_CHARS:
		put_word(b, value);
		break;
	case FIELD_U32:
		buf_u64(b, *(const uint32_t *)value);
		break;
	case FIELD_S32:
		put_s64(b, *(const int32_t *)value);
		break;
	case FIELD_U64:
		buf_u64(b, *(const uint64_t *)value);
		break;
	case FIELD_BOOL:
		buf_puts(b, *(const bool *)value ? "yes" : "no");
		break;
	case FIELD_CHOICE:
		put_choice(b, f, *(const uint32_t *)value);
		break;
	case FIELD_MAC:
		mac_format(value, mac);
		buf_puts(b, mac);
		break;
	case FIELD_STRS:
		put_strs(b, value, in_table ? ',' : ' ');
		break;
	case FIELD_LIST:	/* a cell has room for its length alone */
		buf_u64(b, ((const struct out_list *)value)->n);
		break;
	case FIELD_OBJ:
		break;
	}
}

static enum color state_color(const char *word)
{
	static const struct {
		const char *word;
		enum color color;
	} states[] = {
		{ "up", COLOR_GOOD }, { "yes", COLOR_GOOD },
		{ "ok", COLOR_GOOD }, { "pass", COLOR_GOOD },
		{ "true", COLOR_GOOD }, { "down", COLOR_BAD },
		{ "no", COLOR_BAD }, { "drop", COLOR_BAD },
		{ "false", COLOR_BAD }, { "severed", COLOR_BAD },
	};
	size_t i;

	for (i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (!strcmp(states[i].word, word))
			return states[i].color;
	return COLOR_NONE;
}

/* A flag is as good or bad as its label; one that says neither is good. */
static enum color flag_color(const struct field *f, bool on)
{
	bool bad = state_color(field_label(f)) == COLOR_BAD;

	if (on)
		return bad ? COLOR_BAD : COLOR_GOOD;
	return bad ? COLOR_NONE : COLOR_BAD;
}

enum color out_text_color(const struct field *f, const void *value)
{
	const char *word = NULL;

	if (f->flags & FIELD_NAME)
		return COLOR_NAME;
	if (!(f->flags & FIELD_STATE))
		return COLOR_NONE;
	if (f->type == FIELD_BOOL)
		return flag_color(f, *(const bool *)value);
	if (f->type == FIELD_STR)
		word = *(const char *const *)value;
	else if (f->type == FIELD_CHARS)
		word = value;
	else if (f->type == FIELD_CHOICE)
		word = choice_word(f->choices, *(const uint32_t *)value);
	return word ? state_color(word) : COLOR_NONE;
}

static void cut_blanks(struct buf *b)
{
	size_t len = b->len;

	while (len && b->data[len - 1] == ' ')
		len--;
	buf_cut(b, len);
}

void out_text_eol(struct buf *b)
{
	cut_blanks(b);
	buf_putc(b, '\n');
}

/* A record as it is being written. */
struct block {
	struct buf *b;
	const struct out *o;
	bool oneline;
	bool fresh;	/* nothing stands on this line yet */
	bool pending;	/* what comes next starts a line of its own */
	unsigned int level;	/* of this line's indentation */
};

/* Be on a line of that level, unless this one is empty still. */
static void block_line(struct block *bl, unsigned int level)
{
	bl->pending = false;
	if (bl->fresh)
		return;
	if (bl->oneline) {
		cut_blanks(bl->b);
		buf_putc(bl->b, '\\');
	} else {
		out_text_eol(bl->b);
	}
	buf_pad(bl->b, (size_t)level * INDENT);
	bl->level = level;
	bl->fresh = true;
}

/* Before each item; lines that start here are one deeper than base. */
static void block_next(struct block *bl, unsigned int base)
{
	if (bl->pending)
		block_line(bl, base + 1);
	if (!bl->fresh)
		buf_putc(bl->b, ' ');
	bl->fresh = false;
}

static void block_scalar(struct block *bl, const struct field *f,
			 const void *value, unsigned int base)
{
	bool flag = f->type == FIELD_BOOL;
	enum color c;

	if (flag && !*(const bool *)value)
		return;
	if (f->type == FIELD_STRS && !((const struct out_list *)value)->n)
		return;

	block_next(bl, base);
	if (!flag && !field_is_bare(f)) {
		buf_puts(bl->b, field_label(f));
		buf_putc(bl->b, ' ');
	}
	c = bl->o->opts.color ? out_text_color(f, value) : COLOR_NONE;
	color_start(bl->b, bl->o->opts.color, c);
	if (flag)
		buf_puts(bl->b, field_label(f));
	else
		out_text_value(bl->b, f, value, false);
	color_stop(bl->b, bl->o->opts.color, c);
	if (f->flags & FIELD_COLON)
		buf_putc(bl->b, ':');
}

static void block_fields(struct block *bl, const struct field *fields,
			 const void *record, unsigned int base);

/* Returns the level of the line it starts on. */
static unsigned int block_obj(struct block *bl, const struct field *f,
			      const void *record, unsigned int base)
{
	struct block before = *bl;
	size_t from = bl->b->len, bare;
	unsigned int level;

	if (field_is_bare(f)) {
		block_fields(bl, f->sub, record, base);
		return bl->level;
	}
	block_next(bl, base);
	level = bl->level;
	buf_puts(bl->b, field_label(f));
	bare = bl->b->len;
	block_fields(bl, f->sub, record, level);
	if (bl->b->len == bare) {
		/* A label without values would read as a flag. */
		buf_cut(bl->b, from);
		*bl = before;
	}
	return level;
}

static void block_list(struct block *bl, const struct field *f,
		       const struct out_list *list, unsigned int level)
{
	const char *element = list->v;
	size_t i;

	for (i = 0; i < list->n; i++, element += f->stride) {
		struct block before = *bl;
		size_t from = bl->b->len;

		block_line(bl, level);
		if (!field_is_bare(f)) {
			buf_puts(bl->b, field_label(f));
			bl->fresh = false;
		}
		block_fields(bl, f->sub, element, level);
		if (bl->fresh) {
			/* Nothing to show, and empty lines say nothing. */
			buf_cut(bl->b, from);
			*bl = before;
		}
	}
	/* What follows is no part of the last element. */
	if (list->n)
		bl->pending = true;
}

static void block_fields(struct block *bl, const struct field *fields,
			 const void *record, unsigned int base)
{
	unsigned int here = bl->level;	/* of the line that lists hang on */
	const struct field *f;
	const void *p;

	for (f = fields; f->key; f++) {
		/* Also for a field that is absent: the next one that is there
		 * starts the line then. */
		if (f->flags & FIELD_LINE)
			bl->pending = true;
		if (!out_wants(bl->o, f, false))
			continue;
		p = field_at(f, record);
		if (!p)
			continue;
		if (f->type == FIELD_LIST) {
			block_list(bl, f, p, f->flags & FIELD_LINE ?
				   base + 1 : here + 1);
		} else if (f->type == FIELD_OBJ) {
			here = block_obj(bl, f, p, base);
		} else {
			block_scalar(bl, f, p, base);
			here = bl->level;
		}
	}
}

void out_text_record(struct out *o, const struct field *fields,
		     const void *record, bool oneline)
{
	struct block bl = {
		.b = &o->buf, .o = o, .oneline = oneline, .fresh = true,
	};

	block_fields(&bl, fields, record, 0);
	if (!bl.fresh)
		out_text_eol(&o->buf);
}
