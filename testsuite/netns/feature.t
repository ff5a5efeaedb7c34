#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `nkctl feature show`: what it says is so, found in another way; and it leaves nothing behind.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin

# What a probe could leave: devices here and in the machine's namespace, where modules make theirs
# when they are loaded; namespaces; pins.
state()
{
	ip -br link | awk '{ print $1 }'
	nsenter -t 1 -n ip -br link 2>/dev/null | awk '{ print $1 }' |
		grep -E '^(dummy|ifb|bond|tunl|ip6tnl|sit|gre|erspan|nkt-probe|nk|wg|geneve|vxlan)'
	ls /run/netns
	find /sys/fs/bpf
	tc qdisc show
	ip -d link show lo
}
before=$(state)
run nkctl -j feature show
is_status 0
is "$err" "" "stderr silent"
is "$(state)" "$before" "no device, namespace, qdisc, size or pin is left behind"
for name in nkt_probe try_fib_tc try_fib_xdp; do
	ok "nor the program $name" wait_for 5 is_not_loaded $name
done
no_map() { ! bpftool map show name nkt_probe | grep -q .; }
ok "nor a map" wait_for 5 no_map

declare -A has=() detail=()
while IFS=$'\t' read -r name supported why; do
	has[$name]=$supported detail[$name]=$why
done < <(jq -r '.[] | [.feature, .supported // false, .detail // ""] | @tsv' <<<"$out")
json_are '[.[] | has("feature", "use")] | all' true "each with its name and use" \
	'[.[] | .supported | type] | unique - ["boolean", "null"]' '[]' "supported is true, false or absent" \
	'[.[] | select(has("supported") | not) | has("detail")] | all' true "and where it is absent, the detail says why" \
	'[.[].feature] | length == (unique | length)' true "no feature twice"
for name in netkit netkit-{scrub,headroom,tailroom,pairing,queue-lease,primary,peer} tcx-{ingress,egress} \
	xdp-{native,generic} redirect-peer redirect-peer-egress fib-lookup-{tbid,src,mark,vlan,vlan-input} fq \
	bigtcp-{ipv6,ipv4,netkit,veth,ifb,dummy,bridge,bond,wireguard,vxlan,geneve,ipip}; do
	[[ -n ${has[$name]-} ]] || echo "$name"
done >"$scratch/missing"
is "$(<"$scratch/missing")" "" "every feature that the manual names"

# ---- the same, asked in another way ----
truth() { if "$@" >/dev/null 2>&1; then echo true; else echo false; fi; }
is "${has[tcx-ingress]}" "$(truth chain v0 ingress)" "tcx-ingress: $(truth chain v0 ingress)"
is "${has[tcx-egress]}" "$(truth chain v0 egress)" "tcx-egress"
netkit=$(truth have_netkit)
is "${has[netkit]}" "$netkit" "netkit: $netkit"
is "${has[netkit-primary]},${has[netkit-peer]}" "$netkit,$netkit" "programs on it, too"
is "${has[bigtcp-netkit]}" "$netkit" "BIG TCP on it, too"
[[ $netkit = true ]] || like "${detail[netkit]}" 'Unknown device type' "and why not"
bpftool prog loadall "$objects/xdp.bpf.o" /sys/fs/bpf/xdp
try_xdp() { ip link set dev v0 "$1" pinned /sys/fs/bpf/xdp/xdp_pass && ip link set dev v0 "$1" off; }
is "${has[xdp-native]}" "$(truth try_xdp xdpdrv)" "xdp-native"
is "${has[xdp-generic]}" "$(truth try_xdp xdpgeneric)" "xdp-generic"
try_fq() { tc qdisc replace dev v0 root fq && tc qdisc del dev v0 root; }
is "${has[fq]}" "$(truth try_fq)" "fq"
try_size()
{
	ip link set dev v0 "$1" 150000 && ip link set dev v0 "$1" 65536
}
is "${has[bigtcp-ipv6]}" "$(truth try_size gso_max_size)" "bigtcp-ipv6"
is "${has[bigtcp-ipv4]}" "$(truth try_size gso_ipv4_max_size)" "bigtcp-ipv4"
largest() { ip -d link show "$1" | grep -o 'tso_max_size [0-9]*' | cut -d ' ' -f 2; }
is "${detail[bigtcp-veth]}" "up to $(largest v0) bytes" "how much on veth"
ip link add br0 type bridge 2>/dev/null &&
	is "${detail[bigtcp-bridge]}" "up to $(largest br0) bytes" "how much on a bridge"

# ---- what is known of the kernels of the VMs ----
case ${NKT_VM-} in
6.12)
	yes="netkit-scrub redirect-peer fib-lookup-tbid fib-lookup-src fib-lookup-mark fq bigtcp-netkit"
	no="netkit-headroom netkit-tailroom netkit-pairing netkit-queue-lease redirect-peer-egress fib-lookup-vlan
		fib-lookup-vlan-input bigtcp-vxlan bigtcp-geneve bigtcp-bridge"
	is "${detail[netkit-headroom]}" "the kernel ignores it" "an attribute that is taken and ignored is not there"
	;;
7*)
	yes="netkit-scrub netkit-headroom netkit-tailroom netkit-pairing netkit-queue-lease redirect-peer
		redirect-peer-egress fib-lookup-tbid fib-lookup-src fib-lookup-mark fib-lookup-vlan
		fib-lookup-vlan-input fq bigtcp-netkit bigtcp-vxlan bigtcp-geneve"
	no=bigtcp-bridge
	is "${detail[bigtcp-vxlan]}" "up to 524280 bytes" "how much on vxlan"
	;;
*) yes=redirect-peer no='' ;;
esac
for name in $yes; do
	is "${has[$name]}" true "$name: yes"
done
for name in $no; do
	is "${has[$name]}" false "$name: no"
done

# A module that would make devices for all to see is not loaded; one that is there is tried.
if [[ -n ${NKT_VM-} && ! -d /sys/module/dummy ]]; then
	like "${detail[bigtcp-dummy]}" 'not tried' "dummy is not tried"
	modprobe dummy numdummies=0
	run nkctl feature show
	like "$out" $'\nbigtcp-dummy +no +up to 65536 bytes' "until it is loaded"
	rmmod dummy
else
	skip 2 "only where modules may be loaded"
fi

# ---- text ----
run nkctl feature show
is_status 0
like "$out" '^FEATURE +SUPPORTED +DETAIL +USE' "a table"
like "$out" $'\ntcx-ingress +(yes|no) ' "in words"
run nkctl -br feature show
like "$out" '(^|'$'\n'')tcx-ingress +(yes|no)($|'$'\n'')' "-br: name and answer"
is "$(nkctl -br feature)" "$out" "feature alone is the same"
run unprivileged nkctl feature show
is "$status" 0 "without any right it works"
like "$out" 'tcx-ingress +unknown +could not be tried: no privilege' "and says what it could not try"
unlike "$out" ' (yes|no)  ' "nothing is claimed"
done_testing
