// SPDX-License-Identifier: AGPL-3.0-or-later
// A plan of 500 actions × 4 years of costs × 12 funders: the server's own time for each view, and for the pack of a meeting.
//
//     scripts/node bench/plan.mjs build/ensemble        (part of make bench)
//
// The times are those of the server's log (duree_us), the median of ten answers; the pack is the command's whole time.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.argv[2] ?? 'build/ensemble';
const dir = mkdtempSync(join(tmpdir(), 'banc-plan-'));
const db = `sqlite:${join(dir, 'plan.db')}`;
const port = 8178;
let slow = 0;
function tell(what, ms, limit) {
    slow += ms > limit;
    console.log(`${what.padEnd(44)} ${ms.toFixed(1)} ms, ${limit} au plus${ms > limit ? ' : TROP LENT' : ''}`);
}
const ensemble = (...args) => execFileSync(program, ['--db', db, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function plan() {
    const actions = [];
    for (let i = 0; i < 500; i++) {
        const couts = [2024, 2025, 2026, 2027].map((annee) => ({ annee, nature: 'fonctionnement', ht_centimes: 1200000 + i * 100, tva_centimes: 0, etp_centiemes: 0 }));
        const lignes = Array.from({ length: 12 }, (_, k) => ({ financeur: `Financeur ${k + 1}`, nature: 'publique', etat: ['pressenti', 'demande', 'acquis'][k % 3], montant_centimes: 300000 + k, verse_centimes: 0, attendu: `202${4 + (k % 4)}-0${1 + (k % 9)}-15` }));
        actions.push({ numero: `${1 + (i % 5)}.${1 + Math.floor(i / 5)}`, axe: 1 + (i % 5), ordre: 1 + Math.floor(i / 5), titre: `Action inventée ${i + 1}, pour mesurer`, territoires: `Territoire inventé ${i % 40}`, pilote: `Pilote ${i % 20}`, statut: ['a_venir', 'en_cours', 'realisee'][i % 3], debut: '2024-02-01', fin: `202${5 + (i % 3)}-06-30`, public: ['action', 'etat', 'calendrier', 'pilote', 'budget', 'financeurs'], textes: { description: 'Texte inventé. '.repeat(20) }, couts, plan_de_financement: lignes });
    }
    const axes = [1, 2, 3, 4, 5].map((rang) => ({ rang, titre: `Axe ${rang}`, diagnostic: '' }));
    return { feuille_de_route: { nom: 'Banc', debut: '2024-01-01', fin: '2027-12-31' }, axes, actions };
}

writeFileSync(join(dir, 'plan.json'), JSON.stringify(plan()));
ensemble('plan', 'importer', join(dir, 'plan.json'));
const log = join(dir, 'log');
const out = (await import('node:fs')).openSync(log, 'w');
process.env.E2E_URL = `http://127.0.0.1:${port}`;
process.env.E2E_DB = db;
process.env.E2E_PROGRAMME = program;
const server = spawn(program, ['--db', db, 'servir', '--port', String(port)], { stdio: ['ignore', out, out], env: { ...process.env, ENSEMBLE_URL_PUBLIQUE: process.env.E2E_URL } });
try {
    for (let i = 0; i < 100 && !(await fetch(process.env.E2E_URL + '/plan').then((r) => r.ok, () => false)); i++) await new Promise((r) => setTimeout(r, 50));
    const { startBrowser } = await import('../tests/e2e/support.mjs');
    const { signIn } = await import('../tests/e2e/compte.mjs');
    const browser = await startBrowser();
    const state = await signIn(browser, 'pilote', 'departement:28');
    await browser.close();
    const cookie = state.cookies.map((c) => `${c.name}=${c.value}`).join('; ');
    const post = async (path, body) => {
        const answer = await fetch(process.env.E2E_URL + path, { method: 'POST', headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' }, body, redirect: 'manual' });
        if (answer.status !== 303) throw new Error(`${path} : ${answer.status}`);
    };
    const token = async (path) => /name="jeton" value="([^"]+)"/.exec(await (await fetch(process.env.E2E_URL + path, { headers: { cookie } })).text())[1];
    const send = async (page, path, fields) => post(path, new URLSearchParams({ jeton: await token(page), ...fields }));
    await send('/plan/suivi/changements', '/plan/suivi/changements', { libelle: 'Banc' });
    for (let i = 0; i < 20; i++) await send('/plan/suivi/1.1', `/plan/suivi/1.${i + 1}/etapes`, { etape: `Étape inventée ${i}` });
    await send('/plan/suivi/indicateurs', '/plan/suivi/indicateurs', { nom: 'Banc', formule: 'actions_realisees', action: '1.1', depart: '0', depart_jour: '2024-01-01', cible: '500', cible_jour: '2027-12-31' });
    await send('/plan/comites', '/plan/comites', { nom: 'Banc', genre: 'pilotage' });
    await send('/plan/comites/1', '/plan/comites/1/reunions', { jour: '2027-01-10', heure: '10:00' });
    await send('/fonds/gestion', '/fonds/gestion', { nom: 'Banc', annee: '2027', avance: '50' });
    for (let i = 1; i <= 12; i++) await send('/fonds/gestion/1', '/fonds/gestion/1/contributions', { contributeur: `Financeur ${i}`, montant: '100000' });
    for (let i = 1; i <= 12; i++) await send('/fonds/gestion/1', '/fonds/gestion/1/contributions/etape', { contribution: i, etape: 'accord', montant: '100000' });
    for (let axe = 1; axe <= 5; axe++) await send('/fonds/gestion/1', '/fonds/gestion/1/enveloppes', { axe, montant: '200000' });
    const views = ['/plan', '/plan?tout=1', '/plan/suivi', '/plan/suivi?vue=tableau&tri=budget', '/plan/suivi?vue=frise', '/plan/suivi?vue=groupes&par=financeur', '/plan/suivi?vue=argent', '/plan/suivi?vue=carte', '/plan/suivi/aides', '/plan/carte', '/plan/suivi/1.1', '/plan/suivi/versions', '/plan/suivi/feuille', '/plan/suivi/changements', '/plan/suivi/indicateurs', '/plan/suivi/indicateurs/1',
        '/plan/actions/1.1', '/plan.csv', '/plan/suivi/1.1/modifier', '/plan/comites/1', '/plan/reunions/1', '/fonds/gestion/1', '/fonds/cofinancement',
        '/api/v1/plan', '/api/v1/plan/actions'];
    for (const view of views) {
        const times = [];
        for (let i = 0; i < 10; i++) {
            const from = readFileSync(log, 'utf8').length;
            const answer = await fetch(process.env.E2E_URL + view, { headers: { cookie } });
            if (!answer.ok) throw new Error(`${view} : ${answer.status}`);
            await answer.arrayBuffer();
            let found;
            for (let k = 0; k < 100 && !found; k++) {
                found = /duree_us=(\d+)/.exec(readFileSync(log, 'utf8').slice(from));
                if (!found) await new Promise((r) => setTimeout(r, 10));
            }
            times.push(Number(found[1]));
        }
        times.sort((x, y) => x - y);
        tell(view, times[5] / 1000, 30);
    }
    const start = performance.now();
    ensemble('plan', 'dossier', '--comite', '1', '--sortie', join(dir, 'dossier.pdf'));
    tell('ensemble plan dossier (PDF, ODT et page)', performance.now() - start, 1000);
} finally {
    server.kill('SIGTERM');
    process.exitCode = slow ? 1 : 0;
    rmSync(dir, { recursive: true, force: true });
}
