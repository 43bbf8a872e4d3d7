// SPDX-License-Identifier: AGPL-3.0-or-later
// Written in another site's page, makes the frame of places where it stands:
//
//     <script src="https://annuaire.example/integration/lieux.js" data-commune="Brou" data-hauteur="600"></script>
//
// Every data- attribute but the height becomes a parameter of the frame. Nothing is read from the page or stored.
(() => {
    const script = document.currentScript;
    if (!script) return;
    const address = new URL('lieux', script.src);
    for (const [name, value] of Object.entries(script.dataset))
        if (name !== 'hauteur' && value) address.searchParams.set(name, value);
    const frame = document.createElement('iframe');
    frame.src = address.href;
    frame.title = 'Lieux d’aide au numérique';
    frame.width = '100%';
    frame.height = /^[0-9]{3,4}$/.test(script.dataset.hauteur || '') ? script.dataset.hauteur : '600';
    frame.loading = 'lazy';
    frame.referrerPolicy = 'no-referrer';
    frame.style.border = '0';
    script.after(frame);
})();
