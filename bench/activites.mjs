// SPDX-License-Identifier: AGPL-3.0-or-later
// Activities: figures of a département's year (100,000 records) and of a country, durable records through the real route, an export.
//
//     scripts/node bench/activites.mjs build-bench/bench/ensemble-bench [FOLDER OF THE PEERS] [--court]        (part of make bench)
//
// Figures are processor time of the command that asks for them, the median of five (the first time: of three commands). Records: wrk
// on processor 1 with CONNECTIONS senders, the server on processor 0; each has its journal, its history and its sums, and is answered
// after the COMMIT. The peers insert one row without any of that, for as many senders. ENSEMBLE_TEST_DB=postgresql:// in pg_virtualenv
// measures the same on PostgreSQL, whose server's time is not in it; limits are those of SQLite. Exit status: 1, a limit is missed.

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const program = resolve(process.argv[2] ?? 'build-bench/bench/ensemble-bench');
const peers = process.argv[3] && !process.argv[3].startsWith('--') ? resolve(process.argv[3]) : undefined;
const short = process.argv.includes('--court'), ROUNDS = short ? 3 : 5, SECONDS = short ? 1 : 2, CONNECTIONS = 96;
process.env.ENSEMBLE_TEST_PROGRAMME = program;
const { folder, freePort, freshUrl, postgres, run, serve } = await import('../tests/service/harness.mjs');
const { field, signIn } = await import('../tests/service/navigateur.mjs');

let missed = 0;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
function tell(what, value, unit, limit, atLeast = false) {
    const bad = limit !== undefined && !postgres && (atLeast ? value < limit : value > limit);
    missed += bad;
    const bound = limit === undefined ? '' : `, ${limit} ${atLeast ? 'au moins' : 'au plus'}`;
    console.log(`${what.padEnd(64)} ${value.toFixed(1)} ${unit}${bound}${bad ? ' : LIMITE MANQUÉE' : ''}`);
}
async function command(url, ...args) {
    const r = await run(url, ...args);
    if (r.status !== 0)
        throw new Error(`${args.join(' ')} : ${r.err}`);
    return r;
}

// ---- figures --------------------------------------------------------------------------------------------------------

const url = freshUrl();
await command(url, 'banc', 'activites');
await command(url, 'banc', 'national');
const all = [];
for (let i = 0; i < 3; i++)
    all.push(JSON.parse((await command(url, 'banc', 'chiffres')).out));
const f = all[0];
tell('Année d’un département, fiches brutes, première fois', median(all.map((x) => x.premier)), 'ms', 200);
tell('La même, fiches brutes, ensuite', f.brut, 'ms', 80);
tell('La même, par les sommes tenues', f.cumuls, 'ms', 10);
tell('Personnes distinctes par structure', f.structure, 'ms');
tell('Personnes distinctes par intercommunalité', f.epci, 'ms');
tell('Nouveaux usagers d’un dispositif', f.nouveaux, 'ms', 80);
tell('Pays, 10 millions de fiches, par mois et par forme, sommes tenues', f.national, 'ms', 10);

// ---- an export ------------------------------------------------------------------------------------------------------

async function peakOf(...args) {
    const child = spawn(program, ['--db', url, 'exporter', 'activites', ...args], { cwd: folder, stdio: 'ignore' });
    let peak = 0, over = false;
    const ended = new Promise((done) => child.on('close', (status) => { over = true; done(status); }));
    while (!over) {
        try {
            const seen = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
            peak = Math.max(peak, seen ? Number(seen[1]) / 1024 : 0);
        } catch { /* it has just ended */ }
        await new Promise((r) => setTimeout(r, 5));
    }
    if (await ended !== 0)
        throw new Error(`exporter ${args.join(' ')}`);
    return peak;
}
const small = await peakOf('--du', '2023-01-01', '--au', '2023-01-05', '--sortie', 'court.xlsx');
for (const name of ['activites.xlsx', 'activites.csv']) {
    const peak = await peakOf('--sortie', name);
    tell(`Export de ${name}, 130 000 lignes : mémoire au plus haut`, peak, 'Mio', 64);
    tell('    de plus que pour cinq jours', peak - small, 'Mio', 8);
}

