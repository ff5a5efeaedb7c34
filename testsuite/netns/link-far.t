#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `link show` of pairs whose other ends lie elsewhere: those of a namespace with many are read in
# one dump, those of one with few one by one, and nobody can tell the difference.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns
need_netkit
need_cmd jq

ok "namespaces" eval 'ip netns add many && ip netns add few'
for ((i = 1; i <= 20; i++)); do
	echo "link add a$i mode l2 mtu $((1300 + i)) peer b$i netns many"
	((i > 3)) || echo "link add c$i peer d$i netns few"
done >"$scratch/batch"
works "pairs into both, by turns" nkctl -batch "$scratch/batch"
works "one pair here" nkctl link add e1 peer f1
ok "not peers, but among them" ip -n many link add g1 type netkit
ok "a peer that is gone from its first namespace" ip -n many link set b20 netns few

run nkctl -j link show
all=$out
is "$(jq length <<<"$all")" 25 "all are listed"
different=''
for name in a{1..20} c{1..3} e1 f1; do
	run nkctl -j link show "$name"
	[[ $(jq -c '.[0]' <<<"$out") = "$(jq -c --arg n "$name" '.[] | select(.ifname == $n)' <<<"$all")" ]] ||
		different+=" $name"
done
is "$different" "" "each as it is shown alone"
is "$(jq -c '[.[].peer | .ifname] | unique | length' <<<"$all")" 25 "each with its own peer"
is "$(jq -c '.[] | select(.ifname == "a7").peer | [.ifname, .netns, .mtu]' <<<"$all")" \
	'["b7","many",1307]' "by name, namespace and MTU"
is "$(jq -c '.[] | select(.ifname == "a20").peer | [.ifname, .netns]' <<<"$all")" \
	'["b20","few"]' "also where it went later"

# Who may not look into another namespace sees the rest.
out=$(unprivileged nkctl -j link show)
is_json length 25 "without privilege all are listed too"
is_json '[.[] | select(.ifname | test("^[ac]")).peer | has("ifname")] | any' false \
	"without what they cannot see"
done_testing
