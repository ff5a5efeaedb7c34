#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Pods: what `pod add` makes in both modes, that it carries traffic to the node, to other pods and
# to the outside, how it is shown, and how it goes.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns
# shellcheck source=pod.sh
. "$here/netns/pod.sh"
make_node web db outside

# ---- the outside, by a wire ----
ok "a wire" eval 'ip link add wire type veth peer name eth0 netns outside &&
	ip addr add 198.51.100.1/24 dev wire && ip addr add 2001:db8:1::1/64 dev wire nodad &&
	ip link set wire up && ip -n outside link set eth0 up &&
	ip -n outside addr add 198.51.100.2/24 dev eth0 &&
	ip -n outside addr add 2001:db8:1::2/64 dev eth0 nodad &&
	ip -n outside route add default via 198.51.100.1 &&
	ip -n outside -6 route add default via 2001:db8:1::1'

# ---- nothing ----
run nkctl -j pod show
is "$status,$out" "0,[]" "no pods: an empty array"
run nkctl pod
is "$status,$out,$err" "0,," "the object alone is show"

# ---- dry run, then the deed ----
before=$(world)
run nkctl -dry-run pod add web netns web address 10.1.0.5/32 fd00:1::5/128 mtu 9000
is_status 0
like "$out" 'web: add pod.*nk-web: add netkit.*eth0.*10.1.0.5/32: add address to eth0' "-dry-run tells the steps"
unchanged "$before"
run nkctl -dry-run -j pod add web netns web address 10.1.0.5/32
is_json '.[0]' '{"object":"web","action":"add","property":"pod"}' "also in JSON"

works "pod add" nkctl pod add web netns web address 10.1.0.5/32 address fd00:1::5/128 \
	mtu 9000 bigtcp 192k policy pass route 10.9.0.0/16 fd00:9::/48 features tcp_usec_ts
works "another, in mode l2, whose namespace is said by its path" \
	nkctl pod add db netns /run/netns/db mode l2 address 10.1.0.6/24 fd00:1::6/64
sound web
sound db

shown web '[.name, .state, .netns, .ifname, ."host-ifname", .mode, .mtu, .policy, .bigtcp]' \
	'["web","up","web","eth0","nk-web","l3",9000,"pass",196608]'
shown web '[.address, .route]' '[["10.1.0.5/32","fd00:1::5/128"],["10.9.0.0/16","fd00:9::/48"]]'
shown db '[.name, .netns, .mode, .mtu, .bigtcp, .address, has("route")]' \
	'["db","db","l2",1500,65536,["10.1.0.6/24","fd00:1::6/64"],false]'
run nkctl -br pod show
is "$out" "web  up  web  eth0  nk-web  10.1.0.5/32,fd00:1::5/128
db   up  db   eth0  nk-db   10.1.0.6/24,fd00:1::6/64" "-brief has columns"
run nkctl -o pod show web
is "$(wc -l <<<"$out")" 1 "-oneline has one line"
run nkctl pod show nope
is "$status:$err" "1:Error: nope: no such pod." "no such pod"

# ---- what ip sees ----
is "$(ip -n web -j addr show dev eth0 | jq -c '[.[0].addr_info[] | select(.scope == "global") | .local, .prefixlen]')" \
	'["10.1.0.5",32,"fd00:1::5",128]' "the addresses"
is "$(ip -n web route show default)" \
	"default via 169.254.1.1 dev eth0 proto static onlink features tcp_usec_ts " "the IPv4 default route"
like "$(ip -n web -6 route show default)" \
	'^default via fe80::1 dev eth0 proto static .*features tcp_usec_ts' "the IPv6 one"
is "$(ip -n db route show)" "default via 169.254.1.1 dev eth0 proto static onlink " \
	"the network of an address is reached by the gateway too"
is "$(ip route get 10.1.0.6 | head -n 1 | sed 's/ src.*//')" "10.1.0.6 dev nk-db" "the node's route to a pod"
is "$(ip route show 10.9.0.0/16)" "10.9.0.0/16 via 10.1.0.5 dev nk-web proto static onlink " "and to what is behind it"
is "$(ip -n web -j link show lo | jq -r '.[0].flags | index("UP") != null')" true "lo is up in the pod"
is "$(ip -n web -d -j link show eth0 | jq -c '.[0] | [.mtu, .gso_max_size, .gro_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size]')" \
	'[9000,196608,196608,196608,196608]' "MTU and BIG TCP sizes of the pod's end"
is "$(ip -d -j link show nk-web | jq -c '.[0] | [.mtu, .gso_max_size, .gro_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size]')" \
	'[9000,196608,196608,196608,196608]' "and of the node's"
