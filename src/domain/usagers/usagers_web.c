// SPDX-License-Identifier: AGPL-3.0-or-later
/* /usagers: the cards of one's scope, one of them, cards on paper, those that may be one person's, who may be named. */
#include "core/app.h"
#include "core/slice.h"
#include "domain/journal/journal.h"
#include "domain/usagers/usagers_web.h"
#include "usagers_sql.h"
#include "usagers_view.h"

enum {
    SUIVI = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR,
    REGLE = ROLE_ADMINISTRATEUR | ROLE_COORDINATEUR | ROLE_REFERENT,
    UID_MAX = 40,
    CODE_MAX = 20,
    PAGE_MAX = 1000000,
    DAY_S = 24 * 3600,
    LEASE_S = 300,
    ATTEMPTS = 3,
    NAISSANCE_MIN = 1900,
};
static const Right usagers_suivre = { "usagers.suivre", "Voir et tenir les cartes d’usagers de son périmètre",
    PROOF_SESSION, SUIVI };
static const Right usagers_regler = { "usagers.regler", "Dire si une structure peut nommer ses usagers", PROOF_SESSION,
    REGLE };

static const Choice faits[] = {
    { S_INIT("faites"), S_INIT("Les cartes sont faites : imprimez-les.") },
    { S_INIT("nommee"), S_INIT("Le nom est enregistré, chiffré.") },
    { S_INIT("oubliee"), S_INIT("Le nom est effacé. La carte et les chiffres restent.") },
    { S_INIT("effacee"), S_INIT("La carte est effacée. Les chiffres restent justes.") },
    { S_INIT("reunie"), S_INIT("Les deux cartes sont réunies : elles comptent pour une personne.") },
    { S_INIT("separee"), S_INIT("Les deux cartes sont séparées : elles comptent pour deux personnes.") },
    { S_INIT("reponse"), S_INIT("Votre réponse est enregistrée.") },
    { S_INIT("reglage"), S_INIT("Le réglage est enregistré.") },
    { STR_NONE, STR_NONE },
};
#define FAIT                                                                                                           \
    {                                                                                                                  \
        .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true                  \
    }
#define CODE                                                                                                           \
    {                                                                                                                  \
        .name = "code", .kind = FIELD_TEXT, .label = "Code de la carte", .max = CODE_MAX, .address_only = true         \
    }
static const Field cartes_champs[] = {
    { .name = "code",
        .kind = FIELD_TEXT,
        .label = "Code de la carte",
        .hint = "Huit signes, par exemple K7MQ-3XR4. Un lecteur de codes QR peut l’écrire ici.",
        .max = CODE_MAX },
    { .name = "nombre",
        .kind = FIELD_I64,
        .label = "Nombre de cartes",
        .hint = "50 au plus à la fois.",
        .min = 1,
        .max = PLANCHE_MAX },
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = UID_MAX, .address_only = true },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = PAGE_MAX, .address_only = true },
    { .name = "derniers",
        .kind = FIELD_I64,
        .label = "Dernières cartes",
        .min = 1,
        .max = PLANCHE_MAX,
        .address_only = true },
    FAIT,
    { 0 },
};
static const Field carte_champs[] = {
    CODE,
    { .name = "prenom", .kind = FIELD_TEXT, .label = "Prénom", .required = true, .max = NOM_MAX },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom", .required = true, .max = NOM_MAX },
    { .name = "naissance",
        .kind = FIELD_I64,
        .label = "Année de naissance",
        .hint = "Sans elle, deux cartes de la même personne ne peuvent pas être rapprochées.",
        .min = NAISSANCE_MIN,
        .max = 2999 },
    { .name = "base", .kind = FIELD_CHOICE, .label = "Base légale", .choices = usager_bases },
    { .name = "informe",
        .kind = FIELD_DATE,
        .label = "Personne informée le",
        .hint = "Elle sait que son nom est gardé, pourquoi, combien de temps, et comment le faire effacer.",
        .required = true },
    { .name = "partage",
        .kind = FIELD_BOOL,
        .label = "Elle sait aussi que les autres structures verront son nom si elle leur montre sa carte" },
    { .name = "vers",
        .kind = FIELD_TEXT,
        .label = "Code de l’autre carte",
        .hint = "Les deux cartes doivent être de votre périmètre.",
        .max = CODE_MAX,
        .address_only = true },
    { .name = "confirme", .kind = FIELD_BOOL, .label = "Je comprends que cela ne se défait pas", .address_only = true },
    FAIT,
    { 0 },
};
static const Field geste_champs[] = {
    CODE,
    { .name = "vers", .kind = FIELD_TEXT, .label = "Autre carte", .max = CODE_MAX, .address_only = true },
    { .name = "rapprochement", .kind = FIELD_I64, .label = "Proposition", .min = 1, .max = 9e15, .address_only = true },
    { .name = "oui", .kind = FIELD_BOOL, .label = "La même personne", .address_only = true },
    { .name = "confirme", .kind = FIELD_BOOL, .label = "Confirmer", .address_only = true },
    FAIT,
    { 0 },
};
static const Field reglage_champs[] = {
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = UID_MAX, .address_only = true },
    { .name = "nommer",
        .kind = FIELD_BOOL,
        .label = "Cette structure peut écrire le nom d’une personne sur sa carte",
        .hint = "Seulement quand c’est utile, et la personne informée." },
    { .name = "base", .kind = FIELD_CHOICE, .label = "Base légale proposée", .choices = usager_bases },
    FAIT,
    { 0 },
};

