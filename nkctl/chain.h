/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chains of BPF programs on a device: tcx (ingress, egress), netkit
 * (primary, peer: both asked and changed through the primary device) and
 * XDP (one program a device).  A chain has a revision that the kernel
 * counts up with every change; a change sends the one it has read and is
 * refused when another tool was faster.
 *
 * An attachment is a bpf_link (gone with its last pin or holder, and only
 * its owner changes it) or direct (stays until it is detached).  Links made
 * here are pinned under ROOT/link/NAME.
 */
#ifndef NKCTL_CHAIN_H
#define NKCTL_CHAIN_H

#include <net/if.h>

#include "lib/cmd.h"
#include "lib/nl_link.h"
#include "lib/out.h"
#include "lib/plan.h"
#include "lib/prog.h"

enum hook { HOOK_INGRESS, HOOK_EGRESS, HOOK_PRIMARY, HOOK_PEER, HOOK_XDP };
enum xdp_mode { XDP_MODE_NATIVE, XDP_MODE_GENERIC, XDP_MODE_OFFLOAD };
enum owner { OWNER_PINNED, OWNER_LINK, OWNER_DIRECT, OWNER_FILTER };

/* ---- what words become --------------------------------------------------- */

enum ref_bit {
	REF_ID = 1 << 0,
	REF_NAME = 1 << 1,
	REF_TAG = 1 << 2,
	REF_PINNED = 1 << 3,
	REF_OBJECT = 1 << 4,
	REF_PROGRAM = 1 << 5,
	REF_LINK = 1 << 6,
	REF_PIN = 1 << 7,
};

/* A program (PROG) or an attachment of a chain (REF). */
struct ref {
	uint64_t said;
	uint32_t id, link;
	const char *name, *tag, *pinned, *object, *program, *pin;
};

enum chain_bit {
	CHAIN_DEV = 1 << 0,
	CHAIN_HOOK = 1 << 1,
	CHAIN_PROG = 1 << 2,
	CHAIN_REF = 1 << 3,
	CHAIN_FIRST = 1 << 4,
	CHAIN_LAST = 1 << 5,
	CHAIN_BEFORE = 1 << 6,
	CHAIN_AFTER = 1 << 7,
	CHAIN_PIN = 1 << 8,
	CHAIN_DIRECT = 1 << 9,
	CHAIN_REVISION = 1 << 10,
	CHAIN_ALL = 1 << 11,
	CHAIN_MODE = 1 << 12,
};

struct chain_req {
	uint64_t said;
	const char *dev;
	uint32_t hook;		/* enum hook */
	struct ref prog, ref;
	bool first, last, direct, all;
	struct ref before, after;
	const char *pin;
	uint32_t revision;
	uint32_t mode;		/* enum xdp_mode */
};

/* ---- what a chain is ------------------------------------------------------ */

enum entry_bit {
	ENTRY_LINK = 1 << 0,
	ENTRY_PIN = 1 << 1,
	ENTRY_REVISION = 1 << 2,
	ENTRY_PROG = 1 << 3,	/* the program could be opened */
	ENTRY_RUNS = 1 << 4,
	ENTRY_MODE = 1 << 5,
	ENTRY_FILTER = 1 << 6,	/* pref and handle of a tc filter */
	ENTRY_ID = 1 << 7,
	ENTRY_NAME = 1 << 8,
	ENTRY_BTF = 1 << 9,
	ENTRY_OWNER = 1 << 10,	/* not where that takes more rights */
};

/* One program of a chain, in run order. */
struct chain_entry {
	uint64_t has;
	char dev[IFNAMSIZ];
	uint32_t ifindex;
	uint32_t hook;		/* enum hook */
	uint32_t position;	/* from 1; tc filters count on behind tcx */
	uint32_t owner;		/* enum owner */
	uint32_t id;		/* of the program */
	uint32_t link;		/* id of the link */
	const char *pin;	/* borrowed from struct pins */
	uint32_t revision;	/* of the chain */
	uint32_t mode;		/* enum xdp_mode */
	uint32_t pref, handle;
	struct prog_info prog;
	char loaded_at[32];	/* as prog.load_time, in words, UTC */
	struct out_list maps;	/* struct chain_map */
};

