#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Help at every level is an answer: on stdout, exit 0, and says every word of the command table.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns_if_root

# helps DESC CMD...: exit 0, usage on stdout, stderr silent
helps()
{
	run "${@:2}"
	is "$status,$err,${out%% *}" "0,,Usage:" "$1"
}
# says WORD...: each stands in $out
says()
{
	local w lacks=''
	for w; do
		[[ $out =~ (^|[^[:alnum:]_-])"$w"([^[:alnum:]_-]|$) ]] || lacks+=" $w"
	done
	is "$lacks" "" "$ran: says every word"
}
# words of all arguments below an object of `help -j`; a positional one is called by its value
words='[.. | .arguments? // empty | .[] | if .positional then .value // empty else .word end] | unique | .[]'

for tool in nkctl lbctl bwctl; do
	run "$tool" help -j
	is_status 0
	is "$err" "" "$tool help -j: stderr silent"
	is_json '.tool' "\"$tool\"" "$tool help -j is one valid document"
	table=$out
	run "$tool" -j help
	is "$out" "$table" "$tool -j help is the same"
	# monitor and doctor are commands themselves
	is "$(jq -r '[.objects[] | select(has("commands") == has("arguments") and (.commands | length) == 0) | .name] | join(" ")' <<<"$table")" "" \
		"every object of $tool has commands, or is one"
	is "$(jq -r '[.. | .help? | select(. != null) | select(. == "" or test("\\.$"))] | length' <<<"$table")" \
		"$(jq -r '[.help | select(test("\\.$"))] | length' <<<"$table")" \
		"every word of $tool has one line of help without a full stop"

	helps "$tool help" "$tool" help
	text=$out
	mapfile -t objects < <(jq -r '.objects[].name' <<<"$table")
	mapfile -t options < <(jq -r '.options[] | .name, .short // empty' <<<"$table")
	says "${objects[@]}" "${options[@]/#/-}"
	for word in -h -help --help; do
		run "$tool" "$word"
		is "$out" "$text" "$tool $word is the same"
	done

	for object in "${objects[@]}"; do
		entry=$(jq -c --arg o "$object" '.objects[] | select(.name == $o)' <<<"$table")
		helps "$tool $object help" "$tool" "$object" help
		mapfile -t commands < <(jq -r '.commands[]?.name' <<<"$entry")
		((${#commands[@]} == 0)) || says "${commands[@]}"
		run "$tool" -j "$object" help
		is "$out" "$entry" "$tool -j $object help is its part of the table"
		run "$tool" "$object" -h
		like "$out" "^Usage: $tool \[OPTIONS\] $object" "$tool $object -h is help too"
		for command in ${commands[0]+"${commands[@]}"}; do
			helps "$tool $object $command help" "$tool" "$object" "$command" help
			text=$out
			mapfile -t w < <(jq -r --arg c "$command" ".commands[] | select(.name == \$c) | $words" <<<"$entry")
			says "$object" "$command" ${w[0]+"${w[@]}"}
			is "$(awk 'length > 79' <<<"$out")" "" "$ran: no line is wider than a terminal"
			run "$tool" "$object" "$command" -h
			is "$out" "$text" "$tool $object $command -h is the same"
		done
	done

	# alone, and not on a terminal
	run "$tool" </dev/null
	is_status 1 "$tool alone: exit 1"
	is "$out" "" "$tool alone: nothing on stdout"
	like "$err" "^Usage: $tool " "$tool alone: usage on stderr"
done

# the table says what the contract says
run nkctl help -j
is_json '[.objects[] | select(.name == "link") | .commands[].name] | sort' \
	'["add","del","replace","set","show"]' "the commands of link"
is_json '[.objects[] | select(.name == "bigtcp") | .commands[].name] | sort' \
	'["probe","reset","set","show"]' "the commands of bigtcp"
is_json '[.objects[] | select(.name == "link") | .commands[] | select(.changes) | .name] | sort' \
	'["add","del","replace","set"]' "which of link change something"
add='.objects[] | select(.name == "link") | .commands[] | select(.name == "add") | .arguments[]'
for word in mode policy scrub headroom tailroom mtu address numrxqueues pairing up peer; do
	is_json "[$add.word | select(. == \"$word\")]" "[\"$word\"]" "link add takes $word"
done
for word in netns policy scrub address mtu up; do
	is_json "[$add | select(.word == \"peer\") | .arguments[].word | select(. == \"$word\")]" \
		"[\"$word\"]" "link add peer takes $word"
done

# an object alone is its show; ls, list and delete are aliases
run nkctl -j bigtcp show
want=$out
for words in bigtcp "bigtcp ls" "bigtcp list"; do
	# shellcheck disable=SC2086 # several words
	run nkctl -j $words
	is "$out" "$want" "nkctl $words is its show"
done
refuses 1 'link del: NAME is missing\.$' nkctl link delete
# no abbreviations
refuses 1 'unknown object "lin"' nkctl lin show
refuses 1 'unknown command "sho"' nkctl link sho
done_testing
