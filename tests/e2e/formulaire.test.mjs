// SPDX-License-Identifier: AGPL-3.0-or-later
// Every kind of form field, as no page has them all yet: new, filled, refused, in every mode.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide, vnuFaults } from './checks.mjs';
import { base, keep, modes, openPage, results, root, startBrowser } from './support.mjs';

const states = ['neuf', 'bon', 'faux'];
const printer = join(process.env.ENSEMBLE_TEST_BUILD ?? join(root, 'build-test'), 'tests/champs/formulaire_page');
const html = Object.fromEntries(states.map((s) => [s, execFileSync(printer, [s], { encoding: 'utf8' })]));

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

// Under the address and the style sheet of the server, with its security policy.
async function openForm(state, options) {
    const page = await openPage(browser, options);
    const policy = (await fetch(base)).headers.get('content-security-policy');
    await page.route(`${base}/essai`, (route) => route.fulfill({
        body: html[state], contentType: 'text/html; charset=utf-8', headers: { 'Content-Security-Policy': policy },
    }));
    await page.goto(`${base}/essai`);
    return page;
}

for (const state of states) {
    for (const [mode, options] of Object.entries(modes)) {
        test(`tous les champs, ${state} (${mode})`, async () => {
            const page = await openForm(state, options);
            assert.deepEqual(await axe(page), []);
            assert.deepEqual(await ownFaults(page), []);
            assert.ok(await tooWide(page) <= 0, 'la page défile de côté');
            await keep(page, '/formulaire', `${state}-${mode}`);
            assert.deepEqual(page.faults, []);
            await page.context().close();
        });
    }

    test(`tous les champs, ${state} (HTML)`, async () => {
        const folder = join(results, 'html');
        mkdirSync(folder, { recursive: true });
        const file = join(folder, `formulaire-${state}.html`);
        writeFileSync(file, html[state]);
        assert.deepEqual(await htmlFaults(html[state]), []);
        assert.deepEqual(await vnuFaults([file]), []);
    });
}

test('ce qu’un lecteur d’écran entend : nom, aide et erreur de chaque champ', async () => {
    const page = await openForm('faux', modes.clair);
    const role = (name, options) => page.getByRole(name, options);
    for (const [kind, name] of [
        ['textbox', 'Nom (obligatoire)'], ['searchbox', 'Recherche'], ['textbox', 'Adresse électronique (obligatoire)'],
        ['textbox', 'Téléphone'], ['textbox', 'Places'], ['textbox', 'Code reçu'], ['textbox', 'Note (obligatoire)'],
        ['combobox', 'Langue (obligatoire)'], ['group', 'Votre rôle (obligatoire)'], ['group', 'Vos jours (obligatoire)'],
        ['radio', 'Je suis élu'], ['checkbox', 'mardi'], ['checkbox', 'J’accepte les conditions (obligatoire)'],
    ]) assert.equal(await role(kind, { name, exact: true }).count(), 1, `${kind} ${name}`);
    const described = await page.evaluate(() => [...document.querySelectorAll('form [aria-describedby]')].map((f) =>
        f.getAttribute('aria-describedby').trim().split(/\s+/).map((id) => document.getElementById(id).textContent).join(' ')));
    assert.equal(described.length, 15);
    for (const text of described) assert.match(text, /«\s.+\s»\s:/);
    assert.ok(described.some((t) => t.startsWith('De 1 à 30 « Places » : écrivez un nombre entier'.replace(/ (?=[»:])|(?<=«) /g, '\u00a0'))));
    await page.context().close();
});

test('les liens du résumé mènent au champ, qui prend le clavier', async () => {
    const page = await openForm('faux', modes.clair);
    const links = page.locator('.erreurs a');
    assert.equal(await links.count(), 15);
    for (let i = 0; i < 15; i++) {
        const id = (await links.nth(i).getAttribute('href')).slice(1);
        await links.nth(i).press('Enter');
        assert.equal(await page.evaluate(() => location.hash.slice(1)), id);
        await page.keyboard.press('Tab');
        await page.keyboard.press('Shift+Tab');
        assert.equal(await page.evaluate(() => document.activeElement.id), id);
    }
    await page.context().close();
});
