/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Legacy filters of the clsact qdisc: chain.h.  They run behind tcx, when
 * that let a packet go on, so a chain is not understood without them.
 */
#include "nkctl/chain.h"

#include <errno.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of one RTM_NEWTFILTER message. */
struct filter {
	char kind[16];
	char name[PROG_NAME_MAX];
	uint32_t prog, handle, pref;
};

struct filters {
	struct chain *chain;
	struct err *err;
};

static void parse_bpf(const struct nlattr *options, struct filter *f)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, options) {
		uint16_t len = mnl_attr_get_payload_len(a);

		if (mnl_attr_get_type(a) == TCA_BPF_ID && len == 4)
			f->prog = mnl_attr_get_u32(a);
		else if (mnl_attr_get_type(a) == TCA_BPF_NAME && len)
			snprintf(f->name, sizeof(f->name), "%.*s", len,
				 mnl_attr_get_str(a));
	}
}

static int add_filter(struct filters *fs, const struct filter *f)
{
	struct chain *c = fs->chain;
	struct chain_entry *e, *v;

	v = reallocarray(c->v, c->n + 1, sizeof(*v));
	if (!v)
		return err_nomem(fs->err);
	c->v = v;
	e = &v[c->n++];
	*e = (struct chain_entry){
		.has = ENTRY_FILTER | ENTRY_NAME | ENTRY_OWNER |
		       (f->prog ? ENTRY_ID : 0),
		.ifindex = c->dev->ifindex,
		.hook = c->hook,
		.position = (uint32_t)c->n,
		.owner = OWNER_FILTER,
		.id = f->prog,
		.pref = f->pref,
		.handle = f->handle,
	};
	memcpy(e->dev, c->dev->name, sizeof(e->dev));
	/* Until the program is opened; and for filters of other kinds. */
	snprintf(e->prog.name, sizeof(e->prog.name), "%s",
		 f->name[0] ? f->name : f->kind);
	return 0;
}

static int keep_filter(const struct nlmsghdr *nlh, void *arg)
{
	const struct tcmsg *tc = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *a, *options = NULL;
	struct filter f = { .handle = tc->tcm_handle,
			    .pref = TC_H_MAJ(tc->tcm_info) >> 16 };

	if (nlh->nlmsg_type != RTM_NEWTFILTER)
		return 0;
	mnl_attr_for_each(a, nlh, sizeof(*tc)) {
		if (mnl_attr_get_type(a) == TCA_KIND)
			snprintf(f.kind, sizeof(f.kind), "%.*s",
				 mnl_attr_get_payload_len(a),
				 mnl_attr_get_str(a));
		else if (mnl_attr_get_type(a) == TCA_OPTIONS)
			options = a;
	}
	if (options && !strcmp(f.kind, "bpf"))
		parse_bpf(options, &f);
	/* A kind is announced once without a handle before its filters. */
	return f.handle ? add_filter(arg, &f) : 0;
}

int chain_read_filters(struct nl *nl, struct chain *c, struct err *err)
{
	struct filters fs = { .chain = c, .err = err };
	struct nlmsghdr *nlh;
	struct tcmsg *tc;
	void *family;
	int rc;

	nlh = nl_begin(nl, RTM_GETTFILTER, 0, sizeof(*tc), &family);
	tc = family;
	tc->tcm_family = AF_UNSPEC;
	tc->tcm_ifindex = (int)c->dev->ifindex;
	tc->tcm_parent = TC_H_MAKE(TC_H_CLSACT, c->hook == HOOK_INGRESS ?
							TC_H_MIN_INGRESS :
							TC_H_MIN_EGRESS);
	rc = nl_dump(nl, nlh, keep_filter, &fs);
	/* Without a clsact qdisc there are none. */
	if (rc == -EINVAL || rc == -ENOENT || rc == -EOPNOTSUPP)
		return 0;
	if (rc && !err->from)
		return nl_refused(nl, rc, NULL, err, c->dev->name,
				  "cannot read the filters");
	return rc;
}
