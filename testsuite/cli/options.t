#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Every option: both spellings, one dash and two, its value behind = or a blank, before and after
# the object; and what is no option.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns_if_root

show=(bigtcp show dev lo)
esc=$'\e\['
echo "${show[@]}" >"$scratch/batch"

# effect OPTION: did the last run do what the option says?
effect()
{
	case $1 in
	json) [[ $(jq -r '.[0].ifname' <<<"$out") = lo && $out != *$'\n'* ]] ;;
	pretty) [[ $(jq -r '.[0].ifname' <<<"$out") = lo && $out = *$'\n'* ]] ;;
	oneline) [[ $out = lo* && $out != *$'\n'* ]] ;;
	brief) [[ $out = lo* && $out != *524280* ]] ;;
	details) [[ $out = *65535* ]] ;;
	debug) [[ $err = *netlink* ]] ;;
	version) [[ $out = "nkctl "*", libbpf "* ]] ;;
	help) [[ $out = "Usage: nkctl "* ]] ;;
	color) [[ $out =~ $esc ]] ;;
	batch | netns | bpffs | force | dry-run | stats) [[ $out = *lo*65536* ]] ;;
	*) false ;;
	esac
}
value_of()
{
	case $1 in
	netns) echo $$ ;;
	batch) echo "$scratch/batch" ;;
	bpffs) echo "$scratch/nothing-there" ;;
	esac
}

# as the table has them, so that a new option wants a test
mapfile -t options < <(nkctl -j help | jq -r '.options[] | [.name, .short, .value] | join(":")')
is "${#options[@]}" 15 "there are fifteen options"
for row in "${options[@]}"; do
	IFS=: read -r name short value <<<"$row"
	for word in "-$name" "--$name" ${short:+"-$short" "--$short"}; do
		if [[ -z $value ]]; then
			run nkctl "$word" "${show[@]}"
			ok "$word" effect "$name"
			is_status 0 "$word: exit 0"
			case $name in version | help | batch) continue ;; esac
			run nkctl bigtcp "$word" show dev lo
			ok "$word after the object" effect "$name"
			run nkctl "${show[@]}" "$word"
			ok "$word at the end" effect "$name"
			continue
		fi
		rest=("${show[@]}")
		[[ $name != batch ]] || rest=()
		run nkctl "$word" "$(value_of "$name")" "${rest[@]}"
		ok "$word VALUE" effect "$name"
		run nkctl "$word=$(value_of "$name")" "${rest[@]}"
		ok "$word=VALUE" effect "$name"
		run nkctl "${rest[@]}" "$word" "$(value_of "$name")"
		ok "$word VALUE at the end" effect "$name"
		refuses 1 "^Error: -$name: the value is missing\.$" nkctl "${rest[@]}" "$word"
		refuses 1 "^Error: -$name: the value is missing\.$" nkctl "$word=" "${rest[@]}"
	done
done

run nkctl -j -V
is_json 'keys_unsorted' '["version","libbpf"]' "-j -V is an object"
version=$(jq -r .version <<<"$out") libbpf=$(jq -r .libbpf <<<"$out")
like "$version" '^[0-9]+\.[0-9]+' "the version is one"
like "$libbpf" '^[0-9]+\.[0-9]+' "libbpf's too"
for tool in nkctl lbctl bwctl; do
	run "$tool" -V
	is "$out" "$tool $version, libbpf $libbpf" "$tool -V says the same in text"
done

run nkctl -p -V
is "$(wc -l <<<"$out")" 4 "-p -V is indented"

# -c, with a value of its own only behind =
run nkctl -c=always "${show[@]}"
like "$out" "$esc" "-c=always colours a pipe"
for when in never auto; do
	run nkctl "--color=$when" "${show[@]}"
	unlike "$out" "$esc" "--color=$when does not colour a pipe"
done
run nkctl -j -c=always "${show[@]}"
unlike "$out" "$esc" "no colour under -j"
run nkctl "${show[@]}"
unlike "$out" "$esc" "no colour without -c"
refuses 1 '^Error: -color: "bogus" is none of auto, always, never\.$' nkctl -c=bogus "${show[@]}"
if command -v script >/dev/null; then
	# a terminal
	run script -qec "TERM=xterm nkctl -c=auto ${show[*]}" /dev/null
	like "$out" "$esc" "-c=auto colours a terminal"
	run script -qec "TERM=xterm NO_COLOR=1 nkctl -c=auto ${show[*]}" /dev/null
	unlike "$out" "$esc" "NO_COLOR is obeyed"
	run script -qec "TERM=dumb nkctl -c=auto ${show[*]}" /dev/null
	unlike "$out" "$esc" "so is a dumb terminal"
else
	skip 3 "script is not installed"
fi

# what is no option
refuses 1 '^Error: unknown option "-jsno"\.'$'\n''Hint: did you mean "-json"\?$' nkctl -jsno "${show[@]}"
refuses 1 '^Error: unknown option "--stat"\.'$'\n''Hint: did you mean "-stats"\?$' nkctl --stat "${show[@]}"
refuses 1 '^Error: unknown option "-x"\.' nkctl -x "${show[@]}"
refuses 1 '^Error: unknown option "---json"\.' nkctl ---json "${show[@]}"
refuses 1 '^Error: unknown option "-js"\.' nkctl -js "${show[@]}"
refuses 1 '^Error: -json takes no value\.$' nkctl -j=1 "${show[@]}"
refuses 1 '^Error: -dry-run takes no value\.$' nkctl --dry-run=yes "${show[@]}"
refuses 1 '^Error: -batch takes no command beside it\.$' nkctl -b "$scratch/batch" "${show[@]}"

# behind -- nothing is one
run nkctl -j -- "${show[@]}"
is_json '.[0].ifname' '"lo"' "-- ends the options"
refuses 1 '^Error: -j: no such device\.$' nkctl link show -- -j

# what they name
refuses 1 '^Error: no process 99999999\.$' nkctl -n 99999999 link show
refuses 1 '^Error: namespace "nope" does not exist' nkctl -n nope link show
refuses 1 '^Error: "/etc/passwd" is not a network namespace\.$' nkctl -n /etc/passwd link show
refuses 1 "^Error: $scratch: not on a BPF file system\.$" nkctl -bpffs "$scratch" link show
done_testing
