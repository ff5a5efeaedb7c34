/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The single steps that changes of a chain are made of: chain.h.  Each is
 * one system call that the kernel does whole or not at all, with its
 * refusal put into words; what they do together is chain_change_kern.c's.
 */
#ifndef NKCTL_CHAIN_SLOT_H
#define NKCTL_CHAIN_SLOT_H

#include "nkctl/chain.h"

/* Where a program shall stand; flags as bpf(2) takes them. */
struct slot_place {
	uint32_t flags;		/* BPF_F_BEFORE, BPF_F_AFTER, BPF_F_LINK */
	uint32_t relative_id;	/* of a program or, with BPF_F_LINK, a link */
};

/* expected: the revision the chain must be at, 0 for any. All return 0 (or
 * a descriptor) or -errno, -ESTALE when the chain is elsewhere, and say
 * nothing: slot_refused() does. */
int slot_attach_link(int prog, const struct chain *c,
		     const struct slot_place *place, uint32_t expected);
int slot_attach_direct(int prog, const struct chain *c,
		       const struct slot_place *place, uint32_t expected);
int slot_replace_direct(int prog, int old, const struct chain *c,
			uint32_t expected);
/* -EPERM: the link runs another program than old. */
int slot_replace_link(int link, int prog, int old);
int slot_detach_direct(int prog, const struct chain *c, uint32_t expected);

/* Open the link of an entry, through its pin where it has one: that takes
 * less privilege than its id. */
int slot_open_link(const struct chain_entry *e, struct err *err);

int slot_refused(int rc, const struct chain *c, struct err *err,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* ---- pins under ROOT/link ------------------------------------------------- */

/* ROOT/link/NAME for a new link: the name said, which must be free, or one
 * made of device, hook and program. The folder is made. */
int slot_pin_path(const char *root, const struct chain_req *req,
		  const struct chain *c, const char *prog,
		  char path[static 4096], struct err *err);
/* Pin, or close the link and say why not. */
int slot_pin(int link, const char *path, const char *dev, struct err *err);
/* Let the name at path mean another link, at once. */
int slot_repin(int link, const char *path, const char *dev, struct err *err);
/* Is this path one of ours to take away? */
bool slot_is_own_pin(const char *root, const char *path);

/* A program that runs prog by a tail call; *owner keeps it. -errno when
 * the two cannot be joined. */
struct standin_bpf;
int standin_open(int prog, uint32_t hook, struct standin_bpf **owner);
void standin_close(struct standin_bpf *owner);

#endif
