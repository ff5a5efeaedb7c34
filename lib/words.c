// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lines to words.  The line is read twice by the same code: once to count
 * words and bytes, once to store them, so that one allocation of the right
 * size holds both the pointers and the text, whatever the line's length.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/words.h"

struct reader {
	const char *p, *end;
	char *to;	/* NULL: only count */
	size_t bytes;	/* of text, without the NUL of each word */
};

/* Line ends too: a file written elsewhere may end its lines with CR LF. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void keep(struct reader *r, char c)
{
	if (r->to)
		*r->to++ = c;
	r->bytes++;
}

/* From behind the opening quote to behind the closing one; false: none. */
static bool read_quoted(struct reader *r, char quote)
{
	while (r->p < r->end) {
		char c = *r->p++;

		if (c == quote)
			return true;
		/* Inside "..." a \ is only special before " and \ : paths and
		 * patterns stay as they were written. */
		if (c == '\\' && quote == '"' && r->p < r->end &&
		    (*r->p == '"' || *r->p == '\\'))
			c = *r->p++;
		keep(r, c);
	}
	return false;
}

/* 1: a word was read, 0: there is none left, -EINVAL said. */
static int read_word(struct reader *r, struct err *err)
{
	while (r->p < r->end && is_blank(*r->p))
		r->p++;
	if (r->p == r->end || *r->p == '#')
		return 0;

	while (r->p < r->end && !is_blank(*r->p)) {
		char c = *r->p++;

		if (c == '"' || c == '\'') {
			if (!read_quoted(r, c))
				return err_set(err, ERR_USAGE, EINVAL, NULL,
					       "a %c is not closed", c);
			continue;
		}
		if (c == '\\') {
			if (r->p == r->end)
				return err_set(err, ERR_USAGE, EINVAL, NULL,
					       "nothing follows the last \\");
			c = *r->p++;
		}
		keep(r, c);
	}
	return 1;
}

/* One allocation: n + 1 pointers, then the words' bytes with their NULs. */
static void *words_alloc(size_t n, size_t bytes)
{
	size_t size;

	if (__builtin_mul_overflow(n + 1, sizeof(char *), &size) ||
	    __builtin_add_overflow(size, n, &size) ||
	    __builtin_add_overflow(size, bytes, &size))
		return NULL;
	return malloc(size);
}

int words_split(struct words *w, const char *line, size_t len, struct err *err)
{
	struct reader r = { .p = line, .end = line + len };
	size_t n = 0, i;
	int ret;

	*w = (struct words){ 0 };
	if (len && memchr(line, '\0', len))
		return err_set(err, ERR_USAGE, EINVAL, NULL,
			       "the line holds a NUL byte");

	while ((ret = read_word(&r, err)) > 0)
		n++;
	if (ret < 0)
		return ret;

	w->v = words_alloc(n, r.bytes);
	if (!w->v)
		return err_nomem(err);

	r = (struct reader){
		.p = line, .end = line + len, .to = (char *)(w->v + n + 1),
	};
	for (i = 0; i < n; i++) {
		w->v[i] = r.to;
		/* It was read once already: it cannot fail now. */
		read_word(&r, err);
		*r.to++ = '\0';
	}
	w->v[n] = NULL;
	w->n = n;
	return 0;
}

void words_free(struct words *w)
{
	free(w->v);
	*w = (struct words){ 0 };
}
