// SPDX-License-Identifier: AGPL-3.0-or-later
/* Booklets, and what a place says of itself on paper. */
#include "domain/livret/livret.h"

#include "domain/lieux/lieux_web.h"

#define NBSP "\xC2\xA0"

enum { RECENSES_SIGNES = 600, RUNS_MAX = 24, SOMMAIRE_MIN = 4 };

typedef struct Parts {
    PdfRun v[RUNS_MAX];
    size_t n;
} Parts;

static void part(Parts *to, PdfRun run)
{
    if (to->n < RUNS_MAX)
        to->v[to->n++] = run;
}

/* "Horaires : …" on a line of its own. */
static void fact(Parts *to, Str label, Str value)
{
    if (str_is_empty(value))
        return;
    if (to->n > 0)
        part(to, (PdfRun){ .text = S("\n") });
    if (!str_is_empty(label))
        part(to, (PdfRun){ .text = label, .bold = true });
    part(to, (PdfRun){ .text = value });
}

Str livret_horaires(Arena *a, const LivretFonds *f, const Lieu *l)
{
    HorairesVue vue;
    Str said = lieu_champ(l, CHAMP_horaires);
    if (str_is_empty(said))
        return S("non connus, appelez avant de venir");
    if (horaires_vue(a, said, f->vacances, minute_paris(f->now), &vue) != OK || str_is_empty(vue.prose))
        return S("particuliers, appelez avant de venir");
    return vue.prose;
}

Str livret_pied(Arena *a, const LivretFonds *f)
{
    return str_format(a,
        "%sSource" NBSP ": annuaire de %.*s au %.*s. Horaires et services peuvent changer" NBSP
        ": à vérifier par téléphone avant de "
        "venir.",
        lieux_demonstration(f->lieux) ? "Données inventées pour la démonstration. " : "", STR_ARG(f->site->nom),
        STR_ARG(date_french(a, date_paris(f->now))));
}

static void telephone(Parts *to, Arena *a, const Lieu *l)
{
    Str uri = lieu_tel_uri(a, l);
    Short shown = fr_telephone(lieu_champ(l, CHAMP_telephone));
    if (to->n > 0)
        part(to, (PdfRun){ .text = S("\n") });
    part(to, (PdfRun){ .text = S("Téléphone" NBSP ": "), .bold = true });
    if (str_is_none(uri))
        part(to, (PdfRun){ .text = S("non communiqué") });
    else
        part(to, (PdfRun){ .text = short_dup(a, shown), .link = uri, .bold = true });
}

/* "Wifi, Imprimante ; CAF, mardi de 14 h à 17 h": of all censuses, in one line. */
static Str censuses(Arena *a, const LivretFonds *f, const Lieu *l)
{
    const RecenseDit *v = NULL;
    size_t n = 0;
    Str out = STR_NONE;
    if (recensees_dites(a, f->recensees, lieu_champ(l, CHAMP_id), &v, &n) != OK)
        return STR_NONE;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < v[i].n; k++)
            out = out.n ? str_format(a, "%.*s\u202F; %.*s", STR_ARG(out), STR_ARG(v[i].lignes[k])) : v[i].lignes[k];
    return utf8_length(out) <= RECENSES_SIGNES ? out : str_cat(a, utf8_cut(out, RECENSES_SIGNES), S("…"));
}

void livret_lieu(Pdf *p, Arena *a, const LivretFonds *f, const Lieu *l, double distance_m, PdfStyle style)
{
    Parts parts = { 0 };
    Str address = lieu_adresse(a, l), more = lieu_champ(l, CHAMP_complement_adresse);
    if (!str_is_empty(more))
        address = str_format(a, "%.*s. %.*s", STR_ARG(address), STR_ARG(more));
    fact(&parts, STR_NONE, address);
    if (distance_m >= 0) {
        Short far = fr_distance(distance_m);
        part(&parts, (PdfRun){ .text = str_format(a, " (à %.*s)", (int)far.n, far.p), .muted = true });
    }
    telephone(&parts, a, l);
    fact(&parts, S("Horaires" NBSP ": "), livret_horaires(a, f, l));
    fact(&parts, S("Pour" NBSP ": "), lieu_valeurs(a, l, ENUM_SERVICES));
    fact(&parts, S("Coût" NBSP ": "), lieu_valeurs(a, l, ENUM_FRAIS));
    fact(&parts, S("Accueil" NBSP ": "), lieu_valeurs(a, l, ENUM_PRISE_EN_CHARGE));
    fact(&parts, S("Comment" NBSP ": "), lieu_valeurs(a, l, ENUM_ACCES));
    fact(&parts, S("Aussi" NBSP ": "), censuses(a, f, l));
    pdf_runs(p, style, parts.v, parts.n);
}

