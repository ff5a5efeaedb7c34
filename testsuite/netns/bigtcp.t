#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# BIG TCP sizes: set without clobbering, on both ends, all or none, and as ip(8) sees them.
# time limit: 300
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns

ip netns add red
four='[.gso_max_size, .gro_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size]'
# sizes WANT DEV [NS]: IPv6 sent, received, IPv4 sent, received
sizes()
{
	is "$(ip ${3:+-n "$3"} -d -j link show dev "$2" | jq -c ".[0] | $four | join(\" \")" | tr -d '"')" "$1" \
		"  $2 has $1"
}
world() { ip -d -j link show && ip -n red -d -j link show; }
sent() { grep -cE '^netlink: request type (16|17|19) ' <<<"$err"; }
# whole STATUS REGEX WORD...: refused, and everything as before
whole()
{
	local before
	before=$(world)
	refuses "$1" "$2" nkctl "${@:3}"
	is "$(world)" "$before" "  and nothing has changed"
}
old='65536 65536 65536 65536'

# make KIND A B [NS]: a pair
make_pair()
{
	if [[ $1 = netkit ]]; then
		nkctl link add "$2" peer "$3" ${4:+netns "$4"}
	else
		ip link add dev "$2" type "$1" peer name "$3" ${4:+netns "$4"}
	fi
}

for kind in veth netkit; do
	if [[ $kind = netkit && -z ${NKT_VM-} ]] && ! have_netkit; then
		skip 50 "this kernel has no netkit"
		continue
	fi
	if ! make_pair "$kind" a b 2>/dev/null; then
		fail "a pair of kind $kind"
		continue
	fi
	pass "a pair of kind $kind"
	works "ipv6 alone" nkctl bigtcp set dev a ipv6 200000
	sizes '200000 200000 65536 65536' a
	works "ipv4 alone" nkctl bigtcp set dev a ipv4 150000
	sizes '200000 200000 150000 150000' a
	works "a small ipv6 does not overwrite ipv4" nkctl bigtcp set dev a ipv6 60000
	sizes '60000 60000 150000 150000' a
	works "nor a small ipv4 ipv6" nkctl bigtcp set dev a ipv4 50000
	sizes '60000 60000 50000 50000' a
	works "both, one small" nkctl bigtcp set dev a ipv6 40000 ipv4 192k
	sizes '40000 40000 196608 196608' a
	works "both, the other one small" nkctl bigtcp set dev a ipv4 40000 ipv6 192k
	sizes '196608 196608 40000 40000' a
	works "as large as it goes" nkctl bigtcp set dev a ipv4 524280 ipv6 524280
	sizes '524280 524280 524280 524280' a
	sizes "$old" b
	run nkctl -D bigtcp set dev a ipv4 524280 ipv6 524280
	is "$status,$(sent)" "0,0" "the second time nothing is sent"
	run nkctl -D bigtcp set dev a ipv4 524280 ipv6 100000
	is "$status,$(sent)" "0,1" "a change is one message"
	works "pair: both ends" nkctl bigtcp set dev a pair ipv6 180000
	sizes '180000 180000 524280 524280' a
	sizes '180000 180000 65536 65536' b
	works "both ends named, and pair" nkctl bigtcp set dev a b pair ipv4 170000
	sizes '180000 180000 170000 170000' b
	sizes '180000 180000 170000 170000' a
	before=$(world)
	run nkctl -j -D -dry-run bigtcp set dev a pair ipv6 70000
	is "$status,$(sent)" "0,0" "-dry-run sends nothing"
	is_json '[.[] | [.object, .action, .property, .from, .to]]' \
		'[["a","set","gso_max_size","180000","70000"],["a","set","gro_max_size","180000","70000"],["b","set","gso_max_size","180000","70000"],["b","set","gro_max_size","180000","70000"]]' \
		"  and says what it would"
	is "$(world)" "$before" "  and changes nothing"
	works "reset" nkctl bigtcp reset dev a
	sizes "$old" a
	sizes '180000 180000 170000 170000' b
	works "reset, pair" nkctl bigtcp reset dev a pair
	sizes "$old" b
	# the kernel's own lower limit: more than the TCP header
	whole 2 '^Error: a: cannot set the sizes: .*'$'\n''Hint: ' bigtcp set dev a ipv6 5
	whole 2 '^Error: b: cannot set the sizes: ' bigtcp set dev b a ipv6 200000 ipv4 5
	ip link del dev a

	# across namespaces, from either side
	make_pair "$kind" a b red
	works "pair, the other end elsewhere" nkctl bigtcp set dev a pair ipv4 131072 ipv6 262144
	sizes '262144 262144 131072 131072' a
	sizes '262144 262144 131072 131072' b red
	works "pair, from the other side" nkctl -n red bigtcp set dev b pair ipv6 65536
	sizes '65536 65536 131072 131072' a
	sizes '65536 65536 131072 131072' b red
	works "reset there" nkctl -n red bigtcp reset dev b
	sizes "$old" b red
	sizes '65536 65536 131072 131072' a
	run nkctl -n red -j bigtcp show dev b
	is_json '.[0] | [.ifname, .ipv4, .ipv6]' '["b",65536,65536]' "-n: show there"
	ip link del dev a
