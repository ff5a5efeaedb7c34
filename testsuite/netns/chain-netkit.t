#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Both chains of a netkit pair: through the primary, in its namespace; the revision that an emptied
# one hides; XDP; single devices.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin
need_netkit
ip netns add pod
nkctl link add nk0 mode l2 peer eth0 netns pod
quiet_up nk0
ip -n pod link set eth0 up

# ---- order, as on tcx ----
for hook in primary peer; do
	works "$hook: attach" attach nk0 $hook a
	works "last" attach nk0 $hook b direct
	works "first" attach nk0 $hook c first
	works "before a name" attach nk0 $hook d before name a
	works "after a pin" attach nk0 $hook in after pin nk0-$hook-d
	works "after an id, one without a link" attach nk0 $hook eg after id "$(field id nk0 $hook b)"
	works "before a link" attach nk0 $hook pri before link "$(field link nk0 $hook c)"
	is "$(order nk0 $hook)" "pri c d in a b eg" "where they should stand"
	is "$(progs nk0 $hook)" "$(nkctl -br chain show dev nk0 $hook | awk '{ print $4 }' | xargs)" "bpf(2) tells the same"
	link=$(field link nk0 $hook c)
	# shellcheck disable=SC2046 # words
	works "replace" nkctl chain replace dev nk0 $hook pin nk0-$hook-c $(of pee)
	# shellcheck disable=SC2046
	works "replace a direct one" nkctl chain replace dev nk0 $hook name b $(of c)
	is "$(order nk0 $hook)" "pri pee d in a c eg" "in their places"
	is "$(field link nk0 $hook pee)" "$link" "on the same link"
	works "move" nkctl chain move dev nk0 $hook name pee last
	works "move a direct one" nkctl chain move dev nk0 $hook name c before name d
	is "$(order nk0 $hook)" "pri c d in a eg pee" "without a note"
	works "detach one" nkctl chain detach dev nk0 $hook name in
	is "$(order nk0 $hook)" "pri c d a eg pee" "only that"
done
is "$(nkctl -br chain show | awk '{ print $2 }' | uniq | xargs)" "primary peer" "show lists both"
works "detach all" nkctl chain detach dev nk0 peer all
is "$(order nk0 primary)" "pri c d a eg pee" "of one hook alone"
works "detach all" nkctl chain detach dev nk0 primary all
is "$(ls $pins)" "" "no pin is left"

# ---- an emptied chain says revision 1 and means another ----
is "$(chain nk0 primary)" 1 "emptied"
works "attach into it" attach nk0 primary a
isnt "$(revision nk0 primary)" 2 "it had gone on counting"
nkctl chain detach dev nk0 primary all
works "attach with the revision that it shows" attach nk0 primary a revision 1
nkctl chain detach dev nk0 primary name a
refuses 2 'at revision 1, not 5' attach nk0 primary a revision 5
works "direct" attach nk0 primary a direct
n=$(revision nk0 primary)
refuses 2 "at revision $n, not 1" attach nk0 primary b revision 1
works "with the right one" attach nk0 primary b revision "$n"
nkctl chain detach dev nk0 primary all

# ---- asked at the peer ----
for hook in primary peer; do
	refuses 1 'is the peer end' nkctl -n pod chain show dev eth0 $hook
	like "$err" 'Hint: its primary is nk0, in ' "the primary in another namespace"
	refuses 1 'is the peer end' nkctl -n pod chain attach dev eth0 $hook id 1
	refuses 1 'is the peer end' nkctl -n pod chain detach dev eth0 $hook all
done
ip netns add host
ip -n host link add nk2 type netkit peer name nk3
refuses 1 'is the peer end' nkctl -n host chain show dev nk3 peer
like "$err" 'Hint: its primary is nk2\.$' "the primary in the same namespace"
attach nk0 peer a
is "$(nkctl -n pod -j chain show)" '[]' "without a hook, the peer has nothing to show"
refuses 1 'not a netkit device' nkctl chain show dev lo primary
refuses 1 'no such device' nkctl -n pod chain show dev nk0 primary

# ---- another namespace's pair, and the same index in both ----
index=$(ip link show nk0 | sed -n '1s/:.*//p')
ip netns add far
ip -n far link add nkf index "$index" type netkit peer name nkg
# shellcheck disable=SC2046
works "attach in far" nkctl -n far chain attach dev nkf peer $(of b)
is "$(ns=far field name nkf peer 1),$(ns=far field pin nkf peer 1)" "b,$pins/nkf-peer-b" "far has its own"
is "$(order nk0 peer)" a "and here is ours"
refuses 1 'not in the peer chain' nkctl -n far chain detach dev nkf peer pin nk0-peer-a
ip netns del far
rm $pins/nkf-peer-b
nkctl chain detach dev nk0 peer all

