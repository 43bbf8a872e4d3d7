// SPDX-License-Identifier: AGPL-3.0-or-later
// The peer of the search with its counts: SQLite through better-sqlite3 in its best set-up. Everything in memory, prepared
// statements, words in FTS5 with its prefixes, every facet counted along a covering index. It counts the three facets that hold
// something in this data; the program looks at all of them, and passes over the values that no place has.
//     recherche.mjs peers.db      -> {"totaux":[n,…],"comptes":[[n,…],…],"ms":[median,…]}: a criterion, three, words and three
import Database from 'better-sqlite3';

const TURNS = 51;
const SERVICES = ['Aide aux démarches administratives', 'Maîtrise des outils numériques du quotidien',
    'Insertion professionnelle via le numérique', 'Utilisation sécurisée du numérique', 'Parentalité et éducation avec le numérique',
    'Loisirs et créations numériques', 'Compréhension du monde numérique', 'Accès internet et matériel informatique',
    'Acquisition de matériel informatique à prix solidaire'];
const FRAIS = ['Gratuit', 'Gratuit sous condition', 'Payant'];

const db = new Database(':memory:');
db.prepare('ATTACH ? AS disque').run(process.argv[2]);
db.exec(`CREATE TABLE lieu AS SELECT *, CASE services WHEN '${SERVICES[0]}' THEN 2 WHEN '${SERVICES[7]}' THEN 0 END AS niveau FROM disque.lieu;
    CREATE UNIQUE INDEX lieu_n ON lieu (n);
    CREATE INDEX lieu_sfn ON lieu (services, frais_a_charge, niveau);
    CREATE INDEX lieu_fns ON lieu (frais_a_charge, niveau, services);
    CREATE INDEX lieu_nsf ON lieu (niveau, services, frais_a_charge);
    CREATE INDEX lieu_snf ON lieu (services, niveau, frais_a_charge);
    CREATE INDEX lieu_nom ON lieu (nom);
    CREATE VIRTUAL TABLE mots USING fts5 (nom, adresse, commune, services, content='', prefix='2 3 4 5', tokenize="unicode61 remove_diacritics 2");
    INSERT INTO mots (rowid, nom, adresse, commune, services) SELECT n, nom, adresse, commune, services FROM lieu;
    ANALYZE`);

// Conditions by field; `words`: none, or what FTS5 looks for.
function search(conditions, words) {
    const where = except => Object.keys(conditions).filter(f => f !== except).map(f => `l.${f} = @${f}`);
    const text = (what, except, end) => {
        const all = [...words ? ['mots MATCH @words'] : [], ...where(except)];
        return db.prepare(`SELECT ${what} FROM ${words ? 'mots JOIN lieu l ON l.n = mots.rowid' : 'lieu l'} ${all.length ? 'WHERE ' + all.join(' AND ') : ''} ${end}`);
    };
    const total = text('count(*) AS n', null, '');
    const counts = ['services', 'frais_a_charge', 'niveau'].map(f => text(`l.${f} AS v, count(*) AS n`, f, `GROUP BY l.${f}`));
    const page = text('l.*', null, `ORDER BY ${words ? 'rank' : 'l.nom'} LIMIT 24`);
    const values = { ...conditions, ...words ? { words } : {} };
    return () => ({ total: total.get(values).n, counts: counts.map(c => c.all(values)), rows: page.all(values) });
}

const three = { services: SERVICES[0], frais_a_charge: FRAIS[0], niveau: 2 };
const answers = { totaux: [], comptes: [], ms: [] };
for (const run of [search({ services: SERVICES[0] }), search(three), search(three, '"mediatheque"* AND "essai"*')]) {
    const times = [];
    let found;
    for (let k = 0; k < TURNS; k++) {
        const from = performance.now();
        found = run();
        times.push(performance.now() - from);
    }
    answers.totaux.push(found.total);
    answers.comptes.push([SERVICES, FRAIS].flatMap((values, f) => values.map(v => found.counts[f].find(x => x.v === v)?.n ?? 0)));
    answers.ms.push(times.sort((a, b) => a - b)[Math.floor(TURNS / 2)]);
}
console.log(JSON.stringify(answers));
