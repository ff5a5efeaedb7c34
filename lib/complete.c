/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What may stand at the cursor: complete.h. */
#include "lib/complete.h"

#include <dirent.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cli.h"
#include "lib/netns.h"

#define NETNS_DIR "/run/netns"

void complete_offer(struct complete *c, const char *word, const char *help)
{
	if (!strncmp(word, c->prefix, strlen(c->prefix)))
		c->put(word, help, c->arg);
}

static void offer_devices(struct complete *c)
{
	struct if_nameindex *devs = if_nameindex();

	for (struct if_nameindex *d = devs; d && d->if_name; d++)
		complete_offer(c, d->if_name, "device");
	if (devs)
		if_freenameindex(devs);
}

static void offer_namespaces(struct complete *c)
{
	DIR *dir = opendir(NETNS_DIR);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		if (e->d_name[0] != '.')
			complete_offer(c, e->d_name, "network namespace");
	if (dir)
		closedir(dir);
}

/* The paths that begin with the prefix, for the shell; bash has its own. */
static void offer_paths(struct complete *c)
{
	const char *slash = strrchr(c->prefix, '/');
	size_t len = slash ? (size_t)(slash - c->prefix) + 1 : 0;
	char path[4096];
	struct dirent *e;
	DIR *dir;

	if (len >= sizeof(path) - 256)
		return;
	memcpy(path, c->prefix, len);
	path[len] = '\0';
	dir = opendir(len ? path : ".");
	while (dir && (e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path + len, sizeof(path) - len, "%s", e->d_name);
		complete_offer(c, path, "file");
	}
	if (dir)
		closedir(dir);
}

static void offer_value(struct complete *c, const struct arg *a)
{
	if (a->complete) {
		a->complete(c);
		return;
	}
	for (const struct choice *ch = a->choices; ch && ch->word; ch++)
		complete_offer(c, ch->word, ch->help ? ch->help : a->help);
	if (a->type == ARG_IFNAME && !(a->flags & ARG_NEW))
		offer_devices(c);
	else if (a->type == ARG_NETNS)
		offer_namespaces(c);
	else if (a->type == ARG_PATH)
		offer_paths(c);
}

static void offer_arg(const struct arg *a, bool value, void *arg)
{
	struct complete *c = arg;

	if (value)
		offer_value(c, a);
	else
		complete_offer(c, a->word, a->help);
}

static void offer_table(struct complete *c, const struct cmd *table)
{
	for (; table->name; table++)
		complete_offer(c, table->name, table->help);
	complete_offer(c, "help", "print help");
}

static void offer_args(struct complete *c, const struct cmd *cmd,
		       char *const *words, size_t n)
{
	_Alignas(max_align_t) char req[CMD_REQ_MAX] = { 0 };
	struct err err = { 0 };
	struct parse p;

	if (!cmd->args)
		return;
	parse_begin(&p, cmd->args, req, &err);
	for (size_t i = 0; i < n; i++)
		if (parse_word(&p, words[i]))
			goto out;
	parse_offers(&p, offer_arg, c);
	if (!n)
		complete_offer(c, "help", "print help");
out:
	cmd_req_free(cmd->args, req);
}

/* The word before the cursor is an option that takes a value. */
static bool offer_option_value(struct complete *c, const char *before)
{
	const struct opt *t = opts_lookup(before);

	if (!t || !t->meta || strchr(before, '='))
		return false;
	if (!strcmp(t->name, "netns"))
		offer_namespaces(c);
	else
		offer_paths(c);
	return true;
}

static void offer_options(struct complete *c)
{
	char word[64];

	for (const struct opt *t = opts_table; t->name; t++) {
		bool two = !strncmp(c->prefix, "--", 2);

		snprintf(word, sizeof(word), "%s%s", two ? "--" : "-",
			 t->name);
		complete_offer(c, word, t->help);
	}
}

void complete_words(struct complete *c, char *const *words, size_t n)
{
	const struct cmd *table = c->ctx->tool->cmds, *cmd = NULL;
	struct opts opts = c->ctx->opts;
	struct err err = { 0 };
	size_t i = 0, left;
	char **v;

	if (!n)
		return;
	c->prefix = words[n - 1];
	if (n > 1 && offer_option_value(c, words[n - 2]))
		return;
	if (c->prefix[0] == '-') {
		offer_options(c);
		return;
	}
	left = n - 1;
	v = calloc(n, sizeof(*v));
	if (!v)
		return;
	memcpy(v, words, left * sizeof(*v));
	if (opts_parse(&opts, v, &left, false, &err))
		goto out;
	/* Names are those of the namespace that the command will act in. */
	if (opts.netns && c->enter_netns &&
	    netns_enter(opts.netns, &err))
		goto out;
	while (table && i < left) {
		cmd = cmd_lookup(table, v[i++]);
		if (!cmd)
			goto out;
		table = cmd->sub;
	}
	if (table)
		offer_table(c, table);
	else if (cmd)
		offer_args(c, cmd, v + i, left - i);
	if (table == c->ctx->tool->cmds)
		complete_offer(c, "shell", "type commands line by line");
out:
	free(v);
}
