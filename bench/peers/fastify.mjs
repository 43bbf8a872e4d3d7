// SPDX-License-Identifier: AGPL-3.0-or-later
// Peer: fastify + better-sqlite3 in its best set-up: prepared statements, response schemas (compiled serialisers),
// body schema, no logger, WAL with synchronous FULL.   node fastify.mjs PORT DATABASE WRITES
import Fastify from 'fastify';
import Database from 'better-sqlite3';

const [port, file, writes] = process.argv.slice(2);
const columns = ['id', 'pivot', 'nom', 'commune', 'code_postal', 'code_insee', 'adresse', 'latitude', 'longitude',
    'date_maj', 'services', 'frais_a_charge'];

const db = new Database(file, { readonly: true });
const inBox = db.prepare(`SELECT ${columns.map(c => 'l.' + c).join(', ')} FROM lieu_position p JOIN lieu l ON l.n = p.n
    WHERE p.lonmin >= ? AND p.lonmax <= ? AND p.latmin >= ? AND p.latmax <= ? LIMIT 50`);

const journal = new Database(writes);
journal.pragma('journal_mode = WAL');
journal.pragma('synchronous = FULL');
journal.exec(`CREATE TABLE IF NOT EXISTS activite (activite_id INTEGER PRIMARY KEY, cle TEXT NOT NULL, jour TEXT NOT NULL,
    type TEXT NOT NULL, commune TEXT NOT NULL, duree_min INTEGER NOT NULL, personnes INTEGER NOT NULL, themes TEXT NOT NULL,
    note TEXT NOT NULL) STRICT; CREATE INDEX IF NOT EXISTS activite_jour ON activite (commune, jour)`);
const insert = journal.prepare('INSERT INTO activite (cle, jour, type, commune, duree_min, personnes, themes, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');

const text = { type: 'string' }, number = { type: 'number' }, integer = { type: 'integer' };
const app = Fastify({ logger: false });

app.get('/sante', { schema: { response: { 200: { type: 'object', properties: { etat: text } } } } }, async () => ({ etat: 'ok' }));

app.get('/lieux', {
    schema: {
        querystring: { type: 'object', properties: { bbox: text }, required: ['bbox'] },
        response: {
            200: {
                type: 'object',
                properties: {
                    total: integer, page: integer,
                    lieux: {
                        type: 'array',
                        items: { type: 'object', properties: Object.fromEntries(columns.map(c => [c, c.endsWith('tude') ? number : text])) },
                    },
                },
            },
        },
    },
}, async request => {
    const [lonmin, latmin, lonmax, latmax] = request.query.bbox.split(',').map(Number);
    const lieux = inBox.all(lonmin, lonmax, latmin, latmax);
    return { total: lieux.length, page: 1, lieux };
});

app.post('/activites', {
    schema: {
        body: {
            type: 'object', additionalProperties: false,
            required: ['cle', 'jour', 'type', 'commune', 'duree_min', 'personnes', 'themes', 'note'],
            properties: { cle: text, jour: text, type: text, commune: text, duree_min: integer, personnes: integer, themes: text, note: text },
        },
        response: { 201: { type: 'object', properties: { cle: text } } },
    },
}, async (request, reply) => {
    const b = request.body;
    insert.run(b.cle, b.jour, b.type, b.commune, b.duree_min, b.personnes, b.themes, b.note);
    reply.code(201);
    return { cle: b.cle };
});

await app.listen({ port: Number(port), host: '127.0.0.1', backlog: 1024 });
