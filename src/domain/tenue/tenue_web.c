// SPDX-License-Identifier: AGPL-3.0-or-later
/* /espace/lieux: the places that one holds, one of them, its seven blocks, its state, a new one. */
#include "domain/tenue/tenue_web.h"

#include <string.h>

#include "core/auth/codes.h"
#include "domain/journal/journal.h"
#include "domain/lieux/regles.h"
#include "domain/tenue/corrections.h"
#include "tenue_view.h"

const Right lieu_tenir = { "lieu.tenir", "Tenir à jour les lieux de son périmètre", PROOF_SESSION, TENUE_ROLES };
const Right lieu_pro = { "lieu.professionnels", "Voir les lieux réservés aux professionnels", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR | ROLE_PRESCRIPTEUR |
        ROLE_NUMERO_VERT | ROLE_REEMPLOI };
const Right lieu_coordonner = { "lieu.coordonner", "Suivre la fraîcheur des lieux et leurs doublons", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR };

static const Choice faits[] = {
    { S_INIT("enregistre"), S_INIT("Vos changements sont enregistrés.") },
    { S_INIT("cree"), S_INIT("Le lieu est créé. Complétez sa fiche, bloc par bloc.") },
    { S_INIT("confirme"), S_INIT("C’est noté\u00A0: la fiche est exacte aujourd’hui.") },
    { S_INIT("etat"), S_INIT("L’état du lieu est enregistré.") },
    { S_INIT("retour"), S_INIT("La fiche est revenue à cet état.") },
    { S_INIT("source"), S_INIT("La valeur de la source est reprise.") },
    { S_INIT("separe"), S_INIT("Les deux fiches sont de nouveau séparées.") },
    { STR_NONE, STR_NONE },
};
static const Choice fermetures_dites[] = {
    { S_INIT("non"), S_INIT("Il existe et on peut y aller") },
    { S_INIT("ferme"), S_INIT("Il a fermé") },
    { S_INIT("demenage"), S_INIT("Il a déménagé\u00A0: une autre fiche le remplace") },
    { STR_NONE, STR_NONE },
};

const Field mes_lieux_champs[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Nom ou commune", .max = 100 },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true },
    { 0 },
};
const Field tenue_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { 0 },
};
const Field source_champs[] = {
    { .name = "champ", .kind = FIELD_TEXT, .label = "Champ", .required = true, .max = 60, .address_only = true },
    { 0 },
};
const Field lieu_nouveau_champs[] = {
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom du lieu", .required = true, .max = 300 },
    { .name = "adresse", .kind = FIELD_TEXT, .label = "Numéro et rue", .required = true, .max = 300 },
    { .name = "code_postal", .kind = FIELD_TEXT, .label = "Code postal", .required = true, .max = 5 },
    { .name = "commune", .kind = FIELD_TEXT, .label = "Commune", .required = true, .max = 100 },
    { .name = "telephone", .kind = FIELD_TEXT, .label = "Téléphone du lieu", .max = 40, .autocomplete = "off" },
    { .name = "autre", .kind = FIELD_BOOL, .label = "Ce n’est aucun de ceux-ci\u00A0: créer un lieu de plus" },
    { 0 },
};
const Field etat_champs[] = {
    { .name = "visibilite",
        .kind = FIELD_CHOICE,
        .label = "Qui voit ce lieu",
        .required = true,
        .choices = visibilites },
    { .name = "ferme",
        .kind = FIELD_CHOICE,
        .label = "Ce lieu aujourd’hui",
        .required = true,
        .choices = fermetures_dites },
    { .name = "remplace_par",
        .kind = FIELD_TEXT,
        .label = "La fiche qui le remplace",
        .hint = "S’il a déménagé\u00A0: l’adresse de sa nouvelle fiche sur ce site, ou son identifiant.",
        .max = 2000,
        .autocomplete = "off" },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { 0 },
};

/* ---- the list ---- */

static Str why_not_public(const LieuTenu *l)
{
    if (str_eq(l->ferme_motif, S("doublon")))
        return S("réuni à un autre");
    if (l->ferme_at.has)
        return str_eq(l->ferme_motif, S("demenage")) ? S("déménagé") : S("fermé");
    if (l->disparu_at.has)
        return S("absent de sa source");
    return l->visibilite == VISIBLE_MASQUE         ? S("masqué")
         : l->visibilite == VISIBLE_PROFESSIONNELS ? S("réservé aux professionnels")
                                                   : STR_NONE;
}

