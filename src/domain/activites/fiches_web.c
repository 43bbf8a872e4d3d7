// SPDX-License-Identifier: AGPL-3.0-or-later
/* /activites: the list within one's scope; one record, its history, taking it away and back. */
#include <jansson.h>

#include "activites_fiches_view.h"
#include "core/app.h"
#include "core/json/json.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/activites/arretes.h"
#include "domain/administration/commune_saisie.h"
#include "domain/journal/journal.h"
#include "domain/lieux/lieux.h"
#include "domain/lieux/standard.h"

enum { UID_MAX = 40, PAGE_MAX = 1000000 };

static const Choice faits[] = {
    { S_INIT("creee"), S_INIT("La fiche est enregistrée.") },
    { S_INIT("deja"), S_INIT("Cette fiche était déjà enregistrée : rien n’a été compté deux fois.") },
    { S_INIT("modifiee"), S_INIT("La fiche est corrigée ; les chiffres suivent.") },
    { S_INIT("supprimee"), S_INIT("La fiche est supprimée ; les chiffres suivent.") },
    { S_INIT("retablie"), S_INIT("La fiche est rétablie ; les chiffres suivent.") },
    { S_INIT("quittee"), S_INIT("Vous n’animez plus cet atelier. Qui a écrit la fiche peut vous y remettre.") },
    { STR_NONE, STR_NONE },
};
const Field fiches_champs[] = {
    { .name = "du", .kind = FIELD_DATE, .label = "Du" },
    { .name = "au", .kind = FIELD_DATE, .label = "Au" },
    { .name = "type", .kind = FIELD_CHOICE, .label = "Forme", .choices = activite_types },
    { .name = "dispositif", .kind = FIELD_CHOICE, .label = "Dispositif", .choices = dispositifs },
    { .name = "theme", .kind = FIELD_CHOICE, .label = "Thème", .choices = themes },
    { .name = "supprimees", .kind = FIELD_BOOL, .label = "Les fiches supprimées" },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
const Field fiche_champs[] = {
    { .name = "nom",
        .kind = FIELD_TEXT,
        .label = "Nom du modèle",
        .hint = "Par exemple\u00a0: Impôts, à la mairie.",
        .max = MODELE_NOM_MAX },
    { .name = "partage", .kind = FIELD_BOOL, .label = "Le proposer à toute ma structure" },
    { .name = "fiche", .kind = FIELD_TEXT, .label = "Fiche", .max = UID_MAX, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { .name = "motif",
        .kind = FIELD_TEXT,
        .label = "Pourquoi la supprimer",
        .hint =
            "Les chiffres de cette date sont arrêtés\u00a0: l’écart y sera montré avec ce motif. Ni nom, ni numéro.",
        .max = MOTIF_MAX },
    { 0 },
};

Str mots_montres(Arena *a, const Choice *mots, unsigned bits)
{
    Str all = S("");
    for (int i = 0; !str_is_none(mots[i].value); i++)
        if (bits & 1U << i)
            all = str_is_empty(all) ? mots[i].label : str_cat(a, str_cat(a, all, S(", ")), mots[i].label);
    return all;
}

/* ---- the list ---- */

static OptI64 day_in(Req *r, const char *name)
{
    Date d;
    bool has = req_date(r, name, &d);
    return (OptI64){ has, has ? d.days : 0 };
}

Err fiches_page(Req *r)
{
    static const char *const criteria[] = { "du", "au", "type", "dispositif", "theme", "supprimees", NULL };
    static const char *const exported[] = { "du", "au", "type", "dispositif", "theme", NULL };
    const ActiviteRecherche q = { day_in(r, "du"), day_in(r, "au"), req_choice(r, "type", -1),
        req_choice(r, "dispositif", -1), req_choice(r, "theme", -1), req_bool(r, "supprimees") };
    const ActiviteLigne *l;
    FichesPage p = { .form = &r->form };
    int64_t page = req_i64(r, "page", 1), total = 0;
    TRY(activites_lister(r->db, r->arena, r->acteur, &q, page, &l, &p.n, &total));
    FicheLigne *lines = NEW(r->arena, FicheLigne, p.n + 1);
    if (!lines)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        lines[i] = (FicheLigne){ &l[i], date_french(r->arena, l[i].jour),
            mots_montres(r->arena, themes, mots_bits(themes, l[i].themes)) };
    p.fiches = lines;
    p.pages = pagination(r->arena, adresse_de(r, "/activites", criteria), page, ACTIVITES_PAGE, total);
    Str query = adresse_de(r, "", exported);
    p.csv = str_cat(r->arena, S("/activites.csv"), query);
    p.xlsx = str_cat(r->arena, S("/activites.xlsx"), query);
    p.du = champ_de(&r->form, "du");
    p.au = champ_de(&r->form, "au");
    p.type = champ_de(&r->form, "type");
    p.dispositif = champ_de(&r->form, "dispositif");
    p.theme = champ_de(&r->form, "theme");
    p.supprimees = champ_de(&r->form, "supprimees");
    p.cherche = q.du_j.has || q.au_j.has || q.type >= 0 || q.dispositif >= 0 || q.theme >= 0 || q.supprimees;
    p.saisit = portee_de(r->acteur->portee) == PORTEE_STRUCTURE;
    TRY(journal_lecture_portee(r, "activites.lister"));
    view_fiches(req_html(r), &p);
    return OK;
}

/* ---- one record ---- */

static Err open_record(Req *r, Activite *x)
{
    Str uid = req_text(r, "fiche");
    return str_is_none(uid) ? ERR_NOT_FOUND : activite_ouvrir(r->db, r->arena, r->acteur, uid, x);
}

static Err name_person(Req *r, OptI64 id, Str *ret)
{
    Personne p;
    *ret = S("le service");
    if (!id.has)
        return OK;
    TRY(personne_par_id(r->db, r->arena, (PersonneId){ id.v }, &p));
    *ret = personne_nom_montre(r->arena, p.prenom, p.nom);
    return OK;
}

/* Of a version and of the one before it, what differs; what one of them does not say is not compared. */
enum { VERSION_MAX = 64 * 1024, VERSION_NIVEAUX = 4 };
typedef Str (*Montre)(Arena *a, const json_t *v);

static Str show_text(Arena *a, const json_t *v)
{
    Str s = str_from(json_string_value(v));
    return str_is_empty(s) ? S("rien") : str_format(a, "«\u00a0%.*s\u00a0»", STR_ARG(s));
}

static Str show_number(Arena *a, const json_t *v)
{
    return short_dup(a, fr_nombre(json_integer_value(v)));
}

static Str show_day(Arena *a, const json_t *v)
{
    Date day;
    return date_parse(str_from(json_string_value(v)), &day) ? date_french(a, day) : S("?");
}

static Str show_themes(Arena *a, const json_t *v)
{
    return mots_montres(a, themes, mots_bits(themes, str_from(json_string_value(v))));
}

static Str show_dispositif(Arena *a, const json_t *v)
{
    int d = choice_index(dispositifs, str_from(json_string_value(v)));
    (void)a;
    return d < 0 ? S("?") : dispositifs[d].label;
}

static const struct {
    const char *key, *label;
    Montre montre; /* NULL: only that it changed */
} compares[] = {
    { "jour", "date", show_day },
    { "duree", "minutes", show_number },
    { "accompagnements", "personnes", show_number },
    { "themes", "thèmes", show_themes },
    { "dispositif", "dispositif", show_dispositif },
    { "titre", "titre", show_text },
    { "commune", "commune", NULL },
    { "lieu", "lieu", NULL },
    { "orientation", "orientation", NULL },
    { "action", "action du plan", NULL },
    { "animateurs", "animateurs", NULL },
    { "regle", "réglé en un rendez-vous", NULL },
    { "satisfaction", "satisfaction", NULL },
    { "recommande", "recommandation", NULL },
    { "securite", "module de sécurité", NULL },
};

static Err what_changed(Arena *a, Str old, Str new, Str *ret)
{
    JSON_VALUE before = NULL;
    JSON_VALUE after = NULL;
    Str message;
    const JsonLimits limits = { VERSION_MAX, VERSION_NIVEAUX, false };
    TRY(json_read(a, old, limits, &before, &message));
    TRY(json_read(a, new, limits, &after, &message));
    *ret = S("");
    for (size_t i = 0; i < sizeof compares / sizeof *compares; i++) {
        const json_t *x = json_object_get(before, compares[i].key), *y = json_object_get(after, compares[i].key);
        if (!x || !y || json_equal(x, y))
            continue;
        *ret = str_format(a, "%.*s%s%s", STR_ARG(*ret), str_is_empty(*ret) ? "" : "\u202f; ", compares[i].label);
        if (compares[i].montre)
            *ret = str_format(a, "%.*s (%.*s au lieu de %.*s)", STR_ARG(*ret), STR_ARG(compares[i].montre(a, y)),
                STR_ARG(compares[i].montre(a, x)));
    }
    return OK;
}

static Err show_history(Req *r, const Activite *x, FichePage *p)
{
    static const Choice words[] = { { S_INIT("creer"), S_INIT("Écrite") }, { S_INIT("modifier"), S_INIT("Corrigée") },
        { S_INIT("supprimer"), S_INIT("Supprimée") }, { S_INIT("retablir"), S_INIT("Rétablie") },
        { STR_NONE, STR_NONE } };
    const ActiviteGeste *g;
    TRY(activite_histoire(r->db, r->arena, x->id, &g, &p->gestes_n));
    GesteVue *v = NEW(r->arena, GesteVue, p->gestes_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->gestes_n; i++) {
        v[i].quand = instant_montre(r->arena, g[i].at);
        v[i].geste = words[choice_index(words, g[i].geste)].label;
        TRY(name_person(r, g[i].personne_id, &v[i].qui));
        v[i].quoi = S("");
        if (i + 1 < p->gestes_n && str_eq(g[i].geste, S("modifier"))) /* the last one first */
            TRY(what_changed(r->arena, g[i + 1].contenu, g[i].contenu, &v[i].quoi));
    }
    p->gestes = v;
    return OK;
}

Str lieu_nomme(Req *r, Str id)
{
    const Lieux *lieux = req_snapshot(r, &lieux_snapshot);
    const Lieu *l = lieux && !str_is_empty(id) ? lieux_find(lieux, id) : NULL;
    return l ? lieu_champ(l, CHAMP_nom) : id;
}

static Err name_leaders(Req *r, const Activite *x, FichePage *p)
{
    Str *all = NEW(r->arena, Str, x->animateurs_n + 1);
    if (!all)
        return ERR_MEMORY;
    for (size_t i = 0; i < x->animateurs_n; i++) {
        Structure s;
        TRY(structure_par_id(r->db, r->arena, x->animateurs[i].structure_id, &s));
        TRY(name_person(r, (OptI64){ true, x->animateurs[i].personne_id.v }, &all[i]));
        if (s.id.v != x->structure_id.v)
            all[i] = str_format(r->arena, "%.*s (%.*s)", STR_ARG(all[i]), STR_ARG(s.nom));
    }
    p->animateurs = all;
    return OK;
}

/* What became of whom was sent to a place. */
static Err tell_follow_up(Req *r, const Activite *x, FichePage *p)
{
    int suite = SUITE_A_SUIVRE;
    OptI64 day;
    p->suite = p->suite_jour = S("");
    if (str_is_empty(x->orientation))
        return OK;
    TRY(orientation_lire(r->db, r->arena, x->id, &suite, &day));
    p->suite = orientation_suites[suite].label;
    if (day.has)
        p->suite_jour = date_french(r->arena, (Date){ (int32_t)day.v });
    return OK;
}

Err activite_montrer(Req *r, const Activite *x, bool modifie, bool la)
{
    Structure s;
    Arena *a = r->arena;
    TRY(structure_par_id(r->db, a, x->structure_id, &s));
    FichePage p = { .form = &r->form,
        .x = x,
        .jour = date_french(a, x->jour),
        .structure = s.nom,
        .commune = str_is_empty(x->commune) ? S("") : commune_nom(r, x->commune),
        .themes = mots_montres(a, themes, x->themes),
        .demarches = mots_montres(a, demarches, x->demarches),
        .materiels = mots_montres(a, materiels, x->materiels),
        .lieu = lieu_nomme(r, x->lieu),
        .orientation = lieu_nomme(r, x->orientation),
        .modifie = modifie,
        .la = la,
        .modele_nom = champ_de(&r->form, "nom"),
        .modele_partage = champ_de(&r->form, "partage") };
    Str *cards = NEW(a, Str, x->suivis_n + 1);
    if (!cards)
        return ERR_MEMORY;
    for (size_t i = 0; modifie && i < x->suivis_n; i++)
        cards[i] = carte_montree(a, x->suivis[i].code);
    p.cartes = cards;
    TRY(name_person(r, (OptI64){ true, x->personne_id.v }, &p.qui));
    TRY(name_leaders(r, x, &p));
    TRY(action_nommee(r, x->plan_action, &p.plan));
    TRY(tell_follow_up(r, x, &p));
    if (modifie)
        TRY(show_history(r, x, &p));
    if (modifie)
        TRY(arretes_couvrent(r->db, x, &p.arretee));
    p.motif = champ_de(&r->form, "motif");
    TRY(journal_lecture(r, "activite.voir", str_cat(a, S("activite:"), x->uid)));
    view_activite_vue(req_html(r), &p);
    return OK;
}

Err fiche_page(Req *r)
{
    Activite x;
    bool may_change = false, there = false;
    Str uid = req_text(r, "fiche");
    if (str_is_none(uid))
        return ERR_NOT_FOUND;
    TRY(activite_voir(r->db, r->arena, r->acteur, uid, &x, &may_change, &there));
    return activite_montrer(r, &x, may_change, there);
}

static Err mark(Req *r, bool supprimer)
{
    Activite x;
    bool closed = false;
    TRY(open_record(r, &x));
    TRY(arretes_couvrent(r->db, &x, &closed));
    if (supprimer && closed && !x.supprime_at.has && str_is_none(req_text(r, "motif"))) {
        form_error(r, "motif", "Dites en quelques mots pourquoi cette fiche d’une période arrêtée est supprimée.");
        req_status(r, 400);
        return activite_montrer(r, &x, true, false);
    }
    TRY(activite_supprimer(r->db, r->arena, r->acteur, r->now, x.uid, supprimer, req_text(r, "motif")));
    return req_redirect(r, "/activites/fiche?fiche=%.*s&fait=%s", STR_ARG(x.uid), supprimer ? "supprimee" : "retablie");
}

Err suppression_envoi(Req *r)
{
    return mark(r, true);
}

Err retablir_envoi(Req *r)
{
    return mark(r, false);
}
