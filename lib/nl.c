// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink sessions: one request, its whole answer, and the kernel's words
 * when it refuses.  Nothing here knows a message family.
 */
#include <errno.h>
#include <poll.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/nl.h"

/*
 * The kernel fills at most 32 KiB of a dump at a time, and only as much as
 * an earlier receive had room for (max_recvmsg_len in af_netlink.c), so
 * that a large buffer saves system calls.
 */
#define NL_RX_SIZE (64 * 1024)
#define NL_TX_SIZE (16 * 1024)

static void nl_set_option(const struct nl *nl, int option)
{
	int on = 1;

	/* All of them are comforts that an old kernel may lack. */
	(void)mnl_socket_setsockopt(nl->sk, option, &on, sizeof(on));
}

int nl_open(struct nl *nl, int protocol, bool debug, struct err *err)
{
	int code;

	*nl = (struct nl){ .debug = debug };
	nl->tx_size = NL_TX_SIZE;
	nl->rx_size = NL_RX_SIZE;
	nl->tx = malloc(nl->tx_size);
	nl->rx = malloc(nl->rx_size);
	if (!nl->tx || !nl->rx) {
		nl_close(nl);
		return err_nomem(err);
	}

	nl->sk = mnl_socket_open2(protocol, SOCK_CLOEXEC);
	if (!nl->sk || mnl_socket_bind(nl->sk, 0, MNL_SOCKET_AUTOPID) < 0) {
		code = errno;
		nl_close(nl);
		return err_set(err, ERR_LOCAL, code, NULL,
			       "cannot open a netlink socket: %s",
			       strerrordesc_np(code));
	}
	nl->portid = mnl_socket_get_portid(nl->sk);
	nl_set_option(nl, NETLINK_EXT_ACK);
	nl_set_option(nl, NETLINK_GET_STRICT_CHK);
	nl_set_option(nl, NETLINK_CAP_ACK);
	return 0;
}

void nl_close(struct nl *nl)
{
	if (nl->sk)
		mnl_socket_close(nl->sk);
	free(nl->tx);
	free(nl->rx);
	*nl = (struct nl){ 0 };
}

struct nlmsghdr *nl_begin(struct nl *nl, uint16_t type, uint16_t flags,
			  size_t extra, void **family)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(nl->tx);
	void *p = mnl_nlmsg_put_extra_header(nlh, extra);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	if (family)
		*family = p;
	return nlh;
}

size_t nl_room(const struct nl *nl, const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_len < nl->tx_size ? nl->tx_size - nlh->nlmsg_len : 0;
}

