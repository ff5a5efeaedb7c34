// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The walk over the command table, with a small table of its own that has
 * every kind of argument: groups that end with their first argument, by
 * place and by keyword, lists of values and of groups, groups in groups.
 * Run with ASan it tells that all lists are freed, after errors too.
 */
#include <errno.h>
#include <stdlib.h>

#include "lib/cli.h"
#include "lib/cmd.h"
#include "lib/complete.h"
#include "lib/usage.h"
#include "testsuite/tap.h"

/* ---- the table ----------------------------------------------------------- */

enum { REF_ID = 1, REF_NAME = 2, REF_OBJECT = 4, REF_PROGRAM = 8 };
enum { INNER_A = 1, INNER_B = 2 };
enum { END_NAME = 1, END_MTU = 2, END_INNER = 4 };
enum { BACKEND_ADDR = 1, BACKEND_WEIGHT = 2 };
enum {
	T_NAME = 1, T_HOOK = 2, T_REF = 4, T_PROG = 8, T_FIRST = 16, T_LAST = 32, T_BEFORE = 64,
	T_MTU = 128, T_SIZE = 256, T_DEV = 512, T_BACKEND = 1024, T_PEER = 2048, T_WHEN = 4096,
	T_MAC = 8192, T_LATER = 16384,
};

struct ref {
	uint64_t said;
	uint32_t id;
	const char *name, *object, *program;
};

struct inner {
	uint64_t said;
	uint32_t a, b;
};

struct end {
	uint64_t said;
	const char *name;
	uint32_t mtu;
	struct inner inner;
};

struct backend {
	uint64_t said;
	const char *addr;
	uint32_t weight;
};

struct req {
	uint64_t said;
	const char *name;
	uint32_t hook, mtu, later;
	uint64_t size;
	bool first, last, when;
	struct mac mac;
	struct ref ref, prog, before;
	struct arg_list devs;		/* const char * */
	struct arg_list backends;	/* struct backend */
	struct end peer;
};

static const struct choice hooks[] = {
	{ "ingress", 46, "in" },
	{ "egress", 47, "out" },
	{ NULL, 0, NULL },
};

#define REF_ARGS                                                               \
	ARG("id", U32, struct ref, id, .bit = REF_ID, .min = 1),               \
	ARG("name", STR, struct ref, name, .bit = REF_NAME),                   \
	ARG("object", PATH, struct ref, object, .bit = REF_OBJECT),            \
	ARG("program", STR, struct ref, program, .bit = REF_PROGRAM,           \
	    .needs = REF_OBJECT)

static const struct arg ref_args[] = { REF_ARGS, { .word = NULL } };
static const struct arg prog_args[] = { REF_ARGS, { .word = NULL } };

static const struct arg inner_args[] = {
	ARG("a", U32, struct inner, a, .bit = INNER_A, .flags = ARG_REQ),
	ARG("b", U32, struct inner, b, .bit = INNER_B),
	{ .word = NULL },
};

static const struct arg end_args[] = {
	ARG("NAME", IFNAME, struct end, name, .flags = ARG_POS | ARG_NEW, .bit = END_NAME),
	ARG("mtu", U32, struct end, mtu, .bit = END_MTU),
	ARG_SUB("inner", struct end, inner, inner_args, .bit = END_INNER),
	{ .word = NULL },
};

static const struct arg backend_args[] = {
	ARG("ADDR", STR, struct backend, addr, .flags = ARG_POS | ARG_REQ, .bit = BACKEND_ADDR,
	    .meta = "ADDR"),
	ARG("weight", U32, struct backend, weight, .bit = BACKEND_WEIGHT),
	{ .word = NULL },
};

