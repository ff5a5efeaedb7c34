/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The single steps that changes of a chain are made of: chain_slot.h. */
#include "nkctl/chain_slot.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/uapi_compat.h"
#include "standin.skel.h"

#define CHAIN_FULL 63

int slot_attach_link(int prog, const struct chain *c,
		     const struct slot_place *place, uint32_t expected)
{
	bool netkit = c->hook == HOOK_PRIMARY || c->hook == HOOK_PEER;
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = place->flags);
	int fd;

	if (netkit) {
		opts.netkit.relative_id = place->relative_id;
		opts.netkit.expected_revision = expected;
	} else {
		opts.tcx.relative_id = place->relative_id;
		opts.tcx.expected_revision = expected;
	}
	fd = bpf_link_create(prog, (int)c->dev->ifindex,
			     chain_attach_type(c->hook), &opts);
	return fd < 0 ? -errno : fd;
}

int slot_attach_direct(int prog, const struct chain *c,
		       const struct slot_place *place, uint32_t expected)
{
	LIBBPF_OPTS(bpf_prog_attach_opts, opts, .flags = place->flags,
		    .relative_id = place->relative_id,
		    .expected_revision = expected);

	return bpf_prog_attach_opts(prog, (int)c->dev->ifindex,
				    chain_attach_type(c->hook), &opts) ?
		       -errno : 0;
}

int slot_replace_direct(int prog, int old, const struct chain *c,
			uint32_t expected)
{
	LIBBPF_OPTS(bpf_prog_attach_opts, opts, .flags = BPF_F_REPLACE,
		    .replace_prog_fd = old, .expected_revision = expected);

	return bpf_prog_attach_opts(prog, (int)c->dev->ifindex,
				    chain_attach_type(c->hook), &opts) ?
		       -errno : 0;
}

int slot_replace_link(int link, int prog, int old)
{
	LIBBPF_OPTS(bpf_link_update_opts, opts, .flags = BPF_F_REPLACE,
		    .old_prog_fd = (uint32_t)old);

	return bpf_link_update(link, prog, &opts) ? -errno : 0;
}

int slot_detach_direct(int prog, const struct chain *c, uint32_t expected)
{
	LIBBPF_OPTS(bpf_prog_detach_opts, opts, .expected_revision = expected);

	return bpf_prog_detach_opts(prog, (int)c->dev->ifindex,
				    chain_attach_type(c->hook), &opts) ?
		       -errno : 0;
}

int slot_open_link(const struct chain_entry *e, struct err *err)
{
	int fd = e->has & ENTRY_PIN ? bpf_obj_get(e->pin) :
				      bpf_link_get_fd_by_id(e->link);

	if (fd >= 0)
		return fd;
	err_set(err, ERR_LOCAL, errno, e->dev, "cannot open link %u: %s",
		e->link, strerror(errno));
	if (errno == EPERM)
		err_hint(err, "a link is opened by its id with CAP_SYS_ADMIN");
	return -err->code;
}

/* kernel/bpf/mprog.c, tcx.c and drivers/net/netkit.c give no extack. */
static const char *why_of(int code, const struct chain *c)
{
	switch (code) {
	case ESTALE:
		return "another tool changed the chain meanwhile";
	case EEXIST:
		return "that program is in this chain already";
	case EBUSY:
		return "the program belongs to a link, which alone can change it";
	case ENOENT:
		return "what it refers to is not in the chain any more";
	case ERANGE:
		return c->attached >= CHAIN_FULL ?
			       "the chain is full: it holds 63 programs" :
			       "no place in the chain fits what was said";
	case EINVAL:
		return "this kernel has no such hook, or the program does not fit it";
	case ENODEV:
		return "the device is gone";
	case ENXIO:
		return "it is not a netkit device";
	case EACCES:
		return "it is the peer end: both chains belong to the primary";
	case EOPNOTSUPP:
		return "this kernel or this device (a single netkit has none) has no such chain";
	case ENOLINK:
		return "the link is severed: its device is gone, or it was detached";
	case EPERM:
		return "the link runs another program by now, or a capability is missing";
	}
	return strerror(code);
}

