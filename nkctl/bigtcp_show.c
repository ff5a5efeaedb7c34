/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How BIG TCP sizes are shown: bigtcp.h. */
#include "nkctl/bigtcp.h"

/* The device under both names: the word that one types, and ip(8)'s key. */
#define DEVICE_FIELDS                                                 \
	FIELD_ANY("dev", CHARS, struct bigtcp_row, ifname,            \
		  .flags = FIELD_NOTEXT),                             \
		FIELD_ANY("ifname", CHARS, struct bigtcp_row, ifname, \
			  .flags = FIELD_NAME | FIELD_BRIEF),         \
		FIELD("ifindex", U32, struct bigtcp_row, ifindex,     \
		      .flags = FIELD_NOTEXT),                         \
		FIELD_ANY("kind", CHARS, struct bigtcp_row, kind,     \
			  .bit = BIGTCP_ROW_KIND)

/* What passes both ways; in the long table its four parts say it. */
#define PASS_FIELDS(flags_)                                                        \
	FIELD("ipv4", U32, struct bigtcp_row, ipv4, .bit = BIGTCP_ROW_GSO4,        \
	      .flags = (flags_)),                                                  \
		FIELD("ipv6", U32, struct bigtcp_row, ipv6, .bit = BIGTCP_ROW_GRO, \
		      .flags = (flags_))

static const struct field brief_fields[] = {
	FIELD_ANY("ifname", CHARS, struct bigtcp_row, ifname,
		  .flags = FIELD_NAME),
	PASS_FIELDS(0),
	{ .key = NULL },
};

static const struct field size_fields[] = {
	DEVICE_FIELDS,
	PASS_FIELDS(FIELD_NOTEXT),
	FIELD("gso_ipv4_max_size", U32, struct bigtcp_row, gso4,
	      .label = "ipv4 gso", .bit = BIGTCP_ROW_GSO4),
	FIELD("gro_ipv4_max_size", U32, struct bigtcp_row, gro4,
	      .label = "ipv4 gro", .bit = BIGTCP_ROW_GSO4),
	FIELD("gso_max_size", U32, struct bigtcp_row, gso,
	      .label = "ipv6 gso"),
	FIELD("gro_max_size", U32, struct bigtcp_row, gro,
	      .label = "ipv6 gro", .bit = BIGTCP_ROW_GRO),
	FIELD("tso_max_size", U32, struct bigtcp_row, tso, .label = "limit",
	      .bit = BIGTCP_ROW_TSO),
	FIELD("gso_max_segs", U32, struct bigtcp_row, gso_segs,
	      .label = "segs", .flags = FIELD_DETAILS),
	FIELD("tso_max_segs", U32, struct bigtcp_row, tso_segs,
	      .label = "max segs", .bit = BIGTCP_ROW_TSO,
	      .flags = FIELD_DETAILS),
	{ .key = NULL },
};

static const struct field probe_fields[] = {
	DEVICE_FIELDS,
	FIELD("tso_max_size", U32, struct bigtcp_row, tso, .label = "takes",
	      .bit = BIGTCP_ROW_TSO, .flags = FIELD_BRIEF),
	FIELD("ipv4", BOOL, struct bigtcp_row, can_ipv4,
	      .flags = FIELD_STATE),
	FIELD("ipv6", BOOL, struct bigtcp_row, can_ipv6,
	      .flags = FIELD_STATE),
	FIELD("narrowest", BOOL, struct bigtcp_row, narrowest),
	FIELD("gso_max_size", U32, struct bigtcp_row, gso,
	      .flags = FIELD_NOTEXT),
	FIELD("gso_ipv4_max_size", U32, struct bigtcp_row, gso4,
	      .bit = BIGTCP_ROW_GSO4, .flags = FIELD_NOTEXT),
	{ .key = NULL },
};

void bigtcp_show(struct out *out, const struct bigtcp_list *ls)
{
	out_rows(out, OUT_TABLE, out->opts.brief ? brief_fields : size_fields,
		 ls->v, sizeof(*ls->v), ls->n);
}

void bigtcp_show_probe(struct out *out, const struct bigtcp_list *ls)
{
	out_rows(out, OUT_TABLE, probe_fields, ls->v, sizeof(*ls->v), ls->n);
}
