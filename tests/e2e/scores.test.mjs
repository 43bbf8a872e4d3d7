// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages that have scores to show: a second demonstration, with invented ones; over contours where the real files are
// there, else over circles.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, program, realFiles, root, until } from './serveur.mjs';

const folder = mkdtempSync(join(tmpdir(), 'ensemble-scores-')), db = `sqlite:${join(folder, 'demo.db')}`;
const port = await freePort();
process.env.E2E_URL = `http://127.0.0.1:${port}`; // before support.mjs reads it: this file is a process of its own
const { base, keep, modes, openPage, results, slug, startBrowser } = await import('./support.mjs');
const { axe, htmlFaults, ownFaults, tooWide, unsourced, vnuFaults } = await import('./checks.mjs');

const paths = ['/diagnostic', '/diagnostic/fragilite', '/diagnostic/fragilite?maille=epci', '/diagnostic/composer',
    '/diagnostic/comparer?a=commune:28085&b=epci:200033181', '/diagnostic/indicateurs', '/diagnostic/offre',
    '/diagnostic/indicateurs/older_65_rate', '/territoires/commune/28085', '/territoires/epci/200033181', '/cartes'];
const { contours, args } = realFiles();
const heaviest = 80_000; // bytes of a map's page, before any compression
let browser, server;

function importTable(name) {
    execFileSync(program, ['--db', db, 'importer', 'indicateurs', join(folder, `${name}.csv`), '--correspondance', join(folder, `${name}.conf`)], { stdio: ['ignore', 'ignore', 'inherit'] });
}