/* NAME HOOK REF PROG: places only. */
static const struct arg place_args[] = {
	ARG("NAME", IFNAME, struct req, name, .flags = ARG_POS | ARG_REQ, .bit = T_NAME,
	    .meta = "NAME"),
	ARG("HOOK", CHOICE, struct req, hook, .flags = ARG_POS | ARG_REQ, .bit = T_HOOK,
	    .choices = hooks, .meta = "HOOK"),
	ARG_SUB("REF", struct req, ref, ref_args, .flags = ARG_POS | ARG_REQ | ARG_ONE,
		.bit = T_REF, .meta = "REF"),
	ARG_SUB("PROG", struct req, prog, prog_args, .flags = ARG_POS | ARG_REQ | ARG_ONE,
		.bit = T_PROG, .meta = "PROG"),
	ARG("first", FLAG, struct req, first, .bit = T_FIRST, .xor = T_LAST | T_BEFORE),
	ARG("last", FLAG, struct req, last, .bit = T_LAST, .xor = T_FIRST | T_BEFORE),
	ARG_SUB("before", struct req, before, ref_args, .flags = ARG_ONE, .bit = T_BEFORE,
		.xor = T_FIRST | T_LAST, .meta = "REF"),
	ARG("mtu", U32, struct req, mtu, .bit = T_MTU, .min = 68, .max = 65535),
	{ .word = NULL },
};

/* Keywords, lists and nested groups. */
static const struct arg word_args[] = {
	ARG("NAME", IFNAME, struct req, name, .flags = ARG_POS, .bit = T_NAME, .meta = "NAME"),
	ARG("mtu", U32, struct req, mtu, .bit = T_MTU, .max = 65535),
	ARG("size", SIZE, struct req, size, .bit = T_SIZE),
	ARG("mac", MAC, struct req, mac, .bit = T_MAC),
	ARG("when", FLAG, struct req, when, .bit = T_WHEN),
	ARG("later", U32, struct req, later, .bit = T_LATER, .needs = T_WHEN),
	ARG_LIST("dev", IFNAME, struct req, devs, 0, .bit = T_DEV),
	ARG_SUB_LIST("backend", struct req, backends, struct backend, backend_args, 0,
		     .bit = T_BACKEND),
	ARG_SUB("peer", struct req, peer, end_args, .bit = T_PEER),
	{ .word = NULL },
};

static int run_nothing(struct ctx *ctx, void *req, struct err *err)
{
	(void)ctx;
	(void)req;
	(void)err;
	return 0;
}

static const struct cmd thing_cmds[] = {
	{ .name = "place", .help = "by place", .args = place_args, .req_size = sizeof(struct req),
	  .run = run_nothing },
	{ .name = "words", .alias = "w", .help = "by words", .args = word_args,
	  .req_size = sizeof(struct req), .run = run_nothing, .flags = CMD_CHANGE },
	{ .name = "del", .help = "nothing to say", .run = run_nothing },
	{ .name = "show", .help = "look", .run = run_nothing },
	{ .name = NULL },
};

static const struct cmd silent_cmds[] = {
	{ .name = "set", .help = "no show here", .run = run_nothing },
	{ .name = NULL },
};

static const struct cmd cmds[] = {
	{ .name = "thing", .alias = "th", .help = "things", .sub = thing_cmds },
	{ .name = "silent", .help = "says nothing", .sub = silent_cmds },
	{ .name = NULL },
};

static const struct tool tool = { .name = "tool", .summary = "A test.", .cmds = cmds };

/* ---- helpers ------------------------------------------------------------- */

#define MAX_WORDS 64

/* Words of a line, cut at blanks; "_" is an empty one. */
static size_t cut(char *copy, size_t size, const char *line, char **words)
{
	size_t n = 0;
	char *rest = NULL;

	snprintf(copy, size, "%s", line);
	for (char *w = strtok_r(copy, " ", &rest); w && n < MAX_WORDS; w = strtok_r(NULL, " ", &rest))
		words[n++] = strcmp(w, "_") ? w : w + 1;
	return n;
}

static char line_copy[1024];	/* what strings of the request borrow from */

