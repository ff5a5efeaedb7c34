// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink sessions with the kernel at the other end: answers, refusals in
 * its own words, and what must not be taken for an answer.  What a kernel
 * does not do on demand is in nl_answer.c.
 */
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "lib/nl.h"
#include "lib/uapi_compat.h"
#include "testsuite/unit/child.h"

static int count(const struct nlmsghdr *nlh, void *arg)
{
	if (nlh->nlmsg_type == RTM_NEWLINK)
		++*(int *)arg;
	return 0;
}

static int stop(const struct nlmsghdr *nlh, void *arg)
{
	(void)nlh;
	++*(int *)arg;
	return -E2BIG;
}

static struct nlmsghdr *getlink(struct nl *nl, int ifindex)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;

	nlh = nl_begin(nl, RTM_GETLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = ifindex;
	return nlh;
}

static void test_message(void)
{
	struct nl nl = { 0 };
	struct nlmsghdr *nlh;
	void *family = NULL;

	nl_close(&nl);
	ok(!nl.sk, "a zeroed session can be closed");
	is_int(nl_open(&nl, NETLINK_ROUTE, false, NULL), 0, "open");
	nlh = nl_begin(&nl, RTM_GETLINK, NLM_F_ROOT,
		       sizeof(struct ifinfomsg), &family);
	is_int(nlh->nlmsg_len, 32, "header and family header");
	is_int(nlh->nlmsg_flags, NLM_F_REQUEST | NLM_F_ROOT, "the flags");
	ok(family == (char *)nlh + 16, "where the family header is");
	is_int(nl_room(&nl, nlh), nl.tx_size - 32, "room for more");
	nlh->nlmsg_len = nl.tx_size;
	is_int(nl_room(&nl, nlh), 0, "none when full");
	memset(nlh, 0xff, 64);
	nlh = nl_begin(&nl, RTM_GETLINK, 0, 4, NULL);
	is_int(nlh->nlmsg_len, 20, "begun anew");
	ok(!nlh->nlmsg_seq && !nlh->nlmsg_pid && !*(uint32_t *)(nlh + 1),
	   "and clean");
	nl_close(&nl);
	nl_close(&nl);
	ok(!nl.sk && !nl.rx && !nl.tx, "closing twice is harmless");
}

static void test_open_fails(void)
{
	struct err err = { 0 };
	struct nl nl;

	is_int(nl_open(&nl, 31, false, &err), -EPROTONOSUPPORT,
	       "a protocol that there is not");
	is_str(err.msg,
	       "cannot open a netlink socket: Protocol not supported",
	       "in words");
	is_int(err.from, ERR_LOCAL, "from here");
	ok(!nl.sk && !nl.rx && !nl.tx, "nothing is left open");
}

static void test_talk(void)
{
	struct nlmsghdr *nlh;
	struct nl nl;
	int n = 0;

	nl_open(&nl, NETLINK_ROUTE, false, NULL);
	is_int(nl_talk(&nl, getlink(&nl, 1), count, &n), 0, "lo is there");
	is_int(n, 1, "and came once");
	is_int(nl_talk(&nl, getlink(&nl, 1), NULL, NULL), 0, "no callback");
	is_int(nl_talk(&nl, getlink(&nl, 4000000), count, &n), -ENODEV,
	       "an index that there is not");
	is_int(n, 1, "no message of a refusal reaches the callback");

	n = 0;
	is_int(nl_get(&nl, getlink(&nl, 1), count, &n), 0, "a get");
	is_int(n, 1, "has its answer");
	ok(recv(mnl_socket_get_fd(nl.sk), NULL, 0, MSG_DONTWAIT) < 0 &&
	   errno == EAGAIN, "and leaves nothing to be read");
	is_int(nl_get(&nl, getlink(&nl, 4000000), count, &n), -ENODEV,
	       "or its refusal");

	n = 0;
	is_int(nl_talk(&nl, getlink(&nl, 1), stop, &n), -E2BIG,
	       "what the callback returns");
	n = 0;
	is_int(nl_dump(&nl, getlink(&nl, 0), count, &n), 0, "a dump after it");
	ok(n >= 1, "is whole");
	n = 0;
	is_int(nl_dump(&nl, getlink(&nl, 0), stop, &n), -E2BIG,
	       "a dump that the callback stops");
	is_int(n, 1, "calls it no more");
	n = 0;
	is_int(nl_talk(&nl, getlink(&nl, 1), count, &n), 0, "after which");
	is_int(n, 1, "the session still works");

	/* An answer that nobody read: here come three messages of it. */
	nlh = getlink(&nl, 1);
	nlh->nlmsg_flags |= NLM_F_ACK;
	nlh->nlmsg_seq = nl.seq;
	mnl_socket_sendto(nl.sk, nlh, nlh->nlmsg_len);
	nlh->nlmsg_type = 4000;
	mnl_socket_sendto(nl.sk, nlh, nlh->nlmsg_len);
	n = 0;
	is_int(nl_talk(&nl, getlink(&nl, 1), count, &n), 0,
	       "an old answer and refusal are passed over");
	is_int(n, 1, "and only the new one is seen");

	n = 0;
	is_int(nl_get(&nl, getlink(&nl, 1), count, &n), 0, "a get");
	is_int(nl_get(&nl, getlink(&nl, 1), count, &n), 0, "and one more");
	is_int(n, 2, "each came once");
	is_int(nl_get(&nl, getlink(&nl, 4000000), count, &n), -ENODEV,
	       "a get that is refused");
	is_int(n, 2, "tells nothing");
	is_int(recv(mnl_socket_get_fd(nl.sk), &n, 1, MSG_DONTWAIT), -1,
	       "no acknowledgement is left to read");

	nl.seq = UINT32_MAX;
	is_int(nl_talk(&nl, getlink(&nl, 1), NULL, NULL), 0,
	       "the sequence wraps");
	is_int(nl.seq, 1, "around 0, which is for announcements");
	nl_close(&nl);
}

