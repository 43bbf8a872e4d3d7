// SPDX-License-Identifier: AGPL-3.0-or-later
/* The slices of the program. Snapshots are built in this order: a slice comes after those that it reads. */
#include "app/app_slices.h"
#include "core/cli/cli.h"
#include "core/job/jobs.h"
#include "domain/acces/acces.h"
#include "domain/acteurs/acteurs.h"
#include "domain/activites/activites.h"
#include "domain/administration/administration.h"
#include "domain/adresses/adresses.h"
#include "domain/annuaire/annuaire.h"
#include "domain/bilans/bilans.h"
#include "domain/comites/comites.h"
#include "domain/besoins/besoins.h"
#include "domain/cartes/cartes.h"
#include "domain/connexion/connexion.h"
#include "domain/coop/coop.h"
#include "domain/coordination/coordination.h"
#include "domain/demo/demo.h"
#include "domain/deploiement/deploiement.h"
#include "domain/diagnostic/diagnostic.h"
#include "domain/echanges/echanges.h"
#include "domain/ecoutes/ecoutes.h"
#include "domain/espace/espace.h"
#include "domain/fonds/fonds.h"
#include "domain/horaires/horaires.h"
#include "domain/horsligne/horsligne.h"
#include "domain/integration/integration.h"
#include "domain/journal/journal.h"
#include "domain/lieux/lieux.h"
#include "domain/plan/plan.h"
#include "domain/livret/livret.h"
#include "domain/numerovert/numerovert.h"
#include "domain/orientation/orientation.h"
#include "domain/parcours/parcours.h"
#include "domain/notifications/notifications.h"
#include "domain/niveaux/niveaux.h"
#include "domain/protection/protection.h"
#include "domain/recensements/recensements.h"
#include "domain/recuperation/recuperation.h"
#include "domain/rendezvous/rendezvous.h"
#include "domain/satisfaction/satisfaction.h"
#include "domain/seances/seances.h"
#include "domain/site/site.h"
#include "domain/tenue/tenue.h"
#include "domain/territoire/territoire.h"
#include "domain/usagers/usagers.h"
#ifdef ENSEMBLE_BENCH
#include "banc.h"
#endif

const Slice *const all_slices[] = {
    &slice_territoire,
    &slice_horaires,
    &slice_lieux,
    &slice_echanges,
    &slice_integration,
    &slice_adresses,
    &slice_diagnostic,
    &slice_recuperation,
    &slice_journal,
    &slice_acteurs,
    &slice_connexion,
    &slice_administration,
    &slice_protection,
    &slice_notifications,
    &slice_annuaire,
    &slice_deploiement,
    &slice_plan,
    &slice_comites,
    &slice_fonds,
    &slice_activites,
    &slice_bilans,
    &slice_coop,
    &slice_horsligne,
    &slice_usagers,
    &slice_coordination,
    &slice_rendezvous,
    &slice_seances,
    &slice_satisfaction,
    &slice_niveaux,
    &slice_cartes,
    &slice_acces,
    &slice_tenue,
    &slice_recensements,
    &slice_espace,
    &slice_site,
    &slice_livret,
    &slice_orientation,
    &slice_parcours,
    &slice_numerovert,
    &slice_besoins,
    &slice_ecoutes,
    &slice_demo,
    &slice_base,
    &slice_servir,
    &slice_routes,
    &slice_jobs,
    &slice_cli,
#ifdef ENSEMBLE_BENCH                              /* the program ensemble-bench only (bench/meson.build) */
    &slice_banc,
#endif
    NULL,
};
