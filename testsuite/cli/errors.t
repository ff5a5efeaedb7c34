#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad input: one line that says what is wrong, exit 1, nothing on stdout, nothing sent.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns_if_root

# bad MESSAGE HINT WORD...: in text and in JSON. MESSAGE is a regex for all of the line behind
# "Error: " and before its full stop; HINT one for all of the hint, or "" for none.
bad()
{
	local message=$1 hint=$2 line text
	shift 2
	run nkctl -dry-run "$@"
	text=$err
	line=${text%%$'\n'*}
	if [[ $status != 1 || -n $out || ! $line =~ ^"Error: "($message)\.$ || $line = *.. ]]; then
		fail "nkctl $*" "got:    $status, $line"$'\n'"wanted: 1, Error: $message."$'\n'"stdout: $out"
	else
		pass "nkctl $*"
	fi
	if [[ -n $hint ]]; then
		like "${text#*$'\n'}" "^Hint: ($hint)$" "  its hint"
	else
		is "${text#"$line"}" "" "  is one line"
	fi
	run nkctl -dry-run -j "$@"
	is "$status,$out,$(wc -l <"$scratch/err")" "1,,1" "  with -j: exit 1, stdout empty, one line on stderr"
	out=$err
	is_json '.error | [has("command", "object", "errno", "message")] | all' true "  with the keys of an error"
	is_json '.error | (.errno | test("^E[A-Z0-9]+$")) and (.message | test("\\.$") | not)' true \
		"  whose errno is a name and whose message has no full stop"
	text=$(jq -r .error.message <<<"$out")
	[[ $line = *"$text." ]]
	is $? 0 "  and which says the same"
}

# words
bad 'unknown object "lnk"' 'did you mean "link"\?' lnk show
bad 'unknown object "xyzzy"' '"help" lists them\.' xyzzy
bad 'link: unknown command "ad"' 'did you mean "add"\?' link ad
bad 'link: unknown command "frobnicate"' '"link help" lists them\.' link frobnicate
bad 'link add: unknown word "mdoe"' 'did you mean "mode"\?' link add nk0 mdoe l2
bad 'link add: unknown word "xyzzy"' '' link add nk0 xyzzy
bad 'link add: unknown word "addres"' 'did you mean "address"\?' link add nk0 peer nk1 addres 02:00:00:00:00:01
bad 'link show: unknown word "b"' '' link show a b
bad 'bigtcp show: unknown word "lo"' '' bigtcp show lo
bad 'link add: unknown word "nk2"' '' link add nk0 peer nk1 nk2
bad 'link add: mode: "l4" is none of l3, l2' 'did you mean "l[23]"\?' link add nk0 mode l4
bad 'link add: policy: "forward" is none of pass, drop' '' link add nk0 policy forward
bad 'link add: pairing: "singel" is none of pair, single' 'did you mean "single"\?' link add nk0 pairing singel
bad 'link add: scrub: "L3" is none of default, none' '' link add nk0 peer nk1 scrub L3
bad 'link add: mode: "L2" is none of l3, l2' 'did you mean "l2"\?' link add nk0 mode L2

# missing
bad 'link del: NAME is missing' '' link del
bad 'link set: NAME is missing' '' link set
bad 'link replace: NAME is missing' '' link replace mtu 1500
bad 'link add: mode: the value is missing' '' link add nk0 mode
bad 'link add: netns: the value is missing' '' link add nk0 peer nk1 netns
bad 'bigtcp set: dev is missing' '' bigtcp set ipv4 65536
bad 'bigtcp set: dev: the value is missing' '' bigtcp set dev
bad 'bigtcp set: ipv4 SIZE or ipv6 SIZE is missing' '' bigtcp set dev lo
bad 'bigtcp reset: dev is missing' '' bigtcp reset

# twice, or together
bad 'link add: "mtu" is given twice' '' link add nk0 mtu 1500 mtu 1500
bad 'link add: "peer" is given twice|link add: unknown word "peer"' '' link add nk0 peer nk1 peer nk2
bad 'link add: "down" cannot stand together with "up"' '' link add nk0 up down
bad 'link add: "up" cannot stand together with "down"' '' link add nk0 peer nk1 down up
bad 'bigtcp set: "ipv4" is given twice' '' bigtcp set dev lo ipv4 65536 ipv4 65536

