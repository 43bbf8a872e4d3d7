// SPDX-License-Identifier: AGPL-3.0-or-later
/* /plan/comites and /plan/reunions. */
#include "domain/comites/comites_web.h"

#include "comites_view.h"
#include "core/app.h"
#include "domain/journal/journal.h"
#include "domain/lieux/lieux.h"

enum {
    MEMBRES = ROLE_ADMINISTRATEUR | ROLE_PILOTE | ROLE_COMITE | ROLE_COORDINATEUR | ROLE_REFERENT | ROLE_MEDIATEUR |
              ROLE_PRESCRIPTEUR | ROLE_REEMPLOI | ROLE_FINANCEUR,
    TEXTE_MAX = 10000,
    DUREE_MAX = 24 * 60,
};
static const Right comites_voir = { "comites.voir", "Voir ses comités, voter, finir ses tâches", PROOF_SESSION,
    MEMBRES };
static const Right comites_tenir = { "comites.tenir", "Tenir les comités, leurs réunions et leurs dossiers",
    PROOF_SESSION, ROLE_ADMINISTRATEUR | ROLE_PILOTE };

static const Choice faits[] = {
    { S_INIT("comite"), S_INIT("Le comité est créé.") },
    { S_INIT("membre"), S_INIT("Les membres sont à jour.") },
    { S_INIT("reunion"), S_INIT("La réunion est fixée.") },
    { S_INIT("date"), S_INIT("La réunion est déplacée. Les membres en sont prévenus, et leurs agendas avec eux.") },
    { S_INIT("annulee"), S_INIT("La réunion est annulée. Les membres en sont prévenus, et leurs agendas avec eux.") },
    { S_INIT("retablie"), S_INIT("La réunion est rétablie. Les membres en sont prévenus.") },
    { S_INIT("ecrite"), S_INIT("L’ordre du jour et le compte rendu sont enregistrés.") },
    { S_INIT("presence"), S_INIT("La présence est notée.") },
    { S_INIT("decision"), S_INIT("Les décisions sont à jour.") },
    { S_INIT("retiree"), S_INIT("La décision est retirée. Qui avait une tâche à en faire est prévenu.") },
    { S_INIT("remise"), S_INIT("La décision est rétablie, telle qu’elle était.") },
    { S_INIT("vote"), S_INIT("Votre vote est noté. Vous pouvez le changer tant que la décision n’est pas close.") },
    { S_INIT("tache"), S_INIT("Les tâches sont à jour.") },
    { S_INIT("papier"), S_INIT("Les documents de la réunion sont à jour.") },
    { S_INIT("dossier"), S_INIT("Le dossier est fait. Il ne changera plus.") },
    { STR_NONE, STR_NONE },
};
static const Choice gestes[] = { { S_INIT("inscrire"), S_INIT("Inscrire") }, { S_INIT("retirer"), S_INIT("Retirer") },
    { STR_NONE, STR_NONE } };
static const Choice clotures[] = { { S_INIT("clore"), S_INIT("Clore") }, { S_INIT("ajourner"), S_INIT("Ajourner") },
    { STR_NONE, STR_NONE } };

static const Choice retraits[] = { { S_INIT("retirer"), S_INIT("Retirer") }, { S_INIT("retablir"), S_INIT("Rétablir") },
    { STR_NONE, STR_NONE } };