/* Parse into *r; what is said of an error, "message | hint", else "". */
static const char *parse(const struct arg *args, const char *line, struct req *r)
{
	static char said[2048];
	const struct cmd cmd = { .name = "x", .args = args, .req_size = sizeof(*r) };
	char *words[MAX_WORDS];
	size_t n = cut(line_copy, sizeof(line_copy), line, words);
	struct err err = { 0 };
	int rc;

	memset(r, 0, sizeof(*r));
	rc = cmd_parse(&cmd, r, words, n, &err);
	said[0] = '\0';
	if (rc) {
		snprintf(said, sizeof(said), "%s%s%s", err.msg, err.hint[0] ? " | " : "", err.hint);
		if (err.from != ERR_USAGE || rc != -err.code)
			snprintf(said, sizeof(said), "not an error of usage: %d %d", err.from, rc);
	}
	return said;
}

static void refuses(const struct arg *args, const char *line, const char *want)
{
	struct req r;

	is_str(parse(args, line, &r), want, "refused: %s", line);
	cmd_req_free(args, &r);
}

static void takes(const struct arg *args, const char *line, struct req *r)
{
	is_str(parse(args, line, r), "", "taken: %s", line);
}

/* ---- tests --------------------------------------------------------------- */

static void test_places(void)
{
	struct req r;

	takes(place_args, "eth0 ingress id 5 name foo", &r);
	is_str(r.name, "eth0", "the first place");
	is_int(r.hook, 46, "a choice by place");
	ok(r.ref.said == REF_ID && r.ref.id == 5, "a group by place takes one");
	ok(r.prog.said == REF_NAME && !strcmp(r.prog.name, "foo"), "the next group takes the next");
	is_int(r.said, T_NAME | T_HOOK | T_REF | T_PROG, "what was said");

	takes(place_args, "eth0 egress id 5 id 6", &r);
	ok(r.ref.id == 5 && r.prog.id == 6, "the same word in both groups");

	takes(place_args, "eth0 ingress object a.o program p object b.o mtu 100", &r);
	ok(r.ref.said == (REF_OBJECT | REF_PROGRAM) && !strcmp(r.ref.object, "a.o") &&
	   !strcmp(r.ref.program, "p"), "what needs the one belongs to it");
	ok(r.prog.said == REF_OBJECT && !strcmp(r.prog.object, "b.o"), "and may be left out");
	is_int(r.mtu, 100, "a keyword of the table around ends the group");

	takes(place_args, "mtu 100 eth0 first ingress id 1 id 2", &r);
	ok(r.mtu == 100 && r.first && r.ref.id == 1 && r.prog.id == 2, "keywords stand anywhere");

	takes(place_args, "eth0 ingress id 1 id 2 before name x mtu 200", &r);
	ok(!strcmp(r.before.name, "x") && r.mtu == 200, "a group of one behind a keyword");
	takes(place_args, "before id 7 eth0 ingress id 1 id 2", &r);
	ok(r.before.id == 7 && r.ref.id == 1 && r.prog.id == 2, "the same table, elsewhere");

	refuses(place_args, "", "NAME is missing");
	refuses(place_args, "eth0", "HOOK is missing");
	refuses(place_args, "eth0 ingress", "REF is missing");
	refuses(place_args, "eth0 ingress id 1", "PROG is missing");
	refuses(place_args, "eth0 ingress id", "id: the value is missing");
	refuses(place_args, "eth0 ingress id 0 id 1", "id: 0 is out of range (1 to 4294967295)");
	refuses(place_args, "eth0 ingres id 1 id 2",
		"HOOK: \"ingres\" is none of ingress, egress | did you mean \"ingress\"?");
	refuses(place_args, "eth0 ingress id 1 program p", "unknown word \"program\"");
	refuses(place_args, "eth0 ingress id 1 id 2 id 3", "unknown word \"id\"");
	refuses(place_args, "eth0 ingress id 1 nam foo", "unknown word \"nam\" | did you mean \"name\"?");
	refuses(place_args, "eth0 ingress id 1 id 2 mtu 67", "mtu: 67 is out of range (68 to 65535)");
	refuses(place_args, "eth0 ingress id 1 id 2 first last",
		"\"last\" cannot stand together with \"first\"");
	refuses(place_args, "eth0 ingress id 1 id 2 last before id 3",
		"\"before\" cannot stand together with \"last\"");
	refuses(place_args, "eth0 ingress id 1 id 2 first first", "\"first\" is given twice");
	refuses(place_args, "eth0 ingress id 1 id 2 before id 3 before id 4",
		"\"before\" is given twice");
	refuses(place_args, "eth0 ingress id 1 id 2 before", "REF is missing");
	refuses(place_args, "eth0 ingress id 1 id 2 before mtu 100", "REF is missing");
}

