#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Replacing and moving: what stays as it was, and that no packet passes by meanwhile.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin

# ---- replace keeps position, link and pin ----
attach v0 ingress a
attach v0 ingress b pin mid
attach v0 ingress c direct
attach v0 ingress d
link=$(field link v0 ingress b)
for ref in "name b" "pin mid" "link $link" "id ID" "tag TAG" "pinned $pins/mid"; do
	[[ $(order v0 ingress) = "a b c d" ]] && new=in || new=b
	old=$(field name v0 ingress 2)
	ref=${ref/name b/name $old}
	ref=${ref/ID/$(field id v0 ingress "$old")}
	ref=${ref/TAG/$(field tag v0 ingress "$old")}
	was=$(revision v0 ingress)
	# shellcheck disable=SC2046,SC2086 # words
	works "replace $ref" nkctl chain replace dev v0 ingress $ref $(of $new)
	is "$(order v0 ingress)" "a $new c d" "in the same position"
	is "$(field link v0 ingress 2) $(field pin v0 ingress 2)" "$link $pins/mid" "on the same link and pin"
	is "$(revision v0 ingress)" $((was + 1)) "one change"
done
attach v0 ingress eg direct after name c
nkctl chain detach dev v0 ingress name c
# shellcheck disable=SC2046
works "replace a direct one" nkctl chain replace dev v0 ingress name eg $(of c)
is "$(order v0 ingress)" "a b c d" "in the same position"
is "$(field owner v0 ingress c)" direct "is direct again"
was=$(chain v0 ingress)
id=$(field id v0 ingress b)
works "by itself" nkctl chain replace dev v0 ingress pin mid id "$id"
works "a direct one by itself" nkctl chain replace dev v0 ingress name c id "$(field id v0 ingress c)"
is "$(chain v0 ingress)" "$was" "is no change"
refuses 2 'in this chain already' nkctl chain replace dev v0 ingress name a id "$id"
refuses 2 'in this chain already' nkctl chain replace dev v0 ingress name c id "$id"
# shellcheck disable=SC2046
refuses 1 'name nope is not in the ingress chain' nkctl chain replace dev v0 ingress name nope $(of a)
refuses 1 'PROG is missing' nkctl chain replace dev v0 ingress name a
refuses 1 'of type xdp' nkctl chain replace dev v0 ingress name a object "$objects/xdp.bpf.o" program xdp_pass
is "$(chain v0 ingress)" "$was" "nor were these"
# shellcheck disable=SC2046
run nkctl -dry-run chain replace dev v0 ingress name a $(of d)
is "$status,$(chain v0 ingress)" "0,$was" "dry-run changes nothing"
like "$out" 'v0 ingress: replace.*a.*d' "and says what it would"

# ---- move ----
# moves WHAT PLACE ORDER
moves()
{
	local links pin
	pin=$(field pin v0 ingress "$1")
	links=$(links v0 ingress | wc -w)
	# shellcheck disable=SC2086 # words
	works "move $1 $2" nkctl chain move dev v0 ingress name $1 $2
	is "$(order v0 ingress)" "$3" "stands there"
	is "$(field pin v0 ingress "$1")" "$pin" "with the pin that it had"
	is "$(links v0 ingress | wc -w)" "$links" "and no program more or less"
}
moves d first "d a b c"
moves d last "a b c d"
moves a "after name b" "b a c d"
moves d "before pin mid" "d b a c"
moves c first "c d b a"
moves c "after name a" "d b a c"
moves b "before name c" "d a b c"
is "$(field owner v0 ingress c),$(field owner v0 ingress b)" "direct,pinned" "owners stay"
works "by its pin, after a link" nkctl chain move dev v0 ingress pin mid after link "$(field link v0 ingress d)"
is "$(order v0 ingress)" "d b a c" "as well"
was=$(chain v0 ingress)
for place in first "before name b"; do
	# shellcheck disable=SC2086
	works "to where it is: $place" nkctl chain move dev v0 ingress name d $place
