// SPDX-License-Identifier: AGPL-3.0-or-later
// The action plan as a pilote works on it: an action, its cost and funding, a committee, a decision, the pack; then every page on the way,
// accessible, valid, narrow.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide } from './checks.mjs';
import { keyboard } from './clavier.mjs';
import { possible, signIn } from './compte.mjs';
import { base, keep, modes, openPage, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
let browser;
let session;
let action;
let reunion;
let dossier;

before(async () => {
    browser = await startBrowser();
    if (!possible) return;
    session = await signIn(browser, 'pilote', 'departement:28');
});
after(() => browser.close());

const signedIn = (options = {}) => openPage(browser, { storageState: session, ...options });
const submit = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).first().click()]);
const unfold = (page, text) => page.locator('summary', { hasText: text }).click();

test('une action naît, se chiffre et se finance', { skip }, async () => {
    const page = await signedIn(modes.clair);
    await page.goto(`${base}/plan/suivi/nouvelle`);
    await page.getByLabel('Titre de l’action').fill('Ouvrir une recyclerie');
    await page.getByLabel('Axe ou objectif').selectOption('axe:5');
    await submit(page, 'Créer l’action');
    assert.match(await page.getByRole('status').textContent(), /L’action est créée/);
    action = new URL(page.url()).pathname;
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Modifier l’action' }).click()]);
    await page.getByLabel('Échéance').fill('2026-01-31');
    await page.getByLabel('L’action elle-même').check();
    await page.getByLabel('Statut et avancement').check();
    await page.getByLabel('Dates et étapes').check();
    await submit(page, 'Enregistrer');
    await unfold(page, 'Ajouter une dépense');
    await page.getByLabel('Nature de la dépense').selectOption('investissement');
    await page.getByLabel('Montant hors taxes').fill('50 000');
    await submit(page, 'Ajouter la dépense');
    await unfold(page, 'Ajouter un financement');
    await page.locator('#c-financeur').fill('Région');
    await page.getByLabel('Nature de l’apport').selectOption('publique');
    await page.locator('#c-montant').fill('50 000,01');
    await submit(page, 'Ajouter le financement');
    assert.match(await page.getByRole('alert').textContent(), /dépasseraient les dépenses/);
    await page.locator('#c-montant').fill('20 000');
    await submit(page, 'Ajouter le financement');
    assert.match(await page.locator('main').textContent(), /30\s000\s€/);
    await page.goto(base + action.replace('suivi', 'actions'));
    assert.match(await page.locator('main').textContent(), /En retard/);
    assert.doesNotMatch(await page.locator('main').textContent(), /Région/); // who finances was not made public
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test('un comité décide, son dossier ne change plus', { skip }, async () => {
    const page = await signedIn({ ...modes.clair });
    await page.goto(`${base}/plan/comites`);
    if (!(await page.getByLabel('Nom du comité').isVisible())) await unfold(page, 'Créer un comité');
    await page.getByLabel('Nom du comité').fill('Comité de pilotage');
    await page.getByLabel('Sorte').selectOption('pilotage');
    await submit(page, 'Créer le comité');
    await unfold(page, 'Inscrire un membre');
    const me = (await page.locator('.connecte b').textContent()).trim();
    const mine = await page.locator('#c-personne option').evaluateAll((all, name) => all.filter((o) => o.textContent === name).map((o) => o.value), me);
    for (const value of mine) { // several people of the tests have that name: one of them is this one
        if (!(await page.locator('#c-personne').isVisible())) await unfold(page, 'Inscrire un membre');
        await page.locator('#c-personne').selectOption(value);
        await submit(page, 'Inscrire');
    }
    await unfold(page, 'Fixer une réunion');
    await page.getByLabel('Jour').fill('2027-03-10');
    await page.getByLabel('Heure').fill('14:30');
    await submit(page, 'Fixer la réunion');
    reunion = new URL(page.url()).pathname;
    await unfold(page, 'Proposer une décision');
    await page.getByLabel('Décision proposée').fill('Financer la recyclerie');
    await submit(page, 'Proposer');
    await submit(page, 'Pour');
    await submit(page, 'Faire le dossier de la réunion');
    const link = await page.getByRole('link', { name: /^Page/ }).getAttribute('href');
    dossier = link;
    const bytes = async () => Buffer.from(await (await page.request.get(base + link)).body());
    const first = await bytes();
    assert.match(first.toString('utf8'), /Financer la recyclerie/);
    await submit(page, 'Compter les votes et clore');
    assert.match(await page.locator('main').textContent(), /Adoptée/);
    assert.ok(first.equals(await bytes()));
    const calendar = await page.request.get(`${base}/plan/comites/1/agenda.ics`);
    assert.match(await calendar.text(), /BEGIN:VEVENT/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test('au clavier seul : une action, un indicateur, une réunion, une décision, son dossier', { skip }, async () => {
    const page = await signedIn(modes.clair);
    const { open, write, choose, unfold: unfoldByKey } = keyboard(page);
    await page.goto(`${base}/plan/suivi`);
    await open('Ajouter une action');
    await write('c-titre', 'Prêter des ordinateurs');
    await choose('c-ou');
    await open('Créer l’action', 'Space');
    assert.match(await page.getByRole('status').textContent(), /L’action est créée/);
    const numero = new URL(page.url()).pathname.split('/').pop();
    await open('Suivi');
    await open('Indicateurs');
    await unfoldByKey('Créer un indicateur');
    await write('c-nom', 'Ordinateurs prêtés');
    await choose('c-formule');
    await write('c-action', numero);
    await write('c-depart', '0');
    await write('c-depart_jour', '01012026');
    await write('c-cible', '40');
    await write('c-cible_jour', '12122026');
    await open('Créer l’indicateur');
    assert.match(await page.locator('main').textContent(), /Ordinateurs prêtés/);
    await page.goto(`${base}/plan/comites`);
    await open('Comité de pilotage');
    await unfoldByKey('Fixer une réunion');
    await write('c-jour', '11032027');
    await write('c-heure', '10:00');
    await open('Fixer la réunion');
    await unfoldByKey('Proposer une décision');
    await write('c-texte', 'Prêter dix ordinateurs');
    await write('c-action', numero);
    await open('Proposer');
    await open('Pour');
    await open('Faire le dossier de la réunion');
    await open('Compter les votes et clore');
    assert.match(await page.locator('main').textContent(), /Prêter dix ordinateurs\s*Adoptée/);
    await open('Page');
    assert.match(await page.locator('main').textContent(), /Prêter dix ordinateurs/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test('un fichier se dépose, se relit, s’importe, et deux versions se comparent', { skip }, async () => {
    const page = await signedIn(modes.clair);
    const rows = (...all) => Buffer.from(['Numéro,Axe,Action,Statut', ...all, ''].join('\n'));
    const seen = async (what) => {
        assert.deepEqual(await ownFaults(page), [], what); // before axe, which marks the page
        for (const [mode, { viewport }] of [['telephone', modes.telephone], ['clair', modes.clair]]) {
            await page.setViewportSize(viewport);
            assert.deepEqual(await axe(page), [], what);
            assert.ok(await tooWide(page) <= 0, `${what} défile de côté`);
            await keep(page, what, mode);
        }
    };
    const leave = async (...all) => {
        await page.goto(`${base}/plan/suivi/importer`);
        await page.getByLabel('Fichier du plan').setInputFiles({ name: 'plan.csv', mimeType: 'text/csv', buffer: rows(...all) });
        await submit(page, 'Déposer et voir l’aperçu');
    };
    await leave('1.1,1,Un titre,bof', ',un,Un autre,');
    assert.match(await page.getByRole('alert').textContent(), /2\schoses sont à corriger[^]*ligne 2, «\u00a0Statut\u00a0», «\u00a0bof\u00a0»\u00a0:/);
    await seen('importer-refus');
    await leave('7.1,1,Une action venue d’un fichier,');
    assert.match(await page.locator('main').textContent(), /Actions ajoutées\s*1/);
    await seen('importer-apercu');
    await submit(page, 'Importer ce fichier');
    assert.match(await page.getByRole('status').textContent(), /Le fichier est importé/);
    await page.goto(`${base}/plan/suivi/versions?de=1`);
    assert.match(await page.locator('main').textContent(), /Une action venue d’un fichier/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

const paths = () => ['/plan', '/plan?tout=1', '/plan/actions/1.12', '/plan/suivi', '/plan/suivi?vue=tableau', '/plan/suivi?vue=frise',
    '/plan/suivi?vue=groupes', '/plan/suivi?vue=argent', '/plan/suivi?q=zzzz', '/plan/suivi/nouvelle', '/plan/suivi/changements', '/plan/suivi/indicateurs',
    '/plan/suivi/importer', '/plan/suivi/versions', '/plan/suivi/versions?de=1', '/plan/suivi/feuille', '/plan/suivi/feuille?axe=2', action,
    `${action}/modifier`, `${action}/moyens`, `${action}/documents`, `${action}/aides`, '/plan/suivi?vue=carte', '/plan/suivi/aides',
    '/plan/suivi/financeurs', '/plan/carte', '/plan/comites', '/plan/comites/1', reunion, `${reunion}/documents`, dossier];

for (const [mode, options] of Object.entries(modes)) {
    test(`les pages du plan (${mode})`, { skip }, async () => {
        const page = await signedIn(options);
        for (const path of paths()) {
            assert.equal((await page.goto(base + path)).status(), 200, path);
            await page.evaluate(() => { for (const d of document.querySelectorAll('main details')) d.open = true; });
            assert.deepEqual(await axe(page), [], path);
            assert.deepEqual(await ownFaults(page), [], path);
            assert.ok(await tooWide(page) <= 0, `${path} défile de côté`);
            await keep(page, path, mode);
        }
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });
}

test('les pages du plan (HTML)', { skip }, async () => {
    const page = await signedIn();
    for (const path of paths()) {
        const html = await (await page.request.get(base + path)).text();
        assert.deepEqual(await htmlFaults(html), [], path);
    }
    await page.context().close();
});
