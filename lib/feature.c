/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What this kernel can do, found by trying: feature.h. */
#include "lib/feature.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cli.h"
#include "lib/nl_link.h"

#define LO 1	/* ifindex of the loopback device in every namespace */

enum { FEATURE_SUPPORTED = 1 << 0, FEATURE_HAS_DETAIL = 1 << 1 };

struct feature {
	uint64_t has;
	const char *name, *help;
	bool supported;
	const char *word;	/* yes, no or unknown */
	char detail[FEATURE_DETAIL];
};

static const struct field feature_fields[] = {
	FIELD("feature", STR, struct feature, name, .flags = FIELD_BRIEF),
	FIELD("supported", BOOL, struct feature, supported,
	      .bit = FEATURE_SUPPORTED, .flags = FIELD_NOTEXT),
	FIELD("supported", STR, struct feature, word,
	      .flags = FIELD_BRIEF | FIELD_STATE | FIELD_NOJSON),
	FIELD_ANY("detail", CHARS, struct feature, detail,
		  .bit = FEATURE_HAS_DETAIL),
	FIELD("use", STR, struct feature, help),
	{ .key = NULL },
};

int feature_answer(struct feature_try *t, int rc)
{
	if (!rc)
		return 1;
	if (rc == -EPERM)
		return rc;
	if (!t->detail[0])
		snprintf(t->detail, sizeof(t->detail), "%.*s",
			 FEATURE_DETAIL - 1,
			 t->scratch.nl.extack[0] ? t->scratch.nl.extack :
						   strerror(-rc));
	t->scratch.nl.extack[0] = '\0';
	return 0;
}

int feature_load(enum bpf_prog_type type, enum bpf_attach_type attach,
		 uint32_t flags, int ret)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0,
		  .imm = ret },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = attach,
		    .prog_flags = flags);
	int fd = bpf_prog_load(type, "nkt_probe", "GPL", insns, 2, &opts);

	return fd < 0 ? -errno : fd;
}

static int attach_once(int prog, int ifindex, enum bpf_attach_type attach,
		       uint32_t flags)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = flags);
	int fd = bpf_link_create(prog, ifindex, attach, &opts);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int feature_tcx(struct feature_try *t)
{
	int rc, prog = feature_load(BPF_PROG_TYPE_SCHED_CLS, 0, 0, -1);

	if (prog < 0)
		return feature_answer(t, prog);
	rc = attach_once(prog, LO, t->probe->arg, 0);
	close(prog);
	return feature_answer(t, rc);
}

int feature_xdp(struct feature_try *t)
{
	int rc, prog = feature_load(BPF_PROG_TYPE_XDP, BPF_XDP, 0, XDP_PASS);
	struct nl_link veth;

	if (prog < 0)
		return feature_answer(t, prog);
	/* veth's driver runs XDP itself; loopback has the generic kind only. */
	rc = scratch_device(&t->scratch, "veth", FEATURE_DEVICE, 0);
	if (!rc)
		rc = nl_link_get(&t->scratch.nl, NL_LINK_HERE, FEATURE_DEVICE, 0,
				 false, &veth, NULL);
	if (!rc)
		rc = attach_once(prog, (int)veth.ifindex, BPF_XDP,
				 t->probe->arg);
	close(prog);
	return feature_answer(t, rc);
}

int feature_prog(struct feature_try *t)
{
	int fd = feature_load(t->probe->arg >> 16, t->probe->arg & 0xffff, 0, 1);

	if (fd >= 0)
		close(fd);
	return feature_answer(t, fd < 0 ? fd : 0);
}