/* ---- what they share ---- */

/* STR_NONE, with a message on the field, where what was typed cannot be a code. */
static Str typed_code(Req *r, const char *field)
{
    Str typed = req_text(r, field), code = str_is_none(typed) ? STR_NONE : carte_lire(r->arena, typed);
    if (!str_is_none(typed) && str_is_none(code))
        form_error(r, field,
            "Ce code a une faute de frappe : son dernier caractère ne correspond pas aux autres. Relisez la carte "
            "(ni 0, ni 1, ni I, ni O, ni U).");
    return code;
}

static Err open_any(Req *r, Usager *u)
{
    Str code = carte_lire(r->arena, str_is_none(req_text(r, "code")) ? S("") : req_text(r, "code"));
    return str_is_none(code) ? ERR_NOT_FOUND : usager_par_code(r->db, r->arena, code, u);
}

static Err mine(Req *r, const Usager *u, Structure *s, bool *ret)
{
    TRY(structure_par_id(r->db, r->arena, u->structure_id, s));
    *ret = acteur_couvre_structure(r->acteur, s);
    return OK;
}

static Err to_card(Req *r, Str code, const char *fait)
{
    return req_redirect(r, "/usagers/carte?code=%.*s&fait=%s", STR_ARG(code), fait);
}

/* The structure acted for, else the one named, within the scope; ERR_NOT_FOUND. */
static Err structure_of(Req *r, Structure *ret)
{
    Str uid = req_text(r, "structure");
    if (str_is_none(uid) && portee_de(r->acteur->portee) == PORTEE_STRUCTURE)
        uid = r->acteur->code;
    return str_is_none(uid) ? ERR_NOT_FOUND : structure_ouvrir(r->db, r->arena, r->acteur, uid, ret);
}

static Str scope_object(Req *r)
{
    return str_format(r->arena, "%.*s:%.*s", STR_ARG(r->acteur->portee), STR_ARG(str_or_empty(r->acteur->code)));
}

/* ---- the list ---- */

static Err cards(Req *r, int64_t page, CartesPage *p)
{
    const Usager *u;
    int64_t total = 0;
    TRY(usagers_lister(r->db, r->arena, r->acteur, page, &u, &p->n, &total));
    CarteLigne *lines = NEW(r->arena, CarteLigne, p->n + 1);
    Structure s = { 0 };
    if (!lines)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++) {
        if (i == 0 || u[i].structure_id.v != u[i - 1].structure_id.v)
            TRY(structure_par_id(r->db, r->arena, u[i].structure_id, &s));
        lines[i] = (CarteLigne){ u[i].code, carte_montree(r->arena, u[i].code), s.nom, u[i].naissance,
            u[i].racine.v != u[i].id.v };
    }
    p->cartes = lines;
    p->pages = pagination(r->arena, S("/usagers?"), page, ACTIVITES_PAGE, total);
    return OK;
}

