// SPDX-License-Identifier: AGPL-3.0-or-later
/* /activites/saisir, /activites/modifier: one form for a person or a workshop, filled with what was said last time. */
#include "activites_saisie_view.h"
#include "core/app.h"
#include "core/auth/codes.h"
#include "domain/activites/activites_priv.h"
#include "domain/activites/activites_web.h"
#include "domain/activites/arretes.h"
#include "domain/activites/modeles.h"
#include "domain/activites/saisie.h"
#include "domain/administration/commune_saisie.h"
#include "domain/journal/journal.h"
#include "domain/lieux/lieux.h"
#include "domain/territoire/territoire.h"

enum { UID_MAX = 40, CARTES_MAX = 100, DUREE_USUELLE = 30 };
static const Choice oui_non[] = { { S_INIT("1"), S_INIT("Oui") }, { S_INIT("0"), S_INIT("Non") },
    { STR_NONE, STR_NONE } };

const Field activite_champs[] = {
    { .name = "type", .kind = FIELD_CHOICE, .label = "Forme", .choices = activite_types, .address_only = true },
    { .name = "themes", .kind = FIELD_CHOICES, .label = "Thèmes", .choices = themes },
    { .name = "demarches", .kind = FIELD_CHOICES, .label = "Démarche", .choices = demarches },
    { .name = "duree",
        .kind = FIELD_I64,
        .label = "Durée, en minutes",
        .hint = "Par exemple 45.",
        .required = true,
        .min = 1,
        .max = DUREE_MAX },
    { .name = "dispositif", .kind = FIELD_CHOICE, .label = "Dispositif", .choices = dispositifs },
    { .name = "lieu_type", .kind = FIELD_CHOICE, .label = "Où", .choices = lieu_types },
    { .name = "commune",
        .kind = FIELD_TEXT,
        .label = "Commune",
        .hint = "À domicile ou ailleurs seulement\u00a0: son nom ou son code postal.",
        .max = NOM_MAX },
    { .name = "jour", .kind = FIELD_DATE, .label = "Date", .required = true },
    { .name = "carte",
        .kind = FIELD_TEXT,
        .label = "Code de la carte",
        .hint = "Vide si la personne n’a pas de carte. Aucun nom n’est demandé.",
        .max = 20 },
    { .name = "nouveau", .kind = FIELD_BOOL, .label = "Sans carte, c’est sa première venue" },
    { .name = "faire_carte", .kind = FIELD_BOOL, .label = "Faire une carte pour cette personne" },
    { .name = "participants", .kind = FIELD_I64, .label = "Personnes sans carte", .min = 0, .max = PARTICIPANTS_MAX },
    { .name = "nouveaux",
        .kind = FIELD_I64,
        .label = "Parmi elles, première venue",
        .min = 0,
        .max = PARTICIPANTS_MAX },
    { .name = "cartes",
        .kind = FIELD_LINES,
        .label = "Cartes des autres personnes",
        .hint = "Un code par ligne.",
        .max = 2000 },
    { .name = "titre", .kind = FIELD_TEXT, .label = "Titre de l’atelier", .max = TITRE_MAX },
    { .name = "niveau", .kind = FIELD_CHOICE, .label = "Niveau", .choices = niveaux },
    { .name = "regle", .kind = FIELD_CHOICE, .label = "Réglé en un seul rendez-vous", .choices = oui_non },
    { .name = "satisfaction", .kind = FIELD_I64, .label = "Satisfaction, de 1 à 5", .min = 1, .max = 5 },
    { .name = "recommande", .kind = FIELD_CHOICE, .label = "Recommanderait ce lieu", .choices = oui_non },
    { .name = "autonomie", .kind = FIELD_CHOICE, .label = "Autonomie", .choices = autonomies },
    { .name = "materiels", .kind = FIELD_CHOICES, .label = "Matériel", .choices = materiels },
    { .name = "orientation",
        .kind = FIELD_TEXT,
        .label = "Orientation vers un lieu",
        .hint = "L’adresse de sa fiche sur ce site, ou son identifiant.",
        .max = 300 },
    { .name = "redirection", .kind = FIELD_CHOICE, .label = "Ou vers une sorte de structure", .choices = redirections },
    { .name = "securite", .kind = FIELD_BOOL, .label = "Le module de sécurité numérique a été fait" },
    { .name = "note",
        .kind = FIELD_LINES,
        .label = "Note",
        .hint = "Ni nom, ni numéro, ni information de santé.",
        .max = NOTE_MAX },
    { .name = "motif",
        .kind = FIELD_TEXT,
        .label = "Pourquoi cette correction",
        .hint =
            "Les chiffres de cette date sont arrêtés\u00a0: l’écart y sera montré avec ce motif. Ni nom, ni numéro.",
        .max = MOTIF_MAX },
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = UID_MAX, .address_only = true },
    { .name = "modele", .kind = FIELD_TEXT, .label = "Modèle", .max = UID_MAX, .address_only = true },
    { .name = "fiche", .kind = FIELD_TEXT, .label = "Fiche", .max = UID_MAX, .address_only = true },
    { .name = "cle", .kind = FIELD_TEXT, .label = "Clé", .max = CLE_MAX, .address_only = true },
    { .name = "animateurs",
        .kind = FIELD_LINES,
        .label = "Autres animateurs, d’une autre structure",
        .hint = "Leur adresse électronique professionnelle, une par ligne.",
        .max = 2000 },
    { .name = "plan", .kind = FIELD_TEXT, .label = "Action du plan qui la finance", .max = PLAN_ACTION_MAX },
    { .name = "gabarit", .kind = FIELD_TEXT, .label = "Modèle", .max = UID_MAX, .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { 0 },
};

