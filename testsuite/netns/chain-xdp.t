#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# XDP: one program a device, native or generic, by a link or direct; and whose link it is where
# devices of two namespaces have the same index.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin
pass="object $objects/xdp.bpf.o program xdp_pass"
drop="object $objects/xdp.bpf.o program xdp_drop"

# on NAME DEV...: attach a program of xdp.bpf.o
on() { nkctl chain attach dev "$2" xdp object "$objects/xdp.bpf.o" program "xdp_$1" "${@:3}"; }
# kernel mode|id DEV: what `ip` says of the program that runs there
kernel()
{
	local said
	said=$(ip link show dev "$2")
	case $1 in
	mode) [[ ! $said =~ mtu\ [0-9]+\ (xdp[a-z]*) ]] || echo "${BASH_REMATCH[1]}" ;;
	id) [[ ! $said =~ prog/xdp\ id\ ([0-9]+) ]] || echo "${BASH_REMATCH[1]}" ;;
	esac
}
has_no_xdp() { [[ -z $(kernel mode "$1") ]]; }

# ---- attach, replace, detach through a pinned link ----
works "attach" on pass v0
is "$(field mode v0 xdp xdp_pass)" native "veth has XDP in its driver"
is "$(kernel mode v0)" xdp "which ip calls plain xdp"
is "$(field owner v0 xdp xdp_pass)" pinned "by a pinned link"
is "$(field pin v0 xdp xdp_pass)" "$pins/v0-xdp-xdp_pass" "with the usual name"
is "$(field name v0 xdp 1)" xdp_pass "it is the only one"
is "$(field revision v0 xdp 1)" "" "and has no revision"
is "$(field id v0 xdp xdp_pass)" "$(kernel id v0)" "ip tells the same id"
link=$(field link v0 xdp xdp_pass)
like "$(bpftool link show id "$link")" "^$link: xdp " "the link is one of XDP"
refuses 2 'already' on drop v0
like "$err" 'Hint: nkctl chain replace' "with the way on"
refuses 2 'other mode' on drop v0 mode generic
is "$(order v0 xdp)" xdp_pass "it is still there"
ok "nothing is left of those" test "$(ls $pins)" = v0-xdp-xdp_pass

# shellcheck disable=SC2086 # words
for ref in "pin v0-xdp-xdp_pass" "link $link" "name xdp_drop" "id ID"; do
	[[ $(order v0 xdp) = xdp_pass ]] && prog=$drop || prog=$pass
	ref=${ref/ID/$(kernel id v0)}
	[[ $ref != name* ]] || ref="name $(order v0 xdp)"
	works "replace $ref" nkctl chain replace dev v0 xdp $ref $prog
	is "$(order v0 xdp),$(field link v0 xdp 1)" "${prog##* },$link" "is another program on the same link"
done
works "replace by itself" nkctl chain replace dev v0 xdp link "$link" id "$(kernel id v0)"
refuses 1 'not in the xdp chain' nkctl chain detach dev v0 xdp name nope
works "detach" nkctl chain detach dev v0 xdp link "$link"
ok "nothing runs" has_no_xdp v0
is "$(ls $pins)" "" "its pin is gone"
refuses 1 'not in the xdp chain' nkctl chain detach dev v0 xdp link "$link"
works "all of nothing" nkctl chain detach dev v0 xdp all

# ---- modes ----
works "generic on veth" on pass v0 mode generic pin gen
is "$(field mode v0 xdp xdp_pass),$(kernel mode v0)" generic,xdpgeneric "is generic"
# shellcheck disable=SC2086
works "replace keeps the mode" nkctl chain replace dev v0 xdp pin gen $drop
is "$(field mode v0 xdp xdp_drop),$(kernel mode v0)" generic,xdpgeneric "indeed"
works "detach all" nkctl chain detach dev v0 xdp all
works "native said" on pass v0 mode native
is "$(field mode v0 xdp xdp_pass)" native "is native"
nkctl chain detach dev v0 xdp all
works "lo falls back to generic" on pass lo
is "$(field mode lo xdp xdp_pass)" generic "and says so"
nkctl chain detach dev lo xdp all
refuses 2 'no native XDP' on pass lo mode native
like "$err" 'Hint: say mode generic' "with the way on"
refuses 2 'offload takes' on pass v0 mode offload

# ---- direct ----
works "direct" on pass v0 direct
is "$(field owner v0 xdp xdp_pass)" direct "is direct"
is "$(field link v0 xdp 1)$(field pin v0 xdp 1)" "" "without link and pin"
refuses 2 'already' on drop v0 direct
refuses 2 'already' on drop v0
# shellcheck disable=SC2086
works "replace" nkctl chain replace dev v0 xdp name xdp_pass $drop
is "$(order v0 xdp)" xdp_drop "is replaced"
works "detach" nkctl chain detach dev v0 xdp name xdp_drop
ok "gone" has_no_xdp v0
ip link set dev v0 xdpgeneric obj "$objects/xdp.bpf.o" sec xdp
is "$(field owner v0 xdp 1) $(field mode v0 xdp 1)" "direct generic" "what ip attached is direct"
works "and can be detached" nkctl chain detach dev v0 xdp all
ok "gone" has_no_xdp v0