static Err show_list(Req *r)
{
    CartesPage p = { .form = &r->form, .structure = S(""), .regle = r->acteur->role & REGLE };
    Structure s;
    const Rapprochement *open;
    size_t n = 0;
    Err e = structure_of(r, &s);
    if (e == OK)
        p.structure = s.uid;
    else if (e != ERR_NOT_FOUND || !str_is_none(req_text(r, "structure")))
        return e;
    TRY(cards(r, req_i64(r, "page", 1), &p));
    TRY(rapprochements_lister(r->db, r->arena, r->acteur, RAPPROCHEMENT_PROPOSEE, STR_NONE, &open, &n));
    for (size_t i = 0; i < n; i++)
        p.attente += !open[i].dit;
    p.derniers = req_i64(r, "derniers", 0);
    p.code = champ_de(&r->form, "code");
    p.nombre = champ_defaut(&r->form, "nombre", S("8"));
    TRY(journal_lecture(r, "cartes.lister", scope_object(r)));
    view_usagers_cartes(req_html(r), &p);
    return OK;
}

static Err cartes_page(Req *r)
{
    Usager u;
    Str code = typed_code(r, "code");
    Err e = str_is_none(code) ? ERR_NOT_FOUND : usager_par_code(r->db, r->arena, code, &u);
    if (e == OK)
        return req_redirect(r, "/usagers/carte?code=%.*s", STR_ARG(code));
    if (e != ERR_NOT_FOUND)
        return e;
    if (!str_is_none(code))
        form_error(r, "code", "Ce code est bien écrit, mais aucune carte ne le porte. Elle a peut-être été effacée.");
    return show_list(r);
}

static Err cartes_envoi(Req *r)
{
    Structure s;
    Usager made;
    int64_t n = req_i64(r, "nombre", 0);
    const Usager blank = { .genre = S(""), .statut = S(""), .commune = S("") };
    TRY(structure_of(r, &s));
    if (n < 1 && !req_has_errors(r))
        form_error(r, "nombre", "Dites combien de cartes : de 1 à 50.");
    if (req_has_errors(r)) {
        req_status(r, 422);
        return show_list(r);
    }
    for (int64_t i = 0; i < n; i++)
        TRY(usager_creer(r->db, r->arena, r->acteur, r->now, r->app->random, &s, &blank, &made));
    return req_redirect(r, "/usagers?structure=%.*s&derniers=%lld&fait=faites", STR_ARG(s.uid), (long long)n);
}

static Err cartes_fichier(Req *r)
{
    Str codes[PLANCHE_MAX];
    size_t n = 0;
    Usager u;
    if (!str_is_none(req_text(r, "code"))) {
        TRY(open_any(r, &u));
        codes[n++] = u.code;
    } else {
        const Usager *all;
        int64_t total, wanted = req_i64(r, "derniers", PLANCHE_MAX);
        size_t found = 0;
        TRY(usagers_lister(r->db, r->arena, r->acteur, req_i64(r, "page", 1), &all, &found, &total));
        while (n < found && (int64_t)n < wanted && n < PLANCHE_MAX) {
            codes[n] = all[n].code;
            n++;
        }
    }
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(journal_lecture(r, "cartes.lister", scope_object(r)));
    TRY(cartes_pdf(r->arena, r->app->assets, r->app->site->nom, r->now, codes, n, req_body(r, "application/pdf")));
    req_download(r, n == 1 ? str_format(r->arena, "carte-%.*s.pdf", STR_ARG(codes[0])) : S("cartes.pdf"));
    return OK;
}

/* ---- one card ---- */

/* Names of one's own cards only: what is decided is whether it is the same person. */
static Err show_pairs(Req *r, int etat, Str carte, bool names, const RapprochementVue **ret, size_t *ret_n)
{
    const Rapprochement *l;
    TRY(rapprochements_lister(r->db, r->arena, r->acteur, etat, carte, &l, ret_n));
    RapprochementVue *v = NEW(r->arena, RapprochementVue, *ret_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < *ret_n; i++) {
        Usager u;
        UsagerIdentite x;
        v[i] = (RapprochementVue){ &l[i], carte_montree(r->arena, l[i].carte),
            str_is_none(l[i].autre) ? STR_NONE : carte_montree(r->arena, l[i].autre), STR_NONE,
            instant_montre(r->arena, l[i].at) };
        if (!names)
            continue;
        TRY(usager_par_code(r->db, r->arena, l[i].carte, &u));
        Err e = usager_identite_lire(r->db, r->arena, r->app->keys, r->acteur, &u, &x);
        if (e == OK)
            v[i].nom = personne_nom_montre(r->arena, x.prenom, x.nom);
        else if (e != ERR_NOT_FOUND)
            return e;
    }
    *ret = v;
    return OK;
}

