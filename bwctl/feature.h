/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `bwctl feature`: what rate limits by departure time need. */
#ifndef BWCTL_FEATURE_H
#define BWCTL_FEATURE_H

#include "lib/feature.h"

extern const struct cmd feature_cmds[];

#endif
