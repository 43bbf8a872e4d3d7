// SPDX-License-Identifier: AGPL-3.0-or-later
// Records written with no network, on a server of its own that is really killed. Between it and the browser stands a relay
// that cuts the line, or loses answers to what the server has done. Three runs of 200 records from two windows, each with:
// answers lost, the server killed while they leave, a session that ends, somebody else on the same computer, a clock one
// day ahead. Then full storage, a file of the queue, two contents of one record. Never lost, never twice, never shown.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide } from './checks.mjs';
import { makeAccount, possible } from './compte.mjs';
import { keep, modes, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
const JOUR = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'ensemble-hors-ligne-'));
const db = `sqlite:${join(folder, 'essai.db')}`;
const mails = join(folder, 'courriels');
let browser;
let server;
let relay;
let port;
let at;          // { base, ensemble } of that server, through the relay
let structure;
let other;
let lines = { cut: false, lose: 0, seen: 0, lost: 0 };

async function until(what, check, ms = 60_000) {
    const end = Date.now() + ms;
    for (;;) {
        const got = await check().catch(() => false);
        if (got) return got;
        if (Date.now() > end) throw new Error(`attendu en vain : ${what}`);
        await new Promise((r) => setTimeout(r, 30));
    }
}

const listening = (s) => new Promise((done) => { s.listen(0, '127.0.0.1', () => done(s.address().port)); });

async function freePort() {
    const s = http.createServer();
    const found = await listening(s);
    await new Promise((done) => { s.close(done); });
    return found;
}

// Every request is passed on; an answer to a record may be lost after the server gave it, and records may have to wait.
function pass(req, res) {
    if (lines.cut) { req.socket.destroy(); return; }
    if (lines.held && req.url === '/hors-ligne/envoi') { lines.held.push(() => pass(req, res)); return; }
    const up = http.request({ host: '127.0.0.1', port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
        const record = req.url === '/hors-ligne/envoi';
        if (record) lines.seen++;
        if (record && lines.lose && lines.seen % lines.lose === 0) {
            answer.resume();
            answer.on('end', () => { lines.lost++; req.socket.destroy(); });
            return;
        }
        res.writeHead(answer.statusCode, answer.headers);
        answer.pipe(res);
    });
    up.on('error', () => { res.writeHead(502); res.end(); });
    req.pipe(up);
}

async function startServer() {
    server = spawn(process.env.E2E_PROGRAMME, ['--db', db, 'servir', '--port', String(port)], {
        stdio: 'ignore', env: { ...process.env, ENSEMBLE_COURRIEL_DOSSIER: mails, ENSEMBLE_URL_PUBLIQUE: at.base },
    });
    await until('/sante', async () => (await fetch(`http://127.0.0.1:${port}/sante`)).ok);
}

async function kill() {
    const gone = new Promise((done) => { server.once('exit', done); });
    server.kill('SIGKILL');
    await gone;
}

function written() {
    const said = JSON.parse(at.ensemble('statistiques', '--du', '2000-01-01', '--au', '2099-12-31', '--format', 'json'));
    return said.accompagnements;
}

before(async () => {
    if (!possible) return;
    browser = await startBrowser();
    mkdirSync(mails);
    relay = http.createServer(pass);
    port = await freePort();
    const base = `http://127.0.0.1:${await listening(relay)}`;
    at = {
        base,
        ensemble: (...args) => execFileSync(process.env.E2E_PROGRAMME, ['--db', db, ...args], {
            encoding: 'utf8', env: { ...process.env, ENSEMBLE_URL_PUBLIQUE: base }, stdio: ['ignore', 'pipe', 'pipe'],
        }),
    };
    at.ensemble('demo', '--sans-activites', '--comptes');
    await startServer();
    const { state } = await makeAccount(browser, 'administrateur', 'instance', at);
    const context = await browser.newContext({ storageState: state });
    const page = await (await context.request.get(`${base}/administration/structures`)).text();
    structure = /\/administration\/structures\/([a-zA-Z0-9]{26})/.exec(page)[1];
    await context.close();
});
after(async () => {
    if (!possible) return;
    await browser.close();
    relay.close();
    relay.closeAllConnections();
    server.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
});

