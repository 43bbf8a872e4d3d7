// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble horaires evaluer|lire|dire`: a text of opening hours, or one a line. */
#include "core/app.h"
#include "core/cli/command.h"
#include "core/json/json.h"
#include "core/run/writer.h"
#include "domain/horaires/horaires_impl.h"
#include "domain/horaires/vacances.h"

enum { FENETRE_JOURS = 14, LIGNE_MONTREE = 120 };
static const size_t ENTREE_MAX = 64 * MIB;

/* What is done with one text; `ret_refusal`: why it was not understood. */
typedef Err ParLigne(Cmd *c, Str texte, void *arg, Str *ret_refusal);

/* The argument itself (ERR_INVALID when it is not understood), or each line of the standard input, which all get an
 * answer. */
static Err each_line(Cmd *c, ParLigne *fn, void *arg)
{
    Str typed = cmd_arg(c, "TEXTE"), rest, line, refusal = STR_NONE;
    int64_t n = 0;
    if (!str_eq(typed, S("-"))) {
        TRY(fn(c, typed, arg, &refusal));
        return str_is_none(refusal) ? OK : cmd_fail(c, ERR_INVALID, "%.*s", STR_ARG(refusal));
    }
    TRY(cmd_read_file(c, typed, ENTREE_MAX, &rest));
    if (rest.n && rest.p[rest.n - 1] == '\n')
        rest.n--;
    while (str_split(&rest, '\n', &line)) {
        ArenaMark before = arena_mark(c->arena);
        refusal = STR_NONE;
        n++;
        TRY(fn(c, line, arg, &refusal));
        if (!str_is_none(refusal))
            cmd_say(c, "Ligne %lld, « %.*s » : %.*s", (long long)n, STR_ARG(utf8_cut(line, LIGNE_MONTREE)),
                STR_ARG(refusal));
        arena_reset(c->arena, before);
    }
    return OK;
}

/* ---- evaluer ------------------------------------------------------------------------------------------------------------ */

typedef struct Fenetre {
    Calendrier vacances;
    Minute du, au;
    bool json;
} Fenetre;

static Err window_end(Cmd *c, const char *name, Minute otherwise, Minute *ret)
{
    Str typed = cmd_option(c, name);
    Date day;
    if (str_is_none(typed))
        *ret = otherwise;
    else if (date_parse(typed, &day))
        *ret = minute_de(day, 0);
    else if (!minute_parse(typed, ret))
        return cmd_fail(c, ERR_INVALID,
            "L’option « --%s » attend une date, ou une date et une heure comme 2025-03-24T09:00.", name);
    return OK;
}

static void spans_json(Arena *a, Json *j, const Intervalle *v, size_t n, HorairesEtat etat)
{
    json_arr(j);
    for (size_t i = 0; i < n; i++)
        if (v[i].etat == etat) {
            json_arr(j);
            json_str(j, minute_iso(a, v[i].debut));
            json_str(j, minute_iso(a, v[i].fin));
            json_end(j);
        }
    json_end(j);
}

static bool has_state(const Intervalle *v, size_t n, HorairesEtat etat)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].etat == etat)
            return true;
    return false;
}

static void answer_json(Cmd *c, Str texte, bool valid, const Intervalle *v, size_t n, Str repair, Str message)
{
    Json j = json_to(cmd_out(c));
    json_obj(&j);
    json_kstr(&j, "horaires", texte);
    json_key(&j, S("valide"));
    json_bool(&j, valid);
    json_key(&j, S("intervalles"));
    spans_json(c->arena, &j, v, n, HORAIRES_OUVERT);
    if (has_state(v, n, HORAIRES_INCERTAIN)) {
        json_key(&j, S("a_verifier"));
        spans_json(c->arena, &j, v, n, HORAIRES_INCERTAIN);
    }
    json_kstr(&j, "reparation", repair);
    json_kstr_opt(&j, "message", message);
    json_end(&j);
    buf_char(cmd_out(c), '\n');
}

