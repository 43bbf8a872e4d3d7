// SPDX-License-Identifier: AGPL-3.0-or-later
/* /seances: what is planned; "C'est fait" opens the form of a record filled with it. */
#include "domain/seances/seances_web.h"

#include "core/app.h"
#include "core/auth/codes.h"
#include "core/run/writer.h"
#include "core/slice.h"
#include "domain/activites/saisie.h"
#include "domain/journal/journal.h"
#include "seances_sql.h"
#include "seances_view.h"
#include "web/page.h"

enum {
    UID_MAX = 40,
    PAGE_MAX = 100000,
    JOUR_S = 24 * 3600,
    LEASE_S = 60,
    ATTEMPTS = 3,
    DUREE_ATELIER = 120,
    TIENNENT = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR,
};
static const Right seances_tenir = { "seances.tenir", "Prévoir les séances de son périmètre, dire ce qui s’est fait",
    PROOF_SESSION, TIENNENT };

static const Choice listes[] = { { S_INIT("prevues"), S_INIT("À venir ou à confirmer") },
    { S_INIT("passees"), S_INIT("Faites ou annulées") }, { STR_NONE, STR_NONE } };
static const Choice qui[] = { { S_INIT("moi"), S_INIT("Les miennes") }, { S_INIT("tous"), S_INIT("Toutes") },
    { STR_NONE, STR_NONE } };
