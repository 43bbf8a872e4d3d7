// SPDX-License-Identifier: AGPL-3.0-or-later
/* A parsed file of queries, between the reader (mksql_lib.c) and the writer of C (mksql_emit.c). */
#pragma once

#include "core/db/db.h"
#include "tools/mksql_priv.h"

enum { MKSQL_FIELDS_MAX = 400 };

typedef struct SqlField {
    Str name;
    Str type;             /* as written; a typed id when it begins with a capital */
    SqlType kind;
    bool nullable, id;
    size_t at;
} SqlField;
typedef VEC(SqlField) SqlFields;

typedef struct Query {
    Str name;             /* "lieu_get" */
    Str camel;            /* "LieuGet" */
    Str comment;          /* lines with their "--", STR_NONE: none */
    SqlShape shape;
    SqlFields params, cols;
    bool args_struct;
    Str text[DB_ENGINES_];
    size_t at;
} Query;

typedef struct QueryFile {
    Str stem;
    VEC(Str) includes;
    VEC(Query) queries;
} QueryFile;

Err query_emit(Source *s, const QueryFile *f, MksqlCode *ret);