// ---- records through the real route -----------------------------------------------------------------------------------

function wrk(port, script, ...args) {
    const out = execFileSync('taskset', ['-c', '1', 'wrk', '-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '--timeout', '20s', '-s', join(import.meta.dirname, 'wrk', script),
        `http://127.0.0.1:${port}`, '--', ...args], { encoding: 'utf8' });
    const [rate, , p99, errors] = /^BENCH (.*)$/m.exec(out)[1].split(' ').map(Number);
    return { rate, p99, errors };
}
function rounds(what, once) {
    const all = [];
    for (let i = 0; i < ROUNDS; i++) {
        const r = once(i);
        if (r.errors)
            throw new Error(`${what} : ${r.errors} requêtes refusées`);
        all.push(r);
    }
    return { rate: median(all.map((r) => r.rate)), p99: median(all.map((r) => r.p99)) };
}
const ticks = (pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1'), v = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(v[11]) + Number(v[12])) * 10000;
};

const server = await serve(url, { boucles: 1 });
execFileSync('taskset', ['-acp', '0', String(server.child.pid)], { stdio: 'ignore' });
const browser = await signIn(url, server, 'mediateur', 'structure:a-rattacher-B0');
const cookie = [...browser.jar].map(([k, v]) => `${k}=${v}`).join('; ');
const token = encodeURIComponent(field((await browser.send('/activites/saisir')).text, 'jeton'));
const today = new Date(Date.now() - 86400000).toISOString().slice(0, 10);
const before = ticks(server.child.pid);
let written = 0;
const ours = rounds('fiches', (i) => {
    const r = wrk(server.port, 'fiches.lua', '/activites/saisir', `b${process.pid}-${i}-`, cookie, token, today);
    written += r.rate * SECONDS;
    return r;
});
tell('Fiches durables par seconde, par la page de saisie', ours.rate, '/s', 5000, true);
tell('    99 sur 100 répondues en', ours.p99, 'ms', 50);
tell('    processeur par fiche', (ticks(server.child.pid) - before) / written, 'µs');
await server.stop();

// ---- the peers: the same row, without journal nor sums ---------------------------------------------------------------

async function peer(name, start, path) {
    const port = await freePort(), child = start(port);
    try {
        for (let i = 0; i < 400 && !(await fetch(`http://127.0.0.1:${port}/sante`).then((r) => r.ok, () => false)); i++)
            await new Promise((r) => setTimeout(r, 25));
        const p = rounds(name, (i) => wrk(port, 'posts.lua', path, `c${String(process.pid % 1e6).padStart(8, '0')}-${i}-`));
        tell(`${name} : lignes par seconde`, p.rate, '/s');
        tell(`    nous, rapportés à lui`, ours.rate / p.rate, '×');
    } finally {
        child.kill('SIGTERM');
    }
}
if (peers && existsSync(join(peers, 'node_modules')) && existsSync(join(peers, '..', 'peers.db'))) {
    const dir = join(folder, 'pairs'), places = join(peers, '..', 'peers.db'), options = { cwd: peers, stdio: 'ignore' };
    mkdirSync(dir);
    await peer('fastify + SQLite', (port) => spawn('taskset', ['-c', '0', process.execPath, 'fastify.mjs', String(port), places, join(dir, 'f.db')], options), '/activites');
    await peer('Django', (port) => spawn('taskset', ['-c', '0', 'gunicorn', '-k', 'gthread', '-w', '1', '--threads', '8', '-b', `127.0.0.1:${port}`, 'django_app:application'],
        { ...options, env: { ...process.env, LIEUX: places, ECRITURES: join(dir, 'd.db') } }), '/activites');
} else {
    console.log('Pairs : non installés ici, non mesurés (make bench les installe).');
}
rmSync(join(folder, 'activites.xlsx'), { force: true });
process.exit(missed ? 1 : 0);
