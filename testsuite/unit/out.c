// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Golden text and JSON of every form, from one small model of a device, and
 * what hostile bytes and absent fields do to each.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/color.h"
#include "lib/out.h"
#include "testsuite/tap.h"
#include "testsuite/unit/json_valid.h"

enum { HAS_PEER = 1, HAS_ALIAS = 2, HAS_POLICY = 4, HAS_MAC = 8 };

struct prog {
	uint64_t has;
	uint32_t id;
	const char *name;
	bool offload;
};

struct peer {
	uint64_t has;
	char ifname[16];
	const char *netns;
	bool up;
};

struct dev {
	uint64_t has;
	char ifname[16];
	uint32_t role, mode, policy, mtu;
	int32_t nsid;
	bool up;
	uint64_t bytes;
	const char *alias;
	struct mac mac;
	struct peer peer;
	struct out_list progs, names;
};

static const struct choice roles[] = {
	{ "peer", 0, NULL }, { "primary", 1, NULL }, { NULL, 0, NULL },
};
static const struct choice modes[] = {
	{ "l2", 0, NULL }, { "l3", 1, NULL }, { NULL, 0, NULL },
};
static const struct choice policies[] = {
	{ "pass", 0, NULL }, { "drop", 2, NULL }, { NULL, 0, NULL },
};

static const struct field prog_fields[] = {
	FIELD("id", U32, struct prog, id),
	FIELD("name", STR, struct prog, name),
	FIELD("offload", BOOL, struct prog, offload),
	{ 0 },
};

static const struct field peer_fields[] = {
	FIELD_ANY("ifname", CHARS, struct peer, ifname,
		  .flags = FIELD_BARE | FIELD_NAME),
	FIELD("netns", STR, struct peer, netns),
	FIELD("up", BOOL, struct peer, up, .flags = FIELD_STATE),
	{ 0 },
};

static const struct field dev_fields[] = {
	FIELD_ANY("ifname", CHARS, struct dev, ifname, .label = "name",
		  .flags = FIELD_BARE | FIELD_NAME | FIELD_COLON | FIELD_BRIEF),
	FIELD("role", CHOICE, struct dev, role, .choices = roles,
	      .flags = FIELD_BARE | FIELD_BRIEF),
	FIELD("up", BOOL, struct dev, up, .flags = FIELD_STATE | FIELD_BRIEF),
	FIELD("mode", CHOICE, struct dev, mode, .choices = modes),
	FIELD("mtu", U32, struct dev, mtu),
	FIELD("policy", CHOICE, struct dev, policy, .choices = policies,
	      .bit = HAS_POLICY, .flags = FIELD_LINE | FIELD_STATE),
	FIELD("address", MAC, struct dev, mac, .bit = HAS_MAC,
	      .flags = FIELD_BRIEF),
	FIELD("nsid", S32, struct dev, nsid, .flags = FIELD_DETAILS),
	FIELD("alias", STR, struct dev, alias, .bit = HAS_ALIAS,
	      .flags = FIELD_LINE),
	FIELD_ANY("peer", OBJ, struct dev, peer, .sub = peer_fields,
		  .bit = HAS_PEER, .flags = FIELD_LINE),
	FIELD("progs", LIST, struct dev, progs, .label = "prog",
	      .sub = prog_fields, .stride = sizeof(struct prog)),
	FIELD("names", STRS, struct dev, names, .label = "altname",
	      .flags = FIELD_LINE),
	FIELD("bytes", U64, struct dev, bytes,
	      .flags = FIELD_LINE | FIELD_STATS),
	{ 0 },
};

static struct prog progs[] = {
	{ .id = 7, .name = "lb" },
	{ .id = 12, .name = "", .offload = true },
};
static const char *names[] = { "web", NULL, "x" };

static const struct dev devs[] = {
	{
		.has = HAS_PEER | HAS_POLICY | HAS_MAC,
		.ifname = "nk0", .role = 1, .mode = 1, .mtu = 1500,
		.nsid = -1, .up = true, .bytes = UINT64_MAX, .policy = 2,
		.mac.b = { 2, 0, 0, 0, 0, 0xff },
		.peer = { .ifname = "eth0", .netns = "web", .up = true },
		.progs = { progs, 2 },
		.names = { names, 3 },
	},
	{
		.has = HAS_ALIAS,
		.ifname = "longer-name", .mode = 9, .mtu = 65535,
		.alias = "evil\n\033[2J\xc2\x9b" "x\xff \xc3\xa9",
		.bytes = 5,
	},
};

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Rendered, and compared with what it should be. */
static void check(const struct out_opts *opts, enum out_form form,
		  const struct field *f, const void *rows, size_t stride,
		  size_t n, const char *want, const char *what)
{
	struct out o;

	out_init(&o, opts);
	out_rows(&o, form, f, rows, stride, n);
	is_str(o.buf.data ? o.buf.data : "", want, "%s", what);
	is_int(buf_error(&o.buf), 0, "%s: no failure", what);
	if (o.opts.json)
		ok(json_valid(o.buf.data, o.buf.len), "%s: valid", what);
	out_free(&o);
}

