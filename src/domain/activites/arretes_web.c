// SPDX-License-Identifier: AGPL-3.0-or-later
/* /statistiques/arretes: the closed periods, and one of them: kept, adjusted, today. */
#include "domain/activites/arretes_web.h"

#include "activites_arretes_view.h"
#include "activites_sql.h"
#include "core/app.h"
#include "domain/activites/activites_priv.h"
#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"

enum { EPCI_MAX = 9, EPCIS_MAX = 200, HEURE = 60, GROUPE = 8, PREMIERE_ANNEE = 2000 };

static const Choice faits[] = {
    { S_INIT("arrete"), S_INIT("La période est arrêtée\u00a0: ces chiffres ne bougeront plus.") },
    { STR_NONE, STR_NONE },
};
#define PERIODE                                                                                                        \
    { .name = "du", .kind = FIELD_DATE, .label = "Premier jour", .required = true },                                   \
        { .name = "au",                                                                                                \
            .kind = FIELD_DATE,                                                                                        \
            .label = "Dernier jour",                                                                                   \
            .hint = "Il doit être passé.",                                                                             \
            .required = true },                                                                                        \
        { .name = "dispositif",                                                                                        \
            .kind = FIELD_CHOICE,                                                                                      \
            .label = "Dispositif",                                                                                     \
            .hint = "«\u00A0Tous\u00A0» garde aussi les chiffres de chacun.",                                          \
            .choices = dispositifs },                                                                                  \
    {                                                                                                                  \
        .name = "epci", .kind = FIELD_TEXT, .label = "Territoire", .max = EPCI_MAX                                     \
    }
const Field arretes_champs[] = { PERIODE, { 0 } };
const Field arrete_vue_champs[] = {
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 100000, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};

static bool opens_records(const Req *r)
{
    return r->acteur && r->acteur->role & ROLES_FICHES;
}

static Str what_of(Arena *a, const Arrete *x)
{
    return str_format(a, "%.*s, %.*s", STR_ARG(x->territoire),
        STR_ARG(x->dispositif < 0 ? S("tous les dispositifs") : dispositifs[x->dispositif].label));
}

/* ---- the list, and closing ---- */

/* The EPCI in which something was recorded; for a scope that is one EPCI, that one. */
static Err epcis_of(Req *r, const Choice **ret)
{
    StatQuestion all = { .du = date_from_ymd(PREMIERE_ANNEE, 1, 1),
        .au = date_paris(r->now),
        .dispositif = -1,
        .epci = STR_NONE };
    bool one = portee_de(r->acteur->portee) == PORTEE_EPCI;
    const StatLigne *l;
    size_t n = 0, k = 0;
    Choice *found = NEW(r->arena, Choice, EPCIS_MAX + 2);
    if (!found)
        return ERR_MEMORY;
    if (!one)
        found[k++] = (Choice){ S(""), S("Tout le territoire") };
    TRY(statistiques_par(r->db, r->arena, &all, STAT_PAR_EPCI, true, &l, &n));
    for (size_t i = 0; i < n && k <= EPCIS_MAX; i++)
        if (!str_is_empty(l[i].cle) && (!one || str_eq(l[i].cle, r->acteur->code)))
            found[k++] = (Choice){ l[i].cle, l[i].nom };
    found[k] = (Choice){ STR_NONE, STR_NONE };
    *ret = found;
    return OK;
}

static Err show_list(Req *r)
{
    ArretesPage p = { .form = &r->form, .arrete = r->acteur->role & ROLES_ARRETENT };
    const Arrete *x;
    int year = date_civil(date_paris(r->now)).year - 1;
    TRY(arretes_lister(r->db, r->arena, r->acteur, &x, &p.n));
    ArreteVue *v = NEW(r->arena, ArreteVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++) {
        StatQuestion q = arrete_question(&x[i]);
        v[i] = (ArreteVue){ str_cat(r->arena, S("/statistiques/arretes/"), x[i].uid), stat_periode(r->arena, &q),
            what_of(r->arena, &x[i]), date_french(r->arena, date_paris(x[i].at)) };
    }
    p.arretes = v;
    p.du = champ_defaut(&r->form, "du", date_iso(r->arena, date_from_ymd(year, 1, 1)));
    p.au = champ_defaut(&r->form, "au", date_iso(r->arena, date_from_ymd(year, 12, 31)));
    p.dispositif = champ_de(&r->form, "dispositif");
    p.epci = champ_de(&r->form, "epci");
    TRY(epcis_of(r, &p.epcis));
    view_arretes(req_html(r), &p);
    return OK;
}

Err arretes_page(Req *r)
{
    return show_list(r);
}

