// SPDX-License-Identifier: AGPL-3.0-or-later
// The doors as people walk through them: an invitation and an application of codes, a mail and its code, a password and a
// recovery code (without JavaScript); each page is accessible.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, ownFaults, tooWide } from './checks.mjs';
import { ensemble, possible } from './compte.mjs';
import { base, follow, keep, modes, openPage, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
const address = `camille.${Math.random().toString(36).slice(2)}@exemple.fr`;
const PASSWORD = 'girafe bleue sur la colline';
let browser;
let key; // of the application
let recovery = [];

before(async () => { browser = await startBrowser(); });
after(() => browser.close());

// The code of now, or of a later step: each serves once.
function totp(later = 0) {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...key.replaceAll(' ', '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
    const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

const decoded = (mail) => Buffer.from(mail.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16))), 'latin1').toString();

// The last mail to that address, once it is there.
async function mail(matching) {
    for (let i = 0; i < 600; i++) {
        const all = readdirSync(process.env.E2E_COURRIELS).filter((f) => f.endsWith('.eml')).sort().reverse();
        for (const name of all) {
            const text = decoded(readFileSync(join(process.env.E2E_COURRIELS, name), 'utf8'));
            if (text.includes(address) && matching.test(text))
                return text;
        }
        await new Promise((r) => setTimeout(r, 100));
    }
    throw new Error('aucun courriel n’est arrivé');
}

async function press(page, name) {
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).click()]);
}

async function good(page, state) {
    assert.deepEqual(await axe(page), [], state);
    assert.deepEqual(await ownFaults(page), [], state);
    assert.ok(await tooWide(page) <= 0, `${state} défile de côté`);
    await keep(page, '/connexion', state);
}

const visitor = () => openPage(browser, modes.telephone);
const without = () => openPage(browser, { ...modes.telephone, javaScriptEnabled: false });

test('une invitation, puis une application de codes', { skip }, async () => {
    const page = await visitor();
    const said = ensemble('utilisateur', 'creer', address, '--nom', 'Essai', '--prenom', 'Camille', '--role', 'lecteur', '--portee', 'departement:28');
    await page.goto(base + /\/connexion\/lien\/\S+/.exec(said)[0]);
    await good(page, 'invitation');
    await press(page, 'Continuer');
    key = await page.locator('code.cle').textContent();
    await good(page, 'inscription');
    await page.locator('#c-code').fill('000000');
    await press(page, 'Terminer');
    assert.match(await page.title(), /^Erreur/);
    await good(page, 'faux code');
    await page.locator('#c-code').fill(totp());
    await press(page, 'Terminer');
    assert.equal(new URL(page.url()).pathname, '/espace');
    assert.match(await page.locator('h1').textContent(), /Bonjour Camille/);
    await follow(page, page.getByRole('link', { name: 'Créer mes codes de secours' }));
    await press(page, 'Créer dix codes de secours');
    recovery = await page.locator('ol.codes code').allTextContents();
    assert.equal(recovery.length, 10);
    await good(page, 'codes de secours');
    await page.goto(`${base}/espace/securite`);
    await page.locator('#c-mot_de_passe').fill(PASSWORD);
    await press(page, 'Choisir ce mot de passe');
    assert.match(await page.getByRole('status').textContent(), /mot de passe est changé/);
    await press(page, 'Se déconnecter');
    assert.match(await page.getByRole('status').textContent(), /déconnecté/);
    assert.equal(new URL((await page.goto(`${base}/espace`)).url()).pathname, '/connexion');
    await page.context().close();
});

test('un courriel et son code, pour revenir à la page demandée', { skip }, async () => {
    const page = await visitor();
    await page.goto(`${base}/espace/profil`);
    await good(page, 'connexion');
    await page.locator('#c-courriel').fill('camille@exemple');
    await press(page, 'Recevoir un lien de connexion');
    assert.match(await page.locator('#c-courriel-erreur').textContent(), /adresse/);
    await page.locator('#c-courriel').fill(address);
    await press(page, 'Recevoir un lien de connexion');
    await good(page, 'code reçu');
    const code = /(\d{4}) (\d{4})\r?\n/.exec(await mail(/la demande/));
    await page.locator('#c-code').fill(`${code[1]} ${code[2]}`);
    await press(page, 'Continuer');
    await good(page, 'seconde preuve');
    await page.locator('#c-code').fill(totp(1));
    await press(page, 'Se connecter');
    assert.equal(new URL(page.url()).pathname, '/espace/profil');
    await page.context().close();
});

test('un mot de passe et un code de secours', { skip }, async () => {
    const page = await without();
    await page.goto(`${base}/connexion/mot-de-passe`);
    await page.locator('#c-courriel').fill(address);
    await page.locator('#c-mot_de_passe').fill('ce n’est pas le bon');
    await press(page, 'Continuer');
    assert.match(await page.locator('#c-mot_de_passe-erreur').textContent(), /ne vont pas ensemble/);
    await page.locator('#c-mot_de_passe').fill(PASSWORD);
    await press(page, 'Continuer');
    await follow(page, page.getByRole('link', { name: 'Utiliser un code de secours' }));
    await page.locator('#c-code').fill(recovery[4].toLowerCase());
    await press(page, 'Se connecter');
    assert.equal(new URL(page.url()).pathname, '/espace');
    await page.context().close();
});

test('un lien qui a servi dit quoi faire', { skip }, async () => {
    const page = await visitor();
    const link = /\/connexion\/lien\/[\w-]{43}/.exec(await mail(/la demande/))[0];
    assert.equal((await page.goto(base + link)).status(), 403);
    await good(page, 'lien déjà servi');
    await follow(page, page.getByRole('link', { name: 'Recommencer' }));
    assert.equal(new URL(page.url()).pathname, '/connexion');
    await page.context().close();
});
