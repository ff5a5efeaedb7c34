/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help from the command table: usage.h. */
#include "lib/usage.h"

#include <stdio.h>
#include <string.h>

#include "lib/opts.h"

#define WIDTH 79	/* of a terminal that nobody has widened */
#define TERM_COLUMN 26	/* where the explanations of help start */

static const char *const type_meta[ARG_TYPES] = {
	[ARG_U32] = "N",	[ARG_SIZE] = "SIZE",	[ARG_STR] = "WORD",
	[ARG_IFNAME] = "DEV",	[ARG_NETNS] = "NS",	[ARG_PATH] = "FILE",
	[ARG_MAC] = "MAC",	[ARG_ADDR] = "ADDR",	[ARG_PREFIX] = "CIDR",
	[ARG_GROUP] = "...",
};

void usage_value(struct buf *b, const struct arg *a)
{
	if (a->meta) {
		buf_puts(b, a->meta);
	} else if (a->choices) {
		for (const struct choice *c = a->choices; c->word; c++)
			buf_printf(b, "%s%s", c == a->choices ? "" : "|",
				   c->word);
	} else if (type_meta[a->type]) {
		buf_puts(b, type_meta[a->type]);
	}
}

/* One argument without the brackets of an optional one. */
static void synopsis_arg(struct buf *b, const struct arg *a)
{
	if (!(a->flags & ARG_POS)) {
		buf_puts(b, a->word);
		if (a->type == ARG_FLAG)
			return;
		buf_putc(b, ' ');
	}
	if (a->type == ARG_GROUP && !a->meta)
		usage_synopsis(b, a->sub);
	else
		usage_value(b, a);
	if (a->flags & ARG_MANY)
		buf_puts(b, "...");
}

/* Neighbours that exclude each other share one pair of brackets. */
static bool is_alternative(const struct arg *a)
{
	return a[1].word && (a->xor & a[1].bit);
}

void usage_synopsis(struct buf *b, const struct arg *args)
{
	for (const struct arg *a = args; a && a->word; a++) {
		bool need = a->flags & ARG_REQ;

		if (a != args)
			buf_putc(b, ' ');
		if (!need)
			buf_putc(b, '[');
		synopsis_arg(b, a);
		for (; is_alternative(a); a++) {
			buf_putc(b, '|');
			synopsis_arg(b, a + 1);
		}
		if (!need)
			buf_putc(b, ']');
	}
}

/* The length of what must not be broken: a word, or in a synopsis all up
 * to the blank before the next argument. */
static size_t unit_len(const char *text, bool synopsis)
{
	size_t len = strcspn(text, " ");

	while (synopsis && text[len] == ' ' && text[len + 1] != '[' &&
	       text[len - 1] != ']')
		len += 1 + strcspn(text + len + 1, " ");
	return len;
}

static void put_wrapped(struct buf *b, const char *text, size_t column,
			size_t indent, bool synopsis)
{
	bool first = true;

	while (*text) {
		size_t len = unit_len(text, synopsis);

		if (!first && column + 1 + len > WIDTH) {
			buf_putc(b, '\n');
			buf_pad(b, indent);
			column = indent;
		} else if (!first) {
			buf_putc(b, ' ');
			column++;
		}
		buf_put(b, text, len);
		column += len;
		text += len;
		text += *text == ' ';
		first = false;
	}
	buf_putc(b, '\n');
}

static void put_item(struct buf *b, size_t indent, const char *term,
		     const char *help)
{
	size_t len = indent + strlen(term);

	buf_pad(b, indent);
	buf_puts(b, term);
	if (len + 2 > TERM_COLUMN) {
		buf_putc(b, '\n');
		len = 0;
	}
	buf_pad(b, TERM_COLUMN - len);
	put_wrapped(b, help ? help : "", TERM_COLUMN, TERM_COLUMN, false);
}

static void put_args(struct buf *b, const struct arg *args, size_t indent)
{
	for (const struct arg *a = args; a->word; a++) {
		struct buf term = { 0 };

		if (!(a->flags & ARG_POS))
			buf_puts(&term, a->word);
		if (!(a->flags & ARG_POS) && a->type != ARG_FLAG &&
		    (a->type != ARG_GROUP || a->meta))
			buf_putc(&term, ' ');
		if (a->type != ARG_GROUP || a->meta)
			usage_value(&term, a);
		if (!buf_error(&term) && term.len)
			put_item(b, indent, term.data, a->help);
		buf_free(&term);
		if (a->type == ARG_GROUP)
			put_args(b, a->sub, indent + 2);
		for (const struct choice *c = a->choices; c && c->word; c++)
			if (c->help)
				put_item(b, indent + 2, c->word, c->help);
	}
}

static void put_usage_line(struct buf *b, const struct tool *tool,
			   const struct cmd *cmd, const char *path)
{
	struct buf line = { 0 };
	size_t start;

	buf_printf(&line, "%s [OPTIONS] %s", tool->name, path);
	start = strlen("Usage: ") + strlen(tool->name) + 1;
	if (cmd->args) {
		buf_putc(&line, ' ');
		usage_synopsis(&line, cmd->args);
	}
	buf_puts(b, "Usage: ");
	if (!buf_error(&line))
		put_wrapped(b, line.data, strlen("Usage: "), start, true);
	buf_free(&line);
}

static void put_options(struct buf *b)
{
	buf_puts(b, "\nOptions, one dash or two:\n");
	for (const struct opt *o = opts_table; o->name; o++) {
		char term[64];

		snprintf(term, sizeof(term), "%s%s%s-%s%s%s",
			 o->brief ? "-" : "", o->brief ? o->brief : "",
			 o->brief ? " " : "", o->name, o->meta ? " " : "",
			 o->meta ? o->meta : "");
		put_item(b, 2, term, o->help);
	}
}