/* ---- for whom ---- */

Err saisie_structure(Req *r, Structure *ret)
{
    bool own = portee_de(r->acteur->portee) == PORTEE_STRUCTURE;
    Str uid = own ? r->acteur->code : req_text(r, "structure");
    return str_is_none(uid) ? ERR_NOT_FOUND : structure_ouvrir(r->db, r->arena, r->acteur, uid, ret);
}

/* ---- what the form shows ---- */

static Str number_of(Arena *a, int64_t n)
{
    return n ? str_format(a, "%lld", (long long)n) : S("");
}

static Str yes_or_no(OptI64 v)
{
    return !v.has ? S("") : v.v ? S("1") : S("0");
}

static Str word(const Choice *mots, int rang)
{
    return rang < 0 ? S("") : mots[rang].value;
}

static Str cards_of(Arena *a, const Activite *x, bool individual)
{
    Str all = S("");
    if ((x->type == ACTIVITE_INDIVIDUEL) != individual)
        return all;
    for (size_t i = 0; i < x->suivis_n; i++)
        all = str_format(a, "%.*s%s%.*s", STR_ARG(all), i ? "\n" : "", STR_ARG(carte_montree(a, x->suivis[i].code)));
    return all;
}

static void fill_people(Req *r, SaisiePage *p, const Activite *x)
{
    Arena *a = r->arena;
    const Form *f = &r->form;
    bool workshop = x->type == ACTIVITE_COLLECTIF;
    p->carte = champ_defaut(f, "carte", cards_of(a, x, true));
    p->cartes = champ_defaut(f, "cartes", cards_of(a, x, false));
    p->nouveau = champ_defaut(f, "nouveau", !workshop && x->nouveaux ? S("1") : STR_NONE);
    p->faire_carte = champ_defaut(f, "faire_carte", STR_NONE);
    p->participants = champ_defaut(f, "participants", workshop ? number_of(a, x->anonymes) : S(""));
    p->nouveaux = champ_defaut(f, "nouveaux", workshop ? number_of(a, x->nouveaux) : S(""));
    p->plan = champ_defaut(f, "plan", str_or_empty(x->plan_action));
}

Err saisie_equipe_dite(Req *r, StructureId ici, const Animateur *v, size_t n, Str *ret)
{
    Str all = S("");
    for (size_t i = 0; i < n; i++) {
        Personne who;
        TRY(personne_par_id(r->db, r->arena, v[i].personne_id, &who));
        bool here = v[i].structure_id.v == ici.v || str_is_empty(str_or_empty(who.courriel));
        all = str_format(r->arena, "%.*s%s%.*s", STR_ARG(all), i ? "\n" : "", STR_ARG(here ? who.uid : who.courriel));
    }
    *ret = all;
    return OK;
}

