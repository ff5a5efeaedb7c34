#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A file of commands: comments, continuation, quotes, where an error is and what it stops, JSON.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns_if_root

f=$scratch/batch
row='^lo .*524280$'	# what "-o bigtcp show dev lo" prints

cat >"$f" <<'END'
# a comment, an empty line, blanks

   # an indented one
bigtcp show dev lo   # behind a command
bigtcp \
	show \
	dev lo
	"bigtcp" 'show'  dev "lo"
bigtcp show dev l\o
END
run nkctl -o -b "$f"
is_status 0
is "$err" "" "stderr silent"
is "$(grep -c "$row" <<<"$out")" 4 "four commands ran"
is "$(wc -l <<<"$out")" 4 "and printed nothing else"
for how in "-batch $f" "--batch=$f" "-b -"; do
	want=$out
	# shellcheck disable=SC2086 # option and value
	run nkctl -o $how <"$f"
	is "$out" "$want" "$how does the same"
done
printf 'bigtcp show dev lo\r\nbigtcp show dev lo' >"$f"
run nkctl -o -b "$f"
is "$(grep -c "$row" <<<"$out"),$status" 2,0 "line ends of DOS, and none at the end"
: >"$f"
run nkctl -b "$f"
is "$status,$out,$err" "0,," "an empty file does nothing"
run nkctl -j -b "$f"
is_json . '[]' "and is an empty array"

# an error at line 3 stops it
cat >"$f" <<'END'
bigtcp show dev lo
# line 2
link show nope
bigtcp show dev lo
END
run nkctl -o -b "$f"
is_status 1
is "$err" "Error: $f:3: nope: no such device." "the error says file and line"
is "$(grep -c "$row" <<<"$out")" 1 "what came before it was answered, and nothing behind it"
run nkctl -o -b - <"$f"
like "$err" '^Error: -:3: nope: no such device\.$|^Error: (<)?stdin(>)?:3: ' "the same from stdin"

run nkctl -j -b "$f"
is_status 1
is_json 'length' 2 "JSON: an array up to the error"
is_json '[.[] | .line]' '[1,3]' "with the lines"
is_json '[.[] | .command]' '["bigtcp show dev lo","link show nope"]' "and the commands"
is_json '.[0].result[0].ifname' '"lo"' "one has its result"
is_json '.[0] | has("error")' false "and no error"
is_json '.[1].error | [.object, .errno, .message]' '["nope","ENODEV","no such device"]' "the other its error"
is_json '.[1] | has("result")' false "and no result"
is "$(jq -c '.error | [.command, .object, .errno, .line]' <<<"$err")" '["link show","nope","ENODEV",3]' \
	"stderr has the same error, with its line"
run nkctl -p -b "$f"
is_json '.[1].line' 3 "indented it is valid, too"

# a line that goes on is known by where it begins
printf 'bigtcp show dev lo\n\nlink \\\n  show \\\n  nope\n' >"$f"
run nkctl -b "$f"
like "$err" "^Error: $f:3: nope" "a continued line counts from its first"

# -force goes on, and exits with the worst
cat >"$f" <<'END'
link show nope
bigtcp show dev lo
frobnicate
bigtcp show dev lo
END
run nkctl -o -force -b "$f"
is_status 1
is "$(grep -c "$row" <<<"$out")" 2 "-force: the others ran"
is "$(sed -n 's/^Error: .*:\([0-9]*\): .*/\1/p' <<<"$err" | paste -sd,)" "1,3" "-force: every error says its line"
run nkctl -j -force -b "$f"
is_json '[.[] | if has("error") then "e" else "r" end] | join("")' '"erer"' "-force -j: all four"
is "$(jq -c .error.line <<<"$err" | paste -sd,)" "1,3" "and one line of JSON for each error"

# bad lines
for line in 'link show "nope' "link show 'nope"; do
	printf 'bigtcp show\n%s\n' "$line" >"$f"
	run nkctl -b "$f"
	like "$status $err" "^1 Error: $f:2: a .*is not closed\.$" "a quote that is not closed: $line"
done
printf 'link show\0nope\n' >"$f"
refuses 1 "^Error: $f:1: " nkctl -b "$f"
for line in '-j link show' '--json link show' '-n 1 link show' '-V'; do
	echo "$line" >"$f"
	refuses 1 "^Error: $f:1: \"${line%% *}\": options stand before -batch, not in its lines\.$" nkctl -b "$f"
done
echo 'link show -frob' >"$f"
refuses 1 "^Error: $f:1: -frob: no such device\.$" nkctl -b "$f"
echo "$f" >"$f"
refuses 1 "^Error: $f:1: unknown object " nkctl -b "$f"

# no file
refuses 1 "^Error: $scratch/none: cannot open: No such file or directory\.$" nkctl -b "$scratch/none"
refuses 1 "^Error: $scratch: cannot read: Is a directory\.$" nkctl -b "$scratch"
run nkctl -j -b "$scratch/none"
is "$status,$out,$(jq -r .error.errno <<<"$err")" "1,,ENOENT" "no file, under -j"

# options of the run hold for all lines
printf 'link add nk0\nlink add nk1\n' >"$f"
run nkctl -dry-run -j -b "$f"
is "$status" 0 "-dry-run holds for a batch"
is_json '[.[] | .result | length > 0] | all' true "and says what each line would do"
is "$(ip -j link show | jq '[.[] | select(.ifname | test("^nk"))] | length')" 0 "nothing is made"

# many lines
for ((i = 0; i < 3000; i++)); do echo "bigtcp show dev lo"; done >"$f"
run nkctl -j -b "$f"
is_json 'length' 3000 "three thousand lines"
is_json '.[2999].line' 3000 "the last is line 3000"
done_testing
