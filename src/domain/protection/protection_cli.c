// SPDX-License-Identifier: AGPL-3.0-or-later
/* `ensemble conservation`, `ensemble registre`. */
#include "core/run/writer.h"
#include "domain/protection/protection_priv.h"

static Err conservation(Cmd *c)
{
    const Keys *keys = NULL;
    App app = *c->app;
    ConservationTour t = { .app = &app, .now = clock_now(app.clock) };
    bool apply = cmd_flag(c, "appliquer");
    if (apply) {
        TRY(cmd_keys(c, true, &keys));
        app.keys = keys;
        TRY(writer_run(app.writer, c->arena, write_conservation, &t));
    } else {
        TRY(conservation_passer(c->db, c->arena, &app, t.now, false, &t.fait));
    }
    if (str_eq(cmd_option(c, "format"), S("json"))) {
        Json j = json_to(cmd_out(c));
        json_obj(&j);
        json_key(&j, S("applique"));
        json_bool(&j, apply);
        json_ki64(&j, "avertis", t.fait.avertis);
        json_ki64(&j, "effaces", t.fait.effaces);
        json_ki64(&j, "empeches", t.fait.empeches);
        json_end(&j);
        buf_char(cmd_out(c), '\n');
        return OK;
    }
    buf_format(cmd_out(c), "%s : %lld à avertir, %lld à effacer, %lld empêché(s).\n",
        apply ? "Appliqué" : "Essai, rien n’est changé", (long long)t.fait.avertis, (long long)t.fait.effaces,
        (long long)t.fait.empeches);
    return OK;
}

static Err registre(Cmd *c)
{
    SheetFormat format = str_eq(cmd_option(c, "format"), S("xlsx")) ? SHEET_XLSX : SHEET_CSV;
    return registre_ecrire(format, clock_now(c->app->clock), cmd_out(c));
}

const Command protection_commands[] = {
    { "conservation", conservation, CMD_WRITE, NULL,
        (const CommandOption[]){ { "appliquer", NULL, "fait ce qui est dit, au lieu de le compter", NULL, NULL },
            { "format", "FORMAT", "présentation", "texte|json", "texte" }, { 0 } },
        "Compte, ou applique, les durées de conservation des données personnelles",
        "Sans « --appliquer », rien n’est changé. Le serveur l’applique chaque jour." },
    { "registre", registre, CMD_NONE, NULL,
        (const CommandOption[]){ { "format", "FORMAT", "présentation", "csv|xlsx", "csv" }, { 0 } },
        "Écrit le registre des traitements (RGPD, article 30), pour un tableur",
        "Le résultat va sur la sortie : « ensemble registre --format xlsx > registre.xlsx »." },
    { 0 },
};
