// SPDX-License-Identifier: AGPL-3.0-or-later
/* Rows of a file become cards; what may name somebody is kept only where it may be. */
#include <sodium.h>

#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"
#include "domain/usagers/import.h"
#include "usagers_sql.h"

typedef struct Prise {
    Db *db;
    Arena *a;
    const Keys *keys;
    const Acteur *par;
    const UsagersDemande *d;
    UsagersLus *lus;
    UsagersPris *ret;
    Structure seule; /* the only one of the instance; id 0: there are several, or none */
    Structure derniere; /* of the row before */
    Str derniere_dite;
} Prise;

/* ---- whose card ---- */

static Err only_structure(Prise *p)
{
    StructureId id = { 0 };
    int n = 0;
    ROWS rows = { 0 };
    SqlUsagersStructureSeule r;
    TRY(sql_usagers_structure_seule(p->db, &rows));
    while (sql_usagers_structure_seule_next(&rows, &r)) {
        id = r.structure_id;
        n++;
    }
    TRY(rows_end(&rows));
    return n == 1 ? structure_par_id(p->db, p->a, id, &p->seule) : OK;
}

/* uid, SIRET, or the name of one alone. */
static Err structure_said(Prise *p, Str said, Structure *ret)
{
    const StructureLigne *l;
    size_t n = 0, at = 0, found = 0;
    int64_t total = 0;
    Err e = structure_par_uid(p->db, p->a, said, ret);
    if (e == ERR_NOT_FOUND)
        e = structure_par_siret(p->db, p->a, said, ret);
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(structures_chercher(p->db, p->a, p->par, said, 1, &l, &n, &total));
    for (size_t i = 0; i < n; i++)
        if (str_eq(utf8_fold_name(p->a, l[i].nom), utf8_fold_name(p->a, said))) {
            at = i;
            found++;
        }
    return found == 1 ? structure_par_id(p->db, p->a, l[at].id, ret) : ERR_NOT_FOUND;
}

static Err structure_for(Prise *p, const UsagerLu *u, Structure *ret)
{
    if (!str_is_empty(u->structure)) {
        if (!str_eq(u->structure, p->derniere_dite)) {
            TRY(structure_said(p, u->structure, &p->derniere));
            p->derniere_dite = u->structure;
        }
        *ret = p->derniere;
        return acteur_couvre_structure(p->par, ret) ? OK : ERR_NOT_FOUND;
    }
    if (p->d->structure)
        *ret = *p->d->structure;
    else if (p->seule.id.v)
        *ret = p->seule;
    else
        return structure_a_rattacher(p->db, p->a, p->d->now, p->d->departement, ret);
    return OK;
}

/* ---- one row ---- */

/* A commune that is known, and whose name is the one written: else it is not kept, and this is told. */
static Err check_commune(Prise *p, const UsagerLu *u, Str *ret)
{
    Maille m;
    *ret = S("");
    if (str_is_empty(u->insee))
        return OK;
    Err e = maille_commune(p->db, p->a, u->insee, &m);
    if (e == ERR_NOT_FOUND || e == ERR_INVALID)
        return usagers_avertir(p->a, p->lus, u->ligne, "code INSEE", u->insee,
            "cette commune n’est pas connue ici\u00a0: elle n’est pas retenue.");
    TRY(e);
    if (!str_is_empty(u->commune) && !str_eq(utf8_fold_name(p->a, u->commune), utf8_fold_name(p->a, m.nom)))
        return usagers_avertir(p->a, p->lus, u->ligne, "commune", u->commune,
            "son code INSEE est celui d’une autre commune\u00a0: elle n’est pas retenue.");
    *ret = m.code;
    return OK;
}

/* What knows the row again: the person's fingerprint, or, without a year, one that is never compared with others'. */
static Str print_of(const Prise *p, const UsagerLu *u, bool *ret_compared)
{
    UsagerIdentite x = u->identite;
    Str print = usager_identite_empreinte(p->a, p->keys, &x);
    *ret_compared = !str_is_none(print);
    if (*ret_compared)
        return print;
    x.naissance = (OptI64){ true, 0 };
    print = usager_identite_empreinte(p->a, p->keys, &x);
    return str_is_none(print) ? STR_NONE : str_cat(p->a, S("0"), print);
}

