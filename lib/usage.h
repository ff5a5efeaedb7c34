/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Help from the command table: text, and `help -j`, the table itself. */
#ifndef NKT_USAGE_H
#define NKT_USAGE_H

#include "lib/buf.h"
#include "lib/cmd.h"
#include "lib/json.h"

/* Help for the tool (cmd NULL), an object or a command; path as typed. */
void usage_text(struct buf *b, const struct tool *tool, const struct cmd *cmd,
		const char *path);
/* The same place in the table as one JSON document. */
void usage_json(struct json *j, const struct tool *tool,
		const struct cmd *cmd);
/* "[NAME] [mode l3|l2] ..." of one table, without line breaks. */
void usage_synopsis(struct buf *b, const struct arg *args);
/* How help calls an argument's value: its choices, or NAME, SIZE. */
void usage_value(struct buf *b, const struct arg *a);

#endif
