// SPDX-License-Identifier: GPL-2.0-or-later
/* The JSON stream: both forms to the byte, hostile strings, misuse. */
#include <errno.h>

#include "lib/json.h"
#include "testsuite/tap.h"
#include "testsuite/unit/json_valid.h"

static void test_validator(void)
{
	static const char *const good[] = {
		"{}", "[]", " [ 1 , -2 ] ", "\"\\u00e9\\n\"", "null",
		"{\"a\":{\"b\":[true,false,null]}}", "\"\xf0\x9f\x98\x80\"",
	};
	static const char *const bad[] = {
		"", "{", "[1,]", "[1 2]", "{\"a\"}", "{a:1}", "01", "\"\n\"",
		"\"\\x\"", "\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"",
		"[] []", "nul", "\"\\u12\"", "{\"a\":1,}", "-",
	};
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok(json_valid(good[i], strlen(good[i])), "good %zu", i);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(!json_valid(bad[i], strlen(bad[i])), "bad %zu", i);
}

static void put_all(struct json *j)
{
	json_obj_begin(j);
	json_key(j, "s");
	json_str(j, "x");
	json_key(j, "none");
	json_str(j, NULL);
	json_key(j, "n");
	json_arr_begin(j);
	json_u64(j, UINT64_MAX);
	json_s64(j, INT64_MIN);
	json_s64(j, -1);
	json_s64(j, 0);
	json_s64(j, INT64_MAX);
	json_arr_end(j);
	json_key(j, "b");
	json_arr_begin(j);
	json_bool(j, true);
	json_bool(j, false);
	json_null(j);
	json_arr_end(j);
	json_key(j, "e");
	json_arr_begin(j);
	json_obj_begin(j);
	json_obj_end(j);
	json_arr_begin(j);
	json_arr_end(j);
	json_arr_end(j);
	json_key(j, "\"k\n");
	json_u64(j, 0);
	json_obj_end(j);
}

static void test_forms(void)
{
	struct buf b = { 0 };
	struct json j;

	json_init(&j, &b, false);
	put_all(&j);
	is_str(b.data, "{\"s\":\"x\",\"none\":null,"
	       "\"n\":[18446744073709551615,-9223372036854775808,-1,0,"
	       "9223372036854775807],\"b\":[true,false,null],"
	       "\"e\":[{},[]],\"\\\"k\\n\":0}", "compact");
	is_int(buf_error(&b), 0, "in balance");
	is_int(j.depth, 0, "all is closed");

	buf_reset(&b);
	json_init(&j, &b, true);
	put_all(&j);
	is_str(b.data,
	       "{\n"
	       "  \"s\": \"x\",\n"
	       "  \"none\": null,\n"
	       "  \"n\": [\n"
	       "    18446744073709551615,\n"
	       "    -9223372036854775808,\n"
	       "    -1,\n"
	       "    0,\n"
	       "    9223372036854775807\n"
	       "  ],\n"
	       "  \"b\": [\n"
	       "    true,\n"
	       "    false,\n"
	       "    null\n"
	       "  ],\n"
	       "  \"e\": [\n"
	       "    {},\n"
	       "    []\n"
	       "  ],\n"
	       "  \"\\\"k\\n\": 0\n"
	       "}", "pretty");

	buf_reset(&b);
	json_init(&j, &b, true);
	json_arr_begin(&j);
	json_arr_end(&j);
	is_str(b.data, "[]", "an empty array, pretty too");
	buf_free(&b);
}

static void test_strings(void)
{
	static const struct {
		const char *s;
		size_t n;
		const char *want;
	} cases[] = {
		{ "", 0, "\"\"" },
		{ "plain /~", 8, "\"plain /~\"" },
		{ "a\"b\\c", 5, "\"a\\\"b\\\\c\"" },
		{ "\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"" },
		{ "\0\1\x1f\x7f", 4, "\"\\u0000\\u0001\\u001f\\u007f\"" },
		{ "\xc3\xa9", 2, "\"\xc3\xa9\"" },
		{ "\xe2\x82\xac\xf0\x9f\x98\x80", 7,
		  "\"\xe2\x82\xac\xf0\x9f\x98\x80\"" },
		{ "\xc2\x9b" "2J\xc2\xa0", 6, "\"\\u009b2J\xc2\xa0\"" },
		{ "a\xff" "b", 3, "\"a\xef\xbf\xbd" "b\"" },
		{ "\xc3", 1, "\"\xef\xbf\xbd\"" },
		{ "\xe2\x82", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xc0\xaf", 2, "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xe0\x9f\xbf", 3,
		  "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xed\x9f\xbf", 3, "\"\xed\x9f\xbf\"" },
		{ "\xed\xa0\x80", 3,
		  "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xf4\x8f\xbf\xbf", 4, "\"\xf4\x8f\xbf\xbf\"" },
		{ "\xf4\x90\x80\x80", 4,
		  "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xc3\xa9zzz", 1, "\"\xef\xbf\xbd\"" },
	};
	struct buf b = { 0 };
	struct json j;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&b);
		json_init(&j, &b, false);
		json_strn(&j, cases[i].s, cases[i].n);
		is_str(b.data, cases[i].want, "string %zu", i);
	}
	buf_free(&b);
}

