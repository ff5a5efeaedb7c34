/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One error object, passed down as the last argument and printed once, by
 * cli.c.  The deepest function that knows what failed fills it, callers may
 * add context with err_wrap() or a mend with err_hint().
 *
 * Messages carry no "Error: " and no final full stop: the printer adds both.
 * Texts that are too long are cut at a whole UTF-8 character.  What stands in
 * the object may be an argument of the call that changes it.  The object may
 * be NULL where the caller wants no words: nothing is kept then.
 */
#ifndef NKT_ERR_H
#define NKT_ERR_H

#include <stdbool.h>
#include <stddef.h>

/* Who said no; this alone decides the exit status. */
enum err_from {
	ERR_NONE,
	ERR_USAGE,	/* the words are wrong: 1 */
	ERR_LOCAL,	/* something here failed, nothing was sent: 1 */
	ERR_KERNEL,	/* the kernel refused, what was done is undone: 2 */
	ERR_DIFF,	/* check or diff found a difference: 3 */
};

struct err {
	enum err_from from;
	int code;		/* errno, positive; 0 where none fits */
	char object[256];	/* what it is about: a device, a file; or "" */
	char msg[768];
	char hint[512];
};

/*
 * Fill *e (an earlier content, its hint too, is replaced). The code is an
 * errno of either sign; object may be NULL. Returns -code, or -EINVAL for 0.
 */
int err_set(struct err *e, enum err_from from, int code, const char *object,
	    const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Put "context: " before the message. Returns -code as err_set() does, and
 * -EINVAL when e is NULL: a caller that allows this keeps its own code. */
int err_wrap(struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* One line that says how to mend it. Returns what err_wrap() does. */
int err_hint(struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* -ENOMEM, said. */
int err_nomem(struct err *e);

void err_clear(struct err *e);

/* "EOPNOTSUPP" for 95; a number as text for one without a name. */
const char *err_name(int code, char buf[static 16]);

/* 0, 1, 2 or 3, as the command line's contract says. */
int err_exit_status(const struct err *e);

#endif