Err saisie_collegues(Req *r, const Structure *s, int64_t sauf, const Choice **ret)
{
    const Acteur inside = { .role = r->acteur->role, .portee = portee_nom(PORTEE_STRUCTURE), .code = s->uid };
    const PersonneLigne *l;
    size_t n = 0, at = 0;
    int64_t total = 0;
    TRY(personnes_chercher(r->db, r->arena, &inside, STR_NONE, S("active"), 1, &l, &n, &total));
    Choice *all = NEW(r->arena, Choice, n + 1);
    if (!all)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        if (l[i].id.v != sauf)
            all[at++] = (Choice){ l[i].uid, personne_nom_montre(r->arena, l[i].prenom, l[i].nom) };
    all[at] = (Choice){ STR_NONE, STR_NONE };
    *ret = all;
    return OK;
}

/* Those of the structure but who writes. */
static Err show_team(Req *r, const Structure *s, const Activite *x, SaisiePage *p)
{
    Str led;
    TRY(saisie_collegues(r, s, str_is_empty(p->uid) ? r->acteur->personne_id : x->personne_id.v, &p->collegues));
    TRY(saisie_equipe_dite(r, x->structure_id, x->animateurs, x->animateurs_n, &led));
    p->animateurs = champ_defaut(p->form, "animateurs", led);
    return OK;
}

static void fill(Req *r, SaisiePage *p, const Activite *x)
{
    Arena *a = r->arena;
    const Form *f = &r->form;
    p->form = f;
    p->themes = champ_defaut(f, "themes", mots_joints(a, themes, x->themes));
    p->demarches = champ_defaut(f, "demarches", mots_joints(a, demarches, x->demarches));
    p->materiels = champ_defaut(f, "materiels", mots_joints(a, materiels, x->materiels));
    p->duree = champ_defaut(f, "duree", number_of(a, x->duree_min));
    p->dispositif = champ_defaut(f, "dispositif", word(dispositifs, x->dispositif));
    p->lieu_type = champ_defaut(f, "lieu_type", word(lieu_types, x->lieu_type));
    bool elsewhere = x->lieu_type == LIEU_TYPE_DOMICILE || x->lieu_type == LIEU_TYPE_AUTRE;
    p->commune = champ_defaut(f, "commune", elsewhere ? commune_redire(r, x->commune) : S(""));
    p->jour = champ_defaut(f, "jour", date_iso(a, x->jour));
    p->nom = champ_defaut(f, "titre", x->titre);
    p->niveau = champ_defaut(f, "niveau", word(niveaux, x->niveau - 1));
    p->regle = champ_defaut(f, "regle", yes_or_no(x->regle));
    p->satisfaction = champ_defaut(f, "satisfaction", number_of(a, x->satisfaction.has ? x->satisfaction.v : 0));
    p->recommande = champ_defaut(f, "recommande", yes_or_no(x->recommande));
    p->autonomie = champ_defaut(f, "autonomie", word(autonomies, x->autonomie - 1));
    p->orientation = champ_defaut(f, "orientation", x->orientation);
    p->redirection = champ_defaut(f, "redirection", word(redirections, x->redirection));
    p->securite = champ_defaut(f, "securite", x->securite ? S("1") : STR_NONE);
    p->note = champ_defaut(f, "note", x->note);
    p->motif = champ_defaut(f, "motif", S(""));
    fill_people(r, p, x);
}

/* What was said last time, but of whom and how it went. */
static void forget_whom(Activite *x, Date today)
{
    x->suivis = NULL;
    x->suivis_n = 0;
    x->regle = x->satisfaction = x->recommande = (OptI64){ 0 };
    x->note = x->orientation = S("");
    x->redirection = -1;
    x->anonymes = x->nouveaux = 0;
    x->jour = today;
}

Activite saisie_vierge(const Structure *s)
{
    Activite x = { .duree_min = DUREE_USUELLE,
        .dispositif = DISPOSITIF_AUTRE,
        .structure_id = s->id,
        .lieu = S(""),
        .commune = S(""),
        .epci = S(""),
        .titre = S(""),
        .note = S(""),
        .orientation = S(""),
        .redirection = -1,
        .source = S("") };
    for (int d = 0; d < DISPOSITIFS_N && x.dispositif == DISPOSITIF_AUTRE; d++)
        x.dispositif = dispositif_de_structure(s, d) ? d : DISPOSITIF_AUTRE;
    return x;
}

