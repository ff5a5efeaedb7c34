// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Attaches a program by a link that only this process holds, prints the
 * link's id, and waits to be killed. With a PATH the link is pinned there
 * instead, as another tool would do it, and the process ends.
 *
 * usage: hold DEV HOOK PROG-ID [generic] [PATH]     generic: of xdp
 * exit status: 0; 1 with the errno's name on stderr
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "testsuite/netns/tool/hook.h"

static int refused(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerrorname_np(errno));
	return 1;
}

int main(int argc, char **argv)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	struct bpf_link_info info = { 0 };
	uint32_t len = sizeof(info);
	const char *path = NULL;
	int prog, link;

	if (argc < 4 || hook_type(argv[2]) < 0) {
		fprintf(stderr, "usage: hold DEV HOOK PROG-ID [generic] [PATH]\n");
		return 1;
	}
	for (int i = 4; i < argc; i++) {
		if (!strcmp(argv[i], "generic"))
			opts.flags = XDP_FLAGS_SKB_MODE;
		else
			path = argv[i];
	}
	prog = bpf_prog_get_fd_by_id((uint32_t)atoi(argv[3]));
	if (prog < 0)
		return refused("program");
	link = bpf_link_create(prog, (int)if_nametoindex(argv[1]),
			       (enum bpf_attach_type)hook_type(argv[2]), &opts);
	if (link < 0)
		return refused("link");
	if (bpf_link_get_info_by_fd(link, &info, &len))
		return refused("info");
	if (path && bpf_obj_pin(link, path))
		return refused("pin");
	printf("%u\n", info.id);
	fflush(stdout);
	while (!path)
		pause();
	return 0;
}