static void test_words(void)
{
	struct req r;

	takes(word_args, "", &r);
	is_int(r.said, 0, "nothing said");
	takes(word_args, "x mtu 5 size 64k mac 02:00:00:00:00:01 when later 7", &r);
	ok(!strcmp(r.name, "x") && r.mtu == 5 && r.size == 65536 && r.when && r.later == 7 &&
	   r.mac.b[5] == 1, "one of each");
	takes(word_args, "mtu 5 x", &r);
	is_str(r.name, "x", "a place that is left free is filled later");
	takes(word_args, "mtu 0", &r);
	ok(r.said == T_MTU && r.mtu == 0, "a zero is said");

	refuses(word_args, "mtu _", "mtu: \"\" is empty");
	refuses(word_args, "x later 7", "unknown word \"later\"");
	refuses(word_args, "x mtu 65536", "mtu: 65536 is out of range (0 to 65535)");
	refuses(word_args, "x mtu 4294967301", "mtu: 4294967301 is out of range (0 to 65535)");
	refuses(word_args, "x mtu 5 mtu 5", "\"mtu\" is given twice");
	refuses(word_args, "x y", "unknown word \"y\"");
	refuses(word_args, "x szie 5", "unknown word \"szie\" | did you mean \"size\"?");
	refuses(word_args, "x mtu", "mtu: the value is missing");
}

static void test_lists(void)
{
	static const char *const many = "x dev d0 d1 d2 d3 d4 d5 d6 d7 d8";
	struct req r;

	takes(word_args, "x dev a", &r);
	ok(r.devs.n == 1 && !strcmp(((const char **)r.devs.v)[0], "a"), "a list of one");
	cmd_req_free(word_args, &r);
	ok(!r.devs.v && !r.devs.n, "freed, and forgotten");
	takes(word_args, "x dev a b mtu 5 dev c", &r);
	ok(r.devs.n == 3 && r.mtu == 5 && !strcmp(((const char **)r.devs.v)[2], "c"),
	   "a list goes on when its word is said again");
	cmd_req_free(word_args, &r);
	takes(word_args, many, &r);
	is_int(r.devs.n, 9, "nine");
	for (size_t i = 0; i < r.devs.n; i++) {
		char want[24];

		snprintf(want, sizeof(want), "d%zu", i);
		is_str(((const char **)r.devs.v)[i], want, "the one at %zu", i);
	}
	cmd_req_free(word_args, &r);
	refuses(word_args, "x dev a b/c d", "dev: \"b/c\" is not a device name (no '/', ':' or white space)");
	refuses(word_args, "x dev a dev", "dev: the value is missing");

	takes(word_args, "x backend A weight 1 backend B backend C weight 3 mtu 9", &r);
	is_int(r.backends.n, 3, "a list of groups");
	if (r.backends.n == 3) {
		const struct backend *b = r.backends.v;

		ok(!strcmp(b[0].addr, "A") && b[0].weight == 1, "the first");
		ok(!strcmp(b[1].addr, "B") && b[1].said == BACKEND_ADDR && !b[1].weight,
		   "the second has nothing of the first");
		ok(!strcmp(b[2].addr, "C") && b[2].weight == 3, "the third, after it has grown");
	}
	is_int(r.mtu, 9, "a word of the table around ends the last");
	cmd_req_free(word_args, &r);
	ok(!r.backends.v && !r.backends.n, "freed, and forgotten");
	refuses(word_args, "x backend A weight 1 backend weight 2", "ADDR is missing");
	refuses(word_args, "x backend A weight 1 weight 2", "\"weight\" is given twice");
	refuses(word_args, "x backend A backend", "ADDR is missing");
	refuses(word_args, "x backend A dev a b backend C frob/1 x", "unknown word \"frob/1\"");
}