void lieu_ligne(Arena *a, const LieuTenu *l, Date today, LieuLigne *ret)
{
    *ret = (LieuLigne){ .id = l->champs[CHAMP_id],
        .nom = l->champs[CHAMP_nom],
        .commune = l->champs[CHAMP_commune],
        .adresse = l->champs[CHAMP_adresse],
        .frais = date_french(a, lieu_frais(l)),
        .etat = why_not_public(l),
        .perime = lieu_perime(l, today) };
}

static bool answers(Arena *a, const LieuTenu *l, Str q)
{
    if (str_is_none(q))
        return true;
    Str words = utf8_fold_name(a, q);
    return str_has(utf8_fold_name(a, l->champs[CHAMP_nom]), words) ||
           str_has(utf8_fold_name(a, l->champs[CHAMP_commune]), words);
}

Err mes_lieux_page(Req *r)
{
    static const char *const criteres[] = { "q", NULL };
    const LieuTenu *held = NULL;
    size_t n = 0, total = 0;
    MesLieuxPage p = { .form = &r->form, .cherche = !str_is_none(req_text(r, "q")) };
    LieuLigne *shown = NEW(r->arena, LieuLigne, TENUE_PAGE);
    int64_t page = req_i64(r, "page", 1);
    TRY(tenue_lieux(r, &held, &n));
    if (!shown)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        if (!answers(r->arena, &held[i], req_text(r, "q")))
            continue;
        if ((int64_t)(total++ / TENUE_PAGE) == page - 1 && p.n < TENUE_PAGE)
            lieu_ligne(r->arena, &held[i], date_paris(r->now), &shown[p.n++]);
    }
    p.lignes = shown;
    p.pages = pagination(r->arena, adresse_de(r, "/espace/lieux", criteres), page, TENUE_PAGE, (int64_t)total);
    TRY(corrections_compter(r, held, n, &p.corrections));
    view_mes_lieux(req_html(r), &p);
    return OK;
}

/* ---- one place ---- */

void blocs_montrer(Arena *a, const LieuTenu *l, BlocVue ret[BLOCS_N])
{
    for (int b = 0; b < BLOCS_N; b++) {
        size_t n = 0;
        while (blocs[b].champs[n].name)
            n++;
        Valeur *v = NEW(a, Valeur, n);
        ret[b] = (BlocVue){ .bloc = &blocs[b], .v = v };
        for (size_t i = 0; i < n && v; i++) {
            StandardField s = bloc_champ(&blocs[b].champs[i]);
            if (s == STANDARD_N || (s == CHAMP_pivot && str_eq(l->champs[s], S("00000000000000"))))
                continue;
            Str name = standard_field(s)->name;
            v[ret[b].n++] = (Valeur){ str_from(blocs[b].champs[i].label), champ_montre_valeur(a, name, l->champs[s]) };
        }
    }
}

static Err show_gaps(Req *r, const LieuTenu *l, TenuePage *p)
{
    const LieuEcart *e = NULL;
    size_t n = 0;
    TRY(lieu_ecarts(r->db, r->arena, l, &e, &n));
    EcartVue *v = NEW(r->arena, EcartVue, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        Str name = standard_field(e[i].champ)->name;
        v[i] = (EcartVue){ name, champ_montre_nom(name), champ_montre_valeur(r->arena, name, l->champs[e[i].champ]),
            champ_montre_valeur(r->arena, name, e[i].valeur) };
    }
    p->ecarts = v;
    p->ecarts_n = n;
    return OK;
}

Err tenue_page(Req *r)
{
    LieuTenu l;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    TenuePage p = { .form = &r->form,
        .adresse = tenue_adresse(r->arena, l.champs[CHAMP_id]),
        .confirme = l.confirme_at.has ? date_french(r->arena, date_paris(l.confirme_at.v)) : STR_NONE,
        .coordonne = r->acteur->role & lieu_coordonner.roles };
    lieu_ligne(r->arena, &l, date_paris(r->now), &p.lieu);
    blocs_montrer(r->arena, &l, p.blocs);
    TRY(lieu_tenants(r->db, r->arena, l.champs[CHAMP_id], &p.tenants));
    TRY(show_gaps(r, &l, &p));
    view_tenue(req_html(r), &p);
    return OK;
}

