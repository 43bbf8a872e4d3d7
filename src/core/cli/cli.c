// SPDX-License-Identifier: AGPL-3.0-or-later
#include "core/cli/cli_impl.h"

#include <assert.h>

enum { OUT_FLUSH = 64 * 1024, HELP_MAX = 1024 * 1024 };
/* Address space that one command may take: files are capped one by one, much lower. */
static const size_t ARENA_MAX = (size_t)2 * 1024 * MIB;

typedef struct OutSink {
    const CliStreams *io;
    const Arena *arena;
} OutSink;

static Err out_sink(void *arg, Str bytes)
{
    OutSink *s = arg;
    if (arena_failed(s->arena))
        return ERR_MEMORY;
    return fd_write(s->io->out, bytes);
}

/* ---- one command, everything being there --------------------------------------------------------------------------- */

static int run_command(const App *app, Db *db, Arena *a, const CliStreams *io, const CmdLine *line, bool in_server)
{
    OutSink sink = { io, a };
    struct CmdPrivate priv = { .io = io, .line = *line, .in_server = in_server };
    priv.out = buf_to_sink(out_sink, &sink, OUT_FLUSH);
    Cmd c = { .app = app, .arena = a, .db = db, .command = line->command, .priv = &priv };
    Err e = line->command->fn(&c);
    cmd_progress_end(&c);
    if (e == OK && arena_failed(a))
        e = ERR_MEMORY;
    Err flushed = buf_flush(&priv.out);
    if (e == OK && flushed != OK)
        e = flushed;
    if (e != OK && !priv.said)
        cmd_fail(&c, e, "%s", err_info(e)->message);
    cmd_done(&c);
    return err_info(e)->exit_code;
}

static void tell(const CliStreams *io, Str message)
{
    BUF b = buf_new(64 * KIB);
    buf_format(&b, "Erreur : %.*s\n", STR_ARG(message));
    fd_write(io->err, buf_str(&b));
}

static int refuse(const CliStreams *io, Err e, Str message)
{
    tell(io, str_is_empty(message) ? str_from(err_info(e)->message) : message);
    return err_info(e)->exit_code;
}

/* Reads the command line; `*ret_code` is the exit code when all is already said. */
static bool read_line(Arena *a, const Slice *const *slices, const CliStreams *io, const Str *argv, size_t argc,
    CmdLine *ret, int *ret_code)
{
    Str message = STR_NONE;
    CmdLine line = { 0 };
    Err e = cli_parse(a, slices, argv, argc, &line, &message);
    if (e != OK) {
        *ret_code = refuse(io, e, message);
        return false;
    }
    if (line.command && !line.help) {
        *ret = line;
        return true;
    }
    BUF b = buf_new(HELP_MAX);
    bool asked = line.help || line.version;
    if (line.version && !line.command)
        cli_version(&b);
    else if (line.command)
        cli_help_command(&b, line.command);
    else if (!str_is_empty(line.group))
        cli_help_group(&b, slices, line.group);
    else
        cli_help(&b, slices);
    Err written = fd_write(asked ? io->out : io->err, buf_str(&b));
    *ret_code = err_info(asked ? written : ERR_INVALID)->exit_code;
    return false;
}

int cli_run(const App *app, Db *db, const CliStreams *io, const Str *argv, size_t argc)
{
    ARENA a = arena_new(ARENA_MAX);
    CmdLine line = { 0 };
    int code = 0;
    if (!a)
        return refuse(io, ERR_MEMORY, STR_NONE);
    if (!read_line(a, app->slices, io, argv, argc, &line, &code))
        return code;
    if (line.command->access != CMD_READ && line.command->access != CMD_WRITE)
        return refuse(io, ERR_FORBIDDEN, S("Cette commande ne peut pas être confiée au serveur."));
    return run_command(app, db, a, io, &line, true);
}

/* ---- this process ---------------------------------------------------------------------------------------------------- */

typedef struct Own {
    const CliProgram *program;
    const CliStreams *io;
    const Str *argv;
    size_t argc;
    Arena *a;
    CmdLine line;
    Config *config;
    Str message;
    bool handed_over;
    int code; /* when handed over */
} Own;

/* --adresse and --port, where a command has them, replace the configuration's values. */
static Err configure(Own *o)
{
    static const ConfigKey from_line[] = { CONF_ADRESSE, CONF_PORT };
    TRY(config_load(o->a, o->program->environ_, &o->config, &o->message));
    if (!str_is_none(o->line.db))
        TRY(config_set(o->config, CONF_DB, o->line.db, CONF_FROM_LINE, o->a, &o->message));
    const Command *c = o->line.command;
    for (size_t i = 0; i < cli_n_options(c); i++)
        for (size_t k = 0; k < sizeof from_line / sizeof *from_line; k++)
            if (!str_is_none(o->line.options[i]) &&
                str_eq(str_from(c->options[i].name), str_from(config_info(from_line[k])->name)))
                TRY(config_set(o->config, from_line[k], o->line.options[i], CONF_FROM_LINE, o->a, &o->message));
    return OK;
}

