/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Colours of ip(8), as ANSI sequences; nothing when off. */
#ifndef NKT_COLOR_H
#define NKT_COLOR_H

#include <stdbool.h>

#include "lib/buf.h"

enum color {
	COLOR_NONE,
	COLOR_NAME,	/* cyan */
	COLOR_GOOD,	/* green */
	COLOR_BAD,	/* red */
	COLOR_HEAD,	/* bold */
};

enum color_when { COLOR_NEVER, COLOR_AUTO, COLOR_ALWAYS };

/*
 * Decide once: auto means a terminal that is not "dumb", and NO_COLOR (set
 * and not empty) wins over it, but not over always. JSON wins over all.
 */
bool color_wanted(enum color_when when, bool json, int fd);
/* Text in colour; or start and stop around what is put in between. */
void color_put(struct buf *b, bool on, enum color c, const char *text);
void color_start(struct buf *b, bool on, enum color c);
void color_stop(struct buf *b, bool on, enum color c);

#endif
