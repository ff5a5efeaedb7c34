# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2317
# bpftool has no batch for it and detaches whatever is last: separate runs, as its users do it. Ours
# makes links and pins them, bpftool attaches without.
programs=$(by_unit 20 60)
measure 0.5 "attach and detach $programs tcx programs: one nkctl batch against runs of bpftool net"

bpffs=/sys/fs/bpf/bench
prepare()
{
	local i
	ip link add d0 type dummy && mkdir -p "$bpffs" || return
	for ((i = 1; i <= programs; i++)); do
		bpftool prog load /src/.build/testsuite/bpf/one.bpf.o "$bpffs/p$i" || return
		echo "chain attach dev d0 ingress pinned $bpffs/p$i pin p$i" >&4
		echo "bpftool net attach tcx_ingress pinned $bpffs/p$i dev d0"
	done 4>/tmp/ours >/tmp/peer
	for ((i = 1; i <= programs; i++)); do
		echo "chain detach dev d0 ingress pin p$i" >>/tmp/ours
		echo "bpftool net detach tcx_ingress dev d0" >>/tmp/peer
	done
}
ours() { lap nkctl -batch /tmp/ours; }
peer() { lap bash -e /tmp/peer; }
undo()
{
	local left
	left=$(bpftool -j net show dev d0 | jq '[.[].tc[]] | length') && ((left == 0))
}
finish() { ip link del d0 && rm -r "$bpffs"; }
