/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options that all three tools share.  One dash or two, short or long,
 * exact, anywhere before a lone `--`; one table yields parsing, help and
 * completion.
 */
#ifndef NKT_OPTS_H
#define NKT_OPTS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/color.h"
#include "lib/err.h"

struct opts {
	bool json, pretty, oneline, brief, force, dry_run, debug;
	bool version, help;
	unsigned int stats, details;
	enum color_when color;
	const char *netns;	/* a name, a path or a pid; NULL: here */
	const char *batch;	/* a file, "-" is stdin; NULL: none */
	const char *bpffs;	/* where pins live */
};

struct opt {
	const char *brief;	/* the short form, or NULL */
	const char *name;
	const char *meta;	/* of its value; NULL: takes none */
	const char *help;
	int id;
	bool process;		/* about the whole run, not about one line */
};				/* a table ends with .name == NULL */

extern const struct opt opts_table[];

void opts_init(struct opts *o);

/*
 * Take the options out of n words; the rest stays in *words, in order, and
 * *n is how many there are. Before the first other word whatever begins
 * with a dash must be an option; behind it only what is one exactly is
 * taken. With `line` (a line of the shell) those about the whole run are
 * refused.
 */
int opts_parse(struct opts *o, char **words, size_t *n, bool line,
	       struct err *err);

/* The option a word names, without its dashes and `=value`; or NULL. */
const struct opt *opts_lookup(const char *word);

#endif
