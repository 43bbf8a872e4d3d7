// SPDX-License-Identifier: AGPL-3.0-or-later
/* What is understood of the caller's words, what is said, what is sent. */
#include "domain/numerovert/numerovert.h"

#include <string.h>

#include "domain/lieux/lieux_web.h"
#include "domain/numerovert/numerovert_priv.h"

#define NBSP "\xC2\xA0"

enum { MOTS_MAX = 12 };

/* ---- the caller's words ---- */

static size_t words_of(Str text, Str *ret)
{
    size_t n = 0;
    Str part;
    while (n < MOTS_MAX && str_split(&text, ' ', &part))
        if (str_trim(part).n > 0)
            ret[n++] = str_trim(part);
    return n;
}

/* From the first sign of one to the last of another, as they were typed. */
static Str between(const Str *words, size_t from, size_t to)
{
    if (from >= to)
        return STR_NONE;
    return str_of(words[from].p, (size_t)(words[to - 1].p + words[to - 1].n - words[from].p));
}

/* A word of need may begin like a commune's name ("impots" is none, "orange" may be): only whole names and codes count. */
static const Commune *named(const Territoire *t, Arena *a, Str typed, Str departement, Demande *d)
{
    const Commune *found[6];
    size_t n = 0;
    const Commune *one = territoire_resolve(t, a, typed, departement, found, &n, 6);
    if (one &&
        (str_eq(utf8_fold_name(a, typed), one->nom_cle) || (typed.n == 5 && typed.p[0] >= '0' && typed.p[0] <= '9')))
        return one;
    bool postal = typed.n == 5 && typed.p[0] >= '0' && typed.p[0] <= '9';
    if (n > 1 && d->candidates_n == 0 && (postal || str_eq(utf8_fold_name(a, typed), found[0]->nom_cle))) {
        memcpy(d->candidates, found, n * sizeof *found);
        d->candidates_n = n;
    }
    return NULL;
}

Err numerovert_demande_lire(const Territoire *t, Arena *a, Str dite, Str departement, Demande *ret)
{
    Str words[MOTS_MAX];
    size_t n = words_of(dite, words);
    Demande d = { .reste = n ? between(words, 0, n) : STR_NONE };
    for (size_t k = n; t && k > 0 && !d.commune && d.candidates_n == 0; k--) {
        d.commune = named(t, a, between(words, 0, k), departement, &d);
        if (d.commune || d.candidates_n) {
            d.reste = between(words, k, n);
            break;
        }
        d.commune = named(t, a, between(words, n - k, n), departement, &d);
        if (d.commune || d.candidates_n)
            d.reste = between(words, 0, n - k);
    }
    *ret = d;
    return arena_failed(a) ? ERR_MEMORY : OK;
}

/* ---- what is said ---- */

Str numerovert_suite(Arena *a, Str s)
{
    return str_cat(a, str_lower(a, str_slice(s, 0, 1)), str_slice(s, 1, s.n));
}

Str numerovert_script(Arena *a, const LivretFonds *f, const LieuxRow *row)
{
    const Lieu *l = row->lieu;
    Short far = fr_distance(row->distance_m), number = fr_telephone(lieu_champ(l, CHAMP_telephone));
    Instant now = instant_de(f->vacances, minute_paris(f->now));
    Badge open = lieu_badge(a, f->lieux, l, &now);
    Str name = lieu_champ(l, CHAMP_nom), commune = lieu_champ(l, CHAMP_commune);
    Str said = row->distance_m >= 500 ? str_format(a, "Je vous propose %.*s, à %.*s, à environ %.*s de chez vous.",
                                            STR_ARG(name), STR_ARG(commune), (int)far.n, far.p)
                                      : str_format(a, "Je vous propose %.*s, à %.*s.", STR_ARG(name), STR_ARG(commune));
    said = str_format(a, "%.*s L’adresse est %.*s.", STR_ARG(said), STR_ARG(lieu_adresse(a, l)));
    if (str_starts(open.texte, S("À ")))
        said = str_format(a, "%.*s En ce moment, c’est à%.*s.", STR_ARG(said),
            STR_ARG(str_slice(open.texte, 2, open.texte.n)));
    else if (open.texte.n > 1)
        said = str_format(a, "%.*s En ce moment, c’est %.*s.", STR_ARG(said), STR_ARG(numerovert_suite(a, open.texte)));
    Str hours = numerovert_suite(a, livret_horaires(a, f, l));
    said = str_format(a, "%.*s Horaires" NBSP ": %.*s%s", STR_ARG(said), STR_ARG(hours),
        str_ends(hours, S(".")) ? "" : ".");
    if (!str_is_none(lieu_tel_uri(a, l)))
        said = str_format(a, "%.*s Vous pouvez noter le numéro" NBSP ": %.*s.", STR_ARG(said), (int)number.n, number.p);
    else
        said = str_format(a, "%.*s Je n’ai pas de numéro de téléphone pour ce lieu.", STR_ARG(said));
    return said;
}