static void test_nested(void)
{
	struct req r;

	takes(word_args, "x peer y mtu 5 inner a 1 b 2 mac 02:00:00:00:00:01", &r);
	ok(!strcmp(r.peer.name, "y") && r.peer.mtu == 5, "a group, with a place of its own");
	ok(r.peer.inner.a == 1 && r.peer.inner.b == 2, "a group in it");
	ok(r.mac.b[0] == 2 && !r.mtu, "a word that only the outermost knows ends both");
	takes(word_args, "x peer inner a 1 mtu 5 y", &r);
	ok(r.peer.mtu == 5 && !strcmp(r.peer.name, "y"), "back in the group around, with its place");
	takes(word_args, "x mtu 7 peer mtu 5", &r);
	ok(r.mtu == 7 && r.peer.mtu == 5, "a word is first of the group that is open");
	takes(word_args, "x peer", &r);
	ok(r.said == (T_NAME | T_PEER) && !r.peer.said, "an empty group");
	takes(word_args, "peer y when", &r);
	ok(r.when && !strcmp(r.peer.name, "y"), "a flag around ends the group");

	refuses(word_args, "x peer inner b 2", "a is missing");
	refuses(word_args, "x peer inner b 2 when", "a is missing");
	refuses(word_args, "x peer y z", "unknown word \"z\"");
	/* What was left out before the group is not filled behind it. */
	refuses(word_args, "peer y x", "unknown word \"x\"");
	refuses(word_args, "x peer y mut 5", "unknown word \"mut\" | did you mean \"mtu\"?");
}

/* "NAME used help" or the error. */
static const char *find(const char *line)
{
	static char said[2048];
	char copy[256], path[CMD_PATH_MAX], *words[MAX_WORDS];
	size_t used = 99, n = cut(copy, sizeof(copy), line, words);
	const struct cmd *cmd = NULL;
	struct err err = { 0 };
	bool help = false;

	if (cmd_find(&tool, words, n, &cmd, &used, &help, path, &err))
		snprintf(said, sizeof(said), "! %s | %s", err.msg, err.hint);
	else
		snprintf(said, sizeof(said), "%s, %s, %zu%s", cmd ? cmd->name : "-", path, used,
			 help ? ", help" : "");
	return said;
}

