// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Devices: messages recorded from kernels, malformed ones, and what this
 * kernel answers.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/veth.h>
#include <sched.h>
#include <stdlib.h>

#include "lib/netns.h"
#include "lib/nl_link.h"
#include "lib/uapi_compat.h"
#include "testsuite/unit/child.h"
#include "testsuite/unit/fixtures/link_6_18.h"
#include "testsuite/unit/fixtures/link_netkit.h"
#include "testsuite/unit/fixtures/netkit_6_12.h"
#include "testsuite/unit/fixtures/netkit_7_3.h"

/* In memory of just that size, so that ASan sees a byte too far. */
static void *copy_of(const void *bytes, size_t size)
{
	void *p = malloc(size ? size : 1);

	memcpy(p, bytes, size);
	return p;
}

static int parse(const unsigned char *bytes, size_t size, struct nl_link *l)
{
	struct nlmsghdr *nlh = copy_of(bytes, size);
	int code;

	memset(l, 0xa5, sizeof(*l));	/* nothing is left as it was */
	code = nl_link_parse(nlh, l);
	free(nlh);
	return code;
}

static void test_lo(void)
{
	struct nl_link l;

	is_int(parse(link_lo_bytes, sizeof(link_lo_bytes), &l), 0,
	       "lo is parsed");
	is_str(l.name, "lo", "its name");
	is_str(l.kind, "", "no kind");
	is_str(l.alias, "", "no alias");
	is_int(l.ifindex, 1, "its index");
	is_int(l.type, 772, "ARPHRD_LOOPBACK");
	is_int(l.flags, IFF_UP | IFF_LOOPBACK | IFF_RUNNING | 0x10000,
	       "its flags");
	is_int(l.mtu, 65536, "its mtu");
	is_int(l.carrier, 1, "it has a carrier");
	is_int(l.link, 0, "no link");
	is_int(l.link_nsid, NL_LINK_HERE, "no namespace of a link");
	ok(!(l.has & (NL_LINK_LINK | NL_LINK_NETNSID | NL_LINK_ALIAS |
		      NL_LINK_NK_PRIMARY)), "and says that it has none");
	ok(l.has & NL_LINK_MAC, "an address of six bytes is a MAC");
	ok(l.has & NL_LINK_STATS, "it has counters");
	is_int(l.stats.rx_bytes, 504, "bytes received");
	is_int(l.stats.tx_bytes, 504, "bytes sent");
	is_int(l.stats.rx_packets, 6, "packets received");
	is_int(l.stats.tx_packets, 6, "packets sent");
	ok(l.has & NL_LINK_HEADROOM, "6.18 says the headroom of all devices");
}

static void test_veth(void)
{
	static const struct mac mac = { { 2, 0, 0, 0, 0, 10 } };
	struct nl_link l;

	is_int(parse(link_va_bytes, sizeof(link_va_bytes), &l), 0,
	       "a veth is parsed");
	is_str(l.name, "va", "its name, not the alternative one");
	is_str(l.kind, "veth", "its kind");
	is_str(l.alias, "left end", "its alias");
	ok(!memcmp(&l.mac, &mac, sizeof(mac)), "its MAC");
	is_int(l.mtu, 9000, "mtu");
	is_int(l.min_mtu, 68, "min_mtu");
	is_int(l.max_mtu, 65535, "max_mtu");
	is_int(l.num_rx_queues, 2, "num_rx_queues");
	is_int(l.num_tx_queues, 2, "num_tx_queues");
	is_int(l.operstate, 2, "IF_OPER_DOWN");
	is_int(l.carrier, 0, "no carrier");
	is_int(l.link, 2, "the other end");
	is_int(l.link_nsid, 0, "which is in namespace 0");
	is_int(l.gso_max_size, 131072, "gso_max_size");
	is_int(l.gro_max_size, 65536, "gro_max_size");
	is_int(l.gso_ipv4_max_size, 65536, "gso_ipv4_max_size");
	is_int(l.gro_ipv4_max_size, 65536, "gro_ipv4_max_size");
	is_int(l.gso_max_segs, 65535, "gso_max_segs");
	is_int(l.tso_max_size, 524280, "tso_max_size");
	is_int(l.tso_max_segs, 65535, "tso_max_segs");
	is_int(l.has, NL_LINK_MAC | NL_LINK_LINK | NL_LINK_NETNSID |
	       NL_LINK_GSO | NL_LINK_GRO | NL_LINK_GSO4 | NL_LINK_GRO4 |
	       NL_LINK_GSO_SEGS | NL_LINK_TSO | NL_LINK_TSO_SEGS |
	       NL_LINK_ALIAS | NL_LINK_PROMISCUITY | NL_LINK_HEADROOM |
	       NL_LINK_TAILROOM | NL_LINK_STATS,
	       "each that was sent has its bit");
}

