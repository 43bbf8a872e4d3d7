// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/echanges/import_web.h"

#include "core/app.h"
#include "core/auth/codes.h"
#include "core/http/multipart.h"
#include "domain/echanges/depot.h"
#include "domain/echanges/echanges_priv.h"
#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"
#include "import_lieux_view.h"

enum { LIGNES_MONTREES = 50, FAITS_MONTRES = 10, VALEUR_MONTREE = 80 };
/* A file speaks for all the places of its source, wherever they are: no scope smaller than the whole may bring one. */
const Right lieux_importer = { "lieux.importer", "Importer un fichier de lieux", PROOF_SESSION, ROLE_ADMINISTRATEUR };

#define PAGE_IMPORT "/administration/import-lieux"

static const Choice formes[] = {
    { S_INIT("auto"), S_INIT("Standard national des lieux (CSV ou JSON)") },
    { S_INIT("france-services"), S_INIT("Fichier national des espaces France services") },
    { S_INIT("hublo"), S_INIT("Recensement HubLo") },
    { S_INIT("correspondance"), S_INIT("Un autre tableau, avec mes règles de correspondance") },
    { STR_NONE, STR_NONE },
};
static const Choice faits[] = {
    { S_INIT("importe"), S_INIT("Le fichier est importé : l’annuaire est à jour.") },
    { S_INIT("inchange"), S_INIT("Ce fichier ne changeait rien : l’annuaire est resté tel quel.") },
    { S_INIT("annule"), S_INIT("Le fichier est effacé. Rien n’a été importé.") },
    { STR_NONE, STR_NONE },
};
/* A page that is only opened has no file to read. */
const Field import_adresse_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
const Field import_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { .name = "fichier",
        .kind = FIELD_FILE,
        .label = "Fichier",
        .hint = "CSV ou JSON, 5 Mo au plus.",
        .required = true,
        .max = DEPOT_OCTETS_MAX,
        .files = FILE_CSV | FILE_JSON },
    { .name = "forme", .kind = FIELD_CHOICE, .label = "Ce que c’est", .choices = formes, .required = true },
    { .name = "source",
        .kind = FIELD_TEXT,
        .label = "Qui envoie ces données",
        .hint =
            "Laissez vide pour le nom que donne le fichier. Un lieu de cette source qui n’est plus dans le fichier est "
            "retiré de l’annuaire.",
        .max = 200 },
    { .name = "date_maj",
        .kind = FIELD_DATE,
        .label = "Jour des données",
        .hint = "Seulement si le fichier n’en dit pas." },
    { .name = "regles",
        .kind = FIELD_LINES,
        .label = "Règles de correspondance",
        .hint = "Une règle par ligne, par exemple\u00A0: nom = [Nom du lieu]",
        .max = DEPOT_REGLES_MAX },
    { 0 },
};
const Field depot_champs[] = {
    { .name = "depot", .kind = FIELD_TEXT, .label = "Fichier", .required = true, .max = 40, .address_only = true },
    { 0 },
};

/* ---- the form ---- */

static Err show_form(Req *r)
{
    static const Str nothing[sizeof import_champs / sizeof *import_champs];
    const Form empty = { .fields = import_champs, .raw = nothing };
    ImportPage p = { .form = r->form.fields == import_champs ? &r->form : &empty,
        .adresse = &r->form,
        .attend = STR_NONE };
    Depot d;
    TRY(lieux_imports_faits(r->db, r->arena, FAITS_MONTRES, &p.faits, &p.faits_n));
    Err e = depot_lire(r->db, r->arena, r->acteur->personne_id, r->now, &d);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == OK) {
        p.attend = d.demande.fichier.nom;
        p.attend_depuis = instant_montre(r->arena, d.at);
    }
    view_import_lieux(req_html(r), &p);
    return OK;
}

Err import_page(Req *r)
{
    return show_form(r);
}

Err import_envoi(Req *r)
{
    const Upload *file = req_file(r, "fichier");
    Str rules = req_text(r, "regles");
    Demande d = { .forme = formes[req_choice(r, "forme", 0)].value, .correspondance = STR_NONE };
    bool own = str_eq(d.forme, S("correspondance"));
    if (own && !rules.n)
        form_error(r, "regles", "Écrivez les règles qui disent de quelle colonne vient chaque champ.");
    const Correspondance *c = NULL;
    Str message = STR_NONE;
    if (own && rules.n && correspondance_lire(r->arena, rules, &c, &message) != OK)
        form_error(r, "regles", "%.*s", STR_ARG(message));
    if (req_has_errors(r) || !file) {
        req_status(r, 400);
        return show_form(r);
    }
    if (own)
        d.correspondance = rules;
    d.a_date_maj = req_date(r, "date_maj", &d.date_maj);
    d.fichier = (ImportFichier){ .nom = file->name, .octets = file->bytes, .source = req_text(r, "source") };
    TRY(depot_poser(r->db, r->acteur->personne_id, uid_new(r->arena, r->app->random), r->now, &d));
    TRY(journal_ecrire(r->db, r->acteur, r->now, "lieux.deposer", STR_NONE, true));
    return req_redirect(r, PAGE_IMPORT "/apercu");
}

/* ---- the preview ---- */

