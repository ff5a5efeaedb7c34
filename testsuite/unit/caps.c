// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Capabilities: named when they are missing, given up for good, also in a
 * user namespace and without any.  Each in a child: nobody gets them back.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "lib/caps.h"
#include "testsuite/unit/child.h"

/* As the kernel has it, not libcap. */
static uint64_t status(const char *key)
{
	unsigned long long v = ~0ULL;
	char line[256];
	FILE *f = fopen("/proc/thread-self/status", "re");

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			v = strtoull(line + strlen(key), NULL, 16);
	if (f)
		fclose(f);
	return v;
}

static bool is_root(const char *what)
{
	struct err err = { 0 };
	uint64_t have;

	if (!caps_have(&have, &err) && have & CAPS_NET && have & CAPS_SYS &&
	    have & CAPS(CAP_BPF))
		return true;
	skip(what, "not root");
	return false;
}

static void test_have(void)
{
	struct err err = { 0 };
	uint64_t have = 1;

	is_int(caps_have(&have, &err), 0, "caps_have");
	is_int(have, status("CapEff:"), "is the effective set");
	is_int(caps_need(0, &err), 0, "nothing is needed");
	is_int(caps_need(have, &err), 0, "what is there is not missing");
	ok(err.from == ERR_NONE, "and nothing is said");
}

static void is_missing(uint64_t need, const char *msg, const char *hint)
{
	struct err err = { 0 };

	is_int(caps_need(need, &err), -EPERM, "missing");
	is_str(err.msg, msg, "in words");
	is_str(err.hint, hint, "with what to do");
	ok(err.from == ERR_LOCAL && err.code == EPERM, "as a local error");
}

static void test_keep(void)
{
	struct err err = { 0 };

	if (!is_root("keeping one"))
		return;
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	is_int(caps_keep(CAPS_NET | CAPS_SYS, &err), 0, "keep two");
	is_int(status("CapEff:"), CAPS_NET | CAPS_SYS, "effective");
	is_int(status("CapPrm:"), CAPS_NET | CAPS_SYS, "permitted");
	is_int(caps_keep(CAPS_NET, &err), 0, "keep one");
	is_int(status("CapEff:"), CAPS_NET, "effective");
	is_int(status("CapPrm:"), CAPS_NET, "permitted");
	is_int(status("CapInh:"), 0, "inheritable");
	is_int(caps_need(CAPS_NET, &err), 0, "it is still there");
	is_missing(CAPS_SYS, "CAP_SYS_ADMIN is missing",
		   "run it as root, or with CAP_SYS_ADMIN");
	is_missing(CAPS_BPF, "CAP_BPF is missing",
		   "run it as root, or with CAP_BPF");
	is_missing(CAPS_BPF | CAPS_SYS, "CAP_SYS_ADMIN and CAP_BPF are missing",
		   "run it as root, or with CAP_SYS_ADMIN and CAP_BPF");
	is_missing(CAPS_BPF | CAPS_SYS | CAPS(CAP_SYS_PTRACE),
		   "CAP_SYS_PTRACE, CAP_SYS_ADMIN and CAP_BPF are missing",
		   "run it as root, or with CAP_SYS_PTRACE, CAP_SYS_ADMIN and CAP_BPF");
	is_int(caps_keep(~UINT64_C(0), &err), 0, "keep all");
	is_int(status("CapEff:"), CAPS_NET, "brings none back");
}

/* All three sets, and the ambient one that follows them. */
static void test_sets(void)
{
	const cap_value_t some[] = { CAP_NET_ADMIN, CAP_SYS_PTRACE };
	struct err err = { 0 };
	cap_t set;

	if (!is_root("all sets"))
		return;
	set = cap_get_proc();
	cap_set_flag(set, CAP_INHERITABLE, 2, some, CAP_SET);
	cap_set_proc(set);
	cap_free(set);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_PTRACE, 0, 0);
	is_int(status("CapAmb:"), CAPS_NET | CAPS(CAP_SYS_PTRACE),
	       "two that a program would inherit");
	is_int(caps_keep(CAPS_NET, &err), 0, "keep one of them");
	is_int(status("CapInh:"), CAPS_NET, "the other is not inheritable");
	is_int(status("CapAmb:"), CAPS_NET, "nor ambient");
	is_int(status("CapEff:"), CAPS_NET, "nor effective");
}

static void test_stand_in(void)
{
	struct err err = { 0 };

	if (!is_root("CAP_SYS_ADMIN for CAP_BPF"))
		return;
	is_int(caps_keep(CAPS_SYS | CAPS_NET | CAPS(CAP_SYS_PTRACE), &err), 0,
	       "CAP_SYS_ADMIN and no CAP_BPF");
	is_int(caps_need(CAPS_BPF, &err), 0, "does for CAP_BPF");
	is_int(caps_need(CAPS(CAP_PERFMON), &err), 0, "and for CAP_PERFMON");
	is_int(caps_keep(CAPS_BPF, &err), 0, "keep what BPF needs");
	is_int(status("CapEff:"), CAPS_SYS | CAPS_NET, "it stays for that");
	is_int(caps_keep(CAPS_NET, &err), 0, "keep what links need");
	is_int(status("CapEff:"), CAPS_NET, "it is gone when not needed");
}

static void test_no_stand_in(void)
{
	struct err err = { 0 };

	if (!is_root("CAP_SYS_ADMIN beside CAP_BPF"))
		return;
	is_int(caps_keep(CAPS_BPF, &err), 0, "CAP_BPF is there itself");
	is_int(status("CapEff:"), CAPS_BPF, "CAP_SYS_ADMIN is not kept");
}

static void test_none(void)
{
	struct err err = { 0 };
	uint64_t have = 1;

	/* As root: give up all. Others begin here. */
	is_int(caps_keep(0, &err), 0, "keep nothing");
	is_int(caps_have(&have, &err), 0, "without any");
	is_int(have, 0, "there are none");
	is_int(status("CapPrm:"), 0, "nor can they come back");
	is_int(caps_keep(CAPS_NET, &err), 0, "keep what is not there");
	is_missing(CAPS_NET, "CAP_NET_ADMIN is missing",
		   "run it as root, or with CAP_NET_ADMIN");
	is_missing(UINT64_C(1) << 63, "63 is missing",
		   "run it as root, or with 63");
}

static void test_user_namespace(void)
{
	struct err err = { 0 };

	if (unshare(CLONE_NEWUSER) < 0) {
		skip("in a user namespace", "none can be made");
		return;
	}
	is_int(caps_need(CAPS_NET | CAPS_SYS, &err), 0,
	       "a new user namespace gives all");
	is_int(caps_keep(CAPS_NET, &err), 0, "keep one there");
	is_int(status("CapEff:"), CAPS_NET, "only that is left");
}

int main(void)
{
	test_have();
	in_child(test_keep);
	in_child(test_sets);
	in_child(test_stand_in);
	in_child(test_no_stand_in);
	in_child(test_none);
	in_child(test_user_namespace);
	return tap_done();
}