/* Bytes that are likely to meet the edges of the escaping. */
static void test_random(void)
{
	static const unsigned char likely[] = {
		'"', '\\', '\0', '\n', 0x1f, 0x7f, 0x80, 0x9f, 0xbf, 0xc2, 0xe0,
		0xed, 0xf0, 0xf4, 0xff, 'a', 0xa0, 0xe2, 0x8f, 0x90,
	};
	size_t i, k, n, wrong = 0;
	struct buf b = { 0 };
	uint32_t seed = 1;
	struct json j;
	char s[16];

	for (i = 0; i < 200000; i++) {
		seed = seed * 1664525 + 1013904223;
		n = (seed >> 24) % sizeof(s);
		for (k = 0; k < n; k++) {
			seed = seed * 1664525 + 1013904223;
			s[k] = (char)(seed >> 31 ? seed >> 20 :
				      likely[(seed >> 24) % sizeof(likely)]);
		}
		buf_reset(&b);
		json_init(&j, &b, i % 2);
		json_strn(&j, s, n);
		wrong += !json_valid(b.data, b.len);
	}
	is_int(wrong, 0, "200000 strings of hostile bytes are valid JSON");
	buf_free(&b);
}

static void test_unwind(void)
{
	struct buf b = { 0 };
	struct json j;

	json_init(&j, &b, false);
	json_arr_begin(&j);
	json_obj_begin(&j);
	json_key(&j, "a");
	json_arr_begin(&j);
	json_u64(&j, 1);
	json_obj_begin(&j);
	json_key(&j, "b");
	json_unwind(&j, 1);
	json_u64(&j, 2);
	json_unwind(&j, 0);
	json_unwind(&j, 0);
	is_str(b.data, "[{\"a\":[1,{\"b\":null}]},2]", "unwound in two steps");
	is_int(buf_error(&b), 0, "and nothing is wrong");
	buf_free(&b);
}

static const char *raw(struct buf *b, bool pretty, const char *doc)
{
	struct json j;

	buf_reset(b);
	json_init(&j, b, pretty);
	json_arr_begin(&j);
	json_raw(&j, doc, strlen(doc));
	json_raw(&j, "[]\n", 3);
	json_arr_end(&j);
	return b->data;
}

static void test_raw(void)
{
	static const char doc[] = "{\n  \"a\": [\n    1\n  ]\n}\n";
	struct buf b = { 0 };

	is_str(raw(&b, true, doc),
	       "[\n  {\n    \"a\": [\n      1\n    ]\n  },\n  []\n]",
	       "pretty into pretty");
	is_str(raw(&b, true, "{\"a\":1}"), "[\n  {\"a\":1},\n  []\n]",
	       "compact into pretty");
	is_str(raw(&b, false, doc), "[{\"a\": [1]},[]]",
	       "pretty into compact");
	is_str(raw(&b, false, " \"a\\n\" "), "[\"a\\n\",[]]",
	       "a string with an escaped newline");
	is_str(raw(&b, false, "\n"), "[null,[]]", "nothing");
	buf_free(&b);
}

static void test_misuse(void)
{
	struct buf b = { 0 };
	struct json j;
	int i;

	json_init(&j, &b, false);
	json_obj_begin(&j);
	json_u64(&j, 1);
	is_int(buf_error(&b), -ENOMEM, "a member without its key");

	buf_reset(&b);
	json_init(&j, &b, false);
	json_arr_begin(&j);
	json_key(&j, "a");
	is_int(buf_error(&b), -ENOMEM, "a key in an array");

	buf_reset(&b);
	json_init(&j, &b, false);
	json_obj_begin(&j);
	json_arr_end(&j);
	is_int(buf_error(&b), -ENOMEM, "the wrong end");

	buf_reset(&b);
	json_init(&j, &b, false);
	json_obj_end(&j);
	is_int(buf_error(&b), -ENOMEM, "an end too many");

	buf_reset(&b);
	json_init(&j, &b, false);
	for (i = 0; i < JSON_MAX_DEPTH; i++)
		json_arr_begin(&j);
	is_int(buf_error(&b), 0, "as deep as it goes");
	json_arr_begin(&j);
	is_int(buf_error(&b), -ENOMEM, "and not deeper");
	json_unwind(&j, 0);
	is_int(j.depth, 0, "a failed stream unwinds all the same");
	buf_free(&b);
}

int main(void)
{
	test_validator();
	test_forms();
	test_strings();
	test_random();
	test_unwind();
	test_raw();
	test_misuse();
	return tap_done();
}
