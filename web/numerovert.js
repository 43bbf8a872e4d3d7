// SPDX-License-Identifier: AGPL-3.0-or-later
// The operator's screen: results while the caller speaks, and the SMS taken by one press. Without this script the button
// "Chercher" does the same, and the text is copied by hand.

const form = document.querySelector('form[data-direct]');
const results = document.getElementById('resultats');
const told = document.getElementById('annonce');

if (form && results) {
    const box = form.elements.q;
    let waiting = 0;
    let asked = null;

    async function search() {
        asked?.abort();
        asked = new AbortController();
        try {
            const answer = await fetch(`${form.action}?${new URLSearchParams({ q: box.value })}`, { signal: asked.signal });
            if (!answer.ok || answer.redirected) return;
            const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
            results.replaceChildren(...page.getElementById('resultats').childNodes);
            told.textContent = document.getElementById('combien')?.textContent ?? '';
        } catch (error) {
            if (error.name !== 'AbortError') told.textContent = 'La recherche n’a pas abouti. Appuyez sur Chercher.';
        }
    }
    box.addEventListener('input', () => {
        clearTimeout(waiting);
        waiting = setTimeout(search, 250);
    });
}

const sms = document.querySelector('textarea[data-copier]');
if (sms && navigator.clipboard) {
    const line = document.createElement('p');
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'bouton second', textContent: 'Copier le SMS' });
    const said = document.createElement('span');
    said.setAttribute('role', 'status');
    line.append(button, ' ', said);
    sms.parentElement.append(line);
    button.addEventListener('click', async () => {
        sms.select();
        await navigator.clipboard.writeText(sms.value).then(() => { said.textContent = 'Copié.'; }, () => { said.textContent = 'Texte sélectionné : copiez-le.'; });
    });
}
