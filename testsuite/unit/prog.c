// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Programs: what the kernel tells of one, finding one, which helper it
 * calls with which argument.  The programs are raw instructions, loaded
 * here; without the right to that, most of this is skipped.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>

#include "lib/prog.h"
#include "testsuite/unit/child.h"

#define MOV64(reg, val)                                                        \
	{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = (reg), .imm = (val) }
#define MOV32(reg, val)                                                        \
	{ .code = BPF_ALU | BPF_MOV | BPF_K, .dst_reg = (reg), .imm = (val) }
#define MOVR(reg, from)                                                        \
	{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = (reg),               \
	  .src_reg = (from) }
#define OR64(reg, val)                                                         \
	{ .code = BPF_ALU64 | BPF_OR | BPF_K, .dst_reg = (reg), .imm = (val) }
#define LOAD(reg, from, at)                                                    \
	{ .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = (reg),                 \
	  .src_reg = (from), .off = (at) }
#define CALL(helper) { .code = BPF_JMP | BPF_CALL, .imm = (helper) }
#define IFZERO(reg, skip)                                                      \
	{ .code = BPF_JMP | BPF_JEQ | BPF_K, .dst_reg = (reg), .off = (skip) }
#define EXIT { .code = BPF_JMP | BPF_EXIT }

#define EGRESS 2	/* BPF_F_EGRESS of bpf_redirect_peer() */

#define LOADED(...)                                                            \
	load((const struct bpf_insn[]){ __VA_ARGS__ },                         \
	     sizeof((const struct bpf_insn[]){ __VA_ARGS__ }) /                \
		     sizeof(struct bpf_insn))

static char name[16];	/* which no other program of this machine has */

static int load(const struct bpf_insn *insns, size_t n)
{
	int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, name, "GPL", insns, n,
			       NULL);

	return fd < 0 ? -errno : fd;
}

/* How many calls of redirect_peer without the flag are seen in it. */
static void calls(int fd, int32_t distance, int want, const char *what)
{
	if (!ok(fd >= 0, "load: %s", what))
		return;
	is_int(prog_calls(fd, distance, BPF_REG_2, EGRESS), want, "%s", what);
	close(fd);
}

