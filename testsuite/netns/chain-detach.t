#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Detaching takes exactly what was named; and what goes by itself: devices, holders, pins.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin

# ---- exactly one ----
bpftool prog loadall "$objects/many.bpf.o" /sys/fs/bpf/many
all="a b c d in eg"
fill()
{
	local name
	for name in $all; do
		case $name in
		c | in) nkctl chain attach dev v0 ingress pinned "/sys/fs/bpf/many/$name" direct ;;
		*) nkctl chain attach dev v0 ingress pinned "/sys/fs/bpf/many/$name" ;;
		esac
	done
}
for name in $all; do
	fill
	others=$(xargs <<<" ${all/$name/}")
	case $name in
	a) ref="name a" ;;
	b) ref="id $(field id v0 ingress b)" ;;
	c) ref="tag $(field tag v0 ingress c)" ;;
	d) ref="link $(field link v0 ingress d)" ;;
	in) ref="pinned /sys/fs/bpf/many/in" ;;
	eg) ref="pin v0-ingress-eg" ;;
	esac
	# shellcheck disable=SC2086 # words
	works "detach $ref" nkctl chain detach dev v0 ingress $ref
	is "$(order v0 ingress)" "$others" "only that one is gone"
	ok "and its pin" test ! -e "$pins/v0-ingress-$name"
	# shellcheck disable=SC2086
	[[ $ref = pin* ]] || refuses 1 'not in the ingress chain' nkctl chain detach dev v0 ingress $ref
	works "all" nkctl chain detach dev v0 ingress all
	is "$(chain v0 ingress),$(ls $pins)" "1," "nothing is left, and no pin"
done
refuses 1 'no pin called v0-ingress-a' nkctl chain detach dev v0 ingress pin v0-ingress-a
works "all of an empty chain" nkctl chain detach dev v0 ingress all
fill
run nkctl -dry-run chain detach dev v0 ingress all
is "$status,$(order v0 ingress)" "0,$all" "dry-run: all stay"
is "$(wc -l <<<"$out")" 6 "six lines say what would go"
run nkctl -dry-run -j chain detach dev v0 ingress name c
is_json '.[0] | [.object, .action, .property]' '["v0 ingress","detach","c"]' "and in JSON"
nkctl chain attach dev v0 egress pinned /sys/fs/bpf/many/a
nkctl chain attach dev v1 ingress pinned /sys/fs/bpf/many/a
works "the same program hangs elsewhere, too" nkctl chain detach dev v0 ingress name a
is "$(order v0 egress),$(order v1 ingress)" "a,a" "where it stays"
nkctl chain detach dev v0 ingress all
nkctl chain detach dev v0 egress all
nkctl chain detach dev v1 ingress all

# A name that is two programs', in the chain: both are listed, neither is touched.
nkctl chain attach dev v0 ingress object "$objects/one.bpf.o"
nkctl chain attach dev v0 ingress object "$objects/twin.bpf.o"
first=$(rows '.[0].id' dev v0 ingress) second=$(rows '.[1].id' dev v0 ingress)
refuses 1 "name one fits two programs.*$first.*$second" nkctl chain detach dev v0 ingress name one
like "$err" "Hint: say id $first or id $second" "and how to tell them"
refuses 1 "two programs" nkctl chain replace dev v0 ingress name one id "$first"
refuses 1 "two programs" nkctl chain move dev v0 ingress name one first
refuses 1 "two programs" nkctl chain attach dev v0 ingress pinned /sys/fs/bpf/many/a after name one
is "$(progs v0 ingress)" "$first $second" "nothing has changed"
works "its code tells one" nkctl chain detach dev v0 ingress object "$objects/one.bpf.o"
is "$(progs v0 ingress)" "$second" "it was that one"
nkctl chain detach dev v0 ingress all

# ---- what belongs to others ----
id=$(bpftool prog show pinned /sys/fs/bpf/many/a | sed -n '1s/:.*//p')
hold v0 ingress "$id" /sys/fs/bpf/theirs >/dev/null
is "$(field owner v0 ingress 1) $(field pin v0 ingress 1)" "pinned /sys/fs/bpf/theirs" "a pin elsewhere is shown"
works "and names it" nkctl chain detach dev v0 ingress pinned /sys/fs/bpf/theirs
is "$(chain v0 ingress)" 1 "it is detached"
ok "their pin is theirs to remove" test -e /sys/fs/bpf/theirs
rm /sys/fs/bpf/theirs
background hold v0 egress "$id" >"$scratch/link"
wait_for 5 test -s "$scratch/link"
is "$(field owner v0 egress 1) $(field link v0 egress 1),$(field pin v0 egress 1)" "link $(<"$scratch/link")," \
	"a link that a process holds"
