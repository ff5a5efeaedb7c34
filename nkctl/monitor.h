/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `nkctl monitor`: changes of devices and chains as they happen, until it
 * is interrupted.  Devices are announced by rtnetlink; the kernel announces
 * no change of a chain, so the revisions are looked at twice a second.
 */
#ifndef NKCTL_MONITOR_H
#define NKCTL_MONITOR_H

#include "lib/cmd.h"
#include "lib/out.h"

/* One change; from and to are words as they are typed. */
struct monitor_event {
	uint64_t has;
	const char *object;	/* "link" or "chain" */
	const char *name;	/* the device */
	const char *hook;	/* of a chain */
	const char *action;	/* add, del, set */
	const char *property;
	const char *from, *to;
};

/* Called for each change. 0 to go on, -errno to end. */
typedef int (*monitor_fn)(const struct monitor_event *e, void *arg);

/* stop: looked at between events. */
int monitor_watch(bool debug, monitor_fn fn, void *arg,
		  const volatile int *stop, struct err *err);
void monitor_show(struct out *out, const struct monitor_event *e);

int monitor_run(struct ctx *ctx, void *req, struct err *err);

#endif
