// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/demo/vie_inventee.h"

#include "core/http/multipart.h"
#include "core/pdf/pdf.h"
#include "domain/comites/comites.h"
#include "domain/fonds/fonds.h"
#include "domain/plan/indicateurs.h"
#include "domain/plan/relations.h"

#define PUBLIC_INVENTE "Contributeur public (inventé)"
#define FONDATION_INVENTEE "Fondation (inventée)"
enum { JOUR_S = 86400, EUROS = 100, HEURE_MN = 60 };

typedef struct Vie {
    Db *db;
    Arena *a;
    DemoVie *d;
    Acteur pilote, comite, referent, second;
    Date today;
    Plan plan;
    const Action *x; /* the one read last */
} Vie;

/* As somebody, in the first role of that kind. */
static Err as(Vie *v, PersonneId id, int rang, Acteur *ret)
{
    const RoleTenu *roles;
    size_t n = 0, i = 0;
    TRY(roles_de(v->db, v->a, id, &roles, &n));
    while (i < n && roles[i].rang != rang)
        i++;
    return i < n ? acteur_de(v->db, v->a, id, roles[i].id, ret) : ERR_NOT_FOUND;
}

static PlanJour days_from(const Vie *v, int days)
{
    return (PlanJour){ true, { v->today.days + days } };
}

/* ---- actions ---- */

typedef struct Vecue {
    const char *numero, *pilote;
    ActionEtat etat;
    int avancement, debut, fin; /* percent; days from today */
    int64_t cout, publique, fondation; /* euros a year, over two years; 0: none */
    const char *faite, *prevue; /* a step behind, one ahead */
} Vecue;
static const Vecue vecues[] = {
    { "1.1", "Département, mission numérique (inventée)", ACTION_EN_COURS, 70, -400, 120, 12000, 14000, 0,
        "Recenser les lieux avec les communes", "Vérifier chaque fiche par téléphone" },
    { "1.4", "Préfecture, pôle cohésion (inventé)", ACTION_EN_COURS, 45, -200, 300, 30000, 30000, 15000,
        "Choisir l’outil commun", "Former les cent vingt médiateurs" },
    { "1.7", "Préfecture et Département (inventé)", ACTION_EN_COURS, 60, -300, 30, 8000, 0, 0,
        "Écrire le règlement du fonds", "Réunir les contributeurs" },
    { "1.8", "Syndicat mixte (inventé)", ACTION_A_VENIR, 0, 60, 500, 45000, 40000, 20000, "",
        "Choisir les communes de passage" },
    { "1.12", "Département, action sociale (inventée)", ACTION_BLOQUEE, 10, -150, 200, 90000, 60000, 0,
        "Visiter trois véhicules", "Commander le véhicule" },
    { "2.10", "Réseau des France Services (inventé)", ACTION_EN_COURS, 55, -260, 180, 16000, 16000, 4000,
        "Former la première promotion", "Former la seconde promotion" },
    { "2.14", "Éducation nationale (inventée)", ACTION_REALISEE, 100, -500, -40, 6000, 12000, 0,
        "Certifier deux collèges", "" },
    { "3.3", "Réseau des médiathèques (inventé)", ACTION_EN_COURS, 30, -220, -20, 5000, 4000, 0,
        "Écrire le module de sécurité", "L’essayer dans trois ateliers" },
    { "4.2", "Groupe de travail (inventé)", ACTION_EN_PAUSE, 20, -180, 240, 0, 0, 0, "Réunir les exemples", "" },
    { "5.1", "Ressourcerie (inventée)", ACTION_REALISEE, 100, -450, -100, 3000, 3000, 3000,
        "Appeler les quarante acteurs connus", "" },
    { "5.2", "Ressourcerie (inventée)", ACTION_EN_COURS, 35, -120, 400, 20000, 10000, 12000, "Écrire la charte du don",
        "Ouvrir trois points de collecte" },
};
enum { VECUES = sizeof vecues / sizeof *vecues };

static Err read_action(Vie *v, Str numero)
{
    TRY(plan_courant(v->db, v->a, &v->plan));
    v->x = plan_action(&v->plan, numero);
    return v->x ? OK : ERR_NOT_FOUND;
}

static Err move(Vie *v, ActionEtat to)
{
    TRY(read_action(v, v->x->numero));
    bool blocked = to == ACTION_BLOQUEE;
    return action_passer(v->db, v->a, &v->pilote, v->d->now, v->x, to,
        blocked ? S("Aucun véhicule adapté n’est livré avant un an (blocage inventé).") : S(""),
        blocked ? S("Louer un véhicule la première année, avec l’accord du comité.") : S(""));
}

