/* SPDX-License-Identifier: GPL-2.0-or-later */
/* TAP for C unit tests: ok(), is_*(), and a plan at the end. */
#ifndef NKT_TAP_H
#define NKT_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int tap_run, tap_failed;

__attribute__((format(printf, 4, 5), unused))
static int tap_ok(int good, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", good ? "" : "not ", ++tap_run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	if (!good) {
		tap_failed++;
		printf("#   failed at %s:%d\n", file, line);
	}
	return good;
}

#define ok(good, ...) tap_ok(!!(good), __FILE__, __LINE__, __VA_ARGS__)

#define is_int(got, want, ...)                                                 \
	do {                                                                   \
		intmax_t g_ = (intmax_t)(got), w_ = (intmax_t)(want);          \
		if (!ok(g_ == w_, __VA_ARGS__))                                \
			printf("#   got %jd, wanted %jd\n", g_, w_);           \
	} while (0)

#define is_str(got, want, ...)                                                 \
	do {                                                                   \
		const char *g_ = (got), *w_ = (want);                          \
		if (!ok(g_ && !strcmp(g_, w_), __VA_ARGS__))                   \
			printf("#   got:    %s\n#   wanted: %s\n",             \
			       g_ ? g_ : "NULL", w_);                          \
	} while (0)

/* The last line of main(): return tap_done(); */
__attribute__((unused)) static int tap_done(void)
{
	printf("1..%d\n", tap_run);
	return tap_failed ? 1 : 0;
}

#endif
