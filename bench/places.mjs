// SPDX-License-Identifier: AGPL-3.0-or-later
// The data of the benchmark, the same at each run: 25,000 invented places of the national standard, spread over
// metropolitan France, and 2,000 boxes that each hold exactly 50 of them. Writes places.csv (the 32 columns, for
// `ensemble importer lieux`), peers.db (the same values for the peers) and boxes.txt ("lonmin,latmin,lonmax,latmax").
//
//     node places.mjs FOLDER
import { createRequire } from 'node:module';
import { writeFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PLACES = 25000, BOXES = 2000, ROWS = 50;

// mulberry32: small, deterministic, good enough to spread points.
function random(seed) {
    return () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}

export const COLUMNS = ['id', 'pivot', 'nom', 'commune', 'code_postal', 'code_insee', 'adresse', 'complement_adresse',
    'latitude', 'longitude', 'typologie', 'telephone', 'courriels', 'site_web', 'horaires', 'presentation_resume',
    'presentation_detail', 'source', 'itinerance', 'structure_parente', 'date_maj', 'services',
    'publics_specifiquement_adresses', 'prise_en_charge_specifique', 'frais_a_charge',
    'dispositif_programmes_nationaux', 'formations_labels', 'autres_formations_labels', 'modalites_acces',
    'modalites_accompagnement', 'fiche_acces_libre', 'prise_rdv'];
// What a place of the benchmark holds, in the standard's order: about 300 bytes of JSON.
export const FILLED = ['id', 'pivot', 'nom', 'commune', 'code_postal', 'code_insee', 'adresse', 'latitude', 'longitude',
    'date_maj', 'services', 'frais_a_charge'];

const SERVICES = ['Aide aux démarches administratives', 'Maîtrise des outils numériques du quotidien',
    'Insertion professionnelle via le numérique', 'Utilisation sécurisée du numérique', 'Parentalité et éducation avec le numérique',
    'Loisirs et créations numériques', 'Compréhension du monde numérique', 'Accès internet et matériel informatique',
    'Acquisition de matériel informatique à prix solidaire'];
const FRAIS = ['Gratuit', 'Gratuit sous condition', 'Payant'];
const KINDS = ['Mairie', 'Médiathèque', 'Espace numérique', 'Centre social', 'Tiers-lieu', 'Point relais'];
const STREETS = ['rue des Essais', 'place du Banc', 'avenue des Mesures', 'chemin du Test', 'allée des Chiffres'];

export function places() {
    const r = random(28);
    const pick = list => list[Math.floor(r() * list.length)];
    const out = [];
    for (let i = 0; i < PLACES; i++) {
        const n = String(i).padStart(5, '0');
        const insee = `${String(1 + Math.floor(r() * 18)).padStart(2, '0')}${String(1 + Math.floor(r() * 899)).padStart(3, '0')}`;
        out.push({
            id: `banc-${n}`, pivot: '00000000000000', nom: `${pick(KINDS)} ${n}`, commune: `Essai ${insee}`,
            code_postal: insee, code_insee: insee, adresse: `${1 + Math.floor(r() * 199)} ${pick(STREETS)}`,
            latitude: (42.5 + r() * 8.5).toFixed(5), longitude: (-4.5 + r() * 12.5).toFixed(5),
            date_maj: `2026-0${1 + Math.floor(r() * 9)}-1${Math.floor(r() * 9)}`, services: pick(SERVICES), frais_a_charge: pick(FRAIS),
        });
    }
    return out;
}

// Opening hours of as many places: ordinary weeks for most, some by even weeks, some by rank in the month.
export function hours() {
    const r = random(29);
    const pick = list => list[Math.floor(r() * list.length)];
    const two = n => String(n).padStart(2, '0');
    const span = (from, to) => {
        const start = from + Math.floor(r() * 4) * 15, end = to + Math.floor(r() * 4) * 15;
        return `${two(Math.floor(start / 60))}:${two(start % 60)}-${two(Math.floor(end / 60))}:${two(end % 60)}`;
    };
    const day = () => r() < 0.5 ? span(510, 720) : `${span(510, 705)},${span(810, 1020)}`;
    const week = () => `${pick(['Mo-Fr', 'Tu-Sa', 'Mo,We,Fr', 'Tu,Th', 'Mo-Th'])} ${day()}; ${pick(['Su', 'Sa', 'Fr'])} ${span(540, 720)}`;
    return Array.from({ length: PLACES }, () => {
        const kind = r();
        if (kind < 0.8)
            return `${week()}; PH off`;
        return kind < 0.95 ? `week 2-52/2 ${pick(['Mo', 'Th'])} ${day()}; PH off` : `${pick(['Tu', 'We'])}[${pick(['1', '1,3', '-1'])}] ${day()}; PH off`;
    });
}

// A box round a point drawn at random, as wide as it takes to hold 50 places: its sides lie halfway between the
// 50th and the 51st, so that rounding in nobody's index changes the count.
export function boxes(list) {
    const r = random(1582);
    const lat = Float64Array.from(list, p => +p.latitude), lon = Float64Array.from(list, p => +p.longitude);
    const d = new Float64Array(list.length), out = [];
    while (out.length < BOXES) {
        const y = 43 + r() * 7.5, x = -4 + r() * 11.5;
        for (let i = 0; i < d.length; i++)
            d[i] = Math.max(Math.abs(lat[i] - y), Math.abs(lon[i] - x) / 1.4);
        const sorted = Float64Array.from(d).sort();
        const h = (sorted[ROWS - 1] + sorted[ROWS]) / 2;
        if (sorted[ROWS] - sorted[ROWS - 1] > 2e-4)
            out.push([x - h * 1.4, y - h, x + h * 1.4, y + h].map(v => v.toFixed(6)).join(','));
    }
    return out;
}

function csvCell(v) { return /[",\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v; }

function main(folder) {
    const Database = createRequire(join(folder, 'peers', 'package.json'))('better-sqlite3');
    const list = places();
    writeFileSync(join(folder, 'places.csv'), [COLUMNS, ...list.map(p => COLUMNS.map(c => csvCell(p[c] ?? '')))]
        .map(row => row.join(',')).join('\r\n') + '\r\n');
    writeFileSync(join(folder, 'boxes.txt'), boxes(list).join('\n') + '\n');
    writeFileSync(join(folder, 'horaires.txt'), hours().join('\n') + '\n');
    for (const suffix of ['', '-wal', '-shm'])
        rmSync(join(folder, 'peers.db' + suffix), { force: true });
    const db = new Database(join(folder, 'peers.db'));
    db.pragma('journal_mode = WAL');
    db.exec(`CREATE TABLE lieu (n INTEGER PRIMARY KEY, ${FILLED.map(c => c === 'latitude' || c === 'longitude' ? c + ' REAL' : c + ' TEXT').join(', ')}) STRICT;
        CREATE VIRTUAL TABLE lieu_position USING rtree (n, lonmin, lonmax, latmin, latmax);`);
    const lieu = db.prepare(`INSERT INTO lieu VALUES (?, ${FILLED.map(() => '?').join(', ')})`);
    const position = db.prepare('INSERT INTO lieu_position VALUES (?, ?, ?, ?, ?)');
    db.transaction(() => list.forEach((p, i) => {
        lieu.run(i + 1, ...FILLED.map(c => c === 'latitude' || c === 'longitude' ? +p[c] : p[c]));
        position.run(i + 1, +p.longitude, +p.longitude, +p.latitude, +p.latitude);
    }))();
    db.exec('ANALYZE');
    db.close();
}

if (process.argv[2])
    main(process.argv[2]);
