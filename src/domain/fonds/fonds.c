// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/fonds/fonds.h"

#include <string.h>

#include "domain/fonds/fonds_priv.h"
#include "domain/journal/journal.h"

/* ---- words ---- */

#define X(NAME, stored, shown) { S_INIT(stored), S_INIT(shown) },
const Choice contributeur_natures[] = { CONTRIBUTEUR_NATURES(X){ STR_NONE, STR_NONE } };
const Choice contribution_etapes[] = { CONTRIBUTION_ETAPES(X){ STR_NONE, STR_NONE } };
const Choice demande_etats[] = { DEMANDE_ETATS(X){ STR_NONE, STR_NONE } };
const Choice piece_genres[] = { PIECE_GENRES(X){ STR_NONE, STR_NONE } };
const Choice versement_genres[] = { VERSEMENT_GENRES(X){ STR_NONE, STR_NONE } };
const Choice justificatif_etats[] = { JUSTIFICATIF_ETATS(X){ STR_NONE, STR_NONE } };
const Choice bilan_etats[] = { BILAN_ETATS(X){ STR_NONE, STR_NONE } };
const Choice cout_choix[] = { COUT_NATURES(X){ STR_NONE, STR_NONE } };
const Choice apport_choix[] = { FINANCEMENT_NATURES(X){ STR_NONE, STR_NONE } };
const Choice recette_etats[] = { FINANCEMENT_ETATS(X){ STR_NONE, STR_NONE } };
#undef X

Str fonds_faute_montre(FondsFaute f)
{
    static const Str words[] = {
#define X(NAME, said) S_INIT(said),
        FONDS_FAUTES(X)
#undef X
    };
    return words[f];
}

Str fonds_objet(Arena *a, FondsId id)
{
    return str_format(a, "fonds:%lld", (long long)id.v);
}

Str fonds_axe_nom(Arena *a, const Plan *p, int64_t axe)
{
    for (size_t i = 0; i < p->axes_n; i++)
        if (p->axes[i].rang == axe)
            return str_format(a, "%lld. %.*s", (long long)axe, STR_ARG(p->axes[i].titre));
    return str_format(a, "Axe %lld", (long long)axe);
}

Str fonds_trimestre_montre(Arena *a, int64_t annee, int64_t trimestre)
{
    if (!annee)
        return S("Sans date");
    return str_format(a, "%lld%s trimestre %lld", (long long)trimestre, trimestre == 1 ? "er" : "e", (long long)annee);
}

/* ---- the fund ---- */

