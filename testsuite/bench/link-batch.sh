# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2317
# No mode is said, and from the second line on no "peer" to ip: it remembers from line to line of a
# batch that it saw them (static variables in iplink_netkit.c). A second one is an error, and what
# follows "type netkit" is the peer's without it.
pairs=$(by_unit 1000 200)
measure 1.1 "create $pairs pairs, with names and an MTU: nkctl -batch against ip -batch"

prepare()
{
	local i peer=peer
	for ((i = 1; i <= pairs; i++)); do
		echo "link add a$i mtu 1400 peer b$i mtu 1400" >&4
		echo "link add dev a$i mtu 1400 type netkit $peer name b$i mtu 1400"
		peer=''
	done 4>/tmp/ours >/tmp/peer
}
made()
{
	local names=(/sys/class/net/[ab]*)
	((${#names[@]} == 2 * pairs)) || { echo "${#names[@]} devices" >&2; return 1; }
}
ours() { lap nkctl -batch /tmp/ours && made; }
peer() { lap ip -batch /tmp/peer && made; }
# shellcheck disable=SC2046 # names without blanks
undo() { drop $(seq -f a%.0f "$pairs"); }