static Err open_beginning(Req *r, Activite *x, Str *ret_nom)
{
    Str record = req_text(r, "modele"), named = req_text(r, "gabarit");
    bool may_change, there;
    Modele m;
    *ret_nom = S("");
    if (!str_is_none(named)) {
        TRY(modele_ouvrir(r->db, r->arena, r->acteur, named, &m));
        *x = m.x;
        *ret_nom = m.nom;
        return OK;
    }
    return str_is_none(record) ? activite_derniere(r->db, r->arena, (PersonneId){ r->acteur->personne_id }, x)
                               : activite_voir(r->db, r->arena, r->acteur, record, x, &may_change, &there);
}

/* A model, a duplicate of `modele`, else the last record, else what most are. */
static Err begin_with(Req *r, const Structure *s, Activite *x, bool *ret_repris, Str *ret_nom)
{
    Err e = open_beginning(r, x, ret_nom);
    bool chosen = !str_is_none(req_text(r, "modele")) || !str_is_empty(*ret_nom);
    if (e != OK && (e != ERR_NOT_FOUND || !str_is_none(req_text(r, "gabarit"))))
        return e;
    *ret_repris = e == OK && str_is_empty(*ret_nom);
    if (e == ERR_NOT_FOUND)
        *x = saisie_vierge(s);
    forget_whom(x, date_paris(r->now));
    int type = req_choice(r, "type", chosen ? x->type : ACTIVITE_INDIVIDUEL);
    if (type != x->type) {
        x->titre = S("");
        x->animateurs_n = 0;
        x->duree_min = type == ACTIVITE_COLLECTIF ? 120 : DUREE_USUELLE;
    }
    x->type = type;
    return OK;
}

/* The same field, with one's own habits first. */
static Err order_themes(Req *r, Champ *c)
{
    int order[THEMES_N];
    Field *f = NEW(r->arena, Field, 1);
    Choice *all = NEW(r->arena, Choice, THEMES_N + 1);
    if (!f || !all)
        return ERR_MEMORY;
    TRY(themes_habituels(r->db, (PersonneId){ r->acteur->personne_id }, order));
    for (int i = 0; i < THEMES_N; i++)
        all[i] = themes[order[i]];
    *f = *c->field;
    f->choices = all;
    c->field = f;
    return OK;
}

/* The day that it had, or the one that it gets. */
static Err is_closed(Req *r, const Activite *old, const Activite *x, bool *ret)
{
    TRY(arretes_couvrent(r->db, old, ret));
    return *ret ? OK : arretes_couvrent(r->db, x, ret);
}

static Err show_models(Req *r, const Structure *s, SaisiePage *p)
{
    const Modele *all;
    size_t n = 0;
    TRY(modeles_lister(r->db, r->arena, r->acteur, s->id, &all, &n));
    p->modeles = all;
    p->modeles_n = n < FAVORIS_MONTRES ? n : FAVORIS_MONTRES;
    return OK;
}

static Err show_form(Req *r, const Structure *s, const Activite *x, const Activite *old, SaisiePage *p)
{
    p->form = &r->form;
    p->structure = *s;
    p->collectif = x->type == ACTIVITE_COLLECTIF;
    p->uid = old ? old->uid : S("");
    p->version = old ? req_i64(r, "version", old->version) : 0;
    p->cle = req_text(r, "cle");
    if (str_is_none(p->cle))
        p->cle = uid_new(r->arena, r->app->random);
    p->titre = old ? S("Corriger la fiche") : p->collectif ? S("Saisir un atelier") : S("Saisir un accompagnement");
    p->action = old ? S("/activites/modifier") : S("/activites/saisir");
    if (p->cadre) {
        p->titre = p->cadre->titre;
        p->action = p->cadre->action;
    }
    fill(r, p, x);
    if (old)
        TRY(is_closed(r, old, x, &p->arretee));
    if (p->collectif)
        TRY(show_team(r, s, x, p));
    if (str_is_empty(p->uid) && !p->cadre)
        TRY(show_models(r, s, p));
    TRY(actions_offertes(r, &p->actions));
    TRY(order_themes(r, &p->themes));
    view_saisie(req_html(r), p);
    return OK;
}