is "$(ip -j link show nk-web | jq -c '.[0].altnames')" '["pod:web"]' "the name is kept as an alternative one"
mac=$(ip -j link show nk-db | jq -r '.[0].address') peer=$(ip -n db -j link show eth0 | jq -r '.[0].address')
isnt "$mac" "$peer" "l2: two MACs"
like "$mac $peer" '^.[26ae]:[0-9a-f:]+ .[26ae]:' "both locally administered"
is "$(ip -n db -j neigh show nud permanent | jq -c '[.[] | .dst, .lladdr]')" \
	"[\"169.254.1.1\",\"$mac\",\"fe80::1\",\"$mac\"]" "l2: the gateways' neighbours"
is "$(ip -j neigh show nud permanent | jq -c '[.[] | .dst, .lladdr]')" \
	"[\"10.1.0.6\",\"$peer\",\"fd00:1::6\",\"$peer\"]" "l2: the pod's neighbours"
shown db '[."host-mac", .mac]' "[\"$mac\",\"$peer\"]"

# ---- traffic ----
reaches "" 10.1.0.5 10.1.0.6 fd00:1::5 fd00:1::6
for pod in web db; do reaches "$pod" 192.0.2.1 2001:db8::1 198.51.100.2 2001:db8:1::2; done
reaches web 10.1.0.6 fd00:1::6
reaches db 10.1.0.5 fd00:1::5
reaches outside 10.1.0.5 10.1.0.6 fd00:1::5 fd00:1::6
ip -n web addr add 10.9.1.1/32 dev lo
ip -n web addr add fd00:9::1/128 dev lo nodad
reaches db 10.9.1.1 fd00:9::1
if command -v iperf3 >/dev/null; then
	background ip netns exec db iperf3 -s
	ok "iperf3 listens" wait_for 10 eval 'ip netns exec db ss -Hltn sport = :5201 | grep -q .'
	for to in 10.1.0.6 fd00:1::6; do
		for from in web outside; do
			ok "TCP, $from to $to" ip netns exec "$from" iperf3 -c "$to" -n 2M
			ok "TCP, and back" ip netns exec "$from" iperf3 -R -c "$to" -n 2M
		done
	done
else
	skip 9 "iperf3 is not installed"
fi

# ---- policy: nothing crosses while no program is attached ----
ip netns add shut
works "policy drop" nkctl pod add shut netns shut address 10.1.0.7 policy drop
shown shut '[.policy, has("peer_policy")]' '["drop",false]'
not_ok "node to pod: dropped" ping -q -c 1 -W 1 10.1.0.7
not_ok "pod to node: dropped" ip netns exec shut ping -q -c 1 -W 1 192.0.2.1
works "policy pass, by replace" nkctl pod replace shut netns shut address 10.1.0.7 policy pass
reaches "" 10.1.0.7

# ---- words ----
works "other names" nkctl pod del shut
run nkctl -j pod add shut netns shut address 10.1.0.7 ifname net0 host-ifname veth9
is_json '.[0] | [.name, .ifname, ."host-ifname"]' '["shut","net0","veth9"]' "under -j the answer is the pod"
long=cni:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef:eth0
ip netns add long
works "a long name" nkctl pod replace "$long" netns long address 10.1.0.9
sound "$long"
shown "$long" '.name' "\"$long\""
like "$out" '"host-ifname":"nk-[0-9a-f]{12}"' "whose device has a short one"
works "and it goes by that name" nkctl pod del "$long"

# ---- going ----
ok "the namespace of a pod goes" ip netns del shut
ok "and the pod with it" wait_for 10 eval '! nkctl pod show shut'
is "$(ip route show 10.1.0.7)" "" "and its route"
works "pod del" nkctl pod del web
is "$(ip -o link show type netkit | grep -c nk-web),$(ip route | grep -c nk-web),$(ip -6 route | grep -c nk-web)" "0,0,0" \
	"devices and routes are gone"
is "$(ip -n web route)$(ip -n web -6 route | grep -v ' lo ')" "" "also in the namespace"
refuses 1 '^Error: web: no such pod' nkctl pod del web
works "missing-ok" nkctl pod del web missing-ok
works "and once more, all of it again" nkctl pod add web netns web address 10.1.0.5/32 fd00:1::5/128
reaches "" 10.1.0.5 fd00:1::5

# ---- by pid ----
moved() { [[ $(readlink "/proc/$1/ns/net") != "$(readlink /proc/self/ns/net)" ]]; }
background ip netns exec outside sleep 1000
unshare -n sleep 1000 & kids+=("$!")
pid=$!
ok "a process in a namespace without a name" wait_for 5 moved "$pid"
works "pod add by pid" nkctl pod add job netns "$pid" address 10.1.0.10
shown job '[has("netns"), .address]' '[false,["10.1.0.10/32"]]'
reaches "" 10.1.0.10
sound job

# ---- who may ----
run unprivileged nkctl -j pod show
is "$status" 0 "anybody may look"
is_json '[.[].name] | sort' '["db","job","web"]' "and sees the names"
run unprivileged nkctl pod add x netns web address 10.1.0.11
is "$status" 1 "but not add"
like "$err" 'CAP_NET_ADMIN' "and is told what is missing"
run nkctl complete -- pod del ''
like "$out" $'db\tpod' "completion knows the pods"
done_testing
