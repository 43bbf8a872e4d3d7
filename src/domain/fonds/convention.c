// SPDX-License-Identifier: AGPL-3.0-or-later
/* The agreement of a granted request, as PDF: a draft made on demand, then the bytes kept when it was noted as signed. */
#include "core/app.h"
#include "core/auth/sha256.h"
#include "core/pdf/pdf.h"
#include "domain/comites/comites.h"
#include "domain/fonds/fonds_priv.h"
#include "domain/fonds/lettres.h"

#define A_REMPLIR "…………………………………………………………"

typedef struct Texte {
    const App *app;
    const DemandeFonds *d;
    Fonds fonds;
    AppelFonds appel;
    Structure structure;
    FinancementPlan plan;
    const PartFonds *parts;
    size_t parts_n;
    Str axe, decision; /* decision: of the committee, its day, its words */
} Texte;

/* ---- what it says ---- */

static Err read_decision(Db *db, Arena *a, Texte *t)
{
    const DemandeFonds *d = t->d;
    const Decision *v;
    Reunion m;
    Comite c;
    size_t n = 0;
    t->decision = S("Aucune décision adoptée par un comité n’est rattachée à cette demande.");
    if (!d->decision_id)
        return OK;
    TRY(reunion_ouvrir(db, a, NULL, (ReunionId){ d->reunion_id }, &m, &c));
    TRY(decisions_de(db, a, m.id, &v, &n));
    for (size_t i = 0; i < n; i++)
        if (v[i].id == d->decision_id && v[i].etat == DECISION_ADOPTEE)
            t->decision = str_format(a, "%.*s, réuni le %.*s, a adopté la décision suivante\u00a0: «\u00a0%.*s\u00a0».",
                STR_ARG(c.nom), STR_ARG(date_french(a, date_paris(m.debut_at))), STR_ARG(v[i].texte));
    return OK;
}

static Err read_text(Db *db, Arena *a, const App *app, const DemandeFonds *d, Texte *ret)
{
    Plan plan;
    Texte t = { .app = app, .d = d };
    TRY(fonds_lire(db, a, d->fonds_id, &t.fonds));
    TRY(appel_lire(db, a, d->appel_id, &t.appel));
    TRY(structure_par_id(db, a, d->structure_id, &t.structure));
    TRY(demande_plan(db, a, d, &t.appel, &t.plan));
    TRY(demande_parts(db, a, NULL, d, &t.parts, &t.parts_n));
    Err e = plan_courant(db, a, &plan);
    if (e == ERR_NOT_FOUND)
        plan = (Plan){ 0 };
    else if (e != OK)
        return e;
    t.axe = fonds_axe_nom(a, &plan, d->axe);
    TRY(read_decision(db, a, &t));
    *ret = t;
    return OK;
}

/* ---- its articles ---- */

static void put_parties(Pdf *p, Arena *a, const Texte *t)
{
    const Site *site = t->app->site;
    Str siret = str_is_none(t->structure.siret) ? S("") : str_cat(a, S(", SIRET "), t->structure.siret);
    pdf_heading(p, 2, S("Entre"));
    const Str parties[] = {
        str_format(a,
            "le fonds «\u00a0%.*s\u00a0» (%lld)%s%.*s, représenté par " A_REMPLIR ", ci-après «\u00a0le fonds\u00a0»,",
            STR_ARG(t->fonds.nom), (long long)t->fonds.annee, site ? ", tenu par " : "",
            STR_ARG(site ? site->nom : S(""))),
        str_format(a, "et %.*s%.*s, représentée par " A_REMPLIR ", ci-après «\u00a0le bénéficiaire\u00a0».",
            STR_ARG(t->structure.nom), STR_ARG(siret)),
    };
    pdf_list(p, parties, 2);
}

static void put_project(Pdf *p, Arena *a, const Texte *t)
{
    const DemandeFonds *d = t->d;
    pdf_heading(p, 2, S("Article 1. Le projet"));
    pdf_text(p, PDF_BODY,
        str_format(a,
            "Le fonds soutient le projet «\u00a0%.*s\u00a0», présenté à l’appel «\u00a0%.*s\u00a0» (%.*s)%s%.*s. Le "
            "bénéficiaire le réalise tel qu’il l’a décrit dans sa demande %.*s.",
            STR_ARG(d->titre), STR_ARG(d->appel), STR_ARG(t->axe), d->action.n ? ", pour l’action du plan numéro " : "",
            STR_ARG(d->action), STR_ARG(d->uid)));
    pdf_text(p, PDF_BODY, d->projet);
    pdf_heading(p, 2, S("Article 2. La décision"));
    pdf_text(p, PDF_BODY, t->decision);
}

