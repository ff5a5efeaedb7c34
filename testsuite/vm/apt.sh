# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Sourced by ../deps.sh and kernels: which archive this machine's apt uses, so that no mirror is
# ever written down here. apt itself reads its configuration (deb822 stanzas and one-line entries,
# disabled ones left out); we only copy the entry that it names.

# apt_has SUITE: does the machine's own configuration have SUITE's main component?
apt_has()
{
	apt_entries "$1" | grep -q .
}

# apt_entries SUITE: "FILE:N" of each entry that has it: the Nth stanza, or line N of a .list
apt_entries()
{
	# shellcheck disable=SC2016 # the dollars are apt's
	apt-get indextargets --no-release-info \
		--format '$(CREATED_BY) $(RELEASE) $(COMPONENT) $(SOURCESENTRY)' |
		awk -v suite="$1" '$1 == "Packages" && $2 == suite && $3 == "main" { print $4 }' |
		sort -u
}

# apt_like SUITE OTHER: the machine's entry for SUITE as a stanza for OTHER of the same archive,
# with the same keys. Returns 1 when the machine has no SUITE.
apt_like()
{
	local entry file n
	entry=$(apt_entries "$1" | head -n 1)
	[[ -n $entry ]] || return 1
	file=${entry%:*} n=${entry##*:}
	printf 'Types: deb\nSuites: %s\nComponents: main\n' "$2"
	if [[ $file == *.sources ]]; then
		# keeps a field's continuation lines: Signed-By may hold a whole key
		awk -v n="$n" '
			/^#/ { next }
			/^[ \t]*$/ { open = 0; next }
			!open { open = 1; at++ }
			/^[^ \t]/ { keep = tolower($1) ~ /^(uris|signed-by|trusted|architectures):$/ }
			at == n && keep' "$file"
	else
		sed -n "${n}p" "$file" | awk '
			{ sub(/#.*/, "") }
			match($0, /\[[^]]*\]/) {
				opts = substr($0, RSTART + 1, RLENGTH - 2)
				$0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
			}
			{
				print "URIs: " $2
				n = split(opts, opt, " ")
				for (i = 1; i <= n; i++) {
					v = opt[i]; sub(/^[^=]*=/, "", v); gsub(/,/, " ", v)
					if (opt[i] ~ /^signed-by=/) print "Signed-By: " v
					if (opt[i] ~ /^trusted=/) print "Trusted: " v
					if (opt[i] ~ /^arch=/) print "Architectures: " v
				}
			}'
	fi
}