Err saisie_montrer(Req *r, const Structure *s, const Activite *x, const SaisieCadre *cadre)
{
    return show_form(r, s, x, NULL, &(SaisiePage){ .cadre = cadre, .modele = S("") });
}

Err saisie_page(Req *r)
{
    Structure s;
    Activite x;
    SaisiePage p = { 0 };
    Err e = saisie_structure(r, &s);
    if (e == ERR_NOT_FOUND && portee_de(r->acteur->portee) != PORTEE_STRUCTURE &&
        str_is_none(req_text(r, "structure"))) {
        view_saisie_sans_structure(req_html(r));
        return OK;
    }
    if (e != OK)
        return e;
    TRY(begin_with(r, &s, &x, &p.repris, &p.modele));
    return show_form(r, &s, &x, NULL, &p);
}

/* ---- what was sent ---- */

static OptI64 read_yes_no(Req *r, const char *name)
{
    int i = req_choice(r, name, -1);
    return (OptI64){ i >= 0, i == 0 };
}

static unsigned read_bits(Req *r, const char *name)
{
    unsigned bits = 0;
    Chosen c = req_choices(r, name);
    for (size_t i = 0; i < c.n; i++)
        bits |= 1U << c.v[i];
    return bits;
}

/* The place where it was: that of the structure, or the commune written. */
static Err read_where(Req *r, const Structure *s, Activite *x)
{
    const Str *places;
    size_t n = 0;
    Maille m;
    x->lieu = x->epci = S("");
    x->commune = str_or_empty(s->commune); /* a holder has none */
    x->lieu_type = req_choice(r, "lieu_type", LIEU_TYPE_LIEU_ACTIVITE);
    if (x->lieu_type == LIEU_TYPE_LIEU_ACTIVITE) {
        TRY(structure_lieux(r->db, r->arena, s->id, &places, &n));
        x->lieu = n ? places[0] : S("");
    } else if (x->lieu_type != LIEU_TYPE_A_DISTANCE) {
        TRY(commune_lire(r, "commune", &x->commune));
        x->commune = str_or_empty(x->commune);
    }
    if (str_is_empty(x->commune))
        return OK;
    TRY(maille_commune(r->db, r->arena, x->commune, &m));
    x->epci = str_or_empty(m.epci);
    return OK;
}

static Err read_card(Req *r, const char *field, Str typed, Usager *to, size_t *n)
{
    Str code = carte_lire(r->arena, typed);
    Err e = str_is_none(code) ? ERR_NOT_FOUND : usager_par_code(r->db, r->arena, code, &to[*n]);
    if (e == ERR_NOT_FOUND) {
        form_error(r, field,
            "«\u00a0%.*s\u00a0» n’est le code d’aucune carte\u00a0: relisez-le, ou laissez-le de côté.",
            STR_ARG(typed));
        return OK;
    }
    for (size_t i = 0; e == OK && i < *n; i++)
        if (to[i].racine.v == to[*n].racine.v)
            return OK;                             /* twice the same person: once is enough */
    *n += e == OK;
    return e;
}

static Err read_people(Req *r, Activite *x)
{
    Usager *cards = NEW(r->arena, Usager, CARTES_MAX + 1);
    Str typed = req_text(r, "carte"), rest = req_text(r, "cartes"), line;
    if (!cards)
        return ERR_MEMORY;
    x->suivis = cards;
    if (x->type == ACTIVITE_INDIVIDUEL) {
        if (!str_is_none(typed))
            TRY(read_card(r, "carte", typed, cards, &x->suivis_n));
        x->anonymes = x->suivis_n == 0;
        x->nouveaux = x->anonymes && req_bool(r, "nouveau");
        return OK;
    }
    while (str_split(&rest, '\n', &line) && x->suivis_n < CARTES_MAX)
        if (!str_is_empty(str_trim(line)))
            TRY(read_card(r, "cartes", str_trim(line), cards, &x->suivis_n));
    x->anonymes = req_i64(r, "participants", 0);
    x->nouveaux = req_i64(r, "nouveaux", 0);
    return OK;
}

