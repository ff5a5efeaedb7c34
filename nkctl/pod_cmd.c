/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words to requests for `nkctl pod`: pod.h. */
#include "nkctl/pod.h"

#include <ctype.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/caps.h"
#include "lib/cli.h"
#include "lib/complete.h"
#include "lib/uapi_compat.h"
#include "nkctl/link.h"

const struct choice pod_features[] = {
	{ "tcp_usec_ts", NK_RTAX_FEATURE_TCP_USEC_TS,
	  "TCP timestamps in microseconds" },
	{ NULL, 0, NULL },
};

static int complete_pod(struct complete *c)
{
	struct nl_links ls = { 0 };
	struct err err = { 0 };
	struct nl *nl;
	int rc = ctx_nl(c->ctx, &nl, &err);

	if (!rc)
		rc = nl_link_list(nl, NL_LINK_HERE, "netkit", false, &ls, &err);
	for (size_t i = 0; !rc && i < ls.n; i++)
		if (pod_name_of(&ls.v[i]))
			complete_offer(c, pod_name_of(&ls.v[i]), "pod");
	nl_links_free(&ls);
	return rc;
}

static const struct arg add_args[] = {
	ARG("NAME", STR, struct pod_req, name,
	    .flags = ARG_POS | ARG_REQ | ARG_NEW, .bit = POD_NAME,
	    .meta = "NAME", .complete = complete_pod,
	    .help = "the pod's name: letters, digits, and . _ - : behind the first"),
	ARG("netns", NETNS, struct pod_req, netns, .flags = ARG_REQ,
	    .bit = POD_NETNS,
	    .help = "its namespace: a name, a path or a pid"),
	ARG_LIST("address", PREFIX, struct pod_req, addrs, ARG_REQ,
		 .bit = POD_ADDRESS,
		 .help = "its addresses; without /LENGTH the whole address"),
	ARG("ifname", IFNAME, struct pod_req, ifname,
	    .flags = ARG_NEW, .bit = POD_IFNAME_SAID,
	    .help = "its device (default eth0)"),
	ARG("mode", CHOICE, struct pod_req, mode, .bit = POD_MODE,
	    .choices = link_modes, .help = "what the pair carries"),
	ARG("host-ifname", IFNAME, struct pod_req, host_ifname,
	    .flags = ARG_NEW, .bit = POD_HOST_IFNAME,
	    .help = "the device on this side (default nk-NAME)"),
	ARG("mtu", U32, struct pod_req, mtu, .bit = POD_MTU, .min = 68,
	    .max = 65535, .help = "largest packet in bytes, at both ends"),
	ARG_LIST("route", PREFIX, struct pod_req, routes, 0, .bit = POD_ROUTE,
		 .help = "networks behind the pod, routed to it"),
	ARG("policy", CHOICE, struct pod_req, policy, .bit = POD_POLICY,
	    .choices = link_policies,
	    .help = "verdict at both ends while no program is attached"),
	ARG("bigtcp", SIZE, struct pod_req, bigtcp, .bit = POD_BIGTCP,
	    .min = NK_GSO_LEGACY_MAX_SIZE, .max = NK_GSO_MAX_SIZE,
	    .help = "BIG TCP size of both families at both ends (65536: off)"),
	ARG("features", CHOICE, struct pod_req, features, .bit = POD_FEATURES,
	    .choices = pod_features, .help = "of the pod's default routes"),
	{ .word = NULL },
};

#define POD_NAME_ARG(st)                                                       \
	ARG("NAME", STR, st, name, .flags = ARG_POS | ARG_REQ,                 \
	    .bit = POD_NAME, .meta = "NAME", .complete = complete_pod,         \
	    .help = "the pod's name")

static const struct arg del_args[] = {
	POD_NAME_ARG(struct pod_name_req),
	ARG("missing-ok", FLAG, struct pod_name_req, missing_ok,
	    .bit = POD_MISSING_OK, .help = "no error when it is not there"),
	{ .word = NULL },
};

static const struct arg check_args[] = {
	POD_NAME_ARG(struct pod_name_req),
	{ .word = NULL },
};

static const struct arg show_args[] = {
	ARG("NAME", STR, struct pod_name_req, name, .flags = ARG_POS,
	    .bit = POD_NAME, .meta = "NAME", .complete = complete_pod,
	    .help = "this pod alone"),
	{ .word = NULL },
};

