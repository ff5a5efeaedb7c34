/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words to requests for `nkctl link`: link.h. */
#include "nkctl/link.h"

#include "lib/caps.h"
#include "lib/cli.h"
#include "lib/complete.h"
#include "lib/uapi_compat.h"

const struct choice link_modes[] = {
	{ "l3", NK_MODE_L3, "IP packets, no addresses of layer 2 (default)" },
	{ "l2", NK_MODE_L2, "Ethernet frames, a MAC at each end" },
	{ NULL, 0, NULL },
};

const struct choice link_policies[] = {
	{ "pass", NK_POLICY_PASS, "let it through (default)" },
	{ "drop", NK_POLICY_DROP, "nothing leaves without a program" },
	{ NULL, 0, NULL },
};

const struct choice link_scrubs[] = {
	{ "default", NK_SCRUB_DEFAULT,
	  "mark and priority are zeroed between namespaces" },
	{ "none", NK_SCRUB_NONE, "they are kept" },
	{ NULL, 0, NULL },
};

const struct choice link_pairings[] = {
	{ "pair", NK_PAIRING_PAIR, "two ends (default)" },
	{ "single", NK_PAIRING_SINGLE,
	  "one device without a peer, for leased queues and AF_XDP" },
	{ NULL, 0, NULL },
};

static int complete_link(struct complete *c)
{
	struct nl_links ls = { 0 };
	struct err err = { 0 };
	struct nl *nl;
	int rc = ctx_nl(c->ctx, &nl, &err);

	if (!rc)
		rc = nl_link_list(nl, NL_LINK_HERE, "netkit", false, &ls, &err);
	for (size_t i = 0; !rc && i < ls.n; i++)
		complete_offer(c, ls.v[i].name, ls.v[i].nk.primary ?
					       "primary" : "peer");
	nl_links_free(&ls);
	return rc;
}

/* The arguments that both ends take. A request and the group `peer` both
 * begin with a struct link_end, so the same offsets serve. */
#define END_ARGS                                                               \
	ARG("policy", CHOICE, struct link_end, policy,                     \
	    .bit = LINK_POLICY, .choices = link_policies,                      \
	    .help = "verdict on what this end sends while no program is attached"), \
	ARG("scrub", CHOICE, struct link_end, scrub, .bit = LINK_SCRUB,    \
	    .choices = link_scrubs,                                            \
	    .help = "what the namespace boundary does to a packet's mark"),    \
	ARG("mtu", U32, struct link_end, mtu, .bit = LINK_MTU,             \
	    .help = "largest packet in bytes (68 to 65535)"),                  \
	ARG("address", MAC, struct link_end, address,                      \
	    .bit = LINK_ADDRESS, .help = "MAC of this end (mode l2 only)"),    \
	ARG("numrxqueues", U32, struct link_end, rxq, .bit = LINK_RXQ,     \
	    .min = 1, .help = "receive queues (more than one for leases)"),    \
	ARG("gso_max_size", SIZE, struct link_end, gso, .bit = LINK_GSO,   \
	    .max = NK_GSO_MAX_SIZE, .help = "largest IPv6 packet it sends"),   \
	ARG("gro_max_size", SIZE, struct link_end, gro, .bit = LINK_GRO,   \
	    .max = NK_GSO_MAX_SIZE,                                            \
	    .help = "largest IPv6 packet it builds on receive"),               \
	ARG("gso_ipv4_max_size", SIZE, struct link_end, gso4,              \
	    .bit = LINK_GSO4, .max = NK_GSO_MAX_SIZE,                          \
	    .help = "the same for IPv4, sent"),                                \
	ARG("gro_ipv4_max_size", SIZE, struct link_end, gro4,              \
	    .bit = LINK_GRO4, .max = NK_GSO_MAX_SIZE,                          \
	    .help = "the same for IPv4, received"),                            \
	ARG("up", FLAG, struct link_end, up, .bit = LINK_UP,               \
	    .xor = LINK_DOWN, .help = "bring this end up"),                    \
	ARG("down", FLAG, struct link_end, down, .bit = LINK_DOWN,         \
	    .xor = LINK_UP, .help = "take this end down")

static const struct arg peer_args[] = {
	ARG("NAME", IFNAME, struct link_end, name,
	    .flags = ARG_POS | ARG_NEW, .bit = LINK_NAME, .meta = "NAME",
	    .help = "name of the peer (default: the kernel's next nk%d)"),
	ARG("netns", NETNS, struct link_end, netns, .bit = LINK_NETNS,
	    .help = "the namespace it goes to: a name, a path or a pid"),
	END_ARGS,
	{ .word = NULL },
};

/* What add, replace and set share, the name apart. */
#define PAIR_ARGS                                                              \
	ARG("mode", CHOICE, struct link_req, mode, .bit = LINK_MODE,           \
	    .choices = link_modes, .help = "what the pair carries"),           \
	ARG("headroom", U32, struct link_req, headroom, .bit = LINK_HEADROOM,  \
	    .max = UINT16_MAX,                                                 \
	    .help = "bytes kept free before a packet, at both ends"),          \
	ARG("tailroom", U32, struct link_req, tailroom, .bit = LINK_TAILROOM,  \
	    .max = UINT16_MAX,                                                 \
	    .help = "bytes kept free behind a packet, at both ends"),          \
	ARG("pairing", CHOICE, struct link_req, pairing, .bit = LINK_PAIRING,  \
	    .choices = link_pairings, .help = "two ends, or one alone"),       \
	END_ARGS,                                                              \
	ARG_SUB("peer", struct link_req, peer, peer_args, .bit = LINK_PEER,    \
		.help = "what follows is said of the other end")

