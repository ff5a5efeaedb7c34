// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink sessions, and lists of devices read through them, with answers
 * made up here: those that a kernel gives seldom, or never should.  recv()
 * and recvmsg() of this program take them from a script instead of the
 * socket.
 */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "lib/nl_link.h"
#include "testsuite/tap.h"

struct datagram {
	int error;		/* this errno instead of bytes */
	unsigned int from;	/* port; 0 is the kernel */
	bool cut;
	size_t len;
	char *bytes;
};

static struct datagram script[32];
static size_t script_n, script_at;

static struct datagram *next_datagram(void)
{
	static struct datagram none = { .error = ESHUTDOWN };

	return script_at < script_n ? &script[script_at] : &none;
}

ssize_t recv(int fd, void *buf, size_t n, int flags)
{
	struct datagram *d = next_datagram();

	(void)fd, (void)buf, (void)n;
	if (!(flags & MSG_PEEK))
		abort();
	if (!d->error)
		return d->len;
	script_at++;
	errno = d->error;
	return -1;
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	struct datagram *d = next_datagram();
	struct sockaddr_nl from = {
		.nl_family = AF_NETLINK,
		.nl_pid = d->from,
	};
	size_t n = d->len;

	(void)fd, (void)flags;
	script_at++;
	if (d->error) {
		errno = d->error;
		return -1;
	}
	msg->msg_flags = d->cut ? MSG_TRUNC : 0;
	if (n > msg->msg_iov->iov_len) {
		n = msg->msg_iov->iov_len;
		msg->msg_flags = MSG_TRUNC;
	}
	if (n)
		memcpy(msg->msg_iov->iov_base, d->bytes, n);
	memcpy(msg->msg_name, &from, sizeof(from));
	msg->msg_namelen = sizeof(from);
	return n;
}

static void script_begin(void)
{
	for (size_t i = 0; i < script_n; i++)
		free(script[i].bytes);
	memset(script, 0, sizeof(script));
	script_n = 0;
	script_at = 0;
}

static struct datagram *datagram(void)
{
	return &script[script_n++];
}

/* A message at the end of a datagram, in answer to the next request. */
static struct nlmsghdr *message(struct datagram *d, const struct nl *nl,
				uint16_t type, uint16_t flags,
				const void *payload, size_t len)
{
	struct nlmsghdr nlh = {
		.nlmsg_len = sizeof(nlh) + len,
		.nlmsg_type = type,
		.nlmsg_flags = flags,
		.nlmsg_seq = nl->seq + 1,
		.nlmsg_pid = nl->portid,
	};
	size_t at = d->len;

	d->len += MNL_ALIGN(nlh.nlmsg_len);
	d->bytes = realloc(d->bytes, d->len);
	memset(d->bytes + at, 0, d->len - at);
	memcpy(d->bytes + at, &nlh, sizeof(nlh));
	if (len)
		memcpy(d->bytes + at + sizeof(nlh), payload, len);
	return (void *)(d->bytes + at);
}

static void ack(struct datagram *d, const struct nl *nl)
{
	struct nlmsgerr e = { .error = 0 };

	message(d, nl, NLMSG_ERROR, NLM_F_CAPPED, &e, sizeof(e));
}

static int count(const struct nlmsghdr *nlh, void *arg)
{
	(void)nlh;
	++*(int *)arg;
	return 0;
}

static int talk(struct nl *nl, int *n)
{
	return nl_talk(nl, nl_begin(nl, RTM_GETLINK, 0,
				    sizeof(struct ifinfomsg), NULL), count, n);
}

static int get(struct nl *nl, int *n)
{
	return nl_get(nl, nl_begin(nl, RTM_GETLINK, 0,
				   sizeof(struct ifinfomsg), NULL), count, n);
}

static int dump(struct nl *nl, int *n)
{
	return nl_dump(nl, nl_begin(nl, RTM_GETLINK, 0,
				    sizeof(struct ifinfomsg), NULL), count, n);
}