static void test_calls(void)
{
	int32_t at = 0, other = 0;
	int fd, rc = prog_helper_at("bpf_redirect_peer", &at);

	if (rc) {
		skip("which helper is called", "addresses are hidden");
		return;
	}
	is_int(prog_helper_at("bpf_redirect", &other), 0, "another helper");
	ok(at && other && at != other, "lies elsewhere");
	is_int(prog_helper_at("bpf_no_such_helper", &other), -EPERM,
	       "one that is not there cannot be told from a hidden one");

	calls(LOADED(MOV64(0, 0), EXIT), at, 0, "no call");
	calls(LOADED(MOV64(1, 1), MOV64(2, 0), CALL(BPF_FUNC_redirect), EXIT),
	      at, 0, "another helper");
	calls(LOADED(MOV64(1, 1), MOV64(2, 0), CALL(BPF_FUNC_redirect_peer),
		     EXIT), at, 1, "without the flag");
	calls(LOADED(MOV64(2, 0), MOV64(1, 1), CALL(BPF_FUNC_redirect_peer),
		     EXIT), at, 1, "the arguments in the other order");
	calls(LOADED(MOV64(1, 1), MOV64(2, EGRESS),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 0, "with the flag");
	calls(LOADED(MOV64(1, 1), MOV32(2, EGRESS),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 0,
	      "with the flag, 32 bits wide");
	calls(LOADED(MOV64(1, 1), MOV64(2, EGRESS | 4),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 0,
	      "with the flag among others");
	calls(LOADED(MOV64(1, 1), MOV64(2, 4), CALL(BPF_FUNC_redirect_peer),
		     EXIT), at, 1, "with others alone");
	calls(LOADED(LOAD(2, 1, 0), MOV64(1, 1), CALL(BPF_FUNC_redirect_peer),
		     EXIT), at, 1, "with flags of the packet");
	calls(LOADED(MOV64(6, EGRESS), MOVR(2, 6), MOV64(1, 1),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 1,
	      "from another register is not sure");
	calls(LOADED(MOV64(2, 0), OR64(2, EGRESS), MOV64(1, 1),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 1,
	      "computed is not sure");
	calls(LOADED(MOV64(2, EGRESS), MOV64(2, 0), MOV64(1, 1),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 1,
	      "the last write counts");
	calls(LOADED(MOV64(2, 0), MOV64(2, EGRESS), MOV64(1, 1),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 0,
	      "the last write counts, the other way");
	/* A jump lands between the constant and the call. */
	calls(LOADED(LOAD(0, 1, 0), MOV64(2, 0), IFZERO(0, 1),
		     MOV64(2, EGRESS), MOV64(1, 1),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 1,
	      "on one of two ways is not sure");
	calls(LOADED(MOV64(1, 1), MOV64(2, 0), CALL(BPF_FUNC_redirect_peer),
		     MOV64(1, 1), MOV64(2, EGRESS),
		     CALL(BPF_FUNC_redirect_peer), MOV64(1, 1), MOV64(2, 0),
		     CALL(BPF_FUNC_redirect_peer), EXIT), at, 2,
	      "two of three");
	fd = open("/dev/null", O_RDONLY);
	ok(prog_calls(fd, at, BPF_REG_2, EGRESS) < 0, "not a program");
	close(fd);
}

static void test_info(int fd)
{
	struct prog_info info;
	struct err err = { 0 };
	int null = open("/dev/null", O_RDONLY);

	is_int(prog_info_read(fd, true, &info, &err), 0, "read");
	is_str(info.name, name, "its name");
	is_int(info.type, BPF_PROG_TYPE_SCHED_CLS, "its type");
	is_int(strspn(info.tag, "0123456789abcdef"), 16, "its tag");
	is_int(strlen(info.tag), 16, "and no more");
	ok(info.id > 0, "its id");
	is_int(info.uid, getuid(), "its owner");
	ok(info.load_time / 1000000000U + 60 > (uint64_t)time(NULL) &&
		   info.load_time / 1000000000U < (uint64_t)time(NULL) + 2,
	   "loaded just now");
	is_int(info.n_maps, 0, "no maps");
	is_int(info.btf_id, 0, "no BTF");
	prog_info_free(&info);
	prog_info_free(&info);
	ok(prog_info_read(null, false, &info, &err) < 0, "not a program");
	ok(strstr(err.msg, "cannot read a program") != NULL, "in words");
	is_int(bpf_fd_kind(fd), BPF_KIND_PROG, "a program's descriptor");
	is_int(bpf_fd_kind(null), BPF_KIND_OTHER, "and another one");
	is_int(bpf_fd_kind(-1), BPF_KIND_OTHER, "and none");
	close(null);
}

static void found(int fd, uint32_t id, const char *how)
{
	struct prog_info info = { 0 };
	struct err err = { 0 };

	if (!ok(fd >= 0, "%s: found", how))
		return;
	is_int(prog_info_read(fd, false, &info, &err), 0, "%s: read", how);
	is_int(info.id, id, "%s: that program", how);
	close(fd);
}

static void test_find(int fd)
{
	const uint32_t tc = BPF_PROG_TYPE_SCHED_CLS;
	struct err err = { 0 };
	struct prog_info info;
	char lists[64];
	int again;

	prog_info_read(fd, false, &info, &err);
	found(prog_open_id(info.id, &err), info.id, "by id");
	found(prog_open_match(name, NULL, tc, &err), info.id, "by name");
	is_int(prog_open_match(name, NULL, BPF_PROG_TYPE_XDP, &err), -ENOENT,
	       "of another type there is none");
	ok(strstr(err.msg, "no xdp program with name") != NULL, "in words");
	is_int(prog_open_match("no such name", NULL, tc, &err), -ENOENT,
	       "nor with another name");
	is_int(err.from, ERR_LOCAL, "a local error");
	is_int(prog_open_match(NULL, "0000000000000000", tc, &err), -ENOENT,
	       "nor with that tag");
	is_int(prog_open_id(UINT32_MAX, &err), -ENOENT, "nor with that id");
	is_str(err.msg, "there is no program with id 4294967295", "in words");

	again = LOADED(MOV64(0, 5), EXIT);
	is_int(prog_open_match(name, NULL, tc, &err), -ENOTUNIQ,
	       "two of that name");
	snprintf(lists, sizeof(lists), "id %u (%s", info.id, name);
	ok(strstr(err.msg, lists) != NULL, "are listed");
	snprintf(lists, sizeof(lists), "say id %u or id ", info.id);
	ok(!strncmp(err.hint, lists, strlen(lists)), "with what to say");
	close(again);
}

static void test_name(void)
{
	const struct prog_info whole = { .name = "fifteen_or_more_bytes" };
	const struct prog_info cut = { .name = "fifteen_or_more" };
	char buf[32];

	ok(prog_has_name(&whole, "fifteen_or_more_bytes"), "the whole name");
	ok(prog_has_name(&whole, "fifteen_or_more"), "its first 15 bytes");
	ok(!prog_has_name(&whole, "fifteen_or_mor"), "not fewer");
	ok(!prog_has_name(&whole, "fifteen_or_more_"), "and not more");
	ok(prog_has_name(&cut, "fifteen_or_more"), "a cut one");
	ok(!prog_has_name(&cut, "fifteen_or_more_bytes"),
	   "which may be another's");
	ok(!prog_has_name(&cut, ""), "not the empty one");
	is_str(prog_type_word(BPF_PROG_TYPE_SCHED_CLS, buf), "tc", "tc");
	is_str(prog_type_word(BPF_PROG_TYPE_XDP, buf), "xdp", "xdp");
	is_str(prog_type_word(BPF_PROG_TYPE_KPROBE, buf), "kprobe", "kprobe");
	is_str(prog_type_word(9999, buf), "type 9999", "an unknown one");
}

/* In mounts of its own: pins of links, of others, deep down. */
static void test_pins(void)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	struct err err = { 0 };
	struct pins pins;
	int prog = LOADED(MOV64(0, -1), EXIT), link, map;

	is_int(pins_read("/nkt/none", &pins, &err), 0, "no folder");
	is_int(pins.n, 0, "has no pins");
	if (prog < 0 || unshare(CLONE_NEWNS | CLONE_NEWNET) < 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("bpf", "/sys/fs/bpf", "bpf", 0, NULL) < 0) {
		skip("pins", "not root");
		return;
	}
	link = bpf_link_create(prog, 1, BPF_TCX_INGRESS, &opts);
	if (link < 0) {
		skip("pins", "no tcx");
		return;
	}
	is_int(bpf_fd_kind(link), BPF_KIND_LINK, "a link's descriptor");
	map = bpf_map_create(BPF_MAP_TYPE_ARRAY, "m", 4, 4, 1, NULL);
	is_int(bpf_fd_kind(map), BPF_KIND_MAP, "a map's");
	mkdir("/sys/fs/bpf/a", 0700);
	mkdir("/sys/fs/bpf/a/b", 0700);
	bpf_obj_pin(link, "/sys/fs/bpf/a/b/deep");
	bpf_obj_pin(link, "/sys/fs/bpf/a/again");
	bpf_obj_pin(prog, "/sys/fs/bpf/a/prog");
	bpf_obj_pin(map, "/sys/fs/bpf/a/map");
	is_int(symlink("/sys/fs/bpf/a", "/sys/fs/bpf/a/loop"), 0, "a loop");
	is_int(pins_read("/sys/fs/bpf", &pins, &err), 0, "read");
	is_int(pins.n, 2, "pins of links alone");
	if (pins.n == 2) {
		is_str(pins.v[0].path, "/sys/fs/bpf/a/again", "by path");
		is_str(pins.v[1].path, "/sys/fs/bpf/a/b/deep", "sorted");
		is_int(pins.v[0].link_id, pins.v[1].link_id, "of one link");
		is_int(pins.v[0].type, BPF_LINK_TYPE_TCX, "its type");
		is_int(pins.v[0].ifindex, 1, "on lo");
		is_int(pins.v[0].attach_type, BPF_TCX_INGRESS, "its hook");
		ok(pins.v[0].on_device, "a device's");
		ok(pins_find(&pins, pins.v[0].link_id) == &pins.v[0],
		   "the first is found");
		ok(!pins_find(&pins, 0), "and no other");
	}
	is_int(pins_add("/sys/fs/bpf/a/b", &pins, &err), 0, "one more root");
	is_int(pins.n, 3, "adds to them");
	pins_free(&pins);
	is_int(bpf_link_detach(link), 0, "severed");
	pins_read("/sys/fs/bpf/a", &pins, &err);
	ok(pins.n == 2 && !pins.v[0].ifindex && pins.v[0].on_device,
	   "it is on no device");
	pins_free(&pins);
	is_int(prog_open_pinned("/sys/fs/bpf/a/map", &err), -EINVAL,
	       "a map is no program");
	is_int(prog_open_pinned("/sys/fs/bpf/a/none", &err), -ENOENT,
	       "nor is what is not there");
	map = prog_open_pinned("/sys/fs/bpf/a/prog", &err);
	ok(map >= 0, "a program is");
	close(map);
	close(link);
	close(prog);
}

int main(void)
{
	int fd;

	snprintf(name, sizeof(name), "nkt_%d", getpid());
	test_name();
	fd = LOADED(MOV64(0, 0), EXIT);
	if (fd < 0) {
		skip("programs", "they cannot be loaded");
		return tap_done();
	}
	test_calls();
	test_info(fd);
	test_find(fd);
	close(fd);
	in_child(test_pins);
	return tap_done();
}
