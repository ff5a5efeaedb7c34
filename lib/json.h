/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A JSON stream into a struct buf: compact, or indented by two when pretty.
 * Strings are bytes from the kernel: control characters are escaped as RFC
 * 8259 asks (DEL and C1 too, for terminals), bytes that are not UTF-8 become
 * U+FFFD.  The caller keeps begin and end in balance and gives each member
 * its key; what does not fit fails the buffer.  .depth and json_unwind() let
 * it close what is open after an error.  No newline ends the document.
 */
#ifndef NKT_JSON_H
#define NKT_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/buf.h"

#define JSON_MAX_DEPTH 32

struct json {
	struct buf *buf;
	bool pretty;
	unsigned int depth;
	bool comma[JSON_MAX_DEPTH];	/* something stands at this level */
	char open[JSON_MAX_DEPTH];	/* '{' or '[' */
	bool after_key;
};

void json_init(struct json *j, struct buf *buf, bool pretty);
void json_obj_begin(struct json *j);
void json_obj_end(struct json *j);
void json_arr_begin(struct json *j);
void json_arr_end(struct json *j);
void json_key(struct json *j, const char *key);
void json_str(struct json *j, const char *s);	/* NULL: null */
void json_strn(struct json *j, const char *s, size_t n);
void json_u64(struct json *j, uint64_t v);
void json_s64(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
/* Close everything above the given depth; a key without a value gets null. */
void json_unwind(struct json *j, unsigned int depth);
/*
 * A valid document that was rendered elsewhere, put in as one value: blanks
 * around it are dropped, its lines are indented to fit or joined, and an
 * empty one becomes null.
 */
void json_raw(struct json *j, const char *doc, size_t n);

#endif
