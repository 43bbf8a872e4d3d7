// SPDX-License-Identifier: AGPL-3.0-or-later
// The server as its users meet it, run by tests/suites.d/service.both, once on each engine.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { check, end, engine, file, freePort, freshUrl, get, load, postgres, raw, run, serve, test, until } from './harness.mjs';
import { COLUMNS, csv, many, place, read } from './places.mjs';

const PAGES = ['/', '/lieux', '/lieux?q=mairie', '/lieux/bon-1', '/api/v1/lieux?limite=50', '/api/v1/lieux/bon-1', '/lieux.csv?q=mairie', '/credits', '/plan-du-site', '/sante'];
const shown = (r) => `état ${r.status}\n${r.err.slice(0, 1000)}`;

async function importer(url, path, source = 'Essai', ...more) {
    return run(url, 'importer', 'lieux', path, '--source', source, ...more);
}
async function exported(url, format = 'standard-csv') {
    // What was received, even where the standard refuses it.
    const r = await run(url, 'exporter', 'lieux', '--format', format, ...(format.startsWith('standard-') ? ['--tel-quel'] : []));
    check(r.status === 0, `exporter : ${shown(r)}`);
    return r.out.toString();
}
const total = async (server, query) => JSON.parse((await get(server, `/api/v1/lieux?limite=1&${query}`)).text).total;

const url = freshUrl();
check((await importer(url, file('bon.csv', csv([place('bon-1')])))).status === 0, 'un bon fichier est refusé');
const moteur = await engine(url);
const server = await serve(url);

// ---- what is taken from it ----------------------------------------------------------------------------------------------

const held = (s) => readdirSync(`/proc/${s.child.pid}/task`).map((t) => {
    const status = readFileSync(`/proc/${s.child.pid}/task/${t}/status`, 'utf8');
    return `${/^Seccomp:\s+(\d)/m.exec(status)[1]}${/^NoNewPrivs:\s+(\d)/m.exec(status)[1]}`;
});

await test('chaque fil du service est restreint ; le réglage l’ôte', async () => {
    const threads = held(server);
    check(threads.length > 3 && threads.every((t) => t === '21'), `fils : ${threads.join(' ')}`);
    const open = await serve(freshUrl(), { confinement: 'non' });
    check(held(open).every((t) => t[0] === '0'), `sans confinement : ${held(open).join(' ')}`);
    await open.stop();
});

// ---- a command while the site is being read -----------------------------------------------------------------------------

const thousands = file('milliers.csv', csv(many('charge', 4000)));

await test('un import pendant la charge : tout est répondu, les lieux arrivent', async () => {
    const reading = load(server, PAGES);
    await until('charge', 60000, () => reading.answered >= 50);
    const before = reading.answered, r = await importer(url, thousands, 'Charge');
    const during = reading.answered - before;
    check(r.status === 0, shown(r));
    await until('4000 lieux servis', 60000, async () => await total(server, 'q=charge') === 4000);
    await reading.end();
    check(during >= 20, `${during} réponses seulement pendant l’import`);
    check(reading.bad.length + reading.refused === 0, `${reading.bad.length} mauvaises réponses, ${reading.refused} refus : ${reading.bad[0]}`);
    check((await get(server, '/lieux/charge-3999')).text.includes('Lieu charge 3999'), 'la fiche du dernier lieu');
});

await test('l’import passe par la prise du serveur (SQLite), à côté de lui (PostgreSQL)', async () => {
    const path = url.replace('sqlite:', '');
    check(existsSync(`${path}.socket`) === !postgres, 'prise de commande');
    if (!postgres)
        check(readFileSync(`${path}.verrou`, 'utf8') === String(server.child.pid), 'le verrou n’est pas au serveur');
});

await test('le même fichier une seconde fois ne change rien', async () => {
    const before = await exported(url), etag = (await get(server, '/api/v1/lieux')).headers.etag;
    const r = await importer(url, thousands, 'Charge');
    check(r.status === 0 && /Rien n’a changé/.test(r.err), shown(r));
    check(await exported(url) === before, 'la base a changé');
    check(etag && (await get(server, '/api/v1/lieux')).headers.etag === etag, 'les pages ont été refaites');
});

