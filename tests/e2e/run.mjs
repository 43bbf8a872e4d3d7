// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs the tests of this folder in Chromium, against a fresh demonstration served on a free port, and prints the line
// that tests/run.sh reads (tests/support/suite.h).
//
//     scripts/node --no-warnings tests/e2e/run.mjs [FILE…]        E2E_URL=http://… : a server that is already there

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';
import { startProvider } from './fournisseur.mjs';
import { freePort, program, realFiles, root, until } from './serveur.mjs';

const name = process.env.E2E_NOM ?? 'e2e'; // several may run side by side

// The demonstration with contours where the real files are there (the map is drawn then).
async function startServer(folder) {
    const db = `sqlite:${join(folder, 'demo.db')}`;
    const { contours, args } = realFiles();
    process.env.E2E_CONTOURS = contours ? '1' : '0';
    execFileSync(program, ['--db', db, 'demo', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    const port = await freePort();
    process.env.E2E_COURRIELS = join(folder, 'courriels');
    mkdirSync(process.env.E2E_COURRIELS);
    const provider = await startProvider(await freePort(), `http://127.0.0.1:${port}`);
    const env = { ...process.env, ...provider.settings, ENSEMBLE_COURRIEL_DOSSIER: process.env.E2E_COURRIELS, ENSEMBLE_TELEPHONE: '02 61 91 00 28', ENSEMBLE_URL_PUBLIQUE: `http://127.0.0.1:${port}` };
    mkdirSync(join(root, 'build-results/e2e'), { recursive: true });
    const log = openSync(join(root, `build-results/e2e/serveur-${name}.log`), 'w');
    const child = spawn(program, ['--db', db, 'servir', '--port', String(port)], { stdio: ['ignore', log, log], env });
    const url = `http://127.0.0.1:${port}`;
    process.env.E2E_DB = db;
    process.env.E2E_PROGRAMME = program;
    await until('/sante', 60_000, async () => (await fetch(`${url}/sante`)).ok);
    return { url, stop: () => { child.kill('SIGTERM'); provider.stop(); } };
}

// The pages of `ensemble routes` that a browser opens without signing in: GET, HTML, a place's identifier filled in. The
// others lead a stranger to the door.
async function pages(url) {
    const forms = ['formulaire', 'lieu.corriger', 'lieu.toujours_exact']; // nobody is known there either
    const lines = execFileSync(program, ['routes'], { encoding: 'utf8' }).split('\n');
    const { lieux } = await (await fetch(`${url}/api/v1/lieux?limite=1`)).json();
    const heard = /\/diagnostic\/ecoutes\/(\w+)/.exec(await (await fetch(`${url}/diagnostic/ecoutes`)).text())[1];
    // Of these the demonstration has none: without imported tables, and before a scenario is written.
    const loaded = ['/diagnostic/besoins/{code}', '/diagnostic/indicateurs/{code}', '/diagnostic/iris/{code}'];
    const found = new Set();
    for (const line of lines) {
        const [, path, right] = /^GET\s+(\/\S*)\s+(\S+)/.exec(line) ?? [];
        if (!path) continue;
        if (right !== 'public' && !forms.includes(right)) {
            const { status } = await fetch(url + path.replace(/\{\w+\}/g, 'x'), { redirect: 'manual' });
            if (![303, 401].includes(status)) throw new Error(`${path} ouverte à tous : ${status}`);
            continue;
        }
        const filled = path.replace('{id}', encodeURIComponent(lieux[0].id)).replace('/diagnostic/ecoutes/{uid}', `/diagnostic/ecoutes/${heard}`).replace('{numero}', '1.12').replace(/\{(comite|reunion|dossier|version|appel)\}/g, '1')
            .replace('{annee}', '2023').replace('{jeton}', 'inconnu').replace('{etat}', 'inconnu').replace('{recensement}', 'permanences').replace('{echelon}/{code}', 'commune/28061').replace('/t/{code}', '/t/28061').replace('{code}', 'inconnu');
        if (filled.includes('{')) throw new Error(`route jamais visitée : ${path}`);
        const answer = await fetch(url + filled, { redirect: 'manual' });
        const told = path.startsWith('/api/') ? answer.status < 500 : [200, 303].includes(answer.status)
            || (loaded.some((start) => path.startsWith(start)) && answer.status === 404)
            || (forms.includes(right) && [400, 403, 404, 410].includes(answer.status)); // a step that was not begun
        if (!told) throw new Error(`${filled} : ${answer.status}`);
        if (answer.status < 400 && answer.headers.get('content-type')?.startsWith('text/html')) found.add(filled);
    }
    return [...found];
}

const folder = mkdtempSync(join(tmpdir(), 'ensemble-e2e-'));
const count = { tests: 0, failed: 0, skipped: 0 };
let server = { url: process.env.E2E_URL, stop: () => {} };
try {
    if (!server.url) server = await startServer(folder);
    process.env.E2E_URL = server.url;
    process.env.E2E_ROUTES ??= JSON.stringify(await pages(server.url));
    const here = new URL('.', import.meta.url).pathname;
    const named = process.argv.slice(2);
    const files = readdirSync(here).filter((f) => f.endsWith('.test.mjs') && (!named.length || named.includes(f)));
    await new Promise((done) => {
        run({ files: files.sort().map((f) => join(here, f)), concurrency: 1 })
            .on('test:pass', (t) => { if (t.details?.type !== 'suite') { count.tests++; if (t.skip) { count.skipped++; console.log(`ignoré : ${t.name}`); } } })
            .on('test:fail', (t) => {
                if (t.details?.type === 'suite') return;
                count.tests++;
                count.failed++;
                console.log(`ÉCHEC ${t.file ?? ''} ${t.name}\n${t.details?.error?.cause?.stack ?? t.details?.error}`);
            })
            .on('test:stderr', (m) => process.stderr.write(m.message))
            .on('end', done)
            .resume();
    });
} catch (error) {
    count.tests++;
    count.failed++;
    console.log(String(error?.stack ?? error));
} finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
}
console.log(`suite=${name} moteur=chromium tests=${count.tests} echecs=${count.failed} ignores=${count.skipped}`);
process.exitCode = count.failed || !count.tests ? 1 : 0;