static void answer_text(Cmd *c, const Intervalle *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_format(cmd_out(c), "%.*s %.*s%s\n", STR_ARG(minute_iso(c->arena, v[i].debut)),
            STR_ARG(minute_iso(c->arena, v[i].fin)), v[i].etat == HORAIRES_INCERTAIN ? " à vérifier" : "");
}

static Err evaluate(Cmd *c, Str texte, void *arg, Str *ret_refusal)
{
    const Fenetre *f = arg;
    const Intervalle *v = NULL;
    size_t n = 0;
    Horaires *h = NULL;
    Str message = STR_NONE, repair = STR_NONE;
    Err e = horaires_parse(c->arena, texte, &h, &message);
    if (e == OK)
        e = horaires_evaluer(c->arena, h, &f->vacances, f->du, f->au, &v, &n);
    else if (e == ERR_INVALID)
        e = horaires_reparer(c->arena, texte, &repair);
    if (e != OK)
        return e;
    if (f->json)
        answer_json(c, texte, h != NULL, v, n, repair, message);
    else
        answer_text(c, v, n);
    if (!f->json && repair.n)
        *ret_refusal = str_format(c->arena, "%.*s Réparation proposée : %.*s", STR_ARG(message), STR_ARG(repair));
    else if (!f->json)
        *ret_refusal = message;
    return OK;
}

/* What is refused is told, the rest goes on. */
static Err read_holidays(Cmd *c, Str path, VacancesLues *ret)
{
    Str bytes, message = STR_NONE;
    TRY(cmd_read_file(c, path, VACANCES_FILE_MAX, &bytes));
    Err e = vacances_read(c->arena, bytes, ret, &message);
    if (e == ERR_INVALID)
        return cmd_fail(c, e, "« %.*s » : %.*s", STR_ARG(path), STR_ARG(message));
    for (size_t i = 0; e == OK && i < ret->refus.n; i++)
        cmd_say(c, "Refusée, %.*s.", STR_ARG(ret->refus.v[i]));
    return e;
}

/* Of a file: this command opens no database. */
static Err holidays_of(Cmd *c, Calendrier *ret)
{
    Str path = cmd_option(c, "vacances");
    VacancesLues v = { 0 };
    *ret = aucunes_vacances;
    if (str_is_none(path))
        return OK;
    TRY(read_holidays(c, path, &v));
    return vacances_de_zone(c->arena, v.lignes.v, v.lignes.n, cmd_option(c, "zone"), ret);
}

static Err evaluer(Cmd *c)
{
    Fenetre f = { .json = str_eq(cmd_option(c, "format"), S("json")) };
    Date today = minute_jour(minute_paris(clock_now(c->app->clock)));
    TRY(window_end(c, "du", minute_de(today, 0), &f.du));
    TRY(window_end(c, "au", f.du + (Minute)FENETRE_JOURS * JOUR_MN, &f.au));
    if (f.au < f.du || f.au - f.du > (Minute)JOURS_EVALUES_MAX * JOUR_MN)
        return cmd_fail(c, ERR_INVALID, "La fin doit suivre le début, de %d jours au plus.", JOURS_EVALUES_MAX);
    TRY(holidays_of(c, &f.vacances));
    return each_line(c, evaluate, &f);
}

/* ---- importer vacances ------------------------------------------------------------------------------------------------------ */

static Err apply_holidays(Db *db, Arena *a, void *arg)
{
    (void)a;
    return vacances_apply(db, arg);
}

static Err importer_vacances(Cmd *c)
{
    VacancesLues v = { 0 };
    TRY(read_holidays(c, cmd_arg(c, "FICHIER"), &v));
    TRY(writer_run(c->app->writer, c->arena, apply_holidays, &v));
    cmd_say(c, "%zu périodes de vacances chargées, %zu lignes refusées.", v.lignes.n, v.refus.n);
    return OK;
}

/* ---- lire, dire ----------------------------------------------------------------------------------------------------------- */

