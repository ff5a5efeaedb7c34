/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A network namespace of its own to try things in: scratch.h. */
#include "lib/scratch.h"

#include <net/if.h>

#include "lib/netns.h"
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
	rc = netns_go(-1, &s->home_fd, err);
	if (rc)
		return rc;
	rc = nl_open(&s->nl, NETLINK_ROUTE, false, err);
	if (rc)
		scratch_leave(s);
	else
		set_up(&s->nl, 1);
	return rc;
}

void scratch_leave(struct scratch *s)
{
	nl_close(&s->nl);
	netns_return(&s->home_fd);
}

int scratch_device(struct scratch *s, const char *kind, const char *name,
		   uint32_t flag)
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
		mnl_attr_put(nlh, (uint16_t)flag, !!(flag & SCRATCH_U8), "\1");
		mnl_attr_nest_end(nlh, data);
	}
	mnl_attr_nest_end(nlh, info);
	return nl_talk(&s->nl, nlh, NULL, NULL);
}
