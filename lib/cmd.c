/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding a command in the table, and a request's life: cmd.h.
 */
#include "lib/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cmd_canonical(const char *word)
{
	static const char *const alias[][2] = {
		{ "ls", "show" },
		{ "list", "show" },
		{ "delete", "del" },
	};

	for (size_t i = 0; i < sizeof(alias) / sizeof(alias[0]); i++)
		if (!strcmp(word, alias[i][0]))
			return alias[i][1];
	return word;
}

const struct cmd *cmd_lookup(const struct cmd *table, const char *word)
{
	word = cmd_canonical(word);
	for (; table->name; table++)
		if (!strcmp(table->name, word) ||
		    (table->alias && !strcmp(table->alias, word)))
			return table;
	return NULL;
}

void nearest_offer(struct nearest *n, const char *candidate)
{
	unsigned int d = value_distance(n->word, candidate);

	if (!n->best || d < n->distance) {
		n->best = candidate;
		n->distance = d;
	}
}

void nearest_hint(const struct nearest *n, struct err *err)
{
	/* A third of the letters wrong is a typo; more is another word. */
	if (n->best && n->distance <= 1 + strlen(n->word) / 4 &&
	    n->distance < strlen(n->best))
		err_hint(err, "did you mean \"%s\"?", n->best);
}

static int unknown_cmd(const struct cmd *table, const char *word,
		       const char *kind, const char *of, struct err *err)
{
	struct nearest near = { .word = word };

	for (; table->name; table++)
		nearest_offer(&near, table->name);
	err_set(err, ERR_USAGE, EINVAL, "", "%.*s%sunknown %s \"%s\"",
		*of ? (int)strlen(of) - 1 : 0, of, *of ? ": " : "", kind, word);
	nearest_hint(&near, err);
	if (!err->hint[0])
		err_hint(err, "\"%shelp\" lists them", of);
	return -EINVAL;
}

int cmd_find(const struct tool *tool, char *const *words, size_t n,
	     const struct cmd **cmd, size_t *used, bool *help,
	     char path[static CMD_PATH_MAX], struct err *err)
{
	const struct cmd *table = tool->cmds, *c = NULL;
	char of[CMD_PATH_MAX] = "";
	size_t i = 0, len = 0;

	*help = false;
	path[0] = '\0';
	while (table && i < n) {
		if (!strcmp(words[i], "help")) {
			*help = true;
			break;
		}
		const struct cmd *next = cmd_lookup(table, words[i]);

		if (!next)
			return unknown_cmd(table, words[i],
					   c ? "command" : "object", of, err);
		c = next;
		len += (size_t)snprintf(path + len, CMD_PATH_MAX - len, "%s%s",
					len ? " " : "", c->name);
		snprintf(of, sizeof(of), "%.*s ", CMD_PATH_MAX - 2, path);
		table = c->sub;
		i++;
	}
	if (!*help && c && !c->sub && i + 1 == n && !strcmp(words[i], "help"))
		*help = true;
	if (!*help && c && c->sub) {
		const struct cmd *show = cmd_lookup(c->sub, "show");

		if (!show) {
			err_set(err, ERR_USAGE, EINVAL, "",
				"%s: a command is missing", path);
			return err_hint(err, "\"%shelp\" lists them", of);
		}
		c = show;
		snprintf(path + len, CMD_PATH_MAX - len, " show");
	}
	*cmd = c;
	*used = i;
	return 0;
}

int cmd_parse(const struct cmd *cmd, void *req, char *const *words, size_t n,
	      struct err *err)
{
	struct parse p;
	int rc = 0;

	if (!cmd->args && n)
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "unknown word \"%s\"", words[0]);
	if (!cmd->args)
		return 0;
	parse_begin(&p, cmd->args, req, err);
	for (size_t i = 0; i < n && !rc; i++)
		rc = parse_word(&p, words[i]);
	return rc ? rc : parse_end(&p);
}

void cmd_req_free(const struct arg *args, void *req)
{
	for (const struct arg *a = args; a && a->word; a++) {
		char *member = (char *)req + a->off;

		if (!(a->flags & ARG_MANY)) {
			if (a->type == ARG_GROUP)
				cmd_req_free(a->sub, member);
			continue;
		}
		struct arg_list *list = (struct arg_list *)(void *)member;

		for (size_t i = 0; a->type == ARG_GROUP && i < list->n; i++)
			cmd_req_free(a->sub,
				     (char *)list->v + i * a->sub_size);
		free(list->v);
		*list = (struct arg_list){ 0 };
	}
}
