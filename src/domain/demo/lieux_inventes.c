// SPDX-License-Identifier: AGPL-3.0-or-later
/* Inventing 126 places: where, what, and in which words. */
#include <stdlib.h>
#include <string.h>

#include "core/csv/csv.h"
#include "domain/demo/demo.h"
#include "domain/lieux/standard.h"

/* ---- chance, the same everywhere (splitmix64, Steele, Lea and Flood 2014) ------------------------------------------ */

typedef struct Chance {
    uint64_t state;
} Chance;

static uint64_t draw(Chance *c)
{
    uint64_t z = c->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static size_t below(Chance *c, size_t n)
{
    return (size_t)(draw(c) % n);
}

static bool one_in(Chance *c, size_t n)
{
    return below(c, n) == 0;
}

/* Between -1 and 1. */
static double swing(Chance *c)
{
    return (double)(int64_t)(draw(c) >> 11) / (double)((int64_t)1 << 52) - 1;
}

/* ---- words ------------------------------------------------------------------------------------------------------------ */

typedef struct Kind {
    const char *noun, *typologie;
    int weight;
} Kind;

static const Kind kinds[] = {
    { "Espace numérique", "EPN", 5 },
    { "Médiathèque", "BIB", 5 },
    { "Point d’accueil numérique", "MUNI", 5 },
    { "Centre social", "CS", 3 },
    { "Maison de quartier", "MQ", 2 },
    { "Tiers-lieu", "TIERS_LIEUX", 3 },
    { "Relais solidaire", "CCAS", 3 },
    { "Atelier associatif", "ASSO", 4 },
    { "Espace de vie sociale", "EVS", 2 },
    { "Recyclerie informatique", "RESSOURCERIE", 1 },
};
static const Kind france_services = { "Maison France Services", "RFS", 1 };
static const Kind bus = { "Bus numérique", "ENM", 1 };

/* Plants, birds and the like: no person, no place. */
static const char *const proper[] = {
    "des Coquelicots",
    "des Hirondelles",
    "du Tilleul bleu",
    "de la Grange aux écrans",
    "des Trois Pommiers",
    "du Moulin à mots",
    "des Bleuets",
    "de la Plume et la souris",
    "des Quatre Épis",
    "du Chêne rond",
    "des Alouettes",
    "de la Fontaine claire",
    "du Pré aux clics",
    "des Sillons",
    "de la Marelle",
    "du Noyer",
    "des Libellules",
    "du Fil d’Ariane",
    "de la Luciole",
    "des Peupliers blancs",
    "du Grain d’orge",
    "de la Passerelle",
    "des Mésanges",
    "du Colombier neuf",
    "de la Ronde",
    "des Lavandières",
    "du Petit Pont",
    "de la Boussole",
    "des Tournesols",
    "du Blé en herbe",
    "de la Clairière",
    "des Rouges-gorges",
    "du Vieux Lavoir",
    "de la Girouette",
    "des Églantiers",
    "du Verger",
    "de la Charmille",
    "des Genêts",
    "du Bord de l’eau",
    "de l’Écritoire",
    "de l’Aubépine",
    "de l’Ardoise",
};
static const char *const streets[] = {
    "rue du Moulin",
    "place du Marché",
    "rue des Tilleuls",
    "rue de la Fontaine",
    "rue du Lavoir",
    "place de la Halle",
    "rue des Jardins",
    "rue des Prés",
    "chemin du Verger",
    "rue de l’Abreuvoir",
    "rue des Écoles",
    "rue du Château d’eau",
};
static const char *const hours[] = {
    "Mo-Fr 09:00-12:00,14:00-17:30",
    "Mo,Tu,Th,Fr 09:00-12:30,13:30-17:00; We 09:00-12:30",
    "Tu-Fr 10:00-12:30,14:00-18:00; Sa 10:00-17:00",
    "Mo 13:30-17:30; We 09:00-12:00,13:30-17:30; Fr 09:00-12:00",
    "Tu,Th 14:00-18:00; Sa 09:30-12:30",
    "Mo-Fr 08:30-12:30,13:30-17:00; PH off",
    "We 14:00-18:00; Sa 10:00-12:00,14:00-17:00",
    "Th 09:00-12:00",
};
static const char *const bus_hours[] = { "Tu 09:30-12:30", "We 14:00-17:00", "Fr 09:30-12:30,14:00-16:30" };

#define PICK(c, table) (table)[below((c), sizeof(table) / sizeof *(table))]

/* ---- who carries what ---------------------------------------------------------------------------------------------------- */

typedef struct Invented {
    const Commune *commune;
    const Kind *kind;
    size_t drawn; /* order of drawing, where communes are the same */
    size_t name; /* index in `proper`, never twice with one kind */
    bool conseiller, service, aidants, qpv, frr, itinerant;
    bool annexe; /* of the place before it: another one, two doors further */
} Invented;

/* The rural EPCI of the west and the south; their places carry the label FRR. */
static bool rural(const Commune *c)
{
    static const char *const codes[] = { "200006971", "200069912", "200070159", "200070167", "242852465" };
    for (size_t i = 0; c->epci && i < sizeof codes / sizeof *codes; i++)
        if (str_eq(c->epci->code, str_from(codes[i])))
            return true;
    return false;
}

static double weight_of(const Commune *c)
{
    return c->population > 0 ? (double)c->population : 50;
}

/* `n` places over the communes of one sort, in proportion of their population: evenly spaced marks on the cumulated
 * population, from a random start. A large commune receives several. */
static Err spread(const Territoire *t, Chance *chance, bool in_rural, Invented *places, size_t n)
{
    double total = 0, at = 0;
    for (size_t i = 0; i < territoire_n_communes(t); i++) {
        const Commune *c = territoire_commune_at(t, i);
        if (c->localisation == LOCALISATION_COMMUNE && rural(c) == in_rural)
            total += weight_of(c);
    }
    if (!(total > 0))
        return ERR_INVALID;
    double step = total / (double)n, mark = step * (swing(chance) + 1) / 2;
    size_t done = 0;
    for (size_t i = 0; i < territoire_n_communes(t) && done < n; i++) {
        const Commune *c = territoire_commune_at(t, i);
        if (c->localisation != LOCALISATION_COMMUNE || rural(c) != in_rural)
            continue;
        for (at += weight_of(c); done < n && mark < at; mark += step)
            places[done++].commune = c;
    }
    while (done < n) { /* the last mark fell on the very end */
        places[done] = places[done - 1];
        done++;
    }
    return OK;
}

/* A random order of 0 … n - 1. */
static void shuffle(Chance *c, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t k = below(c, i), kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

/*
 * The counts of the roadmap: 24 France Services, of which 14 host a conseiller and 20 are Aidants Connect (12 are all
 * three); 33 other conseillers and 39 other Aidants Connect, 11 of them in the same place; the rest carries nothing.
 */
/* A little more than the year after which a sheet has to be confirmed. */
enum { DATES_J = 420 };
enum { CN_IN_FS = 14, AC_IN_FS = 20, BOTH_IN_FS = 12, BOTH_OUTSIDE = 11 };

static void give_programmes(Chance *c, Invented *places)
{
    size_t order[DEMO_LIEUX];
    shuffle(c, order, DEMO_LIEUX);
    for (size_t i = 0; i < DEMO_FRANCE_SERVICES; i++) {
        Invented *p = &places[order[i]];
        p->service = true;
        p->conseiller = i < CN_IN_FS;
        p->aidants = i < BOTH_IN_FS || (i >= CN_IN_FS && i < CN_IN_FS + AC_IN_FS - BOTH_IN_FS);
    }
    size_t cn = DEMO_CONSEILLERS - CN_IN_FS, ac = DEMO_AIDANTS - AC_IN_FS;
    for (size_t i = 0; i < cn + ac - BOTH_OUTSIDE; i++) {
        Invented *p = &places[order[DEMO_FRANCE_SERVICES + i]];
        p->conseiller = i < cn;
        p->aidants = i >= cn - BOTH_OUTSIDE;
    }
    for (size_t i = 0; i < DEMO_BUS; i++) { /* among those that carry nothing, or a conseiller only */
        Invented *p = &places[order[DEMO_LIEUX - 1 - i]];
        p->itinerant = true;
    }
}

static void give_kinds(Chance *c, Invented *places)
{
    int total = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        total += kinds[k].weight;
    for (size_t i = 0; i < DEMO_LIEUX; i++) {
        int left = (int)below(c, (size_t)total);
        const Kind *k = kinds;
        for (; left >= k->weight; k++)
            left -= k->weight;
        places[i].kind = places[i].service ? &france_services : places[i].itinerant ? &bus : k;
    }
}

/* Fewer places of a kind than names, so that no two have the same. */
static void give_names(Chance *c, Invented *places)
{
    size_t n = sizeof proper / sizeof *proper, first = below(c, n);
    for (size_t i = 0; i < DEMO_LIEUX; i++) {
        size_t before = 0;
        for (size_t k = 0; k < i; k++)
            before += places[k].kind == places[i].kind;
        places[i].name = (first + before * 5 + (size_t)places[i].kind->noun[0] + places[i].kind->typologie[0]) % n;
    }
}

/* In the largest communes: that is where such quarters are. */
static void give_qpv(Invented *places)
{
    for (int n = 0; n < DEMO_QPV; n++) {
        Invented *best = NULL;
        for (size_t i = 0; i < DEMO_LIEUX; i++) {
            Invented *p = &places[i];
            bool taken = p->qpv || p->frr || p->itinerant;
            for (size_t k = 0; k < DEMO_LIEUX && n < 2; k++)
                taken |= places[k].qpv && places[k].commune == p->commune;
            if (!taken && (!best || p->commune->population > best->commune->population))
                best = p;
        }
        if (best)
            best->qpv = true;
    }
}

/* One place is the annexe of the one before it, so that two sheets look alike; in the order of the file. Both are places. */
static Err give_annexe(Invented *places)
{
    for (size_t i = 1; i < DEMO_LIEUX; i++) {
        const Invented *first = &places[i - 1];
        Invented *p = &places[i];
        bool common = !first->service && !first->itinerant && !p->service && !p->itinerant;
        if (!common || p->commune != first->commune || !strcmp(first->kind->typologie, "RESSOURCERIE") ||
            !strcmp(p->kind->typologie, "RESSOURCERIE"))
            continue;
        p->annexe = true;
        p->kind = first->kind;
        p->name = first->name;
        return OK;
    }
    return ERR_INVALID;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------- */

/* Some values of an enumeration, joined by |, at least one; `many` in ten are kept. */
static Str some(Arena *a, Chance *c, StandardEnum e, int most, size_t many)
{
    Str parts[STANDARD_ENUM_MAX];
    const Choice *choices = standard_choices(e);
    size_t n = 0, first = below(c, (size_t)most);
    for (int i = 0; i < most; i++)
        if ((size_t)i == first || below(c, 10) < many)
            parts[n++] = choices[i].value;
    return str_join(a, parts, n, S("|"));
}

static Str join_if(Arena *a, bool x, Str sx, bool y, Str sy, bool z, Str sz)
{
    Str parts[3];
    size_t n = 0;
    if (x)
        parts[n++] = sx;
    if (y)
        parts[n++] = sy;
    if (z)
        parts[n++] = sz;
    return n ? str_join(a, parts, n, S("|")) : STR_NONE;
}

static void write_identity(Arena *a, Chance *c, const Invented *p, size_t i, Date today, Str *champs)
{
    const Commune *commune = p->commune;
    const char *name = proper[p->name];
    champs[CHAMP_id] = str_format(a, "demo-28-%03zu", i + 1);
    champs[CHAMP_pivot] = S("00000000000000");
    champs[CHAMP_nom] = str_format(a, "%s %s", p->kind->noun, name);
    champs[CHAMP_commune] = commune->nom;
    champs[CHAMP_code_postal] = commune->n_codes_postaux ? commune->codes_postaux[0] : S("28000");
    champs[CHAMP_code_insee] = code_insee_str(&commune->code);
    champs[CHAMP_adresse] = p->itinerant ? S("place du Marché")
                                         : str_format(a, "%zu %s", 1 + below(c, 40), PICK(c, streets));
    if (!p->itinerant && one_in(c, 6))
        champs[CHAMP_complement_adresse] = PICK(c,
            ((const Str[]){ S("Rez-de-chaussée"), S("Au fond de la cour"), S("Premier étage, ascenseur") }));
    champs[CHAMP_latitude] = str_format(a, "%.5f", commune->point.lat + swing(c) * 0.006);
    champs[CHAMP_longitude] = str_format(a, "%.5f", commune->point.lon + swing(c) * 0.009);
    champs[CHAMP_typologie] = str_from(p->kind->typologie);
    champs[CHAMP_source] = S(DEMO_SOURCE);
    champs[CHAMP_itinerance] = p->itinerant ? S("Itinérant") : S("Fixe");
    champs[CHAMP_date_maj] = date_iso(a, (Date){ today.days - 20 - (int32_t)below(c, DATES_J) });
}

/* Over what was drawn for it, so that the draws of all others stay the same. `first`: the fields of the place before it. */
static void write_annexe(Arena *a, const Str *first, Str *champs)
{
    double lat = 0, lon = 0;
    int64_t number = 0;
    size_t end = str_find_char(first[CHAMP_adresse], 0, ' ');
    str_to_f64(first[CHAMP_latitude], &lat);
    str_to_f64(first[CHAMP_longitude], &lon);
    str_to_i64(str_slice(first[CHAMP_adresse], 0, end), &number);
    Str street = str_slice(first[CHAMP_adresse], end, first[CHAMP_adresse].n);
    champs[CHAMP_nom] = str_cat(a, first[CHAMP_nom], S(", annexe"));
    champs[CHAMP_adresse] = str_format(a, "%lld%.*s", (long long)number + 4, STR_ARG(street));
    champs[CHAMP_latitude] = str_format(a, "%.5f", lat + 0.0002);
    champs[CHAMP_longitude] = str_format(a, "%.5f", lon + 0.0002);
}

static void write_access(Arena *a, Chance *c, const Invented *p, size_t i, Str *champs)
{
    bool phone = !one_in(c, 8), mail = !one_in(c, 4), online = one_in(c, 5);
    if (phone)
        champs[CHAMP_telephone] = str_format(a, "+3326191%04zu", (i * 37 + 100) % 10000);
    if (mail)
        champs[CHAMP_courriels] = str_format(a, "lieu-%03zu@example.org", i + 1);
    if (one_in(c, 2))
        champs[CHAMP_site_web] = str_format(a, "https://www.example.org/lieux/%03zu", i + 1);
    if (online)
        champs[CHAMP_prise_rdv] = str_format(a, "https://rdv.example.org/%03zu", i + 1);
    champs[CHAMP_horaires] = str_from(p->itinerant ? PICK(c, bus_hours) : PICK(c, hours));
    Str ways = join_if(a, true, S("Se présenter"), phone, S("Téléphoner"), mail, S("Contacter par mail"));
    champs[CHAMP_modalites_acces] = join_if(a, true, ways, online, S("Prendre un RDV en ligne"), false, STR_NONE);
    champs[CHAMP_frais_a_charge] = one_in(c, 20) ? S("Payant")
                                 : one_in(c, 10) ? S("Gratuit sous condition")
                                                 : S("Gratuit");
}

static void write_offer(Arena *a, Chance *c, const Invented *p, Str *champs)
{
    /* The last service, second-hand equipment, is for the recyclerie. */
    bool sells = str_eq(str_from(p->kind->typologie), S("RESSOURCERIE"));
    Str services = some(a, c, ENUM_SERVICES, standard_enum_n(ENUM_SERVICES) - 1, p->service ? 5 : 3);
    champs[CHAMP_services] = join_if(a, true, services, sells,
        S("Acquisition de matériel informatique à prix solidaire"), false, STR_NONE);
    if (one_in(c, 3))
        champs[CHAMP_publics_specifiquement_adresses] = some(a, c, ENUM_PUBLICS, standard_enum_n(ENUM_PUBLICS), 2);
    if (one_in(c, 3))
        champs[CHAMP_prise_en_charge_specifique] = some(a, c, ENUM_PRISE_EN_CHARGE,
            standard_enum_n(ENUM_PRISE_EN_CHARGE), 2);
    champs[CHAMP_dispositif_programmes_nationaux] = join_if(a, p->aidants, S("Aidants Connect"), p->conseiller,
        S("Conseillers numériques"), p->service, S("France Services"));
    champs[CHAMP_autres_formations_labels] = join_if(a, p->qpv, S("QPV"), p->frr, S("FRR"), false, STR_NONE);
    champs[CHAMP_modalites_accompagnement] = some(a, c, ENUM_ACCOMPAGNEMENT, 3, p->conseiller ? 7 : 3);
    champs[CHAMP_presentation_resume] =
        p->itinerant    ? S("Un bus équipé d’ordinateurs s’arrête sur la place une fois par semaine.")
        : p->service    ? S("Aide aux démarches du quotidien, avec ou sans rendez-vous.")
        : p->conseiller ? S("Un conseiller numérique vous aide à votre rythme, seul ou en petit groupe.")
                        : S("Un lieu ouvert à tous pour se servir d’un ordinateur et demander de l’aide.");
    champs[CHAMP_presentation_detail] = S("Lieu inventé pour la démonstration : il n’existe pas.");
}

static void write_row(CsvWriter *w, const Str *champs)
{
    for (int f = 0; f < STANDARD_N; f++)
        csv_cell(w, champs[f]);
    csv_end_row(w);
}

static int by_commune(const void *x, const void *y)
{
    const Invented *a = x, *b = y;
    int order = str_cmp(code_insee_str(&a->commune->code), code_insee_str(&b->commune->code));
    return order ? order : (a->drawn > b->drawn) - (a->drawn < b->drawn);
}

Err demo_lieux_csv(const Territoire *t, Arena *a, int64_t graine, Date today, Buf *out)
{
    Invented *places = NEW(a, Invented, DEMO_LIEUX);
    Chance chance = { (uint64_t)graine };
    CsvWriter w = csv_to(out, false);
    Str champs[STANDARD_N];
    if (!places)
        return ERR_MEMORY;
    TRY(spread(t, &chance, true, places, DEMO_FRR));
    TRY(spread(t, &chance, false, places + DEMO_FRR, DEMO_LIEUX - DEMO_FRR));
    for (size_t i = 0; i < DEMO_LIEUX; i++) {
        places[i].drawn = i;
        places[i].frr = i < DEMO_FRR;
    }
    give_programmes(&chance, places);
    give_qpv(places);
    give_kinds(&chance, places);
    give_names(&chance, places);
    qsort(places, DEMO_LIEUX, sizeof *places, by_commune);
    TRY(give_annexe(places));
    for (int f = 0; f < STANDARD_N; f++)
        champs[f] = standard_field((StandardField)f)->name;
    write_row(&w, champs);
    for (size_t i = 0; i < DEMO_LIEUX; i++) {
        Str before[STANDARD_N];
        memcpy(before, champs, sizeof before);
        for (int f = 0; f < STANDARD_N; f++)
            champs[f] = STR_NONE;
        write_identity(a, &chance, &places[i], i, today, champs);
        if (places[i].annexe)
            write_annexe(a, before, champs);
        write_access(a, &chance, &places[i], i, champs);
        write_offer(a, &chance, &places[i], champs);
        write_row(&w, champs);
    }
    return str_is_none(buf_str(out)) ? ERR_MEMORY : OK;
}
