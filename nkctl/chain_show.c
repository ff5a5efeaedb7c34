/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How chains are shown: chain.h. */
#include "nkctl/chain.h"

static const struct field map_fields[] = {
	FIELD("id", U32, struct chain_map, id, .label = "map"),
	{ .key = NULL },
};

static const struct field entry_fields[] = {
	FIELD_ANY("dev", CHARS, struct chain_entry, dev,
		  .flags = FIELD_BARE | FIELD_NAME | FIELD_BRIEF),
	FIELD("ifindex", U32, struct chain_entry, ifindex,
	      .flags = FIELD_NOTEXT),
	FIELD("hook", CHOICE, struct chain_entry, hook,
	      .choices = chain_hooks, .flags = FIELD_BARE | FIELD_BRIEF),
	FIELD("position", U32, struct chain_entry, position,
	      .flags = FIELD_BARE | FIELD_COLON | FIELD_BRIEF),
	FIELD("id", U32, struct chain_entry, id, .bit = ENTRY_ID,
	      .flags = FIELD_BRIEF),
	FIELD_ANY("name", CHARS, struct chain_entry, prog.name,
		  .bit = ENTRY_NAME, .flags = FIELD_NAME | FIELD_BRIEF),
	FIELD_ANY("tag", CHARS, struct chain_entry, prog.tag,
		  .bit = ENTRY_PROG),
	FIELD("mode", CHOICE, struct chain_entry, mode, .bit = ENTRY_MODE,
	      .choices = chain_modes),
	FIELD("owner", CHOICE, struct chain_entry, owner, .bit = ENTRY_OWNER,
	      .choices = chain_owners, .flags = FIELD_BRIEF),
	FIELD("link", U32, struct chain_entry, link, .bit = ENTRY_LINK),
	FIELD("pin", STR, struct chain_entry, pin, .bit = ENTRY_PIN),
	FIELD("revision", U32, struct chain_entry, revision,
	      .bit = ENTRY_REVISION),
	FIELD("pref", U32, struct chain_entry, pref, .bit = ENTRY_FILTER),
	FIELD("handle", U32, struct chain_entry, handle,
	      .bit = ENTRY_FILTER),
	FIELD("run_cnt", U64, struct chain_entry, prog.run_cnt,
	      .bit = ENTRY_RUNS, .flags = FIELD_STATS | FIELD_LINE),
	FIELD("run_time_ns", U64, struct chain_entry, prog.run_time,
	      .bit = ENTRY_RUNS, .flags = FIELD_STATS),
	FIELD_ANY("loaded_at", CHARS, struct chain_entry, loaded_at,
		  .bit = ENTRY_PROG,
		  .flags = FIELD_DETAILS | FIELD_LINE | FIELD_NOJSON),
	FIELD("loaded_at_ns", U64, struct chain_entry, prog.load_time,
	      .bit = ENTRY_PROG, .flags = FIELD_DETAILS | FIELD_NOTEXT),
	FIELD("uid", U32, struct chain_entry, prog.uid, .bit = ENTRY_PROG,
	      .flags = FIELD_DETAILS),
	FIELD("btf_id", U32, struct chain_entry, prog.btf_id,
	      .bit = ENTRY_BTF, .flags = FIELD_DETAILS),
	FIELD_ANY("btf_name", CHARS, struct chain_entry, prog.btf_name,
		  .bit = ENTRY_BTF, .flags = FIELD_DETAILS),
	FIELD("maps", LIST, struct chain_entry, maps, .bit = ENTRY_PROG,
	      .sub = map_fields, .stride = sizeof(struct chain_map),
	      .flags = FIELD_DETAILS),
	{ .key = NULL },
};

void chain_show(struct out *out, const struct chain_list *ls)
{
	out_rows(out, OUT_BLOCKS, entry_fields, ls->v, sizeof(*ls->v), ls->n);
}

void chain_show_one(struct out *out, const struct chain_entry *e)
{
	out_rows(out, OUT_BLOCKS, entry_fields, e, sizeof(*e), 1);
}
