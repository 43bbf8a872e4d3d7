// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/tenue/corrections_web.h"

#include "correction_view.h"
#include "domain/journal/journal.h"
#include "domain/lieux/regles.h"

static const Choice faits[] = {
    { S_INIT("envoyee"), S_INIT("Merci\u00A0: votre correction est transmise à une personne qui la vérifiera.") },
    { S_INIT("acceptee"), S_INIT("La correction est acceptée\u00A0: la fiche est changée.") },
    { S_INIT("refusee"), S_INIT("La correction est refusée.") },
    { STR_NONE, STR_NONE },
};
#define FAIT                                                                                                           \
    {                                                                                                                  \
        .name = "fait", .kind = FIELD_CHOICE, .label = "Fait", .choices = faits, .address_only = true                  \
    }

/* Named as the standard's fields: what is left as it was proposes nothing. */
const Field corriger_champs[] = {
    { .name = "nom", .kind = FIELD_TEXT, .label = "Nom du lieu", .max = 300, .autocomplete = "off" },
    { .name = "adresse", .kind = FIELD_TEXT, .label = "Numéro et rue", .max = 300, .autocomplete = "off" },
    { .name = "telephone", .kind = FIELD_TEXT, .label = "Téléphone du lieu", .max = 40, .autocomplete = "off" },
    { .name = "courriels",
        .kind = FIELD_LINES,
        .label = "Courriels du lieu",
        .hint = "Un par ligne.",
        .max = 1000,
        .autocomplete = "off" },
    { .name = "site_web", .kind = FIELD_LINES, .label = "Sites", .hint = "Un par ligne.", .max = 2000 },
    { .name = "horaires",
        .kind = FIELD_LINES,
        .label = "Horaires d’ouverture",
        .hint = "Par exemple\u00A0: du lundi au vendredi de 9 h à 12 h.",
        .max = 2000 },
    { .name = "services", .kind = FIELD_CHOICES, .label = "Ce qu’on peut y faire", .choices = standard_services },
    { .name = "presentation_resume", .kind = FIELD_LINES, .label = "Le lieu en une phrase", .max = 280 },
    { .name = "ferme", .kind = FIELD_BOOL, .label = "Ce lieu n’existe plus" },
    { .name = "message",
        .kind = FIELD_LINES,
        .label = "Autre chose à nous dire",
        .hint = "N’écrivez rien sur une personne.",
        .max = 1000 },
    { .name = "courriel",
        .kind = FIELD_TEXT,
        .label = "Votre courriel, si vous voulez une réponse",
        .hint = "Facultatif. Il sert à vous répondre une fois, puis il est effacé\u202F; au bout de 90 jours dans tous "
                "les cas.",
        .max = COURRIEL_MAX,
        .autocomplete = "email" },
    FAIT,
    { 0 },
};
const Field corrections_champs[] = { FAIT, { 0 } };
const Field correction_champs[] = {
    { .name = "raison",
        .kind = FIELD_LINES,
        .label = "Pourquoi la refuser",
        .hint = "Ces mots sont envoyés à la personne, si elle a laissé son courriel.",
        .max = 500 },
    { 0 },
};

/* ---- sent by anybody ---- */

static const Field *field_named(StandardField s)
{
    const Field *f = corriger_champs;
    while (bloc_champ(f) != s)
        f++;
    return f;
}

/* Places of the public directory only: the others do not exist for whoever asks. */
static Err open_public(Req *r, LieuTenu *ret)
{
    TRY(lieu_tenu_lire(r->db, r->arena, req_path(r, "id"), ret));
    return lieu_tenu_public(ret) ? OK : ERR_NOT_FOUND;
}

static Err show_form(Req *r, const LieuTenu *l)
{
    CorrigerPage p = { .form = &r->form, .envoyee = req_choice(r, "fait", -1) >= 0 };
    BUF to = buf_new(16 * 1024);
    buf_put(&to, S("/lieux/"));
    url_encode(&to, l->champs[CHAMP_id]);
    p.adresse = str_dup(r->arena, buf_str(&to));
    lieu_ligne(r->arena, l, date_paris(r->now), &p.lieu);
    for (int i = 0; i < CORRECTION_PROPOSABLES; i++) {
        const Field *f = field_named(correction_proposables[i]);
        Str stored = f->kind == FIELD_CHOICES ? l->champs[correction_proposables[i]] : bloc_montre(r->arena, f, l);
        p.champs[i] = champ_defaut(&r->form, f->name, stored);
        if (r->method.n == 4 && str_is_none(p.champs[i].valeur))
            p.champs[i].valeur = S("");
    }
    view_corriger(req_html(r), &p);
    return OK;
}

