// SPDX-License-Identifier: AGPL-3.0-or-later
/* /espace/lieux/{id}/historique: who changed what, and the way back. */
#include "domain/journal/journal.h"
#include "domain/tenue/tenue_web.h"
#include "historique_view.h"

const Field historique_champs[] = {
    { .name = "vers", .kind = FIELD_I64, .label = "État", .min = 1, .max = 9e15, .address_only = true },
    { .name = "version", .kind = FIELD_I64, .label = "Version", .min = 1, .max = 9e15, .address_only = true },
    { 0 },
};

/* motif or, for an import, action → what was done */
static Str what_was_done(Arena *a, const LieuPassage *p)
{
    static const Str words[][2] = {
        { S_INIT("edition"), S_INIT("Modification") },
        { S_INIT("creation"), S_INIT("Création") },
        { S_INIT("confirmation"), S_INIT("Fiche dite exacte") },
        { S_INIT("correction"), S_INIT("Correction proposée, acceptée") },
        { S_INIT("retour"), S_INIT("Retour à un état précédent") },
        { S_INIT("etat"), S_INIT("Changement d’état") },
        { S_INIT("fusion"), S_INIT("Deux fiches réunies") },
        { S_INIT("separation"), S_INIT("Deux fiches séparées de nouveau") },
        { S_INIT("source"), S_INIT("Valeur de la source reprise") },
        { S_INIT("ajout"), S_INIT("Arrivée par un fichier") },
        { S_INIT("modification"), S_INIT("Modification par un fichier") },
        { S_INIT("disparition"), S_INIT("Absent du fichier de sa source") },
    };
    Str key = str_is_none(p->motif) ? p->action : p->motif;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i][0], key))
            return words[i][1];
    return str_is_none(p->motif) ? S("De nouveau dans le fichier de sa source") : str_dup(a, key);
}

static Err who_did(Req *r, const LieuPassage *p, Str *ret)
{
    Personne who;
    if (str_is_none(p->motif)) {
        size_t end = str_find(p->fichier, 0, S(" sha256:"));
        *ret = p->fichier.n ? str_format(r->arena, "Fichier « %.*s »", STR_ARG(str_slice(p->fichier, 0, end)))
                            : S("Fichier");
        return OK;
    }
    if (!p->personne_id.has) {
        *ret = S("Le lieu, par le lien reçu");
        return OK;
    }
    TRY(personne_par_id(r->db, r->arena, (PersonneId){ p->personne_id.v }, &who));
    Str name = personne_nom_montre(r->arena, who.prenom, who.nom);
    *ret = p->role.n ? str_format(r->arena, "%.*s, %.*s", STR_ARG(name), STR_ARG(p->role)) : name;
    return OK;
}

static Err show_passage(Req *r, const LieuPassage *p, PassageVue *v)
{
    Arena *a = r->arena;
    Valeur *avant = NEW(a, Valeur, p->n + 1), *apres = NEW(a, Valeur, p->n + 1);
    *v = (PassageVue){ .id = p->id,
        .quand = instant_montre(a, p->at),
        .quoi = what_was_done(a, p),
        .avant = avant,
        .apres = apres };
    if (!avant || !apres)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->n; i++) {
        const Changement *c = &p->changements[i];
        if (str_eq(c->nom, S("date_maj")))
            continue;
        Str name = champ_montre_nom(c->nom);
        avant[v->n] = (Valeur){ name, champ_montre_valeur(a, c->nom, c->avant) };
        apres[v->n++] = (Valeur){ name, champ_montre_valeur(a, c->nom, c->apres) };
    }
    return who_did(r, p, &v->qui);
}

Err historique_page(Req *r)
{
    LieuTenu l;
    const LieuPassage *all = NULL;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    HistoriquePage p = { .form = &r->form,
        .adresse = tenue_adresse(r->arena, l.champs[CHAMP_id]),
        .version = str_format(r->arena, "%lld", (long long)l.version) };
    TRY(lieu_passages(r->db, r->arena, l.lieu_id, &all, &p.n));
    PassageVue *v = NEW(r->arena, PassageVue, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++)
        TRY(show_passage(r, &all[i], &v[i]));
    v[0].present = true;
    p.passages = v;
    lieu_ligne(r->arena, &l, date_paris(r->now), &p.lieu);
    TRY(journal_lecture(r, "lieu.voir", lieu_objet(r->arena, l.champs[CHAMP_id])));
    view_historique(req_html(r), &p);
    return OK;
}

/* Nothing is taken out of the history: going back is one more change. */
Err historique_envoi(Req *r)
{
    LieuTenu l, then;
    TRY(tenue_ouvrir(r, req_path(r, "id"), &l));
    if (req_i64(r, "version", l.version) != l.version)
        return ERR_CONFLICT;
    TRY(lieu_tel_que(r->db, r->arena, &l, req_i64(r, "vers", 0), &then));
    LieuGeste g = { .par = r->acteur, .now = r->now, .motif = "retour" };
    TRY(lieu_tenu_ecrire(r->db, r->arena, &g, &l, &then, NULL));
    TRY(journal_ecrire(r->db, r->acteur, r->now, "lieu.modifier", lieu_objet(r->arena, l.champs[CHAMP_id]), true));
    return req_redirect(r, "%.*s?fait=retour", STR_ARG(tenue_adresse(r->arena, l.champs[CHAMP_id])));
}
