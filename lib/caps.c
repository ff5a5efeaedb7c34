// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Capabilities of this process, as sets of bits: libcap has a call for each
 * single flag, and the rest of the house thinks in masks.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/caps.h"

struct caps {
	uint64_t effective, permitted, inheritable;
};

static int caps_said(int code, const char *what, struct err *err)
{
	return err_set(err, ERR_LOCAL, code, NULL,
		       "cannot %s capabilities: %s", what,
		       strerrordesc_np(code));
}

static uint64_t caps_mask(cap_t set, cap_flag_t flag)
{
	cap_flag_value_t on;
	uint64_t mask = 0;

	for (cap_value_t c = 0; c < cap_max_bits(); c++)
		if (!cap_get_flag(set, c, flag, &on) && on == CAP_SET)
			mask |= CAPS(c);
	return mask;
}

static int caps_read(cap_t *set, struct caps *caps, struct err *err)
{
	*set = cap_get_proc();
	if (!*set)
		return caps_said(errno, "read", err);
	caps->effective = caps_mask(*set, CAP_EFFECTIVE);
	caps->permitted = caps_mask(*set, CAP_PERMITTED);
	caps->inheritable = caps_mask(*set, CAP_INHERITABLE);
	return 0;
}

/* What CAP_SYS_ADMIN grants too, ever since the others were split off it
 * (bpf_capable() and perfmon_capable() in include/linux/capability.h). */
static uint64_t caps_by_sys_admin(uint64_t have)
{
	return have & CAPS_SYS ? CAPS(CAP_BPF) | CAPS(CAP_PERFMON) : 0;
}

int caps_have(uint64_t *have, struct err *err)
{
	struct caps caps;
	cap_t set;
	int code;

	*have = 0;
	code = caps_read(&set, &caps, err);
	if (code)
		return code;
	cap_free(set);
	*have = caps.effective;
	return 0;
}

/* "CAP_NET_ADMIN"; one that libcap does not know has its number as name. */
static void cap_word(cap_value_t c, char *to, size_t size)
{
	char *name = cap_to_name(c);

	snprintf(to, size, "%s", name ? name : "a capability");
	for (; *to; to++)
		*to = toupper((unsigned char)*to);
	cap_free(name);
}

/* "A", "A and B", "A, B and C". */
static void caps_words(uint64_t mask, char *to, size_t size)
{
	size_t n = 0;
	char word[32];

	*to = '\0';
	for (cap_value_t c = 0; mask && n < size; c++) {
		const char *sep = "";

		if (!(mask & CAPS(c)))
			continue;
		mask &= ~CAPS(c);
		if (n)
			sep = mask ? ", " : " and ";
		cap_word(c, word, sizeof(word));
		n += snprintf(to + n, size - n, "%s%s", sep, word);
	}
}

int caps_need(uint64_t need, struct err *err)
{
	uint64_t have, missing;
	char words[256];
	int code;

	code = caps_have(&have, err);
	if (code)
		return code;
	missing = need & ~(have | caps_by_sys_admin(have));
	if (!missing)
		return 0;
	caps_words(missing, words, sizeof(words));
	err_set(err, ERR_LOCAL, EPERM, NULL, "%s %s missing", words,
		missing & (missing - 1) ? "are" : "is");
	err_hint(err, "run it as root, or with %s", words);
	return -EPERM;
}

static int caps_limit(cap_t set, cap_flag_t flag, uint64_t drop)
{
	for (cap_value_t c = 0; drop; c++) {
		if (!(drop & CAPS(c)))
			continue;
		drop &= ~CAPS(c);
		if (cap_set_flag(set, flag, 1, &c, CAP_CLEAR) < 0)
			return -errno;
	}
	return 0;
}

int caps_keep(uint64_t keep, struct err *err)
{
	struct caps caps;
	int code = 0;
	cap_t set;

	code = caps_read(&set, &caps, err);
	if (code)
		return code;
	/* Keep what stands in for something that is not there itself. */
	if (keep & ~caps.effective & caps_by_sys_admin(caps.effective))
		keep |= CAPS_SYS;
	if (!((caps.effective | caps.permitted | caps.inheritable) & ~keep))
		goto out;

	code = caps_limit(set, CAP_EFFECTIVE, caps.effective & ~keep);
	if (!code)
		code = caps_limit(set, CAP_PERMITTED, caps.permitted & ~keep);
	if (!code)
		code = caps_limit(set, CAP_INHERITABLE,
				  caps.inheritable & ~keep);
	/* The ambient set follows: it holds nothing that these two lack. */
	if (!code && cap_set_proc(set) < 0)
		code = -errno;
	if (code)
		caps_said(-code, "give up", err);
out:
	cap_free(set);
	return code;
}
