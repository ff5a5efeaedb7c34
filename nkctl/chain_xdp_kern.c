/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * XDP: one program a device, native (in the driver) or generic (in the
 * stack): chain.h.  By a pinned link, or direct through rtnetlink, which
 * tells in words why a driver refuses.
 */
#include "nkctl/chain_slot.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

uint32_t xdp_mode_flags(uint32_t mode)
{
	return mode == XDP_MODE_NATIVE ? XDP_FLAGS_DRV_MODE :
	       mode == XDP_MODE_GENERIC ? XDP_FLAGS_SKB_MODE :
					  XDP_FLAGS_HW_MODE;
}

static uint32_t said_flags(const struct chain_req *req)
{
	return req->said & CHAIN_MODE ? xdp_mode_flags(req->mode) : 0;
}

static int refused(struct chain_ctx *cc, int rc, const struct nl_link *dev,
		   uint32_t flags, const char *doing, struct err *err)
{
	struct nl_why why[2] = { { .code = -rc }, { 0 } };

	switch (-rc) {
	case EOPNOTSUPP:
		if (flags & XDP_FLAGS_SKB_MODE)
			break;
		why[0].text = !strcmp(dev->kind, "netkit") ?
			"a netkit device has no native XDP" :
			"the driver of this device has no native XDP";
		why[0].hint = "say mode generic";
		break;
	case EEXIST:
		why[0].text = "the device runs XDP in the other mode; it takes one at a time";
		break;
	case EBUSY:
		why[0].text = "an XDP program is attached already";
		why[0].hint = "nkctl chain replace swaps it";
		break;
	case ENOLINK:
		why[0].text = "the link is severed: its device is gone, or it was detached";
		break;
	case EPERM:
		why[0].text = "the link runs another program by now, or a capability is missing";
		break;
	case EINVAL:
		why[0].text = flags & XDP_FLAGS_HW_MODE ?
			"offload takes hardware that runs BPF, and a program loaded for it" :
			"the device or its settings do not go with this program";
		break;
	}
	return nl_refused(cc->nl, rc, why, err, dev->name, "%s", doing);
}

int xdp_send(struct nl *nl, const struct nl_link *dev, int fd, bool replace,
	     int old, uint32_t flags)
{
	struct ifinfomsg *ifi;
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	void *family;

	nlh = nl_begin(nl, RTM_SETLINK, 0, sizeof(*ifi), &family);
	ifi = family;
	ifi->ifi_index = (int)dev->ifindex;
	nest = mnl_attr_nest_start(nlh, IFLA_XDP);
	mnl_attr_put_u32(nlh, IFLA_XDP_FD, (uint32_t)fd);
	if (replace) {
		flags |= XDP_FLAGS_REPLACE;
		mnl_attr_put_u32(nlh, IFLA_XDP_EXPECTED_FD, (uint32_t)old);
	} else if (fd >= 0) {
		flags |= XDP_FLAGS_UPDATE_IF_NOEXIST;
	}
	mnl_attr_put_u32(nlh, IFLA_XDP_FLAGS, flags);
	mnl_attr_nest_end(nlh, nest);
	return nl_talk(nl, nlh, NULL, NULL);
}

static int plan_xdp(struct chain_ctx *cc, const struct nl_link *dev,
		    const char *action, const char *from, const char *to,
		    struct err *err)
{
	char object[PLAN_TEXT];

	snprintf(object, sizeof(object), "%s xdp", dev->name);
	return plan_add(cc->plan, object, action, NULL, from, to, err);
}

static int attach_link(struct chain_ctx *cc, const struct chain_req *req,
		       const struct chain *c, const struct prog_handle *p,
		       struct err *err)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = said_flags(req));
	char path[4096];
	int fd, rc;

	rc = slot_pin_path(cc->root, req, c, p->info.name, path, err);
	if (rc)
		return rc;
	cc->nl->extack[0] = '\0';
	fd = bpf_link_create(p->fd, (int)c->dev->ifindex, BPF_XDP, &opts);
	if (fd < 0)
		return refused(cc, -errno, c->dev, opts.flags,
			       "cannot attach the XDP program", err);
	return slot_pin(fd, path, c->dev->name, err);
}

int xdp_attach(struct chain_ctx *cc, const struct chain_req *req,
	       const struct nl_link *dev, struct err *err)
{
	struct chain c = { .dev = dev, .hook = HOOK_XDP };
	struct prog_handle p;
	int rc;

	if (req->said & (CHAIN_BEFORE | CHAIN_AFTER | CHAIN_REVISION))
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "xdp has one program: no before, no after, no revision");
	rc = ref_open_prog(cc, &req->prog, HOOK_XDP, &p, err);
	if (rc)
		return rc;
	if (cc->plan) {
		rc = plan_xdp(cc, dev, "attach", NULL, p.info.name, err);
	} else if (req->direct) {
		rc = xdp_send(cc->nl, dev, p.fd, false, -1,
			      said_flags(req));
		if (rc)
			refused(cc, rc, dev, said_flags(req),
				"cannot attach the XDP program", err);
	} else {
		rc = attach_link(cc, req, &c, &p, err);
	}
	if (!rc)
		cc->attached = p.info.id;
	ref_close_prog(&p, rc || cc->plan);
	return rc;
}

