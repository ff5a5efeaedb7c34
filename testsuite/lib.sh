# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# TAP for bash; every .t sources it first:
#     . "${0%/*}/../lib.sh"
#     in_netns                          # root only: own namespaces, see below
#     run nkctl link show nope          # sets $out $err $status
#     is_status 1 "no such device"; like "$err" 'no such' "says so"
#     done_testing
# It finds the tools ($NKT_BIN: the folder above nkctl/ lbctl/ bwctl/), makes $scratch, a folder
# that goes away at the end, and prints the plan. A file that ends before done_testing fails, and
# so does one that takes more than 120 seconds, or what a line "# time limit: SECONDS" near its
# top says.
set -u

# In a VM, which is slower, its suite sets the limit.
if [[ -z ${NKT_LIMITED-}${NKT_VM-} ]]; then
	limit=$(sed -n '1,20s/^# time limit: \([0-9][0-9]*\).*/\1/p' "$0")
	NKT_LIMITED=1 exec timeout -k 5 "${limit:-120}" bash "$0" "$@"
fi
unset NO_COLOR NKT_LIMITED
export LC_ALL=C
# A sanitizer's report must not pass for an error of the tool.
export ASAN_OPTIONS=${ASAN_OPTIONS-exitcode=99} LSAN_OPTIONS=${LSAN_OPTIONS-exitcode=99}
export UBSAN_OPTIONS=${UBSAN_OPTIONS-print_stacktrace=1:exitcode=99}
[[ ! -t 0 ]] || exec </dev/null

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
top=${here%/*}
NKT_BIN=${NKT_BIN:-$top}
PATH=$NKT_BIN/nkctl:$NKT_BIN/lbctl:$NKT_BIN/bwctl:/usr/sbin:/sbin:$PATH
export PATH NKT_BIN
scratch=$(mktemp -d "${TMPDIR:-/tmp}/nkt.XXXXXX") || exit 1
chmod 755 "$scratch"
tests=0 failures=0 planned='' kids=()

# shellcheck disable=SC2317,SC2329 # the trap calls it
finish()
{
	local status=$?
	trap - EXIT
	# and wait: bash would report each one that was killed
	((${#kids[@]} == 0)) || { kill -9 "${kids[@]}" && wait "${kids[@]}"; } 2>/dev/null
	rm -rf "$scratch"
	if [[ -z $planned ]]; then
		echo "# the file ended early, with status $status, after $tests tests"
		exit 1
	fi
	if [[ $planned != "$tests" ]]; then
		echo "# planned $planned tests but ran $tests"
		exit 1
	fi
	((failures == 0 && status == 0)) || exit 1
	exit 0
}
trap finish EXIT
trap 'exit 143' TERM

# diag TEXT...: as comments
diag() { printf '%s\n' "$*" | sed 's/^/#   /'; }

plan() { planned=$1; echo "1..$1"; }
done_testing() { plan "$tests"; exit 0; }
skip_all() { planned=0; tests=0; echo "1..0 # SKIP $*"; exit 0; }

pass() { tests=$((tests + 1)); echo "ok $tests - $1"; }
# fail DESC [COMMENT...]
fail()
{
	tests=$((tests + 1)) failures=$((failures + 1))
	echo "not ok $tests - $1"
	echo "#   at ${0##*/} line $(caller_line)"
	shift
	((!$#)) || diag "$@"
	return 1
}
# the line of the test file that called, however deep
caller_line()
{
	local i
	for ((i = ${#BASH_SOURCE[@]} - 1; i > 0; i--)); do
		[[ ${BASH_SOURCE[i]} = "$0" ]] && break
	done
	echo "${BASH_LINENO[i - 1]}"
}
# skip N REASON: instead of N tests
skip()
{
	local i
	for ((i = 0; i < $1; i++)); do
		tests=$((tests + 1))
		echo "ok $tests # SKIP ${*:2}"
	done
}

# ok DESC CMD...: CMD succeeds; not_ok: it fails
ok()
{
	local said
	if said=$("${@:2}" 2>&1); then pass "$1"; else fail "$1" "failed: ${*:2}" "$said"; fi
}
not_ok()
{
	local said
	if said=$("${@:2}" 2>&1); then fail "$1" "worked: ${*:2}" "$said"; else pass "$1"; fi
}
is()
{
	if [[ $1 = "$2" ]]; then pass "$3"; else fail "$3" "got:    $1"$'\n'"wanted: $2"; fi
}
isnt()
{
	if [[ $1 != "$2" ]]; then pass "$3"; else fail "$3" "got:    $1, which it must not be"; fi
}
# like GOT REGEX DESC
like()
{
	if [[ $1 =~ $2 ]]; then pass "$3"; else fail "$3" "got:    $1"$'\n'"wanted: /$2/"; fi
}
unlike()
{
	if [[ ! $1 =~ $2 ]]; then pass "$3"; else fail "$3" "got:    $1"$'\n'"not:    /$2/"; fi
}
# is_json FILTER WANT DESC: jq's answer to FILTER on $out
is_json()
{
	local got
	got=$(jq -c "$1" <<<"$out" 2>&1) || got="jq: $got on: $out"
	is "$got" "$2" "$3"
}

# run CMD...: sets $out, $err, $status; stdin is the caller's
# shellcheck disable=SC2034 # for the tests
run()
{
	status=0 ran="$*"
	"$@" >"$scratch/out" 2>"$scratch/err" || status=$?
	out=$(<"$scratch/out") err=$(<"$scratch/err")
}
is_status()
{
	if [[ $status = "$1" ]]; then
		pass "${2:-$ran: exit $1}"
	else
		fail "${2:-$ran: exit $1}" "got: $status, wanted: $1"$'\n'"command: $ran"$'\n'"stdout: $out"$'\n'"stderr: $err"
	fi
}
# works DESC CMD...: exit 0, and both streams silent
works()
{
	run "${@:2}"
	is "$status,$out,$err" "0,," "$1"
}
# refuses STATUS REGEX CMD...: "Error: ..." as said, nothing on stdout
refuses()
{
	run "${@:3}"
	if [[ $status = "$1" && -z $out && $err = "Error: "* && $err =~ $2 ]]; then
		pass "$ran: refused"
	else
		fail "$ran: refused" "got: $status, wanted: $1 with /$2/"$'\n'"stdout: $out"$'\n'"stderr: $err"
	fi
}

need_cmd()
{
	local c
	for c in "$@"; do
		command -v "$c" >/dev/null || skip_all "$c is not installed"
	done
}
need_root() { [[ $(id -u) = 0 ]] || skip_all "needs root"; }
have_netkit() { ip link add nkprobe type netkit 2>/dev/null && ip link del nkprobe; }
# The VM kernels have netkit: there, a device that cannot be made is a failure.
need_netkit() { [[ -n ${NKT_VM-} ]] || have_netkit || skip_all "this kernel has no netkit"; }

# The same file again as root of its own network and mount namespaces, with an own bpffs, names
# of namespaces that nobody else sees, and lo up. Calls need_root.
in_netns()
{
	need_root
	if [[ -z ${NKT_IN_NETNS-} ]]; then
		rm -rf "$scratch"
		NKT_IN_NETNS=$$ NKT_LIMITED=1 exec unshare -m -n -- bash "$0"
	fi
	unset NKT_IN_NETNS
	mkdir -p /run/netns
	# `ip netns add` mounts there for others to see: shared, but only within our namespace.
	if ! { mount --make-rprivate / && mount -t bpf bpf /sys/fs/bpf &&
		mount -t tmpfs tmpfs /run/netns && mount --make-shared /run/netns &&
		ip link set lo up; }; then
		fail "own namespaces"
		exit 1
	fi
}

# For what needs no privilege: root must not leave traces on the machine, so it gets its own.
in_netns_if_root() { [[ $(id -u) != 0 ]] || in_netns; }

# background CMD...: killed at the end; $! is its pid
background() { "$@" & kids+=("$!"); }

# wait_for SECONDS CMD...: until CMD succeeds
wait_for()
{
	local end=$((SECONDS + $1))
	until "${@:2}" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		sleep 0.05
	done
}

# unprivileged CMD...: as nobody, without any capability; the tools are copied to where anyone
# can reach them
unprivileged()
{
	local t
	if [[ $(id -u) != 0 ]]; then
		"$@"
		return
	fi
	if [[ ! -d $scratch/bin ]]; then
		mkdir "$scratch/bin"
		for t in nkctl lbctl bwctl; do
			cp "$NKT_BIN/$t/$t" "$scratch/bin/"
		done
	fi
	PATH=$scratch/bin:$PATH setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all \
		--bounding-set=-all -- "$@"
}
