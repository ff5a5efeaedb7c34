/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command table, one for each tool, const, and the walk over it that
 * turns words into a typed request.  Execution, its errors, usage text,
 * `help -j`, completion and the tests all read this same table.
 *
 * A request struct and every group struct in it begin with `uint64_t said`:
 * the .bit of each argument that was given.  Strings in a request are
 * borrowed from the words; lists are owned and freed by cmd_req_free().
 */
#ifndef NKT_CMD_H
#define NKT_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/err.h"
#include "lib/value.h"

struct ctx;
struct complete;

enum arg_type {
	ARG_FLAG,	/* bool: the word alone says it */
	ARG_CHOICE,	/* uint32_t: one of .choices */
	ARG_U32,	/* uint32_t in [.min, .max] */
	ARG_SIZE,	/* uint64_t: bytes in [.min, .max] */
	ARG_STR,	/* const char *: anything that is not empty */
	ARG_IFNAME,	/* const char *: a valid device name */
	ARG_NETNS,	/* const char *: a namespace's name, path or pid */
	ARG_PATH,	/* const char *: a file */
	ARG_MAC,	/* struct mac */
	ARG_ADDR,	/* struct ip_addr: IPv4 or IPv6 */
	ARG_PREFIX,	/* struct ip_prefix: the same with a length */
	ARG_GROUP,	/* a struct of its own, filled by the table .sub */
	ARG_TYPES
};

enum arg_flags {
	ARG_POS = 1 << 0,	/* known by its place; the word is not typed */
	ARG_REQ = 1 << 1,	/* must be given */
	ARG_MANY = 1 << 2,	/* struct arg_list; one or more values */
	ARG_ONE = 1 << 3,	/* a group that ends with its first argument,
				 * and what .needs that one */
	ARG_NEW = 1 << 4,	/* names what is not there yet: no completion */
};

/* What an ARG_MANY argument fills: n elements of the type, in order. */
struct arg_list {
	void *v;
	size_t n;
};

struct arg {
	const char *word;	/* the keyword; of a positional its name */
	const char *meta;	/* how usage calls the value, as NAME or SIZE */
	const char *help;	/* one line, no capital, no full stop */
	enum arg_type type;
	unsigned int flags;
	uint64_t bit;		/* set in `said` */
	uint64_t xor;		/* not together with any of these bits */
	uint64_t needs;		/* only after one of these bits */
	size_t off;
	uint64_t min, max;
	const struct choice *choices;
	const struct arg *sub;
	size_t sub_size;	/* of the group's struct */
	int (*complete)(struct complete *c);	/* instead of the type's own */
};				/* a table ends with .word == NULL */

#define ARG_CTYPE_FLAG bool
#define ARG_CTYPE_CHOICE uint32_t
#define ARG_CTYPE_U32 uint32_t
#define ARG_CTYPE_SIZE uint64_t
#define ARG_CTYPE_STR const char *
#define ARG_CTYPE_IFNAME const char *
#define ARG_CTYPE_NETNS const char *
#define ARG_CTYPE_PATH const char *
#define ARG_CTYPE_MAC struct mac
#define ARG_CTYPE_ADDR struct ip_addr
#define ARG_CTYPE_PREFIX struct ip_prefix

/* offsetof() that does not compile when the member has another type. */
#define ARG_OFF(st, m, ctype)                                                  \
	(offsetof(st, m) +                                                     \
	 0 * sizeof(char[__builtin_types_compatible_p(                         \
				 __typeof__(((st *)0)->m), ctype)              \
				 ? 1                                           \
				 : -1]))

/* One row: ARG("mtu", U32, struct link_req, mtu, .bit = ..., .help = ...) */
#define ARG(w, t, st, m, ...)                                                  \
	{ .word = (w), .type = ARG_##t, .off = ARG_OFF(st, m, ARG_CTYPE_##t),  \
	  __VA_ARGS__ }
/* The same for a list of values of that type. */
#define ARG_LIST(w, t, st, m, ...)                                             \
	{ .word = (w), .type = ARG_##t, .off = ARG_OFF(st, m, struct arg_list),\
	  .flags = ARG_MANY | __VA_ARGS__ }
