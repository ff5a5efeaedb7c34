#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# What `chain show` tells, as text and as JSON: every owner, filters behind tcx, counters, details.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source-path=SCRIPTDIR source=chain.sh
. "${0%/*}/chain.sh"
chain_begin

# ---- nothing ----
for args in "" "show" "show dev v0" "show ingress" "show dev v0 xdp"; do
	# shellcheck disable=SC2086 # words
	works "chain $args of nothing" nkctl chain $args
	# shellcheck disable=SC2086
	run nkctl -j chain $args
	is "$status,$out,$err" "0,[]," "and in JSON"
done
refuses 1 'nope: no such device' nkctl chain show dev nope
refuses 1 'not a netkit device' nkctl chain show dev v0 primary
works "netkit hooks of all devices" nkctl chain show primary

# ---- one of each owner ----
attach v0 ingress a pin first
attach v0 ingress b direct
id=$(field id v0 ingress a)
background hold v0 egress "$id" >"$scratch/link"
wait_for 5 test -s "$scratch/link"
nkctl chain attach dev v1 egress object "$objects/kept.bpf.o"
nkctl chain attach dev v1 xdp object "$objects/xdp.bpf.o" program xdp_pass
run nkctl -j chain show
is_status 0
# Devices come in the order of their index, as ip lists them; here v1 was made first.
is "$(jq -r '[.[].dev] | unique_by(.) | join(" ")' <<<"$out")" "v0 v1" "of both devices"
is_json '[.[].ifindex] == ([.[].ifindex] | sort)' true "in the order of ip"
out=$(jq -c 'sort_by(.dev)' <<<"$out")
json_are '[.[] | [.dev, .hook, .position, .name, .owner]]' \
	'[["v0","ingress",1,"a","pinned"],["v0","ingress",2,"b","direct"],["v0","egress",1,"a","link"],["v1","egress",1,"kept","pinned"],["v1","xdp",1,"xdp_pass","pinned"]]' \
	"who owns what, by device, hook and position" \
	'.[0] | keys_unsorted' \
	'["dev","ifindex","hook","position","id","name","tag","owner","link","pin","revision"]' "the keys of a pinned link" \
	'.[1] | keys_unsorted' '["dev","ifindex","hook","position","id","name","tag","owner","revision"]' \
	"of a direct one" \
	'.[2] | keys_unsorted' '["dev","ifindex","hook","position","id","name","tag","owner","link","revision"]' \
	"of a link without a pin" \
	'.[4] | keys_unsorted' \
	'["dev","ifindex","hook","position","id","name","tag","mode","owner","link","pin"]' "of XDP" \
	'[.[] | [.id, .link, .ifindex, .position, .revision // 1] | map(numbers // 0) | length] | add' 25 "numbers are numbers" \
	'[.[].id, .[].link, .[].revision] | map(type) | unique' '["null","number"]' "ids and revisions" \
	'[.[].tag | test("^[0-9a-f]{16}$")] | all' true "tags are 16 hexadecimal digits" \
	'[.[0].ifindex, .[4].ifindex]' "[$(ip -j link show v0 | jq '.[0].ifindex'),$(ip -j link show v1 | jq '.[0].ifindex')]" \
	"ifindex as ip tells it" \
	'.[0] | [.link, .id, .tag]' "$(bpftool -j link show pinned $pins/first |
	jq -c "[.id, .prog_id]" | sed 's/]$//'),\"$(bpftool -j prog show id "$id" | jq -r .tag)\"]" \
	"ids and tag as bpftool tells them"
is_json '.[2].link' "$(<"$scratch/link")" "the link that a process holds"
run nkctl -j chain show dev v1
is_json '[.[].dev] | unique' '["v1"]' "of one device"
run nkctl -j chain show egress
is_json '[.[] | "\(.dev) \(.hook)"] | sort' '["v0 egress","v1 egress"]' "of one hook"
run nkctl -j chain show dev v1 egress
is_json '[.[].name]' '["kept"]' "of both"
run nkctl -p chain show
is_json 'length' 5 "-p is JSON, too"
like "$out" $'\n  ' "indented"
for alias in ls list ""; do
	is "$(nkctl -j chain $alias)" "$(nkctl -j chain show)" "chain $alias is the same"
done

# ---- text ----
run nkctl chain show dev v0 ingress
line=$(head -n 1 <<<"$out")
like "$line" "^v0 ingress 1: id $id name a tag [0-9a-f]{16} owner pinned link [0-9]+ pin $pins/first revision 3\$" \
	"a line a program"