static const Field champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom du comité", .max = 150 },
    { .name = "genre", .kind = FIELD_CHOICE, .label = "Sorte", .choices = comite_genres },
    { .name = "personne", .kind = FIELD_TEXT, .label = "Personne", .max = 40 },
    { .name = "geste", .kind = FIELD_CHOICE, .label = "Geste", .choices = gestes, .address_only = true },
    { .name = "jour", .kind = FIELD_DATE, .label = "Jour" },
    { .name = "heure", .kind = FIELD_TEXT, .label = "Heure", .hint = "Comme 14:30.", .max = 5 },
    { .name = "duree", .kind = FIELD_I64, .label = "Durée, en minutes", .min = 1, .max = DUREE_MAX },
    { .name = "lieu", .kind = FIELD_TEXT, .label = "Lieu, ou adresse de la visioconférence", .max = 300 },
    { .name = "annulee", .kind = FIELD_BOOL, .label = "Annulée", .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { .name = "ordre", .kind = FIELD_LINES, .label = "Ordre du jour", .max = TEXTE_MAX },
    { .name = "compte_rendu", .kind = FIELD_LINES, .label = "Compte rendu", .max = TEXTE_MAX },
    { .name = "presence", .kind = FIELD_CHOICE, .label = "Présence", .choices = presences },
    { .name = "texte", .kind = FIELD_LINES, .label = "Décision proposée", .max = 2000 },
    { .name = "action", .kind = FIELD_TEXT, .label = "Numéro de l’action concernée", .hint = "Facultatif.", .max = 20 },
    { .name = "decision", .kind = FIELD_I64, .label = "Décision", .min = 1, .max = 9e15, .address_only = true },
    { .name = "vote", .kind = FIELD_CHOICE, .label = "Vote", .choices = votes, .address_only = true },
    { .name = "cloture", .kind = FIELD_CHOICE, .label = "Clôture", .choices = clotures, .address_only = true },
    { .name = "retrait", .kind = FIELD_CHOICE, .label = "Retrait", .choices = retraits, .address_only = true },
    { .name = "motif", .kind = FIELD_TEXT, .label = "Pourquoi la retirer", .max = 500, .address_only = true },
    { .name = "tache", .kind = FIELD_TEXT, .label = "Tâche", .max = 300 },
    { .name = "echeance", .kind = FIELD_DATE, .label = "Pour le" },
    { .name = "tache_id", .kind = FIELD_I64, .label = "Tâche", .min = 1, .max = 9e15, .address_only = true },
    { 0 },
};

static const Field papiers_vue_champs[] = {
    { .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true },
    { 0 },
};
static const Field papiers_champs[] = {
    { .name = "fichier",
        .kind = FIELD_FILE,
        .label = "Fichier",
        .hint = "PDF, tableur XLSX, CSV, image PNG ou JPEG\u202f; 5 Mo au plus.",
        .required = true,
        .max = DOCUMENT_MAX,
        .files = DOCUMENT_TYPES },
    { 0 },
};
static const Field papier_retrait_champs[] = {
    { .name = "document", .kind = FIELD_I64, .label = "Document", .required = true, .min = 1, .max = 9e15 },
    { 0 },
};

/* ---- what is opened ---- */

static Err number_of(Req *r, const char *name, int64_t *ret)
{
    return str_to_i64(req_path(r, name), ret) ? OK : ERR_NOT_FOUND;
}

static Err open_committee(Req *r, Comite *ret)
{
    int64_t id = 0;
    TRY(number_of(r, "comite", &id));
    return comite_ouvrir(r->db, r->arena, r->acteur, (ComiteId){ id }, ret);
}

static Err open_meeting(Req *r, Reunion *ret, Comite *ret_comite)
{
    int64_t id = 0;
    TRY(number_of(r, "reunion", &id));
    return reunion_ouvrir(r->db, r->arena, r->acteur, (ReunionId){ id }, ret, ret_comite);
}

static Err to_committee(Req *r, const Comite *c, const char *fait)
{
    return req_redirect(r, "/plan/comites/%lld?fait=%s", (long long)c->id.v, fait);
}

static Err to_meeting(Req *r, const Reunion *m, const char *fait)
{
    return req_redirect(r, "/plan/reunions/%lld?fait=%s", (long long)m->id.v, fait);
}

