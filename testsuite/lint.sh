#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What `make lint` runs: the rules of the house that a machine can check, as TAP; each finding is a
# comment under its test.
#
# usage: testsuite/lint.sh
# exit status: 0 no finding; 1 some
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "${0%/*}/lib.sh"

cd "$top" || exit 1
shopt -s lastpipe nullglob	# clean counts, so it must not run in a subshell

# clean DESC: ok when stdin, one finding a line, is empty
clean()
{
	local found
	found=$(cat)
	if [[ -z $found ]]; then pass "$1"; else fail "$1" "$found"; fi
}

# Files that are ours, whether or not git knows them yet; generated ones apart.
mapfile -t files < <(find . \( -name .git -o -name .build -o -name .cache \) -prune -o -type f -print |
	sed 's,^\./,,' | sort)
is_script() { [[ $(head -c 64 "$1" | head -n 1 | tr -d '\0') =~ ^'#!'.*(bash|/sh|dash)$ ]]; }
sources=() scripts=()
for f in "${files[@]}"; do
	case $f in
	*.c | *.h) sources+=("$f") ;;
	*.sh | *.t) scripts+=("$f") ;;
	Makefile) ;;
	*) ! is_script "$f" || scripts+=("$f") ;;
	esac
done

# Recorded bytes are data, however long.
for f in Makefile "${sources[@]}" "${scripts[@]}"; do
	[[ $f != */fixtures/* ]] || continue
	n=$(wc -l <"$f")
	((n <= 600)) || echo "$f: $n lines"
done | clean "no source file over 600 lines"

# code FILE...: "FILE:LINE:code", without comments and the contents of strings
code()
{
	local f
	for f in "$@"; do
		awk -v f="$f" '{
			line = $0; out = ""
			while (line != "") {
				if (inside) {
					i = index(line, "*/")
					if (!i) break
					line = substr(line, i + 2); inside = 0; continue
				}
				if (match(line, /"([^"\\]|\\.)*"|\/\*|\/\//) == 0) { out = out line; break }
				out = out substr(line, 1, RSTART - 1)
				found = substr(line, RSTART, RLENGTH)
				line = substr(line, RSTART + RLENGTH)
				if (found == "/*") inside = 1
				else if (found == "//") break
				else out = out (line_is_include($0) ? found : "\"\"")
			}
			print f ":" FNR ":" out
		}
		function line_is_include(s) { return s ~ /^[ \t]*#[ \t]*include/ }' "$f"
	done
}

speaks='(^|[^_[:alnum:]])(exit|_exit|abort|perror|printf|vprintf|fprintf|vfprintf|dprintf|puts|fputs|putchar|fwrite|warnx?|errx?|assert)[[:space:]]*\(|(^|[^_[:alnum:]])(stderr|stdout)([^_[:alnum:]]|$)'
mapfile -t quiet < <(printf '%s\n' "${sources[@]}" | grep -E '^lib/.*\.c$|_kern\.c$' |
	grep -vxE 'lib/(cli|shell|nl)\.c')
code "${quiet[@]}" | grep -E "$speaks" | clean "lib/ and *_kern.c neither print nor exit"
# The debug output of nl.c, and nothing else of it, goes to stderr.
code lib/nl.c | grep -E "$speaks" | grep -v 'fprintf(stderr, ""' | grep -vF 'fprintf(stderr,' |
	clean "lib/nl.c prints to stderr alone"

# includes PATTERN FILE...
includes() { code "${@:2}" | grep -E '#[[:space:]]*include' | grep -E "$1"; }
mapfile -t kern < <(printf '%s\n' "${sources[@]}" | grep -E '_kern\.c$')
mapfile -t show < <(printf '%s\n' "${sources[@]}" | grep -E '_show\.c$')
mapfile -t lib < <(printf '%s\n' "${sources[@]}" | grep -E '^lib/')
mapfile -t bpf < <(printf '%s\n' "${sources[@]}" | grep -E '^bpf/')
includes '[<"/](out|cli|json|color)\.h' "${kern[@]}" | clean "*_kern.c does not render"
includes '[<"/](nl|maps|bpffs|netns)\.h|bpf/(bpf|libbpf)\.h|libmnl' "${show[@]}" |
	clean "*_show.c does not call the kernel"
