// SPDX-License-Identifier: AGPL-3.0-or-later
/* The pack as OpenDocument text (ODF 1.2: a ZIP whose first entry, stored, is its type), so that it can be reworked. */
#include <zip.h>

#include "domain/comites/comites_priv.h"

enum { CONTENT_MAX = 8 * 1024 * 1024 };
#define ODT_TYPE "application/vnd.oasis.opendocument.text"

/* ---- text ---- */

/* Characters that XML cannot hold are left out; a line end is a line break. */
static void put_xml(Buf *b, Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '&')
            buf_put(b, S("&amp;"));
        else if (c == '<')
            buf_put(b, S("&lt;"));
        else if (c == '>')
            buf_put(b, S("&gt;"));
        else if (c == '\n')
            buf_put(b, S("<text:line-break/>"));
        else if (c >= 0x20 || c == '\t')
            buf_char(b, (char)c);
    }
}

static void heading(Buf *b, int level, Str s)
{
    buf_format(b, "<text:h text:style-name=\"Heading_20_%d\" text:outline-level=\"%d\">", level, level);
    put_xml(b, s);
    buf_put(b, S("</text:h>"));
}

static void paragraph(Buf *b, Str s)
{
    buf_put(b, S("<text:p>"));
    put_xml(b, s);
    buf_put(b, S("</text:p>"));
}

static void row(Buf *b, const Str *cells, size_t n)
{
    buf_put(b, S("<table:table-row>"));
    for (size_t i = 0; i < n; i++) {
        buf_put(b, S("<table:table-cell office:value-type=\"string\">"));
        paragraph(b, cells[i]);
        buf_put(b, S("</table:table-cell>"));
    }
    buf_put(b, S("</table:table-row>"));
}

static void table(Buf *b, const char *name, const Str *heads, size_t n)
{
    buf_format(b, "<table:table table:name=\"%s\"><table:table-column table:number-columns-repeated=\"%zu\"/>", name,
        n);
    buf_put(b, S("<table:table-header-rows>"));
    row(b, heads, n);
    buf_put(b, S("</table:table-header-rows>"));
}

static void table_end(Buf *b)
{
    buf_put(b, S("</table:table>"));
}

static Str count(Arena *a, int64_t n)
{
    return str_format(a, "%lld", (long long)n);
}

static void put_axes(Buf *b, Arena *a, const Dossier *d)
{
    heading(b, 2, S("État de chaque axe"));
    table(b, "axes",
        (const Str[]){ S("Axe"), S("Actions"), S("Réalisées"), S("En cours"), S("En retard"), S("Avancement"),
            S("Dépenses"), S("Financé"), S("À trouver") },
        9);
    for (size_t i = 0; i <= d->plan->axes_n; i++) {
        const PlanCompte *c = &d->comptes[i];
        Str name = c->axe ? str_format(a, "%lld. %.*s", (long long)c->axe->rang, STR_ARG(c->axe->titre))
                          : S("Ensemble");
        row(b,
            (const Str[]){ name, count(a, c->actions), count(a, c->realisees), count(a, c->cours), count(a, c->retard),
                str_format(a, "%lld\u00a0%%", (long long)c->avancement), argent_montre(a, c->budget),
                argent_montre(a, c->finance), argent_montre(a, c->budget - c->finance) },
            9);
    }
    table_end(b);
}

static void put_late(Buf *b, Arena *a, const Dossier *d)
{
    heading(b, 2, S("Actions en retard"));
    if (d->retards_n == 0) {
        paragraph(b, S("Aucune."));
        return;
    }
    table(b, "retards", (const Str[]){ S("Action"), S("Pilote"), S("Échéance") }, 3);
    for (size_t i = 0; i < d->retards_n; i++) {
        const Action *x = d->retards[i];
        row(b,
            (const Str[]){ str_format(a, "%.*s %.*s", STR_ARG(x->numero), STR_ARG(x->titre)), x->pilote,
                date_french(a, x->fin.d) },
            3);
    }
    table_end(b);
}

