// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Network namespaces: words that name one, those that don't, entering, and
 * ids.  What needs root happens in a child with its own /run.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "lib/caps.h"
#include "lib/netns.h"
#include "lib/nl_link.h"
#include "testsuite/unit/child.h"

static void refused(const char *ns, int code, const char *words)
{
	struct err err = { 0 };
	int fd = netns_open(ns, &err);

	is_int(fd, code, "\"%.20s\" is refused", ns);
	is_str(err.msg, words, "in words");
	ok(err.from == ERR_LOCAL && err.code == -code, "as a local error");
	if (fd >= 0)
		close(fd);
}

static void test_open(void)
{
	char pid[16], name[5000], fifo[] = "/tmp/nkt-netns-XXXXXX";
	struct err err = { 0 };
	int fd;

	fd = netns_open("/proc/self/ns/net", &err);
	ok(fd >= 0, "a path");
	is_int(fcntl(fd, F_GETFD), FD_CLOEXEC, "is not inherited");
	is_int(netns_is_own(fd), 1, "is this process's");
	close(fd);
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	fd = netns_open(pid, &err);
	is_int(netns_is_own(fd), 1, "a pid");
	close(fd);

	refused("nk-none", -ENOENT,
		"namespace \"nk-none\" does not exist (no /run/netns/nk-none)");
	refused("/nk/none", -ENOENT, "namespace \"/nk/none\" does not exist");
	refused("4194305", -ENOENT, "no process 4194305");
	refused("00", -ENOENT, "no process 00");
	refused("99999999999999999999", -ENOENT,
		"no process 99999999999999999999");
	refused("1x", -ENOENT,
		"namespace \"1x\" does not exist (no /run/netns/1x)");
	refused("/proc/self/ns/uts", -EINVAL,
		"\"/proc/self/ns/uts\" is not a network namespace");
	refused("/proc/self/status", -EINVAL,
		"\"/proc/self/status\" is not a network namespace");
	refused("/", -EINVAL, "\"/\" is not a network namespace");

	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	is_int(netns_open(name, &err), -ENAMETOOLONG, "a very long name");
	name[300] = '\0';
	ok(netns_open(name, &err) < 0, "a long one");

	close(mkstemp(fifo));
	unlink(fifo);
	alarm(20);
	if (mkfifo(fifo, 0600) == 0)
		is_int(netns_open(fifo, &err), -EINVAL, "a FIFO does not hang");
	alarm(0);
	unlink(fifo);
}

static void test_enter_own(void)
{
	struct err err = { 0 };

	is_int(netns_enter("/proc/self/ns/net", &err), 0,
	       "one's own needs no rights");
	is_int(netns_enter("nk-none", &err), -ENOENT, "one that there is not");
	ok(strstr(err.msg, "does not exist"), "says so");
}

/* What `ip netns add` does. This process is in its own again after it. */
static int make(const char *name)
{
	int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), fd;
	char path[300];

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_CREAT | O_RDONLY | O_CLOEXEC, 0600);
	close(fd);
	if (fd < 0 || unshare(CLONE_NEWNET) < 0 ||
	    mount("/proc/self/ns/net", path, NULL, MS_BIND, NULL) < 0)
		return -1;
	fd = setns(own, CLONE_NEWNET);
	close(own);
	return fd;
}

static bool own_run(void)
{
	if (unshare(CLONE_NEWNS | CLONE_NEWNET) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("run", "/run", "tmpfs", 0, NULL) < 0) {
		skip("namespaces by name", "not root");
		return false;
	}
	return true;
}

