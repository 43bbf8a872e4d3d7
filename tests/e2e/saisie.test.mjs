// SPDX-License-Identifier: AGPL-3.0-or-later
// How many keys a record takes, counted: every press is one, and nothing else is used. After the first record, an ordinary one
// takes twelve at most; a workshop of twelve people takes less than a minute at the pace of somebody who types slowly.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, ownFaults, tooWide } from './checks.mjs';
import { ensemble, possible, signIn } from './compte.mjs';
import { base, keep, modes, openPage, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
const PRESSES = 12;
const SECONDS_A_KEY = 0.6;       // 100 keys a minute: half the pace of an ordinary typist
let browser;
let session;

before(async () => {
    browser = await startBrowser();
    if (!possible) return;
    const admin = await openPage(browser, { storageState: await signIn(browser, 'administrateur') });
    const answer = await admin.context().request.get(`${base}/administration/structures/nouvelle`);
    const jeton = /name="jeton" value="([^"]+)"/.exec(await answer.text())[1];
    const made = await admin.context().request.post(`${base}/administration/structures/nouvelle`, {
        form: { jeton, nom: 'Espace numérique de l’essai', commune: 'Brou', dispositifs: 'conseiller-numerique' }, maxRedirects: 0,
    });
    const uid = /structures\/([A-Za-z0-9]{26})/.exec(made.headers().location)?.[1];
    assert.ok(uid, `${made.status()}`);
    session = await signIn(browser, 'mediateur', `structure:${uid}`);
    await admin.context().close();
});
after(() => browser.close());

// Keys pressed one by one, counted.
function keyboard(page) {
    const count = { n: 0 };
    return {
        count,
        async press(...keys) {
            for (const key of keys) { count.n++; await page.keyboard.press(key); }
        },
        async go(key) {
            count.n++;
            await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
        },
    };
}

const total = () => JSON.parse(ensemble('statistiques', '--du', '2026-01-01', '--au', '2099-12-31', '--format', 'json')).accompagnements;

async function firstRecord(page) {
    await page.goto(`${base}/activites/saisir`);
    await page.getByLabel('E-mail').check();
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Enregistrer la fiche' }).click()]);
    assert.match(await page.getByRole('status').textContent(), /enregistrée/);
}

test(`une fiche ordinaire après la première : ${PRESSES} touches au plus`, { skip }, async () => {
    const page = await openPage(browser, { storageState: session, ...modes.clair });
    await firstRecord(page);
    const before = total();
    const keys = keyboard(page);
    await keys.go('Enter');                        // "Saisir une fiche semblable", ready
    await keys.press('4', '5', 'Tab', 'Tab');      // how long; no card
    await keys.press('Space', 'Tab', 'Tab');       // her first time; over the box that makes a card
    await keys.press('1', '2');                    // not this theme, that one
    await keys.go('Enter');
    assert.match(await page.getByRole('status').textContent(), /enregistrée/);
    const said = await page.locator('main').textContent();
    assert.match(said, /45.minutes/);
    assert.match(said, /première venue/);
    assert.match(said, /Diagnostic numérique/);
    assert.doesNotMatch(said, /E-mail/);
    assert.equal(total() - before, 1);
    console.log(`fiche ordinaire : ${keys.count.n} touches`);
    assert.ok(keys.count.n <= PRESSES, `${keys.count.n} touches`);
    await page.context().close();
});

test('un atelier de douze personnes : moins d’une minute', { skip }, async () => {
    const page = await openPage(browser, { storageState: session, ...modes.clair });
    await firstRecord(page);
    const before = total();
    await page.goto(`${base}/activites`);
    await page.getByRole('link', { name: 'Saisir un atelier' }).focus();
    const keys = keyboard(page);
    const start = Date.now();
    await keys.go('Enter');
    await keys.press(...'Ma messagerie'.split('').map((c) => (c === ' ' ? 'Space' : c)));
    await keys.press('Tab', '9', '0', 'Tab', '1', '2', 'Tab', '3');
    await keys.go('Enter');
    const waited = (Date.now() - start) / 1000;
    const said = await page.locator('main').textContent();
    assert.match(said, /Atelier collectif/);
    assert.match(said, /12.personnes/);
    assert.equal(total() - before, 12);
    const seconds = keys.count.n * SECONDS_A_KEY + waited;
    console.log(`atelier de douze : ${keys.count.n} touches, ${Math.round(seconds)} s`);
    assert.ok(seconds < 60, `${seconds} s`);
    await page.context().close();
});

test('la saisie au téléphone, sans JavaScript, et ce qu’elle montre', { skip }, async () => {
    const page = await openPage(browser, { storageState: session, ...modes.telephone, javaScriptEnabled: false });
    await firstRecord(page);
    await page.context().close();
    const seen = await openPage(browser, { storageState: session, ...modes.telephone });
    for (const path of ['/activites/saisir', '/activites/saisir?type=collectif', '/activites']) {
        await seen.goto(base + path);
        assert.deepEqual(await axe(seen), [], path);
        assert.deepEqual(await ownFaults(seen), [], path);
        assert.ok(await tooWide(seen) <= 0, path);
        await keep(seen, path, 'telephone');
    }
    assert.deepEqual(seen.faults, []);
    await seen.context().close();
});
