// SPDX-License-Identifier: AGPL-3.0-or-later
// "Autour de moi": asks the browser when the button is pressed, never before, and goes to the search named by the page
// with the position rounded to three decimals (about 100 m). Nothing is stored, nothing is sent to another site.
//
//     <div data-position="/lieux?services=…" hidden> <button type="button"> <p role="status">

import 'asset:suggestions.js';

const bloc = document.querySelector('[data-position]');

if (bloc && 'geolocation' in navigator && window.isSecureContext) {
    const button = bloc.querySelector('button');
    const status = bloc.querySelector('[role=status]');

    const refusal = {
        1: 'Vous avez refusé de donner votre position. Écrivez plutôt votre commune.',
        2: 'Votre position n’a pas pu être trouvée. Écrivez plutôt votre commune.',
        3: 'La recherche de votre position a pris trop de temps. Écrivez plutôt votre commune.',
    };

    button.addEventListener('click', () => {
        if (button.getAttribute('aria-disabled') === 'true') return;
        button.setAttribute('aria-disabled', 'true');
        status.textContent = 'Votre navigateur vous demande votre accord. Votre position, arrondie à une centaine de mètres, '
            + 'sert à cette seule recherche\u00a0: ce site ne la conserve pas.';
        navigator.geolocation.getCurrentPosition(
            ({ coords }) => {
                const address = bloc.dataset.position;
                const pres = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
                location.assign(`${address}${address.includes('?') ? '&' : '?'}pres=${pres}`);
            },
            (error) => {
                button.removeAttribute('aria-disabled');
                status.textContent = refusal[error.code] ?? refusal[2];
            },
            { timeout: 15000, maximumAge: 60000 },
        );
    });
    // Coming back by the browser's history finds the button ready again.
    addEventListener('pageshow', (event) => {
        if (!event.persisted) return;
        button.removeAttribute('aria-disabled');
        status.textContent = '';
    });
    bloc.hidden = false;
}
