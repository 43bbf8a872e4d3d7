// SPDX-License-Identifier: AGPL-3.0-or-later
// Paper: the booklet of the 126 places of the demonstration, A4 in two columns with their contents, against WeasyPrint with
// the same texts and letters; then what a large directory costs the others.
//
//     scripts/node bench/papier.mjs [PROGRAM [places.csv]]      part of make bench; default: build/ensemble, no large directory
//
// WeasyPrint is measured twice: the whole command, and the document alone once everything is loaded, which is held against
// our whole command. Medians of five; the server's time is that of its processor, so that what else the machine does is
// not in it. Exit status 1 as soon as a limit is missed.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { database, line, median, ms, serve } from './outils.mjs';

const root = resolve(import.meta.dirname, '..');
const program = resolve(process.argv[2] ?? join(root, 'build', 'ensemble')), large = process.argv[3];
const ROUNDS = 5;
const escaped = text => String(text).replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

async function timed(run) {
    const times = [];
    for (let i = 0; i < ROUNDS; i++) {
        const from = performance.now();
        await run();
        times.push(performance.now() - from);
    }
    return median(times);
}

function booklet(places, ensemble) {
    const prose = ensemble(['horaires', 'dire', '-'], places.map(p => p.horaires ?? '').join('\n') + '\n').split('\n');
    const byTown = new Map();
    places.forEach((p, i) => byTown.set(p.commune, [...byTown.get(p.commune) ?? [], { ...p, prose: prose[i] }]));
    const towns = [...byTown].sort(([a], [b]) => a.localeCompare(b, 'fr'));
    const fonts = join(root, 'node_modules/@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-latin');
    const fact = (name, value) => value ? `<br><b>${name} :</b> ${escaped(String(value).replaceAll('|', ', '))}` : '';
    return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Se faire aider avec le numérique</title><style>
@font-face { font-family: A; src: url(file://${fonts}-400-normal.woff2) } @font-face { font-family: A; font-weight: 700; src: url(file://${fonts}-700-normal.woff2) }
@page { size: A4; margin: 18mm; @bottom-left { content: "Source : annuaire. À vérifier par téléphone."; font: 8pt A } @bottom-right { content: "page " counter(page) "/" counter(pages); font: 8pt A } }
body { font: 9.5pt/1.3 A } h1 { font-size: 21pt } h2 { font-size: 15pt; break-after: avoid } h3 { font-size: 12pt; break-after: avoid }
.deux { columns: 2; column-gap: 7mm } article { break-inside: avoid } nav { break-after: page } nav a::after { content: " p. " target-counter(attr(href), page) }
</style></head><body><h1>Se faire aider avec le numérique</h1><p>${places.length} lieux</p>
<nav class="deux">${towns.map(([town], i) => `<p><a href="#t${i}">${escaped(town)}</a></p>`).join('')}</nav><div class="deux">
${towns.map(([town, list], i) => `<h2 id="t${i}">${escaped(town)}</h2>` + list.map(p => `<article><h3>${escaped(p.nom)}</h3><p>${escaped(p.adresse)}, ${p.code_postal} ${escaped(p.commune)}<br><b>Téléphone :</b> <a href="tel:${p.telephone}">${p.telephone ?? 'non communiqué'}</a>${fact('Horaires', p.prose)}${fact('Pour', p.services)}${fact('Coût', p.frais_a_charge)}${fact('Accueil', p.prise_en_charge_specifique)}${fact('Comment', p.modalites_acces)}</p></article>`).join('')).join('')}
</div></body></html>`;
}

const script = `import sys, time
from weasyprint import HTML
HTML(string='<p>x</p>').write_pdf()
times = []
for _ in range(5):
    start = time.monotonic()
    HTML(sys.argv[1]).write_pdf(sys.argv[2])
    times.append((time.monotonic() - start) * 1000)
print(sorted(times)[2])
`;

async function against() {
    const db = database(program, 'demo');
    const places = JSON.parse(db.run(['exporter', 'lieux', '--format', 'standard-json']));
    const html = join(db.folder, 'livret.html'), ours = join(db.folder, 'ensemble.pdf'), theirs = join(db.folder, 'weasyprint.pdf');
    writeFileSync(html, booklet(places, db.run));
    const us = await timed(() => db.run(['livret', 'lieux', ours]));
    const whole = await timed(() => execFileSync('weasyprint', ['-q', html, theirs]));
    const inside = spawnSync('/usr/bin/python3', ['-c', script, html, theirs], { encoding: 'utf8' });
    if (inside.status !== 0)
        throw new Error(inside.stderr);
    for (const file of [ours, theirs]) {
        const text = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8', maxBuffer: 64e6 }).replace(/\s+/g, ' ');
        const missing = places.filter(p => !text.includes(p.nom.replace(/\s+/g, ' ')));
        if (missing.length > 0)
            throw new Error(`${file}: ${missing.length} places are missing`);
    }
    const server = await serve(program, db);
    const before = server.cpu();
    const asked = await timed(async () => {
        const answer = await fetch(`${server.url}/documents/livret.pdf`);
        if (answer.status !== 200 || (await answer.arrayBuffer()).byteLength < 10000)
            throw new Error(`the booklet: ${answer.status}`);
    });
    const cpu = (server.cpu() - before) / ROUNDS;
    await server.stop();
    const alone = Number(inside.stdout), version = execFileSync('weasyprint', ['--version'], { encoding: 'utf8' }).trim();
    const pages = file => /Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [file], { encoding: 'utf8' }))[1];
    line(`Livret de ${places.length} lieux, A4, demandé au serveur`, `${ms(cpu)} de processeur, ${ms(asked)} d’attente, ${pages(ours)} pages, ${Math.round(statSync(ours).size / 1024)} Kio`,
        '≤ 200 ms', cpu <= 200);
    line(`Livret de ${places.length} lieux, la commande entière`, `${(alone / us).toFixed(1).replace('.', ',')} × (${ms(us)})`, '≥ 10 ×', alone >= 10 * us,
        `${version} : ${ms(alone)} une fois chargé, ${ms(whole)} la commande, ${pages(theirs)} pages`);
    db.remove();
}

// A page asked for again and again while something long goes on: the longest that it was waited for.
async function longestWait(url, long) {
    let over = false, worst = 0;
    const done = long().finally(() => { over = true; });
    while (!over) {
        const from = performance.now();
        await (await fetch(url)).arrayBuffer();
        worst = Math.max(worst, performance.now() - from);
    }
    return [worst, await done];
}

// The demonstration and as many places of the bench as make `places`, put in its communes so that one booklet holds all of them.
async function ofMany(csv, places, expected) {
    const db = database(program, 'demo');
    const real = JSON.parse(db.run(['exporter', 'lieux', '--format', 'standard-json']));
    const [head, ...rows] = readFileSync(csv, 'utf8').trimEnd().split('\r\n');
    const moved = rows.slice(0, places - real.length).map((row, i) => {
        const cells = row.split(','), { commune, code_postal, code_insee } = real[i % real.length];
        return [...cells.slice(0, 3), commune, code_postal, code_insee, ...cells.slice(6)].join(',');
    });
    const file = join(db.folder, 'lieux.csv');
    writeFileSync(file, [head, ...moved].join('\r\n') + '\r\n');
    db.run(['importer', 'lieux', file, '--source', 'Banc de mesure']);
    const server = await serve(program, db);
    const from = performance.now();
    const [wait, answer] = await longestWait(`${server.url}/lieux`, async () => {
        const a = await fetch(`${server.url}/documents/livret.pdf`), body = await a.text();
        return { status: a.status, said: body.includes('c’est trop pour un livret'), took: performance.now() - from };
    });
    await server.stop();
    db.remove();
    if (answer.status !== expected || answer.said !== (expected === 400))
        throw new Error(`the booklet of ${places} places: ${answer.status} instead of ${expected}`);
    return { ...answer, wait };
}

await against();
if (large) {
    const refused = await ofMany(large, 25000, 400), longest = await ofMany(large, 1500, 200);
    line('Livret de 25 000 lieux', `refusé en ${ms(refused.took)}`, '≤ 10 s', refused.took <= 10000);
    line('Livret de 1 500 lieux, le plus long permis', ms(longest.took), '≤ 10 s', longest.took <= 10000);
    line('Page de liste demandée pendant ce temps, la plus lente', ms(longest.wait), '≤ 500 ms', longest.wait <= 500);
}
