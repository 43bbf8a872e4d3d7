// SPDX-License-Identifier: AGPL-3.0-or-later
// Places of the national standard, as its CSV.

export const COLUMNS = ('id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,telephone,' +
    'courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,structure_parente,date_maj,services,' +
    'publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,dispositif_programmes_nationaux,' +
    'formations_labels,autres_formations_labels,modalites_acces,modalites_accompagnement,fiche_acces_libre,prise_rdv').split(',');

const good = { pivot: '00000000000000', nom: 'Mairie', commune: 'Brou', code_postal: '28160', code_insee: '28061', adresse: '1 rue des Essais',
    latitude: '48.21', longitude: '1.18', source: 'Essai', date_maj: '2026-01-15', services: 'Aide aux démarches administratives' };

export const place = (id, more = {}) => ({ ...good, id, ...more });
export const many = (prefix, n, more = {}) => Array.from({ length: n }, (_, i) => place(`${prefix}-${i}`, { nom: `Lieu ${prefix} ${i}`, ...more }));

const cell = (v) => /[",;\t\r\n]/.test(v) || /^\s|\s$/.test(v) ? `"${v.replaceAll('"', '""')}"` : v;
export const csv = (rows) => [COLUMNS, ...rows.map((r) => COLUMNS.map((c) => cell(r[c] ?? '')))].map((r) => r.join(',')).join('\r\n') + '\r\n';

// RFC 4180, for what we write ourselves: rows of cells, by column name.
export function read(text) {
    const rows = [[]];
    let at = text.startsWith('\ufeff') ? 1 : 0;
    while (at < text.length) {
        let value = '';
        if (text[at] === '"') {
            for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
                value += text[at];
                at += text[at] === '"';
            }
            at++;
        } else {
            while (at < text.length && !',\r\n'.includes(text[at]))
                value += text[at++];
        }
        rows.at(-1).push(value);
        if (text[at] === ',') {
            at++;
        } else {
            at += 2;
            if (at < text.length)
                rows.push([]);
        }
    }
    return rows.slice(1).map((r) => Object.fromEntries(rows[0].map((name, i) => [name, r[i]])));
}
