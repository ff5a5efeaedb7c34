// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Network namespaces: found by name, path or pid, entered, and matched with
 * the ids by which netlink speaks of them.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/net_namespace.h>
#include <linux/nsfs.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/netns.h"

#define NETNS_DIR "/run/netns"
/* A word may name anything: a FIFO must not block, a terminal not be taken. */
#define NETNS_OPEN (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

enum word { WORD_PATH, WORD_PID, WORD_NAME };

static enum word netns_word(const char *ns)
{
	if (strchr(ns, '/'))
		return WORD_PATH;
	if (*ns && !ns[strspn(ns, "0123456789")])
		return WORD_PID;
	return WORD_NAME;
}

static int cannot_open(const char *ns, enum word word, int code,
		       struct err *err)
{
	if (code == ENOENT && word == WORD_PID)
		return err_set(err, ERR_LOCAL, code, NULL, "no process %s", ns);
	if (code == ENOENT && word == WORD_NAME)
		return err_set(err, ERR_LOCAL, code, NULL,
			       "namespace \"%s\" does not exist (no " NETNS_DIR "/%s)",
			       ns, ns);
	if (code == ENOENT)
		return err_set(err, ERR_LOCAL, code, NULL,
			       "namespace \"%s\" does not exist", ns);
	err_set(err, ERR_LOCAL, code, NULL, "cannot open %s \"%s\": %s",
		word == WORD_PID ? "the namespace of process" : "namespace",
		ns, strerrordesc_np(code));
	/* The kernel asks here what ptrace() would be asked. */
	if (word == WORD_PID && (code == EACCES || code == EPERM))
		err_hint(err, "run it as root, or with CAP_SYS_PTRACE");
	return -code;
}

int netns_open(const char *ns, struct err *err)
{
	enum word word = netns_word(ns);
	char path[4096];
	int fd, n;

	if (word == WORD_PATH)
		n = snprintf(path, sizeof(path), "%s", ns);
	else if (word == WORD_PID)
		n = snprintf(path, sizeof(path), "/proc/%s/ns/net", ns);
	else
		n = snprintf(path, sizeof(path), NETNS_DIR "/%s", ns);
	if (n < 0 || (size_t)n >= sizeof(path))
		return cannot_open(ns, word, ENAMETOOLONG, err);

	fd = open(path, NETNS_OPEN);
	if (fd < 0)
		return cannot_open(ns, word, errno, err);
	if (ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET) {
		close(fd);
		return err_set(err, ERR_LOCAL, EINVAL, NULL,
			       "\"%s\" is not a network namespace", path);
	}
	return fd;
}

int netns_enter(const char *ns, struct err *err)
{
	int fd, code = 0;

	fd = netns_open(ns, err);
	if (fd < 0)
		return fd;
	if (setns(fd, CLONE_NEWNET) < 0)
		code = errno;
	/* Who is there already needs no permission to go there. */
	if (code == EPERM && netns_is_own(fd) == 1)
		code = 0;
	close(fd);
	if (code == EPERM) {
		err_set(err, ERR_LOCAL, code, NULL,
			"cannot enter namespace \"%s\": CAP_SYS_ADMIN is missing",
			ns);
		return err_hint(err, "run it as root, or with CAP_SYS_ADMIN");
	}
	if (code)
		return err_set(err, ERR_LOCAL, code, NULL,
			       "cannot enter namespace \"%s\": %s", ns,
			       strerrordesc_np(code));
	return 0;
}

int netns_is_own(int fd)
{
	struct stat own, it;

	/* Not /proc/self: namespaces belong to threads. */
	if (stat("/proc/thread-self/ns/net", &own) < 0 || fstat(fd, &it) < 0)
		return -errno;
	return own.st_dev == it.st_dev && own.st_ino == it.st_ino;
}

static struct nlmsghdr *nsid_request(struct nl *nl, uint16_t type, int fd)
{
	struct nlmsghdr *nlh = nl_begin(nl, type, 0, sizeof(struct rtgenmsg),
					NULL);

	mnl_attr_put_u32(nlh, NETNSA_FD, fd);
	return nlh;
}

static int nsid_cb(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	int32_t *nsid = arg;

	if (nlh->nlmsg_type != RTM_NEWNSID)
		return -EBADMSG;
	mnl_attr_for_each(attr, nlh, sizeof(struct rtgenmsg)) {
		if (mnl_attr_get_type(attr) != NETNSA_NSID)
			continue;
		if (mnl_attr_get_payload_len(attr) != sizeof(*nsid))
			return -EBADMSG;
		memcpy(nsid, mnl_attr_get_payload(attr), sizeof(*nsid));
	}
	return 0;
}

