/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options that all three tools share: opts.h. */
#include "lib/opts.h"

#include <errno.h>
#include <string.h>

#include "lib/bpffs.h"
#include "lib/cmd.h"

enum {
	OPT_JSON, OPT_PRETTY, OPT_ONELINE, OPT_BRIEF, OPT_STATS, OPT_DETAILS,
	OPT_NETNS, OPT_BATCH, OPT_FORCE, OPT_BPFFS, OPT_DRY_RUN, OPT_COLOR,
	OPT_DEBUG, OPT_VERSION, OPT_HELP,
};

const struct opt opts_table[] = {
	{ "j", "json", NULL, "JSON on stdout, always one valid document",
	  OPT_JSON, false },
	{ "p", "pretty", NULL, "JSON, indented", OPT_PRETTY, false },
	{ "o", "oneline", NULL, "one record a line", OPT_ONELINE, false },
	{ "br", "brief", NULL, "names and states only", OPT_BRIEF, false },
	{ "s", "stats", NULL, "add counters", OPT_STATS, false },
	{ "d", "details", NULL, "add what is rarely needed", OPT_DETAILS,
	  false },
	{ "n", "netns", "NS",
	  "act in that network namespace: a name, a path or a pid", OPT_NETNS,
	  true },
	{ "b", "batch", "FILE", "run the commands of a file, - is stdin",
	  OPT_BATCH, true },
	{ NULL, "force", NULL, "let a batch go on after an error", OPT_FORCE,
	  true },
	{ NULL, "bpffs", "DIR", "where pins live (" BPFFS_DEFAULT ")",
	  OPT_BPFFS, true },
	{ NULL, "dry-run", NULL, "say what would change, change nothing",
	  OPT_DRY_RUN, false },
	{ "c", "color", NULL, "colours: -c, or -c=auto, always, never",
	  OPT_COLOR, false },
	{ "D", "debug", NULL, "libbpf's and netlink's own words on stderr",
	  OPT_DEBUG, true },
	{ "V", "version", NULL, "print the version, and libbpf's",
	  OPT_VERSION, true },
	{ "h", "help", NULL, "print help", OPT_HELP, false },
	{ NULL, NULL, NULL, NULL, 0, false },
};

void opts_init(struct opts *o)
{
	*o = (struct opts){
		.bpffs = BPFFS_DEFAULT,
		.color = COLOR_NEVER,
	};
}

const struct opt *opts_lookup(const char *word)
{
	size_t dashes = strspn(word, "-"), len;

	if (dashes < 1 || dashes > 2)
		return NULL;
	word += dashes;
	len = strcspn(word, "=");
	for (const struct opt *t = opts_table; t->name; t++) {
		if (strlen(t->name) == len && !strncmp(t->name, word, len))
			return t;
		if (t->brief && strlen(t->brief) == len &&
		    !strncmp(t->brief, word, len))
			return t;
	}
	return NULL;
}

static int unknown_option(const char *word, struct err *err)
{
	struct nearest near = { .word = word + strspn(word, "-") };

	err_set(err, ERR_USAGE, EINVAL, "", "unknown option \"%s\"", word);
	for (const struct opt *t = opts_table; t->name; t++)
		nearest_offer(&near, t->name);
	if (near.best && near.distance <= 2 && near.distance < strlen(near.best))
		return err_hint(err, "did you mean \"-%s\"?", near.best);
	return err_hint(err, "-h lists them");
}

static int set_color(struct opts *o, const char *value, struct err *err)
{
	static const struct choice when[] = {
		{ "auto", COLOR_AUTO, NULL },
		{ "always", COLOR_ALWAYS, NULL },
		{ "never", COLOR_NEVER, NULL },
		{ NULL, 0, NULL },
	};
	const struct choice *c;

	if (!value) {
		o->color = COLOR_ALWAYS;
		return 0;
	}
	c = choice_find(when, value);
	if (!c)
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "-color: \"%s\" is none of auto, always, never",
			       value);
	o->color = (enum color_when)c->value;
	return 0;
}

static int set_option(struct opts *o, const struct opt *t, const char *value,
		      struct err *err)
{
	switch (t->id) {
	case OPT_PRETTY:
		o->pretty = o->json = true;
		return 0;
	case OPT_JSON:
		o->json = true;
		return 0;
	case OPT_ONELINE:
		o->oneline = true;
		return 0;
	case OPT_BRIEF:
		o->brief = true;
		return 0;
	case OPT_STATS:
		o->stats++;
		return 0;
	case OPT_DETAILS:
		o->details++;
		return 0;
	case OPT_NETNS:
		o->netns = value;
		return 0;
	case OPT_BATCH:
		o->batch = value;
		return 0;
	case OPT_FORCE:
		o->force = true;
		return 0;
	case OPT_BPFFS:
		o->bpffs = value;
		return 0;
	case OPT_DRY_RUN:
		o->dry_run = true;
		return 0;
	case OPT_COLOR:
		return set_color(o, value, err);
	case OPT_DEBUG:
		o->debug = true;
		return 0;
	case OPT_VERSION:
		o->version = true;
		return 0;
	default:
		o->help = true;
		return 0;
	}
}

int opts_parse(struct opts *o, char **words, size_t *n, bool line,
	       struct err *err)
{
	size_t out = 0;

	for (size_t i = 0; i < *n; i++) {
		char *word = words[i], *value = strchr(word, '=');
		const struct opt *t = opts_lookup(word);
		int rc;

		if (!strcmp(word, "--")) {
			while (++i < *n)
				words[out++] = words[i];
			break;
		}
		if (!t && word[0] == '-' && word[1] && !out)
			return unknown_option(word, err);
		if (!t) {
			words[out++] = word;
			continue;
		}
		if (t->process && line)
			return err_set(err, ERR_USAGE, EINVAL, "",
				       "-%s is for the whole run: give it to the tool itself",
				       t->name);
		value = value ? value + 1 : NULL;
		if (t->meta && !value && i + 1 < *n)
			value = words[++i];
		if (t->meta && (!value || !*value))
			return err_set(err, ERR_USAGE, EINVAL, "",
				       "-%s: the value is missing", t->name);
		if (value && !t->meta && t->id != OPT_COLOR)
			return err_set(err, ERR_USAGE, EINVAL, "",
				       "-%s takes no value", t->name);
		rc = set_option(o, t, value, err);
		if (rc)
			return rc;
	}
	*n = out;
	return 0;
}