static void test_strict(void)
{
	struct err err = { 0 };
	struct nl nl;
	int n = 0;

	nl_open(&nl, NETLINK_ROUTE, false, NULL);
	is_int(nl_dump(&nl, getlink(&nl, 1), count, &n), -EINVAL,
	       "a dump of one index is refused by strict checking");
	ok(nl.extack[0], "with words: %s", nl.extack);
	is_int(nl_refused(&nl, -EINVAL, NULL, &err, "lo", "cannot list"),
	       -EINVAL, "nl_refused returns the code");
	is_int(strncmp(err.msg, "cannot list: ", 13), 0, "doing, then why");
	is_str(err.msg + 13, nl.extack, "the kernel's words as they are");
	is_str(err.object, "lo", "about the object");
	is_int(err.from, ERR_KERNEL, "from the kernel");
	is_int(err.code, EINVAL, "with its errno");
	is_int(nl_talk(&nl, getlink(&nl, 1), NULL, NULL), 0, "what works");
	is_str(nl.extack, "", "forgets them");
	nl_close(&nl);
}

/* Every source of WHY, without a kernel. */
static void test_words(void)
{
	static const struct nl_why table[] = {
		{ EOPNOTSUPP, "no such thing here", "get a newer kernel" },
		{ EBUSY, NULL, "wait" },
		{ EOPNOTSUPP, "never reached", NULL },
		{ 0 }
	};
	struct err err = { 0 };
	struct nl nl = { 0 };

	is_int(nl_refused(&nl, -EOPNOTSUPP, table, &err, NULL, "cannot %s",
			  "do"), -EOPNOTSUPP, "the code comes back");
	is_str(err.msg, "cannot do: no such thing here", "the table's text");
	is_str(err.hint, "get a newer kernel", "and hint");
	nl_refused(&nl, -EBUSY, table, &err, NULL, "cannot do");
	is_str(err.msg, "cannot do: Device or resource busy",
	       "no text in the table");
	is_str(err.hint, "wait", "but a hint");
	nl_refused(&nl, -EPERM, table, &err, NULL, "cannot do");
	is_str(err.msg, "cannot do: Operation not permitted",
	       "not in the table");
	is_str(err.hint, "", "no hint");
	nl_refused(&nl, -EINTR, NULL, &err, NULL, "cannot list");
	is_str(err.msg, "cannot list: it kept changing while it was read",
	       "no table, an interrupted dump");
	nl_refused(&nl, -4000, NULL, &err, NULL, "cannot do");
	is_str(err.msg, "cannot do: error 4000", "an errno without a name");

	strcpy(nl.extack, "Not this way.\n");
	nl_refused(&nl, -EOPNOTSUPP, table, &err, "nk0", "cannot do");
	is_str(err.msg, "cannot do: Not this way",
	       "extack wins, its end is the printer's");
	is_str(err.hint, "get a newer kernel", "the hint stays");
	is_str(nl.extack, "Not this way.\n", "extack itself is left alone");
	strcpy(nl.extack, ".");
	nl_refused(&nl, -EPERM, NULL, &err, NULL, "cannot do");
	is_str(err.msg, "cannot do: Operation not permitted",
	       "an extack without words is none");
	strcpy(nl.extack, "100%s");
	nl_refused(&nl, -EPERM, NULL, &err, NULL, "cannot do");
	is_str(err.msg, "cannot do: 100%s", "extack is no format");
	is_int(nl_refused(&nl, -EPERM, table, NULL, "x", "y"), -EPERM,
	       "no error object");
}

static struct nlmsghdr *newlink(struct nl *nl, uint16_t flags,
				const char *name, const char *kind)
{
	struct nlmsghdr *nlh = nl_begin(nl, RTM_NEWLINK, flags,
					sizeof(struct ifinfomsg), NULL);
	struct nlattr *info;

	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	if (kind) {
		info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
		mnl_attr_put_strz(nlh, IFLA_INFO_KIND, kind);
		mnl_attr_nest_end(nlh, info);
	}
	return nlh;
}

