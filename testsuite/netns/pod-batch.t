#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# 200 pods come and go in a batch, under traffic of another, and leave nothing behind.
# time limit: 400
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns
# shellcheck source=pod.sh
. "$here/netns/pod.sh"
make_node web
N=200
for ((i = 0; i < N; i++)); do echo "netns add p$i"; done >"$scratch/spaces"
ok "namespaces" ip -batch "$scratch/spaces"
for ((i = 0; i < N; i++)); do
	((i % 2)) && mode=l2 || mode=l3
	echo "pod add p$i netns p$i mode $mode address 10.2.$((i / 250)).$((i % 250 + 1))/32 fd00:2::$((i + 1))/128"
done >"$scratch/add"
sed -E 's/^pod add (p[0-9]+) .*/pod del \1/' "$scratch/add" >"$scratch/del"

works "a pod that stays" nkctl pod add web netns web address 10.1.0.5/32 fd00:1::5/128
background ip netns exec web ping -q -i 0.05 -w 300 192.0.2.1 >"$scratch/ping"
ping=$!
before=$(world)
for round in 1 2; do
	works "round $round: $N pods in one batch" nkctl -batch "$scratch/add"
	is "$(nkctl -br pod show | wc -l)" $((N + 1)) "all are shown"
	is "$(nkctl -j pod show | jq '[.[] | select(.state == "up" and (.address | length) == 2)] | length')" $((N + 1)) \
		"up, with their addresses"
	reaches "" 10.2.0.1 10.2.0.200 fd00:2::1 fd00:2::200
	reaches p0 10.2.0.200 fd00:2::200
	sound p0
	sound p199
	works "and they go" nkctl -batch "$scratch/del"
	unchanged "$before"
done
is "$(ip -n p7 -o link | wc -l),$(ip -n p7 route | wc -l)" "1,0" "nor is anything left in a namespace"

# One batch that fails in the middle keeps what came before, and no more.
sed 100s/address/address\ 10.2.0.1/ "$scratch/add" >"$scratch/bad"
run nkctl -batch "$scratch/bad"
is "$status" 2 "the hundredth wants an address that is taken"
is "$(nkctl -br pod show | wc -l)" 100 "99 of them and the one that stays are there"
works "replace makes the others, and leaves those" nkctl -batch <(sed 's/^pod add/pod replace/' "$scratch/add")
is "$(nkctl -br pod show | wc -l)" $((N + 1)) "all are shown"

# Their namespaces go while they are up.
sed 's/add/del/' "$scratch/spaces" >"$scratch/gone"
ok "the namespaces go" ip -batch "$scratch/gone"
alone() { [[ $(nkctl -br pod show | wc -l) = 1 ]]; }
ok "and the pods with them" wait_for 60 alone
unchanged "$before"
kill -INT "$ping"
wait "$ping"
like "$(<"$scratch/ping")" ' 0% packet loss' "the traffic of the one that stays lost nothing"
done_testing
