// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody signed in, for the tests of the pages that ask who one is: an account made by the command line, its invitation
// followed, a list of codes on paper as second proof. The session is given as a context's storageState.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { base, follow, openPage } from './support.mjs';

export const possible = Boolean(process.env.E2E_DB); // not with a server that was there already

export function ensemble(...args) {
    return execFileSync(process.env.E2E_PROGRAMME, ['--db', process.env.E2E_DB, ...args], {
        encoding: 'utf8', env: { ...process.env, ENSEMBLE_URL_PUBLIQUE: base }, stdio: ['ignore', 'pipe', 'pipe'],
    });
}

export async function signIn(browser, role, portee = 'instance') {
    return (await makeAccount(browser, role, portee)).state;
}

// The same on another server, with what is needed to come back: address, codes on paper.
export async function makeAccount(browser, role, portee, at = { base, ensemble }) {
    const address = `${role}.${Math.random().toString(36).slice(2)}@exemple.fr`;
    const said = at.ensemble('utilisateur', 'creer', address, '--nom', 'Essai', '--prenom', 'Alix', '--role', role, '--portee', portee);
    const link = /\S*(\/connexion\/lien\/\S+)/.exec(said);
    assert.ok(link, said);
    const page = await openPage(browser);
    const press = async (name) => {
        await Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).click()]);
    };
    await page.goto(at.base + link[1]);
    await press('Continuer');
    await press('Faire ma liste de codes');
    const codes = await page.locator('ol.codes code').allTextContents();
    assert.equal(codes.length, 20);
    await follow(page, page.getByRole('link', { name: 'J’ai mes codes, continuer' }));
    const asked = Number(/code n°\s*(\d+)/.exec(await page.locator('main').textContent())[1]);
    await page.locator('#c-code').fill(codes[asked - 1]);
    await press('Se connecter');
    const state = await page.context().storageState();
    await page.context().close();
    return { state, address, codes };
}