/* By the moves that are allowed. */
static Err bring_to(Vie *v, ActionEtat to)
{
    TRY(move(v, ACTION_A_VENIR));
    if (to != ACTION_A_VENIR)
        TRY(move(v, ACTION_EN_COURS));
    return to == ACTION_A_VENIR || to == ACTION_EN_COURS ? OK : move(v, to);
}

static Err write_fields(Vie *v, const Vecue *t)
{
    ActionSaisie s = { .titre = v->x->titre,
        .pilote = str_from(t->pilote),
        .territoires = S("Eure-et-Loir"),
        .themes = v->x->themes,
        .priorite = t->avancement >= 50 ? 0 : 1,
        .avancement = t->avancement,
        .debut = days_from(v, t->debut),
        .fin = days_from(v, t->fin),
        .publics = v->x->publics };
    for (int i = 0; i < TEXTES_N; i++)
        s.textes[i] = STR_NONE;
    return action_modifier(v->db, v->a, &v->pilote, v->d->now, v->x, v->x->version, &s);
}

static Err fund(Vie *v, const char *who, FinancementNature nature, int64_t euros, FinancementEtat etat)
{
    FinancementFaute f;
    const Financement line = { .financeur = str_from(who),
        .nature = nature,
        .etat = etat,
        .montant = euros * EUROS,
        .attendu = days_from(v, 90) };
    return euros ? action_financement_ajouter(v->db, v->a, &v->pilote, v->d->now, v->x, &line, &f) : OK;
}

static Err write_money(Vie *v, const Vecue *t)
{
    int year = date_civil(v->today).year;
    FinancementFaute f;
    for (int i = 0; i < 2 && t->cout; i++) {
        const Cout c = { .annee = year + i,
            .nature = COUT_FONCTIONNEMENT,
            .libelle = S("Dépense inventée"),
            .ht = t->cout * EUROS };
        TRY(action_cout_ajouter(v->db, v->a, &v->pilote, v->d->now, v->x, &c, &f));
    }
    TRY(fund(v, PUBLIC_INVENTE, APPORT_PUBLIQUE, t->publique, FINANCEMENT_ACQUIS));
    return fund(v, FONDATION_INVENTEE, APPORT_PRIVEE, t->fondation, FINANCEMENT_PRESSENTI);
}

static Err write_steps(Vie *v, const Vecue *t)
{
    ActionFiche f;
    if (*t->faite) {
        TRY(action_etape_ajouter(v->db, v->a, &v->pilote, v->d->now, v->x, str_from(t->faite), days_from(v, t->debut)));
        TRY(action_fiche(v->db, v->a, v->x->id, &f));
        TRY(action_etape_noter(v->db, v->a, &v->pilote, v->d->now, v->x, f.etapes[0].id, days_from(v, t->debut)));
    }
    return *t->prevue
             ? action_etape_ajouter(v->db, v->a, &v->pilote, v->d->now, v->x, str_from(t->prevue), days_from(v, t->fin))
             : OK;
}

static Err live(Vie *v, size_t rank)
{
    const Vecue *t = &vecues[rank];
    TRY(read_action(v, str_from(t->numero)));
    TRY(write_fields(v, t));
    TRY(bring_to(v, t->etat));
    TRY(write_money(v, t));
    TRY(write_steps(v, t));
    TRY(action_lier_acteur(v->db, v->a, &v->pilote, v->d->now, v->x, &v->d->structures[rank % 2],
        PART_ACTEUR_PARTENAIRE, true));
    v->d->actions++;
    return action_commenter(v->db, v->a, &v->pilote, v->d->now, v->x, COMMENTAIRE_COMMENTAIRE,
        S("Statut, dates, pilote et montants sont inventés pour la démonstration\u00a0; le texte de l’action est celui "
          "de la "
          "feuille de route."));
}

/* ---- indicators ---- */

static Err watch(Vie *v, const char *nom, const char *unite, Formule formule, int64_t depart, int64_t cible,
    const char *numero)
{
    const Indicateur i = { .nom = str_from(nom),
        .unite = str_from(unite),
        .formule = formule,
        .depart = depart,
        .cible = cible,
        .depart_jour = v->plan.feuille.debut,
        .cible_jour = v->plan.feuille.fin };
    TRY(read_action(v, str_from(numero)));
    return indicateur_creer(v->db, v->a, &v->pilote, v->d->now, &v->plan, &i, v->x->id);
}