static void put_amount(Pdf *p, Arena *a, const Texte *t)
{
    static const PdfColumn columns[] = { { S_INIT("Contributeur"), 4, false, true },
        { S_INIT("Part"), 1.5, true, false } };
    const DemandeFonds *d = t->d;
    int64_t expenses = equilibre_de(&t->plan).depenses;
    pdf_heading(p, 2, S("Article 3. Le montant"));
    pdf_runs(p, PDF_BODY,
        (const PdfRun[]){ { .text = S("L’aide est de ") },
            { .text = str_format(a, "%.*s (%.*s)", STR_ARG(argent_montre(a, d->accorde)),
                  STR_ARG(montant_lettres(a, d->accorde))),
                .bold = true },
            { .text = str_format(a, "\u202f; c’est %.*s des dépenses prévues, %.*s.",
                  STR_ARG(taux_montre(a, argent_prorata(TAUX_ENTIER, d->accorde, expenses))),
                  STR_ARG(argent_montre(a, expenses))) } },
        3);
    pdf_table(p, S("Qui porte ce montant"), columns, 2);
    for (size_t i = 0; i < t->parts_n; i++)
        pdf_row(p, (const Str[]){ t->parts[i].nom, argent_montre(a, t->parts[i].montant) });
    pdf_row(p, (const Str[]){ S("Ensemble"), argent_montre(a, d->accorde) });
    pdf_table_end(p);
}

static void put_payments(Pdf *p, Arena *a, const Texte *t)
{
    static const PdfColumn columns[] = { { S_INIT("Versement"), 1.2, false, true },
        { S_INIT("Montant"), 3, false, false }, { S_INIT("Quand"), 3, false, false } };
    /* Rounded down, as the rule of advances is. */
    int64_t advance = t->d->accorde * t->fonds.avance_max / TAUX_ENTIER;
    pdf_heading(p, 2, S("Article 4. Les versements"));
    pdf_table(p, STR_NONE, columns, 3);
    if (advance > 0)
        pdf_row(p, (const Str[]){ S("Avance"),
                       str_format(a, "%.*s au plus (%.*s de l’aide)", STR_ARG(argent_montre(a, advance)),
                           STR_ARG(taux_montre(a, t->fonds.avance_max))),
                       S("Une fois la convention signée") });
    pdf_row(p,
        (const Str[]){ S("Acomptes"), S("Dans la limite de l’aide"), S("Pendant le projet, si le fonds en prévoit") });
    pdf_row(p,
        (const Str[]){ S("Solde"), S("Ce qui reste dû selon les dépenses retenues"), S("Une fois le bilan validé") });
    pdf_table_end(p);
    pdf_text(p, PDF_BODY, S("Le jour prévu de chaque versement est écrit sur la page de la demande."));
}

static void put_conditions(Pdf *p, Arena *a, const Texte *t)
{
    Str items[5];
    size_t n = 0;
    pdf_heading(p, 2, S("Article 5. Les conditions"));
    items[n++] = S("L’aide sert au seul projet de l’article 1.");
    if (t->appel.criteres.n)
        items[n++] = str_format(a, "L’appel demande\u00a0: %.*s", STR_ARG(t->appel.criteres));
    items[n++] = S("Si les dépenses retenues sont moindres que les dépenses prévues, l’aide est réduite dans la même "
                   "proportion. Elle n’augmente pas si elles sont plus grandes.");
    items[n++] = S("Ce qui n’est pas versé une fois le solde payé, ou le projet abandonné, revient au fonds.");
    if (t->fonds.reglement.n)
        items[n++] = S("Le règlement du fonds, joint à cette convention, s’applique.");
    pdf_list(p, items, n);
    pdf_heading(p, 2, S("Article 6. Les preuves à donner"));
    pdf_list(p,
        (const Str[]){
            S("Pour chaque dépense, un justificatif avec son jour et son montant\u00a0: le fonds le retient ou "
              "l’écarte."),
            S("Avant le solde, un bilan\u00a0: ce qui a été fait, ce que cela a changé, combien de personnes en ont "
              "profité."),
            S("Le fonds garde ces pièces dix ans (code de commerce, article L123-22).") },
        3);
}

