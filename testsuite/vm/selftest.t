#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck disable=SC2016 # dollars in single quotes are for the guest
# Tests the VM harness itself: is what comes out of a VM what happened in it? Prints TAP.
#
# usage: testsuite/vm/selftest.t [SCRATCH]
#   SCRATCH  a folder to keep for looking at (default: a temporary one)
# exit status: 0 all well; 1 not
set -uo pipefail

case ${1-} in
-h | --help) sed -n '4,/^set/s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
here=$(dirname "$(readlink -f "$0")")
work=${1-$(mktemp -d)}
[[ $# != 0 ]] || trap 'rm -rf "$work"' EXIT
mkdir -p "$work"
: >"$work/err"
count=0 failed=0

# ok WHAT COMMAND...: one test, passed when the command succeeds
ok()
{
	local what=$1 not=''
	shift
	"$@" >"$work/said" 2>&1 || { not='not '; failed=1; }
	echo "${not}ok $((++count)) - $what"
	[[ -z $not ]] || sed 's/^/# /' "$work/said" "$work/err"
}

# vm STATUS ARG...: runs it, with what it prints in out and err
vm()
{
	local want=$1 result=0
	shift
	"$here/run" "$@" >"$work/out" 2>"$work/err" || result=$?
	[[ $result = "$want" ]] || { echo "exit status $result, not $want"; return 1; }
}

# what a kernel must offer; prints the first thing that it does not
offers='
	die() { echo "no $1"; exit 1; }
	[[ ! -s /proc/modules ]] || die "empty list of modules"
	ip link add v0 type veth peer name v1 || die veth
	grep -q "^veth " /proc/modules || die "module loaded on demand"
	ip link add n0 type netkit mode l3 peer name n1 || die netkit
	tc qdisc add dev n0 root fq || die fq
	[[ $(ip -j -d link show n0 | jq -r ".[].linkinfo.info_kind") = netkit ]] || die jq
	[[ $(stat -fc %T /sys/fs/bpf) = bpf_fs ]] || die bpffs
	[[ $(stat -fc %T /sys/fs/cgroup) = cgroup2fs ]] || die cgroup2
	unshare -mn ip -br link show lo | grep -q DOWN || die "network namespace"
	ping -c 1 -W 5 127.0.0.1 >/dev/null || die "ping over lo"
	[[ $PWD = /src && -d testsuite/vm ]] || die tree
	timeout 0.1 sleep 5; [[ $? = 124 ]] || die timeout
	bpftool -j prog list >/dev/null || die bpftool
'

echo "1..14"
for kernel in 6.12 7; do
	ok "$kernel has netkit, fq, and loads modules on demand" vm 0 -k "$kernel" "$offers"
done

ok "an exit status comes through" vm 7 -e "A=b c" \
	'printf "a\r\n\0\377%s" "$A"; echo e >/dev/stderr; sleep 1000 & exit 7'
printf 'a\r\n\0\377b c' >"$work/want"
ok "stdout comes through byte for byte" cmp "$work/out" "$work/want"
ok "stderr comes through apart from it" [ "$(cat "$work/err")" = e ]

ok "a hung command is ended" vm 124 -t 1 'echo before; sleep 1000'
ok "with what it said until then" grep -qx before "$work/out"

ok "a kernel warning fails the run" vm 99 \
	'printf "<4>------------[ cut here ]------------\nWARNING: x\n" >/dev/kmsg'
ok "and is shown" grep -q 'cut here' "$work/err"

"$here/suite" 6.12 "$work/suite" "$here"/selftest/{passes,warns,hangs,panics} 2>"$work/err"
cd "$work/suite" || exit 1
ok "suite: a file that passes" cmp passes.tap - <<-END
	1..2
	ok 1 - in kernel 6.12
	ok 2 - a last line without a newline
END
ok "suite: its stderr" [ "$(cat passes.err)" = "said on stderr" ]
ok "suite: a file that makes the kernel warn" grep -qx 'not ok - the kernel warned' warns.tap
ok "suite: a file that does not end" grep -q '^not ok - .*time limit is 2 s' hangs.tap
ok "suite: a file that takes the kernel down" grep -q '^not ok - the VM ended' panics.tap
exit $failed
