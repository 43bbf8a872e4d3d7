// SPDX-License-Identifier: AGPL-3.0-or-later
/* Writing an action, adding one, versions and national objectives; the routes of the plan. */
#include "core/app.h"
#include "domain/plan/plan_web.h"
#include "plan_saisie_view.h"

enum {
    SUIVEURS = ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COMITE | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR |
               ROLE_PRESCRIPTEUR | ROLE_REEMPLOI | ROLE_FINANCEUR,
    PILOTES = ROLE_ADMINISTRATEUR | ROLE_PILOTE,
    CHANGEMENTS_MAX = 200,
    CORPS_MAX = 512 * 1024,
};
const Right plan_suivre = { "plan.suivre", "Suivre le plan d’actions, commenter, proposer", PROOF_SESSION, SUIVEURS };
const Right plan_changer = { "plan.changer", "Changer une action\u00A0: les pilotes toutes, les responsables les leurs",
    PROOF_SESSION, SUIVEURS };
const Right plan_piloter = { "plan.piloter", "Ajouter une action, la confier, garder une version, fixer un objectif",
    PROOF_SESSION, PILOTES };

static const Field modifier_champs[] = {
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { .name = "titre", .kind = FIELD_TEXT, .label = "Titre de l’action", .required = true, .max = ACTION_TITRE_MAX },
    { .name = "pilote", .kind = FIELD_TEXT, .label = "Structure pilote", .max = PLAN_LIBELLE_MAX },
    { .name = "territoires",
        .kind = FIELD_TEXT,
        .label = "Territoires et lieux",
        .hint = "Séparés par des virgules. Laissez vide si l’action couvre tout le périmètre.",
        .max = 1000 },
    { .name = "theme",
        .kind = FIELD_CHOICES,
        .label = "Thèmes",
        .hint = "Aucun\u00a0: l’action est transverse.",
        .choices = plan_themes },
    { .name = "objectif", .kind = FIELD_I64, .label = "Objectif de l’axe", .min = 0, .max = 9e15 },
    { .name = "proches",
        .kind = FIELD_TEXT,
        .label = "Actions proches",
        .hint = "Leurs numéros, séparés par des virgules, comme 1.12, 2.4.",
        .max = 400 },
    { .name = "priorite", .kind = FIELD_CHOICE, .label = "Priorité", .choices = priorites },
    { .name = "avancement", .kind = FIELD_I64, .label = "Avancement, de 0 à 100", .min = 0, .max = 100 },
    { .name = "debut", .kind = FIELD_DATE, .label = "Début" },
    { .name = "fin", .kind = FIELD_DATE, .label = "Échéance" },
    { .name = "publier",
        .kind = FIELD_CHOICES,
        .label = "Ce que tout le monde peut lire",
        .hint = "Sans «\u00a0L’action elle-même\u00a0», rien d’elle n’est public.",
        .choices = public_champs },
#define X(NAME, stored, shown, ...)                                                                                    \
    { .name = "texte_" stored, .kind = FIELD_LINES, .label = shown, .max = ACTION_TEXTE_MAX },
    ACTION_TEXTES(X)
#undef X
        { 0 },
};
static const char *const texte_noms[TEXTES_N] = {
#define X(NAME, stored, ...) "texte_" stored,
    ACTION_TEXTES(X)
#undef X
};

#define BIT(NAME) (1U << TEXTE_##NAME)
const TexteGroupe texte_groupes[] = {
    { "Ce qu’elle est", BIT(DESCRIPTION) | BIT(DIAGNOSTIC) | BIT(OBJECTIFS) | BIT(BENEFICIAIRES) | BIT(PARTENAIRES) },
    { "Moyens", BIT(MOYENS) | BIT(MATERIEL) | BIT(LOCAUX) | BIT(FINANCEMENTS) },
    { "Risques et blocage", BIT(RISQUES) | BIT(BLOCAGE) | BIT(LEVEE) },
    { "Pilotage et gouvernance",
        BIT(SERVICE) | BIT(PERSONNE) | BIT(ELU) | BIT(INSTANCES) | BIT(PARTICIPATION) | BIT(INDICATEURS) },
    { "Source", BIT(SOURCE) },
    { NULL, 0 },
};
/* Each has its place; the two words of the table of 28 columns are kept as they are. */
_Static_assert((BIT(DESCRIPTION) | BIT(DIAGNOSTIC) | BIT(OBJECTIFS) | BIT(BENEFICIAIRES) | BIT(PARTENAIRES) |
                   BIT(MOYENS) | BIT(MATERIEL) | BIT(LOCAUX) | BIT(FINANCEMENTS) | BIT(RISQUES) | BIT(BLOCAGE) |
                   BIT(LEVEE) | BIT(SERVICE) | BIT(PERSONNE) | BIT(ELU) | BIT(INSTANCES) | BIT(PARTICIPATION) |
                   BIT(INDICATEURS) | BIT(SOURCE) | BIT(SOUS_AXE) | BIT(SOUS_ACTION)) == (1U << TEXTES_N) - 1,
    "a text of an action is in no group");
