// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/tenue/fraicheur.h"

#include "core/auth/base32.h"
#include "core/auth/codes.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "domain/tenue/corrections.h"
#include "tenue_sql.h"

enum { JOUR_S = 24 * 3600, LEASE_S = 600, ATTEMPTS = 5, DESTINATAIRES_MAX = 5 };

/* ---- the link ---- */

static Str mac_of(Arena *a, const Keys *keys, Str id, Str fin)
{
    uint8_t mac[CODE_HASH];
    token_hash(keys->codes, S("toujours-exact"), str_join(a, (Str[]){ fin, id }, 2, S("\n")), mac);
    return base64url_encode(a, str_of((const char *)mac, CODE_HASH));
}

Str fraicheur_jeton(Arena *a, const Keys *keys, Str id, Date fin)
{
    Str day = date_iso(a, fin);
    return str_join(a, (Str[]){ day, mac_of(a, keys, id, day) }, 2, S("."));
}

bool fraicheur_jeton_lire(Arena *a, const Keys *keys, Str id, Str jeton, Date today)
{
    uint8_t want[CODE_HASH], given[CODE_HASH];
    size_t n = 0, dot = str_find_char(jeton, 0, '.');
    Str day = str_slice(jeton, 0, dot), mac = str_slice(jeton, dot + 1, jeton.n);
    Date fin;
    if (!keys || !date_parse(day, &fin) || fin.days < today.days)
        return false;
    token_hash(keys->codes, S("toujours-exact"), str_join(a, (Str[]){ day, id }, 2, S("\n")), want);
    return base64url_read(mac, given, sizeof given, &n) && n == sizeof given && code_hash_eq(want, given);
}

/* ---- whom to ask ---- */

typedef struct Destinataires {
    Str nom[DESTINATAIRES_MAX], adresse[DESTINATAIRES_MAX];
    size_t n;
} Destinataires;

/* Its référents, with an account in use. */
static Err add_referents(Db *db, Arena *a, const Structure *t, Destinataires *to)
{
    const Acteur inside = { .role = ROLE_REFERENT, .portee = portee_nom(PORTEE_STRUCTURE), .code = t->uid };
    const PersonneLigne *v = NULL;
    size_t n = 0;
    int64_t total = 0;
    TRY(personnes_chercher(db, a, &inside, STR_NONE, S("active"), 1, &v, &n, &total));
    for (size_t i = 0; i < n; i++) {
        const RoleTenu *roles = NULL;
        size_t k = 0;
        bool referent = false;
        TRY(roles_de(db, a, v[i].id, &roles, &k));
        for (size_t j = 0; j < k; j++)
            referent |= roles[j].rang == ROLE_RANG_REFERENT && roles[j].structure_id.v == t->id.v;
        if (referent && v[i].courriel.n && to->n < DESTINATAIRES_MAX) {
            to->nom[to->n] = personne_nom_montre(a, v[i].prenom, v[i].nom);
            to->adresse[to->n++] = v[i].courriel;
        }
    }
    return OK;
}

/* The référents of the structures that hold it; else the address that the place publishes. */
static Err find_owners(Db *db, Arena *a, const LieuTenu *l, Destinataires *to)
{
    const Structure *held = NULL;
    size_t n = 0;
    Str rest = l->champs[CHAMP_courriels], one;
    TRY(structures_du_lieu(db, a, l->champs[CHAMP_id], &held, &n));
    for (size_t i = 0; i < n; i++)
        TRY(add_referents(db, a, &held[i], to));
    if (to->n || !rest.n || !str_split(&rest, '|', &one))
        return OK;
    Str address = courriel_normal(a, one);
    if (!str_is_none(address)) {
        to->nom[0] = l->champs[CHAMP_nom];
        to->adresse[to->n++] = address;
    }
    return OK;
}

/* ---- the mails ---- */

typedef struct Passage {
    const App *app;
    int64_t now;
    const LieuTenu *lieu;
} Passage;

static Str site_address(Arena *a, const App *app)
{
    Str url = config_str(app->config, CONF_URL_PUBLIQUE);
    return url.n ? url
                 : str_format(a, "http://%.*s:%lld", STR_ARG(config_str(app->config, CONF_ADRESSE)),
                       (long long)config_i64(app->config, CONF_PORT));
}