static void put_signatures(Pdf *p, const Texte *t)
{
    static const PdfColumn columns[] = { { S_INIT("Pour le fonds"), 1, false, false },
        { S_INIT("Pour le bénéficiaire"), 1, false, false } };
    Str place = S("Nom et qualité\u00a0:\n\nSignature\u00a0:\n\n\n\n");
    pdf_keep(p);
    pdf_heading(p, 2, S("Signatures"));
    pdf_text(p, PDF_BODY, S("Fait en deux exemplaires à " A_REMPLIR ", le " A_REMPLIR));
    pdf_table(p, STR_NONE, columns, 2);
    pdf_row(p, (const Str[]){ place, place });
    pdf_table_end(p);
    pdf_keep_end(p);
    if (t->fonds.reglement.n == 0)
        return;
    pdf_heading(p, 2, S("Annexe. Règlement du fonds"));
    pdf_text(p, PDF_BODY, t->fonds.reglement);
}

/* ---- the document ---- */

static Str foot(Arena *a, const Texte *t, int64_t now)
{
    const DemandeFonds *d = t->d;
    bool invented = t->fonds.invente || (t->app->site && t->app->site->demonstration);
    Str what = d->convention.n ? str_format(a, "Convention %.*s, signée le %.*s.", STR_ARG(d->convention),
                                     STR_ARG(date_french(a, d->convention_j.d)))
                               : str_format(a, "PROJET du %.*s, sans valeur avant signature.",
                                     STR_ARG(date_french(a, date_paris(now))));
    return str_format(a, "%s%.*s Demande %.*s.", invented ? "Démonstration\u00a0: données inventées. " : "",
        STR_ARG(what), STR_ARG(d->uid));
}

static Err make(Db *db, Arena *a, const App *app, int64_t now, const DemandeFonds *d, Buf *to)
{
    Texte t;
    TRY(read_text(db, a, app, d, &t));
    Str title = str_cat(a, d->convention.n ? S("Convention\u00a0: ") : S("Projet de convention\u00a0: "), d->titre);
    Pdf *p = pdf_new(a, app->assets,
        &(PdfInfo){ .titre = title,
            .editeur = app->site ? app->site->nom : S(""),
            .pied = foot(a, &t, now),
            .now = now });
    pdf_heading(p, 1, title);
    pdf_text(p, PDF_LEAD,
        d->convention.n ? str_format(a, "Convention %.*s, signée le %.*s.", STR_ARG(d->convention),
                              STR_ARG(date_french(a, d->convention_j.d)))
                        : S("PROJET. Cette convention n’est pas encore signée."));
    put_parties(p, a, &t);
    put_project(p, a, &t);
    put_amount(p, a, &t);
    put_payments(p, a, &t);
    put_conditions(p, a, &t);
    put_signatures(p, &t);
    return pdf_finish(p, to, NULL);
}

Err convention_geler(Db *db, Arena *a, const App *app, int64_t now, const DemandeFonds *d)
{
    BUF pdf = buf_new(PDF_BYTES_MAX);
    TRY(make(db, a, app, now, d, &pdf));
    Str bytes = buf_str(&pdf);
    if (str_is_none(bytes))
        return ERR_TOO_LARGE;
    return sql_convention_garder(db, d->id, now, sha256_hex(a, bytes), bytes);
}

Err convention_gelee(Db *db, Arena *a, DemandeId id, ConventionGelee *ret)
{
    SqlConventionLire r;
    bool found = false;
    TRY(sql_convention_lire(db, a, id, &r, &found));
    *ret = found ? (ConventionGelee){ r.fait_at, r.sha256 } : (ConventionGelee){ 0 };
    return OK;
}

Err convention_pdf(Db *db, Arena *a, const App *app, int64_t now, const DemandeFonds *d, Buf *to)
{
    SqlConventionOctets r;
    bool found = false;
    if (d->etat != DEMANDE_ACCEPTEE)
        return ERR_NOT_FOUND;
    if (d->convention.n == 0)
        return make(db, a, app, now, d, to);
    TRY(sql_convention_octets(db, a, d->id, &r, &found));
    if (!found)
        return ERR_NOT_FOUND;
    buf_put(to, r.octets);
    return OK;
}