#undef BIT

bool groupe_ouvert(const SaisiePage *p, const TexteGroupe *g)
{
    bool open = g == texte_groupes;
    for (int t = 0; t < TEXTES_N; t++)
        open = open || (g->textes & 1U << t && (p->textes[t].message.p || p->textes[t].valeur.n));
    return open;
}

const Field creer_champs[] = {
    { .name = "titre", .kind = FIELD_TEXT, .label = "Titre de l’action", .required = true, .max = ACTION_TITRE_MAX },
    { .name = "ou", .kind = FIELD_TEXT, .label = "Axe ou objectif", .required = true, .max = 40 },
    { 0 },
};
static const Field deplacer_champs[] = {
    { .name = "ou", .kind = FIELD_TEXT, .label = "Axe ou objectif", .required = true, .max = 40 },
    { 0 },
};
static const Choice nationaux[] = {
#define X(NAME, stored, shown, ...) { S_INIT(stored), S_INIT(shown) },
    NATIONAUX(X)
#undef X
        { STR_NONE, STR_NONE },
};
const Field national_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = plan_faits, .address_only = true },
    { .name = "depuis", .kind = FIELD_I64, .label = "Depuis la version", .min = 0, .max = 9e15, .address_only = true },
    { .name = "libelle",
        .kind = FIELD_TEXT,
        .label = "Nom de cette version",
        .hint = "Par exemple\u00a0: validée par le comité de pilotage du 12 mars.",
        .max = PLAN_LIBELLE_MAX },
    { .name = "objectif", .kind = FIELD_CHOICE, .label = "Objectif national", .choices = nationaux },
    { .name = "regle", .kind = FIELD_CHOICE, .label = "Règle de la part", .choices = part_regles },
    { .name = "numerateur",
        .kind = FIELD_I64,
        .label = "Population ou personnes concernées du département, ou cible propre",
        .min = 0,
        .max = 1e9 },
    { .name = "denominateur",
        .kind = FIELD_I64,
        .label = "Les mêmes, dans toute la France",
        .hint = "Laissez vide pour une cible propre.",
        .min = 0,
        .max = 1e9 },
    { .name = "source", .kind = FIELD_TEXT, .label = "Source de ces chiffres", .max = PLAN_LIBELLE_MAX },
    { 0 },
};

/* ---- /plan/suivi/{numero}/modifier ---- */

static Str iso(Arena *a, PlanJour d)
{
    return d.has ? date_iso(a, d.d) : S("");
}

static Str joined_publics(Arena *a, unsigned publics)
{
    Str out = S("");
    for (int i = 0; i < PUBLICS_N; i++)
        if (publics & 1U << i)
            out = str_format(a, "%.*s%s%.*s", STR_ARG(out), out.n ? "|" : "", STR_ARG(public_champs[i].value));
    return out;
}

/* The objectives of its axis. */
static Err goals_of(Req *r, const Plan *p, const Action *x, const Choice **ret)
{
    Choices v = { 0 };
    choices_add(r->arena, &v, S("0"), S("Aucun"));
    for (size_t i = 0; i < p->objectifs_n; i++)
        if (p->objectifs[i].axe_id.v == p->axes[x->axe].id.v)
            choices_add(r->arena, &v, str_format(r->arena, "%lld", (long long)p->objectifs[i].id.v),
                p->objectifs[i].titre);
    return choices_end(r->arena, &v, ret);
}