static Err person(Req *r, PersonneId id, MembreVue *ret)
{
    Personne p;
    *ret = (MembreVue){ .nom = S("Personne effacée"), .presence = -1 };
    if (id.v == 0)
        return OK;
    Err e = personne_par_id(r->db, r->arena, id, &p);
    if (e == OK)
        *ret = (MembreVue){ p.uid, personne_nom_montre(r->arena, p.prenom, p.nom), -1, id.v == r->acteur->personne_id };
    return e == ERR_NOT_FOUND ? OK : e;
}

static Err members(Req *r, ComiteId id, const MembreVue **ret, size_t *ret_n)
{
    const PersonneId *ids;
    TRY(comite_membres(r->db, r->arena, id, &ids, ret_n));
    MembreVue *v = NEW(r->arena, MembreVue, *ret_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < *ret_n; i++)
        TRY(person(r, ids[i], &v[i]));
    *ret = v;
    return OK;
}

/* Somebody of the list, within the scope; a fault of the form otherwise. */
static bool chosen_person(Req *r, Personne *ret)
{
    Str uid = req_text(r, "personne");
    bool covered = false;
    if (uid.n && personne_par_uid(r->db, r->arena, uid, ret) == OK &&
        acteur_couvre_personne(r->db, r->arena, r->acteur, ret->id, &covered) == OK && covered)
        return true;
    form_error(r, "personne", "Choisissez une personne de la liste.");
    return false;
}

/* As it is once changed. */
static Err tell_members(Req *r, const Comite *c, ReunionId id, const Reunion *was)
{
    Reunion now;
    Comite same;
    TRY(reunion_ouvrir(r->db, r->arena, r->acteur, id, &now, &same));
    return reunion_prevenir(r->db, r->arena, r->app, r->acteur, r->now, c, was, &now);
}

static Err tell_owners(Req *r, const Reunion *m, TacheNouvelle what)
{
    return taches_prevenir(r->db, r->arena, r->app, r->acteur, r->now, m, req_i64(r, "decision", 0), what);
}

/* ---- /plan/comites ---- */

static Err show_committees(Req *r)
{
    ComitesPage p = { .form = &r->form, .pilote = plan_pilote(r->acteur) };
    TRY(comites_de(r->db, r->arena, r->acteur, &p.comites, &p.n));
    view_comites(req_html(r), &p);
    return OK;
}

static Err comite_envoi(Req *r)
{
    ComiteId id;
    int genre = req_choice(r, "genre", -1);
    if (req_text(r, "nom").n == 0)
        form_error(r, "nom", "Nommez ce comité.");
    if (genre < 0)
        form_error(r, "genre", "Choisissez sa sorte.");
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_committees(r);
    }
    TRY(comite_creer(r->db, r->arena, r->acteur, r->now, req_text(r, "nom"), (ComiteGenre)genre, &id));
    return req_redirect(r, "/plan/comites/%lld?fait=comite", (long long)id.v);
}

static Err show_committee(Req *r, const Comite *c)
{
    ComitePage p = { .form = &r->form, .comite = c, .pilote = plan_pilote(r->acteur), .now = r->now };
    TRY(members(r, c->id, &p.membres, &p.membres_n));
    TRY(reunions_de(r->db, r->arena, c->id, &p.reunions, &p.reunions_n));
    TRY(plan_personnes(r, &p.personnes));
    TRY(journal_lecture(r, "comite.voir", str_format(r->arena, "comite:%lld", (long long)c->id.v)));
    view_comite(req_html(r), &p);
    return OK;
}

static Err comite_page(Req *r)
{
    Comite c;
    TRY(open_committee(r, &c));
    return show_committee(r, &c);
}

static Err membre_envoi(Req *r)
{
    Comite c;
    Personne who;
    TRY(open_committee(r, &c));
    if (!chosen_person(r, &who)) {
        req_status(r, 400);
        return show_committee(r, &c);
    }
    TRY(comite_inscrire(r->db, r->arena, r->acteur, r->now, &c, who.id, req_choice(r, "geste", 0) == 0));
    return to_committee(r, &c, "membre");
}

