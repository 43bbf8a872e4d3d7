// SPDX-License-Identifier: AGPL-3.0-or-later
// Fewer keys for who writes many records: the first field is ready, in the themes the digits 1 to 9 tick the first nine, and
// after a record the next one is one key away. Without it, everything is done with Tab and Space.

const form = document.querySelector('form[data-saisie]');

if (form && !form.querySelector('[aria-invalid]') && !document.querySelector('.erreurs')) {
    const first = form.querySelector('#c-titre, #c-duree');
    first.focus();
    first.select();
}

form?.addEventListener('keydown', (event) => {
    if (event.target.name !== 'themes' || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const box = form.querySelectorAll('[name=themes]')[event.key - 1];
    box.checked = !box.checked;
    box.focus();
    event.preventDefault();
});

if (new URLSearchParams(location.search).get('fait') === 'creee') document.querySelector('main .actions .bouton')?.focus();
