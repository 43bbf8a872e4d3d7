// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble importer adresses`, `ensemble lieux geocoder`. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "adresses_sql.h"
#include "core/app.h"
#include "core/csv/csv.h"
#include "core/slice.h"
#include "domain/adresses/adresses.h"
#include "domain/lieux/edition.h"
#include "domain/lieux/regles.h"

/* ---- importer adresses: read by pieces, written in one transaction ------------------------------------------------- */

enum { DEPARTEMENTS_MAX = 8, ENTETE_MAX = 4096 };
static const int64_t FICHIER_MAX = (int64_t)1024 * 1024 * 1024;

typedef struct Chargement {
    Cmd *c;
    int fd;
    Str entete, message; /* header row, with its line end */
    char departements[DEPARTEMENTS_MAX][4];
    size_t n_departements;
    int64_t prises, refusees, octets;
} Chargement;

/* "28", "2A", "974" */
static Str departement_of(Str code_insee)
{
    return str_slice(code_insee, 0, str_starts(code_insee, S("97")) || str_starts(code_insee, S("98")) ? 3 : 2);
}

/* The first row of a département replaces what was there. */
static Err meet_departement(Db *db, Chargement *k, Str d)
{
    for (size_t i = 0; i < k->n_departements; i++)
        if (str_eq(str_from(k->departements[i]), d))
            return OK;
    if (k->n_departements == DEPARTEMENTS_MAX) {
        k->message = S("ce fichier couvre plus de huit départements : donnez des fichiers départementaux.");
        return ERR_INVALID;
    }
    char *to = k->departements[k->n_departements++];
    memcpy(to, d.p, d.n);
    to[d.n] = '\0';
    return sql_adresses_vider(db, d);
}

static Err write_block(Db *db, Arena *scratch, Chargement *k, Str block)
{
    AdressesLues read = { 0 };
    TRY(adresses_lire(scratch, block, &read, &k->message));
    for (size_t i = 0; i < read.v.n; i++) {
        const AdresseLue *one = &read.v.v[i];
        Str d = departement_of(one->code_insee);
        TRY(meet_departement(db, k, d));
        TRY(sql_adresse_ajouter(db, one->cle, d, one->code_insee, one->voie_cle, one->numero, one->code_postal,
            one->point.lat, one->point.lon));
    }
    k->prises += (int64_t)read.v.n;
    k->refusees += read.refusees;
    return OK;
}

/* The header goes in front of each piece, which ends with a line. */
static Err write_piece(Db *db, Chargement *k, char *text, size_t n)
{
    ARENA scratch = arena_new(64 * MIB);
    Str piece = str_of(text, n);
    if (!k->entete.n) {
        size_t end = str_find_char(piece, 0, '\n');
        if (end == n || end > ENTETE_MAX) {
            k->message = S("la première ligne n’est pas un en-tête.");
            return ERR_INVALID;
        }
        k->entete = str_dup(k->c->arena, str_slice(piece, 0, end + 1));
        return write_block(db, scratch, k, piece);
    }
    Str whole = str_cat(scratch, k->entete, piece);
    return whole.p ? write_block(db, scratch, k, whole) : ERR_MEMORY;
}

static size_t last_line_end(const char *text, size_t n)
{
    while (n > 0 && text[n - 1] != '\n')
        n--;
    return n;
}

static Err load_pieces(Db *db, Chargement *k)
{
    char *text = arena_alloc(k->c->arena, ADRESSES_BLOC_MAX);
    size_t kept = 0;
    if (!text)
        return ERR_MEMORY;
    for (;;) {
        ssize_t got = read(k->fd, text + kept, ADRESSES_BLOC_MAX - kept);
        if (got < 0)
            return ERR_IO;
        k->octets += got;
        size_t n = kept + (size_t)got, whole = got ? last_line_end(text, n) : n;
        if (k->octets > FICHIER_MAX || (whole == 0 && n == ADRESSES_BLOC_MAX)) {
            k->message = S("le fichier dépasse 1 Gio, ou l’une de ses lignes 4 Mio.");
            return ERR_TOO_LARGE;
        }
        if (whole)
            TRY(write_piece(db, k, text, whole));
        if (!got)
            return OK;
        kept = n - whole;
        memmove(text, text + whole, kept);
        cmd_progress(k->c, "Adresses", k->octets, 0);
    }
}

static Err load_in_tx(Db *db, Arena *a, void *arg)
{
    Chargement *k = arg;
    (void)a;
    TX tx = tx_begin(db, HERE);
    TRY(db_batch_begin(db));
    Err loaded = load_pieces(db, k);
    Err sent = db_batch_end(db);
    TRY(loaded);
    TRY(sent);
    if (k->prises == 0) {
        k->message = S("le fichier ne contient aucune adresse utilisable.");
        return ERR_INVALID;
    }
    return tx_commit(&tx);
}

