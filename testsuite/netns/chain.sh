# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What tests of chains share; sourced behind lib.sh:
#     chain_begin                      own namespaces, one bpffs, the pair v0-v1
#     attach v0 ingress a first        program a of many.bpf.o
#     is "$(order v0 ingress)" "a b"   names in run order, by nkctl
#     is "$(links v0 ingress)" "..."   ids of the links, by bpf(2)

NKT_O=${NKT_O:-$top/.build}
objects=$NKT_O/testsuite/bpf
PATH=$NKT_O/testsuite/netns/tool:$PATH
# shellcheck disable=SC2034 # for the tests
pins=/sys/fs/bpf/netkit-tools/link

# One bpffs that is the only one: nothing of the machine's own shows through.
own_bpffs()
{
	while mountpoint -q /sys/fs/bpf; do
		umount /sys/fs/bpf || return
	done
	mount -t bpf bpf /sys/fs/bpf
}

# pair A B: a veth pair that is up. IPv6 would send packets of its own.
pair()
{
	ip link add "$1" type veth peer name "$2"
	quiet_up "$1"
	quiet_up "$2"
}
quiet_up()
{
	[[ ! -e /proc/sys/net/ipv6/conf/$1 ]] || echo 1 >"/proc/sys/net/ipv6/conf/$1/disable_ipv6"
	ip link set "$1" up
}

chain_begin()
{
	in_netns
	need_cmd jq bpftool
	[[ -e $objects/many.bpf.o && -x $NKT_O/testsuite/netns/tool/chain ]] ||
		skip_all "no test programs: make tests"
	if ! { own_bpffs && pair v0 v1; }; then
		fail "an own bpffs and a veth pair"
		exit 1
	fi
	[[ -n ${NKT_VM-} ]] || chain v0 ingress >/dev/null 2>&1 || skip_all "this kernel has no tcx"
}

# of NAME: PROG of that program of many.bpf.o, as words
of() { echo "object $objects/many.bpf.o program $1"; }

# attach DEV HOOK NAME [ARG...]: a program of many.bpf.o
attach()
{
	# shellcheck disable=SC2046 # words
	nkctl chain attach dev "$1" "$2" $(of "$3") "${@:4}"
}

# rows FILTER ARG...: what jq makes of `nkctl -j chain show ARG...`. In a VM jq takes a second, so
# what loops call does without.
rows() { nkctl -j -d -s chain show "${@:2}" | jq -r "$1"; }
# order DEV HOOK
order()
{
	local name names=''
	while read -r _ _ _ _ name _; do
		names+=" $name"
	done < <(nkctl -br chain show dev "$1" "$2")
	echo "${names# }"
}
# field KEY DEV HOOK NAME|POSITION: of that entry; KEY map is the id of its first map. With ns=NS
# before it, in that namespace.
field()
{
	local words i name value=''
	# "-o" has a \ where a line ends
	while read -ra words; do
		words=("${words[@]%\\}")
		name='' value=''
		for ((i = 3; i < ${#words[@]}; i++)); do
			case ${words[i]} in
			name) name=${words[i + 1]} ;;&
			"$1") value=${words[i + 1]-} ;;
			esac
		done
		[[ $name != "$4" && ${words[2]} != "$4:" ]] || break
	done < <(nkctl ${ns:+-n "$ns"} -o -d chain show dev "$2" "$3")
	echo "$value"
}

# What bpf(2) says: "ID ID ..." of the programs, of the links (0: none), and the revision.
progs()
{
	local words
	read -ra words < <(chain "$1" "$2")
	words=("${words[@]%:*}")
	echo "${words[@]:1}"
}
links()
{
	local words
	read -ra words < <(chain "$1" "$2")
	words=("${words[@]#*:}")
	echo "${words[@]:1}"
}
revision()
{
	local first
	read -r first _ < <(chain "$1" "$2")
	echo "$first"
}

# counter DEV HOOK NAME SEEN|MISSED|TWICE: of audit in marks.bpf.o, which has that name there
counter()
{
	local -A key=([SEEN]=0 [MISSED]=1 [TWICE]=2)
	[[ $(bpftool -j map lookup id "$(field map "$1" "$2" "$3")" key "${key[$4]}" 0 0 0) =~ \
		\"formatted\".*\"value\":\ ?([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}
counted() { [[ $(counter "${@:1:4}") = "$5" ]]; }

# json_are FILTER WANT DESC...: jq's answers to each FILTER on $out
json_are()
{
	local i filters='' got
	for ((i = 1; i <= $#; i += 3)); do
		filters+=", (${!i})"
	done
	# shellcheck disable=SC2154 # run sets it
	mapfile -t got < <(jq -c "${filters#,}" <<<"$out" 2>&1)
	while (($#)); do
		is "${got[0]-}" "$2" "$3"
		got=("${got[@]:1}")
		shift 3
	done
}

# unique_object: writes $scratch/unique.bpf.o with a program that only this run calls $unique
unique_object()
{
	unique=$(printf 'u%07d' $$)
	# shellcheck disable=SC2154 # lib.sh sets it
	sed "s/u0000000/$unique/g" "$objects/unique.bpf.o" >"$scratch/unique.bpf.o"
}
is_loaded() { bpftool prog show name "$1" | grep -q .; }
is_not_loaded() { ! is_loaded "$1"; }

# traffic DEV: frames as fast as they go, until still
traffic()
{
	background send "$1"
	sender=$!
}
still()
{
	kill "$sender"
	wait "$sender"
} 2>/dev/null
