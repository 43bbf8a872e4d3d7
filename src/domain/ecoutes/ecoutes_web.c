// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/ecoutes/ecoutes_web.h"

#include "core/app.h"
#include "core/auth/codes.h"
#include "core/run/writer.h"
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/territoire/territoire.h"
#include "ecoutes_sql.h"
#include "ecoutes_view.h"

enum { UID_MAX = 40, CLE_MAX = 64, CODE_MAX = 40, PAGE_MAX = 100000, EXPORT_MAX = 10000 };
enum { JOUR_S = 24 * 3600, BAIL_S = 600, ESSAIS = 3, DITES = 3, EXTRAIT_MAX = 260 };
#define ICI "/diagnostic/ecoutes"

static const Right ecoutes_tenir = { "ecoutes.tenir", "Écrire et voir les écoutes du diagnostic de son périmètre",
    PROOF_SESSION, ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR | ROLE_COMITE };
static const Right ecoutes_publier = { "ecoutes.publier", "Publier le résumé d’une écoute", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR };

static const Choice faits[] = {
    { S_INIT("creee"), S_INIT("La fiche est enregistrée. Elle n’est pas publiée.") },
    { S_INIT("modifiee"), S_INIT("La fiche est corrigée.") },
    { S_INIT("defaite"), S_INIT("La correction est annulée. L’annuler de nouveau la remet.") },
    { S_INIT("publiee"), S_INIT("Le résumé est publié. Vous pouvez le retirer à tout moment.") },
    { S_INIT("retiree"), S_INIT("Le résumé n’est plus publié.") },
    { S_INIT("supprimee"), S_INIT("La fiche est supprimée. Vous pouvez la rétablir pendant trente jours.") },
    { S_INIT("retablie"), S_INIT("La fiche est rétablie.") },
    { STR_NONE, STR_NONE },
};
static const Field champs[] = {
    { .name = "genre", .kind = FIELD_CHOICE, .label = "Genre", .choices = ecoute_genres, .address_only = true },
    { .name = "territoire", .kind = FIELD_TEXT, .label = "Territoire", .required = true, .max = CODE_MAX },
    { .name = "jour", .kind = FIELD_DATE, .label = "Date de l’échange", .required = true },
    { .name = "organisme",
        .kind = FIELD_TEXT,
        .label = "Qui a été entendu",
        .hint = "Une intercommunalité, un service, une association, un groupe de travail. Jamais le nom d’une "
                "personne\u00A0: ce texte est publié avec le résumé.",
        .required = true,
        .max = ECOUTE_TITRE_MAX },
    { .name = "titre",
        .kind = FIELD_TEXT,
        .label = "Ce qui ressort, en une ligne",
        .required = true,
        .max = ECOUTE_TITRE_MAX },
    { .name = "themes", .kind = FIELD_CHOICES, .label = "Thèmes", .choices = ecoute_themes },
    { .name = "ingenierie", .kind = FIELD_CHOICES, .label = "Ingénierie demandée", .choices = ingenieries },
    { .name = "resume",
        .kind = FIELD_LINES,
        .label = "Résumé",
        .hint = "Ce que tout le monde pourra lire quand il sera publié\u00A0: ni nom, ni adresse, ni téléphone.",
        .max = ECOUTE_RESUME_MAX },
    { .name = "personnes",
        .kind = FIELD_LINES,
        .label = "Personnes entendues",
        .hint = "Une par ligne\u00A0: nom, fonction. Jamais publiées, effacées après 36 mois.",
        .max = ECOUTE_RESUME_MAX },
    { .name = "accord", .kind = FIELD_BOOL, .label = "Ces personnes acceptent que leur nom soit noté ici" },
    { .name = "notes",
        .kind = FIELD_LINES,
        .label = "Notes de travail",
        .hint = "Jamais publiées, effacées après 36 mois.",
        .max = ECOUTE_NOTES_MAX },
    { .name = "fiche", .kind = FIELD_TEXT, .label = "Fiche", .max = UID_MAX, .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { .name = "cle", .kind = FIELD_TEXT, .label = "Clé", .max = CLE_MAX, .address_only = true },
    { 0 },
};
static const Field fiche_champs[] = {
    { .name = "fiche", .kind = FIELD_TEXT, .label = "Fiche", .max = UID_MAX, .address_only = true },
    { .name = "publier", .kind = FIELD_BOOL, .label = "Publier", .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field liste_champs[] = {
    { .name = "genre", .kind = FIELD_CHOICE, .label = "Genre", .choices = ecoute_genres },
    { .name = "territoire", .kind = FIELD_TEXT, .label = "Territoire", .max = CODE_MAX },
    { .name = "theme", .kind = FIELD_CHOICE, .label = "Thème", .choices = ecoute_themes },
    { .name = "du", .kind = FIELD_DATE, .label = "Depuis le" },
    { .name = "au", .kind = FIELD_DATE, .label = "Jusqu’au" },
    { .name = "supprimees", .kind = FIELD_BOOL, .label = "Les fiches supprimées" },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX, .address_only = true },
    { 0 },
};

/* ---- territories ----------------------------------------------------------------------------------------------------- */

/* The département that the role is about, else the site's. */
static Str home(const Req *r)
{
    bool own = r->acteur && portee_de(r->acteur->portee) == PORTEE_DEPARTEMENT;
    return own ? r->acteur->code : config_str(r->app->config, CONF_DEPARTEMENT);
}

/* "epci:200033181" → its two parts; false: not of that form. */
static bool split_place(Str place, Str *ret_echelon, Str *ret_code)
{
    size_t at = str_find_char(place, 0, ':');
    *ret_echelon = str_slice(place, 0, at);
    *ret_code = str_slice(place, at + 1, place.n);
    return place.n > 0 && (str_eq(*ret_echelon, S("epci")) || str_eq(*ret_echelon, S("departement"))) &&
           ret_code->n > 0;
}

static Str place_name(Req *r, Str echelon, Str code)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Epci *e = str_eq(echelon, S("epci")) ? territoire_epci(t, code) : NULL;
    Str nom = e ? e->nom : t ? territoire_departement_nom(t, code) : STR_NONE;
    return str_is_none(nom) ? code : nom;
}

/* The whole département, then its EPCI by name; `mine`: only where this actor may write. */
static Err places(Req *r, bool mine, const Choice **ret)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Epci *const *epci;
    size_t n = 0, kept = 0;
    Str dep = home(r);
    TRY(territoire_epci_du(t, r->arena, dep, &epci, &n));
    Choice *v = NEW(r->arena, Choice, n + 2);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i <= n; i++) {
        Ecoute x = { .genre = ECOUTE_CONTRIBUTION,
            .departement = dep,
            .echelon = i ? S("epci") : S("departement"),
            .code = i ? epci[i - 1]->code : dep };
        if (mine && !ecoute_ecrite_par(r->acteur, &x))
            continue;
        v[kept++] = (Choice){ str_join(r->arena, (Str[]){ x.echelon, x.code }, 2, S(":")),
            i ? epci[i - 1]->nom : str_cat(r->arena, place_name(r, x.echelon, x.code), S(", tout le département")) };
    }
    v[kept] = (Choice){ STR_NONE, STR_NONE };
    *ret = v;
    return OK;
}

