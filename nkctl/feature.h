/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `nkctl feature`: what of netkit, tcx, XDP and BIG TCP this kernel does. */
#ifndef NKCTL_FEATURE_H
#define NKCTL_FEATURE_H

#include "lib/feature.h"

extern const struct cmd feature_cmds[];

#endif
