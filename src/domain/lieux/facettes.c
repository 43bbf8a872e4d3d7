// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/lieux/facettes.h"

#include "domain/lieux/snapshot.h"
#include "lieux_sql.h"

const Choice facette_niveaux[] = {
#define X(NAME, value, label, sens) { S_INIT(value), S_INIT(label) },
    NIVEAUX(X)
#undef X
        { STR_NONE, STR_NONE },
};
const Choice facette_equipements[] = {
#define X(NAME, value, label) { S_INIT(value), S_INIT(label) },
    EQUIPEMENTS(X)
#undef X
        { STR_NONE, STR_NONE },
};

typedef struct Famille {
    const char *valeur, *label, *codes;
} Famille;

/* Every code of standard_typologie once: a test holds the two lists together. */
#define FAMILLES(X)                                                                                                    \
    X("services-publics", "Services publics et mairies",                                                               \
        "MUNI EPCI CC CD DEPT REG PREF CFP DEETS DIPLP RFS MSAP PIMMS PI PAD LA_POSTE CAF CPAM MSA MDPH CCONS ODC")    \
    X("bibliotheques", "Bibliothèques et médiathèques", "BIB RELAIS_LECTURE")                                          \
    X("numerique", "Espaces numériques et tiers-lieux", "EPN EPI ENM FABLAB FABRIQUE TIERS_LIEUX RESSOURCERIE")        \
    X("action-sociale", "Action sociale et solidarité", "CCAS CIAS CDAS CMS MDS ES OACAS UDAF CIDFF FAIS AVIP")        \
    X("proximite", "Centres sociaux et associations", "CS CSC EVS MDH MJC MQ ASSO ESS")                                \
    X("emploi", "Emploi, insertion et formation",                                                                      \
        "ACI ACIPHC AFPA AI ASSO_CHOMEUR CAP_EMPLOI CAVA CITMET E2C EA EATT EI EITI EPIDE ESAT ETTI FT GEIQ MDE MDEF " \
        "ML OF OPCS PLIE")                                                                                             \
    X("jeunesse-hebergement-sante", "Jeunesse, hébergement et santé",                                                  \
        "ASE CAARUD CADA CHRS CHU CMP CPH CSAPA HUDA OIL PENSION PIJ_BIJ PJJ PREVENTION RS_FJT SCP SPIP")              \
    X("autre", "Autres lieux", "Autre")

static const Famille familles[] = {
#define X(valeur, label, codes) { valeur, label, codes },
    FAMILLES(X)
#undef X
};
const Choice facette_familles[] = {
#define X(valeur, label, codes) { S_INIT(valeur), S_INIT(label) },
    FAMILLES(X)
#undef X
        { STR_NONE, STR_NONE },
};
enum { FAMILLES_N = sizeof familles / sizeof *familles };

static const struct {
    Str nom;
    const Choice *choices;
    int n;
} facettes[FACETTES_N - STANDARD_ENUMS_N] = {
    [FACETTE_NIVEAU - STANDARD_ENUMS_N] = { S_INIT("niveau"), facette_niveaux, NIVEAU_N },
    [FACETTE_FAMILLE - STANDARD_ENUMS_N] = { S_INIT("famille"), facette_familles, FAMILLES_N },
    [FACETTE_EQUIPEMENT - STANDARD_ENUMS_N] = { S_INIT("equipement"), facette_equipements, EQUIPEMENT_N },
};

Str facette_nom(int f)
{
    return f < STANDARD_ENUMS_N ? standard_field(standard_enum_field((StandardEnum)f))->name
                                : facettes[f - STANDARD_ENUMS_N].nom;
}

int facette_n(int f)
{
    return f < STANDARD_ENUMS_N ? standard_enum_n((StandardEnum)f) : facettes[f - STANDARD_ENUMS_N].n;
}

const Choice *facette_choices(int f)
{
    return f < STANDARD_ENUMS_N ? standard_choices((StandardEnum)f) : facettes[f - STANDARD_ENUMS_N].choices;
}

bool facette_toutes(int f)
{
    return f == ENUM_PUBLICS || f == ENUM_PRISE_EN_CHARGE || f == FACETTE_EQUIPEMENT;
}

/* ---- the rules ---- */

typedef struct Regle {
    int niveau;
    StandardEnum e;
    Str valeur;
} Regle;