const newMediator = () => makeAccount(browser, 'mediateur', `structure:${structure}`, at);
const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).click()]);

async function lastCode(address) {
    const decoded = (mail) => mail.replace(/=\r?\n/g, '');
    const found = await until('un courriel', async () => readdirSync(mails).filter((f) => f.endsWith('.eml')).sort().reverse()
        .map((f) => decoded(readFileSync(join(mails, f), 'utf8'))).find((t) => t.includes(address) && /(\d{4}) (\d{4})\s/.test(t)));
    const [, x, y] = /(\d{4}) (\d{4})\s/.exec(found);
    return x + y;
}

// The same person comes back by a mail and a code on paper, in the same browser.
async function comeBack(page, { address, codes }) {
    await page.goto(`${at.base}/connexion?retour=%2Fhors-ligne`);
    await page.locator('#c-courriel').fill(address);
    await press(page, 'Recevoir un lien de connexion');
    await page.locator('#c-code').fill(await lastCode(address));
    await press(page, 'Continuer');
    const asked = Number(/code n°\s*(\d+)/.exec(await page.locator('main').textContent())[1]);
    await page.locator('#c-code').fill(codes[asked - 1]);
    await press(page, 'Se connecter');
}

async function open(context) {
    const page = await context.newPage();
    page.faults = [];
    page.on('pageerror', (e) => page.faults.push(String(e)));
    page.on('dialog', (d) => d.accept());
    await page.goto(`${at.base}/hors-ligne`);
    await page.locator('#ecrire').waitFor({ state: 'visible' });
    return page;
}

const waiting = (page) => page.locator('#attente tbody tr').count();
const told = (page) => page.locator('#etat-texte').textContent();

// Through the form itself, as many times as said; each waits until the page says that the record is kept.
async function write(page, n) {
    await page.evaluate(async (times) => {
        const form = document.getElementById('fiche');
        const rows = () => document.querySelectorAll('#attente tbody tr').length;
        for (let i = 0; i < times; i++) {
            const before = rows();
            const box = form.querySelector('[name=themes][value=email]');
            if (!box.checked) box.click();
            document.getElementById('c-duree').value = String(10 + i % 50);
            form.requestSubmit();
            for (let k = 0; rows() <= before && k < 5000; k++) await new Promise((r) => { setTimeout(r, 1); });
            if (rows() <= before) throw new Error(`la fiche ${i} n’est pas gardée`);
        }
    }, n);
}

async function offline(context, yes) {
    lines.cut = yes;
    await context.setOffline(yes);
}

const tick = (what) => { if (process.env.E2E_TEMPS) console.error(what, Math.round(performance.now())); };