/* GSM 03.38, default alphabet: these are in it besides ASCII; the other letters of French lose their accent. */
static void put_septet(Buf *b, uint32_t c)
{
    static const char kept[] = "éèàùìòÉÇäöüÄÖÜñÑß";
    static const struct {
        uint32_t from;
        const char *to;
    } instead[] = { { 0xE2, "a" }, { 0xEA, "e" }, { 0xEB, "e" }, { 0xEE, "i" }, { 0xEF, "i" }, { 0xF4, "o" },
        { 0xFB, "u" }, { 0xE7, "c" }, { 0x153, "oe" }, { 0x152, "OE" }, { 0x2019, "'" }, { 0xAB, "\"" }, { 0xBB, "\"" },
        { 0x2013, "-" }, { 0xC0, "A" }, { 0xC2, "A" }, { 0xC8, "E" }, { 0xCA, "E" }, { 0xCE, "I" }, { 0xD4, "O" } };
    char z[4];
    size_t n = utf8_put(z, c);
    if (c < 0x80 && !strchr("`[]{}\\^|~", (int)c)) {
        buf_char(b, c < 0x20 ? ' ' : (char)c);
    } else if (c >= 0x80 && str_has(str_from(kept), str_of(z, n))) {
        buf_put(b, str_of(z, n));
    } else {
        const char *said = c == 0xA0 || c == 0x202F ? " " : "";
        for (size_t i = 0; i < sizeof instead / sizeof *instead; i++)
            if (instead[i].from == c)
                said = instead[i].to;
        buf_put(b, str_from(said));
    }
}

static Str septets(Arena *a, Str s)
{
    BUF b = buf_new(64 * KIB);
    for (size_t i = 0; i < s.n;)
        put_septet(&b, utf8_next(s, &i));
    return str_dup(a, buf_str(&b));
}

Str numerovert_sms(Arena *a, const LivretFonds *f, const Lieu *l)
{
    Short number = fr_telephone(lieu_champ(l, CHAMP_telephone));
    Str tel = str_is_none(lieu_tel_uri(a, l)) ? S("") : septets(a, str_of(number.p, number.n));
    Str head = septets(a, str_format(a, "%.*s, %.*s", STR_ARG(lieu_champ(l, CHAMP_nom)), STR_ARG(lieu_adresse(a, l))));
    /* The number goes out whole; the name and the address before the hours. */
    head = utf8_cut(head, tel.n ? SMS_MAX - tel.n - 7 : SMS_MAX);
    Str said = tel.n ? str_format(a, "%.*s. Tel %.*s", STR_ARG(head), STR_ARG(tel)) : head;
    Str hours = septets(a, livret_horaires(a, f, l));
    Str whole = str_format(a, "%.*s. %.*s", STR_ARG(said), STR_ARG(hours));
    return utf8_length(whole) <= SMS_MAX ? whole : said;
}

Err numerovert_courrier(Arena *a, const LivretFonds *f, Str destinataire, const LieuxRow *rows, size_t n, Buf *out)
{
    Pdf *p = pdf_new(a, f->assets,
        &(PdfInfo){ .titre = S("Courrier"), .editeur = f->site->nom, .pied = livret_pied(a, f), .now = f->now });
    pdf_text(p, PDF_BODY, f->site->nom);
    pdf_space(p, 18);
    if (!str_is_empty(destinataire))
        pdf_text(p, PDF_ADDRESS, destinataire);
    pdf_space(p, 22);
    pdf_heading(p, 1, S("Votre demande au téléphone"));
    pdf_text(p, PDF_BODY, S("Bonjour,"));
    pdf_text(p, PDF_BODY,
        n > 1 ? S("Comme convenu, voici des lieux près de chez vous où l’on vous aide avec le numérique. Appelez avant "
                  "de vous "
                  "déplacer" NBSP ": les horaires peuvent changer.")
              : S("Comme convenu, voici un lieu près de chez vous où l’on vous aide avec le numérique. Appelez avant "
                  "de vous "
                  "déplacer" NBSP ": les horaires peuvent changer."));
    for (size_t i = 0; i < n; i++) {
        pdf_keep(p);
        pdf_heading(p, 2, utf8_cut(lieu_champ(rows[i].lieu, CHAMP_nom), 150));
        livret_lieu(p, a, f, rows[i].lieu, rows[i].distance_m, PDF_BODY);
        pdf_keep_end(p);
    }
    if (!str_is_empty(f->site->telephone))
        pdf_runs(p, PDF_BODY,
            (PdfRun[]){ { .text = S("Une question\u202F? Rappelez-nous au ") },
                { .text = f->site->telephone, .bold = true } },
            2);
    return pdf_finish(p, out, NULL);
}
