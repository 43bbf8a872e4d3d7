// SPDX-License-Identifier: AGPL-3.0-or-later
/* The quarters of a commune on its sheet, and as a file. */
#include "domain/diagnostic/diagnostic_web.h"

Str reference_iris(Str reference)
{
    return str_eq(reference, S("region")) ? S("la région")
         : str_eq(reference, S("epci"))   ? S("l’intercommunalité")
                                          : S("le département");
}

Err put_iris(Req *r, const Monde *m, DiagnosticPage *p)
{
    const Jeu *jeu = diagnostic_jeu(m->d, S("ifn_v1"), S("iris"));
    if (!jeu || !str_eq(p->echelon, S("commune")))
        return OK;
    TRY(iris_de(r->db, r->arena, p->code, &p->iris, &p->iris_n));
    if (!p->iris_n)
        return OK;
    p->iris_reference = jeu->poids;
    p->iris_prov = provenance_dire(r->arena, &p->prov.l,
        (Provenance){ S("Indice de 2019 par IRIS"),
            S("100 × valeur de l’IRIS ÷ valeur du territoire de référence ; accès = (2 × information + interfaces) ÷ "
              "3 ; "
              "compétences = (administratives + 2 × numériques) ÷ 3 ; score = moyenne des deux. Plancher : 0, sans "
              "limite "
              "haute"),
            jeu->source, jeu->millesime, jeu->licence, STR_NONE });
    return OK;
}

static const SheetColumn columns[] = { { "code", { "IRIS", XLSX_TEXT, 12 } }, { "nom", { "Nom", XLSX_TEXT, 30 } },
    { "population", { "Population", XLSX_INTEGER, 12 } }, { "information", { "Information", XLSX_DECIMAL, 12 } },
    { "interfaces", { "Interfaces", XLSX_DECIMAL, 12 } },
    { "administratives", { "Compétences administratives", XLSX_DECIMAL, 12 } },
    { "numeriques", { "Compétences numériques", XLSX_DECIMAL, 12 } }, { "acces", { "Accès", XLSX_DECIMAL, 12 } },
    { "competences", { "Compétences", XLSX_DECIMAL, 12 } }, { "score", { "Score", XLSX_DECIMAL, 12 } },
    { "plancher", { "Plancher", XLSX_INTEGER, 10 } }, { "reference", { "Vaut 100", XLSX_TEXT, 14 } },
    { "millesime", { "Millésime", XLSX_TEXT, 12 } }, { "source", { "Source", XLSX_TEXT, 40 } },
    { "licence", { "Licence", XLSX_TEXT, 30 } }, { 0 } };
static const SheetDef sheet = { "iris", "IRIS", "Indice de fragilité de 2019, par IRIS", columns };

Err iris_export(Req *r)
{
    Monde m = world(r);
    const Jeu *jeu = diagnostic_jeu(m.d, S("ifn_v1"), S("iris"));
    const Iris *v = NULL;
    size_t n = 0;
    if (!m.t)
        return ERR_BUSY;
    if (!territoire_commune(m.t, req_path(r, "code")))
        return ERR_NOT_FOUND;
    TRY(iris_de(r->db, r->arena, req_path(r, "code"), &v, &n));
    SHEET t = req_sheet_open(r, &sheet);
    for (size_t i = 0; i < n && jeu; i++) {
        sheet_text(t, v[i].code);
        sheet_text(t, v[i].nom);
        sheet_integer(t, v[i].habitants);
        for (int k = 0; k < IRIS_AXES; k++)
            if (isnan(v[i].v[k]))
                sheet_empty(t);
            else
                sheet_decimal(t, v[i].v[k]);
        sheet_integer(t, 0);
        sheet_text(t, jeu->poids);
        sheet_text(t, jeu->millesime);
        sheet_text(t, jeu->source);
        sheet_text(t, jeu->licence);
        sheet_end_row(t);
    }
    return req_sheet(r, t);
}
