// SPDX-License-Identifier: AGPL-3.0-or-later
/* /fonds/demandes: the list, and the steps by which a structure writes its request. */
#include "core/app.h"
#include "domain/fonds/fonds_web.h"
#include "domain/journal/journal.h"
#include "fonds_demandes_view.h"

/* ---- the list ---- */

static Err read_lines(Req *r, int64_t page, const DemandeLigne **ret, size_t *ret_n, int64_t *ret_total)
{
    const DemandeFonds *all;
    Structure s;
    const DemandeFiltre f = { req_choice(r, "etat", -1), { req_i64(r, "appel", 0) } };
    TRY(fonds_demandes_de(r->db, r->arena, r->acteur, &f, page, &all, ret_n, ret_total));
    DemandeLigne *v = NEW(r->arena, DemandeLigne, *ret_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < *ret_n; i++) {
        TRY(structure_par_id(r->db, r->arena, all[i].structure_id, &s));
        v[i] = (DemandeLigne){ &all[i], s.nom };
    }
    *ret = v;
    return OK;
}

static Err open_calls(Req *r, DemandesPage *p)
{
    Plan plan;
    const AppelFonds *all;
    const Fonds *funds;
    size_t n = 0, funds_n = 0;
    TRY(fonds_plan_courant(r, &plan));
    TRY(appels_de(r->db, r->arena, (FondsId){ 0 }, true, &all, &n));
    TRY(fonds_tous(r->db, r->arena, true, &funds, &funds_n));
    AppelVue *v = NEW(r->arena, AppelVue, n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        bool published = false;
        for (size_t k = 0; k < funds_n; k++)
            published = published || funds[k].id.v == all[i].fonds_id.v;
        if (published && appel_ouvert(&all[i], date_paris(r->now)))
            v[p->appels_n++] = (AppelVue){ &all[i], fonds_axe_nom(r->arena, &plan, all[i].axe), true, false };
    }
    p->appels = v;
    return OK;
}

/* Those of one call: its name stays over the list. */
static Err chosen_call(Req *r, DemandesPage *p)
{
    AppelFonds x;
    p->appel = p->appel_id = STR_NONE;
    Err e = appel_lire(r->db, r->arena, (AppelFondsId){ req_i64(r, "appel", 0) }, &x);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    p->appel = x.titre;
    p->appel_id = str_format(r->arena, "%lld", (long long)x.id.v);
    return OK;
}