static int check_name(const char *name, struct err *err)
{
	const char *p = name;

	if (strlen(name) > POD_NAME_MAX)
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "NAME: it is longer than %d bytes", POD_NAME_MAX);
	for (; *p; p++)
		if (!isascii((unsigned char)*p) ||
		    (!isalnum((unsigned char)*p) &&
		     (p == name || !strchr("._-:", *p))))
			return err_set(err, ERR_USAGE, EINVAL, "",
				       "NAME: \"%s\" is not a pod's name (letters, digits, and . _ - : behind the first)",
				       name);
	return 0;
}

/* One that a pod can have and a route can lead to. */
static bool is_for_pod(const struct ip_addr *a)
{
	static const uint8_t zero[16], mapped[12] = { [10] = 0xff, 0xff };

	if (a->family == AF_INET)
		return a->b[0] && a->b[0] != 127 && a->b[0] < 224 &&
		       (a->b[0] != 169 || a->b[1] != 254);
	if (!memcmp(a->b, zero, 15) && a->b[15] <= 1)
		return false;
	return a->b[0] != 0xff && (a->b[0] != 0xfe || a->b[1] < 0x80 ||
				   a->b[1] > 0xbf) &&
	       memcmp(a->b, mapped, sizeof(mapped));
}

static int bad_prefix(const char *word, const struct ip_prefix *p,
		      const char *why, struct err *err)
{
	char text[PREFIX_STRLEN];

	prefix_format(p, text);
	return err_set(err, ERR_USAGE, EINVAL, "", "%s: %s %s", word, text, why);
}

static int check_addrs(const struct pod_req *req, struct err *err)
{
	const struct ip_prefix *v = req->addrs.v;

	for (size_t i = 0; i < req->addrs.n; i++) {
		if (!is_for_pod(&v[i].addr))
			return bad_prefix("address", &v[i],
					  "is of no use in a pod: neither unspecified, loopback, link-local nor multicast",
					  err);
		for (size_t k = 0; k < i; k++)
			if (addr_equal(&v[i].addr, &v[k].addr))
				return bad_prefix("address", &v[i],
						  "is given twice", err);
		if (v[i].addr.family == AF_INET6 && (req->said & POD_MTU) &&
		    req->mtu < 1280)
			return bad_prefix("address", &v[i],
					  "wants an mtu of 1280 or more (RFC 8200)",
					  err);
	}
	return 0;
}

static int check_routes(const struct pod_req *req, struct err *err)
{
	const struct ip_prefix *addrs = req->addrs.v, *v = req->routes.v;

	for (size_t i = 0; i < req->routes.n; i++) {
		bool way = false;

		if (!prefix_is_net(&v[i]))
			return bad_prefix("route", &v[i],
					  "has bits set behind its length", err);
		for (size_t k = 0; k < i; k++)
			if (prefix_equal(&v[i], &v[k]))
				return bad_prefix("route", &v[i],
						  "is given twice", err);
		for (size_t k = 0; k < req->addrs.n; k++) {
			way |= addrs[k].addr.family == v[i].addr.family;
			if (v[i].len == addr_bits(&v[i].addr) &&
			    addr_equal(&addrs[k].addr, &v[i].addr))
				return bad_prefix("route", &v[i],
						  "is an address of the pod, and routed anyway",
						  err);
		}
		if (!way)
			return bad_prefix("route", &v[i],
					  "leads to a pod without an address of that family",
					  err);
	}
	return 0;
}

static int check_req(const struct pod_req *req, struct err *err)
{
	int rc = check_name(req->name, err);

	if (!rc)
		rc = check_addrs(req, err);
	return rc ? rc : check_routes(req, err);
}

typedef int (*change_fn)(struct nl *nl, const struct pod_req *req,
			 struct plan *plan, struct err *err);

/* Under -j the answer is the pod as `show` has it, for its devices' names. */
static void show_one(struct ctx *ctx, struct nl *nl, const char *name)
{
	struct pod_list ls = { 0 };

	/* It is done: that it cannot be shown is no reason to fail. */
	if (!pod_list(nl, name, &ls, NULL))
		pod_show(&ctx->out, &ls);
	pod_list_free(&ls);
}

