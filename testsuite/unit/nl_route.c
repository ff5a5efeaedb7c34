// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Addresses, routes and neighbours: malformed messages, and what this kernel
 * makes of what is sent, in a namespace of our own.
 */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdlib.h>

#include "lib/nl_route.h"
#include "testsuite/unit/child.h"

#define LO 1
#define VETH 10

static struct ip_prefix prefix(const char *word)
{
	struct ip_prefix p = { 0 };
	const char *why;

	ok(!value_prefix(word, &p, &why), "%s", word);
	return p;
}

/* A message in memory of just its size, cut and grown in every way. */
static void test_cut(uint16_t type, size_t family, uint8_t af, uint16_t attr,
		     size_t attr_size,
		     int (*parse)(const struct nlmsghdr *, void *))
{
	char whole[256] = { 0 }, object[128];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(whole);
	char *body = mnl_nlmsg_put_extra_header(nlh, family);
	int wrong = 0;

	nlh->nlmsg_type = type;
	body[0] = (char)af;
	mnl_attr_put(nlh, attr, attr_size, whole);
	is_int(parse(nlh, object), 0, "type %u: whole", type);
	for (uint32_t n = MNL_NLMSG_HDRLEN; n < nlh->nlmsg_len; n++) {
		struct nlmsghdr *part = malloc(n);

		memcpy(part, whole, n);
		part->nlmsg_len = n;
		/* Without its attribute it may be whole again. */
		if (parse(part, object) &&
		    n >= MNL_NLMSG_HDRLEN + MNL_ALIGN(family) + attr_size + 4)
			wrong++;
		free(part);
	}
	is_int(wrong, 0, "type %u: cut anywhere it is read in bounds", type);
	nlh->nlmsg_len = MNL_NLMSG_HDRLEN;
	is_int(parse(nlh, object), -EBADMSG, "type %u: no header", type);
	nlh->nlmsg_type = RTM_NEWRULE;
	nlh->nlmsg_len = MNL_NLMSG_HDRLEN + MNL_ALIGN(family);
	is_int(parse(nlh, object), -EBADMSG, "another type");
	nlh->nlmsg_type = type;
	mnl_attr_put(nlh, attr, attr_size - 1, whole);
	is_int(parse(nlh, object), -EBADMSG, "type %u: an address too short",
	       type);
}

static int parse_addr(const struct nlmsghdr *nlh, void *o)
{
	return nl_addr_parse(nlh, o);
}

static int parse_rt(const struct nlmsghdr *nlh, void *o)
{
	struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(*rtm))
		rtm->rtm_type = RTN_UNICAST;
	return nl_rt_parse(nlh, o);
}

static int parse_neigh(const struct nlmsghdr *nlh, void *o)
{
	return nl_neigh_parse(nlh, o);
}

static void test_addrs(struct nl *nl)
{
	struct nl_addr a = { .ifindex = LO, .flags = IFA_F_NOPREFIXROUTE };
	struct nl_addrs as;
	struct err err = { 0 };
	size_t before;

	is_int(nl_addr_list(nl, NL_LINK_HERE, LO, &as, &err), 0, "addresses");
	before = as.n;
	nl_addrs_free(&as);
	a.addr = prefix("10.1.0.5/24");
	is_int(nl_addr_send(nl, NL_ADD, &a), 0, "one is added");
	is_int(nl_addr_send(nl, NL_ADD, &a), -EEXIST, "not twice");
	a.addr = prefix("fd00:1::5/64");
	a.flags |= IFA_F_NODAD;
	is_int(nl_addr_send(nl, NL_ADD, &a), 0, "another of IPv6");
	nl_addr_list(nl, NL_LINK_HERE, LO, &as, &err);
	is_int((int)(as.n - before), 2, "both are listed");
	for (size_t i = 0; i < as.n; i++) {
		char text[PREFIX_STRLEN];

		if (as.v[i].scope != RT_SCOPE_UNIVERSE)
			continue;
		prefix_format(&as.v[i].addr, text);
		is_str(text, as.v[i].addr.addr.b[0] == 10 ? "10.1.0.5/24" :
							    "fd00:1::5/64",
		       "with its length");
		ok(as.v[i].flags & IFA_F_NOPREFIXROUTE, "and its flags");
	}
	nl_addrs_free(&as);
	is_int(nl_addr_list(nl, NL_LINK_HERE, 77, &as, &err), -ENODEV,
	       "a device that is not there");
	nl_addrs_free(&as);
	is_int(nl_addr_send(nl, NL_DEL, &a), 0, "one is deleted");
	is_int(nl_addr_send(nl, NL_DEL, &a), -EADDRNOTAVAIL, "once");
}