static const char *suite_dite(Suite s)
{
    switch (s) {
    case SUITE_GARDEE:
        return "gardée telle quelle";
    case SUITE_REPAREE:
        return "réparée";
    case SUITE_CONVERTIE:
        return "convertie";
    case SUITE_ECARTEE:
        return "non importée";
    case SUITE_TENUE:
        return "celle d’ici est gardée";
    case SUITE_REFUSEE:
        return "ligne refusée";
    }
    return "";
}

typedef struct Montrees {
    Arena *a;
    VEC(ApercuLigne) v;
    size_t total;
} Montrees;

static Str cut(Arena *a, Str s)
{
    return utf8_length(s) > VALEUR_MONTREE ? str_cat(a, utf8_cut(s, VALEUR_MONTREE), S("…")) : s;
}

static Err show_remarks(Montrees *m, const Remarques *from, Suite wanted)
{
    for (size_t i = 0; i < from->n; i++) {
        const Remarque *q = &from->v[i];
        if (q->suite != wanted)
            continue;
        m->total++;
        if (m->v.n >= LIGNES_MONTREES)
            continue;
        ApercuLigne *to = vec_push(m->a, &m->v);
        if (!to)
            return ERR_MEMORY;
        Str why = q->raison;
        if (q->reparation.n)
            why = str_format(m->a, "%.*s → %.*s", STR_ARG(why), STR_ARG(cut(m->a, q->reparation)));
        *to = (ApercuLigne){ str_format(m->a, "%lld", (long long)q->ligne), q->champ, cut(m->a, q->valeur), why,
            str_from(suite_dite(q->suite)) };
    }
    return OK;
}

/* What is refused first, then what is left aside, then what is kept to be looked at. */
static Err show_all(Req *r, const ImportRapport *rapport, ApercuPage *p)
{
    static const Suite order[] = { SUITE_REFUSEE, SUITE_TENUE, SUITE_ECARTEE, SUITE_GARDEE };
    Montrees m = { .a = r->arena };
    for (size_t o = 0; o < sizeof order / sizeof *order; o++) {
        TRY(show_remarks(&m, &rapport->remarques, order[o]));
        for (size_t i = 0; i < rapport->lignes.n; i++)
            TRY(show_remarks(&m, &rapport->lignes.v[i].remarques, order[o]));
    }
    p->lignes = m.v.v;
    p->n = m.v.n;
    p->total = m.total;
    return OK;
}

static Err read_deposit(Req *r, Depot *d, ImportRapport **ret, Str *ret_message)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    d->demande.fichier.territoire = t && territoire_n_communes(t) > 0 ? t : NULL;
    d->demande.fichier.aujourdhui = date_paris(d->at);
    TRY(demande_lire(r->arena, &d->demande, ret, ret_message));
    return lieux_import_match(r->db, r->arena, *ret);
}

static bool changes_something(const ImportRapport *q)
{
    return q->n_ajoutes + q->n_modifies + q->n_retours + (int64_t)q->disparus.n > 0;
}

Err apercu_page(Req *r)
{
    Depot d;
    ImportRapport *rapport = NULL;
    ApercuPage p = { .form = &r->form, .refus = STR_NONE };
    Err e = depot_lire(r->db, r->arena, r->acteur->personne_id, r->now, &d);
    if (e == ERR_NOT_FOUND)
        return req_redirect(r, PAGE_IMPORT);
    TRY(e);
    e = read_deposit(r, &d, &rapport, &p.refus);
    if (e != OK && !p.refus.n)
        return e;
    p.uid = d.uid;
    p.nom = d.demande.fichier.nom;
    p.jusque = instant_montre(r->arena, d.at + DEPOT_DUREE_S);
    for (size_t i = 0; !str_is_none(formes[i].value); i++)
        if (str_eq(formes[i].value, d.demande.forme))
            p.forme = formes[i].label;
    if (e == OK) {
        p.rapport = rapport;
        p.utile = changes_something(rapport);
        TRY(show_all(r, rapport, &p));
    }
    view_import_apercu(req_html(r), &p);
    return OK;
}

/* The one that was shown, and no other. */
static Err shown_deposit(Req *r, Depot *ret)
{
    Err e = depot_lire(r->db, r->arena, r->acteur->personne_id, r->now, ret);
    if (e != OK)
        return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
    return str_eq(ret->uid, req_text(r, "depot")) ? OK : ERR_CONFLICT;
}

Err import_confirmer(Req *r)
{
    Depot d;
    ImportRapport *rapport = NULL;
    Str message = STR_NONE;
    TRY(shown_deposit(r, &d));
    TRY(read_deposit(r, &d, &rapport, &message));
    bool changes = changes_something(rapport);
    TRY(lieux_import_write(r->db, r->arena, rapport, r->now));
    TRY(depot_oter(r->db, r->acteur->personne_id));
    TRY(journal_ecrire(r->db, r->acteur, r->now, "lieux.importer", STR_NONE, true));
    return req_redirect(r, PAGE_IMPORT "?fait=%s", changes ? "importe" : "inchange");
}

Err import_annuler(Req *r)
{
    Depot d;
    Err e = shown_deposit(r, &d);
    if (e == OK)
        TRY(depot_oter(r->db, r->acteur->personne_id));
    return e == OK || e == ERR_CONFLICT ? req_redirect(r, PAGE_IMPORT "?fait=annule") : e;
}