static int nl_send(struct nl *nl, struct nlmsghdr *nlh)
{
	ssize_t n;

	nl->extack[0] = '\0';
	nl->extack_off = 0;
	nl->extack_attr = 0;
	/* 0 is what the kernel's own announcements carry. */
	if (!++nl->seq)
		nl->seq++;
	nlh->nlmsg_seq = nl->seq;
	if (nl->debug)
		fprintf(stderr, "netlink: request type %u flags 0x%x length %u\n",
			nlh->nlmsg_type, nlh->nlmsg_flags, nlh->nlmsg_len);
	do {
		n = mnl_socket_sendto(nl->sk, nlh, nlh->nlmsg_len);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/* How long the next datagram is, so that none of a dump can be cut off. */
static int nl_make_room(struct nl *nl)
{
	int fd = mnl_socket_get_fd(nl->sk);
	ssize_t n;
	char *rx;

	do {
		n = recv(fd, NULL, 0, MSG_PEEK | MSG_TRUNC);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if ((size_t)n <= nl->rx_size)
		return 0;
	rx = realloc(nl->rx, n);
	if (!rx)
		return -ENOMEM;
	nl->rx = rx;
	nl->rx_size = n;
	return 0;
}

/* One datagram of the kernel's, or -errno. Never 0. */
static ssize_t nl_recv(struct nl *nl)
{
	struct sockaddr_nl from;
	struct iovec iov = { .iov_base = nl->rx, .iov_len = nl->rx_size };
	struct msghdr msg;
	ssize_t n;

	do {
		msg = (struct msghdr){
			.msg_name = &from,
			.msg_namelen = sizeof(from),
			.msg_iov = &iov,
			.msg_iovlen = 1,
		};
		n = recvmsg(mnl_socket_get_fd(nl->sk), &msg, 0);
		if (n < 0 && errno != EINTR)
			return -errno;
		/* Another process may write to this socket: not for us. */
	} while (n < 0 || msg.msg_namelen != sizeof(from) || from.nl_pid);
	if (msg.msg_flags & MSG_TRUNC)
		return -EMSGSIZE;
	return n ? n : -EBADMSG;
}

static void nl_keep_attr(struct nl *nl, const struct nlmsghdr *req,
			 uint32_t off)
{
	struct nlattr attr;

	nl->extack_off = off;
	if (off < sizeof(*req) || off > req->nlmsg_len ||
	    req->nlmsg_len - off < sizeof(attr))
		return;
	memcpy(&attr, (const char *)req + off, sizeof(attr));
	nl->extack_attr = attr.nla_type & NLA_TYPE_MASK;
}

/* The TLVs behind an error code, `skip` bytes into the message's payload. */
static void nl_keep_extack(struct nl *nl, const struct nlmsghdr *nlh,
			   const struct nlmsghdr *req, size_t skip)
{
	const void *tlvs = (const char *)mnl_nlmsg_get_payload(nlh) + skip;
	size_t len = mnl_nlmsg_get_payload_len(nlh), n;
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || skip >= len)
		return;
	len -= skip;
	mnl_attr_for_each_payload(tlvs, len) {
		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			n = strnlen(mnl_attr_get_payload(attr),
				    mnl_attr_get_payload_len(attr));
			if (n >= sizeof(nl->extack))
				n = sizeof(nl->extack) - 1;
			memcpy(nl->extack, mnl_attr_get_payload(attr), n);
			nl->extack[n] = '\0';
			break;
		case NLMSGERR_ATTR_OFFS:
			if (mnl_attr_get_payload_len(attr) == sizeof(uint32_t))
				nl_keep_attr(nl, req, mnl_attr_get_u32(attr));
			break;
		}
	}
}

/* NLMSG_ERROR: 0 for an acknowledgement, else the refusal's -errno. */
static int nl_end_error(struct nl *nl, const struct nlmsghdr *nlh,
			const struct nlmsghdr *req)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);
	size_t skip = sizeof(*e);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*e))
		return -EBADMSG;
	/* Without NETLINK_CAP_ACK a refusal carries the whole request. */
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED) &&
	    e->msg.nlmsg_len > sizeof(e->msg))
		skip += MNL_ALIGN((size_t)e->msg.nlmsg_len) - sizeof(e->msg);
	if (e->error) {
		nl_keep_extack(nl, nlh, req, skip);
		return e->error < 0 ? e->error : -e->error;
	}
	return 0;
}

/* NLMSG_DONE: some dumps say only here that they failed. */
static int nl_end_done(struct nl *nl, const struct nlmsghdr *nlh,
		       const struct nlmsghdr *req)
{
	int code = 0;

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(code))
		memcpy(&code, mnl_nlmsg_get_payload(nlh), sizeof(code));
	if (code >= 0)
		return 0;
	nl_keep_extack(nl, nlh, req, sizeof(code));
	return code;
}

static bool nl_is_ours(const struct nl *nl, const struct nlmsghdr *nlh)
{
	return nlh->nlmsg_seq == nl->seq &&
	       (!nlh->nlmsg_pid || nlh->nlmsg_pid == nl->portid);
}

struct nl_answer {
	nl_cb cb;
	void *arg;
	bool single;		/* one message is all of it */
	int cb_code;		/* the callback's: it is not called again */
	bool interrupted;
};

/*
 * The messages of one datagram. 1: more will come; 0: all has come; -errno.
 * What belongs to no request, or to one that was given up, is passed over.
 */
static int nl_read(struct nl *nl, const struct nlmsghdr *req, ssize_t size,
		   struct nl_answer *a)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)nl->rx;
	int len = size;

	for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (!nl_is_ours(nl, nlh))
			continue;
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			a->interrupted = true;
		switch (nlh->nlmsg_type) {
		case NLMSG_NOOP:
			break;
		case NLMSG_ERROR:
			return nl_end_error(nl, nlh, req);
		case NLMSG_DONE:
			return nl_end_done(nl, nlh, req);
		case NLMSG_OVERRUN:
			return -ENOBUFS;
		default:
			if (a->cb && !a->cb_code)
				a->cb_code = a->cb(nlh, a->arg);
			if (a->single)
				return 0;
		}
	}
	return len > 0 ? -EBADMSG : 1;
}

static int nl_exchange(struct nl *nl, struct nlmsghdr *nlh, bool dump,
		       struct nl_answer *a)
{
	ssize_t n;
	int code;

