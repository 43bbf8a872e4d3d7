// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble importer lieux`, `ensemble exporter lieux`. */
#include "core/app.h"
#include "core/xlsx/xlsx.h"
#include "domain/echanges/conforme.h"
#include "domain/echanges/data_inclusion.h"
#include "domain/echanges/demande.h"
#include "domain/echanges/echanges_priv.h"
#include "domain/lieux/export.h"

enum { PROBLEMES_MONTRES = 15, VALEUR_MONTREE = 80 };
static const size_t EXPORT_MAX = (size_t)1024 * MIB;

/* ---- importer lieux ------------------------------------------------------------------------------------------------- */

static void progress_read(void *arg, int64_t done, int64_t total)
{
    cmd_progress(arg, "Lecture", done, total);
}

static Str last_element(Str path)
{
    size_t from = path.n;
    while (from > 0 && path.p[from - 1] != '/')
        from--;
    return str_slice(path, from, path.n);
}

static Err read_day(Cmd *c, Demande *d)
{
    Str day = cmd_option(c, "date-maj");
    d->a_date_maj = !str_is_none(day);
    if (d->a_date_maj && !date_parse(day, &d->date_maj))
        return cmd_fail(c, ERR_INVALID, "--date-maj « %.*s » : écrivez un jour comme 2022-12-01.", STR_ARG(day));
    return OK;
}

static Err read_import(Cmd *c, Str path, ImportRapport **ret)
{
    Str message = STR_NONE, rules = cmd_option(c, "correspondance");
    Demande d = { .forme = cmd_option(c, "format"), .correspondance = STR_NONE };
    TRY(read_day(c, &d));
    if (!str_is_none(rules))
        TRY(cmd_read_file(c, rules, CORRESPONDANCE_OCTETS_MAX, &d.correspondance));
    const Territoire *t = cmd_snapshot(c, &territoire_snapshot);
    d.fichier = (ImportFichier){ .nom = str_eq(path, S("-")) ? S("entrée standard") : last_element(path),
        .source = cmd_option(c, "source"),
        .territoire = t && territoire_n_communes(t) > 0 ? t : NULL,
        .aujourdhui = date_paris(clock_now(c->app->clock)),
        .progres = progress_read,
        .progres_arg = c };
    TRY(cmd_read_file(c, path, IMPORT_OCTETS_MAX, &d.fichier.octets));
    Err e = demande_lire(c->arena, &d, ret, &message);
    cmd_progress_end(c);
    return e != OK && message.n ? cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(path), STR_ARG(message)) : e;
}

static Err write_report(Cmd *c, const ImportRapport *r)
{
    Str path = cmd_option(c, "rapport");
    if (str_is_none(path))
        return OK;
    BUF b = buf_new(EXPORT_MAX);
    lieux_import_json(r, &b);
    if (b.failed)
        return ERR_MEMORY;
    return cmd_write_file(c, path, buf_str(&b));
}

static void say_summary(Cmd *c, const ImportRapport *r)
{
    Str said = lieux_import_resume(r, c->arena, PROBLEMES_MONTRES), line;
    while (said.n && said.p[said.n - 1] == '\n')
        said.n--;
    while (str_split(&said, '\n', &line))
        cmd_say(c, "%.*s", STR_ARG(line));
}

static Err importer_lieux(Cmd *c)
{
    ImportRapport *r = NULL;
    TRY(read_import(c, cmd_arg(c, "FICHIER"), &r));
    r->simulation = cmd_flag(c, "simulation");
    TRY(lieux_import_match(c->db, c->arena, r));
    Err e = OK;
    if (!r->simulation)
        e = lieux_import_apply(c->app->writer, c->arena, r, clock_now(c->app->clock));
    if (e != OK && e != ERR_INVALID)
        return e;
    TRY(write_report(c, r));
    say_summary(c, r);
    if ((int64_t)r->lignes.n == r->n_refuses)
        return cmd_fail(c, ERR_INVALID, "Toutes les lignes sont refusées : rien n’a été modifié.");
    if (r->n_ajoutes + r->n_modifies + r->n_retours + (int64_t)r->disparus.n == 0)
        cmd_say(c, "Rien n’a changé.");
    return OK;
}

/* ---- exporter lieux --------------------------------------------------------------------------------------------------- */

