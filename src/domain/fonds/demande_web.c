// SPDX-License-Identifier: AGPL-3.0-or-later
/* /fonds/demandes/{demande}: one request for those concerned, and every gesture on it. */
#include "domain/fonds/fonds_web.h"
#include "domain/journal/journal.h"
#include "domain/notifications/notifications.h"
#include "fonds_demande_view.h"

static Err open_request(Req *r, DemandeFonds *d, unsigned *regards)
{
    return demande_ouvrir(r->db, r->arena, r->acteur, req_path(r, "demande"), d, regards);
}

/* ---- what the page shows ---- */

static Err show_messages(Req *r, DemandePage *p)
{
    const DemandeMessage *v;
    TRY(demande_messages(r->db, r->arena, p->d->id, &v, &p->messages_n));
    MessageVue *to = NEW(r->arena, MessageVue, p->messages_n + 1);
    if (!to)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->messages_n; i++) {
        to[i].m = &v[i];
        TRY(fonds_qui(r, v[i].personne_id, S("Personne effacée"), &to[i].nom));
    }
    p->messages = to;
    return OK;
}

/* What the committee has said of it. */
static Err show_decision(Req *r, DemandePage *p)
{
    const Decision *v;
    size_t n = 0;
    p->decision = STR_NONE;
    if (!p->d->decision_id)
        return OK;
    TRY(decisions_de(r->db, r->arena, (ReunionId){ p->d->reunion_id }, &v, &n));
    static const Str words[DECISION_ETATS_N] = { S_INIT("attend le vote du comité"),
        S_INIT("est adoptée par le comité"), S_INIT("est rejetée par le comité"), S_INIT("est ajournée par le comité"),
        S_INIT("est retirée par le comité") };
    for (size_t i = 0; i < n; i++)
        if (v[i].id == p->d->decision_id) {
            p->decision = words[v[i].etat];
            p->adoptee = v[i].etat == DECISION_ADOPTEE;
            p->au_vote = v[i].etat == DECISION_PROPOSEE;
        }
    return OK;
}

enum { REUNION_PASSEE_S = 31 * 24 * 3600 };