static bool read_instant(Req *r, int64_t *ret)
{
    Date d;
    int hour = 0, minute = 0;
    if (!req_date(r, "jour", &d))
        form_missing(r, "jour", "Choisissez le jour.");
    if (!heure_lire(req_text(r, "heure"), &hour, &minute))
        form_error(r, "heure", "Écrivez l’heure comme 14:30.");
    if (req_has_errors(r))
        return false;
    *ret = instant_paris(d, hour, minute);
    return true;
}

static Err reunion_envoi(Req *r)
{
    Comite c;
    ReunionId id;
    int64_t at = 0;
    TRY(open_committee(r, &c));
    if (!read_instant(r, &at)) {
        req_status(r, 400);
        return show_committee(r, &c);
    }
    Str lieu = req_text(r, "lieu");
    TRY(reunion_creer(r->db, r->arena, r->acteur, r->now, &c, at, req_i64(r, "duree", 120), lieu.n ? lieu : S(""),
        &id));
    TRY(tell_members(r, &c, id, NULL));
    return req_redirect(r, "/plan/reunions/%lld?fait=reunion", (long long)id.v);
}

static Err agenda_ics(Req *r)
{
    Comite c;
    TRY(open_committee(r, &c));
    TRY(comite_agenda(r->db, r->arena, &c, config_str(r->app->config, CONF_URL_PUBLIQUE), r->now,
        req_body(r, "text/calendar; charset=utf-8")));
    req_download(r, str_format(r->arena, "comite-%lld.ics", (long long)c.id.v));
    return OK;
}

/* ---- /plan/reunions/{reunion} ---- */

static Err show_attendance(Req *r, ReunionPage *p)
{
    const Presente *v;
    TRY(presences_de(r->db, r->arena, p->reunion, &v, &p->membres_n));
    MembreVue *m = NEW(r->arena, MembreVue, p->membres_n + 1);
    if (!m)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->membres_n; i++) {
        TRY(person(r, v[i].personne_id, &m[i]));
        m[i].presence = v[i].presence;
    }
    p->membres = m;
    return OK;
}

static Err show_tasks(Req *r, ReunionPage *p)
{
    const Tache *v;
    TRY(taches_de(r->db, r->arena, p->reunion->id, &v, &p->taches_n));
    TacheVue *t = NEW(r->arena, TacheVue, p->taches_n + 1);
    if (!t)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->taches_n; i++) {
        t[i].t = &v[i];
        TRY(person(r, v[i].personne_id, &t[i].qui));
    }
    p->taches = t;
    return OK;
}

/* Who took each one back; one a decision. */
static Err show_withdrawals(Req *r, ReunionPage *p)
{
    MembreVue *v = NEW(r->arena, MembreVue, p->decisions_n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->decisions_n; i++)
        if (p->decisions[i].etat == DECISION_RETIREE)
            TRY(person(r, p->decisions[i].retrait_par, &v[i]));
    p->retireurs = v;
    p->motif_faux = champ_de(p->form, "motif").message.p ? req_i64(r, "decision", 0) : 0;
    return OK;
}

static void show_when(Req *r, ReunionPage *p)
{
    const Reunion *m = p->reunion;
    Civil c = civil_paris(m->debut_at);
    char z[STR_I64_MAX];
    p->jour = champ_defaut(&r->form, "jour", date_iso(r->arena, date_paris(m->debut_at)));
    p->heure = champ_defaut(&r->form, "heure", str_format(r->arena, "%02d:%02d", c.hour, c.minute));
    p->duree = champ_defaut(&r->form, "duree", str_dup(r->arena, str_of_i64(m->duree_mn, z)));
    p->lieu = champ_defaut(&r->form, "lieu", m->lieu);
}