done
works "to where it is: last" nkctl chain move dev v0 ingress name c last
is "$(chain v0 ingress)" "$was" "is no change"
refuses 1 'before or after itself' nkctl chain move dev v0 ingress name d after name d
refuses 1 'missing' nkctl chain move dev v0 ingress name d
refuses 1 'not in the ingress chain' nkctl chain move dev v0 ingress name nope first
refuses 1 'not in the ingress chain' nkctl chain move dev v0 ingress name d before link 999999
run nkctl -dry-run chain move dev v0 ingress name d last
is "$status,$(chain v0 ingress)" "0,$was" "dry-run changes nothing"
like "$out" 'v0 ingress: move.*d.*last' "and says what it would"

# Programs of other sections have another expected attach type: these move without a gap, too.
nkctl chain detach dev v0 ingress all
for name in in eg pri pee; do
	attach v0 ingress $name
done
for name in in eg pri; do
	works "move $name, without a note" nkctl chain move dev v0 ingress name $name last
done
is "$(order v0 ingress)" "pee in eg pri" "all moved"
nkctl chain detach dev v0 ingress all

# Somebody else's link has its place, whoever wants to move it.
bpftool prog loadall "$objects/marks.bpf.o" /sys/fs/bpf/marks
id_of() { bpftool prog show pinned "/sys/fs/bpf/marks/$1" | sed -n '1s/:.*//p'; }
stamp_a=$(id_of stamp_a) stamp_b=$(id_of stamp_b)
background hold v0 ingress "$stamp_a" >"$scratch/link"
wait_for 5 test -s "$scratch/link"
attach v0 ingress a
refuses 1 'link .* belongs to another tool' nkctl chain move dev v0 ingress name stamp_a last
is "$(order v0 ingress)" "stamp_a a" "nothing has moved"
works "ours moves around it" nkctl chain move dev v0 ingress name a first
is "$(order v0 ingress)" "a stamp_a" "as said"
works "theirs may be replaced" nkctl chain replace dev v0 ingress name stamp_a id "$stamp_b"
is "$(field link v0 ingress stamp_b)" "$(<"$scratch/link")" "in its place, on its link"
nkctl chain detach dev v0 ingress all

# ---- under traffic: stamp in front of audit, which counts packets without a stamp ----
for how in pinned direct; do
	[[ $how = pinned ]] && by="pin stamp" || by=direct
	# shellcheck disable=SC2086
	nkctl chain attach dev v1 ingress id "$stamp_a" $by
	nkctl chain attach dev v1 ingress pinned /sys/fs/bpf/marks/between
	nkctl chain attach dev v1 ingress pinned /sys/fs/bpf/marks/audit
	traffic v0
	flows() { (($(counter v1 ingress audit SEEN) > ${1-0})); }
	ok "$how: packets flow" wait_for 10 flows
	before=$(counter v1 ingress audit SEEN) missed=$(counter v1 ingress audit MISSED)
	link=$(field link v1 ingress 1)
	for ((i = 0; i < 100; i++)); do
		echo "chain replace dev v1 ingress id $stamp_a id $stamp_b"
		echo "chain replace dev v1 ingress id $stamp_b id $stamp_a"
	done >"$scratch/batch"
	was=$(revision v1 ingress)
	works "200 replaces" nkctl -b "$scratch/batch"
	is "$(revision v1 ingress)" $((was + 200)) "all of them done"
	is "$(field link v1 ingress 1)" "$link" "on the same link"
	ok "packets went on" wait_for 10 flows $((before + 200))
	is "$(counter v1 ingress audit MISSED)" "$missed" "not one of them passed by"

	before=$(counter v1 ingress audit SEEN)
	for ((i = 0; i < 10; i++)); do
		echo "chain move dev v1 ingress id $stamp_a after name between"
		echo "chain move dev v1 ingress id $stamp_a first"
	done >"$scratch/batch"
	works "20 moves" nkctl -b "$scratch/batch"
	is "$(order v1 ingress)" "stamp_a between audit" "and back again"
	ok "packets went on" wait_for 10 flows $((before + 20))
	is "$(counter v1 ingress audit MISSED)" "$missed" "not one of them passed by"
	nkctl chain detach dev v1 ingress id "$stamp_a"
	notices() { (($(counter v1 ingress audit MISSED) > missed)); }
	ok "it would have been noticed" wait_for 10 notices
	still
	nkctl chain detach dev v1 ingress all
done
done_testing