static void put_indicators(Buf *b, Arena *a, const Dossier *d)
{
    heading(b, 2, S("Indicateurs"));
    if (d->indicateurs_n == 0) {
        paragraph(b, S("Aucun n’est suivi."));
        return;
    }
    table(b, "indicateurs",
        (const Str[]){ S("Indicateur"), S("Valeur"), S("Cible"), S("Prévision"), S("État"), S("Source") }, 6);
    for (size_t i = 0; i < d->indicateurs_n; i++) {
        const Indicateur *x = &d->indicateurs[i];
        IndicateurEtat e = indicateur_etat(x, d->today);
        row(b,
            (const Str[]){ x->nom, count(a, e.valeur), count(a, x->cible),
                e.a_prevision ? count(a, e.prevision) : S("–"),
                e.atteint  ? S("Atteint")
                : e.alerte ? S("Alerte")
                           : S("En chemin"),
                indicateur_source(a, x) },
            6);
    }
    table_end(b);
}

static void put_goals(Buf *b, Arena *a, const Dossier *d)
{
    heading(b, 2, S("Objectifs"));
    table(b, "objectifs", (const Str[]){ S("Objectif national"), S("France"), S("Département"), S("Règle et source") },
        4);
    for (int i = 0; i < NATIONAUX_N; i++) {
        const NationalPart *n = &d->nationaux[i];
        row(b,
            (const Str[]){ national_montre((National)i), count(a, national_cible((National)i)),
                n->fixee ? count(a, national_part((National)i, n)) : S("à fixer"), national_regle(a, n) },
            4);
    }
    table_end(b);
}

static void put_funders(Buf *b, Arena *a, const Dossier *d)
{
    if (d->finance->n == 0)
        return;
    heading(b, 2, S("Financeurs"));
    table(b, "financeurs", (const Str[]){ S("Financeur"), S("Actions"), S("Apport") }, 3);
    for (size_t i = 0; i < d->finance->n; i++) {
        const Financeur *f = &d->finance->financeurs[i];
        row(b, (const Str[]){ f->nom, count(a, f->actions), argent_montre(a, f->total) }, 3);
    }
    table_end(b);
}

/* ---- what other slices add ---- */

static void put_table(Buf *b, const char *name, const DossierTable *t)
{
    Str heads[DOSSIER_COLONNES_MAX];
    for (size_t i = 0; i < t->colonnes_n; i++)
        heads[i] = t->colonnes[i].titre;
    paragraph(b, t->titre);
    table(b, name, heads, t->colonnes_n);
    for (size_t i = 0; i < t->lignes.n; i++)
        row(b, t->lignes.v[i], t->colonnes_n);
    table_end(b);
}

static void put_blocks(Buf *b, Arena *a, const Dossier *d)
{
    for (size_t i = 0; i < d->blocs.liste.n; i++) {
        const DossierBloc *x = &d->blocs.liste.v[i];
        heading(b, 2, x->titre);
        for (size_t k = 0; k < x->parties.n; k++)
            if (str_is_none(x->parties.v[k].phrase))
                put_table(b, str_format(a, "bloc-%zu-%zu", i + 1, k + 1).p, &x->parties.v[k].table);
            else
                paragraph(b, x->parties.v[k].phrase);
        paragraph(b, str_cat(a, S("Source\u00a0: "), x->source));
    }
}

