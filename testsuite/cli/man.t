#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The man pages against the command table: every object, command, argument, choice and option
# stands in its page, none names what is not there, and mandoc has nothing to say.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
need_cmd mandoc

# words of the page as they are read: plain text, no hyphenation, no bold
text() { mandoc -T ascii -O width=400 "$1" | sed 's/.\x08//g'; }
# lacks PAGE WORD...: those that do not stand in it as words
lacks()
{
	local page=$1 w
	shift
	text "$page" | tr -c '[:alnum:]_%.-' '\n' | sed 's/\.*$//' | sort -u >"$scratch/words"
	for w; do
		grep -qxF -e "$w" "$scratch/words" || printf '%s ' "$w"
	done
}
# page TOOL OBJECT: the file
page()
{
	local f=$top/man/$1-$2.8
	[[ -e $f ]] || f=$top/man/$1.8
	echo "$f"
}

for f in "$top"/man/*.8; do
	is "$(mandoc -T lint -W warning "$f" 2>&1)" "" "${f##*/}: mandoc finds nothing"
	name=${f##*/}
	like "$(text "$f")" "^${name%.8}\(8\)|^[A-Z-]+\(8\)" "${f##*/}: has its name"
	is "$(text "$f" | head -n 1 | tr '[:upper:]' '[:lower:]' | awk '{ print $1 }')" "${name%.8}(8)" "${f##*/}: title and file agree"
	for section in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES 'SEE ALSO'; do
		[[ $section != 'EXIT STATUS' || $name = nkctl.8 || $name = lbctl.8 || $name = bwctl.8 ]] || continue
		ok "${f##*/}: has $section" grep -qE "^\.Sh \"?$section\"?$" "$f"
	done
	# what it refers to is there
	mapfile -t refs < <(sed -nE 's/^\.Xr ((nkctl|lbctl|bwctl)[a-z-]*) 8.*/\1/p' "$f" | sort -u)
	for ref in ${refs[0]+"${refs[@]}"}; do
		ok "${f##*/}: $ref(8) is there" test -e "$top/man/$ref.8"
	done
done

for tool in nkctl lbctl bwctl; do
	main=$top/man/$tool.8
	ok "$tool(8) is there" test -e "$main"
	run "$tool" help -j
	table=$out
	mapfile -t w < <(jq -r '.options[] | "-" + .name, (.short // empty | "-" + .), .value // empty' <<<"$table")
	is "$(lacks "$main" "${w[@]}")" "" "$tool(8): every option, with its value"
	mapfile -t objects < <(jq -r '.objects[].name' <<<"$table")
	is "$(lacks "$main" "${objects[@]}" shell help)" "" "$tool(8): every object"
	for object in "${objects[@]}"; do
		f=$(page "$tool" "$object")
		mapfile -t w < <(jq -r --arg o "$object" '.objects[] | select(.name == $o) |
			.name, .alias // empty, (.commands // [] | .[] | .name, .alias // empty),
			(.. | .arguments? // empty | .[] | .word, (.choices // [])[])' <<<"$table" | sort -u)
		is "$(lacks "$f" "${w[@]}")" "" "${f##*/}: every word of $tool $object"
		# and no command that is gone: .Cm OBJECT COMMAND in the synopsis
		mapfile -t w < <(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/s/^\.Cm '"$object"' \([a-z]*\).*/\1/p' "$f" | sort -u)
		mapfile -t commands < <(jq -r --arg o "$object" '.objects[] | select(.name == $o) | .commands // [] | .[].name' <<<"$table" | sort)
		is "${w[*]-}" "${commands[*]}" "${f##*/}: the synopsis has the commands of $object"
	done
done

# the exit statuses of the contract; the other two refer to it until they have a check or a diff
for n in 0 1 2; do
	ok "nkctl(8): exit status $n" grep -qE "^\.It (Li |Cm )?$n\b" "$top/man/nkctl.8"
done
done_testing
