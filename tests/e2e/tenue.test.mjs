// SPDX-License-Identifier: AGPL-3.0-or-later
// Places kept true and censuses: a block changed by the keyboard alone, hours seen before they are kept, history and the way back,
// a correction sent by anybody and checked; then every page of it, accessible, valid, narrow.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide } from './checks.mjs';
import { possible, signIn } from './compte.mjs';
import { base, keep, modes, openPage, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
let browser;
let session;
let id;
let ligne;
let correction;
let paire;

before(async () => {
    browser = await startBrowser();
    if (!possible) return;
    session = await signIn(browser, 'administrateur');
    const page = await openPage(browser);
    const answer = await page.context().request.get(`${base}/api/v1/lieux?limite=2`);
    id = (await answer.json()).lieux[1].id;
    await page.context().close();
    const pro = await signedIn();
    await pro.goto(`${base}/espace/doublons`);
    paire = await pro.locator('tbody a').first().getAttribute('href');
    await pro.context().close();
});
after(() => browser.close());

const signedIn = (options = {}) => openPage(browser, { storageState: session, ...options });

async function submit(page, name) {
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).first().click()]);
}

test('changer un lieu au clavier', { skip }, async () => {
    const page = await signedIn(modes.clair);
    await page.goto(`${base}/espace/lieux/${id}`);
    await page.getByRole('link', { name: 'Modifier : Contact' }).focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await page.getByLabel('Téléphone du lieu').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('12');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(await page.title(), /^Erreur/);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'alert');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('02 61 91 00 77');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(await page.getByRole('status').textContent(), /Vos changements sont enregistrés/);
    await page.goto(`${base}/lieux/${id}`);
    assert.match(await page.locator('main').textContent(), /02.61.91.00.77/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test('des horaires en français, compris avant d’être gardés, sans JavaScript', { skip }, async () => {
    const page = await signedIn({ ...modes.clair, javaScriptEnabled: false });
    await page.goto(`${base}/espace/lieux/${id}/horaires`);
    await page.getByLabel('Horaires d’ouverture').fill('Du lundi au jeudi de 9h à 12h, vendredi de 14h à 17h');
    await submit(page, 'Enregistrer');
    assert.match(await page.getByRole('status').textContent(), /Voici ce que nous avons compris/);
    await keep(page, '/espace/lieux/horaires', 'compris');
    await submit(page, 'C’est juste, enregistrer');
    assert.match(await page.getByRole('status').textContent(), /enregistrés/);
    await page.goto(`${base}/espace/lieux/${id}/historique`);
    await submit(page, /^Revenir à cet état/);
    assert.match(await page.getByRole('status').textContent(), /revenue à cet état/);
    await page.context().close();
});

test('une correction proposée par quelqu’un, vérifiée par un autre', { skip }, async () => {
    const page = await openPage(browser, modes.telephone);
    await page.goto(`${base}/lieux/${id}`);
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Signaler une erreur' }).click()]);
    await page.getByLabel('Nom du lieu').fill('Nom corrigé par un habitant');
    await page.waitForTimeout(3100);               // an anonymous form is not sent sooner: a robot would
    await submit(page, 'Envoyer la correction');
    assert.match(await page.getByRole('status').textContent(), /Merci/);
    await page.context().close();
    const pro = await signedIn(modes.clair);
    await pro.goto(`${base}/espace/corrections`);
    const named = pro.locator('tbody tr', { has: pro.locator('td[data-t="Sur"]', { hasText: /^Nom/ }) }); // the others are the demonstration's
    await Promise.all([pro.waitForNavigation(), named.locator('a').click()]);
    correction = new URL(pro.url()).pathname;
    assert.match(await pro.locator('main').textContent(), /Nom corrigé par un habitant/);
    await submit(pro, 'Accepter');
    assert.match(await pro.getByRole('status').textContent(), /acceptée/);
    await pro.context().close();
});

test('une permanence se voit sur la fiche du lieu', { skip }, async () => {
    const page = await signedIn(modes.clair);
    await page.goto(`${base}/espace/recensements/nouvelle?recensement=permanences`);
    await page.getByLabel('Le lieu').selectOption(id);
    await page.getByLabel('Organisme présent').selectOption('caf');
    await page.getByLabel('Jours et heures').fill('mardi de 9h à 12h');
    await submit(page, 'Enregistrer');
    assert.match(await page.getByRole('status').textContent(), /ajoutée/);
    ligne = await page.getByRole('link', { name: /^Modifier/ }).first().getAttribute('href');
    await page.goto(`${base}/lieux/${id}`);
    assert.match(await page.locator('main').textContent(), /Permanences d’autres organismes/);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.getByText('Permanences d’autres organismes').isVisible());
    await page.context().close();
});

const paths = () => ['/espace/lieux', '/espace/lieux?q=zzzzz', '/espace/lieux/nouveau', `/espace/lieux/${id}`,
    ...['identite', 'adresse', 'contact', 'horaires', 'services', 'acces', 'presentation', 'etat', 'historique']
        .map((b) => `/espace/lieux/${id}/${b}`), '/espace/lieux-professionnels', '/espace/corrections', correction, '/espace/fraicheur',
    '/espace/doublons', paire, `/lieux/${id}`, `/lieux/${id}/corriger`, '/recensements', '/recensements/permanences',
    '/espace/recensements', '/espace/recensements/liste?recensement=permanences', ligne, '/espace/recensements/nouvelle?recensement=ecoles',
    '/espace/recensements/importer?recensement=permanences'];

for (const [mode, options] of Object.entries(modes)) {
    test(`les pages des lieux tenus à jour (${mode})`, { skip }, async () => {
        const page = await signedIn(options);
        for (const path of paths()) {
            assert.equal((await page.goto(base + path)).status(), 200, path);
            assert.deepEqual(await axe(page), [], path);
            assert.deepEqual(await ownFaults(page), [], path);
            assert.ok(await tooWide(page) <= 0, `${path} défile de côté`);
            await keep(page, path.replace(id, 'un').replace(/[A-Z0-9]{26}/, 'une'), mode);
        }
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });
}

test('les pages des lieux tenus à jour (HTML)', { skip }, async () => {
    const page = await signedIn();
    for (const path of paths()) {
        const answer = await page.context().request.get(base + path);
        assert.deepEqual(await htmlFaults(await answer.text()), [], path);
    }
    await page.context().close();
});
