// SPDX-License-Identifier: AGPL-3.0-or-later
// What a person does: search, filter, take a filter away, open a sheet, go back, turn the pages, with the keyboard alone.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, focusIsVisible } from './checks.mjs';
import { base, follow, keep, modes, openPage, startBrowser } from './support.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

async function total(page) {
    return Number(/^([\d\s\u00a0\u202f]+)/.exec(await page.locator('h1').textContent())?.[1].replace(/\D/g, ''));
}

for (const [state, options] of [['avec JavaScript', {}], ['sans JavaScript', { javaScriptEnabled: false }]]) {
    test(`chercher, filtrer, ouvrir, revenir (${state})`, async () => {
        const page = await openPage(browser, { ...modes.clair, ...options });
        await page.goto(base);
        await follow(page, page.getByRole('link', { name: /Faire une démarche/ }));
        assert.match(page.url(), /services=/);
        const filtered = await page.locator('.lieux > li').count();
        assert.ok(filtered > 0);
        const chips = page.locator('.puces a');
        assert.equal(await chips.count(), 1);
        const title = await page.locator('h1').textContent();

        await follow(page, page.locator('.lieux h3 a').first());
        assert.equal(await page.locator('h1').count(), 1);
        await page.goBack();
        assert.equal(await page.locator('h1').textContent(), title);

        await follow(page, chips.first());
        assert.equal(await page.locator('.puces a').count(), 0);
        assert.doesNotMatch(page.url(), /services=/);
        assert.equal(await total(page), 126);

        await follow(page, page.locator('.pages a', { hasText: '2' }).first());
        assert.match(page.url(), /page=2/);
        assert.equal(await page.locator('.lieux > li').count(), 24);
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });
}

test('chercher autour d’une commune donne des distances croissantes', async () => {
    const page = await openPage(browser, modes.clair);
    await page.goto(base);
    await page.getByLabel('Ma commune ou mon code postal').fill('brou');
    await follow(page, page.getByRole('button', { name: 'Voir les lieux proches' }));
    const texts = await page.locator('.lieux .discret').allTextContents();
    const km = texts.filter((t) => t.startsWith('·')).map((t) => {
        const [, n, unit] = /([\d,]+)\s(k?m)/.exec(t);
        return Number(n.replace(',', '.')) * (unit === 'km' ? 1000 : 1);
    });
    assert.ok(km.length > 1);
    assert.deepEqual(km, [...km].sort((a, b) => a - b));
    await page.context().close();
});

test('une recherche sans réponse a des issues, et reste accessible', async () => {
    const page = await openPage(browser, modes.clair);
    await page.goto(`${base}/lieux?q=zzzzzz`);
    await page.getByRole('link', { name: 'Voir tous les lieux' }).first().waitFor();
    assert.deepEqual(await axe(page), []);
    await keep(page, '/lieux', 'vide');
    await page.context().close();
});

test('une recherche filtrée reste accessible dans chaque mode', async () => {
    for (const [mode, options] of Object.entries(modes)) {
        const page = await openPage(browser, options);
        await page.goto(`${base}/lieux?commune=Brou&frais_a_charge=Gratuit`);
        await page.locator('summary', { hasText: 'Affiner' }).waitFor();
        assert.deepEqual(await axe(page), []);
        await keep(page, '/lieux', `filtree-${mode}`);
        await page.context().close();
    }
});