static Err importer_adresses(Cmd *c)
{
    Str path = cmd_arg(c, "FICHIER");
    Chargement k = { .c = c, .fd = cmd_open(c, path, O_RDONLY | O_CLOEXEC, 0), .message = STR_NONE };
    if (k.fd < 0)
        return ERR_NOT_FOUND;
    Err e = writer_run(c->app->writer, c->arena, load_in_tx, &k);
    cmd_progress_end(c);
    close(k.fd);
    if (e != OK)
        return k.message.n ? cmd_fail(c, e, "« %.*s » : %.*s Rien n’a été modifié.", STR_ARG(path), STR_ARG(k.message))
                           : e;
    cmd_say(c, "%lld adresses prises, %lld lignes laissées (sans position, ou mal écrites).", (long long)k.prises,
        (long long)k.refusees);
    return OK;
}

/* ---- lieux geocoder --------------------------------------------------------------------------------------------------- */

enum { CACHE_S = 90 * 24 * 3600, ECART_MAX_M = 1000 };

typedef struct Proposition {
    const LieuTenu *lieu;
    const Commune *commune;
    Trouvaille t;
    Str demande; /* as kept in the cache */
    bool a_placer; /* it has no usable position */
    double ecart_m; /* between its position and the one found; < 0: none */
    bool fait;
} Proposition;

typedef struct Geocodage {
    Cmd *c;
    const Territoire *territoire;
    Proposition *v;
    size_t n;
    VEC(BanReponse) nouvelles; /* `demande`: index in v */
    int64_t places, cles, changes_entre_temps;
} Geocodage;

static Err gather(Geocodage *g)
{
    const LieuTenu *all;
    size_t n = 0;
    Point at;
    TRY(lieux_tenus(g->c->db, g->c->arena, &all, &n));
    g->v = NEW(g->c->arena, Proposition, n + 1);
    if (!g->v)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const Str *f = all[i].champs;
        if (all[i].disparu_at.has || all[i].ferme_at.has)
            continue;
        Proposition *p = &g->v[g->n++];
        p->lieu = &all[i];
        p->commune = lieu_commune(g->c->arena, g->territoire, f);
        p->a_placer = !coordonnees_utiles(f[CHAMP_latitude], f[CHAMP_longitude], &at.lat, &at.lon);
        p->ecart_m = -1;
    }
    return OK;
}

static Str code_of(const Proposition *p)
{
    return p->commune ? code_insee_str(&p->commune->code) : p->lieu->champs[CHAMP_code_insee];
}

static Err by_file(Geocodage *g)
{
    int64_t known = 0;
    TRY(adresses_compter(g->c->db, g->c->arena, &known));
    if (known == 0)
        return cmd_fail(g->c, ERR_NOT_FOUND,
            "Aucune adresse n’est chargée : « ensemble importer adresses adresses-28.csv » d’abord.");
    for (size_t i = 0; i < g->n; i++) {
        Proposition *p = &g->v[i];
        TRY(adresse_chercher(g->c->db, g->c->arena, p->lieu->champs[CHAMP_adresse], code_of(p),
            p->lieu->champs[CHAMP_code_postal], &p->t));
    }
    return OK;
}

/* What the cache knows; the others are to be asked. */
static Err from_cache(Geocodage *g, Proposition *p, bool *ret_known)
{
    SqlReponseLire r;
    Str parts[] = { p->lieu->champs[CHAMP_adresse], p->lieu->champs[CHAMP_code_postal], code_of(p) };
    p->demande = utf8_fold(g->c->arena, str_join(g->c->arena, parts, 3, S(" ")));
    TRY(sql_reponse_lire(g->c->db, g->c->arena, p->demande, clock_now(g->c->app->clock) - CACHE_S, &r, ret_known));
    if (*ret_known)
        p->t = ban_juger(&(BanReponse){ 0, r.cle, r.genre, r.code_insee, r.score, { r.latitude, r.longitude } },
            g->territoire, code_of(p));
    return OK;
}

/* The curly apostrophe spoils the service's match (addok issue 667). */
static void put_asked(Geocodage *g, CsvWriter *w, size_t i)
{
    const Str *f = g->v[i].lieu->champs;
    char number[STR_I64_MAX];
    csv_cell(w, str_of_i64((int64_t)i, number));
    csv_cell(w, str_replace(g->c->arena, f[CHAMP_adresse], S("’"), S("'")));
    csv_cell(w, f[CHAMP_code_postal]);
    csv_cell(w, code_of(&g->v[i]));
    csv_end_row(w);
}

