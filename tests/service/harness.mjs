// SPDX-License-Identifier: AGPL-3.0-or-later
// The real program as a child: fresh databases of this run's engine, commands, servers, raw requests, load.

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const program = resolve(process.env.ENSEMBLE_TEST_PROGRAMME ?? 'build/ensemble');
export const postgres = (process.env.ENSEMBLE_TEST_DB ?? 'sqlite:').startsWith('postgresql');
export const folder = mkdtempSync(join(tmpdir(), 'ensemble-service-'));
const databases = [], children = new Set();
const env = { PATH: process.env.PATH, XDG_STATE_HOME: folder, ...Object.fromEntries(Object.entries(process.env).filter(([k]) => k.startsWith('PG'))) };

export function freshUrl() {
    const name = `ensemble_service_${process.pid}_${databases.length}`;
    databases.push(name);
    if (!postgres)
        return `sqlite:${join(folder, name)}.db`;
    const made = spawnSync('createdb', ['--template=template0', '--encoding=UTF8', name]);
    if (made.status !== 0)
        throw new Error(`createdb: ${made.stderr}`);
    return `postgresql:///${name}`;
}

export function file(name, bytes) {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
}

// ---- commands and servers -------------------------------------------------------------------------------------------

// Without holding up the load that this process makes meanwhile.
export function run(url, ...args) {
    return new Promise((done) => {
        const child = spawn(program, ['--db', url, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
        const out = [], err = [];
        children.add(child);
        child.stdout.on('data', (d) => out.push(d));
        child.stderr.on('data', (d) => err.push(d));
        child.on('close', (status) => {
            children.delete(child);
            done({ status, out: Buffer.concat(out), err: Buffer.concat(err).toString() });
        });
    });
}

export async function until(what, ms, check) {
    for (const end = Date.now() + ms; Date.now() < end;) {
        const seen = await check();
        if (seen)
            return seen;
        await new Promise((r) => setTimeout(r, 10));
    }
    throw new Error(`attendu en vain : ${what}`);
}

export function freePort() {
    return new Promise((done) => {
        const s = createServer().listen(0, '127.0.0.1', () => {
            const { port } = s.address();
            s.close(() => done(port));
        });
    });
}

export async function serve(url, settings = {}) {
    const port = settings.port ?? await freePort(), path = join(folder, `serveur-${port}-${children.size}.log`), log = openSync(path, 'w');
    const own = Object.fromEntries(Object.entries(settings).map(([k, v]) => [`ENSEMBLE_${k.toUpperCase()}`, String(v)]));
    const child = spawn(program, ['--db', url, 'servir', '--port', String(port)], { cwd: folder, env: { ...env, ...own }, stdio: ['ignore', log, log] });
    closeSync(log);
    children.add(child);
    const server = { url, port, child, ended: new Promise((done) => child.on('exit', (status, signal) => { children.delete(child); done(status ?? signal); })) };
    server.log = () => readFileSync(path, 'utf8');
    server.stop = () => { child.kill('SIGTERM'); return server.ended; };
    let over = false;
    server.ended.then(() => { over = true; });
    await until(`réponse du serveur`, 60000, async () => over || (await get(server, '/sante').catch(() => null))?.status === 200);
    return server;
}

// ---- requests -------------------------------------------------------------------------------------------------------

export function get(server, path, { headers = {}, method = 'GET', body, agent } = {}) {
    return new Promise((done, failed) => {
        const r = request({ host: '127.0.0.1', port: server.port, path, method, headers, agent: agent ?? false }, (answer) => {
            const parts = [];
            answer.on('data', (d) => parts.push(d));
            answer.on('aborted', () => failed(new Error(`${path} : réponse coupée`)));
            answer.on('error', () => failed(new Error(`${path} : réponse coupée`)));
            answer.on('end', () => {
                if (answer.complete)
                    done({ status: answer.statusCode, headers: answer.headers, bytes: Buffer.concat(parts), text: Buffer.concat(parts).toString() });
            });
        });
        r.on('error', failed);
        r.end(body);
    });
}

// Bytes that no HTTP library would send; the answer until the server closes.
export function raw(server, bytes) {
    return new Promise((done, failed) => {
        const s = connect(server.port, '127.0.0.1'), parts = [];
        s.on('data', (d) => parts.push(d));
        s.on('error', failed);
        s.on('close', () => {
            const text = Buffer.concat(parts).toString(), [head, ...rest] = text.split('\r\n\r\n');
            const headers = Object.fromEntries(head.split('\r\n').slice(1).map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
            done({ status: Number(head.split(' ')[1]), headers, text: rest.join('\r\n\r\n') });
        });
        s.end(bytes);
    });
}

// Eight connections that ask one page after another until told to end. What is not 200 is kept with what was asked;
// `refused`: connections that the server closed or did not take, without a byte of an answer.
export function load(server, paths) {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const seen = { answered: 0, bad: [], refused: 0 };
    let going = true;
    const one = async (from) => {
        for (let i = from; going; i++) {
            const path = paths[i % paths.length];
            try {
                const a = await get(server, path, { agent });
                seen.answered++;
                if (a.status !== 200)
                    seen.bad.push(`${path} : ${a.status}`);
            } catch (error) {
                if (!['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(error.code))
                    seen.bad.push(`${path} : ${error.message}`);
                else if (error.code === 'ECONNREFUSED')
                    going = false;
                seen.refused++;
            }
        }
    };
    const all = Promise.all(Array.from({ length: 8 }, (_, i) => one(i)));
    seen.end = async () => { going = false; await all; agent.destroy(); };
    seen.ended = all;
    return seen;
}

// ---- tests ----------------------------------------------------------------------------------------------------------

let tests = 0, failed = 0;
export async function test(name, body) {
    tests++;
    try {
        await body();
    } catch (error) {
        failed++;
        console.log(`ÉCHEC ${name} : ${error.message}`);
    }
}
export function check(condition, what) {
    if (!condition)
        throw new Error(what);
}

export async function engine(url) {
    const r = await run(url, 'verifier');
    check(r.status === 0, `verifier : ${r.err}${r.out}`);
    return /(sqlite|postgresql) [0-9.]+/.exec(r.out + r.err)[0].replace(' ', '_');
}

// However it ends, nothing is left running or lying about.
process.on('exit', () => {
    for (const child of children)
        child.kill('SIGKILL');
    if (postgres)
        for (const name of databases)
            spawnSync('dropdb', ['--force', '--if-exists', name]);
    rmSync(folder, { recursive: true, force: true });
});

export function end(moteur, suite = 'service') {
    for (const child of children) // a living child would keep this process from ending
        child.kill('SIGKILL');
    console.log(`suite=${suite} moteur=${moteur} tests=${tests} echecs=${failed} ignores=0`);
    process.exitCode = failed || !tests ? 1 : 0;
}
