// SPDX-License-Identifier: AGPL-3.0-or-later
/* /orientation: choose, fill, print. */
#include "core/app.h"
#include "core/slice.h"
#include "domain/lieux/requete.h"
#include "domain/orientation/orientation_priv.h"
#include "orientation_view.h"
#include "web/assets.h"

#define CHERCHER                                                                                                       \
    { .name = "besoin", .kind = FIELD_CHOICE, .label = "Besoin", .choices = standard_services },                       \
    {                                                                                                                  \
        .name = "commune", .kind = FIELD_TEXT, .label = "Commune ou code postal", .max = 100, .example = "Brou"        \
    }
static const Field champs[] = {
    CHERCHER,
    { .name = "lieu", .kind = FIELD_TEXT, .label = "Lieu proposé", .required = true, .max = 2000 },
    { .name = "lieu2", .kind = FIELD_TEXT, .label = "Autre lieu possible", .max = 2000 },
    { .name = "de",
        .kind = FIELD_TEXT,
        .label = "De la part de",
        .hint = "Votre structure, un numéro où vous joindre.",
        .max = 120 },
    { .name = "rendez_vous",
        .kind = FIELD_TEXT,
        .label = "Rendez-vous pris",
        .hint = "Par exemple : mardi 10 mars à 9 h 30.",
        .max = 120 },
    { .name = "notes",
        .kind = FIELD_LINES,
        .label = "À savoir, à apporter",
        .hint = "Ce texte n’est gardé nulle part : il n’est que sur la fiche.",
        .max = ORIENTATION_NOTES_MAX },
    { 0 },
};

static bool fonds_de(Req *r, LivretFonds *ret)
{
    *ret = (LivretFonds){ .lieux = req_snapshot(r, &lieux_snapshot),
        .territoire = req_snapshot(r, &territoire_snapshot),
        .vacances = requete_vacances(r),
        .site = r->app->site,
        .assets = assets,
        .now = r->now };
    return ret->lieux != NULL;
}

static void propose(Arena *a, const Lieu *l, double distance_m, Choices *to)
{
    for (size_t i = 0; i < to->n; i++)
        if (str_eq(to->v[i].value, lieu_champ(l, CHAMP_id)))
            return;
    Short far = fr_distance(distance_m);
    Str nom = utf8_cut(lieu_champ(l, CHAMP_nom), 70), commune = utf8_cut(lieu_champ(l, CHAMP_commune), 50);
    choices_add(a, to, lieu_champ(l, CHAMP_id),
        distance_m >= 0 ? str_format(a, "%.*s, %.*s (%.*s)", STR_ARG(nom), STR_ARG(commune), (int)far.n, far.p)
                        : str_format(a, "%.*s, %.*s", STR_ARG(nom), STR_ARG(commune)));
}

/* The nearest places that answer the need and take the public. */
static Err nearest(Req *r, const LivretFonds *f, Str code, Choices *to)
{
    const Commune *c = f->territoire ? territoire_commune(f->territoire, code) : NULL;
    int service = req_choice(r, "besoin", -1);
    LieuxQuery q = { .max = (size_t)2 * ORIENTATION_PROPOSES, .sort = LIEUX_SORT_DISTANCE };
    LieuxResult found = { 0 };
    if (!c)
        return OK;
    q.a_point = c->localisation != LOCALISATION_AUCUNE;
    q.point = c->point;
    if (!q.a_point) {
        q.commune = code;
        q.sort = LIEUX_SORT_NOM;
    }
    if (service >= 0)
        enumset_add(&q.valeurs[ENUM_SERVICES], service);
    TRY(lieux_search(f->lieux, r->arena, &q, &found));
    for (size_t i = 0; i < found.n && to->n < ORIENTATION_PROPOSES; i++)
        if (!livret_ferme(found.rows[i].lieu))
            propose(r->arena, found.rows[i].lieu, found.rows[i].distance_m, to);
    return OK;
}

static Err show(Req *r, const LivretFonds *f)
{
    OrientationPage p = { .form = &r->form, .lieu = STR_NONE, .envoyee = str_eq(r->method, S("POST")) };
    Choices v = { 0 };
    Str code = STR_NONE;
    static const char *const named[] = { "lieu", "lieu2" };
    if (requete_commune(r, "commune", &code) && !str_is_none(code))
        TRY(nearest(r, f, code, &v));
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        Str id = req_text(r, named[i]);
        const Lieu *l = str_is_none(id) ? NULL : lieux_find(f->lieux, id);
        if (l && !l->disparu)
            propose(r->arena, l, -1, &v);
        if (i == 0 && l)
            p.lieu = lieu_champ(l, CHAMP_id);
    }
    p.proposes_n = v.n;
    p.cherche = v.n > 0 || !str_is_none(code);
    TRY(choices_end(r->arena, &v, &p.proposes));
    view_orientation(req_html(r), &p);
    return OK;
}