# names of devices: 1 to 15 bytes, without / : and white space (dev_valid_name())
bad 'link add: NAME: "abcdefghijklmnop" [^.]*' '' link add abcdefghijklmnop
bad 'link add: NAME: "a/b" [^.]*' '' link add a/b
bad 'link add: NAME: "a b" [^.]*' '' link add 'a b'
bad 'link add: NAME: "a:b" [^.]*' '' link add a:b
bad 'link add: NAME: "\." .*' '' link add .
bad 'link add: NAME: "\.\." .*' '' link add ..
bad 'link add: NAME: "" is empty' '' link add ''
bad 'link add: NAME: "abcdefghijklmnop" [^.]*' '' link add nk0 peer abcdefghijklmnop
bad 'bigtcp show: dev: "abcdefghijklmnop" [^.]*' '' bigtcp show dev abcdefghijklmnop

# numbers
for n in -1 99999999999 1.5 0x1g 12a '' ' 1' 18446744073709551616; do
	bad 'link add: mtu: .*' '' link add nk0 mtu "$n"
	bad 'bigtcp set: ipv4: .*' '' bigtcp set dev lo ipv4 "$n"
	bad 'bigtcp set: ipv6: .*' '' bigtcp set dev lo ipv4 65536 ipv6 "$n"
done
bad 'link add: mtu: 99999999999 is out of range \([0-9]+ to [0-9]+\)' '' link add nk0 mtu 99999999999
bad 'link add: headroom: 65536 is out of range \(0 to 65535\)' '' link add nk0 headroom 65536
bad 'link add: tailroom: 70000 is out of range \(0 to 65535\)' '' link add nk0 tailroom 70000
bad 'link add: numrxqueues: 0 is out of range \(1 to [0-9]+\)' '' link add nk0 numrxqueues 0
bad 'bigtcp set: ipv4: 524281 is out of range \(1 to 524280\)' '' bigtcp set dev lo ipv4 524281
bad 'bigtcp set: ipv6: 513k is out of range \(1 to 524280\)' '' bigtcp set dev lo ipv6 513k
bad 'bigtcp set: ipv6: 99999999999 is out of range \(1 to 524280\)' '' bigtcp set dev lo ipv6 99999999999
bad 'bigtcp set: ipv6: "64q" [^.]*' '' bigtcp set dev lo ipv6 64q

# addresses
for mac in 02:00:00:00:00 02:00:00:00:00:01:02 02-00-00-00-00-0g x 020000000001 02:00:00:00:00:001; do
	bad "link add: address: \"$mac\" [^.]*" '' link add nk0 mode l2 address "$mac"
done

# what is not there, or is something else
bad 'nope: no such device' '' link show nope
bad 'nope: no such device' '' bigtcp show dev nope
bad 'nope: no such device' '' bigtcp set dev lo nope ipv4 65536
bad 'nope: no such device' '' link set nope mtu 1500
bad 'nope: no such device' '' link del nope
bad 'lo: is not a netkit device' '' link show lo
bad 'lo: is not a netkit device' '' link set lo mtu 1500
bad 'lo: is not a netkit device' '' link replace lo mtu 1500
bad 'lo: is not a netkit device' '' link del lo
bad 'lo: a device of that name exists already' '' link add lo
bad 'namespace "gone" does not exist.*' '' link add nk0 peer nk1 netns gone
bad 'no process 99999999' '' link add nk0 peer nk1 netns 99999999
bad 'lo: is not one end of a pair' '' bigtcp set dev lo pair ipv4 65536
works "link del NAME missing-ok of nothing" nkctl -dry-run link del nope missing-ok

# a word of any bytes stays one line, and valid JSON
run nkctl link show $'a\nb\x1b[31m'
is "$status,$(wc -l <"$scratch/err")" "1,1" "a word with a newline in it: one line"
unlike "$err" $'\x1b' "no escape sequence passes through"
run nkctl -j link show $'\xff\xfe"\\'
is "$(jq -r '.error.errno' <<<"$err")" ENODEV "bytes that are no UTF-8 make valid JSON"
run nkctl -j "$(printf 'x%.0s' {1..5000})"
is "$(jq -r '.error.errno' <<<"$err")" EINVAL "so does a word of 5000 letters"

# nothing was made
is "$(ip -j link show | jq -r '[.[] | select(.ifname | startswith("nk"))] | length')" 0 "no device was made"
done_testing
