// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page of those who are signed in, on a telephone: its rules, its width, its French. A page is opened by the first of
// these roles that may open it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide, typography } from './checks.mjs';
import { possible, signIn } from './compte.mjs';
import { base, keep, modes, openPage, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
const roles = [['administrateur', 'instance'], ['coordinateur', 'departement:28'], ['numero_vert', 'departement:28']];
// Pages without a name in their path; the steps of a sign-in have their own tests.
const paths = [...execFileSync(process.env.E2E_PROGRAMME, ['routes'], { encoding: 'utf8' })
    .matchAll(/^GET\s+(\/[^\s{]*)\s+(\S+)/gm)].filter(([, path, right]) => right !== 'public'
        && !/^\/(api|connexion|deconnexion)\b|\.\w+$/.test(path)).map((m) => m[1]);
let browser;
const pages = [];
before(async () => {
    browser = await startBrowser();
    if (!possible) return;
    for (const [role, portee] of roles) pages.push(await openPage(browser, { storageState: await signIn(browser, role, portee), ...modes.telephone }));
});
after(() => browser.close());

for (const path of paths) {
    test(`${path}, connecté`, { skip }, async (t) => {
        for (const page of pages) {
            const answer = await page.request.get(base + path, { maxRedirects: 0 });
            if (answer.status() !== 200 || !answer.headers()['content-type'].startsWith('text/html')) continue;
            const html = await answer.text();
            await page.goto(base + path);
            await page.evaluate(() => { for (const d of document.querySelectorAll('main details')) d.open = true; });
            assert.deepEqual(await axe(page), []);
            assert.deepEqual(await ownFaults(page), []);
            assert.deepEqual(await htmlFaults(html), []);
            assert.deepEqual(typography(html), []);
            assert.ok(await tooWide(page) <= 0, 'la page défile de côté');
            assert.deepEqual(page.faults.splice(0), []);
            await keep(page, path, 'connecte');
            return;
        }
        t.diagnostic('se visite avec un paramètre');
    });
}
