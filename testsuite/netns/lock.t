#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The lock: tools that run at the same time end in one of the serial orders, wait for each other
# for a bounded time, and find nothing locked that a dead one has left.
# time limit: 300
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
in_netns

pins=/sys/fs/bpf/netkit-tools
ip link add dev a type veth peer name b
nkctl bigtcp set dev a ipv6 100000
ok "a change makes the folder of the pins" test -d "$pins"
is "$(stat -c %a "$pins")" 700 "for root alone"

# ---- many at once ----
rounds=10
[[ -n ${NKT_VM-} ]] || rounds=25
# Two ends are two messages: without the lock, show would see one end changed and the other not.
changer()
{
	local i n=$((70000 + $1 * 1000))
	for ((i = 0; i < rounds; i++)); do
		nkctl bigtcp set dev a pair ipv4 "$n" ipv6 "$n" || echo "set $n: $?"
	done
}
for k in 1 2 3 4 5 6 7 8; do
	changer $k >>"$scratch/changers" 2>&1 &
	changers[k]=$!
done
seen=0 odd=''
while kill -0 "${changers[@]}" 2>/dev/null; do
	now=$(nkctl -j bigtcp show | jq -c '[.[] | select(.ifname == "a" or .ifname == "b") |
		.gso_max_size, .gro_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size] | unique | length')
	seen=$((seen + 1))
	# 2: as it was before the first of them
	[[ $now = 1 || ($now = 2 && $seen = 1) ]] || odd+=" $now"
done
wait "${changers[@]}"
is "$(<"$scratch/changers")" "" "eight tools change one pair: all worked"
is "$odd" "" "and none of $seen looks saw half of a change"
like "$(ip -d -j link show dev a | jq -c '.[0] | [.gso_max_size, .gro_max_size, .gso_ipv4_max_size, .gro_ipv4_max_size] | unique | .[]')" \
	'^7[1-8]000$' "what stays is what one of them said"
if [[ -n ${NKT_VM-} ]] || have_netkit; then
	replacer()
	{
		local i policy=pass
		(($1 % 2)) || policy=drop
		for ((i = 0; i < rounds; i++)); do
			nkctl link replace lk policy $policy mtu $((1500 + $1)) peer lkp policy $policy mtu $((1500 + $1)) ||
				echo "replace $1: $?"
		done
	}
	for k in 1 2 3 4 5 6 7 8; do
		replacer $k >>"$scratch/replacers" 2>&1 &
		changers[k]=$!
	done
	wait "${changers[@]}"
	is "$(<"$scratch/replacers")" "" "eight replace one pair that was not there: all worked"
	run nkctl -j link show lk
	is_json '.[0] | .mtu == .peer.mtu and .policy == .peer.policy and
		(.policy == (if .mtu % 2 == 1 then "pass" else "drop" end))' true "and one of them holds, whole"
else
	skip 2 "this kernel has no netkit"
fi

# ---- waiting ----
is_locked() { ! flock -x -n "$pins" true; }
# has SIZE: device a
has() { [[ $(ip -d -j link show dev a | jq '.[0].gso_max_size') = "$1" ]]; }
# hold HOW: somebody else has the lock; $holder
hold()
{
	# not -n: it would give up when is_locked tries at that moment
	flock "$1" "$pins" sleep 1000 &
	holder=$!
	kids+=("$holder")
	wait_for 10 is_locked
}
# let_go: and has not any more; its child holds the same open file
let_go()
{
	pkill -9 -P "$holder"
	kill -9 "$holder"
	wait "$holder"
} 2>/dev/null
now() { date +%s%3N; }

hold -s
run nkctl bigtcp show dev a
is_status 0 "a reader beside a reader"
start=$(now)
refuses 1 "^Error: $pins: another command holds the lock\."$'\n''Hint: lslocks' nkctl bigtcp set dev a ipv6 100000
took=$(($(now) - start))
ok "a writer waits for a reader, some seconds ($took ms)" [ "$took" -ge 2000 -a "$took" -le 40000 ]
let_go

