/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is it one JSON document, as RFC 8259 has it?  Written from the grammar,
 * sharing nothing with lib/json.c, so that the two cannot be wrong together.
 */
#ifndef NKT_JSON_VALID_H
#define NKT_JSON_VALID_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct jv {
	const unsigned char *p, *end;
	int depth;
};

static bool jv_value(struct jv *v);

static void jv_blank(struct jv *v)
{
	while (v->p < v->end && strchr(" \t\r\n", *v->p) && *v->p)
		v->p++;
}

static bool jv_char(struct jv *v, char c)
{
	if (v->p == v->end || *v->p != (unsigned char)c)
		return false;
	v->p++;
	return true;
}

static bool jv_word(struct jv *v, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(v->end - v->p) < n || memcmp(v->p, word, n))
		return false;
	v->p += n;
	return true;
}

static bool jv_digits(struct jv *v)
{
	const unsigned char *from = v->p;

	while (v->p < v->end && *v->p >= '0' && *v->p <= '9')
		v->p++;
	return v->p > from;
}

/* Integers alone: the tools print nothing else. */
static bool jv_number(struct jv *v)
{
	jv_char(v, '-');
	return jv_char(v, '0') || jv_digits(v);
}

/* One character of several bytes: decode, then ask if it is the shortest. */
static bool jv_utf8(struct jv *v)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned int c = *v->p++, len, i;
	uint32_t u;

	len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	if (c < 0xc0 || c > 0xf7)
		return false;
	u = c & (0xffU >> (len + 1));
	for (i = 1; i < len; i++) {
		if (v->p == v->end || *v->p >> 6 != 2)
			return false;
		u = u << 6 | (*v->p++ & 0x3f);
	}
	return u >= least[len] && u <= 0x10ffff && (u < 0xd800 || u > 0xdfff);
}

static bool jv_escape(struct jv *v)
{
	int i;

	if (v->p == v->end)
		return false;
	if (*v->p != 'u')
		return *v->p && strchr("\"\\/bfnrt", *v->p++);
	v->p++;
	for (i = 0; i < 4; i++, v->p++)
		if (v->p == v->end || !*v->p ||
		    !strchr("0123456789abcdefABCDEF", *v->p))
			return false;
	return true;
}

static bool jv_string(struct jv *v)
{
	if (!jv_char(v, '"'))
		return false;
	while (v->p < v->end) {
		if (jv_char(v, '"'))
			return true;
		if (*v->p < 0x20)
			return false;
		if (jv_char(v, '\\')) {
			if (!jv_escape(v))
				return false;
		} else if (*v->p < 0x80) {
			v->p++;
		} else if (!jv_utf8(v)) {
			return false;
		}
	}
	return false;
}

/* Behind the opening bracket, to behind the closing one. */
static bool jv_members(struct jv *v, bool keys, char close)
{
	jv_blank(v);
	if (jv_char(v, close))
		return true;
	do {
		jv_blank(v);
		if (keys) {
			if (!jv_string(v))
				return false;
			jv_blank(v);
			if (!jv_char(v, ':'))
				return false;
		}
		if (!jv_value(v))
			return false;
	} while (jv_char(v, ','));
	return jv_char(v, close);
}

static bool jv_value(struct jv *v)
{
	bool good;

	if (++v->depth > 100)
		return false;
	jv_blank(v);
	if (v->p == v->end)
		return false;
	if (jv_char(v, '{'))
		good = jv_members(v, true, '}');
	else if (jv_char(v, '['))
		good = jv_members(v, false, ']');
	else if (*v->p == '"')
		good = jv_string(v);
	else
		good = jv_word(v, "true") || jv_word(v, "false") ||
		       jv_word(v, "null") || jv_number(v);
	jv_blank(v);
	v->depth--;
	return good;
}

static bool json_valid(const char *doc, size_t n)
{
	struct jv v = {
		.p = (const unsigned char *)doc,
		.end = (const unsigned char *)doc + n,
	};

	return jv_value(&v) && v.p == v.end;
}

#endif
