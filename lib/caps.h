/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capabilities (libcap): a tool keeps only what its command needs, and a
 * command that lacks one says which.  Sets are masks of CAPS().  They are
 * those of the process's own user namespace: the kernel may still refuse
 * what belongs to another.
 */
#ifndef NKT_CAPS_H
#define NKT_CAPS_H

#include <stdint.h>
#include <sys/capability.h>

#include "lib/err.h"

#define CAPS(c) (UINT64_C(1) << (c))
#define CAPS_NET CAPS(CAP_NET_ADMIN)
#define CAPS_SYS CAPS(CAP_SYS_ADMIN)
#define CAPS_BPF (CAPS(CAP_BPF) | CAPS(CAP_NET_ADMIN))

/* The effective set. */
int caps_have(uint64_t *have, struct err *err);
/*
 * -EPERM (ERR_LOCAL): "CAP_NET_ADMIN is missing" when any of them is, with
 * each that is. CAP_SYS_ADMIN stands in for CAP_BPF and CAP_PERFMON, as it
 * does in the kernel.
 */
int caps_need(uint64_t need, struct err *err);
/*
 * Give up all others for good: effective, permitted, inheritable and, with
 * them, ambient. CAP_SYS_ADMIN stays where it stands in for one to be kept.
 * What this process does not have is not asked for.
 */
int caps_keep(uint64_t keep, struct err *err);

#endif