static void test_order(struct nl *nl)
{
	struct datagram *d;
	struct nlmsghdr *nlh;
	int n = 0;

	script_begin();
	datagram()->error = EINTR;
	d = datagram();
	message(d, nl, NLMSG_NOOP, 0, NULL, 0);
	message(d, nl, RTM_NEWLINK, 0, NULL, 0);
	ack(d, nl);
	is_int(talk(nl, &n), 0, "a signal, then answer and end in one");
	is_int(n, 1, "NLMSG_NOOP is no answer");
	is_int(script_at, 2, "nothing is read behind the end");

	script_begin();
	d = datagram();
	ack(d, nl);
	d->from = 4711;
	ack(datagram(), nl);
	is_int(talk(nl, &n), 0, "not the kernel's");
	is_int(script_at, 2, "is passed over");

	script_begin();
	d = datagram();
	nlh = message(d, nl, RTM_NEWLINK, 0, NULL, 0);
	nlh->nlmsg_pid++;
	nlh = message(d, nl, RTM_NEWLINK, 0, NULL, 0);
	nlh->nlmsg_seq--;
	nlh = message(d, nl, RTM_NEWLINK, 0, NULL, 0);
	nlh->nlmsg_pid = 0;
	ack(d, nl);
	n = 0;
	is_int(talk(nl, &n), 0, "other ports, other requests");
	is_int(n, 1, "are passed over, port 0 is not");
}

static void test_get(struct nl *nl)
{
	struct datagram *d;
	int n = 0;

	script_begin();
	d = datagram();
	message(d, nl, NLMSG_NOOP, 0, NULL, 0);
	message(d, nl, RTM_NEWLINK, 0, NULL, 0);
	is_int(get(nl, &n), 0, "a get ends with its answer");
	is_int(n, 1, "which is seen");
	is_int(script_at, 1, "and nothing is read behind it");

	script_begin();
	d = datagram();
	message(d, nl, RTM_NEWLINK, 0, NULL, 0)->nlmsg_seq--;
	message(datagram(), nl, RTM_NEWLINK, 0, NULL, 0);
	is_int(get(nl, &n), 0, "another request's answer");
	is_int(n, 2, "is passed over");

	script_begin();
	ack(datagram(), nl);
	is_int(get(nl, &n), 0, "an end without an answer");
	is_int(n, 2, "is left to the caller");
}

static void test_lost(struct nl *nl)
{
	struct datagram *d;
	int n = 0;

	script_begin();
	datagram()->error = ENOBUFS;
	is_int(talk(nl, &n), -ENOBUFS, "answers were lost");
	script_begin();
	message(datagram(), nl, NLMSG_OVERRUN, 0, NULL, 0);
	is_int(talk(nl, &n), -ENOBUFS, "NLMSG_OVERRUN says the same");
	script_begin();
	d = datagram();
	message(d, nl, RTM_NEWLINK, 0, NULL, 0);
	d->cut = true;
	is_int(talk(nl, &n), -EMSGSIZE, "an answer that was cut off");
	is_int(n, 0, "is not looked at");
	script_begin();
	datagram();
	is_int(talk(nl, &n), -EBADMSG, "an empty datagram");
	script_begin();
	d = datagram();
	message(d, nl, RTM_NEWLINK, 0, "1234", 4)->nlmsg_len += 4;
	is_int(talk(nl, &n), -EBADMSG, "a message longer than its datagram");
	script_begin();
	d = datagram();
	message(d, nl, RTM_NEWLINK, 0, NULL, 0)->nlmsg_len = 12;
	is_int(talk(nl, &n), -EBADMSG, "one shorter than its header");
	script_begin();
	message(datagram(), nl, NLMSG_ERROR, 0, "12", 2);
	is_int(talk(nl, &n), -EBADMSG, "a refusal without an errno");
}

static void test_dump(struct nl *nl)
{
	static const char room[40000];
	struct datagram *d;
	int n = 0, code;

	script_begin();
	d = datagram();
	for (int i = 0; i < 4; i++)
		message(d, nl, RTM_NEWLINK, NLM_F_MULTI, room, sizeof(room));
	code = 0;
	datagram()->error = EINTR;
	message(datagram(), nl, NLMSG_DONE, NLM_F_MULTI, &code, sizeof(code));
	is_int(dump(nl, &n), 0, "a datagram longer than the buffer");
	is_int(n, 4, "is read whole");
	is_int(script_at, 3, "to the end");

	script_begin();
	d = datagram();
	message(d, nl, RTM_NEWLINK, NLM_F_MULTI | NLM_F_DUMP_INTR, NULL, 0);
	message(d, nl, RTM_NEWLINK, NLM_F_MULTI, NULL, 0);
	message(datagram(), nl, NLMSG_DONE, NLM_F_MULTI, &code, sizeof(code));
	n = 0;
	is_int(dump(nl, &n), -EINTR, "a dump that was interrupted");
	is_int(n, 2, "is read");
	is_int(script_at, 2, "to its end");
	script_begin();
	message(datagram(), nl, NLMSG_DONE, NLM_F_DUMP_INTR, &code,
		sizeof(code));
	is_int(dump(nl, &n), -EINTR, "also when only its end says so");

	script_begin();
	code = -EBUSY;
	message(datagram(), nl, NLMSG_DONE, 0, &code, sizeof(code));
	is_int(dump(nl, &n), -EBUSY, "a dump that failed at its end");
	script_begin();
	message(datagram(), nl, NLMSG_DONE, 0, NULL, 0);
	is_int(dump(nl, &n), 0, "an end without a code");
	script_begin();
	datagram()->error = ENOBUFS;
	is_int(dump(nl, &n), -ENOBUFS, "a dump that lost something");
}

