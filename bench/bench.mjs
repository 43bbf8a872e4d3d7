// SPDX-License-Identifier: AGPL-3.0-or-later
// The benchmark: ratios between this program and its peers in one run, on one machine.
//
// Method. Server on processor 0, wrk (one thread, 32 connections) on processor 1. Rounds alternate the targets; a
// figure is the median of the rounds (5; 3 with --court). Every server is up during the whole run, on its own port,
// on the same disk. A run is void when a peer, relative to nginx, strays from 0.7 to 1.4 of what the reference
// measurement gave: then it says what this machine is like today, not how fast anything is. For such a machine each
// ratio to a peer is also given through nginx: what we are to nginx here, times what nginx was to the peer there.
// --session measures one line alone, without any peer: what a session costs.
// Exit status: 0 within the limits, 1 a limit is missed, 3 the run is void.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync, openSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { get, request } from 'node:http';
import { dirname, join, resolve } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const folder = resolve(process.argv[2]), short = process.argv.includes('--court');
const root = resolve(dirname(new URL(import.meta.url).pathname), '..');
const program = process.env.ENSEMBLE ?? join(root, 'build-bench', 'bench', 'ensemble-bench');
const ROUNDS = short ? 3 : 5, SECONDS = short ? 1 : 2;

// Requests per second in the reference measurement (one core, wrk -t1 -c32).
const REFERENCE = { nginx: 116732, fastify: { bbox: 2212, post: 2110 }, django: { bbox: 848, post: 959, html: 413 } };

const children = [];
const sleep = ms => new Promise(done => setTimeout(done, ms));
const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

function freePort() {
    return new Promise(done => {
        const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
    });
}

// One request over a fresh connection: status, headers, raw bytes of the body.
function fetchRaw(port, path, headers = {}) {
    return new Promise((done, fail) => {
        const request = get({ host: '127.0.0.1', port, path, headers: { connection: 'close', ...headers } }, answer => {
            const parts = [];
            answer.on('data', part => parts.push(part));
            answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
            answer.on('error', fail);
        });
        request.on('error', fail);
    });
}

async function answering(port, path, limit_ms = 30000) {
    for (const end = Date.now() + limit_ms; Date.now() < end; await sleep(20)) {
        const answer = await fetchRaw(port, path).catch(() => null);
        if (answer?.status === 200)
            return;
    }
    throw new Error(`no answer on port ${port}`);
}

function start(name, command, args, env = {}, cpu = '0') {
    const log = openSync(join(folder, `${name}.log`), 'w');
    const child = spawn('taskset', ['-c', cpu, command, ...args],
        { cwd: join(folder, 'peers'), env: { ...process.env, ...env }, stdio: ['ignore', log, log] });
    children.push(child);
    return child;
}

function stop() {
    for (const child of children)
        child.kill('SIGTERM');
}

// The process and all that descend from it.
function tree(pid) {
    const parents = new Map();
    for (const entry of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
        try {
            const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
            parents.set(+entry, +stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        } catch { /* it has just ended */ }
    }
    const all = [pid];
    for (let i = 0; i < all.length; i++)
        for (const [child, parent] of parents)
            if (parent === all[i])
                all.push(child);
    return all;
}

const pssMiB = pid => tree(pid).reduce((sum, p) =>
    sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${p}/smaps_rollup`, 'latin1'))[1]) / 1024, 0);
// Ticks of 10 ms, user and system.
const cpuTicks = pid => tree(pid).reduce((sum, p) => {
    const stat = readFileSync(`/proc/${p}/stat`, 'latin1');
    const f = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + Number(f[11]) + Number(f[12]);
}, 0);

function wrk(target, seconds) {
    return new Promise((done, fail) => {
        const child = spawn('taskset', ['-c', '1', 'wrk', '-t1', '-c32', `-d${seconds}s`, '-s', join(root, 'bench', 'wrk', target.script),
            `http://127.0.0.1:${target.port}`, '--', ...target.args()]);
        let out = '';
        child.stdout.on('data', part => { out += part; });
        child.stderr.on('data', part => { out += part; });
        child.on('close', () => {
            const line = /^BENCH (.*)$/m.exec(out);
            if (!line)
                return fail(new Error(`wrk on ${target.name}: ${out}`));
            const [rate, p50, p99, errors, bytes] = line[1].split(' ').map(Number);
            done({ rate, p50, p99, errors, bytes });
        });
    });
}

