// SPDX-License-Identifier: AGPL-3.0-or-later
/* Migrations from any list, so that tests bring their own; db_migrate uses the program's. */
#pragma once

#include "core/db/db.h"

/* `list` ends with number 0. */
Err migrate_state(Db *db, const Migration *list, MigrationState *ret);
Err migrate_apply(Db *db, Arena *a, const Migration *list, int *ret_applied, Str *ret_message);
