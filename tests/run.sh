#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# tests/run.sh [STEP...]: every check of the project, in one PostgreSQL for all; without a STEP, all of them:
#
#   compile    build, build-test (gcc), build-asan, build-clang: -Werror everywhere
#   suites     the suites of build-test; those that use the database on SQLite and on PostgreSQL
#   dropins    the executables of tests/suites.d; those named *.both once on each engine
#   asan       the same under AddressSanitizer and UndefinedBehaviorSanitizer
#   fuzz       the written inputs of every parser, and the planted faults that they must find
#   tree       rules of the tree, hardening of the program, layout of the C files, tests that docs/SECURITY.md names
#   tidy       clang-tidy, with the checks of .clang-tidy
#   cov        the suites of build-cov (see scripts/coverage)
#
# By default: compile, tree, suites, fuzz, dropins, asan, tidy.
#
# Every program prints lines `suite=… moteur=… tests=… echecs=… ignores=…` (tests/support/suite.h). The last line is
# `N passed, N failed`, with `, N skipped` when some were, named above it, as are the
# programs that failed, with their last lines. Exit status 1 when anything failed.
# Logs stay in build-results.
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD
PATH=$PATH:/usr/sbin:/sbin                         # nginx, for an ordinary user
out=$root/build-results
jobs=$(nproc)
export XDG_STATE_HOME="$out/etat"                 # the keys of instances on PostgreSQL
# For the executables of tests/suites.d.
export ENSEMBLE_TEST_PROGRAMME="$root/build/ensemble" ENSEMBLE_TEST_BUILD="$root/build-test" ENSEMBLE_TEST_SORTIE="$out"

# The last $2 lines of what a program that failed said, its passed tests aside; $1 = its log.
failure() {
    grep -v -e '^\[ *\(OK\|RUN\|=*\|-*\|PASSED\) *\]' "$1" | tail -n "$2" | sed 's/^/    | /'
}

# One program: $1 = label of the variant, $2 = engine (sqlite, postgres or -), $3 = name, then the command.
one() {
    variant=$1 engine=$2 name=$3
    shift 3
    log=$out/$variant.$engine.$name.log
    case $engine in
    postgres) ENSEMBLE_TEST_DB=postgresql:// ;;
    *) ENSEMBLE_TEST_DB=sqlite: ;;
    esac
    export ENSEMBLE_TEST_DB
    began=$(date +%s)
    timeout --kill-after=10 "${ENSEMBLE_TEST_DELAI:-1800}" "$@" >"$log" 2>&1 </dev/null
    status=$?
    took=$(($(date +%s) - began))
    # A program that dies without its line, or that fails while its lines say that all is well, is one failure.
    if ! grep -q '^suite=' "$log"; then
        echo "suite=$name moteur=$engine tests=1 echecs=1 ignores=0" >>"$log"
        echo "(aucun résultat : état de sortie $status)" >>"$log"
    elif [ "$status" -ne 0 ] && ! grep -q '^suite=.* echecs=[1-9]' "$log"; then
        echo "suite=$name-sortie moteur=$engine tests=1 echecs=1 ignores=0" >>"$log"
        echo "(état de sortie $status)" >>"$log"
    fi
    grep '^suite=' "$log" | sed "s/^/variante=$variant moteur_voulu=$engine duree=$took /" >"$log.lines"
    sed 's/^variante=\([^ ]*\).* suite=\([^ ]*\) moteur=\([^ ]*\) tests=\([0-9]*\) echecs=\([0-9]*\) ignores=\([0-9]*\).*/\1 \2 \3 \4 \5 \6/' \
        "$log.lines" | while read -r v s m t e i; do
        [ "$v" = test ] && v= || v="[$v] "
        note=
        [ "$e" = 0 ] || note="  ÉCHECS : $e"
        [ "$i" = 0 ] || note="$note  ignorés : $i"
        printf '%-38s %-24s %5d%s\n' "$v$s" "$(echo "$m" | tr _ ' ')" "$t" "$note"
    done
    if grep -q 'echecs=[1-9]' "$log.lines"; then failure "$log" "${ENSEMBLE_TEST_LIGNES:-60}"; fi
    return 0
}

# $1 = label, $2 = build: one job a line, for xargs.
suites_of() {
    while read -r name db; do
        [ -n "$name" ] || continue
        if [ "$db" = db ]; then
            echo "$1 sqlite $name $2/tests/test_$name"
            echo "$1 postgres $name $2/tests/test_$name"
        else
            echo "$1 - $name $2/tests/test_$name"
        fi
    done <"$2/tests/suites.list"
}

