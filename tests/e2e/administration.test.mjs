// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages of administration, and one's own, as an administrator sees them: accessible, valid, narrow; then what is done there, with the
// keyboard alone and without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide } from './checks.mjs';
import { possible, signIn } from './compte.mjs';
import { base, keep, modes, openPage, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
let browser;
let session;
let structure;
let personne;
let suivi;
let aidant;

before(async () => {
    browser = await startBrowser();
    if (!possible) return;
    session = await signIn(browser, 'administrateur');
});
after(() => browser.close());

const signedIn = (options = {}) => openPage(browser, { storageState: session, ...options });

async function submit(page, name) {
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).click()]);
}

test('inscrire une structure : la faute est dite, la saisie gardée, puis la confirmation', { skip }, async () => {
    const page = await signedIn({ ...modes.clair, javaScriptEnabled: false });
    await page.goto(`${base}/administration/structures/nouvelle`);
    await page.getByLabel('Nom').fill('Relais des Essais');
    await page.getByLabel('Commune').fill('Brou');
    await page.getByLabel('SIRET').fill('13002526500014');
    await submit(page, 'Inscrire cette structure');
    assert.match(await page.title(), /^Erreur/);
    assert.equal(await page.getByLabel('Nom').inputValue(), 'Relais des Essais');
    assert.match(await page.locator('#c-siret-erreur').textContent(), /n’est pas un SIRET/);
    await keep(page, '/administration/structures/nouvelle', 'faute');
    await page.getByLabel('SIRET').fill('130 025 265 00013');
    await submit(page, 'Inscrire cette structure');
    structure = new URL(page.url()).pathname;
    assert.match(await page.getByRole('status').textContent(), /La structure est créée/);
    await page.context().close();
});

