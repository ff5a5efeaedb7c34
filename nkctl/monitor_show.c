/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How changes are shown: monitor.h. */
#include "nkctl/monitor.h"

enum { HAS_HOOK = 1 << 0, HAS_PROPERTY = 1 << 1, HAS_FROM = 1 << 2,
       HAS_TO = 1 << 3 };

static const struct field event_fields[] = {
	FIELD("object", STR, struct monitor_event, object,
	      .flags = FIELD_BARE),
	FIELD("dev", STR, struct monitor_event, name,
	      .flags = FIELD_BARE | FIELD_NAME),
	FIELD("hook", STR, struct monitor_event, hook, .bit = HAS_HOOK,
	      .flags = FIELD_BARE),
	FIELD("action", STR, struct monitor_event, action,
	      .flags = FIELD_BARE),
	FIELD("property", STR, struct monitor_event, property,
	      .bit = HAS_PROPERTY, .flags = FIELD_BARE),
	FIELD("from", STR, struct monitor_event, from, .bit = HAS_FROM),
	FIELD("to", STR, struct monitor_event, to, .bit = HAS_TO),
	{ .key = NULL },
};

void monitor_show(struct out *out, const struct monitor_event *e)
{
	struct monitor_event row = *e;

	row.has = (e->hook ? HAS_HOOK : 0) |
		  (e->property ? HAS_PROPERTY : 0) | (e->from ? HAS_FROM : 0) |
		  (e->to ? HAS_TO : 0);
	out_event(out, event_fields, &row);
}