/* Each place in the form that the schema and the national library take, and what that changed, row by row. */
typedef struct Conforme {
    Cmd *c;
    ArenaMark base; /* the texts of a place live until the next one */
} Conforme;

static void conform(void *arg, Str champs[STANDARD_N])
{
    Conforme *to = arg;
    Cmd *c = to->c;
    arena_reset(c->arena, to->base);
    Ecart *v = NEW(c->arena, Ecart, ECARTS_MAX);
    size_t n = v ? lieu_conforme(c->arena, champs, v) : 0;
    for (size_t i = 0; i < n; i++) {
        Str name = standard_field(v[i].champ)->name, value = utf8_cut(v[i].valeur, VALEUR_MONTREE);
        Str end = v[i].garde ? S("gardé tel quel")
                : v[i].ecrit.n ? str_format(c->arena, "écrit « %.*s »", STR_ARG(utf8_cut(v[i].ecrit, VALEUR_MONTREE)))
                               : S("laissé hors de l’export");
        cmd_say(c, "lieu « %.*s », %.*s « %.*s » : %.*s ; %.*s.", STR_ARG(champs[CHAMP_id]), STR_ARG(name),
            STR_ARG(value), STR_ARG(v[i].raison), STR_ARG(end));
    }
}

static Err export_xlsx(Cmd *c, const Lieux *s, Buf *out, int64_t *ret_n)
{
    static const int width = 24;
    XlsxColumn columns[STANDARD_N + 1] = { 0 };
    for (int f = 0; f < STANDARD_N; f++)
        columns[f] = (XlsxColumn){ standard_field((StandardField)f)->name.p, XLSX_TEXT, width };
    XLSX x = xlsx_new(&(XlsxProperties){ .title = S("Lieux de médiation numérique"), .now = clock_now(c->app->clock) });
    xlsx_sheet(x, "Lieux", columns);
    for (size_t i = 0; i < lieux_n(s); i++) {
        Str champs[STANDARD_N];
        lieu_champs(lieux_at(s, i), champs);
        for (int f = 0; f < STANDARD_N; f++)
            xlsx_text(x, champs[f]);
        xlsx_end_row(x);
    }
    *ret_n = (int64_t)lieux_n(s);
    return xlsx_finish(x, out);
}

static Err export_inclusion(Cmd *c, const Lieux *s, DataInclusion which, Buf *out, int64_t *ret_n)
{
    Str url = config_str(c->app->config, CONF_URL_PUBLIQUE);
    Json j = json_to(out);
    json_arr(&j);
    for (size_t i = 0; i < lieux_n(s); i++) {
        ArenaMark mark = arena_mark(c->arena);
        Str why;
        if (data_inclusion_ecrire(&j, c->arena, which, lieux_at(s, i), url, &why)) {
            buf_char(out, '\n');
            (*ret_n)++;
        } else if (why.n) {
            cmd_say(c, "lieu « %.*s » laissé de côté : %.*s.", STR_ARG(lieu_champ(lieux_at(s, i), CHAMP_id)),
                STR_ARG(why));
        }
        if (arena_failed(c->arena) || out->failed)
            return out->sink_err != OK ? out->sink_err : ERR_MEMORY;
        arena_reset(c->arena, mark);
    }
    json_end(&j);
    buf_char(out, '\n');
    return OK;
}

static Err export_to(Cmd *c, Buf *out, int64_t *ret_n)
{
    Str name = cmd_option(c, "format");
    const Lieux *s = cmd_snapshot(c, &lieux_snapshot);
    if (!s)
        return ERR_BUSY;
    if (str_eq(name, S("xlsx")))
        return export_xlsx(c, s, out, ret_n);
    if (str_starts(name, S("data-inclusion-")))
        return export_inclusion(c, s,
            str_eq(name, S("data-inclusion-services")) ? DATA_INCLUSION_SERVICES : DATA_INCLUSION_STRUCTURES, out,
            ret_n);
    if (str_eq(name, S("geojson")))
        return lieux_export(c->db, EXPORT_GEOJSON, out, ret_n);
    Conforme to = { c, arena_mark(c->arena) };
    return lieux_export_as(c->db, str_eq(name, S("standard-json")) ? EXPORT_STANDARD_JSON : EXPORT_STANDARD_CSV,
        cmd_flag(c, "tel-quel") ? NULL : conform, &to, out, ret_n);
}