static void test_netkit(void)
{
	struct nl_link l;

	is_int(parse(netkit_full_bytes, sizeof(netkit_full_bytes), &l), 0,
	       "a netkit with every attribute and some of the future");
	is_str(l.name, "nk7", "its name");
	is_str(l.kind, "netkit", "its kind");
	is_int(l.link, 9, "its peer");
	is_int(l.link_nsid, 3, "and where that is");
	is_int(l.headroom, 50, "generic headroom");
	is_int(l.tailroom, 51, "generic tailroom");
	ok(l.nk.primary, "primary");
	is_int(l.nk.policy, NK_POLICY_DROP, "policy");
	is_int(l.nk.peer_policy, 5, "peer policy");
	is_int(l.nk.mode, NK_MODE_L3, "mode");
	is_int(l.nk.scrub, NK_SCRUB_DEFAULT, "scrub");
	is_int(l.nk.peer_scrub, 6, "peer scrub");
	is_int(l.nk.headroom, 4660, "headroom");
	is_int(l.nk.tailroom, 4661, "tailroom");
	is_int(l.nk.pairing, NK_PAIRING_SINGLE, "pairing");
	is_int(l.has & ~(uint64_t)(NL_LINK_LINK | NL_LINK_NETNSID),
	       NL_LINK_NK_PRIMARY | NL_LINK_NK_MODE | NL_LINK_NK_POLICY |
	       NL_LINK_NK_PEER_POLICY | NL_LINK_NK_SCRUB |
	       NL_LINK_NK_PEER_SCRUB | NL_LINK_NK_HEADROOM |
	       NL_LINK_NK_TAILROOM | NL_LINK_NK_PAIRING | NL_LINK_HEADROOM |
	       NL_LINK_TAILROOM, "each has its bit");
}

#define NK_6_12 (NL_LINK_NK_PRIMARY | NL_LINK_NK_MODE | NL_LINK_NK_POLICY |  \
		 NL_LINK_NK_PEER_POLICY | NL_LINK_NK_SCRUB |                 \
		 NL_LINK_NK_PEER_SCRUB)
#define NK_7_3 (NL_LINK_NK_HEADROOM | NL_LINK_NK_TAILROOM | NL_LINK_NK_PAIRING)

static uint64_t netkit_has(const struct nl_link *l)
{
	return l->has & (NK_6_12 | NK_7_3);
}

