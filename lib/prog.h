/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BPF programs and links of this machine: what the kernel tells of one,
 * finding one by name or tag, loading one from an object file, and where
 * links are pinned.  Ids are the kernel's; tags are 16 hexadecimal digits.
 */
#ifndef NKT_PROG_H
#define NKT_PROG_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/err.h"

#define PROG_TAG_STRLEN (2 * BPF_TAG_SIZE + 1)
#define PROG_NAME_MAX 128	/* by BTF; without it the kernel keeps 15 */

struct prog_info {
	uint32_t id;
	uint32_t type;			/* enum bpf_prog_type */
	char name[PROG_NAME_MAX];
	char tag[PROG_TAG_STRLEN];
	uint64_t load_time;		/* ns since 1970 */
	uint32_t uid;
	uint64_t run_cnt, run_time;	/* 0 unless bpf_stats_enabled; ns */
	uint32_t btf_id;
	char btf_name[PROG_NAME_MAX];	/* of its function; details only */
	uint32_t n_maps;
	uint32_t *maps;			/* owned; NULL unless asked for */
};

/* All of it from an open program; maps too where `details`. */
int prog_info_read(int fd, bool details, struct prog_info *info,
		   struct err *err);
void prog_info_free(struct prog_info *info);
/* By the whole name, or by the 15 bytes that the kernel keeps of it. */
bool prog_has_name(const struct prog_info *info, const char *name);

/* "a tc program", "an xdp program", or the type's number in words. */
const char *prog_type_word(uint32_t type, char buf[static 32]);

/* An open program by its id; needs CAP_SYS_ADMIN. */
int prog_open_id(uint32_t id, struct err *err);

/*
 * The one program on this machine with that name or tag (the other NULL)
 * and type. Two that fit are an error that lists them.
 */
int prog_open_match(const char *name, const char *tag, uint32_t type,
		    struct err *err);

/* A program pinned at a path; what else is pinned there is refused. */
int prog_open_pinned(const char *path, struct err *err);

/*
 * Load one program of an object file, and nothing else of it. name may be
 * NULL where the file holds only one of that type. maps_dir: where maps
 * that ask to be pinned by name go; NULL: the program gets maps of its own
 * and nothing is pinned. debug: libbpf's print function is given the
 * verifier's log, and the error only its outcome. *obj keeps what belongs to
 * the program alive until prog_object_close(); with undo set that removes
 * map pins which this load made.
 */
struct prog_object;
int prog_load_object(const char *file, const char *name, uint32_t type,
		     const char *maps_dir, bool debug,
		     struct prog_object **obj, int *fd, struct err *err);
void prog_object_close(struct prog_object *obj, bool undo);

/*
 * How many calls of a helper a program makes whose argument in register reg
 * does not surely have a bit of `without` set; -EPERM where it cannot be
 * read. distance: of prog_helper_at(), which reads /proc/kallsyms once.
 */
int prog_helper_at(const char *helper, int32_t *distance);
int prog_calls(int fd, int32_t distance, uint8_t reg, uint32_t without);

/* Is run_cnt kept at present? (sysctl kernel.bpf_stats_enabled) */
bool prog_stats_enabled(void);

/* ---- pins --------------------------------------------------------------- */

struct pin {
	uint32_t link_id;
	uint32_t type;		/* enum bpf_link_type */
	uint32_t prog_id;
	uint32_t ifindex;	/* 0: severed, the device is gone */
	bool on_device;		/* tcx, netkit or xdp: .ifindex means it */
	uint32_t attach_type;	/* tcx and netkit */
	char *path;
};

struct pins {
	struct pin *v;		/* sorted by link_id, then path */
	size_t n;
};

/* Every link that is pinned below root (a bpffs); what cannot be read is
 * passed over. An absent root is an empty list. */
int pins_read(const char *root, struct pins *pins, struct err *err);
/* Those below one more root. */
int pins_add(const char *root, struct pins *pins, struct err *err);
void pins_free(struct pins *pins);
/* The first pin of a link, or NULL. */
const struct pin *pins_find(const struct pins *pins, uint32_t link_id);

/* What kind of BPF object an open descriptor is. */
enum bpf_object_kind { BPF_KIND_OTHER, BPF_KIND_PROG, BPF_KIND_LINK, BPF_KIND_MAP };
enum bpf_object_kind bpf_fd_kind(int fd);

#endif