static Err tell(Req *r, const LieuTenu *l, const char *action)
{
    return journal_ecrire(r->db, r->acteur, r->now, action, lieu_objet(r->arena, l->champs[CHAMP_id]), true);
}

static LieuGeste gesture(const Req *r, const char *motif)
{
    return (LieuGeste){ .par = r->acteur, .now = r->now, .motif = motif };
}

Err confirmer_envoi(Req *r)
{
    LieuTenu l;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    LieuGeste g = gesture(r, "confirmation");
    TRY(lieu_tenu_confirmer(r->db, r->arena, &g, &l));
    TRY(tell(r, &l, "lieu.confirmer"));
    return req_redirect(r, "%.*s?fait=confirme", STR_ARG(tenue_adresse(r->arena, l.champs[CHAMP_id])));
}

Err source_envoi(Req *r)
{
    LieuTenu l;
    const LieuEcart *e = NULL;
    size_t n = 0, i = 0;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    TRY(lieu_ecarts(r->db, r->arena, &l, &e, &n));
    while (i < n && !str_eq(standard_field(e[i].champ)->name, req_text(r, "champ")))
        i++;
    if (i == n)
        return ERR_INVALID;
    LieuGeste g = gesture(r, "source");
    TRY(lieu_rendre_a_la_source(r->db, r->arena, &g, &l, &e[i]));
    TRY(tell(r, &l, "lieu.modifier"));
    return req_redirect(r, "%.*s?fait=source", STR_ARG(tenue_adresse(r->arena, l.champs[CHAMP_id])));
}

/* ---- a block ---- */

static const Bloc *bloc_asked(const Req *r)
{
    Str path = str_from(r->route->path);
    for (int b = 0; b < BLOCS_N; b++)
        if (str_ends(path, str_cat(r->arena, S("/"), blocs[b].chemin)))
            return &blocs[b];
    return &blocs[0];
}

/* `typed`: the place as it would be, to be shown beside what is there now; NULL: no conflict. */
static Err show_bloc(Req *r, const Bloc *b, const LieuTenu *l, bool conflict, Str compris, Str dit)
{
    Arena *a = r->arena;
    BlocPage p = { .form = &r->form,
        .adresse = tenue_adresse(a, l->champs[CHAMP_id]),
        .bloc = b,
        .version = str_format(a, "%lld", (long long)l->version),
        .compris = compris,
        .dit = dit };
    size_t n = 0;
    while (b->champs[n].name)
        n++;
    ChampVue *v = NEW(a, ChampVue, n);
    HorairesVue *week = NEW(a, HorairesVue, 1);
    if (!v || !week)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const Field *f = &b->champs[i];
        if (bloc_champ(f) == STANDARD_N)
            continue;
        Str stored = bloc_montre(a, f, l);
        ChampVue *to = &v[p.n++];
        to->champ = champ_defaut(&r->form, f->name, stored);
        to->maintenant = STR_NONE;
        if (strcmp(r->method.p, "POST") == 0 && str_is_none(to->champ.valeur))
            to->champ.valeur = S("");
        if (conflict && !str_eq(to->champ.valeur, stored))
            to->maintenant = stored.n ? champ_montre_valeur(a, str_from(f->name), l->champs[bloc_champ(f)])
                                      : S("(vide)");
    }
    if (compris.n && horaires_vue(a, compris, &aucunes_vacances, minute_paris(r->now), week) == OK && week->a_semaine &&
        !week->deux_semaines)
        p.jours = week->semaine[0];
    p.champs = v;
    lieu_ligne(a, l, date_paris(r->now), &p.lieu);
    view_bloc(req_html(r), &p);
    return OK;
}

Err bloc_page(Req *r)
{
    LieuTenu l;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    return show_bloc(r, bloc_asked(r), &l, false, STR_NONE, STR_NONE);
}

/* False: what was understood has to be looked at first. */
static bool hours_agreed(Req *r, LieuTenu *neuf, Str *ret_compris, Str *ret_dit)
{
    Str osm = bloc_horaires(r, "horaires", req_text(r, "horaires"), ret_dit);
    Str agreed = req_text(r, "compris");
    *ret_compris = osm;
    if (req_has_errors(r))
        return false;
    bool same = str_eq(osm, neuf->champs[CHAMP_horaires]);
    neuf->champs[CHAMP_horaires] = osm;
    return !osm.n || same || str_eq(osm, agreed);
}

