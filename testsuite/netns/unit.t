#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The unit tests once more in the VM: what the running kernel says to them differs there.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "${0%/*}/../lib.sh"

[[ -n ${NKT_VM-} ]] || skip_all "make check-unit runs them on this kernel"
need_root

for test in "${NKT_O:-$top/.build}"/testsuite/unit/*; do
	[[ -x $test && -f $test ]] || continue
	run "$test"
	if ((status == 0)); then
		pass "${test##*/}"
	else
		fail "${test##*/}" "$(grep -A4 '^not ok' <<<"$out" | head -40)" "$err"
	fi
done
((tests)) || fail "there are unit tests in the VM"
done_testing