static int run_change(struct ctx *ctx, const struct pod_req *req,
		      change_fn change, struct err *err)
{
	struct nl *nl;
	int rc = check_req(req, err);

	if (!rc)
		rc = ctx_nl(ctx, &nl, err);
	if (!rc)
		rc = change(nl, req, ctx->plan, err);
	if (!rc && !ctx->plan && ctx->opts.json)
		show_one(ctx, nl, req->name);
	return rc;
}

static int run_add(struct ctx *ctx, void *req, struct err *err)
{
	return run_change(ctx, req, pod_add, err);
}

static int run_replace(struct ctx *ctx, void *req, struct err *err)
{
	return run_change(ctx, req, pod_replace, err);
}

static int run_del(struct ctx *ctx, void *arg, struct err *err)
{
	const struct pod_name_req *req = arg;
	struct nl *nl;
	int rc = check_name(req->name, err);

	if (!rc)
		rc = ctx_nl(ctx, &nl, err);
	return rc ? rc : pod_del(nl, req, ctx->plan, err);
}

static int run_show(struct ctx *ctx, void *arg, struct err *err)
{
	const struct pod_name_req *req = arg;
	struct pod_list ls = { 0 };
	struct nl *nl;
	int rc = req->name ? check_name(req->name, err) : 0;

	if (!rc)
		rc = ctx_nl(ctx, &nl, err);
	if (!rc)
		rc = pod_list(nl, req->name, &ls, err);
	if (!rc)
		pod_show(&ctx->out, &ls);
	pod_list_free(&ls);
	return rc;
}

static int run_check(struct ctx *ctx, void *arg, struct err *err)
{
	const struct pod_name_req *req = arg;
	struct pod_diffs ds = { 0 };
	struct nl *nl;
	int rc = check_name(req->name, err);

	if (!rc)
		rc = ctx_nl(ctx, &nl, err);
	if (!rc)
		rc = pod_check(nl, req->name, &ds, err);
	if (!rc && (ds.n || ctx->opts.json))
		pod_show_diffs(&ctx->out, &ds);
	if (!rc && ds.stuck4)
		cli_note(ctx, req->name,
			 "the node does not forward IPv4: the pod reaches the node alone (sysctl net.ipv4.ip_forward=1)");
	if (!rc && ds.stuck6)
		cli_note(ctx, req->name,
			 "the node does not forward IPv6: the pod reaches the node alone (sysctl net.ipv6.conf.all.forwarding=1)");
	if (!rc && ds.n) {
		rc = err_set(err, ERR_DIFF, EINVAL, req->name,
			     "%zu %s as nkctl pod add makes it", ds.n,
			     ds.n == 1 ? "property is not" :
					 "properties are not");
		err_hint(err, "nkctl pod replace mends it");
	}
	pod_diffs_free(&ds);
	return rc;
}

/* To act in the pod's namespace, and to find it through a process. */
#define CAPS_POD (CAPS_NET | CAPS_SYS)
#define CAPS_FIND (CAPS(CAP_SYS_PTRACE) | CAPS(CAP_DAC_READ_SEARCH))

const struct cmd pod_cmds[] = {
	{ .name = "add", .help = "wire a namespace to this one, all or nothing",
	  .args = add_args, .req_size = sizeof(struct pod_req),
	  .run = run_add, .flags = CMD_CHANGE, .caps = CAPS_POD,
	  .caps_may = CAPS_FIND },
	{ .name = "replace",
	  .help = "make a pod, or change it until it is as said",
	  .args = add_args, .req_size = sizeof(struct pod_req),
	  .run = run_replace, .flags = CMD_CHANGE, .caps = CAPS_POD,
	  .caps_may = CAPS_FIND },
	{ .name = "del", .help = "delete a pod's wiring", .args = del_args,
	  .req_size = sizeof(struct pod_name_req), .run = run_del,
	  .flags = CMD_CHANGE, .caps = CAPS_NET },
	{ .name = "show", .help = "the pods of this namespace",
	  .args = show_args, .req_size = sizeof(struct pod_name_req),
	  .run = run_show, .caps_may = CAPS_NET | CAPS(CAP_DAC_READ_SEARCH) },
	{ .name = "check",
	  .help = "name each difference from what add makes, and exit 3",
	  .args = check_args, .req_size = sizeof(struct pod_name_req),
	  .run = run_check, .caps = CAPS_POD, .caps_may = CAPS_FIND },
	{ .name = NULL },
};
