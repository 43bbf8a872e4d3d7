// SPDX-License-Identifier: AGPL-3.0-or-later
// What every file of this folder shares: the server under test (started once by run.mjs), the browser, the routes.

import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const root = new URL('../..', import.meta.url).pathname;
export const base = process.env.E2E_URL; // "http://127.0.0.1:PORT"
export const results = join(root, 'build-results/e2e');
export const routes = JSON.parse(process.env.E2E_ROUTES ?? '[]'); // paths that a browser can open, parameters filled in

export const modes = {
    clair: { viewport: { width: 1280, height: 900 } },
    sombre: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
    'couleurs-imposees': { viewport: { width: 1280, height: 900 }, forcedColors: 'active' },
    telephone: { viewport: { width: 320, height: 640 } },
};

export async function startBrowser() {
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
}

// A page at rest (a colour in transition is neither the one nor the other), that remembers what went wrong in it: console
// errors, refused by policy, requests to another host.
export async function openPage(browser, options = {}) {
    const context = await browser.newContext({ locale: 'fr-FR', reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    const faults = [];
    page.on('console', (m) => {
        if (m.type() === 'error' && !/status of 4\d\d|status of 5\d\d/.test(m.text())) faults.push(m.text());
    });
    page.on('pageerror', (e) => faults.push(String(e)));
    page.on('request', (r) => {
        const url = new URL(r.url());
        if (url.protocol !== 'data:' && url.origin !== base) faults.push(`autre hôte : ${r.url()}`);
    });
    page.faults = faults;
    return page;
}

// Presses what leads to another page, and is there: an answer that only began would be read half.
export async function follow(page, what) {
    await Promise.all([page.waitForNavigation(), what.click()]);
}

export function slug(path) {
    return path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'accueil';
}

export async function keep(page, path, state) {
    mkdirSync(join(results, 'images'), { recursive: true });
    await page.screenshot({ path: join(results, 'images', `${slug(path)}.${state}.png`), fullPage: true });
}
