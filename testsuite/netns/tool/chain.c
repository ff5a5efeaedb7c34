// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The chain of a hook as bpf(2) tells it, for tests that do not take
 * nkctl's word: "REVISION ID:LINK ID:LINK ...", link 0 where there is none.
 *
 * usage: chain DEV ingress|egress|primary|peer
 * exit status: 0; 1 with the errno's name on stderr
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "testsuite/netns/tool/hook.h"

int main(int argc, char **argv)
{
	uint32_t progs[64] = { 0 }, links[64] = { 0 };
	LIBBPF_OPTS(bpf_prog_query_opts, opts, .prog_ids = progs,
		    .link_ids = links, .count = 64);

	if (argc != 3 || hook_type(argv[2]) < 0) {
		fprintf(stderr, "usage: chain DEV HOOK\n");
		return 1;
	}
	if (bpf_prog_query_opts((int)if_nametoindex(argv[1]),
				(enum bpf_attach_type)hook_type(argv[2]),
				&opts)) {
		fprintf(stderr, "%s\n", strerrorname_np(errno));
		return 1;
	}
	printf("%llu", (unsigned long long)opts.revision);
	for (uint32_t i = 0; i < opts.count; i++)
		printf(" %u:%u", progs[i], links[i]);
	putchar('\n');
	return 0;
}
