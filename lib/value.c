// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Words to values and back.  Written out by hand rather than with strtoull()
 * and sscanf(): those take signs, blanks and octal, and ask the locale.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/value.h"

#define IFNAME_MAX 15		/* IFNAMSIZ - 1 */
#define DISTANCE_MAX 3

static int refuse(const char **why, int code, const char *phrase)
{
	*why = phrase;
	return -code;
}

/* 0 to 15, or -1. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * The digits that s starts with; *end is behind them. -EINVAL where there
 * are none, -ERANGE for too large a number, with *end set all the same.
 */
static int scan_number(const char *s, uint64_t *v, const char **end)
{
	uint64_t n = 0;
	int base = 10, digit, code = -EINVAL;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
	}
	for (; digit = hex_digit(*s), digit >= 0 && digit < base; s++) {
		if (code == -EINVAL)
			code = 0;
		if (__builtin_mul_overflow(n, (uint64_t)base, &n) ||
		    __builtin_add_overflow(n, (uint64_t)digit, &n))
			code = -ERANGE;
	}
	*end = s;
	*v = n;
	return code;
}

int value_u64(const char *s, uint64_t *v, const char **why)
{
	const char *end;
	uint64_t n;
	int ret;

	if (!*s)
		return refuse(why, EINVAL, "is empty");
	ret = scan_number(s, &n, &end);
	if (ret == -EINVAL || *end)
		return refuse(why, EINVAL, "is not a number");
	if (ret)
		return refuse(why, ERANGE, "is out of range");
	*v = n;
	return 0;
}

/* The power of two of k, m or g in either case; -1 for another letter. */
static int size_shift(char c)
{
	switch (c) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	}
	return -1;
}

int value_size(const char *s, uint64_t *v, const char **why)
{
	int ret, shift = 0;
	const char *end;
	uint64_t n;

	if (!*s)
		return refuse(why, EINVAL, "is empty");
	ret = scan_number(s, &n, &end);
	if (ret != -EINVAL && *end)
		shift = size_shift(*end++);
	if (ret == -EINVAL || shift < 0 || *end)
		return refuse(why, EINVAL,
			      "is not a size (a number of bytes, or with k, m, g: 196608, 192k)");
	if (ret || n > UINT64_MAX >> shift)
		return refuse(why, ERANGE, "is out of range");
	*v = n << shift;
	return 0;
}

/* The kernel's isspace(): its table (lib/ctype.c) is Latin-1, in which 0xa0
 * is a blank, so that it refuses some UTF-8 names too. */
static bool kernel_isspace(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0;
}

int value_ifname(const char *s, const char **why)
{
	if (!*s)
		return refuse(why, EINVAL, "is empty");
	if (strnlen(s, IFNAME_MAX + 1) > IFNAME_MAX)
		return refuse(why, EINVAL,
			      "is too long for a device name (15 bytes at most)");
	if (!strcmp(s, ".") || !strcmp(s, ".."))
		return refuse(why, EINVAL, "is not a device name");
	for (; *s; s++)
		if (*s == '/' || *s == ':' || kernel_isspace((unsigned char)*s))
			return refuse(why, EINVAL,
				      "is not a device name (no '/', ':' or white space)");
	return 0;
}

int value_mac(const char *s, struct mac *v, const char **why)
{
	static const char phrase[] =
		"is not a MAC address (such as 02:00:00:00:00:01)";
	struct mac m;
	char sep = ':';
	size_t i;

	if (!*s)
		return refuse(why, EINVAL, "is empty");
	for (i = 0; i < sizeof(m.b); i++) {
		int hi, lo;

		if (i == 1 && *s == '-')
			sep = '-';
		if (i && *s++ != sep)
			return refuse(why, EINVAL, phrase);
		hi = hex_digit(s[0]);
		lo = hi < 0 ? -1 : hex_digit(s[1]);
		if (lo < 0)
			return refuse(why, EINVAL, phrase);
		m.b[i] = (uint8_t)(hi << 4 | lo);
		s += 2;
	}
	if (*s)
		return refuse(why, EINVAL, phrase);
	*v = m;
	return 0;
}

int value_addr(const char *s, struct ip_addr *v, const char **why)
{
	struct ip_addr a = { .family = strchr(s, ':') ? AF_INET6 : AF_INET };

	if (!*s)
		return refuse(why, EINVAL, "is empty");
	/* It takes no leading zeroes, which some read as octal. */
	if (inet_pton(a.family, s, a.b) != 1)
		return refuse(why, EINVAL,
			      "is not an address (such as 10.1.0.5 or fd00::5)");
	*v = a;
	return 0;
}