static Err show_meeting(Req *r, const Reunion *m, const Comite *c)
{
    ReunionPage p = { .form = &r->form, .reunion = m, .comite = c, .pilote = plan_pilote(r->acteur) };
    TRY(comite_est_membre(r->db, r->acteur, c->id, &p.membre));
    TRY(show_attendance(r, &p));
    TRY(decisions_de(r->db, r->arena, m->id, &p.decisions, &p.decisions_n));
    TRY(show_tasks(r, &p));
    TRY(show_withdrawals(r, &p));
    TRY(dossiers_de(r->db, r->arena, m->id, &p.dossiers, &p.dossiers_n));
    TRY(papiers_de(r->db, r->arena, m->id, &p.papiers, &p.papiers_n));
    show_when(r, &p);
    p.ordre = champ_defaut(&r->form, "ordre", m->ordre);
    p.compte_rendu = champ_defaut(&r->form, "compte_rendu", m->compte_rendu);
    TRY(journal_lecture(r, "reunion.voir", str_format(r->arena, "reunion:%lld", (long long)m->id.v)));
    view_reunion(req_html(r), &p);
    return OK;
}

static Err reunion_page(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    return show_meeting(r, &m, &c);
}

/* After a domain call: away when done, the page again where the form can be mended. */
static Err finish(Req *r, const Reunion *m, const Comite *c, Err e, const char *fait)
{
    if (e == OK && !req_has_errors(r))
        return to_meeting(r, m, fait);
    if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    req_status(r, 400);
    return show_meeting(r, m, c);
}

static Err ecrire_envoi(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    Err e = req_has_errors(r) ? ERR_INVALID
                              : reunion_ecrire(r->db, r->arena, r->acteur, r->now, &m, req_i64(r, "version", 0),
                                    str_or_empty(req_text(r, "ordre")), str_or_empty(req_text(r, "compte_rendu")));
    if (e == ERR_CONFLICT)
        form_error(r, "ordre",
            "Quelqu’un a écrit entre-temps\u00a0: ouvrez la réunion dans un autre onglet et comparez.");
    return finish(r, &m, &c, e, "ecrite");
}

static Err date_envoi(Req *r)
{
    Reunion m;
    Comite c;
    int64_t at = 0;
    TRY(open_meeting(r, &m, &c));
    bool sound = read_instant(r, &at);
    Err e = sound ? reunion_deplacer(r->db, r->arena, r->acteur, r->now, &m, req_i64(r, "version", 0), at,
                        req_i64(r, "duree", m.duree_mn), str_or_empty(req_text(r, "lieu")))
                  : ERR_INVALID;
    if (e == OK)
        e = tell_members(r, &c, m.id, &m);
    if (e == ERR_CONFLICT)
        form_error(r, "jour", "Quelqu’un a changé cette réunion entre-temps\u00a0: rechargez la page.");
    return finish(r, &m, &c, e, "date");
}

static Err annulation_envoi(Req *r)
{
    Reunion m;
    Comite c;
    bool off = req_bool(r, "annulee");
    TRY(open_meeting(r, &m, &c));
    Err e = reunion_annuler(r->db, r->arena, r->acteur, r->now, &m, off);
    if (e == OK)
        e = tell_members(r, &c, m.id, &m);
    /* Twice the same gesture: it is so already. */
    return finish(r, &m, &c, e == ERR_CONFLICT ? OK : e, off ? "annulee" : "retablie");
}

static Err presence_envoi(Req *r)
{
    Reunion m;
    Comite c;
    Personne who;
    TRY(open_meeting(r, &m, &c));
    int p = req_choice(r, "presence", -1);
    if (p < 0)
        form_error(r, "presence", "Choisissez une présence.");
    bool known = chosen_person(r, &who);
    Err e = known && p >= 0 ? reunion_noter(r->db, r->arena, r->acteur, r->now, &m, who.id, (Presence)p) : ERR_INVALID;
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "personne", "Cette personne n’est pas membre du comité.");
    return finish(r, &m, &c, e, "presence");
}

