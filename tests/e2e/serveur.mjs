// SPDX-License-Identifier: AGPL-3.0-or-later
// What it takes to serve a demonstration to a browser: a port, a wait, the real files where they are there.

import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export const root = new URL('../..', import.meta.url).pathname;
export const program = ['build-test/ensemble', 'build/ensemble'].map((p) => join(root, p)).find((p) => existsSync(p));

export function freePort() {
    return new Promise((resolve) => {
        const s = createServer().listen(0, '127.0.0.1', () => {
            const { port } = s.address();
            s.close(() => resolve(port));
        });
    });
}

export async function until(what, ms, check) {
    const end = Date.now() + ms;
    while (Date.now() < end) {
        if (await check().catch(() => false)) return;
        await new Promise((r) => setTimeout(r, 50));
    }
    throw new Error(`attendu en vain : ${what}`);
}

// Contours and positions of the communes, as arguments of `ensemble demo`.
export function realFiles() {
    const territory = join(process.env.ENSEMBLE_FICHIERS ?? join(root, '../shared/data'), 'territoire');
    const contours = join(territory, 'communes-28_cog2018.geojson');
    const positions = join(territory, 'communes_fr.csv');
    return {
        contours: existsSync(contours),
        args: [
            ...existsSync(contours) ? ['--contours', contours, '--source', 'IGN, Licence Ouverte 2.0'] : [],
            ...existsSync(positions) ? ['--coordonnees', positions] : [],
        ],
    };
}