static void read_orientation(Req *r, Activite *x)
{
    const Lieux *lieux = req_snapshot(r, &lieux_snapshot);
    Str typed = req_text(r, "orientation");
    size_t at = str_is_none(typed) ? 0 : str_find(typed, 0, S("/lieux/"));
    x->orientation = S("");
    if (str_is_none(typed))
        return;
    Str id = at < typed.n ? str_slice(typed, at + sizeof "/lieux/" - 1, typed.n) : typed;
    id = str_slice(id, 0, str_find_char(id, 0, '?'));
    if (!lieux || !lieux_find(lieux, id))
        form_error(r, "orientation", "L’annuaire ne connaît pas ce lieu. Copiez l’adresse de sa fiche sur ce site.");
    else
        x->orientation = id;
}

static Err read_leader(Req *r, const Structure *s, Str line, Animateur *to, size_t *n)
{
    Personne who;
    bool address = str_find_char(line, 0, '@') < line.n;
    Err e = address ? personne_par_courriel(r->db, r->arena, line, &who)
                    : personne_par_uid(r->db, r->arena, line, &who);
    if (e == OK && !address && !str_eq(who.etat, S("active")) && !str_eq(who.etat, S("effacee")))
        e = ERR_NOT_FOUND;
    Animateur found = { e == OK ? who.id : (PersonneId){ 0 }, { 0 } };
    if (e == OK)
        e = animateur_structure(r->db, r->arena, who.id, s->id, &found.structure_id);
    if (e == ERR_NOT_FOUND) {
        form_error(r, "animateurs",
            "«\u00a0%.*s\u00a0» n’est l’adresse d’aucun médiateur de ce site\u00a0: relisez-la, ou laissez-la de côté.",
            STR_ARG(line));
        return OK;
    }
    TRY(e);
    for (size_t i = 0; i < *n; i++)
        if (to[i].personne_id.v == found.personne_id.v)
            return OK;                             /* ticked and written: once is enough */
    to[(*n)++] = found;
    return OK;
}

Err saisie_equipe_lire(Req *r, const Structure *s, const Animateur **ret, size_t *ret_n)
{
    Str rest = req_text(r, "animateurs"), line;
    size_t n = 0;
    *ret = NULL;
    *ret_n = 0;
    if (str_is_none(rest))
        return OK;
    Animateur *to = NEW(r->arena, Animateur, ANIMATEURS_MAX);
    if (!to)
        return ERR_MEMORY;
    while (str_split(&rest, '\n', &line) && n < ANIMATEURS_MAX)
        if (!str_is_empty(str_trim(line)))
            TRY(read_leader(r, s, str_trim(line), to, &n));
    *ret = to;
    *ret_n = n;
    return OK;
}

/* One of those offered, or the one that the record has already. */
static Err read_plan(Req *r, Activite *x)
{
    const Choice *all;
    Activite old;
    Str fiche = req_text(r, "fiche");
    x->plan_action = str_or_empty(req_text(r, "plan"));
    if (str_is_empty(x->plan_action))
        return OK;
    TRY(actions_offertes(r, &all));
    if (choice_index(all, x->plan_action) >= 0)
        return OK;
    Err e = str_is_none(fiche) ? ERR_NOT_FOUND : activite_ouvrir(r->db, r->arena, r->acteur, fiche, &old);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_NOT_FOUND || !str_eq(str_or_empty(old.plan_action), x->plan_action))
        form_error(r, "plan", "Le plan n’a pas d’action «\u00a0%.*s\u00a0»\u00a0: choisissez-en une dans la liste.",
            STR_ARG(x->plan_action));
    return OK;
}

/* Last of all: nothing is made for a form that is refused. */
static Err make_card(Req *r, const Structure *s, Activite *x)
{
    const Usager none = { .genre = S(""), .statut = S(""), .commune = S("") };
    if (x->type != ACTIVITE_INDIVIDUEL || x->suivis_n || !req_bool(r, "faire_carte"))
        return OK;
    Usager *made = NEW(r->arena, Usager, 1);
    if (!made)
        return ERR_MEMORY;
    TRY(usager_creer(r->db, r->arena, r->acteur, r->now, r->app->random, s, &none, made));
    x->suivis = made;
    x->suivis_n = 1;
    x->anonymes = x->nouveaux = 0;
    return OK;
}

