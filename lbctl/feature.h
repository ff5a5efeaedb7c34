/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `lbctl feature`: what load-balancing in sockets, tcx and XDP needs. */
#ifndef LBCTL_FEATURE_H
#define LBCTL_FEATURE_H

#include "lib/feature.h"

extern const struct cmd feature_cmds[];

#endif