static void put_commands(struct buf *b, const struct cmd *table,
			 const char *prefix)
{
	for (const struct cmd *c = table; c->name; c++) {
		struct buf term = { 0 };

		buf_printf(&term, "%s%s", prefix, c->name);
		if (!buf_error(&term))
			put_item(b, 2, term.data, c->help);
		buf_free(&term);
	}
}

void usage_text(struct buf *b, const struct tool *tool, const struct cmd *cmd,
		const char *path)
{
	if (!cmd) {
		buf_printf(b,
			   "Usage: %s [OPTIONS] OBJECT COMMAND [ARGUMENTS]\n"
			   "       %s [OPTIONS] -b FILE\n"
			   "       %s [OPTIONS] shell\n\n%s\n\nObjects:\n",
			   tool->name, tool->name, tool->name, tool->summary);
		put_commands(b, tool->cmds, "");
		put_options(b);
		buf_printf(b,
			   "\n\"%s OBJECT help\" and \"%s OBJECT COMMAND help\" say more; so does man %s.\n",
			   tool->name, tool->name, tool->name);
		return;
	}
	if (cmd->sub) {
		for (const struct cmd *c = cmd->sub; c->name; c++) {
			struct buf full = { 0 };

			buf_printf(&full, "%s %s", path, c->name);
			if (!buf_error(&full))
				put_usage_line(b, tool, c, full.data);
			buf_free(&full);
		}
		buf_printf(b, "\n%s: %s\n\nCommands:\n", cmd->name, cmd->help);
		put_commands(b, cmd->sub, "");
		return;
	}
	put_usage_line(b, tool, cmd, path);
	buf_printf(b, "\n%s: %s\n", path, cmd->help);
	if (cmd->args) {
		buf_putc(b, '\n');
		put_args(b, cmd->args, 2);
	}
}

static void json_choices(struct json *j, const struct choice *c)
{
	json_key(j, "choices");
	json_arr_begin(j);
	for (; c->word; c++)
		json_str(j, c->word);
	json_arr_end(j);
}

static void json_args(struct json *j, const struct arg *args)
{
	static const char *const type_name[ARG_TYPES] = {
		[ARG_FLAG] = "flag",	 [ARG_CHOICE] = "choice",
		[ARG_U32] = "number",	 [ARG_SIZE] = "size",
		[ARG_STR] = "string",	 [ARG_IFNAME] = "device",
		[ARG_NETNS] = "netns",	 [ARG_PATH] = "path",
		[ARG_MAC] = "mac",	 [ARG_ADDR] = "address",
		[ARG_PREFIX] = "prefix", [ARG_GROUP] = "group",
	};

	json_key(j, "arguments");
	json_arr_begin(j);
	for (const struct arg *a = args; a && a->word; a++) {
		struct buf value = { 0 };

		usage_value(&value, a);
		json_obj_begin(j);
		json_key(j, "word");
		json_str(j, a->word);
		json_key(j, "type");
		json_str(j, type_name[a->type]);
		if (value.len && !buf_error(&value)) {
			json_key(j, "value");
			json_str(j, value.data);
		}
		json_key(j, "positional");
		json_bool(j, a->flags & ARG_POS);
		json_key(j, "required");
		json_bool(j, a->flags & ARG_REQ);
		json_key(j, "many");
		json_bool(j, a->flags & ARG_MANY);
		json_key(j, "help");
		json_str(j, a->help ? a->help : "");
		if (a->choices)
			json_choices(j, a->choices);
		if (a->type == ARG_GROUP)
			json_args(j, a->sub);
		json_obj_end(j);
		buf_free(&value);
	}
	json_arr_end(j);
}

static void json_cmd(struct json *j, const struct cmd *c)
{
	json_obj_begin(j);
	json_key(j, "name");
	json_str(j, c->name);
	if (c->alias) {
		json_key(j, "alias");
		json_str(j, c->alias);
	}
	json_key(j, "help");
	json_str(j, c->help);
	if (c->sub) {
		json_key(j, "commands");
		json_arr_begin(j);
		for (const struct cmd *s = c->sub; s->name; s++)
			json_cmd(j, s);
		json_arr_end(j);
	} else {
		struct buf synopsis = { 0 };

		usage_synopsis(&synopsis, c->args);
		json_key(j, "synopsis");
		json_str(j, synopsis.data && !buf_error(&synopsis) ?
				    synopsis.data : "");
		json_key(j, "changes");
		json_bool(j, c->flags & CMD_CHANGE);
		json_args(j, c->args);
		buf_free(&synopsis);
	}
	json_obj_end(j);
}

void usage_json(struct json *j, const struct tool *tool, const struct cmd *cmd)
{
	if (cmd) {
		json_cmd(j, cmd);
		return;
	}
	json_obj_begin(j);
	json_key(j, "tool");
	json_str(j, tool->name);
	json_key(j, "help");
	json_str(j, tool->summary);
	json_key(j, "options");
	json_arr_begin(j);
	for (const struct opt *o = opts_table; o->name; o++) {
		json_obj_begin(j);
		json_key(j, "name");
		json_str(j, o->name);
		if (o->brief) {
			json_key(j, "short");
			json_str(j, o->brief);
		}
		if (o->meta) {
			json_key(j, "value");
			json_str(j, o->meta);
		}
		json_key(j, "help");
		json_str(j, o->help);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, "objects");
	json_arr_begin(j);
	for (const struct cmd *c = tool->cmds; c->name; c++)
		json_cmd(j, c);
	json_arr_end(j);
	json_obj_end(j);
}