async function measure(targets) {
    const figures = new Map(targets.map(t => [t.name, []]));
    for (const t of targets) {
        const status = await t.once();
        if (status !== t.expects)
            throw new Error(`${t.name} answers ${status} instead of ${t.expects}`);
    }
    for (const t of targets)
        await wrk(t, 0.5 > SECONDS ? SECONDS : 1);                  // caches warm, pages faulted in
    for (let round = 0; round < ROUNDS; round++) {
        for (const t of targets) {
            const ticks = cpuTicks(t.pid);
            const f = await wrk(t, SECONDS);
            f.cpu_us = (cpuTicks(t.pid) - ticks) * 1e4 / Math.max(1, f.rate * SECONDS);
            if (f.errors > 0)
                throw new Error(`${t.name}: ${f.errors} requests failed`);
            figures.get(t.name).push(f);
        }
    }
    return Object.fromEntries([...figures].map(([name, list]) => [name, Object.fromEntries(
        Object.keys(list[0]).map(k => [k, median(list.map(f => f[k]))]))]));
}

function run(args, env = {}) {
    const t0 = process.hrtime.bigint();
    const r = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } });
    if (r.status !== 0)
        throw new Error(`ensemble ${args.join(' ')}: status ${r.status}\n${r.stderr}`);
    return Number(process.hrtime.bigint() - t0) / 1e9;
}

function freshDatabase(name) {
    for (const suffix of ['', '-wal', '-shm', '.sock', '-lock'])
        rmSync(join(folder, name + suffix), { force: true });
    return `sqlite:${join(folder, name)}`;
}

