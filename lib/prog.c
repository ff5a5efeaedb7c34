/* SPDX-License-Identifier: GPL-2.0-or-later */
/* BPF programs: what the kernel tells of one, and finding one: prog.h. */
#include "lib/prog.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum bpf_object_kind bpf_fd_kind(int fd)
{
	char path[32], target[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return BPF_KIND_OTHER;
	target[n] = '\0';
	if (strstr(target, "bpf-prog"))
		return BPF_KIND_PROG;
	if (strstr(target, "bpf_link") || strstr(target, "bpf-link"))
		return BPF_KIND_LINK;
	return strstr(target, "bpf-map") ? BPF_KIND_MAP : BPF_KIND_OTHER;
}

const char *prog_type_word(uint32_t type, char buf[static 32])
{
	const char *name = type == BPF_PROG_TYPE_SCHED_CLS ? "tc" :
			   type == BPF_PROG_TYPE_XDP ? "xdp" :
			   libbpf_bpf_prog_type_str(type);

	if (name)
		snprintf(buf, 32, "%s", name);
	else
		snprintf(buf, 32, "type %u", type);
	return buf;
}

/* The name of the program's function in its BTF; false without one. */
static bool btf_name(const struct bpf_prog_info *raw, int fd,
		     char name[static PROG_NAME_MAX])
{
	struct bpf_prog_info again = { 0 };
	struct bpf_func_info func = { 0 };
	uint32_t len = sizeof(again);
	const struct btf_type *t;
	struct btf *btf;

	if (!raw->btf_id || !raw->nr_func_info)
		return false;
	again.nr_func_info = 1;
	again.func_info_rec_size = sizeof(func);
	again.func_info = (uintptr_t)&func;
	if (bpf_prog_get_info_by_fd(fd, &again, &len))
		return false;
	btf = btf__load_from_kernel_by_id(raw->btf_id);
	t = btf ? btf__type_by_id(btf, func.type_id) : NULL;
	if (t)
		snprintf(name, PROG_NAME_MAX, "%s",
			 btf__name_by_offset(btf, t->name_off));
	btf__free(btf);
	return t;
}

/* The kernel stamps programs with the time since boot. */
static uint64_t since_1970(uint64_t boot_ns)
{
	struct timespec real, boot;

	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return boot_ns + (uint64_t)(real.tv_sec - boot.tv_sec) * 1000000000U +
	       (uint64_t)(real.tv_nsec - boot.tv_nsec);
}

static int read_maps(int fd, struct prog_info *info, struct err *err)
{
	struct bpf_prog_info raw = { 0 };
	uint32_t len = sizeof(raw);

	info->maps = calloc(info->n_maps, sizeof(*info->maps));
	if (!info->maps)
		return err_nomem(err);
	raw.nr_map_ids = info->n_maps;
	raw.map_ids = (uintptr_t)info->maps;
	if (bpf_prog_get_info_by_fd(fd, &raw, &len))
		return err_set(err, ERR_LOCAL, errno, "",
			       "cannot read the maps of program %u: %s",
			       info->id, strerror(errno));
	if (raw.nr_map_ids < info->n_maps)
		info->n_maps = raw.nr_map_ids;
	return 0;
}

int prog_info_read(int fd, bool details, struct prog_info *info,
		   struct err *err)
{
	struct bpf_prog_info raw = { 0 };
	uint32_t len = sizeof(raw);

	*info = (struct prog_info){ 0 };
	if (bpf_prog_get_info_by_fd(fd, &raw, &len))
		return err_set(err, ERR_LOCAL, errno, "",
			       "cannot read a program: %s", strerror(errno));
	info->id = raw.id;
	info->type = raw.type;
	snprintf(info->name, sizeof(info->name), "%s", raw.name);
	for (size_t i = 0; i < BPF_TAG_SIZE; i++)
		snprintf(info->tag + 2 * i, 3, "%02x", raw.tag[i]);
	info->load_time = since_1970(raw.load_time);
	info->uid = raw.created_by_uid;
	info->run_cnt = raw.run_cnt;
	info->run_time = raw.run_time_ns;
	info->btf_id = raw.btf_id;
	info->n_maps = raw.nr_map_ids;
	/* The kernel cuts names at 15 bytes; the BTF has all of it. */
	if (strlen(info->name) == BPF_OBJ_NAME_LEN - 1)
		btf_name(&raw, fd, info->name);
	if (details)
		btf_name(&raw, fd, info->btf_name);
	return details && info->n_maps ? read_maps(fd, info, err) : 0;
}

void prog_info_free(struct prog_info *info)
{
	free(info->maps);
	info->maps = NULL;
}

int prog_open_id(uint32_t id, struct err *err)
{
	int fd = bpf_prog_get_fd_by_id(id);

	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return err_set(err, ERR_LOCAL, ENOENT, "",
			       "there is no program with id %u", id);
	err_set(err, ERR_LOCAL, errno, "", "cannot open program %u: %s", id,
		strerror(errno));
	if (errno == EPERM)
		err_hint(err, "a program is opened by its id with CAP_SYS_ADMIN; a pinned one needs less");
	return -err->code;
}

bool prog_has_name(const struct prog_info *info, const char *name)
{
	return !strcmp(info->name, name) ||
	       (strlen(name) == BPF_OBJ_NAME_LEN - 1 &&
		!strncmp(info->name, name, BPF_OBJ_NAME_LEN - 1));
}

static bool is_match(const struct prog_info *p, const char *name,
		     const char *tag, uint32_t type)
{
	if (p->type != type)
		return false;
	if (tag)
		return !strcasecmp(p->tag, tag);
	return prog_has_name(p, name);
}

static int two_match(const struct prog_info *a, const struct prog_info *b,
		     const char *name, const char *tag, struct err *err)
{
	err_set(err, ERR_LOCAL, ENOTUNIQ, "",
		"%s %s fits two programs: id %u (%s, tag %s) and id %u (%s, tag %s)",
		name ? "name" : "tag", name ? name : tag, a->id, a->name,
		a->tag, b->id, b->name, b->tag);
	return err_hint(err, "say id %u or id %u", a->id, b->id);
}

int prog_open_match(const char *name, const char *tag, uint32_t type,
		    struct err *err)
{
	struct prog_info info, first = { 0 };
	char word[32];
	uint32_t id = 0;
	int found = -1;

	while (!bpf_prog_get_next_id(id, &id)) {
		int rc, fd = bpf_prog_get_fd_by_id(id);

		/* Gone since the id was read; or no right, said below. */
		if (fd < 0 && errno != ENOENT)
			return prog_open_id(id, err);
		if (fd < 0)
			continue;
		rc = prog_info_read(fd, false, &info, err);
		if (!rc && is_match(&info, name, tag, type)) {
			if (found >= 0) {
				close(fd);
				close(found);
				return two_match(&first, &info, name, tag, err);
			}
			first = info;
			found = fd;
			continue;
		}
		close(fd);
	}
	if (found >= 0)
		return found;
	if (errno == EPERM)
		return err_set(err, ERR_LOCAL, EPERM, "",
			       "programs are listed with CAP_SYS_ADMIN, which is missing");
	return err_set(err, ERR_LOCAL, ENOENT, "",
		       "there is no %s program with %s %s",
		       prog_type_word(type, word), name ? "name" : "tag",
		       name ? name : tag);
}

int prog_open_pinned(const char *path, struct err *err)
{
	int fd = bpf_obj_get(path);

	if (fd < 0)
		return err_set(err, ERR_LOCAL, errno, path,
			       "cannot open what is pinned there: %s",
			       strerror(errno));
	if (bpf_fd_kind(fd) == BPF_KIND_PROG)
		return fd;
	close(fd);
	return err_set(err, ERR_LOCAL, EINVAL, path,
		       "is pinned there, but is no program");
}

bool prog_stats_enabled(void)
{
	char c = '0';
	int fd = open("/proc/sys/kernel/bpf_stats_enabled",
		      O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (read(fd, &c, 1) != 1)
		c = '0';
	close(fd);
	return c == '1';
}
