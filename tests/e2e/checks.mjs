// SPDX-License-Identifier: AGPL-3.0-or-later
// The checkers: axe with the RGAA tags, vnu, html-validate, and our own for what they do not see.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HtmlValidate } from 'html-validate';
import { root } from './support.mjs';

const require = createRequire(import.meta.url);
const axeCode = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'RGAAv4', 'best-practice'];

// Run as code of the inspector, so that the page's own security policy stays as it is.
export async function axe(page) {
    const session = await page.context().newCDPSession(page);
    const there = await session.send('Runtime.evaluate', { expression: 'typeof globalThis.axe?.run', returnByValue: true });
    if (there.result.value !== 'function') await session.send('Runtime.evaluate', { expression: axeCode });
    const expression = `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then((r) => JSON.stringify(
        r.violations.map((v) => v.id + ' : ' + v.nodes.map((n) => n.target.join(' ')).join(', '))))`;
    const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    await session.detach();
    return JSON.parse(result.value);
}

// Rules of taste are left out; those that help a reader stay (front.md, 6).
const htmlValidate = new HtmlValidate({
    root: true,
    extends: ['html-validate:recommended'],
    rules: {
        'doctype-style': 'off', 'tel-non-breaking': 'off', 'long-title': 'off', 'no-trailing-whitespace': 'off',
        'form-dup-name': ['error', { shared: ['radio', 'button', 'reset', 'submit', 'checkbox'] }],
    },
});

export async function htmlFaults(html) {
    const report = await htmlValidate.validateString(html);
    return report.results.flatMap((r) => r.messages.map((m) => `${m.line}: ${m.ruleId} ${m.message}`));
}

export async function vnuFaults(files) {
    const jar = join(root, 'node_modules/vnu-jar/build/dist/vnu.jar');
    const args = ['-jar', jar, '--format', 'json', '--exit-zero-always', '--stdout', ...files];
    const { stdout } = await promisify(execFile)('java', args, { maxBuffer: 64 << 20 });
    return JSON.parse(stdout).messages
        .filter((m) => m.type === 'error')
        .map((m) => `${m.url}:${m.lastLine} ${m.message}`);
}

// What the page is, read in the page: one title, one h1, headings in order, skip link first, labelled tables.
export async function ownFaults(page) {
    return page.evaluate(() => {
        const faults = [];
        const all = (s) => [...document.querySelectorAll(s)];
        if (all('h1').length !== 1) faults.push(`${all('h1').length} h1`);
        let level = 0;
        for (const h of all('h1, h2, h3, h4, h5, h6')) {
            const n = Number(h.tagName[1]);
            if (n > level + 1) faults.push(`titre sauté : ${h.textContent}`);
            level = n;
        }
        const first = document.querySelector('a, button, input, select, textarea, summary, [tabindex]');
        if (!first?.matches('a.evitement[href="#contenu"]')) faults.push('le premier lien ne mène pas au contenu');
        if (!document.querySelector('main#contenu')) faults.push('pas de main#contenu');
        for (const t of all('table')) {
            if (!t.caption) faults.push('tableau sans titre');
            if ([...t.querySelectorAll('th')].some((c) => !c.scope)) faults.push('th sans scope');
        }
        if (all('[style], style, script:not([src])').length) faults.push('style ou script dans la page');
        for (const f of all('[aria-describedby]')) {
            for (const id of f.getAttribute('aria-describedby').split(' ')) {
                if (!document.getElementById(id)) faults.push(`aria-describedby sans cible : ${id}`);
            }
        }
        return faults;
    });
}

// Figures of a diagnosis whose source is not one step away. A figure's source is a link beside it, or in the heading of its row or
// column, or in the caption; or the whole page is that of one indicator, or the row that of one file, with their licence.
export async function unsourced(page) {
    return page.evaluate(() => {
        const link = 'a[href^="#source"], a[href^="/diagnostic/indicateurs"], a[href^="/chiffres"]', figure = /\d/;
        const about = (root) => [...root.querySelectorAll('dt, td')].some((c) => (c.dataset.t ?? c.textContent) === 'Licence');
        const faults = [];
        if (about(document.querySelector('main dl') ?? document.createElement('dl'))) return faults;
        for (const t of document.querySelectorAll('main table')) {
            const heads = t.tHead?.rows[0]?.cells ?? [];
            for (const row of [...t.tBodies].flatMap((b) => [...b.rows])) {
                for (const c of row.querySelectorAll('td.n')) {
                    const near = [c, row.cells[0], heads[c.cellIndex], t.caption];
                    if (figure.test(c.textContent) && !about(row) && !near.some((e) => e?.querySelector(link)))
                        faults.push(`${t.caption?.textContent} : ${heads[c.cellIndex]?.textContent}, ${row.cells[0].textContent}`);
                }
            }
        }
        for (const p of document.querySelectorAll('main .chapo')) {
            const said = p.textContent.replace(/de 1 .*? à 10/, ''); // the scale is no figure
            if (figure.test(said) && !p.querySelector(link)) faults.push(said);
        }
        for (const a of document.querySelectorAll('main a[href^="#source"]')) {
            const told = document.getElementById(a.hash.slice(1))?.textContent ?? '';
            if (!/\.\s*$|Sources des chiffres/.test(told)) faults.push(`${a.hash} ne mène à rien`);
        }
        return [...new Set(faults)];
    });
}

// Nothing wider than the window, but what may scroll by itself.
export async function tooWide(page) {
    return page.evaluate(async () => {
        await document.fonts.ready;                // what the reader is left with, not what passes while a font comes
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
}

// Tab after tab: what has the focus is shown, inside the window, with an outline or another visible change.
export async function focusIsVisible(page) {
    return page.evaluate(() => {
        const e = document.activeElement;
        const inner = e.matches('a.rep') ? e.querySelector('circle:not(.zone)') : e;
        const style = getComputedStyle(inner);
        const box = e.getBoundingClientRect();
        const ring = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none';
        const stroke = e.matches('a.rep') && parseFloat(style.strokeWidth) >= 8;
        const label = e.closest('label') ? getComputedStyle(e.closest('label')) : null;
        const onLabel = label && parseFloat(label.outlineWidth) > 0 && label.outlineStyle !== 'none';
        const calendar = e.matches('input[type="date"]:not(:focus-visible)'); // its button, inside the field, that the browser outlines itself
        return (ring || stroke || onLabel || calendar) && box.bottom > 0 && box.right > 0;
    });
}

// Blanks before ; ? ! : » % €, curly apostrophes and ellipses, in what is read and in what is said.
export function typography(html) {
    const text = html
        .replace(/<(script|style|code|textarea)\b.*?<\/\1>/gs, '')
        .replace(/<[^>]*>/g, (tag) => [...tag.matchAll(/(?:aria-label|title|content|data-t)="([^"]*)"/g)].map((m) => `\n${m[1]}\n`).join(''))
        .replace(/&quot;/g, '"').replace(/&#39;/g, '\'').replace(/&amp;/g, '&')
        .replace(/\S+:\/\/\S*/g, '');
    const faults = text.match(/.{0,30}(?:[^\u202f\s][;?!](?=\s|$)| [;?!:»%€]|« |«[^\u00a0]|\p{L}'\p{L}|\.\.\.)/gmu) ?? [];
    // names come from the files, as their owners write them
    return faults.filter((f) => !/Vald'Y|Euréliennes d'I|Bailleau-l'É|Chaussée-d'I|Chapelle-d'A|Fresnay-l'É/.test(f));
}
