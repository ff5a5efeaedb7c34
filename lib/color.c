// SPDX-License-Identifier: GPL-2.0-or-later
/* Colours: when they are wanted, and their ANSI sequences (ECMA-48 SGR). */
#include <stdlib.h>
#include <unistd.h>

#include "lib/color.h"

static const char *const sequences[] = {
	[COLOR_NONE] = "",
	[COLOR_NAME] = "\033[36m",
	[COLOR_GOOD] = "\033[32m",
	[COLOR_BAD] = "\033[31m",
	[COLOR_HEAD] = "\033[1m",
};

bool color_wanted(enum color_when when, bool json, int fd)
{
	const char *no_color, *term;

	if (json || when == COLOR_NEVER)
		return false;
	if (when == COLOR_ALWAYS)	/* said in so many words: it counts */
		return true;

	no_color = getenv("NO_COLOR");
	term = getenv("TERM");
	return isatty(fd) && !(no_color && *no_color) &&
	       !(term && !strcmp(term, "dumb"));
}

void color_start(struct buf *b, bool on, enum color c)
{
	if (on)
		buf_puts(b, sequences[c]);
}

void color_stop(struct buf *b, bool on, enum color c)
{
	if (on && c != COLOR_NONE)
		buf_puts(b, "\033[0m");
}

void color_put(struct buf *b, bool on, enum color c, const char *text)
{
	color_start(b, on, c);
	buf_puts(b, text);
	color_stop(b, on, c);
}