static const Choice faits[] = {
    { S_INIT("prevue"), S_INIT("La séance est prévue.") },
    { S_INIT("modifiee"), S_INIT("La séance est corrigée.") },
    { S_INIT("annulee"), S_INIT("La séance est annulée.") },
    { S_INIT("fiche"), S_INIT("La fiche est enregistrée.") },
    { S_INIT("retablie"), S_INIT("La séance est de nouveau prévue.") },
    { STR_NONE, STR_NONE },
};
static const Field liste_champs[] = {
    { .name = "liste", .kind = FIELD_CHOICE, .label = "Liste", .choices = listes, .address_only = true },
    { .name = "qui", .kind = FIELD_CHOICE, .label = "De qui", .choices = qui, .address_only = true },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field seance_champs[] = {
    { .name = "motif",
        .kind = FIELD_TEXT,
        .label = "Pourquoi elle est annulée",
        .hint = "Ni nom, ni numéro.",
        .max = SEANCE_MOTIF_MAX },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field prevoir_champs[] = {
    { .name = "sorte", .kind = FIELD_CHOICE, .label = "Sorte", .choices = seance_sortes },
    { .name = "titre",
        .kind = FIELD_TEXT,
        .label = "Titre",
        .hint = "De quoi la reconnaître. Aucun nom de personne.",
        .max = TITRE_MAX },
    { .name = "jour", .kind = FIELD_DATE, .label = "Jour", .required = true },
    { .name = "heure", .kind = FIELD_TEXT, .label = "Heure", .hint = "Comme 14:30.", .required = true, .max = 5 },
    { .name = "duree", .kind = FIELD_I64, .label = "Durée, en minutes", .required = true, .min = 1, .max = DUREE_MAX },
    { .name = "fois",
        .kind = FIELD_I64,
        .label = "Combien de semaines de suite",
        .hint = "Vide\u00a0: une seule fois.",
        .min = 1,
        .max = SEANCE_FOIS_MAX },
    { .name = "lieu_type", .kind = FIELD_CHOICE, .label = "Où", .choices = lieu_types },
    { .name = "lieu",
        .kind = FIELD_TEXT,
        .label = "Salle ou adresse",
        .hint = "Par exemple «\u00a0salle du conseil\u00a0».",
        .max = SEANCE_LIEU_MAX },
    { .name = "themes", .kind = FIELD_CHOICES, .label = "Thèmes", .choices = themes },
    { .name = "places", .kind = FIELD_I64, .label = "Places", .min = 0, .max = SEANCE_PLACES_MAX },
    { .name = "attendus", .kind = FIELD_I64, .label = "Personnes inscrites", .min = 0, .max = SEANCE_PLACES_MAX },
    { .name = "animateurs",
        .kind = FIELD_LINES,
        .label = "Autres animateurs, d’une autre structure",
        .hint = "Leur adresse électronique professionnelle, une par ligne.",
        .max = 2000 },
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = UID_MAX, .address_only = true },
    { .name = "cle", .kind = FIELD_TEXT, .label = "Clé", .max = CLE_MAX, .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { 0 },
};

/* ---- lists ---- */

static SeanceVue view_of(Req *r, const Seance *x)
{
    return (SeanceVue){ .x = x,
        .quand = instant_montre(r->arena, x->debut_at),
        .quoi = str_is_empty(x->titre) ? seance_sortes[x->sorte].label : x->titre,
        .ou = str_is_empty(x->lieu) ? x->structure
                                    : str_format(r->arena, "%.*s, %.*s", STR_ARG(x->lieu), STR_ARG(x->structure)),
        .passee = x->etat == SEANCE_PREVUE && x->debut_at + 60 * x->duree_min < r->now,
        .venue = date_paris(x->debut_at).days <= date_paris(r->now).days };
}

static Err seances_page(Req *r)
{
    static const char *const criteria[] = { "liste", "qui", NULL };
    SeanceRecherche q = { .passees = req_choice(r, "liste", 0) == 1,
        .miennes = req_choice(r, "qui", r->acteur->role & ROLE_MEDIATEUR ? 0 : 1) == 0 };
    SeancesPage p = { .form = &r->form, .passees = q.passees, .miennes = q.miennes };
    const Seance *all;
    int64_t page = req_i64(r, "page", 1), total = 0;
    TRY(seances_lister(r->db, r->arena, r->acteur, &q, page, &all, &p.n, &total));
    SeanceVue *v = NEW(r->arena, SeanceVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        v[i] = view_of(r, &all[i]);
    p.lignes = v;
    p.pages = pagination(r->arena, adresse_de(r, "/seances", criteria), page, SEANCES_PAGE, total);
    TRY(journal_lecture_portee(r, "seances.lister"));
    view_seances(req_html(r), &p);
    return OK;
}

static Err agenda_ics(Req *r)
{
    TRY(seances_agenda(r->db, r->arena, r->acteur, config_str(r->app->config, CONF_URL_PUBLIQUE), r->now,
        req_body(r, "text/calendar; charset=utf-8")));
    req_download(r, S("mes-seances.ics"));
    return OK;
}

/* ---- one of them ---- */

static Err open_held(Req *r, Seance *x, Structure *s)
{
    bool held = false;
    TRY(seance_ouvrir(r->db, r->arena, r->acteur, req_path(r, "seance"), x, &held));
    TRY(structure_par_id(r->db, r->arena, x->structure_id, s));
    return held ? OK : ERR_NOT_FOUND;
}

/* What came of it: what she may read, what she may take away, else whose it is. */
static Err records_of(Req *r, const Seance *x, SeancePage *p)
{
    FicheVue *v = NEW(r->arena, FicheVue, x->fiches_n + 1);
    if (!v)
        return ERR_MEMORY;
    p->defait = true;
    for (size_t i = 0; i < x->fiches_n; i++) {
        Activite f;
        Personne who;
        bool with_her = false;
        Err e = activite_voir(r->db, r->arena, r->acteur, x->fiches[i], &f, &v[i].retirable, &with_her);
        v[i].uid = x->fiches[i];
        v[i].lue = e == OK;
        v[i].de = S("");
        if (e == ERR_NOT_FOUND)
            e = activite_ouvrir(r->db, r->arena, NULL, x->fiches[i], &f);
        if (e == ERR_NOT_FOUND)
            continue;
        TRY(e);
        p->defait &= v[i].retirable || f.supprime_at.has;
        if (f.personne_id.v == r->acteur->personne_id)
            continue;
        TRY(personne_par_id(r->db, r->arena, f.personne_id, &who));
        v[i].de = personne_nom_montre(r->arena, who.prenom, who.nom);
    }
    p->fiches = v;
    return OK;
}

static Err show_session(Req *r)
{
    Seance x;
    SeancePage p = { .form = &r->form, .motif = champ_de(&r->form, "motif"), .themes = S("") };
    TRY(seance_ouvrir(r->db, r->arena, r->acteur, req_path(r, "seance"), &x, &p.tient));
    p.v = view_of(r, &x);
    TRY(records_of(r, &x, &p));
    for (int t = 0; t < THEMES_N; t++)
        if (x.themes & 1U << t)
            p.themes = str_is_empty(p.themes)
                         ? themes[t].label
                         : str_format(r->arena, "%.*s, %.*s", STR_ARG(p.themes), STR_ARG(themes[t].label));
    TRY(journal_lecture(r, "seance.voir", str_cat(r->arena, S("seance:"), x.uid)));
    view_seance(req_html(r), &p);
    return OK;
}

static Err back(Req *r, Str uid, const char *fait)
{
    return req_redirect(r, "/seances/%.*s?fait=%s", STR_ARG(uid), fait);
}

static Err annuler_envoi(Req *r)
{
    Seance x;
    Structure s;
    Str why = req_text(r, "motif");
    TRY(open_held(r, &x, &s));
    if (str_is_empty(str_or_empty(why)))
        form_error(r, "motif", "Dites en quelques mots pourquoi elle est annulée.");
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_session(r);
    }
    TRY(seance_annuler(r->db, r->arena, r->acteur, r->now, x.uid, why));
    return back(r, x.uid, "annulee");
}

static Err seance_retablir_envoi(Req *r)
{
    Str uid = req_path(r, "seance");
    Err e = seance_retablir(r->db, r->arena, r->acteur, r->now, uid);
    if (e == ERR_FORBIDDEN)
        req_why(r, S("Une fiche de cette séance a été écrite par un ou une collègue\u00a0: elle est à retirer par "
                     "cette personne, ou "
                     "par un référent de la structure."));
    if (e == ERR_INVALID)
        req_why(r,
            S("Une fiche de cette séance est d’une période arrêtée. Supprimez-la depuis sa page, en disant pourquoi."));
    return e == OK ? back(r, uid, "retablie") : e;
}

/* ---- planning ---- */

static Str number(Arena *a, int64_t n)
{
    return n ? str_format(a, "%lld", (long long)n) : S("");
}

static Err show_form(Req *r, const Structure *s, const Seance *old)
{
    const Form *f = &r->form;
    Arena *a = r->arena;
    const Seance blank = { .sorte = SEANCE_ATELIER, .duree_min = DUREE_ATELIER, .titre = S(""), .lieu = S("") };
    const Seance *x = old ? old : &blank;
    Civil c = civil_paris(x->debut_at);
    Str team;
    PrevoirPage p = { .form = f,
        .structure = *s,
        .uid = old ? old->uid : S(""),
        .action = old ? str_format(a, "/seances/%.*s/modifier", STR_ARG(old->uid)) : S("/seances/prevoir"),
        .version = str_format(a, "%lld", (long long)req_i64(r, "version", x->version)),
        .cle = req_text(r, "cle") };
    TRY(saisie_collegues(r, s, old ? old->personne_id.v : r->acteur->personne_id, &p.collegues));
    TRY(saisie_equipe_dite(r, s->id, x->equipe, x->equipe_n, &team));
    p.sorte = champ_defaut(f, "sorte", seance_sortes[x->sorte].value);
    p.titre = champ_defaut(f, "titre", x->titre);
    p.jour = champ_defaut(f, "jour", old ? date_iso(a, date_paris(old->debut_at)) : S(""));
    p.heure = champ_defaut(f, "heure", old ? str_format(a, "%02d:%02d", c.hour, c.minute) : S(""));
    p.duree = champ_defaut(f, "duree", number(a, x->duree_min));
    p.fois = champ_de(f, "fois");
    p.lieu_type = champ_defaut(f, "lieu_type", lieu_types[x->lieu_type].value);
    p.lieu = champ_defaut(f, "lieu", x->lieu);
    p.themes = champ_defaut(f, "themes", mots_joints(a, themes, x->themes));
    p.places = champ_defaut(f, "places", number(a, x->places));
    p.attendus = champ_defaut(f, "attendus", number(a, x->attendus));
    p.animateurs = champ_defaut(f, "animateurs", team);
    if (str_is_none(p.cle))
        p.cle = uid_new(a, r->app->random);
    view_seance_prevoir(req_html(r), &p);
    return OK;
}

static Err prevoir_page(Req *r)
{
    Structure s;
    Err e = saisie_structure(r, &s);
    if (e == ERR_NOT_FOUND && portee_de(r->acteur->portee) != PORTEE_STRUCTURE &&
        str_is_none(req_text(r, "structure"))) {
        view_seance_sans_structure(req_html(r));
        return OK;
    }
    TRY(e);
    return show_form(r, &s, NULL);
}

static Err read_form(Req *r, const Structure *s, Seance *x)
{
    const char *field, *message;
    int hour = 0, minute = 0;
    Date d = { 0 };
    Chosen c = req_choices(r, "themes");
    *x = (Seance){ .sorte = req_choice(r, "sorte", SEANCE_ATELIER),
        .lieu_type = req_choice(r, "lieu_type", LIEU_TYPE_LIEU_ACTIVITE),
        .duree_min = req_i64(r, "duree", 0),
        .titre = str_or_empty(req_text(r, "titre")),
        .lieu = str_or_empty(req_text(r, "lieu")),
        .places = req_i64(r, "places", 0),
        .attendus = req_i64(r, "attendus", 0) };
    for (size_t i = 0; i < c.n; i++)
        x->themes |= 1U << c.v[i];
    if (!req_date(r, "jour", &d))
        form_error(r, "jour", "Choisissez le jour.");
    if (!heure_lire(str_or_empty(req_text(r, "heure")), &hour, &minute))
        form_error(r, "heure", "Écrivez l’heure comme 14:30.");
    x->debut_at = instant_paris(d, hour, minute);
    TRY(saisie_equipe_lire(r, s, &x->equipe, &x->equipe_n));
    if (!req_has_errors(r) && seance_faute(x, &field, &message))
        form_error(r, field, "%s", message);
    return OK;
}

static Err prevoir_envoi(Req *r)
{
    Structure s;
    Seance x;
    Str uid;
    TRY(saisie_structure(r, &s));
    TRY(read_form(r, &s, &x));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_form(r, &s, NULL);
    }
    TRY(seance_prevoir(r->db, r->arena, r->acteur, r->now, r->app->random, &s, &x, req_i64(r, "fois", 1),
        req_text(r, "cle"), &uid));
    return back(r, uid, "prevue");
}

static Err modifier_page(Req *r)
{
    Structure s;
    Seance x;
    TRY(open_held(r, &x, &s));
    return x.etat == SEANCE_PREVUE ? show_form(r, &s, &x) : req_redirect(r, "/seances/%.*s", STR_ARG(x.uid));
}

static Err modifier_envoi(Req *r)
{
    Structure s;
    Seance old, x;
    TRY(open_held(r, &old, &s));
    TRY(read_form(r, &s, &x));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_form(r, &s, &old);
    }
    TRY(seance_modifier(r->db, r->arena, r->acteur, r->now, old.uid, req_i64(r, "version", 0), &x));
    return back(r, old.uid, "modifiee");
}