static const Regle regles[] = {
    { NIVEAU_ACCES_LIBRE, ENUM_ACCOMPAGNEMENT, S_INIT("En autonomie") },
    { NIVEAU_ACCES_LIBRE, ENUM_SERVICES, S_INIT("Accès internet et matériel informatique") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("RFS") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("MSAP") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("PIMMS") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("MUNI") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("CCAS") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("CIAS") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("PI") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("PIJ_BIJ") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("PAD") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("MDS") },
    { NIVEAU_ORIENTATION, ENUM_TYPOLOGIE, S_INIT("CDAS") },
    { NIVEAU_ORIENTATION, ENUM_DISPOSITIFS, S_INIT("France Services") },
    { NIVEAU_ORIENTATION, ENUM_ACCES, S_INIT("Envoyer un mail avec une fiche de prescription") },
    { NIVEAU_PONCTUELLE, ENUM_SERVICES, S_INIT("Aide aux démarches administratives") },
    { NIVEAU_PONCTUELLE, ENUM_DISPOSITIFS, S_INIT("Aidants Connect") },
    { NIVEAU_PONCTUELLE, ENUM_DISPOSITIFS, S_INIT("France Services") },
    { NIVEAU_PONCTUELLE, ENUM_DISPOSITIFS, S_INIT("Point d'accès numérique CAF") },
    { NIVEAU_INDIVIDUEL, ENUM_ACCOMPAGNEMENT, S_INIT("Accompagnement individuel") },
    { NIVEAU_INDIVIDUEL, ENUM_DISPOSITIFS, S_INIT("Conseillers numériques") },
    { NIVEAU_FORMATION, ENUM_ACCOMPAGNEMENT, S_INIT("Dans un atelier collectif") },
    { NIVEAU_FORMATION, ENUM_DISPOSITIFS, S_INIT("Certification PIX") },
    { NIVEAU_FORMATION, ENUM_DISPOSITIFS, S_INIT("Grande école du numérique") },
    { NIVEAU_RESSOURCE, ENUM_TYPOLOGIE, S_INIT("TIERS_LIEUX") },
    { NIVEAU_RESSOURCE, ENUM_TYPOLOGIE, S_INIT("FABLAB") },
    { NIVEAU_RESSOURCE, ENUM_TYPOLOGIE, S_INIT("FABRIQUE") },
    { NIVEAU_RESSOURCE, ENUM_TYPOLOGIE, S_INIT("EPN") },
    { NIVEAU_RESSOURCE, ENUM_TYPOLOGIE, S_INIT("EPI") },
    { NIVEAU_RESSOURCE, ENUM_FORMATIONS, S_INIT("Fabriques de Territoire") },
    { NIVEAU_RESSOURCE, ENUM_DISPOSITIFS, S_INIT("Bibliothèques numérique de référence") },
};

EnumSet niveaux_deduits(const Lieu *l)
{
    EnumSet chosen[STANDARD_ENUMS_N], out = { 0 };
    for (int e = 0; e < STANDARD_ENUMS_N; e++)
        chosen[e] = lieu_choisis(l, (StandardEnum)e);
    for (size_t i = 0; i < sizeof regles / sizeof *regles; i++) {
        int value = standard_enum_index(regles[i].e, regles[i].valeur);
        if (value >= 0 && enumset_has(chosen[regles[i].e], value))
            enumset_add(&out, regles[i].niveau);
    }
    return out;
}

static bool has_word(const char *words, Str word)
{
    for (Str rest = str_from(words), w; str_split(&rest, ' ', &w);)
        if (str_eq(w, word))
            return true;
    return false;
}

static EnumSet familles_of(const Lieu *l)
{
    EnumSet out = { 0 };
    for (Str rest = lieu_champ(l, CHAMP_typologie), code; str_split(&rest, '|', &code);)
        for (int i = 0; i < FAMILLES_N; i++)
            if (has_word(familles[i].codes, code))
                enumset_add(&out, i);
    return out;
}

EnumSet lieu_facette(const Lieux *s, const Lieu *l, int f)
{
    if (f < STANDARD_ENUMS_N)
        return lieu_choisis(l, (StandardEnum)f);
    if (f == FACETTE_FAMILLE)
        return familles_of(l);
    const Plus *plus = &s->plus[l - s->lieux];
    return (EnumSet){ { f == FACETTE_NIVEAU ? plus->niveaux : plus->equipements, 0 } };
}

