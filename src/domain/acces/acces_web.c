// SPDX-License-Identifier: AGPL-3.0-or-later
/* /espace/cles and /administration/programmes. */
#include <string.h>

#include "acces_view.h"
#include "domain/acces/acces_priv.h"
#include "domain/administration/administration.h"
#include "domain/journal/journal.h"

static const Right cles_tenir = { "cles.tenir", "Faire des clés d’API pour soi", PROOF_SESSION,
    ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COORDINATEUR | ROLE_REFERENT };
static const Right programmes_gerer = { "programmes.gerer", "Voir et retirer les accès des programmes", PROOF_SESSION,
    ROLE_ADMINISTRATEUR };

#define X(name, words) { S_INIT(name), S_INIT(words) },
const Choice acces_droits[] = { ACCES_DROITS(X){ STR_NONE, STR_NONE } };
#undef X
const Choice acces_formes[] = {
    [SIGNATURE_DATED] = { S_INIT("datee"), S_INIT("Signature datée (X-Ensemble-Signature)") },
    [SIGNATURE_BODY] = { S_INIT("corps"), S_INIT("Celle de RDV Service Public (X-Lapin-Signature)") },
    [SIGNATURE_SCHEMES] = { STR_NONE, STR_NONE },
};
/* In days. */
static const Choice durees[] = {
    { S_INIT("30"), S_INIT("30 jours") },
    { S_INIT("90"), S_INIT("90 jours") },
    { S_INIT("365"), S_INIT("Un an") },
    { STR_NONE, STR_NONE },
};
static const Choice faits[] = {
    { S_INIT("retiree"), S_INIT("La clé est retirée : le programme qui s’en servait n’entre plus.") },
    { S_INIT("retire"), S_INIT("L’expéditeur est retiré : ses messages ne sont plus pris.") },
    { STR_NONE, STR_NONE },
};
#define FAIT                                                                                                           \
    {                                                                                                                  \
        .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true                  \
    }
static const Field cle_fields[] = {
    { .name = "nom",
        .kind = FIELD_TEXT,
        .label = "À quoi servira cette clé",
        .hint = "Le nom du programme qui s’en servira, par exemple « Tableau de bord de la CC ».",
        .required = true,
        .max = CLE_NOM_MAX,
        .autocomplete = "off" },
    { .name = "droits",
        .kind = FIELD_CHOICES,
        .label = "Ce qu’elle permet",
        .required = true,
        .choices = acces_droits },
    { .name = "portee", .kind = FIELD_TEXT, .label = "Où", .required = true, .max = 60 },
    { .name = "duree", .kind = FIELD_CHOICE, .label = "Combien de temps", .required = true, .choices = durees },
    FAIT,
    { 0 },
};
static const Field programme_fields[] = {
    { .name = "nom",
        .kind = FIELD_TEXT,
        .label = "Qui envoie",
        .hint = "Le nom du service, par exemple « RDV Service Public de la mairie de Brou ».",
        .required = true,
        .max = CLE_NOM_MAX,
        .autocomplete = "off" },
    { .name = "droit", .kind = FIELD_TEXT, .label = "Ce qui est reçu", .required = true, .max = 60 },
    { .name = "portee", .kind = FIELD_TEXT, .label = "Où", .required = true, .max = 60 },
    { .name = "forme", .kind = FIELD_CHOICE, .label = "Signature", .required = true, .choices = acces_formes },
    FAIT,
    { 0 },
};

static PersonneId me(const Req *r)
{
    return (PersonneId){ r->acteur->personne_id };
}

/* ---- what is shown ---- */

static Str words_of(Arena *a, Str droits)
{
    Str one, out = STR_NONE;
    while (str_split(&droits, '|', &one))
        for (const Choice *c = acces_droits; !str_is_none(c->value); c++)
            if (str_eq(c->value, one))
                out = str_is_none(out) ? c->label : str_join(a, (Str[]){ out, c->label }, 2, S(" ; "));
    return str_or_empty(out);
}

static Str state_of(const Cle *c, int64_t now)
{
    if (c->retire_at.has)
        return S("retiree");
    if (c->expire_at <= now)
        return S("expiree");
    return c->tenue ? S("vivante") : S("sans-role");
}

