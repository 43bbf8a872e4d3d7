// SPDX-License-Identifier: AGPL-3.0-or-later
// A page worked on by its keyboard alone: what is aimed at is named by its id, the start of its words or of its label.

import assert from 'node:assert/strict';
import { focusIsVisible } from './checks.mjs';

// Tab after tab from the start of the page's content to what is aimed at; each stop on the way shows its focus.
export async function tabTo(page, aim) {
    await page.locator('h1').waitFor();
    for (let i = 0; i < 400; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(() => document.activeElement === document.body)) continue; // past the end, the browser's own buttons
        const here = await page.evaluate(() => [document.activeElement.id, document.activeElement.textContent.trim(),
            document.activeElement.labels?.[0]?.textContent.trim() ?? '']);
        assert.ok(await focusIsVisible(page), `vers ${aim}, repère invisible sur ${here.join(' ').slice(0, 80)}`);
        if (here[0] === aim || here[1].startsWith(aim) || here[2].startsWith(aim)) return;
        if (i === 0 && here[1] === 'Aller au contenu') await page.keyboard.press('Enter');
    }
    assert.fail(`${aim} n’est pas atteint au clavier`);
}

// `onPage` is called on each page that a gesture leads to.
export function keyboard(page, onPage = async () => {}) {
    return {
        open: async (aim, key = 'Enter') => {
            await tabTo(page, aim);
            await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
            await onPage(page);
        },
        write: async (aim, words) => {
            await tabTo(page, aim);
            await page.keyboard.type(words);
        },
        choose: async (aim, key = 'ArrowDown') => {
            await tabTo(page, aim);
            await page.keyboard.press(key);
        },
        unfold: async (aim) => {
            await tabTo(page, aim);
            if (!(await page.evaluate(() => document.activeElement.parentElement.open))) await page.keyboard.press('Space');
        },
        attach: async (aim, file) => {
            await tabTo(page, aim);
            await page.locator(':focus').setInputFiles(file); // the window where one chooses is the browser's own
        },
    };
}
