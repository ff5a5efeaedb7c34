#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The CNI plugin, called as a runtime calls it: the configuration on stdin, CNI_* in the
# environment, the answer on stdout; addresses from host-local.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns
[[ -x /usr/lib/cni/host-local ]] || skip_all "host-local is not installed"
# shellcheck source=pod.sh
. "$here/netns/pod.sh"
make_node one two
mkdir "$scratch/cni"
cp "$top/nkctl/cni-nkctl" "$scratch/cni/"
ln -s /usr/lib/cni/host-local "$scratch/cni/"

# config [JQ]: the network's configuration, changed by the filter
config()
{
	jq -n '{cniVersion: "1.1.0", name: "podnet", type: "cni-nkctl", mtu: 1400, ipam: {type: "host-local",
		dataDir: $dir, ranges: [[{subnet: "10.88.0.0/24"}], [{subnet: "fd00:88::/64"}]]}}' \
		--arg dir "$scratch/ipam" | jq "${1:-.}"
}
# cni COMMAND CONTAINER [JQ]: as a runtime would, with an environment of its own
cni()
{
	local input
	input=$(config "${3:-.}")
	run env -i PATH="$PATH" CNI_COMMAND="$1" CNI_CONTAINERID="$2" CNI_NETNS="${netns-/run/netns/one}" \
		CNI_IFNAME="${ifname-eth0}" CNI_PATH="$scratch/cni" CNI_ARGS="IgnoreUnknown=1" \
		"$scratch/cni/cni-nkctl" <<<"$input"
}
# fails CODE DESC: an error as the specification has it
fails()
{
	is "$status" 1 "$2: exit 1"
	is_json '[.cniVersion, .code] | tostring' "\"[\\\"${3:-1.1.0}\\\",$1]\"" "$2: code $1"
	is "$err" "" "$2: nothing on stderr"
}
reserved() { find "$scratch/ipam/podnet" -name '*[.:]*' ! -name 'last_*' 2>/dev/null | wc -l; }

# ---- VERSION, STATUS ----
run env -i PATH="$PATH" CNI_COMMAND=VERSION "$scratch/cni/cni-nkctl" <<<'{"cniVersion": "1.1.0"}'
is "$status" 0 "VERSION"
is_json '.supportedVersions | index("1.1.0") != null' true "knows 1.1.0"
cni STATUS ''
is "$status,$out" "0," "STATUS"

# ---- ADD ----
cni ADD c1
is "$status,$err" "0," "ADD"
result=$out
is_json '[.cniVersion, .interfaces[1].name, .interfaces[1].sandbox]' '["1.1.0","eth0","/run/netns/one"]' "the interface"
is_json '[.ips[] | [.address, .interface]]' '[["10.88.0.2/24",1],["fd00:88::2/64",1]]' "its addresses"
is_json '.routes' '[{"dst":"0.0.0.0/0","gw":"169.254.1.1"},{"dst":"::/0","gw":"fe80::1"}]' "its routes"
is "$(ip -j link show "$(jq -r '.interfaces[0].name' <<<"$out")" | jq -r '.[0].altnames[0]')" \
	pod:podnet:c1:eth0 "the node's device is the pod's"
shown podnet:c1:eth0 '[.mtu, .address]' '[1400,["10.88.0.2/24","fd00:88::2/64"]]'
reaches "" 10.88.0.2 fd00:88::2
reaches one 192.0.2.1 2001:db8::1
netns=/run/netns/two cni ADD c2 '.mode = "l2" | .bigtcp = 131072 | .policy = "pass" | .features = "tcp_usec_ts" | .cniVersion = "1.0.0"'
is "$status" 0 "ADD of another, with all keys, in version 1.0.0"
is_json '.cniVersion' '"1.0.0"' "answers in that version"
shown podnet:c2:eth0 '[.mode, .bigtcp]' '["l2",131072]'
reaches two 10.88.0.2 fd00:88::2

# ---- CHECK ----
cni CHECK c1 ". + {prevResult: $result}"
is "$status,$out" "0," "CHECK"
cni CHECK c1 ". + {prevResult: ($result | .ips[0].address = \"10.88.0.77/24\")}"
fails 100 "CHECK of an address that is not there"
ip -n one route del default
cni CHECK c1 ". + {prevResult: $result}"
fails 100 "CHECK without a default route"
ok "mended" nkctl pod replace podnet:c1:eth0 netns one address 10.88.0.2/24 fd00:88::2/64
cni CHECK c1 ". + {prevResult: $result}"
is "$status" 0 "CHECK is content again"

