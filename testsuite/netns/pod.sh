# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154 # lib.sh sets them
# What the tests of pods share; sourced after in_netns. The node is the namespace we are in, with
# addresses of its own and forwarding on; pods are namespaces that node NAME... makes.
need_netkit
need_cmd jq ping

# make_node NAME...
make_node()
{
	local ns
	sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
	ip addr add 192.0.2.1/32 dev lo
	ip addr add 2001:db8::1/128 dev lo nodad
	for ns; do ip netns add "$ns"; done
	spaces=("" "$@")
}
# world: everything that ip sees here and in the pods, but for what learns and expires by itself
world()
{
	local ns all=$'link show\naddr show\nroute show table all'
	for ns in "${spaces[@]}"; do
		echo "namespace $ns"
		ip ${ns:+-n "$ns"} -d -batch - <<<"$all"
		ip ${ns:+-n "$ns"} -6 -d route show table all
		# The kernel keeps them in a hash table: their order means nothing.
		ip ${ns:+-n "$ns"} neigh show nud permanent | sort
	done 2>&1 | sed -E 's/ (tentative|expires [0-9]+sec)//g; s/qdisc noop /qdisc noqueue /; /fe80:|valid_lft|ff00::/d
		s/NO-CARRIER,|,LOWER_UP//g; s/ state (UP|DOWN|LOWERLAYERDOWN|UNKNOWN)//'
}
# unchanged BEFORE
unchanged() { is "$(diff <(echo "$1") <(world))" "" "  and nothing has changed"; }
# whole STATUS REGEX WORD...: nkctl refuses, and everything is as before
whole()
{
	local before
	before=$(world)
	refuses "$1" "$2" nkctl "${@:3}"
	unchanged "$before"
}
# reaches NS ADDRESS...: by ping; NS "" is the node
reaches()
{
	local ns=$1 address
	shift
	for address; do
		ok "${ns:-node} reaches $address" ${ns:+ip netns exec "$ns"} ping -q -c 1 -W 5 "$address"
	done
}
# shown POD FILTER WANT: what `pod show` says
shown()
{
	run nkctl -j -d pod show "$1"
	is_json ".[0] | $2" "$3" "$1: $2"
}
# sound POD: `pod check` finds nothing
sound() { works "$1: pod check is content" nkctl pod check "$1"; }
# differs POD WANT: `pod check` exits 3 and prints just that
differs()
{
	run nkctl pod check "$1"
	is "$status:$out" "3:$2" "$1: pod check says so"
}
# changes: how many requests of the last run (with -D) would change something: even types are
# NEW and DEL and SET, from RTM_NEWLINK 16 on; those of GET are 18, 22, ...
changes() { grep -E '^netlink: request type ' <<<"$err" | awk '$4 % 4 != 2' | wc -l; }
