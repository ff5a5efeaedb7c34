# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2317
# Both ends of the pairs lie in one namespace, so that both tools tell of all of them.
pairs=1000
measure 1.0 "list $pairs pairs: nkctl -j link show against ip -d -j link show type netkit"

prepare()
{
	local i
	for ((i = 1; i <= pairs; i++)); do
		echo "link add a$i peer b$i"
	done | nkctl -batch -
}
ours() { lap nkctl -j link show; }
peer() { lap ip -d -j link show type netkit; }
# shellcheck disable=SC2046 # names without blanks
finish() { drop $(seq -f a%.0f "$pairs"); }
