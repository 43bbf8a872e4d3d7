// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Inventing the records of 2023 that add up to the roadmap's figures (feuille de route d'Eure-et-Loir, « Chiffres clés
 * 2023 »): who came is invented and says so, the totals are those published. Publics and themes are drawn after its axis 2:
 * 55 % of seniors, 30 % of first steps with the tools, 20 % of procedures.
 */
#include "domain/demo/activites_inventees.h"

#include "domain/activites/activites.h"
#include "domain/demo/demo.h"

enum {
    STRUCTURES = DEMO_FRANCE_SERVICES,
    TARDIVES = 4,                                  /* opened during the year: the last ones */
    CONSEILLERS = 20,
    AIDANTS = 97,
    CN_INDIVIDUELS = 3741,
    CN_CARTES = 3000,
    CN_ATELIERS = 564,
    CN_NOUVEAUX = 1059,                            /* without a card, said to be new: 3,000 + 1,059 = 4,059 */
    FS_ACCOMPAGNEMENTS = 48317,
    FS_USAGERS = 4713,
    FS_REGLES = 37789,
    FS_JOURS = 4646,                               /* 48,317 / 4,646 = 10.4 */
    FS_REPONSES = 4000,
    FS_SATISFAITS = 3800,
    AC_ACCOMPAGNEMENTS = 1582,
    AC_USAGERS = 429,
    AC_COMMUNS = 60,                               /* of them, known to France Services too */
    ANNEE = 2023,
    MOIS = 12,
    SENIORS_POUR_100 = 55,
};

typedef struct Monde {
    Db *db;
    Arena *a;
    int64_t now;
    Random random;
    Structure structures[STRUCTURES];
    Str lieux[STRUCTURES];
    PersonneId conseillers[CONSEILLERS], aidants[AIDANTS];
    Usager *cn, *fs, *ac;
    Cumuls *sommes;
} Monde;

static uint32_t draw(const Monde *m, size_t below)
{
    return random_below(m->random, (uint32_t)below);
}

/* Spreads `k` marks evenly over `n` records: whether the i-th has one. */
static bool marked(int64_t i, int64_t k, int64_t n)
{
    return (i + 1) * k / n != i * k / n;
}

/* ---- who is there ---- */

static const char *const given[] = { "Camille", "Dominique", "Claude", "Sacha", "Alix", "Charlie", "Maxime", "Noa",
    "Lou", "Andrea", "Morgan", "Eden", "Swann" };
static const char *const names[] = { "Bleuet", "Coquelicot", "Tilleul", "Noisetier", "Alouette", "Pinson", "Mésange",
    "Genêt", "Bruyère", "Fougère" };

enum { GIVEN_N = sizeof given / sizeof *given, NAMES_N = sizeof names / sizeof *names };

static Err make_person(Monde *m, int i, int structure, PersonneId *ret)
{
    Str mail = str_format(m->a, "demo.mediation.%d@example.org", i + 1);
    TRY(personne_creer(m->db, m->a, NULL, m->now, m->random, mail, str_from(names[i / GIVEN_N % NAMES_N]),
        str_from(given[i % GIVEN_N]), ret));
    return role_donner(m->db, m->a, NULL, m->now, *ret, ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE,
        m->structures[structure].uid);
}

static Err make_structures(Monde *m, const DemoLieu *lieux)
{
    for (int i = 0; i < STRUCTURES; i++) {
        const StructureTextes t = { lieux[i].nom, S(""), lieux[i].commune,
            i < CONSEILLERS ? S("conseiller-numerique|france-services|aidants-connect")
                            : S("france-services|aidants-connect") };
        TRY(structure_creer(m->db, m->a, NULL, m->now, m->random, &t, &m->structures[i]));
        TRY(structure_lier(m->db, m->a, NULL, m->now, m->structures[i].id, lieux[i].id, true));
        m->lieux[i] = lieux[i].id;
    }
    for (int i = 0; i < CONSEILLERS; i++)
        TRY(make_person(m, i, i, &m->conseillers[i]));
    for (int i = 0; i < AIDANTS; i++)
        TRY(make_person(m, CONSEILLERS + i, i % STRUCTURES, &m->aidants[i]));
    return OK;
}

