/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words to requests for `nkctl chain`: chain.h. */
#include "nkctl/chain.h"

#include <errno.h>

#include "lib/caps.h"
#include "lib/cli.h"
#include "lib/complete.h"

const struct choice chain_hooks[] = {
	{ "ingress", HOOK_INGRESS, "tcx: packets that the device receives" },
	{ "egress", HOOK_EGRESS, "tcx: packets that it sends" },
	{ "primary", HOOK_PRIMARY, "netkit: on the way to the pod" },
	{ "peer", HOOK_PEER, "netkit: on the way from the pod" },
	{ "xdp", HOOK_XDP, "one program, before the stack sees a packet" },
	{ NULL, 0, NULL },
};

const struct choice chain_modes[] = {
	{ "native", XDP_MODE_NATIVE, "in the driver" },
	{ "generic", XDP_MODE_GENERIC, "in the stack, on any device" },
	{ "offload", XDP_MODE_OFFLOAD, "in the hardware" },
	{ NULL, 0, NULL },
};

const struct choice chain_owners[] = {
	{ "pinned", OWNER_PINNED, NULL },
	{ "link", OWNER_LINK, NULL },
	{ "direct", OWNER_DIRECT, NULL },
	{ "filter", OWNER_FILTER, NULL },
	{ NULL, 0, NULL },
};

#define REF_XOR(bit) (0xff & ~(bit) & ~REF_PROGRAM)

#define PROG_ARGS                                                              \
	ARG("id", U32, struct ref, id, .bit = REF_ID, .min = 1,                \
	    .xor = REF_XOR(REF_ID), .help = "the program's id"),               \
	ARG("name", STR, struct ref, name, .bit = REF_NAME, .meta = "NAME",    \
	    .xor = REF_XOR(REF_NAME), .help = "the program's name"),           \
	ARG("tag", STR, struct ref, tag, .bit = REF_TAG, .meta = "TAG",        \
	    .xor = REF_XOR(REF_TAG),                                           \
	    .help = "the program's tag, 16 hexadecimal digits"),               \
	ARG("pinned", PATH, struct ref, pinned, .bit = REF_PINNED,             \
	    .meta = "PATH", .xor = REF_XOR(REF_PINNED),                        \
	    .help = "the program pinned there"),                               \
	ARG("object", PATH, struct ref, object, .bit = REF_OBJECT,             \
	    .xor = REF_XOR(REF_OBJECT), .help = "a BPF object file"),          \
	ARG("program", STR, struct ref, program, .bit = REF_PROGRAM,           \
	    .needs = REF_OBJECT, .meta = "NAME",                               \
	    .help = "the program of that file")

static const struct arg prog_args[] = { PROG_ARGS, { .word = NULL } };

static const struct arg ref_args[] = {
	PROG_ARGS,
	ARG("link", U32, struct ref, link, .bit = REF_LINK, .min = 1,
	    .xor = REF_XOR(REF_LINK), .help = "the link's id"),
	ARG("pin", STR, struct ref, pin, .bit = REF_PIN, .meta = "NAME",
	    .xor = REF_XOR(REF_PIN), .help = "the name of the link's pin"),
	{ .word = NULL },
};

#define DEV_HOOK                                                               \
	ARG("dev", IFNAME, struct chain_req, dev, .flags = ARG_REQ,            \
	    .bit = CHAIN_DEV, .help = "the device"),                           \
	ARG("HOOK", CHOICE, struct chain_req, hook,                            \
	    .flags = ARG_REQ | ARG_POS, .bit = CHAIN_HOOK,                     \
	    .choices = chain_hooks, .help = "where on it")
#define PROG_SUB                                                               \
	ARG_SUB("PROG", struct chain_req, prog, prog_args, .bit = CHAIN_PROG,  \
		.flags = ARG_REQ | ARG_POS | ARG_ONE, .meta = "PROG",          \
		.help = "the program: one of")
