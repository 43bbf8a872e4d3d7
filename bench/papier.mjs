// SPDX-License-Identifier: AGPL-3.0-or-later
// The booklet of a département against WeasyPrint: the 126 places of the demonstration, A4 in two columns with their
// contents, the same texts and letters. Runs alone, once `scripts/deps bench` has installed WeasyPrint and poppler:
//
//     scripts/node bench/papier.mjs [PROGRAM]             default: build/ensemble
//
// Each tool is measured twice: the whole command, and, for WeasyPrint, the page alone once everything is loaded, which is
// held against our whole command. Median of 5 and of 3. Exit status 1 under 10 times, or over 200 ms.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const program = resolve(process.argv[2] ?? join(root, 'build', 'ensemble'));
const folder = mkdtempSync(join(tmpdir(), 'ensemble-papier-'));
const env = { ...process.env, ENSEMBLE_DB: `sqlite:${join(folder, 'demo.db')}`, ENSEMBLE_TELEPHONE: '02 61 91 00 28' };
const ensemble = (args, input) => execFileSync(program, args, { env, input, encoding: 'utf8', maxBuffer: 64e6, stdio: ['pipe', 'pipe', 'ignore'] });
const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const escaped = text => String(text).replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

function timed(n, run) {
    return median(Array.from({ length: n }, () => { const from = performance.now(); run(); return performance.now() - from; }));
}

function booklet(places) {
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
for _ in range(3):
    start = time.monotonic()
    HTML(sys.argv[1]).write_pdf(sys.argv[2])
    times.append((time.monotonic() - start) * 1000)
print(sorted(times)[1])
`;

try {
    ensemble(['demo']);
    const places = JSON.parse(ensemble(['exporter', 'lieux', '--format', 'standard-json']));
    const html = join(folder, 'livret.html'), ours = join(folder, 'ensemble.pdf'), theirs = join(folder, 'weasyprint.pdf');
    writeFileSync(html, booklet(places));
    const us = timed(5, () => ensemble(['livret', 'lieux', ours]));
    const whole = timed(3, () => execFileSync('weasyprint', ['-q', html, theirs]));
    const inside = spawnSync('/usr/bin/python3', ['-c', script, html, theirs], { encoding: 'utf8' });
    if (inside.status !== 0) throw new Error(inside.stderr);
    const alone = Number(inside.stdout);
    for (const file of [ours, theirs]) {
        const text = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8', maxBuffer: 64e6 }).replace(/\s+/g, ' ');
        const missing = places.filter(p => !text.includes(p.nom.replace(/\s+/g, ' ')));
        if (missing.length > 0) throw new Error(`${file} : ${missing.length} lieux manquent`);
    }
    const pages = file => /Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [file], { encoding: 'utf8' }))[1];
    const version = execFileSync('weasyprint', ['--version'], { encoding: 'utf8' }).trim();
    console.log(`Livret de ${places.length} lieux, A4 : ensemble ${us.toFixed(0)} ms (commande entière, ${pages(ours)} pages, ${statSync(ours).size} o) ; `
        + `${version} ${whole.toFixed(0)} ms (commande entière, ${pages(theirs)} pages), ${alone.toFixed(0)} ms (tout étant chargé)`);
    console.log(`Rapport : ${(alone / us).toFixed(1)} × (limite 10), ${(whole / us).toFixed(1)} × d’une commande à l’autre`);
    process.exitCode = alone >= 10 * us && us <= 200 ? 0 : 1;
} finally {
    rmSync(folder, { recursive: true, force: true });
}
