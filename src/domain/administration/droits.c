// SPDX-License-Identifier: AGPL-3.0-or-later
/* The matrix of rights, from the route tables; `ensemble droits`. */
#include "core/app.h"
#include "core/csv/csv.h"
#include "core/json/json.h"
#include "domain/administration/administration_web.h"

Str droits_titre(Str slice)
{
    static const Str titres[][2] = {
        { S_INIT("territoire"), S_INIT("Communes et intercommunalités") },
        { S_INIT("lieux"), S_INIT("Lieux d’inclusion numérique") },
        { S_INIT("echanges"), S_INIT("Échanges de fichiers de lieux") },
        { S_INIT("integration"), S_INIT("Intégration dans d’autres sites") },
        { S_INIT("diagnostic"), S_INIT("Diagnostic du territoire") },
        { S_INIT("journal"), S_INIT("Journal") },
        { S_INIT("connexion"), S_INIT("Connexion") },
        { S_INIT("administration"), S_INIT("Administration") },
        { S_INIT("protection"), S_INIT("Données personnelles") },
        { S_INIT("notifications"), S_INIT("Notifications") },
        { S_INIT("annuaire"), S_INIT("Annuaire des acteurs") },
        { S_INIT("deploiement"), S_INIT("Déploiement d’Aidants Connect et labels") },
        { S_INIT("plan"), S_INIT("Plan d’actions") },
        { S_INIT("comites"), S_INIT("Comités") },
        { S_INIT("fonds"), S_INIT("Fonds et cofinancements") },
        { S_INIT("activites"), S_INIT("Accompagnements") },
        { S_INIT("bilans"), S_INIT("Bilans mensuels des structures") },
        { S_INIT("coop"), S_INIT("Échanges avec La Coop de la médiation numérique") },
        { S_INIT("horsligne"), S_INIT("Saisie sans réseau") },
        { S_INIT("usagers"), S_INIT("Usagers accompagnés") },
        { S_INIT("coordination"), S_INIT("Coordination des médiateurs") },
        { S_INIT("rendezvous"), S_INIT("Rendez-vous") },
        { S_INIT("satisfaction"), S_INIT("Satisfaction") },
        { S_INIT("seances"), S_INIT("Séances prévues") },
        { S_INIT("niveaux"), S_INIT("Niveaux d’accompagnement") },
        { S_INIT("cartes"), S_INIT("Cartes") },
        { S_INIT("acces"), S_INIT("Accès des programmes") },
        { S_INIT("tenue"), S_INIT("Tenue à jour des lieux") },
        { S_INIT("recensements"), S_INIT("Recensements") },
        { S_INIT("espace"), S_INIT("Espace personnel") },
        { S_INIT("site"), S_INIT("Pages générales") },
        { S_INIT("livret"), S_INIT("Livrets et affiches") },
        { S_INIT("orientation"), S_INIT("Fiche d’orientation") },
        { S_INIT("parcours"), S_INIT("Parcours en quatre questions") },
        { S_INIT("numerovert"), S_INIT("Numéro vert") },
        { S_INIT("besoins"), S_INIT("Besoins des habitants") },
        { S_INIT("ecoutes"), S_INIT("Écoutes du diagnostic") },
        { S_INIT("routes"), S_INIT("Description de l’API") },
    };
    for (size_t i = 0; i < sizeof titres / sizeof *titres; i++)
        if (str_eq(titres[i][0], slice))
            return titres[i][1];
    return STR_NONE;
}

static size_t count(const Route *routes, const Right *right)
{
    size_t n = 0;
    for (const Route *r = routes; r->method; r++)
        n += r->right == right;
    return n;
}

