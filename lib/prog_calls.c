/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which helper a loaded program calls: prog.h.  In the instructions that
 * the kernel gives back, a call is a distance from __bpf_call_base; what
 * lies there is told by /proc/kallsyms, to those with CAP_SYSLOG.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/prog.h"

int prog_helper_at(const char *helper, int32_t *distance)
{
	uint64_t base = 0, at = 0;
	char line[512];
	FILE *f = fopen("/proc/kallsyms", "re");

	if (!f)
		return -errno;
	while ((!base || !at) && fgets(line, sizeof(line), f)) {
		char name[256];
		uint64_t addr;

		/* Of some 200,000 lines two are of interest. */
		if (!strstr(line, "__bpf_call_base") && !strstr(line, helper))
			continue;
		if (sscanf(line, "%" SCNx64 " %*c %255s", &addr, name) != 2)
			continue;
		if (!strcmp(name, "__bpf_call_base"))
			base = addr;
		else if (!strcmp(name, helper))
			at = addr;
	}
	fclose(f);
	/* Hidden addresses read as zero. */
	if (!base || !at)
		return -EPERM;
	*distance = (int32_t)(at - base);
	return 0;
}

/* Where a jump may land there are two ways back, and one is not looked at. */
static void mark_targets(const struct bpf_insn *insns, size_t n, bool *target)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t class = BPF_CLASS(insns[i].code);
		uint8_t op = BPF_OP(insns[i].code);
		int64_t to = (int64_t)i + 1 + insns[i].off;

		if ((class != BPF_JMP && class != BPF_JMP32) ||
		    op == BPF_CALL || op == BPF_EXIT)
			continue;
		if (class == BPF_JMP32 && op == BPF_JA)
			to = (int64_t)i + 1 + insns[i].imm;
		if (to >= 0 && to < (int64_t)n)
			target[to] = true;
	}
}

/* The constant that a register holds before instruction i, if the nearest
 * write to it going back is a plain constant. */
static bool constant_before(const struct bpf_insn *insns, const bool *target,
			    size_t i, uint8_t reg, int32_t *value)
{
	while (i > 0 && !target[i--]) {
		uint8_t class = BPF_CLASS(insns[i].code);

		if (class == BPF_JMP || class == BPF_JMP32)
			return false;
		if (insns[i].dst_reg != reg || class == BPF_ST ||
		    class == BPF_STX)
			continue;
		*value = insns[i].imm;
		return insns[i].code == (BPF_ALU64 | BPF_MOV | BPF_K) ||
		       insns[i].code == (BPF_ALU | BPF_MOV | BPF_K);
	}
	return false;
}

static int count_calls(const struct bpf_insn *insns, size_t n,
		       int32_t distance, uint8_t reg, uint32_t without)
{
	bool *target = calloc(n ? n : 1, sizeof(*target));
	int calls = 0;

	if (!target)
		return -ENOMEM;
	mark_targets(insns, n, target);
	for (size_t i = 0; i < n; i++) {
		int32_t arg;

		if (insns[i].code != (BPF_JMP | BPF_CALL) ||
		    insns[i].src_reg || insns[i].imm != distance)
			continue;
		if (constant_before(insns, target, i, reg, &arg) &&
		    ((uint32_t)arg & without))
			continue;
		calls++;
	}
	free(target);
	return calls;
}

int prog_calls(int fd, int32_t distance, uint8_t reg, uint32_t without)
{
	struct bpf_prog_info info = { 0 };
	uint32_t len = sizeof(info), size;
	struct bpf_insn *insns;
	int calls;

	if (bpf_prog_get_info_by_fd(fd, &info, &len))
		return -errno;
	size = info.xlated_prog_len;
	insns = malloc(size ? size : 1);
	if (!insns)
		return -ENOMEM;
	info = (struct bpf_prog_info){ .xlated_prog_len = size,
				       .xlated_prog_insns = (uintptr_t)insns };
	len = sizeof(info);
	if (bpf_prog_get_info_by_fd(fd, &info, &len) || !info.xlated_prog_insns)
		calls = -EPERM;
	else
		calls = count_calls(insns, size / sizeof(*insns), distance,
				    reg, without);
	free(insns);
	return calls;
}