static Str base_shown(Str base)
{
    int i = choice_index(usager_bases, base);
    return i < 0 ? base : usager_bases[i].label;
}

static Err read_name(Req *r, CartePage *p)
{
    Err e = usager_identite_lire(r->db, r->arena, r->app->keys, r->acteur, p->u, &p->identite);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    p->nommee = e == OK;
    if (p->nommee) {
        p->informe = date_french(r->arena, p->identite.informe);
        p->base = base_shown(p->identite.base);
    }
    return OK;
}

static void fill_fields(Req *r, CartePage *p, Str base)
{
    const UsagerIdentite *x = &p->identite;
    bool has = p->nommee;
    p->prenom = champ_defaut(&r->form, "prenom", has ? x->prenom : S(""));
    p->nom = champ_defaut(&r->form, "nom", has ? x->nom : S(""));
    OptI64 year = has ? x->naissance : p->u->naissance;
    p->naissance = champ_defaut(&r->form, "naissance",
        year.has ? str_format(r->arena, "%lld", (long long)year.v) : S(""));
    p->base_champ = champ_defaut(&r->form, "base", has ? x->base : base);
    p->informe_champ = champ_defaut(&r->form, "informe", has ? date_iso(r->arena, x->informe) : S(""));
    p->partage = champ_defaut(&r->form, "partage", has && x->partage ? S("1") : S(""));
    p->vers = champ_de(&r->form, "vers");
    p->confirme = champ_de(&r->form, "confirme");
}

static Err show_card(Req *r, const Usager *u)
{
    Structure s;
    UsagerReglage rule;
    CartePage p = { .form = &r->form, .u = u, .montree = carte_montree(r->arena, u->code) };
    TRY(mine(r, u, &s, &p.mienne));
    p.structure = s.nom;
    p.structure_uid = s.uid;
    TRY(qr_make(r->arena, u->code, QR_MEDIUM, &p.qr));
    TRY(usager_reglage(r->db, r->arena, u->structure_id, &rule));
    p.nommer = rule.nommer;
    TRY(read_name(r, &p));
    fill_fields(r, &p, rule.base);
    if (p.mienne) {
        TRY(usager_compter(r->db, r->arena, u, &p.compte));
        TRY(show_pairs(r, RAPPROCHEMENT_CONFIRMEE, u->code, false, &p.reunies, &p.reunies_n));
        TRY(show_pairs(r, RAPPROCHEMENT_PROPOSEE, u->code, false, &p.proposees, &p.proposees_n));
    }
    TRY(journal_lecture(r, p.nommee ? "usager.voir" : "carte.voir", str_cat(r->arena, S("carte:"), u->code)));
    view_carte_usager(req_html(r), &p);
    return OK;
}

static Err carte_page(Req *r)
{
    Usager u;
    TRY(open_any(r, &u));
    return show_card(r, &u);
}

static Err nommer_envoi(Req *r)
{
    Usager u;
    Structure s;
    bool ours = false;
    UsagerIdentite x = { .prenom = req_text(r, "prenom"), .nom = req_text(r, "nom") };
    TRY(open_any(r, &u));
    TRY(mine(r, &u, &s, &ours));
    if (!ours)
        return ERR_NOT_FOUND;
    x.naissance = (OptI64){ req_i64(r, "naissance", 0) != 0, req_i64(r, "naissance", 0) };
    x.base = usager_bases[req_choice(r, "base", 0)].value;
    x.partage = req_bool(r, "partage");
    if (req_date(r, "informe", &x.informe) && x.informe.days > date_paris(r->now).days)
        form_error(r, "informe", "Cette date est à venir : écrivez le nom quand la personne aura été informée.");
    if (x.naissance.has && x.naissance.v > date_civil(date_paris(r->now)).year)
        form_error(r, "naissance", "Cette année est à venir.");
    if (req_has_errors(r)) {
        req_status(r, 422);
        return show_card(r, &u);
    }
    TRY(usager_identite_ecrire(r->db, r->arena, r->app->keys, r->acteur, r->now, &u, &x));
    return to_card(r, u.code, "nommee");
}

static Err oublier_envoi(Req *r)
{
    Usager u;
    TRY(open_any(r, &u));
    TRY(usager_identite_oublier(r->db, r->arena, r->acteur, r->now, &u));
    return to_card(r, u.code, "oubliee");
}

