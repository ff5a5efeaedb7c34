/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BIG TCP: the largest packet, in bytes, that a device sends (GSO) and that
 * the stack builds behind it on receive (GRO), for IPv6 and IPv4 each.
 * 65536 is "no BIG TCP", the default of all four.  A sent size is bounded
 * by the device's tso_max_size, any by 8 * 65535.
 */
#ifndef NKCTL_BIGTCP_H
#define NKCTL_BIGTCP_H

#include <net/if.h>

#include "lib/cmd.h"
#include "lib/nl_link.h"
#include "lib/out.h"
#include "lib/plan.h"

enum bigtcp_bit {
	BIGTCP_DEV = 1 << 0,
	BIGTCP_IPV4 = 1 << 1,
	BIGTCP_IPV6 = 1 << 2,
	BIGTCP_PAIR = 1 << 3,
};

/* bigtcp set, reset, show and probe. */
struct bigtcp_req {
	uint64_t said;
	struct arg_list devs;	/* const char *, device names */
	const char *dev;	/* of show and probe */
	uint64_t ipv4, ipv6;	/* bytes */
	bool pair;		/* the other end of each device too */
};

enum bigtcp_row_bit {
	BIGTCP_ROW_GSO4 = 1 << 0,	/* the kernel has IPv4 sizes */
	BIGTCP_ROW_GRO = 1 << 1,
	BIGTCP_ROW_TSO = 1 << 2,
	BIGTCP_ROW_KIND = 1 << 3,
};

struct bigtcp_row {
	uint64_t has;
	uint32_t ifindex;
	char ifname[IFNAMSIZ];
	char kind[32];
	uint32_t ipv4, ipv6;	/* what passes both ways: min(gso, gro) */
	uint32_t gso, gro, gso4, gro4;
	uint32_t gso_segs, tso, tso_segs;
	uint32_t max;		/* probe: the largest size it takes */
	bool can_ipv4, can_ipv6;	/* probe: more than 65536 */
	bool narrowest;		/* probe: no device here takes less */
};

struct bigtcp_list {
	struct bigtcp_row *v;
	size_t n;
};

/*
 * Set the sizes of all devices named, or of none. Above tso_max_size is an
 * error that names the device and the limit; nothing is clamped.
 */
int bigtcp_set(struct nl *nl, const struct bigtcp_req *req, struct plan *plan,
	       struct err *err);
/* All four back to 65536. */
int bigtcp_reset(struct nl *nl, const struct bigtcp_req *req,
		 struct plan *plan, struct err *err);
/* Every device here, or dev alone; free with bigtcp_list_free(). */
int bigtcp_list(struct nl *nl, const char *dev, struct bigtcp_list *ls,
		struct err *err);
void bigtcp_list_free(struct bigtcp_list *ls);

void bigtcp_show(struct out *out, const struct bigtcp_list *ls);
void bigtcp_show_probe(struct out *out, const struct bigtcp_list *ls);

extern const struct cmd bigtcp_cmds[];

#endif
