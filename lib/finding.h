/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a `doctor` finds: each with the check that found it, what it is
 * about, a sentence, and a one-line mend.  No finding is an empty answer.
 */
#ifndef NKT_FINDING_H
#define NKT_FINDING_H

#include "lib/err.h"
#include "lib/out.h"

enum finding_level {
	FINDING_ERROR,		/* something does not work as it is set up */
	FINDING_WARNING,	/* it works until something else happens */
	FINDING_NOTE,		/* it may be meant so */
};

struct finding {
	uint64_t has;
	uint32_t level;		/* enum finding_level */
	const char *check;	/* constant: its name in the man page */
	char object[320];
	char message[512];
	char mend[512];
};

struct findings {
	struct finding *v;
	size_t n;
};

/* Add one; the message and the mend are to be written into what is
 * returned. NULL (err filled) when there is no memory. */
struct finding *finding_add(struct findings *f, enum finding_level level,
			    const char *check, const char *object,
			    struct err *err);
void finding_say(struct finding *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void finding_mend(struct finding *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void findings_free(struct findings *f);
/* Errors first. */
void findings_show(struct out *out, struct findings *f);

#endif
