// SPDX-License-Identifier: AGPL-3.0-or-later
/* A message of an appointment. Laws: what is taken is within its bounds; what is refused is told. */
#include "fuzz.h"

#include "domain/activites/activites.h"
#include "domain/rendezvous/rendezvous.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    FUZZ_TEXT s = fuzz_text(data, n);
    ARENA a = arena_new(64 * MIB);
    RdvMessage m = { 0 };
    Str message = STR_NONE;
    Err e = rdv_lire(a, s, &m, &message);
    FUZZ_CHECK(e == OK || e == ERR_MEMORY || (message.n > 0 && utf8_valid(message)));
    if (e != OK || !m.rendez_vous)
        return 0;
    FUZZ_CHECK(m.numero > 0 && m.duree_min >= 1 && m.duree_min <= DUREE_MAX);
    FUZZ_CHECK(m.participants >= 0 && m.participants <= RDV_PARTICIPANTS_MAX && m.agents_n <= RDV_AGENTS_MAX);
    FUZZ_CHECK(m.lieu_type >= 0 && m.lieu_type < LIEU_TYPES_N);
    FUZZ_CHECK(m.emis.n == sizeof "2026-11-23T10:00:00" - 1 && m.emis.p[10] == 'T' && m.heure.n == 5);
    for (size_t i = 0; i < m.agents_n; i++)
        FUZZ_CHECK(m.agents[i].n > 0 && utf8_valid(m.agents[i]));
    return 0;
}
