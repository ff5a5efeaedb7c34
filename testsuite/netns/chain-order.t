#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Where an attached program stands: first, last, before and after whatever a REF can name.
# time limit: 240
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin

for hook in ingress egress; do
	# A VM is slow, and its netkit hooks have tests of their own.
	[[ -z ${NKT_VM-} || $hook = ingress ]] || continue
	works "$hook: into an empty chain" attach v0 $hook a
	works "last is the default" attach v0 $hook b
	is "$(order v0 $hook)" "a b" "so it runs behind"
	works "first" attach v0 $hook c first pin see
	works "last" attach v0 $hook d last direct
	is "$(order v0 $hook)" "c a b d" "first and last"
	out=$(nkctl -j chain show dev v0 $hook)
	json_are '[.[].id] | join(" ")' "\"$(progs v0 $hook)\"" "bpf(2) tells the same" \
		'[.[] | .link // 0] | join(" ")' "\"$(links v0 $hook)\"" "and of the links" \
		'[.[].position]' '[1,2,3,4]' "positions count from 1" \
		'[.[].revision] | unique' "[$(revision v0 $hook)]" "one revision"

	# What can be said of a: by its link, by itself; and of d, which has no link
	bpftool prog pin id "$(field id v0 $hook a)" /sys/fs/bpf/prog-a
	for ref in "id $(field id v0 $hook a)" "name a" "tag $(field tag v0 $hook a)" \
		"pinned /sys/fs/bpf/prog-a" "pinned $pins/v0-$hook-a" "$(of a)" \
		"link $(field link v0 $hook a)" "pin v0-$hook-a"; do
		# shellcheck disable=SC2046,SC2086 # words
		works "before $ref" nkctl chain attach dev v0 $hook $(of in) before $ref
		is "$(order v0 $hook)" "c in a b d" "stands before it"
		nkctl chain detach dev v0 $hook name in
		# shellcheck disable=SC2046,SC2086
		works "after $ref" nkctl chain attach dev v0 $hook $(of in) after $ref
		is "$(order v0 $hook)" "c a in b d" "stands behind it"
		nkctl chain detach dev v0 $hook name in
	done
	for place in before after; do
		works "direct, $place one without a link" attach v0 $hook in direct $place name d
		[[ $place = before ]] && want="c a b in d" || want="c a b d in"
		is "$(order v0 $hook)" "$want" "stands there"
		works "and by a link" attach v0 $hook eg $place name d
		[[ $place = before ]] && want="c a b in eg d" || want="c a b d eg in"
		is "$(order v0 $hook)" "$want" "nearer"
		nkctl chain detach dev v0 $hook name in
		nkctl chain detach dev v0 $hook name eg
	done
	works "before the first" attach v0 $hook in before name c
	works "behind the last" attach v0 $hook eg after name d
	is "$(order v0 $hook)" "in c a b d eg" "are the ends"
	rm /sys/fs/bpf/prog-a
	nkctl chain detach dev v0 $hook all
	is "$(chain v0 $hook)" 1 "all gone"
done

# Programs that were made for another hook run here as well.
for name in in eg pri pee; do
	works "section of $name" attach v0 ingress $name
done
is "$(order v0 ingress)" "in eg pri pee" "any tc program will do"

# PROG in every way it can be said
unique_object
works "object with one program" nkctl chain attach dev v1 ingress object "$scratch/unique.bpf.o" direct
id=$(field id v1 ingress "$unique")
tag=$(field tag v1 ingress "$unique")
bpftool prog pin id "$id" /sys/fs/bpf/unique
for prog in "id $id" "name $unique" "tag $tag" "pinned /sys/fs/bpf/unique"; do
	# shellcheck disable=SC2086 # words
	works "attach $prog" nkctl chain attach dev v1 egress $prog
	is "$(progs v1 egress)" "$id" "is that very program"
	nkctl chain detach dev v1 egress all
done
works "upper case in a tag" nkctl chain attach dev v1 egress tag "${tag^^}"
nkctl chain detach dev v1 egress all

# The kernel keeps 15 bytes of a name, its BTF all of it; either will do.
attach v1 egress a_name_of_more_than_15_bytes
is "$(order v1 egress)" a_name_of_more_than_15_bytes "a long name is shown whole"
works "cut after 15 bytes it is found" nkctl chain replace dev v1 egress name a_name_of_more_ \
	id "$(progs v1 egress)"
attach v1 egress a_name_of_more_too
refuses 1 'two programs' nkctl chain detach dev v1 egress name a_name_of_more_
works "whole it is no other's" nkctl chain detach dev v1 egress name a_name_of_more_too
is "$(order v1 egress)" a_name_of_more_than_15_bytes "indeed"
done_testing
