// SPDX-License-Identifier: AGPL-3.0-or-later
/* Mail: what is written, and the job that sends it. A mail waits sealed: the table of jobs says nothing of anybody. */
#include <jansson.h>
#include <string.h>

#include "connexion_sql.h"
#include "core/auth/base32.h"
#include "core/http/req.h"
#include "core/job/job.h"
#include "core/mail/message.h"
#include "core/run/writer.h"
#include "domain/connexion/connexion_priv.h"

enum {
    CONNECT_MS = 10000,
    TOTAL_MS = 30000,
    SEALED_MAX = 256 * 1024,
    LEASE_S = 60,
    ATTEMPTS = 8,
    PORT_STARTTLS = 587,
    PORT_TLS = 465,
    PORT_CLEAR = 25,
    DAY_S = 24 * 3600,
    HOUR_S = 3600,
};
static const char seal_about[] = "courriel";

/* ---- by what ---- */

/* "smtps://utilisateur:mot@hote:465", "smtp://…" (STARTTLS asked for), "smtp+clair://127.0.0.1:25". */
static bool read_server(Arena *a, Str url, MailTransport *ret)
{
    static const struct {
        Str scheme;
        MailTls tls;
        int port;
    } schemes[] = {
        { S_INIT("smtps://"), MAIL_TLS, PORT_TLS },
        { S_INIT("smtp://"), MAIL_STARTTLS, PORT_STARTTLS },
        { S_INIT("smtp+clair://"), MAIL_CLEAR, PORT_CLEAR },
    };
    size_t i = 0, n = sizeof schemes / sizeof *schemes;
    while (i < n && !str_starts(url, schemes[i].scheme))
        i++;
    if (i == n)
        return false;
    Str rest = str_slice(url, schemes[i].scheme.n, url.n);
    int64_t port = schemes[i].port;
    size_t at = rest.n;
    while (at > 0 && rest.p[at - 1] != '@')
        at--;
    if (at > 0) {
        Str who = str_slice(rest, 0, at - 1);
        size_t colon = str_find_char(who, 0, ':');
        ret->user = str_dup(a, str_slice(who, 0, colon));
        ret->password = str_dup(a, str_slice(who, colon + 1, who.n));
        rest = str_slice(rest, at, rest.n);
    }
    size_t colon = str_find_char(rest, 0, ':');
    if (colon < rest.n && !str_to_i64(str_slice(rest, colon + 1, rest.n), &port))
        return false;
    ret->host = str_dup(a, str_slice(rest, 0, colon));
    ret->port = (int)port;
    ret->tls = schemes[i].tls;
    return ret->host.n > 0 && port >= 1 && port <= 65535;
}

bool courriel_transport(const Config *config, Arena *a, MailTransport *ret)
{
    Str folder = config_str(config, CONF_COURRIEL_DOSSIER);
    *ret = (MailTransport){ .connect_ms = CONNECT_MS, .total_ms = TOTAL_MS };
    if (folder.n) {
        ret->folder = folder;
        return true;
    }
    return read_server(a, config_str(config, CONF_COURRIEL_SERVEUR), ret);
}

bool courriel_actif(const Config *config)
{
    return config_str(config, CONF_COURRIEL_DOSSIER).n || config_str(config, CONF_COURRIEL_SERVEUR).n;
}

Str adresse_du_site(Arena *a, const App *app)
{
    Str url = config_str(app->config, CONF_URL_PUBLIQUE);
    return url.n ? url
                 : str_format(a, "http://%.*s:%lld", STR_ARG(config_str(app->config, CONF_ADRESSE)),
                       (long long)config_i64(app->config, CONF_PORT));
}

Str courriel_expediteur(Arena *a, const Config *config)
{
    Str given = config_str(config, CONF_COURRIEL_EXPEDITEUR), url = config_str(config, CONF_URL_PUBLIQUE);
    if (given.n)
        return given;
    size_t host = str_find(url, 0, S("://"));
    Str name = host < url.n ? str_slice(url, host + 3, url.n) : STR_NONE;
    name = str_slice(name, 0, str_find_char(name, 0, '/'));
    name = str_slice(name, 0, str_find_char(name, 0, ':'));
    Str from = str_cat(a, S("ne-pas-repondre@"), name.n ? name : S("localhost.localdomain"));
    return mail_address_valid(from) ? from : S("ne-pas-repondre@localhost.localdomain");
}