static void test_netkit_6_12(void)
{
	struct nl_link l;

	is_int(parse(nkp_6_12_bytes, sizeof(nkp_6_12_bytes), &l), 0,
	       "6.12: a primary");
	is_str(l.name, "nkp", "its name");
	is_str(l.kind, "netkit", "its kind");
	is_int(l.mtu, 1400, "its mtu");
	is_int(l.flags & IFF_NOARP, IFF_NOARP, "no ARP in l3");
	is_int(l.link_nsid, 0, "its peer's namespace");
	is_int(netkit_has(&l), NK_6_12, "what 6.12 knows of it");
	ok(l.nk.primary, "it is the primary");
	is_int(l.nk.mode, NK_MODE_L3, "mode");
	is_int(l.nk.policy, NK_POLICY_DROP, "policy");
	is_int(l.nk.peer_policy, NK_POLICY_PASS, "peer policy");
	is_int(l.nk.scrub, NK_SCRUB_NONE, "scrub");
	is_int(l.nk.peer_scrub, NK_SCRUB_DEFAULT, "peer scrub");
	ok(!(l.has & NL_LINK_HEADROOM), "6.12 says no device's headroom");

	is_int(parse(nkc_6_12_bytes, sizeof(nkc_6_12_bytes), &l), 0,
	       "6.12: its peer");
	is_str(l.name, "nkc", "its name");
	is_int(netkit_has(&l), NK_6_12, "what 6.12 knows of it");
	ok(!l.nk.primary, "it is the peer");
	is_int(l.nk.policy, NK_POLICY_PASS, "its own policy first");
	is_int(l.nk.peer_policy, NK_POLICY_DROP, "then the primary's");
	is_int(l.nk.scrub, NK_SCRUB_DEFAULT, "its own scrub");
	is_int(l.nk.peer_scrub, NK_SCRUB_NONE, "then the primary's");
}

static void test_netkit_7_3(void)
{
	struct nl_link l;

	is_int(parse(nkp_7_3_bytes, sizeof(nkp_7_3_bytes), &l), 0,
	       "7.3: a primary");
	is_int(netkit_has(&l), NK_6_12 | NK_7_3, "what 7.3 knows of it");
	is_int(l.nk.mode, NK_MODE_L2, "mode");
	is_int(l.mac.b[5], 1, "the MAC that it was given");
	is_int(l.nk.headroom, 60, "headroom");
	is_int(l.nk.tailroom, 20, "tailroom");
	is_int(l.headroom, 60, "the generic headroom is the same");
	is_int(l.tailroom, 20, "and tailroom");
	is_int(l.nk.pairing, NK_PAIRING_PAIR, "a pair");
	is_int(l.num_rx_queues, 3, "queues");

	is_int(parse(nks_7_3_bytes, sizeof(nks_7_3_bytes), &l), 0,
	       "7.3: a single one");
	is_int(l.nk.pairing, NK_PAIRING_SINGLE, "says so");
	ok(l.nk.primary, "calls itself primary");
	ok(!(l.has & (NL_LINK_NK_PEER_POLICY | NL_LINK_NK_PEER_SCRUB |
		      NL_LINK_NK_SCRUB)), "and has nothing of a peer");
	is_int(l.link, 0, "nor a peer");
}

/* The message with one attribute more. */
static int parse_with(uint16_t type, const void *value, size_t len,
		      struct nl_link *l)
{
	_Alignas(8) unsigned char buf[1024];
	struct nlmsghdr *nlh = (void *)buf;

	memcpy(buf, netkit_full_bytes, sizeof(netkit_full_bytes));
	mnl_attr_put(nlh, type, len, value);
	return parse(buf, nlh->nlmsg_len, l);
}

