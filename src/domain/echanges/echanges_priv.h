// SPDX-License-Identifier: AGPL-3.0-or-later
/* Shared by the files of this slice only. */
#pragma once

#include "core/http/req.h"
#include "core/slice.h"
#include "domain/lieux/lieux.h"

extern const Command echanges_commands[];

/* ---- flux.c ---- */
extern const Field flux_champs[];
Err flux_atom(Req *r);
Err flux_rss(Req *r);

/* ---- publication.c ---- */
Err lieu_jsonld(Req *r);
Err inclusion_structures(Req *r);
Err inclusion_services(Req *r);

/* ---- import_web.c ---- */
Err import_page(Req *r);
Err import_envoi(Req *r);
Err apercu_page(Req *r);
Err import_confirmer(Req *r);
Err import_annuler(Req *r);
extern const Right lieux_importer;
extern const Field import_adresse_champs[], import_champs[], depot_champs[];