#define check_devs(opts, form, n, want, what)                                  \
	check(opts, form, dev_fields, devs, sizeof(devs[0]), n, want, what)

static void test_blocks(void)
{
	check_devs((&(struct out_opts){ 0 }), OUT_BLOCKS, 2,
		   "nk0: primary up mode l3 mtu 1500\n"
		   "    policy drop address 02:00:00:00:00:ff\n"
		   "    peer eth0 netns web up\n"
		   "        prog id 7 name lb\n"
		   "        prog id 12 name \"\" offload\n"
		   "    altname web - x\n"
		   "longer-name: peer mode 9 mtu 65535\n"
		   "    alias evil??[2J?x? \xc3\xa9\n",
		   "blocks");
	check_devs((&(struct out_opts){ .stats = 1, .details = 1 }),
		   OUT_BLOCKS, 2,
		   "nk0: primary up mode l3 mtu 1500\n"
		   "    policy drop address 02:00:00:00:00:ff nsid -1\n"
		   "    peer eth0 netns web up\n"
		   "        prog id 7 name lb\n"
		   "        prog id 12 name \"\" offload\n"
		   "    altname web - x\n"
		   "    bytes 18446744073709551615\n"
		   "longer-name: peer mode 9 mtu 65535\n"
		   "    nsid 0\n"
		   "    alias evil??[2J?x? \xc3\xa9\n"
		   "    bytes 5\n",
		   "blocks with -s -d; a line whose first field is absent");
	check_devs((&(struct out_opts){ .oneline = true }), OUT_BLOCKS, 2,
		   "nk0: primary up mode l3 mtu 1500\\"
		   "    policy drop address 02:00:00:00:00:ff\\"
		   "    peer eth0 netns web up\\"
		   "        prog id 7 name lb\\"
		   "        prog id 12 name \"\" offload\\"
		   "    altname web - x\n"
		   "longer-name: peer mode 9 mtu 65535\\"
		   "    alias evil??[2J?x? \xc3\xa9\n",
		   "oneline");
	check_devs((&(struct out_opts){ .brief = true }), OUT_BLOCKS, 2,
		   "nk0          primary  yes  02:00:00:00:00:ff\n"
		   "longer-name  peer     no   -\n",
		   "brief");
	check_devs((&(struct out_opts){ 0 }), OUT_BLOCKS, 0, "", "no blocks");
	check_devs((&(struct out_opts){ .color = true }), OUT_BLOCKS, 1,
		   "\033[36mnk0\033[0m: primary \033[32mup\033[0m mode l3 "
		   "mtu 1500\n"
		   "    policy \033[31mdrop\033[0m address 02:00:00:00:00:ff\n"
		   "    peer \033[36meth0\033[0m netns web \033[32mup\033[0m\n"
		   "        prog id 7 name lb\n"
		   "        prog id 12 name \"\" offload\n"
		   "    altname web - x\n",
		   "blocks in colour");
}