static Err ask_batch(Geocodage *g, const size_t *asked, size_t n)
{
    BUF b = buf_new(BAN_REPONSE_MAX);
    CsvWriter w = csv_to(&b, false);
    Str answer, message = STR_NONE;
    BanReponses read = { 0 };
    buf_put(&b, S("demande,adresse,code_postal,code_insee\r\n"));
    for (size_t i = 0; i < n; i++)
        put_asked(g, &w, asked[i]);
    if (b.failed)
        return ERR_MEMORY;
    Err e = ban_demander(g->c->arena, config_str(g->c->app->config, CONF_BAN_ADRESSE), buf_str(&b), &answer);
    if (e != OK)
        return cmd_fail(g->c, e,
            "Le service des adresses n’a pas répondu : rien n’a été modifié. Réessayez plus tard.");
    e = ban_lire(g->c->arena, answer, &read, &message);
    if (e != OK)
        return cmd_fail(g->c, e, "Service des adresses : %.*s Rien n’a été modifié.", STR_ARG(message));
    for (size_t i = 0; i < read.v.n; i++) {
        const BanReponse *r = &read.v.v[i];
        bool ours = false;
        for (size_t k = 0; k < n; k++)
            ours = ours || (int64_t)asked[k] == r->demande;
        BanReponse *kept = ours ? vec_push(g->c->arena, &g->nouvelles) : NULL;
        if (!ours)
            continue;
        if (!kept)
            return ERR_MEMORY;
        *kept = *r;
        g->v[r->demande].t = ban_juger(r, g->territoire, code_of(&g->v[r->demande]));
    }
    return OK;
}

static Err by_service(Geocodage *g)
{
    size_t asked[BAN_LOT], n = 0;
    if (str_is_empty(config_str(g->c->app->config, CONF_BAN_ADRESSE)))
        return cmd_fail(g->c, ERR_INVALID, "Aucun service n’est réglé : donnez « ban_adresse » dans la configuration.");
    for (size_t i = 0; i < g->n; i++) {
        Proposition *p = &g->v[i];
        bool known = false;
        p->t.suite = code_of(p).n ? ADRESSE_INCERTAINE : ADRESSE_SANS_COMMUNE;
        TRY(from_cache(g, p, &known));
        if (known || !code_of(p).n)
            continue;
        asked[n++] = i;
        if (n == BAN_LOT) {
            TRY(ask_batch(g, asked, n));
            n = 0;
        }
    }
    return n ? ask_batch(g, asked, n) : OK;
}

/* Somewhere else by more than a kilometre: told, and not taken for this place's address. */
static void compare(Geocodage *g)
{
    for (size_t i = 0; i < g->n; i++) {
        Proposition *p = &g->v[i];
        Point at;
        if (p->t.suite != ADRESSE_TROUVEE || p->a_placer ||
            !coordonnees_utiles(p->lieu->champs[CHAMP_latitude], p->lieu->champs[CHAMP_longitude], &at.lat, &at.lon))
            continue;
        p->ecart_m = point_distance_m(at, p->t.point);
    }
}

static bool taken(const Proposition *p)
{
    return p->t.suite == ADRESSE_TROUVEE && p->ecart_m <= ECART_MAX_M;
}

static Str degrees(Arena *a, double v)
{
    BUF b = buf_new(64);
    buf_fixed(&b, v, 6);
    return str_dup(a, buf_str(&b));
}

static Err apply_one(Db *db, Arena *a, Geocodage *g, Proposition *p)
{
    int64_t now = clock_now(g->c->app->clock);
    LieuTenu neuf = *p->lieu;
    if (p->a_placer) {
        neuf.champs[CHAMP_latitude] = degrees(a, p->t.point.lat);
        neuf.champs[CHAMP_longitude] = degrees(a, p->t.point.lon);
        Err e = lieu_tenu_ecrire(db, a, &(LieuGeste){ .now = now, .motif = "edition" }, p->lieu, &neuf, NULL);
        if (e == ERR_CONFLICT) {
            g->changes_entre_temps++;
            return OK;
        }
        TRY(e);
        g->places++;
    }
    TRY(sql_cle_lieu_garder(db, p->lieu->lieu_id, p->t.cle, now));
    g->cles++;
    p->fait = true;
    return OK;
}

static Err keep_answers(Db *db, Geocodage *g)
{
    for (size_t i = 0; i < g->nouvelles.n; i++) {
        const BanReponse *r = &g->nouvelles.v[i];
        TRY(sql_reponse_garder(db, g->v[r->demande].demande, r->cle, r->genre, r->code_insee, r->score, r->point.lat,
            r->point.lon, clock_now(g->c->app->clock)));
    }
    return OK;
}

