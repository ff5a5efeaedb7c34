#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Many programs and many processes: a full chain, and changes at the same time that lose nothing.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin

# ---- a full chain: 63 programs, the same code loaded 63 times ----
for ((i = 1; i <= 63; i++)); do
	echo "chain attach dev v0 ingress object $objects/one.bpf.o pin p$i"
done >"$scratch/batch"
works "63 programs" nkctl -b "$scratch/batch"
is "$(progs v0 ingress | wc -w)" 63 "all there"
is "$(nkctl chain show dev v0 ingress | grep -o '/p[0-9]* ' | xargs)" "$(printf '/p%d\n' {1..63} | xargs)" \
	"in their order"
was=$(chain v0 ingress)
for how in "" direct first "before pin p7" "direct after pin p7"; do
	# shellcheck disable=SC2086 # words
	refuses 2 'the chain is full: it holds 63 programs' attach v0 ingress a $how
done
is "$(chain v0 ingress)" "$was" "and nothing has changed"
# shellcheck disable=SC2046
works "replace needs no room" nkctl chain replace dev v0 ingress pin p32 $(of b)
is "$(field name v0 ingress 32)" b "done in its place"
run nkctl chain move dev v0 ingress pin p63 first
is "$status,$(field pin v0 ingress 1)" "0,$pins/p63" "move works without room for a stand-in"
like "$err" '^Note: v0: moved with a gap' "and says that there was a gap"
run nkctl -j chain move dev v0 ingress pin p63 last
is "$(jq -r .note.object <<<"$err")" v0 "a note in JSON"
is "$(field pin v0 ingress 63)" "$pins/p63" "and back"
works "detach the last" nkctl chain detach dev v0 ingress pin p63
works "then one more fits" attach v0 ingress c direct
refuses 2 'is full' attach v0 ingress d
works "all" nkctl chain detach dev v0 ingress all
is "$(chain v0 ingress),$(ls $pins)" "1," "all gone"

# ---- 8 processes, 25 times attach and detach each, at random places ----
# Each has a pin folder of its own, so that no lock keeps them apart: the revision has to.
attach v0 ingress a
attach v0 ingress b direct
base=$(chain v0 ingress)
places=(first last "before name a" "after name a" "before name b" "after name b")
for ((p = 1; p <= 8; p++)); do
	mkdir /sys/fs/bpf/root$p
	for ((i = 0; i < 25; i++)); do
		echo "chain attach dev v0 ingress object $objects/one.bpf.o pin p$p ${places[(p + i) % 6]}"
		echo "chain detach dev v0 ingress pin p$p"
	done >"$scratch/batch$p"
	# the last one stays
	echo "chain attach dev v0 ingress object $objects/one.bpf.o pin p$p last" >>"$scratch/batch$p"
done
racers=()
for ((p = 1; p <= 8; p++)); do
	nkctl -bpffs /sys/fs/bpf/root$p -b "$scratch/batch$p" >"$scratch/race$p" 2>&1 &
	racers+=("$!")
done
for ((p = 1; p <= 8; p++)); do
	wait "${racers[p - 1]}"
	is "$?,$(<"$scratch/race$p")" "0," "process $p came through"
done
is "$(revision v0 ingress)" $((${base%% *} + 8 * 51)) "each change was made, once"
is "$(progs v0 ingress | wc -w)" 10 "what should stay is there"
like "$(order v0 ingress)" '^(one )*a (one )*b( one)*$' "the first two in their order, among eight others"
is "$(nkctl chain show dev v0 ingress | grep -o 'root[1-8]/link/p[1-8]' | sort | xargs)" \
	"$(printf 'root%d/link/p%d\n' 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 | xargs)" "each with its pin"

# ---- separate commands, one lock: attach, move, replace and detach ----
nkctl chain detach dev v0 ingress all
attach v0 ingress a
attach v0 ingress b direct
racers=()
for ((p = 1; p <= 4; p++)); do
	(
		for ((i = 0; i < 3; i++)); do
			nkctl chain attach dev v0 ingress object "$objects/one.bpf.o" pin q$p before name a &&
				nkctl chain move dev v0 ingress pin q$p last &&
				nkctl chain replace dev v0 ingress pin q$p object "$objects/twin.bpf.o" &&
				nkctl chain detach dev v0 ingress pin q$p || exit
		done
	) >"$scratch/race$p" 2>&1 &
	racers+=("$!")
done
for ((p = 1; p <= 4; p++)); do
	wait "${racers[p - 1]}"
	is "$?,$(<"$scratch/race$p")" "0," "process $p came through"
done
is "$(order v0 ingress)" "a b" "the chain is as it was"
is "$(ls $pins)" v0-ingress-a "and so are the pins"

# ---- with a said revision, of many only one gets through ----
n=$(revision v0 ingress)
racers=()
for ((p = 1; p <= 6; p++)); do
	nkctl -bpffs /sys/fs/bpf/root$p chain attach dev v0 ingress object "$objects/one.bpf.o" \
		pin one revision "$n" >"$scratch/race$p" 2>&1 &
	racers+=("$!")
done
won=0 lost=0
for ((p = 1; p <= 6; p++)); do
	wait "${racers[p - 1]}"
	case $?,$(<"$scratch/race$p") in
	0,) won=$((won + 1)) ;;
	2,*revision*$n* | 2,*"another tool changed the chain"*) lost=$((lost + 1)) ;;
	*) diag "$(<"$scratch/race$p")" ;;
	esac
done
is "$won,$lost" 1,5 "one of six has the revision"
is "$(order v0 ingress)" "a b one" "and is there"
done_testing