int feature_map(struct feature_try *t)
{
	enum bpf_map_type type = t->probe->arg;
	uint32_t key = 4, value = 4, n = 1;
	LIBBPF_OPTS(bpf_map_create_opts, opts);
	int fd, inner = -1;

	if (type == BPF_MAP_TYPE_RINGBUF) {
		key = value = 0;
		n = (uint32_t)sysconf(_SC_PAGESIZE);
	} else if (type == BPF_MAP_TYPE_LPM_TRIE) {
		key = 8;
		opts.map_flags = BPF_F_NO_PREALLOC;
	} else if (type == BPF_MAP_TYPE_HASH_OF_MAPS) {
		inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, NULL, 4, 4, 1, NULL);
		opts.inner_map_fd = (uint32_t)inner;
	}
	fd = bpf_map_create(type, "nkt_probe", key, value, n, &opts);
	if (inner >= 0)
		close(inner);
	if (fd < 0)
		return feature_answer(t, -errno);
	close(fd);
	return 1;
}

int feature_qdisc(struct feature_try *t)
{
	struct nl *nl = &t->scratch.nl;
	struct nlmsghdr *nlh;
	struct tcmsg *tc;
	void *family;

	nlh = nl_begin(nl, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE,
		       sizeof(*tc), &family);
	tc = family;
	tc->tcm_ifindex = LO;
	tc->tcm_parent = TC_H_ROOT;
	mnl_attr_put_strz(nlh, TCA_KIND, t->probe->text);
	return feature_answer(t, nl_talk(nl, nlh, NULL, NULL));
}

/* Kinds whose module makes devices of its own in the machine's namespace
 * when it is loaded: these are not tried until somebody else loaded it. */
static bool makes_devices(const char *kind)
{
	static const char *const kinds[][2] = {
		{ "ifb", "ifb" }, { "dummy", "dummy" }, { "bond", "bonding" },
		{ "ipip", "ipip" }, { "sit", "sit" }, { "gre", "ip_gre" },
	};
	char path[64];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i][0], kind))
			continue;
		snprintf(path, sizeof(path), "/sys/module/%s", kinds[i][1]);
		return access(path, F_OK);
	}
	return false;
}

int feature_make(struct feature_try *t)
{
	if (makes_devices(t->probe->text)) {
		snprintf(t->detail, sizeof(t->detail),
			 "not tried: loading the module would make devices");
		return -EAGAIN;
	}
	return scratch_device(&t->scratch, t->probe->text, FEATURE_DEVICE,
			      t->probe->arg);
}

int feature_device(struct feature_try *t)
{
	int rc = feature_make(t);

	return rc == -EAGAIN ? rc : feature_answer(t, rc);
}

/* Each probe starts from an empty namespace: none sees another's devices. */
static int try_one(const struct probe *p, struct feature *f, struct err *err)
{
	struct feature_try t = { .probe = p };
	int rc = scratch_enter(&t.scratch, err);

	if (rc && rc != -EPERM)
		return rc;
	if (rc)
		err_clear(err);
	else
		rc = p->fn(&t);
	scratch_leave(&t.scratch);
	*f = (struct feature){ .name = p->name, .help = p->help };
	if (rc == -EPERM && !t.detail[0])
		snprintf(t.detail, sizeof(t.detail),
			 "could not be tried: no privilege");
	else if (rc < 0 && !t.detail[0])
		snprintf(t.detail, sizeof(t.detail), "could not be tried: %s",
			 strerror(-rc));
	if (rc >= 0)
		f->has |= FEATURE_SUPPORTED;
	f->supported = rc > 0;
	f->word = rc > 0 ? "yes" : rc == 0 ? "no" : "unknown";
	memcpy(f->detail, t.detail, sizeof(f->detail));
	if (f->detail[0])
		f->has |= FEATURE_HAS_DETAIL;
	return 0;
}

int feature_run(struct ctx *ctx, void *req, struct err *err)
{
	const struct probe *probes = ctx->cmd->data;
	struct feature *v;
	size_t n = 0;
	int rc = 0;

	(void)req;
	while (probes[n].name)
		n++;
	v = calloc(n ? n : 1, sizeof(*v));
	if (!v)
		return err_nomem(err);
	for (size_t i = 0; i < n && !rc; i++)
		rc = try_one(&probes[i], &v[i], err);
	if (!rc)
		out_rows(&ctx->out, OUT_TABLE, feature_fields, v, sizeof(*v),
			 n);
	free(v);
	return rc;
}
