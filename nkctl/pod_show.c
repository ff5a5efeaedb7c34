/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How pods, and what `pod check` found, are shown: pod.h. */
#include "nkctl/pod.h"

#include "nkctl/link.h"

/* The keys are the words of pod add. */
static const struct field pod_fields[] = {
	FIELD("name", STR, struct pod_row, name,
	      .flags = FIELD_BARE | FIELD_COLON | FIELD_NAME | FIELD_BRIEF),
	FIELD("state", STR, struct pod_row, state,
	      .flags = FIELD_BARE | FIELD_STATE | FIELD_BRIEF),
	FIELD("netns", STR, struct pod_row, netns, .bit = POD_ROW_NETNS,
	      .flags = FIELD_BRIEF),
	FIELD("nsid", S32, struct pod_row, nsid, .bit = POD_ROW_NSID),
	FIELD_ANY("ifname", CHARS, struct pod_row, ifname, .bit = POD_ROW_PEER,
		  .flags = FIELD_BRIEF),
	FIELD("ifindex", U32, struct pod_row, ifindex, .flags = FIELD_DETAILS),
	FIELD_ANY("host-ifname", CHARS, struct pod_row, host_ifname,
		  .flags = FIELD_BRIEF),
	FIELD("host-ifindex", U32, struct pod_row, host_ifindex,
	      .flags = FIELD_DETAILS),
	FIELD("mode", CHOICE, struct pod_row, mode, .choices = link_modes,
	      .flags = FIELD_LINE),
	FIELD("mtu", U32, struct pod_row, mtu),
	FIELD("policy", CHOICE, struct pod_row, policy,
	      .choices = link_policies),
	FIELD("peer_policy", CHOICE, struct pod_row, peer_policy,
	      .label = "peer policy", .bit = POD_ROW_PEER_POLICY,
	      .choices = link_policies),
	FIELD("bigtcp", U32, struct pod_row, bigtcp, .bit = POD_ROW_BIGTCP),
	FIELD("mac", MAC, struct pod_row, mac, .bit = POD_ROW_MAC,
	      .flags = FIELD_DETAILS),
	FIELD("host-mac", MAC, struct pod_row, host_mac, .bit = POD_ROW_MAC,
	      .flags = FIELD_DETAILS),
	FIELD("address", STRS, struct pod_row, addrs, .bit = POD_ROW_PEER,
	      .flags = FIELD_LINE | FIELD_BRIEF),
	FIELD("route", STRS, struct pod_row, routes, .bit = POD_ROW_ROUTES),
	{ .key = NULL },
};

void pod_show(struct out *out, const struct pod_list *ls)
{
	out_rows(out, OUT_BLOCKS, pod_fields, ls->v, sizeof(*ls->v), ls->n);
}

static const struct field diff_fields[] = {
	FIELD_ANY("object", CHARS, struct pod_diff, object,
		  .flags = FIELD_BARE | FIELD_COLON | FIELD_NAME),
	FIELD("property", STR, struct pod_diff, property, .flags = FIELD_BARE),
	FIELD_ANY("is", CHARS, struct pod_diff, is),
	FIELD_ANY("should", CHARS, struct pod_diff, should,
		  .label = "should be"),
	{ .key = NULL },
};

void pod_show_diffs(struct out *out, const struct pod_diffs *ds)
{
	out_rows(out, OUT_BLOCKS, diff_fields, ds->v, sizeof(*ds->v), ds->n);
}
