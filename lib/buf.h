/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A growing byte buffer.  An allocation that fails is remembered: later
 * calls do nothing and buf_error() says -ENOMEM, so that writers need no
 * check after every word.
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
void buf_pad(struct buf *b, size_t width);	/* blanks */
void buf_reset(struct buf *b);			/* keeps the memory */
void buf_free(struct buf *b);
int buf_error(const struct buf *b);		/* 0 or -ENOMEM */

static inline void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

#endif
