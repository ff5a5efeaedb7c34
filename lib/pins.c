/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where links are pinned: prog.h.  Every file of the BPF file system is
 * opened and asked what it is; there is no way from a link to its pins.
 */
#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/prog.h"

/* One more link, or nothing when the file is of another kind. */
static int add_pin(struct pins *pins, const char *path, struct err *err)
{
	struct bpf_link_info info = { 0 };
	uint32_t len = sizeof(info);
	struct pin *v;
	int rc, fd = bpf_obj_get(path);

	if (fd < 0)
		return 0;
	rc = bpf_fd_kind(fd) != BPF_KIND_LINK ||
	     bpf_link_get_info_by_fd(fd, &info, &len);
	close(fd);
	if (rc)
		return 0;
	v = reallocarray(pins->v, pins->n + 1, sizeof(*v));
	if (!v)
		return err_nomem(err);
	pins->v = v;
	v += pins->n;
	*v = (struct pin){ .link_id = info.id, .type = info.type,
			   .prog_id = info.prog_id };
	if (info.type == BPF_LINK_TYPE_TCX) {
		v->ifindex = info.tcx.ifindex;
		v->attach_type = info.tcx.attach_type;
		v->on_device = true;
	} else if (info.type == BPF_LINK_TYPE_NETKIT) {
		v->ifindex = info.netkit.ifindex;
		v->attach_type = info.netkit.attach_type;
		v->on_device = true;
	} else if (info.type == BPF_LINK_TYPE_XDP) {
		v->ifindex = info.xdp.ifindex;
		v->on_device = true;
	}
	v->path = strdup(path);
	if (!v->path)
		return err_nomem(err);
	pins->n++;
	return 0;
}

static int walk(struct pins *pins, const char *dir_path, struct err *err)
{
	DIR *dir = opendir(dir_path);
	struct dirent *d;
	int rc = 0;

	while (dir && !rc && (d = readdir(dir))) {
		char path[4096];
		struct stat st;

		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, ".."))
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", dir_path,
			     d->d_name) >= (int)sizeof(path))
			continue;
		/* Links within the file system are not followed. */
		if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (S_ISDIR(st.st_mode))
			rc = walk(pins, path, err);
		else if (S_ISREG(st.st_mode))
			rc = add_pin(pins, path, err);
	}
	if (dir)
		closedir(dir);
	return rc;
}

static int by_link(const void *a, const void *b)
{
	const struct pin *x = a, *y = b;

	if (x->link_id != y->link_id)
		return x->link_id < y->link_id ? -1 : 1;
	return strcmp(x->path, y->path);
}

int pins_add(const char *root, struct pins *pins, struct err *err)
{
	int rc;

	rc = walk(pins, root, err);
	if (pins->n)
		qsort(pins->v, pins->n, sizeof(*pins->v), by_link);
	return rc;
}

int pins_read(const char *root, struct pins *pins, struct err *err)
{
	*pins = (struct pins){ 0 };
	return pins_add(root, pins, err);
}

void pins_free(struct pins *pins)
{
	for (size_t i = 0; i < pins->n; i++)
		free(pins->v[i].path);
	free(pins->v);
	*pins = (struct pins){ 0 };
}

const struct pin *pins_find(const struct pins *pins, uint32_t link_id)
{
	for (size_t i = 0; i < pins->n; i++)
		if (pins->v[i].link_id == link_id)
			return &pins->v[i];
	return NULL;
}