/* And for a group of arguments with a struct of their own. */
#define ARG_SUB(w, st, m, table, ...)                                          \
	{ .word = (w), .type = ARG_GROUP, .off = offsetof(st, m),              \
	  .sub = (table),                                                      \
	  .sub_size = sizeof(((st *)0)->m) + 0 * ARG_NO_LIST(st, m),           \
	  __VA_ARGS__ }
/* A list of such groups, each a `struct`. */
#define ARG_SUB_LIST(w, st, m, group, table, ...)                              \
	{ .word = (w), .type = ARG_GROUP,                                      \
	  .off = ARG_OFF(st, m, struct arg_list), .sub = (table),              \
	  .sub_size = sizeof(group), .flags = ARG_MANY | __VA_ARGS__ }
#define ARG_NO_LIST(st, m)                                                     \
	sizeof(char[__builtin_types_compatible_p(                              \
			    __typeof__(((st *)0)->m), struct arg_list)         \
			    ? -1                                               \
			    : 1])

enum cmd_flags {
	CMD_CHANGE = 1 << 0,	/* takes the exclusive lock; without: shared */
	CMD_NOLOCK = 1 << 1,	/* touches nothing that a lock guards */
	CMD_PINS = 1 << 2,	/* cannot do without the pin folder */
	CMD_STREAM = 1 << 3,	/* prints until it is interrupted */
};

struct cmd {
	const char *name;
	const char *alias;	/* one more name, or NULL */
	const char *help;	/* one line, no capital, no full stop */
	const struct cmd *sub;	/* an object: its commands; or .run */
	const struct arg *args;
	size_t req_size;
	int (*run)(struct ctx *ctx, void *req, struct err *err);
	unsigned int flags;
	uint64_t caps;		/* cannot work without */
	uint64_t caps_may;	/* used where they are held */
	const void *data;	/* for a run() that serves several commands */
};				/* a table ends with .name == NULL */

struct tool {
	const char *name;
	const char *summary;
	const struct cmd *cmds;
};

#define CMD_REQ_MAX 1024	/* no request struct is larger */
#define CMD_PATH_MAX 64		/* "object command" */

/* Aliases of verbs that hold everywhere: ls, list, delete. */
const char *cmd_canonical(const char *word);

/* The command of that name or alias in a table, or NULL. */
const struct cmd *cmd_lookup(const struct cmd *table, const char *word);

/*
 * Walk the words down to a command that runs. *used: how many words named
 * it; path: "object command". An object without a command is its `show`.
 * *help is set when the walk met `help`, then *cmd may be an object, or
 * NULL for the tool itself. Errors are ERR_USAGE with "did you mean".
 */
int cmd_find(const struct tool *tool, char *const *words, size_t n,
	     const struct cmd **cmd, size_t *used, bool *help,
	     char path[static CMD_PATH_MAX], struct err *err);

/* Words to request; req points to zeroed memory of cmd->req_size bytes.
 * What it holds is to be freed by cmd_req_free(), after an error too. */
int cmd_parse(const struct cmd *cmd, void *req, char *const *words, size_t n,
	      struct err *err);
void cmd_req_free(const struct arg *args, void *req);

/* "Hint: did you mean X?" from the nearest of the candidates offered. */
struct nearest {
	const char *word;	/* what was typed */
	const char *best;
	unsigned int distance;
};
void nearest_offer(struct nearest *n, const char *candidate);
void nearest_hint(const struct nearest *n, struct err *err);

/*
 * The walk itself, one word at a time; cmd_parse() and completion are made
 * of it. After any number of words, parse_offers() tells what may follow.
 */
#define PARSE_DEPTH 4

struct parse_level {
	const struct arg *table;
	char *base;		/* the struct this table fills */
	const struct arg *list;	/* an ARG_MANY that takes further words */
};

struct parse {
	struct parse_level level[PARSE_DEPTH];
	unsigned int depth;	/* of the current level */
	const struct arg *want;	/* its keyword was said, its value is next */
	struct err *err;
};

void parse_begin(struct parse *p, const struct arg *table, void *req,
		 struct err *err);
int parse_word(struct parse *p, const char *word);
int parse_end(struct parse *p);

/* Call fn for each argument whose keyword, or, where `value` is true,
 * whose value may stand next. */
typedef void (*parse_offer)(const struct arg *a, bool value, void *arg);
void parse_offers(const struct parse *p, parse_offer fn, void *arg);

#endif
