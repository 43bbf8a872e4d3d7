// SPDX-License-Identifier: AGPL-3.0-or-later
// The door of ProConnect with a real provider of OpenID Connect (fournisseur.mjs): in, out on both sides, refused, and an
// identity that changes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, ownFaults, tooWide } from './checks.mjs';
import { ensemble, possible, signIn } from './compte.mjs';
import { base, follow, keep, modes, openPage, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
const unique = Math.random().toString(36).slice(2);
const address = `pro.${unique}@exemple.fr`;
let browser;

before(async () => { browser = await startBrowser(); });
after(() => browser.close());

const press = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()]);
const path = (page) => new URL(page.url()).pathname;

async function good(page, state) {
    assert.deepEqual(await axe(page), [], state);
    assert.deepEqual(await ownFaults(page), [], state);
    assert.ok(await tooWide(page) <= 0, `${state} défile de côté`);
    await keep(page, '/connexion/proconnect', state);
}

// From our page to the provider's, then what the person says there.
async function through(page, said, button = 'Entrer') {
    await page.goto(`${base}/connexion?retour=%2Fespace%2Fprofil`);
    await page.getByRole('link', { name: 'S’identifier avec ProConnect' }).click();
    await page.waitForURL(/\/interaction\//);
    for (const [name, value] of Object.entries(said))
        if (name === 'acr') await page.locator('select').selectOption(value);
        else await page.locator(`input[name=${name}]`).fill(value);
    await press(page, button);
}

test('une invitée entre avec ProConnect, puis sort des deux côtés', { skip }, async () => {
    ensemble('utilisateur', 'creer', address, '--nom', 'Essai', '--prenom', 'Camille', '--role', 'lecteur', '--portee', 'departement:28');
    const page = await openPage(browser, modes.telephone);
    await through(page, { email: address, sub: `s1-${unique}` });
    assert.equal(path(page), '/connexion/second');
    assert.match(await page.locator('h1').textContent(), /Bonjour Camille/);
    await good(page, 'entrer');
    await press(page, 'Entrer');
    assert.equal(path(page), '/espace/profil');
    await page.goto(`${base}/espace/securite`);
    assert.ok(await page.getByRole('button', { name: 'Ne plus entrer avec ProConnect' }).isVisible());
    await good(page, 'sécurité');
    await page.getByRole('button', { name: 'Me déconnecter partout' }).click();
    await page.waitForURL(`${base}/connexion?fait=sortie`);
    assert.match(await page.getByRole('status').textContent(), /déconnecté/);
    // the provider has forgotten her too: it asks again who she is
    await page.getByRole('link', { name: 'S’identifier avec ProConnect' }).click();
    await page.waitForURL(/\/interaction\//);
    await page.context().close();
});

test('chaque refus a sa page', { skip }, async () => {
    const cases = [
        [{ email: address, acr: 'eidas1' }, 'Entrer', /s’est arrêtée chez ProConnect/],
        [{}, 'Renoncer', /s’est arrêtée chez ProConnect/],
        [{}, 'Session finie', /ne vous a pas reconnu/],
        [{ email: `inconnue.${unique}@exemple.fr`, sub: `s9-${unique}` }, 'Entrer', /pas encore de compte/],
    ];
    for (const [said, button, title] of cases) {
        const page = await openPage(browser);
        await through(page, said, button);
        assert.equal(path(page), '/connexion/proconnect/retour');
        assert.match(await page.locator('h1').textContent(), title);
        await good(page, `refus ${button} ${Object.keys(said).length}`);
        await page.context().close();
    }
});

test('une adresse rejouée ou prise à un autre navigateur n’ouvre rien', { skip }, async () => {
    const page = await openPage(browser), other = await openPage(browser);
    let back;
    page.on('request', (r) => { if (r.url().startsWith(`${base}/connexion/proconnect/retour`)) back = r.url(); });
    await through(page, { email: address, sub: `s1-${unique}` });
    assert.equal(path(page), '/connexion/second');
    for (const p of [page, other]) {
        await p.goto(back);
        assert.match(await p.locator('h1').textContent(), /n’est plus valable/);
    }
    await page.context().close();
    await other.context().close();
});

test('une identité qui change est confirmée par quelqu’un', { skip }, async () => {
    const page = await openPage(browser);
    await through(page, { email: address, sub: `s2-${unique}`, siret: '21280085100010' });
    assert.match(await page.locator('h1').textContent(), /à confirmer/);
    await good(page, 'à confirmer');
    await page.context().clearCookies();
    const admin = await openPage(browser, { storageState: await signIn(browser, 'administrateur') });
    await admin.goto(`${base}/espace`);
    await follow(admin, admin.getByRole('link', { name: 'Voir la plus ancienne' }));
    assert.match(await admin.locator('main').textContent(), /21280085100010/);
    await good(admin, 'identité');
    await press(admin, 'C’est bien cette personne');
    assert.match(await admin.getByRole('status').textContent(), /mène maintenant à ce compte/);
    await through(page, { email: address, sub: `s2-${unique}` });
    assert.equal(path(page), '/connexion/second');
    await page.context().close();
    await admin.context().close();
});
