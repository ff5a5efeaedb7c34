#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion as it is typed: TAB in an interactive bash, with the bash-completion package and
# without. What the tools offer is in complete.t.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"
need_cmd script

package=/usr/share/bash-completion/bash_completion
touch "$scratch/some-file"

# typed DESC KEYS REGEX: with KEYS typed at its prompt, bash shows REGEX
typed()
{
	local pid
	: >"$scratch/screen"
	# "<&7" must stand here: what runs in the background has no stdin else
	script -qfec "bash --rcfile $scratch/rc -i" "$scratch/screen" <&7 >/dev/null 2>&1 &
	pid=$!
	kids+=("$pid")
	wait_for 10 grep -q ready "$scratch/screen"
	printf '%b' "$2" >&7
	ok "$1" wait_for 10 grep -qE "$3" "$scratch/screen"
	# the end of this line, and of the shell
	printf '\025\004' >&7
	wait "$pid" 2>/dev/null
	unset 'kids[-1]'
}

mkfifo "$scratch/keys"
exec 7<>"$scratch/keys"
for with in "" "$package"; do
	how=${with:+with the package}
	how=${how:-without the package}
	if [[ -n $with && ! -e $with ]]; then
		skip 4 "bash-completion is not installed"
		continue
	fi
	{
		echo 'PS1="ready> "; bind "set bell-style none"'
		printf '%s\n' ${with:+". $with"}
		printf '. %q\n' "$top/bash-completion/nkctl"
	} >"$scratch/rc"
	typed "TAB TAB lists the choices, $how" 'nkctl link add nk0 mode \t\t\t' 'l3 +l2'
	typed "TAB completes what is unique, $how" 'nkctl li\tsh\t\t' 'nkctl link show '
	typed "behind a word with colons, $how" \
		'nkctl link add nk0 mode l2 address 02:00:00:00:00:01 pol\t' '00:01 policy '
	typed "file names where the tool knows nothing, $how" "nkctl -b $scratch/some\\t" 'some-file'
done
done_testing