/* ---- done ---- */

/* Who holds it, but whoever writes: with her. */
static Err team_of(Req *r, const Seance *x, Activite *made)
{
    Animateur *v = NEW(r->arena, Animateur, x->equipe_n + 1);
    size_t n = 0;
    if (!v)
        return ERR_MEMORY;
    if (x->personne_id.v != r->acteur->personne_id)
        v[n++] = (Animateur){ x->personne_id, x->structure_id };
    for (size_t i = 0; i < x->equipe_n; i++)
        if (x->equipe[i].personne_id.v != r->acteur->personne_id)
            v[n++] = x->equipe[i];
    made->animateurs = v;
    made->animateurs_n = n;
    return OK;
}

/* A permanence is several people, one after the other: nobody's length is known. */
static Err record_of(Req *r, const Structure *s, const Seance *x, Activite *ret)
{
    Date today = date_paris(r->now), day = date_paris(x->debut_at);
    Activite made = saisie_vierge(s);
    made.type = x->sorte == SEANCE_ATELIER ? ACTIVITE_COLLECTIF : ACTIVITE_INDIVIDUEL;
    made.jour = day.days > today.days ? today : day;
    made.duree_min = x->sorte == SEANCE_PERMANENCE ? made.duree_min : x->duree_min;
    made.lieu_type = x->lieu_type;
    made.themes = x->themes;
    if (made.type == ACTIVITE_COLLECTIF) {
        made.titre = x->titre;
        made.anonymes = x->attendus;
        TRY(team_of(r, x, &made));
    }
    *ret = made;
    return OK;
}

