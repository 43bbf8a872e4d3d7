// SPDX-License-Identifier: AGPL-3.0-or-later
// The list of places: "around me" (proche.js), and the interactive map beside the drawn one. The map itself (Leaflet,
// supercluster) is only fetched when its button is pressed. Without this script the page loses nothing but these two.
//
//     <figure class="carte" data-projection="lat0,lon0,echelle_x,echelle_y" data-lieux="/api/v1/lieux?services=…">

import 'asset:proche.js';

// The list and the drawn map in step: the row or the mark under the pointer, or with the keyboard, lights its other half.
for (const mark of document.querySelectorAll('.carte a.rep')) {
    const row = document.querySelector(mark.getAttribute('href'));
    if (!row) continue;
    for (const half of [row, mark]) {
        const light = (on) => () => [row, mark].forEach((one) => one.classList.toggle('allume', on));
        for (const event of ['pointerenter', 'focusin']) half.addEventListener(event, light(true));
        for (const event of ['pointerleave', 'focusout']) half.addEventListener(event, light(false));
    }
}

const figure = document.querySelector('figure[data-projection]');

function loadStyle(url) {
    return new Promise((resolve, reject) => {
        const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url });
        link.addEventListener('load', resolve);
        link.addEventListener('error', reject);
        document.head.append(link);
    });
}

if (figure) {
    const row = document.createElement('p');
    row.className = 'actions ecran';
    const button = Object.assign(document.createElement('button'), {
        type: 'button',
        className: 'bouton second',
        textContent: 'Ouvrir la carte interactive',
    });
    const status = document.createElement('span');
    status.setAttribute('role', 'status');
    row.append(button, status);
    figure.append(row);
    if (figure.dataset.hote) {
        const note = Object.assign(document.createElement('p'), { className: 'petit ecran' });
        const more = Object.assign(document.createElement('a'), { href: '/mentions-legales#fond-de-carte', textContent: 'Ce qu’il en sait' });
        note.append(`En l’ouvrant, votre navigateur demande le fond de carte à ${figure.dataset.hote}. `, more);
        figure.append(note);
    }

    let map = null;
    async function toggle() {
        if (map) {
            map.close();
            map = null;
            button.textContent = 'Ouvrir la carte interactive';
            return;
        }
        status.textContent = 'Chargement de la carte…';
        try {
            const [{ openMap }] = await Promise.all([import('asset:carte.js'), loadStyle('asset:carte.css')]);
            map = await openMap(figure, (text) => { status.textContent = text; });
            button.textContent = 'Fermer la carte interactive';
        } catch {
            status.textContent = 'La carte interactive n’a pas pu être chargée. La liste et la carte dessinée restent là.';
        }
    }
    let busy = false;
    button.addEventListener('click', async () => {
        if (busy) return;
        busy = true;
        await toggle();
        busy = false;
    });
}
