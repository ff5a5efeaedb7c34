// SPDX-License-Identifier: GPL-2.0-or-later
/* Words to values: what is taken, what is refused and with which phrase. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "lib/value.h"
#include "testsuite/tap.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SENTINEL UINT64_C(0x5e5e5e5e5e5e5e5e)

struct number {
	const char *word;
	int ret;
	uint64_t v;
};

#define NOT_SIZE \
	"is not a size (a number of bytes, or with k, m, g: 196608, 192k)"

static void check_numbers(int (*parse)(const char *, uint64_t *,
				       const char **),
			  const struct number *c, size_t n, const char *phrase)
{
	for (; n; n--, c++) {
		const char *why = "untouched", *want = "untouched";
		uint64_t v = SENTINEL;

		if (c->ret)
			want = c->ret == -ERANGE ? "is out of range" : phrase;
		if (!*c->word)
			want = "is empty";
		is_int(parse(c->word, &v, &why), c->ret, "\"%s\"", c->word);
		ok(v == (c->ret ? SENTINEL : c->v),
		   "\"%s\" gives %" PRIu64, c->word, v);
		is_str(why, want, "\"%s\": the reason", c->word);
	}
}

static void test_u64(void)
{
	static const struct number cases[] = {
		{ "0", 0, 0 },
		{ "7", 0, 7 },
		{ "010", 0, 10 },
		{ "18446744073709551615", 0, UINT64_MAX },
		{ "00000000000000000000000001", 0, 1 },
		{ "0x10", 0, 16 },
		{ "0XfFfFfFfFfFfFfFfF", 0, UINT64_MAX },
		{ "18446744073709551616", -ERANGE, 0 },
		{ "99999999999999999999", -ERANGE, 0 },
		{ "0x10000000000000000", -ERANGE, 0 },
		{ "", -EINVAL, 0 },
		{ "-1", -EINVAL, 0 },
		{ "+5", -EINVAL, 0 },
		{ " 5", -EINVAL, 0 },
		{ "5 ", -EINVAL, 0 },
		{ "5\t", -EINVAL, 0 },
		{ "0x", -EINVAL, 0 },
		{ "0xg", -EINVAL, 0 },
		{ "x10", -EINVAL, 0 },
		{ "1e3", -EINVAL, 0 },
		{ "1.5", -EINVAL, 0 },
		{ "1,000", -EINVAL, 0 },
		{ "1_000", -EINVAL, 0 },
		{ "12a", -EINVAL, 0 },
		{ "1k", -EINVAL, 0 },
		{ "99999999999999999999x", -EINVAL, 0 },
		{ "\xd9\xa1", -EINVAL, 0 },	/* ARABIC-INDIC DIGIT ONE */
		{ "inf", -EINVAL, 0 },
	};

	check_numbers(value_u64, cases, COUNT(cases), "is not a number");
}

static void test_size(void)
{
	static const struct number cases[] = {
		{ "196608", 0, 196608 },
		{ "192k", 0, 196608 },
		{ "192K", 0, 196608 },
		{ "1m", 0, 1 << 20 },
		{ "1M", 0, 1 << 20 },
		{ "2g", 0, UINT64_C(2) << 30 },
		{ "2G", 0, UINT64_C(2) << 30 },
		{ "0g", 0, 0 },
		{ "0x30000", 0, 196608 },
		{ "0x30k", 0, 49152 },
		{ "18014398509481983k", 0, UINT64_C(18014398509481983) << 10 },
		{ "18014398509481984k", -ERANGE, 0 },
		{ "17179869184g", -ERANGE, 0 },
		{ "99999999999999999999", -ERANGE, 0 },
		{ "99999999999999999999g", -ERANGE, 0 },
		{ "", -EINVAL, 0 },
		{ "k", -EINVAL, 0 },
		{ "0xk", -EINVAL, 0 },
		{ "1kb", -EINVAL, 0 },
		{ "1kk", -EINVAL, 0 },
		{ "1b", -EINVAL, 0 },
		{ "1 k", -EINVAL, 0 },
		{ "1t", -EINVAL, 0 },
		{ "1.5k", -EINVAL, 0 },
		{ "-1k", -EINVAL, 0 },
	};

	check_numbers(value_size, cases, COUNT(cases), NOT_SIZE);
}

