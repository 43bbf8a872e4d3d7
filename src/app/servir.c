// SPDX-License-Identifier: AGPL-3.0-or-later
/* `servir`: the server as a command, with all that lives as long as it. */
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "app/app_slices.h"
#include "core/app.h"
#include "core/http/quota.h"
#include "core/http/server.h"
#include "core/job/jobs.h"
#include "core/run/compteurs.h"
#include "core/run/confine.h"
#include "core/run/control.h"
#include "core/run/pool.h"
#include "core/run/refresher.h"
#include "core/run/ticker.h"
#include "domain/acces/acces.h"
#include "domain/connexion/connexion.h"
#include "domain/journal/journal.h"
#include "domain/site/site.h"
#include "web/assets.h"

enum { S_MS = 1000, STOP_S = 20, QUOTAS_MAX = 16384 };

typedef struct Service {
    Cmd *cmd;
    App app;
    Site site;
    Str url;
    Refresher *refresher;
    Writer *writer;
    Pool *pool;
    Proxies *proxies;
    Server *server;
    Control *control;
    Jobs *jobs;
    Ticker *sealer;
    Keys keys;
    Str message;
} Service;

/* The database must be there and of this version before anything opens it for reading. */
static Err prepare_database(Service *s)
{
    Arena *a = s->cmd->arena;
    MigrationState state = { 0 };
    int applied = 0;
    DB db = NULL;
    TRY(db_open(a, s->url, DB_WRITE, &db, &s->message));
    TRY(db_migration_state(db, &state));
    if (state.applied == 0 && !state.newer && !state.altered)
        return db_migrate(db, a, &applied, &s->message);
    if (state.newer || state.altered)
        s->message = S("La base vient d’une autre version du programme, plus récente.");
    else if (state.applied < state.latest)
        s->message = S("La base vient d’une version antérieure : lancez d’abord « ensemble migrer ».");
    return state.newer || state.altered || state.applied < state.latest ? ERR_UNSUPPORTED : OK;
}

static Err open_keys(Service *s)
{
    const Config *c = s->app.config;
    Str path = keys_path(s->cmd->arena, config_str(c, CONF_CLE), db_url_path(s->url), config_state_dir(c));
    if (str_is_none(path)) {
        s->message = S("Indiquez le fichier de la clé de l’instance : « cle = CHEMIN » dans la configuration.");
        return ERR_INVALID;
    }
    TRY(keys_load(s->cmd->arena, path, &s->keys, &s->message));
    s->app.keys = &s->keys;
    s->app.random = random_real();
    return OK;
}

/* A command sent by another process: as if run there, with this process's writer. */
static int run_command(void *arg, Db *db, const CliStreams *io, const Str *argv, size_t argc)
{
    Service *s = arg;
    return db ? cli_run(&s->app, db, io, argv, argc) : err_info(ERR_BUSY)->exit_code;
}

static ServerOptions options(Service *s)
{
    const Config *c = s->app.config;
    int loops = (int)config_i64(c, CONF_BOUCLES);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return (ServerOptions){
        .app = &s->app,
        .url = s->url,
        .address = config_str(c, CONF_ADRESSE),
        .port = (int)config_i64(c, CONF_PORT),
        .loops = loops          ? loops
               : processors > 0 ? (int)processors
                                : 1,
        .pool = s->pool,
        .proxies = s->proxies,
        .connections_max = (int)config_i64(c, CONF_CONNEXIONS_MAX),
        .per_address_max = (int)config_i64(c, CONF_CONNEXIONS_PAR_ADRESSE),
        .head_ms = (int)config_i64(c, CONF_DELAI_TETE_S) * S_MS,
        .body_ms = (int)config_i64(c, CONF_DELAI_CORPS_S) * S_MS,
        .answer_ms = (int)config_i64(c, CONF_DELAI_REPONSE_S) * S_MS,
        .idle_ms = (int)config_i64(c, CONF_DELAI_INACTIF_S) * S_MS,
        .stop_ms = STOP_S * S_MS,
    };
}