/* Each axis, then its objectives: "axe:1", "objectif:12". */
static Err places_of(Req *r, const Plan *plan, const Choice **ret)
{
    Choices v = { 0 };
    for (size_t i = 0; i < plan->axes_n; i++) {
        const Axe *axe = &plan->axes[i];
        choices_add(r->arena, &v, str_format(r->arena, "axe:%lld", (long long)axe->rang),
            str_format(r->arena, "Axe %lld. %.*s", (long long)axe->rang, STR_ARG(axe->titre)));
        for (size_t k = 0; k < plan->objectifs_n; k++)
            if (plan->objectifs[k].axe_id.v == axe->id.v)
                choices_add(r->arena, &v, str_format(r->arena, "objectif:%lld", (long long)plan->objectifs[k].id.v),
                    str_format(r->arena, "Axe %lld, objectif\u00A0: %.*s", (long long)axe->rang,
                        STR_ARG(plan->objectifs[k].titre)));
    }
    return choices_end(r->arena, &v, ret);
}

static Str place_of(Arena *a, const Plan *p, const Action *x)
{
    return x->objectif_id.v ? str_format(a, "objectif:%lld", (long long)x->objectif_id.v)
                            : str_format(a, "axe:%lld", (long long)p->axes[x->axe].rang);
}

/* `sent`: what the form holds is kept as it is, boxes left empty included. */
static Err show_form(Req *r, const Plan *plan, const Action *x, bool sent)
{
    ActionFiche f;
    const Form *form = &r->form;
    Arena *a = r->arena;
    char z[STR_I64_MAX];
    TRY(action_fiche(r->db, a, x->id, &f));
    SaisiePage p = { .form = form, .x = x, .version = req_i64(r, "version", x->version) };
    p.titre = champ_defaut(form, "titre", x->titre);
    p.pilote = champ_defaut(form, "pilote", sent ? S("") : x->pilote);
    p.territoires = champ_defaut(form, "territoires", sent ? S("") : x->territoires);
    p.theme = champ_defaut(form, "theme", sent ? S("") : str_replace(a, themes_ecrits(a, x->themes), S(";"), S("|")));
    p.objectif = champ_defaut(form, "objectif", sent ? S("") : str_dup(a, str_of_i64(x->objectif_id.v, z)));
    p.proches = champ_defaut(form, "proches", sent ? S("") : str_join(a, f.proches, f.proches_n, S(", ")));
    TRY(goals_of(r, plan, x, &p.objectifs));
    p.pilotage = plan_pilote(r->acteur);
    p.priorite = champ_defaut(form, "priorite", sent || x->priorite < 0 ? S("") : priorites[x->priorite].value);
    p.avancement = champ_defaut(form, "avancement", str_dup(a, str_of_i64(x->avancement, z)));
    p.debut = champ_defaut(form, "debut", sent ? S("") : iso(a, x->debut));
    p.fin = champ_defaut(form, "fin", sent ? S("") : iso(a, x->fin));
    p.publics = champ_defaut(form, "publier", sent ? S("") : joined_publics(a, x->publics));
    for (int t = 0; t < TEXTES_N; t++)
        p.textes[t] = champ_defaut(form, texte_noms[t], sent ? S("") : f.textes[t]);
    view_plan_modifier(req_html(r), &p);
    return OK;
}

Err modifier_page(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    TRY(exiger_modifiable(r->db, r->acteur, x->id));
    return show_form(r, &p, x, false);
}

/* Numbers of other actions, each once. */
static Err read_near(Req *r, const Plan *p, const Action *x, ActionSaisie *s)
{
    VEC(const Action *) v = { 0 };
    Str rest = str_or_empty(req_text(r, "proches")), part;
    s->proches_dites = true;
    while (rest.n && str_split(&rest, ',', &part)) {
        Str numero = str_trim(part);
        const Action *other = numero.n ? plan_action(p, numero) : NULL;
        if (numero.n && (!other || other == x))
            form_error(r, "proches", "«\u00a0%.*s\u00a0» n’est le numéro d’aucune autre action.", STR_ARG(numero));
        const Action **to = other && other != x ? vec_push(r->arena, &v) : NULL;
        if (to)
            *to = other;
    }
    s->proches = v.v;
    s->proches_n = v.n;
    return arena_failed(r->arena) ? ERR_MEMORY : OK;
}