static void test_ifname(void)
{
	static const char *const cases[][2] = {
		{ "a", NULL },
		{ "eth0", NULL },
		{ "123456789012345", NULL },
		{ "...", NULL },
		{ "-", NULL },
		{ "nk%d", NULL },
		{ "br\xc3\xbc" "cke", NULL },
		{ "", "is empty" },
		{ "1234567890123456",
		  "is too long for a device name (15 bytes at most)" },
		{ ".", "is not a device name" },
		{ "..", "is not a device name" },
		{ "a/b",
		  "is not a device name (no '/', ':' or white space)" },
		{ "a:b",
		  "is not a device name (no '/', ':' or white space)" },
		{ "a b",
		  "is not a device name (no '/', ':' or white space)" },
		{ "a\t",
		  "is not a device name (no '/', ':' or white space)" },
		{ "\xc3\xa0",	/* its second byte is Latin-1's hard blank */
		  "is not a device name (no '/', ':' or white space)" },
	};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		const char *why = "untouched";
		int ret = value_ifname(cases[i][0], &why);

		is_int(ret, cases[i][1] ? -EINVAL : 0, "\"%s\"", cases[i][0]);
		is_str(why, cases[i][1] ? cases[i][1] : "untouched",
		       "\"%s\": the reason", cases[i][0]);
	}
}

static void test_mac(void)
{
	static const char *const bad[] = {
		"aa:bb:cc:dd:ee", "aa:bb:cc:dd:ee:", "aa:bb:cc:dd:ee:f",
		"aa:bb:cc:dd:ee:ff:", "aa:bb:cc:dd:ee:ff:00", "aabbccddeeff",
		"a:b:c:d:e:f", "aa-bb:cc:dd:ee:ff", "aa:bb:cc:dd:ee-ff",
		"ga:bb:cc:dd:ee:ff", " aa:bb:cc:dd:ee:ff",
		"aa:bb:cc:dd:ee:ff ", "aa.bb.cc.dd.ee.ff", "-a:bb:cc:dd:ee:ff",
		"aa::bb:cc:dd:ee:ff", "a",
	};
	static const uint8_t want[6] = { 0xaa, 0xbb, 0x0c, 0xdd, 0xee, 0xff };
	char text[MAC_STRLEN];
	const char *why = NULL;
	struct mac m = { { 0 } };
	size_t i;

	is_int(value_mac("aa:bb:0c:dd:ee:ff", &m, &why), 0, "lower case");
	ok(!memcmp(m.b, want, 6), "its bytes");
	mac_format(&m, text);
	is_str(text, "aa:bb:0c:dd:ee:ff", "and back");
	memset(&m, 0, sizeof(m));
	is_int(value_mac("AA-bb-0C-DD-eE-Ff", &m, &why), 0, "- and any case");
	ok(!memcmp(m.b, want, 6), "its bytes");
	for (i = 0; i < COUNT(bad); i++) {
		is_int(value_mac(bad[i], &m, &why), -EINVAL, "\"%s\"", bad[i]);
		is_str(why, "is not a MAC address (such as 02:00:00:00:00:01)",
		       "\"%s\": the reason", bad[i]);
	}
	ok(!memcmp(m.b, want, 6), "a refused word changes nothing");
	is_int(value_mac("", &m, &why), -EINVAL, "\"\"");
	is_str(why, "is empty", "\"\": the reason");
}

