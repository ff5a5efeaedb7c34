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
# kernel KEY DEV: what `ip` says of the program that runs there
kernel() { ip -j link show dev "$2" | jq -r ".[0].xdp.$1 // empty"; }
# shellcheck disable=SC2329 # wait_for calls it
runs() { [[ $(kernel prog.id "$1") = "$2" ]]; }
has_no_xdp() { [[ -z $(kernel mode "$1") ]]; }

# ---- attach, replace, detach through a pinned link ----
works "attach" on pass v0
is "$(field mode v0 xdp xdp_pass)" native "veth has XDP in its driver"
is "$(kernel mode v0)" 1 "ip calls that mode 1"
is "$(field owner v0 xdp xdp_pass)" pinned "by a pinned link"
is "$(field pin v0 xdp xdp_pass)" "$pins/v0-xdp-xdp_pass" "with the usual name"
is "$(field position v0 xdp xdp_pass)" 1 "it is the only one"
is "$(rows '.[0] | has("revision")' dev v0 xdp)" false "and has no revision"
is "$(field id v0 xdp xdp_pass)" "$(kernel prog.id v0)" "ip tells the same id"
link=$(field link v0 xdp xdp_pass)
is "$(bpftool -j link show id "$link" | jq -r .type)" xdp "the link is one of XDP"
refuses 2 'already' on drop v0
like "$err" 'Hint: nkctl chain replace' "with the way on"
refuses 2 'other mode' on drop v0 mode generic
is "$(order v0 xdp)" xdp_pass "it is still there"
ok "nothing is left of those" test "$(ls $pins)" = v0-xdp-xdp_pass

# shellcheck disable=SC2086 # words
for ref in "pin v0-xdp-xdp_pass" "link $link" "name xdp_drop" "id ID"; do
	[[ $(order v0 xdp) = xdp_pass ]] && prog=$drop || prog=$pass
	ref=${ref/ID/$(kernel prog.id v0)}
	[[ $ref != name* ]] || ref="name $(order v0 xdp)"
	works "replace $ref" nkctl chain replace dev v0 xdp $ref $prog
	is "$(order v0 xdp),$(rows '.[0].link' dev v0 xdp)" "${prog##* },$link" "is another program on the same link"
done
works "replace by itself" nkctl chain replace dev v0 xdp link "$link" id "$(kernel prog.id v0)"
refuses 1 'not in the xdp chain' nkctl chain detach dev v0 xdp name nope
works "detach" nkctl chain detach dev v0 xdp link "$link"
ok "nothing runs" has_no_xdp v0
is "$(ls $pins)" "" "its pin is gone"
refuses 1 'not in the xdp chain' nkctl chain detach dev v0 xdp link "$link"
works "all of nothing" nkctl chain detach dev v0 xdp all

# ---- modes ----
works "generic on veth" on pass v0 mode generic pin gen
is "$(field mode v0 xdp xdp_pass),$(kernel mode v0)" generic,2 "is generic"
# shellcheck disable=SC2086
works "replace keeps the mode" nkctl chain replace dev v0 xdp pin gen $drop
is "$(field mode v0 xdp xdp_drop),$(kernel mode v0)" generic,2 "indeed"
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
is "$(rows '.[0] | has("link") or has("pin")' dev v0 xdp)" false "without link and pin"
refuses 2 'already' on drop v0 direct
refuses 2 'already' on drop v0
# shellcheck disable=SC2086
works "replace" nkctl chain replace dev v0 xdp name xdp_pass $drop
is "$(order v0 xdp)" xdp_drop "is replaced"
works "detach" nkctl chain detach dev v0 xdp name xdp_drop
ok "gone" has_no_xdp v0
ip link set dev v0 xdpgeneric obj "$objects/xdp.bpf.o" sec xdp
is "$(rows '.[0] | "\(.owner) \(.mode)"' dev v0 xdp)" "direct generic" "what ip attached is direct"
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
prog=$(bpftool -j prog show pinned /sys/fs/bpf/theirs | jq .id)
background hold v0 xdp "$prog" >"$scratch/link"
ok "a process holds a link" wait_for 5 test -s "$scratch/link"
is "$(rows '.[0] | "\(.owner) \(.link)"' dev v0 xdp)" "link $(<"$scratch/link")" "shown as link, without a pin"
works "detached by its id" nkctl chain detach dev v0 xdp link "$(<"$scratch/link")"
ok "gone" has_no_xdp v0

# ---- two namespaces, one device index, one program ----
for ns in one two; do
	ip netns add $ns
	ip -n $ns link add x0 index 77 type veth peer name x1 index 78
done
in_one() { nkctl -n one -j chain show dev x0 xdp | jq -r ".[0].$1"; }
in_two() { nkctl -n two -j chain show dev x0 xdp | jq -r ".[0].$1"; }
works "a link in one" nkctl -n one chain attach dev x0 xdp id "$prog"
link=$(in_one link)
works "direct in two" nkctl -n two chain attach dev x0 xdp id "$prog" direct
is "$(in_two 'owner'),$(in_two link)" direct,null "the link in one is not taken for two's"
is "$(in_one 'owner'),$(in_one link)" "pinned,$link" "nor forgotten in one"
works "detach in two" nkctl -n two chain detach dev x0 xdp id "$prog"
is "$(in_two id)" null "detaches two's"
is "$(in_one link)" "$link" "and not the neighbour's"
works "links in both" nkctl -n two chain attach dev x0 xdp id "$prog" pin second
is "$(in_two 'owner'),$(in_two link)" link,null "then a link, but not which one"
refuses 1 'cannot tell' nkctl -n two chain detach dev x0 xdp id "$prog"
# shellcheck disable=SC2086
refuses 1 'cannot tell' nkctl -n two chain replace dev x0 xdp id "$prog" $drop
is "$(in_one id),$(in_two id)" "$prog,$prog" "both still run"
is "$(nkctl -n two -j doctor | jq 'map(select(.check == "unpinned-link")) | length')" 0 \
	"doctor claims nothing of it"
ok "to remove the pin" rm $pins/second
gone_in_two() { [[ $(in_two id) = null ]]; }
ok "detaches it" wait_for 5 gone_in_two
is "$(in_one owner),$(in_one link)" "pinned,$link" "and the other is known again"

# ---- the device goes ----
ip -n one link del x0
refuses 1 'no such device' nkctl -n one chain detach dev x0 xdp link "$link"
is "$(nkctl -j doctor | jq -r '.[] | select(.check == "severed-link").object')" \
	"$pins/x0-xdp-xdp_pass" "doctor finds the pin that it leaves"
done_testing