static Err make_indicators(Vie *v)
{
    const Mesures none = { 0 };
    const Indicateur *all;
    size_t n = 0;
    TRY(watch(v, "Lieux d’inclusion numérique (cible inventée)", "lieux", FORMULE_LIEUX, 90, 150, "1.1"));
    TRY(watch(v, "Aidants Connect opérationnels (cible inventée)", "aidants", FORMULE_AIDANTS, 5, 120, "2.10"));
    TRY(watch(v, "Appareils donnés (inventé)", "appareils", FORMULE_SAISIE, 0, 2000, "5.2"));
    TRY(plan_indicateurs(v->db, v->a, &v->plan, &none, v->today, &all, &n));
    for (size_t i = 0; i < n; i++)
        for (int k = 2; all[i].formule == FORMULE_SAISIE && k > 0; k--) {
            const Valeur value = { { v->today.days - 180 * k }, 520 - 150 * k, S("Relevé inventé") };
            TRY(indicateur_noter(v->db, v->a, &v->pilote, v->d->now, &v->plan, all[i].id, &value));
        }
    return OK;
}

/* ---- committees ---- */

typedef struct Seance {
    Comite comite;
    Reunion reunion;
} Seance;

static Err open_committee(Vie *v, const char *nom, ComiteGenre genre, Comite *ret)
{
    const PersonneId members[] = { v->d->pilote, v->d->comite, v->d->second };
    ComiteId id;
    TRY(comite_creer(v->db, v->a, &v->pilote, v->d->now, str_from(nom), genre, &id));
    TRY(comite_ouvrir(v->db, v->a, &v->pilote, id, ret));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        TRY(comite_inscrire(v->db, v->a, &v->pilote, v->d->now, ret, members[i], true));
    return OK;
}

static Err meet(Vie *v, const Comite *c, int days, const char *ordre, const char *compte_rendu, Seance *ret)
{
    enum { MATIN = 10, DUREE = 2 * HEURE_MN };
    const Date day = { v->today.days + days };
    ReunionId id;
    TRY(reunion_creer(v->db, v->a, &v->pilote, v->d->now, c, instant_paris(day, MATIN, 0), DUREE,
        S("Salle du conseil (inventée)"), &id));
    TRY(reunion_ouvrir(v->db, v->a, &v->pilote, id, &ret->reunion, &ret->comite));
    TRY(reunion_ecrire(v->db, v->a, &v->pilote, v->d->now, &ret->reunion, ret->reunion.version, str_from(ordre),
        str_from(compte_rendu)));
    return reunion_ouvrir(v->db, v->a, &v->pilote, id, &ret->reunion, &ret->comite);
}

