/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words for hooks to the kernel's attach types. */
#ifndef NKT_TOOL_HOOK_H
#define NKT_TOOL_HOOK_H

#include <linux/bpf.h>
#include <string.h>

#include "lib/uapi_compat.h"

/* -1 for a word that is no hook. */
static inline int hook_type(const char *word)
{
	static const struct { const char *word; int type; } hooks[] = {
		{ "ingress", NK_BPF_TCX_INGRESS },
		{ "egress", NK_BPF_TCX_EGRESS },
		{ "primary", NK_BPF_NETKIT_PRIMARY },
		{ "peer", NK_BPF_NETKIT_PEER },
		{ "xdp", BPF_XDP },
	};

	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++)
		if (!strcmp(hooks[i].word, word))
			return hooks[i].type;
	return -1;
}

#endif