static void write_content(Buf *b, Arena *a, const Dossier *d)
{
    buf_put(b, S("<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content "
                 "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                 "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
                 "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
                 "office:version=\"1.2\"><office:body><office:text>"));
    heading(b, 1, str_format(a, "%.*s, %.*s", STR_ARG(d->comite->nom), STR_ARG(d->quand)));
    if (d->site->demonstration)
        paragraph(b, S("Démonstration\u00a0: données inventées."));
    if (d->reunion->lieu.n)
        paragraph(b, d->reunion->lieu);
    if (d->reunion->ordre.n) {
        heading(b, 2, S("Ordre du jour"));
        paragraph(b, d->reunion->ordre);
    }
    put_axes(b, a, d);
    put_goals(b, a, d);
    put_indicators(b, a, d);
    put_late(b, a, d);
    put_funders(b, a, d);
    put_blocks(b, a, d);
    heading(b, 2, S("Décisions à prendre"));
    for (size_t i = 0; i < d->decisions_n; i++)
        paragraph(b, d->decisions[i].texte);
    if (d->decisions_n == 0)
        paragraph(b, S("Aucune n’est proposée."));
    paragraph(b, str_format(a, "Chiffres du plan d’actions au %.*s. %.*s", STR_ARG(d->fait_le),
                     STR_ARG(d->plan->feuille.source)));
    buf_put(b, S("</office:text></office:body></office:document-content>"));
}

/* ---- the archive ---- */

static void discard(zip_t **z)
{
    if (*z)
        zip_discard(*z);
}

static Err add(zip_t *z, const char *name, Str bytes, bool store)
{
    zip_source_t *s = zip_source_buffer(z, bytes.p, bytes.n, 0);
    zip_int64_t i = s ? zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) : -1;
    if (s && i < 0)
        zip_source_free(s);
    if (i < 0)
        return ERR_MEMORY;
    if (store && zip_set_file_compression(z, (zip_uint64_t)i, ZIP_CM_STORE, 0) != 0)
        return ERR_INTERNAL;
    /* One day for all: what is inside does not depend on the clock of the machine. */
    return zip_file_set_mtime(z, (zip_uint64_t)i, 315532800, 0) == 0 ? OK : ERR_INTERNAL;
}

static void source_free(zip_source_t **s)
{
    if (*s)
        zip_source_free(*s);
}

static Err take_out(zip_source_t *s, Buf *to)
{
    zip_stat_t st;
    if (zip_source_open(s) != 0)
        return ERR_IO;
    Err e = zip_source_stat(s, &st) == 0 ? OK : ERR_IO;
    char *room = e == OK ? buf_reserve(to, (size_t)st.size) : NULL;
    if (e == OK && !room)
        e = ERR_TOO_LARGE;
    if (e == OK && zip_source_read(s, room, st.size) != (zip_int64_t)st.size)
        e = ERR_IO;
    if (e == OK)
        buf_advance(to, (size_t)st.size);
    zip_source_close(s);
    return e;
}

Err dossier_odt(Arena *a, const Dossier *d, Buf *to)
{
    static const char manifest[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><manifest:manifest "
        "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">"
        "<manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"" ODT_TYPE "\"/>"
        "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
        "</manifest:manifest>";
    BUF content = buf_new(CONTENT_MAX);
    write_content(&content, a, d);
    if (content.failed)
        return ERR_TOO_LARGE;
    zip_source_t *bytes __attribute__((cleanup(source_free))) = zip_source_buffer_create(NULL, 0, 0, NULL);
    if (!bytes)
        return ERR_MEMORY;
    zip_source_keep(bytes); /* ours, after the archive has let go of it */
    zip_t *z __attribute__((cleanup(discard))) = zip_open_from_source(bytes, ZIP_TRUNCATE, NULL);
    if (!z) {
        zip_source_free(bytes);
        return ERR_MEMORY;
    }
    TRY(add(z, "mimetype", S(ODT_TYPE), true));
    TRY(add(z, "content.xml", buf_str(&content), false));
    TRY(add(z, "META-INF/manifest.xml", str_from(manifest), false));
    zip_t *open = z;
    z = NULL;
    if (zip_close(open) != 0) {
        zip_discard(open);
        return ERR_IO;
    }
    return take_out(bytes, to);
}
