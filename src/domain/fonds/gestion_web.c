// SPDX-License-Identifier: AGPL-3.0-or-later
/* /fonds/gestion: what pilotes hold. */
#include "domain/fonds/fonds_web.h"
#include "domain/journal/journal.h"
#include "fonds_gestion_view.h"

enum { POIDS_MAX = 1000000, PERSONNES_MAX = 200 };

/* ---- all funds ---- */

static Err show_all(Req *r)
{
    GestionPage p = { .form = &r->form };
    TRY(fonds_vues(r, false, &p.fonds, &p.n));
    view_fonds_gestion(req_html(r), &p);
    return OK;
}

Err fonds_gestion_page(Req *r)
{
    return show_all(r);
}

static Fonds read_fund(Req *r)
{
    int64_t rate = fonds_taux(r, "avance");
    if (req_text(r, "nom").n == 0)
        form_error(r, "nom", "Nommez ce fonds.");
    if (req_i64(r, "annee", 0) == 0 && !req_has_errors(r))
        form_error(r, "annee", "Écrivez l’année, comme 2027.");
    return (Fonds){ .annee = req_i64(r, "annee", 0),
        .avance_max = rate < 0 ? 0 : rate,
        .nom = str_or_empty(req_text(r, "nom")),
        .reglement = str_or_empty(req_text(r, "reglement")),
        .publie = req_bool(r, "public"),
        .version = req_i64(r, "version", 0) };
}

Err fonds_gestion_envoi(Req *r)
{
    FondsId id;
    const Fonds f = read_fund(r);
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_all(r);
    }
    TRY(fonds_creer(r->db, r->arena, r->acteur, r->now, &f, &id));
    return req_redirect(r, "/fonds/gestion/%lld?fait=fonds", (long long)id.v);
}

/* ---- one of them ---- */

static Err open_fund(Req *r, FondsId *ret)
{
    Fonds f;
    if (!str_to_i64(req_path(r, "fonds"), &ret->v))
        return ERR_NOT_FOUND;
    return fonds_lire(r->db, r->arena, *ret, &f);
}

static Err readers(Req *r, const Contribution *c, ContributionVue *ret)
{
    const PersonneId *ids;
    Personne p;
    TRY(fonds_lecteurs(r->db, r->arena, c->contributeur_id, &ids, &ret->lecteurs_n));
    LecteurVue *v = NEW(r->arena, LecteurVue, ret->lecteurs_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < ret->lecteurs_n; i++) {
        TRY(personne_par_id(r->db, r->arena, ids[i], &p));
        v[i] = (LecteurVue){ p.uid, personne_nom_montre(r->arena, p.prenom, p.nom) };
    }
    ret->c = c;
    ret->lecteurs = v;
    return OK;
}

static bool is_funder(Req *r, PersonneId id)
{
    const RoleTenu *held;
    size_t n = 0;
    bool found = false;
    if (roles_de(r->db, r->arena, id, &held, &n) != OK)
        return false;
    for (size_t i = 0; i < n; i++)
        found = found || held[i].rang == ROLE_RANG_FINANCEUR;
    return found;
}

/* People within the scope who hold the role of financeur. */
static Err funders(Req *r, const Choice **ret)
{
    Choices v = { 0 };
    size_t n = LISTE_PAGE;
    for (int64_t page = 1; n == LISTE_PAGE && v.n < PERSONNES_MAX; page++) {
        const PersonneLigne *l;
        int64_t total = 0;
        TRY(personnes_chercher(r->db, r->arena, r->acteur, STR_NONE, STR_NONE, page, &l, &n, &total));
        for (size_t i = 0; i < n; i++)
            if (str_has(l[i].roles, S("Financeur")))
                choices_add(r->arena, &v, l[i].uid, personne_nom_montre(r->arena, l[i].prenom, l[i].nom));
    }
    return choices_end(r->arena, &v, ret);
}

static Err axes_of(Req *r, const Choice **ret)
{
    Plan plan;
    TRY(fonds_plan_courant(r, &plan));
    Choice *v = NEW(r->arena, Choice, plan.axes_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < plan.axes_n; i++)
        v[i] = (Choice){ str_format(r->arena, "%lld", (long long)plan.axes[i].rang),
            fonds_axe_nom(r->arena, &plan, plan.axes[i].rang) };
    v[plan.axes_n] = (Choice){ STR_NONE, STR_NONE };
    *ret = v;
    return OK;
}

static Str papers(Arena *a, unsigned bits)
{
    Str all = S("");
    for (int i = 0; i < PIECE_GENRES_N; i++)
        if (bits & 1U << i)
            all = all.n ? str_cat(a, str_cat(a, all, S("|")), piece_genres[i].value) : piece_genres[i].value;
    return all;
}

