#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What may stand at the cursor: `TOOL complete -- WORDS`, and bash's own completion on top of it.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns_if_root

# offers WANT WORD...: exactly these words, in any order, and silently
offers()
{
	local want=$1
	run nkctl complete -- "${@:2}"
	is "$status,$err,$(cut -f1 <<<"$out" | sort | paste -sd' ')" \
		"0,,$(tr ' ' '\n' <<<"$want" | sort | paste -sd' ')" "after: ${*:2}"
}
# offers_among / offers_not WORD... -- WORD...: these at least; none of these
some()
{
	local want=() w found='' how=$1
	shift
	while [[ $1 != -- ]]; do
		want+=("$1")
		shift
	done
	run nkctl complete -- "${@:2}"
	for w in "${want[@]}"; do
		cut -f1 <<<"$out" | grep -qxF -e "$w" && found+=" $w"
	done
	if [[ $how = all ]]; then
		is "$status,$err,$found" "0,,$(printf ' %s' "${want[@]}")" "after: ${*:2}: ${want[*]}"
	else
		is "$status,$err,$found" "0,," "after: ${*:2}: not ${want[*]}"
	fi
}

some all link bigtcp help shell -- ""
offers link li
offers "" xyzzy
offers "add replace set del show help" link ""
offers "set show" link s
offers "probe set reset show help" bigtcp ""
offers mode link add nk0 mod
offers "l3 l2" link add nk0 mode ""
offers "l3 l2" link add nk0 mode l
offers "pass drop" link add nk0 mode l2 policy ""
offers "default none" link add nk0 peer nk1 scrub ""
some all policy mtu peer up down -- link add nk0 ""
some no mode -- link add nk0 mode l2 ""
some all headroom up -- link add nk0 mode l2 ""
some no down up -- link add nk0 up ""
some all netns policy scrub mtu up -- link add nk0 peer nk1 ""
some no mode headroom -- link add nk0 peer netns ""
some all missing-ok -- link del nk0 ""
offers "" link del nk0 missing-ok ""
offers lo bigtcp show dev lo
some all lo -- bigtcp show dev ""
some all lo ipv4 ipv6 pair -- bigtcp set dev lo ""
some no ipv4 -- bigtcp set dev lo ipv4 65536 ""
offers "" link add nk0 mtu ""
offers "" link add nk0 frob ""
offers "" frob ""
offers "" link add nk0 mode l4 ""
offers help he
offers help link he

# options
offers -json -js
offers --json --js
some all -json -netns -dry-run -version -- -
some all -json -- link show -
some all link bigtcp -- -j ""
some all link -- -n $$ ""
run nkctl complete -- -j -b "$scratch/"
is_status 0 "after -b: files"
touch "$scratch/some.batch"
offers "$scratch/some.batch" -b "$scratch/so"
some all l3 l2 -- -j -n $$ link add nk0 mode ""

# each keyword of each command is offered behind it, with its help
run nkctl help -j
table=$out
mapfile -t rows < <(jq -r '.objects[] | .name as $o | .commands[]? |
	([.arguments[] | select(.positional)] | length) as $pos | .name as $c |
	.arguments[] | select(.positional | not) |
	[$o, $c, ($pos | tostring), .word, .help] | join("\t")' <<<"$table")
lacks=''
for row in "${rows[@]}"; do
	IFS=$'\t' read -r object command pos word help <<<"$row"
	# What needs another argument first, and where a group begins, the next table says.
	[[ $object = link || $object = bigtcp ]] || continue
	args=()
	((pos == 0)) || args=(nk0)
	run nkctl complete -- "$object" "$command" ${args[0]+"${args[@]}"} "${word:0:2}"
	grep -qxF "$word"$'\t'"$help" <<<"$out" || lacks+=" $object $command $word;"
done
is "$lacks" "" "every keyword of link and bigtcp is offered with its help"
ok "there are many" [ "${#rows[@]}" -gt 40 ]

for tool in lbctl bwctl; do
	run "$tool" complete -- fea
	is "$status,$err,$(cut -f1 <<<"$out")" "0,,feature" "$tool completes its own objects"
done

# devices and namespaces where -n says
if [[ $(id -u) = 0 ]]; then
	ip netns add first
	ip netns add second
	ip -n second link add dummy77 type dummy 2>/dev/null || ip -n second link add dummy77 type ifb 2>/dev/null ||
		ip -n second link add dummy77 type veth peer name other77
	offers "first second" -n ""
	offers "first" -netns "fi"
	offers "second" link add nk0 peer nk1 netns se
	offers "dummy77" -n second bigtcp show dev dum
	offers "" bigtcp show dev dum
else
	skip 5 "needs root"
fi

# bash
completion=$top/bash-completion/nkctl
bc=/usr/share/bash-completion/bash_completion
# reply WORD...: what TAB offers behind "nkctl WORD..."
reply()
{
	bash --norc -c '
		[[ $1 = none ]] || . "$1"
		. "$2"
		tool=$3
		shift 3
		COMP_WORDS=("$tool" "$@")
		COMP_CWORD=$#
		COMP_LINE="${COMP_WORDS[*]}"
		COMP_POINT=${#COMP_LINE}
		COMP_TYPE=9 COMP_KEY=9
		f=$(complete -p "$tool") && f=${f#*-F } && f=${f%% *}
		"$f" "$tool" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf "%s\n" "${COMPREPLY[@]}"
	' bash "$@" | sort | paste -sd' '
}
for with in "$bc" none; do
	if [[ $with != none && ! -e $with ]]; then
		skip 6 "bash-completion is not installed"
		continue
	fi
	how="bash${with#/*}"
	[[ $with = none ]] && how="bash alone" || how="bash with bash-completion"
	is "$(reply "$with" "$completion" nkctl link add nk0 mode "")" "l2 l3" "$how: a choice"
	is "$(reply "$with" "$completion" nkctl link s)" "set show" "$how: commands"
	is "$(reply "$with" "$completion" nkctl -js)" "-json" "$how: options"
	is "$(reply "$with" "$completion" nkctl bigtcp show dev l)" "lo" "$how: devices"
	is "$(reply "$with" "$completion" bwctl featu)" "feature" "$how: another tool"
	is "$(reply "$with" "$completion" nkctl link frob "")" "" "$how: nothing, silently"
done
done_testing