/* ---- words ----------------------------------------------------------------------------------------------------------- */

static Str shown(Arena *a, const Choice *mots, Str joints)
{
    Str labels[ECOUTE_RESUME_MAX / 100], part, rest = joints;
    size_t n = 0;
    while (n < sizeof labels / sizeof *labels && str_split(&rest, '|', &part)) {
        int i = choice_index(mots, part);
        if (i >= 0)
            labels[n++] = mots[i].label;
    }
    return str_join(a, labels, n, S("\u202F; ")); /* a label may hold a comma */
}

static Str joined(Req *r, const char *name, const Choice *mots)
{
    Str values[ECOUTE_RESUME_MAX / 100];
    Chosen c = req_choices(r, name);
    size_t n = c.n < sizeof values / sizeof *values ? c.n : sizeof values / sizeof *values;
    for (size_t i = 0; i < n; i++)
        values[i] = mots[c.v[i]].value;
    return str_join(r->arena, values, n, S("|"));
}

/* The first lines, cut after a word. */
static Str extract(Arena *a, Str text)
{
    Str cut = utf8_cut(text, EXTRAIT_MAX);
    if (cut.n == text.n)
        return text;
    while (cut.n && cut.p[cut.n - 1] != ' ')
        cut.n--;
    return str_cat(a, str_trim(cut), S("…"));
}