static Err name_of(Req *r, const StatQuestion *q, Str *ret)
{
    Maille m;
    *ret = S("Tout le territoire");
    if (str_is_none(q->epci))
        return OK;
    Err e = maille_epci(r->db, r->arena, q->epci, &m);
    if (e == ERR_NOT_FOUND || e == ERR_INVALID)
        form_error(r, "epci", "Choisissez une intercommunalité de la liste.");
    *ret = e == OK ? m.nom : q->epci;
    return e == OK || e == ERR_NOT_FOUND || e == ERR_INVALID ? OK : e;
}

static Err refused(Req *r)
{
    req_status(r, 400);
    return show_list(r);
}

Err arretes_envoi(Req *r)
{
    StatQuestion q = { .dispositif = req_choice(r, "dispositif", -1), .epci = req_text(r, "epci") };
    Str name, uid;
    bool has_from = req_date(r, "du", &q.du), has_to = req_date(r, "au", &q.au);
    if (portee_de(r->acteur->portee) == PORTEE_EPCI && str_is_none(q.epci))
        q.epci = r->acteur->code;
    if (has_from && has_to && q.au.days < q.du.days)
        form_error(r, "au", "Le dernier jour ne peut pas précéder le premier.");
    else if (has_to && q.au.days >= date_paris(r->now).days)
        form_error(r, "au", "Cette période n’est pas finie\u00a0: arrêtez-la à partir de demain de son dernier jour.");
    TRY(name_of(r, &q, &name));
    if (req_has_errors(r))
        return refused(r);
    Err e = arreter(r->db, r->arena, r->acteur, r->now, r->app->random, &q, name, &uid);
    if (e == ERR_CONFLICT) {
        form_error(r, "du",
            "Cette période est déjà arrêtée pour ce territoire et ce dispositif\u00a0: elle est dans la "
            "liste.");
        return refused(r);
    }
    TRY(e);
    return req_redirect(r, "/statistiques/arretes/%.*s?fait=arrete", STR_ARG(uid));
}

/* ---- one ---- */

static Str in_groups(Arena *a, Str hash)
{
    Str all = S("");
    for (size_t i = 0; i < hash.n; i += GROUPE)
        all = str_format(a, "%.*s%s%.*s", STR_ARG(all), i ? " " : "", STR_ARG(str_slice(hash, i, i + GROUPE)));
    return all;
}

static void put_lines(ArretePage *p, const Chiffres *today)
{
    const Chiffres *k = &p->chiffres;
    Ecart moved = ajustements_total(p->sommes, p->sommes_n), gap = ecart_de(k, today);
    const ArreteLigne all[ARRETE_LIGNES] = {
        { "Accompagnements", k->accompagnements, moved.accompagnements, today->accompagnements },
        { "Participations aux ateliers", k->participants, moved.participants, today->participants },
        { "Ateliers", k->ateliers, moved.ateliers, today->ateliers },
        { "Usagers distincts", k->usagers, moved.usagers, today->usagers },
        { "Fiches", k->activites, moved.activites, today->activites },
        { "Heures", k->minutes / HEURE, (k->minutes + moved.minutes) / HEURE - k->minutes / HEURE,
            today->minutes / HEURE },
    };
    for (int i = 0; i < ARRETE_LIGNES; i++)
        p->lignes[i] = all[i];
    p->inexplique = moved.accompagnements != gap.accompagnements || moved.usagers != gap.usagers ||
                    moved.ateliers != gap.ateliers || moved.participants != gap.participants ||
                    moved.minutes != gap.minutes;
}

static void hide_small(ArretePage *p)
{
    StatLigne lines[DISPOSITIFS_N] = { 0 };
    for (int d = 0; d < DISPOSITIFS_N; d++) {
        lines[d].accompagnements = p->dispositifs[d].accompagnements;
        lines[d].usagers = p->dispositifs[d].usagers;
    }
    statistiques_masquer(lines, DISPOSITIFS_N, p->seuil);
    for (int d = 0; d < DISPOSITIFS_N; d++)
        p->masque[d] = lines[d].masque;
}

Err arrete_page_lire(Req *r, const Arrete *x, const ArreteContenu *c, ArretePage *p)
{
    StatQuestion q = arrete_question(x);
    Chiffres today;
    int all = arrete_choix(x->dispositif);
    p->x = x;
    p->quoi = what_of(r->arena, x);
    p->quand = date_french(r->arena, date_paris(x->at));
    p->empreinte = in_groups(r->arena, x->empreinte);
    p->intact = arrete_intact(r->arena, x);
    p->chiffres = c->chiffres[all];
    for (int d = 0; d < DISPOSITIFS_N; d++)
        p->dispositifs[d] = c->chiffres[d];
    TRY(stat_ensemble_petit(r->db, r->arena, r->acteur, &q, &p->chiffres, p->seuil, &p->petit));
    hide_small(p);
    TRY(statistiques(r->db, r->arena, &q, false, &today));
    TRY(ajustements_sommer(r->db, r->arena, x->id, &p->sommes, &p->sommes_n));
    for (size_t i = 0; i < p->sommes_n; i++)
        p->ajustements_n += p->sommes[i].n;
    put_lines(p, &today);
    p->mois.titre = S("Par mois");
    const StatDetail months = arrete_detail(r->arena, c, x->dispositif, STAT_PAR_MOIS);
    return stat_table_faire(r->db, r->arena, &q, &months, p->seuil, false, &p->mois);
}