static void test_rts(struct nl *nl)
{
	struct nl_rt r = { .ifindex = LO, .protocol = RTPROT_STATIC,
			   .scope = RT_SCOPE_LINK, .features = 1 };
	struct nl_rts rs;
	struct err err = { 0 };

	is_int(nl_rt_list(nl, LO, &rs, &err), 0, "routes");
	nl_rts_free(&rs);
	r.dst = prefix("10.9.0.0/16");
	is_int(nl_rt_send(nl, NL_ADD, &r), 0, "one is added");
	is_int(nl_rt_send(nl, NL_ADD, &r), -EEXIST, "not twice");
	is_int(nl_rt_send(nl, NL_REPLACE, &r), 0, "but replaced");
	r.dst = prefix("fd00:9::/48");
	r.scope = 0;
	is_int(nl_rt_send(nl, NL_ADD, &r), 0, "another of IPv6");
	is_int(nl_rt_list(nl, 0, &rs, &err), 0, "all devices");
	ok(rs.n >= 2, "both are listed");
	for (size_t i = 0; i < rs.n; i++)
		if (rs.v[i].protocol == RTPROT_STATIC)
			is_int((int)rs.v[i].features, 1, "with features");
	nl_rts_free(&rs);
	is_int(nl_rt_send(nl, NL_DEL, &r), 0, "one is deleted");
	is_int(nl_rt_send(nl, NL_DEL, &r), -ESRCH, "once");
}

static void test_neighs(struct nl *nl)
{
	struct nl_neigh n = { .ifindex = VETH, .state = NUD_PERMANENT,
			      .mac = { { 2, 0, 0, 0, 0, 1 } } };
	struct nl_neighs ns;
	struct err err = { 0 };
	bool found = false;

	n.addr = prefix("10.1.0.6").addr;
	is_int(nl_neigh_send(nl, NL_ADD, &n), 0, "a neighbour");
	is_int(nl_neigh_send(nl, NL_ADD, &n), -EEXIST, "not twice");
	is_int(nl_neigh_send(nl, NL_REPLACE, &n), 0, "but replaced");
	is_int(nl_neigh_list(nl, VETH, &ns, &err), 0, "neighbours");
	for (size_t i = 0; i < ns.n; i++)
		found |= addr_equal(&ns.v[i].addr, &n.addr) &&
			 !memcmp(&ns.v[i].mac, &n.mac, sizeof(n.mac));
	ok(found, "it is listed with its MAC");
	nl_neighs_free(&ns);
	is_int(nl_neigh_send(nl, NL_DEL, &n), 0, "deleted");
	is_int(nl_neigh_send(nl, NL_DEL, &n), -ENOENT, "once");
}

static void test_live(void)
{
	struct ifinfomsg *ifi;
	struct err err = { 0 };
	struct nlmsghdr *nlh;
	struct nlattr *info;
	struct nl nl;
	void *family;

	if (unshare(CLONE_NEWNET)) {
		skip("a namespace of our own", "needs CAP_SYS_ADMIN");
		return;
	}
	is_int(nl_open(&nl, NETLINK_ROUTE, false, &err), 0, "a session");
	nlh = nl_begin(&nl, RTM_NEWLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = LO;
	ifi->ifi_flags = ifi->ifi_change = IFF_UP;
	is_int(nl_talk(&nl, nlh, NULL, NULL), 0, "lo up");
	test_addrs(&nl);
	test_rts(&nl);
	nlh = nl_begin(&nl, RTM_NEWLINK, NLM_F_CREATE, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = VETH;
	ifi->ifi_flags = ifi->ifi_change = IFF_UP;
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "veth");
	mnl_attr_nest_end(nlh, info);
	if (nl_talk(&nl, nlh, NULL, NULL))
		skip("neighbours", "this kernel has no veth");
	else
		test_neighs(&nl);
	nl_close(&nl);
}

int main(void)
{
	test_cut(RTM_NEWADDR, sizeof(struct ifaddrmsg), AF_INET6, IFA_LOCAL, 16,
		 parse_addr);
	test_cut(RTM_NEWROUTE, sizeof(struct rtmsg), AF_INET, RTA_GATEWAY, 4,
		 parse_rt);
	test_cut(RTM_NEWNEIGH, sizeof(struct ndmsg), AF_INET, NDA_DST, 4,
		 parse_neigh);
	in_child(test_live);
	return tap_done();
}
