// SPDX-License-Identifier: AGPL-3.0-or-later
// A browser without a screen, and the application that makes codes: somebody signed in over plain requests.
import { createHmac } from 'node:crypto';

import { check, get, run } from './harness.mjs';

const STEP_S = 30;

export const field = (html, name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];

export class Browser {
    jar = new Map();
    #server; // asked at each request: it may not be there yet

    constructor(server) {
        this.#server = server;
    }

    async send(path, method = 'GET', values) {
        const headers = { cookie: [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ') };
        const body = values && new URLSearchParams(values).toString();
        if (body)
            headers['content-type'] = 'application/x-www-form-urlencoded';
        const a = await get(this.#server(), path, { method, headers, body });
        for (const line of a.headers['set-cookie'] ?? []) {
            const [pair] = line.split(';'), equals = pair.indexOf('=');
            this.jar.set(pair.slice(0, equals), pair.slice(equals + 1));
        }
        return a;
    }

    // Fills in the form of the page `from` and sends it to `to`.
    async post(from, to, values = {}) {
        const jeton = field((await this.send(from)).text, 'jeton');
        return this.send(to, 'POST', { ...values, jeton });
    }
}

export function totp(key, at) {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...key.replaceAll(' ', '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(at / 1000 / STEP_S)));
    const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

// An account made by the command line, its invitation followed, with codes of an application.
export async function signIn(url, server, role, portee) {
    const r = await run(url, 'utilisateur', 'creer', `${role}.${Math.random().toString(36).slice(2)}@exemple.fr`, '--nom', 'Essai', '--prenom', 'Alix', '--role', role, '--portee', portee);
    check(r.status === 0, r.err);
    const link = /\/connexion\/lien\/\S+/.exec(r.out.toString())[0], browser = new Browser(() => server);
    await browser.post(link, link);
    const key = /class="cle">([A-Z2-7 ]+)</.exec((await browser.send('/connexion/second')).text)[1];
    const a = await browser.post('/connexion/second', '/connexion/second', { moyen: 'application', code: totp(key, Date.now()) });
    check(a.status === 303 && a.headers.location === '/espace', `seconde preuve : ${a.status}`);
    return browser;
}
