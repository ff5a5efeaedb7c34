/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A growing byte buffer; all zeroes is an empty one.  An allocation that
 * fails is remembered: later calls do nothing and buf_error() says -ENOMEM,
 * so that writers need no check after every word.  What was stored before
 * stays as it is, so check before use.  Nothing that is put may lie inside
 * the buffer itself.
 */
#ifndef NKT_BUF_H
#define NKT_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	char *data;	/* always NUL-terminated once something was put */
	size_t len, cap;
	bool failed;
};

void buf_put(struct buf *b, const void *p, size_t n);
void buf_putc(struct buf *b, char c);
void buf_u64(struct buf *b, uint64_t v);	/* decimal, no printf */
void buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_pad(struct buf *b, size_t width);	/* that many blanks */
void buf_cut(struct buf *b, size_t len);	/* forget what is behind len */
/* Empty again: keeps the memory, forgets a failure. */
void buf_reset(struct buf *b);
void buf_free(struct buf *b);
int buf_error(const struct buf *b);		/* 0 or -ENOMEM */

/*
 * For writers that are counted in nanoseconds: room for n bytes at the end,
 * or NULL after a failure; write there, then say how many were used.
 */
char *buf_room(struct buf *b, size_t n);
void buf_used(struct buf *b, size_t n);

static inline void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

#endif
