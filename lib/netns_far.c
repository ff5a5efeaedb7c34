/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Acting in the namespace where the other end of a pair lies: netns.h.
 * Netlink only reads across namespaces (IFLA_TARGET_NETNSID); in a request
 * that changes a device the same attribute means "move it there", so a
 * change needs a socket made inside.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/netns.h"

/* The descriptor of a path if that namespace has the id, else -1. */
static int open_if(struct nl *nl, const char *path, int32_t nsid)
{
	struct err err = { 0 };
	int fd = netns_open(path, &err);

	if (fd < 0)
		return -1;
	if (netns_id_known(nl, fd) == nsid)
		return fd;
	close(fd);
	return -1;
}

/* Look at every process: a container's namespace mostly has no name. */
static int find_by_process(struct nl *nl, int32_t nsid)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;
	int fd = -1;

	while (dir && fd < 0 && (d = readdir(dir)))
		if (isdigit((unsigned char)d->d_name[0])) {
			char path[sizeof(d->d_name) + 16];

			snprintf(path, sizeof(path), "/proc/%s/ns/net",
				 d->d_name);
			fd = open_if(nl, path, nsid);
		}
	if (dir)
		closedir(dir);
	return fd;
}

int netns_open_id(struct nl *nl, int32_t nsid, struct err *err)
{
	struct netns_names names;
	const char *name;
	int rc, fd = -1;

	rc = netns_names_read(nl, &names, err);
	if (rc)
		return rc;
	name = netns_name_of(&names, nsid);
	if (name)
		fd = netns_open(name, err);
	netns_names_free(&names);
	if (fd < 0)
		fd = find_by_process(nl, nsid);
	if (fd >= 0)
		return fd;
	return err_set(err, ERR_LOCAL, ENOENT, NULL,
		       "the namespace with id %d has no name in /run/netns and no process that can be seen",
		       nsid);
}

int netns_go(int fd, int *home, struct err *err)
{
	int rc = 0;

	*home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	if (*home < 0 || (fd >= 0 ? setns(fd, CLONE_NEWNET) :
				    unshare(CLONE_NEWNET)))
		rc = err_set(err, ERR_LOCAL, errno, NULL,
			     "cannot enter %s namespace: %s",
			     fd >= 0 ? "the other" : "a new",
			     strerrordesc_np(errno));
	if (rc == -EPERM)
		err_hint(err, "run it as root, or with CAP_SYS_ADMIN");
	if (rc && *home >= 0) {
		close(*home);
		*home = -1;
	}
	return rc;
}

void netns_return(int *home)
{
	/* It is where we came from, and the right is held: should it fail
	 * all the same, later requests fail too and none goes astray. */
	if (*home >= 0 && !setns(*home, CLONE_NEWNET))
		close(*home);
	*home = -1;
}

int netns_session(int fd, bool debug, struct nl *nl, struct err *err)
{
	int home, rc = netns_go(fd, &home, err);

	if (rc)
		return rc;
	rc = nl_open(nl, NETLINK_ROUTE, debug, err);
	netns_return(&home);
	return rc;
}

int netns_session_id(struct nl *here, int32_t nsid, struct nl *nl,
		     struct err *err)
{
	int rc, fd = netns_open_id(here, nsid, err);

	if (fd < 0)
		return fd;
	rc = netns_session(fd, here->debug, nl, err);
	close(fd);
	return rc;
}
