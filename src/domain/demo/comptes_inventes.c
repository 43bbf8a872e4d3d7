// SPDX-License-Identifier: AGPL-3.0-or-later
/* Invented people: who they are, what lets some of them in, how far each structure has come with Aidants Connect. */
#include <sodium.h>
#include <string.h>

#include "core/auth/base32.h"
#include "core/auth/codes.h"
#include "domain/annuaire/annuaire.h"
#include "domain/connexion/connexion.h"
#include "domain/demo/comptes_inventes.h"
#include "domain/demo/seances_inventees.h"
#include "domain/demo/vie_inventee.h"
#include "domain/deploiement/deploiement.h"
#include "domain/lieux/standard.h"

#define INVENTEE " (personne inventée)"
enum { PASSWORD_BYTES = 10, PASSWORD_GROUP = 4, MONTH_J = 30, PEOPLE_A_STRUCTURE = 2 };

const DemoCompte demo_comptes[DEMO_COMPTES] = {
    { "administration@example.org", "Alix", "Coquelicot", "Administration du site" INVENTEE,
        { { ROLE_RANG_ADMINISTRATEUR, PORTEE_INSTANCE, 0 } }, 1 },
    { "pilotage@example.org", "Camille", "Tilleul", "Pilotage de la feuille de route" INVENTEE,
        { { ROLE_RANG_PILOTE, PORTEE_DEPARTEMENT, 0 } }, 1 },
    { "comite@example.org", "Dominique", "Bleuet", "Comité de pilotage" INVENTEE,
        { { ROLE_RANG_COMITE, PORTEE_DEPARTEMENT, 0 } }, 1 },
    { "coordination@example.org", "Sacha", "Hirondelle", "Coordination intercommunale" INVENTEE,
        { { ROLE_RANG_COORDINATEUR, PORTEE_EPCI, 0 } }, 1 },
    { "reference@example.org", "Lou", "Noyer", "Direction de la structure" INVENTEE,
        { { ROLE_RANG_REFERENT, PORTEE_STRUCTURE, 0 } }, 1 },
    { "mediation@example.org", "Charlie", "Mésange", "Médiation numérique" INVENTEE,
        { { ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, 0 } }, 1 },
    { "prescription@example.org", "Noa", "Églantier", "Travail social" INVENTEE,
        { { ROLE_RANG_PRESCRIPTEUR, PORTEE_STRUCTURE, 1 } }, 1 },
    { "numero-vert@example.org", "Maé", "Genêt", "Accueil téléphonique" INVENTEE,
        { { ROLE_RANG_NUMERO_VERT, PORTEE_DEPARTEMENT, 0 } }, 1 },
    { "reemploi@example.org", "Eden", "Peuplier", "Atelier de réemploi" INVENTEE,
        { { ROLE_RANG_REEMPLOI, PORTEE_STRUCTURE, 2 } }, 1 },
    { "financement@example.org", "Andrea", "Aubépine", "Suivi des financements" INVENTEE,
        { { ROLE_RANG_FINANCEUR, PORTEE_DEPARTEMENT, 0 } }, 1 },
    { "lecture@example.org", "Morgan", "Alouette", "Observation" INVENTEE,
        { { ROLE_RANG_LECTEUR, PORTEE_DEPARTEMENT, 0 } }, 1 },
    { "plusieurs-roles@example.org", "Yaël", "Fontaine", "Coordination et médiation" INVENTEE,
        { { ROLE_RANG_COORDINATEUR, PORTEE_EPCI, 3 }, { ROLE_RANG_REFERENT, PORTEE_STRUCTURE, 3 },
            { ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, 1 }, { ROLE_RANG_COMITE, PORTEE_DEPARTEMENT, 0 } },
        4 },
};

/* The others: those who work in the structures. */
static const char *const given[] = { "Ange", "Claude", "Élie", "Gaël", "Jo", "Kim", "Léo", "Maxime", "Nour", "Robin",
    "Swann", "Thaïs" };
static const char *const plants[] = { "Acacia", "Bourrache", "Capucine", "Dahlia", "Épinette", "Fougère", "Glycine",
    "Houblon", "Iris", "Jonquille", "Lavande", "Muguet", "Narcisse", "Ortie", "Pivoine", "Réséda", "Sureau", "Thym",
    "Violette" };
enum { GIVEN = sizeof given / sizeof *given, PLANTS = sizeof plants / sizeof *plants };

