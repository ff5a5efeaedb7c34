/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this kernel can do, found by trying and never by its version: the
 * machinery behind `TOOL feature show`, and the probes that more than one
 * tool asks.  Probes run in a scratch namespace and leave nothing behind.
 */
#ifndef NKT_FEATURE_H
#define NKT_FEATURE_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/caps.h"
#include "lib/cmd.h"
#include "lib/scratch.h"

#define FEATURE_DETAIL 128
#define FEATURE_DEVICE "nkt-probe"

struct feature_try {
	struct scratch scratch;
	const struct probe *probe;	/* which one runs */
	char detail[FEATURE_DETAIL];	/* may be filled: why, how much */
};

/* 1: the kernel does it; 0: it does not; -errno: it could not be tried. */
typedef int (*feature_fn)(struct feature_try *t);

struct probe {
	const char *name;	/* as users meet it in errors and hints */
	const char *help;	/* what it is good for, one phrase */
	feature_fn fn;
	uint32_t arg;		/* for a fn that serves several probes */
	const char *text;
};				/* a table ends with .name == NULL */

/* `feature show`: try all probes of the command's .data and show a table. */
int feature_run(struct ctx *ctx, void *req, struct err *err);

/* A tool's table of `feature` commands, from its probes. */
#define FEATURE_CMDS(probes)                                                   \
	{                                                                      \
		{ .name = "show",                                              \
		  .help = "what this kernel can do, found by trying it",       \
		  .run = feature_run,                                          \
		  .flags = CMD_NOLOCK,                                         \
		  .caps_may = CAPS_BPF | CAPS_SYS | CAPS(CAP_PERFMON),         \
		  .data = (probes) },                                          \
		{ .name = NULL },                                              \
	}

/* 1 or 0 from 0 or -errno; a missing right is an answer of neither kind.
 * The kernel's extack, or the errno, becomes the detail of a "no". */
int feature_answer(struct feature_try *t, int rc);

/* A program of two instructions that returns `ret`; a descriptor or
 * -errno. */
int feature_load(enum bpf_prog_type type, enum bpf_attach_type attach,
		 uint32_t flags, int ret);

/* Make a device called FEATURE_DEVICE of the probe's kind (.text), .arg the
 * flag of scratch_device(). -EAGAIN, with the detail said: it would have
 * been seen outside of the scratch namespace. */
int feature_make(struct feature_try *t);

/* Probes for several tools. */
int feature_tcx(struct feature_try *t);		/* arg: the attach type */
int feature_xdp(struct feature_try *t);		/* arg: XDP_FLAGS_*_MODE */
int feature_prog(struct feature_try *t);	/* arg: type << 16 | attach */
int feature_map(struct feature_try *t);		/* arg: enum bpf_map_type */
int feature_qdisc(struct feature_try *t);	/* text: the qdisc's kind */
int feature_device(struct feature_try *t);	/* text: the device's kind;
						 * arg: as feature_make() */

#define FEATURE_PROG(type, attach) ((uint32_t)(type) << 16 | (attach))

#endif