/* ---- putting one among the jobs ---- */

Err courriel_deposer(Db *db, Arena *a, const App *app, int64_t now, Str nom, Str adresse, Str sujet, Str texte)
{
    return courriel_deposer_agenda(db, a, app, now, nom, adresse, sujet, texte, NULL);
}

Err courriel_deposer_agenda(Db *db, Arena *a, const App *app, int64_t now, Str nom, Str adresse, Str sujet, Str texte,
    const CourrielAgenda *agenda)
{
    BUF b = buf_new(SEALED_MAX);
    Json j = json_to(&b);
    json_obj(&j);
    json_kstr(&j, "nom", str_or_empty(nom));
    json_kstr(&j, "adresse", str_or_empty(adresse));
    json_kstr(&j, "sujet", sujet);
    json_kstr(&j, "texte", texte);
    if (agenda) {
        json_kstr(&j, "agenda", agenda->texte);
        json_kstr(&j, "methode", agenda->methode);
    }
    json_end(&j);
    if (b.failed)
        return ERR_TOO_LARGE;
    Str sealed = base64url_encode(a, key_seal(a, app->keys->box, str_from(seal_about), buf_str(&b)));
    return str_is_none(sealed) ? ERR_MEMORY : job_add(db, "courriel.envoyer", sealed, STR_NONE, now);
}

/* Nobody has that address: the same work is done, for a mail that the job throws away. */
Err courriel_connexion(const Visite *v, const Personne *p, Str jeton, Str code)
{
    Str nom = config_str(v->app->config, CONF_NOM);
    Str prenom = p && p->prenom.n ? str_cat(v->a, S(" "), p->prenom) : S("");
    Str texte = str_format(v->a,
        "Bonjour%.*s,\n\n"
        "Vous avez demandé à vous connecter à %.*s. Choisissez l’une de ces deux façons, dans les 15 minutes.\n\n"
        "Ouvrez ce lien, puis appuyez sur « Continuer » :\n%.*s/connexion/lien/%.*s\n\n"
        "Ou tapez ce code dans la page où vous avez fait la demande :\n%.*s %.*s\n\n"
        "Vous n’avez rien demandé ? Ne faites rien : ce message seul n’ouvre pas votre compte.\n"
        "Ne donnez ce code à personne, même au téléphone.\n\n"
        "%.*s\n",
        STR_ARG(prenom), STR_ARG(nom), STR_ARG(adresse_du_site(v->a, v->app)), STR_ARG(jeton),
        STR_ARG(str_slice(code, 0, 4)), STR_ARG(str_slice(code, 4, code.n)), STR_ARG(nom));
    Str sujet = str_format(v->a, "Votre connexion à %.*s", STR_ARG(nom));
    return courriel_deposer(v->db, v->a, v->app, v->now, p ? p->nom : STR_NONE, p ? p->courriel : STR_NONE, sujet,
        texte);
}

/* Always sent, whatever else she does not want: it is how a stolen account is found out. No address of anybody in it. */
Err courriel_nouvel_appareil(const Visite *v, const Personne *p, bool partage)
{
    Str nom = config_str(v->app->config, CONF_NOM), site = adresse_du_site(v->a, v->app);
    Str texte = str_format(v->a,
        "Bonjour%s%.*s,\n\n"
        "Votre compte %.*s vient d’être ouvert le %.*s, heure de Paris, avec un navigateur qui n’avait pas encore "
        "servi : "
        "%.*s%s.\n\n"
        "C’était vous ? Il n’y a rien à faire.\n\n"
        "Ce n’était pas vous ? Ouvrez cette page, fermez les connexions que vous ne reconnaissez pas, puis changez "
        "votre "
        "mot de passe si vous en avez un :\n%.*s/espace/securite\n"
        "Prévenez aussi la personne qui administre le site.\n\n"
        "%.*s\n",
        p->prenom.n ? " " : "", STR_ARG(p->prenom), STR_ARG(nom), STR_ARG(instant_montre(v->a, v->now)),
        STR_ARG(appareil_nom(v->a, v->agent)), partage ? ", sur un ordinateur partagé" : "", STR_ARG(site),
        STR_ARG(nom));
    return courriel_deposer(v->db, v->a, v->app, v->now, p->nom, p->courriel,
        str_format(v->a, "Nouvelle connexion à votre compte %.*s", STR_ARG(nom)), texte);
}

