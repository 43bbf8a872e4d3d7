// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps the page /hors-ligne, and nothing that is somebody's. The page itself comes from the network when there is one; what
// it loads bears the hash of its content in its name.

const CACHE = 'hors-ligne asset:horsligne.js asset:horsligne-envoi.js asset:horsligne-file.js asset:style.css';
const PAGE = '/hors-ligne';
const FILES = [PAGE, 'asset:horsligne.js', 'asset:horsligne-envoi.js', 'asset:horsligne-file.js', 'asset:style.css', 'asset:favicon.svg',
    'asset:atkinson-hyperlegible-400.woff2', 'asset:atkinson-hyperlegible-700.woff2', '/hors-ligne/application.webmanifest'];
const PATIENCE_MS = 4000;

addEventListener('install', (event) => {
    event.waitUntil(caches.open(CACHE).then((c) => c.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener('activate', (event) => {
    event.waitUntil(caches.keys()
        .then((names) => Promise.all(names.filter((n) => n.startsWith('hors-ligne ') && n !== CACHE).map((n) => caches.delete(n))))
        .then(() => clients.claim()));
});

async function page() {
    const cache = await caches.open(CACHE);
    const kept = cache.match(PAGE);
    const fresh = fetch(PAGE, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(async (answer) => {
        if (answer.ok) await cache.put(PAGE, answer.clone());
        return answer.ok ? answer : (await kept) ?? answer;
    });
    return fresh.catch(async (e) => { const answer = await kept; if (answer) return answer; throw e; });
}

async function file(request) {
    return (await caches.match(request)) ?? fetch(request);
}

addEventListener('fetch', (event) => {
    const { pathname, origin } = new URL(event.request.url);
    if (event.request.method !== 'GET' || origin !== location.origin) return;
    if (event.request.mode === 'navigate' && pathname === PAGE) event.respondWith(page());
    else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});