/* A refusal: error, header of the request, what else of it, then TLVs. */
static void refusal(const struct nl *nl, uint16_t flags, size_t echoed,
		    const void *tlvs, size_t len)
{
	char bytes[1024] = { 0 };
	struct nlmsgerr e = { .error = -EINVAL };

	e.msg.nlmsg_len = sizeof(e.msg) + echoed;
	memcpy(bytes, &e, sizeof(e));
	memcpy(bytes + sizeof(e) + echoed, tlvs, len);
	script_begin();
	message(datagram(), nl, NLMSG_ERROR, flags, bytes,
		sizeof(e) + echoed + len);
}

#define TEXT "\x08\0\x01\0why"			/* NLMSGERR_ATTR_MSG */
#define OFFS_32 "\x08\0\x02\0\x20\0\0"		/* NLMSGERR_ATTR_OFFS 32 */

static void test_extack(struct nl *nl)
{
	static const uint16_t tlvs = NLM_F_ACK_TLVS;
	struct nlmsghdr *nlh;
	char text[400];
	int n = 0, code;

	refusal(nl, tlvs | NLM_F_CAPPED, 0, TEXT, 8);
	is_int(talk(nl, &n), -EINVAL, "a capped refusal");
	is_str(nl->extack, "why", "its words");
	refusal(nl, tlvs, 16, TEXT, 8);
	is_int(talk(nl, &n), -EINVAL, "one that carries the request");
	is_str(nl->extack, "why", "its words are behind it");
	refusal(nl, NLM_F_CAPPED, 0, TEXT, 8);
	talk(nl, &n);
	is_str(nl->extack, "", "none where the kernel says there are none");

	refusal(nl, tlvs | NLM_F_CAPPED, 0, "\x07\0\x01\0why", 7);
	talk(nl, &n);
	is_str(nl->extack, "why", "words without NUL");
	memset(text, 'x', sizeof(text));
	memcpy(text, "\x90\x01\x01", 4);		/* 400 bytes */
	refusal(nl, tlvs | NLM_F_CAPPED, 0, text, sizeof(text));
	talk(nl, &n);
	is_int(strlen(nl->extack), NL_EXTACK_MAX - 1, "too many are cut");
	refusal(nl, tlvs | NLM_F_CAPPED, 0, "\xff\0\x01\0why", 8);
	talk(nl, &n);
	is_str(nl->extack, "", "one longer than the message is none");

	nlh = nl_begin(nl, RTM_NEWLINK, 0, sizeof(struct ifinfomsg), NULL);
	mnl_attr_put_u32(nlh, IFLA_MTU | NLA_F_NET_BYTEORDER, 1);
	refusal(nl, tlvs | NLM_F_CAPPED, 0, OFFS_32, 8);
	is_int(nl_talk(nl, nlh, NULL, NULL), -EINVAL, "an attribute refused");
	is_int(nl->extack_off, 32, "where it is");
	is_int(nl->extack_attr, IFLA_MTU, "and its type, without flags");
	refusal(nl, tlvs | NLM_F_CAPPED, 0, OFFS_32, 8);
	is_int(talk(nl, &n), -EINVAL, "the same, with no attribute there");
	is_int(nl->extack_attr, 0, "is not looked up");
	refusal(nl, tlvs | NLM_F_CAPPED, 0, "\x08\0\x02\0\xff\xff\xff\xff", 8);
	talk(nl, &n);
	is_int(nl->extack_attr, 0, "nor far beyond");
	refusal(nl, tlvs | NLM_F_CAPPED, 0, "\x06\0\x02\0\x20\0\0", 8);
	talk(nl, &n);
	is_int(nl->extack_off, 0, "an offset of two bytes is none");

	/* The request's length in a refusal points behind the message. */
	refusal(nl, tlvs, 0, TEXT, 8);
	((struct nlmsgerr *)(script[0].bytes + 16))->msg.nlmsg_len = UINT32_MAX;
	is_int(talk(nl, &n), -EINVAL, "a request without end");
	is_str(nl->extack, "", "has no words behind it");

	script_begin();
	code = -EINVAL;
	memcpy(text, &code, sizeof(code));
	memcpy(text + 4, TEXT, 8);
	message(datagram(), nl, NLMSG_DONE, tlvs, text, 12);
	is_int(dump(nl, &n), -EINVAL, "a dump refused at its end");
	is_str(nl->extack, "why", "with words");

	script_begin();
	message(datagram(), nl, NLMSG_ERROR, 0,
		&(struct nlmsgerr){ .error = EIO }, sizeof(struct nlmsgerr));
	is_int(talk(nl, &n), -EIO, "an errno of the wrong sign");
}

