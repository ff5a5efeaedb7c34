#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `pod replace` makes a pod, or an existing one match, and changes nothing the second time; `pod
# check` names each thing that somebody has changed behind our back.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns
# shellcheck source=pod.sh
. "$here/netns/pod.sh"
make_node web db

# settled WORD...: replace works, and a second time there is nothing to do
settled()
{
	works "pod replace $*" nkctl pod replace "$@"
	sound "$1"
	run nkctl -D pod replace "$@"
	is "$status:$(changes)" "0:0" "  the second run sends no change"
	run nkctl -dry-run pod replace "$@"
	is "$status:$out" "0:" "  nor would it"
}

w="web netns web"
# shellcheck disable=SC2086 # words
for mode in l3 l2; do
	settled $w mode $mode address 10.1.0.5/32 fd00:1::5/128
	mac=$(ip -j link show nk-web | jq -r '.[0].address')
	settled $w address 10.1.0.5/32 fd00:1::5/128 mtu 9000 bigtcp 192k policy drop
	shown web '[.mtu, .bigtcp, .policy, has("peer_policy")]' '[9000,196608,"drop",false]'
	settled $w address 10.1.0.5/32 fd00:1::5/128 policy pass
	shown web '[.mtu, .bigtcp]' '[9000,196608]'
	settled $w address 10.1.0.5/32 fd00:1::5/128 route 10.9.0.0/16 10.8.0.0/16 fd00:9::/48
	settled $w address 10.1.0.5/32 fd00:1::5/128
	shown web '.route' '["10.8.0.0/16","10.9.0.0/16","fd00:9::/48"]'
	settled $w address 10.1.0.5/32 fd00:1::5/128 route 10.9.0.0/16
	shown web '.route' '["10.9.0.0/16"]'
	# the way to what is behind the pod follows its address
	settled $w address 10.1.0.7/32 fd00:1::5/128
	is "$(ip route show 10.9.0.0/16)" "10.9.0.0/16 via 10.1.0.7 dev nk-web proto static onlink " "the route goes the new way"
	reaches "" 10.1.0.7 fd00:1::5
	# one family goes, and comes again
	settled $w address 10.1.0.7/32 features tcp_usec_ts
	is "$(ip -n web -6 route show default)" "" "no IPv6 address, no IPv6 default route"
	settled $w address fd00:1::5/128 route fd00:9::/48
	is "$(ip -n web route show default)" "" "and the other way round"
	# addresses of one network: the kernel deletes the second with the first
	settled $w address 10.1.0.5/24 10.1.0.6/24 10.1.0.7/24
	settled $w address 10.1.0.7/24 10.1.0.6/24
	shown web '.address | sort' '["10.1.0.6/24","10.1.0.7/24"]'
	settled $w address 10.1.0.6/25
	reaches "" 10.1.0.6
	settled $w address 10.1.0.6/25 ifname net0 host-ifname nkw
	shown web '[.ifname, ."host-ifname"]' '["net0","nkw"]'
	reaches "" 10.1.0.6
	[[ $mode = l3 ]] || is "$(ip -j link show nkw | jq -r '.[0].address')" "$mac" "the MAC is the same"
	works "down" nkctl pod del web
	ip -n web link set lo down
done

# ---- check ----
works "web" nkctl pod add web netns web address 10.1.0.5/32 fd00:1::5/128 bigtcp 192k route 10.9.0.0/16
works "db, of mode l2" nkctl pod add db netns db mode l2 address 10.1.0.6/32 fd00:1::6/128
sound web
sound db
refuses 1 'no such pod' nkctl pod check nope
run nkctl -j pod check web
is "$status,$out" "0,[]" "no difference: an empty array"
# mended POD WORD...: replace puts right what check found
mended() { works "replace mends it" nkctl pod replace "$1" netns "$1" address "${@:2}"; sound "$1"; }
web=(web 10.1.0.5/32 fd00:1::5/128) db=(db 10.1.0.6/32 fd00:1::6/128)