/* ---- what lets in ---- */

static void derive(const Keys *keys, const char *use, const DemoCompte *c, uint8_t ret[CODE_HASH])
{
    token_hash(keys->codes, str_from(use), str_from(c->courriel), ret);
}

Str demo_mot_de_passe(Arena *a, const Keys *keys, const DemoCompte *c)
{
    uint8_t bytes[CODE_HASH];
    derive(keys, "demonstration:mot_de_passe", c, bytes);
    Str all = base32_encode(a, str_of((const char *)bytes, PASSWORD_BYTES));
    Str groups[PASSWORD_BYTES];
    size_t n = 0;
    for (size_t at = 0; at < all.n && n < PASSWORD_BYTES; at += PASSWORD_GROUP)
        groups[n++] = str_slice(all, at, at + PASSWORD_GROUP);
    return str_join(a, groups, n, S("-"));
}

Str demo_secret(Arena *a, const Keys *keys, const DemoCompte *c)
{
    uint8_t bytes[CODE_HASH];
    derive(keys, "demonstration:application", c, bytes);
    return str_dup(a, str_of((const char *)bytes, TOTP_SECRET_NEW));
}

/* ---- structures ---- */

typedef struct Demo {
    Db *db;
    Arena *a;
    DemoPersonnes *d;
    Structure structures[DEMO_STRUCTURES];
    size_t n;
    size_t eligibles; /* people of structures that were let in */
    PersonneId comptes[DEMO_COMPTES], equipes[DEMO_STRUCTURES][PEOPLE_A_STRUCTURE];
} Demo;

static Str dispositifs_of(Arena *a, Str programmes)
{
    static const char *const pairs[][2] = { { "Conseillers numériques", "conseiller-numerique" },
        { "France Services", "france-services" }, { "Aidants Connect", "aidants-connect" } };
    Str names[sizeof pairs / sizeof *pairs];
    size_t n = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (str_has(programmes, str_from(pairs[i][0])))
            names[n++] = str_from(pairs[i][1]);
    return str_join(a, names, n, S("|"));
}

/* That which the invented records have already made for the place, where they are wanted too; a new one otherwise. */
static Err structure_of(Demo *m, const StructureTextes *t, Str lieu, Structure *ret)
{
    const Structure *held = NULL;
    size_t n = 0;
    TRY(structures_du_lieu(m->db, m->a, lieu, &held, &n));
    if (n == 0) {
        TRY(structure_creer(m->db, m->a, NULL, m->d->now, m->d->random, t, ret));
        return structure_lier(m->db, m->a, NULL, m->d->now, ret->id, lieu, true);
    }
    TRY(structure_modifier(m->db, m->a, NULL, m->d->now, held[0].id, held[0].version, t));
    return structure_par_id(m->db, m->a, held[0].id, ret);
}

/* One for each place that is France Services, linked to it. */
static Err make_structures(Demo *m)
{
    const ImportRapport *r = m->d->lieux;
    for (size_t i = 0; i < r->lignes.n && m->n < DEMO_STRUCTURES; i++) {
        const Str *champs = r->lignes.v[i].champs;
        Str programmes = champs[CHAMP_dispositif_programmes_nationaux];
        if (!str_has(programmes, S("France Services")))
            continue;
        const StructureTextes t = { champs[CHAMP_nom], S(""), champs[CHAMP_code_insee],
            dispositifs_of(m->a, programmes) };
        TRY(structure_of(m, &t, champs[CHAMP_id], &m->structures[m->n++]));
        m->d->structures++;
    }
    return m->n == DEMO_STRUCTURES ? OK : ERR_INVALID;
}

/* ---- people ---- */

static Err make_person(Demo *m, Str courriel, Str prenom, Str nom, Str fonction, PersonneId *ret)
{
    TRY(personne_creer(m->db, m->a, NULL, m->d->now, m->d->random, courriel, nom, prenom, ret));
    const PersonneTextes t = { nom, prenom, fonction, S("") };
    TRY(personne_modifier(m->db, m->a, NULL, m->d->now, *ret, 1, &t));
    TRY(personne_connectee(m->db, m->a, m->d->now, *ret));
    m->d->personnes++;
    return OK;
}