static void fill(Req *r, CaissePage *p)
{
    Arena *a = r->arena;
    const Form *f = &r->form;
    const AppelFonds *x = p->appel;
    const Fonds *one = p->v.f;
    p->titre = champ_defaut(f, "titre", x ? x->titre : S(""));
    p->criteres = champ_defaut(f, "criteres", x ? x->criteres : S(""));
    p->axe = champ_defaut(f, "axe", x ? str_format(a, "%lld", (long long)x->axe) : S(""));
    p->ouvre = champ_defaut(f, "ouvre", x ? date_iso(a, x->ouvre) : S(""));
    p->ferme = champ_defaut(f, "ferme", x ? date_iso(a, x->ferme) : S(""));
    p->plafond = champ_defaut(f, "plafond", x ? fonds_euros(a, x->plafond) : S(""));
    p->taux = champ_defaut(f, "taux", x ? fonds_euros(a, x->taux_max) : S(""));
    p->pieces = champ_defaut(f, "pieces", x ? papers(a, x->pieces) : S(""));
    p->publie = champ_defaut(f, "publie", x && x->publie ? S("1") : STR_NONE);
    p->annee = champ_defaut(f, "annee", str_format(a, "%lld", (long long)one->annee));
    p->nom = champ_defaut(f, "nom", one->nom);
    p->reglement = champ_defaut(f, "reglement", one->reglement);
    p->avance = champ_defaut(f, "avance", fonds_euros(a, one->avance_max));
    p->public = champ_defaut(f, "public", one->publie ? S("1") : STR_NONE);
}

static Err show(Req *r, FondsId id)
{
    const FondsVue *all;
    const FondsChangement *changes;
    size_t n = 0, changes_n = 0;
    CaissePage p = { .form = &r->form };
    TRY(fonds_vues(r, false, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].f->id.v == id.v)
            p.v = all[i];
    ContributionVue *c = NEW(r->arena, ContributionVue, p.v.contributions_n + 1);
    if (!c)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.v.contributions_n; i++)
        TRY(readers(r, &p.v.contributions[i], &c[i]));
    p.contributions = c;
    for (size_t i = 0; i < p.v.appels_n; i++)
        if (p.v.appels[i].x->id.v == req_i64(r, "appel", 0))
            p.appel = p.v.appels[i].x;
    TRY(funders(r, &p.financeurs));
    TRY(financeurs_connus(r->db, r->arena, &p.connus, &p.connus_n));
    TRY(axes_of(r, &p.axes));
    TRY(fonds_tresorerie(r->db, r->arena, id, &p.trimestres, &p.trimestres_n));
    TRY(fonds_changements(r->db, r->arena, id, &changes, &changes_n));
    TRY(fonds_historique(r, changes, changes_n, &p.historique));
    p.today = date_paris(r->now);
    fill(r, &p);
    TRY(journal_lecture(r, "fonds.voir", fonds_objet(r->arena, id)));
    view_fonds_caisse(req_html(r), &p);
    return OK;
}

Err fonds_caisse_page(Req *r)
{
    FondsId id;
    TRY(open_fund(r, &id));
    return show(r, id);
}

static Err end(Req *r, FondsId id, Err e, FondsFaute f, const char *champ, const char *fait)
{
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    return fonds_fini(r, e, f, champ) ? req_redirect(r, "/fonds/gestion/%lld?fait=%s", (long long)id.v, fait)
                                      : show(r, id);
}

Err fonds_caisse_envoi(Req *r)
{
    FondsId id;
    TRY(open_fund(r, &id));
    Fonds f = read_fund(r);
    f.id = id;
    Err e = req_has_errors(r) ? ERR_INVALID : fonds_modifier(r->db, r->arena, r->acteur, r->now, &f);
    return end(r, id, e, FONDS_BON, "nom", "fonds");
}

Err fonds_effacement(Req *r)
{
    FondsId id;
    FondsFaute f = FONDS_BON;
    TRY(open_fund(r, &id));
    Err e = fonds_effacer(r->db, r->arena, r->acteur, r->now, id, &f);
    return e == OK ? req_redirect(r, "/fonds/gestion?fait=efface") : end(r, id, e, f, "nom", NULL);
}

Err fonds_contribution_envoi(Req *r)
{
    FondsId id;
    PlanJour day = { 0 };
    TRY(open_fund(r, &id));
    int64_t amount = fonds_montant(r, "montant");
    int kind = req_choice(r, "nature", CONTRIBUTEUR_PUBLIC);
    day.has = req_date(r, "attendu", &day.d);
    if (req_text(r, "contributeur").n == 0)
        form_error(r, "contributeur", "Nommez le contributeur.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : contribution_promettre(r->db, r->arena, r->acteur, r->now, id,
                                    req_text(r, "contributeur"), (ContributeurNature)kind, amount, day);
    if (e == ERR_CONFLICT) {
        form_error(r, "contributeur", "Ce contributeur est déjà dans ce fonds\u00a0: changez ses montants.");
        e = ERR_INVALID;
    }
    return end(r, id, e, FONDS_MONTANT, "montant", "contribution");
}