static void test_odd(void)
{
	static const char zeros[300];
	char text[300];
	struct nl_link l;

	memset(text, 'x', sizeof(text));
	is_int(parse_with(IFLA_MTU, zeros, 2, &l), -EBADMSG, "a short mtu");
	is_int(parse_with(IFLA_MTU, zeros, 8, &l), -EBADMSG, "a long mtu");
	is_int(parse_with(IFLA_MTU, zeros, 0, &l), -EBADMSG, "an empty mtu");
	is_int(parse_with(IFLA_CARRIER, zeros, 4, &l), -EBADMSG,
	       "a carrier of four bytes");
	is_int(parse_with(IFLA_STATS64, zeros, 60, &l), -EBADMSG,
	       "too few counters");
	is_int(parse_with(IFLA_STATS64, zeros, 64, &l), 0,
	       "just the counters that are read");
	is_int(parse_with(IFLA_IFNAME, text, 4, &l), 0, "a name without NUL");
	is_str(l.name, "xxxx", "ends where its attribute does");
	is_int(parse_with(IFLA_IFNAME, text, 15, &l), 0, "one of 15 bytes");
	is_int(parse_with(IFLA_IFNAME, text, 16, &l), -EBADMSG, "one of 16");
	is_int(parse_with(IFLA_IFNAME, zeros, 1, &l), -EBADMSG, "an empty one");
	is_int(parse_with(IFLA_IFALIAS, text, 300, &l), 0, "a long alias");
	is_int(strlen(l.alias), sizeof(l.alias) - 1, "is cut");
	is_int(parse_with(IFLA_IFALIAS, text, 0, &l), 0, "an empty alias");
	is_str(l.alias, "", "is empty");
	is_int(parse_with(IFLA_ADDRESS, zeros, 4, &l), 0, "a tunnel's address");
	ok(!(l.has & NL_LINK_MAC), "is no MAC");
	is_int(parse_with(IFLA_ADDRESS, zeros, 20, &l), 0,
	       "an InfiniBand address");
	ok(!(l.has & NL_LINK_MAC), "is no MAC either");
	is_int(parse_with(IFLA_LINKINFO, zeros, 3, &l), -EBADMSG,
	       "nested: less than a header");
	is_int(parse_with(IFLA_LINKINFO, zeros, 8, &l), -EBADMSG,
	       "nested: a length of 0");
	is_int(parse_with(IFLA_LINKINFO, "\x09\0\x01\0kin", 8, &l), -EBADMSG,
	       "nested: longer than its nest");
	is_int(parse_with(IFLA_LINKINFO, "\x08\0\x01\0vlan", 8, &l), 0,
	       "another kind");
	is_str(l.kind, "vlan", "without NUL");
	is_int(parse_with(IFLA_LINKINFO, "\x0b\0\x01\0netkit\0\0" "\x08\0\x02\0"
			  "\x09\0\x01", 20, &l), -EBADMSG,
	       "netkit data longer than its nest");
	is_int(parse_with(IFLA_XDP, "\x08\0\x06\0\x04\x03\x02\x01", 8, &l), 0,
	       "an XDP program");
	is_int(l.xdp_prog[0], 0, "not native");
	is_int(l.xdp_prog[1], 0x01020304, "but generic");
	is_int(parse_with(IFLA_XDP, "\x06\0\x05\0\x04\x03\0", 8, &l), -EBADMSG,
	       "one with an id of two bytes");
	is_int(parse_with(IFLA_XDP, "\x09\0\x05\0\x04\x03\0", 8, &l), -EBADMSG,
	       "one longer than its nest");
	is_int(parse_with(4000, zeros, 17, &l), 0, "an unknown attribute");
	is_int(parse_with(0x3fff, NULL, 0, &l), 0, "and the last there can be");
}

static void test_odd_header(void)
{
	_Alignas(8) unsigned char buf[sizeof(netkit_full_bytes)];
	struct nlmsghdr *nlh = (void *)buf;
	struct ifinfomsg *ifi;
	struct nl_link l;

	memcpy(buf, netkit_full_bytes, sizeof(buf));
	ifi = mnl_nlmsg_get_payload(nlh);
	nlh->nlmsg_type = RTM_DELLINK;
	is_int(parse(buf, sizeof(buf), &l), 0, "RTM_DELLINK is parsed too");
	nlh->nlmsg_type = RTM_NEWADDR;
	is_int(parse(buf, sizeof(buf), &l), -EBADMSG, "another type is not");
	nlh->nlmsg_type = RTM_NEWLINK;
	ifi->ifi_index = 0;
	is_int(parse(buf, sizeof(buf), &l), -EBADMSG, "no index");
	ifi->ifi_index = -1;
	is_int(parse(buf, sizeof(buf), &l), -EBADMSG, "a negative index");
}