// From the start of the program to the whole first answer, on a database that exists. `taskset` itself costs about 1 ms.
async function coldStart(url) {
    const port = await freePort(), t0 = process.hrtime.bigint();
    const child = start('depart', program, ['--db', url, 'servir', '--port', String(port)], { ENSEMBLE_BOUCLES: '1' });
    for (const end = Date.now() + 10000;;) {
        if (Date.now() > end)
            throw new Error('the home page does not come');
        const answer = await new Promise(done => {
            const s = connect(port, '127.0.0.1', () => s.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'));
            let text = '';
            s.on('data', part => { text += part; });
            s.on('close', () => done(text));
            s.on('error', () => {});
        });
        if (answer.startsWith('HTTP/1.1 200'))
            break;
        await sleep(1);
    }
    const ms = Number(process.hrtime.bigint() - t0) / 1e6;
    const gone = new Promise(done => child.on('close', done));
    child.kill('SIGTERM');
    await gone;
    return ms;
}

const ecriture = cle => JSON.stringify({ cle, jour: '2026-11-23', type: 'atelier', commune: '28085', duree_min: 90, personnes: 8,
    themes: 'Envoyer et recevoir des courriels', note: 'Atelier du banc de mesure' });

function postOnce(port, path, cle) {
    return new Promise((done, fail) => {
        const r = request({ host: '127.0.0.1', port, path, method: 'POST', headers: { 'content-type': 'application/json' } }, answer => {
            answer.resume();
            answer.on('end', () => done(answer.statusCode));
        });
        r.on('error', fail);
        r.end(ecriture(cle));
    });
}

// The longest that a write waits while the server applies an import of 25,000 places: the time that it holds the writer.
async function writerHeld() {
    const url = freshDatabase('retenue.db'), port = await freePort();
    run(['--db', url, 'banc', 'preparer']);
    const server = start('retenue', program, ['--db', url, 'servir', '--port', String(port)], {}, '0,1');
    await answering(port, '/sante');
    const file = openSync(join(folder, 'retenue-import.log'), 'w');
    const command = spawn(program, ['--db', url, 'importer', 'lieux', join(folder, 'places.csv'), '--source', 'Banc de mesure'],
        { stdio: ['ignore', file, file] });
    let over = false, longest = 0;
    const code = new Promise(done => command.on('close', status => { over = true; done(status); }));
    for (let n = 0; !over; n++) {
        const t0 = process.hrtime.bigint(), status = await postOnce(port, '/banc/ecritures', `retenue-${n}`);
        if (status !== 201)
            throw new Error(`a write during the import: ${status}`);
        longest = Math.max(longest, Number(process.hrtime.bigint() - t0) / 1e9);
    }
    if (await code !== 0)
        throw new Error('the import through the server failed');
    const gone = new Promise(done => server.on('close', done));
    server.kill('SIGTERM');
    await gone;
    return longest;
}

// What a browser without a cache loads for a page: the page, its style sheets, and the fonts and images that they name.
async function pageWeight(port, path) {
    const seen = new Map();
    const load = async (url, kind) => {
        if (seen.has(url) || !url.startsWith('/'))
            return '';
        const a = await fetchRaw(port, url, { 'accept-encoding': 'br, gzip', accept: '*/*' });
        if (a.status !== 200)
            throw new Error(`${url}: ${a.status}`);
        seen.set(url, { kind, bytes: a.body.length });
        const coding = a.headers['content-encoding'];
        return (coding === 'br' ? brotliDecompressSync(a.body) : coding === 'gzip' ? gunzipSync(a.body) : a.body).toString('utf8');
    };
    const html = await load(path, 'page');
    for (const [tag] of html.matchAll(/<(?:link|img|source|use)\b[^>]*>/g)) {
        const url = /(?:href|src)="([^"#]+)/.exec(tag)?.[1];
        const rel = /rel="([^"]+)"/.exec(tag)?.[1] ?? 'img';
        if (!url || !/stylesheet|icon|preload|img/.test(rel))
            continue;
        const text = await load(url, rel);
        if (/stylesheet/.test(rel))
            for (const [, inner] of text.matchAll(/url\(["']?([^"')]+)/g))
                if (!inner.startsWith('data:'))
                    await load(new URL(inner, `http://x${url}`).pathname, 'style');
    }
    const all = [...seen.values()];
    return { bytes: all.reduce((n, x) => n + x.bytes, 0), files: all.length,
        scripts: [...html.matchAll(/<script\b[^>]*src="([^"]+)"/g)].map(m => m[1]) };
}

const lines = [], through = [];
let missed = 0;
function line(what, measured, limit, ok, peer = '') {
    lines.push([what, measured, limit, peer, ok === null ? 'indicatif' : ok ? 'tenu' : 'MANQUÉ']);
    missed += ok === false;
}
const ratio = x => `${x.toFixed(x < 10 ? 2 : 0)} ×`.replace('.', ',');
const rate = x => Math.round(x).toLocaleString('fr-FR').replaceAll('\u202f', ' ');

const boxes = () => readFileSync(join(folder, 'boxes.txt'), 'utf8').split('\n').filter(Boolean);
const ask = '/api/v1/lieux?limite=50&bbox=';

// Imports, the writer held by one, cold starts: before any load. Leaves the database that is then served.
async function beforeLoad() {
    const times = short ? 1 : 3, imports = [], helds = [], colds = [];
    let url;
    for (let i = 0; i < times; i++) {
        url = freshDatabase('ensemble.db');
        imports.push(run(['--db', url, 'importer', 'lieux', join(folder, 'places.csv'), '--source', 'Banc de mesure']));
    }
    run(['--db', url, 'banc', 'preparer']);
    const demo = freshDatabase('demo.db');
    run(['--db', demo, 'demo']);
    for (let i = 0; i < times; i++)
        helds.push(await writerHeld());
    for (let i = 0; i < ROUNDS; i++)
        colds.push(await coldStart(demo));
    return { url, imports, helds, colds };
}

async function startOurs(url, port) {
    const ours = start('ensemble', program, ['--db', url, 'servir', '--port', String(port)],
        { ENSEMBLE_BOUCLES: '1', ENSEMBLE_CONNEXIONS_PAR_ADRESSE: '1000' });
    await answering(port, '/sante');
    return ours.pid;
}

// nginx serves the very bytes that we answer.
async function startNginx(ours, port) {
    const same = join(folder, 'same');
    mkdirSync(same, { recursive: true });
    for (const [i, box] of boxes().entries()) {
        const answer = await fetchRaw(ours, ask + box);
        const { total, lieux } = JSON.parse(answer.body);
        if (answer.status !== 200 || total !== 50 || lieux.length !== 50)
            throw new Error(`box ${i}: ${answer.status}, ${total} places instead of 50`);
        writeFileSync(join(same, `${i}.json`), answer.body);
    }
    writeFileSync(join(folder, 'nginx.conf'), readFileSync(join(folder, 'peers', 'nginx.conf'), 'utf8')
        .replaceAll('%FOLDER%', folder).replaceAll('%PORT%', String(port)));
    const nginx = start('nginx', 'nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'nginx.log')]);
    await answering(port, '/sante');
    return nginx.pid;
}

async function startFastify(port) {
    freshDatabase('fastify-ecritures.db');
    const fastify = start('fastify', process.execPath, [join(folder, 'peers', 'fastify.mjs'), String(port), join(folder, 'peers.db'),
        join(folder, 'fastify-ecritures.db')], { NODE_ENV: 'production' });
    await answering(port, '/sante');
    return fastify.pid;
}

async function startDjango(port) {
    freshDatabase('django-ecritures.db');
    const django = start('django', '/usr/bin/gunicorn', ['-k', 'gthread', '-w', '1', '--threads', '8', '--keep-alive', '75', '-b',
        `127.0.0.1:${port}`, '--log-level', 'warning', 'django_app:application'],
    { LIEUX: join(folder, 'peers.db'), ECRITURES: join(folder, 'django-ecritures.db'), PYTHONDONTWRITEBYTECODE: '1' });
    await answering(port, '/sante');
    return django.pid;
}

async function sameAnswers(port) {
    const ids = body => JSON.parse(body).lieux.map(l => l.id).sort().join();
    const mine = ids(readFileSync(join(folder, 'same', '0.json')));
    for (const name of ['fastify', 'django'])
        if (ids((await fetchRaw(port[name], `/lieux?bbox=${boxes()[0]}`)).body) !== mine)
            throw new Error(`${name} does not give the same places`);
}

// Every server, side by side: { port, pid }, each by its name.
async function startAll(url) {
    const port = {}, pid = {};
    for (const name of ['ensemble', 'nginx', 'fastify', 'django'])
        port[name] = await freePort();
    pid.ensemble = await startOurs(url, port.ensemble);
    pid.nginx = await startNginx(port.ensemble, port.nginx);
    pid.fastify = await startFastify(port.fastify);
    pid.django = await startDjango(port.django);
    await sameAnswers(port);
    return { port, pid };
}

// What is asked of each server, under the name of its figures.
function targetsOf({ port, pid }) {
    let run_no = 0;
    const seen = (name, path) => async () => (await fetchRaw(port[name], path)).status;
    const post = (name, path) => ({ name: `${name}.post`, pid: pid[name], expects: 201, once: () => postOnce(port[name], path, `premier-${name}`), port: port[name], script: 'posts.lua',
        args: () => [path, `${name.slice(0, 4).padEnd(4, '-')}${String(++run_no).padStart(8, '0')}`] });
    const paths = (name, list, server) => {
        const file = join(folder, `${name}.chemins`);
        writeFileSync(file, list.join('\n') + '\n');
        return { name, port: port[server], pid: pid[server], script: 'paths.lua', args: () => [file], expects: 200, once: seen(server, list[0]) };
    };
    const boxed = before => boxes().map(box => before + box);
    const paged = path => [path, ...Array.from({ length: 39 }, (_, i) => `${path}${path.includes('?') ? '&' : '?'}page=${i + 2}`)];
    return [
        paths('nginx.bbox', boxes().map((_, i) => `/${i}.json`), 'nginx'),
        paths('ensemble.bbox', boxed(ask), 'ensemble'),
        paths('fastify.bbox', boxed('/lieux?bbox='), 'fastify'),
        paths('django.bbox', boxed('/lieux?bbox='), 'django'),
        paths('django.html', boxed('/lieux.html?bbox='), 'django'),
        paths('ensemble.html', paged('/lieux'), 'ensemble'),
        paths('ensemble.facettes', paged('/lieux?q=mairie&frais_a_charge=Gratuit'), 'ensemble'),
        post('ensemble', '/banc/ecritures'),
        post('fastify', '/activites'),
        post('django', '/activites'),
    ];
}

function against(f, what, mine, theirs, limit, name) {
    const r = f[mine].rate / f[theirs].rate, [peer, kind] = theirs.split('.');
    if (peer !== 'nginx')
        through.push([`${what}, ${name}`, f[mine].rate / f['nginx.bbox'].rate * REFERENCE.nginx / REFERENCE[peer][kind], limit]);
    line(what, `${ratio(r)} (${rate(f[mine].rate)} req/s)`, `≥ ${limit.toLocaleString('fr-FR')} ×`, r >= limit, `${name} : ${rate(f[theirs].rate)} req/s`);
}

function judge(f, { imports, helds, colds }, memory, weight) {
    against(f, 'Rectangle de 50 lieux, mêmes octets', 'ensemble.bbox', 'nginx.bbox', 0.40, 'nginx');
    against(f, 'Rectangle de 50 lieux', 'ensemble.bbox', 'fastify.bbox', 20, 'fastify');
    against(f, 'Rectangle de 50 lieux', 'ensemble.bbox', 'django.bbox', 55, 'Django');
    against(f, 'Écriture durable', 'ensemble.post', 'fastify.post', 8, 'fastify');
    against(f, 'Écriture durable', 'ensemble.post', 'django.post', 15, 'Django');
    against(f, 'Page HTML de la liste', 'ensemble.html', 'django.html', 15, 'Django');
    line('Mémoire (PSS) après la charge', `${memory.ensemble.toFixed(1)} Mio`, '≤ 0,6 × Django', memory.ensemble <= 0.6 * memory.django,
        `Django : ${memory.django.toFixed(1)} Mio, fastify : ${memory.fastify.toFixed(1)} Mio`);
    line('Page publique transférée, polices comprises', `${(weight.bytes / 1024).toFixed(1)} Kio, ${weight.files} fichiers`, '≤ 100 Kio', weight.bytes <= 100 * 1024);
    line('Du démarrage à la première réponse, 126 lieux', `${median(colds).toFixed(0)} ms`, '< 200 ms', median(colds) < 200);
    line('Importation de 25 000 lieux', `${median(imports).toFixed(2)} s`, '< 5 s', median(imports) < 5);
    line('Écriture la plus retardée par une importation de 25 000 lieux', `${median(helds).toFixed(2)} s`, '< 5 s (1 s par 5 000)', median(helds) < 5);
    line('Page à facettes sur 25 000 lieux', `${f['ensemble.facettes'].cpu_us.toFixed(0)} µs de processeur`, '≤ 1 000 µs', null);
}

// Peers whose figure, relative to nginx, is too far from the reference: the run is then void.
function straysOf(f) {
    const strays = [];
    for (const [name, ref] of [['fastify', REFERENCE.fastify], ['django', REFERENCE.django]])
        for (const what of Object.keys(ref)) {
            const r = (f[`${name}.${what}`].rate / f['nginx.bbox'].rate) / (ref[what] / REFERENCE.nginx);
            if (r < 0.7 || r > 1.4)
                strays.push(`${name} ${what} : ${r.toFixed(2)} de la référence`);
        }
    return strays;
}

function print(f) {
    console.log('\nPar requête (médianes) :');
    for (const [name, x] of Object.entries(f))
        console.log(`  ${name.padEnd(18)} ${rate(x.rate).padStart(9)} req/s  p50 ${x.p50.toFixed(2)} ms  p99 ${x.p99.toFixed(2)} ms  ${x.cpu_us.toFixed(1)} µs  ${rate(x.bytes)} o`);
    console.log('\n| Mesure | Obtenu | Limite | Pair | |\n|---|---|---|---|---|');
    for (const l of lines)
        console.log(`| ${l.join(' | ')} |`);
    if (through.length)
        console.log('\nRapportés à nginx (notre part de nginx ici × nginx rapporté au pair dans la mesure de référence), indicatifs :');
    for (const [what, r, limit] of through)
        console.log(`  ${what} : ${ratio(r)} pour ≥ ${limit} ×`);
}

// All places asked at five moments, against npm opening_hours; both must find as many open.
function openingHours() {
    const moments = ['2026-11-23T10:00', '2026-11-24T12:10', '2026-11-26T16:30', '2026-11-28T09:15', '2026-12-25T10:00'];
    const file = join(folder, 'horaires.txt');
    const ours = JSON.parse(execFileSync(program, ['banc', 'heures', file, moments.join(',')], { encoding: 'utf8' }));
    const peer = JSON.parse(execFileSync(process.execPath, [join(folder, 'peers', 'heures.mjs'), file, ...moments],
        { encoding: 'utf8', env: { ...process.env, TZ: 'Europe/Paris' } }));
    if (JSON.stringify(ours.ouverts) !== JSON.stringify(peer.ouverts))
        throw new Error(`opening hours: ${ours.ouverts} open here, ${peer.ouverts} for the peer`);
    return { ours: ours.ms, peer: peer.ms };
}

// ---- what a session costs: the sheet of a place, public and to somebody signed in -----------------------------------------

function totp(key, at) {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', counter = Buffer.alloc(8);
    const bits = [...key.replaceAll(' ', '')].map(c => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
    counter.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
    const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)))).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

// As a person does it: the invitation's link, the application, the first code. Returns the Cookie header.
async function signIn(port, link) {
    const jar = new Map();
    const send = (path, values) => new Promise((done, fail) => {
        const body = values && new URLSearchParams(values).toString();
        const headers = { connection: 'close', cookie: [...jar].map(pair => pair.join('=')).join('; ') };
        if (body)
            Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) });
        const sent = request({ host: '127.0.0.1', port, path, method: body ? 'POST' : 'GET', headers }, answer => {
            let text = '';
            for (const line of answer.headers['set-cookie'] ?? [])
                jar.set(line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1, line.indexOf(';')));
            answer.on('data', part => { text += part; });
            answer.on('end', () => done({ status: answer.statusCode, text }));
        });
        sent.on('error', fail);
        sent.end(body);
    });
    const jeton = text => /name="jeton" value="([^"]*)"/.exec(text)[1];
    await send(link, { jeton: jeton((await send(link)).text) });
    const second = (await send('/connexion/second')).text;
    const key = /class="cle">([A-Z2-7 ]+)</.exec(second)[1];
    const end = await send('/connexion/second', { jeton: jeton(second), moyen: 'application', code: totp(key, Date.now()) });
    if (end.status !== 303 || !jar.get('session'))
        throw new Error(`signing in: ${end.status}`);
    return `session=${jar.get('session')}`;
}

