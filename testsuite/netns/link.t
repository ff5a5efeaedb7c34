#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# netkit pairs: every attribute made, changed, shown and compared with what ip(8) sees; what the
# kernel refuses leaves nothing behind.
# time limit: 400
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns
need_netkit

ip netns add red
ip netns add blue
# Duplicate address detection and router solicitations would stir the counters.
for ns in red blue; do ip netns exec "$ns" sysctl -qw net.ipv6.conf.default.disable_ipv6=1; done
sysctl -qw net.ipv6.conf.default.disable_ipv6=1

# world: everything that ip sees, in all three namespaces
world() { for ns in "" red blue; do ip ${ns:+-n "$ns"} -d -j link show; done; }
# unchanged BEFORE: world is; a queue discipline comes with the first up, and stays; the kernel
# tells of a carrier up to a second late
unchanged()
{
	local after lines='map(del(.qdisc, .operstate) | .flags -= ["NO-CARRIER", "LOWER_UP"]) | .[] | [.ifname, (to_entries[] | "\(.key)=\(.value)")] | .[]'
	after=$(world)
	: >"$scratch/diff"
	[[ ${1//\"qdisc\":\"noop\"/\"qdisc\":\"noqueue\"} = "${after//\"qdisc\":\"noop\"/\"qdisc\":\"noqueue\"}" ]] ||
		diff <(jq -r "$lines" <<<"$1") <(jq -r "$lines" <<<"$after") >"$scratch/diff"
	is "$(<"$scratch/diff")" "" "  and nothing has changed"
}
# seen WANT FILTER DEV [NS]: what ip says of a device; FILTER is of one device
seen()
{
	local got
	got=$(ip ${4:+-n "$4"} -d -j link show dev "$3" 2>&1 | jq -c ".[0] | $2" 2>&1)
	is "$got" "$1" "ip sees of $3: $2"
}
# shown WANT FILTER DEV [OPTION...]: what nkctl says
shown()
{
	run nkctl -d -j "${@:4}" link show "$3"
	is_json ".[0] | $2" "$1" "nkctl shows of $3: $2"
}
gone() { nkctl link del "$1" missing-ok; }
# whole STATUS REGEX WORD...: refused, and everything as before
whole()
{
	local before
	before=$(world)
	refuses "$1" "$2" nkctl "${@:3}"
	unchanged "$before"
}
# sent: how many requests of the last run -D would change something (RTM_NEWLINK 16, DELLINK 17,
# SETLINK 19)
sent() { grep -cE '^netlink: request type (16|17|19) ' <<<"$err"; }

run nkctl -j link show
is "$status,$out" "0,[]" "none there: an empty array"

# ---- a pair of defaults ----
works "link add" nkctl link add nk0 peer nk0p
seen '["netkit","l3","primary","forward","forward"]' \
	'[.linkinfo.info_kind, (.linkinfo.info_data | .mode, .type, .policy, .peer_policy)]' nk0
seen '[1500,1,"DOWN"]' '[.mtu, .num_rx_queues, .operstate]' nk0p
shown '["nk0","primary","l3","down","down",1500,"pass","pass","default",1]' \
	'[.ifname, .role, .mode, .state, .carrier, .mtu, .policy, .effective_policy, .scrub, .numrxqueues]' nk0
is_json '.[0].peer | [.ifname, .state, .mtu, .policy, .effective_policy, .scrub]' \
	'["nk0p","down",1500,"pass","pass","default"]' "and of its peer"
is_json '[.[0] | has("address"), (.peer | has("netns", "nsid"))]' '[false,false,false]' \
	"no address in mode l3, and no namespace where both are here"
is_json '.[0] | [.gso_max_size, .gro_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size, .tso_max_size]' \
	'[65536,65536,65536,65536,524280]' "the sizes"
is_json '.[0] | [.min_mtu, .max_mtu]' '[68,65535]' "the limits"
shown '["peer","nk0"]' '[.role, .peer.ifname]' nk0p
run nkctl -j link show
is_json '[.[] | .ifname] | sort' '["nk0","nk0p"]' "both ends are in the list"
run nkctl -j link show nk0
is_json 'length' 1 "one alone, when it is named"
run nkctl -br link show nk0
is "$(tr -s ' ' <<<"$out")" "nk0 primary down nk0p -" "-br"
run nkctl -o link show nk0
is "$(wc -l <<<"$out")" 1 "-o: one line"
works "link del" nkctl link del nk0
ok "both are gone" eval '! ip link show nk0 2>/dev/null && ! ip link show nk0p 2>/dev/null'

# ---- each attribute ----
# attribute WORDS FILTER WANT: said at add, shown again
attribute()
{
	# shellcheck disable=SC2086 # several words
	works "link add nk0 $1" nkctl link add nk0 $1
	shown "$3" "$2" nk0
}
attribute "mode l2" .mode '"l2"'
like "$(jq -r '.[0].address, .[0].peer.address' <<<"$out" | paste -sd,)" '^([0-9a-f:]{17}),([0-9a-f:]{17})$' "l2: both have addresses"
isnt "$(jq -r '.[0].address' <<<"$out")" "$(jq -r '.[0].peer.address' <<<"$out")" "and not the same"
gone nk0
attribute "mode l3" .mode '"l3"'; gone nk0
attribute "policy drop" '[.policy, .peer.policy]' '["drop","pass"]'
seen '["blackhole","forward"]' '.linkinfo.info_data | [.policy, .peer_policy]' nk0; gone nk0
attribute "peer policy drop" '[.policy, .peer.policy]' '["pass","drop"]'
seen '["forward","blackhole"]' '.linkinfo.info_data | [.policy, .peer_policy]' nk0; gone nk0
attribute "scrub none" '[.scrub, .peer.scrub]' '["none","default"]'
seen '["none","default"]' '.linkinfo.info_data | [.scrub, .peer_scrub]' nk0; gone nk0
attribute "peer scrub none" '[.scrub, .peer.scrub]' '["default","none"]'; gone nk0
attribute "mtu 9000" '[.mtu, .peer.mtu]' '[9000,9000]'
seen 9000 .mtu nk0; gone nk0
attribute "mtu 68" .mtu 68; gone nk0
attribute "mtu 65535" .mtu 65535; gone nk0
attribute "mode l2 address 02:00:00:00:00:01" .address '"02:00:00:00:00:01"'
seen '"02:00:00:00:00:01"' .address nk0; gone nk0
attribute "mode l2 peer nk0p address 02:00:00:00:00:02" .peer.address '"02:00:00:00:00:02"'
seen '"02:00:00:00:00:02"' .address nk0p; gone nk0
attribute "numrxqueues 8" .numrxqueues 8
seen 8 .num_rx_queues nk0; gone nk0
attribute "up" '[.state, .peer.state]' '["up","down"]'; gone nk0
attribute "peer up" '[.state, .peer.state]' '["down","up"]'; gone nk0
attribute "gso_max_size 192k gro_max_size 131072" '[.gso_max_size, .gro_max_size]' '[196608,131072]'
seen '[196608,131072,65536,65536]' '[.gso_max_size, .gro_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size]' nk0; gone nk0
attribute "gso_max_size 1000 gso_ipv4_max_size 524280 gro_ipv4_max_size 70000" \
	'[.gso_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size]' '[1000,524280,70000]'; gone nk0
attribute "peer nk0p" .peer.ifname '"nk0p"'; gone nk0

# those that an older kernel passes over in silence: made and shown, or an error and no pair
newer()
{
	local word=$1 words=$2 filter=$3 want=$4
	# shellcheck disable=SC2086 # several words
	run nkctl link add nk0 $words
	if [[ ${NKT_VM-} = 6.12 || (-z ${NKT_VM-} && $status = 2) ]]; then
		is "$status,$out" "2," "link add nk0 $words: refused here"
		like "$err" "^Error: nk0: .*this kernel does not know $word( and ignored it; the pair is removed again)?" \
			"  saying what was ignored"
		ok "  and the pair is gone" eval '! ip link show nk0 2>/dev/null'
		is "$(ip -j link show type netkit)" "[]" "  with both ends"
		return
	fi
	is "$status,$out,$err" "0,," "link add nk0 $words"
	shown "$want" "$filter" nk0
	gone nk0
}
newer headroom "headroom 256" .headroom 256
newer tailroom "tailroom 65535" .tailroom 65535
newer headroom "headroom 48 tailroom 16 policy drop" '[.headroom, .tailroom, .policy]' '[48,16,"drop"]'
newer pairing "pairing single" '[.pairing, has("peer")]' '["single",false]'
newer pairing "pairing pair" '[.pairing, has("peer")]' '["pair",true]'
newer pairing "pairing single mode l2 address 02:00:00:00:00:03 mtu 1400 up" \
	'[.mode, .address, .mtu, .state, .carrier]' '["l2","02:00:00:00:00:03",1400,"up","up"]'

# ---- no name ----
run nkctl -j link add
name=$(jq -r '.[0].ifname' <<<"$out") peer=$(jq -r '.[0].peer.ifname' <<<"$out")
like "$status $name $peer" '^0 nk[0-9]+ nk[0-9]+$' "link add without a name says under -j what the kernel called it"
seen "\"$peer\"" .link "$name"
gone "$name"
works "link add without a name" nkctl link add
is "$(ip -j link show type netkit | jq length)" 2 "a pair is there"
gone "$(ip -br link show type netkit | awk -F'[@ ]' '{ print $1; exit }')"

# ---- the peer elsewhere ----
works "peer netns NAME" nkctl link add nk0 peer eth0 netns red
seen '"netkit"' .linkinfo.info_kind eth0 red
shown '["eth0","red"]' '[.peer.ifname, .peer.netns]' nk0
is_json '.[0].peer.nsid >= 0' true "with its id"
run nkctl -br link show nk0
is "$(tr -s ' ' <<<"$out")" "nk0 primary down eth0 red" "-br says where"
shown '["peer","nk0",true,false]' '[.role, .peer.ifname, (.peer | has("nsid")), (.peer | has("netns"))]' eth0 -n red
works "the same name again, in another one by its path" nkctl link add nk1 peer eth0 netns /run/netns/blue
shown '["eth0","blue"]' '[.peer.ifname, .peer.netns]' nk1
unshare -n sleep 1000 &
kids+=("$!")
pid=$!
wait_for 10 eval "[[ \$(readlink /proc/$pid/ns/net) != \$(readlink /proc/self/ns/net) ]]"
works "by a pid" nkctl link add nk2 peer eth0 netns "$pid"
shown '["eth0",false,true]' '[.peer.ifname, (.peer | has("netns")), (.peer | has("nsid"))]' nk2
is "$(nsenter -t "$pid" -n ip -j link show eth0 | jq -r '.[0].ifname')" eth0 "it is there"
works "-n: the primary elsewhere, the peer here" nkctl -n red link add nk9 peer nk9p netns $$
seen '"nk9p"' .ifname nk9p
seen '"primary"' .linkinfo.info_data.type nk9 red
whole 1 '^Error: namespace "gone" does not exist' link add nk5 peer eth0 netns gone
whole 1 '^Error: no process 99999999\.$' link add nk5 peer eth0 netns 99999999
whole 1 '^Error: "/etc/hosts" is not a network namespace|^Error: namespace "/etc/hosts" does not exist' \
	link add nk5 peer eth0 netns /etc/hosts
whole 2 "^Error: nk5: cannot create netkit pair: a device of the peer's name exists already\.$" link add nk5 peer eth0 netns red
kill "$pid"
wait "$pid" 2>/dev/null
ok "the peer's namespace ends, and both are gone" wait_for 20 eval '! ip link show nk2 2>/dev/null'
gone nk1
works "del by the peer's end" nkctl -n red link del eth0
ok "both are gone" eval '! ip link show nk0 2>/dev/null && ! ip -n red link show eth0 2>/dev/null'
gone nk9p

# ---- what the peer inherits ----
sizes='[.mtu, .num_rx_queues, .gso_max_size, .gro_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size]'
all="mtu 9000 numrxqueues 4 gso_max_size 200000 gro_max_size 190000 gso_ipv4_max_size 180000 gro_ipv4_max_size 170000"
# shellcheck disable=SC2086 # several words
works "all sizes, the peer named" nkctl link add nk0 $all peer eth0 netns red
seen '[9000,4,200000,190000,180000,170000]' "$sizes" nk0
seen '[9000,4,200000,190000,180000,170000]' "$sizes" eth0 red
gone nk0
# shellcheck disable=SC2086 # several words
works "all sizes, the peer not mentioned" nkctl link add nk0 $all
shown 9000 .peer.mtu nk0
gone nk0
# shellcheck disable=SC2086 # several words
works "what is said of the peer comes first" nkctl link add nk0 $all \
	peer eth0 netns red mtu 1400 numrxqueues 2 gso_max_size 65536 gso_ipv4_max_size 90000
seen '[1400,2,65536,190000,90000,170000]' "$sizes" eth0 red
seen '[9000,4,200000,190000,180000,170000]' "$sizes" nk0
gone nk0

# ---- refused: the sentence, and nothing left behind ----
nkctl link add nk0 mode l2 mtu 2000 address 02:00:00:00:00:01 peer eth0 netns red up
nkctl link add l3 peer l3p
whole 2 '^Error: q: cannot create netkit pair: mtu less than device minimum\.$' link add q mtu 67
whole 2 '^Error: q: cannot create netkit pair: mtu greater than device maximum\.$' link add q mtu 65536
whole 2 '^Error: q: cannot create netkit pair: mtu less than device minimum\.$' link add q peer qp mtu 67
whole 2 '^Error: q: cannot create netkit pair: a device of mode l3 has no MAC address\.' link add q address 02:00:00:00:00:09
whole 2 '^Error: q: cannot create netkit pair: a device of mode l3 has no MAC address\.' link add q peer qp address 02:00:00:00:00:09
whole 2 '^Error: q: cannot create netkit pair: a MAC address must be unicast and not zero\.$' link add q mode l2 address 01:00:5e:00:00:01
whole 2 '^Error: q: cannot create netkit pair: a MAC address must be unicast and not zero\.$' link add q mode l2 address 00:00:00:00:00:00
whole 2 '^Error: q: cannot create netkit pair: a MAC address must be unicast and not zero\.$' link add q mode l2 peer qp address 01:00:5e:00:00:01
whole 2 '^Error: q: cannot create netkit pair: .*receive queues|^Error: q: cannot create netkit pair: numrxqueues is more' link add q numrxqueues 5000
whole 2 '^Error: q: cannot create netkit pair: integer out of range\.$' link add q gso_max_size 5
whole 2 '^Error: q: cannot create netkit pair: integer out of range\.$' link add q gso_max_size 524280 peer qp gso_max_size 5
whole 2 '^Error: nk0: cannot create netkit pair: a device of that name exists already\.'$'\n''Hint: nkctl link replace' link add nk0
whole 2 "^Error: q: cannot create netkit pair: a device of the peer's name exists already\.$" link add q peer nk0
whole 2 '^Error: lo: cannot create netkit pair: a device of that name exists already\.' link add lo
if [[ ${NKT_VM-} != 6.12 ]] && nkctl link add single pairing single 2>/dev/null; then
	s='a single device takes no peer, no scrub and no policy but pass\.'
	whole 2 "^Error: q: cannot create netkit pair: $s" link add q pairing single peer qp
	whole 2 "^Error: q: cannot create netkit pair: $s" link add q pairing single policy drop
	whole 2 "^Error: q: cannot create netkit pair: $s" link add q pairing single scrub none
	whole 2 "^Error: q: cannot create netkit pair: $s" link add q pairing single peer policy drop
	whole 2 '^Error: single: cannot change the device: .*policy' link set single policy drop
	whole 1 '^Error: single: has no peer: it is a single device\.$' link set single peer mtu 1400
	whole 2 '^Error: single: .*pairing cannot be changed after device creation\.' link set single pairing pair
	whole 2 'headroom cannot be changed after device creation\.' link set nk0 headroom 5
	whole 2 'tailroom cannot be changed after device creation\.' link set nk0 tailroom 5
	gone single
else
	whole 1 '^Error: nk0: this kernel does not show headroom here: it would ignore it\.' link set nk0 headroom 5
	whole 1 '^Error: nk0: this kernel does not show tailroom here: it would ignore it\.' link set nk0 tailroom 5
	whole 1 '^Error: nk0: this kernel does not show pairing here: it would ignore it\.' link set nk0 pairing pair
fi
# fixed once the pair is made
whole 2 'operating mode cannot be changed after device creation\.' link set nk0 mode l3
whole 2 'netkit (link )?scrubbing cannot be changed after device creation\.' link set nk0 scrub none
whole 2 'netkit link (peer )?scrubbing|netkit scrubbing cannot be changed after device creation\.' link set nk0 peer scrub none
whole 1 '^Error: nk0: numrxqueues is 1 and cannot be changed after device creation\.$' link set nk0 numrxqueues 2
whole 2 'operating mode cannot be changed after device creation\.' link replace nk0 mode l3 policy drop
# not atomic in the kernel: what came before the refusal is put back
whole 2 'mtu less than device minimum\.' link set nk0 policy drop mtu 67
whole 2 'mtu less than device minimum\.' link set nk0 policy drop up peer policy drop mtu 67
whole 2 'mtu greater than device maximum\.' link set nk0 mtu 1800 policy drop up peer mtu 65536
whole 2 'cannot be changed after device creation\.' link set nk0 up mtu 1800 policy drop mode l3
whole 2 'a MAC address must be unicast' link set nk0 mtu 1800 address 01:00:5e:00:00:01
whole 2 'no MAC address' link set l3 mtu 1800 address 02:00:00:00:00:05
whole 2 'can be changed only through the primary device\.' -n red link set eth0 policy drop
whole 1 '^Error: eth0: is the peer end of its pair\.'$'\n''Hint: ' -n red link set eth0 peer mtu 1400
whole 2 "cannot change the peer: a device of that name|cannot change the peer: the peer's name is taken there\." link set nk0 mtu 1800 policy drop peer lo
whole 1 '^Error: lo: is not a netkit device' link set lo mtu 1500
whole 1 '^Error: lo: is not a netkit device' link del lo
whole 1 '^Error: lo: is not a netkit device' link replace lo
whole 1 '^Error: none: no such device\.$' link set none mtu 1500
whole 1 '^Error: none: no such device\.$' link del none
works "missing-ok" nkctl link del none missing-ok
ip link add dum type veth peer name dump
whole 1 '^Error: dum: is not a netkit device \(it is a veth\)\.$' link set dum mtu 1500
whole 1 '^Error: dum: is not a netkit device \(it is a veth\)\.$' link del dum missing-ok

# ---- set and replace ----
works "set what is named" nkctl link set nk0 policy drop mtu 1700 address 02:00:00:00:00:0a up
seen '["blackhole","forward",1700,"02:00:00:00:00:0a"]' '[(.linkinfo.info_data | .policy, .peer_policy), .mtu, .address]' nk0
seen 2000 .mtu eth0 red
shown '["up","drop","drop"]' '[.state, .policy, .effective_policy]' nk0
works "set of the peer" nkctl link set nk0 peer policy drop mtu 1600 address 02:00:00:00:00:0b down
seen '[1600,"02:00:00:00:00:0b"]' '[.mtu, .address]' eth0 red
shown '["drop","drop","down"]' '[.peer.policy, .peer.effective_policy, .peer.state]' nk0
works "-n: the peer's own end" nkctl -n red link set eth0 mtu 1650 up
seen 1650 .mtu eth0 red
works "sizes" nkctl link set nk0 gso_max_size 100000 peer gro_ipv4_max_size 110000
seen '[100000,65536]' '[.gso_max_size, .gso_ipv4_max_size]' nk0
seen '[65536,110000]' '[.gso_max_size, .gro_ipv4_max_size]' eth0 red
works "a small IPv6 size leaves the IPv4 one" nkctl link set nk0 gso_ipv4_max_size 120000
works "  then" nkctl link set nk0 gso_max_size 60000
seen '[60000,120000]' '[.gso_max_size, .gso_ipv4_max_size]' nk0

same=(link replace nk0 mode l2 policy drop mtu 1700 address 02:00:00:00:00:0a up
	peer eth0 netns red policy drop mtu 1650 address 02:00:00:00:00:0b up)
before=$(world)
run nkctl -D "${same[@]}"
is "$status,$(sent)" "0,0" "replace by what is there sends nothing"
unchanged "$before"
run nkctl -dry-run "${same[@]}"
is "$status,$out,$err" "0,," "-dry-run knows it"
run nkctl -D link replace nk0 mtu 1701
is "$status,$(sent)" "0,1" "replace sends what differs"
seen '[1701,"blackhole"]' '[.mtu, .linkinfo.info_data.policy]' nk0
works "replace makes what is not there" nkctl link replace rep policy drop mtu 1400 peer repp netns blue
seen '[1400,"blackhole"]' '[.mtu, .linkinfo.info_data.policy]' rep
seen 1400 .mtu repp blue
run nkctl -D link replace rep policy drop mtu 1400 peer repp netns blue
is "$status,$(sent)" "0,0" "and the second time does nothing"
works "replace moves the peer" nkctl link replace rep peer repp netns red up
seen '"repp"' .ifname repp red
shown '["red","up"]' '[.peer.netns, .peer.state]' rep
works "and renames it" nkctl link set rep peer down
works "  in its place" nkctl link set rep peer renamed
shown '["renamed","red"]' '[.peer.ifname, .peer.netns]' rep
works "and takes it back" nkctl link set rep peer netns $$
seen '"renamed"' .ifname renamed
gone rep

# a name that the kernel would give to the peer
for name in nk100 nk3; do
	works "link add $name without a word of the peer" nkctl link add $name
	gone $name
done
works "link add of the name that is the next free one" nkctl link add nk1
seen '"primary"' .linkinfo.info_data.type nk1
gone nk1

# ---- dry-run ----
before=$(world)
run nkctl -D -dry-run link add new mode l2 mtu 1400 peer newp netns red policy drop
is "$status,$(sent)" "0,0" "-dry-run link add sends nothing"
for word in new newp red 1400 l2 drop; do like "$out" "$word" "  and says $word"; done
run nkctl -j -dry-run link set nk0 mtu 1900 policy pass peer down
is_json '[.[] | [.object, .action, .property, .from, .to]]' \
	'[["nk0","set","policy","drop","pass"],["nk0","set","mtu","1701","1900"],["eth0","set","state","up","down"]]' \
	"-dry-run link set says from what to what"
run nkctl -dry-run link del nk0
like "$status $out" '^0 nk0: del' "-dry-run link del"
whole 1 '^Error: nk0: a device of that name exists already\.' -dry-run link add nk0
unchanged "$before"

# ---- carrier and its reason ----
nkctl link add car peer carp netns red
# carrier STATE REASON OWN PEER
carrier()
{
	nkctl link set car "$3" peer "$4"
	shown "$1" '[.carrier, .carrier_reason]' car
	shown "$2" '[.carrier, .carrier_reason]' carp -n red
}
carrier '["down","both ends are down"]' '["down","both ends are down"]' down down
carrier '["down","the other end is down"]' '["down","this end is down"]' up down
carrier '["down","this end is down"]' '["down","the other end is down"]' down up
carrier '["up",null]' '["up",null]' up up
seen '"UP"' .operstate car

# ---- what the policy does, and the counters ----
ip addr add 10.9.0.1/24 dev car
ip -n red addr add 10.9.0.2/24 dev carp
ok "pass and pass: ping" ping -q -c 2 -i 0.2 -W 3 10.9.0.2
nkctl link set car policy drop
dropped=$(nkctl -s -j link show car | jq '.[0].stats.tx_dropped')
not_ok "drop at the primary: no ping" ping -q -c 2 -i 0.2 -W 1 10.9.0.2
shown '["drop","drop"]' '[.policy, .effective_policy]' car
run nkctl -s -j link show car
is_json ".[0].stats.tx_dropped >= $dropped + 2" true "and they are counted"
nkctl link set car policy pass peer policy drop
not_ok "drop at the peer: no answer" ping -q -c 2 -i 0.2 -W 1 10.9.0.2
nkctl link set car peer policy pass
ok "pass again: ping" ping -q -c 1 -W 3 10.9.0.2
want=$(ip -s -j link show car | jq -c '.[0].stats64 | [.rx.packets, .rx.bytes, .tx.packets, .tx.bytes, .tx.dropped]')
run nkctl -s -j link show car
is_json '.[0].stats | [.rx_packets, .rx_bytes, .tx_packets, .tx_bytes, .tx_dropped]' "$want" "-s: ip's counters"
run nkctl -j link show car
is_json '.[0] | has("stats")' false "only with -s"
gone car

# ---- JSON, text and words agree ----
nkctl link add src mode l2 policy drop scrub none mtu 3000 address 02:00:00:00:01:01 numrxqueues 3 \
	peer srcp netns red policy drop scrub none mtu 2900 address 02:00:00:00:01:02
json=$(nkctl -d -j link show src)
text=" $(nkctl -d -o link show src | sed 's,\\,,g' | tr -s ' ') "
own=${text% peer *} other=${text#* peer }
lacks=''
while read -r key value; do
	[[ "$own $other" = *" $key $value "* ]] || lacks+=" $key $value;"
done < <(jq -r '.[0] | to_entries[] | select(.key | IN("ifindex", "ifname", "role", "peer", "effective_policy", "carrier_reason") | not) | "\(.key) \(.value)"' <<<"$json")
while read -r key value; do
	[[ " $other " = *" $key $value "* ]] || lacks+=" peer $key $value;"
done < <(jq -r '.[0].peer | to_entries[] | select(.key | IN("ifindex", "ifname", "effective_policy") | not) | "\(.key) \(.value)"' <<<"$json")
is "$lacks" "" "text has every value of JSON under the same name"
words='[.ifname | select(false)] + [(to_entries[] |
	select(.key | IN("mode", "pairing", "policy", "scrub", "headroom", "tailroom", "mtu", "address", "numrxqueues")) | .key, .value)]'
mapfile -t again < <(jq -r "(.[0] | $words), [\"peer\", \"copyp\", \"netns\", .[0].peer.netns], (.[0].peer | $words) | .[]" <<<"$json")
ok "there are words" [ "${#again[@]}" -ge 24 ]
works "what show -j says, link add takes" nkctl link add copy "${again[@]}"
less='del(.ifindex, .ifname, .peer.ifindex, .peer.ifname)'
is "$(nkctl -d -j link show copy | jq -c ".[0] | $less")" "$(jq -c ".[0] | $less" <<<"$json")" "and makes the same again"
gone copy
gone src

# ---- many ----
for ((i = 0; i < 200; i++)); do echo "link add many$i peer manyp$i mtu 1400"; done >"$scratch/batch"
echo "link add many0" >>"$scratch/batch"
run nkctl -b "$scratch/batch"
is "$status" 2 "a batch with an error in its last line"
like "$err" "^Error: $scratch/batch:201: many0: .*exists already" "says which"
is "$(ip -br link show type netkit | grep -c '^many')" 400 "and leaves what came before"
run nkctl -j link show
is_json '[.[] | select(.ifname | startswith("many"))] | length' 400 "all are shown"
done_testing