/* Cut anywhere, or with any byte wrong, a message is refused or understood
 * in some way; ASan and UBSan say when it is read past its end. */
static void broken(const char *name, const unsigned char *bytes, size_t size)
{
	static const unsigned char values[] = { 0x00, 0x01, 0x7f, 0xff };
	_Alignas(8) unsigned char buf[2048];
	struct nlmsghdr *nlh = (void *)buf;
	struct nl_link l;
	int refused = 0, code;

	for (size_t n = sizeof(*nlh); n < size; n++) {
		memcpy(buf, bytes, size);
		nlh->nlmsg_len = n;
		refused += parse(buf, n, &l) == -EBADMSG;
	}
	ok(refused > (int)(size * 3 / 4), "%s: cut at %d of %zu places: refused",
	   name, refused, size);
	for (size_t i = sizeof(*nlh); i < size; i++) {
		for (size_t v = 0; v < sizeof(values); v++) {
			memcpy(buf, bytes, size);
			buf[i] = values[v];
			code = parse(buf, size, &l);
			if (code && code != -EBADMSG)
				ok(0, "%s: byte %zu: %d", name, i, code);
			if (!code && (!memchr(l.name, 0, sizeof(l.name)) ||
				      !memchr(l.kind, 0, sizeof(l.kind)) ||
				      !memchr(l.alias, 0, sizeof(l.alias))))
				ok(0, "%s: byte %zu: text without end", name, i);
		}
	}
	ok(1, "%s: every byte changed", name);
}

static void test_find(void)
{
	struct nl_link v[3] = {
		{ .ifindex = 2, .name = "b" },
		{ .ifindex = 5, .name = "e" },
		{ .ifindex = 4000000000u, .name = "z" },
	};
	const struct nl_links ls = { .v = v, .n = 3 }, none = { 0 };

	ok(nl_links_by_index(&ls, 2) == &v[0], "the first by index");
	ok(nl_links_by_index(&ls, 5) == &v[1], "the middle one");
	ok(nl_links_by_index(&ls, 4000000000u) == &v[2], "the last");
	ok(!nl_links_by_index(&ls, 1), "none below");
	ok(!nl_links_by_index(&ls, 3), "none between");
	ok(!nl_links_by_index(&ls, 4294967295u), "none above");
	ok(!nl_links_by_index(&none, 1), "none in an empty list");
	ok(nl_links_by_name(&ls, "e") == &v[1], "by name");
	ok(!nl_links_by_name(&ls, "ee"), "no such name");
	ok(!nl_links_by_name(&none, "e"), "nor in an empty list");
}