static void test_table(void)
{
	check_devs((&(struct out_opts){ 0 }), OUT_TABLE, 2,
		   "NAME         ROLE     UP   MODE    MTU  POLICY  "
		   "ADDRESS            ALIAS           PEER  PEER-NETNS  "
		   "PEER-UP  PROG  ALTNAME\n"
		   "nk0          primary  yes  l3     1500  drop    "
		   "02:00:00:00:00:ff  -               eth0  web         "
		   "yes         2  web,-,x\n"
		   "longer-name  peer     no   9     65535  -       "
		   "-                  evil??[2J?x? \xc3\xa9  -     -           "
		   "-           0  -\n",
		   "table");
	check(&(struct out_opts){ 0 }, OUT_TABLE, prog_fields, progs,
	      sizeof(progs[0]), 2,
	      "ID  NAME  OFFLOAD\n"
	      " 7  lb    no\n"
	      "12  \"\"    yes\n", "a small table");
	check(&(struct out_opts){ .oneline = true }, OUT_TABLE, prog_fields,
	      progs, sizeof(progs[0]), 2,
	      " 7  lb  no\n"
	      "12  \"\"  yes\n", "oneline drops the heading");
	check(&(struct out_opts){ .brief = true }, OUT_TABLE, prog_fields,
	      progs, sizeof(progs[0]), 2,
	      " 7  lb  no\n"
	      "12  \"\"  yes\n", "brief, where none is marked, is all");
	check(&(struct out_opts){ .color = true }, OUT_TABLE, peer_fields,
	      &devs[0].peer, sizeof(struct peer), 1,
	      "\033[1mIFNAME\033[0m  \033[1mNETNS\033[0m  \033[1mUP\033[0m\n"
	      "\033[36meth0\033[0m    web    \033[32myes\033[0m\n",
	      "colour codes take no room");
	check(&(struct out_opts){ 0 }, OUT_TABLE, prog_fields, NULL,
	      sizeof(progs[0]), 0, "", "no rows, no heading");
}

static void test_json(void)
{
	static const char brief[] =
		"[{\"ifname\":\"nk0\",\"role\":\"primary\",\"up\":true,"
		"\"address\":\"02:00:00:00:00:ff\"},"
		"{\"ifname\":\"longer-name\",\"role\":\"peer\","
		"\"up\":false}]\n";

	check_devs((&(struct out_opts){ .json = true, .stats = 1,
					.details = 1, .color = true }),
		   OUT_BLOCKS, 2,
		   "[{\"ifname\":\"nk0\",\"role\":\"primary\",\"up\":true,"
		   "\"mode\":\"l3\",\"mtu\":1500,\"policy\":\"drop\","
		   "\"address\":\"02:00:00:00:00:ff\",\"nsid\":-1,"
		   "\"peer\":{\"ifname\":\"eth0\",\"netns\":\"web\","
		   "\"up\":true},"
		   "\"progs\":[{\"id\":7,\"name\":\"lb\",\"offload\":false},"
		   "{\"id\":12,\"name\":\"\",\"offload\":true}],"
		   "\"names\":[\"web\",null,\"x\"],"
		   "\"bytes\":18446744073709551615},"
		   "{\"ifname\":\"longer-name\",\"role\":\"peer\","
		   "\"up\":false,\"mode\":9,\"mtu\":65535,\"nsid\":0,"
		   "\"alias\":\"evil\\n\\u001b[2J\\u009bx\xef\xbf\xbd \xc3\xa9\","
		   "\"progs\":[],\"names\":[],\"bytes\":5}]\n", "JSON");
	check_devs((&(struct out_opts){ .json = true, .brief = true }),
		   OUT_BLOCKS, 2, brief, "brief JSON");
	check_devs((&(struct out_opts){ .json = true, .brief = true }),
		   OUT_TABLE, 2, brief, "the form is the same to JSON");
	check(&(struct out_opts){ .pretty = true }, OUT_TABLE, prog_fields,
	      progs, sizeof(progs[0]), 1,
	      "[\n"
	      "  {\n"
	      "    \"id\": 7,\n"
	      "    \"name\": \"lb\",\n"
	      "    \"offload\": false\n"
	      "  }\n"
	      "]\n", "pretty implies JSON");
	check_devs((&(struct out_opts){ .json = true }), OUT_TABLE, 0, "[]\n",
		   "no rows");
	check_devs((&(struct out_opts){ .pretty = true }), OUT_BLOCKS, 0,
		   "[]\n", "no rows, pretty");
}

/* The corners of line breaking: A is on the first line, the rest vary. */
enum { A = 1, B = 2, C = 4, D = 8 };

struct lines {
	uint64_t has;
	uint32_t a, b, c, d;
	struct out_list list;
};

static const struct field inner_fields[] = {
	FIELD("c", U32, struct lines, c, .bit = C, .flags = FIELD_LINE),
	FIELD("d", U32, struct lines, d, .bit = D),
	{ 0 },
};

struct outer {
	uint64_t has;
	uint32_t a;
	struct lines in;
	struct out_list bare;
	uint32_t z;
};

static const struct field outer_fields[] = {
	FIELD("a", U32, struct outer, a, .bit = A),
	FIELD_ANY("in", OBJ, struct outer, in, .sub = inner_fields),
	FIELD("bare", LIST, struct outer, bare, .sub = inner_fields,
	      .stride = sizeof(struct lines), .flags = FIELD_BARE),
	FIELD("z", U32, struct outer, z, .bit = B),
	{ 0 },
};