// ---- two servers --------------------------------------------------------------------------------------------------------

await test('un second serveur sur la même base : refusé (SQLite), admis (PostgreSQL)', async () => {
    if (!postgres) {
        const r = await run(url, 'servir', '--port', String(await freePort()));
        check(r.status === 6, `état 6 attendu : ${shown(r)}`);
        check(r.err.includes('est utilisée par un autre programme') && r.err.includes(String(server.child.pid)), shown(r));
        check(r.err.includes('C’est le serveur') && r.err.includes('systemctl stop ensemble'), shown(r));
        check(existsSync(`${url.replace('sqlite:', '')}.socket`), 'la prise du premier a disparu');
    } else {
        const second = await serve(url);
        check((await importer(url, file('deux.csv', csv(many('deux', 3))), 'Deux')).status === 0, 'import');
        for (const one of [server, second])
            await until('les deux montrent les nouveaux lieux', 60000, async () => await total(one, 'q=deux') === 3);
        check(await second.stop() === 0, 'arrêt du second');
    }
    check((await get(server, '/lieux')).status === 200, 'le premier ne répond plus');
});

await test('une commande qui veut la base pour elle : dit qui la tient (SQLite), la prend (PostgreSQL)', async () => {
    const r = await run(url, 'migrer');
    check(r.status === (postgres ? 0 : 6), shown(r));
    check(/(C’est le serveur|La base est à jour)/.test(r.err), shown(r));
});

await test('un second serveur sur le même port : refusé', async () => {
    const r = await run(freshUrl(), 'servir', '--port', String(server.port));
    check(r.status === 7 && r.err.includes(`port ${server.port}`) && r.err.includes('un autre programme écoute déjà là'), shown(r));
});

// ---- injection ----------------------------------------------------------------------------------------------------------

const ATTACKS = [
    `'; DROP TABLE lieu; --`,
    `"><script>alert(1)</script>`,
    `" onmouseover="alert(1)`,
    `' onfocus='alert(1)`,
    `</title><img src=x onerror=alert(1)>`,
    `javascript:alert(1)`,
    `=HYPERLINK("http://example.org";"ici")`,
    `@SUM(1+1)*cmd|' /C calc'!A0`,
    `{{7*7}}\${7*7}%s%n`,
];
const FREE = ['id', 'nom', 'commune', 'adresse', 'complement_adresse', 'horaires', 'presentation_resume', 'presentation_detail', 'source', 'structure_parente', 'autres_formations_labels'];
const attacked = COLUMNS.flatMap((c) => ATTACKS.map((attack, i) =>
    place(`inj-${c}-${i}`, { nom: `Injection ${c} ${i}`, [c]: c === 'id' ? `${attack}${i}` : attack })));

