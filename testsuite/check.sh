#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What `make check` runs: everything, one part after the other, going on behind one that fails.
# Its last line is "N passed, N failed, N skipped".
#
# usage: testsuite/check.sh [PART...]    deps build lint unit cli netns asan vm; all by default
# exit status: 0 nothing failed; 1 something did
set -u

cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
# What a make around us says about jobs and targets is not for ours.
unset MAKEFLAGS MFLAGS MAKELEVEL
work=$(mktemp -d "${TMPDIR:-/tmp}/nkt-check.XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

parts=("$@")
((${#parts[@]})) || parts=(deps build lint unit cli netns asan vm)
passed=0 failed=0 skipped=0 rows=()

part_deps()
{
	if [[ $(id -u) = 0 ]]; then
		testsuite/deps.sh
	elif testsuite/deps.sh -n; then
		echo "all packages are there"
	else
		# What lacks them will say so itself.
		echo "these packages are missing; as root, make deps installs them"
	fi
}
part_build() { make -j2 WERROR=1 all tests; }
part_lint() { prove testsuite/lint.sh; }
part_unit() { make WERROR=1 check-unit; }
part_cli() { make WERROR=1 check-cli; }
part_netns() { make WERROR=1 check-netns; }
part_asan() { make -j2 SAN=1 WERROR=1 CFLAGS='-O1 -g' O=.build/asan B=.build/asan all tests && make -k check-asan; }
part_vm() { make WERROR=1 check-vm; }

declare -A what=(
	[deps]="Debian packages that the rest needs"
	[build]="the tools and the unit tests, warnings are errors"
	[lint]="file lengths, layers, shellcheck, mandoc, clang-format"
	[unit]="unit tests of lib/ and the nouns"
	[cli]="the command line, without privilege"
	[netns]="the tools in network namespaces of this kernel, $(uname -r)"
	[asan]="unit, cli and netns once more with ASan and UBSan"
	[vm]="netns in virtual machines with Debian's kernels"
)

# count FILE...: "PASSED FAILED SKIPPED", and "# REASON" for each skip, from raw TAP
count()
{
	awk '
		function finish() {
			if (!FILE) return
			if (plan == "") { f++; print "#! " FILE ": ended early" }
			else if (plan > seen) { f += plan - seen; print "#! " FILE ": " plan - seen " of its tests did not run" }
		}
		FNR == 1 { finish(); FILE = FILENAME; plan = ""; seen = 0 }
		/^1\.\.0/ { plan = 0; s++; sub(/.*# *[Ss][Kk][Ii][Pp][^ ]* */, ""); print "# " $0; next }
		/^1\.\.[0-9]+/ { plan = substr($1, 4) + 0; next }
		/^ok .*# *[Ss][Kk][Ii][Pp]/ { seen++; s++; sub(/.*# *[Ss][Kk][Ii][Pp][^ ]* */, ""); print "# " $0; next }
		/^ok / { seen++; p++; next }
		/^not ok / { seen++; f++; print "#! " FILE ": " $0; next }
		END { finish(); print p + 0, f + 0, s + 0 }
	' "$@" </dev/null
}

run_part()
{
	local part=$1 start=$SECONDS rc=0 p=0 f=0 s=0 n
	printf '\n== %s: %s\n' "$part" "${what[$part]}"
	mkdir -p "$work/$part"
	PERL_TEST_HARNESS_DUMP_TAP=$work/$part "part_$part" </dev/null || rc=$?
	mapfile -t files < <(find "$work/$part" -type f | sort)
	if ((${#files[@]})); then
		count "${files[@]}" >"$work/$part.count"
		read -r p f s < <(tail -n 1 "$work/$part.count")
		sed -n 's/^# //p' "$work/$part.count" | sort | uniq -c |
			while read -r n reason; do echo "$n $part: $reason"; done >>"$work/skips"
		sed -n "s,^#! $work/[^/]*/,,p" "$work/$part.count" >>"$work/failures"
	fi
	# A part that fails for another reason than a test of its own.
	if ((rc && !f)); then
		f=1
		echo "$part: failed with status $rc" >>"$work/failures"
	fi
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	rows+=("$(printf '%-6s %5ds %8d %7d %8d' "$part" $((SECONDS - start)) "$p" "$f" "$s")")
}

touch "$work/skips" "$work/failures"
for part in "${parts[@]}"; do
	[[ -n ${what[$part]-} ]] || { echo "check: no part '$part' (${!what[*]})" >&2; exit 1; }
done
for part in "${parts[@]}"; do
	run_part "$part"
done

printf '\n== summary\n%-6s %6s %8s %7s %8s\n' part time passed failed skipped
printf '%s\n' "${rows[@]}"
printf 'total  %5ds\n' "$SECONDS"
if [[ -s $work/skips ]]; then
	printf '\nskipped, and why:\n'
	sed 's/^/  /' "$work/skips"
fi
if [[ -s $work/failures ]]; then
	printf '\nfailed:\n'
	sed 's/^/  /' "$work/failures"
fi
echo
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
