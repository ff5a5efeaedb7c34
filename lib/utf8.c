// SPDX-License-Identifier: GPL-2.0-or-later
/* UTF-8: where a character ends, and whether a terminal may be shown it. */
#include "lib/utf8.h"

static bool is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t utf8_len(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char low = 0x80, high = 0xbf;
	size_t len, i;

	if (!n)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n < len)
		return 0;

	/* RFC 3629, section 4: only the second byte's range ever varies. */
	if (p[0] == 0xe0)
		low = 0xa0;	/* below: overlong */
	if (p[0] == 0xed)
		high = 0x9f;	/* above: surrogates */
	if (p[0] == 0xf0)
		low = 0x90;	/* below: overlong */
	if (p[0] == 0xf4)
		high = 0x8f;	/* above: U+110000 */
	if (p[1] < low || p[1] > high)
		return 0;
	for (i = 2; i < len; i++)
		if (!is_tail(p[i]))
			return 0;
	return len;
}

bool utf8_is_control(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	if (len == 1)
		return p[0] < 0x20 || p[0] == 0x7f;
	return len == 2 && p[0] == 0xc2 && p[1] < 0xa0;
}

size_t utf8_count(const char *s, size_t n)
{
	size_t count = 0, i;

	for (i = 0; i < n; i++)
		count += !is_tail((unsigned char)s[i]);
	return count;
}

/* How many bytes there are before one that a terminal must not see. */
static size_t clean_run(const char *s, size_t n)
{
	size_t run = 0, len;

	while (run < n) {
		len = 1;
		if (s[run] < ' ' || s[run] > '~') {	/* not plain ASCII */
			len = utf8_len(s + run, n - run);
			if (!len || utf8_is_control(s + run, len))
				break;
		}
		run += len;
	}
	return run;
}

void utf8_put(struct buf *b, const char *s, size_t n)
{
	size_t len;

	while (n) {
		len = clean_run(s, n);
		buf_put(b, s, len);
		if (len < n) {
			size_t bad = utf8_len(s + len, n - len);

			buf_putc(b, '?');
			len += bad ? bad : 1;
		}
		s += len;
		n -= len;
	}
}
