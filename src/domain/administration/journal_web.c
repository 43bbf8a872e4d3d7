// SPDX-License-Identifier: AGPL-3.0-or-later
/* /journal: who did what, for the administrator; the same lines as a file. */
#include "core/csv/csv.h"
#include "domain/administration/administration_web.h"
#include "journal_view.h"

enum { RETARD_S = 60, CSV_LIGNES = 200, NOMS_MAX = 3 * JOURNAL_PAGE };

const Field journal_champs[] = {
    { .name = "action", .kind = FIELD_TEXT, .label = "Action", .max = 60 },
    { .name = "personne",
        .kind = FIELD_TEXT,
        .label = "Personne qui a agi",
        .hint = "Son adresse électronique, ou son identifiant.",
        .max = 254,
        .autocomplete = "off" },
    { .name = "objet",
        .kind = FIELD_TEXT,
        .label = "Sur quoi",
        .hint = "L’identifiant d’une personne ou d’une structure, montré sur sa fiche.",
        .max = 60,
        .autocomplete = "off" },
    { .name = "depuis", .kind = FIELD_DATE, .label = "Depuis le" },
    { .name = "jusqu_a", .kind = FIELD_DATE, .label = "Jusqu’au (compris)" },
    { .name = "page", .kind = FIELD_I64, .label = "Page", .min = 1, .max = 1000000, .address_only = true },
    { 0 },
};
static const char *const criteres[] = { "action", "personne", "objet", "depuis", "jusqu_a", NULL };

/* ---- what is searched ---- */

static Err find_personne(Req *r, JournalRecherche *q, Str *ret_objet)
{
    Str typed = req_text(r, "personne");
    Personne p;
    if (str_is_none(typed))
        return OK;
    Err e = str_has(typed, S("@")) ? personne_par_courriel(r->db, r->arena, typed, &p)
                                   : personne_par_uid(r->db, r->arena, typed, &p);
    if (e == ERR_NOT_FOUND || e == ERR_INVALID) {
        form_error(r, "personne", "Personne inconnue. Vérifiez l’adresse, ou partez de sa fiche.");
        return OK;
    }
    TRY(e);
    q->personne_id = (OptI64){ true, p.id.v };
    *ret_objet = str_cat(r->arena, S("personne:"), p.uid);
    return OK;
}

/* "structure:K3F…" as it is stored; of an identifier alone, the kind that it is of. */
static Err read_objet(Req *r, Str *ret)
{
    Str typed = req_text(r, "objet");
    Personne p;
    *ret = typed;
    if (str_is_none(typed) || str_has(typed, S(":")))
        return OK;
    Err e = personne_par_uid(r->db, r->arena, typed, &p);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    *ret = str_cat(r->arena, e == OK ? S("personne:") : S("structure:"), typed);
    return OK;
}

/* `ret_objet`: whose lines are read, for the journal itself. */
static Err read_search(Req *r, JournalRecherche *ret, Str *ret_objet)
{
    JournalRecherche q = { .action = req_text(r, "action") };
    Date d;
    TRY(read_objet(r, &q.objet));
    if (req_date(r, "depuis", &d))
        q.depuis = (OptI64){ true, date_start_paris(d) };
    if (req_date(r, "jusqu_a", &d))
        q.avant = (OptI64){ true, date_start_paris((Date){ d.days + 1 }) };
    TRY(find_personne(r, &q, ret_objet));
    *ret = q;
    return OK;
}

/* ---- names, each looked for once ---- */

typedef struct Nom {
    PersonneId id;
    Str uid, nom;                                  /* uid STR_NONE: no such person any more */
} Nom;

typedef struct Noms {
    Nom v[NOMS_MAX];
    size_t n;
} Noms;

