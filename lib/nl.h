/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A netlink session over libmnl: one request at a time, with the kernel's
 * extended acknowledgement kept.  Strict checking of dump requests and
 * extack are switched on when it opens.  A session belongs to the network
 * namespace that the process was in when it was opened.
 */
#ifndef NKT_NL_H
#define NKT_NL_H

#include <stdbool.h>
#include <stdint.h>
#include <libmnl/libmnl.h>

#include "lib/err.h"

#define NL_EXTACK_MAX 256

struct nl {
	struct mnl_socket *sk;
	unsigned int portid, seq;
	bool debug;		/* requests and refusals to stderr */
	char *tx, *rx;
	size_t tx_size, rx_size;
	char extack[NL_EXTACK_MAX];	/* of the last refusal, or "" */
	uint32_t extack_off;	/* offset of the refused attribute, or 0 */
	uint16_t extack_attr;	/* its type (0 when not said) */
};

/* What an errno means in one place; a table ends with .code == 0. */
struct nl_why {
	int code;
	const char *text;	/* NULL: only the hint */
	const char *hint;	/* or NULL */
};

/*
 * Called for each message of an answer. 0 to go on, -errno to stop. The
 * message lives as long as the call, which must not use the session.
 */
typedef int (*nl_cb)(const struct nlmsghdr *nlh, void *arg);

/* *nl need not be initialised. Failures are ERR_LOCAL. */
int nl_open(struct nl *nl, int protocol, bool debug, struct err *err);
void nl_close(struct nl *nl);	/* harmless on a zeroed or closed one */

/*
 * Begin a message in nl->tx, over what stood there: header (NLM_F_REQUEST is
 * added), then `extra` zeroed bytes of family header, returned through
 * *family (may be NULL). Attributes follow with mnl_attr_put*(); nl_room()
 * says how much fits still.
 */
struct nlmsghdr *nl_begin(struct nl *nl, uint16_t type, uint16_t flags,
			  size_t extra, void **family);
size_t nl_room(const struct nl *nl, const struct nlmsghdr *nlh);

/*
 * Send and wait for the end of the answer (NLM_F_ACK is added). Messages
 * that are not the acknowledgement (an echo, the object of a get) go to cb,
 * which may be NULL. Returns 0 or -errno as the kernel gave it, with
 * nl->extack filled; says nothing to any err object: nl_refused() does.
 * -EMSGSIZE: an answer longer than 64 KiB was lost.
 */
int nl_talk(struct nl *nl, struct nlmsghdr *nlh, nl_cb cb, void *arg);

/*
 * The same for a get that the kernel answers with one message or with an
 * error: its answer is its end, so no acknowledgement is asked for, made and
 * received.
 */
int nl_get(struct nl *nl, struct nlmsghdr *nlh, nl_cb cb, void *arg);

/* The same for a dump (NLM_F_DUMP is added); one that was interrupted
 * (NLM_F_DUMP_INTR) returns -EINTR after its end, and the caller starts
 * over. */
int nl_dump(struct nl *nl, struct nlmsghdr *nlh, nl_cb cb, void *arg);

/* Hear a multicast group (RTNLGRP_*) from now on; the session is then for
 * nl_events() alone. */
int nl_subscribe(struct nl *nl, unsigned int group, struct err *err);

/*
 * Wait up to timeout_ms for what was subscribed to and give each message to
 * cb. 1: something came; 0: nothing did; -ENOBUFS: messages were lost, the
 * caller has to read everything anew; another -errno.
 */
int nl_events(struct nl *nl, int timeout_ms, nl_cb cb, void *arg);

/*
 * Put a refusal into words: "DOING: WHY", where WHY is the kernel's extack,
 * else the sentence of the table, else strerror; with the hint of the table,
 * whoever gave WHY. A negative return of nl_talk() or nl_dump() is what
 * `code` takes. ERR_KERNEL; table and object may be NULL. Returns code.
 */
int nl_refused(const struct nl *nl, int code, const struct nl_why *table,
	       struct err *err, const char *object, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));

#endif
