// SPDX-License-Identifier: GPL-2.0-or-later
/* Records to JSON objects. */
#include "lib/out_impl.h"

static void put_strs(struct json *j, const struct out_list *list)
{
	const char *const *s = list->v;
	size_t i;

	json_arr_begin(j);
	for (i = 0; i < list->n; i++)
		json_str(j, s[i]);
	json_arr_end(j);
}

static void put_list(struct json *j, const struct out *o,
		     const struct field *f, const struct out_list *list)
{
	const char *element = list->v;
	size_t i;

	json_arr_begin(j);
	for (i = 0; i < list->n; i++, element += f->stride)
		out_json_record(j, o, f->sub, element);
	json_arr_end(j);
}

static void put_choice(struct json *j, const struct field *f, uint32_t v)
{
	const char *word = choice_word(f->choices, v);

	if (word)
		json_str(j, word);
	else
		json_u64(j, v);
}

static void put_mac(struct json *j, const struct mac *mac)
{
	char text[MAC_STRLEN];

	mac_format(mac, text);
	json_strn(j, text, sizeof(text) - 1);
}

static void put_value(struct json *j, const struct out *o,
		      const struct field *f, const void *p)
{
	switch (f->type) {
	case FIELD_STR:
		json_str(j, *(const char *const *)p);
		break;
	case FIELD_CHARS:
		json_str(j, p);
		break;
	case FIELD_U32:
		json_u64(j, *(const uint32_t *)p);
		break;
	case FIELD_S32:
		json_s64(j, *(const int32_t *)p);
		break;
	case FIELD_U64:
		json_u64(j, *(const uint64_t *)p);
		break;
	case FIELD_BOOL:
		json_bool(j, *(const bool *)p);
		break;
	case FIELD_CHOICE:
		put_choice(j, f, *(const uint32_t *)p);
		break;
	case FIELD_MAC:
		put_mac(j, p);
		break;
	case FIELD_OBJ:
		out_json_record(j, o, f->sub, p);
		break;
	case FIELD_LIST:
		put_list(j, o, f, p);
		break;
	case FIELD_STRS:
		put_strs(j, p);
		break;
	}
}

void out_json_record(struct json *j, const struct out *o,
		     const struct field *fields, const void *record)
{
	bool brief = out_is_brief(o, fields);
	const struct field *f;
	const void *p;

	json_obj_begin(j);
	for (f = fields; f->key; f++) {
		if (!out_wants(o, f, brief))
			continue;
		p = field_at(f, record);
		if (!p)
			continue;
		json_key(j, f->key);
		put_value(j, o, f, p);
	}
	json_obj_end(j);
}