static EcouteVue vue(Req *r, const Ecoute *x, bool publique)
{
    Arena *a = r->arena;
    return (EcouteVue){ .x = x,
        .jour = date_french(a, x->jour),
        .lieu = place_name(r, x->echelon, x->code),
        .lieu_url = str_eq(x->echelon, S("epci")) ? str_cat(a, S("/territoires/epci/"), x->code) : STR_NONE,
        .themes = shown(a, ecoute_themes, x->themes),
        .ingenierie = shown(a, ingenieries, x->ingenierie),
        .extrait = extract(a, x->resume),
        .url = str_cat(a, publique ? S(ICI "/") : S("/espace/ecoutes/fiche?fiche="), x->uid) };
}

/* ---- lists ----------------------------------------------------------------------------------------------------------- */

static EcouteRecherche search_of(Req *r)
{
    Date d;
    EcouteRecherche q = { .par = r->acteur,
        .departement = home(r),
        .genre = req_choice(r, "genre", -1),
        .theme = req_choice(r, "theme", -1),
        .echelon = STR_NONE,
        .code = STR_NONE,
        .supprimees = r->acteur && req_bool(r, "supprimees") };
    Str place = req_text(r, "territoire");
    if (place.n && !split_place(place, &q.echelon, &q.code)) {
        form_error(r, "territoire", "Choisissez un territoire dans la liste.");
        q.echelon = q.code = STR_NONE;
    }
    if (req_date(r, "du", &d))
        q.du = (OptI64){ true, d.days };
    if (req_date(r, "au", &d))
        q.au = (OptI64){ true, d.days };
    return q;
}

