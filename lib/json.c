// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The JSON stream.  Values are appended as they come; all that is kept is
 * what is open.  A call that does not fit there (a value without its key, an
 * end without its begin, nesting too deep) is a mistake in this program: it
 * fails the buffer, so that a broken document is never taken for a good one.
 */
#include "lib/json.h"
#include "lib/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"	/* U+FFFD */

void json_init(struct json *j, struct buf *buf, bool pretty)
{
	*j = (struct json){ .buf = buf, .pretty = pretty };
}

static void newline(struct json *j)
{
	size_t indent = 2 * (size_t)j->depth;
	char *to = buf_room(j->buf, 1 + indent);

	if (!to)
		return;
	to[0] = '\n';
	memset(to + 1, ' ', indent);
	buf_used(j->buf, 1 + indent);
}

/* What stands between two values, or two members of an object. */
static void separate(struct json *j)
{
	if (j->comma[j->depth - 1])
		buf_putc(j->buf, ',');
	j->comma[j->depth - 1] = true;
	if (j->pretty)
		newline(j);
}

static void before_value(struct json *j)
{
	if (j->after_key) {
		j->after_key = false;
		return;
	}
	if (!j->depth)
		return;
	if (j->open[j->depth - 1] == '{') {
		j->buf->failed = true;
		return;
	}
	separate(j);
}

static void begin(struct json *j, char open)
{
	before_value(j);
	if (j->depth == JSON_MAX_DEPTH) {
		j->buf->failed = true;
		return;
	}
	buf_putc(j->buf, open);
	j->open[j->depth] = open;
	j->comma[j->depth] = false;
	j->depth++;
}

static void end(struct json *j, char open)
{
	if (!j->depth || j->open[j->depth - 1] != open || j->after_key) {
		j->buf->failed = true;
		return;
	}
	j->depth--;
	if (j->pretty && j->comma[j->depth])
		newline(j);
	buf_putc(j->buf, open == '{' ? '}' : ']');
}

void json_obj_begin(struct json *j)
{
	begin(j, '{');
}

void json_obj_end(struct json *j)
{
	end(j, '{');
}

void json_arr_begin(struct json *j)
{
	begin(j, '[');
}

void json_arr_end(struct json *j)
{
	end(j, '[');
}

/* How many bytes there are before one that may not stand as it is. */
static size_t plain_run(const char *s, size_t n)
{
	static const bool plain[256] = {
		[' ' ... '!'] = true, ['#' ... '['] = true, [']' ... '~'] = true,
	};
	size_t run = 0;

	while (run < n && plain[(unsigned char)s[run]])
		run++;
	return run;
}

static void put_escaped(struct buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char shorts[0x20] = {
		['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r',
		['\t'] = 't',
	};
	char seq[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

	if (c == '"' || c == '\\')
		seq[1] = (char)c;
	else if (c < sizeof(shorts) && shorts[c])
		seq[1] = shorts[c];
	buf_put(b, seq, seq[1] == 'u' ? 6 : 2);
}

/*
 * One character that ends a plain run; returns its length. The C1
 * controls and DEL may stand in JSON as they are, but the document may well
 * be printed on a terminal that obeys them.
 */
static size_t put_special(struct buf *b, const char *s, size_t n)
{
	size_t len = utf8_len(s, n);

	if (!len) {
		buf_puts(b, REPLACEMENT);
		return 1;
	}
	if (len == 1)
		put_escaped(b, (unsigned char)s[0]);
	else if (utf8_is_control(s, len))
		put_escaped(b, (unsigned char)s[1]);	/* U+0080 + n: C2 80+n */
	else
		buf_put(b, s, len);
	return len;
}

/* Some characters of this string need care. */
static void put_careful(struct buf *b, const char *s, size_t n)
{
	size_t run;

	while (n) {
		run = plain_run(s, n);
		buf_put(b, s, run);
		if (run < n)
			run += put_special(b, s + run, n - run);
		s += run;
		n -= run;
	}
}

/*
 * A string, its closing quote being the first byte of tail. Nearly all of
 * them, and every key, are plain: those cost one look and one copy.
 */
static void put_string(struct buf *b, const char *s, size_t n,
		       const char *tail, size_t tail_len)
{
	char *to;

	if (plain_run(s, n) < n) {
		buf_putc(b, '"');
		put_careful(b, s, n);
		buf_put(b, tail, tail_len);
		return;
	}
	to = buf_room(b, 1 + n + tail_len);
	if (!to)
		return;
	to[0] = '"';
	if (n)		/* memcpy() from NULL is undefined even for nothing */
		memcpy(to + 1, s, n);
	memcpy(to + 1 + n, tail, tail_len);
	buf_used(b, 1 + n + tail_len);
}

void json_key(struct json *j, const char *key)
{
	if (!j->depth || j->open[j->depth - 1] != '{' || j->after_key) {
		j->buf->failed = true;
		return;
	}
	separate(j);
	put_string(j->buf, key, strlen(key), "\": ", j->pretty ? 3 : 2);
	j->after_key = true;
}

void json_strn(struct json *j, const char *s, size_t n)
{
	before_value(j);
	put_string(j->buf, s, n, "\"", 1);
}

void json_str(struct json *j, const char *s)
{
	if (s)
		json_strn(j, s, strlen(s));
	else
		json_null(j);
}

void json_u64(struct json *j, uint64_t v)
{
	before_value(j);
	buf_u64(j->buf, v);
}

void json_s64(struct json *j, int64_t v)
{
	before_value(j);
	if (v < 0)
		buf_putc(j->buf, '-');
	/* Not -v: INT64_MIN has no positive twin. */
	buf_u64(j->buf, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void json_bool(struct json *j, bool v)
{
	before_value(j);
	buf_puts(j->buf, v ? "true" : "false");
}

void json_null(struct json *j)
{
	before_value(j);
	buf_puts(j->buf, "null");
}

void json_unwind(struct json *j, unsigned int depth)
{
	while (j->depth > depth) {
		if (j->after_key)
			json_null(j);
		end(j, j->open[j->depth - 1]);
	}
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void json_raw(struct json *j, const char *doc, size_t n)
{
	const char *line;

	while (n && is_space(doc[n - 1]))
		n--;
	while (n && is_space(*doc)) {
		doc++;
		n--;
	}
	if (!n) {
		json_null(j);
		return;
	}

	before_value(j);
	/* A line feed never stands inside a string, so the lines may be
	 * indented further, or joined, without looking at what they say. */
	while ((line = memchr(doc, '\n', n))) {
		buf_put(j->buf, doc, (size_t)(line - doc));
		n -= (size_t)(line + 1 - doc);
		doc = line + 1;
		if (j->pretty) {
			newline(j);
			continue;
		}
		while (is_space(*doc)) {
			doc++;
			n--;
		}
	}
	buf_put(j->buf, doc, n);
}
