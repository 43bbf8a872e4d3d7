# SPDX-License-Identifier: AGPL-3.0-or-later
# The commands of every day. Meson does the work; this file installs what it needs first.
#
#   make            builds build/ensemble
#   make run        the demonstration on http://127.0.0.1:8028           PORT=8028 DB=sqlite:var/demo.db
#   make check      every test, on SQLite and PostgreSQL
#   make bench      measures against nginx, fastify, Django, SQLite, opening_hours, WeasyPrint
#   make fuzz       looks for new inputs, SECONDS_EACH=60 for each parser
#   make cov        the tests with gcov's counters: build-cov/couverture.html
#   make fmt        lays out the C files
#   make install    PREFIX=/usr/local DESTDIR=
#   make clean      removes the builds; the databases of var/ stay
PORT = 8028
DB = sqlite:var/demo.db
PREFIX = /usr/local
DESTDIR =
SECONDS_EACH = 60
# nginx is in a folder where an ordinary user's shell does not look.
export PATH := $(PATH):/usr/sbin:/sbin

all:
	@scripts/deps build
	@scripts/npm build
	@scripts/variant build

run: all
	@mkdir -p var
	@case $(DB) in \
	    sqlite:*) f=$(DB); f=$${f#sqlite:}; \
	        [ -e "$$f" ] || build/ensemble --db $(DB) demo --comptes || { rm -f "$$f" "$$f-wal" "$$f-shm"; exit 1; } ;; \
	    esac
	@build/ensemble --db $(DB) migrer >/dev/null
	@mkdir -p var/courriels
	@build/ensemble --db $(DB) utilisateur demo || true
	@ENSEMBLE_COURRIEL_DOSSIER="$${ENSEMBLE_COURRIEL_DOSSIER-var/courriels}" exec build/ensemble --db $(DB) servir --port $(PORT)

check:
	@scripts/deps check
	@scripts/npm check
	@tests/run.sh

bench:
	@scripts/deps bench
	@scripts/npm check
	@scripts/variant build-bench
	@bench/run.sh

fuzz:
	@scripts/deps check
	@scripts/npm build
	@scripts/variant build-fuzz
	@fuzz/run.sh -s $(SECONDS_EACH) -b build-fuzz

cov:
	@scripts/deps cov
	@scripts/npm build
	@scripts/coverage

fmt:
	@scripts/sources '*.c' '*.h' | xargs clang-format-16 -i

install: all
	@grep -q '"name": "prefix", "value": "$(PREFIX)"' build/meson-info/intro-buildoptions.json || \
	    { meson configure build -Dprefix=$(PREFIX) && scripts/variant build; }
	@DESTDIR=$(DESTDIR) meson install -C build --no-rebuild --quiet

clean:
	rm -rf build build-*

.PHONY: all run check bench fuzz cov fmt install clean