static Err effacer_envoi(Req *r)
{
    Usager u;
    Structure s;
    bool ours = false;
    TRY(open_any(r, &u));
    TRY(mine(r, &u, &s, &ours));
    if (!ours)
        return ERR_NOT_FOUND;
    if (!req_bool(r, "confirme")) {
        form_error(r, "confirme", "Cochez cette case : une carte effacée ne revient pas.");
        req_status(r, 422);
        return show_card(r, &u);
    }
    TRY(usager_identite_oublier(r->db, r->arena, r->acteur, r->now, &u));
    TRY(usager_effacer(r->db, r->arena, r->acteur, r->now, u.code));
    return req_redirect(r, "/usagers?fait=effacee");
}

/* ---- two cards ---- */

static Err propositions_page(Req *r)
{
    PropositionsPage p = { .form = &r->form };
    TRY(show_pairs(r, RAPPROCHEMENT_PROPOSEE, STR_NONE, true, &p.v, &p.n));
    TRY(journal_lecture(r, "usager.voir", scope_object(r)));
    view_propositions(req_html(r), &p);
    return OK;
}

static Err repondre_envoi(Req *r)
{
    TRY(rapprochement_repondre(r->db, r->arena, r->acteur, r->now, (RapprochementId){ req_i64(r, "rapprochement", 0) },
        req_bool(r, "oui")));
    return req_redirect(r, "/usagers/propositions?fait=reponse");
}

static Err reunir_page(Req *r)
{
    Usager de;
    ReunirPage p = { 0 };
    TRY(open_any(r, &de));
    Str vers = typed_code(r, "vers");
    Err e = str_is_none(vers) ? ERR_NOT_FOUND : usager_fusion_apercu(r->db, r->arena, r->acteur, de.code, vers, &p.n);
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND) {
        if (!req_has_errors(r))
            form_error(r, "vers",
                e == ERR_CONFLICT ? "C’est déjà la même personne."
                                  : "Aucune carte de votre périmètre ne porte ce code.");
        return show_card(r, &de);
    }
    if (e != OK)
        return e;
    p.de = de.code;
    p.vers = vers;
    p.de_montree = carte_montree(r->arena, de.code);
    p.vers_montree = carte_montree(r->arena, vers);
    TRY(journal_lecture(r, "carte.voir", str_cat(r->arena, S("carte:"), de.code)));
    view_reunir(req_html(r), &p);
    return OK;
}

static Err reunir_envoi(Req *r)
{
    Usager de;
    TRY(open_any(r, &de));
    Str vers = carte_lire(r->arena, str_is_none(req_text(r, "vers")) ? S("") : req_text(r, "vers"));
    if (str_is_none(vers))
        return ERR_NOT_FOUND;
    TRY(usager_fusionner(r->db, r->arena, r->acteur, r->now, de.code, vers));
    return to_card(r, vers, "reunie");
}

static Err separer_envoi(Req *r)
{
    Usager u;
    TRY(open_any(r, &u));
    TRY(rapprochement_defaire(r->db, r->arena, r->acteur, r->now, (RapprochementId){ req_i64(r, "rapprochement", 0) }));
    return to_card(r, u.code, "separee");
}

/* ---- who may be named ---- */

static Err reglage_page(Req *r)
{
    Structure s;
    UsagerReglage rule = { 0 };
    ReglagePage p = { .form = &r->form };
    Err e = structure_of(r, &s);
    if (e != OK && (e != ERR_NOT_FOUND || !str_is_none(req_text(r, "structure"))))
        return e;
    if (e == OK) {
        TRY(usager_reglage(r->db, r->arena, s.id, &rule));
        p.structure = &s;
        p.nommer = champ_defaut(&r->form, "nommer", rule.nommer ? S("1") : S(""));
        p.base = champ_defaut(&r->form, "base", rule.base);
    }
    view_reglage_usagers(req_html(r), &p);
    return OK;
}

static Err reglage_envoi(Req *r)
{
    Structure s;
    TRY(structure_of(r, &s));
    const UsagerReglage rule = { req_bool(r, "nommer"), usager_bases[req_choice(r, "base", 0)].value };
    TRY(usager_regler(r->db, r->acteur, r->now, &s, &rule));
    return req_redirect(r, "/usagers/reglage?structure=%.*s&fait=reglage", STR_ARG(s.uid));
}

/* ---- the slice ---- */

static Err keep(Db *db, Arena *a, void *arg)
{
    int64_t n = 0;
    return usager_identites_conserver(db, a, *(const int64_t *)arg, &n);
}