Err fonds_etape_envoi(Req *r)
{
    FondsId id;
    FondsFaute f = FONDS_BON;
    TRY(open_fund(r, &id));
    int64_t amount = fonds_montant(r, "montant");
    int step = req_choice(r, "etape", -1);
    if (step < 0)
        form_error(r, "etape", "Choisissez ce qui change.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : contribution_passer(r->db, r->arena, r->acteur, r->now, id,
                                    req_i64(r, "contribution", 0), (ContributionEtape)step, amount, &f);
    return end(r, id, e, f, "montant", "contribution");
}

/* Without a day: not known. */
Err fonds_attendu_envoi(Req *r)
{
    FondsId id;
    PlanJour day = { 0 };
    TRY(open_fund(r, &id));
    day.has = req_date(r, "attendu", &day.d);
    Err e = req_has_errors(r)
              ? ERR_INVALID
              : contribution_attendre(r->db, r->arena, r->acteur, r->now, id, req_i64(r, "contribution", 0), day);
    return end(r, id, e, FONDS_BON, "attendu", "contribution");
}

Err fonds_contribution_retrait(Req *r)
{
    FondsId id;
    FondsFaute f = FONDS_BON;
    TRY(open_fund(r, &id));
    Err e = contribution_retirer(r->db, r->arena, r->acteur, r->now, id, req_i64(r, "contribution", 0), &f);
    return end(r, id, e, f, "montant", "contribution");
}