static Err open_all(Service *s)
{
    Arena *a = s->cmd->arena;
    const Config *c = s->app.config;
    int workers = (int)config_i64(c, CONF_OUVRIERS);
    size_t queue = (size_t)config_i64(c, CONF_FILE_MAX);
    TRY(site_from_config(c, a, &s->site));
    s->app.quotas = quotas_new(QUOTAS_MAX);
    s->app.compteurs = compteurs_new();
    if (!s->app.quotas || !s->app.compteurs)
        return ERR_MEMORY;
    TRY(proxies_parse(a, config_str(c, CONF_PROXIES), &s->proxies, &s->message));
    TRY(prepare_database(s));
    TRY(open_keys(s));
    TRY(proconnect_client(c, a, oidc_net(), &s->app.oidc, &s->message));
    TRY(refresher_start(a, s->app.snapshots, s->url, s->app.log, &s->refresher, &s->message));
    TRY(writer_start(a, s->url, workers, queue, refresher_poke, s->refresher, &s->writer, &s->message));
    s->app.writer = s->writer;
    TRY(pool_start(s->url, workers, queue, &s->pool));
    ServerOptions o = options(s);
    TRY(server_new(a, &o, &s->server, &s->message));
    Str path = db_url_path(s->url);
    if (!str_is_none(path))
        TRY(control_start(a, path, s->pool, run_command, s, &s->control, &s->message));
    TRY(ticker_start(journal_sceleur, &s->app, JOURNAL_SCEAU_MS, &s->sealer));
    return jobs_start(&s->app, s->url, &s->jobs);
}

/* Backwards; each finishes what it has accepted before what it stands on goes. */
static void close_all(Service *s)
{
    control_stop(s->control);
    jobs_free(s->jobs);
    pool_free(s->pool);                            /* with the commands that it runs, which still write */
    ticker_free(s->sealer);
    if (s->writer && s->sealer)
        journal_sceleur(&s->app);                  /* what was written last is sealed too */
    if (s->writer)
        jobs_optimize(&s->app, s->cmd->arena);     /* what it fails to do costs nothing: the next day does it */
    writer_free(s->writer);
    server_free(s->server);
    refresher_free(s->refresher);
    oidc_free(s->app.oidc);
    quotas_free(s->app.quotas);
    compteurs_free(s->app.compteurs);
}

static void *wait_signal(void *arg)
{
    sigset_t set;
    int got;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigwait(&set, &got);
    server_stop(arg);
    return NULL;
}

/* What is already in place (systemd, a container) may refuse it: the service then runs as it is held, and says so. */
static void confine(Service *s)
{
    Str message = STR_NONE;
    if (!str_eq(config_str(s->app.config, CONF_CONFINEMENT), S("oui")))
        return;
    if (confine_process(s->cmd->arena, &message) != OK)
        cmd_say(s->cmd, "%.*s", STR_ARG(message));
}

static void say_address(Service *s)
{
    Str address = config_str(s->app.config, CONF_ADRESSE);
    bool six = str_find_char(address, 0, ':') < address.n;
    cmd_say(s->cmd, "%.*s répond à l’adresse http://%s%.*s%s:%d", STR_ARG(s->site.nom), six ? "[" : "",
        STR_ARG(address), six ? "]" : "", server_port(s->server));
}

static Err servir(Cmd *c)
{
    Service s = { .cmd = c, .app = *c->app, .url = config_str(c->app->config, CONF_DB), .message = STR_NONE };
    s.app.site = &s.site;
    s.app.demonstration = site_demonstration;
    s.app.error_page = site_error_page;
    s.app.assets = assets;
    s.app.gate = connexion_gate;
    s.app.bearer = acces_bearer;
    s.app.signature = acces_signature;
    s.app.signin = "/connexion";
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, &before);     /* of all the threads to come: one thread waits for them */
    pthread_t waiting;
    Err e = open_all(&s);
    if (e == OK && pthread_create(&waiting, NULL, wait_signal, s.server) != 0)
        e = ERR_MEMORY;
    if (e == OK) {
        confine(&s);
        say_address(&s);
        log_line(s.app.log, LOG_INFO, "demarrage", LI("port", server_port(s.server)));
        server_run(s.server);
        pthread_join(waiting, NULL);
        log_line(s.app.log, LOG_INFO, "arret", LI("port", server_port(s.server)));
    }
    close_all(&s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (e == OK)
        return OK;
    return fail_db(c, e, s.message);
}

static const Command commands[] = {
    { "servir", servir, CMD_OWNER, NULL,
        (const CommandOption[]){ { "adresse", "ADRESSE", "adresse d’écoute", NULL, NULL },
            { "port", "PORT", "port d’écoute ; 0 laisse le système en choisir un", NULL, NULL }, { 0 } },
        "Sert le site et son interface de programmation",
        "Crée la base si elle manque. S’arrête proprement sur SIGTERM ou Ctrl-C : ce qui a été accepté est terminé. "
        "Pendant ce temps, les commandes qui écrivent passent par lui." },
    { 0 },
};

const Slice slice_servir = { .name = "servir", .commands = commands };
