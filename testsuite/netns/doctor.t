#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# `nkctl doctor`: each check finds what it is for and nothing else, and what it offers as a mend is
# run here, after which the finding is gone.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin
bpftool prog loadall "$objects/many.bpf.o" /sys/fs/bpf/many

# found: "LEVEL OBJECT CHECK" of each finding, a line each
found() { nkctl -br doctor | sed 's/  */ /g; s/ $//'; }
# mend WORD: what the finding with that word in its sentence says to do
mend() { nkctl -o doctor | sed -n "s|.*$1.*\\\\ *mend ||p"; }
# mended WORD DESC: do it, and nothing is found any more
mended()
{
	local how
	how=$(mend "$1" | head -n 1)
	like "$how" '^(umount|rm|bpftool|nkctl|tc) ' "the mend is a command: $how"
	ok "which works" bash -c "$how"
	is "$(found)" "" "$2"
}

works "nothing to say about an empty namespace" nkctl doctor
run nkctl -j doctor
is "$status,$out" "0,[]" "and in JSON"

# What is all right: every owner, XDP, one program on several hooks
nkctl chain attach dev v0 ingress pinned /sys/fs/bpf/many/a
nkctl chain attach dev v0 ingress pinned /sys/fs/bpf/many/b direct
nkctl chain attach dev v0 egress pinned /sys/fs/bpf/many/a
nkctl chain attach dev v1 ingress pinned /sys/fs/bpf/many/a
nkctl chain attach dev v1 xdp object "$objects/xdp.bpf.o" program xdp_pass
works "nor about what is well" nkctl doctor

# ---- severed-link ----
ip link add d0 type veth peer name d1
nkctl chain attach dev d0 ingress pinned /sys/fs/bpf/many/c pin one
nkctl chain attach dev d0 xdp object "$objects/xdp.bpf.o" program xdp_drop pin two
is "$(found)" "" "links on a device are well"
ip link del d0
is "$(found)" "error $pins/one severed-link
error $pins/two severed-link" "the device goes: the pins are left behind"
run nkctl doctor
like "$out" "error: $pins/one: link [0-9]+ with program [0-9]+ is pinned here but attached to nothing" "said in words"
like "$out" "mend rm $pins/one" "with a mend"
ok "the first" bash -c "$(mend link/one)"
is "$(found)" "error $pins/two severed-link" "is gone"
mended link/two "both are"

# ---- unpinned-link ----
id=$(bpftool prog show pinned /sys/fs/bpf/many/d | sed -n '1s/:.*//p')
background hold v1 egress "$id" >"$scratch/link"
holder=$!
wait_for 5 test -s "$scratch/link"
is "$(found)" "warning v1 egress unpinned-link" "a link that only a process holds"
like "$(nkctl doctor)" "program $id \(d\) hangs on link $(<"$scratch/link"), which has no pin" "said in words"
mended "has no pin" "it has one now"
kill -9 $holder
wait $holder 2>/dev/null
sleep 0.1
is "$(order v1 egress)" d "and outlives the process"
nkctl chain detach dev v1 egress all
rm -f "/sys/fs/bpf/link-$(<"$scratch/link")"

# ---- duplicate-program ----
nkctl chain attach dev v1 egress object "$objects/one.bpf.o"
nkctl chain attach dev v1 egress object "$objects/twin.bpf.o"
is "$(found)" "" "one name and two codes are two programs"
nkctl chain detach dev v1 egress all
for i in 1 2 3; do
	nkctl chain attach dev v1 egress object "$objects/one.bpf.o" pin copy$i
done
is "$(found)" "warning v1 egress duplicate-program
warning v1 egress duplicate-program" "three copies are two too many"
first=$(progs v1 egress)
like "$(nkctl doctor)" 'one \(tag [0-9a-f]{16}\) runs twice: id [0-9]+ at position 1 and id [0-9]+ at position 3' "said in words"
ok "the mends, both" bash -c "$(mend 'runs twice')"
is "$(found)" "" "help"
is "$(progs v1 egress)" "${first%% *}" "and leave the first"
nkctl chain attach dev v0 egress object "$objects/one.bpf.o"
is "$(found)" "" "the same on another device is none"
nkctl chain detach dev v1 egress all
nkctl chain detach dev v0 egress all

# ---- redirect-peer ----
peer="object $objects/peer.bpf.o program"
# shellcheck disable=SC2086 # words
{
	nkctl chain attach dev v1 ingress $peer to_peer
	nkctl chain attach dev v1 egress $peer to_peer_egress
	nkctl chain attach dev v1 egress $peer to_device
}
is "$(found)" "" "redirect_peer from ingress, from egress with BPF_F_EGRESS, and redirect are well"
# shellcheck disable=SC2086
nkctl chain attach dev v1 egress $peer to_peer
is "$(found)" "error v1 egress redirect-peer" "from egress it drops"
like "$(nkctl doctor)" 'program [0-9]+ \(to_peer\) calls bpf_redirect_peer\(\), which silently drops' "said in words"
like "$(mend redirect_peer)" 'tcx ingress' "with where it works"
nkctl chain detach dev v1 egress name to_peer
# shellcheck disable=SC2086
nkctl chain attach dev v1 egress $peer to_peer_either
is "$(found)" "error v1 egress redirect-peer" "flags that are not sure to have it do not count"
nkctl chain detach dev v1 egress all
is "$(found)" "" "none left"
nkctl chain detach dev v1 ingress all

