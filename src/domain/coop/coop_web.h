// SPDX-License-Identifier: AGPL-3.0-or-later
/* What the page of records to be attached is given; what the slice's table holds. */
#pragma once

#include "core/cli/command.h"
#include "core/http/req.h"
#include "domain/coop/coop.h"
#include "web/champs.h"

typedef struct RattacherGroupe {
    const CoopGroupe *g;
    Str qui, ou; /* as the file says, or that it does not */
} RattacherGroupe;
typedef struct RattacherPage {
    const Form *form;
    const RattacherGroupe *groupes;
    size_t n;
    int64_t fiches;
    const RattacherGroupe *choisi; /* NULL: the list */
    Str groupe;
    const Choice *structures;
    Champ structure, mediateur;
} RattacherPage;

extern const Command coop_commands[];
Err coop_exporter(Cmd *c);
Err coop_export(Req *r);
extern const Field coop_export_champs[];