// What a browser would run: an element or an attribute that no view of ours writes.
function live(html) {
    const tags = html.replaceAll(/<!--.*?-->/gs, '').match(/<[a-z!/][^>]*>/gi) ?? [];
    return tags.find((t) => (/^<script/i.test(t) && !/^<script( type="module"| defer| async)* src="\/a\/[^"]*"( type="module"| defer| async)*>$/.test(t)) ||
        /\son[a-z]+\s*=/i.test(t.replaceAll(/"[^"]*"/g, '""')) || /(href|src|action)="\s*(javascript|data|vbscript):/i.test(t) || /<img src=x/.test(t));
}

const listed = [];
await test('injection : les lieux entrent, les textes libres tels quels', async () => {
    const r = await importer(url, file('injection.csv', csv(attacked)), 'Injection');
    check(r.status === 0, shown(r));
    listed.push(...read(await exported(url)).filter((l) => attacked.some((a) => a.id === l.id)));
    for (const c of FREE) {
        const kept = ATTACKS.filter((attack, i) => attacked.some((a) => a[c] === (c === 'id' ? `${attack}${i}` : attack) && listed.some((l) => l.id === a.id && l[c] === a[c])));
        check(kept.length === ATTACKS.length, `${c} : ${kept.length} gardés sur ${ATTACKS.length}`);
    }
});
const served = (id) => get(server, `/api/v1/lieux/${encodeURIComponent(id)}`);

await test('injection : l’interface de programmation les rend octet pour octet', async () => {
    await until('lieux servis', 60000, async () => (await served(listed.at(-1).id)).status === 200);
    for (const lieu of listed) {
        const got = JSON.parse((await served(lieu.id)).text);
        for (const c of COLUMNS) {
            const number = c === 'latitude' || c === 'longitude', wanted = number && Number.isNaN(Number(lieu[c])) ? '' : lieu[c];
            check(String(got[c] ?? '') === wanted, `${lieu.id}, ${c} : ${JSON.stringify(got[c])} au lieu de ${JSON.stringify(lieu[c])}`);
        }
    }
});

await test('injection : la fiche ne la montre qu’en texte', async () => {
    let escaped = 0;
    for (const lieu of listed) {
        const page = await get(server, `/lieux/${encodeURIComponent(lieu.id)}`);
        check(page.status === 200, `${lieu.id} : ${page.status}`);
        check(!live(page.text), `${lieu.id} : ${live(page.text)}`);
        escaped += page.text.includes('&lt;script&gt;alert(1)&lt;/script&gt;');
    }
    check(escaped >= 6, `vue dans ${escaped} fiches seulement`);
});

await test('injection : la liste ne la montre qu’en texte', async () => {
    let seen = '';
    for (let page = 1; ; page++) {
        const answer = await get(server, `/lieux?q=injection&tri=nom${page > 1 ? `&page=${page}` : ''}`);
        check(answer.status === 200 && !live(answer.text), `page ${page} : ${answer.status} ${live(answer.text)}`);
        seen += answer.text;
        if (!answer.text.includes(`page=${page + 1}`))
            break;
    }
    check(seen.includes('&lt;script&gt;alert(1)'), 'elle n’y est pas');
    for (const attack of ATTACKS) {
        const answer = await get(server, `/lieux?q=${encodeURIComponent(attack)}&commune=${encodeURIComponent(attack)}`);
        check([200, 303, 308].includes(answer.status) && !live(answer.text), `recherche : ${answer.status} ${live(answer.text)}`);
    }
});

await test('la détection elle-même voit ce qui est planté', async () => {
    for (const bad of ['<p>"><script>alert(1)</script>', '<a title="" onmouseover="alert(1)">', '<a href="javascript:alert(1)">', '<img src=x onerror=alert(1)>'])
        check(live(bad), bad);
    check(!live('<p title="&quot; onmouseover=&quot;alert(1)">&lt;script&gt;</p><script type="module" src="/a/x.js"></script>'), 'page saine');
});

await test('injection : /lieux.csv désarme les formules', async () => {
    const answer = await get(server, '/lieux.csv'), rows = read(answer.text);
    let guarded = 0;
    for (const lieu of listed) {
        const row = rows.find((r) => r.id === lieu.id || r.id === `'${lieu.id}`);
        check(row, `${lieu.id} n’y est pas`);
        for (const c of COLUMNS) {
            const sent = row[c], value = lieu[c];
            check(!/^[=@\t\r]/.test(sent) && !/^[+-](?![\d ().]*$)/.test(sent), `${lieu.id}, ${c} : ${sent}`);
            check(sent === value || (sent === `'${value}` && ++guarded), `${lieu.id}, ${c} : « ${sent} » au lieu de « ${value} »`);
        }
    }
    check(guarded >= 2 * FREE.length, `${guarded} cases désarmées seulement`);
});

await test('injection : exporté, importé ailleurs, exporté : les mêmes octets', async () => {
    const first = await exported(url), other = freshUrl(), source = 'Injection';
    const r = await importer(other, file('retour.csv', first), source);
    check(r.status === 0, shown(r));
    check(await exported(other) === first, 'des octets diffèrent');
    for (const row of read(first).filter((l) => listed.some((o) => o.id === l.id))) {
        const sent = attacked.find((a) => a.id === row.id);
        for (const c of FREE)
            check(row[c] === (sent[c] ?? ''), `${row.id}, ${c} : ${row[c]}`);
    }
});

// ---- errors -------------------------------------------------------------------------------------------------------------

const BROWSER = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'Accept-Language': 'fr' };

