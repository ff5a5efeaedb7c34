// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The error object.  Texts are made aside and then copied in, so that a
 * caller may hand what stands in the object already back as an argument.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"

/* The kernel's own, for user space never meant, and yet seen from bpf(2). */
#define KERNEL_ENOTSUPP 524

static int err_code(const struct err *e)
{
	return e && e->code ? -e->code : -EINVAL;
}

/* Cut to fit, but never inside a UTF-8 sequence: that would spoil JSON. */
static void err_copy(char *to, size_t size, const char *from)
{
	size_t n = strnlen(from, size);

	if (n == size) {
		n--;
		while (n && ((unsigned char)from[n] & 0xc0) == 0x80)
			n--;
	}
	memmove(to, from, n);
	to[n] = '\0';
}

int err_set(struct err *e, enum err_from from, int code, const char *object,
	    const char *fmt, ...)
{
	char object_aside[sizeof(e->object) + 1], msg[sizeof(e->msg) + 1];
	va_list ap;

	if (code < 0)
		code = -code;
	if (!e)
		return code ? -code : -EINVAL;

	snprintf(object_aside, sizeof(object_aside), "%s",
		 object ? object : "");
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);

	e->from = from;
	e->code = code;
	err_copy(e->object, sizeof(e->object), object_aside);
	err_copy(e->msg, sizeof(e->msg), msg);
	e->hint[0] = '\0';
	return err_code(e);
}

int err_wrap(struct err *e, const char *fmt, ...)
{
	char msg[2 * sizeof(e->msg) + sizeof(": ")];
	size_t n;
	va_list ap;

	if (!e)
		return err_code(e);

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(e->msg) + 1, fmt, ap);
	va_end(ap);
	n = strlen(msg);
	snprintf(msg + n, sizeof(msg) - n, ": %s", e->msg);
	err_copy(e->msg, sizeof(e->msg), msg);
	return err_code(e);
}

int err_hint(struct err *e, const char *fmt, ...)
{
	char hint[sizeof(e->hint) + 1];
	va_list ap;

	if (!e)
		return err_code(e);

	va_start(ap, fmt);
	vsnprintf(hint, sizeof(hint), fmt, ap);
	va_end(ap);
	err_copy(e->hint, sizeof(e->hint), hint);
	return err_code(e);
}

int err_nomem(struct err *e)
{
	return err_set(e, ERR_LOCAL, ENOMEM, NULL, "out of memory");
}

void err_clear(struct err *e)
{
	/* Not all of it: this runs once for each line of a batch. */
	if (!e)
		return;
	e->from = ERR_NONE;
	e->code = 0;
	e->object[0] = '\0';
	e->msg[0] = '\0';
	e->hint[0] = '\0';
}

const char *err_name(int code, char buf[static 16])
{
	const char *name = NULL;

	if (code > 0)
		name = strerrorname_np(code);
	if (code == EOPNOTSUPP)		/* glibc says ENOTSUP, the same number */
		name = "EOPNOTSUPP";
	if (code == KERNEL_ENOTSUPP)
		name = "ENOTSUPP";
	if (name)
		return name;
	snprintf(buf, 16, "%d", code);
	return buf;
}

int err_exit_status(const struct err *e)
{
	switch (e->from) {
	case ERR_NONE:
		return 0;
	case ERR_USAGE:
	case ERR_LOCAL:
		return 1;
	case ERR_KERNEL:
		return 2;
	case ERR_DIFF:
		return 3;
	}
	return 1;
}