like "$(sed -n 2p <<<"$out")" '^v0 ingress 2: id [0-9]+ name b tag [0-9a-f]{16} owner direct revision 3$' "in order"
is "$(wc -l <<<"$out")" 2 "and no more"
run nkctl -br chain show dev v0
is "$(awk '{ print $1, $2, $3, $5, $6 }' <<<"$out")" \
	$'v0 ingress 1 a pinned\nv0 ingress 2 b direct\nv0 egress 1 a link' "-br: device, hook, position, name, owner"
run nkctl -o -d -s chain show
is "$(wc -l <<<"$out")" 5 "-o: one record a line, with all details"
unlike "$(nkctl -c=never chain show)" $'\e' "no color unasked"

# ---- details ----
run nkctl -j -d chain show dev v1 egress
json_are '.[0] | [has("loaded_at_ns", "uid", "btf_id", "btf_name", "maps")] | all' true "-d adds these" \
	'.[0] | [.uid, .btf_name, (.maps | length)]' '[0,"kept",1]' "as they are" \
	'.[0].maps[0].id' "$(bpftool -j map show pinned /sys/fs/bpf/netkit-tools/map/nkt_kept | jq .id)" "with its map"
now=$(date +%s)
is_json ".[0].loaded_at_ns / 1000000000 | . > $now - 120 and . < $now + 2" true "loaded a moment ago"
run nkctl -d chain show dev v1 egress
like "$out" "loaded_at $(date -u +%Y)-[0-9-]*T[0-9:]*Z uid 0 btf_id [0-9]+ btf_name kept" "in text as well"
like "$out" 'map [0-9]+' "and the map"

# ---- counters ----
stats=/proc/sys/kernel/bpf_stats_enabled
was=$(<$stats)
echo 1 >$stats
send v0 7
run nkctl -j -s chain show dev v1 egress
before=$out
send v1 7
run nkctl -j -s chain show dev v1 egress
after=$out
text=$(nkctl -s chain show dev v1 egress)
plain=$(nkctl -j chain show dev v1 egress)
echo "$was" >$stats
is "$(jq -n --argjson a "$before" --argjson b "$after" '$b[0].run_cnt - $a[0].run_cnt')" 7 "-s: seven packets, seven runs"
is "$(jq '.[0] | .run_time_ns > 0' <<<"$after")" true "that took some time"
like "$text" 'run_cnt [1-9][0-9]* run_time_ns [1-9]' "in text as well"
is "$(jq '.[0] | has("run_cnt")' <<<"$plain")" false "without -s they are not shown"
is "$(<$stats)" "$was" "bpf_stats_enabled is put back"

# ---- legacy filters run behind tcx ----
if tc qdisc add dev v1 clsact 2>/dev/null &&
	tc filter add dev v1 ingress pref 10 bpf da obj "$objects/one.bpf.o" sec tc 2>/dev/null &&
	tc filter add dev v1 ingress pref 20 protocol ip matchall 2>/dev/null; then
	run nkctl -j chain show dev v1 ingress
	is_json '[.[] | [.position, .name, .owner, .pref]]' '[[1,"one","filter",10],[2,"matchall","filter",20]]' \
		"filters alone"
	attach v1 ingress c
	run nkctl -j chain show dev v1 ingress
	is_json '[.[] | [.position, .name, .owner]]' '[[1,"c","pinned"],[2,"one","filter"],[3,"matchall","filter"]]' \
		"tcx first, then filters in the order of their pref"
	is_json '.[1] | [has("link", "pin", "revision")] | any' false "which have neither link nor revision"
	is_json '.[1].id' "$(tc -j filter show dev v1 ingress | jq '[.[].options.prog.id // empty] | .[0]')" "the id as tc tells it"
	is_json '.[2] | has("id")' false "what is no program has none"
	like "$(nkctl chain show dev v1 ingress)" 'v1 ingress 2: id [0-9]+ name one .*owner filter pref 10 handle' "in text"
	# They are tc's, not REFs.
	refuses 1 'name one is not in the ingress chain' nkctl chain detach dev v1 ingress name one
	works "all means the chain" nkctl chain detach dev v1 ingress all
	is "$(rows '[.[].owner] | unique | join(" ")' dev v1 ingress)" filter "filters stay"
	works "attach behind them is still before them" attach v1 ingress c last
	is "$(order v1 ingress)" "c one matchall" "so it is"
else
	skip 11 "this kernel has no clsact with bpf and matchall"
fi
done_testing