int value_prefix(const char *s, struct ip_prefix *v, const char **why)
{
	static const char phrase[] =
		"is not a prefix (such as 10.1.0.0/24 or fd00::5/128)";
	const char *slash = strchr(s, '/'), *end = NULL;
	char text[ADDR_STRLEN];
	size_t n = slash ? (size_t)(slash - s) : strlen(s);
	struct ip_prefix p;
	uint64_t len = 0;

	if (!*s)
		return refuse(why, EINVAL, "is empty");
	if (n >= sizeof(text))
		return refuse(why, EINVAL, phrase);
	memcpy(text, s, n);
	text[n] = '\0';
	if (value_addr(text, &p.addr, why))
		return refuse(why, EINVAL, phrase);
	p.len = addr_bits(&p.addr);
	if (slash) {
		int code = scan_number(slash + 1, &len, &end);

		if (code == -EINVAL || *end || strpbrk(slash, "xX"))
			return refuse(why, EINVAL, phrase);
		if (code || len > p.len)
			return refuse(why, ERANGE,
				      p.len == 32 ? "is longer than the 32 bits of an IPv4 address" :
						    "is longer than the 128 bits of an IPv6 address");
		p.len = (uint8_t)len;
	}
	*v = p;
	return 0;
}

const struct choice *choice_find(const struct choice *c, const char *word)
{
	for (; c->word; c++)
		if (!strcmp(c->word, word))
			return c;
	return NULL;
}

const char *choice_word(const struct choice *c, uint32_t value)
{
	for (; c->word; c++)
		if (c->value == value)
			return c->word;
	return NULL;
}

static unsigned int min_u(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/*
 * Distances above 3 are all alike, so only the cells within three of the
 * diagonal can matter: seven in a row, and the three latest rows of them,
 * for words of any length. Cell d of row i compares the first i bytes of a
 * with the first i + d - 3 of b. A transposition is two neighbours swapped
 * and not touched again (the "optimal string alignment" variant).
 */
unsigned int value_distance(const char *a, const char *b)
{
	enum { BAND = 2 * DISTANCE_MAX + 1, FAR = DISTANCE_MAX + 1 };
	unsigned int rows[3][BAND + 2];	/* a far cell on either side */
	size_t la = strlen(a), lb = strlen(b), i, d;

	if ((la > lb ? la - lb : lb - la) > DISTANCE_MAX)
		return FAR;

	for (i = 0; i < 3; i++)
		for (d = 0; d < BAND + 2; d++)
			rows[i][d] = FAR;
	for (i = 0; i <= la; i++) {
		/* Their cells are named by d + 1: 0 and BAND + 1 stay FAR. */
		unsigned int *now = rows[i % 3], *up = rows[(i + 2) % 3];
		unsigned int *up2 = rows[(i + 1) % 3], best = FAR;

		for (d = 0; d < BAND; d++) {
			size_t j = i + d - DISTANCE_MAX;
			unsigned int v = FAR;

			if (i + d < DISTANCE_MAX || j > lb) {
				now[d + 1] = FAR;
				continue;
			}
			if (!i && !j)
				v = 0;
			if (i && j)
				v = up[d + 1] + (a[i - 1] != b[j - 1]);
			if (i)
				v = min_u(v, up[d + 2] + 1);
			if (j)
				v = min_u(v, now[d] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				v = min_u(v, up2[d + 1] + 1);
			now[d + 1] = min_u(v, FAR);
			best = min_u(best, now[d + 1]);
		}
		/* No row is below the one before it by more than the one
		 * step that a swap from there takes too: it is over. */
		if (best == FAR)
			return FAR;
	}
	return rows[la % 3][lb + DISTANCE_MAX - la + 1];
}

void mac_format(const struct mac *m, char buf[static MAC_STRLEN])
{
	static const char hex[] = "0123456789abcdef";
	char *p = buf;
	size_t i;

	for (i = 0; i < sizeof(m->b); i++) {
		*p++ = hex[m->b[i] >> 4];
		*p++ = hex[m->b[i] & 15];
		*p++ = ':';
	}
	p[-1] = '\0';
}

size_t addr_size(const struct ip_addr *a)
{
	return a->family == AF_INET6 ? 16 : 4;
}

uint8_t addr_bits(const struct ip_addr *a)
{
	return (uint8_t)(8 * addr_size(a));
}

bool addr_equal(const struct ip_addr *a, const struct ip_addr *b)
{
	return a->family == b->family && !memcmp(a->b, b->b, addr_size(a));
}

bool prefix_equal(const struct ip_prefix *a, const struct ip_prefix *b)
{
	return a->len == b->len && addr_equal(&a->addr, &b->addr);
}

bool prefix_is_net(const struct ip_prefix *p)
{
	for (unsigned int i = p->len; i < addr_bits(&p->addr); i++)
		if (p->addr.b[i / 8] & (0x80 >> i % 8))
			return false;
	return true;
}

void addr_format(const struct ip_addr *a, char buf[static ADDR_STRLEN])
{
	/* glibc's leaves a lone zero group, as RFC 5952 has it (4.2.2). */
	if (!inet_ntop(a->family, a->b, buf, ADDR_STRLEN))
		buf[0] = '\0';
}

void prefix_format(const struct ip_prefix *p, char buf[static PREFIX_STRLEN])
{
	char addr[ADDR_STRLEN];

	addr_format(&p->addr, addr);
	snprintf(buf, PREFIX_STRLEN, "%s/%u", addr, p->len);
}
