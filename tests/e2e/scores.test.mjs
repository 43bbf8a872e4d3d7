// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages that have scores to show: a second demonstration, with invented ones; over contours where the real files are
// there, else over circles.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, program, realFiles, until } from './serveur.mjs';

const folder = mkdtempSync(join(tmpdir(), 'ensemble-scores-'));
const port = await freePort();
process.env.E2E_URL = `http://127.0.0.1:${port}`; // before support.mjs reads it: this file is a process of its own
const { base, keep, modes, openPage, results, slug, startBrowser } = await import('./support.mjs');
const { axe, htmlFaults, ownFaults, tooWide, vnuFaults } = await import('./checks.mjs');

const paths = ['/diagnostic', '/diagnostic/fragilite', '/diagnostic/fragilite?maille=epci', '/diagnostic/composer',
    '/diagnostic/comparer?a=commune:28085&b=epci:200033181', '/diagnostic/indicateurs', '/diagnostic/offre',
    '/diagnostic/indicateurs/older_65_rate', '/territoires/commune/28085', '/territoires/epci/200033181', '/cartes'];
const { contours, args } = realFiles();
let browser, server;

before(async () => {
    const db = `sqlite:${join(folder, 'demo.db')}`;
    execFileSync(program, ['--db', db, 'demo', '--scores-fictifs', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    server = spawn(program, ['--db', db, 'servir', '--port', String(port)], { stdio: 'ignore' });
    await until('/sante', 60_000, async () => (await fetch(`${base}/sante`)).ok);
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    server?.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
});

for (const path of paths) {
    test(`${path} (scores)`, async () => {
        const page = await openPage(browser, modes.clair);
        assert.equal((await page.goto(base + path)).status(), 200);
        assert.match(await page.locator('main').innerText(), /fictif/i);
        assert.deepEqual(await ownFaults(page), []);
        for (const mode of ['clair', 'telephone']) {
            await page.setViewportSize(modes[mode].viewport);
            assert.deepEqual(await axe(page), [], mode);
            assert.ok(await tooWide(page) <= 0, `${mode} : la page défile de côté`);
            await keep(page, path, `scores-${mode}`);
        }
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await axe(page), [], 'sombre');
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });
}

test('les pages avec scores sont valides', async () => {
    mkdirSync(join(results, 'html'), { recursive: true });
    const files = [];
    for (const path of paths) {
        const html = await (await fetch(base + path)).text();
        assert.deepEqual(await htmlFaults(html), [], path);
        files.push(join(results, 'html', `scores-${slug(path)}.html`));
        writeFileSync(files.at(-1), html);
    }
    assert.deepEqual(await vnuFaults(files), []);
});

// The largest intercommunalité, with its 66 communes.
test('une fiche s’imprime sur deux pages', async () => {
    for (const path of ['/territoires/commune/28085', '/territoires/epci/200033181']) {
        const page = await openPage(browser, modes.clair);
        await page.goto(base + path);
        const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
        const pages = pdf.match(/\/Type \/Page\b/g).length;
        assert.ok(pages <= 2, `${path} : ${pages} pages`);
        await page.context().close();
    }
});

test('sans JavaScript, au clavier, une commune se montre sur la carte', { skip: !contours && 'sans contours' }, async () => {
    const page = await openPage(browser, { ...modes.clair, javaScriptEnabled: false });
    await page.goto(`${base}/diagnostic/fragilite`);
    const link = page.getByRole('link', { name: /^Montrer .* sur la carte$/ }).last();
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#c28\d{3}$/);
    const shown = page.locator('path:target');
    assert.match(await shown.locator('title').textContent(), /\d/);
    await page.context().close();
});