static Err apply_in_tx(Db *db, Arena *a, void *arg)
{
    Geocodage *g = arg;
    TX tx = tx_begin(db, HERE);
    TRY(keep_answers(db, g));
    for (size_t i = 0; !cmd_flag(g->c, "simulation") && i < g->n; i++)
        if (taken(&g->v[i]))
            TRY(apply_one(db, a, g, &g->v[i]));
    return tx_commit(&tx);
}

static void put_report(Geocodage *g)
{
    CsvWriter w = csv_to(cmd_out(g->c), false);
    static const char *const heads[] = { "id", "nom", "adresse", "suite", "cle_ban", "latitude", "longitude",
        "ecart_m" };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        csv_cell(&w, str_from(heads[i]));
    csv_end_row(&w);
    for (size_t i = 0; i < g->n; i++) {
        const Proposition *p = &g->v[i];
        bool found = p->t.suite == ADRESSE_TROUVEE;
        Arena *a = g->c->arena;
        csv_cell(&w, p->lieu->champs[CHAMP_id]);
        csv_cell(&w, p->lieu->champs[CHAMP_nom]);
        csv_cell(&w, p->lieu->champs[CHAMP_adresse]);
        csv_cell(&w, found && !taken(p) ? S("à plus d’un kilomètre de sa position : à vérifier")
                                        : adresse_suite_dite(p->t.suite));
        csv_cell(&w, p->t.cle);
        csv_cell(&w, found ? degrees(a, p->t.point.lat) : S(""));
        csv_cell(&w, found ? degrees(a, p->t.point.lon) : S(""));
        csv_cell(&w, p->ecart_m >= 0 ? str_format(a, "%.0f", p->ecart_m) : S(""));
        csv_end_row(&w);
    }
}

static void say_summary(Geocodage *g)
{
    size_t found = 0, to_place = 0;
    for (size_t i = 0; i < g->n; i++) {
        found += taken(&g->v[i]);
        to_place += taken(&g->v[i]) && g->v[i].a_placer;
    }
    if (cmd_flag(g->c, "simulation")) {
        cmd_say(g->c, "%zu lieux, %zu adresses trouvées, %zu lieux à placer. Rien n’a été modifié.", g->n, found,
            to_place);
        return;
    }
    cmd_say(g->c, "%zu lieux, %lld clés d’adresse gardées, %lld lieux placés.", g->n, (long long)g->cles,
        (long long)g->places);
    if (g->changes_entre_temps)
        cmd_say(g->c, "%lld lieux ont changé pendant la recherche : relancez la commande pour eux.",
            (long long)g->changes_entre_temps);
}

static Err lieux_geocoder(Cmd *c)
{
    const Territoire *t = cmd_snapshot(c, &territoire_snapshot);
    Geocodage g = { .c = c, .territoire = t && territoire_n_communes(t) > 0 ? t : NULL };
    TRY(gather(&g));
    TRY(str_eq(cmd_option(c, "avec"), S("ban")) ? by_service(&g) : by_file(&g));
    compare(&g);
    TRY(writer_run(c->app->writer, c->arena, apply_in_tx, &g));
    put_report(&g);
    say_summary(&g);
    return OK;
}

static const Command commands[] = {
    { "importer adresses", importer_adresses, CMD_WRITE,
        (const CommandArg[]){
            { "FICHIER", "fichier départemental de la Base Adresse Nationale (adresses-28.csv)", false }, { 0 } },
        NULL, "Charge les adresses d’un département, pour placer les lieux sans réseau",
        "Le fichier est lu par morceaux ; il remplace d’un bloc les adresses de son département.\n\n"
        "  ensemble importer adresses adresses-28.csv" },
    { "lieux geocoder", lieux_geocoder, CMD_WRITE, NULL,
        (const CommandOption[]){ { "avec", "MOYEN",
                                     "fichier : les adresses importées ; ban : le service réglé par « ban_adresse »",
                                     "fichier|ban", "fichier" },
            { "simulation", NULL, "propose sans rien changer aux lieux", NULL, NULL }, { 0 } },
        "Place les lieux qui n’ont pas de position, et garde la clé de leur adresse",
        "Rien n’est deviné : il faut un numéro et une voie, une seule réponse, dans la bonne commune. Un lieu déjà "
        "placé "
        "ne bouge\n"
        "jamais ; s’il est à plus d’un kilomètre de son adresse, c’est dit. Le rapport, en CSV, est la sortie "
        "standard.\n\n"
        "  ensemble lieux geocoder --simulation > propositions.csv" },
    { 0 },
};

const Slice slice_adresses = { .name = "adresses", .commands = commands, .queries = adresses_queries };