test('donner un rôle au clavier', { skip }, async () => {
    const page = await signedIn(modes.clair);
    await page.goto(`${base}/administration/personnes`);
    await page.getByRole('link', { name: 'Alix Essai' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByText('Donner un autre rôle').waitFor();
    personne = new URL(page.url()).pathname;
    await page.locator('summary', { hasText: 'Donner un autre rôle' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Prescripteur');
    await page.keyboard.press('Tab');
    await page.locator('#c-portee').selectOption({ index: await page.locator('#c-portee option').count() - 1 });
    await page.keyboard.press('Tab');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(await page.getByRole('status').textContent(), /Le rôle est donné/);
    assert.match(await page.getByRole('row', { name: /Prescripteur/ }).textContent(), /Relais des Essais/);
    await page.context().close();
});

test('une fiche de l’annuaire se publie et se retrouve', { skip }, async () => {
    const page = await signedIn();
    await page.goto(`${base}/espace/annuaire`);
    await page.getByLabel('Où vous intervenez').fill('Brou\nChartres Métropole');
    await page.getByLabel('Aidants Connect').check();
    await page.getByLabel('Aide aux démarches administratives').check();
    await page.getByLabel('Téléphone professionnel').fill('02 37 00 00 00');
    await page.getByLabel(/J’accepte/).check();
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Publier ma fiche' }).click()]);
    assert.match(await page.getByRole('status').textContent(), /Votre fiche est publiée/);
    await page.goto(`${base}/annuaire`);
    await page.getByLabel('Nom, structure ou sujet').fill('demarches');
    await page.getByLabel('Où').selectOption({ label: 'CA Chartres Métropole' });
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Chercher' }).click()]);
    assert.equal(await page.locator('tbody tr').count(), 1);
    assert.match(await page.locator('tbody tr').textContent(), /02\s37\s00\s00\s00/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test('le chemin d’un aidant se suit de la structure au tableau', { skip }, async () => {
    const page = await signedIn();
    await page.goto(base + structure);
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Suivre Aidants Connect et les labels' }).click()]);
    suivi = new URL(page.url()).pathname;
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: /^Suivre / }).first().click()]);
    aidant = page.url().slice(base.length);
    await page.getByLabel('Demandée le').fill('2026-01-05');
    await page.getByLabel('Carte remise le').fill('2026-02-05');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Enregistrer' }).click()]);
    assert.match(await page.getByRole('alert').textContent(), /La carte vient après la formation/);
    await page.getByLabel('Formation le').fill('2026-01-15');
    await page.getByLabel('Test Pix le').fill('2026-01-20');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Enregistrer' }).click()]);
    assert.match(await page.getByRole('status').textContent(), /Le suivi de cette personne est enregistré/);
    assert.match(await page.locator('main').textContent(), /opérationnel/);
    await page.goto(`${base}/deploiement`);
    assert.ok(await page.getByRole('row', { name: /Ensemble/ }).isVisible());
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test('une clé d’API se fait, se montre une fois et ouvre ce qu’elle dit', { skip }, async () => {
    const page = await signedIn(modes.telephone);
    await page.goto(`${base}/espace/cles`);
    await page.getByLabel('À quoi servira cette clé').fill('Tableau de bord');
    await page.getByLabel('Lire les structures').check();
    await page.getByLabel('Où').selectOption({ label: 'Tout mon périmètre' });
    await page.getByLabel('90 jours').check();
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Faire cette clé' }).click()]);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await ownFaults(page), []);
    assert.ok(await tooWide(page) <= 0, 'la clé défile de côté');
    await keep(page, '/espace/cles', 'une-fois');
    const key = await page.locator('main code').first().textContent();
    const ask = (path, headers) => fetch(base + path, { headers });
    const answer = await ask('/api/v1/structures', { authorization: `Bearer ${key}` });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('access-control-allow-origin'), null);
    assert.ok((await answer.json()).total >= 1);
    assert.equal((await ask('/api/v1/professionnels', { authorization: `Bearer ${key}` })).status, 403);
    assert.equal((await ask('/api/v1/structures', {})).status, 401);
    await page.goto(`${base}/espace/cles`);
    assert.ok(!(await page.content()).includes(key), 'la clé est montrée une seconde fois');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: /Retirer Tableau de bord/ }).click()]);
    assert.equal((await ask('/api/v1/structures', { authorization: `Bearer ${key}` })).status, 401);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

const paths = () => ['/administration', '/administration/droits', '/journal', '/journal?personne=inconnue',
    '/administration/personnes', '/administration/personnes/nouvelle', personne, `${personne}/modifier`,
    '/administration/conservation', '/espace', '/espace/profil', '/espace/securite', '/espace/mes-donnees', '/connexion/role',
    '/espace/cles', '/espace/notifications', '/administration/programmes',
    '/annuaire', '/annuaire?q=zzzzz', '/espace/annuaire', '/deploiement', suivi, aidant,
    '/administration/structures', '/administration/structures?q=zzzzz', structure, `${structure}/modifier`, `${structure}/fusion`];

for (const [mode, options] of Object.entries(modes)) {
    test(`les pages d’administration (${mode})`, { skip }, async () => {
        const page = await signedIn(options);
        for (const path of paths()) {
            assert.equal((await page.goto(base + path)).status(), 200, path);
            await page.evaluate(() => { for (const d of document.querySelectorAll('main details')) d.open = true; });
            assert.deepEqual(await axe(page), [], path);
            assert.deepEqual(await ownFaults(page), [], path);
            assert.ok(await tooWide(page) <= 0, `${path} défile de côté`);
            await keep(page, path.replace(/[A-Z0-9]{26}/, 'une'), mode);
        }
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });
}

test('les pages d’administration (HTML)', { skip }, async () => {
    const page = await signedIn();
    for (const path of paths()) {
        const answer = await page.context().request.get(base + path);
        assert.deepEqual(await htmlFaults(await answer.text()), [], path);
    }
    await page.context().close();
});

test('les pages d’administration (texte à 200 % à 320 pixels)', { skip }, async () => {
    const page = await signedIn(modes.telephone);
    for (const path of paths()) {
        await page.goto(base + path);
        await page.evaluate(() => {
            document.documentElement.style.fontSize = '225%';
            for (const d of document.querySelectorAll('main details')) d.open = true;
        });
        assert.ok(await tooWide(page) <= 0, `${path} défile de côté`);
    }
    await page.context().close();
});

test('la matrice s’imprime', { skip }, async () => {
    const page = await signedIn({ viewport: { width: 680, height: 900 } });
    await page.goto(`${base}/administration/droits`);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await tooWide(page) <= 0, 'la matrice dépasse la feuille');
    assert.ok(await page.locator('.matrice').first().isVisible());
    await page.context().close();
});

test('un référent ne voit que chez lui', { skip }, async () => {
    const uid = structure.split('/').pop();
    const page = await openPage(browser, { storageState: await signIn(browser, 'referent', `structure:${uid}`) });
    await page.goto(`${base}/administration/structures`);
    assert.equal(await page.locator('tbody tr').count(), 1);
    assert.equal((await page.goto(`${base}/journal`)).status(), 403);
    await page.goto(`${base}/espace`);
    assert.equal(await page.getByRole('heading', { name: 'Votre structure' }).count(), 1);
    assert.equal(await page.getByRole('heading', { name: 'Relais des Essais' }).getByRole('link').getAttribute('href'), structure);
    assert.equal((await page.goto(`${base}/administration/structures/nouvelle`)).status(), 403);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});
