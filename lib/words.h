/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line of text to words, for batch files and the shell: blanks separate,
 * '...' and "..." group, \ takes the next character as it is, # starts a
 * comment where a word could start.  No expansion of any kind.
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
 * Split len bytes of line (no NUL inside: -EINVAL). An unclosed quote is
 * -EINVAL (ERR_USAGE). An empty line or a comment gives n == 0.
 */
int words_split(struct words *w, const char *line, size_t len, struct err *err);
void words_free(struct words *w);

#endif