function isPage(a, status, words) {
    check(a.status === status, `état ${a.status} au lieu de ${status}`);
    check(a.headers['content-type'] === 'text/html; charset=utf-8', `type ${a.headers['content-type']}`);
    for (const part of ['<html lang="fr"', '<header', '<main', '<footer', '<h1', 'rel="stylesheet"', '</html>'])
        check(a.text.includes(part), `${part} manque`);
    check(words.test(a.text), `${words} manque : ${/<h1.*?<\/p>/s.exec(a.text)?.[0]}`);
    check(a.headers['content-security-policy']?.includes("default-src 'self'"), 'politique de sécurité');
    check(!/private|max-age=[1-9]/.test(a.headers['cache-control'] ?? ''), 'une erreur ne se garde pas');
}
function isProblem(a, status, name) {
    check(a.status === status, `état ${a.status} au lieu de ${status}`);
    check(/^application\/json/.test(a.headers['content-type']), `type ${a.headers['content-type']}`);
    const told = JSON.parse(a.text);
    check(told.erreur === name && told.message.length > 10, a.text);
    return told;
}
const page = (path, more = {}) => get(server, path, { ...more, headers: { ...BROWSER, ...more.headers } });

await test('400 : demande illisible', async () => {
    isPage(await page('/lieux/%zz'), 400, /Demande illisible/);
    isPage(await page('/lieux.csv?rayon_km=zzz'), 400, /Demande illisible/);
    isPage(await raw(server, 'GET /lieux HTTP/1.1\r\n\r\n'), 400, /Demande illisible/);
    const told = isProblem(await page('/api/v1/lieux?limite=0&bbox=a'), 400, 'invalid');
    check(['limite', 'bbox'].every((c) => told.champs.some((f) => f.champ === c && f.message.length > 10)), JSON.stringify(told));
    isProblem(await raw(server, 'GET /api/v1/lieux HTTP/1.1\r\n\r\n'), 400, 'invalid');
});
await test('404 : page introuvable', async () => {
    for (const path of ['/nulle-part', '/lieux/inconnu', '/a/nulle-part.css', '/lieux/a/b/c'])
        isPage(await page(path), 404, /introuvable/);
    for (const path of ['/api/v1/nulle-part', '/api/v1/lieux/inconnu'])
        isProblem(await page(path), 404, 'not_found');
});
await test('405 : méthode, avec celles qui sont admises', async () => {
    const a = await page('/lieux', { method: 'POST' });
    isPage(a, 405, /Action impossible/);
    check(a.headers.allow === 'GET, HEAD, OPTIONS', a.headers.allow);
    const j = await page('/api/v1/lieux', { method: 'DELETE' });
    check(j.headers.allow === 'GET, HEAD, OPTIONS', j.headers.allow);
    isProblem(j, 405, 'method');
});
await test('410 : un lieu qui n’est plus dans sa source', async () => {
    check((await importer(url, file('parti.csv', csv(many('parti', 2))), 'Parti')).status === 0, 'import');
    await until('lieu servi', 60000, async () => (await get(server, '/lieux/parti-1')).status === 200);
    check((await importer(url, file('reste.csv', csv(many('parti', 1))), 'Parti')).status === 0, 'second import');
    await until('lieu disparu', 60000, async () => (await get(server, '/lieux/parti-1')).status === 410);
    isPage(await page('/lieux/parti-1'), 410, /Lieu parti 1/);
    isProblem(await page('/api/v1/lieux/parti-1'), 404, 'not_found');
    check((await get(server, '/lieux/parti-0')).status === 200, 'celui qui reste');
});
await test('413, 414, 431 : trop grand', async () => {
    const big = (path) => raw(server, `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n`);
    isPage(await big('/lieux'), 413, /trop lourd/);
    isProblem(await big('/api/v1/lieux'), 413, 'too_large');
    isPage(await page(`/lieux?q=${'a'.repeat(9000)}`), 414, /trop longue/);
    isProblem(await page(`/api/v1/lieux?q=${'a'.repeat(9000)}`), 414, 'too_large');
    isPage(await page('/lieux', { headers: { Cookie: 'a'.repeat(9000) } }), 431, /trop longue/);
    isProblem(await page('/api/v1/lieux', { headers: { Cookie: 'a'.repeat(9000) } }), 431, 'too_large');
});

