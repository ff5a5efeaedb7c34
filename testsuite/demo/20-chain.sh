# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Programs on the pair of the first act, in order: nkctl chain, nkctl doctor.

act "nkctl: BPF programs in order, on the way to a container"

# shellcheck disable=SC2154 # stage.sh sets it
cd "$top/.build/testsuite/bpf" || exit

# order: the names of the chain to the container, in run order
order()
{
	nkctl -n red -j chain show dev nk0 primary | jq -r 'map(.name) | join(" ")'
}

say "examples.bpf.o holds small programs: count counts bytes, no_icmp drops pings, no_udp drops UDP. They go on the primary, where the container can neither see nor remove them. First the counter; then, in front of it, the filter."
try "nkctl -n red chain attach dev nk0 primary object examples.bpf.o program count"
try "nkctl -n red chain attach dev nk0 primary object examples.bpf.o program no_icmp first"
try "nkctl -n red chain show dev nk0"
[[ $(order) = "no_icmp count" ]]
fails "ip netns exec red ping -q -c 2 -i 0.2 -W 1 10.1.0.2"

say "Another program in its place, in one step: no packet meets neither. Pings pass again."
try "nkctl -n red chain replace dev nk0 primary name no_icmp object examples.bpf.o program no_udp"
try "ip netns exec red ping -q -c 2 -i 0.2 10.1.0.2"

say "The counter shall see also what the filter drops: it moves to the front, and runs all the while."
try "nkctl -n red chain move dev nk0 primary name count first"
try "nkctl -n red -br chain show"
[[ $(order) = "count no_udp" ]]
proved "nkctl chain put two BPF programs on netkit in order, replaced one and moved the other; pings stopped and passed as the programs said"

say "What is named goes, and nothing else; a name that is not there is an error, never the neighbour."
try "nkctl -n red chain detach dev nk0 primary name no_udp"
fails "nkctl -n red chain detach dev nk0 primary name no_udp"
[[ $(order) = count ]]

say "What needs mending, the doctor says: here a policy that drops, whose chain has just become empty."
try "nkctl -n red link set nk0 policy drop"
try "nkctl -n red chain detach dev nk0 primary all"
try "nkctl -n red -j doctor | jq -r '.[] | select(.object == \"nk0\") | .message, .mend'"
[[ $(nkctl -n red -j doctor | jq 'map(select(.check == "empty-drop")) | length') = 1 ]]
try "nkctl -n red link set nk0 policy pass"
try "ip netns exec red ping -q -c 2 -i 0.2 10.1.0.2"
proved "nkctl doctor found the empty chain that dropped, and its mend"
cd "$top" || exit