int slot_refused(int rc, const struct chain *c, struct err *err,
		 const char *fmt, ...)
{
	char doing[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(doing, sizeof(doing), fmt, ap);
	va_end(ap);
	err_set(err, ERR_KERNEL, -rc, c->dev->name, "%s: %s", doing,
		why_of(-rc, c));
	if (rc == -EINVAL || rc == -EOPNOTSUPP)
		err_hint(err, "see nkctl feature show");
	return rc;
}

/* Only what cannot be misread as a path; the kernel refuses dots. */
static int check_pin_name(const char *name, struct err *err)
{
	if (!strpbrk(name, "/."))
		return 0;
	return err_set(err, ERR_USAGE, EINVAL, "",
		       "pin: \"%s\" is a name, without / and .", name);
}

int slot_pin_path(const char *root, const struct chain_req *req,
		  const struct chain *c, const char *prog,
		  char path[static 4096], struct err *err)
{
	int n = snprintf(path, 4096, "%s/link", root), len;

	if (req->said & CHAIN_PIN) {
		int rc = check_pin_name(req->pin, err);

		if (rc)
			return rc;
	}
	if (mkdir(path, 0700) && errno != EEXIST)
		return err_set(err, ERR_LOCAL, errno, path,
			       "cannot make the folder: %s", strerror(errno));
	if (req->said & CHAIN_PIN) {
		snprintf(path + n, 4096 - (size_t)n, "/%s", req->pin);
		return access(path, F_OK) ? 0 :
		       err_set(err, ERR_LOCAL, EEXIST, c->dev->name,
			       "a pin called %s exists already", req->pin);
	}
	len = n + snprintf(path + n, 4096 - (size_t)n, "/%s-%s-%s",
			   c->dev->name, choice_word(chain_hooks, c->hook),
			   prog[0] ? prog : "prog");
	/* The name of a device may hold a dot, which bpffs keeps to itself. */
	for (char *p = path + n + 1; *p; p++)
		if (*p == '.')
			*p = '_';
	for (unsigned int i = 2; i < 1000 && !access(path, F_OK); i++)
		snprintf(path + len, 4096 - (size_t)len, "-%u", i);
	return 0;
}

int slot_pin(int link, const char *path, const char *dev, struct err *err)
{
	int rc;

	if (!bpf_obj_pin(link, path)) {
		close(link);
		return 0;
	}
	rc = err_set(err, ERR_LOCAL, errno, dev,
		     "cannot pin the link at %s: %s; it is detached again", path,
		     strerror(errno));
	close(link);
	return rc;
}

int slot_repin(int link, const char *path, const char *dev, struct err *err)
{
	char tmp[4096 + 8];

	snprintf(tmp, sizeof(tmp), "%s-new", path);
	unlink(tmp);
	if (!bpf_obj_pin(link, tmp) && !rename(tmp, path))
		return 0;
	err_set(err, ERR_LOCAL, errno, dev, "cannot pin the link at %s: %s",
		path, strerror(errno));
	unlink(tmp);
	return -err->code;
}

bool slot_is_own_pin(const char *root, const char *path)
{
	size_t n = strlen(root);

	return !strncmp(path, root, n) && !strncmp(path + n, "/link/", 6);
}

/* The verifier joins only programs of one expected attach type, and the
 * kernel does not tell which one a loaded program has: try those it can be. */
int standin_open(int prog, uint32_t hook, struct standin_bpf **owner)
{
	const enum bpf_attach_type types[] = {
		0,
		chain_attach_type(hook),	/* the likeliest first */
		chain_attach_type(HOOK_INGRESS),
		chain_attach_type(HOOK_EGRESS),
		chain_attach_type(HOOK_PRIMARY),
		chain_attach_type(HOOK_PEER),
	};
	const uint32_t key = 0;
	int rc = -EINVAL;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct standin_bpf *s = standin_bpf__open();

		if (!s)
			return -errno;
		bpf_program__set_expected_attach_type(s->progs.nkt_standin,
						      types[i]);
		rc = standin_bpf__load(s);
		if (!rc && !bpf_map_update_elem(bpf_map__fd(s->maps.target),
						&key, &prog, BPF_ANY)) {
			*owner = s;
			return bpf_program__fd(s->progs.nkt_standin);
		}
		standin_bpf__destroy(s);
	}
	return rc ? rc : -EINVAL;
}

void standin_close(struct standin_bpf *owner)
{
	standin_bpf__destroy(owner);
}