/* *nsid: NETNSA_NSID_NOT_ASSIGNED (-1) when the namespace has none here. */
static int nsid_get(struct nl *nl, int fd, int32_t *nsid)
{
	*nsid = NETNSA_NSID_NOT_ASSIGNED;
	return nl_get(nl, nsid_request(nl, RTM_GETNSID, fd), nsid_cb, nsid);
}

static int nsid_assign(struct nl *nl, int fd)
{
	struct nlmsghdr *nlh = nsid_request(nl, RTM_NEWNSID, fd);
	int code;

	/* -1 lets the kernel choose. */
	mnl_attr_put_u32(nlh, NETNSA_NSID, NETNSA_NSID_NOT_ASSIGNED);
	code = nl_talk(nl, nlh, NULL, NULL);
	/* Somebody else was faster: it has one, and that will do. */
	return code == -EEXIST ? 0 : code;
}

int32_t netns_id_known(struct nl *nl, int fd)
{
	int32_t nsid;

	return nsid_get(nl, fd, &nsid) ? NETNSA_NSID_NOT_ASSIGNED : nsid;
}

int32_t netns_id(struct nl *nl, int fd, struct err *err)
{
	int32_t nsid;
	int code;

	code = nsid_get(nl, fd, &nsid);
	if (code)
		return nl_refused(nl, code, NULL, err, NULL,
				  "cannot read the id of a namespace");
	if (nsid >= 0)
		return nsid;
	code = nsid_assign(nl, fd);
	if (!code)
		code = nsid_get(nl, fd, &nsid);
	if (!code && nsid < 0)
		code = -ENOENT;
	if (code)
		return nl_refused(nl, code, NULL, err, NULL,
				  "cannot give an id to a namespace");
	return nsid;
}

/* Keep the name of one file of /run/netns when that namespace has an id.
 * Only -ENOMEM is an error: what else is wrong with a file is its own. */
static int names_add(struct netns_names *ns, size_t *cap, struct nl *nl,
		     int dir, const char *name)
{
	struct netns_name *v;
	int fd, code;
	int32_t nsid;

	fd = openat(dir, name, NETNS_OPEN);
	if (fd < 0)
		return 0;
	code = nsid_get(nl, fd, &nsid);
	close(fd);
	if (code || nsid < 0)
		return 0;

	if (ns->n == *cap) {
		*cap = *cap ? 2 * *cap : 16;
		v = reallocarray(ns->v, *cap, sizeof(*v));
		if (!v)
			return -ENOMEM;
		ns->v = v;
	}
	v = &ns->v[ns->n++];
	v->nsid = nsid;
	snprintf(v->name, sizeof(v->name), "%s", name);
	return 0;
}

static int by_nsid(const void *a, const void *b)
{
	const struct netns_name *x = a, *y = b;

	if (x->nsid != y->nsid)
		return x->nsid < y->nsid ? -1 : 1;
	/* One namespace may have several names: always show the same. */
	return strcmp(x->name, y->name);
}

int netns_names_read(struct nl *nl, struct netns_names *ns, struct err *err)
{
	struct dirent *d;
	size_t cap = 0;
	int code = 0;
	DIR *dir;

	*ns = (struct netns_names){ 0 };
	dir = opendir(NETNS_DIR);
	if (!dir && errno == ENOENT)
		return 0;
	if (!dir)
		return err_set(err, ERR_LOCAL, errno, NULL,
			       "cannot read " NETNS_DIR ": %s",
			       strerrordesc_np(errno));
	while (!code && (d = readdir(dir)))
		if (strcmp(d->d_name, ".") && strcmp(d->d_name, ".."))
			code = names_add(ns, &cap, nl, dirfd(dir), d->d_name);
	closedir(dir);
	if (code) {
		netns_names_free(ns);
		return err_nomem(err);
	}
	if (ns->n)
		qsort(ns->v, ns->n, sizeof(*ns->v), by_nsid);
	return 0;
}

void netns_names_free(struct netns_names *ns)
{
	free(ns->v);
	*ns = (struct netns_names){ 0 };
}

const char *netns_name_of(const struct netns_names *ns, int32_t nsid)
{
	size_t lo = 0, hi = ns->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (ns->v[mid].nsid < nsid)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < ns->n && ns->v[lo].nsid == nsid ? ns->v[lo].name : NULL;
}