static Err forget_names(Job *j)
{
    return writer_run(j->app->writer, j->arena, keep, &j->now);
}

static const JobDef jobs[] = {
    { "usagers.noms.oublier", forget_names, DAY_S, LEASE_S, ATTEMPTS,
        "Efface le nom des usagers sans contact depuis 24 mois" },
    { 0 },
};

static Err waits(Req *r, Attentes *to)
{
    const Rapprochement *open;
    size_t n = 0;
    int64_t waiting = 0;
    if (!(r->acteur->role & SUIVI))
        return OK;
    TRY(rapprochements_lister(r->db, r->arena, r->acteur, RAPPROCHEMENT_PROPOSEE, STR_NONE, &open, &n));
    for (size_t i = 0; i < n; i++)
        waiting += !open[i].dit;
    if (waiting == 0)
        return OK;
    Short count = plural(waiting, "carte est", "cartes sont");
    return attente_ajouter(r, to,
        (Attente){ str_format(r->arena, "%.*s peut-être d’une personne déjà connue.", STR_ARG(count)),
            S("/usagers/propositions"), S("Répondre") });
}

static const Route routes[] = {
    { "GET", "/usagers", cartes_page, &usagers_suivre, SLOW, cartes_champs, "Cartes d’usagers", ROUTE_LAX },
    { "POST", "/usagers", cartes_envoi, &usagers_suivre, WRITE, cartes_champs, "Faire des cartes", ROUTE_LAX },
    { "GET", "/usagers/cartes.pdf", cartes_fichier, &usagers_suivre, SLOW, cartes_champs, "Cartes à imprimer (PDF)",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "GET", "/usagers/carte", carte_page, &usagers_suivre, SLOW, carte_champs, "Une carte d’usager",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/usagers/nommer", nommer_envoi, &usagers_suivre, WRITE, carte_champs, "Nommer un usager", ROUTE_LAX },
    { "POST", "/usagers/oublier", oublier_envoi, &usagers_suivre, WRITE, geste_champs, "Effacer le nom d’un usager",
        ROUTE_LAX },
    { "POST", "/usagers/effacer", effacer_envoi, &usagers_suivre, WRITE, carte_champs, "Effacer une carte d’usager",
        ROUTE_LAX },
    { "GET", "/usagers/propositions", propositions_page, &usagers_suivre, SLOW, geste_champs,
        "Cartes d’une même personne", ROUTE_LAX },
    { "POST", "/usagers/propositions", repondre_envoi, &usagers_suivre, WRITE, geste_champs,
        "Dire si deux cartes sont d’une même personne", ROUTE_LAX },
    { "GET", "/usagers/reunir", reunir_page, &usagers_suivre, SLOW, carte_champs, "Aperçu d’une réunion de cartes",
        ROUTE_LAX | ROUTE_HIDDEN },
    { "POST", "/usagers/reunir", reunir_envoi, &usagers_suivre, WRITE, geste_champs, "Réunir deux cartes", ROUTE_LAX },
    { "POST", "/usagers/separer", separer_envoi, &usagers_suivre, WRITE, geste_champs, "Séparer deux cartes",
        ROUTE_LAX },
    { "GET", "/usagers/importer", usagers_importer_page, &usagers_suivre, SLOW, usagers_importer_vue_champs,
        "Importer des usagers", ROUTE_LAX },
    { "POST", "/usagers/importer", usagers_importer_envoi, &usagers_suivre, WRITE, usagers_importer_champs,
        "Importer des usagers", ROUTE_LAX, USAGERS_ENVOI_MAX + 16 * 1024 },
    { "GET", "/usagers/reglage", reglage_page, &usagers_regler, SLOW, reglage_champs, "Nommer les usagers, ou non",
        ROUTE_LAX },
    { "POST", "/usagers/reglage", reglage_envoi, &usagers_regler, WRITE, reglage_champs,
        "Permettre ou non de nommer les usagers", ROUTE_LAX },
    { 0 },
};

static const EspaceEntree entrees[] = {
    { RAYON_TRAVAIL, "/usagers", "Cartes d’usagers" },
    { 0 },
};

const Slice slice_usagers = {
    .name = "usagers",
    .routes = routes,
    .entrees = entrees,
    .commands = usagers_commands,
    .jobs = jobs,
    .queries = usagers_queries,
    .attentes = waits,
};