/* What hangs on a link is changed through it, so it has to be known. */
static int check_owner(const struct chain_entry *e, struct err *err)
{
	bool known = e->has & ENTRY_OWNER;

	if ((e->has & ENTRY_LINK) || (known && e->owner == OWNER_DIRECT))
		return 0;
	err_set(err, ERR_LOCAL, known ? ENOTUNIQ : EPERM, e->dev,
		"cannot tell on which link program %u hangs", e->id);
	if (!known)
		return err_hint(err, "links are listed with CAP_SYS_ADMIN");
	return err_hint(err, "another namespace runs it on a device with the same index, %u; to detach it, remove the pin of its link",
			e->ifindex);
}

/* Find what REF names among what the device runs. */
static int find(struct chain_ctx *cc, const struct chain_req *req,
		const struct nl_link *dev, struct pins *pins, struct chain *c,
		const struct chain_entry **e, struct err *err)
{
	int rc = pins_read(cc->root, pins, err);

	*c = (struct chain){ 0 };
	if (!rc)
		rc = chain_read(cc->nl, dev, HOOK_XDP, pins, CHAIN_PROGS,
				c, err);
	if (!rc && !req->all)
		rc = ref_find(cc, &req->ref, c, e, err);
	return rc;
}

static int replace(struct chain_ctx *cc, const struct nl_link *dev,
		   const struct chain_entry *e, int fd, struct err *err)
{
	int link, old, rc = check_owner(e, err);

	if (rc)
		return rc;
	old = prog_open_id(e->id, err);
	if (old < 0)
		return old;
	if (e->has & ENTRY_LINK) {
		link = slot_open_link(e, err);
		rc = link < 0 ? link : slot_replace_link(link, fd, old);
		if (link >= 0)
			close(link);
		cc->nl->extack[0] = '\0';
	} else {
		rc = xdp_send(cc->nl, dev, fd, true, old,
			      xdp_mode_flags(e->mode));
	}
	close(old);
	if (rc && !err->from)
		refused(cc, rc, dev, xdp_mode_flags(e->mode),
			"cannot replace the XDP program", err);
	return rc;
}

int xdp_replace(struct chain_ctx *cc, const struct chain_req *req,
		const struct nl_link *dev, struct err *err)
{
	const struct chain_entry *e = NULL;
	struct prog_handle p = { .fd = -1 };
	struct pins pins = { 0 };
	struct chain c;
	int rc;

	if (req->said & CHAIN_REVISION)
		return err_set(err, ERR_USAGE, EINVAL, "",
			       "xdp has one program and no revision");
	rc = find(cc, req, dev, &pins, &c, &e, err);
	if (!rc)
		rc = ref_open_prog(cc, &req->prog, HOOK_XDP, &p, err);
	if (!rc && cc->plan)
		rc = plan_xdp(cc, dev, "replace", e->prog.name, p.info.name,
			      err);
	else if (!rc && p.info.id != e->id)
		rc = replace(cc, dev, e, p.fd, err);
	ref_close_prog(&p, rc || cc->plan);
	chain_free(&c);
	pins_free(&pins);
	return rc;
}

static int detach(struct chain_ctx *cc, const struct nl_link *dev,
		  const struct chain_entry *e, struct err *err)
{
	int fd, rc = check_owner(e, err);

	if (rc)
		return rc;
	if (cc->plan)
		return plan_xdp(cc, dev, "detach", e->prog.name, NULL, err);
	fd = e->has & ENTRY_LINK ? slot_open_link(e, err) :
				   prog_open_id(e->id, err);
	if (fd < 0)
		return fd;
	cc->nl->extack[0] = '\0';
	if (e->has & ENTRY_LINK)
		rc = bpf_link_detach(fd) ? -errno : 0;
	else
		rc = xdp_send(cc->nl, dev, -1, true, fd,
			      xdp_mode_flags(e->mode));
	close(fd);
	if (rc)
		return refused(cc, rc, dev, xdp_mode_flags(e->mode),
			       "cannot detach the XDP program", err);
	if ((e->has & ENTRY_PIN) && slot_is_own_pin(cc->root, e->pin))
		unlink(e->pin);
	return 0;
}

int xdp_detach(struct chain_ctx *cc, const struct chain_req *req,
	       const struct nl_link *dev, struct err *err)
{
	const struct chain_entry *e = NULL;
	struct pins pins = { 0 };
	struct chain c;
	int rc = find(cc, req, dev, &pins, &c, &e, err);

	if (!rc && !req->all)
		rc = detach(cc, dev, e, err);
	for (uint32_t i = 0; !rc && req->all && i < c.attached; i++)
		rc = detach(cc, dev, &c.v[i], err);
	chain_free(&c);
	pins_free(&pins);
	return rc;
}