# ---- what makes no sense ----
# shellcheck disable=SC2046,SC2086
{
	refuses 1 'of type tc.* xdp' nkctl chain attach dev v0 xdp object "$objects/one.bpf.o"
	refuses 1 'of type xdp.* tc' nkctl chain attach dev v0 ingress $pass
	refuses 1 'more than one xdp program: xdp_(pass|drop) and xdp_(pass|drop)' \
		nkctl chain attach dev v0 xdp object "$objects/xdp.bpf.o"
	refuses 1 'mode goes with' nkctl chain attach dev v0 ingress $(of a) mode generic
	refuses 1 'no before' nkctl chain attach dev v0 xdp $pass before name x
	refuses 1 'no revision' nkctl chain attach dev v0 xdp $pass revision 1
	refuses 1 'no order' nkctl chain move dev v0 xdp name xdp_pass first
	run nkctl -dry-run chain attach dev v0 xdp $pass
}
is_status 0 "dry-run"
like "$out" 'v0 xdp: attach.*xdp_pass' "says what it would do"
ok "and does nothing" has_no_xdp v0

# ---- the program does what XDP does ----
ok "a counter behind it" nkctl chain attach dev v1 ingress object "$objects/marks.bpf.o" program audit
works "a program that drops" on drop v1
ok "packets are sent" send v0 20
works "one that passes" nkctl chain replace dev v1 xdp name xdp_drop \
	object "$objects/xdp.bpf.o" program xdp_pass
ok "packets are sent" send v0 3
ok "only these came through" wait_for 5 counted v1 ingress audit SEEN 3
nkctl chain detach dev v1 ingress all
nkctl chain detach dev v1 xdp all

# ---- somebody else's link ----
bpftool prog load "$objects/xdp.bpf.o" /sys/fs/bpf/theirs type xdp
prog=$(bpftool prog show pinned /sys/fs/bpf/theirs | sed -n '1s/:.*//p')
background hold v0 xdp "$prog" >"$scratch/link"
ok "a process holds a link" wait_for 5 test -s "$scratch/link"
is "$(field owner v0 xdp 1) $(field link v0 xdp 1)" "link $(<"$scratch/link")" "shown as link, without a pin"
works "detached by its id" nkctl chain detach dev v0 xdp link "$(<"$scratch/link")"
ok "gone" has_no_xdp v0

# ---- two namespaces, one device index, one program ----
for ns in one two; do
	ip netns add $ns
	ip -n $ns link add x0 index 77 type veth peer name x1 index 78
done
in_one() { ns=one field "$1" x0 xdp 1; }
in_two() { ns=two field "$1" x0 xdp 1; }
works "a link in one" nkctl -n one chain attach dev x0 xdp id "$prog"
link=$(in_one link)
works "direct in two" nkctl -n two chain attach dev x0 xdp id "$prog" direct
is "$(in_two owner),$(in_two link)" direct, "the link in one is not taken for two's"
is "$(in_one owner),$(in_one link)" "pinned,$link" "nor forgotten in one"
works "detach in two" nkctl -n two chain detach dev x0 xdp id "$prog"
is "$(in_two id)" "" "detaches two's"
is "$(in_one link)" "$link" "and not the neighbour's"
works "links in both" nkctl -n two chain attach dev x0 xdp id "$prog" pin second
unlike "$(nkctl -n two chain show dev x0 xdp)" "owner link link|pin " "then a link, but not which one"
is "$(in_two owner)" link "of that it is sure"
refuses 1 'cannot tell' nkctl -n two chain detach dev x0 xdp id "$prog"
# shellcheck disable=SC2086
refuses 1 'cannot tell' nkctl -n two chain replace dev x0 xdp id "$prog" $drop
is "$(in_one id),$(in_two id)" "$prog,$prog" "both still run"
unlike "$(nkctl -n two doctor)" "x0 xdp" "doctor claims nothing of it"
ok "to remove the pin" rm $pins/second
gone_in_two() { [[ $(in_two id) = '' ]]; }
ok "detaches it" wait_for 5 gone_in_two
is "$(in_one owner),$(in_one link)" "pinned,$link" "and the other is known again"

# ---- the device goes ----
ip -n one link del x0
refuses 1 'no such device' nkctl -n one chain detach dev x0 xdp link "$link"
like "$(nkctl doctor)" "^error: $pins/x0-xdp-xdp_pass: link $link .*attached to nothing" "doctor finds the pin that it leaves"
done_testing