static Err name_card(Prise *p, const UsagerLu *u, const Structure *s, const Usager *card)
{
    UsagerReglage rule;
    UsagerIdentite x = u->identite;
    TRY(usager_reglage(p->db, p->a, s->id, &rule));
    if (!u->informe && p->d->informe_j.has)
        x.informe = (Date){ (int32_t)p->d->informe_j.v };
    bool told = u->informe || p->d->informe_j.has;
    if (!rule.nommer || !told || x.informe.days > date_paris(p->d->now).days) {
        p->ret->sans_nom++;
        return OK;
    }
    x.base = str_is_none(p->d->base) ? rule.base : p->d->base;
    p->ret->nommees++;
    return usager_identite_ecrire(p->db, p->a, p->keys, p->par, p->d->now, card, &x);
}

static Err make_card(Prise *p, const UsagerLu *u, const Structure *s, Str print, bool compared)
{
    Usager made;
    Str commune;
    TRY(check_commune(p, u, &commune));
    const Usager x = { .naissance = u->identite.naissance, .genre = u->genre, .statut = u->statut, .commune = commune };
    TRY(usager_creer(p->db, p->a, p->par, p->d->now, p->d->random, s, &x, &made));
    TRY(sql_usager_import_garder(p->db, print, s->id, made.id, date_paris(p->d->now).days));
    if (compared)
        TRY(usager_proposer(p->db, p->a, p->d->now, made.id, print));
    p->ret->creees++;
    p->ret->a_rattacher += structure_est_a_rattacher(s->uid);
    return name_card(p, u, s, &made);
}

/* Held until now, and its structure is known: it goes there. */
static Err attach(Prise *p, Str print, const Structure *from, const Structure *to, SqlUsagerImportTrouver *found,
    bool *ret_there)
{
    TRY(sql_usager_import_trouver(p->db, p->a, print, from->id, found, ret_there));
    if (!*ret_there)
        return OK;
    TRY(usager_deplacer(p->db, found->usager_id, to->id));
    TRY(sql_usager_import_deplacer(p->db, print, from->id, to->id));
    p->ret->rattachees++;
    return OK;
}

static Err take_row(Prise *p, const UsagerLu *u)
{
    Structure s, holder;
    SqlUsagerImportTrouver found;
    bool compared = false, there = false;
    Err e = structure_for(p, u, &s);
    if (e == ERR_NOT_FOUND)
        return usagers_refuser(p->a, p->lus, u->ligne, "structure", u->structure,
            "aucune structure de votre périmètre n’a cet identifiant, ce SIRET ou ce nom.");
    TRY(e);
    Str print = print_of(p, u, &compared);
    if (str_is_none(print))
        return usagers_refuser(p->a, p->lus, u->ligne, "nom", u->identite.nom, "il faut au moins une lettre.");
    TRY(sql_usager_import_trouver(p->db, p->a, print, s.id, &found, &there));
    if (!there && !structure_est_a_rattacher(s.uid)) {
        Err held = structure_par_uid(p->db, p->a, str_cat(p->a, S(RATTACHER_UID "-"), s.departement), &holder);
        if (held == OK)
            TRY(attach(p, print, &holder, &s, &found, &there));
        else if (held != ERR_NOT_FOUND)
            return held;
    }
    if (!there)
        return make_card(p, u, &s, print, compared);
    p->ret->deja++;
    const Usager card = { .id = found.usager_id, .code = found.code, .structure_id = s.id };
    return found.nomme ? OK : name_card(p, u, &s, &card);
}

Err usagers_prendre(Db *db, Arena *a, const Keys *keys, const Acteur *par, const UsagersDemande *d, UsagersLus *lus,
    UsagersPris *ret)
{
    int64_t before = 0, after = 0;
    Prise p = { db, a, keys, par, d, lus, ret, .derniere_dite = S("") };
    *ret = (UsagersPris){ 0 };
    TRY(rapprochements_ouverts(db, a, (StructureId){ 0 }, &before));
    if (!d->structure)
        TRY(only_structure(&p));
    for (size_t i = 0; i < lus->lignes.n; i++)
        TRY(take_row(&p, &lus->lignes.v[i]));
    TRY(rapprochements_ouverts(db, a, (StructureId){ 0 }, &after));
    ret->propositions = after - before;
    if (ret->creees || ret->nommees || ret->rattachees)
        TRY(journal_ecrire(db, par, d->now, "usagers.importer",
            d->structure ? str_cat(a, S("structure:"), d->structure->uid) : S(""), true));
    return arena_failed(a) ? ERR_MEMORY : OK;
}