struct chain_map {
	uint64_t has;
	uint32_t id;
};

struct chain {
	const struct nl_link *dev;	/* borrowed */
	uint32_t hook;
	uint32_t revision;
	uint32_t attached;	/* programs that the kernel's chain has */
	struct chain_entry *v;
	size_t n;
};

/* Entries of all chains that were asked for. */
struct chain_list {
	struct chain_entry *v;
	size_t n;
	struct pins pins;
};

/* An XDP request as rtnetlink takes it: fd -1 takes the program away; with
 * replace, if `old` is there now (-1: no program). 0 or -errno. */
int xdp_send(struct nl *nl, const struct nl_link *dev, int fd, bool replace,
	     int old, uint32_t flags);
uint32_t xdp_mode_flags(uint32_t mode);

extern const struct choice chain_hooks[], chain_modes[], chain_owners[];

/* How much to read: names take a file descriptor for each program. */
enum chain_depth { CHAIN_IDS, CHAIN_PROGS, CHAIN_DETAILS };

/* The attach type of a tcx or netkit hook. */
enum bpf_attach_type chain_attach_type(uint32_t hook);
/* Refuse a hook that this device has not: -EINVAL, with where to go. */
int chain_check_hook(struct nl *nl, const struct nl_link *dev, uint32_t hook,
		     struct err *err);

/* Read one chain; pins may be NULL. */
int chain_read(struct nl *nl, const struct nl_link *dev, uint32_t hook,
	       const struct pins *pins, enum chain_depth depth,
	       struct chain *c, struct err *err);
void chain_free(struct chain *c);
/* The legacy filters that run behind tcx; added to the chain's entries. */
int chain_read_filters(struct nl *nl, struct chain *c, struct err *err);

/* Every chain of dev, or of all devices, or of one hook. root: where pins
 * are looked for besides BPFFS_ROOT. */
int chain_list(struct nl *nl, const struct chain_req *req, const char *root,
	       bool details, struct chain_list *ls, struct err *err);
void chain_list_free(struct chain_list *ls);
void chain_show(struct out *out, const struct chain_list *ls);
void chain_show_one(struct out *out, const struct chain_entry *e);

/* ---- finding -------------------------------------------------------------- */

/* An open program; obj is NULL unless it came from an object file. */
struct prog_handle {
	int fd;
	struct prog_object *obj;
	struct prog_info info;
};

struct chain_ctx;
int ref_open_prog(const struct chain_ctx *cc, const struct ref *r,
		  uint32_t hook, struct prog_handle *p, struct err *err);
/* undo: remove what loading it left behind. */
void ref_close_prog(struct prog_handle *p, bool undo);
/* The one entry that a REF names; two that fit are an error listing them. */
int ref_find(const struct chain_ctx *cc, const struct ref *r,
	     const struct chain *c, const struct chain_entry **entry,
	     struct err *err);

/* ---- changing -------------------------------------------------------------- */

/* What a change works with. */
struct chain_ctx {
	struct nl *nl;
	const char *root;	/* the pin folder */
	struct plan *plan;	/* set: change nothing, say what would */
	const char *note;	/* set by a change that has to say something */
	uint32_t attached;	/* set by an attach: the program's id */
};

int chain_attach(struct chain_ctx *cc, const struct chain_req *req,
		 struct err *err);
int chain_replace(struct chain_ctx *cc, const struct chain_req *req,
		  struct err *err);
int chain_move(struct chain_ctx *cc, const struct chain_req *req,
	       struct err *err);
int chain_detach(struct chain_ctx *cc, const struct chain_req *req,
		 struct err *err);

int xdp_attach(struct chain_ctx *cc, const struct chain_req *req,
	       const struct nl_link *dev, struct err *err);
int xdp_replace(struct chain_ctx *cc, const struct chain_req *req,
		const struct nl_link *dev, struct err *err);
int xdp_detach(struct chain_ctx *cc, const struct chain_req *req,
	       const struct nl_link *dev, struct err *err);

extern const struct cmd chain_cmds[];

#endif
