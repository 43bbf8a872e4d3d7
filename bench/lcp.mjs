// SPDX-License-Identifier: AGPL-3.0-or-later
// How soon the list of 126 places with its map shows its main content on a slow line and a slow processor: 410 kbit/s, 400 ms
// of delay, processor slowed four times, nothing in cache, a telephone's window. Medians of five visits; exit status 1 over a limit.
//
//     scripts/node bench/lcp.mjs [PROGRAM]                 part of make bench; default: build/ensemble
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { database, line, median, serve } from './outils.mjs';

const VISITS = 5, LATENCY_MS = 400, BYTES_A_SECOND = 410000 / 8, LIMIT_MS = 2500, LIMIT_BYTES = 100 * 1024, LIMIT_SHIFT = 0.1;
const program = resolve(process.argv[2] ?? join(import.meta.dirname, '..', 'build', 'ensemble'));

async function visit(browser, url) {
    const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 360, height: 640 } });
    const page = await context.newPage(), cdp = await context.newCDPSession(page);
    let bytes = 0;
    await cdp.send('Network.enable');
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: LATENCY_MS, downloadThroughput: BYTES_A_SECOND, uploadThroughput: BYTES_A_SECOND });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto(url, { waitUntil: 'networkidle' });
    const places = await page.locator('.lieux > li').count(), marks = await page.locator('svg a.rep').count();
    if (places === 0 || marks === 0)
        throw new Error(`${places} places and ${marks} marks on the map`);
    const told = await page.evaluate(() => new Promise(done => {
        let shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.hadRecentInput ? 0 : e.value; }))
            .observe({ type: 'layout-shift', buffered: true });
        new PerformanceObserver(list => done({ lcp: list.getEntries().at(-1).startTime, shift }))
            .observe({ type: 'largest-contentful-paint', buffered: true });
    }));
    await context.close();
    return { ...told, bytes };
}

const db = database(program, 'demo'), server = await serve(program, db);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const visits = [];
for (let i = 0; i < VISITS; i++)
    visits.push(await visit(browser, `${server.url}/lieux`));
await browser.close();
await server.stop();
db.remove();
const [lcp, bytes, shift] = ['lcp', 'bytes', 'shift'].map(name => median(visits.map(v => v[name])));
line('Contenu principal de /lieux, 410 kbit/s, 400 ms, processeur ÷ 4', `${(lcp / 1000).toFixed(2).replace('.', ',')} s`, '≤ 2,5 s', lcp <= LIMIT_MS);
line('Ce que /lieux transfère, navigateur sans cache', `${Math.round(bytes / 1024)} Kio`, '≤ 100 Kio', bytes <= LIMIT_BYTES);
line('Ce qui bouge pendant le chargement (CLS)', shift.toFixed(3).replace('.', ','), '≤ 0,1', shift <= LIMIT_SHIFT);
