/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A network namespace of its own to try things in: made, entered, left and
 * gone, with all that was made in it.  The process is single-threaded, so
 * being there for a moment disturbs nobody.
 */
#ifndef NKT_SCRATCH_H
#define NKT_SCRATCH_H

#include "lib/nl.h"

struct scratch {
	int home_fd;	/* the namespace to go back to; -1: not inside */
	struct nl nl;	/* rtnetlink inside */
};

/* CAP_SYS_ADMIN; -EPERM (ERR_LOCAL) says so. lo is index 1, and up. */
int scratch_enter(struct scratch *s, struct err *err);
/* Back home. Harmless when not inside. */
void scratch_leave(struct scratch *s);

/* Make a device of a kind with the kernel's defaults; 0 or -errno. flag:
 * an attribute of its kind that it cannot do without, or 0; with
 * SCRATCH_U8 it is sent as a byte of one, else without a value. */
#define SCRATCH_U8 (1U << 16)
int scratch_device(struct scratch *s, const char *kind, const char *name,
		   uint32_t flag);

#endif
