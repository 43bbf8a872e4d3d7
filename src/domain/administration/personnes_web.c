// SPDX-License-Identifier: AGPL-3.0-or-later
/* /administration/personnes: the list, one person, mending, suspending and taking up again. */
#include "core/app.h"
#include "domain/administration/administration_web.h"
#include "personne_view.h"
#include "personnes_view.h"

static const Choice etats[] = {
    { S_INIT("active"), S_INIT("Actives") },
    { S_INIT("invitee"), S_INIT("Invitées") },
    { S_INIT("suspendue"), S_INIT("Suspendues") },
    { STR_NONE, STR_NONE },
};
static const Choice faits[] = {
    { S_INIT("modifiee"), S_INIT("Vos changements sont enregistrés.") },
    { S_INIT("role-donne"), S_INIT("Le rôle est donné. La personne peut agir avec dès maintenant.") },
    { S_INIT("role-retire"), S_INIT("Le rôle est retiré.") },
    { S_INIT("suspendue"), S_INIT("Le compte est suspendu. La personne n’est plus connectée nulle part.") },
    { S_INIT("reprise"), S_INIT("Le compte est rouvert. La personne peut de nouveau se connecter.") },
    { S_INIT("invitee"), S_INIT("L’invitation est partie par courriel. Elle est valable sept jours.") },
    { S_INIT("appareil"), S_INIT("Le boîtier est prêté : ses codes servent dès la prochaine connexion.") },
    { S_INIT("repris"), S_INIT("C’est repris : la personne choisira un autre moyen à sa prochaine connexion.") },
    { S_INIT("identite"), S_INIT("Cette identité ProConnect mène maintenant à ce compte.") },
    { S_INIT("identite-ecartee"), S_INIT("Cette identité ProConnect est écartée. Le compte n’a pas changé.") },
    { S_INIT("recommencer"), S_INIT("Ses moyens de connexion sont oubliés. Un courriel est parti pour recommencer.") },
    { STR_NONE, STR_NONE },
};

const Field personnes_champs[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Nom ou adresse électronique", .max = COURRIEL_MAX },
    { .name = "etat", .kind = FIELD_CHOICE, .label = "Compte", .choices = etats },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true },
    { 0 },
};
static const Choice decisions[] = {
    { S_INIT("meme"), S_INIT("C’est bien cette personne") },
    { S_INIT("autre"), S_INIT("Ce n’est pas elle") },
    { STR_NONE, STR_NONE },
};
/* In the order of Prete. */
static const Choice pretes[] = {
    { S_INIT("appareil"), S_INIT("Le boîtier à codes") },
    { S_INIT("liste"), S_INIT("La liste de codes") },
    { STR_NONE, STR_NONE },
};
/* Of the sheet, and of the forms that are on it. */
const Field personne_champs[] = {
    { .name = "role", .kind = FIELD_TEXT, .label = "Rôle", .max = 40 },
    { .name = "portee", .kind = FIELD_TEXT, .label = "Où ce rôle s’exerce", .max = 60 },
    { .name = "appareil",
        .kind = FIELD_TEXT,
        .label = "Numéro du boîtier à codes",
        .hint = "Il est écrit au dos.",
        .max = 40,
        .autocomplete = "off" },
    { .name = "moyen", .kind = FIELD_CHOICE, .label = "Ce qui est repris", .choices = pretes, .address_only = true },
    { .name = "tenu", .kind = FIELD_TEXT, .label = "Rôle tenu", .max = 100, .address_only = true },
    { .name = "identite",
        .kind = FIELD_I64,
        .label = "Identité ProConnect",
        .min = 1,
        .max = 9e15,
        .address_only = true },
    { .name = "decision", .kind = FIELD_CHOICE, .label = "Réponse", .choices = decisions, .address_only = true },
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
const Field personne_saisie[] = {
    { .name = "prenom", .kind = FIELD_TEXT, .label = "Prénom", .max = NOM_MAX },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom", .required = true, .max = NOM_MAX },
    { .name = "fonction", .kind = FIELD_TEXT, .label = "Fonction", .max = NOM_MAX },
    { .name = "telephone", .kind = FIELD_TEXT, .label = "Téléphone professionnel", .max = 40 },
    { .name = "courriel",
        .kind = FIELD_TEXT,
        .label = "Adresse électronique",
        .hint = "C’est avec elle que la personne se connecte.",
        .max = COURRIEL_MAX },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 1e15, .address_only = true },
    { 0 },
};

