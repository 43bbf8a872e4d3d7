// SPDX-License-Identifier: AGPL-3.0-or-later
// What the benches of one thing share: a database and a server of their own, a median, a line of the table of results.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
export const ms = x => `${Math.round(x).toLocaleString('fr-FR').replaceAll('\u202f', ' ')} ms`;

// One row: what, measured, limit, peer. The exit status is 1 as soon as one is missed.
export function line(what, measured, limit, held, peer = '') {
    console.log(`| ${[what, measured, limit, peer, held ? 'tenu' : 'MANQUÉ'].join(' | ')} |`);
    if (!held)
        process.exitCode = 1;
}

function freePort() {
    return new Promise(done => {
        const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
    });
}

// A fresh database in a folder of its own, filled by one command (["demo"], ["importer", "lieux", FILE…]).
export function database(program, ...fill) {
    const folder = mkdtempSync(join(tmpdir(), 'ensemble-banc-'));
    const env = { ...process.env, ENSEMBLE_DB: `sqlite:${join(folder, 'banc.db')}`, ENSEMBLE_TELEPHONE: '02 61 91 00 28' };
    const run = (args, input) => execFileSync(program, args, { env, input, encoding: 'utf8', maxBuffer: 64e6, stdio: ['pipe', 'pipe', 'ignore'] });
    run(fill);
    return { folder, env, run, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

// Processor's time of a process so far, user and system, in milliseconds: ticks of 10.
function cpu(pid) {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1'), f = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(f[11]) + Number(f[12])) * 10;
}

// The server of that database, once it answers.
export async function serve(program, db) {
    const port = await freePort(), url = `http://127.0.0.1:${port}`;
    const child = spawn(program, ['servir', '--port', String(port)], { env: { ...db.env, ENSEMBLE_URL_PUBLIQUE: url }, stdio: 'ignore' });
    const gone = new Promise(done => child.on('close', done));
    for (const end = Date.now() + 30000; !(await fetch(`${url}/sante`).then(r => r.ok, () => false));) {
        if (Date.now() > end)
            throw new Error('the server does not answer');
        await new Promise(done => setTimeout(done, 20));
    }
    return { url, cpu: () => cpu(child.pid), stop: () => { child.kill('SIGTERM'); return gone; } };
}
