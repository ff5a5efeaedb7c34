#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Installs every Debian package that building, `make check`, `make demo` and `make bench` need.
# It asks nothing, and does nothing when all are there.
#
# usage: testsuite/deps.sh [-n]
#   -n   only print what is missing, one package a line, and change nothing
# exit status: 0 all is there; 1 something could not be had, or with -n is missing; 2 usage
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
# shellcheck source-path=SCRIPTDIR source=vm/apt.sh
. "$here/vm/apt.sh"

# A package, and the oldest version that will do where Debian 12's own is older: those rows come
# from Debian 12's backports, all others from the release. QEMU 7.2 crashes half of its boots
# of a 6.12 kernel; libbpf before 1.3 has no tcx and netkit links.
needs()
{
	cat <<-END
		libbpf-dev          1:1.3
		libbpf1             1:1.3
		linux-libc-dev      6.12
		bpftool             7.5
		iproute2            6.12
		qemu-system-x86     1:10
		qemu-system-common  1:10
		qemu-system-data    1:10
		seabios             1.16.3
		gcc
		libc6-dev
		make
		pkg-config
		clang
		clang-format
		libclang-rt-dev
		llvm
		libmnl-dev
		libelf-dev
		libcap-dev
		libreadline-dev
		zlib1g-dev
		perl
		jq
		shellcheck
		mandoc
		busybox-static
		cpio
		zstd
		xz-utils
		kmod
		libc-bin
		libcap2-bin
		iperf3
		iputils-ping
		bash-completion
		ipvsadm
		containernetworking-plugins
		curl
		strace
		procps
		tmux
	END
}

die()
{
	printf 'deps: %s\n' "$*" >&2
	exit 1
}

# prints "PACKAGE [OLDEST]" of every row that this machine does not satisfy
missing()
{
	local status pkg version oldest
	declare -A have=()
	# shellcheck disable=SC2016 # the dollars are dpkg-query's
	while read -r status pkg version; do
		[[ $status != ii* ]] || have[$pkg]=$version
	done < <(needs | awk '{ print $1 }' |
		xargs dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Version}\n' 2>/dev/null)
	while read -r pkg oldest; do
		if [[ -z ${have[$pkg]-} ]] ||
			! dpkg --compare-versions "${have[$pkg]}" ge "${oldest:-0}" 2>/dev/null; then
			echo "$pkg" "$oldest"
		fi
	done < <(needs)
}

# available PACKAGE OLDEST: is there a version in the package lists that is new enough?
available()
{
	local version
	while read -r version; do
		dpkg --compare-versions "$version" ge "$2" && return 0
	done < <(apt-cache madison "$1" 2>/dev/null | awk -F ' *[|] *' '{ print $2 }')
	return 1
}

only_print=
case ${1-} in
"") ;;
-n) only_print=1 ;;
-h | --help) sed -n '3,/^set/s/^# \{0,1\}//p' "$0"; exit 0 ;;
*) echo "deps: unknown argument '$1' (-n or nothing)" >&2; exit 2 ;;
esac

command -v apt-get dpkg-query >/dev/null || die "this needs Debian's apt-get and dpkg-query"
lacking=$(missing)
if [[ -z $lacking ]]; then
	[[ -n $only_print ]] || echo "deps: all $(needs | wc -l) packages are there"
	exit 0
fi
if [[ -n $only_print ]]; then
	awk '{ print $1 }' <<<"$lacking"
	exit 1
fi
[[ $(id -u) = 0 ]] || die "run as root (missing: $(awk '{ print $1 }' <<<"$lacking" | xargs))"

# shellcheck source=/dev/null
. /etc/os-release
[[ ${ID-} = debian && ${VERSION_ID:-0} -ge 12 ]] ||
	die "knows Debian 12 and newer, not '${PRETTY_NAME-this system}'"
backports=
[[ $VERSION_ID != 12 ]] || backports=$VERSION_CODENAME-backports
if [[ -n $backports ]] && ! apt_has "$backports"; then
	added=/etc/apt/sources.list.d/netkit-tools-backports.sources
	entry=$(apt_like "$VERSION_CODENAME" "$backports") ||
		die "apt has no source for $VERSION_CODENAME to take the archive from"
	echo "deps: adding $backports to apt: $added"
	printf '# written by testsuite/deps.sh of netkit-tools\n%s\n' "$entry" >"$added"
fi

export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_MODE=a
echo "deps: missing or too old: $(awk '{ print $1 }' <<<"$lacking" | xargs)"
echo "deps: reading the package lists"
apt-get update </dev/null ||
	echo "deps: apt-get update failed; going on with the package lists at hand" >&2

args=()
while read -r pkg oldest; do
	available "$pkg" "${oldest:-0}" ||
		die "cannot get package $pkg${oldest:+ in version $oldest or newer}"
	args+=("$pkg${oldest:+${backports:+/$backports}}")
done <<<"$lacking"

# only what is missing is named, so that nothing else is upgraded without need
echo "deps: installing ${#args[@]} packages"
apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
	-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
	"${args[@]}" </dev/null || true
lacking=$(missing)
[[ -z $lacking ]] || die "cannot install package $(awk '{ print $1 }' <<<"$lacking" | xargs)"
echo "deps: all $(needs | wc -l) packages are there"