/* ---- who ---- */

Err personne_ouvrir(Req *r, Personne *ret)
{
    Personne p;
    bool covered = false;
    TRY(personne_par_uid(r->db, r->arena, req_path(r, "uid"), &p));
    TRY(acteur_couvre_personne(r->db, r->arena, r->acteur, p.id, &covered));
    if (!covered)
        return ERR_NOT_FOUND;
    *ret = p;
    return OK;
}

/* Whether the one who acts could give this role where it is held. */
static Err is_givable(Req *r, const RoleTenu *t, bool *ret)
{
    Structure s;
    bool may = acteur_peut_donner(r->acteur, t->rang);
    if (may && r->acteur->role != ROLE_ADMINISTRATEUR) {
        may = t->structure_id.v != 0;
        if (may)
            TRY(structure_par_id(r->db, r->arena, t->structure_id, &s));
        may = may && acteur_couvre_structure(r->acteur, &s);
    }
    *ret = may;
    return OK;
}

Err personne_gerable(Req *r, const Personne *p, bool *ret)
{
    const RoleTenu *roles = NULL;
    size_t n = 0;
    bool all = r->acteur->role & (ROLE_ADMINISTRATEUR | ROLE_REFERENT) && !str_eq(p->etat, S("effacee"));
    TRY(roles_de(r->db, r->arena, p->id, &roles, &n));
    for (size_t i = 0; i < n && all; i++)
        TRY(is_givable(r, &roles[i], &all));
    *ret = all;
    return OK;
}

Err personne_ouvrir_gerable(Req *r, Personne *ret)
{
    bool may = false;
    TRY(personne_ouvrir(r, ret));
    TRY(personne_gerable(r, ret, &may));
    return may ? OK : ERR_NOT_FOUND;
}

/* ---- the list ---- */

Str portee_objet(Req *r)
{
    if (str_is_empty(r->acteur->code))
        return STR_NONE;
    return str_join(r->arena, (Str[]){ r->acteur->portee, r->acteur->code }, 2, S(":"));
}

Str personnes_etat(Req *r)
{
    int etat = req_choice(r, "etat", -1);
    return etat < 0 ? STR_NONE : etats[etat].value;
}

Err personnes_page(Req *r)
{
    static const char *const criteres[] = { "q", "etat", NULL };
    PersonnesPage p = { .form = &r->form };
    const PersonneLigne *found = NULL;
    int64_t page = req_i64(r, "page", 1), total = 0;
    Str q = req_text(r, "q"), etat = personnes_etat(r);
    TRY(personnes_chercher(r->db, r->arena, r->acteur, q, etat, page, &found, &p.n, &total));
    PersonneVue *lignes = NEW(r->arena, PersonneVue, p.n);
    if (!lignes)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++) {
        lignes[i] = (PersonneVue){ .uid = found[i].uid,
            .nom = personne_nom_montre(r->arena, found[i].prenom, found[i].nom),
            .fonction = found[i].fonction,
            .etat = found[i].etat,
            .roles = found[i].roles };
        if (found[i].derniere_connexion_at.has)
            lignes[i].derniere = date_french(r->arena, date_paris(found[i].derniere_connexion_at.v));
    }
    p.lignes = lignes;
    p.pages = pagination(r->arena, adresse_de(r, "/administration/personnes", criteres), page, LISTE_PAGE, total);
    p.cherche = !str_is_none(q) || !str_is_none(etat);
    p.csv = adresse_de(r, "/administration/personnes.csv", criteres);
    p.xlsx = adresse_de(r, "/administration/personnes.xlsx", criteres);
    TRY(journal_lecture(r, "personnes.lister", portee_objet(r)));
    view_personnes(req_html(r), &p);
    return OK;
}

/* ---- one person ---- */