Err fonds_lecteur_envoi(Req *r)
{
    FondsId id;
    Personne who;
    bool covered = false;
    const Contribution *c;
    size_t n = 0, i = 0;
    TRY(open_fund(r, &id));
    bool add = req_choice(r, "geste", 0) == 0;
    TRY(contributions_de(r->db, r->arena, id, &c, &n));
    while (i < n && c[i].id != req_i64(r, "contribution", 0))
        i++;
    if (i == n)
        return ERR_NOT_FOUND;
    if (personne_par_uid(r->db, r->arena, str_or_empty(req_text(r, "personne")), &who) == OK)
        TRY(acteur_couvre_personne(r->db, r->arena, r->acteur, who.id, &covered));
    if (!covered || (add && !is_funder(r, who.id)))
        form_error(r, "personne", "Choisissez une personne de la liste\u00a0: elle a le rôle de financeur.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : fonds_lier(r->db, r->arena, r->acteur, r->now, c[i].contributeur_id, who.id, add);
    return end(r, id, e, FONDS_BON, "personne", "lecteur");
}

Err fonds_enveloppe_envoi(Req *r)
{
    FondsId id;
    FondsFaute f = FONDS_BON;
    int64_t axe = 0;
    TRY(open_fund(r, &id));
    int64_t amount = fonds_montant(r, "montant");
    if (!str_to_i64(str_or_empty(req_text(r, "axe")), &axe))
        form_error(r, "axe", "Choisissez un axe.");
    Err e = req_has_errors(r) ? ERR_INVALID : enveloppe_ecrire(r->db, r->arena, r->acteur, r->now, id, axe, amount, &f);
    return end(r, id, e, f, "montant", "enveloppe");
}

/* "3, 2, 1": one weight an axis, in their order. */
static size_t read_weights(Req *r, int64_t ret[FONDS_AXES_MAX])
{
    Str rest = str_or_empty(req_text(r, "poids")), part;
    size_t n = 0;
    bool good = rest.n > 0;
    while (good && str_split(&rest, ',', &part)) {
        good = n < FONDS_AXES_MAX && str_to_i64(str_trim(part), &ret[n]) && ret[n] >= 0 && ret[n] <= POIDS_MAX;
        n++;
    }
    if (!good)
        form_error(r, "poids", "Écrivez un nombre par axe, séparés par des virgules\u00a0: 3, 2, 1, 1, 1.");
    return good ? n : 0;
}

Err fonds_repartition_envoi(Req *r)
{
    FondsId id;
    FondsFaute f = FONDS_BON;
    int64_t weights[FONDS_AXES_MAX];
    TRY(open_fund(r, &id));
    int64_t amount = fonds_montant(r, "total");
    size_t n = read_weights(r, weights);
    Err e = req_has_errors(r) ? ERR_INVALID
                              : enveloppes_repartir(r->db, r->arena, r->acteur, r->now, id, amount, weights, n, &f);
    return end(r, id, e, f, "total", "enveloppe");
}

Err fonds_appel_envoi(Req *r)
{
    FondsId id;
    FondsFaute f = FONDS_BON;
    AppelFondsId made;
    AppelFonds x = { .id = { req_i64(r, "appel", 0) } };
    TRY(open_fund(r, &id));
    if (x.id.v) {
        TRY(appel_lire(r->db, r->arena, x.id, &x));
        if (x.fonds_id.v != id.v)
            return ERR_NOT_FOUND;
    }
    Chosen asked = req_choices(r, "pieces");
    int64_t rate = fonds_taux(r, "taux");
    x.fonds_id = id;
    x.titre = str_or_empty(req_text(r, "titre"));
    x.criteres = str_or_empty(req_text(r, "criteres"));
    x.plafond = fonds_montant(r, "plafond");
    x.taux_max = rate < 0 ? TAUX_ENTIER : rate;
    x.publie = req_bool(r, "publie");
    x.version = req_i64(r, "version", 0);
    x.pieces = 0;
    for (size_t i = 0; i < asked.n; i++)
        x.pieces |= 1U << asked.v[i];
    if (!str_to_i64(str_or_empty(req_text(r, "axe")), &x.axe))
        form_error(r, "axe", "Choisissez un axe.");
    if (x.titre.n == 0)
        form_error(r, "titre", "Donnez un titre à l’appel.");
    if (!req_date(r, "ouvre", &x.ouvre))
        form_missing(r, "ouvre", "Choisissez le premier jour.");
    if (!req_date(r, "ferme", &x.ferme))
        form_missing(r, "ferme", "Choisissez le dernier jour.");
    Err e = req_has_errors(r) ? ERR_INVALID : appel_ecrire(r->db, r->arena, r->acteur, r->now, &x, &made, &f);
    return end(r, id, e, f, f == FONDS_DATES ? "ferme" : "plafond", "appel");
}

Err fonds_appel_effacement(Req *r)
{
    FondsId id;
    AppelFonds x;
    FondsFaute f = FONDS_BON;
    TRY(open_fund(r, &id));
    TRY(appel_lire(r->db, r->arena, (AppelFondsId){ req_i64(r, "appel", 0) }, &x));
    if (x.fonds_id.v != id.v)
        return ERR_NOT_FOUND;
    Err e = appel_effacer(r->db, r->arena, r->acteur, r->now, x.id, &f);
    return end(r, id, e, f, "titre", "efface");
}

/* ---- payments, as a file ---- */

static const SheetColumn columns[] = {
    { "demande", { "Demande", XLSX_TEXT, 30 } },
    { "titre", { "Titre", XLSX_TEXT, 40 } },
    { "structure", { "Structure", XLSX_TEXT, 40 } },
    { "convention", { "Convention", XLSX_TEXT, 20 } },
    { "genre", { "Versement", XLSX_TEXT, 14 } },
    { "montant_euros", { "Montant (€)", XLSX_DECIMAL, 16 } },
    { "prevu", { "Prévu le", XLSX_DATE, 14 } },
    { "verse", { "Versé le", XLSX_DATE, 14 } },
    { "reference", { "Référence", XLSX_TEXT, 24 } },
    { "etat", { "État", XLSX_TEXT, 14 } },
    { 0 },
};
static const SheetDef payments_table = { "versements-du-fonds", "Versements", "Versements du fonds", columns };

static Err write_payments(Req *r, Sheet *t, const DemandeFonds *d)
{
    const Versement *v;
    Structure s;
    size_t n = 0;
    TRY(demande_versements(r->db, r->arena, d->id, &v, &n));
    TRY(structure_par_id(r->db, r->arena, d->structure_id, &s));
    for (size_t i = 0; i < n; i++) {
        const Str cells[] = { d->uid, d->titre, s.nom, d->convention, versement_genres[v[i].genre].label };
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            sheet_text(t, cells[k]);
        sheet_argent(t, v[i].montant);
        sheet_date(t, v[i].prevu);
        if (v[i].paye.has)
            sheet_date(t, v[i].paye.d);
        else
            sheet_empty(t);
        sheet_text(t, v[i].reference);
        sheet_text(t, v[i].annule ? S("annulé") : v[i].paye.has ? S("versé") : S("prévu"));
        sheet_end_row(t);
    }
    return OK;
}

Err fonds_versements_export(Req *r)
{
    const DemandeFonds *all;
    size_t n = 0;
    int64_t total = 0;
    TRY(fonds_demandes_de(r->db, r->arena, r->acteur, &(DemandeFiltre){ DEMANDE_ACCEPTEE, { 0 } }, 0, &all, &n,
        &total));
    TRY(journal_lecture(r, "fonds.exporter", S("fonds:versements")));
    SHEET t = req_sheet_open(r, &payments_table);
    for (size_t i = 0; i < n; i++)
        TRY(write_payments(r, t, &all[i]));
    return req_sheet(r, t);
}