# ---- two-data-planes: tcx and tc ----
if tc qdisc add dev v1 clsact 2>/dev/null &&
	tc filter add dev v1 ingress pref 7 bpf da obj "$objects/one.bpf.o" sec tc 2>/dev/null; then
	is "$(found)" "" "tc alone is one"
	nkctl chain attach dev v1 ingress pinned /sys/fs/bpf/many/c
	is "$(found)" "note v1 ingress two-data-planes" "tcx before tc are two"
	like "$(nkctl doctor)" 'meets c of the ingress chain and then one of the ingress filters' "said in words"
	mended "two data planes" "one is left"
	is "$(order v1 ingress)" c "the chain"
	tc filter add dev v1 egress pref 7 bpf da obj "$objects/one.bpf.o" sec tc
	is "$(found)" "" "on different hooks they do not meet"
	nkctl chain attach dev v1 egress object "$objects/one.bpf.o"
	is "$(found)" "warning v1 egress duplicate-program
note v1 egress two-data-planes" "the same program in both"
	ok "the mend" bash -c "$(mend 'runs twice')"
	is "$(found),$(order v1 egress)" ",one" "mends both"
	nkctl chain detach dev v1 egress all
	nkctl chain detach dev v1 ingress all
else
	skip 11 "this kernel has no clsact with bpf"
fi

# ---- netkit: two-data-planes, empty-drop, redirect-peer ----
if have_netkit; then
	ip netns add pod
	nkctl link add nk0 policy pass peer eth0 netns pod policy pass
	is "$(found)" "" "a pair that lets packets through"
	nkctl link set nk0 policy drop
	is "$(found)" "warning nk0 empty-drop" "policy drop and nobody to decide"
	like "$(nkctl doctor)" 'the primary chain is empty and the policy is drop: nothing that nk0 sends' "said in words"
	nkctl chain attach dev nk0 primary pinned /sys/fs/bpf/many/pri
	is "$(found)" "" "with a program it decides"
	nkctl chain detach dev nk0 primary all
	mended "primary chain is empty" "it passes"
	nkctl link set nk0 peer policy drop
	is "$(found)" "warning nk0 empty-drop" "the same from the pod"
	like "$(nkctl doctor)" 'the peer chain is empty and the policy is drop: nothing that eth0 sends' "said in words"
	mended "peer chain is empty" "it passes"

	nkctl chain attach dev nk0 egress pinned /sys/fs/bpf/many/eg
	nkctl chain attach dev nk0 peer pinned /sys/fs/bpf/many/pee
	is "$(found)" "" "these two do not meet"
	nkctl chain attach dev nk0 primary pinned /sys/fs/bpf/many/pri
	is "$(found)" "note nk0 primary two-data-planes" "egress and primary do"
	mended "two data planes" "one is left"
	nkctl chain attach dev nk0 ingress pinned /sys/fs/bpf/many/in
	is "$(found)" "note nk0 ingress two-data-planes" "peer and ingress do"
	mended "two data planes" "one is left"

	# shellcheck disable=SC2086
	nkctl chain attach dev nk0 primary $peer to_peer
	nkctl chain detach dev nk0 egress all
	is "$(found)" "error nk0 primary redirect-peer" "redirect_peer from a netkit program drops"
	nkctl chain detach dev nk0 primary all
	# shellcheck disable=SC2086
	nkctl chain attach dev nk0 peer $peer to_peer_egress
	is "$(found)" "" "with BPF_F_EGRESS it does not"
	ip link del nk0
	rm $pins/nk0-*
else
	skip 22 "this kernel has no netkit"
fi

# ---- several: errors first ----
rm $pins/v0-ingress-a
attach v0 ingress c pin gone
ip netns add other
ip -n other link add x0 type veth peer name x1
nkctl -n other chain attach dev x0 ingress pinned /sys/fs/bpf/many/a pin other
ip netns del other
background hold v1 egress "$id" >"$scratch/link"
wait_for 5 test -s "$scratch/link"
severed() { [[ $(found) = error*severed* ]]; }
ok "a namespace goes" wait_for 5 severed
run nkctl -j doctor
json_are '[.[].level]' '["error","warning"]' "errors before warnings" \
	'.[0] | keys' '["check","level","mend","message","object"]' "the keys of a finding" \
	'[.[].check]' '["severed-link","unpinned-link"]' "both found"
rm $pins/other
kill -9 "${kids[-1]}"
wait "${kids[-1]}" 2>/dev/null

# ---- bpffs-shadowed ----
gone() { [[ -z $(found) ]]; }
ok "all well again" wait_for 5 gone
mount -t bpf bpf /sys/fs/bpf
like "$(found)" '(^|.)error /sys/fs/bpf bpffs-shadowed' "a second file system over the first"
like "$(nkctl doctor)" '/sys/fs/bpf: 2 file systems are mounted here, one over the other' "said in words"
ok "its pins are hidden" test ! -e $pins/gone
mended "2 file systems" "it is taken away"
ok "and they are back" test -e $pins/gone

# ---- without rights ----
run unprivileged nkctl doctor
is "$status,$out" "1," "an unprivileged user learns nothing"
like "$err" 'Error: CAP_NET_ADMIN is missing' "and why"
done_testing