// Before the server: who will sign in.
const invite = url => /\/connexion\/lien\/\S+/.exec(execFileSync(program,
    ['--db', url, 'utilisateur', 'creer', 'banc@example.org', '--nom', 'Banc', '--role', 'administrateur'], { encoding: 'utf8' }))[0];

async function sessionTargets(port, pid, cookie) {
    const answer = await fetchRaw(port, '/api/v1/lieux?limite=50');
    const ids = JSON.parse(answer.body).lieux.map(lieu => lieu.id);
    const target = (name, before, extra) => {
        const file = join(folder, `${name}.chemins`);
        writeFileSync(file, ids.map(id => before + id).join('\n') + '\n');
        return { name, port, pid, script: 'paths.lua', args: () => [file, ...extra], expects: 200,
            once: async () => (await fetchRaw(port, before + ids[0], extra.length ? { cookie } : {})).status };
    };
    return [target('fiche.publique', '/lieux/', []), target('fiche.connectee', '/banc/lieux/', [cookie])];
}

function judgeSession(f) {
    const open = f['fiche.publique'], signed = f['fiche.connectee'];
    const cost = signed.cpu_us / open.cpu_us;       // of processor: what else the machine does is not in it
    line('Une page avec session, rapportée à la même sans', ratio(cost), '≤ 1,5 ×', cost <= 1.5,
        `${rate(signed.rate)} et ${rate(open.rate)} req/s, ${signed.cpu_us.toFixed(0)} et ${open.cpu_us.toFixed(0)} µs`);
}

