// SPDX-License-Identifier: AGPL-3.0-or-later
#include "domain/recuperation/sources.h"

#include <string.h>

#include "base/planted.h"

#define MO(n) ((int64_t)(n)*1024 * 1024)

const Source sources[] = {
    { "lieux", "Lieux de médiation numérique, au standard national",
        "la plateforme nationale des données ouvertes, jeu de votre département",
        "le fichier CSV au « schéma des lieux de médiation numérique » de votre département", NULL, "lieux.csv",
        "importer lieux", NULL, MO(128) },
    { "france-services", "Maisons France Services", "l’Agence nationale de la cohésion des territoires",
        "la liste des structures France Services, en CSV", NULL, "france-services.csv", "importer lieux",
        " --format france-services", MO(64) },
    { "contours", "Contours des communes", "le service national des communes (découpage administratif)",
        "les communes de votre département en GeoJSON, avec leur contour", NULL, "contours.geojson",
        "importer contours", NULL, MO(64) },
    { "populations", "Populations légales des communes", "l’Insee",
        "les populations de référence par commune ; une colonne « code », puis une colonne « pop_… » par millésime",
        NULL, "populations.csv", "importer populations", NULL, MO(64) },
    { "ifn", "Indice de fragilité numérique", "les auteurs de l’indice, fragilite-numerique.fr",
        "l’exportation CSV des indicateurs de votre territoire", NULL, "ifn.csv", "importer ifn", NULL, MO(64) },
    { "indicateurs", "Indicateurs par commune", "l’Insee, base des comparateurs de territoires",
        "une table CSV dont la première colonne est « CODGEO »", NULL, "indicateurs.csv", "importer indicateurs", NULL,
        MO(256) },
    { "couverture", "Couverture fixe et mobile des communes", "l’Arcep",
        "les tables par commune : fibre, très haut débit, date de fermeture du cuivre, 4G par opérateur", NULL,
        "couverture.csv", "importer indicateurs", NULL, MO(256) },
    { "adresses", "Base Adresse Nationale du département", "la Base Adresse Nationale",
        "le fichier CSV des adresses de votre département, décompressé", NULL, "adresses.csv", "importer adresses",
        NULL, MO(1024) },
    { "vacances", "Vacances scolaires", "le ministère de l’éducation nationale",
        "le calendrier scolaire, mis en quatre colonnes : zone;debut;fin;libelle", NULL, "vacances.csv",
        "importer vacances", NULL, MO(8) },
    { 0 },
};

const Source *source_par_nom(Str nom)
{
    for (const Source *s = sources; s->nom; s++)
        if (str_eq(str_from(s->nom), nom))
            return s;
    return NULL;
}

bool empreinte_valable(Str sha256)
{
    for (size_t i = 0; i < sha256.n; i++)
        if (!strchr("0123456789abcdefABCDEF", sha256.p[i]) || !sha256.p[i])
            return false;
    return sha256.n == 64;
}

/* The words of a line, at most three; 4 when there are more. */
static size_t words_of(Str line, Str ret[3])
{
    size_t n = 0;
    for (size_t i = 0; i < line.n;) {
        size_t from = i;
        while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t')
            i++;
        if (i > from && n == 3)
            return 4;
        if (i > from)
            ret[n++] = str_slice(line, from, i);
        while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'))
            i++;
    }
    return n;
}

static Err wrong(Arena *a, int line, Str value, const char *why, Str *ret_message)
{
    *ret_message = str_format(a, "ligne %d, « %.*s » : %s", line, STR_ARG(utf8_cut(value, 80)), why);
    return ERR_INVALID;
}

Err source_adresse_lire(Arena *a, Str text, const Source *s, SourceAdresse *ret, Str *ret_message)
{
    bool seen[ADRESSES_LIGNES_MAX] = { 0 };
    Str rest = text, line;
    SourceAdresse found = { STR_NONE, STR_NONE };
    if (!utf8_valid(text))
        return wrong(a, 1, S(""), "le fichier n’est pas en UTF-8.", ret_message);
    for (int number = 1; str_split(&rest, '\n', &line); number++) {
        Str words[3], trimmed = str_trim(line);
        if (!trimmed.n || trimmed.p[0] == '#')
            continue;
        size_t n = words_of(trimmed, words);
        const Source *of = n ? source_par_nom(words[0]) : NULL;
        if (!of)
            return wrong(a, number, trimmed, "aucune source n’a ce nom ; « ensemble recuperer » les montre.",
                ret_message);
        if (n < 2 || n > 3)
            return wrong(a, number, trimmed, "écrivez « source adresse [empreinte SHA-256] ».", ret_message);
        if (PLANTED(n == 3 && !empreinte_valable(words[2]), false))
            return wrong(a, number, words[2], "l’empreinte SHA-256 a 64 chiffres hexadécimaux.", ret_message);
        if (seen[of - sources])
            return wrong(a, number, words[0], "cette source a déjà une adresse plus haut.", ret_message);
        seen[of - sources] = true;
        if (of == s)
            found = (SourceAdresse){ words[1], n == 3 ? words[2] : STR_NONE };
    }
    *ret = found;
    return OK;
}