static void test_choice(void)
{
	static const struct choice modes[] = {
		{ "l2", 0, "with MAC addresses" },
		{ "l3", 1, "without" },
		{ NULL, 0, NULL },
	};
	const struct choice *c = choice_find(modes, "l3");

	ok(c && c->value == 1, "a word is found");
	ok(!choice_find(modes, "l"), "no abbreviation is");
	ok(!choice_find(modes, "L3"), "nor another case");
	ok(!choice_find(modes, ""), "nor nothing");
	is_str(choice_word(modes, 0), "l2", "a number's word");
	ok(!choice_word(modes, 2), "an unknown number has none");
}

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

/* The textbook's full matrix, to hold the narrow one against. */
static unsigned int distance_plain(const char *a, const char *b)
{
	unsigned int m[16][16];
	size_t la = strlen(a), lb = strlen(b), i, j;

	for (i = 0; i <= la; i++) {
		for (j = 0; j <= lb; j++) {
			if (!i || !j) {
				m[i][j] = (unsigned int)(i + j);
				continue;
			}
			m[i][j] = min3(m[i - 1][j] + 1, m[i][j - 1] + 1,
				       m[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				m[i][j] = min3(m[i][j], m[i][j],
					       m[i - 2][j - 2] + 1);
		}
	}
	return m[la][lb] < 4 ? m[la][lb] : 4;
}

/* A word of up to 11 letters out of three, so that near ones are common. */
static void random_word(uint32_t *seed, char *to)
{
	size_t n, i;

	*seed = *seed * 1664525 + 1013904223;
	n = (*seed >> 24) % 12;
	for (i = 0; i < n; i++) {
		*seed = *seed * 1664525 + 1013904223;
		to[i] = (char)('a' + (*seed >> 24) % 3);
	}
	to[n] = '\0';
}

static void test_distance(void)
{
	static const struct {
		const char *a, *b;
		unsigned int d;
	} cases[] = {
		{ "", "", 0 }, { "", "abc", 3 }, { "abcd", "", 4 },
		{ "link", "link", 0 }, { "lnik", "link", 1 },
		{ "lin", "link", 1 }, { "links", "link", 1 },
		{ "chian", "chain", 1 }, { "kitten", "sitting", 3 },
		{ "show", "delete", 4 }, { "x", "abcdefgh", 4 },
		{ "abcd", "badc", 2 }, { "xabcdefgh", "abcdefghx", 2 },
	};
	uint32_t seed = 1;
	char a[16], b[16], *big;
	size_t i, wrong = 0;

	for (i = 0; i < COUNT(cases); i++) {
		is_int(value_distance(cases[i].a, cases[i].b), cases[i].d,
		       "%s to %s", cases[i].a, cases[i].b);
		is_int(value_distance(cases[i].b, cases[i].a), cases[i].d,
		       "and the way back");
	}
	for (i = 0; i < 200000; i++) {
		random_word(&seed, a);
		random_word(&seed, b);
		if (value_distance(a, b) == distance_plain(a, b))
			continue;
		if (!wrong++)
			printf("# %s %s\n", a, b);
	}
	is_int(wrong, 0, "200000 pairs agree with the full matrix");

	big = malloc(1 << 20);
	memset(big, 'a', (1 << 20) - 1);
	big[(1 << 20) - 1] = '\0';
	is_int(value_distance(big, big + 1), 1, "a megabyte is no trouble");
	is_int(value_distance(big, "link"), 4, "nor next to a short word");
	free(big);
}

static void test_addr(void)
{
	static const struct { const char *word, *back; } good[] = {
		{ "10.1.0.5", "10.1.0.5" }, { "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" }, { "::", "::" },
		{ "FD00:0:0:0:0:0:0:5", "fd00::5" }, { "fd00::0005", "fd00::5" },
		/* RFC 5952: the longest run of zeroes, the first of two that
		 * are as long, and never one alone. */
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	};
	static const char *const bad[] = {
		"10.1.0", "10.1.0.256", "10.1.0.05", "10.1.0.5.6", "10.1.0.5 ",
		" 10.1.0.5", "0x0a.1.0.5", "10.1.0.5/32", "fd00::5::1", "fd00:5",
		"fd00::12345", "fe80::1%eth0", "[::1]", "web", ":", "1",
	};
	char text[ADDR_STRLEN];
	const char *why = NULL;
	struct ip_addr a, b;
	size_t i;

	for (i = 0; i < COUNT(good); i++) {
		is_int(value_addr(good[i].word, &a, &why), 0, "%s",
		       good[i].word);
		addr_format(&a, text);
		is_str(text, good[i].back, "%s and back", good[i].word);
	}
	for (i = 0; i < COUNT(bad); i++) {
		b = a;
		is_int(value_addr(bad[i], &a, &why), -EINVAL, "\"%s\"", bad[i]);
		is_str(why, "is not an address (such as 10.1.0.5 or fd00::5)",
		       "\"%s\": the reason", bad[i]);
		ok(!memcmp(&a, &b, sizeof(a)), "and nothing changed");
	}
	is_int(value_addr("", &a, &why), -EINVAL, "\"\"");
	is_str(why, "is empty", "\"\": the reason");
	value_addr("10.1.0.5", &a, &why);
	value_addr("a01:5::", &b, &why);
	ok(!addr_equal(&a, &b), "the family counts");
	ok(addr_equal(&a, &a), "an address equals itself");
}

static void test_prefix(void)
{
	static const struct { const char *word, *back; bool net; } good[] = {
		{ "10.1.0.5/32", "10.1.0.5/32", true },
		{ "10.1.0.5", "10.1.0.5/32", true },
		{ "10.1.0.5/24", "10.1.0.5/24", false },
		{ "10.1.0.0/24", "10.1.0.0/24", true },
		{ "10.1.0.128/25", "10.1.0.128/25", true },
		{ "10.1.0.128/24", "10.1.0.128/24", false },
		{ "0.0.0.0/0", "0.0.0.0/0", true },
		{ "::/0", "::/0", true }, { "fd00::5", "fd00::5/128", true },
		{ "fd00:1:0::/48", "fd00:1::/48", true },
		{ "fd00::1/127", "fd00::1/127", false },
	};
	static const char *const bad[] = {
		"10.1.0.5/", "/24", "10.1.0.5/x", "10.1.0.5/0x8", "10.1.0.5/-1",
		"10.1.0.5/24/24", "10.1/16", "fd00::5/ 64", "web/24",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/8",
	};
	char text[PREFIX_STRLEN];
	const char *why = NULL;
	struct ip_prefix p;
	size_t i;

	for (i = 0; i < COUNT(good); i++) {
		is_int(value_prefix(good[i].word, &p, &why), 0, "%s",
		       good[i].word);
		prefix_format(&p, text);
		is_str(text, good[i].back, "%s and back", good[i].word);
		ok(prefix_is_net(&p) == good[i].net, "%s: %s", good[i].word,
		   good[i].net ? "a network" : "an address in one");
	}
	for (i = 0; i < COUNT(bad); i++) {
		is_int(value_prefix(bad[i], &p, &why), -EINVAL, "\"%s\"",
		       bad[i]);
		is_str(why,
		       "is not a prefix (such as 10.1.0.0/24 or fd00::5/128)",
		       "\"%s\": the reason", bad[i]);
	}
	is_int(value_prefix("10.1.0.5/33", &p, &why), -ERANGE, "/33");
	is_str(why, "is longer than the 32 bits of an IPv4 address", "so");
	is_int(value_prefix("::/129", &p, &why), -ERANGE, "/129");
	is_str(why, "is longer than the 128 bits of an IPv6 address", "so");
	is_int(value_prefix("", &p, &why), -EINVAL, "\"\"");
}

int main(void)
{
	test_u64();
	test_size();
	test_ifname();
	test_mac();
	test_addr();
	test_prefix();
	test_choice();
	test_distance();
	return tap_done();
}
