// SPDX-License-Identifier: GPL-2.0-or-later
/* The byte buffer: growth, the closing NUL, and failures that are kept. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "lib/buf.h"
#include "testsuite/tap.h"

static void test_append(void)
{
	struct buf b = { 0 };

	buf_put(&b, NULL, 0);
	ok(b.data && !b.data[0], "nothing put is an empty string, not NULL");
	buf_puts(&b, "ab");
	buf_putc(&b, 'c');
	buf_pad(&b, 3);
	buf_pad(&b, 0);
	buf_put(&b, "d\0e", 3);
	is_int(b.len, 9, "length counts every byte");
	ok(!memcmp(b.data, "abc   d\0e", 10), "bytes and the NUL behind them");
	buf_cut(&b, 100);
	is_int(b.len, 9, "a cut behind the end changes nothing");
	buf_cut(&b, 2);
	is_str(b.data, "ab", "a cut ends the string there");
	buf_reset(&b);
	is_str(b.data, "", "reset empties");
	ok(b.cap > 0, "reset keeps the memory");
	buf_free(&b);
	ok(!b.data && !b.len && !b.cap, "free leaves all zeroes");
	buf_reset(&b);
	buf_cut(&b, 0);
	buf_free(&b);
	ok(1, "an empty buffer may be reset, cut and freed again");
}

static void test_u64(void)
{
	static const uint64_t v[] = {
		0, 9, 10, 99, 100, 4294967295, 4294967296,
		10000000000000000000U, UINT64_MAX,
	};
	struct buf b = { 0 };
	char want[32];
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
		buf_reset(&b);
		buf_u64(&b, v[i]);
		snprintf(want, sizeof(want), "%" PRIu64, v[i]);
		is_str(b.data, want, "digits of %s", want);
	}
	buf_free(&b);
}

static void test_growth(void)
{
	struct buf b = { 0 };
	size_t i, wrong = 0;

	for (i = 0; i < 300000; i++)
		buf_putc(&b, (char)('a' + i % 26));
	for (i = 0; i < b.len; i++)
		wrong += b.data[i] != (char)('a' + i % 26);
	is_int(b.len, 300000, "300000 single bytes");
	is_int(wrong, 0, "all of them survive growing");
	is_int(b.data[b.len], 0, "and the NUL does");
	buf_free(&b);
}

static void test_printf(void)
{
	struct buf b = { 0 };
	char *big = malloc(5001);
	size_t n;

	memset(big, 'x', 5000);
	big[5000] = '\0';

	buf_printf(&b, "%s=%d", "mtu", 1500);
	is_str(b.data, "mtu=1500", "printf into an empty buffer");
	buf_printf(&b, "<%s>", big);
	is_int(b.len, 8 + 5002, "printf past the end grows");
	is_str(b.data + 8 + 5001, ">", "to the last byte");

	/* Each length around the first allocation, where the NUL may not fit. */
	for (n = 250; n < 260; n++) {
		buf_free(&b);
		buf_printf(&b, "%.*s", (int)n, big);
		if (b.len != n || strlen(b.data) != n)
			break;
	}
	is_int(n, 260, "printf at the edge of an allocation");
	buf_free(&b);
	free(big);
}

static void test_failure(void)
{
	struct buf b = { 0 };

	buf_puts(&b, "kept");
	ok(!buf_room(&b, SIZE_MAX - 2), "a size that overflows is refused");
	is_int(buf_error(&b), -ENOMEM, "the failure is said");
	buf_puts(&b, "lost");
	buf_putc(&b, 'x');
	buf_u64(&b, 7);
	buf_pad(&b, 4);
	buf_printf(&b, "%d", 1);
	is_str(b.data, "kept", "later calls do nothing");
	is_int(buf_error(&b), -ENOMEM, "the failure stays");
	buf_reset(&b);
	is_int(buf_error(&b), 0, "until a reset");
	buf_puts(&b, "again");
	is_str(b.data, "again", "which makes it work again");
	buf_free(&b);
}

int main(void)
{
	test_append();
	test_u64();
	test_growth();
	test_printf();
	test_failure();
	return tap_done();
}
