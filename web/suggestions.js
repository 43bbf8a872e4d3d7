// SPDX-License-Identifier: AGPL-3.0-or-later
// Completion of the search box, as the ARIA pattern "editable combobox with list": arrows choose, Enter goes, Escape closes; what
// is there is told to reading aids. Asks this site only. Without this script the box is a plain one, and a search with
// a typing error proposes what was meant.
//
//     <form role="search"> <label for="q"> <input id="q" name="q">

const WAIT_MS = 120;
const KINDS = { commune: 'Commune', besoin: 'Besoin', lieu: 'Lieu' };

function combobox(input) {
    const list = Object.assign(document.createElement('ul'), { id: `${input.id}-suggestions`, hidden: true });
    const status = Object.assign(document.createElement('p'), { className: 'lu' });
    let chosen = -1;
    let request = null;
    let timer = 0;
    list.className = 'suggestions';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', 'Suggestions');
    status.setAttribute('role', 'status');
    for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'],
        ['aria-controls', list.id], ['autocomplete', 'off']]) input.setAttribute(name, value);
    input.parentElement.classList.add('complete');
    input.after(list, status);

    const open = (shown) => {
        list.hidden = !shown;
        input.setAttribute('aria-expanded', String(shown));
        if (!shown) choose(-1);
    };
    function choose(i) {
        chosen = i;
        [...list.children].forEach((option, k) => option.setAttribute('aria-selected', String(k === i)));
        if (i < 0) input.removeAttribute('aria-activedescendant');
        else input.setAttribute('aria-activedescendant', list.children[i].id);
        list.children[i]?.scrollIntoView({ block: 'nearest' });
    }
    function show(found) {
        list.replaceChildren(...found.map(({ genre, texte, precision, url }, i) => {
            const option = Object.assign(document.createElement('li'), { id: `${list.id}-${i}`, textContent: texte });
            const more = Object.assign(document.createElement('small'), { textContent: precision ?? KINDS[genre] });
            option.setAttribute('role', 'option');
            option.setAttribute('aria-selected', 'false');
            option.dataset.url = url;
            option.append(' ', more);
            return option;
        }));
        const n = found.length;
        status.textContent = n ? `${n} suggestion${n > 1 ? 's' : ''}, flèche bas pour choisir.` : '';
        chosen = -1;
        open(n > 0);
    }
    // Closed is closed: neither what is about to be asked nor what was asked opens it again.
    function close() {
        clearTimeout(timer);
        request?.abort();
        open(false);
    }
    async function ask() {
        request?.abort();
        request = new AbortController();
        const q = input.value.trim();
        if (q.length < 2) return open(false);
        try {
            const answer = await fetch(`/api/v1/suggestions?q=${encodeURIComponent(q)}`, { signal: request.signal });
            if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
        } catch {
            // Typing goes on, or the network is down: the box stays a plain one.
        }
        return undefined;
    }
    input.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(ask, WAIT_MS);
    });
    input.addEventListener('keydown', (event) => {
        const n = list.children.length;
        const hidden = list.hidden;
        if (event.isComposing) return;
        if (event.key === 'Escape') close();
        if (hidden) return;
        if (event.key === 'ArrowDown') choose(chosen + 1 < n ? chosen + 1 : 0);
        else if (event.key === 'ArrowUp') choose(chosen > 0 ? chosen - 1 : n - 1);
        else if (event.key === 'Enter' && chosen >= 0) location.assign(list.children[chosen].dataset.url);
        else if (event.key !== 'Escape') return;
        event.preventDefault();
    });
    // mousedown, so that the box does not lose the keyboard before the choice.
    list.addEventListener('mousedown', (event) => {
        event.preventDefault();
        const option = event.target.closest('[role=option]');
        if (option && event.button === 0) location.assign(option.dataset.url);
    });
    input.addEventListener('blur', close);
}

document.querySelectorAll('form[role=search] input[name=q]').forEach(combobox);