static Err show_record(Req *r, const Structure *s, const Seance *x, const Activite *made)
{
    PageLink *from = NEW(r->arena, PageLink, 1);
    if (!from)
        return ERR_MEMORY;
    *from = (PageLink){ S("Séances prévues"), S("/seances") };
    const SaisieCadre frame = { x->sorte == SEANCE_PERMANENCE ? S("Une personne reçue") : S("Ce qui s’est fait"),
        str_format(r->arena, "/seances/%.*s/fait", STR_ARG(x->uid)),
        str_format(r->arena, "Prévu le %.*s\u00a0: relisez, changez ce qui diffère.",
            STR_ARG(instant_montre(r->arena, x->debut_at))),
        from };
    return saisie_montrer(r, s, made, &frame);
}

/* Given up, or said once already: its page tells it. */
static bool is_open(const Seance *x)
{
    return x->etat == SEANCE_PREVUE || (x->etat == SEANCE_FAITE && x->sorte == SEANCE_PERMANENCE);
}

static Err fait_page(Req *r)
{
    Seance x;
    Structure s;
    Activite made;
    TRY(open_held(r, &x, &s));
    if (!is_open(&x))
        return req_redirect(r, "/seances/%.*s", STR_ARG(x.uid));
    TRY(record_of(r, &s, &x, &made));
    return show_record(r, &s, &x, &made);
}

