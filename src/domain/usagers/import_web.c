// SPDX-License-Identifier: AGPL-3.0-or-later
/* /usagers/importer: a file of people, checked or taken, and what became of each of its rows. */
#include "core/app.h"
#include "core/http/multipart.h"
#include "domain/usagers/usagers_web.h"
#include "usagers_import_view.h"

enum { STRUCTURES_MAX = 1000, UID_MAX = 40, DITS_MONTRES = 50 };

/* A page that is only opened receives no file. */
const Field usagers_importer_vue_champs[] = {
    { .name = "structure", .kind = FIELD_TEXT, .label = "Structure", .max = UID_MAX },
    { 0 },
};
const Field usagers_importer_champs[] = {
    { .name = "structure",
        .kind = FIELD_TEXT,
        .label = "Structure qui suit ces personnes",
        .hint = "Une colonne «\u00a0Structure\u00a0» ou «\u00a0SIRET\u00a0» du fichier l’emporte.",
        .max = UID_MAX },
    { .name = "fichier",
        .kind = FIELD_FILE,
        .label = "Fichier",
        .hint = "XLSX ou CSV, 4 Mo et 2\u202f000 personnes au plus.",
        .files = FILE_CSV | FILE_XLSX,
        .max = USAGERS_ENVOI_MAX },
    { .name = "informe",
        .kind = FIELD_DATE,
        .label = "Personnes informées le",
        .hint =
            "Le jour où elles ont su que leur nom est gardé. Vide\u00a0: sans nom, sauf si le fichier le dit pour une "
            "personne." },
    { .name = "essai", .kind = FIELD_BOOL, .label = "Vérifier seulement, sans rien enregistrer" },
    { 0 },
};

/* The page is opened without the fields of a file. */
static Champ sent_field(const Req *r, const char *name)
{
    static const Str nothing[sizeof usagers_importer_champs / sizeof *usagers_importer_champs];
    const Form empty = { .fields = usagers_importer_champs, .raw = nothing };
    return champ_de(r->form.fields == usagers_importer_champs ? &r->form : &empty, name);
}

static Err show(Req *r, const UsagersBilan *b)
{
    UsagersImporterPage p = { .form = &r->form,
        .fichier = sent_field(r, "fichier"),
        .informe = sent_field(r, "informe"),
        .essai = sent_field(r, "essai"),
        .structure = sent_field(r, "structure"),
        .bilan = b };
    Choices structures = { 0 };
    TRY(structures_offertes(r->db, r->arena, r->acteur, false, STRUCTURES_MAX, &structures));
    p.une_structure = structures.n == 1;
    TRY(choices_end(r->arena, &structures, &p.structures));
    Str chosen = str_or_empty(req_text(r, "structure"));
    p.structure.valeur = p.une_structure ? p.structures[0].value : chosen;
    if (b) {
        p.refus_n = b->lus.refus.n < DITS_MONTRES ? b->lus.refus.n : DITS_MONTRES;
        p.avis_n = b->lus.avis.n < DITS_MONTRES ? b->lus.avis.n : DITS_MONTRES;
    }
    view_usagers_importer(req_html(r), &p);
    return OK;
}

Err usagers_importer_page(Req *r)
{
    return show(r, NULL);
}

/* Errors are put on their fields. */
static Err read_sent(Req *r, Structure *s, UsagersDemande *d)
{
    Date informed = { 0 };
    Str typed = str_or_empty(req_text(r, "structure"));
    Err e = str_is_empty(typed) ? ERR_NOT_FOUND : structure_ouvrir(r->db, r->arena, r->acteur, typed, s);
    if (e == ERR_NOT_FOUND)
        form_error(r, "structure", "Choisissez la structure.");
    else
        TRY(e);
    if (!req_file(r, "fichier") && !req_has_errors(r))
        form_error(r, "fichier", "Choisissez un fichier XLSX ou CSV.");
    bool told = req_date(r, "informe", &informed);
    if (told && informed.days > date_paris(r->now).days)
        form_error(r, "informe", "Ce jour n’est pas encore passé.");
    *d = (UsagersDemande){ .structure = s,
        .departement = s->departement,
        .informe_j = { told, told ? informed.days : 0 },
        .base = STR_NONE,
        .random = r->app->random,
        .now = r->now };
    return OK;
}

static Err read_file(Req *r, UsagersLus *lus)
{
    Str message = STR_NONE;
    Err e = usagers_lire(r->arena, req_file(r, "fichier")->bytes, date_civil(date_paris(r->now)).year, lus, &message);
    if (e != OK && str_is_empty(str_or_empty(message)))
        return e;
    if (e != OK)
        form_error(r, "fichier", "Ce fichier n’a pas pu être lu\u00a0: %.*s.", STR_ARG(message));
    else if (lus->total > USAGERS_ENVOI_LIGNES)
        form_error(r, "fichier",
            "Ce fichier a plus de 2\u202f000 lignes\u00a0: partagez-le, ou confiez-le à l’administration du site "
            "(commande «\u00a0ensemble importer usagers\u00a0»).");
    return OK;
}

/* A simulation does everything, then goes back. */
static Err take(Req *r, const UsagersDemande *d, UsagersBilan *b)
{
    TX tx = tx_begin(r->db, HERE);
    TRY(usagers_prendre(r->db, r->arena, r->app->keys, r->acteur, d, &b->lus, &b->pris));
    return b->essai ? OK : tx_commit(&tx);
}

Err usagers_importer_envoi(Req *r)
{
    Structure s = { 0 };
    UsagersDemande d;
    UsagersBilan b = { .essai = req_bool(r, "essai") };
    TRY(read_sent(r, &s, &d));
    if (!req_has_errors(r))
        TRY(read_file(r, &b.lus));
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show(r, NULL);
    }
    TRY(take(r, &d, &b));
    return show(r, &b);
}