Err fonds_tous(Db *db, Arena *a, bool publics, const Fonds **ret, size_t *ret_n)
{
    VEC(Fonds) v = { 0 };
    ROWS rows = { 0 };
    SqlFondsListe r;
    TRY(sql_fonds_liste(db, &rows));
    while (sql_fonds_liste_next(&rows, &r)) {
        Fonds *f = publics && !r.publie ? NULL : vec_push(a, &v);
        if (f)
            *f = (Fonds){ r.fonds_id, r.annee, r.avance_max, str_dup(a, r.nom), str_dup(a, r.reglement), r.publie,
                r.invente, r.version };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err fonds_lire(Db *db, Arena *a, FondsId id, Fonds *ret)
{
    const Fonds *all;
    size_t n = 0;
    TRY(fonds_tous(db, a, false, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id.v == id.v) {
            *ret = all[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

static bool good_fund(const Fonds *f)
{
    return f->nom.n && f->annee >= 2000 && f->annee <= 2100 && f->avance_max >= 0 && f->avance_max <= TAUX_ENTIER;
}

Err fonds_creer(Db *db, Arena *a, const Acteur *par, int64_t now, const Fonds *f, FondsId *ret)
{
    SqlFondsAjouter r;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (!good_fund(f))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(sql_fonds_ajouter(db, a, f->annee, f->nom, f->reglement, f->avance_max, f->publie, f->invente, now, &r));
    TRY(fonds_dire(db, a, par, now, "fonds.creer", r.fonds_id, (FondsDit){ S("Fonds"), S(""), f->nom }));
    *ret = r.fonds_id;
    return tx_commit(&tx);
}

static Str published(bool yes)
{
    return yes ? S("publié") : S("non publié");
}

static Err tell_fund(Db *db, Arena *a, const Acteur *par, int64_t now, const Fonds *was, const Fonds *f)
{
    const FondsDit said[] = {
        { S("Nom"), was->nom, f->nom },
        { S("Année"), str_format(a, "%lld", (long long)was->annee), str_format(a, "%lld", (long long)f->annee) },
        { S("Règlement"), was->reglement, f->reglement },
        { S("Avance possible"), taux_montre(a, was->avance_max), taux_montre(a, f->avance_max) },
        { S("Publication"), published(was->publie), published(f->publie) },
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        TRY(fonds_noter(db, par, now, f->id, said[i]));
    return journal_ecrire(db, par, now, "fonds.modifier", fonds_objet(a, f->id), true);
}

Err fonds_modifier(Db *db, Arena *a, const Acteur *par, int64_t now, const Fonds *f)
{
    Fonds was;
    int64_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (!good_fund(f))
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(fonds_lire(db, a, f->id, &was));
    TRY(sql_fonds_changer(db, f->id, f->version, f->annee, f->nom, f->reglement, f->avance_max, f->publie, &n));
    if (n == 0)
        return ERR_CONFLICT;
    TRY(tell_fund(db, a, par, now, &was, f));
    return tx_commit(&tx);
}

/* Waits for whoever changes this fund. */
static Err hold(Db *db, FondsId id)
{
    int64_t n = 0;
    TRY(sql_fonds_verrouiller(db, id, &n));
    return n ? OK : ERR_NOT_FOUND;
}

Err fonds_effacer(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, FondsFaute *ret_faute)
{
    const Contribution *given;
    const AppelFonds *calls;
    FondsCompte c;
    size_t given_n = 0, calls_n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(hold(db, id));
    TRY(contributions_de(db, a, id, &given, &given_n));
    TRY(appels_de(db, a, id, false, &calls, &calls_n));
    TRY(fonds_compter(db, a, id, &c));
    if (given_n || calls_n || c.total.enveloppe)
        return fonds_refus(ret_faute, FONDS_OCCUPE);
    TRY(sql_enveloppes_effacer(db, id));
    TRY(sql_fonds_propres_effacer(db, id));
    TRY(sql_fonds_effacer(db, id));
    TRY(journal_ecrire(db, par, now, "fonds.effacer", fonds_objet(a, id), true));
    return tx_commit(&tx);
}

/* ---- contributions ---- */

static Contribution *contribution_of(Contribution *v, size_t n, ContributeurId id)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].contributeur_id.v == id.v)
            return &v[i];
    return NULL;
}

typedef struct Portion {
    int64_t demande_id, montant, engage, paye;
    Contribution *of;
} Portion;

/* What each contributor bears of what a request keeps, and of what it received: by its share, to the centime. */
static Err share_request(Arena *a, const Portion *p, size_t n)
{
    int64_t *weights = NEW(a, int64_t, n + 1), *kept = NEW(a, int64_t, n + 1), *shares = NEW(a, int64_t, n + 1);
    if (!weights || !kept || !shares)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        weights[i] = p[i].montant;
    if (n) {
        argent_repartir(p[0].engage, weights, n, kept);
        argent_repartir(p[0].paye, weights, n, shares);
    }
    for (size_t i = 0; i < n; i++)
        if (p[i].of) {
            p[i].of->engage += kept[i];
            p[i].of->paye += shares[i];
        }
    return OK;
}

static Err read_shares(Db *db, Arena *a, FondsId id, Contribution *all, size_t all_n)
{
    VEC(Portion) v = { 0 };
    ROWS rows = { 0 };
    SqlPartsFonds r;
    TRY(sql_parts_fonds(db, id, &rows));
    while (sql_parts_fonds_next(&rows, &r)) {
        Portion *p = vec_push(a, &v);
        if (!p)
            return ERR_MEMORY;
        *p = (Portion){ r.demande_id.v, r.montant, r.engage, r.paye, contribution_of(all, all_n, r.contributeur_id) };
    }
    TRY(rows_end(&rows));
    for (size_t i = 0, end = 0; i < v.n; i = end) {
        while (end < v.n && v.v[end].demande_id == v.v[i].demande_id)
            end++;
        TRY(share_request(a, v.v + i, end - i));
    }
    return OK;
}

Err contributions_de(Db *db, Arena *a, FondsId id, const Contribution **ret, size_t *ret_n)
{
    VEC(Contribution) v = { 0 };
    ROWS rows = { 0 };
    SqlContributionsListe r;
    TRY(sql_contributions_liste(db, id, &rows));
    while (sql_contributions_liste_next(&rows, &r)) {
        Contribution *c = vec_push(a, &v);
        if (!c)
            return ERR_MEMORY;
        *c = (Contribution){ r.contribution_id, r.contributeur_id, str_dup(a, r.nom),
            (ContributeurNature)choice_index(contributeur_natures, r.nature), r.promis, r.accorde, r.appele, r.recu,
            fonds_jour(r.attendu_j), 0, 0 };
    }
    TRY(rows_end(&rows));
    TRY(read_shares(db, a, id, v.v, v.n));
    *ret = v.v;
    *ret_n = v.n;
    return OK;
}

/* However its name is written. 0: none yet. */
static Err find_contributor(Db *db, Arena *a, Str nom, ContributeurId *ret)
{
    ROWS rows = { 0 };
    SqlContributeursTous r;
    ret->v = 0;
    TRY(sql_contributeurs_tous(db, &rows));
    while (sql_contributeurs_tous_next(&rows, &r))
        if (str_eq(r.nom, nom) || (ret->v == 0 && financeur_meme(a, r.nom, nom)))
            *ret = r.contributeur_id;
    return rows_end(&rows);
}

Err contribution_promettre(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, Str nom,
    ContributeurNature nature, int64_t montant, PlanJour attendu)
{
    ContributeurId known;
    SqlContributeurAjouter made;
    const Contribution *all;
    size_t n = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (nom.n == 0 || montant < 0 || montant > MONTANT_MAX)
        return ERR_INVALID;
    TX tx = tx_begin(db, HERE);
    TRY(hold(db, id));
    TRY(find_contributor(db, a, nom, &known));
    if (!known.v) {
        TRY(sql_contributeur_ajouter(db, a, nom, contributeur_natures[nature].value, &made));
        known = made.contributeur_id;
    }
    TRY(contributions_de(db, a, id, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].contributeur_id.v == known.v)
            return ERR_CONFLICT;
    TRY(sql_contribution_ajouter(db, id, known, montant, fonds_jour_garde(attendu)));
    TRY(fonds_dire(db, a, par, now, "fonds.contribution", id,
        (FondsDit){ str_format(a, "%.*s, promis", STR_ARG(nom)), S(""), argent_montre(a, montant) }));
    return tx_commit(&tx);
}

static Err envelopes_total(Db *db, FondsId id, int64_t except, int64_t *ret)
{
    ROWS rows = { 0 };
    SqlEnveloppesListe r;
    *ret = 0;
    TRY(sql_enveloppes_liste(db, id, &rows));
    while (sql_enveloppes_liste_next(&rows, &r))
        *ret += r.axe == except ? 0 : r.montant;
    return rows_end(&rows);
}

/* `all` and `ret_at`: those of the fund, and the one meant. */
static Err find_contribution(Db *db, Arena *a, FondsId id, int64_t contribution, const Contribution **all, size_t *n,
    size_t *ret_at)
{
    size_t at = 0;
    TRY(contributions_de(db, a, id, all, n));
    while (at < *n && (*all)[at].id != contribution)
        at++;
    *ret_at = at;
    return at < *n ? OK : ERR_NOT_FOUND;
}

Err contribution_passer(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t contribution,
    ContributionEtape etape, int64_t montant, FondsFaute *ret_faute)
{
    const Contribution *all;
    size_t n = 0, at = 0;
    int64_t envelopes = 0, agreed = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (montant < 0 || montant > MONTANT_MAX)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    TX tx = tx_begin(db, HERE);
    TRY(hold(db, id));
    TRY(find_contribution(db, a, id, contribution, &all, &n, &at));
    Contribution c = all[at];
    int64_t *const amounts[] = { &c.promis, &c.accorde, &c.appele, &c.recu };
    int64_t was = *amounts[etape];
    *amounts[etape] = montant;
    for (size_t i = 0; i < n; i++)
        agreed += i == at ? c.accorde : all[i].accorde;
    TRY(envelopes_total(db, id, 0, &envelopes));
    if (c.recu > c.appele || c.appele > c.accorde)
        return fonds_refus(ret_faute, FONDS_ORDRE);
    if (c.accorde < c.engage)
        return fonds_refus(ret_faute, FONDS_ENGAGE);
    if (envelopes > agreed)
        return fonds_refus(ret_faute, FONDS_ENVELOPPES);
    TRY(sql_contribution_changer(db, contribution, c.promis, c.accorde, c.appele, c.recu));
    static const char *const steps[] = { "promis", "accordé", "appelé", "reçu" };
    Str champ = str_format(a, "%.*s, %s", STR_ARG(c.nom), steps[etape]);
    TRY(fonds_dire(db, a, par, now, "fonds.contribution", id,
        (FondsDit){ champ, argent_montre(a, was), argent_montre(a, montant) }));
    return tx_commit(&tx);
}

static Str day_told(Arena *a, PlanJour d)
{
    return d.has ? date_french(a, d.d) : S("sans date");
}

Err contribution_attendre(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t contribution,
    PlanJour attendu)
{
    const Contribution *all;
    size_t n = 0, at = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(hold(db, id));
    TRY(find_contribution(db, a, id, contribution, &all, &n, &at));
    TRY(sql_contribution_attendre(db, contribution, fonds_jour_garde(attendu)));
    TRY(fonds_dire(db, a, par, now, "fonds.contribution", id,
        (FondsDit){ str_format(a, "%.*s, attendu le", STR_ARG(all[at].nom)), day_told(a, all[at].attendu),
            day_told(a, attendu) }));
    return tx_commit(&tx);
}

Err contribution_retirer(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t contribution,
    FondsFaute *ret_faute)
{
    const Contribution *all;
    size_t n = 0, at = 0;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(hold(db, id));
    TRY(find_contribution(db, a, id, contribution, &all, &n, &at));
    if (all[at].accorde || all[at].engage)
        return fonds_refus(ret_faute, FONDS_ENGAGE);
    TRY(sql_contribution_effacer(db, contribution));
    TRY(fonds_dire(db, a, par, now, "fonds.contribution", id,
        (FondsDit){ str_format(a, "%.*s, promis", STR_ARG(all[at].nom)), argent_montre(a, all[at].promis), S("") }));
    return tx_commit(&tx);
}

Err contributions_lues(Db *db, Arena *a, const Acteur *par, FondsId id, const Contribution **ret, size_t *ret_n)
{
    VEC(Contribution) v = { 0 };
    const Contribution *all;
    size_t n = 0;
    ROWS rows = { 0 };
    SqlLecteurDe r;
    TRY(contributions_de(db, a, id, &all, &n));
    TRY(sql_lecteur_de(db, (PersonneId){ par->personne_id }, &rows));
    while (sql_lecteur_de_next(&rows, &r))
        for (size_t i = 0; i < n; i++) {
            Contribution *to = all[i].contributeur_id.v == r.contributeur_id.v ? vec_push(a, &v) : NULL;
            if (to)
                *to = all[i];
        }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err fonds_lier(Db *db, Arena *a, const Acteur *par, int64_t now, ContributeurId id, PersonneId personne, bool lier)
{
    Personne who;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(personne_par_id(db, a, personne, &who));
    TRY(lier ? sql_lecteur_ajouter(db, id, personne) : sql_lecteur_retirer(db, id, personne));
    TRY(journal_ecrire(db, par, now, lier ? "fonds.lier" : "fonds.delier", personne_objet(a, who.uid), true));
    return tx_commit(&tx);
}

Err fonds_lecteurs(Db *db, Arena *a, ContributeurId id, const PersonneId **ret, size_t *ret_n)
{
    VEC(PersonneId) v = { 0 };
    ROWS rows = { 0 };
    SqlLecteursListe r;
    TRY(sql_lecteurs_liste(db, id, &rows));
    while (sql_lecteurs_liste_next(&rows, &r)) {
        PersonneId *p = vec_push(a, &v);
        if (p)
            *p = r.personne_id;
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

bool fonds_repartir(int64_t montant, const int64_t *restes, size_t n, int64_t *ret)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += restes[i];
    if (montant > sum || n == 0)
        return false;
    /* A share of a rest that is not a whole number is less than that rest: one centime more is still within it. */
    argent_repartir(montant, restes, n, ret);
    return true;
}

/* ---- envelopes ---- */

static FondsAxe *axis_of(FondsAxe *v, size_t *n, int64_t axe)
{
    for (size_t i = 0; i < *n; i++)
        if (v[i].axe == axe)
            return &v[i];
    if (*n == FONDS_AXES_MAX)
        return NULL;
    size_t at = *n;
    while (at > 0 && v[at - 1].axe > axe) {
        v[at] = v[at - 1];
        at--;
    }
    v[at] = (FondsAxe){ .axe = axe };
    ++*n;
    return &v[at];
}

static Err read_axes(Db *db, Arena *a, FondsId id, FondsAxe *v, size_t *n)
{
    ROWS envelopes = { 0 };
    ROWS asked = { 0 };
    SqlEnveloppesListe e;
    SqlAxesComptes c;
    TRY(sql_enveloppes_liste(db, id, &envelopes));
    while (sql_enveloppes_liste_next(&envelopes, &e)) {
        FondsAxe *x = axis_of(v, n, e.axe);
        if (x)
            x->enveloppe = e.montant;
    }
    TRY(rows_end(&envelopes));
    TRY(sql_axes_comptes(db, id, &asked));
    while (sql_axes_comptes_next(&asked, &c)) {
        FondsAxe *x = axis_of(v, n, c.axe);
        if (x)
            *x = (FondsAxe){ c.axe, x->enveloppe, c.demande, c.accorde, c.paye, c.demandes, c.acceptees, c.libere };
    }
    return rows_end(&asked);
}

Err fonds_compter(Db *db, Arena *a, FondsId id, FondsCompte *ret)
{
    FondsAxe *v = NEW(a, FondsAxe, FONDS_AXES_MAX);
    const Contribution *given;
    size_t given_n = 0;
    FondsCompte c = { 0 };
    if (!v)
        return ERR_MEMORY;
    TRY(read_axes(db, a, id, v, &c.axes_n));
    TRY(contributions_de(db, a, id, &given, &given_n));
    for (size_t i = 0; i < c.axes_n; i++) {
        const FondsAxe *x = &v[i];
        c.total.enveloppe += x->enveloppe;
        c.total.demande += x->demande;
        c.total.accorde += x->accorde;
        c.total.paye += x->paye;
        c.total.libere += x->libere;
        c.total.demandes += x->demandes;
        c.total.acceptees += x->acceptees;
        c.discret = c.discret || (x->acceptees > 0 && x->acceptees < SECRET_MIN);
    }
    for (size_t i = 0; i < given_n; i++) {
        c.promis += given[i].promis;
        c.accorde += given[i].accorde;
        c.appele += given[i].appele;
        c.recu += given[i].recu;
    }
    c.axes = v;
    c.consommation = argent_prorata(TAUX_ENTIER, c.total.paye, c.total.accorde);
    *ret = c;
    return OK;
}

Err fonds_engagements_tenus(Db *db, Arena *a, FondsId id, bool *ret)
{
    FondsCompte c;
    const Contribution *given;
    size_t n = 0;
    int64_t borne = 0;
    bool held = true;
    TRY(fonds_compter(db, a, id, &c));
    TRY(contributions_de(db, a, id, &given, &n));
    for (size_t i = 0; i < c.axes_n; i++)
        held = held && c.axes[i].accorde <= c.axes[i].enveloppe;
    for (size_t i = 0; i < n; i++) {
        held = held && given[i].engage <= given[i].accorde;
        borne += given[i].engage;
    }
    *ret = held && borne == c.total.accorde; /* less: one of them has left the fund since */
    return OK;
}

static Err put_envelope(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t axe, int64_t montant,
    FondsFaute *ret_faute)
{
    FondsCompte c;
    int64_t was = 0;
    TRY(fonds_compter(db, a, id, &c));
    for (size_t i = 0; i < c.axes_n; i++) {
        if (c.axes[i].axe != axe)
            continue;
        was = c.axes[i].enveloppe;
        if (montant < c.axes[i].accorde)
            return fonds_refus(ret_faute, FONDS_ENGAGE);
    }
    TRY(sql_enveloppe_poser(db, id, axe, montant));
    return fonds_dire(db, a, par, now, "fonds.enveloppe", id,
        (FondsDit){ str_format(a, "Enveloppe de l’axe %lld", (long long)axe), argent_montre(a, was),
            argent_montre(a, montant) });
}

static Err envelopes_fit(Db *db, Arena *a, FondsId id, FondsFaute *ret_faute)
{
    FondsCompte c;
    TRY(fonds_compter(db, a, id, &c));
    return c.total.enveloppe > c.accorde ? fonds_refus(ret_faute, FONDS_ENVELOPPES) : OK;
}

Err enveloppe_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t axe, int64_t montant,
    FondsFaute *ret_faute)
{
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (axe < 1 || axe > FONDS_AXES_MAX || montant < 0 || montant > MONTANT_MAX)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    TX tx = tx_begin(db, HERE);
    TRY(hold(db, id));
    TRY(put_envelope(db, a, par, now, id, axe, montant, ret_faute));
    TRY(envelopes_fit(db, a, id, ret_faute));
    return tx_commit(&tx);
}

Err enveloppes_repartir(Db *db, Arena *a, const Acteur *par, int64_t now, FondsId id, int64_t total,
    const int64_t *poids, size_t n, FondsFaute *ret_faute)
{
    int64_t shares[FONDS_AXES_MAX] = { 0 };
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (n == 0 || n > FONDS_AXES_MAX || total < 0 || total > MONTANT_MAX)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    argent_repartir(total, poids, n, shares);
    TX tx = tx_begin(db, HERE);
    TRY(hold(db, id));
    for (size_t i = 0; i < n; i++)
        TRY(put_envelope(db, a, par, now, id, (int64_t)i + 1, shares[i], ret_faute));
    TRY(envelopes_fit(db, a, id, ret_faute));
    return tx_commit(&tx);
}

/* ---- calls ---- */

Err appels_de(Db *db, Arena *a, FondsId fonds, bool publics, const AppelFonds **ret, size_t *ret_n)
{
    VEC(AppelFonds) v = { 0 };
    ROWS rows = { 0 };
    SqlAppelsListe r;
    TRY(sql_appels_liste(db, fonds, &rows));
    while (sql_appels_liste_next(&rows, &r)) {
        AppelFonds *x = publics && !r.publie ? NULL : vec_push(a, &v);
        if (x)
            *x = (AppelFonds){ r.appel_id, r.fonds_id, r.axe, str_dup(a, r.titre), str_dup(a, r.criteres),
                { (int32_t)r.ouvre_j }, { (int32_t)r.ferme_j }, r.plafond, r.taux_max, (unsigned)r.pieces, r.publie,
                r.version };
    }
    *ret = v.v;
    *ret_n = v.n;
    return rows_end(&rows);
}

Err appel_lire(Db *db, Arena *a, AppelFondsId id, AppelFonds *ret)
{
    const AppelFonds *all;
    size_t n = 0;
    TRY(appels_de(db, a, (FondsId){ 0 }, false, &all, &n));
    for (size_t i = 0; i < n; i++)
        if (all[i].id.v == id.v) {
            *ret = all[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

static Str papers_told(Arena *a, unsigned bits)
{
    Str all = S("");
    for (int i = 0; i < PIECE_GENRES_N; i++)
        if (bits & 1U << i)
            all = str_format(a, "%.*s%s%.*s", STR_ARG(all), all.n ? ", " : "", STR_ARG(piece_genres[i].label));
    return all.n ? all : S("aucune");
}

static Err tell_call(Db *db, Arena *a, const Acteur *par, int64_t now, const AppelFonds *was, const AppelFonds *x)
{
    const struct {
        const char *what;
        Str avant, apres;
    } said[] = {
        { "titre", was->titre, x->titre },
        { "axe", str_format(a, "%lld", (long long)was->axe), str_format(a, "%lld", (long long)x->axe) },
        { "critères", was->criteres, x->criteres },
        { "premier jour", date_french(a, was->ouvre), date_french(a, x->ouvre) },
        { "dernier jour", date_french(a, was->ferme), date_french(a, x->ferme) },
        { "plafond", argent_montre(a, was->plafond), argent_montre(a, x->plafond) },
        { "taux maximal", taux_montre(a, was->taux_max), taux_montre(a, x->taux_max) },
        { "pièces", papers_told(a, was->pieces), papers_told(a, x->pieces) },
        { "publication", published(was->publie), published(x->publie) },
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        TRY(fonds_noter(db, par, now, was->fonds_id,
            (FondsDit){ str_format(a, "Appel «\u00a0%.*s\u00a0», %s", STR_ARG(x->titre), said[i].what), said[i].avant,
                said[i].apres }));
    return journal_ecrire(db, par, now, "fonds.appel", fonds_objet(a, was->fonds_id), true);
}

static Err change_call(Db *db, Arena *a, const Acteur *par, int64_t now, AppelFonds *x)
{
    SqlAppelDemandes asked;
    AppelFonds then;
    int64_t n = 0;
    TRY(appel_lire(db, a, x->id, &then));
    TRY(sql_appel_demandes(db, a, x->id, &asked));
    x->axe = asked.n ? then.axe : x->axe;
    const SqlAppelChangerArgs v = { .appel_id = x->id,
        .version_lue = x->version,
        .axe = x->axe,
        .titre = x->titre,
        .criteres = x->criteres,
        .ouvre_j = x->ouvre.days,
        .ferme_j = x->ferme.days,
        .plafond = x->plafond,
        .taux_max = x->taux_max,
        .pieces = x->pieces,
        .publie = x->publie };
    TRY(sql_appel_changer(db, &v, &n));
    return n ? tell_call(db, a, par, now, &then, x) : ERR_CONFLICT;
}

Err appel_effacer(Db *db, Arena *a, const Acteur *par, int64_t now, AppelFondsId id, FondsFaute *ret_faute)
{
    SqlAppelDemandes asked;
    AppelFonds x;
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    TX tx = tx_begin(db, HERE);
    TRY(appel_lire(db, a, id, &x));
    TRY(hold(db, x.fonds_id));
    TRY(sql_appel_demandes(db, a, id, &asked));
    if (asked.n)
        return fonds_refus(ret_faute, FONDS_OCCUPE);
    TRY(sql_appel_effacer(db, id));
    TRY(fonds_dire(db, a, par, now, "fonds.appel", x.fonds_id, (FondsDit){ S("Appel"), x.titre, S("") }));
    return tx_commit(&tx);
}

Err appel_ecrire(Db *db, Arena *a, const Acteur *par, int64_t now, const AppelFonds *x, AppelFondsId *ret,
    FondsFaute *ret_faute)
{
    SqlAppelAjouter made = { x->id };
    if (!plan_pilote(par))
        return ERR_FORBIDDEN;
    if (x->ferme.days < x->ouvre.days)
        return fonds_refus(ret_faute, FONDS_DATES);
    if (x->titre.n == 0 || x->axe < 1 || x->axe > FONDS_AXES_MAX || x->plafond <= 0 || x->plafond > MONTANT_MAX ||
        x->taux_max <= 0 || x->taux_max > TAUX_ENTIER)
        return fonds_refus(ret_faute, FONDS_MONTANT);
    TX tx = tx_begin(db, HERE);
    if (x->id.v) {
        AppelFonds new = *x;
        TRY(change_call(db, a, par, now, &new));
    } else {
        const SqlAppelAjouterArgs v = { .fonds_id = x->fonds_id,
            .axe = x->axe,
            .titre = x->titre,
            .criteres = x->criteres,
            .ouvre_j = x->ouvre.days,
            .ferme_j = x->ferme.days,
            .plafond = x->plafond,
            .taux_max = x->taux_max,
            .pieces = x->pieces,
            .publie = x->publie };
        TRY(hold(db, x->fonds_id));
        TRY(sql_appel_ajouter(db, a, &v, &made));
        TRY(fonds_dire(db, a, par, now, "fonds.appel", x->fonds_id, (FondsDit){ S("Appel"), S(""), x->titre }));
    }
    *ret = made.appel_id;
    return tx_commit(&tx);
}
