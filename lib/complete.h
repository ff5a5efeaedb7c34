/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may stand at the cursor, by the same walk that parses.  Used by the
 * hidden `TOOL complete -- WORDS...` (bash) and by TAB in the shell.
 * Completers only read, stay silent on errors, and are quick.
 */
#ifndef NKT_COMPLETE_H
#define NKT_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/cmd.h"

struct complete {
	struct ctx *ctx;
	const char *prefix;	/* what stands at the cursor already */
	bool enter_netns;	/* -n among the words may be followed: the
				 * process ends after this */
	void (*put)(const char *word, const char *help, void *arg);
	void *arg;
};

/* Offer a word if it begins with the prefix; help may be NULL. */
void complete_offer(struct complete *c, const char *word, const char *help);

/* Offer all that fits the last of n words (which may be empty). */
void complete_words(struct complete *c, char *const *words, size_t n);

#endif
