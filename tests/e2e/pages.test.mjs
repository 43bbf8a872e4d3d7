// SPDX-License-Identifier: AGPL-3.0-or-later
// Every route, in every mode: accessible, valid, narrow, light, and silent.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide, unsourced, vnuFaults } from './checks.mjs';
import { base, follow, keep, modes, openPage, results, routes, slug, startBrowser } from './support.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

const saved = [];

test('il y a des routes à visiter', () => assert.ok(routes.length >= 5, `${routes.length} routes`));

for (const path of routes) {
    for (const [mode, options] of Object.entries(modes)) {
        test(`${path} (${mode})`, async () => {
            const page = await openPage(browser, options);
            const answer = await page.goto(base + path);
            assert.equal(answer.status(), 200);
            assert.equal(await page.locator('#titre-erreurs').count(), 0, 'une faute avant d’avoir rien envoyé');
            assert.deepEqual(await axe(page), []);
            assert.deepEqual(await ownFaults(page), []);
            if (mode === 'clair' && /^\/(diagnostic|territoires|cartes)/.test(path)) assert.deepEqual(await unsourced(page), []);
            assert.ok(await tooWide(page) <= 0, 'la page défile de côté');
            await keep(page, path, mode);
            assert.deepEqual(page.faults, []);
            await page.context().close();
        });
    }

    test(`${path} (HTML)`, async () => {
        const html = await (await fetch(base + path)).text();
        const folder = join(results, 'html');
        mkdirSync(folder, { recursive: true });
        const file = join(folder, `${slug(path)}.html`);
        writeFileSync(file, html);
        saved.push(file);
        assert.deepEqual(await htmlFaults(html), []);
    });

    test(`${path} (texte à 200 %, espacé)`, async () => {
        const page = await openPage(browser, modes.clair);
        await page.goto(base + path);
        const resize = (rules) => page.evaluate((text) => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(text);
            document.adoptedStyleSheets = [sheet];
        }, rules);
        await resize('html { font-size: 225% !important }');
        assert.ok(await tooWide(page) <= 0, 'texte à 200 % : la page défile de côté');
        // WCAG 2.1, 1.4.12
        await resize('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }'
            + 'p { margin-bottom: 2em !important }');
        assert.ok(await tooWide(page) <= 0, 'texte espacé : la page défile de côté');
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });

    test(`${path} (texte à 200 % à 320 pixels)`, async () => {
        const page = await openPage(browser, modes.telephone);
        await page.goto(base + path);
        await page.evaluate(() => { document.documentElement.style.fontSize = '225%'; });
        assert.ok(await tooWide(page) <= 0, 'la page défile de côté');
        await keep(page, path, 'telephone-200');
        await page.context().close();
    });

    test(`${path} (imprimée)`, async () => {
        const page = await openPage(browser, { viewport: { width: 700, height: 990 } });
        await page.goto(base + path);
        await page.emulateMedia({ media: 'print' });
        assert.equal(await page.locator('.nav').first().isVisible(), false);
        assert.equal(await page.locator('h1').isVisible(), true);
        await keep(page, path, 'papier');
        await page.context().close();
    });

    test(`${path} (poids, sans JavaScript)`, async () => {
        const page = await openPage(browser, { javaScriptEnabled: false });
        let bytes = 0;
        const waiting = [];
        page.on('requestfinished', (r) => waiting.push(r.sizes().then((s) => { bytes += s.responseBodySize; })));
        await page.goto(base + path, { waitUntil: 'networkidle' });
        await Promise.all(waiting);
        assert.ok(bytes > 0 && bytes <= 100_000, `${bytes} octets`);
        assert.equal(await page.locator('h1').isVisible(), true);
        await page.context().close();
    });
}

test('vnu ne trouve pas d’erreur', async () => {
    assert.equal(saved.length, routes.length);
    assert.deepEqual(await vnuFaults(saved), []);
});

test('une page inconnue a des issues', async () => {
    const page = await openPage(browser, modes.telephone);
    const answer = await page.goto(`${base}/nulle-part`);
    assert.equal(answer.status(), 404);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await ownFaults(page), []);
    assert.deepEqual(await htmlFaults(await answer.text()), []);
    await follow(page, page.getByRole('link', { name: 'Aller à l’accueil' }));
    assert.equal(new URL(page.url()).pathname, '/');
    await page.context().close();
});
