#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What can go wrong: each refusal of the kernel that a user can reach has its sentence and its exit
# status, and leaves nothing behind: no program, no link, no pin, no map.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin
unique_object

# ---- revisions ----
attach v0 ingress a
attach v0 ingress b direct
works "the revision that it has" attach v0 ingress c revision "$(revision v0 ingress)"
was=$(chain v0 ingress)
n=$(revision v0 ingress)
for wrong in $((n - 1)) $((n + 1)) 0; do
	refuses 2 "at revision $n, not $wrong" attach v0 ingress d revision "$wrong"
done
# shellcheck disable=SC2046 # words
{
	refuses 2 "at revision $n, not 1" nkctl chain replace dev v0 ingress name a $(of d) revision 1
	run nkctl -j chain replace dev v0 ingress name b $(of d) revision 1
	is "$status,$(jq -c '.error | [.command, .object, .errno]' <<<"$err")" \
		'2,["chain replace","v0","ESTALE"]' "the same in JSON"
	is "$(chain v0 ingress)" "$was" "nothing has changed"
	works "replace a link's at its revision" nkctl chain replace dev v0 ingress name a $(of d) revision "$n"
	works "replace a direct one at its revision" nkctl chain replace dev v0 ingress name b $(of in) \
		revision $((n + 1))
}
is "$(order v0 ingress),$(revision v0 ingress)" "d in c,$((n + 2))" "both done"
nkctl chain detach dev v0 ingress all
is "$(chain v0 ingress)" 1 "an emptied tcx chain starts over"
works "at 1" attach v0 ingress a revision 1
nkctl chain detach dev v0 ingress all
works "and again" attach v0 ingress a revision 1
nkctl chain detach dev v0 ingress all

# With a clsact qdisc it does not start over.
if tc qdisc add dev v0 clsact 2>/dev/null; then
	attach v0 ingress a
	nkctl chain detach dev v0 ingress all
	n=$(revision v0 ingress)
	isnt "$n" 1 "with clsact an emptied chain goes on counting"
	refuses 2 "at revision $n, not 1" attach v0 ingress a revision 1
	works "attach" attach v0 ingress a
	is "$(revision v0 ingress)" $((n + 1)) "goes on from there"
	nkctl chain detach dev v0 ingress all
	works "with the revision that it has" attach v0 ingress a revision $((n + 2))
	nkctl chain detach dev v0 ingress all
	tc qdisc del dev v0 clsact
else
	skip 6 "this kernel has no clsact"
fi

# ---- nothing is left behind ----
# untouched DESC: as before, and the unique program is not loaded
untouched()
{
	ok "$1: the program is gone" wait_for 5 is_not_loaded "$unique"
	is "$(chain v0 ingress) $(find /sys/fs/bpf -type f | sort | xargs)" "$before" "$1: all as it was"
}
attach v0 ingress a pin taken
attach v0 ingress b
before="$(chain v0 ingress) $(find /sys/fs/bpf -type f | sort | xargs)"
new="object $scratch/unique.bpf.o"
# shellcheck disable=SC2086 # words
{
	refuses 1 'pin called taken exists already' nkctl chain attach dev v0 ingress $new pin taken
	untouched "pin taken"
	refuses 2 'revision' nkctl chain attach dev v0 ingress $new revision 99
	untouched "wrong revision"
	refuses 1 'not in the ingress chain' nkctl chain attach dev v0 ingress $new before id 4294967295
	untouched "no such REF"
	refuses 1 'no pin called' nkctl chain replace dev v0 ingress pin nope $new
	untouched "no such pin to replace"
	refuses 1 'of type tc.*xdp' nkctl chain attach dev v0 xdp $new
	untouched "wrong type"
	refuses 1 'not a netkit device' nkctl chain attach dev v0 peer $new
	like "$err" 'Hint: its hooks are ingress, egress and xdp' "and which hooks it has"
	untouched "no netkit"
	refuses 1 'no such device' nkctl chain attach dev nope ingress $new
	run nkctl -dry-run chain attach dev v0 ingress $new first
	is "$status" 0 "dry-run"
	like "$out" "v0 ingress: attach.*$unique.*first" "says what it would do"
	untouched "dry-run"
	run nkctl -dry-run -j chain attach dev v0 ingress $new after name a
	is_json '.[0] | [.object, .action]' '["v0 ingress","attach"]' "and in JSON"
	untouched "dry-run in JSON"
	refuses 2 'revision' nkctl -dry-run chain attach dev v0 ingress $new revision 99
}
refuses 2 'cannot load broken: (.*outside of the packet|.*Access outside bounds at broken.bpf.c:[0-9]+)' nkctl chain attach dev v0 ingress object "$objects/broken.bpf.o"
like "$err" 'Hint: -D shows' "with the way to the verifier's log"
ok "its map is not pinned" test ! -e /sys/fs/bpf/netkit-tools/map
run nkctl -D chain attach dev v0 ingress object "$objects/broken.bpf.o"
like "$err" 'R[0-9].*invalid access to packet' "-D does show it"
untouched "broken"
kept=$objects/kept.bpf.o
refuses 2 'revision' nkctl chain attach dev v0 ingress object "$kept" revision 99
ok "a map that was to be pinned is not" test ! -e /sys/fs/bpf/netkit-tools/map
run nkctl -dry-run chain attach dev v0 ingress object "$kept"
ok "nor by dry-run" test ! -e /sys/fs/bpf/netkit-tools/map
refuses 1 'not in the ingress chain' nkctl chain detach dev v0 ingress object "$kept"
ok "nor by a REF" test ! -e /sys/fs/bpf/netkit-tools/map
works "attached" nkctl chain attach dev v0 ingress object "$kept"
ok "it is pinned" bpftool map show pinned /sys/fs/bpf/netkit-tools/map/nkt_kept
map=$(field 'maps[0].id' v0 ingress kept)
works "once more" nkctl chain attach dev v0 egress object "$kept"
is "$(field 'maps[0].id' v0 egress kept)" "$map" "shares it"
refuses 2 'revision' nkctl chain attach dev v0 egress object "$kept" revision 99
ok "what was there before stays" test -e /sys/fs/bpf/netkit-tools/map/nkt_kept
works "found by its code" nkctl chain detach dev v0 egress object "$kept"
ok "and its map stays" test -e /sys/fs/bpf/netkit-tools/map/nkt_kept
nkctl chain detach dev v0 ingress all