static ActionSaisie read_form(Req *r, const Action *x)
{
    ActionSaisie s = { .titre = req_text(r, "titre"),
        .pilote = str_or_empty(req_text(r, "pilote")),
        .territoires = str_or_empty(req_text(r, "territoires")),
        .priorite = req_choice(r, "priorite", -1),
        .avancement = req_i64(r, "avancement", x->avancement) };
    Chosen c = req_choices(r, "publier"), themes = req_choices(r, "theme");
    for (size_t i = 0; i < themes.n; i++)
        s.themes |= 1U << themes.v[i];
    s.objectif_dit = true;
    s.objectif.v = req_i64(r, "objectif", 0);
    s.debut.has = req_date(r, "debut", &s.debut.d);
    s.fin.has = req_date(r, "fin", &s.fin.d);
    for (size_t i = 0; i < c.n; i++)
        s.publics |= 1U << c.v[i];
    for (int t = 0; t < TEXTES_N; t++)
        s.textes[t] = str_or_empty(req_text(r, texte_noms[t]));
    if (s.debut.has && s.fin.has && s.fin.d.days < s.debut.d.days)
        form_error(r, "fin", "L’échéance ne peut pas précéder le début.");
    return s;
}

Err modifier_envoi(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    TRY(exiger_modifiable(r->db, r->acteur, x->id));
    ActionSaisie s = read_form(r, x);
    TRY(read_near(r, &p, x, &s));
    Err e = req_has_errors(r) ? ERR_INVALID
                              : action_modifier(r->db, r->arena, r->acteur, r->now, x, req_i64(r, "version", 0), &s);
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "objectif", "Choisissez un objectif de l’axe de cette action.");
    if (e == ERR_CONFLICT)
        form_error(r, "titre",
            "Quelqu’un a changé cette action pendant que vous écriviez\u00a0: ouvrez sa fiche dans un autre "
            "onglet, puis reprenez ce qui manque ici.");
    if (e == OK)
        return req_redirect(r, "/plan/suivi/%.*s?fait=modifiee", STR_ARG(x->numero));
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    req_status(r, 400);
    return show_form(r, &p, x, true);
}

/* ---- /plan/suivi/nouvelle ---- */

static Err show_new(Req *r, const Plan *plan)
{
    NouvellePage p = { .form = &r->form };
    TRY(places_of(r, plan, &p.ou));
    view_plan_nouvelle(req_html(r), &p);
    return OK;
}

Err nouvelle_page(Req *r)
{
    Plan p;
    Err e = plan_courant(r->db, r->arena, &p);
    return e == OK ? show_new(r, &p) : plan_absent(r, e);
}

/* "axe:1" or "objectif:12". */
static bool read_where(const Plan *p, Str where, int *axe, ObjectifId *goal)
{
    int64_t n = 0;
    size_t colon = str_find_char(where, 0, ':');
    bool is_axis = str_starts(where, S("axe:"));
    *axe = -1;
    *goal = (ObjectifId){ 0 };
    if ((!is_axis && !str_starts(where, S("objectif:"))) || !str_to_i64(str_slice(where, colon + 1, where.n), &n))
        return false;
    for (size_t i = 0; i < p->axes_n; i++) {
        if (is_axis && p->axes[i].rang == n)
            *axe = (int)i;
        for (size_t k = 0; !is_axis && k < p->objectifs_n; k++)
            if (p->objectifs[k].id.v == n && p->objectifs[k].axe_id.v == p->axes[i].id.v) {
                *axe = (int)i;
                *goal = p->objectifs[k].id;
            }
    }
    return *axe >= 0;
}

Err nouvelle_envoi(Req *r)
{
    Plan p;
    int axe = -1;
    ObjectifId goal = { 0 };
    Str numero;
    TRY(plan_courant(r->db, r->arena, &p));
    if (!read_where(&p, req_text(r, "ou"), &axe, &goal) && !req_has_errors(r))
        form_error(r, "ou", "Choisissez un axe ou un objectif.");
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_new(r, &p);
    }
    TRY(action_creer(r->db, r->arena, r->acteur, r->now, &p, axe, goal, req_text(r, "titre"), &numero));
    return req_redirect(r, "/plan/suivi/%.*s?fait=creee", STR_ARG(numero));
}

/* ---- /plan/suivi/{numero}/axe ---- */

static Err show_place(Req *r, const Plan *plan, const Action *x)
{
    DeplacerPage p = { .form = &r->form, .x = x, .axe = &plan->axes[x->axe] };
    p.place = champ_defaut(&r->form, "ou", place_of(r->arena, plan, x));
    TRY(places_of(r, plan, &p.ou));
    view_plan_deplacer(req_html(r), &p);
    return OK;
}

Err deplacer_page(Req *r)
{
    Plan p;
    const Action *x;
    TRY(ouvrir_action(r, &p, &x));
    return show_place(r, &p, x);
}

