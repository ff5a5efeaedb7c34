#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Without privilege: show works, a change says which capability is missing and sends nothing; with
# privilege a tool keeps only what its commands use.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns_if_root
[[ $(id -u) != 0 ]] || need_cmd setpriv

for words in "link show" "-j link" "bigtcp show" "-d bigtcp show dev lo" "-j bigtcp probe" "-s -d link show" "link help" -V; do
	# shellcheck disable=SC2086 # several words
	run unprivileged nkctl $words
	is "$status,$err" "0," "nkctl $words works without privilege"
done
run unprivileged nkctl -j bigtcp show dev lo
is_json '.[0].ifname' '"lo"' "and tells what there is"

# one sentence for each command that changes something, those of later objects too
declare -A words=(
	["link add"]="nk0" ["link replace"]="lo mtu 1500" ["link set"]="lo mtu 1500" ["link del"]="lo"
	["bigtcp set"]="dev lo ipv4 65536 ipv6 65536" ["bigtcp reset"]="dev lo"
)
before=$(ip -d -j link show)
mapfile -t changes < <(nkctl help -j | jq -r '.objects[] | .name as $o | .commands[]? | select(.changes) | "\($o) \(.name)"')
ok "some commands change something" [ "${#changes[@]}" -ge 6 ]
for command in "${changes[@]}"; do
	# Those of later objects have files of their own.
	args=${words[$command]-}
	[[ -n $args ]] || continue
	# shellcheck disable=SC2086 # several words
	run unprivileged nkctl $command $args
	is "$status,$out" "1," "nkctl $command: exit 1"
	is "${err%%$'\n'*}" "Error: CAP_NET_ADMIN is missing." "  says which capability"
	like "$err" $'\n''Hint: run it as root, or with CAP_NET_ADMIN\.$' "  and what would help"
	# shellcheck disable=SC2086 # several words
	run unprivileged nkctl -D $command $args
	unlike "$err" 'netlink: request' "  and sends nothing"
	# shellcheck disable=SC2086 # several words
	run unprivileged nkctl -j $command $args
	is "$(jq -c '.error | [.command, .errno, .message]' <<<"$err")" \
		"[\"$command\",\"EPERM\",\"CAP_NET_ADMIN is missing\"]" "  in JSON as well"
	# shellcheck disable=SC2086 # several words
	run unprivileged nkctl -dry-run $command $args
	unlike "$err" 'CAP_' "  -dry-run needs none"
done
is "$(ip -d -j link show)" "$before" "nothing has changed"

printf 'link show\nlink add nk0\nlink show\n' >"$scratch/batch"
chmod 644 "$scratch/batch"
run unprivileged nkctl -b "$scratch/batch"
is "$status,${err%%$'\n'*}" "1,Error: $scratch/batch:2: CAP_NET_ADMIN is missing." "in a batch, with its line"

# the words come first: a typing error is one for everybody
run unprivileged nkctl link add nk0 mdoe l2
like "$err" 'unknown word "mdoe"' "the words are looked at before the rights"

# shellcheck disable=SC2016 # the inner shell's
run unprivileged bash -c 'nkctl -n $$ link show && exit 0'
is_status 0 "one's own namespace may be named"

[[ $(id -u) = 0 ]] || { skip 9 "needs root"; done_testing; }

# another one may not
ip netns add other
run unprivileged nkctl -n other link show
is "$status,$out" "1," "another namespace without privilege: exit 1"
like "$err" '^Error: cannot (enter|open) .*CAP_SYS_ADMIN|Permission denied' "  says why"
is "$(grep -c ^Error <<<"$err")" 1 "  once"

# one capability is enough, and no user id matters
with_net_admin()
{
	PATH=$scratch/bin:$PATH setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all,+net_admin \
		--bounding-set=-all,+net_admin --ambient-caps=-all,+net_admin -- "$@"
}
old=$(ip -j -d link show lo | jq '.[0].gso_max_size')
run with_net_admin nkctl bigtcp set dev lo ipv6 131072
is "$status,$out,$err" "0,," "CAP_NET_ADMIN alone sets sizes"
is "$(ip -j -d link show lo | jq '.[0].gso_max_size')" 131072 "  they are set"
isnt "$old" 131072 "  and were not before"

# what is kept: a shell that waits for its first line has given up the rest
mkfifo "$scratch/lines"
exec 9<>"$scratch/lines"
nkctl shell <&9 &
kids+=("$!")
pid=${kids[0]}
mask() { sed -n "s/^$1:\t//p" "/proc/$pid/status"; }
caps_gone() { (((0x$(mask CapEff) & 1 << 22) == 0)); }
ok "CAP_SYS_BOOT is given up" wait_for 10 caps_gone
for c in 0 4 6 7 18 16; do
	((0x$(mask CapPrm) & 1 << c)) && echo "capability $c"
done >"$scratch/kept"
is "$(<"$scratch/kept")" "" "so are CHOWN, FSETID, SETGID, SETUID, SYS_CHROOT and SYS_MODULE, for good"
is $((0x$(mask CapEff) >> 12 & 1)) 1 "NET_ADMIN is kept"
done_testing