/* Needs no rights: every namespace has a loopback device. */
static void test_here(void)
{
	struct err err = { 0 };
	struct nl_links ls;
	struct nl_link l;
	char longest[256];
	struct nl nl;

	memset(longest, 'n', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	is_int(nl_open(&nl, NETLINK_ROUTE, false, &err), 0, "a session");
	is_int(nl_link_get(&nl, NL_LINK_HERE, "lo", 0, true, &l, &err), 0,
	       "lo by name");
	is_int(l.ifindex, 1, "has index 1");
	ok(l.flags & IFF_LOOPBACK, "is a loopback device");
	ok(l.has & NL_LINK_STATS, "with counters");
	is_int(nl_link_get(&nl, NL_LINK_HERE, NULL, 1, false, &l, &err), 0,
	       "index 1");
	is_str(l.name, "lo", "is lo");

	is_int(nl_link_get(&nl, NL_LINK_HERE, "nk-none", 0, false, &l, &err),
	       -ENODEV, "a name that there is not");
	ok(err.from == ERR_LOCAL && err.code == ENODEV, "is a local error");
	is_str(err.object, "nk-none", "about that name");
	is_str(err.msg, "no such device", "in words");
	is_int(nl_link_get(&nl, NL_LINK_HERE, NULL, 4000000, false, &l, &err),
	       -ENODEV, "an index that there is not");
	is_str(err.object, "ifindex 4000000", "is named");
	is_int(nl_link_get(&nl, NL_LINK_HERE, "", 0, false, &l, &err), -ENODEV,
	       "an empty name");
	is_int(nl_link_get(&nl, NL_LINK_HERE, NULL, 0, false, &l, NULL),
	       -ENODEV, "index 0, and no error object");
	is_int(nl_link_get(&nl, NL_LINK_HERE, "longer-than-fifteen-bytes", 0,
			   false, &l, &err), -ENODEV, "a long name");
	is_int(nl_link_get(&nl, NL_LINK_HERE, longest, 0, false, &l, &err),
	       -ENODEV, "one longer than any");
	is_int(nl_link_get(&nl, 12345, "lo", 0, false, &l, &err), -EINVAL,
	       "an id that no namespace has");
	ok(err.from == ERR_KERNEL &&
	   !strncmp(err.msg, "cannot read the device: ", 24),
	   "the kernel says: %s", err.msg);

	is_int(nl_link_list(&nl, NL_LINK_HERE, NULL, false, &ls, &err), 0,
	       "all devices");
	ok(nl_links_by_name(&ls, "lo") == ls.v, "lo is the first");
	nl_links_free(&ls);
	ok(!ls.v && !ls.n, "and freed");
	is_int(nl_link_list(&nl, NL_LINK_HERE, "no-such-kind", false, &ls,
			    &err), 0, "a kind that no kernel knows");
	is_int(ls.n, 0, "has no devices");
	nl_links_free(&ls);
	is_int(nl_link_list(&nl, 12345, NULL, false, &ls, &err), -EINVAL,
	       "the list of a namespace that there is not");
	nl_close(&nl);
}

static int veth_add(struct nl *nl, const char *name, const char *peer,
		    int peer_fd, uint32_t ifindex)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	struct nlattr *info, *data, *nest;
	void *family;

	nlh = nl_begin(nl, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
		       sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = ifindex;
	mnl_attr_put_strz(nlh, IFLA_IFNAME, name);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	nest = mnl_attr_nest_start(nlh, VETH_INFO_PEER);
	mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));
	mnl_attr_put_strz(nlh, IFLA_IFNAME, peer);
	mnl_attr_put_u32(nlh, IFLA_NET_NS_FD, peer_fd);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_nest_end(nlh, data);
	mnl_attr_nest_end(nlh, info);
	return nl_talk(nl, nlh, NULL, NULL);
}

static int altname_add(struct nl *nl, uint32_t ifindex, const char *name)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	struct nlattr *list;
	void *family;

	nlh = nl_begin(nl, RTM_NEWLINKPROP, NLM_F_CREATE | NLM_F_EXCL |
		       NLM_F_APPEND, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = ifindex;
	list = mnl_attr_nest_start(nlh, IFLA_PROP_LIST);
	mnl_attr_put_strz(nlh, IFLA_ALT_IFNAME, name);
	mnl_attr_nest_end(nlh, list);
	return nl_talk(nl, nlh, NULL, NULL);
}

static bool is_sorted(const struct nl_links *ls)
{
	for (size_t i = 1; i < ls->n; i++)
		if (ls->v[i - 1].ifindex >= ls->v[i].ifindex)
			return false;
	return true;
}