Err deplacer_envoi(Req *r)
{
    Plan p;
    const Action *x;
    int axe = -1;
    ObjectifId goal = { 0 };
    TRY(ouvrir_action(r, &p, &x));
    bool known = read_where(&p, str_or_empty(req_text(r, "ou")), &axe, &goal);
    Err e = known ? action_deplacer(r->db, r->arena, r->acteur, r->now, &p, x, axe, goal) : ERR_INVALID;
    if (e == OK)
        return req_redirect(r, "/plan/suivi/%.*s?fait=deplacee", STR_ARG(x->numero));
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "ou", "Choisissez un axe ou un objectif.");
    if (e == ERR_CONFLICT)
        form_error(r, "ou", "L’action y est déjà, ou quelqu’un l’a changée entre-temps.");
    req_status(r, 400);
    return show_place(r, &p, x);
}

/* ---- /plan/suivi/changements ---- */

static Err read_proposals(Req *r, VersionsPage *p)
{
    VEC(CommentaireVue) v = { 0 };
    ROWS rows = { 0 };
    SqlPropositionsOuvertes row;
    TRY(sql_propositions_ouvertes(r->db, p->plan->feuille.id, &rows));
    while (sql_propositions_ouvertes_next(&rows, &row)) {
        if (!plan_action(p->plan, row.numero))
            continue;
        CommentaireVue *to = vec_push(r->arena, &v);
        Commentaire *c = NEW(r->arena, Commentaire, 1);
        if (!to || !c)
            return ERR_MEMORY;
        *c = (Commentaire){ .id = row.commentaire_id, .at = row.at, .texte = str_dup(r->arena, row.texte) };
        *to = (CommentaireVue){ c, str_dup(r->arena, row.numero) };
    }
    p->propositions = v.v;
    p->propositions_n = v.n;
    return rows_end(&rows);
}

/* Of the actions that this person follows. */
static Err keep_followed(Req *r, const Plan *plan, VersionsPage *p)
{
    size_t kept = 0;
    PlanChangement *v = NEW(r->arena, PlanChangement, p->changements_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->changements_n; i++)
        if (plan_action(plan, p->changements[i].numero))
            v[kept++] = p->changements[i];
    p->changements = v;
    p->changements_n = kept;
    return OK;
}

static Err show_versions(Req *r, const Plan *plan)
{
    VersionsPage p = { .form = &r->form, .plan = plan, .pilote = plan_pilote(r->acteur) };
    NationalPart *parts = NEW(r->arena, NationalPart, NATIONAUX_N);
    int64_t from = 0;
    if (!parts)
        return ERR_MEMORY;
    TRY(plan_versions(r->db, r->arena, plan->feuille.id, &p.versions, &p.versions_n));
    p.depuis = req_i64(r, "depuis", p.versions_n ? p.versions[0].numero : 0);
    for (size_t i = 0; i < p.versions_n; i++)
        if (p.versions[i].numero == p.depuis)
            from = p.versions[i].at;
    TRY(plan_changements(r->db, r->arena, (ActionId){ 0 }, from, CHANGEMENTS_MAX, &p.changements, &p.changements_n));
    TRY(keep_followed(r, plan, &p));
    TRY(nationaux_lire(r->db, r->arena, plan->feuille.id, parts));
    p.nationaux = parts;
    TRY(read_proposals(r, &p));
    view_plan_versions(req_html(r), &p);
    return OK;
}

Err changements_page(Req *r)
{
    Plan p;
    Err e = plan_suivi_lire(r, &p);
    return e == OK ? show_versions(r, &p) : plan_absent(r, e);
}

Err version_envoi(Req *r)
{
    Plan p;
    TRY(plan_courant(r->db, r->arena, &p));
    Str libelle = req_text(r, "libelle");
    if (libelle.n == 0) {
        form_error(r, "libelle", "Nommez cette version.");
        req_status(r, 400);
        return show_versions(r, &p);
    }
    TRY(plan_version_creer(r->db, r->arena, r->acteur, r->now, &p, libelle));
    return req_redirect(r, "/plan/suivi/changements?fait=version");
}