static void put_gap(Arena *a, Str *to, int64_t n, const char *one, const char *several)
{
    if (n == 0)
        return;
    Short s = fr_nombre(n < 0 ? -n : n);
    *to = str_format(a, "%.*s%s%s%.*s\u00a0%s", STR_ARG(*to), str_is_empty(*to) ? "" : ", ", n < 0 ? "−" : "+", s.n,
        s.p, n == 1 || n == -1 ? one : several);
}

static Str gap_shown(Arena *a, const Ecart *e)
{
    Str all = S("");
    put_gap(a, &all, e->accompagnements, "accompagnement", "accompagnements");
    put_gap(a, &all, e->usagers, "usager", "usagers");
    put_gap(a, &all, e->ateliers, "atelier", "ateliers");
    put_gap(a, &all, e->minutes, "minute", "minutes");
    return str_is_empty(all) ? S("aucun de ces chiffres") : all;
}

static Err person_name(Req *r, OptI64 id, Str *ret)
{
    Personne p;
    *ret = S("le service");
    if (!id.has)
        return OK;
    Err e = personne_par_id(r->db, r->arena, (PersonneId){ id.v }, &p);
    *ret = e == OK ? personne_nom_montre(r->arena, p.prenom, p.nom) : S("une personne effacée");
    return e == ERR_NOT_FOUND ? OK : e;
}

static Err list_adjustments(Req *r, ArretePage *p)
{
    const Ajustement *j;
    int64_t page = req_i64(r, "page", 1);
    TRY(ajustements_lister(r->db, r->arena, p->x->id, page, &j, &p->montres));
    AjustementVue *v = NEW(r->arena, AjustementVue, p->montres + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->montres; i++) {
        Structure s = { .nom = S("") };
        if (j[i].structure_id.has)
            TRY(structure_par_id(r->db, r->arena, (StructureId){ j[i].structure_id.v }, &s));
        v[i] = (AjustementVue){ .quand = instant_montre(r->arena, j[i].at),
            .motif = j[i].motif,
            .fiche = str_or_empty(j[i].activite),
            .jour = j[i].jour_j.has ? date_french(r->arena, (Date){ (int32_t)j[i].jour_j.v }) : S(""),
            .structure = s.nom,
            .ecart = gap_shown(r->arena, &j[i].e),
            .geste = j[i].geste };
        TRY(person_name(r, j[i].personne_id, &v[i].qui));
    }
    p->ajustements = v;
    p->pages = pagination(r->arena, str_format(r->arena, "/statistiques/arretes/%.*s?", STR_ARG(p->x->uid)), page,
        AJUSTEMENTS_PAGE, p->ajustements_n);
    return journal_lecture(r, "arrete.voir", str_cat(r->arena, S("arrete:"), p->x->uid));
}

Err arrete_page(Req *r)
{
    Arrete x;
    ArreteContenu *c = NEW(r->arena, ArreteContenu, 1);
    ArretePage p = { .form = &r->form, .seuil = stat_seuil(r->app->config, r->acteur), .json = S("") };
    if (!c)
        return ERR_MEMORY;
    TRY(arrete_ouvrir(r->db, r->arena, r->acteur, req_path(r, "arrete"), &x));
    TRY(arrete_contenu_lire(r->arena, x.contenu, c));
    TRY(arrete_page_lire(r, &x, c, &p));
    TRY(person_name(r, x.personne_id, &p.qui));
    StatQuestion q = arrete_question(&x);
    p.titre = str_format(r->arena, "Chiffres arrêtés %.*s", STR_ARG(stat_periode(r->arena, &q)));
    if (opens_records(r)) {
        p.json = str_format(r->arena, "/statistiques/arretes/%.*s/arrete.json", STR_ARG(x.uid));
        TRY(list_adjustments(r, &p));
    }
    view_arrete(req_html(r), &p);
    return OK;
}

/* What was kept, byte for byte: its SHA-256 is the fingerprint. */
Err arrete_json(Req *r)
{
    Arrete x;
    TRY(arrete_ouvrir(r->db, r->arena, r->acteur, req_path(r, "arrete"), &x));
    buf_put(req_body(r, "application/json"), x.contenu);
    req_download(r, str_format(r->arena, "arrete-%.*s.json", STR_ARG(x.uid)));
    return OK;
}
