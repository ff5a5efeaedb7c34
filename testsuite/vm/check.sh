#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the tests of network namespaces in a VM of each kernel, the VMs side by side.
#
# usage: testsuite/vm/check.sh KERNEL...     6.12 and 7; their TAP stays in .build/vm/KERNEL/
# exit status: 0 all passed; 1 some did not
set -u

cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
(($#)) || { sed -n '3,/^# exit/s/^# \{0,1\}//p' "$0"; exit 1; }
tests=(testsuite/netns/*.t)
pids=()
# A VM must not outlive us.
trap '((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

failed=0 taps=()
# Fetching is done once and before, since it shows its progress.
for kernel; do
	testsuite/vm/kernels path "$kernel" >/dev/null || exit 1
done
for kernel; do
	out=.build/vm/$kernel
	rm -rf "$out"
	mkdir -p "$out"
	echo "vm: $kernel: ${#tests[@]} files"
	# A guest counts the seconds that it waits for the other one, too.
	testsuite/vm/suite -t 300 "$kernel" "$out" "${tests[@]}" &
	pids+=("$!")
done
i=0
for kernel; do
	wait "${pids[i]}" || failed=1
	i=$((i + 1))
	taps+=(.build/vm/"$kernel"/*.tap)
done
pids=()
prove --exec cat "${taps[@]}" || failed=1
for kernel; do
	# What the tools wrote to stderr outside of any test tells why a file failed.
	for err in .build/vm/"$kernel"/*.err; do
		[[ ! -s $err ]] || sed "s,^,# $kernel ${err##*/}: ," "$err" | head -n 20
	done
done
exit "$failed"