#define REF_SUB                                                                \
	ARG_SUB("REF", struct chain_req, ref, ref_args, .bit = CHAIN_REF,      \
		.flags = ARG_REQ | ARG_POS | ARG_ONE, .meta = "REF",           \
		.help = "what is attached: one of", .xor = CHAIN_ALL)
#define PLACE_XOR(bit)                                                         \
	((CHAIN_FIRST | CHAIN_LAST | CHAIN_BEFORE | CHAIN_AFTER) & ~(bit))
#define PLACES                                                                 \
	ARG("first", FLAG, struct chain_req, first, .bit = CHAIN_FIRST,        \
	    .xor = PLACE_XOR(CHAIN_FIRST), .help = "run before all others"),   \
	ARG("last", FLAG, struct chain_req, last, .bit = CHAIN_LAST,           \
	    .xor = PLACE_XOR(CHAIN_LAST), .help = "run behind all others"),    \
	ARG_SUB("before", struct chain_req, before, ref_args,                  \
		.bit = CHAIN_BEFORE, .flags = ARG_ONE, .meta = "REF",          \
		.xor = PLACE_XOR(CHAIN_BEFORE),                                \
		.help = "run just before that one"),                           \
	ARG_SUB("after", struct chain_req, after, ref_args,                    \
		.bit = CHAIN_AFTER, .flags = ARG_ONE, .meta = "REF",           \
		.xor = PLACE_XOR(CHAIN_AFTER),                                 \
		.help = "run just behind that one")
#define REVISION                                                               \
	ARG("revision", U32, struct chain_req, revision,                       \
	    .bit = CHAIN_REVISION,                                             \
	    .help = "fail unless the chain is at that revision")

static const struct arg show_args[] = {
	ARG("dev", IFNAME, struct chain_req, dev, .bit = CHAIN_DEV,
	    .help = "that device alone"),
	ARG("HOOK", CHOICE, struct chain_req, hook, .flags = ARG_POS,
	    .bit = CHAIN_HOOK, .choices = chain_hooks,
	    .help = "that hook alone"),
	{ .word = NULL },
};

static const struct arg attach_args[] = {
	DEV_HOOK,
	PROG_SUB,
	PLACES,
	ARG("pin", STR, struct chain_req, pin, .bit = CHAIN_PIN,
	    .xor = CHAIN_DIRECT, .meta = "NAME",
	    .help = "name of the link's pin (default: DEV-HOOK-PROGRAM)"),
	ARG("direct", FLAG, struct chain_req, direct, .bit = CHAIN_DIRECT,
	    .xor = CHAIN_PIN,
	    .help = "without a link: stays until it is detached"),
	ARG("mode", CHOICE, struct chain_req, mode, .bit = CHAIN_MODE,
	    .choices = chain_modes,
	    .help = "of xdp (default: native where the driver has it)"),
	REVISION,
	{ .word = NULL },
};

static const struct arg replace_args[] = {
	DEV_HOOK,
	REF_SUB,
	PROG_SUB,
	REVISION,
	{ .word = NULL },
};

static const struct arg move_args[] = {
	DEV_HOOK,
	REF_SUB,
	PLACES,
	{ .word = NULL },
};

static const struct arg detach_args[] = {
	DEV_HOOK,
	REF_SUB,
	ARG("all", FLAG, struct chain_req, all, .bit = CHAIN_ALL,
	    .xor = CHAIN_REF, .help = "everything in that chain"),
	{ .word = NULL },
};

static int run_show(struct ctx *ctx, void *req, struct err *err)
{
	struct chain_list ls = { 0 };
	struct nl *nl;
	int rc = ctx_nl(ctx, &nl, err);

	if (!rc)
		rc = chain_list(nl, req, ctx->opts.bpffs, ctx->opts.details, &ls, err);
	if (!rc)
		chain_show(&ctx->out, &ls);
	chain_list_free(&ls);
	return rc;
}

/* Under -j the answer to an attach is what was attached: its ids and pin. It
 * is done, so that it cannot be shown is no reason to fail. */