static Err list_page(Req *r)
{
    static const char *const criteria[] = { "genre", "territoire", "theme", "du", "au", "supprimees", NULL };
    const char *path = r->acteur ? "/espace/ecoutes" : ICI;
    const Form *f = &r->form;
    const Ecoute *found = NULL;
    int64_t page = req_i64(r, "page", 1), total = 0;
    EcouteRecherche q = search_of(r);
    EcoutesListe p = { .form = f,
        .publique = !r->acteur,
        .cherche = q.genre >= 0 || q.theme >= 0 || q.code.n || q.du.has || q.au.has || q.supprimees,
        .export = r->query,
        .titre = r->acteur ? S("Les écoutes du diagnostic") : S("Ce que disent les acteurs du territoire") };
    TRY(ecoutes_chercher(r->db, r->arena, &q, page, &found, &p.n, &total));
    TRY(places(r, false, &p.territoires));
    EcouteVue *v = NEW(r->arena, EcouteVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        v[i] = vue(r, &found[i], p.publique);
    p.v = v;
    p.pages = pagination(r->arena, adresse_de(r, path, criteria), page, ECOUTES_PAGE, total);
    p.genre = champ_de(f, "genre");
    p.territoire = champ_de(f, "territoire");
    p.theme = champ_de(f, "theme");
    p.du = champ_de(f, "du");
    p.au = champ_de(f, "au");
    p.supprimees = champ_de(f, "supprimees");
    view_ecoutes(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = { { "date", { "Date", XLSX_DATE, 12 } }, { "genre", { "Genre", XLSX_TEXT, 24 } },
    { "echelon", { "Échelon", XLSX_TEXT, 12 } }, { "code", { "Code", XLSX_TEXT, 12 } },
    { "territoire", { "Territoire", XLSX_TEXT, 30 } }, { "organisme", { "Entendu", XLSX_TEXT, 30 } },
    { "titre", { "Ce qui ressort", XLSX_TEXT, 40 } }, { "themes", { "Thèmes", XLSX_TEXT, 30 } },
    { "ingenierie", { "Ingénierie", XLSX_TEXT, 20 } }, { "resume", { "Résumé", XLSX_TEXT, 80 } },
    { "publie", { "Publié", XLSX_TEXT, 8 } }, { "source", { "Source", XLSX_TEXT, 30 } }, { 0 } };
static const SheetDef table = { "ecoutes-du-diagnostic", "Écoutes",
    "Écoutes du diagnostic\u00A0: entretiens, besoins en ingénierie, contributions", columns };

/* Neither who spoke nor the notes: a file goes further than a page. */
static void put_row(Req *r, Sheet *t, const Ecoute *x)
{
    sheet_date(t, x->jour);
    sheet_text(t, ecoute_genres[x->genre].label);
    sheet_text(t, x->echelon);
    sheet_text(t, x->code);
    sheet_text(t, place_name(r, x->echelon, x->code));
    sheet_text(t, x->organisme);
    sheet_text(t, x->titre);
    sheet_text(t, shown(r->arena, ecoute_themes, x->themes));
    sheet_text(t, shown(r->arena, ingenieries, x->ingenierie));
    sheet_text(t, x->resume);
    sheet_text(t, x->publie ? S("oui") : S("non"));
    sheet_text(t, x->source);
    sheet_end_row(t);
}

static Err export_list(Req *r)
{
    EcouteRecherche q = search_of(r);
    const Ecoute *found = NULL;
    size_t n = ECOUTES_PAGE;
    int64_t total = 0;
    SHEET t = req_sheet_open(r, &table);
    for (int64_t page = 1; n == ECOUTES_PAGE && page <= EXPORT_MAX / ECOUTES_PAGE; page++) {
        TRY(ecoutes_chercher(r->db, r->arena, &q, page, &found, &n, &total));
        for (size_t i = 0; i < n; i++)
            put_row(r, t, &found[i]);
    }
    return req_sheet(r, t);
}

/* ---- one record ------------------------------------------------------------------------------------------------------ */

static Err public_page(Req *r)
{
    Ecoute x;
    EcouteFiche p = { .form = &r->form, .publique = true, .qui = STR_NONE };
    TRY(ecoute_publiee(r->db, r->arena, config_str(r->app->config, CONF_DEPARTEMENT), req_path(r, "uid"), &x));
    p.v = vue(r, &x, true);
    view_ecoute(req_html(r), &p);
    return OK;
}

static Err open_record(Req *r, Ecoute *x)
{
    Str uid = req_text(r, "fiche");
    return str_is_none(uid) ? ERR_NOT_FOUND : ecoute_ouvrir(r->db, r->arena, r->acteur, uid, x);
}

static Err record_page(Req *r)
{
    Ecoute x;
    Personne who;
    OptI64 corrected;
    Arena *a = r->arena;
    TRY(open_record(r, &x));
    TRY(ecoute_defaisable(r->db, a, x.uid, &corrected));
    EcouteFiche p = { .form = &r->form,
        .v = vue(r, &x, false),
        .qui = STR_NONE,
        .ecrite = instant_montre(a, x.cree_at),
        .changee = x.version > 1 ? instant_montre(a, x.modifie_at) : S(""),
        .corrigee = corrected.has ? instant_montre(a, corrected.v) : STR_NONE,
        .modifiable = ecoute_changee_par(r->acteur, &x),
        .publiable = (r->acteur->role & ecoutes_publier.roles) != 0 };
    if (x.personne_id) {
        TRY(personne_par_id(r->db, a, (PersonneId){ x.personne_id }, &who));
        p.qui = personne_nom_montre(a, who.prenom, who.nom);
    }
    TRY(journal_lecture(r, "ecoute.voir", str_cat(a, S("ecoute:"), x.uid)));
    view_ecoute(req_html(r), &p);
    return OK;
}

/* ---- the form -------------------------------------------------------------------------------------------------------- */

static Err show_form(Req *r, const Ecoute *x, const Ecoute *old)
{
    const Form *f = &r->form;
    EcouteSaisie p = { .form = f,
        .genre = x->genre,
        .uid = old ? old->uid : S(""),
        .version = old ? req_i64(r, "version", old->version) : 0,
        .contributions = r->acteur->role == ROLE_COMITE,
        .cle = req_text(r, "cle") };
    if (str_is_none(p.cle))
        p.cle = uid_new(r->arena, r->app->random);
    TRY(places(r, true, &p.territoires));
    Str place = x->code.n ? str_join(r->arena, (Str[]){ x->echelon, x->code }, 2, S(":")) : S("");
    p.territoire = champ_defaut(f, "territoire", place);
    p.jour = champ_defaut(f, "jour", date_iso(r->arena, x->jour));
    p.titre = champ_defaut(f, "titre", x->titre);
    p.organisme = champ_defaut(f, "organisme", x->organisme);
    p.themes = champ_defaut(f, "themes", x->themes);
    p.ingenierie = champ_defaut(f, "ingenierie", x->ingenierie);
    p.resume = champ_defaut(f, "resume", x->resume);
    p.personnes = champ_defaut(f, "personnes", x->personnes);
    p.accord = champ_defaut(f, "accord", x->accord ? S("1") : S(""));
    p.notes = champ_defaut(f, "notes", x->notes);
    view_ecoute_saisie(req_html(r), &p);
    return OK;
}

static int kind_of(Req *r)
{
    return r->acteur->role == ROLE_COMITE ? ECOUTE_CONTRIBUTION : req_choice(r, "genre", ECOUTE_ENTRETIEN);
}

static Err new_page(Req *r)
{
    const Ecoute x = { .genre = kind_of(r), .jour = date_paris(r->now) };
    return show_form(r, &x, NULL);
}

/* `publie`: what is already read by everybody. */
static void read_form(Req *r, int genre, bool publie, Ecoute *x)
{
    const char *field = NULL;
    Str message = STR_NONE;
    *x = (Ecoute){ .genre = genre,
        .departement = home(r),
        .titre = str_or_empty(req_text(r, "titre")),
        .organisme = str_or_empty(req_text(r, "organisme")),
        .themes = joined(r, "themes", ecoute_themes),
        .ingenierie = genre == ECOUTE_BESOIN ? joined(r, "ingenierie", ingenieries) : S(""),
        .resume = str_or_empty(req_text(r, "resume")),
        .publie = publie,
        .personnes = str_or_empty(req_text(r, "personnes")),
        .notes = str_or_empty(req_text(r, "notes")),
        .accord = req_bool(r, "accord"),
        .source = S("") };
    if (!split_place(str_or_empty(req_text(r, "territoire")), &x->echelon, &x->code))
        x->echelon = x->code = S("");
    if (!req_date(r, "jour", &x->jour))
        x->jour = date_paris(r->now);
    if (!req_has_errors(r) && ecoute_faute(r->arena, x, date_paris(r->now), &field, &message))
        form_error(r, field, "%.*s", STR_ARG(message));
    if (!req_has_errors(r) && !ecoute_ecrite_par(r->acteur, x))
        form_error(r, "territoire",
            "Ce territoire n’est pas dans votre périmètre\u00A0: choisissez-en un de la liste.");
}

static Err refused(Req *r, const Ecoute *x, const Ecoute *old)
{
    req_status(r, 400);
    return show_form(r, x, old);
}

static Err back(Req *r, Str uid, const char *fait)
{
    return req_redirect(r, "/espace/ecoutes/fiche?fiche=%.*s&fait=%s", STR_ARG(uid), fait);
}

static Err new_post(Req *r)
{
    Ecoute x;
    Str uid;
    read_form(r, kind_of(r), false, &x);
    if (req_has_errors(r))
        return refused(r, &x, NULL);
    Err e = ecoute_ecrire(r->db, r->arena, r->acteur, r->now, r->app->random, &x, req_text(r, "cle"), &uid);
    if (e == ERR_INVALID) {
        form_error(r, "territoire", "Ce territoire n’est pas connu\u00A0: choisissez-en un de la liste.");
        return refused(r, &x, NULL);
    }
    TRY(e);
    return back(r, uid, "creee");
}

static Err edit_page(Req *r)
{
    Ecoute x;
    TRY(open_record(r, &x));
    if (x.supprime_at.has)
        return ERR_NOT_FOUND;
    return ecoute_changee_par(r->acteur, &x) ? show_form(r, &x, &x) : ERR_FORBIDDEN;
}

static Err edit_post(Req *r)
{
    Ecoute old, x;
    TRY(open_record(r, &old));
    read_form(r, old.genre, old.publie, &x);
    if (req_has_errors(r))
        return refused(r, &x, &old);
    Err e = ecoute_modifier(r->db, r->arena, r->acteur, r->now, old.uid, req_i64(r, "version", 0), &x);
    if (e == ERR_INVALID) {
        form_error(r, "territoire", "Ce territoire n’est pas connu\u00A0: choisissez-en un de la liste.");
        return refused(r, &x, &old);
    }
    TRY(e);
    return back(r, old.uid, "modifiee");
}

static Err undo_post(Req *r)
{
    Ecoute x;
    TRY(open_record(r, &x));
    Err e = ecoute_defaire(r->db, r->arena, r->acteur, r->now, x.uid, req_i64(r, "version", 0));
    if (e == ERR_INVALID) /* the only rule that what was written once may break since */
        req_why(r, S("La fiche est publiée, et n’avait pas de résumé avant\u00A0: cessez d’abord de la publier."));
    return e == OK ? back(r, x.uid, "defaite") : e;
}

static Err publish_post(Req *r)
{
    Ecoute x;
    bool publier = req_bool(r, "publier");
    TRY(open_record(r, &x));
    Err e = ecoute_publier(r->db, r->arena, r->acteur, r->now, x.uid, publier);
    if (e == ERR_INVALID) { /* what is missing is told where it is written */
        req_why(r, S("Écrivez d’abord le résumé\u00A0: c’est lui qui est publié."));
        return e;
    }
    TRY(e);
    return back(r, x.uid, publier ? "publiee" : "retiree");
}

static Err mark(Req *r, bool supprimer)
{
    Ecoute x;
    TRY(open_record(r, &x));
    TRY(ecoute_supprimer(r->db, r->arena, r->acteur, r->now, x.uid, supprimer));
    return back(r, x.uid, supprimer ? "supprimee" : "retablie");
}

static Err remove_post(Req *r)
{
    return mark(r, true);
}

static Err restore_post(Req *r)
{
    return mark(r, false);
}

/* ---- on the sheet of a territory --------------------------------------------------------------------------------------- */

/* A commune is told what was heard in its EPCI. The three newest, and where the others are. */
static Err on_sheet(Req *r, Str echelon, Str code, Ajouts *to)
{
    const Territoire *t = req_snapshot(r, &territoire_snapshot);
    const Commune *c = str_eq(echelon, S("commune")) ? territoire_commune(t, code) : NULL;
    EcouteRecherche q = { .departement = config_str(r->app->config, CONF_DEPARTEMENT),
        .genre = -1,
        .theme = -1,
        .echelon = c ? S("epci") : echelon,
        .code = c ? (c->epci ? c->epci->code : STR_NONE) : code };
    const Ecoute *found = NULL;
    size_t n = 0;
    int64_t total = 0;
    if (str_is_none(q.code))
        return OK;
    TRY(ecoutes_chercher(r->db, r->arena, &q, 1, &found, &n, &total));
    n = n < DITES ? n : DITES;
    Str *lines = NEW(r->arena, Str, n + 1);
    if (!lines)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        lines[i] = str_format(r->arena, "%.*s, %.*s, %.*s\u00A0: %.*s", STR_ARG(ecoute_genres[found[i].genre].label),
            STR_ARG(found[i].organisme), STR_ARG(date_french(r->arena, found[i].jour)), STR_ARG(found[i].titre));
    const Ajout a = { .titre = c ? S("Ce que disent les acteurs de l’intercommunalité")
                                 : S("Ce que disent les acteurs du territoire"),
        .lignes = lines,
        .n = n,
        .url = str_format(r->arena, ICI "?territoire=%.*s%%3A%.*s", STR_ARG(q.echelon), STR_ARG(q.code)),
        .lien = total > DITES ? str_format(r->arena, "Lire les %lld fiches", (long long)total)
                              : S("Lire les résumés") };
    return n ? ajout_ajouter(r, to, a) : OK;
}

/* ---- the job ----------------------------------------------------------------------------------------------------------- */

static Err forget(Db *db, Arena *a, void *arg)
{
    (void)a;
    int64_t emptied = 0, gone = 0;
    TX tx = tx_begin(db, HERE);
    TRY(ecoutes_oublier(db, *(const int64_t *)arg, &emptied, &gone));
    return tx_commit(&tx);
}

static Err forget_old(Job *j)
{
    return writer_run(j->app->writer, j->arena, forget, &j->now);
}

static const JobDef jobs[] = { { "ecoutes.oublier", forget_old, JOUR_S, BAIL_S, ESSAIS,
                                   "Effacer les noms et les notes des écoutes de plus de 36 mois" },
    { 0 } };

static const Route routes[] = {
    { "GET", ICI, list_page, RIGHT_PUBLIC, SLOW, liste_champs, "Ce que disent les acteurs du territoire", ROUTE_LAX },
    { "GET", ICI ".csv", export_list, RIGHT_PUBLIC, SLOW, liste_champs, "Écoutes publiées (CSV)",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", ICI ".xlsx", export_list, RIGHT_PUBLIC, SLOW, liste_champs, "Écoutes publiées (tableur)",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", ICI "/{uid}", public_page, RIGHT_PUBLIC, SLOW, NULL, "Une écoute publiée" },
    { "GET", "/espace/ecoutes", list_page, &ecoutes_tenir, SLOW, liste_champs, "Les écoutes du diagnostic", ROUTE_LAX },
    { "GET", "/espace/ecoutes.csv", export_list, &ecoutes_tenir, SLOW, liste_champs, "Écoutes du périmètre, en CSV",
        ROUTE_LAX },
    { "GET", "/espace/ecoutes.xlsx", export_list, &ecoutes_tenir, SLOW, liste_champs, "Écoutes du périmètre, en XLSX",
        ROUTE_LAX },
    { "GET", "/espace/ecoutes/saisir", new_page, &ecoutes_tenir, SLOW, champs, "Écrire une écoute", ROUTE_LAX },
    { "POST", "/espace/ecoutes/saisir", new_post, &ecoutes_tenir, WRITE, champs, "Enregistrer une écoute", ROUTE_LAX },
    { "GET", "/espace/ecoutes/fiche", record_page, &ecoutes_tenir, SLOW, fiche_champs, "Une écoute",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/espace/ecoutes/modifier", edit_page, &ecoutes_tenir, SLOW, champs, "Corriger une écoute",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/ecoutes/modifier", edit_post, &ecoutes_tenir, WRITE, champs, "Corriger une écoute", ROUTE_LAX },
    { "POST", "/espace/ecoutes/defaire", undo_post, &ecoutes_tenir, WRITE, fiche_champs,
        "Annuler la dernière correction d’une écoute", ROUTE_LAX },
    { "POST", "/espace/ecoutes/publier", publish_post, &ecoutes_publier, WRITE, fiche_champs,
        "Publier le résumé d’une écoute, ou le retirer", ROUTE_LAX },
    { "POST", "/espace/ecoutes/supprimer", remove_post, &ecoutes_tenir, WRITE, fiche_champs, "Supprimer une écoute",
        ROUTE_LAX },
    { "POST", "/espace/ecoutes/retablir", restore_post, &ecoutes_tenir, WRITE, fiche_champs, "Rétablir une écoute",
        ROUTE_LAX },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_PLAN, "/espace/ecoutes", "Écoutes du diagnostic" },
    { 0 },
};

const Slice slice_ecoutes = { .name = "ecoutes",
    .routes = routes,
    .jobs = jobs,
    .entrees = entrees,
    .queries = ecoutes_queries,
    .territoires = on_sheet,
    .donnees = ecoutes_donnees,
    .oublier = ecoutes_anonymiser };