static void test_there(void)
{
	struct err err = { 0 };
	struct nl_links ls;
	struct nl_link l;
	struct nl nl;
	char name[16], peer[16];
	int there, here, failed = 0;
	int32_t nsid;

	if (unshare(CLONE_NEWNET) < 0) {
		skip("devices elsewhere", "not root");
		return;
	}
	there = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	unshare(CLONE_NEWNET);
	here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	nl_open(&nl, NETLINK_ROUTE, false, &err);
	nsid = netns_id(&nl, there, &err);
	ok(nsid >= 0, "the other namespace has an id");
	if (veth_add(&nl, "here0", "there0", there, 70)) {
		skip("devices elsewhere", "no veth");
		goto out;
	}

	is_int(nl_link_get(&nl, NL_LINK_HERE, "here0", 0, false, &l, &err), 0,
	       "one end is here");
	is_int(l.ifindex, 70, "with its index");
	is_str(l.kind, "veth", "and kind");
	is_int(l.link_nsid, nsid, "its other end is there");
	is_int(nl_link_get(&nl, nsid, NULL, l.link, false, &l, &err), 0,
	       "and can be asked for from here");
	is_str(l.name, "there0", "by index");
	is_int(l.link, 70, "it knows this end");
	ok(l.has & NL_LINK_NETNSID, "which is elsewhere, seen from there");
	is_int(netns_id(&nl, here, &err), l.link_nsid,
	       "under an id that counts here");
	is_int(nl_link_get(&nl, NL_LINK_HERE, "there0", 0, false, &l, &err),
	       -ENODEV, "it is not here");
	is_int(nl_link_list(&nl, nsid, NULL, false, &ls, &err), 0,
	       "all devices there");
	ok(nl_links_by_name(&ls, "there0") && !nl_links_by_name(&ls, "here0"),
	   "are those and no others");
	nl_links_free(&ls);

	is_int(altname_add(&nl, 70, "longer-than-fifteen-bytes"), 0,
	       "an alternative name");
	is_int(nl_link_get(&nl, NL_LINK_HERE, "longer-than-fifteen-bytes", 0,
			   false, &l, &err), 0, "finds the device");
	is_str(l.name, "here0", "by its long name");
	is_int(altname_add(&nl, 70, "short"), 0, "another one");
	is_int(nl_link_get(&nl, NL_LINK_HERE, "short", 0, false, &l, &err), 0,
	       "finds it by the short one");

	/* More than one datagram; indices from the top down. */
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "v%d", i);
		snprintf(peer, sizeof(peer), "w%d", i);
		failed |= veth_add(&nl, name, peer, there, 5000 - i * 16);
	}
	is_int(failed, 0, "200 pairs made");
	is_int(nl_link_list(&nl, NL_LINK_HERE, "veth", false, &ls, &err), 0,
	       "the devices of a kind");
	is_int(ls.n, 201, "are all there");
	ok(is_sorted(&ls) && ls.n && ls.v[0].ifindex == 70, "and sorted");
	ok(!nl_links_by_name(&ls, "lo"), "and no others");
	ok(nl_links_by_name(&ls, "v199") ==
	   nl_links_by_index(&ls, 5000 - 199 * 16), "each is itself");
	nl_links_free(&ls);
	is_int(nl_link_list(&nl, nsid, "veth", true, &ls, &err), 0,
	       "the same there, with counters");
	is_int(ls.n, 201, "are all there");
	ok(is_sorted(&ls), "and sorted");
	ok(ls.n && ls.v[ls.n - 1].has & NL_LINK_STATS, "with counters");
	nl_links_free(&ls);
out:
	nl_close(&nl);
	close(there);
	close(here);
}

int main(void)
{
	test_lo();
	test_veth();
	test_netkit();
	test_netkit_6_12();
	test_netkit_7_3();
	test_odd();
	test_odd_header();
	broken("lo", link_lo_bytes, sizeof(link_lo_bytes));
	broken("veth", link_va_bytes, sizeof(link_va_bytes));
	broken("netkit", netkit_full_bytes, sizeof(netkit_full_bytes));
	broken("netkit 7.3", nkp_7_3_bytes, sizeof(nkp_7_3_bytes));
	test_find();
	test_here();
	in_child(test_there);
	return tap_done();
}
