/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network namespace of its own to try things in: scratch.h. */
#include "lib/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "lib/uapi_compat.h"

static int set_up(struct nl *nl, int ifindex)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	void *family;

	nlh = nl_begin(nl, RTM_NEWLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = ifindex;
	ifi->ifi_flags = ifi->ifi_change = IFF_UP;
	return nl_talk(nl, nlh, NULL, NULL);
}

int scratch_enter(struct scratch *s, struct err *err)
{
	int rc;

	*s = (struct scratch){ .home_fd = -1 };
	s->home_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (s->home_fd < 0 || unshare(CLONE_NEWNET)) {
		rc = err_set(err, ERR_LOCAL, errno, "",
			     "cannot make a network namespace to try in: %s",
			     strerror(errno));
		if (rc == -EPERM)
			err_hint(err, "it takes CAP_SYS_ADMIN");
		if (s->home_fd >= 0)
			close(s->home_fd);
		s->home_fd = -1;
		return rc;
	}
	rc = nl_open(&s->nl, NETLINK_ROUTE, false, err);
	if (rc)
		scratch_leave(s);
	else
		set_up(&s->nl, 1);
	return rc;
}

void scratch_leave(struct scratch *s)
{
	if (s->home_fd < 0)
		return;
	nl_close(&s->nl);
	/* It is where we came from and the right is held. Should it fail all
	 * the same, the process stays in a namespace that is empty. */
	if (!setns(s->home_fd, CLONE_NEWNET))
		close(s->home_fd);
	s->home_fd = -1;
}

int scratch_device(struct scratch *s, const char *kind, const char *name,
		   uint16_t flag)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	struct nlattr *info, *data;

	nlh = nl_begin(&s->nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
		       sizeof(*ifi), NULL);
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, kind);
	if (flag) {
		data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
		mnl_attr_put(nlh, flag, 0, NULL);
		mnl_attr_nest_end(nlh, data);
	}
	mnl_attr_nest_end(nlh, info);
	return nl_talk(&s->nl, nlh, NULL, NULL);
}
