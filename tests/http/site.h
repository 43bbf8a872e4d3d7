// SPDX-License-Identifier: AGPL-3.0-or-later
/* A small site for the tests of core/http: one route for each thing that the dispatcher and the server must do. */
#pragma once

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#include "core/app.h"
#include "core/http/multipart.h"
#include "core/http/req.h"
#include "core/slice.h"

enum { SITE_ROWS = 100000 };

static char site_big[15000];                       /* filled by site_start, then only read */
static sem_t site_gate;                            /* "/lent" waits for it */

static inline void site_start(void)
{
    static const char piece[] = "{\"lieu\":\"Médiathèque\",\"n\":12}, ";
    for (size_t i = 0; i < sizeof site_big; i++)
        site_big[i] = piece[i % (sizeof piece - 1)];
    sem_init(&site_gate, 0, 0);
}

static Err site_home(Req *r)
{
    buf_put(req_body(r, "text/plain; charset=utf-8"), S("bonjour"));
    return OK;
}

static Err site_item(Req *r)
{
    Json *j = req_json(r);
    json_obj(j);
    json_kstr(j, "id", req_path(r, "id"));
    json_kstr(j, "q", req_text(r, "q"));
    json_ki64(j, "limite", req_i64(r, "limite", 24));
    json_ki64(j, "choix", (int64_t)req_choices(r, "choix").n);
    json_ki64(j, "erreurs", (int64_t)r->form.errors.n);
    json_end(j);
    return OK;
}

static Err site_static(Req *r)
{
    if (!req_cache(r, S("v1"), 60))
        req_body_static(r, "application/json", str_of(site_big, sizeof site_big));
    return OK;
}

static Err site_secret(Req *r)
{
    req_body_static(r, "text/html; charset=utf-8", str_of(site_big, sizeof site_big));
    return OK;
}

static Err site_error(Req *r)
{
    return ERR_CONFLICT;
}

static Err site_echo(Req *r)
{
    buf_put(req_body(r, "text/plain; charset=utf-8"), r->body);
    return OK;
}

static Err site_slow(Req *r)
{
    while (sem_wait(&site_gate) != 0 && errno == EINTR)
        continue;
    buf_put(req_body(r, "text/plain; charset=utf-8"), req_header(r, "X-Essai"));
    return OK;
}

static Err site_read(Req *r)
{
    buf_put(req_body(r, "text/plain; charset=utf-8"), r->db ? S("base") : S("rien"));
    return OK;
}

static Err site_write(Req *r)
{
    Err e = req_bool(r, "faute") ? ERR_CONFLICT : OK;
    if (e == OK)
        e = job_add(r->db, "essai", req_text(r, "texte"), STR_NONE, r->now);
    return e == OK ? req_redirect(r, "/lieux/%.*s", STR_ARG(req_text(r, "texte"))) : e;
}

static Err site_row(Req *r, void *state, Buf *out, bool *ret_last)
{
    int *row = state;
    for (int end = *row + 1000; *row < end && *row < SITE_ROWS; ++*row)
        buf_format(out, "%08d;une ligne;qui n’a rien de long\n", *row);
    *ret_last = *row == SITE_ROWS;
    return OK;
}

static Err site_export(Req *r)
{
    int *row = NEW(r->arena, int, 1);
    if (!row)
        return ERR_MEMORY;
    req_download(r, S("été.csv"));
    req_stream(r, "text/csv; charset=utf-8", site_row, row);
    return OK;
}

static Err site_file(Req *r)
{
    const Upload *f = req_file(r, "fichier");
    Buf *b = req_body(r, "text/plain; charset=utf-8");
    buf_format(b, "%.*s|", STR_ARG(req_text(r, "texte")));
    if (f)
        buf_format(b, "%.*s|%d|%zu", STR_ARG(f->name), (int)f->type, f->bytes.n);
    return OK;
}

static Err site_who(Req *r)
{
    buf_put(req_body(r, "text/plain; charset=utf-8"), r->secure ? S("https") : S("http"));
    return OK;
}

