// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The growing byte buffer.  Everything that a tool prints passes through
 * here, field by field, so the common case is one comparison and a copy.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/buf.h"

#define BUF_FIRST 256

/* Not inlined: it runs a dozen times for a megabyte. */
static __attribute__((noinline)) bool buf_grow(struct buf *b, size_t n)
{
	size_t need, cap;
	char *data;

	if (__builtin_add_overflow(b->len, n, &need) ||
	    __builtin_add_overflow(need, 1, &need))
		goto fail;

	/* Doubling keeps appending linear; the exact size is the last resort
	 * where there is no double of it. */
	cap = b->cap > SIZE_MAX / 2 ? need : b->cap * 2;
	if (cap < need)
		cap = need;
	if (cap < BUF_FIRST)
		cap = BUF_FIRST;
	data = realloc(b->data, cap);
	if (!data)
		goto fail;
	b->data = data;
	b->cap = cap;
	return true;
fail:
	b->failed = true;
	return false;
}

char *buf_room(struct buf *b, size_t n)
{
	if (b->failed)
		return NULL;
	/* One byte more than n, for the NUL. */
	if (b->cap - b->len <= n && !buf_grow(b, n))
		return NULL;
	return b->data + b->len;
}

void buf_used(struct buf *b, size_t n)
{
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_put(struct buf *b, const void *p, size_t n)
{
	char *to = buf_room(b, n);

	if (!to)
		return;
	if (n)		/* memcpy() from NULL is undefined even for nothing */
		memcpy(to, p, n);
	buf_used(b, n);
}

void buf_putc(struct buf *b, char c)
{
	char *to = buf_room(b, 1);

	if (!to)
		return;
	*to = c;
	buf_used(b, 1);
}

void buf_u64(struct buf *b, uint64_t v)
{
	char digits[20];	/* UINT64_MAX has twenty */
	char *p = digits + sizeof(digits);

	/* Two at a time: each division waits for the one before it. */
	while (v >= 100) {
		unsigned int two = (unsigned int)(v % 100);

		v /= 100;
		*--p = (char)('0' + two % 10);
		*--p = (char)('0' + two / 10);
	}
	if (v >= 10)
		*--p = (char)('0' + v % 10);
	*--p = (char)('0' + (v >= 10 ? v / 10 : v));
	buf_put(b, p, (size_t)(digits + sizeof(digits) - p));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	char *to = buf_room(b, 0);
	va_list ap;
	int n;

	if (!to)
		return;
	va_start(ap, fmt);
	n = vsnprintf(to, b->cap - b->len, fmt, ap);
	va_end(ap);
	if (n < 0) {
		/* Over 2 GiB in one piece, or a broken format. */
		b->data[b->len] = '\0';
		b->failed = true;
		return;
	}

	if ((size_t)n >= b->cap - b->len) {
		b->data[b->len] = '\0';
		to = buf_room(b, (size_t)n);
		if (!to)
			return;
		va_start(ap, fmt);
		vsnprintf(to, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	buf_used(b, (size_t)n);
}

void buf_pad(struct buf *b, size_t width)
{
	char *to = buf_room(b, width);

	if (!to)
		return;
	memset(to, ' ', width);
	buf_used(b, width);
}

void buf_cut(struct buf *b, size_t len)
{
	if (len >= b->len)
		return;
	b->len = len;
	b->data[len] = '\0';
}

void buf_reset(struct buf *b)
{
	/* What could not be stored is thrown away with the rest. */
	b->failed = false;
	buf_cut(b, 0);
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

int buf_error(const struct buf *b)
{
	return b->failed ? -ENOMEM : 0;
}
