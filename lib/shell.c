/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands line by line, with history and TAB: cli.h.  readline is loaded
 * when the shell starts and not before: it would double the time that
 * every other command takes to start.  Where it is missing, lines are read
 * plainly.  Its completion callback has no argument of its own, so the
 * context lives in a variable here, the one exception to "no globals".
 */
#include <bpf/libbpf.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <readline/readline.h>
#include <readline/history.h>

#include "lib/cli.h"
#include "lib/complete.h"
#include "lib/words.h"

#define STR_(x) #x
#define STR(x) STR_(x)
#define READLINE_SO "libreadline.so." STR(RL_VERSION_MAJOR)

/* What of readline the shell uses, found by name when it starts. */
struct rl {
	void *so;
	__typeof__(&readline) readline;
	__typeof__(&add_history) add_history;
	__typeof__(&read_history) read_history;
	__typeof__(&write_history) write_history;
	__typeof__(&stifle_history) stifle_history;
	__typeof__(&rl_completion_matches) matches;
	__typeof__(&rl_possible_completions) possible;
	__typeof__(&rl_bind_key) bind_key;
	__typeof__(&rl_attempted_completion_function) attempted;
	__typeof__(&rl_attempted_completion_over) over;
	__typeof__(&rl_line_buffer) line;
	__typeof__(&rl_completer_quote_characters) quotes;
	__typeof__(&rl_basic_word_break_characters) breaks;
};

#define HISTORY_MAX 1000

static struct {
	struct ctx *ctx;
	struct rl rl;
	char **offers;		/* of the TAB being served; NULL-terminated */
	size_t n, next;
} shell;

static bool rl_load(struct rl *rl)
{
	rl->so = dlopen(READLINE_SO, RTLD_NOW | RTLD_LOCAL);
	if (!rl->so)
		return false;
#define SYM(member, symbol) \
	(*(void **)(void *)&rl->member = dlsym(rl->so, #symbol))
	return SYM(readline, readline) && SYM(add_history, add_history) &&
	       SYM(read_history, read_history) &&
	       SYM(write_history, write_history) &&
	       SYM(stifle_history, stifle_history) &&
	       SYM(matches, rl_completion_matches) &&
	       SYM(possible, rl_possible_completions) &&
	       SYM(bind_key, rl_bind_key) &&
	       SYM(attempted, rl_attempted_completion_function) &&
	       SYM(over, rl_attempted_completion_over) &&
	       SYM(line, rl_line_buffer) &&
	       SYM(quotes, rl_completer_quote_characters) &&
	       SYM(breaks, rl_basic_word_break_characters);
#undef SYM
}

static void keep_offer(const char *word, const char *help, void *arg)
{
	char **v;

	(void)help;
	(void)arg;
	v = reallocarray(shell.offers, shell.n + 1, sizeof(*v));
	if (!v)
		return;
	shell.offers = v;
	v[shell.n] = strdup(word);
	if (v[shell.n])
		shell.n++;
}

/* readline asks until NULL, and frees each word itself. */
static char *next_offer(const char *text, int state)
{
	(void)text;
	(void)state;
	return shell.next < shell.n ? shell.offers[shell.next++] : NULL;
}

static char **on_tab(const char *text, int start, int end)
{
	struct complete c = { .ctx = shell.ctx, .put = keep_offer };
	struct err err = { 0 };
	struct words w = { 0 };
	char **v, **matches = NULL;

	(void)end;
	*shell.rl.over = 1;	/* never fall back to file names */
	if (words_split(&w, *shell.rl.line, (size_t)start, &err))
		return NULL;
	v = calloc(w.n + 1, sizeof(*v));
	if (v) {
		memcpy(v, w.v, w.n * sizeof(*v));
		v[w.n] = (char *)text;
		shell.n = shell.next = 0;
		complete_words(&c, v, w.n + 1);
		matches = shell.rl.matches(text, next_offer);
		while (shell.next < shell.n)
			free(shell.offers[shell.next++]);
		free(shell.offers);
		shell.offers = NULL;
		shell.n = 0;
	}
	free(v);
	words_free(&w);
	return matches;
}

/* $XDG_STATE_HOME/netkit-tools/TOOL_history, its folders made. */
static bool history_path(const char *tool, char *path, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n;

	if (state && *state == '/')
		n = snprintf(path, size, "%s/netkit-tools/%s_history", state,
			     tool);
	else if (home && *home == '/')
		n = snprintf(path, size,
			     "%s/.local/state/netkit-tools/%s_history", home,
			     tool);
	else
		return false;
	if (n < 0 || (size_t)n >= size)
		return false;
	for (char *p = path + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
	return true;
}

static int run_line(struct ctx *ctx, const char *line)
{
	struct opts keep = ctx->opts;
	struct err err = { 0 };
	struct words w = { 0 };
	int rc;

	ctx->path[0] = '\0';
	rc = words_split(&w, line, strlen(line), &err);
	if (!rc && w.n)
		rc = opts_parse(&ctx->opts, w.v, &w.n, true, &err);
	cli_apply_opts(ctx);
	if (!rc && w.n)
		rc = cli_run(ctx, w.v, w.n, &err);
	if (rc)
		cli_print_error(ctx, &err, NULL, 0);
	if (cli_flush(ctx, &err) && !rc)
		cli_print_error(ctx, &err, NULL, 0);
	ctx->opts = keep;
	cli_apply_opts(ctx);
	words_free(&w);
	return rc ? err_exit_status(&err) : 0;
}

static bool is_exit(const char *line)
{
	char word[8] = "";

	sscanf(line, "%7s", word);
	return !strcmp(word, "exit") || !strcmp(word, "quit");
}

/* Lines that are not typed: no prompt, no history. */
static int plain_loop(struct ctx *ctx)
{
	char *line = NULL;
	size_t cap = 0;
	int status = 0;

	while (getline(&line, &cap, stdin) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		if (is_exit(line))
			break;
		status = run_line(ctx, line);
	}
	free(line);
	return status;
}

int shell_run(struct ctx *ctx)
{
	bool history, typed = isatty(STDIN_FILENO);
	char path[4096], prompt[32];
	int status = 0;
	char *line;

	if (!typed || !rl_load(&shell.rl))
		return plain_loop(ctx);
	shell.ctx = ctx;
	*shell.rl.attempted = on_tab;
	*shell.rl.quotes = "\"'";
	*shell.rl.breaks = " \t\n\"'";
	shell.rl.bind_key('?', shell.rl.possible);
	shell.rl.stifle_history(HISTORY_MAX);
	history = history_path(ctx->tool->name, path, sizeof(path));
	if (history)
		shell.rl.read_history(path);
	snprintf(prompt, sizeof(prompt), "%s> ", ctx->tool->name);
	while ((line = shell.rl.readline(prompt))) {
		bool end = is_exit(line);

		if (line[strspn(line, " \t")] && !end)
			shell.rl.add_history(line);
		if (!end)
			status = run_line(ctx, line);
		free(line);
		if (end)
			break;
	}
	if (!line)
		putchar('\n');
	if (history)
		shell.rl.write_history(path);
	/* Not closed: what it has allocated would be out of anyone's reach. */
	return status;
}
