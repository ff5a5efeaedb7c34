#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `pod add` and `pod replace` are all or nothing: each step is made to fail, and everything that
# ip(8) sees here and in the pods is as before.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns
# shellcheck source=pod.sh
. "$here/netns/pod.sh"
make_node web red blue six
works "a pod that is there" nkctl pod add web netns web address 10.1.0.5/32 fd00:1::5/128
ip netns exec six sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link add d0 type dummy
ip link set d0 up

# ---- words: nothing is sent ----
before=$(world)
for bad in "address 10.1.0.6" "netns red" "netns red address" "netns red address 10.1.0" \
	"netns red address 10.1.0.6/33" "netns red address 127.0.0.1" "netns red address 169.254.7.7" \
	"netns red address 224.0.0.1" "netns red address ::1" "netns red address fe80::7" \
	"netns red address ff02::1" "netns red address ::ffff:10.1.0.6" "netns red address 0.0.0.0" \
	"netns red address 10.1.0.6 10.1.0.6/24" "netns red address 10.1.0.6 mtu 67" \
	"netns red address 10.1.0.6 mtu 65536" "netns red address fd00:1::6 mtu 1279" \
	"netns red address 10.1.0.6 bigtcp 65535" "netns red address 10.1.0.6 bigtcp 524281" \
	"netns red address 10.1.0.6 policy maybe" "netns red address 10.1.0.6 features ecn" \
	"netns red address 10.1.0.6 ifname a/b" "netns red address 10.1.0.6 mode l4" \
	"netns red address 10.1.0.6 route 10.9.0.1/24" "netns red address 10.1.0.6 route fd00:9::/48" \
	"netns red address 10.1.0.6 route 10.1.0.6/32" \
	"netns red address 10.1.0.6 route 10.9.0.0/16 10.9.0.0/16"; do
	# shellcheck disable=SC2086 # words
	refuses 1 '^Error: pod add: ' nkctl pod add red $bad
done
for name in a/b 'a b' .a -- 'a"b' $'a\tb' ä "$(printf '%0121d' 0)"; do
	refuses 1 '^Error: ' nkctl pod add "$name" netns red address 10.1.0.6
done

unchanged "$before"

# ---- here: nothing is sent either ----
whole 1 '^Error: web: a pod of that name exists already, on nk-web' pod add web netns red address 10.1.0.6
like "$err" 'Hint: nkctl pod replace' "with a hint"
whole 1 'does not exist' pod add red netns nope address 10.1.0.6
whole 1 'does not exist' pod add red netns /run/netns/nope address 10.1.0.6
whole 1 'no process' pod add red netns 4194304 address 10.1.0.6
whole 1 'not a network namespace' pod add red netns /etc/passwd address 10.1.0.6
whole 1 'is this one' pod add red netns /proc/self/ns/net address 10.1.0.6
ok "a name that somebody else has" ip link property add dev d0 altname pod:red
whole 1 'd0 has the name of this pod' pod add red netns red address 10.1.0.6
ok "no more" ip link property del dev d0 altname pod:red

# ---- the kernel refuses, one step after the other ----
for mode in l3 l2; do
	a="pod add red netns red mode $mode address 10.1.0.6/32 fd00:1::6/128"
	# shellcheck disable=SC2086 # words
	{
		whole 2 'device of that name exists already' $a host-ifname d0
		ip -n red link add eth0 type dummy
		whole 2 "device of the peer's name exists already" $a
		ip -n red link set eth0 up
		ip -n red route add default dev eth0
		whole 2 'default route 0.0.0.0/0: .*one already' $a ifname eth1
		ip -n red route del default
		ip -n red -6 route add default dev eth0 metric 1024
		whole 2 'default route ::/0: ' $a ifname eth1
		ip -n red link del eth0
		ip route add 10.1.0.6/32 dev d0
		whole 2 'host route 10.1.0.6/32: .*already' $a
		like "$err" 'Hint: ip route show 10.1.0.6/32' "with a hint"
		ip route del 10.1.0.6/32
		ip -6 route add fd00:1::6/128 dev d0
		whole 2 'host route fd00:1::6/128: ' $a
		ip -6 route del fd00:1::6/128
		ip route add 10.9.0.0/16 dev d0
		whole 2 'host route 10.9.0.0/16: ' $a route 10.8.0.0/16 10.9.0.0/16
		ip route del 10.9.0.0/16
		whole 2 'host route 10.1.0.5/32: ' pod add red netns red mode $mode address 10.1.0.6 10.1.0.5
		whole 2 'address fd00:1::6/128: ' pod add red netns six mode $mode address 10.1.0.6 fd00:1::6
	}
done
works "and then it works" nkctl pod add red netns red mode l2 address 10.1.0.6/24 fd00:1::6/64 10.1.0.16/24
sound red

# ---- replace ----
r="pod replace red netns red address"
# shellcheck disable=SC2086 # words
{
	whole 1 'is of mode l2, which cannot be changed' $r 10.1.0.6 mode l3
	whole 1 'in another namespace than "blue"' pod replace red netns blue address 10.1.0.6
	# the new address is made, then the route to it is refused
	ip route add 10.1.0.7/32 dev d0
	whole 2 'host route 10.1.0.7/32: ' $r 10.1.0.7/24 mtu 1400
	whole 2 'host route 10.1.0.7/32: ' $r 10.1.0.7/24 fd00:1::7 host-ifname other ifname net0
	ip route del 10.1.0.7/32
	# all of it is made, then the last step is refused
	ip -n red link add net0 type dummy
	whole 2 'taken there' $r 10.1.0.7/24 10.1.0.26/24 mtu 1400 bigtcp 192k policy drop ifname net0 \
		route 10.9.0.0/16
	whole 2 'taken there' $r fd00:1::7/64 host-ifname other ifname net0
	whole 2 'cannot rename nk-red to d0' $r 10.1.0.7/24 host-ifname d0
}
sound red
reaches "" 10.1.0.6 10.1.0.16 fd00:1::6

# ---- a batch stops at what fails, and keeps what came before ----
printf 'pod add b1 netns blue address 10.1.0.8\npod add b2 netns nope address 10.1.0.9\n' >"$scratch/batch"
run nkctl -batch "$scratch/batch"
is "$status" 1 "a batch that fails"
sound b1
done_testing
