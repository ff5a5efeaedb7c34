/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line of text to words, for batch files and the shell: blanks (and line
 * ends) separate, '...' and "..." group, \ takes the next byte as it is, #
 * starts a comment where a word could start; it ends with the line.  All
 * inside '...' is literal, inside "..." all but \" and \\.  Parts that touch
 * are one word (a"b c"d), "" is an empty one.  No expansion of any kind.
 */
#ifndef NKT_WORDS_H
#define NKT_WORDS_H

#include <stddef.h>

#include "lib/err.h"

struct words {
	char **v;	/* n words, then NULL; they live in one allocation */
	size_t n;
};

/*
 * Split len bytes of line. -EINVAL (ERR_USAGE) for a NUL byte, for a quote
 * that is not closed and for a \ at the very end: joining continued lines is
 * the caller's. An empty line or a comment gives n == 0. After a failure *w
 * is empty and need not be freed.
 */
int words_split(struct words *w, const char *line, size_t len, struct err *err);
void words_free(struct words *w);

#endif