# ---- packets: from the host through primary, from the pod through peer ----
bpftool prog loadall "$objects/marks.bpf.o" /sys/fs/bpf/marks
for hook in primary peer; do
	nkctl chain attach dev nk0 $hook pinned /sys/fs/bpf/marks/stamp_a pin stamp
	nkctl chain attach dev nk0 $hook pinned /sys/fs/bpf/marks/between
	nkctl chain attach dev nk0 $hook pinned /sys/fs/bpf/marks/audit
	before=$(counter nk0 "$hook" audit SEEN)
	case $hook in
	primary) send nk0 9 ;;
	peer) ip netns exec pod "$NKT_O/testsuite/netns/tool/send" eth0 9 ;;
	esac
	ok "$hook: nine packets" wait_for 5 counted nk0 $hook audit SEEN $((before + 9))
	is "$(counter nk0 "$hook" audit MISSED)" 0 "all stamped"
	if [[ $hook = primary ]]; then
		traffic nk0
	else
		background ip netns exec pod "$NKT_O/testsuite/netns/tool/send" eth0
		sender=$!
	fi
	flows() { (($(counter nk0 "$hook" audit SEEN) > $1)); }
	ok "packets flow" wait_for 10 flows $((before + 9))
	for ((i = 0; i < 100; i++)); do
		echo "chain replace dev nk0 $hook pin stamp pinned /sys/fs/bpf/marks/stamp_b"
		echo "chain replace dev nk0 $hook pin stamp pinned /sys/fs/bpf/marks/stamp_a"
	done >"$scratch/batch"
	before=$(counter nk0 "$hook" audit SEEN)
	works "200 replaces" nkctl -b "$scratch/batch"
	for ((i = 0; i < 5; i++)); do
		echo "chain move dev nk0 $hook pin stamp after name between"
		echo "chain move dev nk0 $hook pin stamp first"
	done >"$scratch/batch"
	works "10 moves" nkctl -b "$scratch/batch"
	ok "packets went on" wait_for 10 flows $((before + 200))
	is "$(counter nk0 "$hook" audit MISSED)" 0 "not one of them passed by"
	nkctl chain detach dev nk0 $hook pin stamp
	notices() { (($(counter nk0 "$hook" audit MISSED) > 0)); }
	ok "it would have been noticed" wait_for 10 notices
	still
	nkctl chain detach dev nk0 $hook all
	# the map is shared: a new one for the other hook
	rm -r /sys/fs/bpf/marks
	bpftool prog loadall "$objects/marks.bpf.o" /sys/fs/bpf/marks
done

# ---- a full chain ----
for ((i = 1; i <= 63; i++)); do
	echo "chain attach dev nk0 primary object $objects/one.bpf.o pin p$i"
done >"$scratch/batch"
works "63 programs" nkctl -b "$scratch/batch"
refuses 2 'the chain is full: it holds 63 programs' attach nk0 primary a
refuses 2 'the chain is full: it holds 63 programs' attach nk0 primary a direct first
works "all" nkctl chain detach dev nk0 primary all

# ---- XDP: generic alone ----
xdp="object $objects/xdp.bpf.o program xdp_pass"
# shellcheck disable=SC2086
{
	refuses 2 'a netkit device has no native XDP' nkctl chain attach dev nk0 xdp $xdp mode native
	like "$err" 'Hint: say mode generic' "with the way on"
	run nkctl chain attach dev nk0 xdp $xdp
	# Linux 6.12 falls back to generic by itself, 7.1 and later refuse.
	if [[ $status = 0 ]]; then
		pass "without a mode this kernel takes generic"
		is "$(field mode nk0 xdp xdp_pass)" generic "and it is shown"
		nkctl chain detach dev nk0 xdp all
	else
		is "$status" 2 "without a mode this kernel takes nothing"
		like "$err" 'no native XDP.*Hint: say mode generic' "and nkctl says what to say"
	fi
	works "generic" nkctl chain attach dev nk0 xdp $xdp mode generic
}
is "$(field mode nk0 xdp xdp_pass)" generic "is generic"
works "replace" nkctl chain replace dev nk0 xdp name xdp_pass object "$objects/xdp.bpf.o" program xdp_drop
works "detach" nkctl chain detach dev nk0 xdp name xdp_drop

# ---- single devices have no chain ----
if nkctl link add s0 pairing single 2>/dev/null; then
	refuses 2 'single netkit' attach s0 primary a
	refuses 2 'single netkit' nkctl chain detach dev s0 peer all
	works "nothing to show" nkctl chain show dev s0 primary
	works "tcx is there" attach s0 ingress a
	is "$(order s0 ingress)" a "and shown"
else
	skip 5 "this kernel has no single devices"
fi

# ---- the pair goes with the pod ----
attach nk0 primary a
attach nk0 peer b
ip netns del pod
gone() { ! ip link show nk0; }
ok "the pod goes, and the pair" wait_for 10 gone
is "$(nkctl doctor | sed -n 's/^error: \(.*\): link .*attached to nothing.*/\1/p' | sort | xargs)" \
	"$pins/nk0-peer-b $pins/nk0-primary-a" "doctor finds both pins"
done_testing