static const struct field line_fields[] = {
	FIELD("a", U32, struct lines, a, .bit = A),
	FIELD("b", U32, struct lines, b, .bit = B, .flags = FIELD_LINE),
	FIELD("c", U32, struct lines, c, .bit = C),
	FIELD("d", U32, struct lines, d, .bit = D, .flags = FIELD_LINE),
	FIELD("shy", U32, struct lines, d, .flags = FIELD_NOTEXT),
	{ 0 },
};

static void test_lines(void)
{
	static const char *const want[16] = {
		"", "a 1\n", "b 2\n", "a 1\n    b 2\n",
		"c 3\n", "a 1\n    c 3\n", "b 2 c 3\n", "a 1\n    b 2 c 3\n",
		"d 4\n", "a 1\n    d 4\n", "b 2\n    d 4\n",
		"a 1\n    b 2\n    d 4\n",
		"c 3\n    d 4\n", "a 1\n    c 3\n    d 4\n",
		"b 2 c 3\n    d 4\n", "a 1\n    b 2 c 3\n    d 4\n",
	};
	struct lines l = { .a = 1, .b = 2, .c = 3, .d = 4 };
	struct lines in[3] = { { .c = 5, .d = 6 }, { .has = D, .d = 7 },
			       { .has = C | D, .c = 8, .d = 9 } };
	struct outer o = { .has = A | B, .a = 1, .z = 2 };
	struct out_opts none = { 0 };
	char what[32];

	for (l.has = 0; l.has < 16; l.has++) {
		snprintf(what, sizeof(what), "lines %d", (int)l.has);
		check(&none, OUT_BLOCKS, line_fields, &l, sizeof(l), 1,
		      want[l.has], what);
	}

	check(&none, OUT_BLOCKS, outer_fields, &o, sizeof(o), 1, "a 1 z 2\n",
	      "an object without anything leaves no label");
	o.in = in[1];
	check(&none, OUT_BLOCKS, outer_fields, &o, sizeof(o), 1,
	      "a 1 in\n    d 7 z 2\n", "an inner line");
	o.in = in[2];
	o.bare = (struct out_list){ in, 3 };
	check(&none, OUT_BLOCKS, outer_fields, &o, sizeof(o), 1,
	      "a 1 in\n    c 8 d 9\n    d 7\n    c 8 d 9\n    z 2\n",
	      "bare elements; an empty one leaves no line");
	o.has = A;
	o.in.has = 0;
	o.bare.n = 1;
	check(&none, OUT_BLOCKS, outer_fields, &o, sizeof(o), 1, "a 1\n",
	      "nor does an empty one at the end");
	o.has = 0;
	check(&none, OUT_BLOCKS, outer_fields, &o, sizeof(o), 1, "",
	      "a record without anything is no line");
}

struct state {
	uint64_t has;
	const char *s;
	bool down, up, plain;
};

static const struct field state_fields[] = {
	FIELD("s", STR, struct state, s, .flags = FIELD_BARE | FIELD_STATE),
	FIELD("down", BOOL, struct state, down, .flags = FIELD_STATE),
	FIELD("up", BOOL, struct state, up, .flags = FIELD_STATE | FIELD_LINE),
	FIELD("plain", BOOL, struct state, plain, .flags = FIELD_LINE),
	{ 0 },
};

static void test_states(void)
{
	static const struct state states[] = {
		{ .s = "severed", .down = true, .plain = true },
		{ .s = "odd ", .up = true },
		{ .s = NULL },
	};
	struct out_opts color = { .color = true }, none = { 0 };
	struct out_opts oneline = { .oneline = true };

	check(&color, OUT_BLOCKS, state_fields, states, sizeof(states[0]), 3,
	      "\033[31msevered\033[0m \033[31mdown\033[0m\n    plain\n"
	      "odd\n    \033[32mup\033[0m\n-\n", "words of states in colour");
	check(&color, OUT_TABLE, state_fields, states, sizeof(states[0]), 2,
	      "\033[1mS\033[0m        \033[1mDOWN\033[0m  "
	      "\033[1mUP\033[0m   \033[1mPLAIN\033[0m\n"
	      "\033[31msevered\033[0m  \033[31myes\033[0m   "
	      "\033[31mno\033[0m   yes\n"
	      "odd      no    \033[32myes\033[0m  no\n",
	      "a flag is as good as its label");
	check(&none, OUT_BLOCKS, state_fields, states + 1, sizeof(states[0]),
	      1, "odd\n    up\n", "no blank ends a line");
	check(&oneline, OUT_BLOCKS, state_fields, states + 1,
	      sizeof(states[0]), 1, "odd\\    up\n", "nor a joined one");
}

