#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The shell: lines from a pipe, and from a terminal with prompt, TAB and history.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns_if_root

# lines TEXT WORD...: the shell reads them
lines()
{
	local text=$1
	shift
	run nkctl "$@" shell < <(printf '%b' "$text")
}
row='^lo .*524280$'

lines 'bigtcp show dev lo\n' -o
like "$out" "$row" "a line is a command"
unlike "$out$err" 'nkctl>' "no prompt where nobody types"
is "$status,$err" "0," "exit 0"
lines 'bigtcp show dev lo\n\n# nothing\n   bigtcp "show" dev lo # twice\n' -o
is "$(grep -c "$row" <<<"$out"),$status" 2,0 "comments, quotes and blanks"
lines '-o bigtcp show dev lo\nbigtcp show dev lo\nbigtcp -j show dev lo\n'
is "$(sed -n 1p <<<"$out" | grep -c "$row")" 1 "an option holds for its line"
like "$(sed -n 2p <<<"$out")" '^IFNAME' "and not for the next one"
is "$(sed -n '$p' <<<"$out" | jq -r '.[0].ifname')" lo "behind the object, too"
lines 'link show nope\nbigtcp show dev lo\n' -o
like "$err" '^Error: nope: no such device\.$' "an error is told"
is "$(grep -c "$row" <<<"$out")" 1 "and the next line runs"
lines 'bigtcp show dev lo\nlink show nope\n'
is_status 1 "the status is that of the last line"
for word in exit quit ' exit '; do
	lines "bigtcp show dev lo\n$word\nbigtcp show dev lo\n" -o
	is "$(grep -c "$row" <<<"$out"),$status" 1,0 "$word ends it"
done
for word in -n -netns -b -bpffs -D -V; do
	lines "$word 1 link show\n"
	like "$status $err" "^1 Error: -[a-z]+ is for the whole run: give it to the tool itself\.$" "$word is for the whole run"
done
lines 'help\n'
like "$out" '^Usage: nkctl ' "help"
lines 'link add help\n'
like "$out" '^Usage: nkctl .*link add' "help of a command"
lines 'link "show\n'
like "$status $err" '^1 Error: a .* is not closed\.$' "a quote that is not closed"
lines '' -j
is "$status,$out,$err" "0,," "no line, no output"
lines 'link add nk0\n' -dry-run
like "$out" 'nk0' "-dry-run holds for every line"
for tool in lbctl bwctl; do
	run "$tool" shell < <(echo 'feature help')
	is "$status,${out%% *}" "0,Usage:" "$tool has one, too"
done

# ---- typed ----
if ! command -v tmux >/dev/null; then
	skip 12 "tmux is not installed"
	done_testing
fi
export XDG_STATE_HOME=$scratch/state
# A server of its own for each: one that is being killed may still take the next session.
terms=0
term() { tmux -S "$scratch/tmux$terms" -f /dev/null "$@"; }
screen() { term capture-pane -p -t 0 | sed '/^$/d'; }
shows() { screen | grep -qE -- "$1"; }
keys() { term send-keys -t 0 "$@"; }
# start COMMAND: in a new terminal
start()
{
	term kill-server 2>/dev/null
	terms=$((terms + 1))
	term new-session -d -x 100 -y 40 "env PATH='$PATH' XDG_STATE_HOME='$XDG_STATE_HOME' TERM=screen bash --norc -c '$1; echo status \$?; sleep 100'"
}
trap 'term kill-server 2>/dev/null; finish' EXIT

start nkctl
ok "the tool alone on a terminal opens the shell" wait_for 10 shows '^nkctl> $|^nkctl>$'
keys 'bigtcp show dev l' Tab
ok "TAB completes a device" wait_for 10 shows '^nkctl> bigtcp show dev lo'
keys Enter
ok "the command runs" wait_for 10 shows '^lo .*524280'
keys 'bigt' Tab 'sh' Tab Enter
ok "TAB completes words" wait_for 10 shows '^nkctl> bigtcp show *$'
keys C-u 'link add nk0 mode ' Tab Tab Tab
ok "TAB again lists what may stand there" wait_for 10 shows '^l2 +l3'
keys C-u C-l
keys 'link add nk0 mode l' '?'
ok "? lists it, too" wait_for 10 shows '^l2 +l3'
keys C-u 'link show nope' Enter
ok "an error is told" wait_for 10 shows '^Error: nope: no such device\.$'
keys C-l
keys Up
ok "the line before comes back" wait_for 10 shows '^nkctl> link show nope'
keys C-u C-d
ok "Control-D ends it, with the status of the last line" wait_for 10 shows '^status 1$'
history=$scratch/state/netkit-tools/nkctl_history
is "$(tail -n 1 "$history")" "link show nope" "the history is kept"
start "nkctl -n $$ shell"
wait_for 10 shows '^nkctl>'
keys Up
ok "and is there the next time" wait_for 10 shows '^nkctl> link show nope'
keys C-u 'exit' Enter
ok "exit ends it" wait_for 10 shows '^status 0$'
done_testing