static Err show_keys(Req *r, PersonneId id, const CleVue **ret, size_t *ret_n)
{
    const Cle *cles = NULL;
    size_t n = 0;
    TRY(cles_de(r->db, r->arena, id, &cles, &n));
    CleVue *v = NEW(r->arena, CleVue, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const Cle *c = &cles[i];
        v[i] = (CleVue){ .uid = c->uid,
            .nom = c->nom,
            .de = c->de,
            .droits = words_of(r->arena, c->droits),
            .cree = date_french(r->arena, date_paris(c->cree_at)),
            .expire = date_french(r->arena, date_paris(c->expire_at)),
            .vue = c->vue_at.has ? instant_montre(r->arena, c->vue_at.v) : STR_NONE,
            .etat = state_of(c, r->now) };
        TRY(portee_nommer(r, c->portee, c->code, &v[i].portee));
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

static bool is_among(const Choice *choices, Str value)
{
    for (; choices && !str_is_none(choices->value); choices++)
        if (str_eq(choices->value, value))
            return true;
    return false;
}

/* Whether this role could put anything in a key. */
static bool has_something_to_lend(Req *r)
{
    for (const Choice *c = acces_droits; !str_is_none(c->value); c++)
        if (cle_peut(r->app, r->acteur->role, c->value))
            return true;
    return false;
}

/* ---- /espace/cles ---- */

static Err cles_page(Req *r)
{
    ClesPage p = { .form = &r->form };
    TRY(show_keys(r, me(r), &p.cles, &p.n));
    if (has_something_to_lend(r))
        TRY(portees_couvertes(r, &p.portees));
    p.une_portee = p.portees && str_is_none(p.portees[1].value);
    view_cles(req_html(r), &p);
    return OK;
}

static Str joined_rights(Req *r)
{
    Chosen chosen = req_choices(r, "droits");
    Str values[sizeof acces_droits / sizeof *acces_droits];
    for (size_t i = 0; i < chosen.n; i++) {
        values[i] = acces_droits[chosen.v[i]].value;
        if (!cle_peut(r->app, r->acteur->role, values[i]))
            form_error(r, "droits", "Votre rôle ne permet pas « %.*s ».", STR_ARG(acces_droits[chosen.v[i]].label));
    }
    return str_join(r->arena, values, chosen.n, S("|"));
}

static void read_scope(Req *r, const Choice *portees, Str *ret_portee, Str *ret_code)
{
    Portee p;
    Str typed = req_text(r, "portee");
    if (str_is_none(typed))
        return;                                    /* told already */
    if (!is_among(portees, typed) || !portee_lire(typed, &p, ret_code))
        form_error(r, "portee", "Choisissez un périmètre dans la liste.");
    else
        *ret_portee = portee_nom(p);
}

static Err cle_envoi(Req *r)
{
    static const int days[] = { 30, 90, 365 };
    const Choice *portees = NULL;
    Str jeton = STR_NONE;
    CleDemande d = { .nom = req_text(r, "nom"), .droits = joined_rights(r) };
    int duree = req_choice(r, "duree", -1);
    TRY(portees_couvertes(r, &portees));
    read_scope(r, portees, &d.portee, &d.code);
    d.jours = duree < 0 ? 0 : days[duree];
    Err e = req_has_errors(r) ? ERR_INVALID : cle_creer(r->db, r->arena, r->app, r->acteur, r->now, &d, &jeton);
    if (e == ERR_CONFLICT)
        form_error(r, "nom", "Vous avez déjà %d clés en service : retirez-en une d’abord.", CLES_MAX);
    if (e == ERR_CONFLICT || (e == ERR_INVALID && req_has_errors(r))) {
        req_status(r, 400);
        return cles_page(r);
    }
    TRY(e);
    view_acces_secret(req_html(r), &(SecretPage){ .titre = S("Votre clé d’API"),
                                       .nom = d.nom,
                                       .secret = jeton,
                                       .adresse = STR_NONE,
                                       .entete = STR_NONE,
                                       .suite = S("/espace/cles") });
    return OK;
}

/* Gone already: what was asked is done. */
static Err done(Req *r, Err e, const char *where)
{
    return e == OK || e == ERR_NOT_FOUND ? req_redirect(r, "%s", where) : e;
}

static Err cle_retrait(Req *r)
{
    const Acteur oneself = { .personne_id = r->acteur->personne_id,
        .role_id = r->acteur->role_id,
        .portee = r->acteur->portee,
        .code = r->acteur->code,
        .role_cle = r->acteur->role_cle };
    Err e = cle_retirer(r->db, r->arena, &oneself, r->now, req_text(r, "uid"));
    return done(r, e, "/espace/cles?fait=retiree");
}

/* ---- /administration/programmes ---- */

/* What senders may send: the rows that want a signature. */
static Err list_messages(Req *r, const Choice **ret)
{
    Choices all = { 0 };
    for (const Slice *const *s = r->app->slices; *s; s++)
        for (const Route *route = (*s)->routes; route && route->method; route++) {
            if (route->right->proof != PROOF_SIGNATURE)
                continue;
            choices_add(r->arena, &all, str_from(route->right->name), str_from(route->right->title));
        }
    *ret = NULL;
    return all.n == 0 ? OK : choices_end(r->arena, &all, ret);
}

static Str label_among(const Choice *choices, Str value)
{
    for (; choices && !str_is_none(choices->value); choices++)
        if (str_eq(choices->value, value))
            return choices->label;
    return value;
}

static Err show_senders(Req *r, ProgrammesPage *p)
{
    const Expediteur *all = NULL;
    size_t n = 0;
    TRY(expediteurs_lire(r->db, r->arena, &all, &n));
    ExpediteurVue *v = NEW(r->arena, ExpediteurVue, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const Expediteur *e = &all[i];
        v[i] = (ExpediteurVue){ .uid = e->uid,
            .nom = e->nom,
            .droit = label_among(p->messages, e->droit),
            .cree = date_french(r->arena, date_paris(e->cree_at)),
            .vue = e->vue_at.has ? instant_montre(r->arena, e->vue_at.v) : STR_NONE,
            .adresse = expediteur_adresse(r->app, r->arena, e->droit, e->uid),
            .entete = str_from(signature_header(e->forme)),
            .retire = e->retire_at.has };
        TRY(portee_nommer(r, e->portee, e->code, &v[i].portee));
    }
    p->expediteurs = v;
    p->n_expediteurs = n;
    return OK;
}

static Err programmes_page(Req *r)
{
    ProgrammesPage p = { .form = &r->form };
    TRY(list_messages(r, &p.messages));
    TRY(show_keys(r, (PersonneId){ 0 }, &p.cles, &p.n));
    TRY(show_senders(r, &p));
    TRY(portees_couvertes(r, &p.portees));
    TRY(journal_lecture(r, "programmes.lister", STR_NONE));
    view_programmes(req_html(r), &p);
    return OK;
}

static Err expediteur_envoi(Req *r)
{
    const Choice *portees = NULL, *messages = NULL;
    Str uid = STR_NONE, secret = STR_NONE;
    ExpediteurDemande d = { .nom = req_text(r, "nom"), .droit = req_text(r, "droit") };
    int forme = req_choice(r, "forme", -1);
    TRY(portees_couvertes(r, &portees));
    TRY(list_messages(r, &messages));
    read_scope(r, portees, &d.portee, &d.code);
    if (!str_is_none(d.droit) && !is_among(messages, d.droit))
        form_error(r, "droit", "Choisissez dans la liste ce que ce service enverra.");
    if (req_has_errors(r)) {
        req_status(r, 400);
        return programmes_page(r);
    }
    d.forme = (SignatureScheme)forme;
    TRY(expediteur_creer(r->db, r->arena, r->app, r->acteur, r->now, &d, &uid, &secret));
    view_acces_secret(req_html(r), &(SecretPage){ .titre = S("Le secret de cet expéditeur"),
                                       .nom = d.nom,
                                       .secret = secret,
                                       .adresse = expediteur_adresse(r->app, r->arena, d.droit, uid),
                                       .entete = str_from(signature_header(d.forme)),
                                       .suite = S("/administration/programmes") });
    return OK;
}

static Err expediteur_retrait(Req *r)
{
    Err e = expediteur_retirer(r->db, r->arena, r->acteur, r->now, req_text(r, "uid"));
    return done(r, e, "/administration/programmes?fait=retire");
}

static Err cle_retrait_administrateur(Req *r)
{
    Err e = cle_retirer(r->db, r->arena, r->acteur, r->now, req_text(r, "uid"));
    return done(r, e, "/administration/programmes?fait=retiree");
}

static const Field retirer_fields[] = {
    { .name = "uid", .kind = FIELD_TEXT, .label = "Accès", .required = true, .max = 40, .address_only = true },
    { 0 },
};

const Route acces_routes[] = {
    { "GET", "/espace/cles", cles_page, &cles_tenir, READ, cle_fields, "Mes clés d’API", ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/espace/cles", cle_envoi, &cles_tenir, WRITE, cle_fields, "Faire une clé d’API",
        ROUTE_LAX | ROUTE_HIDDEN | ROUTE_SECRET },
    { "POST", "/espace/cles/retirer", cle_retrait, &cles_tenir, WRITE, retirer_fields, "Retirer une de ses clés",
        ROUTE_HIDDEN },
    { "GET", "/administration/programmes", programmes_page, &programmes_gerer, SLOW, programme_fields,
        "Accès des programmes", ROUTE_LAX },
    { "POST", "/administration/programmes", expediteur_envoi, &programmes_gerer, WRITE, programme_fields,
        "Inscrire un expéditeur", ROUTE_LAX | ROUTE_SECRET },
    { "POST", "/administration/programmes/retirer", expediteur_retrait, &programmes_gerer, WRITE, retirer_fields,
        "Retirer un expéditeur" },
    { "POST", "/administration/programmes/cles/retirer", cle_retrait_administrateur, &programmes_gerer, WRITE,
        retirer_fields, "Retirer la clé de quelqu’un" },
    { 0 },
};
