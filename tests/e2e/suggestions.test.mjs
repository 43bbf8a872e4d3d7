// SPDX-License-Identifier: AGPL-3.0-or-later
// The search box by keyboard only, and the list in step with its map.

import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { base, modes, openPage, startBrowser } from './support.mjs';
import { axe } from './checks.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser.close(); });

test('une commune mal tapée se choisit au clavier', async () => {
    const page = await openPage(browser, modes.clair);
    await page.goto(`${base}/`);
    const box = page.getByRole('combobox', { name: 'Que cherchez-vous' });
    await box.pressSequentially('chatres');
    await page.getByRole('option').first().waitFor();
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    assert.deepEqual(await axe(page), []);
    await box.press('Escape');
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    assert.equal(await box.inputValue(), 'chatres');
    await box.press('Backspace');
    await page.getByRole('option').first().waitFor();
    await box.press('ArrowDown');
    assert.equal(await box.getAttribute('aria-activedescendant'), await page.getByRole('option').first().getAttribute('id'));
    await box.press('Enter');
    await page.waitForURL(/\/lieux\?/);
    assert.match(await page.locator('h1').textContent(), /Chartres/);
    assert.deepEqual(page.faults, []);
    await page.context().close();
});

test('la ligne et son repère s’allument ensemble', async () => {
    const page = await openPage(browser, modes.clair);
    await page.goto(`${base}/lieux`);
    const mark = page.locator('a.rep').first();
    const row = page.locator(await mark.getAttribute('href'));
    await row.locator('h3 a').focus();
    assert.match(await mark.getAttribute('class'), /allume/);
    await mark.focus();
    assert.match(await row.getAttribute('class'), /allume/);
    await page.locator('h1').click();
    await page.evaluate(() => document.activeElement.blur());
    assert.doesNotMatch((await row.getAttribute('class')) ?? '', /allume/);
    await page.context().close();
});