static Str role_key(Arena *a, const RoleTenu *t)
{
    Str parts[] = { role_info(t->rang)->nom, portee_nom(t->portee), t->code };
    return str_join(a, parts, 3, S(":"));
}

static Err show_roles(Req *r, PersonnePage *p)
{
    const RoleTenu *held = NULL;
    size_t n = 0;
    bool oneself = r->acteur->personne_id == p->personne.id.v;
    TRY(roles_de(r->db, r->arena, p->personne.id, &held, &n));
    RoleVue *roles = NEW(r->arena, RoleVue, n);
    if (!roles)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        bool may = false;
        TRY(is_givable(r, &held[i], &may));
        roles[i] = (RoleVue){ .role = role_info(held[i].rang)->montre,
            .portee = held[i].portee == PORTEE_INSTANCE ? S("") : held[i].portee_montree,
            .cle = role_key(r->arena, &held[i]),
            .retirable = may && !oneself };
    }
    p->roles = roles;
    p->roles_n = n;
    return OK;
}

static Err show_identities(Req *r, PersonnePage *p)
{
    const Identite *waiting = NULL;
    size_t n = 0;
    TRY(identites_de(r->db, r->arena, p->personne.id, &waiting, &n));
    IdentiteVue *shown = NEW(r->arena, IdentiteVue, n);
    if (!shown)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        shown[i] = (IdentiteVue){ str_format(r->arena, "%lld", (long long)waiting[i].id),
            personne_nom_montre(r->arena, waiting[i].prenom, waiting[i].nom),
            waiting[i].siret.n ? waiting[i].siret : STR_NONE, instant_montre(r->arena, waiting[i].vue_at) };
    p->identites = shown;
    p->identites_n = n;
    return OK;
}

Err personne_montrer(Req *r, const Personne *who)
{
    PersonnePage p = { .form = &r->form,
        .personne = *who,
        .nom = personne_nom_montre(r->arena, who->prenom, who->nom),
        .adresse = str_cat(r->arena, S("/administration/personnes/"), who->uid) };
    if (who->derniere_connexion_at.has)
        p.derniere = instant_montre(r->arena, who->derniere_connexion_at.v);
    if (r->acteur->role == ROLE_ADMINISTRATEUR)
        p.journal = str_cat(r->arena, S("/journal?personne="), who->uid);
    TRY(personne_gerable(r, who, &p.gerable));
    if (p.gerable)
        TRY(preuves_de(r->db, r->arena, who->id, &p.preuves));
    p.suspendable = p.gerable && r->acteur->personne_id != who->id.v;
    if (p.suspendable)
        TRY(show_identities(r, &p));
    TRY(show_roles(r, &p));
    TRY(choix_de_role(r, &p.choix));
    TRY(journal_lecture(r, "personne.voir", personne_objet(r->arena, who->uid)));
    view_personne(req_html(r), &p);
    return OK;
}

Err personne_page(Req *r)
{
    Personne p;
    TRY(personne_ouvrir(r, &p));
    return personne_montrer(r, &p);
}

/* ---- mending ---- */

static Err show_form(Req *r, const Personne *p)
{
    PersonneFormulaire f = { .form = &r->form,
        .personne = *p,
        .titre = personne_nom_montre(r->arena, p->prenom, p->nom),
        .adresse = str_cat(r->arena, S("/administration/personnes/"), p->uid),
        .version = str_format(r->arena, "%lld", (long long)p->version),
        .change_courriel = r->acteur->role == ROLE_ADMINISTRATEUR };
    TRY(journal_lecture(r, "personne.voir", personne_objet(r->arena, p->uid)));
    view_personne_modifier(req_html(r), &f);
    return OK;
}

Err personne_modifier_page(Req *r)
{
    Personne p;
    TRY(personne_ouvrir_gerable(r, &p));
    return show_form(r, &p);
}

/* The address is the way in: only an administrator's to change, and only where it is another one. */
static Err change_courriel(Req *r, const Personne *p)
{
    Str typed = req_text(r, "courriel"), normal = courriel_normal(r->arena, str_or_empty(typed));
    if (r->acteur->role != ROLE_ADMINISTRATEUR || str_is_none(typed) || str_eq(normal, p->courriel))
        return OK;
    Err e = personne_changer_courriel(r->db, r->arena, r->acteur, r->now, p->id, typed);
    if (e == ERR_INVALID)
        form_error(r, "courriel", "Cette adresse n’est pas complète. Elle ressemble à nom@exemple.fr.");
    else if (e == ERR_CONFLICT)
        form_error(r, "courriel", "Cette adresse est déjà celle d’un autre compte.");
    else
        return e;
    return OK;
}

