#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Output that cannot be written is an error: a full disk, a closed descriptor, a pipe that nobody
# reads.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns_if_root

for ((i = 0; i < 2000; i++)); do echo "bigtcp show"; done >"$scratch/batch"
commands=("help" "-V" "-j -V" "help -j" "link help" "bigtcp show" "-j bigtcp show" "-j link show"
	"complete -- b" "-b $scratch/batch" "-j -b $scratch/batch" "-j -force -b $scratch/batch")

# into WHERE WORD...: stdout goes there
into()
{
	local where=$1
	shift
	case $where in
	full) "$@" >/dev/full ;;
	closed) "$@" >&- ;;
	esac
}
for words in "${commands[@]}"; do
	# shellcheck disable=SC2086 # several words
	run into full nkctl $words
	is "$status,$(grep -c . <<<"$err")" "1,1" "nkctl $words >/dev/full: exit 1, one line"
	like "$err" 'cannot write to standard output: No space left on device' "  which says why"
	if [[ $words = *-j* && $words != help* ]]; then
		is "$(jq -r '.error.errno' <<<"$err")" ENOSPC "  and is JSON"
	fi
	# shellcheck disable=SC2086 # several words
	run into closed nkctl $words
	is "$status,$(grep -c . <<<"$err")" "1,1" "nkctl $words >&-: exit 1, one line"
	like "$err" 'cannot write to standard output: Bad file descriptor' "  which says why"
done

# what has nothing to say does not mind
run into closed nkctl link show
is "$status,$err" "0," "no output, no error"
run into full nkctl -o link show
is "$status,$err" "0," "nor on a full disk"

# an error of the command comes first, and is the one that is told
run into full nkctl link show nope
is "$status,$err" "1,Error: nope: no such device." "the command's own error"

# a pipe without reader ends the tool, and not with success
mkfifo "$scratch/fifo"
# shellcheck disable=SC2094 # it is opened for both, since either alone would wait
exec 8<>"$scratch/fifo" 9>"$scratch/fifo" 8<&-
for words in "help -j" "bigtcp show" "-b $scratch/batch" "-j -b $scratch/batch"; do
	# shellcheck disable=SC2086 # several words
	status=0 && timeout 20 nkctl $words >&9 2>"$scratch/err" || status=$?
	ok "nkctl $words into a closed pipe: a failure, or ended by the signal" [ "$status" = 1 -o "$status" = 141 ]
done
exec 9>&-
status=0
# shellcheck disable=SC2261 # the pipe is closed early on purpose
nkctl -j -b "$scratch/batch" 2>"$scratch/err" | head -c 10 >/dev/null
status=${PIPESTATUS[0]}
ok "a reader that leaves early ends the tool" [ "$status" = 1 -o "$status" = 141 ]

# stderr closed: nothing goes to another file instead
echo untouched >"$scratch/keep"
(exec 2>&- && nkctl link show nope) >"$scratch/out" <"$scratch/keep"
is "$?,$(<"$scratch/keep"),$(<"$scratch/out")" "1,untouched," "stderr closed: exit 1, and nothing elsewhere"
(exec <&- >&- 2>&- && nkctl -j bigtcp show)
is $? 1 "all three closed: exit 1"
done_testing