Err courriel_invitation(Db *db, Arena *a, const App *app, int64_t now, const Personne *p, Str url)
{
    Str nom = config_str(app->config, CONF_NOM);
    Str texte = str_format(a,
        "Bonjour%s%.*s,\n\n"
        "Un compte vous attend sur %.*s, l’outil commun de l’inclusion numérique %.*s.\n\n"
        "Pour l’ouvrir, suivez ce lien, dans les 7 jours :\n%.*s\n\n"
        "Vous choisirez alors comment prouver que c’est bien vous : une application sur votre téléphone, ou une liste "
        "de codes "
        "sur papier.\n\n"
        "Ce message n’était pas pour vous ? Ne faites rien : sans le lien, le compte reste fermé.\n\n"
        "%.*s\n",
        p->prenom.n ? " " : "", STR_ARG(p->prenom), STR_ARG(nom), STR_ARG(config_str(app->config, CONF_TERRITOIRE)),
        STR_ARG(url), STR_ARG(nom));
    return courriel_deposer(db, a, app, now, p->nom, p->courriel, str_format(a, "Votre compte sur %.*s", STR_ARG(nom)),
        texte);
}

/* ---- sending ---- */

static Str text_of(Arena *a, const json_t *o, const char *name)
{
    const char *z = json_string_value(json_object_get(o, name));
    return z ? str_dup(a, str_from(z)) : S("");
}

static Err send_one(Job *j)
{
    Arena *a = j->arena;
    Str sealed, message, plain;
    MailTransport t;
    MailSent sent = { 0 };
    JSON_VALUE v = NULL;
    if (!j->app->keys)
        return ERR_BUSY; /* only the server has the key */
    if (!base64url_decode(a, j->payload, SEALED_MAX, &sealed))
        return ERR_INTERNAL;
    plain = key_open(a, j->app->keys->box, str_from(seal_about), sealed);
    if (str_is_none(plain) || json_read(a, plain, (JsonLimits){ SEALED_MAX, 3, false }, &v, &message) != OK)
        return ERR_INVALID;
    Str to = text_of(a, v, "adresse"), from = courriel_expediteur(a, j->app->config);
    if (to.n == 0)
        return OK;
    if (!courriel_transport(j->app->config, a, &t))
        return ERR_UNSUPPORTED;
    Mail m = { .from = { config_str(j->app->config, CONF_NOM), from },
        .to = { text_of(a, v, "nom"), to },
        .subject = text_of(a, v, "sujet"),
        .text = text_of(a, v, "texte"),
        .at = j->now };
    if (json_object_get(v, "agenda")) {
        m.agenda = text_of(a, v, "agenda");
        m.methode = text_of(a, v, "methode");
    }
    Str bytes;
    TRY(mail_build(a, &m, j->app->random, &bytes));
    Err e = mail_send(a, &t, from, to, bytes, j->now, &sent);
    log_line(j->app->log, e == OK ? LOG_INFO : LOG_WARN, "courriel", LI("code", sent.code), LT("detail", sent.detail));
    return e;
}

static Err purge(Db *db, Arena *a, void *arg)
{
    const int64_t *now = arg;
    int64_t n = 0;
    (void)a;
    TRY(sql_sessions_purger(db, *now, &n));
    TRY(sql_connexions_purger(db, *now - DAY_S, &n));
    TRY(sql_sorties_purger(db, *now, &n));
    TRY(sql_identites_purger(db, *now - IDENTITE_S, &n));
    TRY(sql_navigateurs_purger(db, *now - NAVIGATEUR_S, *now - NAVIGATEUR_PARTAGE_S, &n));
    return sql_freins_purger(db, *now - DAY_S, &n);
}

static Err purge_old(Job *j)
{
    return writer_run(j->app->writer, j->arena, purge, &j->now);
}

const JobDef connexion_jobs[] = {
    { "courriel.envoyer", send_one, 0, LEASE_S, ATTEMPTS, "Envoie un courriel" },
    { "connexion.purger", purge_old, HOUR_S, LEASE_S, ATTEMPTS,
        "Oublie les sessions et les demandes de connexion finies" },
    { 0 },
};