/* The last one proposed: adopted by those who sit. */
static Err adopt(Vie *v, const Seance *s, int64_t *ret_decision)
{
    const Decision *all;
    size_t n = 0;
    TRY(decisions_de(v->db, v->a, s->reunion.id, &all, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    *ret_decision = all[n - 1].id;
    TRY(decision_voter(v->db, v->a, &v->comite, v->d->now, &s->reunion, *ret_decision, VOTE_POUR));
    TRY(decision_voter(v->db, v->a, &v->pilote, v->d->now, &s->reunion, *ret_decision, VOTE_POUR));
    return decision_clore(v->db, v->a, &v->pilote, v->d->now, &s->reunion, *ret_decision, false);
}

static Err hold_past_meeting(Vie *v, const Comite *c, Seance *ret)
{
    int64_t decision = 0;
    TRY(meet(v, c, -30, "1. Où en est le plan\n2. Le fonds\u00a0: premières demandes\n3. Le bus de la médiation",
        "Compte rendu inventé. Le comité prend connaissance de l’avancement, adopte l’ouverture du fonds et demande un "
        "devis de location pour le bus.",
        ret));
    TRY(reunion_noter(v->db, v->a, &v->pilote, v->d->now, &ret->reunion, v->d->pilote, PRESENCE_PRESENTE));
    TRY(reunion_noter(v->db, v->a, &v->pilote, v->d->now, &ret->reunion, v->d->comite, PRESENCE_PRESENTE));
    TRY(reunion_noter(v->db, v->a, &v->pilote, v->d->now, &ret->reunion, v->d->second, PRESENCE_EXCUSEE));
    TRY(decision_proposer(v->db, v->a, &v->pilote, v->d->now, &ret->reunion,
        S("Demander un devis de location pour le bus (décision inventée)"), S("1.12")));
    TRY(adopt(v, ret, &decision));
    return tache_confier(v->db, v->a, &v->pilote, v->d->now, &ret->reunion, decision,
        S("Demander trois devis de location (tâche inventée)"), v->d->comite, days_from(v, 10));
}

/* ---- requests ---- */

static Err make_paper(Vie *v, const char *titre, Upload *ret)
{
    BUF b = buf_new(PDF_BYTES_MAX);
    Pdf *p = pdf_new(v->a, v->d->app->assets,
        &(PdfInfo){ .titre = str_from(titre), .pied = S("Pièce inventée pour la démonstration."), .now = v->d->now });
    pdf_heading(p, 1, str_from(titre));
    pdf_text(p, PDF_BODY, S("Cette pièce est inventée\u00a0: elle montre où se lisent celles d’une demande."));
    TRY(pdf_finish(p, &b, NULL));
    *ret = (Upload){ str_format(v->a, "%s.pdf", titre), FILE_PDF, str_dup(v->a, buf_str(&b)) };
    return arena_failed(v->a) ? ERR_MEMORY : OK;
}

typedef struct Voulue {
    const char *titre, *projet, *action;
    int64_t montant, depense, propre; /* euros */
} Voulue;

static Err add_papers(Vie *v, const Acteur *par, Str uid)
{
    FondsFaute f;
    Upload u;
    TRY(make_paper(v, "Budget (inventé)", &u));
    TRY(piece_deposer(v->db, v->a, par, v->d->now, uid, PIECE_BUDGET, &u, &f));
    TRY(make_paper(v, "Relevé d’identité bancaire (inventé)", &u));
    return piece_deposer(v->db, v->a, par, v->d->now, uid, PIECE_RIB, &u, &f);
}

static Err pass(Vie *v, const Acteur *par, Str uid, DemandeEtat to, int64_t accorde)
{
    FondsFaute f;
    return demande_passer(v->db, v->a, par, v->d->now, uid, &(DemandeMouvement){ to, S(""), accorde }, &f);
}

/* Written by the structure, sent, and read by the pilotes. */
static Err ask(Vie *v, const AppelFonds *appel, const Acteur *par, const Structure *s, const Voulue *w, Str *ret_uid)
{
    FondsFaute f;
    DemandeFonds d;
    unsigned seen = 0;
    const int64_t now = v->d->now;
    const Cout cost = { .annee = date_civil(v->today).year,
        .nature = COUT_INVESTISSEMENT,
        .libelle = S("Postes et mobilier (inventés)"),
        .ht = w->depense * EUROS };
    const Financement own = { .financeur = s->nom,
        .nature = APPORT_PROPRE,
        .etat = FINANCEMENT_ACQUIS,
        .montant = w->propre * EUROS };
    TRY(demande_creer(v->db, v->a, par, now, v->d->random, appel, s->uid, str_from(w->titre), ret_uid, &f));
    TRY(demande_ouvrir(v->db, v->a, par, *ret_uid, &d, &seen));
    TRY(demande_ecrire(v->db, v->a, par, now, *ret_uid, d.version,
        &(DemandeSaisie){ str_from(w->titre), str_from(w->projet), str_from(w->action), w->montant * EUROS }, &f));
    TRY(demande_depense(v->db, v->a, par, now, *ret_uid, &cost, &f));
    TRY(demande_recette(v->db, v->a, par, now, *ret_uid, &own, &f));
    TRY(add_papers(v, par, *ret_uid));
    TRY(pass(v, par, *ret_uid, DEMANDE_CONSTRUCTION, 0));
    TRY(pass(v, &v->pilote, *ret_uid, DEMANDE_INSTRUCTION, 0));
    v->d->demandes++;
    return OK;
}

/* Granted by the meeting that is over, its agreement signed, its advance paid. */
static Err grant(Vie *v, const Seance *s, Str uid, int64_t euros)
{
    FondsFaute f;
    DemandeFonds d;
    unsigned seen = 0;
    const Versement *paid;
    size_t n = 0;
    int64_t decision = 0;
    const Date signed_on = { v->today.days - 20 };
    TRY(demande_proposer(v->db, v->a, &v->pilote, v->d->now, uid, s->reunion.id.v));
    TRY(adopt(v, s, &decision));
    TRY(pass(v, &v->pilote, uid, DEMANDE_ACCEPTEE, euros * EUROS));
    TRY(convention_signer(v->db, v->a, v->d->app, &v->pilote, v->d->now, uid, S("INVENTÉE-1"), signed_on));
    TRY(versement_prevoir(v->db, v->a, &v->pilote, v->d->now, uid, VERSEMENT_AVANCE, euros * EUROS / 2, signed_on, &f));
    TRY(demande_ouvrir(v->db, v->a, &v->pilote, uid, &d, &seen));
    TRY(demande_versements(v->db, v->a, d.id, &paid, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    return versement_finir(v->db, v->a, &v->pilote, v->d->now, uid, paid[0].id, days_from(v, -10), S("VIR-INVENTÉ-1"));
}

static Err make_requests(Vie *v, const Seance *past, const Seance *next)
{
    static const Voulue equip = { "Un coin numérique dans l’accueil (demande inventée)",
        "Projet inventé\u00a0: deux postes, une imprimante et un écran pour aider sans attendre.", "1.9", 8000, 11000,
        2000 };
    static const Voulue lend = { "Une malle d’ordinateurs à prêter (demande inventée)",
        "Projet inventé\u00a0: dix ordinateurs remis à neuf, prêtés aux personnes qui finissent un parcours.", "5.2",
        9000, 12000, 3000 };
    const AppelFonds *appels;
    size_t n = 0;
    Str uid;
    TRY(appels_de(v->db, v->a, (FondsId){ 0 }, true, &appels, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(ask(v, &appels[0], &v->referent, &v->d->structures[0], &equip, &uid));
    TRY(grant(v, past, uid, equip.montant));
    TRY(ask(v, &appels[0], &v->second, &v->d->structures[1], &lend, &uid));
    TRY(demande_ecrire_message(v->db, v->a, &v->pilote, v->d->now, uid,
        S("Message inventé\u00a0: votre dossier est complet, il passe au prochain comité.")));
    return demande_proposer(v->db, v->a, &v->pilote, v->d->now, uid, next->reunion.id.v);
}

/* Some of it has come; whoever follows the money of that contributor reads it in the fund and in the plan. */
static Err tie_funder(Vie *v)
{
    enum { RECUS = 40000 };
    FondsFaute f;
    const Fonds *fonds;
    const Contribution *all;
    size_t n = 0, m = 0;
    Personne who;
    TRY(fonds_tous(v->db, v->a, false, &fonds, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(contributions_de(v->db, v->a, fonds[i].id, &all, &m));
        for (size_t k = 0; k < m; k++)
            if (str_eq(all[k].nom, S(PUBLIC_INVENTE))) {
                TRY(contribution_passer(v->db, v->a, &v->pilote, v->d->now, fonds[i].id, all[k].id, ETAPE_APPEL,
                    RECUS * EUROS, &f));
                TRY(contribution_passer(v->db, v->a, &v->pilote, v->d->now, fonds[i].id, all[k].id, ETAPE_RECU,
                    RECUS * EUROS, &f));
                TRY(fonds_lier(v->db, v->a, &v->pilote, v->d->now, all[k].contributeur_id, v->d->financeur, true));
            }
    }
    TRY(personne_par_id(v->db, v->a, v->d->financeur, &who));
    return financeur_designer(v->db, v->a, &v->pilote, v->d->now, &v->plan, S(PUBLIC_INVENTE), &who, true);
}

Err demo_vie(Db *db, Arena *a, DemoVie *d)
{
    Vie v = { .db = db, .a = a, .d = d, .today = date_paris(d->now) };
    Comite steering, technical;
    Seance past = { 0 }, next = { 0 }, work = { 0 };
    TRY(as(&v, d->pilote, ROLE_RANG_PILOTE, &v.pilote));
    TRY(as(&v, d->comite, ROLE_RANG_COMITE, &v.comite));
    TRY(as(&v, d->referent, ROLE_RANG_REFERENT, &v.referent));
    TRY(as(&v, d->second, ROLE_RANG_REFERENT, &v.second));
    for (size_t i = 0; i < VECUES; i++)
        TRY(live(&v, i));
    TRY(make_indicators(&v));
    TRY(open_committee(&v, "Comité de pilotage (inventé)", COMITE_PILOTAGE, &steering));
    TRY(open_committee(&v, "Comité technique (inventé)", COMITE_TECHNIQUE, &technical));
    TRY(hold_past_meeting(&v, &steering, &past));
    TRY(meet(&v, &steering, 20, "1. Avancement et retards\n2. Demandes au fonds\n3. Cibles de l’année", "", &next));
    TRY(meet(&v, &technical, 6, "1. Préparer le comité de pilotage\n2. Fiches d’actions à compléter", "", &work));
    TRY(make_requests(&v, &past, &next));
    return tie_funder(&v);
}