/* Empty, or of the plan. */
static Err known_action(Req *r, Str numero)
{
    Plan p;
    if (!numero.n)
        return OK;
    Err e = plan_courant(r->db, r->arena, &p);
    if (e == ERR_NOT_FOUND || (e == OK && !plan_action(&p, numero)))
        form_error(r, "action", "Aucune action du plan n’a ce numéro.");
    return e == ERR_NOT_FOUND ? OK : e;
}

static Err decision_envoi(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    Str action = str_trim(str_or_empty(req_text(r, "action")));
    if (req_text(r, "texte").n == 0)
        form_error(r, "texte", "Écrivez la décision.");
    TRY(known_action(r, action));
    Err e = req_has_errors(r) ? ERR_INVALID
                              : decision_proposer(r->db, r->arena, r->acteur, r->now, &m, req_text(r, "texte"), action);
    return finish(r, &m, &c, e, "decision");
}

static Err vote_envoi(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    int vote = req_choice(r, "vote", -1);
    if (vote < 0)
        return ERR_INVALID;
    Err e = decision_voter(r->db, r->arena, r->acteur, r->now, &m, req_i64(r, "decision", 0), (Vote)vote);
    if (e == ERR_CONFLICT)
        form_error(r, "vote", "Cette décision est close\u00a0: les votes sont comptés.");
    return finish(r, &m, &c, e, "vote");
}

static Err cloture_envoi(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    bool later = req_choice(r, "cloture", 0) == 1;
    Err e = decision_clore(r->db, r->arena, r->acteur, r->now, &m, req_i64(r, "decision", 0), later);
    if (e == ERR_INVALID)
        form_error(r, "cloture", "Personne n’a voté\u00a0: faites voter, ou ajournez.");
    if (e == ERR_CONFLICT)
        form_error(r, "cloture", "Cette décision est déjà close.");
    return finish(r, &m, &c, e, "decision");
}

static Err retrait_envoi(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    bool back = req_choice(r, "retrait", 0) == 1;
    int64_t id = req_i64(r, "decision", 0);
    Err e = req_has_errors(r) ? ERR_INVALID
          : back              ? decision_retablir(r->db, r->arena, r->acteur, r->now, &m, id)
                              : decision_retirer(r->db, r->arena, r->acteur, r->now, &m, id, req_text(r, "motif"));
    if (e == OK)
        e = tell_owners(r, &m, back ? TACHE_RETABLIE : TACHE_RETIREE);
    if (e == ERR_INVALID && !req_has_errors(r))
        form_error(r, "motif", "Écrivez pourquoi la décision est retirée.");
    if (e == ERR_CONFLICT)
        form_error(r, "retrait", back ? "Cette décision n’est pas retirée." : "Cette décision est déjà retirée.");
    return finish(r, &m, &c, e, back ? "remise" : "retiree");
}

static Err tache_envoi(Req *r)
{
    Reunion m;
    Comite c;
    Personne who;
    PlanJour day = { 0 };
    TRY(open_meeting(r, &m, &c));
    day.has = req_date(r, "echeance", &day.d);
    if (req_text(r, "tache").n == 0)
        form_error(r, "tache", "Écrivez la tâche.");
    bool known = chosen_person(r, &who);
    Err e = !known || req_has_errors(r) ? ERR_INVALID
                                        : tache_confier(r->db, r->arena, r->acteur, r->now, &m,
                                              req_i64(r, "decision", 0), req_text(r, "tache"), who.id, day);
    if (e == OK)
        e = tell_owners(r, &m, TACHE_CONFIEE);
    if (e == ERR_CONFLICT)
        form_error(r, "tache", "Une tâche vient d’une décision adoptée.");
    return finish(r, &m, &c, e, "tache");
}

static Err tache_faite_envoi(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    Err e = tache_finir(r->db, r->arena, r->acteur, r->now, &m, req_i64(r, "tache_id", 0));
    if (e == ERR_CONFLICT)
        form_error(r, "tache_id", "La décision de cette tâche est retirée\u00a0: elle n’est plus à faire.");
    return finish(r, &m, &c, e, "tache");
}