void lieu_facette_prefetch(const Lieux *s, const Lieu *l)
{
    __builtin_prefetch(&s->plus[l - s->lieux]);
}

int64_t lieu_niveaux_confirmes(const Lieux *s, const Lieu *l)
{
    return s->plus[l - s->lieux].confirme_at;
}

/* ---- what is stored ---- */

static EnumSet niveaux_of(Str list)
{
    EnumSet out = { 0 };
    for (Str rest = list, one; str_split(&rest, '|', &one);) {
        int i = choice_index(facette_niveaux, one);
        if (i >= 0)
            enumset_add(&out, i);
    }
    return out;
}

static Plus *plus_of(Lieux *s, Str lieu)
{
    const Lieu *l = lieux_find(s, lieu);
    return l ? &s->plus[l - s->lieux] : NULL;
}

static void derive(Plus *p, const Lieu *l)
{
    static const Str internet = S_INIT("Accès internet et matériel informatique");
    int service = standard_enum_index(ENUM_SERVICES, internet);
    p->niveaux = (uint32_t)niveaux_deduits(l).w[0];
    if (enumset_has(lieu_choisis(l, ENUM_SERVICES), service))
        p->equipements |= 1u << EQUIPEMENT_INTERNET;
    if (!str_is_empty(lieu_champ(l, CHAMP_fiche_acces_libre)))
        p->equipements |= 1u << EQUIPEMENT_ACCESLIBRE;
}

Err facettes_read(Db *db, Lieux *s)
{
    s->plus = NEW(s->arena, Plus, s->n_tous + 1);
    if (!s->plus)
        return ERR_MEMORY;
    for (size_t i = 0; i < s->n_tous; i++)
        derive(&s->plus[i], &s->lieux[i]);
    ROWS rows = { 0 };
    SqlLieuNiveauAll n;
    TRY(sql_lieu_niveau_all(db, &rows));
    while (sql_lieu_niveau_all_next(&rows, &n)) {
        Plus *p = plus_of(s, n.lieu);
        if (p)
            *p = (Plus){ (uint32_t)niveaux_of(n.niveaux).w[0], p->equipements, n.confirme_at };
    }
    TRY(rows_end(&rows));
    ROWS words = { 0 };
    SqlLieuEtiquetteAll e;
    TRY(sql_lieu_etiquette_all(db, &words));
    while (sql_lieu_etiquette_all_next(&words, &e)) {
        Plus *p = plus_of(s, e.lieu);
        int i = p ? choice_index(facette_equipements, e.etiquette) : -1;
        if (i >= 0)
            p->equipements |= 1u << i;
    }
    return rows_end(&words);
}

Err niveaux_lus(Db *db, Arena *a, Str lieu, EnumSet *ret, int64_t *ret_version)
{
    SqlLieuNiveauGet row = { 0 };
    bool found = false;
    TRY(sql_lieu_niveau_get(db, a, lieu, &row, &found));
    *ret = found ? niveaux_of(row.niveaux) : (EnumSet){ 0 };
    *ret_version = found ? row.version : 0;
    return OK;
}

Err niveaux_confirmer(Db *db, Arena *a, int64_t now, Str lieu, EnumSet niveaux, int64_t version_lue)
{
    Str list = S("");
    int64_t n = 0;
    for (int i = 0; i < NIVEAU_N; i++)
        if (enumset_has(niveaux, i))
            list = str_format(a, "%.*s%s%.*s", STR_ARG(list), list.n ? "|" : "", STR_ARG(facette_niveaux[i].value));
    if (version_lue)
        TRY(sql_lieu_niveau_update(db, lieu, list, now, version_lue, &n));
    else
        TRY(sql_lieu_niveau_insert(db, lieu, list, now, &n));
    return n ? snapshot_touch(db, &lieux_snapshot) : ERR_CONFLICT;
}

Err lieu_etiqueter(Db *db, Str lieu, Str source, const Str *etiquettes, size_t n)
{
    TRY(sql_lieu_etiquette_clear(db, lieu, source));
    for (size_t i = 0; i < n; i++)
        TRY(sql_lieu_etiquette_put(db, lieu, source, etiquettes[i]));
    return snapshot_touch(db, &lieux_snapshot);
}
