// SPDX-License-Identifier: GPL-2.0-or-later
/* The error object: what it holds, returns, and how it is cut to size. */
#include <errno.h>
#include <stdlib.h>

#include "lib/err.h"
#include "testsuite/tap.h"

static void test_set(void)
{
	struct err e = { 0 };

	is_int(err_exit_status(&e), 0, "an empty object is success");
	is_int(err_set(&e, ERR_KERNEL, EBUSY, "nk0", "cannot %s", "move"),
	       -EBUSY, "err_set returns the negative errno");
	is_int(e.code, EBUSY, "the errno is kept as a positive number");
	is_str(e.object, "nk0", "object");
	is_str(e.msg, "cannot move", "message");
	is_str(e.hint, "", "no hint yet");
	is_int(err_hint(&e, "try %d", 1), -EBUSY, "err_hint returns it too");
	is_str(e.hint, "try 1", "hint");
	is_int(err_wrap(&e, "line %d", 7), -EBUSY, "and err_wrap");
	is_str(e.msg, "line 7: cannot move", "context stands before");
	is_str(e.hint, "try 1", "context leaves the hint alone");

	is_int(err_set(&e, ERR_LOCAL, -ENOENT, NULL, "gone"), -ENOENT,
	       "a negative errno is taken as well");
	is_int(e.code, ENOENT, "and kept positive");
	is_str(e.object, "", "NULL object is an empty one");
	is_str(e.hint, "", "err_set drops the earlier hint");
	is_int(err_set(&e, ERR_DIFF, 0, NULL, "differs"), -EINVAL,
	       "errno 0 returns -EINVAL");
	is_int(e.code, 0, "but stays 0 in the object");

	is_int(err_nomem(&e), -ENOMEM, "err_nomem");
	ok(e.from == ERR_LOCAL && e.msg[0], "err_nomem says so");
	err_clear(&e);
	ok(e.from == ERR_NONE && !e.code && !e.object[0] && !e.msg[0] &&
	   !e.hint[0], "err_clear empties it");
}

static void test_null(void)
{
	is_int(err_set(NULL, ERR_LOCAL, EIO, "x", "y"), -EIO,
	       "err_set without an object returns the code");
	is_int(err_set(NULL, ERR_LOCAL, 0, "x", "y"), -EINVAL,
	       "and -EINVAL for 0");
	is_int(err_wrap(NULL, "x"), -EINVAL, "err_wrap without an object");
	is_int(err_hint(NULL, "x"), -EINVAL, "err_hint without an object");
	is_int(err_nomem(NULL), -ENOMEM, "err_nomem without an object");
	err_clear(NULL);
}

static void test_alias(void)
{
	struct err e = { 0 };

	err_set(&e, ERR_LOCAL, EIO, "file", "broken");
	err_hint(&e, "look");
	err_set(&e, ERR_KERNEL, EIO, e.object, "%s, %s", e.msg, e.hint);
	is_str(e.object, "file", "object from the object itself");
	is_str(e.msg, "broken, look", "message from its own texts");
	err_wrap(&e, "%s", e.msg);
	is_str(e.msg, "broken, look: broken, look", "context from the message");
	err_hint(&e, "%s", e.msg);
	is_str(e.hint, e.msg, "hint from the message");
}

static void test_long(void)
{
	struct err e = { 0 };
	char text[4096];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&e, ERR_LOCAL, EIO, text, "%s", text);
	err_hint(&e, "%s", text);
	is_int(strlen(e.object), sizeof(e.object) - 1, "a long object is cut");
	is_int(strlen(e.msg), sizeof(e.msg) - 1, "a long message is cut");
	is_int(strlen(e.hint), sizeof(e.hint) - 1, "a long hint is cut");
	err_wrap(&e, "here");
	ok(!strncmp(e.msg, "here: aaa", 9), "context before a full message");
	is_int(strlen(e.msg), sizeof(e.msg) - 1, "which is cut again");
	err_wrap(&e, "%s", text);
	is_int(strlen(e.msg), sizeof(e.msg) - 1, "context longer than it");

	/* Two bytes for each character, the first odd: the last won't fit. */
	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa4", 2);
	text[sizeof(text) - 2] = '\0';
	err_set(&e, ERR_LOCAL, EIO, text, "%s", text);
	is_int(strlen(e.object), sizeof(e.object) - 2,
	       "an object is cut between characters");
	is_int(strlen(e.msg), sizeof(e.msg) - 2, "and a message");
	err_wrap(&e, "%s", text);
	is_int(strlen(e.msg), sizeof(e.msg) - 2, "and context");

	/* One that just fits stays whole. */
	text[sizeof(e.object) - 2] = 'x';
	text[sizeof(e.object) - 1] = '\0';
	err_set(&e, ERR_LOCAL, EIO, text, "x");
	is_str(e.object, text, "what just fits is not cut");
	memset(text, 0x80, 1000);
	text[1000] = '\0';
	err_set(&e, ERR_LOCAL, EIO, text, "x");
	ok(strlen(e.object) < sizeof(e.object), "no UTF-8 at all: no crash");
}

static void test_name(void)
{
	char buf[16];

	is_str(err_name(EOPNOTSUPP, buf), "EOPNOTSUPP", "95");
	is_str(err_name(EPERM, buf), "EPERM", "1");
	is_str(err_name(EAGAIN, buf), "EAGAIN", "11");
	is_str(err_name(ESTALE, buf), "ESTALE", "116");
	is_str(err_name(524, buf), "ENOTSUPP", "524, the kernel's own");
	is_str(err_name(4000, buf), "4000", "one without a name");
	is_str(err_name(0, buf), "0", "none");
	is_str(err_name(-2147483647 - 1, buf), "-2147483648", "the longest");
}

static void test_status(void)
{
	static const struct {
		enum err_from from;
		int status;
	} rows[] = {
		{ ERR_NONE, 0 }, { ERR_USAGE, 1 }, { ERR_LOCAL, 1 },
		{ ERR_KERNEL, 2 }, { ERR_DIFF, 3 },
	};
	struct err e = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		e.from = rows[i].from;
		is_int(err_exit_status(&e), rows[i].status,
		       "exit status of from %d", (int)e.from);
	}
}

int main(void)
{
	test_set();
	test_null();
	test_alias();
	test_long();
	test_name();
	test_status();
	return tap_done();
}
