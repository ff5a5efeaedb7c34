/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loading one program of an object file: prog.h. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/prog.h"

#define LIBBPF_ERRNO __LIBBPF_ERRNO__START
#define LOG_SIZE (1 << 16)

struct prog_object {
	struct bpf_object *obj;
	char *log;		/* the verifier's */
	char **made;		/* map pins that were not there before */
	size_t n_made;
};

/* The program meant: by name, or the only one of the type. */
static int choose(struct bpf_object *obj, const char *file, const char *name,
		  uint32_t type, struct bpf_program **chosen, struct err *err)
{
	struct bpf_program *p, *found = NULL, *other = NULL;
	char want[32], is[32];

	bpf_object__for_each_program(p, obj) {
		if (name && strcmp(bpf_program__name(p), name))
			continue;
		if (!name && bpf_program__type(p) != type) {
			other = p;
			continue;
		}
		if (found) {
			err_set(err, ERR_LOCAL, ENOTUNIQ, file,
				"holds more than one %s program: %s and %s",
				prog_type_word(type, want),
				bpf_program__name(found), bpf_program__name(p));
			return err_hint(err, "say program NAME");
		}
		found = p;
	}
	if (!found && name)
		return err_set(err, ERR_LOCAL, ENOENT, file,
			       "holds no program \"%s\"", name);
	if (!found && other)
		found = other;
	if (!found)
		return err_set(err, ERR_LOCAL, ENOENT, file,
			       "holds no program");
	if (bpf_program__type(found) != type)
		return err_set(err, ERR_LOCAL, EINVAL, file,
			       "%s is of type %s, and %s is needed here",
			       bpf_program__name(found),
			       prog_type_word(bpf_program__type(found), is),
			       prog_type_word(type, want));
	*chosen = found;
	return 0;
}

/* Remember which of the map pins this load would make; or let it make none. */
static int note_pins(struct prog_object *o, bool pin, struct err *err)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, o->obj) {
		const char *path = bpf_map__pin_path(map);
		char **v;

		if (!pin && bpf_map__set_pin_path(map, NULL))
			return err_nomem(err);
		if (!pin)
			continue;

		if (!path || !access(path, F_OK))
			continue;
		v = reallocarray(o->made, o->n_made + 1, sizeof(*v));
		if (!v)
			return err_nomem(err);
		o->made = v;
		v[o->n_made] = strdup(path);
		if (!v[o->n_made])
			return err_nomem(err);
		o->n_made++;
	}
	return 0;
}

/* "TITLE at FILE:LINE:COLUMN" of the report that newer kernels (7.3) end the
 * log with; false where there is none. */
static bool report_words(const char *log, char *buf, size_t size)
{
	static const char title[] = "Verification failed: ", at[] = "\nAt:\n";
	const char *line = strstr(log, title), *place;
	int n;

	if (!line)
		return false;
	line += strlen(title);
	n = snprintf(buf, size, "%.*s", (int)strcspn(line, "\n"), line);
	place = strstr(line, at);
	place = place ? strstr(place, " @ ") : NULL;
	if (place && n > 0 && (size_t)n < size)
		snprintf(buf + n, size - (size_t)n, " at %.*s",
			 (int)strcspn(place + 3, "\n"), place + 3);
	return true;
}

/* The line of the verifier's log that says why: the last but its counts. */
static void last_words(const char *log, char *buf, size_t size)
{
	const char *line = log, *best = NULL;
	size_t best_len = 0;

	while (line && *line) {
		size_t len = strcspn(line, "\n");

		if (len && strncmp(line, "processed ", 10) &&
		    strncmp(line, "verification time", 17) &&
		    strncmp(line, "stack depth", 11)) {
			best = line;
			best_len = len;
		}
		line = line[len] ? line + len + 1 : NULL;
	}
	snprintf(buf, size, "%.*s", (int)best_len, best ? best : "");
}

static int load(struct prog_object *o, const char *file,
		struct bpf_program *chosen, struct err *err)
{
	struct bpf_program *p;
	char why[256];
	int rc;

	bpf_object__for_each_program(p, o->obj)
		bpf_program__set_autoload(p, p == chosen);
	rc = bpf_object__load(o->obj);
	if (!rc)
		return 0;
	if (!report_words(o->log, why, sizeof(why)))
		last_words(o->log, why, sizeof(why));
	err_set(err, ERR_KERNEL, -rc, file, "cannot load %s: %s",
		bpf_program__name(chosen), why[0] ? why : strerror(-rc));
	if (why[0])
		err_hint(err, "-D shows all that the verifier said");
	return rc;
}

int prog_load_object(const char *file, const char *name, uint32_t type,
		     const char *maps_dir, bool debug,
		     struct prog_object **obj, int *fd, struct err *err)
{
	struct prog_object *o = calloc(1, sizeof(*o));
	LIBBPF_OPTS(bpf_object_open_opts, opts, .pin_root_path = maps_dir);
	struct bpf_program *chosen = NULL;
	char why[128];
	int rc;

	*obj = NULL;
	if (o)
		o->log = calloc(1, LOG_SIZE);
	if (!o || !o->log) {
		free(o);
		return err_nomem(err);
	}
	/* Either libbpf prints the log, or it is kept for the error. */
	if (!debug) {
		opts.kernel_log_buf = o->log;
		opts.kernel_log_size = LOG_SIZE;
	}
	o->obj = bpf_object__open_file(file, &opts);
	if (!o->obj) {
		rc = errno;
		libbpf_strerror(rc, why, sizeof(why));
		rc = err_set(err, ERR_LOCAL, rc < LIBBPF_ERRNO ? rc : ENOEXEC,
			     file, "cannot open as a BPF object: %s", why);
		prog_object_close(o, true);
		return rc;
	}
	rc = choose(o->obj, file, name, type, &chosen, err);
	if (!rc)
		rc = note_pins(o, maps_dir, err);
	if (!rc)
		rc = load(o, file, chosen, err);
	if (rc) {
		prog_object_close(o, true);
		return rc;
	}
	*fd = bpf_program__fd(chosen);
	*obj = o;
	return 0;
}

void prog_object_close(struct prog_object *o, bool undo)
{
	if (!o)
		return;
	for (size_t i = 0; i < o->n_made; i++) {
		if (undo) {
			unlink(o->made[i]);
			/* libbpf has made the folder; if it is empty, it goes. */
			*strrchr(o->made[i], '/') = '\0';
			rmdir(o->made[i]);
		}
		free(o->made[i]);
	}
	free(o->made);
	bpf_object__close(o->obj);
	free(o->log);
	free(o);
}