static Err find_name(Req *r, Noms *noms, PersonneId id, const Nom **ret)
{
    Personne p;
    for (size_t i = 0; i < noms->n; i++)
        if (noms->v[i].id.v == id.v) {
            *ret = &noms->v[i];
            return OK;
        }
    if (noms->n == NOMS_MAX)
        noms->n = 0;                               /* what was given lives in the arena; forgotten names come again */
    Err e = personne_par_id(r->db, r->arena, id, &p);
    if (e != OK && e != ERR_NOT_FOUND)
        return e;
    Nom *new = &noms->v[noms->n++];
    *new = e == OK ? (Nom){ id, p.uid, personne_nom_montre(r->arena, p.prenom, p.nom) }
                   : (Nom){ id, STR_NONE, S("Personne effacée") };
    *ret = new;
    return OK;
}

/* ---- lines as shown ---- */

/* "personne:K3F…" or "structure:K3F…" → its name and its page, where there still is one. */
static Err show_objet(Req *r, Str objet, JournalVue *vue)
{
    size_t colon = str_find_char(objet, 0, ':');
    Str kind = str_slice(objet, 0, colon), uid = str_slice(objet, colon + 1, objet.n);
    Personne p;
    Structure s;
    Err e = ERR_NOT_FOUND;
    vue->sur = objet;
    if (str_eq(kind, S("personne"))) {
        e = personne_par_uid(r->db, r->arena, uid, &p);
        if (e == OK) {
            vue->sur = personne_nom_montre(r->arena, p.prenom, p.nom);
            vue->sur_url = str_cat(r->arena, S("/administration/personnes/"), p.uid);
        }
    } else if (str_eq(kind, S("structure"))) {
        e = structure_par_uid(r->db, r->arena, uid, &s);
        if (e == OK) {
            vue->sur = s.nom;
            vue->sur_url = str_cat(r->arena, S("/administration/structures/"), s.uid);
        }
    }
    return e == ERR_NOT_FOUND || e == ERR_INVALID ? OK : e;
}

static Err show_portee(Req *r, Str portee, Str *ret)
{
    size_t colon = str_find_char(portee, 0, ':');
    Structure s;
    *ret = portee;
    if (!str_eq(str_slice(portee, 0, colon), portee_nom(PORTEE_STRUCTURE)))
        return OK;
    Err e = structure_par_uid(r->db, r->arena, str_slice(portee, colon + 1, portee.n), &s);
    if (e == OK)
        *ret = s.nom;
    return e == ERR_NOT_FOUND ? OK : e;
}

static Err show_line(Req *r, Noms *noms, const JournalLigne *l, JournalVue *ret)
{
    JournalVue vue = { .quand = instant_montre(r->arena, l->at),
        .qui = S("Le programme"),
        .action = action_montree(l->action),
        .fait = l->fait };
    const Nom *nom = NULL;
    if (l->personne_id.has) {
        TRY(find_name(r, noms, (PersonneId){ l->personne_id.v }, &nom));
        vue.qui = nom->nom;
        if (!str_is_none(nom->uid))
            vue.qui_url = str_cat(r->arena, S("/administration/personnes/"), nom->uid);
    }
    int rang = role_rang(l->role);
    vue.role = rang >= 0 ? role_info(rang)->montre : l->role;
    TRY(show_portee(r, l->portee, &vue.portee));
    TRY(show_objet(r, l->objet, &vue));
    *ret = vue;
    return OK;
}

static Err show_lines(Req *r, const JournalLigne *lignes, size_t n, JournalPage *p)
{
    JournalVue *vues = NEW(r->arena, JournalVue, n);
    Noms *noms = NEW(r->arena, Noms, 1);
    if (!vues || !noms)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        TRY(show_line(r, noms, &lignes[i], &vues[i]));
    p->lignes = vues;
    p->lignes_n = n;
    return OK;
}

/* The actions there are lines of, as the choices of the search. */
static Err show_actions(Req *r, JournalPage *p)
{
    const Str *actions = NULL;
    size_t n = 0;
    TRY(journal_actions(r->db, r->arena, &actions, &n));
    Choice *choices = NEW(r->arena, Choice, n + 1);
    if (!choices)
        return ERR_MEMORY;
    for (size_t i = 0; i < n; i++)
        choices[i] = (Choice){ actions[i], action_montree(actions[i]) };
    p->actions = choices;
    return OK;
}