Err saisie_lire(Req *r, const Structure *s, Activite *x)
{
    const char *field, *message;
    int64_t mark = req_i64(r, "satisfaction", 0);
    *x = (Activite){ .type = req_choice(r, "type", ACTIVITE_INDIVIDUEL),
        .dispositif = req_choice(r, "dispositif", DISPOSITIF_AUTRE),
        .duree_min = req_i64(r, "duree", 0),
        .themes = read_bits(r, "themes"),
        .demarches = read_bits(r, "demarches"),
        .materiels = read_bits(r, "materiels"),
        .autonomie = req_choice(r, "autonomie", -1) + 1,
        .niveau = req_choice(r, "niveau", -1) + 1,
        .titre = str_or_empty(req_text(r, "titre")),
        .note = str_or_empty(req_text(r, "note")),
        .redirection = req_choice(r, "redirection", -1),
        .regle = read_yes_no(r, "regle"),
        .satisfaction = { mark > 0, mark },
        .recommande = read_yes_no(r, "recommande"),
        .securite = req_bool(r, "securite"),
        .source = S("") };
    if (!req_date(r, "jour", &x->jour))
        x->jour = date_paris(r->now);
    TRY(read_where(r, s, x));
    read_orientation(r, x);
    if (!dispositif_de_structure(s, x->dispositif))
        form_error(r, "dispositif", "Votre structure n’agit pas sous ce dispositif\u00a0: choisissez-en un autre.");
    if (!x->themes)
        form_error(r, "themes", "Choisissez au moins un thème.");
    TRY(read_people(r, x));
    if (x->type == ACTIVITE_COLLECTIF)
        TRY(saisie_equipe_lire(r, s, &x->animateurs, &x->animateurs_n));
    TRY(read_plan(r, x));
    if (!req_has_errors(r) && activite_faute(x, date_paris(r->now), &field, &message))
        form_error(r, field, "%s", message);
    return req_has_errors(r) ? OK : make_card(r, s, x);
}

Err saisie_envoi(Req *r)
{
    Structure s;
    Activite x;
    Str uid;
    bool deja = false;
    TRY(saisie_structure(r, &s));
    TRY(saisie_lire(r, &s, &x));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_form(r, &s, &x, NULL, &(SaisiePage){ 0 });
    }
    TRY(activite_enregistrer(r->db, r->arena, r->acteur, r->now, r->app->random, &s, &x, req_text(r, "cle"), &uid,
        &deja));
    return req_redirect(r, "/activites/fiche?fiche=%.*s&fait=%s", STR_ARG(uid), deja ? "deja" : "creee");
}

/* ---- correcting ---- */

static Err open_record(Req *r, Activite *x, Structure *s)
{
    Str uid = req_text(r, "fiche");
    if (str_is_none(uid))
        return ERR_NOT_FOUND;
    TRY(activite_ouvrir(r->db, r->arena, r->acteur, uid, x));
    if (x->supprime_at.has)
        return ERR_NOT_FOUND;
    return structure_par_id(r->db, r->arena, x->structure_id, s);
}

Err activite_correction_page(Req *r)
{
    Structure s;
    Activite x;
    TRY(open_record(r, &x, &s));
    TRY(journal_lecture(r, "activite.voir", str_cat(r->arena, S("activite:"), x.uid)));
    return show_form(r, &s, &x, &x, &(SaisiePage){ 0 });
}

Err correction_envoi(Req *r)
{
    Structure s;
    Activite old, x;
    bool closed = false;
    TRY(open_record(r, &old, &s));
    TRY(saisie_lire(r, &s, &x));
    TRY(is_closed(r, &old, &x, &closed));
    x.motif = req_text(r, "motif");
    if (closed && str_is_none(x.motif))
        form_error(r, "motif", "Dites en quelques mots pourquoi cette fiche d’une période arrêtée change.");
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_form(r, &s, &x, &old, &(SaisiePage){ 0 });
    }
    TRY(activite_modifier(r->db, r->arena, r->acteur, r->now, old.uid, req_i64(r, "version", 0), &x));
    return req_redirect(r, "/activites/fiche?fiche=%.*s&fait=modifiee", STR_ARG(old.uid));
}
