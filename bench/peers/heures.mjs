// SPDX-License-Identifier: AGPL-3.0-or-later
// The peer of the opening hours: npm opening_hours over the same lines and the same moments, each line read once before.
// heures.mjs FILE MOMENT... prints {"ouverts": [n, ...], "ms": median of one moment over all lines}
import { readFileSync } from 'node:fs';
import opening_hours from 'opening_hours';

const [file, ...moments] = process.argv.slice(2);
process.env.TZ = 'Europe/Paris';
const where = { lat: 48.4469, lon: 1.4892, address: { country_code: 'fr', country: 'France', state: 'Centre-Val de Loire' } };
const all = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(text => new opening_hours(text, where));
const times = [], ouverts = [];
for (const moment of moments) {
    const at = new Date(moment), from = performance.now();
    let n = 0;
    for (const hours of all)
        n += hours.getState(at);
    times.push(performance.now() - from);
    ouverts.push(n);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ ouverts, ms: times[Math.floor(times.length / 2)] }));
