/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * `nkctl doctor`: what is misconfigured on this machine, as far as it can
 * be seen from the present namespace.  Reads only.
 */
#ifndef NKCTL_DOCTOR_H
#define NKCTL_DOCTOR_H

#include "lib/cmd.h"
#include "lib/finding.h"
#include "lib/nl.h"

/* root: where pins are looked for besides BPFFS_ROOT. */
int doctor_look(struct nl *nl, const char *root, struct findings *f,
		struct err *err);

/* The body of the command, which has no object of its own. */
int doctor_run(struct ctx *ctx, void *req, struct err *err);

#endif