/* ---- packs ---- */

static Err dossier_envoi(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    Site site = *r->app->site;
    site.demonstration = site.demonstration || (r->app->demonstration && r->app->demonstration(r));
    const DossierFonds f = { &site, r->app->assets, mesure_sources(r), r->now, r->app->slices };
    TRY(dossier_faire(r->db, r->arena, r->acteur, &f, &c, &m));
    return to_meeting(r, &m, "dossier");
}

/* The bytes of then. */
static Err dossier_octets(Req *r)
{
    Reunion m;
    Comite c;
    DossierLigne d;
    Str bytes;
    int64_t id = 0;
    TRY(open_meeting(r, &m, &c));
    TRY(number_of(r, "dossier", &id));
    TRY(dossier_lire(r->db, r->arena, m.id, id, &d, &bytes));
    bool page = str_eq(d.forme, S("html")), pdf = str_eq(d.forme, S("pdf"));
    buf_put(req_body(r, page  ? "text/html; charset=utf-8"
                        : pdf ? "application/pdf"
                              : "application/vnd.oasis.opendocument.text"),
        bytes);
    if (!page)
        req_download(r, str_format(r->arena, "dossier-%lld.%.*s", (long long)id, STR_ARG(d.forme)));
    return OK;
}

/* Style sheet and letters of then, which never change. */
static Err fige_octets(Req *r)
{
    Str type, bytes;
    TRY(fige_lire(r->db, r->arena, req_path(r, "nom"), &type, &bytes));
    req_set_header(r, "Cache-Control", S("private, max-age=31536000, immutable"));
    buf_put(req_body(r, str_dup(r->arena, type).p), bytes);
    return OK;
}

/* ---- papers ---- */

static Err show_papers(Req *r, const Reunion *m, const Comite *c)
{
    static const Str nothing[sizeof papiers_champs / sizeof *papiers_champs];
    const Form empty = { .fields = papiers_champs, .raw = nothing };
    PapiersPage p = { .form = r->form.fields == papiers_champs ? &r->form : &empty,
        .adresse = r->form.fields == papiers_vue_champs ? &r->form : NULL,
        .reunion = m,
        .comite = c,
        .pilote = plan_pilote(r->acteur) };
    TRY(papiers_de(r->db, r->arena, m->id, &p.papiers, &p.n));
    view_reunion_papiers(req_html(r), &p);
    return OK;
}

static Err papiers_page(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    return show_papers(r, &m, &c);
}

static Err papier_envoi(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    const Upload *u = req_file(r, "fichier");
    Err e = u && !req_has_errors(r) ? papier_joindre(r->db, r->arena, r->acteur, r->now, &m, u) : ERR_INVALID;
    if (e == OK)
        return req_redirect(r, "/plan/reunions/%lld/documents?fait=papier", (long long)m.id.v);
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    if (e == ERR_CONFLICT)
        form_error(r, "fichier", "Cette réunion a déjà 50 documents\u00a0: retirez-en un.");
    else if (!req_has_errors(r))
        form_error(r, "fichier", "Choisissez un fichier.");
    req_status(r, 400);
    return show_papers(r, &m, &c);
}

static Err papier_retrait(Req *r)
{
    Reunion m;
    Comite c;
    TRY(open_meeting(r, &m, &c));
    TRY(papier_retirer(r->db, r->arena, r->acteur, r->now, &m, req_i64(r, "document", 0)));
    return req_redirect(r, "/plan/reunions/%lld/documents?fait=papier", (long long)m.id.v);
}

