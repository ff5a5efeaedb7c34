#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What `make demo` runs: installs what is missing, builds, and shows the tools at work.
#
# usage: testsuite/demo.sh
# As root on a kernel with netkit the show is in network namespaces of this machine, which nothing
# outside them notices; otherwise in a VM with a kernel that has it (of Debian, fetched once).
# The acts are testsuite/demo/NN-*.sh.
# exit status: 0 all that was shown worked; 1 something did not
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
cd "${here%/testsuite}"
# What a make around us says about jobs and targets is not for ours.
unset MAKEFLAGS MFLAGS MAKELEVEL

step()
{
	printf '\n== %s\n' "$*"
}

step "packages"
if [[ $(id -u) = 0 ]]; then
	testsuite/deps.sh
elif lacking=$(testsuite/deps.sh -n); then
	echo "all packages are there"
else
	echo "demo: these packages are missing, and installing them needs root: sudo make demo" >&2
	xargs <<<"$lacking" >&2
	exit 1
fi

step "building"
make -j"$(nproc)" all .build/testsuite/bpf/examples.bpf.o

colors=
[[ ! -t 1 || -n ${NO_COLOR-} ]] || colors=1
if [[ $(id -u) = 0 ]] && unshare -n ip link add type netkit 2>/dev/null; then
	step "the show, in network namespaces of this machine ($(uname -r))"
	DEMO_COLORS=$colors unshare -m -n -- testsuite/demo/stage.sh
else
	if [[ $(id -u) = 0 ]]; then
		step "this kernel ($(uname -r)) has no netkit: the show is in a VM"
	else
		step "network namespaces here need root: the show is in a VM"
	fi
	testsuite/vm/kernels fetch 7
	echo "booting Linux $(testsuite/vm/kernels list | sed -n 's/^7 //p') in QEMU, emulated"
	testsuite/vm/run -k 7 -t 240 -e DEMO_COLORS="$colors" -- testsuite/demo/stage.sh
fi