static void test_names(void)
{
	/* Before and after it, in the order of the folder too. */
	static const char *const more[] = {
		"/run/netns/x", "/run/netns/alias", "/run/netns/z",
	};
	struct netns_names names;
	struct err err = { 0 };
	int web, db, fd;
	int32_t web_id, db_id;
	struct nl nl;

	if (!own_run())
		return;
	nl_open(&nl, NETLINK_ROUTE, false, &err);
	is_int(netns_names_read(&nl, &names, &err), 0, "no /run/netns");
	is_int(names.n, 0, "is an empty list");
	ok(!netns_name_of(&names, 0), "without names");
	netns_names_free(&names);

	mkdir("/run/netns", 0755);
	ok(!make("web") && !make("db") && !make("quiet"), "three namespaces");
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		close(open(more[i], O_CREAT | O_RDONLY | O_CLOEXEC, 0600));
		is_int(mount("/run/netns/web", more[i], NULL, MS_BIND, NULL),
		       0, "one has another name");
	}
	fd = open("/run/netns/stale", O_CREAT | O_RDONLY | O_CLOEXEC, 0600);
	close(fd);
	mkdir("/run/netns/folder", 0700);
	mkfifo("/run/netns/fifo", 0600);

	web = netns_open("web", &err);
	db = netns_open("db", &err);
	ok(web >= 0 && db >= 0, "opened by name");
	is_int(netns_is_own(web), 0, "this process is in neither");
	refused("", -EINVAL, "\"/run/netns/\" is not a network namespace");
	refused("stale", -EINVAL,
		"\"/run/netns/stale\" is not a network namespace");

	web_id = netns_id(&nl, web, &err);
	db_id = netns_id(&nl, db, &err);
	ok(web_id >= 0 && db_id >= 0 && web_id != db_id, "each gets an id");
	is_int(netns_id(&nl, web, &err), web_id, "and keeps it");
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	is_int(netns_id(&nl, fd, &err), -EINVAL, "what is none gets none");
	ok(err.from == ERR_KERNEL &&
	   !strncmp(err.msg, "cannot read the id of a namespace: ", 35),
	   "the kernel says: %s", err.msg);
	close(fd);

	alarm(20);
	is_int(netns_names_read(&nl, &names, &err), 0, "/run/netns is read");
	alarm(0);
	is_int(names.n, 5, "it has five names with ids");
	is_str(netns_name_of(&names, db_id), "db", "the name of one");
	is_str(netns_name_of(&names, web_id), "alias",
	       "the first of several names of the other");
	ok(!netns_name_of(&names, 4711), "no name for another id");
	ok(!netns_name_of(&names, -1), "nor for none");
	netns_names_free(&names);
	ok(!names.v && !names.n, "freed");

	is_int(netns_enter("web", &err), 0, "entered by name");
	is_int(netns_is_own(web), 1, "there it is one's own");
	is_int(netns_is_own(db), 0, "the other is not");
	is_int(netns_enter("db", &err), 0, "and on to the next");
	is_int(netns_is_own(db), 1, "which is the own one now");
	is_int(netns_is_own(-1), -EBADF, "no descriptor at all");
	nl_close(&nl);
	close(web);
	close(db);
}

static void test_no_rights(void)
{
	struct err err = { 0 };
	int32_t nsid;
	struct nl nl;
	int fd, db;

	if (!own_run())
		return;
	mkdir("/run/netns", 0755);
	ok(!make("web") && !make("db"), "two namespaces");
	nl_open(&nl, NETLINK_ROUTE, false, &err);
	db = netns_open("db", &err);
	nsid = netns_id(&nl, db, &err);
	caps_keep(CAPS_NET, &err);
	is_int(netns_enter("web", &err), -EPERM, "not without rights");
	is_str(err.msg,
	       "cannot enter namespace \"web\": CAP_SYS_ADMIN is missing",
	       "and which one is missing is said");
	is_str(err.hint, "run it as root, or with CAP_SYS_ADMIN",
	       "with what to do");
	caps_keep(0, &err);
	is_int(netns_enter("/proc/self/ns/net", &err), 0,
	       "one's own still needs none");
	is_int(netns_id(&nl, db, &err), nsid, "nor does an id that is known");
	fd = netns_open("web", &err);
	is_int(netns_id(&nl, fd, &err), -EPERM, "a new one does");
	is_int(netns_open("1", &err), -EACCES, "so does another's process");
	is_str(err.msg,
	       "cannot open the namespace of process \"1\": Permission denied",
	       "in words");
	is_str(err.hint, "run it as root, or with CAP_SYS_PTRACE",
	       "with what to do");
	nl_close(&nl);
	close(fd);
	close(db);
}

int main(void)
{
	test_open();
	test_enter_own();
	in_child(test_names);
	in_child(test_no_rights);
	return tap_done();
}