/* What a financeur's contributors give, fund by fund. */
static Err own_contributions(Req *r, DemandesPage *p)
{
    VEC(MaContribution) v = { 0 };
    const Fonds *all;
    const Contribution *c;
    size_t n = 0, k = 0;
    TRY(fonds_tous(r->db, r->arena, false, &all, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(contributions_lues(r->db, r->arena, r->acteur, all[i].id, &c, &k));
        for (size_t j = 0; j < k; j++) {
            MaContribution *to = vec_push(r->arena, &v);
            if (!to)
                return ERR_MEMORY;
            *to = (MaContribution){ &all[i], &c[j] };
        }
    }
    p->contributions = v.v;
    p->contributions_n = v.n;
    return OK;
}

Err fonds_demandes_page(Req *r)
{
    static const char *const criteria[] = { "etat", "appel", NULL };
    DemandesPage p = { .form = &r->form,
        .xlsx = adresse_de(r, "/fonds/demandes.xlsx", criteria),
        .csv = adresse_de(r, "/fonds/demandes.csv", criteria),
        .filtre = req_choice(r, "etat", -1) >= 0 || req_i64(r, "appel", 0),
        .pilote = plan_pilote(r->acteur),
        .demandeur = r->acteur->role & (ROLE_REFERENT | ROLE_ADMINISTRATEUR) };
    int64_t total = 0, page = req_i64(r, "page", 1);
    TRY(read_lines(r, page, &p.lignes, &p.n, &total));
    TRY(open_calls(r, &p));
    TRY(chosen_call(r, &p));
    if (r->acteur->role == ROLE_FINANCEUR)
        TRY(own_contributions(r, &p));
    p.pages = pagination(r->arena, adresse_de(r, "/fonds/demandes", criteria), page, DEMANDES_PAGE, total);
    TRY(journal_lecture(r, "demande.lister", S("demandes")));
    view_fonds_demandes(req_html(r), &p);
    return OK;
}

static const SheetColumn columns[] = {
    { "demande", { "Demande", XLSX_TEXT, 30 } },
    { "titre", { "Titre", XLSX_TEXT, 40 } },
    { "structure", { "Structure", XLSX_TEXT, 40 } },
    { "appel", { "Appel", XLSX_TEXT, 40 } },
    { "axe", { "Axe", XLSX_INTEGER, 8 } },
    { "action", { "Action", XLSX_TEXT, 10 } },
    { "etat", { "État", XLSX_TEXT, 18 } },
    { "demande_euros", { "Demandé (€)", XLSX_DECIMAL, 16 } },
    { "accorde_euros", { "Accordé (€)", XLSX_DECIMAL, 16 } },
    { "verse_euros", { "Versé (€)", XLSX_DECIMAL, 16 } },
    { "rendu_euros", { "Rendu à l’enveloppe (€)", XLSX_DECIMAL, 24 } },
    { "deposee_le", { "Déposée le", XLSX_DATE, 14 } },
    { "decidee_le", { "Décidée le", XLSX_DATE, 14 } },
    { "convention", { "Convention", XLSX_TEXT, 20 } },
    { 0 },
};
static const SheetDef requests_table = { "demandes-du-fonds", "Demandes", "Demandes au fonds", columns };

static void put_day(Sheet *t, int64_t at)
{
    if (at)
        sheet_date(t, date_paris(at));
    else
        sheet_empty(t);
}

Err fonds_demandes_export(Req *r)
{
    const DemandeLigne *v;
    size_t n = 0;
    int64_t total = 0;
    TRY(read_lines(r, 0, &v, &n, &total));
    TRY(journal_lecture(r, "fonds.exporter", S("fonds:demandes")));
    SHEET t = req_sheet_open(r, &requests_table);
    for (size_t i = 0; i < n; i++) {
        const DemandeFonds *d = v[i].d;
        const Str cells[] = { d->uid, d->titre, v[i].structure, d->appel };
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            sheet_text(t, cells[k]);
        sheet_integer(t, d->axe);
        sheet_text(t, d->action);
        sheet_text(t, demande_etats[d->etat].label);
        sheet_argent(t, d->montant);
        sheet_argent(t, d->accorde);
        sheet_argent(t, d->paye);
        sheet_argent(t, d->libere);
        put_day(t, d->depose_at);
        put_day(t, d->decide_at);
        sheet_text(t, d->convention);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}

/* ---- a new one ---- */

static Err open_call(Req *r, AppelFonds *ret)
{
    Fonds f;
    TRY(appel_lire(r->db, r->arena, (AppelFondsId){ req_i64(r, "appel", 0) }, ret));
    TRY(fonds_lire(r->db, r->arena, ret->fonds_id, &f));
    return ret->publie && f.publie ? OK : ERR_NOT_FOUND;
}

/* Whom an administrator writes for; a référent writes for the structure of the role. */
static Err structures(Req *r, const Choice **ret)
{
    Choices v = { 0 };
    size_t n = LISTE_PAGE;
    *ret = NULL;
    if (r->acteur->role == ROLE_REFERENT)
        return OK;
    for (int64_t page = 1; n == LISTE_PAGE && page <= 10; page++) {
        const StructureLigne *l;
        int64_t total = 0;
        TRY(structures_chercher(r->db, r->arena, r->acteur, STR_NONE, page, &l, &n, &total));
        for (size_t i = 0; i < n; i++)
            choices_add(r->arena, &v, l[i].uid, l[i].nom);
    }
    return choices_end(r->arena, &v, ret);
}

static Err show_new(Req *r)
{
    AppelFonds appel;
    TRY(open_call(r, &appel));
    EtapePage p = { .form = &r->form,
        .appel = &appel,
        .titre = champ_de(&r->form, "titre"),
        .structure = champ_de(&r->form, "structure"),
        .appel_id = str_format(r->arena, "%lld", (long long)appel.id.v),
        .faute = appel_ouvert(&appel, date_paris(r->now)) ? FONDS_BON : FONDS_FERME };
    TRY(structures(r, &p.structures));
    view_fonds_nouvelle(req_html(r), &p);
    return OK;
}

Err fonds_nouvelle_page(Req *r)
{
    return show_new(r);
}

Err fonds_nouvelle_envoi(Req *r)
{
    AppelFonds appel;
    FondsFaute f = FONDS_BON;
    Str uid;
    TRY(open_call(r, &appel));
    Str structure = r->acteur->role == ROLE_REFERENT ? r->acteur->code : str_or_empty(req_text(r, "structure"));
    if (req_text(r, "titre").n == 0)
        form_error(r, "titre", "Donnez un titre à votre projet.");
    if (structure.n == 0)
        form_error(r, "structure", "Choisissez la structure.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : demande_creer(r->db, r->arena, r->acteur, r->now, r->app->random, &appel, structure,
                                    req_text(r, "titre"), &uid, &f);
    if (e != OK && e != ERR_INVALID)
        return e;
    return fonds_fini(r, e, f, "titre") ? req_redirect(r, "/fonds/demandes/%.*s/projet?fait=creee", STR_ARG(uid))
                                        : show_new(r);
}

/* ---- its steps ---- */

/* What everybody may read of the plan's funders, then those of the request itself. */
static Err known_funders(Req *r, EtapePage *p)
{
    FinanceurRangs known = { 0 };
    size_t rang = 0;
    Plan plan;
    Cofinancement c = { 0 };
    TRY(fonds_plan_courant(r, &plan));
    if (plan.axes_n)
        TRY(plan_cofinancement(r->db, r->arena, &plan, true, &c));
    for (size_t i = 0; i < c.n + p->plan.lignes_n; i++) {
        Str nom = i < c.n ? c.financeurs[i].nom : p->plan.lignes[i - c.n].financeur;
        bool own = i >= c.n && p->plan.lignes[i - c.n].id == 0; /* the fund itself */
        if (!own)
            TRY(financeur_ranger(r->arena, &known, nom, &rang));
    }
    p->financeurs = known.noms.v;
    p->financeurs_n = known.noms.n;
    return OK;
}

/* A draft of one's own; what is being read or decided is no step any more. */
static Err open_step(Req *r, DemandeFonds *d, AppelFonds *appel)
{
    unsigned regards = 0;
    TRY(demande_ouvrir(r->db, r->arena, r->acteur, req_path(r, "demande"), d, &regards));
    if (!(regards & REGARD_STRUCTURE))
        return ERR_NOT_FOUND;
    return appel_lire(r->db, r->arena, d->appel_id, appel);
}

static Err read_step(Req *r, EtapePage *p)
{
    TRY(demande_plan(r->db, r->arena, p->d, p->appel, &p->plan));
    p->e = equilibre_de(&p->plan);
    TRY(demande_pieces(r->db, r->arena, p->d->id, &p->pieces, &p->pieces_n));
    return demande_controler(r->db, r->arena, p->d, date_paris(r->now), &p->faute);
}

typedef void StepView(View *v, const EtapePage *p);

static Err show_step(Req *r, StepView *view)
{
    DemandeFonds d;
    AppelFonds appel;
    EtapePage p = { .form = &r->form, .d = &d, .appel = &appel };
    TRY(open_step(r, &d, &appel));
    if (!demande_modifiable(&d, REGARD_STRUCTURE))
        return req_redirect(r, "/fonds/demandes/%.*s", STR_ARG(d.uid));
    TRY(read_step(r, &p));
    if (view == view_fonds_budget)
        TRY(known_funders(r, &p));
    if (view == view_fonds_projet) {
        p.titre = champ_defaut(&r->form, "titre", d.titre);
        p.projet = champ_defaut(&r->form, "projet", d.projet);
        p.action = champ_defaut(&r->form, "action", d.action);
        p.montant = champ_defaut(&r->form, "montant", fonds_euros(r->arena, d.montant));
    }
    TRY(journal_lecture(r, "demande.voir", demande_objet(r->arena, d.uid)));
    view(req_html(r), &p);
    return OK;
}

static Err step_end(Req *r, Err e, FondsFaute f, const char *champ, const char *next, StepView *view)
{
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
        return e == ERR_FORBIDDEN ? req_redirect(r, "/fonds/demandes/%.*s", STR_ARG(req_path(r, "demande"))) : e;
    return fonds_fini(r, e, f, champ)
             ? req_redirect(r, "/fonds/demandes/%.*s/%s", STR_ARG(req_path(r, "demande")), next)
             : show_step(r, view);
}

Err fonds_projet_page(Req *r)
{
    return show_step(r, view_fonds_projet);
}

Err fonds_projet_envoi(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    Plan plan;
    FondsFaute f = FONDS_BON;
    TRY(open_step(r, &d, &appel));
    const DemandeSaisie s = { str_or_empty(req_text(r, "titre")), str_or_empty(req_text(r, "projet")),
        str_or_empty(req_text(r, "action")), fonds_montant(r, "montant") };
    TRY(fonds_plan_courant(r, &plan));
    if (s.titre.n == 0)
        form_error(r, "titre", "Donnez un titre à votre projet.");
    if (s.action.n && plan.axes_n && !plan_action(&plan, s.action))
        form_error(r, "action", "Le plan n’a pas d’action de ce numéro. Laissez vide si aucune ne convient.");
    Err e = req_has_errors(r)
              ? ERR_INVALID
              : demande_ecrire(r->db, r->arena, r->acteur, r->now, d.uid, req_i64(r, "version", d.version), &s, &f);
    return step_end(r, e, f, f == FONDS_MONTANT ? "montant" : "titre", "budget?fait=projet", view_fonds_projet);
}

Err fonds_budget_page(Req *r)
{
    return show_step(r, view_fonds_budget);
}

static Err add_expense(Req *r, Str uid, FondsFaute *f)
{
    const Cout c = { .nature = (CoutNature)req_choice(r, "nature", COUT_FONCTIONNEMENT),
        .libelle = str_or_empty(req_text(r, "libelle")),
        .ht = fonds_montant(r, "ht"),
        .tva = fonds_montant(r, "tva") };
    if (c.libelle.n == 0)
        form_error(r, "libelle", "Dites à quoi sert cette dépense.");
    if (c.ht == 0)
        form_error(r, "ht", "Écrivez le montant de la dépense.");
    return req_has_errors(r) ? ERR_INVALID : demande_depense(r->db, r->arena, r->acteur, r->now, uid, &c, f);
}

static Err add_receipt(Req *r, Str uid, FondsFaute *f)
{
    int64_t cap = fonds_taux(r, "plafond");
    const Financement x = { .financeur = str_or_empty(req_text(r, "financeur")),
        .nature = (FinancementNature)req_choice(r, "apport", APPORT_PUBLIQUE),
        .etat = (FinancementEtat)req_choice(r, "recette_etat", FINANCEMENT_DEMANDE),
        .montant = fonds_montant(r, "recette_montant"),
        .plafond = { cap >= 0, cap } };
    if (x.financeur.n == 0)
        form_error(r, "financeur", "Nommez le financeur\u202f; vous-même pour l’autofinancement.");
    if (x.montant == 0)
        form_error(r, "recette_montant", "Écrivez le montant apporté.");
    return req_has_errors(r) ? ERR_INVALID : demande_recette(r->db, r->arena, r->acteur, r->now, uid, &x, f);
}

Err fonds_budget_envoi(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    FondsFaute f = FONDS_BON;
    TRY(open_step(r, &d, &appel));
    bool receipt = req_choice(r, "sorte", 0) == 1;
    Err e = receipt ? add_receipt(r, d.uid, &f) : add_expense(r, d.uid, &f);
    return step_end(r, e, f, receipt ? "recette_montant" : "ht", "budget?fait=budget", view_fonds_budget);
}

Err fonds_retrait_envoi(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    TRY(open_step(r, &d, &appel));
    Err e = demande_retirer(r->db, r->arena, r->acteur, r->now, d.uid, req_choice(r, "sorte", 0) == 1,
        req_i64(r, "ligne", 0));
    return step_end(r, e == ERR_NOT_FOUND ? OK : e, FONDS_BON, NULL, "budget?fait=budget", view_fonds_budget);
}

/* Papers are added while one writes; those that follow a grant, by either side. */
static Err open_papers(Req *r, DemandeFonds *d, AppelFonds *appel, unsigned *regards)
{
    TRY(demande_ouvrir(r->db, r->arena, r->acteur, req_path(r, "demande"), d, regards));
    if (!(*regards & (REGARD_STRUCTURE | REGARD_PILOTE)))
        return ERR_NOT_FOUND;
    return appel_lire(r->db, r->arena, d->appel_id, appel);
}

static Err show_papers(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    Choices genres = { 0 };
    EtapePage p = { .form = &r->form, .d = &d, .appel = &appel };
    unsigned regards = 0;
    TRY(open_papers(r, &d, &appel, &regards));
    for (int g = 0; g < PIECE_GENRES_N; g++)
        if (piece_admise(&d, regards, (PieceGenre)g))
            choices_add(r->arena, &genres, piece_genres[g].value, piece_genres[g].label);
    if (genres.n == 0)
        return req_redirect(r, "/fonds/demandes/%.*s", STR_ARG(d.uid));
    TRY(choices_end(r->arena, &genres, &p.genres));
    TRY(read_step(r, &p));
    p.modifiable = demande_modifiable(&d, regards);
    p.pilote = regards & REGARD_PILOTE;
    p.genre = fonds_champ(r, fonds_piece_champs, "genre");
    p.fichier = fonds_champ(r, fonds_piece_champs, "fichier");
    TRY(journal_lecture(r, "demande.voir", demande_objet(r->arena, d.uid)));
    view_fonds_pieces(req_html(r), &p);
    return OK;
}

static Err papers_end(Req *r, Err e, FondsFaute f, const char *champ)
{
    if (e == ERR_FORBIDDEN)
        return req_redirect(r, "/fonds/demandes/%.*s", STR_ARG(req_path(r, "demande")));
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    return fonds_fini(r, e, f, champ)
             ? req_redirect(r, "/fonds/demandes/%.*s/pieces?fait=piece", STR_ARG(req_path(r, "demande")))
             : show_papers(r);
}

Err fonds_pieces_page(Req *r)
{
    return show_papers(r);
}

Err fonds_piece_envoi(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    FondsFaute f = FONDS_BON;
    unsigned regards = 0;
    TRY(open_papers(r, &d, &appel, &regards));
    const Upload *u = req_file(r, "fichier");
    int genre = req_choice(r, "genre", -1);
    if (genre < 0 && !req_has_errors(r))
        form_error(r, "genre", "Dites ce qu’est ce fichier.");
    if (!u && !req_has_errors(r))
        form_error(r, "fichier", "Choisissez un fichier.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : piece_deposer(r->db, r->arena, r->acteur, r->now, d.uid, (PieceGenre)genre, u, &f);
    return papers_end(r, e, f, "fichier");
}

Err fonds_piece_retrait(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    unsigned regards = 0;
    TRY(open_papers(r, &d, &appel, &regards));
    Err e = piece_retirer(r->db, r->arena, r->acteur, r->now, d.uid, req_i64(r, "ligne", 0));
    return papers_end(r, e == ERR_NOT_FOUND ? OK : e, FONDS_BON, NULL);
}

/* As an attachment, never shown in the page. */
Err fonds_piece_octets_page(Req *r)
{
    DemandeFonds d;
    Piece p;
    Str bytes;
    unsigned regards = 0;
    int64_t id = 0;
    TRY(demande_ouvrir(r->db, r->arena, r->acteur, req_path(r, "demande"), &d, &regards));
    if (!(regards & (REGARD_STRUCTURE | REGARD_PILOTE)) || !str_to_i64(req_path(r, "piece"), &id))
        return ERR_NOT_FOUND;
    TRY(piece_lire(r->db, r->arena, &d, id, &p, &bytes));
    TRY(journal_lecture(r, "demande.lire_piece", demande_objet(r->arena, d.uid)));
    buf_put(req_body(r, file_media(p.type)), bytes);
    req_download(r, p.nom);
    return OK;
}

/* ---- a proof, with its file ---- */

static Err show_proof(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    TRY(open_step(r, &d, &appel));
    if (d.etat != DEMANDE_ACCEPTEE)
        return req_redirect(r, "/fonds/demandes/%.*s", STR_ARG(d.uid));
    const EtapePage p = { .form = &r->form,
        .d = &d,
        .appel = &appel,
        .libelle = fonds_champ(r, fonds_preuve_champs, "libelle"),
        .jour = fonds_champ(r, fonds_preuve_champs, "jour"),
        .montant = fonds_champ(r, fonds_preuve_champs, "montant"),
        .fichier = fonds_champ(r, fonds_preuve_champs, "fichier") };
    TRY(journal_lecture(r, "demande.voir", demande_objet(r->arena, d.uid)));
    view_fonds_preuve(req_html(r), &p);
    return OK;
}

Err fonds_preuve_page(Req *r)
{
    return show_proof(r);
}

Err fonds_preuve_envoi(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    FondsFaute f = FONDS_BON;
    TRY(open_step(r, &d, &appel));
    Justificatif j = { .libelle = str_or_empty(req_text(r, "libelle")), .montant = fonds_montant(r, "montant") };
    if (j.libelle.n == 0)
        form_error(r, "libelle", "Dites quelle dépense ce justificatif prouve.");
    if (!req_date(r, "jour", &j.jour) || j.jour.days > date_paris(r->now).days)
        form_missing(r, "jour", "Écrivez le jour de la dépense\u00a0: il ne peut pas être à venir.");
    if (j.montant == 0)
        form_error(r, "montant", "Écrivez le montant prouvé.");
    Err e = req_has_errors(r)
              ? ERR_INVALID
              : justificatif_deposer(r->db, r->arena, r->acteur, r->now, d.uid, &j, req_file(r, "fichier"), &f);
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    return fonds_fini(r, e, f, "montant") ? req_redirect(r, "/fonds/demandes/%.*s?fait=justificatif", STR_ARG(d.uid))
                                          : show_proof(r);
}