static Err read_prose(Cmd *c, Str texte, void *arg, Str *ret_refusal)
{
    Str found = STR_NONE;
    (void)arg;
    Err e = horaires_lire(c->arena, texte, &found, ret_refusal);
    if (e != OK && e != ERR_INVALID)
        return e;
    buf_format(cmd_out(c), "%.*s\n", STR_ARG(found));
    return OK;
}

static Err say_prose(Cmd *c, Str texte, void *arg, Str *ret_refusal)
{
    Horaires *h = NULL;
    Str prose = STR_NONE;
    (void)arg;
    Err e = horaires_parse(c->arena, texte, &h, ret_refusal);
    if (e == OK)
        TRY(horaires_dire(c->arena, h, &prose));
    else if (e != ERR_INVALID)
        return e;
    buf_format(cmd_out(c), "%.*s\n", STR_ARG(prose));
    return OK;
}

static Err lire(Cmd *c)
{
    return each_line(c, read_prose, NULL);
}

static Err dire(Cmd *c)
{
    return each_line(c, say_prose, NULL);
}

#define TEXTE_ARG(what)                                                                                                \
    (const CommandArg[])                                                                                               \
    {                                                                                                                  \
        { "TEXTE", what " ; « - » : un par ligne sur l’entrée standard", false },                                      \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }

const Command horaires_commands[] = {
    { "horaires evaluer", evaluer, CMD_NONE, TEXTE_ARG("des horaires, comme « Mo-Fr 09:00-12:00; PH off »"),
        (const CommandOption[]){
            { "du", "DATE", "début, comme 2025-03-24 ou 2025-03-24T09:00 ; par défaut, ce matin à minuit", NULL, NULL },
            { "au", "DATE", "fin, non comprise ; par défaut, quatorze jours plus tard", NULL, NULL },
            { "vacances", "F.csv", "vacances scolaires : colonnes zone, debut, fin, libelle", NULL, NULL },
            { "zone", "ZONE", "leur zone", NULL, "B" },
            { "format", "FORMAT", "texte, ou json (un objet par ligne)", "texte|json", "texte" }, { 0 } },
        "Donne les heures d’ouverture que disent des horaires",
        "Les horaires suivent la grammaire d’OpenStreetMap. L’heure est celle de France. Ce qui ne peut pas être "
        "calculé "
        "(vacances scolaires, lever du soleil, heure de fin absente) est « à vérifier ». Des horaires qui ne sont pas "
        "de "
        "la grammaire sont signalés, avec une réparation quand leur français est compris.\n\n"
        "  ensemble horaires evaluer \"Mo-Fr 09:00-12:00; PH off\" --du 2025-03-24 --au 2025-04-07 --format json" },
    { "importer vacances", importer_vacances, CMD_WRITE,
        (const CommandArg[]){ { "FICHIER", "CSV : zone, debut, fin (dernier jour compris), libelle", false }, { 0 } },
        NULL, "Charge les vacances scolaires, dont parlent les horaires d’ouverture",
        "Les zones du fichier remplacent ce qui était là pour elles. Le réglage « zone_scolaire » dit laquelle sert (B "
        "par "
        "défaut). Avant le premier jour donné et après le dernier, ces horaires sont « à vérifier ».\n\n"
        "  ensemble importer vacances vacances-2026-2027.csv" },
    { "horaires lire", lire, CMD_NONE, TEXTE_ARG("des horaires en français"), NULL,
        "Écrit dans la grammaire d’OpenStreetMap des horaires en français",
        "Rien n’est deviné : ce qui n’est pas compris en entier donne une ligne vide, et un message dit pourquoi.\n\n"
        "  ensemble horaires lire \"du lundi au vendredi de 9h à 12h et 14h-17h, fermé le mercredi après-midi\"" },
    { "horaires dire", dire, CMD_NONE, TEXTE_ARG("des horaires dans la grammaire d’OpenStreetMap"), NULL,
        "Écrit en français des horaires de la grammaire d’OpenStreetMap", NULL },
    { 0 },
};