static Err show_seal(Req *r, JournalPage *p)
{
    TRY(journal_scellement(r->db, r->arena, &p->sceau));
    int64_t waited = r->now - p->sceau.attente_depuis;
    if (p->sceau.point_rang)
        p->sceau_quand = instant_montre(r->arena, p->sceau.point_at);
    p->sceau_en_retard = p->sceau.attente && waited > RETARD_S;
    if (p->sceau_en_retard)
        p->attente_duree = instant_montre(r->arena, p->sceau.attente_depuis);
    return OK;
}

Err journal_page(Req *r)
{
    JournalPage p = { .form = &r->form };
    JournalRecherche q = { 0 };
    Str objet = STR_NONE, adresse = adresse_de(r, "/journal", criteres);
    const JournalLigne *lignes = NULL;
    size_t n = 0;
    int64_t page = req_i64(r, "page", 1), total = 0;
    TRY(read_search(r, &q, &objet));
    if (!req_has_errors(r))
        TRY(journal_chercher(r->db, r->arena, &q, page, &lignes, &n, &total));
    p.pages = pagination(r->arena, adresse, page, JOURNAL_PAGE, total);
    p.cherche = !str_ends(adresse, S("?"));
    p.csv = str_cat(r->arena, S("/journal.csv"), str_slice(adresse, sizeof "/journal" - 1, adresse.n - 1));
    TRY(show_lines(r, lignes, n, &p));
    TRY(show_actions(r, &p));
    TRY(show_seal(r, &p));
    TRY(journal_lecture(r, "journal.lire", objet));
    view_journal(req_html(r), &p);
    return OK;
}

/* ---- /journal.csv ---- */

typedef struct Envoi {
    JournalRecherche q;
    JournalCurseur curseur;
} Envoi;

static void csv_header(CsvWriter *w)
{
    static const Str names[] = { S_INIT("instant"), S_INIT("personne"), S_INIT("role"), S_INIT("portee"),
        S_INIT("action"), S_INIT("objet"), S_INIT("issue") };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_cell(w, names[i]);
    csv_end_row(w);
}

/* Ids only, as the lines themselves. */
static Err csv_more(Req *r, void *state, Buf *out, bool *ret_last)
{
    Envoi *e = state;
    ArenaMark mark = arena_mark(r->arena);
    CsvWriter w = csv_to(out, true);
    const JournalLigne *lignes = NULL;
    size_t n = 0;
    Noms *noms = NEW(r->arena, Noms, 1);
    if (!noms)
        return ERR_MEMORY;
    if (!e->curseur.commence)
        csv_header(&w);
    TRY(journal_parcourir(r->db, r->arena, &e->q, CSV_LIGNES, &e->curseur, &lignes, &n));
    for (size_t i = 0; i < n; i++) {
        const JournalLigne *l = &lignes[i];
        const Nom *nom = NULL;
        if (l->personne_id.has)
            TRY(find_name(r, noms, (PersonneId){ l->personne_id.v }, &nom));
        csv_cell(&w, instant_iso(r->arena, l->at));
        csv_cell(&w, nom ? nom->uid : STR_NONE);
        csv_cell(&w, l->role);
        csv_cell(&w, l->portee);
        csv_cell(&w, l->action);
        csv_cell(&w, l->objet);
        csv_cell(&w, l->fait ? S("fait") : S("refuse"));
        csv_end_row(&w);
    }
    *ret_last = n < CSV_LIGNES;
    if (!arena_failed(r->arena))
        arena_reset(r->arena, mark);               /* a journal of any length takes the memory of one piece */
    return OK;
}

Err journal_csv(Req *r)
{
    Envoi *e = NEW(r->arena, Envoi, 1);
    Str objet = STR_NONE;
    if (!e)
        return ERR_MEMORY;
    TRY(read_search(r, &e->q, &objet));
    if (req_has_errors(r))
        return ERR_INVALID;
    TRY(journal_lecture(r, "journal.exporter", objet));
    req_download(r, S("journal.csv"));
    req_stream(r, "text/csv; charset=utf-8", csv_more, e);
    return OK;
}
