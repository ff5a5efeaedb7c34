// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines to words: every quoting rule, and what is refused. */
#include <errno.h>
#include <stdlib.h>

#include "lib/words.h"
#include "testsuite/tap.h"

/* The words as one string, each between [ and ]; or "! message". */
static void join(const char *line, size_t len, char *to, size_t size)
{
	struct err err = { 0 };
	struct words w;
	size_t i, at = 0;
	char *copy;

	/* An exact copy, so that the sanitizer sees a read past the end. */
	copy = malloc(len ? len : 1);
	memcpy(copy, line, len);
	to[0] = '\0';
	if (words_split(&w, copy, len, &err)) {
		snprintf(to, size, "! %s", err.msg);
		ok(!w.v && !w.n && err.from == ERR_USAGE &&
		   err.code == EINVAL, "refused as wrong words, none kept");
	}
	for (i = 0; i < w.n && at < size; i++)
		at += (size_t)snprintf(to + at, size - at, "[%s]", w.v[i]);
	if (w.v)
		ok(!w.v[w.n], "NULL ends the words");
	words_free(&w);
	free(copy);
}

static void test_split(void)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ " \t \r\n", "" },
		{ "# all of it", "" },
		{ "  # all of it", "" },
		{ "link", "[link]" },
		{ " link  add\tnk0 ", "[link][add][nk0]" },
		{ "link show\r\n", "[link][show]" },
		{ "link show # why", "[link][show]" },
		{ "link show#why", "[link][show#why]" },
		{ "link \\# x", "[link][#][x]" },
		{ "\"#\" '#'", "[#][#]" },
		{ "''#", "[#]" },
		{ "a\"b c\"d", "[ab cd]" },
		{ "a'b c'\"d e\"f", "[ab cd ef]" },
		{ "\"\"", "[]" },
		{ "'' \"\" x", "[][][x]" },
		{ "\"\"''", "[]" },
		{ "\"a\\\"b\\\\c\"", "[a\"b\\c]" },
		{ "\"a\\nb\\$\"", "[a\\nb\\$]" },
		{ "'a\\'", "[a\\]" },
		{ "'a\\\\b\\\"'", "[a\\\\b\\\"]" },
		{ "'a\"b' \"c'd\"", "[a\"b][c'd]" },
		{ "a\\ b c\\\\d \\\"e\\'", "[a b][c\\d][\"e']" },
		{ "$HOME * ~ `x` $(y)", "[$HOME][*][~][`x`][$(y)]" },
		{ "caf\xc3\xa9 \xff\xfe", "[caf\xc3\xa9][\xff\xfe]" },
		{ "\"abc", "! a \" is not closed" },
		{ "x 'abc", "! a ' is not closed" },
		{ "\"abc\\", "! a \" is not closed" },
		{ "\"abc\\\"", "! a \" is not closed" },
		{ "\"", "! a \" is not closed" },
		{ "x \\", "! nothing follows the last \\" },
		{ "# don't", "" },
	};
	char got[1024];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		join(cases[i][0], strlen(cases[i][0]), got, sizeof(got));
		is_str(got, cases[i][1], "case %zu", i);
	}
}

static void test_nul(void)
{
	char got[1024];

	join("a\0b", 3, got, sizeof(got));
	is_str(got, "! the line holds a NUL byte", "NUL in a word");
	join("a # \0", 5, got, sizeof(got));
	is_str(got, "! the line holds a NUL byte", "NUL in a comment");
	join("abcdef", 3, got, sizeof(got));
	is_str(got, "[abc]", "no byte past the length is read");
}

static void test_long(void)
{
	const size_t len = 8 << 20;
	struct err err = { 0 };
	char *line = malloc(len);
	struct words w;
	size_t i, wrong = 0;

	for (i = 0; i < len; i++)
		line[i] = i % 2 ? ' ' : 'x';
	is_int(words_split(&w, line, len, &err), 0, "eight megabytes");
	is_int(w.n, len / 2, "of one byte words");
	for (i = 0; i < w.n; i++)
		wrong += strcmp(w.v[i], "x") != 0;
	is_int(wrong, 0, "all right");
	words_free(&w);

	memset(line, 'y', len);
	is_int(words_split(&w, line, len, &err), 0, "and as one word");
	is_int(w.n == 1 ? strlen(w.v[0]) : 0, len, "of full length");
	words_free(&w);
	words_free(&w);
	free(line);
}

int main(void)
{
	test_split();
	test_nul();
	test_long();
	return tap_done();
}