/* ---- the booklet ---- */

static void number_to_call(Pdf *p, Arena *a, const Site *site)
{
    if (str_is_empty(site->telephone))
        return;
    Str hours = str_is_empty(site->telephone_horaires) ? S("")
                                                       : str_format(a, " (%.*s)", STR_ARG(site->telephone_horaires));
    pdf_runs(p, PDF_BODY,
        (PdfRun[]){ { .text = S("Sans internet, appelez le ") },
            { .text = site->telephone, .bold = true, .link = site->telephone_uri }, { .text = hours },
            { .text = S(NBSP ": une personne cherche avec vous.") } },
        4);
}

static Str phrase(Arena *a, const LivretChoix *c)
{
    Short n = plural((int64_t)c->n, "lieu", "lieux");
    if (c->n == 0)
        return S("Aucun lieu n’est connu ici pour le moment.");
    return str_format(a, "%.*s où l’on vous aide, classé%s par commune.", (int)n.n, n.p, c->n > 1 ? "s" : "");
}

static bool same_commune(const Lieu *x, const Lieu *y)
{
    return x->commune || y->commune ? x->commune == y->commune
                                    : str_eq(lieu_champ(x, CHAMP_commune), lieu_champ(y, CHAMP_commune));
}

static size_t count_communes(const LivretChoix *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        n += i == 0 || !same_commune(c->lieux[i - 1], c->lieux[i]);
    return n;
}

static Pdf *open_booklet(Arena *a, const LivretFonds *f, const LivretChoix *c, PdfFormat format)
{
    Pdf *p = pdf_new(a, f->assets,
        &(PdfInfo){ .titre = str_cat(a, S("Se faire aider avec le numérique" NBSP ": "), c->nom),
            .editeur = f->site->nom,
            .sujet = S("Livret des lieux d’aide au numérique"),
            .pied = livret_pied(a, f),
            .now = f->now,
            .format = format });
    pdf_heading(p, 1, S("Se faire aider avec le numérique"));
    pdf_runs(p, PDF_LEAD, &(PdfRun){ .text = c->nom, .bold = true }, 1);
    pdf_text(p, PDF_BODY, phrase(a, c));
    number_to_call(p, a, f->site);
    return p;
}

Err livret_ecrire(Arena *a, const LivretFonds *f, const LivretChoix *c, PdfFormat format, Buf *out)
{
    if (c->n > LIVRET_LIEUX_MAX)
        return ERR_TOO_LARGE;
    Pdf *p = open_booklet(a, f, c, format);
    bool contents = count_communes(c) >= SOMMAIRE_MIN;
    if (format == PDF_A4)
        pdf_columns(p, 2);
    if (contents)
        pdf_contents(p, 2);
    if (contents)
        pdf_page_break(p);
    for (size_t i = 0; i < c->n; i++) {
        const Lieu *l = c->lieux[i];
        if (i == 0 || !same_commune(c->lieux[i - 1], l))
            pdf_heading(p, 2, l->commune ? l->commune->nom : lieu_champ(l, CHAMP_commune));
        pdf_keep(p);
        pdf_heading(p, 3, lieu_champ(l, CHAMP_nom));
        livret_lieu(p, a, f, l, -1, PDF_SMALL);
        pdf_keep_end(p);
    }
    return pdf_finish(p, out, NULL);
}