ip -n web link set eth0 mtu 1400
differs web "eth0: mtu is 1400 should be 1500"
like "$err" '^Error: web: 1 property is not as nkctl pod add makes it' "and how many"
run nkctl -j pod check web
is "$status,$out" '3,[{"object":"eth0","property":"mtu","is":"1400","should":"1500"}]' "in JSON too"
mended "${web[@]}"
ip -n web link set eth0 gso_ipv4_max_size 65536
differs web "eth0: gso_ipv4_max_size is 65536 should be 196608"
mended "${web[@]}"
ok "another policy at one end" nkctl link set nk-web peer policy drop
differs web "eth0: policy is drop should be pass"
mended "${web[@]}"
ip -n web link set lo down
differs web "lo: state is down should be up"
mended "${web[@]}"
ip -n web route del default
differs web "0.0.0.0/0: default route is none should be 169.254.1.1"
mended "${web[@]}"
ip -n web route replace default via 10.7.7.7 dev eth0 onlink
differs web "0.0.0.0/0: default route is other should be 169.254.1.1"
mended "${web[@]}"
ip -n web -6 route del default
differs web "::/0: default route is none should be fe80::1"
mended "${web[@]}"
ip route del 10.1.0.5/32
differs web "10.1.0.5/32: host route is none should be nk-web"
mended "${web[@]}"
ip route add 10.1.0.77/32 dev nk-web
differs web "10.1.0.77/32: host route is nk-web should be none"
mended "${web[@]}"
ip -n web addr add 10.1.0.78/32 dev eth0
differs web "10.1.0.78/32: host route is none should be nk-web"
mended "${web[@]}"
ip -n web addr del 10.1.0.5/32 dev eth0
run nkctl pod check web
is "$status" 3 "an address that is gone"
like "$out" '10.1.0.5/32: host route is nk-web should be none' "is seen by its route"
mended "${web[@]}"
shown web .route '["10.9.0.0/16"]'
ip link set nk-web down
run nkctl pod check web
is "$status" 3 "a device that is down"
like "$out" 'nk-web: state is down should be up' "is said"
mended "${web[@]}"
ip -n web link set eth0 down
run nkctl pod check web
like "$status $out" '^3 .*eth0: state is down should be up' "so is the other end"
mended "${web[@]}"
# Routes behind the pod are remembered by themselves alone, and went with the device's state.
shown web '[has("route"), .bigtcp]' '[false,196608]'
reaches "" 10.1.0.5 fd00:1::5

mac=$(ip -j link show nk-db | jq -r '.[0].address') peer=$(ip -n db -j link show eth0 | jq -r '.[0].address')
ip link set nk-db address 02:00:00:00:00:99
run nkctl pod check db
like "$status $out" "^3 .*nk-db: address is 02:00:00:00:00:99 should be $mac" "a MAC that changed is seen"
like "$out" "10.1.0.6: host neighbour is other should be $peer" "and the neighbours that the kernel dropped with it"
mended "${db[@]}"
ip -n db link set eth0 address 02:00:00:00:00:98
run nkctl pod check db
like "$status $out" "^3 .*eth0: address is 02:00:00:00:00:98 should be $peer" "also that of the pod"
mended "${db[@]}"
ip neigh del 10.1.0.6 dev nk-db
differs db "10.1.0.6: host neighbour is other should be $peer"
mended "${db[@]}"
ip -n db neigh replace 169.254.1.1 lladdr 02:00:00:00:00:97 dev eth0 nud permanent
differs db "169.254.1.1: neighbour in the pod is other should be $mac"
mended "${db[@]}"
ip -n db neigh add 10.1.0.99 lladdr 02:00:00:00:00:97 dev eth0 nud permanent
differs db "10.1.0.99: neighbour in the pod is 02:00:00:00:00:97 should be none"
mended "${db[@]}"
reaches "" 10.1.0.6 fd00:1::6
reaches db 192.0.2.1 2001:db8::1

# ---- what is no difference ----
sysctl -qw net.ipv4.ip_forward=0
run nkctl pod check web
is "$status,$out" "0," "a node that does not forward is no difference"
like "$err" '^Note: web: the node does not forward IPv4' "but it is noted"
unlike "$err" IPv6 "of the family alone that it is true of"
done_testing