# The executables of tests/suites.d, the longest ones first: one job a line.
dropins() {
    for program in tests/suites.d/e2e* $(ls tests/suites.d/* | grep -v '/e2e'); do
        [ -x "$program" ] && [ -f "$program" ] || continue
        name=$(basename "$program" .both)
        case $program in
        *.both) printf 'test sqlite %s %s\ntest postgres %s %s\n' "$name" "$program" "$name" "$program" ;;
        *) echo "test - $name $program" ;;
        esac
    done
}

in_parallel() {
    xargs -P "$jobs" -L 1 "$root/tests/run.sh" --one
}

# A build that is a test by itself: it compiles with -Werror, or not.
compile() {
    for name in build build-test build-asan build-clang; do
        one test - "compile-$name" sh -c "scripts/variant $name && echo 'suite=compile-$name moteur=aucun tests=1 echecs=0 ignores=0'"
    done
}

# ---- steps ------------------------------------------------------------------------------------------------------

step_compile() { compile; }

step_suites() { suites_of test build-test | in_parallel; }

step_dropins() { dropins | in_parallel; }

step_asan() {
    ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    LSAN_OPTIONS=suppressions=$root/tests/support/lsan.supp:print_suppressions=0
    export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
    suites_of asan build-asan | in_parallel
    one asan - fuzz fuzz/replay.sh build-asan
    unset ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
}

step_cov() { suites_of cov build-cov | in_parallel; }

step_fuzz() { one test - fuzz fuzz/replay.sh build-test; }

step_tree() {
    one test - arbre sh -c 'scripts/sources | build-test/tools/check_tree'
    one test - presentation tests/support/check_format
    one test - durcissement tests/support/check_hardening build/ensemble
    one test - securite tests/support/check_security
}

step_tidy() { one test - clang-tidy tests/support/check_tidy build-clang; }

# Of the cluster: thousands of databases are made, so in memory, where that has 4 GB free.
pg_folder() {
    free=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)
    if [ "${free:-0}" -gt 4000000 ] && [ -w /dev/shm ]; then echo /dev/shm; else echo "${TMPDIR-/tmp}"; fi
}

# ---- summary ----------------------------------------------------------------------------------------------------

summary() {
    echo
    skipped=$(grep -hs -e '^ignore: ' -e '^ignoré : ' "$out"/*.log | sort -u)
    [ -z "$skipped" ] || printf 'Ignorés :\n%s\n\n' "$(echo "$skipped" | sed 's/^ignor[^ ]*[ :]* /  /')"
    # Said again here: of a long run, often only the end is at hand.
    for lines in $(grep -ls 'echecs=[1-9]' "$out"/*.log.lines); do
        log=${lines%.lines}
        printf 'Échec : %s\n' "$(basename "$log" .log)"
        grep -e FAILED -e ÉCHEC -e 'ERROR: ' -e 'runtime error' "$log" | head -n 8 | sed 's/^/    > /'
        failure "$log" 10
    done
    cat "$out"/*.lines 2>/dev/null | awk '
        {
            for (i = 1; i <= NF; i++) {
                at = index($i, "=")
                f[substr($i, 1, at - 1)] = substr($i, at + 1)
            }
            key = f["variante"] " " f["suite"]
            tests += f["tests"]; failed += f["echecs"]; skipped += f["ignores"]
            if (f["moteur_voulu"] == "sqlite" || f["moteur_voulu"] == "postgres") {
                both[key] = 1
                count[key, f["moteur_voulu"]] = f["tests"] + 0
                answered[key, f["moteur_voulu"]] = f["moteur"]
            }
        }
        function fault(text) { print "ÉCHEC : " text; failed++; tests++ }
        END {
            for (key in both) {
                if (!((key, "sqlite") in count) || !((key, "postgres") in count))
                    fault(key " : un seul des deux moteurs a répondu")
                else if (count[key, "sqlite"] != count[key, "postgres"])
                    fault(key " : " count[key, "sqlite"] " essais sur SQLite, " count[key, "postgres"] " sur PostgreSQL")
                if ((key, "sqlite") in count && answered[key, "sqlite"] !~ /^sqlite_/)
                    fault(key " : " answered[key, "sqlite"] " a répondu au lieu de SQLite")
                if ((key, "postgres") in count && answered[key, "postgres"] !~ /^postgresql_/)
                    fault(key " : " answered[key, "postgres"] " a répondu au lieu de PostgreSQL")
            }
            if (tests == 0)
                fault("aucun essai")
            printf "%d passed, %d failed%s\n", tests - failed - skipped, failed, skipped ? ", " skipped " skipped" : ""
            exit failed > 0
        }'
}

if [ "${1-}" = --one ]; then
    shift
    one "$@"
    exit
fi
if [ "${1-}" = --summary ]; then                   # for tests/support/run_test.sh: only the reckoning, over a folder
    out=$2
    summary
    exit
fi
if [ -z "${ENSEMBLE_TEST_PG-}" ]; then
    rm -rf "$out"
    mkdir -p "$out"
    ENSEMBLE_TEST_PG=1
    export ENSEMBLE_TEST_PG
    TMPDIR=$(pg_folder) pg_virtualenv -t -o fsync=off -o autovacuum=off -o max_wal_size=256MB \
        env TMPDIR="${TMPDIR-/tmp}" "$root/tests/run.sh" "$@" ||
        echo "suite=postgresql moteur=- tests=1 echecs=1 ignores=0" >"$out/postgresql.lines"
    summary
    exit
fi
for step in ${*:-compile tree suites fuzz dropins asan tidy}; do
    step_began=$(date +%s)
    echo "== $step"
    "step_$step"
    echo "   ($(($(date +%s) - step_began)) s)"
done
exit 0                                             # what failed is told by the summary, outside pg_virtualenv
