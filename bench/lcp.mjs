// SPDX-License-Identifier: AGPL-3.0-or-later
// How soon a page shows its main content on a slow line and a slow processor: 410 kbit/s, 100 ms of delay, processor
// slowed four times, nothing in cache. Prints the median of five visits; exit status 1 over 2.5 s or 100 KB.
//
//     node bench/lcp.mjs http://127.0.0.1:8080/lieux
import { chromium } from 'playwright-core';

const url = process.argv[2];
const VISITS = 5, LIMIT_MS = 2500, LIMIT_BYTES = 100 * 1024;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const times = [], sizes = [];
for (let i = 0; i < VISITS; i++) {
    const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 360, height: 640 } });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    let bytes = 0;
    await cdp.send('Network.enable');
    cdp.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await cdp.send('Network.emulateNetworkConditions',
        { offline: false, latency: 100, downloadThroughput: 410000 / 8, uploadThroughput: 410000 / 8 });
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto(url, { waitUntil: 'networkidle' });
    times.push(await page.evaluate(() => new Promise((done) => {
        new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
            .observe({ type: 'largest-contentful-paint', buffered: true });
    })));
    sizes.push(bytes);
    await context.close();
}
await browser.close();
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const lcp = median(times), weight = median(sizes);
console.log(`${url} : contenu principal à ${(lcp / 1000).toFixed(2)} s (≤ 2,50), ${Math.round(weight / 1024)} Ko (≤ 100)`);
process.exitCode = lcp <= LIMIT_MS && weight <= LIMIT_BYTES ? 0 : 1;