kill -9 $!
wait $! 2>/dev/null
empty() { [[ -z $(progs "$1" "$2") ]]; }
ok "goes with the process" wait_for 5 empty v0 egress
nkctl chain attach dev v0 egress pinned /sys/fs/bpf/many/a
rm $pins/v0-egress-a
ok "as ours goes with its pin" wait_for 5 empty v0 egress

# Pins below another root
mkdir /sys/fs/bpf/mine "$scratch/bpf"
mount -t bpf bpf "$scratch/bpf"
for root in /sys/fs/bpf/mine "$scratch/bpf/mine"; do
	works "-bpffs $root" nkctl -bpffs "$root" chain attach dev v0 ingress pinned /sys/fs/bpf/many/a
	like "$(nkctl -bpffs "$root" chain show)" " pin $root/link/v0-ingress-a " "pinned there"
	is "$(nkctl -bpffs "$root" -j doctor)" '[]' "which doctor sees"
	works "detach" nkctl -bpffs "$root" chain detach dev v0 ingress pin v0-ingress-a
	is "$(ls "$root/link")" "" "unpinned there"
done
umount "$scratch/bpf"

# ---- the device goes under a pinned link ----
nkctl chain attach dev v0 ingress pinned /sys/fs/bpf/many/a
nkctl chain attach dev v0 egress pinned /sys/fs/bpf/many/b direct
link=$(field link v0 ingress a)
ip link del v0
is "$(nkctl -j chain show)" '[]' "no device, no chains"
severed() { nkctl doctor | sed -n 's/^error: \(.*\): link .*pinned here but attached to nothing.*/\1/p'; }
is "$(severed)" "$pins/v0-ingress-a" "doctor shows the severed link"
refuses 1 'v0: no such device' nkctl chain detach dev v0 ingress pin v0-ingress-a
pair v0 v1
refuses 1 'pin v0-ingress-a is not in the ingress chain' nkctl chain detach dev v0 ingress pin v0-ingress-a
like "$err" "Hint: .*severed.*rm $pins/v0-ingress-a" "and why, and how to go on"
refuses 1 'link .* is not in the ingress chain' nkctl chain detach dev v0 ingress link "$link"
refuses 1 'not in the ingress chain' nkctl chain replace dev v0 ingress pinned $pins/v0-ingress-a \
	pinned /sys/fs/bpf/many/b
like "$err" 'severed' "severed"
works "the new device is nobody's" nkctl chain attach dev v0 ingress pinned /sys/fs/bpf/many/a
is "$(field pin v0 ingress a)" $pins/v0-ingress-a-2 "a new pin next to the old one"
rm $pins/v0-ingress-a
is "$(severed)" "" "mended"
is "$(order v0 ingress)" a "and nothing else is harmed"

# ---- another namespace ----
ip netns add one
ip netns add two
for ns in one two; do
	ip -n $ns link add x0 index 77 type veth peer name x1 index 78
done
nkctl -n one chain attach dev x0 ingress pinned /sys/fs/bpf/many/c
nkctl -n two chain attach dev x0 ingress pinned /sys/fs/bpf/many/d
names() { nkctl -n "$1" chain show | sed 's/^\([^ ]*\) .* name \([^ ]*\) .* pin \([^ ]*\) .*/\1 \2 \3/'; }
is "$(names one)" "x0 c $pins/x0-ingress-c" "-n NAME shows that namespace's"
is "$(names two)" "x0 d $pins/x0-ingress-d" "one index in two namespaces is two devices"
ip netns exec two sleep 100 &
kids+=("$!")
in_two() { [[ $(readlink /proc/$!/ns/net) != $(readlink /proc/self/ns/net) ]]; }
wait_for 5 in_two
is "$(names $!)" "$(names two)" "-n PID"
is "$(names /run/netns/two)" "$(names two)" "-n PATH"
refuses 1 'pin x0-ingress-c is not in the ingress chain' nkctl -n two chain detach dev x0 ingress pin x0-ingress-c
refuses 1 'no such device' nkctl chain detach dev x0 ingress name c
works "detach in one" nkctl -n one chain detach dev x0 ingress pin x0-ingress-c
is "$(names one),$(names two)" ",x0 d $pins/x0-ingress-d" "leaves two's"
ip netns del one
refuses 1 'namespace "one" does not exist' nkctl -n one chain show
done_testing
