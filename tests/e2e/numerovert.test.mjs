// SPDX-License-Identifier: AGPL-3.0-or-later
// The operator of the numéro vert, without a mouse: a call from the first word to its note; and without JavaScript.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide } from './checks.mjs';
import { possible, signIn } from './compte.mjs';
import { base, follow, keep, modes, openPage, startBrowser } from './support.mjs';

let browser;
let state;
before(async () => {
    browser = await startBrowser();
    if (possible) state = await signIn(browser, 'numero_vert', 'departement:28');
});
after(() => browser.close());
const skip = possible ? false : 'serveur déjà là';

const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent.trim());

// Presses Tab until the focus is there.
async function tabTo(page, id) {
    for (let i = 0; i < 120; i++) {
        if (await focused(page) === id) return;
        await page.keyboard.press('Tab');
    }
    assert.fail(`${id} ne se rejoint pas au clavier`);
}

// An access key, as a keyboard gives it: the library empties the text of keys pressed with Alt, by which Chromium finds them.
async function access(page, key) {
    const cdp = await page.context().newCDPSession(page);
    const code = key.toUpperCase().charCodeAt(0);
    const event = { modifiers: 1, key, unmodifiedText: key, windowsVirtualKeyCode: code };
    await cdp.send('Input.dispatchKeyEvent', { ...event, type: 'keyDown' });
    await cdp.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
}

test('un appel entier, au clavier seul', { skip }, async () => {
    const page = await openPage(browser, { ...modes.clair, storageState: state, acceptDownloads: true });
    await page.goto(`${base}/numero-vert`);
    await tabTo(page, 'c-q');
    await page.keyboard.type('brou impots');
    // While the caller speaks: nothing was pressed. What was found for the first words only may come before.
    await page.locator('#combien', { hasText: /pour «.impots.» près de Brou/ }).waitFor();
    assert.match(await page.locator('#annonce').textContent(), /5.lieux/);
    assert.equal(await focused(page), 'c-q', 'le champ a perdu le focus');
    assert.match(await page.locator('#resultats details[open] p').textContent(), /Je vous propose .* Vous pouvez noter|pas de numéro/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=brou/);
    await Promise.all([page.waitForURL(/\/envoyer\?/), access(page, '1')]);
    await tabTo(page, 'c-destinataire');
    await page.keyboard.type('Mme Essai');
    const [letter] = await Promise.all([page.waitForEvent('download'), access(page, 'l')]);
    assert.equal(letter.suggestedFilename(), 'courrier.pdf');
    await access(page, 's');
    await page.waitForFunction(() => document.activeElement?.id === 'sms');
    assert.ok((await page.locator('#sms').inputValue()).length <= 160);
    await Promise.all([page.waitForURL(/numero-vert\?commune=28061/), access(page, 'r')]);
    await tabTo(page, 'c-besoin');
    await page.keyboard.type('Autre');
    await tabTo(page, 'c-trouve');
    await page.keyboard.press('Space');
    await tabTo(page, 'c-suite');
    await page.keyboard.type('Un courrier');
    await page.keyboard.press('Tab');
    await Promise.all([page.waitForURL(/fait=note/), page.keyboard.press('Enter')]);
    assert.match(await page.locator('main').textContent(), /L’appel est noté/);
    await Promise.all([page.waitForURL(/appels/), access(page, 'c')]);
    assert.match(await page.locator('h1').textContent(), /appels? au numéro vert/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test('sans JavaScript, une commune à choisir parmi celles du code postal', { skip }, async () => {
    const page = await openPage(browser, { ...modes.telephone, storageState: state, javaScriptEnabled: false });
    await page.goto(`${base}/numero-vert`);
    await page.locator('#c-q').fill('28160 imprimante');
    await follow(page, page.getByRole('button', { name: 'Chercher' }));
    await follow(page, page.getByRole('link', { name: 'Brou (28061)' }));
    assert.match(await page.locator('#combien').textContent(), /près de Brou/);
    await page.context().close();
});

for (const path of ['/numero-vert?q=brou+impots', '/numero-vert/envoyer?lieu=demo-28-001&commune=28061', '/numero-vert/appels']) {
    for (const [mode, options] of Object.entries(modes)) {
        test(`${path} (${mode})`, { skip }, async () => {
            const page = await openPage(browser, { ...options, storageState: state });
            const answer = await page.goto(base + path);
            assert.equal(answer.status(), 200);
            assert.deepEqual(await axe(page), []);
            assert.deepEqual(await ownFaults(page), []);
            assert.ok(await tooWide(page) <= 0, 'la page défile de côté');
            assert.deepEqual(await htmlFaults(await answer.text()), []);
            assert.deepEqual(page.faults, []);
            await keep(page, path, mode);
            await page.context().close();
        });
    }
}

test('une fiche d’orientation : remplie, imprimée, rien dans l’adresse', async () => {
    const page = await openPage(browser, modes.clair);
    await page.goto(`${base}/orientation?commune=Brou`);
    await page.locator('#c-lieu').selectOption({ index: 1 });
    await page.locator('#c-notes').fill('Venir avec sa carte Vitale.');
    const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Préparer la fiche' }).click()]);
    assert.equal(new URL(page.url()).search, '');
    assert.match(await page.locator('main').textContent(), /Venir avec sa carte Vitale\./);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await ownFaults(page), []);
    assert.deepEqual(await htmlFaults(await answer.text()), []);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('button', { name: 'Télécharger le PDF' }).isVisible(), false);
    const pdf = await page.pdf({ format: 'A4' });
    assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1, 'plus d’une page');
    await keep(page, '/orientation/fiche', 'papier');
    await page.context().close();
});