includes '"(nkctl|lbctl|bwctl)/' "${lib[@]}" | clean "lib/ knows no tool"
for t in nkctl lbctl bwctl; do
	mapfile -t own < <(printf '%s\n' "${sources[@]}" | grep "^$t/")
	others=$(printf '%s\n' nkctl lbctl bwctl | grep -v "^$t$" | paste -sd '|')
	includes "\"($others)/" "${own[@]}"
done | clean "tools know no other tool"
((${#bpf[@]} == 0)) || includes '"lib/' "${bpf[@]}" | clean "bpf/ includes nothing from lib/"

# Writable variables: what lies in .data or .bss of our objects. .data.rel.ro is const.
O=${NKT_O:-.build}
for f in lib/*.c nkctl/*.c lbctl/*.c bwctl/*.c; do
	[[ $f != lib/shell.c ]] || continue	# readline's callbacks force one there
	if [[ ! -e $O/${f%.c}.o ]]; then
		echo "$O/${f%.c}.o is not built: make first"
		continue
	fi
	# A signal handler has no other way to tell.
	signals=$(sed -nE 's/^static volatile (sig_atomic_t|int) ([a-z_]+);$/ \2 /p' "$f" | tr -d '\n')
	objdump -t "$O/${f%.c}.o" | awk -v signals="$signals" -v f="$f" '
		index(signals, " " $NF " ") { next }
		$0 ~ / O \.(data|bss|tdata|tbss)/ && $0 !~ /\.data\.rel\.ro/ {
		print f ": " $NF " is writable" }
		$0 ~ / O \*COM\*/ { print f ": " $NF " is writable" }'
done | clean "no writable variables at file scope"

shellcheck -x -P SCRIPTDIR -f gcc "${scripts[@]}" | clean "shellcheck"
for f in bash-completion/*; do
	[[ ! -f $f || -L $f ]] || shellcheck -s bash -f gcc "$f"
done | clean "shellcheck of the completion"
bash -c 'for f; do bash -n "$f" 2>&1; done' bash "${scripts[@]}" | clean "bash reads every script"
for f in testsuite/*/*.t; do
	[[ -x $f ]] || echo "$f: not executable"
	! grep -q '/lib\.sh"$' "$f" || grep -q '^[[:space:]]*done_testing$' "$f" || echo "$f: has no done_testing"
done | clean "every .t is executable and ends by done_testing"

for f in man/*.8; do
	[[ ! -e $f ]] || mandoc -T lint -W warning "$f"
done | clean "mandoc"

# clang-format 14 breaks every table and enum into one item a line. So only what it would change
# within lines counts; how a statement's further lines are indented, ?:, macros, and the space before a
# comment do not.
style()
{
	diff --unchanged-group-format='' --old-group-format='' --new-group-format='' \
		--changed-group-format='@%de %dn %dN
%<%>' "$1" <(clang-format --style=file "$1") |
		awk -v f="$1" '
		function words(s, more) {
			gsub(/[ \t]+\/\*/, " /*", s)
			if (more) sub(/^[ \t]+/, "", s)
			return s
		}
		FILENAME == f { line[FNR] = $0; next }
		/^@[0-9]+ / { at = substr($1, 2) + 1; n = $2; m = $3; i = 0; next }
		++i <= n { next }
		n == m {
			k = at + i - n - 1
			more = k > 1 && line[k - 1] !~ /([;{}:]|\*\/|^)$|^#/
			if (line[k] line[k - 1] ~ / \? | :$/) next	# alignment of ?:
			if (line[k] !~ /\\$|(^|[^_a-z])xor([^_a-z]|$)/ && line[k - 1] !~ /\\$/ &&
			    words(line[k], more) != words($0, more))
				print f ":" k ": wants: " $0
		}' "$1" -
}
for f in "${sources[@]}"; do
	[[ $f = */fixtures/* ]] || style "$f"
done | clean "clang-format"

# Strings that a user sees are not split, so that they can be searched for.
awk '!/"/ { s = $0; n = 0
	for (i = 1; i <= length(s); i++) n = substr(s, i, 1) == "\t" ? n + 8 - n % 8 : n + 1
	if (n > 100) print FILENAME ":" FNR ": " n " columns" }' "${sources[@]}" | grep -v /fixtures/ |
	clean "no line over 100 columns"

grep -nE '[[:space:]]+$' "${sources[@]}" "${scripts[@]}" Makefile | clean "no blanks at line ends"
for f in "${sources[@]}"; do
	head -n 3 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' || echo "$f"
done | clean "every source says its licence"
done_testing
