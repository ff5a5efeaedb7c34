#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What README and the man pages show is what happens. Each block of `.Bd -literal` in man/*.8, and
# what README indents below "# ", is a terminal:
#     # COMMAND        typed as root; it must succeed, or fail where the answer is an error
#     > MORE           the same command goes on
#     ANSWER           all that it prints, stdout and stderr, exactly; "..." in it is anything
# The commands of a page run in order, in one shell, in namespaces made for that page, and in a
# folder that has filter.bpf.o. Where the kernel has no netkit, only the blocks run that stand
# behind a line `.\" runs on any kernel with tcx`.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"

# ---- one page, inside: run $NKT_PAGE/N.cmd, leave N.out and N.status ----
if [[ -n ${NKT_PAGE-} ]]; then
	in_netns
	cd "$NKT_PAGE" || exit 1
	for file in [0-9]*.cmd; do
		# shellcheck source=/dev/null
		. "./$file" >"${file%cmd}out" 2>&1 </dev/null
		echo $? >"${file%cmd}status"
	done
	done_testing
fi

# ---- all pages, outside ----

# extract PAGE FOLDER: writes NNN.cmd, and NNN.want with the answer where there is one
extract()
{
	awk -v dir="$2" -v mdoc="$([[ $1 != *.8 ]] || echo 1)" -v netkit="$netkit" '
		function name(suffix) { return sprintf("%s/%03d.%s", dir, n, suffix) }
		mdoc && /^\.\\" runs on any kernel with tcx$/ { any = 1; next }
		mdoc && /^\.Bd -literal/ { block = netkit || any; any = typed = 0; next }
		mdoc && /^\.Ed/ { block = 0 }
		!mdoc && !netkit { exit }
		!mdoc { block = /^    # / || block && /^    /; typed = typed && block; sub(/^    /, "") }
		!block { next }
		mdoc { gsub(/\\&/, ""); gsub(/\\-/, "-"); gsub(/\\e/, "\\") }
		/^# / { n++; typed = 1; print substr($0, 3) >name("cmd"); next }
		/^> / && typed { print substr($0, 3) >name("cmd"); next }
		{ typed = 0; print >name("want") }
	' "$1"
}

# check PAGE NUMBER FOLDER: one command of a page
check()
{
	local at=$3/$2 what want='' got status fails anything
	what="$1: $(head -n 1 "$at.cmd")"
	if [[ ! -e $at.status ]]; then
		fail "$what" "did not run"
		return
	fi
	[[ ! -e $at.want ]] || want=$(<"$at.want")
	got=$(<"$at.out") status=$(<"$at.status")
	fails=0
	[[ $want != "Error: "* && $want != '{"error":'* ]] || fails=1
	if ((fails ? status != 1 && status != 2 : status)); then
		fail "$what" "exit status $status"$'\n'"$got"
	elif
		anything=$(sed 's/[][*?\\]/\\&/g; s/\.\.\./*/g' <<<"$want")
		# shellcheck disable=SC2053 # it is a pattern
		[[ $got = $anything ]]
	then
		pass "$what"
	else
		is "$got" "$want" "$what"
	fi
}

need_root
netkit=1
if [[ -z ${NKT_VM-} ]] && ! unshare -n ip link add nkprobe type netkit 2>/dev/null; then
	netkit=''
	nkctl -br feature show | grep -q '^tcx-egress  *yes$' || skip_all "this kernel has no netkit and no tcx"
fi
object=${NKT_O:-$top/.build}/testsuite/bpf/examples.bpf.o
is "$(sed -n '/^\.Bd -unfilled/,/^\.Ed/p' "$top/man/nkctl-chain.8" | sed -n '/^#include/,/LICENSE/{s/\\-/-/g; p}')" \
	"$(sed -n '/^#include/,$p' "$here/bpf/examples.bpf.c")" "nkctl-chain.8: shows the source of what is loaded"
for page in "$top"/README "$top"/man/*.8; do
	name=${page##*/}
	mkdir "$scratch/$name"
	extract "$page" "$scratch/$name"
	if [[ -z $netkit && ! -e $scratch/$name/001.cmd ]]; then
		skip 1 "$name: this kernel has no netkit"
		continue
	fi
	cp "$object" "$scratch/$name/filter.bpf.o" || fail "$object is there"
	NKT_PAGE=$scratch/$name NKT_TIMEOUT=60 bash "$0" >"$scratch/$name/log" 2>&1 ||
		diag "$name: $(<"$scratch/$name/log")"
	ok "$name: has examples" test -e "$scratch/$name/001.cmd"
	for file in "$scratch/$name"/*.cmd; do
		number=${file##*/}
		[[ ! -e $file ]] || check "$name" "${number%.cmd}" "$scratch/$name"
	done
done
done_testing
