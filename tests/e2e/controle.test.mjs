// SPDX-License-Identifier: AGPL-3.0-or-later
// The checkers themselves: a page with planted faults must be caught by each, and a request to another host seen.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide, vnuFaults } from './checks.mjs';
import { openPage, results, startBrowser } from './support.mjs';

const bad = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>Faute</title></head><body>
<h1>Un</h1><h1>Deux</h1><h4>Saut</h4><p style="width:3000px;color:#aaa;background:#fff">trop large, trop pâle</p>
<img src="http://127.0.0.2:1/x.png"><input id="a"><input id="a"><table><tr><th>x</th></tr></table><p><div></div></p>
</body></html>`;

let browser;
let server;
before(async () => {
    browser = await startBrowser();
    server = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end(bad));
    await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
});
after(async () => {
    await browser.close();
    server.close();
});

test('les fautes plantées sont trouvées', async () => {
    const page = await openPage(browser, { viewport: { width: 320, height: 640 } });
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const found = (await axe(page)).join('\n');
    for (const rule of ['image-alt', 'html-has-lang', 'color-contrast', 'label']) assert.match(found, new RegExp(rule));
    const own = (await ownFaults(page)).join('\n');
    for (const word of ['2 h1', 'titre sauté', 'tableau sans titre', 'th sans scope', 'style ou script', 'premier lien']) {
        assert.match(own, new RegExp(word));
    }
    assert.ok(await tooWide(page) > 0);
    assert.match(page.faults.join('\n'), /autre hôte : http:\/\/127\.0\.0\.2/);
    await page.context().close();
});

test('html-validate et vnu voient la page mal écrite', async () => {
    assert.match((await htmlFaults(bad)).join('\n'), /no-dup-id/);
    mkdirSync(results, { recursive: true });
    const file = join(results, 'faute.html');
    writeFileSync(file, bad);
    assert.match((await vnuFaults([file])).join('\n'), /Duplicate ID/);
});