static Err fait_envoi(Req *r)
{
    Seance x;
    Structure s;
    Activite made;
    Str uid;
    bool again = false;
    TRY(open_held(r, &x, &s));
    if (!is_open(&x))                              /* sent twice, or a colleague was first */
        return req_redirect(r, "/seances/%.*s", STR_ARG(x.uid));
    TRY(saisie_lire(r, &s, &made));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_record(r, &s, &x, &made);
    }
    TRY(activite_enregistrer(r->db, r->arena, r->acteur, r->now, r->app->random, &s, &made, req_text(r, "cle"), &uid,
        &again));
    TRY(seance_faite(r->db, r->arena, r->acteur, r->now, x.uid, uid));
    return back(r, x.uid, "fiche");
}

/* ---- the slice ---- */

static Err purge_old(Job *j)
{
    return writer_run(j->app->writer, j->arena, seances_purger, &j->now);
}

static const Route routes[] = {
    { "GET", "/seances", seances_page, &seances_tenir, SLOW, liste_champs, "Séances prévues", ROUTE_LAX },
    { "GET", "/seances/agenda.ics", agenda_ics, &seances_tenir, SLOW, NULL, "Mes séances, pour un agenda (iCalendar)" },
    { "GET", "/seances/prevoir", prevoir_page, &seances_tenir, SLOW, prevoir_champs, "Prévoir une séance", ROUTE_LAX },
    { "POST", "/seances/prevoir", prevoir_envoi, &seances_tenir, WRITE, prevoir_champs, "Prévoir une séance",
        ROUTE_LAX },
    { "GET", "/seances/{seance}", show_session, &seances_tenir, SLOW, seance_champs, "Une séance",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/seances/{seance}/modifier", modifier_page, &seances_tenir, SLOW, prevoir_champs, "Corriger une séance",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/seances/{seance}/modifier", modifier_envoi, &seances_tenir, WRITE, prevoir_champs,
        "Corriger une séance", ROUTE_LAX },
    { "GET", "/seances/{seance}/fait", fait_page, &seances_tenir, SLOW, activite_champs, "Dire ce qui s’est fait",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/seances/{seance}/fait", fait_envoi, &seances_tenir, WRITE, activite_champs,
        "Enregistrer ce qui s’est fait", ROUTE_LAX },
    { "POST", "/seances/{seance}/annuler", annuler_envoi, &seances_tenir, WRITE, seance_champs, "Annuler une séance",
        ROUTE_LAX },
    { "POST", "/seances/{seance}/retablir", seance_retablir_envoi, &seances_tenir, WRITE, seance_champs,
        "Défaire ce qui a été dit d’une séance", ROUTE_LAX },
    { 0 },
};
static const EspaceEntree entrees[] = { { RAYON_TRAVAIL, "/seances", "Séances prévues" }, { 0 } };
static const JobDef jobs[] = {
    { "seances.oublier", purge_old, JOUR_S, LEASE_S, ATTEMPTS, "Oublie les séances d’il y a plus de deux ans" },
    { 0 },
};

const Slice slice_seances = {
    .name = "seances",
    .routes = routes,
    .entrees = entrees,
    .jobs = jobs,
    .queries = seances_queries,
    .attentes = seances_attentes,
    .donnees = seances_donnees,
    .oublier = seances_oublier,
};
