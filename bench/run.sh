#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# bench/run.sh [--court] [--session]: installs the peers, makes the data and measures (bench.mjs, papier.mjs, lcp.mjs say how). Called by
# `make bench`, which has installed nginx, wrk, Django, gunicorn, WeasyPrint and Chromium and built build-bench. Everything made stays under build-bench.
set -eu
cd "$(dirname "$0")/.."
folder=$PWD/build-bench/banc
peers=$folder/peers
mkdir -p "$peers"
node=$(scripts/node -p process.execPath)
node_home=$(dirname "$(dirname "$node")")

sum=$(cat bench/peers/package.json bench/peers/package-lock.json | sha256sum | cut -c1-64)
# What a session costs is measured against ourselves: neither peers nor places are needed.
case " $* " in *" --session "*) alone=1 ;; *) alone= ;; esac
if [ -z "$alone" ] && [ "$(cat "$peers/.installed" 2>/dev/null || true)" != "$sum" ]; then
    echo "Installation des pairs : fastify et better-sqlite3 (compilé ici, environ une minute)"
    cp bench/peers/package.json bench/peers/package-lock.json bench/peers/.npmrc "$peers/"
    # From source, with the headers of the Node that runs it: no binary is fetched from elsewhere.
    (cd "$peers" && export PATH="$node_home/bin:$PATH" && npm ci --ignore-scripts --loglevel=error &&
        npm rebuild better-sqlite3 --build-from-source --nodedir="$node_home" --loglevel=error --foreground-scripts=false >"$peers/npm.log" 2>&1) || {
        tail -40 "$peers/npm.log"
        exit 1
    }
    echo "$sum" >"$peers/.installed"
fi
cp bench/peers/*.mjs bench/peers/*.py bench/peers/*.html bench/peers/nginx.conf "$peers/"
stamp=$(cat bench/places.mjs | sha256sum | cut -c1-64)
if [ -z "$alone" ] && [ "$(cat "$folder/.places" 2>/dev/null || true)" != "$stamp" ]; then
    echo "Données : 25 000 lieux inventés, 2 000 rectangles de 50 lieux"
    "$node" bench/places.mjs "$folder"
    echo "$stamp" >"$folder/.places"
fi

# A bench that misses a limit, or whose measure is void, hides none of those after it; the first such status is ours.
status=0
measure() { "$@" || { code=$?; [ "$status" -ne 0 ] || status=$code; }; }
measure "$node" bench/bench.mjs "$folder" "$@"
if [ -z "$alone" ]; then
    printf '\nSur papier, et sur une ligne lente\n\n| Mesure | Obtenu | Limite | Pair | |\n|---|---|---|---|---|\n'
    measure "$node" bench/papier.mjs build-bench/ensemble "$folder/places.csv"
    measure "$node" bench/lcp.mjs build-bench/ensemble
    # A plan of 500 actions: no peer keeps one.
    measure "$node" bench/plan.mjs build-bench/ensemble
    # National tables of the diagnosis, against PostgreSQL and awk.
    measure pg_virtualenv -t "$node" bench/diagnostic.mjs build-bench/ensemble
    # Activities: figures, durable records, an export; the peers insert one row.
    measure "$node" bench/activites.mjs build-bench/bench/ensemble-bench "$peers" "$@"
fi
exit "$status"