done

# ---- devices that take less ----
narrow=''
for kind in dummy bridge ifb vcan; do
	ip link add narrow type "$kind" 2>/dev/null || continue
	[[ $(ip -d -j link show dev narrow | jq '.[0].tso_max_size') != 65536 ]] || narrow=$kind
	[[ -z $narrow ]] || break
	ip link del narrow
done
ip link add dev a type veth peer name b
if [[ -n $narrow ]]; then
	nkctl bigtcp set dev a ipv4 100000
	whole 1 '^Error: narrow: ipv6 100000 is above the tso_max_size of this device, 65536\.'$'\n''Hint: nkctl bigtcp probe' \
		bigtcp set dev narrow ipv6 100000
	whole 1 '^Error: narrow: ipv4 65537 is above the tso_max_size of this device, 65536\.' bigtcp set dev narrow ipv4 65537
	whole 1 '^Error: narrow: ipv6 200000 is above' bigtcp set dev a b narrow ipv4 65536 ipv6 200000
	whole 1 '^Error: narrow: ipv6 200000 is above' bigtcp set dev narrow a b ipv6 200000
	whole 1 '^Error: narrow: ipv6 200000 is above' -dry-run bigtcp set dev a narrow ipv6 200000
	works "its own size it takes" nkctl bigtcp set dev narrow a ipv6 65536 ipv4 65536
	sizes "$old" narrow
	works "and less" nkctl bigtcp set dev narrow ipv4 30000
	sizes '65536 65536 30000 30000' narrow
	works "reset of it" nkctl bigtcp reset dev narrow a
	sizes "$old" narrow
	whole 1 '^Error: narrow: is not one end of a pair\.$' bigtcp set dev a narrow pair ipv4 60000
	run nkctl -j bigtcp probe
	is_json '[.[] | select(.narrowest) | .ifname]' '["narrow"]' "probe: it is the narrowest"
	is_json '.[] | select(.ifname == "narrow") | [.tso_max_size, .ipv4, .ipv6, .kind]' \
		"[65536,false,false,\"$narrow\"]" "and takes no BIG TCP"
	run nkctl -j bigtcp probe dev a
	is_json '[.[] | [.ifname, .narrowest]]' '[["a",false]]' "probe of one: the others count"
else
	skip 22 "no kind of device here takes just 65536"
fi
whole 1 '^Error: none: no such device\.$' bigtcp set dev a none ipv6 200000
whole 1 '^Error: none: no such device\.$' bigtcp reset dev a none
refuses 1 '^Error: none: no such device\.$' nkctl bigtcp show dev none
refuses 1 '^Error: none: no such device\.$' nkctl bigtcp probe dev none
refuses 1 '^Error: lo: is not one end of a pair\.$' nkctl bigtcp set dev lo pair ipv6 100000

# ---- show and probe against ip ----
nkctl bigtcp set dev a ipv4 111111 ipv6 222222
ip link set dev a gro_max_size 99999
want=$(ip -d -j link show | jq -c "[.[] | [.ifname, .tso_max_size] + $four] | sort")
run nkctl -j bigtcp show
is_json "[.[] | [.ifname, .tso_max_size] + $four] | sort" "$want" "show has what ip has"
is_json '.[] | select(.ifname == "a") | [.ipv4, .ipv6]' '[111111,99999]' "ipv4 and ipv6 are what passes both ways"
run nkctl -j bigtcp
is_json 'length' "$(jq length <<<"$want")" "bigtcp alone is show"
run nkctl -j bigtcp show dev a
is_json '[.[] | .ifname]' '["a"]' "show dev: one"
run nkctl bigtcp show dev a
for n in 111111 222222 99999 524280; do like "$out" "(^| )$n( |$)" "text has $n"; done
is "$(wc -l <<<"$out")" 2 "a heading and a row"
run nkctl -br bigtcp show dev a
is "$(tr -s ' ' <<<"$out")" "a 111111 99999" "-br: the name and what passes"
run nkctl -o bigtcp show dev a
is "$(wc -l <<<"$out")" 1 "-o: one line"
run nkctl -d -j bigtcp show dev a
is_json '.[0] | [.gso_max_segs, .tso_max_segs]' \
	"$(ip -d -j link show dev a | jq -c '.[0] | [.gso_max_segs, .tso_max_segs]')" "-d: the segments"
want=$(ip -d -j link show | jq -c '[.[] | [.ifname, .tso_max_size, (.tso_max_size > 65536)]] | sort')
run nkctl -j bigtcp probe
is_json '[.[] | [.ifname, .tso_max_size, .ipv6]] | sort' "$want" "probe has what ip has"
# shellcheck disable=SC2016 # jq's
is_json '([.[] | .tso_max_size] | min) as $least | [.[] | .narrowest == (.tso_max_size == $least)] | all' true \
	"and the narrowest is narrowest"
run nkctl bigtcp probe
like "$out" '(^|'$'\n'')a +veth +524280 +yes +yes' "in text, too"
run nkctl -n red -j bigtcp probe
is_json '[.[] | .ifname]' '["lo"]' "-n: those there"
done_testing