Err bloc_envoi(Req *r)
{
    const Bloc *b = bloc_asked(r);
    LieuTenu l, neuf;
    Str compris = STR_NONE, dit = STR_NONE;
    bool agreed = true;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    neuf = l;
    bloc_lire(r, b, &neuf);
    if (b == &blocs[BLOC_horaires])
        agreed = hours_agreed(r, &neuf, &compris, &dit);
    TRY(bloc_valider(r, b->champs, &l, &neuf));
    bool conflict = req_i64(r, "version", l.version) != l.version;
    if (conflict)
        form_error(r, "version", TENUE_CHANGEE);
    LieuGeste g = gesture(r, "edition");
    if (!req_has_errors(r) && agreed) {
        TRY(lieu_tenu_ecrire(r->db, r->arena, &g, &l, &neuf, NULL));
        TRY(tell(r, &l, "lieu.modifier"));
        return req_redirect(r, "%.*s?fait=enregistre", STR_ARG(tenue_adresse(r->arena, l.champs[CHAMP_id])));
    }
    req_status(r, conflict ? 409 : req_has_errors(r) ? 400 : 200);
    return show_bloc(r, b, &l, conflict, req_has_errors(r) ? STR_NONE : compris, dit);
}

/* ---- a new place ---- */

Err lieu_nouveau_page(Req *r)
{
    view_lieu_nouveau(req_html(r), &(NouveauPage){ .form = &r->form });
    return OK;
}

/* Those that look like it, wherever they are kept: a second sheet of one place is worse than none. */
static Err find_alike(Req *r, const LieuTenu *neuf, NouveauPage *p)
{
    enum { MAX = 5 };
    const LieuTenu *all = NULL;
    size_t n = 0;
    LieuLigne *v = NEW(r->arena, LieuLigne, MAX);
    TRY(lieux_tenus(r->db, r->arena, &all, &n));
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n && p->proches_n < MAX; i++)
        if (lieu_tenu_public(&all[i]) && lieux_ressemblance(r->arena, &all[i], neuf) >= RESSEMBLANCE_SEUIL)
            lieu_ligne(r->arena, &all[i], date_paris(r->now), &v[p->proches_n++]);
    p->proches = v;
    return OK;
}

/* A place of the structure acted for, or in a commune of the scope. */
static Err create(Req *r, const Perimetre *scope, LieuTenu *neuf)
{
    LieuGeste g = gesture(r, "creation");
    TRY(lieu_tenu_creer(r->db, r->arena, &g, uid_new(r->arena, r->app->random), neuf));
    TRY(tell(r, neuf, "lieu.creer"));
    if (scope->portee != PORTEE_STRUCTURE)
        return OK;
    Structure s;
    TRY(structure_ouvrir(r->db, r->arena, r->acteur, scope->code, &s));
    return structure_lier(r->db, r->arena, r->acteur, r->now, s.id, neuf->champs[CHAMP_id], true);
}

Err lieu_nouveau_envoi(Req *r)
{
    static const LieuTenu rien = { 0 };
    NouveauPage p = { .form = &r->form };
    LieuTenu neuf = { .origine = ORIGINE_ICI };
    Perimetre scope;
    const StandardField asked[] = { CHAMP_nom, CHAMP_adresse, CHAMP_code_postal, CHAMP_commune, CHAMP_telephone };
    TRY(perimetre_de(r->db, r->arena, r->acteur, req_snapshot(r, &territoire_snapshot), &scope));
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        neuf.champs[asked[i]] = req_text(r, standard_field(asked[i])->name.p);
    neuf.champs[CHAMP_id] = S("nouveau");
    neuf.champs[CHAMP_pivot] = S("00000000000000");
    neuf.champs[CHAMP_date_maj] = date_iso(r->arena, date_paris(r->now));
    TRY(bloc_valider(r, lieu_nouveau_champs, &rien, &neuf));
    if (!req_has_errors(r) && scope.portee != PORTEE_STRUCTURE && !perimetre_couvre(r->arena, &scope, &neuf))
        form_error(r, "commune", "Cette commune n’est pas de votre périmètre.");
    if (!req_has_errors(r) && !req_bool(r, "autre"))
        TRY(find_alike(r, &neuf, &p));
    if (req_has_errors(r) || p.proches_n) {
        req_status(r, 400);
        view_lieu_nouveau(req_html(r), &p);
        return OK;
    }
    TRY(create(r, &scope, &neuf));
    return req_redirect(r, "%.*s?fait=cree", STR_ARG(tenue_adresse(r->arena, neuf.champs[CHAMP_id])));
}