static void test_event(void)
{
	struct out o;

	out_init(&o, &(struct out_opts){ 0 });
	out_event(&o, dev_fields, &devs[1]);
	out_event(&o, prog_fields, &progs[0]);
	is_str(o.buf.data, "longer-name: peer mode 9 mtu 65535\\    "
	       "alias evil??[2J?x? \xc3\xa9\nid 7 name lb\n",
	       "events are lines");
	out_free(&o);

	out_init(&o, &(struct out_opts){ .brief = true });
	out_event(&o, dev_fields, &devs[1]);
	is_str(o.buf.data, "longer-name  peer  no  -\n", "brief event");
	out_free(&o);

	out_init(&o, &(struct out_opts){ .pretty = true });
	out_event(&o, prog_fields, &progs[0]);
	out_event(&o, prog_fields, &progs[1]);
	is_str(o.buf.data, "{\"id\":7,\"name\":\"lb\",\"offload\":false}\n"
	       "{\"id\":12,\"name\":\"\",\"offload\":true}\n",
	       "JSON events are lines, even when pretty");
	out_free(&o);
}

/* Inside a batch's document. */
static void test_nested(void)
{
	struct out o;

	out_init(&o, &(struct out_opts){ .json = true });
	json_obj_begin(&o.json);
	json_key(&o.json, "result");
	out_rows(&o, OUT_TABLE, prog_fields, progs, sizeof(progs[0]), 1);
	json_obj_end(&o.json);
	is_str(o.buf.data,
	       "{\"result\":[{\"id\":7,\"name\":\"lb\",\"offload\":false}]}",
	       "rows inside a larger document");
	out_free(&o);
}

/* A second opinion, from a reader that many scripts will use. */
static void test_jq(void)
{
	struct out_opts opts = { .json = true, .stats = 1, .color = true };
	struct out o;
	FILE *jq;

	if (system("command -v jq >/dev/null 2>&1")) {
		ok(1, "jq # SKIP it is not installed");
		return;
	}
	out_init(&o, &opts);
	ok(!o.opts.color, "JSON is never coloured");
	out_rows(&o, OUT_BLOCKS, dev_fields, devs, sizeof(devs[0]), 2);
	jq = popen("jq -e 'length == 2 and .[0].progs[1].id == 12 and "
		   ".[0].peer.up and (.[0] | has(\"alias\") | not) and "
		   "(.[1].alias | startswith(\"evil\\n\"))' "
		   ">/dev/null", "w");
	fwrite(o.buf.data, 1, o.buf.len, jq);
	is_int(pclose(jq), 0, "jq reads it alike");
	out_free(&o);
}

static void test_color(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC), pty;

	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	ok(!color_wanted(COLOR_NEVER, false, fd), "never");
	ok(color_wanted(COLOR_ALWAYS, false, fd), "always");
	ok(!color_wanted(COLOR_ALWAYS, true, fd), "but not in JSON");
	ok(!color_wanted(COLOR_AUTO, false, fd), "auto: not to a file");
	ok(!color_wanted(COLOR_AUTO, false, -1), "nor to nowhere");
	close(fd);

	pty = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty < 0 || !isatty(pty)) {
		ok(1, "auto # SKIP there are no terminals here");
		return;
	}
	ok(color_wanted(COLOR_AUTO, false, pty), "auto: to a terminal");
	ok(!color_wanted(COLOR_AUTO, true, pty), "but not in JSON");
	ok(!color_wanted(COLOR_NEVER, false, pty), "and never is never");
	setenv("NO_COLOR", "", 1);
	ok(color_wanted(COLOR_AUTO, false, pty), "an empty NO_COLOR is none");
	setenv("NO_COLOR", "0", 1);
	ok(!color_wanted(COLOR_AUTO, false, pty), "NO_COLOR, whatever it says");
	ok(color_wanted(COLOR_ALWAYS, false, pty), "always is stronger");
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	ok(!color_wanted(COLOR_AUTO, false, pty), "a dumb terminal");
	unsetenv("TERM");
	ok(color_wanted(COLOR_AUTO, false, pty), "an unnamed one");
	close(pty);
}

int main(void)
{
	test_blocks();
	test_table();
	test_json();
	test_lines();
	test_states();
	test_event();
	test_nested();
	test_jq();
	test_color();
	return tap_done();
}