// Tab until the focus is on what matches, always shown on the way.
async function tabTo(page, wanted, most) {
    for (let i = 0; i < most; i++) {
        await page.keyboard.press('Tab');
        const here = await page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.textContent}`);
        assert.ok(await focusIsVisible(page), `repère invisible sur ${here}`);
        if (await page.evaluate((s) => document.activeElement.matches(s), wanted)) return;
    }
    assert.fail(`${wanted} n’est pas atteint au clavier`);
}

test('au clavier seul : chercher et ouvrir une fiche, le repère du clavier toujours visible', async () => {
    const page = await openPage(browser, modes.clair);
    await page.goto(base);
    await tabTo(page, 'a.evitement', 1);
    await page.keyboard.press('Enter');
    await tabTo(page, '#q', 3);
    await page.keyboard.type('bus');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=bus/);
    await tabTo(page, '.lieux h3 a', 80);
    const name = await page.evaluate(() => document.activeElement.textContent);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/lieux\/[^?]+$/);
    assert.equal(await page.locator('h1').textContent(), name);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

for (const [state, options] of [['avec JavaScript', {}], ['sans JavaScript', { javaScriptEnabled: false }]]) {
    test(`quatre questions au clavier seul, jusqu’à des lieux et leurs raisons (${state})`, async () => {
        const page = await openPage(browser, { ...modes.clair, ...options });
        const enter = () => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
        const answering = async () => Number(/(\d+)/.exec(await page.locator('[role=status]').textContent())[1]);
        await page.goto(`${base}/parcours`);
        await tabTo(page, 'a[href*="besoin=demarche"]', 30);
        await enter();
        assert.match(await page.locator('main').textContent(), /Question 2 sur 4/);
        const everywhere = await answering();
        await tabTo(page, '[name=commune]', 30);
        await page.keyboard.type('Brou');
        await enter();
        assert.match(await page.locator('main').textContent(), /Question 3 sur 4/);
        const near = await answering();
        assert.ok(near < everywhere, `${near} près de Brou, ${everywhere} partout`);
        await tabTo(page, '[name=compte]', 30);
        await page.keyboard.press('Space');
        await tabTo(page, 'main button', 30);
        await enter();
        assert.match(await page.locator('main').textContent(), /Question 4 sur 4/);
        await tabTo(page, '[name=quand]', 30);
        await tabTo(page, 'main button', 30);
        await enter();
        const places = Number(/^(\d+)\slieux? pour vous/.exec(await page.locator('h1').textContent())?.[1]);
        assert.ok(places > 0 && places <= 5, `${places} lieux`);
        assert.equal(await page.getByText('Parce que').count(), places);
        assert.equal(await page.getByText('Texte à envoyer par SMS').count(), places);
        const shown = await page.locator('main').textContent();
        await page.goto(page.url()); // the address keeps the answers: one may come back to it
        assert.equal(await page.locator('main').textContent(), shown);
        await follow(page, page.getByRole('link', { name: 'Changer' }).first());
        assert.match(await page.locator('main').textContent(), /Question 1 sur 4/);
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });
}

test('le menu du téléphone s’ouvre sans JavaScript et le contenu commence haut', async () => {
    const page = await openPage(browser, { ...modes.telephone, javaScriptEnabled: false });
    await page.goto(base);
    const top = await page.locator('h1').boundingBox();
    assert.ok(top.y < 180, `le titre commence à ${top.y} px`);
    await page.locator('.menu summary').click();
    await follow(page, page.locator('.menu').getByRole('link', { name: 'Plan du site' }));
    assert.match(page.url(), /plan-du-site/);
    await page.context().close();
});

const brou = { latitude: 48.2141234, longitude: 1.1639876 };

for (const [path, kept] of [['/', ''], ['/lieux?commune=Chartres&frais_a_charge=Gratuit&page=2', 'Gratuit']]) {
    test(`la position n’est demandée qu’à l’appui, et arrondie (${path})`, async () => {
        const page = await openPage(browser, { ...modes.clair, permissions: ['geolocation'], geolocation: brou });
        await page.addInitScript(() => {
            globalThis.asked = 0;
            const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
            navigator.geolocation.getCurrentPosition = (...a) => { globalThis.asked++; real(...a); };
        });
        await page.goto(base + path);
        const button = page.getByRole('button', { name: 'Autour de moi' });
        await button.waitFor();
        assert.equal(await page.evaluate(() => globalThis.asked), 0);
        assert.deepEqual(await axe(page), []);
        await button.press('Enter');
        await page.waitForURL(/pres=/);
        const asked = new URL(page.url()).searchParams;
        assert.equal(asked.get('pres'), '48.214,1.164');
        assert.equal(asked.get('frais_a_charge') ?? '', kept);
        assert.equal(asked.get('commune') ?? asked.get('page'), null);
        await page.getByText('Les distances sont comptées depuis la position').waitFor();
        assert.deepEqual(await axe(page), []);
        await keep(page, '/lieux', `pres-${kept || 'accueil'}`);
        // The form keeps the position, a commune takes its place.
        await follow(page, page.getByRole('button', { name: 'Chercher', exact: true }));
        assert.equal(new URL(page.url()).searchParams.get('pres'), '48.214,1.164');
        await page.getByLabel('Commune ou code postal').fill('Brou');
        await follow(page, page.getByRole('button', { name: 'Chercher', exact: true }));
        assert.equal(new URL(page.url()).searchParams.get('pres'), null);
        assert.match(await page.locator('h1').textContent(), /Brou/);
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });

    test(`une position refusée est dite, et le bouton reste (${path})`, async () => {
        const page = await openPage(browser, modes.telephone);
        const session = await page.context().newCDPSession(page);
        await session.send('Browser.setPermission', {
            permission: { name: 'geolocation' }, setting: 'denied', origin: base,
        });
        await page.goto(base + path);
        const before = page.url();
        const button = page.getByRole('button', { name: 'Autour de moi' });
        await button.click();
        await page.getByText('Vous avez refusé de donner votre position. Écrivez plutôt votre commune.').waitFor();
        assert.equal(await page.locator('[role=status]', { hasText: 'refusé' }).count(), 1);
        assert.equal(await button.getAttribute('aria-disabled'), null);
        assert.equal(page.url(), before);
        assert.deepEqual(await axe(page), []);
        await keep(page, path, 'position-refusee');
        assert.deepEqual(page.faults, []);
        await page.context().close();
    });

    test(`sans JavaScript ou sans géolocalisation, ni bouton ni promesse (${path})`, async () => {
        for (const javaScriptEnabled of [false, true]) {
            const page = await openPage(browser, { ...modes.clair, javaScriptEnabled });
            await page.addInitScript(() => { delete Navigator.prototype.geolocation; });
            await page.goto(base + path, { waitUntil: 'load' });
            assert.equal(await page.locator('[data-position]').count(), 1);
            assert.equal(await page.locator('[data-position]').isVisible(), false);
            assert.equal(await page.getByLabel(/commune/i).first().isVisible(), true);
            assert.deepEqual(page.faults, []);
            await page.context().close();
        }
    });
}