static Err orientation_page(Req *r)
{
    LivretFonds f;
    return fonds_de(r, &f) ? show(r, &f) : ERR_BUSY;
}

/* False: an error is told on its field. */
static bool add_place(Req *r, const LivretFonds *f, const char *name, Orientation *o)
{
    Str id = req_text(r, name);
    if (str_is_none(id))
        return true;
    const Lieu *l = lieux_find(f->lieux, id);
    if (!l || l->disparu) {
        form_error(r, name, "Ce lieu n’est plus dans l’annuaire. Choisissez-en un autre.");
        return false;
    }
    if (o->n == 0 || o->lieux[0] != l)
        o->lieux[o->n++] = l;
    return true;
}

static bool read_sheet(Req *r, const LivretFonds *f, Orientation *o)
{
    int service = req_choice(r, "besoin", -1);
    *o = (Orientation){ .besoin = service < 0 ? STR_NONE : choice_label(&standard_services[service]),
        .de = req_text(r, "de"),
        .rendez_vous = req_text(r, "rendez_vous"),
        .notes = req_text(r, "notes") };
    bool first = add_place(r, f, "lieu", o), second = add_place(r, f, "lieu2", o);
    return first && second && !req_has_errors(r);
}

static OrientationLieu describe(Arena *a, const LivretFonds *f, const Lieu *l)
{
    Short shown = fr_telephone(lieu_champ(l, CHAMP_telephone));
    Str uri = lieu_tel_uri(a, l);
    return (OrientationLieu){ .lieu = l,
        .adresse = lieu_adresse(a, l),
        .tel_uri = uri,
        .telephone = uri.p ? short_dup(a, shown) : STR_NONE,
        .horaires = livret_horaires(a, f, l),
        .services = lieu_valeurs(a, l, ENUM_SERVICES),
        .cout = lieu_valeurs(a, l, ENUM_FRAIS),
        .accueil = lieu_valeurs(a, l, ENUM_PRISE_EN_CHARGE) };
}

static Err split_notes(Arena *a, OrientationFiche *p)
{
    VEC(Str) v = { 0 };
    Str rest = p->o.notes, line;
    while (str_split(&rest, '\n', &line)) {
        Str *to = str_trim(line).n ? vec_push(a, &v) : NULL;
        if (to)
            *to = str_trim(line);
    }
    p->lignes = v.v;
    p->lignes_n = v.n;
    return OK;
}

static Err orientation_envoi(Req *r)
{
    LivretFonds f;
    OrientationFiche p = { .form = &r->form, .le = date_paris(r->now) };
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    if (!read_sheet(r, &f, &p.o)) {
        req_status(r, 400);
        return show(r, &f);
    }
    for (size_t i = 0; i < p.o.n; i++)
        p.lieux[i] = describe(r->arena, &f, p.o.lieux[i]);
    TRY(split_notes(r->arena, &p));
    view_orientation_fiche(req_html(r), &p);
    return OK;
}

static Err orientation_pdf(Req *r)
{
    LivretFonds f;
    Orientation o;
    if (!fonds_de(r, &f))
        return ERR_BUSY;
    if (!read_sheet(r, &f, &o)) {
        req_status(r, 400);
        return show(r, &f);
    }
    TRY(orientation_ecrire(r->arena, &f, &o, req_body(r, "application/pdf")));
    req_download(r, S("fiche-orientation.pdf"));
    return OK;
}

static const Route routes[] = {
    { "GET", "/orientation", orientation_page, RIGHT_FORM, SNAPSHOT, champs, "Fiche d’orientation", ROUTE_LAX },
    { "POST", "/orientation", orientation_envoi, RIGHT_FORM, SLOW, champs, "Préparer une fiche d’orientation",
        ROUTE_LAX | ROUTE_SECRET },
    { "POST", "/orientation/pdf", orientation_pdf, RIGHT_FORM, SLOW, champs, "Fiche d’orientation, en PDF",
        ROUTE_LAX | ROUTE_SECRET },
    { 0 },
};

const Slice slice_orientation = {
    .name = "orientation",
    .routes = routes,
};
