// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sends frames of protocol 0x88b5 (local experiments) to everybody on a
 * device: COUNT of them, or without it as many as go until it is killed.
 *
 * usage: send DEV [COUNT]
 * exit status: 0; 1 with the errno's name on stderr
 */
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/ethernet.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(0x88b5),
		.sll_halen = ETH_ALEN,
	};
	char data[64] = { 0 };
	long count;
	int fd;

	if (argc < 2) {
		fprintf(stderr, "usage: send DEV [COUNT]\n");
		return 1;
	}
	count = argc > 2 ? atol(argv[2]) : -1;
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	memset(to.sll_addr, 0xff, ETH_ALEN);
	fd = socket(AF_PACKET, SOCK_DGRAM, 0);
	while (fd >= 0 && count) {
		if (sendto(fd, data, sizeof(data), 0, (struct sockaddr *)&to,
			   sizeof(to)) < 0 && errno != ENOBUFS)
			break;
		count -= count > 0;
	}
	if (!count)
		return 0;
	fprintf(stderr, "%s\n", strerrorname_np(errno));
	return 1;
}