static Str code_of(const Demo *m, Portee portee, int structure)
{
    switch (portee) {
    case PORTEE_INSTANCE:
        return S("");
    case PORTEE_DEPARTEMENT:
        return m->structures[0].departement;
    case PORTEE_EPCI:
        return m->structures[structure].epci;
    case PORTEE_STRUCTURE:
        return m->structures[structure].uid;
    }
    return S("");
}

static Err make_accounts(Demo *m)
{
    for (size_t i = 0; i < DEMO_COMPTES; i++) {
        const DemoCompte *c = &demo_comptes[i];
        PersonneId id;
        TRY(make_person(m, str_from(c->courriel), str_from(c->prenom), str_from(c->nom), str_from(c->fonction), &id));
        for (int k = 0; k < c->n; k++)
            TRY(role_donner(m->db, m->a, NULL, m->d->now, id, c->roles[k].rang, c->roles[k].portee,
                code_of(m, c->roles[k].portee, c->roles[k].structure)));
        TRY(preuves_poser(m->db, m->a, m->d->keys, NULL, m->d->now, id, m->d->mots_de_passe[i],
            demo_secret(m->a, m->d->keys, c)));
        m->comptes[i] = id;
    }
    return OK;
}

/* ---- Aidants Connect ---- */

/* By rank of the structure: most are let in, a few wait, one was refused. */
static HabilitationEtat state_of(size_t rank)
{
    static const HabilitationEtat others[] = { HABILITATION_ATTENTE, HABILITATION_MODIFICATIONS, HABILITATION_BROUILLON,
        HABILITATION_REFUSEE };
    return rank % 3 == 2 ? others[rank / 3 % (sizeof others / sizeof *others)] : HABILITATION_ELIGIBLE;
}

static OptDate before(Date today, int months)
{
    return (OptDate){ true, { today.days - months * MONTH_J } };
}

/* The steps of one person, in their order; `far`: how many are behind her. */
static Aidant aidant_of(Demo *m, size_t rank, PersonneId id, HabilitationEtat etat)
{
    Date today = date_paris(m->d->now);
    int far = etat == HABILITATION_ELIGIBLE ? (int)(m->eligibles++ % ETAPES_N) : 0;
    Aidant x = { .structure_id = m->structures[rank / PEOPLE_A_STRUCTURE].id,
        .personne_id = id,
        .etat = far >= ETAPE_CARTE  ? AIDANT_VALIDEE
              : far >= ETAPE_FORMEE ? AIDANT_EN_COURS
                                    : AIDANT_NOUVELLE,
        .demande = before(today, 10) };
    if (far >= ETAPE_FORMEE)
        x.formation = before(today, 8);
    if (far >= ETAPE_PIX) {
        x.pix = before(today, 7);
        x.pix_score = (OptI64){ true, 60 + (int64_t)(rank * 7 % 40) };
    }
    if (far >= ETAPE_CARTE)
        x.carte = before(today, 6);
    if (far >= ETAPE_CONNECTEE)
        x.connexion = before(today, 5);
    if (far >= ETAPE_ACTIVE)
        x.activite = before(today, rank % 8 == 7 ? 4 : 1); /* one in four has gone quiet */
    return x;
}

static Err make_deployment(Demo *m, size_t rank, const PersonneId people[PEOPLE_A_STRUCTURE])
{
    const Structure *s = &m->structures[rank];
    Date today = date_paris(m->d->now);
    const Label label = { .rang = 0, .obtenu = before(today, 20 + (int)(rank % 12)).d };
    TRY(label_donner(m->db, m->a, NULL, m->d->now, s, &label));
    if (!str_has(s->dispositifs, S("aidants-connect")))
        return OK;
    Habilitation h = { .structure_id = s->id, .etat = state_of(rank), .demande = before(today, 12) };
    if (h.etat == HABILITATION_ELIGIBLE || h.etat == HABILITATION_REFUSEE)
        h.decision = before(today, 11);
    TRY(habilitation_ecrire(m->db, m->a, NULL, m->d->now, s, &h));
    for (size_t i = 0; i < PEOPLE_A_STRUCTURE && h.etat != HABILITATION_BROUILLON; i++) {
        const Aidant x = aidant_of(m, rank * PEOPLE_A_STRUCTURE + i, people[i], h.etat);
        TRY(aidant_ecrire(m->db, m->a, NULL, m->d->now, s, &x));
        m->d->aidants++;
    }
    return OK;
}

/* ---- who works in the structures ---- */