/* Meetings to which it may be brought: those to come, and the last ones, noted afterwards. */
static Err show_meetings(Req *r, DemandePage *p)
{
    Choices v = { 0 };
    const Comite *c;
    const Reunion *m;
    size_t n = 0, k = 0;
    TRY(comites_de(r->db, r->arena, r->acteur, &c, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(reunions_de(r->db, r->arena, c[i].id, &m, &k));
        for (size_t j = 0; j < k; j++)
            if (!m[j].annulee && m[j].debut_at > r->now - REUNION_PASSEE_S)
                choices_add(r->arena, &v, str_format(r->arena, "%lld", (long long)m[j].id.v),
                    str_format(r->arena, "%.*s, %.*s", STR_ARG(c[i].nom),
                        STR_ARG(instant_montre(r->arena, m[j].debut_at))));
    }
    return choices_end(r->arena, &v, &p->reunions);
}

static Err show_money(Req *r, DemandePage *p)
{
    FondsCompte c;
    TRY(demande_plan(r->db, r->arena, p->d, p->appel, &p->plan));
    p->e = equilibre_de(&p->plan);
    TRY(demande_parts(r->db, r->arena, r->acteur, p->d, &p->parts, &p->parts_n));
    TRY(demande_versements(r->db, r->arena, p->d->id, &p->versements, &p->versements_n));
    TRY(demande_justificatifs(r->db, r->arena, p->d->id, &p->justificatifs, &p->justificatifs_n));
    TRY(demande_solde(r->db, r->arena, p->d, &p->solde));
    TRY(fonds_compter(r->db, r->arena, p->d->fonds_id, &c));
    for (size_t i = 0; i < c.axes_n; i++)
        if (c.axes[i].axe == p->d->axe)
            p->reste = c.axes[i].enveloppe - c.axes[i].accorde;
    return demande_controler(r->db, r->arena, p->d, date_paris(r->now), &p->faute);
}

static Err show_history(Req *r, DemandePage *p)
{
    const FondsChangement *v;
    size_t n = 0;
    TRY(demande_changements(r->db, r->arena, p->d->id, &v, &n));
    return fonds_historique(r, v, n, &p->historique);
}

static Err show(Req *r)
{
    DemandeFonds d;
    AppelFonds appel;
    Structure s;
    Plan plan;
    unsigned regards = 0;
    TRY(open_request(r, &d, &regards));
    TRY(appel_lire(r->db, r->arena, d.appel_id, &appel));
    TRY(structure_par_id(r->db, r->arena, d.structure_id, &s));
    TRY(fonds_plan_courant(r, &plan));
    DemandePage p = { .form = &r->form,
        .d = &d,
        .appel = &appel,
        .structure = s.nom,
        .axe = fonds_axe_nom(r->arena, &plan, d.axe),
        .demandeur = regards & REGARD_STRUCTURE,
        .pilote = regards & REGARD_PILOTE,
        .financeur = regards & REGARD_FINANCEUR };
    TRY(show_money(r, &p));
    TRY(show_decision(r, &p));
    if (!p.financeur) {
        TRY(demande_pieces(r->db, r->arena, d.id, &p.pieces, &p.pieces_n));
        TRY(show_messages(r, &p));
        TRY(show_history(r, &p));
    }
    if (d.etat == DEMANDE_ACCEPTEE)
        TRY(convention_gelee(r->db, r->arena, d.id, &p.gelee));
    p.joint = piece_admise(&d, regards, PIECE_CONVENTION);
    if (p.pilote)
        TRY(show_meetings(r, &p));
    TRY(journal_lecture(r, "demande.voir", demande_objet(r->arena, d.uid)));
    view_fonds_demande(req_html(r), &p);
    return OK;
}

Err fonds_demande_page(Req *r)
{
    return show(r);
}

/* ---- gestures ---- */

/* Whoever acts on the other side of it is told that there is something to read: what it is stays where rights are asked for. */
static Err tell(Req *r, Str words)
{
    DemandeFonds d;
    const PersonneId *v;
    unsigned regards = 0;
    size_t n = 0;
    TRY(open_request(r, &d, &regards));
    TRY(demande_interlocuteurs(r->db, r->arena, d.id, r->acteur->role == ROLE_REFERENT, &v, &n));
    for (size_t i = 0; i < n; i++)
        if (v[i].v != r->acteur->personne_id)
            TRY(notification_deposer(r->db, r->arena, r->app, r->now, NOTIFICATION_MESSAGES, v[i],
                &(Notification){ str_format(r->arena, "demande:%.*s:%lld", STR_ARG(d.uid), (long long)r->now), words,
                    str_cat(r->arena, S("/fonds/demandes/"), d.uid) }));
    return OK;
}

static Err end(Req *r, Err e, FondsFaute f, const char *champ, const char *fait)
{
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    return fonds_fini(r, e, f, champ)
             ? req_redirect(r, "/fonds/demandes/%.*s?fait=%s", STR_ARG(req_path(r, "demande")), fait)
             : show(r);
}

Err fonds_mouvement_envoi(Req *r)
{
    FondsFaute f = FONDS_BON;
    int to = req_choice(r, "vers", -1);
    if (to < 0)
        form_error(r, "vers", "Choisissez ce que devient la demande.");
    const DemandeMouvement m = { (DemandeEtat)(to < 0 ? 0 : to), str_or_empty(req_text(r, "motif")),
        fonds_montant(r, "accorde") };
    Err e = req_has_errors(r) ? ERR_INVALID
                              : demande_passer(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"), &m, &f);
    const char *champ = f == FONDS_MOTIF ? "motif" : m.vers == DEMANDE_ACCEPTEE ? "accorde" : "vers";
    if (e == OK)
        TRY(tell(r, S("Une demande au fonds que vous suivez a changé d’état.")));
    return end(r, e, f, champ, to == DEMANDE_CONSTRUCTION ? "deposee" : "etat");
}

Err fonds_message_envoi(Req *r)
{
    if (req_text(r, "texte").n == 0)
        form_error(r, "texte", "Écrivez votre message.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : demande_ecrire_message(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"),
                                    req_text(r, "texte"));
    if (e == OK)
        TRY(tell(r, S("Un message attend votre lecture sur une demande au fonds.")));
    return end(r, e, FONDS_BON, "texte", "message");
}

Err fonds_comite_choisi_envoi(Req *r)
{
    int64_t id = 0;
    if (!str_to_i64(str_or_empty(req_text(r, "reunion")), &id))
        form_error(r, "reunion", "Choisissez une réunion. Un comité se crée sur la page «\u00a0Comités\u00a0».");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : demande_proposer(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"), id);
    return end(r, e, FONDS_BON, "reunion", "comite");
}

/* As an attachment; of a request that is not granted, back to its page. */
Err fonds_convention_page(Req *r)
{
    DemandeFonds d;
    unsigned regards = 0;
    TRY(open_request(r, &d, &regards));
    if (!(regards & (REGARD_STRUCTURE | REGARD_PILOTE)))
        return ERR_NOT_FOUND;
    if (d.etat != DEMANDE_ACCEPTEE)
        return req_redirect(r, "/fonds/demandes/%.*s", STR_ARG(d.uid));
    TRY(convention_pdf(r->db, r->arena, r->app, r->now, &d, req_body(r, "application/pdf")));
    TRY(journal_lecture(r, "demande.lire_convention", demande_objet(r->arena, d.uid)));
    req_download(r, str_format(r->arena, "%sconvention-%.*s.pdf", d.convention.n ? "" : "projet-", STR_ARG(d.uid)));
    return OK;
}

static Err take_back_agreement(Req *r)
{
    Err e = convention_reprendre(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"));
    return end(r, e, FONDS_BON, "convention", "reprise");
}

Err fonds_convention_envoi(Req *r)
{
    Date day = { 0 };
    if (req_choice(r, "geste", 0) == GESTE_ROUVRIR)
        return take_back_agreement(r);
    if (req_text(r, "convention").n == 0)
        form_error(r, "convention", "Écrivez la référence de la convention.");
    if (!req_date(r, "jour", &day) || day.days > date_paris(r->now).days)
        form_missing(r, "jour", "Écrivez le jour de la signature\u00a0: il ne peut pas être à venir.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : convention_signer(r->db, r->arena, r->app, r->acteur, r->now, req_path(r, "demande"),
                                    req_text(r, "convention"), day);
    return end(r, e, FONDS_BON, "convention", "convention");
}

Err fonds_versement_envoi(Req *r)
{
    FondsFaute f = FONDS_BON;
    Date day = { 0 };
    int genre = req_choice(r, "versement_genre", -1);
    int64_t amount = fonds_montant(r, "versement_montant");
    if (genre < 0)
        form_error(r, "versement_genre", "Choisissez avance, acompte ou solde.");
    if (!req_date(r, "prevu", &day))
        form_missing(r, "prevu", "Écrivez le jour prévu.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : versement_prevoir(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"),
                                    (VersementGenre)genre, amount, day, &f);
    return end(r, e, f, "versement_montant", "versement");
}

static Err reopen_payment(Req *r)
{
    FondsFaute f = FONDS_BON;
    Err e = versement_rouvrir(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"), req_i64(r, "ligne", 0), &f);
    return end(r, e, f, "paye", "versement");
}

/* Without a day it is cancelled. */
Err fonds_versement_fin_envoi(Req *r)
{
    PlanJour day = { 0 };
    int gesture = req_choice(r, "geste", 0);
    bool cancel = gesture == GESTE_ANNULER;
    if (gesture == GESTE_ROUVRIR)
        return reopen_payment(r);
    day.has = !cancel && req_date(r, "paye", &day.d);
    if (!cancel && !day.has)
        form_error(r, "paye", "Écrivez le jour du versement.");
    if (day.has && day.d.days > date_paris(r->now).days)
        form_error(r, "paye", "Ce jour est à venir\u00a0: notez le versement quand il sera fait.");
    Err e = req_has_errors(r) ? ERR_INVALID
                              : versement_finir(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"),
                                    req_i64(r, "ligne", 0), day, str_or_empty(req_text(r, "reference")));
    if (e == OK)
        TRY(tell(r, S("Le fonds a noté un changement dans les versements de votre demande.")));
    return end(r, e, FONDS_BON, "paye", "versement");
}

Err fonds_cloture_envoi(Req *r)
{
    FondsFaute f = FONDS_BON;
    bool close = req_choice(r, "geste", GESTE_CLORE) != GESTE_ROUVRIR;
    Err e = demande_clore(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"), close,
        str_or_empty(req_text(r, "motif")), &f);
    if (e == OK)
        TRY(tell(r, S("Une demande au fonds que vous suivez a changé d’état.")));
    return end(r, e, f, "motif", close ? "clos" : "rouvert");
}

Err fonds_justificatif_avis_envoi(Req *r)
{
    Err e = justificatif_decider(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"), req_i64(r, "ligne", 0),
        req_choice(r, "avis", 0) == 0);
    return end(r, e, FONDS_BON, "avis", "justificatif");
}

Err fonds_justificatif_retrait(Req *r)
{
    Err e = justificatif_retirer(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"), req_i64(r, "ligne", 0));
    return end(r, e, FONDS_BON, "avis", "justificatif");
}

Err fonds_bilan_envoi(Req *r)
{
    int64_t people = req_i64(r, "personnes", -1);
    if (req_text(r, "bilan").n == 0)
        form_error(r, "bilan", "Racontez ce qui a été fait.");
    if (people < 0 && !req_has_errors(r))
        form_error(r, "personnes", "Écrivez combien de personnes en ont profité, 0 si vous ne le savez pas.");
    Err e = req_has_errors(r)
              ? ERR_INVALID
              : bilan_deposer(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"), req_text(r, "bilan"), people);
    if (e == OK)
        TRY(tell(r, S("Un bilan est déposé sur une demande au fonds que vous suivez.")));
    return end(r, e, FONDS_BON, "bilan", "bilan");
}

Err fonds_bilan_avis_envoi(Req *r)
{
    Err e = bilan_valider(r->db, r->arena, r->acteur, r->now, req_path(r, "demande"), req_choice(r, "avis", 0) == 0);
    if (e == OK)
        TRY(tell(r, S("Le fonds a lu le bilan de votre demande.")));
    return end(r, e, FONDS_BON, "avis", "bilan");
}