static const Choice site_choices[] = { { S_INIT("a"), { 0 } }, { S_INIT("b c"), { 0 } }, { S_INIT("é"), { 0 } },
    { { 0 }, { 0 } } };
static const Field site_item_fields[] = {
    { .name = "q", .kind = FIELD_TEXT, .label = "Recherche" },
    { .name = "limite", .kind = FIELD_I64, .label = "Nombre", .min = 1, .max = 500 },
    { .name = "choix", .kind = FIELD_CHOICES, .label = "Choix", .choices = site_choices },
    { 0 },
};
static const Field site_write_fields[] = {
    { .name = "texte", .kind = FIELD_TEXT, .label = "Texte", .required = true },
    { .name = "faute", .kind = FIELD_BOOL, .label = "Faute" },
    { 0 },
};

static const Field site_file_fields[] = {
    { .name = "texte", .kind = FIELD_TEXT, .label = "Texte" },
    { .name = "fichier",
        .kind = FIELD_FILE,
        .label = "Fichier",
        .required = true,
        .max = 1000,
        .files = FILE_CSV | FILE_XLSX },
    { 0 },
};

static const Route site_routes[] = {
    { "GET", "/", site_home, RIGHT_PUBLIC, SNAPSHOT, NULL, "Accueil", 0, 0 },
    { "GET", "/lieux/{id}", site_item, RIGHT_PUBLIC, SNAPSHOT, site_item_fields, "Fiche", ROUTE_LAX, 0 },
    { "GET", "/lieux/neuf", site_home, RIGHT_PUBLIC, SNAPSHOT, NULL, "Nouveau", 0, 0 },
    { "GET", "/api/lieux/{id}", site_item, RIGHT_PUBLIC, SNAPSHOT, site_item_fields, "Fiche", ROUTE_API, 0 },
    { "GET", "/api/gros", site_static, RIGHT_PUBLIC, SNAPSHOT, NULL, "Gros", ROUTE_API, 0 },
    { "GET", "/secret", site_secret, RIGHT_PUBLIC, SNAPSHOT, NULL, "Secret", ROUTE_SECRET, 0 },
    { "GET", "/erreur", site_error, RIGHT_PUBLIC, SNAPSHOT, NULL, "Erreur", 0, 0 },
    { "POST", "/x", site_echo, RIGHT_PUBLIC, SNAPSHOT, NULL, "Écho", 0, 300000 },
    { "GET", "/x", site_home, RIGHT_PUBLIC, SNAPSHOT, NULL, "Écho", 0, 0 },
    { "GET", "/lent", site_slow, RIGHT_PUBLIC, SLOW, NULL, "Lent", 0, 0 },
    { "GET", "/lu", site_read, RIGHT_PUBLIC, READ, NULL, "Lu", 0, 0 },
    { "POST", "/ecrire", site_write, RIGHT_PUBLIC, WRITE, site_write_fields, "Écrit", 0, 0 },
    { "POST", "/fichier", site_file, RIGHT_PUBLIC, SNAPSHOT, site_file_fields, "Fichier", 0, 4000 },
    { "GET", "/export", site_export, RIGHT_PUBLIC, SNAPSHOT, NULL, "Export", 0, 0 },
    { "GET", "/export-lent", site_export, RIGHT_PUBLIC, SLOW, NULL, "Export", 0, 0 },
    { "GET", "/qui", site_who, RIGHT_PUBLIC, SNAPSHOT, NULL, "Qui", 0, 0 },
    { 0 },
};

static const Slice site_slice = { .name = "essai", .routes = site_routes };
static const Slice *const site_slices[] = { &site_slice, NULL };

static const Asset site_assets[] = {
    { "/a/gros.1234.css", "gros.css", "text/css; charset=utf-8", S_INIT("0123456789abcdef"), S_INIT("GZ"), S_INIT("B"),
        "\"h\"", "\"h-gz\"", "\"h-br\"" },
    { 0 },
};