/* A device of kind ifb, in answer to the try-th request from now. */
static void device(struct datagram *d, const struct nl *nl, int try,
		   uint16_t flags, int ifindex, const char *name)
{
	_Alignas(4) char bytes[64] = { 0 };
	struct ifinfomsg ifi = { .ifi_index = ifindex };
	char *at = bytes + sizeof(ifi);

	memcpy(bytes, &ifi, sizeof(ifi));
	memcpy(at, "\x08\0\x03\0", 4);			/* IFLA_IFNAME */
	memcpy(at + 4, name, strlen(name));
	memcpy(at + 8, "\x0c\0\x12\0\x08\0\x01\0ifb", 12);	/* its kind */
	message(d, nl, RTM_NEWLINK, flags, bytes, sizeof(ifi) + 20)
		->nlmsg_seq += try;
}

static void done(struct datagram *d, const struct nl *nl, int try, int code)
{
	message(d, nl, NLMSG_DONE, 0, &code, sizeof(code))->nlmsg_seq += try;
}

static void test_list(struct nl *nl)
{
	struct err err = { 0 };
	struct datagram *d;
	struct nl_links ls;

	script_begin();
	d = datagram();
	device(d, nl, 0, NLM_F_DUMP_INTR, 9, "old");
	done(d, nl, 0, 0);
	d = datagram();
	device(d, nl, 1, 0, 7, "c");
	device(d, nl, 1, 0, 2, "a");
	device(d, nl, 1, 0, 4, "b");
	done(d, nl, 1, 0);
	is_int(nl_link_list(nl, NL_LINK_HERE, NULL, false, &ls, &err), 0,
	       "an interrupted list is read once more");
	is_int(ls.n, 3, "and has nothing of before");
	ok(ls.n == 3 && ls.v[0].ifindex == 2 && ls.v[1].ifindex == 4 &&
	   ls.v[2].ifindex == 7, "it is sorted when the kernel's is not");
	nl_links_free(&ls);

	script_begin();
	done(datagram(), nl, 0, -EOPNOTSUPP);
	d = datagram();
	device(d, nl, 1, 0, 1, "x");
	done(d, nl, 1, 0);
	is_int(nl_link_list(nl, NL_LINK_HERE, "netkit", false, &ls, &err), 0,
	       "a kind that the kernel cannot filter by");
	is_int(ls.n, 0, "is looked for in the list of all");
	nl_links_free(&ls);
	script_begin();
	done(datagram(), nl, 0, -EOPNOTSUPP);
	is_int(nl_link_list(nl, NL_LINK_HERE, NULL, false, &ls, &err),
	       -EOPNOTSUPP, "all that are refused are refused");
	is_str(err.msg, "cannot list the devices: Operation not supported",
	       "in words");

	script_begin();
	for (int i = 0; i < 32; i++)
		message(datagram(), nl, NLMSG_DONE, NLM_F_DUMP_INTR, NULL, 0)
			->nlmsg_seq += i;
	is_int(nl_link_list(nl, NL_LINK_HERE, NULL, false, &ls, &err), -EINTR,
	       "one that is interrupted for ever");
	ok(script_at > 5 && script_at < 32, "is given up after %zu times",
	   script_at);
	is_str(err.msg,
	       "cannot list the devices: it kept changing while it was read",
	       "in words");
	ok(!ls.v && !ls.n, "and leaves nothing");

	script_begin();
	d = datagram();
	message(d, nl, RTM_NEWLINK, 0, NULL, 0);
	done(d, nl, 0, 0);
	is_int(nl_link_list(nl, NL_LINK_HERE, NULL, false, &ls, &err), -EBADMSG,
	       "a device that is none");
}

int main(void)
{
	struct nl nl;

	if (nl_open(&nl, NETLINK_ROUTE, false, NULL)) {
		printf("Bail out! no netlink socket\n");
		return 1;
	}
	test_order(&nl);
	test_get(&nl);
	test_lost(&nl);
	test_dump(&nl);
	test_extack(&nl);
	test_list(&nl);
	script_begin();
	nl_close(&nl);
	return tap_done();
}