async function run(n) {
    tick('début');
    const account = await newMediator();
    const context = await browser.newContext({ locale: 'fr-FR', storageState: account.state });
    const before = written();
    lines = { cut: false, lose: 0, seen: 0, lost: 0 };
    const first = await open(context);
    await until('le service', () => first.evaluate(() => Boolean(navigator.serviceWorker.controller)));
    const second = await open(context);

    tick('prêt');
    await offline(context, true);
    await first.reload();
    await first.locator('#ecrire').waitFor({ state: 'visible' });
    await write(first, n / 2);
    await context.clock.setFixedTime(Date.now() + JOUR); // one day ahead, until the network sets it right
    await write(second, n / 2);
    await context.clock.setFixedTime(Date.now());
    await first.reload();                          // they are on the disk
    await until('toutes les fiches', async () => await waiting(first) === n);
    assert.match(await told(first), new RegExp(`^${n} fiches en attente`));
    assert.equal(written(), before);

    tick('écrites');
    lines.lose = 7;                                // every seventh answer is lost, then the server is killed
    await offline(context, false);
    await first.bringToFront();
    await until('des envois', async () => lines.seen >= n / 8).catch(async (e) => { console.error(lines, await told(first), await told(second)); throw e; });
    await kill();
    await startServer();
    await first.evaluate(() => dispatchEvent(new Event('online')));
    await until('d’autres envois', async () => lines.seen >= n / 4);

    tick('tué');
    lines.held = [];                               // so that some are left, however long it takes to leave
    const elsewhere = await browser.newContext({ storageState: account.state }); // the session ends
    const door = await elsewhere.newPage();
    await door.goto(`${at.base}/espace`);
    await press(door, 'Se déconnecter');
    await elsewhere.close();
    const held = lines.held;
    lines.held = null;
    for (const go of held) go();
    await until('la fin de session', async () => {
        await first.evaluate(() => dispatchEvent(new Event('online')));
        return /session est finie/.test(await told(first));
    });
    const left = await waiting(first);
    assert.ok(left > 0, 'la session a fini trop tard pour l’essai');

    tick('session finie');
    other ??= await newMediator();                 // somebody else signs in on the same computer
    await first.goto(`${at.base}/connexion`);
    await until('la porte', async () => await second.locator('#ferme').isVisible());
    await context.clearCookies();
    await context.addCookies(other.state.cookies);
    await first.goto(`${at.base}/hors-ligne`);
    await first.locator('#autres').waitFor({ state: 'visible' });
    assert.equal(await waiting(first), 0);
    assert.match(await first.locator('#autres').textContent(), /^\d+ fiches d’une autre personne attendent ici/);
    const clear = await first.evaluate(async () => {
        const base = await new Promise((done) => { const r = indexedDB.open('hors-ligne'); r.onsuccess = () => done(r.result); });
        const rows = await new Promise((done) => { const r = base.transaction('fiches').objectStore('fiches').getAll(); r.onsuccess = () => done(r.result); });
        return rows.map((row) => Object.keys(row).sort().join() + new TextDecoder().decode(row.boite)).filter((t) => /email|duree|structure/.test(t) || !t.startsWith('boite,cle,cree,etat,iv,modif,qui'));
    });
    assert.deepEqual(clear, [], 'une fiche se lit sans sa clé');
    const mine = written();
    await first.evaluate(() => dispatchEvent(new Event('online')));
    assert.equal(written(), mine, 'rien ne part au nom d’un autre');

    tick('autre');
    await context.clearCookies();                  // the first one comes back
    await comeBack(first, account);
    await first.locator('#attente').waitFor({ state: 'visible' });
    await until('les dates à vérifier', async () => (await first.getByText('date à vérifier').count()) === n / 2
        && (await first.locator('.etat.neutre').count()) === 0);
    assert.equal(await waiting(first), n / 2);
    await first.getByRole('button', { name: `Corriger ces ${n / 2} dates` }).click();
    await until('une file vide', async () => {
        await first.evaluate(() => dispatchEvent(new Event('online')));
        return (await waiting(first)) === 0;
    });
    tick('fini');
    assert.equal(written() - before, n);
    assert.ok(lines.lost > 5, `${lines.lost} réponses perdues`);
    assert.deepEqual([...first.faults, ...second.faults], []);
    await context.close();
    return lines;
}

for (const turn of [1, 2, 3].slice(0, Number(process.env.E2E_TOURS ?? 3))) {
    test(`200 fiches sans réseau, réponses perdues, serveur tué, session finie, autre personne, horloge fausse : tour ${turn}`, { skip }, async () => {
        await run(200);
    });
}

// One record, then what a test asks of it.
async function alone() {
    lines = { cut: false, lose: 0, seen: 0, lost: 0 };
    const account = await newMediator();
    const context = await browser.newContext({ locale: 'fr-FR', storageState: account.state, acceptDownloads: true });
    const page = await open(context);
    await until('le service', () => page.evaluate(() => Boolean(navigator.serviceWorker.controller)));
    return { account, context, page };
}