# ---- errors ----
before=$(reserved)
cni ADD c1
is "$status" 1 "ADD of what is there: host-local refuses"
is_json 'has("code") and has("msg")' true "and its error is passed on"
ok "what is there stays" nkctl pod check podnet:c1:eth0
netns=/run/netns/nope cni ADD c3
fails 100 "ADD without a namespace there"
like "$out" 'does not exist' "says why"
ip netns add six
ip netns exec six sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
netns=/run/netns/six cni ADD c3
fails 100 "ADD without IPv6 there"
is "$(reserved)" "$before" "each gave its addresses back"
is "$(ip -n six link | grep -c eth0)" 0 "and left no device"
netns='' cni ADD c3
fails 4 "ADD without CNI_NETNS"
cni ADD ''
fails 4 "ADD without CNI_CONTAINERID"
ifname='' cni ADD c3
fails 4 "ADD without CNI_IFNAME"
ifname=a/b cni ADD c3
fails 4 "ADD with a strange CNI_IFNAME"
cni ADD '../c3'
fails 4 "ADD with a strange CNI_CONTAINERID"
cni FROB c3
fails 4 "an unknown command"
cni ADD c3 '.cniVersion = "0.1.0"'
fails 1 "a version that it does not know"
cni ADD c3 'del(.name)'
fails 7 "a network without name"
cni ADD c3 '.ipam.type = "../../bin/sh"'
fails 7 "a strange ipam plugin"
cni ADD c3 '.ipam.type = "nope"'
fails 7 "an ipam plugin that is not there"
cni ADD c3 '.mode = "l\"4\\"'
fails 100 "a word that nkctl refuses"
for bad in '' '{' '{"a": "b}' '}' 'no'$'\n''}'; do
	run env -i PATH="$PATH" CNI_COMMAND=ADD CNI_CONTAINERID=c3 CNI_NETNS=/run/netns/one CNI_IFNAME=eth0 \
		CNI_PATH="$scratch/cni" "$scratch/cni/cni-nkctl" <<<"$bad"
	fails 6 "no JSON: $bad"
done
cni ADD c4 '.ipam.ranges = [[{subnet: "10.88.0.0/31"}]]'
is "$status" 1 "host-local's own error"
is_json 'has("code") and has("msg")' true "is passed on"

# ---- DEL ----
cni DEL c1
is "$status,$out" "0," "DEL"
not_ok "the pod is gone" nkctl pod show podnet:c1:eth0
is "$(ip -n one link | grep -c eth0)" 0 "so is its device"
cni DEL c1
is "$status,$out" "0," "DEL again: nothing to do"
netns='' cni DEL never
is "$status,$out" "0," "DEL of what never was, without a namespace"

# ---- GC ----
ip netns add three
ok "a pod of somebody else" nkctl pod add otherpod netns three address 10.1.0.9
netns=/run/netns/one cni ADD c5
cni ADD c6 '.' # its namespace has an eth0: refused, and given back
is "$(reserved)" 4 "two pods have their addresses"
ip netns del two
ok "the namespace of one is deleted" wait_for 10 eval '! nkctl pod show podnet:c2:eth0'
is "$(reserved)" 4 "its addresses are still reserved"
cni GC '' '. + {"cni.dev/valid-attachments": [{containerID: "c5", ifname: "eth0"}, {containerID: "x", ifname: "eth0"}]}'
is "$status,$out" "0," "GC"
is "$(reserved)" 2 "gave them back"
ok "the valid one stays" nkctl pod check podnet:c5:eth0
ok "and that of somebody else" nkctl pod check otherpod
cni GC '' '. + {"cni.dev/valid-attachments": []}'
is "$status,$(reserved)" "0,0" "GC without valid ones takes all"
not_ok "the pod too" nkctl pod show podnet:c5:eth0
ok "but not that of somebody else" nkctl pod check otherpod

# ---- by the path of a process ----
unshare -n sleep 1000 & kids+=("$!")
pid=$!
other() { [[ $(readlink "/proc/$pid/ns/net") != "$(readlink /proc/self/ns/net)" ]]; }
ok "a process" wait_for 5 other
netns=/proc/$pid/ns/net cni ADD c7
is "$status" 0 "ADD by /proc/PID/ns/net"
netns=/proc/$pid/ns/net cni CHECK c7 ". + {prevResult: $out}"
is "$status" 0 "CHECK"
cni DEL c7
is "$status,$(reserved)" "0,0" "DEL"
is "$(grep -cvE '^[[:space:]]*(#|$)' "$top/nkctl/cni-nkctl" | awk '{ print $1 < 150 }')" 1 "the plugin is short"
done_testing