// The answers to many requests at once, until one has the status that is looked for; among requests for a page made on
// the pool, so that some are always waiting there, were there one loop and one processor only.
async function provoke(one, path, headers, status) {
    const wave = async () => {
        const others = Array.from({ length: 32 }, () => get(one, '/credits', { headers }));
        const found = await Promise.all(Array.from({ length: 32 }, () => get(one, path, { headers })));
        await Promise.all(others);
        return found.find((a) => a.status === status);
    };
    const found = await until(`une réponse ${status}`, 60000, wave);
    check(/^[1-9][0-9]*$/.test(found.headers['retry-after']), `Retry-After : ${found.headers['retry-after']}`);
    check((await get(one, path, { headers })).status === 200, 'le calme revenu, la réponse aussi');
    return found;
}
await test('503 : trop de travail, et l’heure de revenir', async () => {
    const busy = await serve(freshUrl(), { ouvriers: 1, file_max: 1, boucles: 1 });
    isPage(await provoke(busy, '/credits', BROWSER, 503), 503, /très sollicité/);
    check(await busy.stop() === 0, 'arrêt');
});
await test('429 : trop de demandes d’une adresse, derrière le mandataire', async () => {
    const strict = await serve(freshUrl(), { proxies: '127.0.0.1', connexions_par_adresse: 1, boucles: 1 });
    isPage(await provoke(strict, '/credits', { ...BROWSER, 'X-Forwarded-For': '192.0.2.7' }, 429), 429, /Trop de demandes/);
    isProblem(await provoke(strict, '/api/v1/lieux', { ...BROWSER, 'X-Forwarded-For': '192.0.2.7' }, 429), 429, 'busy');
    check(await strict.stop() === 0, 'arrêt');
});

// ---- the stop -----------------------------------------------------------------------------------------------------------

await test('arrêt demandé sous la charge : ce qui a été accepté est fait, état 0', async () => {
    const reading = load(server, PAGES), written = [];
    let stopping = false;
    const writing = Promise.all([0, 1, 2].map(async (who) => {
        for (let i = 0; !stopping || i === 0; i++) {
            const name = `arret-${who}-${i}`, r = await importer(url, file(`${name}.csv`, csv(many(name, 300))), name);
            written.push({ name, ...r });
        }
    }));
    await until('des imports finis et la charge', 60000, () => written.length >= 3 && reading.answered >= 50);
    const began = Date.now(), status = await (stopping = true, server.stop());
    await Promise.all([writing, reading.end()]);
    check(status === 0, `état ${status}`);
    check(Date.now() - began < 20000, 'trop long');
    check(reading.bad.length === 0, `${reading.bad.length} mauvaises réponses : ${reading.bad[0]}`);
    const after = await exported(url);
    for (const w of written) {
        const there = after.split(`\r\n${w.name}-`).length - 1;
        check(there === (w.status === 0 ? 300 : 0), `${w.name} : état ${w.status}, ${there} lieux sur 300\n${w.err.slice(0, 400)}`);
        check(w.status === 0 || [6, 7].includes(w.status), `${w.name} : ${shown(w)}`);
    }
    check(existsSync(`${url.replace('sqlite:', '')}.socket`) === false, 'la prise reste');
    check((await run(url, 'verifier')).status === 0, 'la base est abîmée');
});

end(moteur);
