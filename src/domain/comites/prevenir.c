// SPDX-License-Identifier: AGPL-3.0-or-later
/* What members are told: a meeting fixed, moved, called off; a task given or taken back. */
#include "domain/comites/comites_priv.h"
#include "domain/connexion/connexion.h"
#include "domain/notifications/notifications.h"

enum { NOM_DIT_MAX = 120, AGENDA_MAX = 64 * 1024 };

static Str words(Arena *a, const Comite *c, const Reunion *was, const Reunion *r)
{
    Str nom = utf8_cut(c->nom, NOM_DIT_MAX), at = instant_montre(a, r->debut_at);
    if (!was)
        return str_format(a, "Réunion fixée\u00a0: %.*s, le %.*s.", STR_ARG(nom), STR_ARG(at));
    if (was->annulee != r->annulee)
        return str_format(a, "Réunion %s\u00a0: %.*s, le %.*s.", r->annulee ? "annulée" : "rétablie", STR_ARG(nom),
            STR_ARG(at));
    if (was->debut_at != r->debut_at)
        return str_format(a, "Réunion déplacée\u00a0: %.*s, le %.*s au lieu du %.*s.", STR_ARG(nom), STR_ARG(at),
            STR_ARG(instant_montre(a, was->debut_at)));
    return str_format(a, "Réunion modifiée, lieu ou durée\u00a0: %.*s, le %.*s.", STR_ARG(nom), STR_ARG(at));
}

static Err write_calendar(Arena *a, const App *app, int64_t now, const Comite *c, const Reunion *r, const Personne *to,
    CourrielAgenda *ret)
{
    BUF b = buf_new(AGENDA_MAX);
    const AgendaFait fait = reunion_fait(a, c, r, config_str(app->config, CONF_URL_PUBLIQUE));
    const AgendaEnvoi qui = { config_str(app->config, CONF_NOM), courriel_expediteur(a, app->config),
        personne_nom_montre(a, to->prenom, to->nom), to->courriel };
    TRY(agenda_envoyer(a, &fait, &qui, S("Comites"), now, &b));
    *ret = (CourrielAgenda){ agenda_methode(&fait), str_dup(a, buf_str(&b)) };
    return str_is_none(ret->texte) ? ERR_TOO_LARGE : OK;
}

static bool over(const Reunion *r, int64_t now)
{
    return r->debut_at + r->duree_mn * 60 <= now;
}

Err reunion_prevenir(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, const Comite *c,
    const Reunion *was, const Reunion *r)
{
    const PersonneId *v;
    size_t n = 0;
    if (over(r, now) && (!was || over(was, now)))
        return OK;
    TRY(comite_membres(db, a, c->id, &v, &n));
    for (size_t i = 0; i < n; i++) {
        Personne to;
        CourrielAgenda agenda;
        if (v[i].v == par->personne_id)
            continue;
        TRY(personne_par_id(db, a, v[i], &to));
        TRY(write_calendar(a, app, now, c, r, &to, &agenda));
        TRY(notification_deposer(db, a, app, now, NOTIFICATION_REUNIONS, v[i],
            &(Notification){ str_format(a, "reunion:%lld:%lld", (long long)r->id.v, (long long)r->version),
                words(a, c, was, r), str_format(a, "/plan/reunions/%lld", (long long)r->id.v), &agenda }));
    }
    return OK;
}

Err taches_prevenir(Db *db, Arena *a, const App *app, const Acteur *par, int64_t now, const Reunion *r,
    int64_t decision, TacheNouvelle what)
{
    static const char *const texts[] = { "Une tâche d’un comité vous est confiée.",
        "La décision dont vient une de vos tâches est retirée\u00a0: cette tâche n’est plus à faire.",
        "La décision dont vient une de vos tâches est rétablie\u00a0: cette tâche est de nouveau à faire." };
    const Tache *t;
    size_t n = 0;
    TRY(taches_de(db, a, r->id, &t, &n));
    for (size_t i = 0; i < n; i++) {
        /* A task given is the last one; the others are not told again. */
        bool told = t[i].decision_id == decision && !t[i].faite && t[i].personne_id.v &&
                    t[i].personne_id.v != par->personne_id && (what != TACHE_CONFIEE || i + 1 == n);
        if (told)
            TRY(notification_deposer(db, a, app, now, NOTIFICATION_REUNIONS, t[i].personne_id,
                &(Notification){ str_format(a, "tache:%lld:%d:%lld", (long long)t[i].id, (int)what, (long long)now),
                    str_from(texts[what]), str_format(a, "/plan/reunions/%lld", (long long)r->id.v) }));
    }
    return OK;
}
