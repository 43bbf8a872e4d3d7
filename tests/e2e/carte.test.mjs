// SPDX-License-Identifier: AGPL-3.0-or-later
// The interactive map: on demand, under the security policy, with the keyboard, without another site.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pathLines } from '../../web/carte/chemin.js';
import { axe } from './checks.mjs';
import { base, keep, modes, openPage, startBrowser } from './support.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

async function openMap(page) {
    await page.goto(`${base}/lieux`);
    await page.getByRole('button', { name: 'Ouvrir la carte interactive' }).click();
    await page.locator('.leaflet-marker-icon').first().waitFor();
}

test('les chemins du serveur sont relus comme il les écrit', () => {
    const at = (x, y) => [x, y];
    assert.deepEqual(pathLines('M1 2l3 4-1 1zM10,10L11 12h3v-2', at), [
        [[1, 2], [4, 6], [3, 7], [1, 2]],
        [[10, 10], [11, 12], [14, 12], [14, 10]],
    ]);
    assert.deepEqual(pathLines('', at), []);
});

const contours = process.env.E2E_CONTOURS === '1' ? {} : { skip: 'contours absents ($ENSEMBLE_FICHIERS)' };
test('les communes sont dessinées, en SVG puis sur la carte interactive', contours, async () => {
    const page = await openPage(browser, modes.clair);
    await page.goto(`${base}/lieux`);
    const d = await page.locator('figure.carte path.communes').getAttribute('d');
    assert.ok(pathLines(d, (x, y) => [x, y]).length > 100);
    await openMap(page);
    await page.waitForFunction(() => {             // drawn at the next frame, after the marks
        const canvas = document.querySelector('.leaflet-overlay-pane canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let n = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i]) n++;
        return n > 5000;
    });
    await page.context().close();
});

for (const mode of ['clair', 'sombre', 'couleurs-imposees', 'telephone']) {
    test(`la carte s’ouvre sans erreur et reste accessible (${mode})`, async () => {
        const page = await openPage(browser, modes[mode]);
        const asked = [];
        page.on('request', (r) => asked.push(new URL(r.url()).pathname));
        await page.goto(`${base}/lieux`);
        assert.ok(!asked.some((p) => p.includes('carte')), 'la carte est chargée sans qu’on l’ait demandée');
        await openMap(page);
        assert.ok(asked.some((p) => /\/a\/carte\..*\.js/.test(p)));
        assert.deepEqual(await axe(page), []);
        await keep(page, '/lieux', `carte-${mode}`);
        await page.getByRole('button', { name: 'Fermer la carte interactive' }).click();
        assert.equal(await page.locator('.leaflet-container').count(), 0);
        assert.equal(await page.locator('figure.carte > svg').isVisible(), true);
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });
}

test('au clavier : agrandir, ouvrir un lieu, fermer, sortir de la carte', async () => {
    const page = await openPage(browser, { ...modes.clair, reducedMotion: 'reduce' });
    await openMap(page);
    for (const name of ['Agrandir la carte', 'Réduire la carte']) {
        assert.equal(await page.getByRole('button', { name }).count(), 1);
    }
    const before = await page.locator('.leaflet-marker-icon').count();
    for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Agrandir la carte' }).press('Enter');
    await page.waitForFunction((n) => document.querySelectorAll('.leaflet-marker-icon').length !== n, before);
    const places = page.locator('.carte-point');
    await places.first().waitFor();
    await places.first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.leaflet-popup').waitFor();
    await page.waitForFunction(() => document.activeElement.matches('.leaflet-popup a[href^="/lieux/"]'));
    assert.equal(await page.locator('.leaflet-popup a[href^="/lieux/"]').isVisible(), true);
    await page.keyboard.press('Escape');
    await page.locator('.leaflet-popup').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.className.includes('carte-point')), true);
    for (let i = 0; i < 120; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(() => document.activeElement.closest('footer') !== null)) break;
    }
    assert.ok(await page.evaluate(() => document.activeElement.closest('footer') !== null), 'le clavier reste dans la carte');
    assert.deepEqual(page.faults, []);
    await page.context().close();
});