/* What a command that reads or writes may work on: a database of this program's own version. */
static Err check_version(Own *o, Db *db, bool may_create)
{
    MigrationState state = { 0 };
    Err e = db_migration_state(db, &state);
    if (e != OK) {
        o->message = str_dup(o->a, db_message(db));
        return e;
    }
    if (may_create && state.applied == 0 && !state.newer && !state.altered) {
        int applied = 0;
        return db_migrate(db, o->a, &applied, &o->message);
    }
    if (state.newer)
        o->message = S("La base vient d’une version plus récente du programme : mettez le programme à jour.");
    else if (state.altered)
        o->message = S("La base a été préparée par des migrations différentes de celles de ce programme.");
    else if (state.applied < state.latest)
        o->message = S("La base vient d’une version antérieure : lancez d’abord « ensemble migrer ».");
    return state.newer || state.altered || state.applied < state.latest ? ERR_UNSUPPORTED : OK;
}

static Err hand_over(Own *o, Str path)
{
    if (!o->program->hand_over || str_is_none(path))
        return ERR_LOCKED;
    Err e = o->program->hand_over(path, o->io, o->argv, o->argc, &o->code);
    o->handed_over = e == OK;
    if (e == ERR_NOT_FOUND)
        o->message = S("La base est utilisée par un autre programme, qui ne reçoit pas de commandes. Réessayez "
                       "lorsqu’il aura fini.");
    return e == ERR_NOT_FOUND ? ERR_LOCKED : e;
}

static Err open_database(Own *o, Db **ret)
{
    Str url = config_str(o->config, CONF_DB);
    CommandAccess access = o->line.command->access;
    DB db = NULL;
    if (access == CMD_NONE || access == CMD_OWNER)
        return OK;
    Err e = db_open(o->a, url, access == CMD_WRITE ? DB_WRITE : DB_READ, &db, &o->message);
    if (e == ERR_LOCKED && access == CMD_WRITE)
        return hand_over(o, db_url_path(url));
    TRY(e);
    if (access != CMD_INSPECT)
        TRY(check_version(o, db, access == CMD_WRITE));
    *ret = db;
    db = NULL;
    return OK;
}

static int run_with(Own *o, Db *db, Log *log)
{
    Writer *writer = NULL;
    Snapshots *snapshots = NULL;
    Err e = snapshots_new(o->program->slices, &snapshots);
    if (e == OK && db && o->line.command->access == CMD_WRITE)
        e = writer_inline(db, &writer);
    int code = 0;
    if (e == OK) {
        App app = { .config = o->config,
            .random = random_real(),
            .log = log,
            .clock = clock_real(),
            .writer = writer,
            .snapshots = snapshots,
            .slices = o->program->slices };
        code = run_command(&app, db, o->a, o->io, &o->line, false);
    } else {
        code = refuse(o->io, e, STR_NONE);
    }
    writer_free(writer);
    snapshots_free(snapshots);
    return code;
}

int cli_main(const CliProgram *program, const CliStreams *io, const Str *argv, size_t argc)
{
    ARENA a = arena_new(ARENA_MAX);
    Own o = { .program = program, .io = io, .argv = argv, .argc = argc, .a = a };
    if (!a)
        return refuse(io, ERR_MEMORY, STR_NONE);
    if (!read_line(a, program->slices, io, argv, argc, &o.line, &o.code))
        return o.code;
    DB db = NULL;
    Log *log = NULL;
    Err e = configure(&o);
    if (e == OK)
        e = open_database(&o, &db);
    if (e == OK && o.handed_over)
        return o.code;
    if (e == OK)
        e = log_new(io->err, str_eq(config_str(o.config, CONF_JOURNAL_FORMAT), S("json")), clock_real(), &log);
    int code = e == OK ? run_with(&o, db, log) : refuse(io, e, o.message);
    log_free(log);
    return code;
}

/* ---- aide, completion -------------------------------------------------------------------------------------------------- */

static Err aide(Cmd *c)
{
    Str first = cmd_arg(c, "COMMANDE"), second = cmd_arg(c, "SUITE");
    if (str_is_none(first)) {
        cli_help(cmd_out(c), c->app->slices);
        return OK;
    }
    Str words = str_is_none(second) ? first : str_join(c->arena, (Str[]){ first, second }, 2, S(" "));
    const Command *found = cli_find_command(c->app->slices, words);
    size_t before = cmd_out(c)->n;
    if (found)
        cli_help_command(cmd_out(c), found);
    else
        cli_help_group(cmd_out(c), c->app->slices, words);
    if (cmd_out(c)->n == before)
        return cmd_fail(c, ERR_INVALID, "Commande inconnue « %.*s ». « ensemble aide » les donne toutes.",
            STR_ARG(utf8_cut(words, 60)));
    return OK;
}

static Err completion(Cmd *c)
{
    return cli_completion(c->app->slices, cmd_arg(c, "SHELL"), cmd_out(c));
}

static const Command commands[] = {
    { "aide", aide, CMD_NONE,
        (const CommandArg[]){ { "COMMANDE", "commande à détailler ; sinon toutes sont citées", true },
            { "SUITE", "son second mot (« aide importer lieux »)", true }, { 0 } },
        NULL, "Explique les commandes", NULL },
    { "completion", completion, CMD_NONE, (const CommandArg[]){ { "SHELL", "bash, zsh ou fish", false }, { 0 } }, NULL,
        "Écrit le script de complétion d’un interpréteur de commandes",
        "Pour bash, dans ~/.bashrc :  source <(ensemble completion bash)\n"
        "Pour zsh, dans ~/.zshrc :    source <(ensemble completion zsh)\n"
        "Pour fish :                  ensemble completion fish > ~/.config/fish/completions/ensemble.fish" },
    { 0 },
};

const Slice slice_cli = { .name = "cli", .commands = commands };