async function sessionAlone() {
    const url = freshDatabase('session.db'), port = await freePort();
    run(['--db', url, 'demo']);
    const link = invite(url), pid = await startOurs(url, port);
    const f = await measure(await sessionTargets(port, pid, await signIn(port, link)));
    stop();
    judgeSession(f);
    print(f);
    return missed ? 1 : 0;
}

// The answer of the search page with every count of every facet, over the 25,000 places, against SQLite and FTS5, which must find
// and count the same. Alone: bench.mjs FOLDER --facettes
function facets() {
    const url = freshDatabase('facettes.db');
    run(['--db', url, 'importer', 'lieux', join(folder, 'places.csv'), '--source', 'Banc de mesure']);
    const ours = JSON.parse(execFileSync(program, ['--db', url, 'banc', 'facettes'], { encoding: 'utf8' }));
    const peer = JSON.parse(execFileSync(process.execPath, [join(folder, 'peers', 'recherche.mjs'), join(folder, 'peers.db')], { encoding: 'utf8' }));
    for (const what of ['totaux', 'comptes'])
        if (JSON.stringify(ours[what]) !== JSON.stringify(peer[what]))
            throw new Error(`search: ${what} ${JSON.stringify(ours[what])} here, ${JSON.stringify(peer[what])} for the peer`);
    ['un critère', 'trois critères', 'des mots et trois critères'].forEach((what, i) => {
        const r = peer.ms[i] / ours.ms[i];
        line(`Recherche et comptes sur ${ours.lieux} lieux, ${what}`, `${ours.ms[i].toFixed(3)} ms`, '≤ 1 ms', ours.ms[i] <= 1);
        line(`Recherche et comptes sur ${ours.lieux} lieux, ${what}`, ratio(r), '≥ 20 ×', r >= 20, `SQLite et FTS5, en mémoire : ${peer.ms[i].toFixed(2)} ms`);
    });
    line(`Suggestions d’un mot mal tapé, ${ours.lieux} lieux`, `${ours.suggestions.toFixed(3)} ms`, '≤ 5 ms', ours.suggestions <= 5);
}