/* ---- its state ---- */

static Err show_etat(Req *r, const LieuTenu *l)
{
    Str closed = !l->ferme_at.has ? S("non") : str_eq(l->ferme_motif, S("demenage")) ? S("demenage") : S("ferme");
    EtatPage p = { .form = &r->form,
        .adresse = tenue_adresse(r->arena, l->champs[CHAMP_id]),
        .version = str_format(r->arena, "%lld", (long long)l->version),
        .visibilite = champ_defaut(&r->form, "visibilite", visibilites[l->visibilite].value),
        .ferme = champ_defaut(&r->form, "ferme", closed),
        .remplace_par = champ_defaut(&r->form, "remplace_par", l->remplace_par),
        .disparu = l->disparu_at.has };
    lieu_ligne(r->arena, l, date_paris(r->now), &p.lieu);
    view_etat(req_html(r), &p);
    return OK;
}

Err etat_page(Req *r)
{
    LieuTenu l;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    return show_etat(r, &l);
}

/* "https://…/lieux/ID?…" or "ID". */
static Str id_typed(Str typed)
{
    size_t at = str_find(typed, 0, S("/lieux/"));
    Str id = at < typed.n ? str_slice(typed, at + sizeof "/lieux/" - 1, typed.n) : typed;
    size_t end = str_find_char(id, 0, '?'), hash = str_find_char(id, 0, '#');
    return str_slice(id, 0, end < hash ? end : hash);
}

/* Said to exist although its file does not know it any more: it is held here from now on. */
static void open_again(LieuTenu *neuf)
{
    neuf->ferme_at = (OptI64){ 0 };
    neuf->ferme_motif = neuf->remplace_par = STR_NONE;
    if (neuf->disparu_at.has) {
        neuf->disparu_at = (OptI64){ 0 };
        neuf->origine = ORIGINE_ICI;
    }
}

static Err read_etat(Req *r, const LieuTenu *l, LieuTenu *neuf)
{
    int closed = req_choice(r, "ferme", 0);
    Str id = id_typed(req_text(r, "remplace_par"));
    LieuTenu other;
    neuf->visibilite = (Visibilite)req_choice(r, "visibilite", (int)l->visibilite);
    if (closed == 0) {
        open_again(neuf);
        return OK;
    }
    Str why = fermetures_dites[closed].value;
    if (!l->ferme_at.has || !str_eq(l->ferme_motif, why))
        neuf->ferme_at = (OptI64){ true, r->now };
    neuf->ferme_motif = why;
    neuf->remplace_par = STR_NONE;
    if (!str_eq(why, S("demenage")))
        return OK;
    Err e = id.n ? lieu_tenu_lire(r->db, r->arena, id, &other) : ERR_NOT_FOUND;
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e != OK || !lieu_tenu_public(&other) || str_eq(id, l->champs[CHAMP_id]))
        form_error(r, "remplace_par",
            "L’annuaire ne connaît pas cette fiche. Créez-la d’abord, ou changez simplement "
            "l’adresse de celle-ci.");
    else
        neuf->remplace_par = id;
    return OK;
}

Err etat_envoi(Req *r)
{
    LieuTenu l, neuf;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    neuf = l;
    TRY(read_etat(r, &l, &neuf));
    bool conflict = req_i64(r, "version", l.version) != l.version;
    if (conflict)
        form_error(r, "version", TENUE_CHANGEE);
    if (req_has_errors(r)) {
        req_status(r, conflict ? 409 : 400);
        return show_etat(r, &l);
    }
    LieuGeste g = gesture(r, "etat");
    TRY(lieu_tenu_ecrire(r->db, r->arena, &g, &l, &neuf, NULL));
    TRY(tell(r, &l, "lieu.etat"));
    return req_redirect(r, "%.*s?fait=etat", STR_ARG(tenue_adresse(r->arena, l.champs[CHAMP_id])));
}