static Err write_mails(Db *db, Arena *a, void *arg)
{
    const Passage *p = arg;
    const LieuTenu *l = p->lieu;
    Destinataires to = { 0 };
    BUF id = buf_new(16 * 1024);
    TRY(find_owners(db, a, l, &to));
    if (to.n == 0)
        return OK;
    url_encode(&id, l->champs[CHAMP_id]);
    Date fin = { date_paris(p->now).days + RELANCE_LIEN_J };
    Str nom = config_str(p->app->config, CONF_NOM), site = site_address(a, p->app);
    Str texte = str_format(a,
        "Bonjour,\n\n"
        "La fiche de «\u00A0%.*s\u00A0», à %.*s, n’a pas été confirmée depuis le %.*s. Est-elle toujours exacte ?\n\n"
        "Ouvrez ce lien\u00A0: la fiche s’affiche, et un bouton dit qu’elle est exacte. Il est valable jusqu’au %.*s.\n"
        "%.*s/lieux/%.*s/toujours-exact/%.*s\n\n"
        "Quelque chose a changé\u202F? La même page dit comment le corriger.\n\n%.*s\n",
        STR_ARG(l->champs[CHAMP_nom]), STR_ARG(l->champs[CHAMP_commune]), STR_ARG(date_french(a, lieu_frais(l))),
        STR_ARG(date_french(a, fin)), STR_ARG(site), STR_ARG(buf_str(&id)),
        STR_ARG(fraicheur_jeton(a, p->app->keys, l->champs[CHAMP_id], fin)), STR_ARG(nom));
    Str sujet = str_format(a, "Toujours exact\u202F? %.*s", STR_ARG(utf8_cut(l->champs[CHAMP_nom], 80)));
    for (size_t i = 0; i < to.n; i++)
        TRY(courriel_deposer(db, a, p->app, p->now, to.nom[i], to.adresse[i], sujet, texte));
    TRY(sql_relance_ecrire(db, l->champs[CHAMP_id], p->now));
    return journal_ecrire(db, NULL, p->now, "lieu.relancer", lieu_objet(a, l->champs[CHAMP_id]), true);
}

typedef struct Relancee {
    Str lieu;
    int64_t at, n;
} Relancee;
typedef VEC(Relancee) Relancees;

static Err read_reminders(Db *db, Arena *a, Relancees *to)
{
    ROWS rows = { 0 };
    SqlRelances row;
    TRY(sql_relances(db, &rows));
    while (sql_relances_next(&rows, &row)) {
        Relancee *x = vec_push(a, to);
        if (!x)
            return ERR_MEMORY;
        *x = (Relancee){ str_dup(a, row.lieu), row.at, row.n };
    }
    return rows_end(&rows);
}

static const Relancee *reminded(const Relancees *all, Str id)
{
    size_t lo = 0, hi = all->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (str_cmp(all->v[mid].lieu, id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < all->n && str_eq(all->v[lo].lieu, id) ? &all->v[lo] : NULL;
}

static Err remind(Job *j)
{
    const LieuTenu *all = NULL;
    size_t n = 0, sent = 0;
    Relancees before = { 0 };
    if (!j->app->keys || !courriel_actif(j->app->config))
        return OK;
    TRY(lieux_tenus(j->db, j->arena, &all, &n));
    TRY(read_reminders(j->db, j->arena, &before));
    for (size_t i = 0; i < n && sent < RELANCES_PASSAGE; i++) {
        const Relancee *x = reminded(&before, all[i].champs[CHAMP_id]);
        bool waits = x && (x->n >= RELANCES_MAX || j->now - x->at < (int64_t)RELANCE_ECART_J * JOUR_S);
        if (!lieu_tenu_public(&all[i]) || waits || !lieu_perime(&all[i], date_paris(j->now)))
            continue;
        Passage p = { j->app, j->now, &all[i] };
        TRY(writer_run(j->app->writer, j->arena, write_mails, &p));
        sent++;
    }
    return OK;
}

static Err purge(Db *db, Arena *a, void *arg)
{
    const int64_t *now = arg;
    (void)a;
    return corrections_purger(db, *now);
}

static Err purge_old(Job *j)
{
    return writer_run(j->app->writer, j->arena, purge, &j->now);
}

const JobDef tenue_jobs[] = {
    { "tenue.relancer", remind, JOUR_S, LEASE_S, ATTEMPTS, "Demande si les fiches d’un an sont toujours exactes" },
    { "tenue.purger", purge_old, JOUR_S, LEASE_S, ATTEMPTS, "Oublie les adresses et les messages des corrections" },
    { 0 },
};
