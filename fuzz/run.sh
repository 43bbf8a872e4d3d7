#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# fuzz/run.sh [-s SECONDS] [-b BUILD] [TARGET...]: looks for new inputs with libFuzzer, each target in turn (all of
# them by default, 60 seconds each), from the written inputs and from what earlier runs kept under BUILD/found. An
# input that breaks the parser is printed as a line for fuzz/regression/TARGET.txt; exit status 1.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
seconds=60 build=build-fuzz
while getopts s:b: option; do
    case $option in
    s) seconds=$OPTARG ;;
    b) build=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- $(cat "$build/fuzz/targets.list")
status=0
for target in "$@"; do
    written=$build/found/$target.written found=$build/found/$target broken=$build/found/$target.broken
    mkdir -p "$written" "$found" "$broken"
    "$build/fuzz/replay_$target" --unpack "$written" "$here/corpus/$target.txt" "$here/regression/$target.txt"
    echo "fuzz: $target, $seconds s"
    dictionary=$here/corpus/$target.dict
    if ! ASAN_OPTIONS=detect_leaks=1 "$build/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=16384 -timeout=10 \
        -rss_limit_mb=4096 -verbosity=0 -print_final_stats=1 -artifact_prefix="$broken/" \
        $([ ! -f "$dictionary" ] || echo "-dict=$dictionary") "$found" "$written"; then
        status=1
        for input in "$broken"/*; do
            "$build/fuzz/replay_$target" --escape "$(basename "$input" | cut -c1-20)" "$input"
        done
    fi
done
exit $status