# Where the pins cannot be, nothing is attached.
refuses 1 'not on a BPF file system' nkctl -bpffs "$scratch" chain attach dev v0 ingress object "$kept"
is "$(chain v0 ingress)" 1 "not even for a moment"
rm -r /sys/fs/bpf/netkit-tools
run nkctl -dry-run chain attach dev v0 ingress object "$kept"
is "$status,$err" "0," "dry-run on a fresh machine"
ok "makes no folder" test ! -e /sys/fs/bpf/netkit-tools
works "a long pin" attach v0 ingress a pin "$(printf 'p%.0s' {1..200})"
run attach v0 ingress b pin "$(printf 'p%.0s' {1..300})"
is "$status,$(order v0 ingress)" "1,a" "one that is too long: not attached"
like "$err" '[Nn]ame too long' "and says why"
nkctl chain detach dev v0 ingress all

# ---- words ----
refuses 1 'PROG is missing' nkctl chain attach dev v0 ingress
refuses 1 'REF is missing' nkctl chain detach dev v0 ingress
refuses 1 'dev is missing' nkctl chain attach ingress id 1
refuses 1 'none of ingress, egress' nkctl chain attach dev v0 sideways id 1
refuses 1 'last.*first' attach v0 ingress a first last
refuses 1 'direct.*pin' attach v0 ingress a pin x direct
for name in a/b a.b . ..; do
	refuses 1 'without / and \.' attach v0 ingress a pin $name
done
refuses 1 '16 hexadecimal digits' nkctl chain attach dev v0 ingress tag xyz
refuses 1 '16 hexadecimal digits' nkctl chain detach dev v0 ingress tag 0123456789abcdef0
refuses 1 'no tc program with tag 0000000000000000' nkctl chain attach dev v0 ingress tag 0000000000000000
refuses 1 "no tc program with name $unique" nkctl chain attach dev v0 ingress name "$unique"
refuses 1 'no program with id 4294967295' nkctl chain attach dev v0 ingress id 4294967295
refuses 1 'No such file' nkctl chain attach dev v0 ingress pinned /sys/fs/bpf/nope
refuses 1 'No such file' nkctl chain attach dev v0 ingress object /nope.o
refuses 1 'cannot open as a BPF object' nkctl chain attach dev v0 ingress object /etc/passwd
unlike "$err" 'Unknown error' "in words"
refuses 1 'holds no program "nope"' nkctl chain attach dev v0 ingress object "$kept" program nope
refuses 1 'more than one tc program.*a and b' nkctl chain attach dev v0 ingress object "$objects/many.bpf.o"
like "$err" 'Hint: say program NAME' "and what to say"
bpftool map create /sys/fs/bpf/amap type array key 4 value 4 entries 1 name amap
refuses 1 'no program' nkctl chain attach dev v0 ingress pinned /sys/fs/bpf/amap
refuses 1 'no program and no link' nkctl chain detach dev v0 ingress pinned /sys/fs/bpf/amap
bpftool prog load "$objects/xdp.bpf.o" /sys/fs/bpf/xdp type xdp
refuses 1 'of type xdp.*tc' nkctl chain attach dev v0 ingress pinned /sys/fs/bpf/xdp

# Two programs of the machine with one name
nkctl chain attach dev v0 ingress object "$scratch/unique.bpf.o"
nkctl chain attach dev v0 egress object "$scratch/unique.bpf.o"
first=$(progs v0 ingress) second=$(progs v0 egress)
refuses 1 "name $unique fits two programs: id $first.*id $second" nkctl chain attach dev v1 ingress name "$unique"
like "$err" "Hint: say id $first or id $second" "and how to tell them"
refuses 1 "fits two programs" nkctl chain attach dev v1 ingress tag "$(field tag v0 ingress "$unique")"
run nkctl -j chain attach dev v1 ingress name "$unique"
is "$status,$(jq -r .error.errno <<<"$err")" 1,ENOTUNIQ "and in JSON"
is "$(chain v1 ingress)" 1 "neither is taken"
works "in its chain the name is one program's" nkctl chain detach dev v0 ingress name "$unique"
is "$(progs v0 egress)" "$second" "the other chain's stays"

# ---- the kernel's own ----
refuses 2 'in this chain already' nkctl chain attach dev v0 egress id "$second"
refuses 2 'in this chain already' nkctl chain attach dev v0 egress id "$second" direct first
works "but it may run elsewhere, too" nkctl chain attach dev v1 egress id "$second"

# unprivileged: nothing of it works, each says what is missing
run unprivileged nkctl chain attach dev v0 ingress id "$second"
is "$status" 1 "without any right"
like "$err" 'CAP_(BPF|NET_ADMIN)' "the capability is named"
done_testing
