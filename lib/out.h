/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results to stdout.  A NOUN_show.c describes a result struct once, as a
 * table of fields; from it come JSON, the block form in the manner of ip(8),
 * the table form with a heading, -oneline and -brief.  Everything is
 * rendered into memory; cli.c writes it when the command has succeeded.
 *
 * Every struct that is shown, those inside others too, starts with
 * `uint64_t has`, one bit for each optional field; a field with .bit == 0 is
 * always there.  An absent field is not in JSON and not in blocks; in columns
 * it is "-".  Text shows '?' for what would drive a terminal.
 *
 * Blocks: label and value, single blanks.  A FIELD_LINE field starts a line
 * four deeper than its record's; while it is absent, the next field that is
 * there does.  An object's fields follow its label in the same manner.  Each
 * element of a list has a line: four deeper than the line before it, or like
 * other FIELD_LINE fields when it is one.  -oneline joins lines with "\".
 *
 * Columns (OUT_TABLE, and every -brief): an object's fields are columns
 * headed OBJECT-FIELD (a FIELD_BARE object: FIELD; a FIELD_BARE field:
 * OBJECT); a list of objects is its length, one of strings has commas.
 * Numbers are right-aligned. No rows, no heading.
 */
#ifndef NKT_OUT_H
#define NKT_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"
#include "lib/json.h"
#include "lib/value.h"

enum field_type {
	FIELD_STR,	/* const char *; NULL is JSON null, text "-"; an empty
			 * string is "" in text */
	FIELD_CHARS,	/* char [] inside the struct */
	FIELD_U32,
	FIELD_S32,
	FIELD_U64,
	FIELD_BOOL,	/* text: the label alone when true, nothing when not;
			 * in tables yes or no */
	FIELD_CHOICE,	/* uint32_t by .choices; unknown: the number */
	FIELD_MAC,	/* struct mac */
	FIELD_OBJ,	/* struct inside the struct: .sub; JSON object */
	FIELD_LIST,	/* struct out_list: .sub and .stride; JSON array of
			 * objects */
	FIELD_STRS,	/* struct out_list of const char *; JSON array */
};

struct out_list {
	void *v;
	size_t n;
};

enum field_flags {
	FIELD_STATS = 1 << 0,	/* only with -s */
	FIELD_DETAILS = 1 << 1,	/* only with -d */
	FIELD_BRIEF = 1 << 2,	/* with -br these alone are shown, in JSON too;
				 * all of a table (or .sub) that marks none */
	FIELD_BARE = 1 << 3,	/* text: the value without its label */
	FIELD_LINE = 1 << 4,	/* text: starts a new, indented line */
	FIELD_NAME = 1 << 5,	/* colour: a device or object name */
	FIELD_STATE = 1 << 6,	/* colour: green for up/yes/ok/pass/true,
				 * red for down/no/drop/false/severed; a
				 * FIELD_BOOL by its label */
	FIELD_NOTEXT = 1 << 7,	/* JSON only; or with FIELD_BRIEF, text too
				 * if that is brief */
	FIELD_NOJSON = 1 << 8,	/* text only */
	FIELD_COLON = 1 << 9,	/* text block: a colon follows the value */
};

struct field {
	const char *key;	/* JSON key; text label unless .label */
	const char *label;
	enum field_type type;
	size_t off;
	uint64_t bit;		/* in the struct's `has`; 0: always there */
	unsigned int flags;
	const struct choice *choices;
	const struct field *sub;
	size_t stride;
};				/* a table ends with .key == NULL */

#define FIELD_CTYPE_STR const char *
#define FIELD_CTYPE_U32 uint32_t
#define FIELD_CTYPE_S32 int32_t
#define FIELD_CTYPE_U64 uint64_t
#define FIELD_CTYPE_BOOL bool
#define FIELD_CTYPE_CHOICE uint32_t
#define FIELD_CTYPE_MAC struct mac
#define FIELD_CTYPE_LIST struct out_list
#define FIELD_CTYPE_STRS struct out_list

/* One row of a table whose member's type is checked by the compiler. */
#define FIELD(k, t, st, m, ...)                                                \
	{                                                                      \
		.key = (k), .type = FIELD_##t,                                 \
		.off = offsetof(st, m) +                                       \
		       0 * sizeof(char[__builtin_types_compatible_p(           \
						__typeof__(((st *)0)->m),      \
						FIELD_CTYPE_##t)               \
					       ? 1                             \
					       : -1]),                         \
		__VA_ARGS__                                                    \
	}
/* The same for FIELD_CHARS and FIELD_OBJ, which fit any array or struct. */
#define FIELD_ANY(k, t, st, m, ...)                                            \
	{ .key = (k), .type = FIELD_##t, .off = offsetof(st, m), __VA_ARGS__ }

struct out_opts {
	bool json, pretty, oneline, brief, color;
	unsigned int stats, details;
};

enum out_form {
	OUT_BLOCKS,	/* a record a block, labels before values, as ip(8) */
	OUT_TABLE,	/* a heading and aligned columns */
};

struct out {
	struct out_opts opts;
	struct buf buf;		/* what goes to stdout */
	struct json json;
};

/* .pretty implies .json, .json no colour. *o must not be moved afterwards. */
void out_init(struct out *o, const struct out_opts *opts);
void out_free(struct out *o);

/*
 * Show n records of `stride` bytes each: a JSON array, or text. Under -j
 * this is the command's whole document; call it once in a command.
 */
void out_rows(struct out *o, enum out_form form, const struct field *fields,
	      const void *rows, size_t stride, size_t n);

/* For monitors: one record as a line of its own (JSON: one object, never
 * indented). Text is as with -oneline, or the -brief columns unaligned. */
void out_event(struct out *o, const struct field *fields, const void *row);

#endif