static Err make_cards(Monde *m, size_t n, int structures, Usager **ret)
{
    static const Str kinds[] = { S_INIT("feminin"), S_INIT("feminin"), S_INIT("masculin"), S_INIT("") };
    Usager *all = NEW(m->a, Usager, n);
    if (!all)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        bool senior = draw(m, 100) < SENIORS_POUR_100;
        int64_t age = senior ? 60 + draw(m, 30) : 12 + draw(m, 48);
        int at = (int)(i % (size_t)structures);
        ArenaMark mark = arena_mark(m->a);
        all[i] = (Usager){ .structure_id = m->structures[at].id,
            .code = S(""),
            .naissance = { true, ANNEE - age },
            .genre = kinds[draw(m, 4)],
            .statut = senior   ? S("retraite")
                    : age < 18 ? S("scolarise")
                               : S(""),
            .commune = m->structures[at].commune,
            .source = S(DEMO_SOURCE) };
        TRY(usager_verser(m->db, m->a, m->now, m->random, &all[i], &all[i].id));
        arena_reset(m->a, mark);
        all[i].racine = all[i].id;
    }
    *ret = all;
    return OK;
}

/* ---- what is done ---- */

static int opened_in(int structure)
{
    return structure < STRUCTURES - TARDIVES ? 1 : 4 + 2 * (structure - (STRUCTURES - TARDIVES));
}

/* A working day of 2023 on which that structure is open; the shape of a year: less in summer, more in autumn. */
static Date some_day(const Monde *m, int structure)
{
    static const int weights[MOIS] = { 61, 57, 70, 56, 59, 66, 40, 29, 70, 75, 72, 57 };
    int sum = 0, month = opened_in(structure) - 1;
    for (int k = month; k < MOIS; k++)
        sum += weights[k];
    int at = (int)draw(m, (size_t)sum);
    while (at >= weights[month])
        at -= weights[month++];
    for (;;) {
        Date d = date_from_ymd(ANNEE, month + 1, 1 + (int)draw(m, 28));
        if (date_civil(d).weekday < 5)
            return d;
    }
}

static unsigned some_themes(const Monde *m)
{
    static const int learning[] = { THEME_EMAIL, THEME_BUREAUTIQUE, THEME_NAVIGATION, THEME_RESEAUX, THEME_SECURITE,
        THEME_SANTE, THEME_INSERTION, THEME_BANQUE, THEME_CONTENUS, THEME_CULTURE };
    uint32_t at = draw(m, 100);
    if (at < 30)
        return 1U << THEME_MATERIEL;
    if (at < 50)
        return 1U << THEME_DEMARCHES;
    return 1U << learning[draw(m, sizeof learning / sizeof *learning)];
}

static Activite record_at(const Monde *m, int structure, int dispositif, PersonneId who)
{
    return (Activite){ .type = ACTIVITE_INDIVIDUEL,
        .dispositif = dispositif,
        .structure_id = m->structures[structure].id,
        .personne_id = who,
        .jour = some_day(m, structure),
        .duree_min = 15 * (1 + (int64_t)draw(m, 4)),
        .lieu_type = LIEU_TYPE_LIEU_ACTIVITE,
        .lieu = m->lieux[structure],
        .commune = m->structures[structure].commune,
        .epci = str_or_empty(m->structures[structure].epci),
        .themes = some_themes(m),
        .titre = S(""),
        .note = S(""),
        .redirection = -1,
        .orientation = S(""),
        .source = S(DEMO_SOURCE) };
}

static Err keep(Monde *m, const Activite *x)
{
    ArenaMark mark = arena_mark(m->a);
    TRY(activite_verser(m->db, m->a, m->sommes, m->now, m->random, x));
    arena_reset(m->a, mark);
    return OK;
}

/* Each card once, then those who come back: a few of them very often. */
static size_t some_card(const Monde *m, int64_t i, size_t n)
{
    return (size_t)i < n ? (size_t)i : draw(m, 1 + draw(m, n));
}

static Err conseillers(Monde *m)
{
    int64_t anonymes = 0, total = 0;
    for (int64_t i = 0; i < CN_INDIVIDUELS; i++) {
        size_t card = some_card(m, i, CN_CARTES);
        int at = (int)(card % CONSEILLERS);
        Activite x = record_at(m, at, DISPOSITIF_CONSEILLER_NUMERIQUE, m->conseillers[at]);
        x.suivis = &m->cn[card];
        x.suivis_n = 1;
        TRY(keep(m, &x));
    }
    for (int64_t i = 0; i < CN_ATELIERS; i++)
        total += 3 + i % 5;
    for (int64_t i = 0; i < CN_ATELIERS; i++) {
        int at = (int)(i % CONSEILLERS);
        size_t card = (size_t)at + CONSEILLERS * draw(m, CN_CARTES / CONSEILLERS);
        Activite x = record_at(m, at, DISPOSITIF_CONSEILLER_NUMERIQUE, m->conseillers[at]);
        x.type = ACTIVITE_COLLECTIF;
        x.titre = themes[__builtin_ctz(x.themes)].label;
        x.duree_min = 120;
        x.anonymes = 3 + i % 5;                    /* and one who has a card */
        x.nouveaux = (anonymes + x.anonymes) * CN_NOUVEAUX / total - anonymes * CN_NOUVEAUX / total;
        anonymes += x.anonymes;
        x.suivis = &m->cn[card];
        x.suivis_n = 1;
        TRY(keep(m, &x));
    }
    return OK;
}