#define NAME_HELP "name of the primary (default: the kernel's next nk%d)"

static const struct arg add_args[] = {
	ARG("NAME", IFNAME, struct link_req, own.name,
	    .flags = ARG_POS | ARG_NEW, .bit = LINK_NAME, .meta = "NAME",
	    .help = NAME_HELP),
	PAIR_ARGS,
	{ .word = NULL },
};

static const struct arg replace_args[] = {
	ARG("NAME", IFNAME, struct link_req, own.name,
	    .flags = ARG_POS | ARG_REQ | ARG_NEW, .bit = LINK_NAME,
	    .meta = "NAME", .help = "name of the primary"),
	PAIR_ARGS,
	{ .word = NULL },
};

static const struct arg set_args[] = {
	ARG("NAME", IFNAME, struct link_req, own.name,
	    .flags = ARG_POS | ARG_REQ, .bit = LINK_NAME, .meta = "NAME",
	    .complete = complete_link, .help = "name of the primary"),
	PAIR_ARGS,
	{ .word = NULL },
};

static const struct arg del_args[] = {
	ARG("NAME", IFNAME, struct link_name_req, name,
	    .flags = ARG_POS | ARG_REQ, .bit = LINK_NAME, .meta = "NAME",
	    .complete = complete_link,
	    .help = "either end: both are deleted"),
	ARG("missing-ok", FLAG, struct link_name_req, missing_ok,
	    .bit = LINK_MISSING_OK, .help = "no error when it is not there"),
	{ .word = NULL },
};

static const struct arg show_args[] = {
	ARG("NAME", IFNAME, struct link_name_req, name, .flags = ARG_POS,
	    .bit = LINK_NAME, .meta = "NAME", .complete = complete_link,
	    .help = "this device alone"),
	{ .word = NULL },
};

/* Under -j the answer says what the kernel called the ends. */
static int run_add(struct ctx *ctx, void *req, struct err *err)
{
	struct link_list ls = { 0 };
	struct nl_link made;
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	if (!rc)
		rc = link_add(nl, req, &made, ctx->plan, err);
	if (rc || ctx->plan || !ctx->opts.json)
		return rc;
	/* It is made: that it cannot be shown is no reason to fail. */
	if (!link_list(nl, made.name, false, &ls, err))
		link_show(&ctx->out, &ls);
	err_clear(err);
	link_list_free(&ls);
	return 0;
}

static int run_replace(struct ctx *ctx, void *req, struct err *err)
{
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	return rc ? rc : link_replace(nl, req, ctx->plan, err);
}

static int run_set(struct ctx *ctx, void *req, struct err *err)
{
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	return rc ? rc : link_set(nl, req, ctx->plan, err);
}

static int run_del(struct ctx *ctx, void *req, struct err *err)
{
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	return rc ? rc : link_del(nl, req, ctx->plan, err);
}

static int run_show(struct ctx *ctx, void *arg, struct err *err)
{
	const struct link_name_req *req = arg;
	struct link_list ls = { 0 };
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	if (!rc)
		rc = link_list(nl, req->name, ctx->opts.stats, &ls, err);
	if (!rc)
		link_show(&ctx->out, &ls);
	link_list_free(&ls);
	return rc;
}

/* To act where the peer is: enter, and find it through a process. */
#define CAPS_PEER (CAPS_SYS | CAPS(CAP_SYS_PTRACE))

const struct cmd link_cmds[] = {
	{ .name = "add", .help = "make a netkit pair", .args = add_args,
	  .req_size = sizeof(struct link_req), .run = run_add,
	  .flags = CMD_CHANGE, .caps = CAPS_NET, .caps_may = CAPS_PEER },
	{ .name = "replace",
	  .help = "make a pair, or change it until it is as said",
	  .args = replace_args, .req_size = sizeof(struct link_req),
	  .run = run_replace, .flags = CMD_CHANGE, .caps = CAPS_NET,
	  .caps_may = CAPS_PEER },
	{ .name = "set", .help = "change what is named of an existing pair",
	  .args = set_args, .req_size = sizeof(struct link_req),
	  .run = run_set, .flags = CMD_CHANGE, .caps = CAPS_NET,
	  .caps_may = CAPS_PEER },
	{ .name = "del", .help = "delete a pair", .args = del_args,
	  .req_size = sizeof(struct link_name_req), .run = run_del,
	  .flags = CMD_CHANGE, .caps = CAPS_NET },
	{ .name = "show", .help = "netkit devices here, with their other ends",
	  .args = show_args, .req_size = sizeof(struct link_name_req),
	  .run = run_show, .caps_may = CAPS_NET | CAPS(CAP_DAC_READ_SEARCH) },
	{ .name = NULL },
};