before(async () => {
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
        assert.deepEqual(await unsourced(page), []);
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

test('sans JavaScript, au clavier, une commune se montre sur la carte', { skip: !contours && 'sans contours' }, async () => {
    const page = await openPage(browser, { ...modes.clair, javaScriptEnabled: false });
    await page.goto(`${base}/diagnostic/fragilite`);
    const link = page.getByRole('link', { name: /^Montrer .* sur la carte$/ }).last();
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#c28\d{3}$/);
    assert.equal(await page.locator('.choro a:target text').evaluate((t) => getComputedStyle(t).opacity), '1');
    await page.context().close();
});

// Every map: its skip link, its first shape, the value of it, the next one; past the map in one step, and back before it.
const maps = ['/diagnostic/fragilite', '/diagnostic/fragilite?maille=epci', '/diagnostic/couverture',
    '/diagnostic/offre', '/diagnostic/offre?carte=croisee', '/diagnostic/indicateurs/older_65_rate', '/cartes'];
test('sans JavaScript, au clavier, les formes d’une carte disent leur valeur et ne retiennent personne', async () => {
    for (const [options, some] of [[{}, maps], [{ forcedColors: 'active' }, maps.slice(0, 1)]]) {
        const page = await openPage(browser, { ...modes.clair, ...options, javaScriptEnabled: false });
        const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
        for (const path of some) {
            await page.goto(base + path);
            const skip = page.locator('.carte > .evitement').first(), shapes = page.locator('.choro a');
            assert.match(await skip.textContent(), new RegExp(`${await shapes.count()}\\s`), path);
            await skip.focus();
            for (const n of [0, 1]) {
                await page.keyboard.press('Tab');
                const shape = shapes.nth(n), words = shape.locator('text');
                assert.ok(await shape.evaluate((a) => a === document.activeElement), `${path} : forme ${n}`);
                assert.match(await words.textContent(), /\u00a0: ./, path);
                assert.equal(await words.evaluate((t) => getComputedStyle(t).opacity), '1', path);
                const { height, width } = await words.boundingBox();
                assert.ok(height > 8 && width > 20, `${path} : ${width} × ${height}`);
                assert.equal(await shape.locator('path, circle').evaluate((e) => getComputedStyle(e).strokeWidth), '4px', path);
            }
            assert.equal(await page.locator('.choro a text').evaluateAll((all) => all.filter((t) => getComputedStyle(t).opacity === '1').length), 1);
            await page.keyboard.press('Shift+Tab');
            await page.keyboard.press('Shift+Tab');
            await page.keyboard.press('Enter'); // the skip link
            await page.keyboard.press('Tab');
            assert.ok(await page.evaluate(() => !document.activeElement.closest('.carte') && document.activeElement !== document.body), `${path} : toujours dans la carte`);
            await page.keyboard.press('Shift+Tab');
            assert.equal(await focused(), 'Revenir avant la carte', path);
            await page.keyboard.press('Enter');
            await page.keyboard.press('Tab');
            assert.match(await focused(), /^Passer la carte/, path);
        }
        await page.context().close();
    }
});

test('aucune page de carte n’est lourde, chaque forme étant un lien', { skip: !contours && 'sans contours' }, async () => {
    for (const path of [...maps, '/diagnostic/offre?carte=croisee&page=31', '/diagnostic/fragilite?classes=jenks&page=2']) {
        const answer = await fetch(base + path), html = Buffer.from(await answer.arrayBuffer());
        assert.equal(answer.status, 200, path);
        assert.ok(html.toString().split('</text></a>').length > 10, `${path} : pas de formes`);
        assert.ok(html.length <= heaviest, `${path} : ${html.length} octets`);
    }
});

test('une forme mène à la fiche de son territoire', async () => {
    for (const path of maps.slice(0, 2)) {
        const href = /<a href="(\/t\/\w+)"/.exec(await (await fetch(base + path)).text())[1];
        const answer = await fetch(base + href);
        assert.equal(answer.status, 200);
        assert.match(new URL(answer.url).pathname, /^\/territoires\/(commune|epci)\/\d+$/);
    }
});

// What there may be on a sheet at the most: the interviews of the demonstration, twenty-four more indicators, thirty quarters.
function fillEveryBlock() {
    const communes = JSON.parse(readFileSync(join(root, 'node_modules/@etalab/decoupage-administratif/data/communes.json'), 'utf8'))
        .filter((c) => c.departement === '28' && c.type === 'commune-actuelle').map((c) => c.code);
    const codes = Array.from({ length: 24 }, (_, i) => `essai_${i}`), groups = ['brut', 'couverture', 'service', 'zonage'];
    const axes = ["ACCES A L'INFORMATION", 'ACCÈS AUX INTERFACES NUMERIQUES', 'COMPETENCES ADMINISTATIVES', 'COMPÉTENCES NUMÉRIQUES / SCOLAIRES', 'GLOBAL ACCES', 'GLOBAL COMPETENCES', 'SCORE GLOBAL'];
    writeFileSync(join(folder, 'essai.csv'), `CODGEO;${codes.join(';')}\n` + communes.map((c) => `${c};${codes.map(() => 12.5).join(';')}\n`).join(''));
    writeFileSync(join(folder, 'essai.conf'), 'source = Essai de mise en page\nlicence = Licence Ouverte 2.0\nmillesime = 2026\n'
        + codes.map((c, i) => `indicateur ${c} = ${c} | Un indicateur au nom assez long, numéro ${i} | % | 1 | ${groups[i % 4]}\n`).join(''));
    writeFileSync(join(folder, 'iris.csv'), `Code Iris;Nom Iris;P16 Pop;${axes.map((a) => `${a} departement 1`).join(';')}\n`
        + Array.from({ length: 30 }, (_, i) => `28085${String(101 + i).padStart(4, '0')};Quartier ${i};1200;100;100;100;100;100;100;100\n`).join(''));
    importTable('essai');
    execFileSync(program, ['--db', db, 'importer', 'iris', join(folder, 'iris.csv')], { stdio: 'ignore' });
}

// The largest intercommunalité, with its 66 communes; printed by the browser, and by the site.
test('une fiche s’imprime sur deux pages, et dit ce qu’elle laisse', async () => {
    const count = (pdf) => Buffer.from(pdf).toString('latin1').match(/\/Type \/Page\b/g).length;
    const page = await openPage(browser, modes.clair);
    for (const full of [false, true]) {
        if (full) fillEveryBlock();
        for (const path of ['/territoires/commune/28085', '/territoires/epci/200033181']) {
            if (full) await until('les tables', 20_000, async () => (await (await fetch(base + path)).text()).includes('numéro 23'));
            await page.goto(base + path);
            const pdf = await page.pdf({ preferCSSPageSize: true });
            writeFileSync(join(results, `${slug(path)}-${full ? 'pleine' : 'courante'}.pdf`), pdf);
            assert.ok(count(pdf) <= 2, `${path} : ${count(pdf)} pages`);
            await page.emulateMedia({ media: 'print' });
            assert.equal(await page.getByText(/à l’écran/).filter({ visible: true }).count() > 0, full, path);
            await page.emulateMedia({ media: null });
            const own = await (await fetch(`${base}${path}.pdf`)).arrayBuffer();
            const file = join(results, `${slug(path)}-${full ? 'pleine' : 'courante'}-site.pdf`);
            writeFileSync(file, Buffer.from(own));
            assert.match(execFileSync('pdfinfo', [file], { encoding: 'utf8' }), /^Pages:\s+[12]$/m, `${path}.pdf`);
            assert.equal(/à l’écran/.test(execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })), full || path.includes('epci'), `${path}.pdf`);
        }
    }
    await page.context().close();
});