static void test_change(void)
{
	const uint16_t create = NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO;
	struct err err = { 0 };
	struct nlmsghdr *nlh;
	struct nl nl;
	int n = 0;

	if (unshare(CLONE_NEWNET) < 0) {
		skip("changes", "not root");
		return;
	}
	nl_open(&nl, NETLINK_ROUTE, false, NULL);

	nlh = newlink(&nl, NLM_F_CREATE | NLM_F_EXCL, "x0", "no-such-kind");
	is_int(nl_talk(&nl, nlh, NULL, NULL), -EOPNOTSUPP,
	       "a kind that there is not");
	is_str(nl.extack, "Unknown device type", "the kernel's words");

	/* Read only since it came: which attribute it was is told too. */
	nlh = newlink(&nl, 0, "lo", NULL);
	n = nlh->nlmsg_len;
	mnl_attr_put_u32(nlh, NK_IFLA_TSO_MAX_SIZE, 1);
	is_int(nl_talk(&nl, nlh, NULL, NULL), -EINVAL, "a read-only attribute");
	is_int(nl.extack_attr, NK_IFLA_TSO_MAX_SIZE, "the kernel names it");
	is_int(nl.extack_off, n, "and says where it is");

	if (nl_talk(&nl, newlink(&nl, NLM_F_CREATE, "v0", "veth"), NULL,
		    NULL)) {
		skip("changes of a device", "no veth");
		nl_close(&nl);
		return;
	}
	nlh = newlink(&nl, 0, "v0", NULL);
	mnl_attr_put_u32(nlh, IFLA_MTU, 67);
	is_int(nl_talk(&nl, nlh, NULL, NULL), -EINVAL, "an mtu too small");
	nl_refused(&nl, -EINVAL, NULL, &err, "v0", "cannot change");
	is_str(err.msg, "cannot change: mtu less than device minimum",
	       "the kernel's words, once");
	nlh = newlink(&nl, 0, "v0", NULL);
	mnl_attr_put_u32(nlh, IFLA_MTU, 1400);
	is_int(nl_talk(&nl, nlh, NULL, NULL), 0, "a good one");

	n = 0;
	is_int(nl_talk(&nl, newlink(&nl, create, "v2", "veth"), count, &n), 0,
	       "an echo is asked for");
	ok(n >= 1, "and comes");
	is_int(nl_talk(&nl, newlink(&nl, create, "v2", "veth"), NULL, NULL),
	       -EEXIST, "twice is refused");
	nl_close(&nl);
}

static void test_events(void)
{
	struct err err = { 0 };
	struct nl nl, events;
	int n = 0;

	if (unshare(CLONE_NEWNET) < 0) {
		skip("events", "not root");
		return;
	}
	nl_open(&nl, NETLINK_ROUTE, false, NULL);
	nl_open(&events, NETLINK_ROUTE, false, NULL);
	is_int(nl_subscribe(&events, 4000, &err), -EINVAL,
	       "a group that there is not");
	is_int(nl_subscribe(&events, RTNLGRP_LINK, &err), 0, "one of links");
	is_int(nl_events(&events, 0, count, &n), 0, "nothing happened");
	if (nl_talk(&nl, newlink(&nl, NLM_F_CREATE, "v0", "veth"), NULL,
		    NULL)) {
		skip("an event", "no veth");
	} else {
		is_int(nl_events(&events, 5000, count, &n), 1, "a new device");
		is_int(n, 1, "is told");
		is_int(nl_events(&events, 5000, stop, &n), -E2BIG,
		       "its other end, and what the callback returns");
	}
	nl_close(&nl);
	nl_close(&events);
}

/* Another process sends what looks like the refusal of the next request. */
static void test_forged(void)
{
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr e;
	} msg = {
		.nlh = {
			.nlmsg_len = sizeof(msg),
			.nlmsg_type = NLMSG_ERROR,
		},
		.e.error = -EIO,
	};
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	struct nl nl, other;
	int n = 0;

	nl_open(&nl, NETLINK_ROUTE, false, NULL);
	nl_open(&other, NETLINK_ROUTE, false, NULL);
	msg.nlh.nlmsg_seq = nl.seq + 1;
	msg.nlh.nlmsg_pid = nl.portid;
	to.nl_pid = nl.portid;
	if (sendto(mnl_socket_get_fd(other.sk), &msg, sizeof(msg), 0,
		   (struct sockaddr *)&to, sizeof(to)) < 0) {
		skip("a forged answer", "not root");
	} else {
		is_int(nl_talk(&nl, getlink(&nl, 1), count, &n), 0,
		       "a forged refusal is passed over");
		is_int(n, 1, "and the kernel's answer is seen");
	}
	nl_close(&nl);
	nl_close(&other);
}

int main(void)
{
	test_message();
	test_open_fails();
	test_talk();
	test_strict();
	test_words();
	test_forged();
	in_child(test_change);
	in_child(test_events);
	return tap_done();
}
