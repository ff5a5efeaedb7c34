# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2317
# What every run of a tool pays before it does anything: mostly the dynamic linker's work.
times=$(by_unit 10 20)
measure 1.5 "start-up: nkctl -V against ip -V, mean of $times"

ours() { lap -n "$times" nkctl -V; }
peer() { lap -n "$times" ip -V; }
