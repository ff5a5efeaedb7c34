# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Namespaces wired to the node in one command each: nkctl pod.

act "nkctl: pods, each wired to the node in one command"

say "The node is where we are; it forwards. A pod is a namespace with an eth0, addresses and a default route; the node has a route to each address. All of it is one command, and with -dry-run it tells its steps."
try "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1"
try "ip netns add web"
try "ip netns add db"
try "nkctl -dry-run pod add web netns web address 10.7.0.5/32 fd00:7::5/128"
try "nkctl pod add web netns web address 10.7.0.5/32 fd00:7::5/128 mtu 9000 bigtcp 192k"
try "nkctl pod add db netns db mode l2 address 10.7.0.6/32 fd00:7::6/128"
try "nkctl pod show"
try "ip netns exec web ping -q -c 2 -i 0.2 10.7.0.6"
try "ip netns exec db ping -q -c 2 -i 0.2 fd00:7::5"
proved "nkctl pod add wired two namespaces, of mode l3 and l2, so that they talk by way of the node over IPv4 and IPv6"

say "All or nothing: the second address is taken, so that not even the device is left."
try "ip netns add late"
fails "nkctl pod add late netns late address 10.7.0.8/32 10.7.0.5/32"
try "ip -n late -br link show"
[[ $(ip -n late -br link show | wc -l) = 1 ]]

say "What somebody changes behind our back, check names, with exit status 3; replace mends it."
try "ip route del 10.7.0.5/32"
try "ip -n web link set eth0 mtu 1500"
fails "nkctl pod check web"
try "nkctl pod replace web netns web address 10.7.0.5/32 fd00:7::5/128"
try "nkctl pod check web"
proved "nkctl pod check named a route and an MTU that were changed, and replace mended them"

say "A pod is gone with its namespace, and nothing of it is left here: there is no file that could be stale."
try "ip netns del web"
for ((tries = 0; tries < 100; tries++)); do
	nkctl pod show web >/dev/null 2>&1 || break
	sleep 0.1
done
try "nkctl -br pod show"
try "nkctl pod del db"
[[ $(nkctl -j pod show) = "[]" && -z $(ip route show 10.7.0.0/16) ]]
proved "with the namespaces went their devices, routes and names"