/* The bytes kept then, as they were. */
Err version_json(Req *r)
{
    Plan p;
    PlanVersion version;
    Str json;
    int64_t numero = 0;
    TRY(plan_courant(r->db, r->arena, &p));
    /* A version is of the whole plan: not for who follows a part of it. */
    if (!str_to_i64(req_path(r, "version"), &numero) || (r->acteur->role & ROLE_FINANCEUR))
        return ERR_NOT_FOUND;
    TRY(plan_version_lire(r->db, r->arena, p.feuille.id, numero, &version, &json));
    buf_put(req_body(r, "application/json"), json);
    req_download(r, str_format(r->arena, "plan-version-%lld.json", (long long)numero));
    return OK;
}

Err national_envoi(Req *r)
{
    Plan p;
    TRY(plan_courant(r->db, r->arena, &p));
    int n = req_choice(r, "objectif", -1), regle = req_choice(r, "regle", -1);
    const NationalPart x = { .regle = (PartRegle)(regle < 0 ? 0 : regle),
        .numerateur = req_i64(r, "numerateur", -1),
        .denominateur = req_i64(r, "denominateur", 0),
        .source = str_or_empty(req_text(r, "source")) };
    if (n < 0)
        form_error(r, "objectif", "Choisissez un objectif.");
    if (regle < 0)
        form_error(r, "regle", "Choisissez une règle.");
    if (x.numerateur < 0)
        form_error(r, "numerateur", "Écrivez ce nombre.");
    if (x.source.n == 0)
        form_error(r, "source", "Dites d’où viennent ces chiffres.");
    Err e = req_has_errors(r) ? ERR_INVALID : national_fixer(r->db, r->arena, r->acteur, r->now, &p, (National)n, &x);
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "denominateur", "Écrivez le nombre de toute la France, plus grand que celui du département.");
    if (e == OK)
        return req_redirect(r, "/plan/suivi/changements?fait=national");
    if (e != ERR_INVALID)
        return e;
    req_status(r, 400);
    return show_versions(r, &p);
}

/* ---- routes ---- */

