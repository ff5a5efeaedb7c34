# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2317
# As on a node: the peers lie elsewhere. ip tells the number of that namespace, nkctl its name, and
# name, state and MTU of each peer, for which it asks one by one.
pairs=1000
measure 1.0 "list $pairs pairs, the peers in another namespace: the same two commands"

prepare()
{
	local i
	ip netns add far || return
	for ((i = 1; i <= pairs; i++)); do
		echo "link add a$i peer b$i netns far"
	done | nkctl -batch -
}
ours() { lap nkctl -j link show; }
peer() { lap ip -d -j link show type netkit; }
# shellcheck disable=SC2046 # names without blanks
finish() { drop $(seq -f a%.0f "$pairs") && ip netns del far; }