/* Half of them have published their card. */
static Err make_card(Demo *m, size_t rank, const Structure *s, PersonneId id, Str courriel)
{
    Acteur who;
    TRY(acteur_de(m->db, m->a, id, (RoleTenuId){ 0 }, &who));
    Str sujets = str_join(m->a, (Str[]){ standard_services[rank % 6].value, standard_services[(rank + 1) % 6].value },
        2, S("|"));
    const FicheTextes t = { .dispositifs = s->dispositifs,
        .territoires = str_cat(m->a, S("epci:"), s->epci),
        .sujets = sujets,
        .courriel = courriel,
        .telephone = S("") };
    TRY(fiche_publier(m->db, m->a, &who, m->d->now, &t));
    m->d->fiches++;
    return OK;
}

static Err make_workers(Demo *m, size_t rank)
{
    const Structure *s = &m->structures[rank];
    PersonneId people[PEOPLE_A_STRUCTURE];
    for (size_t i = 0; i < PEOPLE_A_STRUCTURE; i++) {
        size_t k = rank * PEOPLE_A_STRUCTURE + i;
        Str courriel = str_format(m->a, "personne-%02zu@example.org", k + 1);
        Str fonction = i ? S("Accueil et accompagnement" INVENTEE) : S("Médiation numérique" INVENTEE);
        TRY(make_person(m, courriel, str_from(given[k % GIVEN]), str_from(plants[k % PLANTS]), fonction, &people[i]));
        TRY(role_donner(m->db, m->a, NULL, m->d->now, people[i], ROLE_RANG_MEDIATEUR, PORTEE_STRUCTURE, s->uid));
        if (i == 0 && !str_is_empty(s->epci))
            TRY(make_card(m, rank, s, people[i], courriel));
        m->equipes[rank][i] = people[i];
    }
    return make_deployment(m, rank, people);
}

/* ---- what they have planned ---- */

static Err plan_sessions(Demo *m, PersonneId who, size_t rank, bool all)
{
    const DemoSeances d = { m->structures[rank], who, m->equipes[rank][all ? 0 : 1], rank, all };
    return demo_seances(m->db, m->a, m->d->now, m->d->random, &d, &m->d->seances);
}

/* Those who enter have more of them. */
static Err make_sessions(Demo *m)
{
    for (size_t i = 0; i < m->n; i++)
        TRY(plan_sessions(m, m->equipes[i][0], i, false));
    for (size_t i = 0; i < DEMO_COMPTES; i++)
        for (int k = 0; k < demo_comptes[i].n; k++)
            if (demo_comptes[i].roles[k].rang == ROLE_RANG_MEDIATEUR)
                TRY(plan_sessions(m, m->comptes[i], (size_t)demo_comptes[i].roles[k].structure, true));
    return OK;
}

/* ---- what they do with the plan and the fund ---- */

static PersonneId account(const Demo *m, const char *courriel)
{
    size_t i = 0;
    while (i + 1 < DEMO_COMPTES && !str_eq(str_from(demo_comptes[i].courriel), str_from(courriel)))
        i++;
    return m->comptes[i];
}

static Err live_the_plan(Demo *m)
{
    enum { SECONDE = 3 }; /* the structure of which plusieurs-roles@ is the referent */
    DemoVie v = { .app = m->d->app,
        .random = m->d->random,
        .now = m->d->now,
        .pilote = account(m, "pilotage@example.org"),
        .comite = account(m, "comite@example.org"),
        .referent = account(m, "reference@example.org"),
        .second = account(m, "plusieurs-roles@example.org"),
        .financeur = account(m, "financement@example.org"),
        .structures = { m->structures[0], m->structures[SECONDE] } };
    TRY(demo_vie(m->db, m->a, &v));
    m->d->actions = v.actions;
    m->d->demandes = v.demandes;
    return OK;
}

Err write_demo_personnes(Db *db, Arena *a, void *arg)
{
    Demo *m = NEW(a, Demo, 1);
    if (!m)
        return ERR_MEMORY;
    *m = (Demo){ .db = db, .a = a, .d = arg };
    TX tx = tx_begin(db, HERE);
    TRY(make_structures(m));
    TRY(make_accounts(m));
    for (size_t i = 0; i < m->n; i++)
        TRY(make_workers(m, i));
    TRY(make_sessions(m));
    TRY(live_the_plan(m));
    return tx_commit(&tx);
}