hold -x
start=$(now)
run nkctl -j bigtcp show dev a
is "$status,$out,$(jq -r .error.errno <<<"$err")" "1,,EAGAIN" "a reader gives up, too"
took=$(($(now) - start))
ok "after the same time ($took ms)" [ "$took" -ge 2000 -a "$took" -le 40000 ]
nkctl bigtcp set dev a ipv6 123456 &
waiter=$!
sleep 0.5
ok "a writer waits" kill -0 "$waiter"
let_go
wait "$waiter"
is $? 0 "and goes on when the other is killed"
ok "and does its work" has 123456

# one lock for the whole of a batch, gone with the process
mkfifo "$scratch/lines"
exec 9<>"$scratch/lines"
nkctl -b - <&9 &
batch=$!
kids+=("$batch")
echo "bigtcp set dev a ipv6 100001" >&9
ok "a batch runs its first line" wait_for 10 has 100001
not_ok "and keeps the lock" flock -x -n "$pins" true
nkctl bigtcp set dev a ipv6 100002 &
waiter=$!
echo "bigtcp set dev a ipv6 100003" >&9
wait_for 10 has 100003
ok "another one waits" kill -0 "$waiter"
{ kill -9 "$batch" && wait "$batch"; } 2>/dev/null
wait "$waiter"
is $? 0 "until the batch is killed"
ok "and comes behind it" has 100002
ok "nothing is locked in the end" flock -x -n "$pins" true

# ---- where the pins are ----
mkdir "$scratch/plain"
for words in "bigtcp show" "bigtcp set dev a ipv6 70000" "link show"; do
	# shellcheck disable=SC2086 # several words
	refuses 1 "^Error: $scratch/plain: not on a BPF file system\.$" nkctl -bpffs "$scratch/plain" $words
done
ok "and nothing was changed" has 100002
is "$(ls -A "$scratch/plain")" "" "nor made"
refuses 1 "^Error: $scratch/none: " nkctl -bpffs "$scratch/none" bigtcp set dev a ipv6 70000
works "another folder" nkctl -bpffs /sys/fs/bpf/x/y bigtcp set dev a ipv6 70001
ok "is made" test -d /sys/fs/bpf/x/y
# its lock is another one
hold -x
works "which does not wait for the first" nkctl -bpffs /sys/fs/bpf/x/y bigtcp set dev a ipv6 70002
let_go
rmdir /sys/fs/bpf/x/y /sys/fs/bpf/x

# unmount: ours, and the machine's below it, in this mount namespace alone
unmount() { while mountpoint -q /sys/fs/bpf; do umount /sys/fs/bpf || return; done; }
unmount
run nkctl bigtcp show dev a
is "$status,$err" "0," "show works without a BPF file system"
not_ok "and mounts none" mountpoint -q /sys/fs/bpf
run unprivileged nkctl bigtcp show dev a
is "$status,$err" "0," "without privilege, too"
works "-dry-run mounts none" nkctl -dry-run bigtcp set dev a ipv6 70002
not_ok "  either" mountpoint -q /sys/fs/bpf
works "a change needs one" nkctl bigtcp set dev a ipv6 70003
is "$(stat -f -c %T /sys/fs/bpf)" bpf_fs "and mounts it"
ok "with the folder" test -d "$pins"
unmount

# ---- without the right to mount: the namespace itself is the lock ----
net_admin() { setpriv --bounding-set=-all,+net_admin --inh-caps=-all,+net_admin -- "$@"; }
run net_admin nkctl bigtcp set dev a ipv6 80000
is "$status,$err" "0," "CAP_NET_ADMIN alone will do where there is no BPF file system"
not_ok "and none is mounted" mountpoint -q /sys/fs/bpf
exec 8</proc/self/ns/net
flock -x 8
start=$(now)
refuses 1 'another command holds the lock' net_admin timeout 60 nkctl bigtcp set dev a ipv6 80001
took=$(($(now) - start))
ok "it waits a bounded time, too ($took ms)" [ "$took" -ge 2000 -a "$took" -le 40000 ]
exec 8<&-
ok "nothing was changed" has 80000
run net_admin nkctl bigtcp set dev a ipv6 80001
is "$status,$err" "0," "it goes on when the other has gone"
done_testing