/* All of it, or nothing: what a fault leaves half done is rolled back with the savepoint. */
static Err write_form(Req *r, const Personne *p)
{
    const PersonneTextes t = { str_or_empty(req_text(r, "nom")), str_or_empty(req_text(r, "prenom")),
        str_or_empty(req_text(r, "fonction")), str_or_empty(req_text(r, "telephone")) };
    TX tx = tx_begin(r->db, HERE);
    Err e = personne_modifier(r->db, r->arena, r->acteur, r->now, p->id, req_i64(r, "version", 0), &t);
    if (e == ERR_CONFLICT) {
        form_error(r, "version", CHANGEE_ENTRE_TEMPS);
        return OK;
    }
    TRY(e);
    TRY(change_courriel(r, p));
    return req_has_errors(r) ? OK : tx_commit(&tx);
}

Err personne_modifier_post(Req *r)
{
    Personne p;
    TRY(personne_ouvrir_gerable(r, &p));
    if (!req_has_errors(r))
        TRY(write_form(r, &p));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_form(r, &p);
    }
    return req_redirect(r, "/administration/personnes/%.*s?fait=modifiee", STR_ARG(p.uid));
}

/* ---- roles ---- */

Err personne_role_post(Req *r)
{
    Personne p;
    TRY(personne_ouvrir(r, &p));
    TRY(role_donner_saisi(r, p.id));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return personne_montrer(r, &p);
    }
    return req_redirect(r, "/administration/personnes/%.*s?fait=role-donne", STR_ARG(p.uid));
}

Err personne_role_retirer_post(Req *r)
{
    Personne p;
    const RoleTenu *held = NULL;
    size_t n = 0, i = 0;
    TRY(personne_ouvrir(r, &p));
    TRY(roles_de(r->db, r->arena, p.id, &held, &n));
    while (i < n && !str_eq(role_key(r->arena, &held[i]), req_text(r, "tenu")))
        i++;
    if (i == n)
        return ERR_NOT_FOUND;
    Err e = role_retirer(r->db, r->arena, r->acteur, r->now, held[i].id);
    if (e == ERR_CONFLICT) {
        form_error(r, "tenu", "C’est le dernier administrateur : donnez d’abord ce rôle à quelqu’un d’autre.");
        req_status(r, 400);
        return personne_montrer(r, &p);
    }
    TRY(e);
    bool covered = false;
    TRY(acteur_couvre_personne(r->db, r->arena, r->acteur, p.id, &covered));
    if (!covered)                                  /* her last role here: the sheet is not this scope's any more */
        return req_redirect(r, "/administration/personnes");
    return req_redirect(r, "/administration/personnes/%.*s?fait=role-retire", STR_ARG(p.uid));
}

/* ---- suspending ---- */

static Err suspend(Req *r, bool suspendre, const char *fait)
{
    Personne p;
    TRY(personne_ouvrir_gerable(r, &p));
    if (r->acteur->personne_id == p.id.v)
        return ERR_NOT_FOUND;                      /* nobody shuts the door behind oneself */
    Err e = personne_suspendre(r->db, r->arena, r->acteur, r->now, p.id, suspendre);
    if (e == ERR_CONFLICT) {
        form_error(r, "tenu", "Ce compte a changé entre-temps : voici son état actuel.");
        req_status(r, 400);
        TRY(personne_par_id(r->db, r->arena, p.id, &p));
        return personne_montrer(r, &p);
    }
    TRY(e);
    return req_redirect(r, "/administration/personnes/%.*s?fait=%s", STR_ARG(p.uid), fait);
}

Err personne_suspendre_post(Req *r)
{
    return suspend(r, true, "suspendue");
}

Err personne_reprendre_post(Req *r)
{
    return suspend(r, false, "reprise");
}
