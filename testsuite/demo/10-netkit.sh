# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Two namespaces over a netkit pair, and packets beyond 64 kB: nkctl link, nkctl bigtcp.

act "nkctl: two network namespaces over a netkit pair"

say "Two namespaces stand for two containers. One command makes the pair, moves its peer to where it belongs and brings both ends up."
try "ip netns add red"
try "ip netns add blue"
try "nkctl -n red link add nk0 up peer eth0 netns blue up"
try "nkctl -n red link show"

say "Each end has an address, and they talk."
try "ip -n red addr add 10.1.0.1/24 dev nk0"
try "ip -n blue addr add 10.1.0.2/24 dev eth0"
try "ip -n red addr add fd00::1/64 dev nk0 nodad"
try "ip -n blue addr add fd00::2/64 dev eth0 nodad"
try "ip netns exec red ping -q -c 3 -i 0.2 10.1.0.2"
try "ip netns exec red ping -q -c 3 -i 0.2 fd00::2"
proved "nkctl link add connected two namespaces over netkit; IPv4 and IPv6 cross it"

act "nkctl: packets larger than an IP header can say"

# sent: what nk0 has sent, "BYTES PACKETS"
sent()
{
	nkctl -n red -s -j link show nk0 | jq -r '.[0].stats | "\(.tx_bytes) \(.tx_packets)"'
}

# transfer ADDRESS: sets mean to the bytes that a packet had on average
transfer()
{
	local bytes packets bytes_before packets_before tries=0
	start ip netns exec blue iperf3 -s -1
	until ip netns exec blue ss -Hltn sport = :5201 | grep -q .; do
		((tries++ < 100)) || { echo "demo: iperf3 does not listen" >&2; return 1; }
		sleep 0.1
	done
	read -r bytes_before packets_before < <(sent)
	try "ip netns exec red iperf3 -c $1 -n 256M -J | jq -c '.end.sum_received | {bytes, seconds}'"
	try "nkctl -n red -s link show nk0 | tail -n 1"
	read -r bytes packets < <(sent)
	((bytes -= bytes_before, packets -= packets_before, packets > 0))
	mean=$((bytes / packets))
	echo "That was $bytes bytes in $packets packets: $mean bytes each, on average."
}

say "TCP hands a device packets far larger than the MTU, but none over 65536 bytes: the length field of IP has 16 bits. The counters of nk0 show it."
try "nkctl -n red bigtcp show dev nk0"
transfer 10.1.0.2
small=$mean
((small <= 65536))

say "BIG TCP lifts that. Both ends at once, though one is in another namespace:"
try "nkctl -n red bigtcp set dev nk0 ipv4 192k ipv6 192k pair"
try "nkctl -n red bigtcp show dev nk0"
try "nkctl -n blue bigtcp show dev eth0"

say "The same transfer again. A mean above 65536 is possible with BIG TCP alone."
transfer 10.1.0.2
large=$mean
((large > 65536))
proved "with nkctl bigtcp set, IPv4 packets of $large bytes on average crossed; before, $small"

say "And over IPv6."
transfer fd00::2
((mean > 65536))
proved "IPv6 packets of $mean bytes on average"

say "More than a device takes is refused, never clamped; of several devices all are set or none."
try "ip -n red link add d0 type dummy"
fails "nkctl -n red bigtcp set dev nk0 d0 ipv4 256k"
try "nkctl -n red -br bigtcp show"