Err corriger_page(Req *r)
{
    LieuTenu l;
    TRY(open_public(r, &l));
    return show_form(r, &l);
}

static int links_in(Str s)
{
    int n = 0;
    for (size_t at = str_find(s, 0, S("://")); at < s.n; at = str_find(s, at + 3, S("://")))
        n++;
    return n;
}

/* What differs from what the page showed. Texts are checked when a person looks at them: nothing is refused here for its
 * form, but hours, which only who wrote them can say again. */
static void read_proposals(Req *r, const LieuTenu *l, Correction *c)
{
    Bloc all = { .champs = corriger_champs };
    LieuTenu typed = *l;
    Str dit;
    bloc_lire(r, &all, &typed);
    if (!str_eq(str_trim(req_text(r, "horaires")), str_trim(bloc_montre(r->arena, field_named(CHAMP_horaires), l))))
        typed.champs[CHAMP_horaires] = bloc_horaires(r, "horaires", req_text(r, "horaires"), &dit);
    for (int i = 0; i < CORRECTION_PROPOSABLES; i++) {
        StandardField f = correction_proposables[i];
        if (!str_eq(typed.champs[f], l->champs[f]))
            c->proposes[f] = typed.champs[f].n ? typed.champs[f] : S("");
    }
    c->ferme = req_bool(r, "ferme");
    c->message = req_text(r, "message");
}

static bool says_something(const Correction *c)
{
    bool any = c->ferme || c->message.n;
    for (int f = 0; f < STANDARD_N; f++)
        any |= !str_is_none(c->proposes[f]);
    return any;
}

Err corriger_envoi(Req *r)
{
    LieuTenu l;
    Correction c = { 0 };
    TRY(open_public(r, &l));
    Str typed = req_text(r, "courriel"), courriel = typed.n ? courriel_normal(r->arena, typed) : STR_NONE;
    read_proposals(r, &l, &c);
    if (typed.n && str_is_none(courriel))
        form_error(r, "courriel", "Ce n’est pas une adresse de courriel. Vous pouvez aussi laisser ce champ vide.");
    if (links_in(c.message) > CORRECTION_LIENS)
        form_error(r, "message", "Trop d’adresses de sites dans ce message\u00A0: gardez-en deux au plus.");
    if (!req_has_errors(r) && !says_something(&c))
        form_error(r, "message", "Changez au moins un champ, ou écrivez ce qui ne va pas.");
    Err e = req_has_errors(r) ? OK : correction_deposer(r, &l, &c, courriel);
    if (e == ERR_BUSY)
        form_error(r, "message",
            "Beaucoup de corrections sont arrivées en peu de temps. Attendez une heure, ou appelez le lieu.");
    else if (e != OK)
        return e;
    if (req_has_errors(r)) {
        req_status(r, e == ERR_BUSY ? 429 : 400);
        return show_form(r, &l);
    }
    BUF to = buf_new(16 * 1024);
    url_encode(&to, l.champs[CHAMP_id]);
    return req_redirect(r, "/lieux/%.*s/corriger?fait=envoyee", STR_ARG(buf_str(&to)));
}

/* ---- checked by somebody ---- */

static Str summary(Arena *a, const Correction *c)
{
    Str out = c->ferme ? S("n’existe plus") : STR_NONE;
    for (int i = 0; i < CORRECTION_PROPOSABLES; i++) {
        StandardField f = correction_proposables[i];
        if (str_is_none(c->proposes[f]))
            continue;
        Str name = champ_montre_nom(standard_field(f)->name);
        out = out.n ? str_format(a, "%.*s, %.*s", STR_ARG(out), STR_ARG(name)) : name;
    }
    return out.n ? out : S("un message");
}