async function main() {
    if (process.argv.includes('--session'))
        return sessionAlone();
    if (process.argv.includes('--facettes')) {
        facets();
        lines.forEach(l => console.log(l.join(' | ')));
        return missed ? 1 : 0;
    }
    const hours = openingHours();
    facets();
    const before = await beforeLoad();
    const link = invite(before.url);
    const servers = await startAll(before.url);
    const { ensemble } = servers.port, cookie = await signIn(ensemble, link);
    const f = await measure([...targetsOf(servers), ...await sessionTargets(ensemble, servers.pid.ensemble, cookie)]);
    const memory = Object.fromEntries(['ensemble', 'django', 'fastify'].map(name => [name, pssMiB(servers.pid[name])]));
    const weight = await pageWeight(servers.port.ensemble, '/lieux');
    stop();
    judge(f, before, memory, weight);
    judgeSession(f);
    line('« Ouvert à » sur 25 000 lieux', `${hours.ours.toFixed(2)} ms`, '≤ 5 ms', hours.ours <= 5);
    line('« Ouvert à » sur 25 000 lieux', ratio(hours.peer / hours.ours), '≥ 20 ×', hours.peer >= 20 * hours.ours,
        `opening_hours : ${hours.peer.toFixed(1)} ms`);
    const strays = straysOf(f);
    print(f);
    const { colds, imports } = before;
    writeFileSync(join(folder, 'resultats.json'), JSON.stringify({ figures: f, memory, weight, colds, imports, strays, lines, through }, null, 1));
    if (strays.length) {
        console.log(`\nMesure nulle : cette machine, ou ce moment, s’écarte de la référence (${strays.join(' ; ')}).`);
        return 3;
    }
    console.log(`\n${lines.length - missed} limites tenues ou indicatives, ${missed} manquée${missed > 1 ? 's' : ''}`);
    return missed ? 1 : 0;
}

process.exitCode = await main().catch(error => { console.error(error); return 2; }).finally(stop);
