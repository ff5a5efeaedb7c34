#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Plays the acts of the demo, all NN-*.sh here, in order, in network and mount namespaces of its
# own (demo.sh makes them, or the VM is one). An act uses these:
#   act TITLE       begins it
#   say TEXT        explains what comes next
#   try COMMAND     types COMMAND, runs it and shows the answer; the demo ends if it fails
#   fails COMMAND   the same for one that has to fail
#   start COMMAND   runs it in the background, until the demo ends, without showing it
#   proved TEXT     one line of what is said at the end
# Commands of an act that it does not show are as good as shown: any that fails ends the demo.
set -eEuo pipefail

here=$(dirname "$(readlink -f "$0")")
top=${here%/testsuite/demo}
PATH=$top/nkctl:$top/lbctl:$top/bwctl:/usr/sbin:/sbin:$PATH
bold='' plain='' dim=''
if [[ -n ${DEMO_COLORS-} ]]; then
	bold=$'\e[1m' dim=$'\e[36m' plain=$'\e[0m'
fi
proofs=() kids=()
trap '((${#kids[@]} == 0)) || kill "${kids[@]}" 2>/dev/null || true' EXIT
trap 'echo "demo: failed in ${BASH_SOURCE[0]##*/}, line $LINENO" >&2' ERR

act() { printf '\n%s-- %s%s\n' "$bold" "$*" "$plain"; }
say() { printf '\n%s\n' "$*" | fold -s -w 79 | sed "s/ *\$//; s/..*/$dim&$plain/"; }
proved() { proofs+=("$*"); }
start() { "$@" >/dev/null 2>&1 & kids+=("$!"); }

# type_it COMMAND: shows it and runs it; sets status
type_it()
{
	status=0
	printf '%s$ %s%s\n' "$bold" "$1" "$plain"
	(eval "$1") 2>&1 || status=$?
}
try()
{
	type_it "$1"
	((status == 0)) || { echo "demo: exit status $status: $1" >&2; exit 1; }
}
fails()
{
	type_it "$1"
	((status != 0)) || { echo "demo: this should have failed: $1" >&2; exit 1; }
}

# Names of namespaces that nobody else sees, and pins that are gone with us.
mkdir -p /run/netns
mount --make-rprivate /
mount -t bpf bpf /sys/fs/bpf
mount -t tmpfs tmpfs /run/netns
mount --make-shared /run/netns
ip link set lo up

for file in "$here"/[0-9]*.sh; do
	# shellcheck source=/dev/null
	. "$file"
done

printf '\n%s-- what this proved, on Linux %s%s\n\n' "$bold" "$(uname -r)" "$plain"
printf '  * %s\n' "${proofs[@]}"