static Err exporter_lieux(Cmd *c)
{
    Str path = cmd_option(c, "sortie");
    int64_t n = 0;
    if (str_is_none(path) || str_eq(path, S("-")))
        return export_to(c, cmd_out(c), &n);
    BUF b = buf_new(EXPORT_MAX);
    TRY(export_to(c, &b, &n));
    TRY(cmd_write_file(c, path, buf_str(&b)));
    cmd_say(c, "%lld %s%s dans « %.*s ».", (long long)n,
        str_eq(cmd_option(c, "format"), S("data-inclusion-services")) ? "service" : "lieu",
        n < 2                                                           ? ""
        : str_eq(cmd_option(c, "format"), S("data-inclusion-services")) ? "s"
                                                                        : "x",
        STR_ARG(path));
    return OK;
}

const Command echanges_commands[] = {
    { "importer lieux", importer_lieux, CMD_WRITE,
        (const CommandArg[]){
            { "FICHIER", "CSV ou JSON du standard national, v1.0.2 ou v0.1 ; - : entrée standard", false }, { 0 } },
        (const CommandOption[]){
            { "format", "FORMAT",
                "auto : le standard national, v1.0.2 ou v0.1 ; france-services : le fichier de l’ANCT ; hublo : le "
                "recensement HubLo ; correspondance : votre tableau, lu par vos règles",
                "auto|standard-csv|standard-json|france-services|hublo|correspondance", "auto" },
            { "correspondance", "M.conf", "règles qui disent de quelle colonne vient chaque champ (exemples/README.md)",
                NULL, NULL },
            { "date-maj", "AAAA-MM-JJ", "jour des données, pour les lignes d’un autre format qui n’en disent pas", NULL,
                NULL },
            { "source", "NOM", "qui envoie ce fichier ; par défaut, la source la plus citée par ses lignes", NULL,
                NULL },
            { "simulation", NULL, "lit, vérifie et compare sans rien enregistrer", NULL, NULL },
            { "rapport", "R.json", "rapport ligne par ligne : valeur, raison, réparation, suite donnée", NULL, NULL },
            { 0 } },
        "Charge les lieux de médiation numérique d’une source",
        "Une mauvaise ligne n’arrête pas le fichier : elle est refusée, avec sa raison et le remède. Les seules "
        "réparations\n"
        "faites sans demander : blancs autour des valeurs, accents composés, casse et apostrophe des valeurs du "
        "standard,\n"
        "téléphone au format +33, virgule décimale. Recharger le même fichier ne change rien ; un lieu qui n’est plus "
        "dans\n"
        "le fichier de sa source est marqué disparu, jamais supprimé. Tout est enregistré d’un bloc, ou rien.\n\n"
        "  ensemble importer lieux lieux.csv --source \"Conseil départemental\" --simulation --rapport rapport.json\n"
        "  ensemble importer lieux france-services.csv --format france-services\n"
        "  ensemble importer lieux recensement.json --format correspondance --correspondance exemples/la-creuse.conf" },
    { "exporter lieux", exporter_lieux, CMD_READ, NULL,
        (const CommandOption[]){ { "format", "FORMAT",
                                     "standard-csv : les 32 colonnes du standard ; standard-json ; geojson ; xlsx ; "
                                     "data-inclusion-structures et data-inclusion-services : le schéma v1",
                                     "standard-csv|standard-json|geojson|xlsx|data-inclusion-structures|"
                                     "data-inclusion-services",
                                     "standard-csv" },
            { "sortie", "FICHIER", "où écrire ; par défaut, la sortie standard", NULL, NULL },
            { "tel-quel", NULL,
                "standard-csv et standard-json : les valeurs comme elles ont été reçues, même refusées par "
                "le standard",
                NULL, NULL },
            { 0 } },
        "Écrit les lieux au format du standard national",
        "Une valeur que le schéma ou la bibliothèque nationale refuserait est écrite sous la seule forme qu’ils\n"
        "admettent tous deux, sinon laissée hors du fichier ; chaque fois, c’est dit, et la base ne change pas.\n"
        "Pour tout reprendre à l’identique : --tel-quel. Pour un tableur, préférez le téléchargement /lieux.csv\n"
        "du site, où les formules sont neutralisées.\n\n"
        "  ensemble exporter lieux --format standard-csv --sortie lieux.csv" },
    { 0 },
};
