#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Replays the written inputs of every fuzz target through the builds of BUILD (default build): one line of results a
# target, then one that says whether the planted fault was found. Exit status 1 when anything failed.
set -u
here=$(dirname "$0")
build=${1:-build}/fuzz
status=0
for target in $(cat "$build/targets.list"); do
    inputs="$here/corpus/$target.txt $here/regression/$target.txt"
    "$build/replay_$target" "fuzz-$target" $inputs || status=1
    "$build/planted_$target" --planted "fuzz-$target-panne" $inputs || status=1
done
exit $status