	code = nl_send(nl, nlh);
	if (code)
		return code;
	do {
		code = dump ? nl_make_room(nl) : 0;
		if (code)
			return code;
		n = nl_recv(nl);
		if (n < 0)
			return n;
		code = nl_read(nl, nlh, n, a);
	} while (code > 0);
	return code;
}

static int nl_request(struct nl *nl, struct nlmsghdr *nlh, bool dump,
		      struct nl_answer *a)
{
	char name[16];
	int code;

	code = nl_exchange(nl, nlh, dump, a);
	if (!code)
		code = a->cb_code;
	if (!code && a->interrupted)
		code = -EINTR;
	if (code && nl->debug)
		fprintf(stderr,
			"netlink: refused type %u: %s \"%s\" attribute %u at %u\n",
			nlh->nlmsg_type, err_name(-code, name), nl->extack,
			nl->extack_attr, nl->extack_off);
	return code;
}

int nl_talk(struct nl *nl, struct nlmsghdr *nlh, nl_cb cb, void *arg)
{
	struct nl_answer a = { .cb = cb, .arg = arg };

	nlh->nlmsg_flags |= NLM_F_ACK;
	return nl_request(nl, nlh, false, &a);
}

int nl_get(struct nl *nl, struct nlmsghdr *nlh, nl_cb cb, void *arg)
{
	struct nl_answer a = { .cb = cb, .arg = arg, .single = true };

	return nl_request(nl, nlh, false, &a);
}

int nl_dump(struct nl *nl, struct nlmsghdr *nlh, nl_cb cb, void *arg)
{
	struct nl_answer a = { .cb = cb, .arg = arg };

	nlh->nlmsg_flags |= NLM_F_DUMP;
	return nl_request(nl, nlh, true, &a);
}

int nl_subscribe(struct nl *nl, unsigned int group, struct err *err)
{
	if (mnl_socket_setsockopt(nl->sk, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)))
		return err_set(err, ERR_LOCAL, errno, "",
			       "cannot subscribe to netlink group %u: %s",
			       group, strerror(errno));
	return 0;
}

int nl_events(struct nl *nl, int timeout_ms, nl_cb cb, void *arg)
{
	struct pollfd p = { .fd = mnl_socket_get_fd(nl->sk), .events = POLLIN };
	const struct nlmsghdr *nlh;
	ssize_t n;
	int rc, len;

	rc = poll(&p, 1, timeout_ms);
	if (rc <= 0)
		return rc < 0 && errno != EINTR ? -errno : 0;
	rc = nl_make_room(nl);
	n = rc ? rc : nl_recv(nl);
	if (n < 0)
		return n;
	len = n;
	nlh = (const struct nlmsghdr *)nl->rx;
	for (rc = 0; !rc && mnl_nlmsg_ok(nlh, len);
	     nlh = mnl_nlmsg_next(nlh, &len))
		rc = cb(nlh, arg);
	return rc ? rc : 1;
}

/* The kernel's text as it is, but for what the printer adds or can't show:
 * a final full stop or line end. */
static int nl_extack_len(const struct nl *nl)
{
	size_t n = strlen(nl->extack);

	while (n && strchr(" \t\r\n", nl->extack[n - 1]))
		n--;
	if (n && nl->extack[n - 1] == '.')
		n--;
	return n;
}

int nl_refused(const struct nl *nl, int code, const struct nl_why *table,
	       struct err *err, const char *object, const char *fmt, ...)
{
	const char *text = NULL, *hint = NULL;
	char doing[sizeof(err->msg)];
	int extack = nl_extack_len(nl);
	va_list ap;

	for (; table && table->code; table++) {
		if (table->code == -code) {
			text = table->text;
			hint = table->hint;
			break;
		}
	}
	if (!text && code == -EINTR)
		text = "it kept changing while it was read";
	if (!text)
		text = strerrordesc_np(-code);

	va_start(ap, fmt);
	vsnprintf(doing, sizeof(doing), fmt, ap);
	va_end(ap);
	if (extack)
		err_set(err, ERR_KERNEL, code, object, "%s: %.*s", doing,
			extack, nl->extack);
	else if (text)
		err_set(err, ERR_KERNEL, code, object, "%s: %s", doing, text);
	else
		err_set(err, ERR_KERNEL, code, object, "%s: error %d", doing,
			-code);
	if (hint)
		err_hint(err, "%s", hint);
	return code;
}