static void show_attached(struct ctx *ctx, struct nl *nl,
			  const struct chain_req *req, uint32_t id)
{
	const struct chain_req where = {
		.said = CHAIN_DEV | CHAIN_HOOK,
		.dev = req->dev,
		.hook = req->hook,
	};
	struct chain_list ls = { 0 };
	struct err ignored = { 0 };
	size_t i = 0;

	if (!chain_list(nl, &where, ctx->opts.bpffs, ctx->opts.details, &ls, &ignored)) {
		while (i < ls.n && ls.v[i].id != id)
			i++;
		if (i < ls.n)
			chain_show_one(&ctx->out, &ls.v[i]);
	}
	chain_list_free(&ls);
}

typedef int (*change_fn)(struct chain_ctx *cc, const struct chain_req *req,
			 struct err *err);

static int run_change(struct ctx *ctx, const struct chain_req *req,
		      change_fn change, struct err *err)
{
	struct chain_ctx cc = {
		.root = ctx->opts.bpffs,
		.plan = ctx->plan,
	};
	int rc = ctx_nl(ctx, &cc.nl, err);

	if (!rc)
		rc = change(&cc, req, err);
	if (!rc && !ctx->plan && ctx->opts.json && change == chain_attach)
		show_attached(ctx, cc.nl, req, cc.attached);
	if (!rc && cc.note)
		cli_note(ctx, req->dev, cc.note);
	return rc;
}

static int run_attach(struct ctx *ctx, void *req, struct err *err)
{
	return run_change(ctx, req, chain_attach, err);
}

static int run_replace(struct ctx *ctx, void *req, struct err *err)
{
	return run_change(ctx, req, chain_replace, err);
}

static int run_move(struct ctx *ctx, void *arg, struct err *err)
{
	const struct chain_req *req = arg;

	if (!(req->said & PLACE_XOR(0)))
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "first, last, before REF or after REF is missing");
	return run_change(ctx, req, chain_move, err);
}

static int run_detach(struct ctx *ctx, void *req, struct err *err)
{
	return run_change(ctx, req, chain_detach, err);
}

/* Loading takes CAP_BPF, and CAP_PERFMON for some programs; the kernel asks
 * for CAP_SYS_ADMIN to open an object by its id. */
#define CAPS_CHAIN (CAPS_SYS | CAPS(CAP_PERFMON) | CAPS(CAP_DAC_READ_SEARCH))

const struct cmd chain_cmds[] = {
	{ .name = "show", .help = "programs in run order", .args = show_args,
	  .req_size = sizeof(struct chain_req), .run = run_show,
	  .caps = CAPS_NET, .caps_may = CAPS_CHAIN | CAPS_BPF },
	{ .name = "attach", .help = "add a program at a place of its chain",
	  .args = attach_args, .req_size = sizeof(struct chain_req),
	  .run = run_attach, .flags = CMD_CHANGE | CMD_PINS,
	  .caps = CAPS_BPF, .caps_may = CAPS_CHAIN },
	{ .name = "replace",
	  .help = "swap a program in place, without a gap",
	  .args = replace_args, .req_size = sizeof(struct chain_req),
	  .run = run_replace, .flags = CMD_CHANGE | CMD_PINS,
	  .caps = CAPS_BPF, .caps_may = CAPS_CHAIN },
	{ .name = "move", .help = "change a program's place in its chain",
	  .args = move_args, .req_size = sizeof(struct chain_req),
	  .run = run_move, .flags = CMD_CHANGE | CMD_PINS,
	  .caps = CAPS_BPF, .caps_may = CAPS_CHAIN },
	{ .name = "detach", .help = "take away exactly what is named",
	  .args = detach_args, .req_size = sizeof(struct chain_req),
	  .run = run_detach, .flags = CMD_CHANGE | CMD_PINS,
	  .caps = CAPS_BPF, .caps_may = CAPS_CHAIN },
	{ .name = NULL },
};
