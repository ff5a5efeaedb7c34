/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * UTF-8 in what the kernel hands out: names and aliases are bytes there, so
 * nothing may be taken on trust.  Independent of the locale.
 */
#ifndef NKT_UTF8_H
#define NKT_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/buf.h"

/*
 * The length of the character that s starts with, 1 to 4; 0 where the n
 * bytes do not start with one (RFC 3629: no overlong forms, no surrogates,
 * nothing above U+10FFFF), or n is 0.
 */
size_t utf8_len(const char *s, size_t n);

/* C0 and C1 controls and DEL, in a character of len bytes: what a terminal
 * may obey instead of show. */
bool utf8_is_control(const char *s, size_t len);

/* How many characters there are in n bytes that are UTF-8. */
size_t utf8_count(const char *s, size_t n);

/*
 * n bytes for a terminal. Whoever names a device or writes its alias must
 * not drive the terminal of whoever looks: controls, and bytes that are not
 * UTF-8, become '?'.
 */
void utf8_put(struct buf *b, const char *s, size_t n);

#endif