/* The rows of one slice under each of its rights, in the order in which these come first. */
static Err read_slice(Arena *a, const Slice *s, DroitsRubrique *ret)
{
    VEC(Droit) found = { 0 };
    for (const Route *r = s->routes; r->method; r++) {
        size_t i = 0;
        while (i < found.n && found.v[i].right != r->right)
            i++;
        if (i == found.n) {
            Droit *new = vec_push(a, &found);
            if (!new)
                return ERR_MEMORY;
            new->right = r->right;
            new->routes = NEW(a, const Route *, count(s->routes, r->right));
            if (!new->routes)
                return ERR_MEMORY;
        }
        found.v[i].routes[found.v[i].routes_n++] = r;
    }
    Str nom = str_from(s->name), titre = droits_titre(nom);
    *ret = (DroitsRubrique){ .nom = nom, .titre = str_is_none(titre) ? nom : titre, .droits = found.v, .n = found.n };
    return OK;
}

Err droits_lire(const Slice *const *slices, Arena *a, const DroitsRubrique **ret, size_t *ret_n)
{
    VEC(DroitsRubrique) found = { 0 };
    for (size_t i = 0; slices[i]; i++) {
        if (!slices[i]->routes || !slices[i]->routes[0].method)
            continue;
        DroitsRubrique *new = vec_push(a, &found);
        if (!new)
            return ERR_MEMORY;
        TRY(read_slice(a, slices[i], new));
    }
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

/* ---- words ---- */

Str droit_preuve(const Right *right)
{
    switch (right->proof) {
    case PROOF_PUBLIC:
        return S("aucune");
    case PROOF_FORM:
        return S("formulaire");
    case PROOF_SESSION:
        return S("session");
    case PROOF_BEARER:
        return S("cle");
    case PROOF_SIGNATURE:
        return S("signature");
    }
    return S("?");
}

Str role_portees(Arena *a, int rang, Str separateur)
{
    static const Portee all[] = { PORTEE_INSTANCE, PORTEE_DEPARTEMENT, PORTEE_EPCI, PORTEE_STRUCTURE };
    Str names[sizeof all / sizeof *all];
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (role_info(rang)->portees & (unsigned)all[i])
            names[n++] = portee_nom(all[i]);
    return str_join(a, names, n, separateur);
}

/* ---- ensemble droits ---- */

/* Whether the roles of that row count: of who is signed in, or of whom a key acts for. */
static bool has_roles(const Right *right)
{
    return right->roles && (right->proof == PROOF_SESSION || right->proof == PROOF_BEARER);
}

/* Where no role counts: whom it is open to. */
static Str open_to(const Right *right)
{
    if (right->proof == PROOF_SIGNATURE)
        return S("expediteurs");
    return right->proof == PROOF_SESSION ? S("connecte") : S("tous");
}

static void texte_droit(Cmd *c, const Droit *d)
{
    Buf *b = cmd_out(c);
    Str preuve = droit_preuve(d->right);
    buf_format(b, "  %s : %s (preuve : %.*s)\n", d->right->name, d->right->title, STR_ARG(preuve));
    if (d->right->proof == PROOF_SESSION && d->right->roles == 0)
        buf_put(b, S("    rôles : toute personne connectée\n"));
    for (int i = 0; i < ROLES_N; i++)
        if (has_roles(d->right) && d->right->roles & (1U << i)) {
            Str portees = role_portees(c->arena, i, S(", "));
            buf_format(b, "    rôle : %.*s (%.*s)\n", STR_ARG(role_info(i)->nom), STR_ARG(portees));
        }
    for (size_t i = 0; i < d->routes_n; i++)
        buf_format(b, "    %-6s %-40s %s\n", d->routes[i]->method, d->routes[i]->path, d->routes[i]->title);
}

static void json_droit(Arena *a, Json *j, Str rubrique, const Droit *d)
{
    json_obj(j);
    json_kstr(j, "rubrique", rubrique);
    json_kstr(j, "droit", str_from(d->right->name));
    json_kstr(j, "intitule", str_from(d->right->title));
    json_kstr(j, "preuve", droit_preuve(d->right));
    Str open = open_to(d->right);
    json_kstr(j, "ouvert_a",
        has_roles(d->right) ? S("roles") : (str_eq(open, S("connecte")) ? S("personnes_connectees") : open));
    json_key(j, S("roles"));
    json_arr(j);
    for (int i = 0; i < ROLES_N; i++) {
        if (!has_roles(d->right) || !(d->right->roles & (1U << i)))
            continue;
        json_obj(j);
        json_kstr(j, "role", role_info(i)->nom);
        json_kwords(j, "portees", role_portees(a, i, S("|")));
        json_end(j);
    }
    json_end(j);
    json_key(j, S("adresses"));
    json_arr(j);
    for (size_t i = 0; i < d->routes_n; i++)
        json_str(j, str_format(a, "%s %s", d->routes[i]->method, d->routes[i]->path));
    json_end(j);
    json_end(j);
}

static void csv_line(Arena *a, CsvWriter *w, Str rubrique, const Droit *d, Str role, Str portee)
{
    VEC(Str) adresses = { 0 };
    for (size_t i = 0; i < d->routes_n; i++) {
        Str *s = vec_push(a, &adresses);
        if (!s)
            return;                                /* the arena is marked: nothing goes out */
        *s = str_format(a, "%s %s", d->routes[i]->method, d->routes[i]->path);
    }
    csv_cell(w, rubrique);
    csv_cell(w, str_from(d->right->name));
    csv_cell(w, str_from(d->right->title));
    csv_cell(w, droit_preuve(d->right));
    csv_cell(w, role);
    csv_cell(w, portee);
    csv_cell(w, str_join(a, adresses.v, adresses.n, S("|")));
    csv_end_row(w);
}

/* One line for each right, role and scope; "tous": whoever comes, "connecte": whoever is signed in, "expediteurs": programs
 * whose signature we know. */
static void csv_droit(Arena *a, CsvWriter *w, Str rubrique, const Droit *d)
{
    if (!has_roles(d->right))
        csv_line(a, w, rubrique, d, open_to(d->right), STR_NONE);
    for (int i = 0; i < ROLES_N; i++) {
        if (!has_roles(d->right) || !(d->right->roles & (1U << i)))
            continue;
        Str rest = role_portees(a, i, S("|")), portee;
        while (str_split(&rest, '|', &portee))
            csv_line(a, w, rubrique, d, role_info(i)->nom, portee);
    }
}

static Err droits(Cmd *c)
{
    const DroitsRubrique *rubriques = NULL;
    size_t n = 0;
    TRY(droits_lire(c->app->slices, c->arena, &rubriques, &n));
    Str format = cmd_option(c, "format");
    bool as_json = str_eq(format, S("json")), as_csv = str_eq(format, S("csv"));
    Json j = json_to(cmd_out(c));
    CsvWriter w = csv_to(cmd_out(c), true);
    if (as_json)
        json_arr(&j);
    if (as_csv)
        buf_put(cmd_out(c), S("rubrique,droit,intitule,preuve,role,portee,adresses\r\n"));
    for (size_t i = 0; i < n; i++) {
        if (!as_json && !as_csv)
            buf_format(cmd_out(c), "%s%.*s\n", i ? "\n" : "", STR_ARG(rubriques[i].titre));
        for (size_t k = 0; k < rubriques[i].n; k++) {
            const Droit *d = &rubriques[i].droits[k];
            if (as_json)
                json_droit(c->arena, &j, rubriques[i].nom, d);
            else if (as_csv)
                csv_droit(c->arena, &w, rubriques[i].nom, d);
            else
                texte_droit(c, d);
        }
    }
    if (as_json) {
        json_end(&j);
        buf_char(cmd_out(c), '\n');
    }
    return OK;
}

const Command administration_commands[] = {
    { "droits", droits, CMD_NONE, NULL,
        (const CommandOption[]){ { "format", "FORMAT", "présentation", "texte|json|csv", "texte" }, { 0 } },
        "Montre ce que chaque rôle peut ouvrir, et où",
        "Chaque droit avec sa preuve (aucune, formulaire, session, clé d’API ou signature), les rôles qui l’ont et les "
        "portées où ces rôles "
        "s’exercent, et les adresses qui le demandent. C’est la table même que le serveur applique.\n"
        "En CSV, une ligne par droit, rôle et portée ; « tous » : sans compte ; « connecte » : toute personne "
        "connectée ; « expediteurs » : les programmes dont la signature est connue." },
    { 0 },
};