test('la mémoire pleine ne perd pas la fiche : elle reste, se copie dans un fichier et se reprend', { skip }, async () => {
    const { context, page } = await alone();
    const before = written();
    await offline(context, true);
    await write(page, 2);
    await page.evaluate(() => {                    // what a browser says when the disk is full
        IDBObjectStore.prototype.putVrai = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = () => { throw new DOMException('plein', 'QuotaExceededError'); };
    });
    await page.locator('#c-duree').fill('77');
    await page.getByRole('button', { name: 'Garder la fiche' }).click();
    await page.getByText('La mémoire de cet appareil est pleine').waitFor();
    assert.equal(await page.locator('#c-duree').inputValue(), '77');
    assert.equal(await waiting(page), 2);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Copier cette fiche' }).click()]);
    const path = join(folder, 'file.json');
    await file.saveAs(path);
    const copy = JSON.parse(readFileSync(path, 'utf8'));
    assert.equal(copy.fiches.length, 3);
    assert.doesNotMatch(JSON.stringify(copy), /email|duree|structure=/);
    await page.evaluate(() => { IDBObjectStore.prototype.put = IDBObjectStore.prototype.putVrai; });
    await page.locator('#importer').setInputFiles(path);
    await page.getByText('1 fiche reprise. Déjà là\u00a0: 2.').waitFor();
    assert.equal(await waiting(page), 3);
    await offline(context, false);
    await until('l’envoi', async () => { await page.evaluate(() => dispatchEvent(new Event('online'))); return (await waiting(page)) === 0; });
    assert.equal(written() - before, 3);
    await page.locator('#importer').setInputFiles(path); // sent already: not counted twice
    await until('la reprise', async () => (await waiting(page)) === 0 && /3 fiches/.test(await page.locator('#dit').textContent()));
    assert.equal(written() - before, 3);
    const someone = await browser.newContext({ locale: 'fr-FR', storageState: (await newMediator()).state });
    const theirs = await open(someone);
    await theirs.locator('#importer').setInputFiles(path);
    await theirs.getByText('Ces fiches sont celles d’une autre personne').waitFor();
    await someone.close();
    await context.close();
});

test('une fiche corrigée après une réponse perdue : les deux contenus sont montrés, une personne choisit', { skip }, async () => {
    const { context, page } = await alone();
    const before = written();
    lines.lose = 1;
    await page.locator('[name=themes][value=email]').check();
    await page.locator('#c-duree').fill('20');
    await page.keyboard.press('Enter');
    await until('une réponse perdue', async () => lines.lost >= 1 && (await waiting(page)) === 1);
    lines.cut = true;                              // what is under way is lost too
    await page.getByRole('button', { name: /^Corriger/ }).click();
    await page.locator('#c-duree').fill('25');
    await page.keyboard.press('Enter');
    await until('la correction', async () => /25 minutes/.test(await page.locator('#attente tbody').textContent()));
    lines = { ...lines, cut: false, lose: 0 };
    await until('le conflit', async () => {
        await page.evaluate(() => dispatchEvent(new Event('online')));
        return page.getByText('à choisir').isVisible();
    });
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await ownFaults(page), []);
    await keep(page, '/hors-ligne', 'conflit');
    assert.equal(written() - before, 1);
    await page.getByRole('button', { name: /^La remplacer par celle-ci/ }).click();
    await until('l’envoi', async () => (await waiting(page)) === 0);
    assert.equal(written() - before, 1);
    await page.goto(`${at.base}/activites`);
    assert.match(await page.locator('main').textContent(), /25/);
    assert.equal((await page.getByRole('link', { name: /^Ouvrir/ }).count()), 1);
    await context.close();
});

test('fermée pour les autres, rouverte par la même personne ; au téléphone aussi', { skip }, async () => {
    const { account, context, page } = await alone();
    await offline(context, true);
    await write(page, 1);
    await page.getByRole('button', { name: /^Corriger/ }).click();
    await page.locator('#c-duree').fill('0');
    await page.getByRole('button', { name: 'Garder la fiche' }).click();
    await page.waitForFunction(() => document.activeElement.id === 'refus');
    await page.setViewportSize(modes.telephone.viewport);
    assert.deepEqual(await axe(page), []);
    assert.ok(await tooWide(page) <= 0, 'la page défile de côté');
    assert.deepEqual(await htmlFaults(await (await fetch(`http://127.0.0.1:${port}/hors-ligne`)).text()), []);
    await keep(page, '/hors-ligne', 'telephone');
    await page.getByRole('button', { name: 'Fermer cette page pour les autres' }).click();
    await page.locator('#ferme').waitFor({ state: 'visible' });
    await page.reload();
    await page.locator('#ferme').waitFor({ state: 'visible' });
    assert.equal(await waiting(page), 0);
    await offline(context, false);
    await page.goto(`${at.base}/hors-ligne`);
    await until('l’envoi', async () => /Toutes vos fiches sont envoyées/.test(await told(page)));
    assert.ok(account.address);
    assert.deepEqual(page.faults, []);
    await context.close();
});