static void test_find(void)
{
	static const char *const cases[][2] = {
		{ "thing place x", "place, thing place, 2" },
		{ "th w", "words, thing words, 2" },
		{ "thing delete", "del, thing del, 2" },
		{ "thing ls", "show, thing show, 2" },
		{ "thing list", "show, thing show, 2" },
		{ "thing", "show, thing show, 1" },
		{ "help", "-, , 0, help" },
		{ "thing help", "thing, thing, 1, help" },
		{ "thing words help", "words, thing words, 2, help" },
		{ "thing words help x", "words, thing words, 2" },
		{ "silent", "! silent: a command is missing | \"silent help\" lists them" },
		{ "thign", "! unknown object \"thign\" | did you mean \"thing\"?" },
		{ "frobnicate", "! unknown object \"frobnicate\" | \"help\" lists them" },
		{ "thing plaec", "! thing: unknown command \"plaec\" | did you mean \"place\"?" },
		{ "thing wor", "! thing: unknown command \"wor\" | \"thing help\" lists them" },
		{ "thing frobnicate", "! thing: unknown command \"frobnicate\" | \"thing help\" lists them" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_str(find(cases[i][0]), cases[i][1], "find: %s", cases[i][0]);

	struct err err = { 0 };
	char word[] = "x", *words[] = { word };

	ok(cmd_parse(&thing_cmds[2], NULL, words, 1, &err) == -EINVAL &&
	   !strcmp(err.msg, "unknown word \"x\""), "a command without arguments takes none");
	is_int(cmd_parse(&thing_cmds[2], NULL, words, 0, &err), 0, "and needs none");
}

static void test_usage(void)
{
	struct buf b = { 0 };

	usage_synopsis(&b, place_args);
	is_str(b.data, "NAME HOOK REF PROG [first|last|before REF] [mtu N]", "synopsis of places");
	buf_reset(&b);
	usage_synopsis(&b, word_args);
	is_str(b.data,
	       "[NAME] [mtu N] [size SIZE] [mac MAC] [when] [later N] [dev DEV...] [backend ADDR [weight N]...] [peer [DEV] [mtu N] [inner a N [b N]]]",
	       "synopsis of words");
	buf_reset(&b);
	usage_text(&b, &tool, &thing_cmds[1], "thing words");
	ok(b.data && strstr(b.data, "Usage: tool [OPTIONS] thing words [NAME]"), "usage of a command");
	ok(b.data && strstr(b.data, "\nthing words: by words\n"), "and what it does");
	buf_reset(&b);
	usage_text(&b, &tool, &cmds[0], "thing");
	ok(b.data && strstr(b.data, "  place  ") && strstr(b.data, "  words  "), "usage of an object");
	buf_reset(&b);
	usage_text(&b, &tool, NULL, "");
	ok(b.data && strstr(b.data, "  thing  ") && strstr(b.data, "-json"), "usage of the tool");
	buf_free(&b);
}

static void keep(const char *word, const char *help, void *arg)
{
	struct buf *b = arg;

	(void)help;
	if (b->len)
		buf_putc(b, ' ');
	buf_puts(b, word);
}

/* What may follow the line; its last word is the prefix. */
static void offers(const char *line, const char *want)
{
	struct buf b = { 0 };
	struct ctx ctx = { .tool = &tool };
	struct complete c = { .ctx = &ctx, .put = keep, .arg = &b };
	char copy[256], *words[MAX_WORDS];
	size_t n = cut(copy, sizeof(copy), line, words);

	opts_init(&ctx.opts);
	complete_words(&c, words, n);
	is_str(b.data ? b.data : "", want, "offered: %s", line);
	buf_free(&b);
}

static void test_offers(void)
{
	offers("_", "thing silent help shell");
	offers("t", "thing");
	offers("thing _", "place words del show help");
	offers("th w pe", "peer");
	offers("thing place eth0 in", "ingress");
	offers("thing place eth0 ingress _", "first last before mtu id name object");
	offers("thing place eth0 ingress id 1 i", "id");
	offers("thing place eth0 ingress object f p", "program");
	offers("thing place eth0 ingress id 1 p", "");
	offers("thing place eth0 ingress id 1 id 2 _", "first last before mtu");
	offers("thing place eth0 ingress id 1 id 2 first _", "mtu");
	offers("thing place eth0 ingress id 1 id 2 before _", "id name object");
	offers("thing words x w", "when");
	offers("thing words x l", "");
	offers("thing words x when l", "later");
	offers("thing words x mtu 5 mt", "");
	offers("thing words x backend A we", "weight");
	offers("thing words x backend A weight 1 b", "backend");
	offers("thing words x peer y inn", "inner");
	offers("thing words x peer y inner _", "a b mtu size mac when dev backend");
	offers("thing words x frob _", "");
	offers("frob _", "");
	/* A list of files is freed when only completion has parsed it. */
	offers("thing words x backend A backend B dev nope we", "");
}

int main(void)
{
	test_places();
	test_words();
	test_lists();
	test_nested();
	test_find();
	test_usage();
	test_offers();
	return tap_done();
}
