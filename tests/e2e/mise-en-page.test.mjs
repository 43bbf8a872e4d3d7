// SPDX-License-Identifier: AGPL-3.0-or-later
// What is seen: marks of the map that never touch, targets wide enough, French typography, a sheet on one A4 page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tooWide, typography } from './checks.mjs';
import { base, keep, modes, openPage, routes, startBrowser } from './support.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

// The states that a route alone does not show.
const states = [
    '/lieux?commune=Brou&rayon_km=20',
    '/lieux?services=Aide+aux+d%C3%A9marches+administratives&frais_a_charge=Gratuit',
    '/lieux?q=zzzz&commune=28061',
    '/lieux?commune=Saint',
    '/lieux?page=5',
    '/lieux?page=99',
    '/lieux?page=abc',
    '/nulle-part',
    '/lieux/nulle-part',
];
const all = [...new Set([...routes, ...states])];

for (const mode of ['clair', 'telephone']) {
    test(`les repères de la carte ne se touchent pas (${mode})`, { skip: process.env.E2E_CONTOURS === '0' && 'sans contours' }, async () => {
        for (const path of ['/lieux', '/lieux?page=5', '/lieux?commune=Chartres&rayon_km=20']) {
            const page = await openPage(browser, modes[mode]);
            await page.goto(base + path);
            const marks = await page.evaluate(() => [...document.querySelectorAll('.carte a.rep')].map((a) => {
                const zone = a.querySelector('.zone').getBoundingClientRect();
                const disc = a.querySelector('circle:not(.zone)').getBoundingClientRect();
                const text = a.querySelector('text').getBoundingClientRect();
                const frame = a.closest('svg').getBoundingClientRect();
                const inside = zone.left >= frame.left && zone.right <= frame.right
                    && zone.top >= frame.top - 1 && zone.bottom <= frame.bottom + 1;
                return {
                    x: zone.x + zone.width / 2, y: zone.y + zone.height / 2, target: zone.width, width: disc.width, text: text.width,
                    letters: parseFloat(getComputedStyle(a.querySelector('text')).fontSize) * frame.width / a.closest('svg').viewBox.baseVal.width,
                    inside, name: a.getAttribute('aria-label'),
                };
            }));
            assert.ok(marks.length > 5, `${path} : ${marks.length} repères`);
            for (const [i, m] of marks.entries()) {
                assert.ok(m.inside, `${path} : ${m.name} sort de la carte`);
                assert.ok(m.target >= 24, `${path} : ${m.name}, cible de ${m.target} pixels`);
                assert.ok(m.text <= m.width, `${path} : ${m.name}, numéro plus large que son disque`);
                assert.ok(m.letters >= 10, `${path} : ${m.name}, chiffres de ${m.letters} pixels`);
                for (const other of marks.slice(i + 1)) {
                    const gap = Math.hypot(m.x - other.x, m.y - other.y);
                    assert.ok(gap >= Math.max(24, m.width), `${path} : ${m.name} et ${other.name} à ${gap} pixels`);
                }
            }
            await keep(page, path, `reperes-${mode}`);
            await page.context().close();
        }
    });
}

for (const path of all) {
    test(`${path} à 320 pixels : rien ne dépasse, rien n’est trop petit à toucher`, async () => {
        const page = await openPage(browser, modes.telephone);
        await page.goto(base + path);
        assert.ok(await tooWide(page) <= 0, 'la page défile de côté');
        // WCAG 2.2, 2.5.8; a link inside a sentence is let be
        const small = await page.evaluate(() => [...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden])')]
            .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.evitement, .leaflet-container'))
            .filter((e) => e.textContent.trim() === (e.closest('p, dd, main :is(ol, ul:not([class])) > li') ?? e).textContent.trim())
            .map((e) => ({ e, box: (e.closest('label') ?? e.querySelector('.zone') ?? e).getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
            .map(({ e, box }) => `${e.outerHTML.slice(0, 80)} ${box.width}×${box.height}`));
        assert.deepEqual(small, []);
        await page.context().close();
    });

    test(`${path} : typographie française`, async () => {
        const html = await (await fetch(base + path)).text();
        assert.deepEqual(typography(html), []);
    });
}

// Skia writes one uncompressed object a page.
const pagesOf = (pdf) => pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;

async function printed(path) {
    const page = await openPage(browser, modes.clair);
    await page.goto(base + path);
    await page.evaluate(() => document.fonts.ready.then(() => {}));
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await page.context().close();
    return pagesOf(pdf);
}

test('les fiches les plus longues, l’accueil et les erreurs tiennent sur une feuille A4', async () => {
    const { lieux } = await (await fetch(`${base}/api/v1/lieux?limite=500`)).json();
    const length = (l) => JSON.stringify(l).length;
    const longest = lieux.sort((a, b) => length(b) - length(a)).slice(0, 5);
    assert.equal(longest.length, 5);
    for (const l of longest) assert.equal(await printed(`/lieux/${l.id}`), 1, `${l.id} : ${length(l)} octets`);
    assert.equal(await printed('/'), 1);
    assert.equal(await printed('/nulle-part'), 1);
    // what counts the pages does count them
    assert.ok(await printed('/lieux') > 1);
});

test('sur un téléphone, la première réponse commence dans le premier écran', async () => {
    const page = await openPage(browser, modes.telephone);
    await page.goto(`${base}/lieux`);
    await page.getByRole('button', { name: 'Autour de moi' }).waitFor();
    const first = await page.locator('#lieu-1').boundingBox();
    assert.ok(first.y < modes.telephone.viewport.height, `la liste commence à ${first.y} pixels`);
    await page.context().close();
});

test('la commune donnée par son code est dite par son nom', async () => {
    const page = await openPage(browser, modes.clair);
    await page.goto(`${base}/lieux?commune=28061`);
    assert.equal(await page.getByLabel('Commune ou code postal').inputValue(), 'Brou');
    await page.context().close();
});