static PersonneId some_aidant(const Monde *m, int structure)
{
    size_t there = ((size_t)AIDANTS - (size_t)structure + STRUCTURES - 1) / STRUCTURES;
    return m->aidants[(size_t)structure + STRUCTURES * draw(m, there)];
}

static Err france_services(Monde *m)
{
    int64_t answers = 0;
    for (int64_t i = 0; i < FS_ACCOMPAGNEMENTS; i++) {
        size_t card = some_card(m, i, FS_USAGERS);
        int at = (int)(card % STRUCTURES);
        Activite x = record_at(m, at, DISPOSITIF_FRANCE_SERVICES, some_aidant(m, at));
        x.suivis = &m->fs[card];
        x.suivis_n = 1;
        x.regle = (OptI64){ true, marked(i, FS_REGLES, FS_ACCOMPAGNEMENTS) };
        if (marked(i, FS_REPONSES, FS_ACCOMPAGNEMENTS)) {
            bool good = marked(answers++, FS_SATISFAITS, FS_REPONSES);
            x.satisfaction = (OptI64){ true, good ? 4 + (int64_t)draw(m, 2) : 1 + (int64_t)draw(m, 3) };
        }
        TRY(keep(m, &x));
    }
    return OK;
}

static Err aidants_connect(Monde *m)
{
    for (int64_t i = 0; i < AC_ACCOMPAGNEMENTS; i++) {
        size_t card = some_card(m, i, AC_USAGERS);
        int at = (int)(card % STRUCTURES);
        PersonneId who = i < AIDANTS ? m->aidants[i] : some_aidant(m, at);
        at = i < AIDANTS ? (int)(i % STRUCTURES) : at;
        Activite x = record_at(m, at, DISPOSITIF_AIDANTS_CONNECT, who);
        x.themes = 1U << THEME_DEMARCHES;
        x.demarches = 1U << draw(m, 11);
        x.suivis = card < AC_COMMUNS ? &m->fs[card] : &m->ac[card - AC_COMMUNS];
        x.suivis_n = 1;
        TRY(keep(m, &x));
    }
    return OK;
}

/* Days of each structure and month. */
static Err openings(Monde *m)
{
    int64_t months = 0, i = 0;
    for (int s = 0; s < STRUCTURES; s++)
        months += MOIS + 1 - opened_in(s);
    for (int s = 0; s < STRUCTURES; s++)
        for (int k = opened_in(s); k <= MOIS; k++, i++)
            TRY(ouverture_ecrire(m->db, m->structures[s].id, DISPOSITIF_FRANCE_SERVICES, (int64_t)ANNEE * 100 + k,
                (i + 1) * FS_JOURS / months - i * FS_JOURS / months, S(DEMO_SOURCE)));
    return OK;
}

static Err write_all(Monde *m)
{
    TRY(db_batch_begin(m->db));
    Err e = conseillers(m);
    if (e == OK)
        e = france_services(m);
    if (e == OK)
        e = aidants_connect(m);
    if (e == OK)
        e = openings(m);
    Err sent = db_batch_end(m->db);
    TRY(e);
    TRY(sent);
    return cumuls_finir(m->db, m->sommes);
}

Err demo_activites(Db *db, Arena *a, int64_t now, int64_t graine, const DemoLieu *lieux, size_t n)
{
    Monde *m = NEW(a, Monde, 1);
    RandomSeed seed = { (uint64_t)graine + 0x64656D6F00000000u, 0 }; /* apart from the small seeds of tests */
    ARENA sommes = arena_new(32 * MIB);            /* those outlive what `keep` gives back */
    Cumuls *v = cumuls_new(sommes);
    if (!m || !v)
        return ERR_MEMORY;
    if (n < STRUCTURES)
        return ERR_INVALID;
    *m = (Monde){ .db = db, .a = a, .now = now, .random = random_seeded(&seed), .sommes = v };
    TRY(make_structures(m, lieux));
    TRY(make_cards(m, CN_CARTES, CONSEILLERS, &m->cn));
    TRY(make_cards(m, FS_USAGERS, STRUCTURES, &m->fs));
    TRY(make_cards(m, AC_USAGERS - AC_COMMUNS, STRUCTURES, &m->ac));
    return write_all(m);
}