Err corrections_page(Req *r)
{
    const Correction *all = NULL;
    CorrectionsPage p = { .form = &r->form };
    TRY(corrections_attente(r, &all, &p.n));
    CorrectionLigne *v = NEW(r->arena, CorrectionLigne, p.n + 1);
    if (!v)
        return ERR_MEMORY;
    for (size_t i = 0; i < p.n; i++) {
        LieuTenu l;
        TRY(lieu_tenu_lire(r->db, r->arena, all[i].lieu, &l));
        v[i] = (CorrectionLigne){ all[i].uid, l.champs[CHAMP_nom], l.champs[CHAMP_commune],
            date_french(r->arena, date_paris(all[i].cree_at)), summary(r->arena, &all[i]) };
    }
    p.lignes = v;
    view_corrections(req_html(r), &p);
    return OK;
}

/* The place with what is proposed, held against the rules of the import. */
static Err as_proposed(Req *r, const Correction *c, const LieuTenu *l, LieuTenu *ret, const Faute **fautes, size_t *n)
{
    *ret = *l;
    for (int f = 0; f < STANDARD_N; f++)
        if (!str_is_none(c->proposes[f]))
            ret->champs[f] = c->proposes[f].n ? c->proposes[f] : STR_NONE;
    TRY(bloc_fautes(r->arena, req_snapshot(r, &territoire_snapshot), date_paris(r->now), corriger_champs, l, ret,
        fautes, n));
    if (c->ferme && !ret->ferme_at.has) {
        ret->ferme_at = (OptI64){ true, r->now };
        ret->ferme_motif = S("ferme");
    }
    return OK;
}

static Str fault_of(const Faute *v, size_t n, StandardField f)
{
    for (size_t i = 0; i < n; i++)
        if (bloc_champ(v[i].champ) == f)
            return v[i].message;
    return STR_NONE;
}

static Err show_one(Req *r, const Correction *c, const LieuTenu *l)
{
    Arena *a = r->arena;
    LieuTenu neuf;
    const Faute *fautes = NULL;
    size_t n = 0;
    CorrectionPage p = { .form = &r->form,
        .uid = c->uid,
        .quand = date_french(a, date_paris(c->cree_at)),
        .message = c->message,
        .etat = c->etat,
        .ferme = c->ferme,
        .a_courriel = !str_is_none(c->courriel) };
    PropositionVue *v = NEW(a, PropositionVue, CORRECTION_PROPOSABLES);
    if (!v)
        return ERR_MEMORY;
    TRY(as_proposed(r, c, l, &neuf, &fautes, &n));
    for (int i = 0; i < CORRECTION_PROPOSABLES; i++) {
        StandardField f = correction_proposables[i];
        Str name = standard_field(f)->name;
        if (!str_is_none(c->proposes[f]))
            v[p.n++] = (PropositionVue){ champ_montre_nom(name), champ_montre_valeur(a, name, l->champs[f]),
                champ_montre_valeur(a, name, c->proposes[f]), fault_of(fautes, n, f) };
    }
    p.v = v;
    p.acceptable = n == 0 && (p.n || c->ferme);
    lieu_ligne(a, l, date_paris(r->now), &p.lieu);
    view_correction(req_html(r), &p);
    return OK;
}

Err correction_page(Req *r)
{
    Correction c;
    LieuTenu l;
    TRY(correction_ouvrir(r, req_path(r, "uid"), &c, &l));
    return show_one(r, &c, &l);
}

Err correction_accepter_envoi(Req *r)
{
    Correction c;
    LieuTenu l, neuf;
    TRY(correction_ouvrir(r, req_path(r, "uid"), &c, &l));
    const Faute *fautes = NULL;
    size_t n = 0;
    TRY(as_proposed(r, &c, &l, &neuf, &fautes, &n));
    if (n) {
        req_status(r, 400);
        return show_one(r, &c, &l);
    }
    TRY(correction_accepter(r, &c, &l, &neuf));
    return req_redirect(r, "/espace/corrections?fait=acceptee");
}

Err correction_refuser_envoi(Req *r)
{
    Correction c;
    LieuTenu l;
    TRY(correction_ouvrir(r, req_path(r, "uid"), &c, &l));
    Str raison = req_text(r, "raison");
    if (!req_has_errors(r) && str_is_empty(raison))
        form_error(r, "raison", "Écrivez en quelques mots pourquoi\u00A0: la personne qui a écrit doit le comprendre.");
    if (req_has_errors(r)) {
        req_status(r, 400);
        return show_one(r, &c, &l);
    }
    TRY(correction_refuser(r, &c, &l, raison));
    return req_redirect(r, "/espace/corrections?fait=refusee");
}
