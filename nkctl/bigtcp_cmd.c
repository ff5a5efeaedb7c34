/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words to requests for `nkctl bigtcp`: bigtcp.h. */
#include "nkctl/bigtcp.h"

#include <errno.h>

#include "lib/caps.h"
#include "lib/cli.h"
#include "lib/uapi_compat.h"

#define DEVS                                                                   \
	ARG_LIST("dev", IFNAME, struct bigtcp_req, devs, ARG_REQ,              \
		 .bit = BIGTCP_DEV, .help = "one or more devices")
#define PAIR                                                                   \
	ARG("pair", FLAG, struct bigtcp_req, pair, .bit = BIGTCP_PAIR,         \
	    .help = "the other end of a netkit or veth pair too")

static const struct arg set_args[] = {
	DEVS,
	ARG("ipv4", SIZE, struct bigtcp_req, ipv4, .bit = BIGTCP_IPV4,
	    .min = 1, .max = NK_GSO_MAX_SIZE,
	    .help = "largest IPv4 packet, sent and received"),
	ARG("ipv6", SIZE, struct bigtcp_req, ipv6, .bit = BIGTCP_IPV6,
	    .min = 1, .max = NK_GSO_MAX_SIZE,
	    .help = "largest IPv6 packet, sent and received"),
	PAIR,
	{ .word = NULL },
};

static const struct arg reset_args[] = {
	DEVS,
	PAIR,
	{ .word = NULL },
};

static const struct arg show_args[] = {
	ARG("dev", IFNAME, struct bigtcp_req, dev, .bit = BIGTCP_DEV,
	    .help = "this device alone"),
	{ .word = NULL },
};

static int run_set(struct ctx *ctx, void *arg, struct err *err)
{
	const struct bigtcp_req *req = arg;
	struct nl *nl;
	int rc;

	if (!(req->said & (BIGTCP_IPV4 | BIGTCP_IPV6)))
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "ipv4 SIZE or ipv6 SIZE is missing");
	rc = ctx_nl(ctx, &nl, err);
	return rc ? rc : bigtcp_set(nl, req, ctx->plan, err);
}

static int run_reset(struct ctx *ctx, void *req, struct err *err)
{
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	return rc ? rc : bigtcp_reset(nl, req, ctx->plan, err);
}

static int run_list(struct ctx *ctx, const struct bigtcp_req *req,
		    void (*show)(struct out *, const struct bigtcp_list *),
		    struct err *err)
{
	struct bigtcp_list ls = { 0 };
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	if (!rc)
		rc = bigtcp_list(nl, req->dev, &ls, err);
	if (!rc)
		show(&ctx->out, &ls);
	bigtcp_list_free(&ls);
	return rc;
}

static int run_show(struct ctx *ctx, void *arg, struct err *err)
{
	return run_list(ctx, arg, bigtcp_show, err);
}

static int run_probe(struct ctx *ctx, void *arg, struct err *err)
{
	return run_list(ctx, arg, bigtcp_show_probe, err);
}

const struct cmd bigtcp_cmds[] = {
	{ .name = "probe",
	  .help = "what each device takes, and which is the narrowest",
	  .args = show_args, .req_size = sizeof(struct bigtcp_req),
	  .run = run_probe },
	{ .name = "set", .help = "set the sizes of devices, all or none",
	  .args = set_args, .req_size = sizeof(struct bigtcp_req),
	  .run = run_set, .flags = CMD_CHANGE, .caps = CAPS_NET,
	  .caps_may = CAPS_SYS | CAPS(CAP_SYS_PTRACE) },
	{ .name = "reset", .help = "all sizes back to 65536",
	  .args = reset_args, .req_size = sizeof(struct bigtcp_req),
	  .run = run_reset, .flags = CMD_CHANGE, .caps = CAPS_NET,
	  .caps_may = CAPS_SYS | CAPS(CAP_SYS_PTRACE) },
	{ .name = "show", .help = "the sizes in force", .args = show_args,
	  .req_size = sizeof(struct bigtcp_req), .run = run_show },
	{ .name = NULL },
};
