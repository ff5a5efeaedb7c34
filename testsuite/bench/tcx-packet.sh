# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2317
# What an empty program adds to a packet, on the way out, so that it runs in the sender's time: the
# same packets without it are taken off. Published for the talk: 59 cycles became 33.
packets=$(by_unit 2000 20000)
measure 0.56 "per packet: an empty tcx program against an empty cls_bpf direct-action filter (33/59)"

object=/src/.build/testsuite/bpf/one.bpf.o
send=/src/.build/testsuite/netns/tool/send
# one packet, without what the start of the program costs
per_packet()
{
	local few many
	few=$(lap "$send" d0 "$packets") && many=$(lap "$send" d0 $((3 * packets))) &&
		awk "BEGIN { printf \"%.1f\\n\", ($many - $few) / $packets / 2 }"
}
prepare()
{
	ip link add d0 type dummy && ip link set d0 up && per_packet >/dev/null || return
	bare=$(per_packet)
}
# what it costs more than nothing
more()
{
	local cost
	cost=$(per_packet) && awk "BEGIN { printf \"%.1f\\n\", $cost - $bare }"
}
ours() { nkctl chain attach dev d0 egress object "$object" && more; }
peer()
{
	tc qdisc add dev d0 clsact && tc filter add dev d0 egress bpf da obj "$object" sec tc && more
}
undo()
{
	nkctl chain detach dev d0 egress all
	! tc qdisc show dev d0 | grep -q clsact || tc qdisc del dev d0 clsact
}
finish() { ip link del d0; }