static Err papier_octets(Req *r)
{
    Reunion m;
    Comite c;
    Str nom, type, bytes;
    int64_t id = 0;
    TRY(open_meeting(r, &m, &c));
    TRY(number_of(r, "document", &id));
    TRY(papier_lire(r->db, r->arena, m.id, id, &nom, &type, &bytes));
    TRY(journal_lecture(r, "reunion.lire_document", str_format(r->arena, "reunion:%lld", (long long)m.id.v)));
    buf_put(req_body(r, str_dup(r->arena, type).p), bytes);
    req_download(r, nom);
    return OK;
}

const Route comites_routes[] = {
    { "GET", "/plan/figes/{nom}", fige_octets, &comites_voir, SLOW, NULL, "Présentation d’un dossier de réunion" },
    { "GET", "/plan/reunions/{reunion}/documents", papiers_page, &comites_voir, SLOW, papiers_vue_champs,
        "Documents d’une réunion", ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/documents", papier_envoi, &comites_tenir, WRITE, papiers_champs,
        "Joindre un document à une réunion", ROUTE_LAX, DOCUMENT_CORPS_MAX },
    { "POST", "/plan/reunions/{reunion}/documents/retirer", papier_retrait, &comites_tenir, WRITE,
        papier_retrait_champs, "Retirer un document d’une réunion" },
    { "GET", "/plan/reunions/{reunion}/documents/{document}", papier_octets, &comites_voir, SLOW, NULL,
        "Un document d’une réunion" },
    { "GET", "/plan/comites", show_committees, &comites_voir, READ, champs, "Comités", ROUTE_LAX },
    { "POST", "/plan/comites", comite_envoi, &comites_tenir, WRITE, champs, "Créer un comité", ROUTE_LAX },
    { "GET", "/plan/comites/{comite}", comite_page, &comites_voir, SLOW, champs, "Un comité", ROUTE_LAX },
    { "GET", "/plan/comites/{comite}/agenda.ics", agenda_ics, &comites_voir, SLOW, NULL, "Agenda d’un comité" },
    { "POST", "/plan/comites/{comite}/membres", membre_envoi, &comites_tenir, WRITE, champs,
        "Inscrire ou retirer un membre", ROUTE_LAX },
    { "POST", "/plan/comites/{comite}/reunions", reunion_envoi, &comites_tenir, WRITE, champs, "Fixer une réunion",
        ROUTE_LAX },
    { "GET", "/plan/reunions/{reunion}", reunion_page, &comites_voir, SLOW, champs, "Une réunion", ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}", ecrire_envoi, &comites_tenir, WRITE, champs,
        "Enregistrer l’ordre du jour et le compte rendu", ROUTE_LAX, 128 * 1024 },
    { "POST", "/plan/reunions/{reunion}/date", date_envoi, &comites_tenir, WRITE, champs, "Déplacer une réunion",
        ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/annulation", annulation_envoi, &comites_tenir, WRITE, champs,
        "Annuler ou rétablir une réunion", ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/presences", presence_envoi, &comites_tenir, WRITE, champs, "Noter une présence",
        ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/decisions", decision_envoi, &comites_tenir, WRITE, champs,
        "Proposer une décision", ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/votes", vote_envoi, &comites_voir, WRITE, champs, "Voter", ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/clotures", cloture_envoi, &comites_tenir, WRITE, champs, "Clore une décision",
        ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/retraits", retrait_envoi, &comites_tenir, WRITE, champs,
        "Retirer une décision, ou la rétablir", ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/taches", tache_envoi, &comites_tenir, WRITE, champs, "Confier une tâche",
        ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/taches/faite", tache_faite_envoi, &comites_voir, WRITE, champs,
        "Finir une tâche", ROUTE_LAX },
    { "POST", "/plan/reunions/{reunion}/dossiers", dossier_envoi, &comites_tenir, WRITE, champs,
        "Faire le dossier d’une réunion", ROUTE_LAX },
    { "GET", "/plan/reunions/{reunion}/dossiers/{dossier}", dossier_octets, &comites_voir, SLOW, NULL,
        "Un dossier de réunion" },
    { 0 },
};