const Route plan_routes[] = {
    { "GET", "/plan", plan_page, RIGHT_PUBLIC, SLOW, plan_public_champs, "Plan d’actions", ROUTE_LAX },
    { "GET", "/plan.csv", plan_csv, RIGHT_PUBLIC, SLOW, NULL, "Plan d’actions, en CSV" },
    { "GET", "/api/v1/plan", plan_api, RIGHT_PUBLIC, SLOW, NULL, "Le plan d’actions, ce qui en est public", ROUTE_API },
    { "GET", "/api/v1/plan/actions", plan_api_actions, RIGHT_PUBLIC, SLOW, plan_api_champs,
        "Les actions publiques du plan, ou ce qui en a changé", ROUTE_API },
    { "GET", "/api/v1/plan/complet", plan_api_complet, &plan_api_lire, SLOW, NULL, "Le plan d’actions entier",
        ROUTE_API },
    { "GET", "/api/v1/plan/complet/actions", plan_api_actions_completes, &plan_api_lire, SLOW, plan_api_champs,
        "Les actions du plan, entières, ou ce qui en a changé", ROUTE_API },
    { "GET", "/api/v1/plan/indicateurs", plan_api_indicateurs, &plan_api_lire, SLOW, NULL,
        "Les indicateurs du plan, leurs cibles et leurs valeurs", ROUTE_API },
    { "GET", "/plan/actions/{numero}", plan_action_page, RIGHT_PUBLIC, SLOW, NULL, "Une action du plan" },
    { "GET", "/plan/carte", carte_page, RIGHT_PUBLIC, SLOW, NULL, "Carte des actions" },
    { "GET", "/plan/carte.csv", carte_csv, RIGHT_PUBLIC, SLOW, NULL, "Actions par territoire, en CSV" },
    { "GET", "/plan/suivi/carte.csv", suivi_carte_csv, &plan_suivre, SLOW, NULL,
        "Toutes les actions par territoire, en CSV" },
    { "GET", "/plan/suivi/financeurs", plan_financeurs_page, &plan_piloter, SLOW, financeurs_champs,
        "Qui parle pour un financeur", ROUTE_LAX },
    { "POST", "/plan/suivi/financeurs", plan_financeurs_envoi, &plan_piloter, WRITE, financeurs_champs,
        "Dire qui parle pour un financeur", ROUTE_LAX },
    { "GET", "/plan/suivi/aides", aides_page, &plan_suivre, SLOW, NULL, "Actions à financer" },
    { "GET", "/plan/suivi/{numero}/aides", action_aides_page, &plan_suivre, SLOW, aides_champs,
        "Aides possibles pour une action", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/aides", action_aide_envoi, &plan_changer, WRITE, aides_champs,
        "Noter une aide comme pressentie", ROUTE_LAX },
    { "GET", "/plan/suivi/{numero}/moyens", moyens_page, &plan_changer, SLOW, moyens_champs,
        "Moyens, lieux et acteurs d’une action", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/moyens", moyens_envoi, &plan_changer, WRITE, moyens_champs,
        "Ajouter ou retirer un moyen", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/lieux", lieux_envoi, &plan_changer, WRITE, moyens_champs,
        "Lier un lieu à une action", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/acteurs", acteurs_envoi, &plan_changer, WRITE, moyens_champs,
        "Lier une structure à une action", ROUTE_LAX },
    { "GET", "/plan/suivi/{numero}/documents", documents_page, &plan_suivre, SLOW, documents_vue_champs,
        "Documents d’une action", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/documents", document_envoi, &plan_changer, WRITE, documents_champs,
        "Joindre un document à une action", ROUTE_LAX, DOCUMENT_CORPS_MAX },
    { "POST", "/plan/suivi/{numero}/documents/retirer", document_retrait, &plan_changer, WRITE, document_retrait_champs,
        "Retirer un document d’une action" },
    { "GET", "/plan/suivi/{numero}/documents/{document}", document_octets, &plan_suivre, SLOW, NULL,
        "Un document d’une action" },
    { "GET", "/plan/suivi", suivi_page, &plan_suivre, SLOW, suivi_champs, "Suivi du plan d’actions", ROUTE_LAX },
    { "GET", "/plan/suivi.csv", suivi_export, &plan_suivre, SLOW, NULL, "Plan d’actions entier, en CSV" },
    { "GET", "/plan/suivi.tet.csv", suivi_export, &plan_suivre, SLOW, NULL, "Plan d’actions, table de 28 colonnes" },
    { "GET", "/plan/suivi.xlsx", suivi_export, &plan_suivre, SLOW, NULL, "Plan d’actions entier, pour tableur" },
    { "GET", "/plan/suivi.json", suivi_export, &plan_suivre, SLOW, NULL, "Plan d’actions entier, en JSON" },
    { "GET", "/plan/suivi/nouvelle", nouvelle_page, &plan_piloter, READ, creer_champs, "Ajouter une action",
        ROUTE_LAX },
    { "POST", "/plan/suivi/nouvelle", nouvelle_envoi, &plan_piloter, WRITE, creer_champs, "Créer une action",
        ROUTE_LAX },
    { "GET", "/plan/suivi/changements", changements_page, &plan_suivre, SLOW, national_champs,
        "Versions et changements du plan", ROUTE_LAX },
    { "POST", "/plan/suivi/changements", version_envoi, &plan_piloter, WRITE, national_champs,
        "Garder une version du plan", ROUTE_LAX },
    { "GET", "/plan/suivi/indicateurs", indicateurs_page, &plan_suivre, SLOW, indicateur_champs, "Indicateurs du plan",
        ROUTE_LAX },
    { "POST", "/plan/suivi/indicateurs", indicateur_envoi, &plan_piloter, WRITE, indicateur_champs,
        "Créer un indicateur", ROUTE_LAX },
    { "GET", "/plan/suivi/indicateurs/{indicateur}", indicateur_page, &plan_suivre, SLOW, indicateur_champs,
        "Un indicateur et ses valeurs", ROUTE_LAX },
    { "POST", "/plan/suivi/indicateurs/{indicateur}", indicateur_changer, &plan_piloter, WRITE, indicateur_champs,
        "Modifier un indicateur", ROUTE_LAX },
    { "POST", "/plan/suivi/indicateurs/{indicateur}/retirer", indicateur_retrait, &plan_piloter, WRITE, NULL,
        "Retirer un indicateur" },
    { "POST", "/plan/suivi/indicateurs/{indicateur}/valeurs/retirer", valeur_retrait, &plan_piloter, WRITE,
        indicateur_retrait_champs, "Retirer une valeur d’un indicateur" },
    { "POST", "/plan/suivi/indicateurs/valeurs", valeur_envoi, &plan_piloter, WRITE, indicateur_champs,
        "Noter la valeur d’un indicateur", ROUTE_LAX },
    { "POST", "/plan/suivi/indicateurs/jalons", jalon_envoi, &plan_piloter, WRITE, indicateur_champs,
        "Noter le jalon d’un indicateur", ROUTE_LAX },
    { "GET", "/plan/suivi/versions", versions_page, &plan_suivre, SLOW, versions_champs,
        "Ce qui a changé entre deux versions de la feuille de route" },
    { "GET", "/plan/suivi/feuille", feuille_page, &plan_piloter, SLOW, feuille_champs, "Feuille de route et axes",
        ROUTE_LAX },
    { "POST", "/plan/suivi/feuille", feuille_envoi, &plan_piloter, WRITE, feuille_champs,
        "Enregistrer la feuille de route", ROUTE_LAX },
    { "POST", "/plan/suivi/feuille/objectifs", objectif_envoi, &plan_piloter, WRITE, feuille_champs,
        "Renommer un objectif", ROUTE_LAX },
    { "POST", "/plan/suivi/feuille/axes", axe_envoi, &plan_piloter, WRITE, feuille_champs,
        "Enregistrer un axe, lui ajouter un objectif", ROUTE_LAX },
    { "GET", "/plan/suivi/importer", plan_import_page, &plan_piloter, SLOW, plan_import_adresse,
        "Importer un plan d’actions" },
    { "POST", "/plan/suivi/importer", plan_import_envoi, &plan_piloter, WRITE, plan_import_champs,
        "Déposer un fichier de plan", ROUTE_LAX, PLAN_IMPORT_CORPS },
    { "POST", "/plan/suivi/importer/apercu", plan_import_apercu, &plan_piloter, WRITE, plan_depot_champs,
        "Revoir ce qu’un fichier de plan changerait" },
    { "POST", "/plan/suivi/importer/confirmer", plan_import_confirmer, &plan_piloter, WRITE, plan_depot_champs,
        "Importer un fichier de plan" },
    { "POST", "/plan/suivi/importer/annuler", plan_import_annuler, &plan_piloter, WRITE, plan_depot_champs,
        "Effacer un fichier de plan" },
    { "GET", "/plan/suivi/versions/{version}", version_json, &plan_suivre, SLOW, NULL, "Une version du plan, en JSON" },
    { "POST", "/plan/suivi/objectifs", national_envoi, &plan_piloter, WRITE, national_champs,
        "Fixer la part d’un objectif national", ROUTE_LAX },
    { "GET", "/plan/suivi/{numero}", action_fiche_page, &plan_suivre, SLOW, action_champs, "Suivi d’une action",
        ROUTE_LAX },
    { "GET", "/plan/suivi/{numero}/modifier", modifier_page, &plan_changer, SLOW, modifier_champs,
        "Modifier une action", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/modifier", modifier_envoi, &plan_changer, WRITE, modifier_champs,
        "Enregistrer une action", ROUTE_LAX, CORPS_MAX },
    { "GET", "/plan/suivi/{numero}/axe", deplacer_page, &plan_piloter, SLOW, deplacer_champs,
        "Choisir l’axe et l’objectif d’une action", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/axe", deplacer_envoi, &plan_piloter, WRITE, deplacer_champs,
        "Changer une action d’axe ou d’objectif", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/etat", action_etat_envoi, &plan_changer, WRITE, action_champs,
        "Changer le statut d’une action", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/etapes", etape_envoi, &plan_changer, WRITE, action_champs, "Ajouter une étape",
        ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/etapes/faite", etape_faite_envoi, &plan_changer, WRITE, action_champs,
        "Noter une étape faite, ou la retirer", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/couts", cout_envoi, &plan_changer, WRITE, action_champs, "Ajouter une dépense",
        ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/couts/retirer", cout_retrait, &plan_changer, WRITE, action_champs,
        "Retirer une dépense", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/financements", financement_envoi, &plan_changer, WRITE, action_champs,
        "Ajouter un financement", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/financements/retirer", financement_retrait, &plan_changer, WRITE, action_champs,
        "Retirer un financement", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/financements/etat", financement_passer_envoi, &plan_changer, WRITE, action_champs,
        "Changer l’état d’un financement", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/messages", commentaire_envoi, &plan_suivre, WRITE, action_champs,
        "Commenter une action, proposer", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/propositions", proposition_envoi, &plan_changer, WRITE, action_champs,
        "Accepter ou écarter une proposition", ROUTE_LAX },
    { "POST", "/plan/suivi/{numero}/responsables", responsable_envoi, &plan_piloter, WRITE, action_champs,
        "Confier une action", ROUTE_LAX },
    { 0 },
};
