// SPDX-License-Identifier: AGPL-3.0-or-later
// Coverage, fragility and need under the places of the interactive map: the layers of /cartes, fetched when one is chosen. The
// colours are those of the style sheet; the legend says the bounds; /cartes has the same in a table.

import { CircleMarker, GeoJSON } from 'leaflet';

const SVG = 'http://www.w3.org/2000/svg';

async function read(address) {
    const answer = await fetch(address, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
}

function legend(list, words) {
    const swatch = (i) => {
        const svg = document.createElementNS(SVG, 'svg');
        svg.setAttribute('viewBox', '0 0 26 18');
        svg.setAttribute('aria-hidden', 'true');
        const rect = document.createElementNS(SVG, 'rect');
        for (const [name, value] of [['class', `q${i + 1}`], ['width', '26'], ['height', '18']]) rect.setAttribute(name, value);
        svg.append(rect);
        return svg;
    };
    list.replaceChildren(...words.map((text, i) => {
        const item = document.createElement('li');
        item.append(swatch(i), text);
        return item;
    }));
}

function draw(map, renderer, data, token) {
    const style = ({ properties: p }) => ({
        renderer, color: token('--papier'), weight: 1, fillColor: token(`--k${p.classe}`), fillOpacity: 0.75,
    });
    const layer = new GeoJSON(data, {
        style,
        pointToLayer: (feature, at) => new CircleMarker(at, { radius: Math.max(3, feature.properties.rayon / 2) }),
        onEachFeature: (feature, shape) => {
            const text = Object.assign(document.createElement('span'), { textContent: feature.properties.mots });
            shape.bindTooltip(text, { sticky: true });
        },
    });
    return layer.addTo(map).bringToBack();
}

// A list under the map; nothing where no layer has values. Gives back what puts everything away.
export async function layerChoice(map, box, renderer, token, say) {
    const { couches } = await read('/api/v1/couches');
    if (!couches.length) return () => {};
    const row = Object.assign(document.createElement('div'), { className: 'champ' });
    const label = Object.assign(document.createElement('label'), { htmlFor: 'carte-couche', textContent: 'Couche sous les lieux' });
    const select = Object.assign(document.createElement('select'), { id: 'carte-couche' });
    const list = Object.assign(document.createElement('ul'), { className: 'cle' });
    const more = Object.assign(document.createElement('a'), { href: '/cartes', textContent: 'Les mêmes valeurs en tableau' });
    select.append(new Option('Aucune', ''), ...couches.map((c) => new Option(c.titre, c.code)));
    row.append(label, select, list, more);
    box.after(row);
    let shown = null;
    let data = null;
    const repaint = () => {
        shown?.remove();
        shown = data && draw(map, renderer, data, token);
    };
    select.addEventListener('change', async () => {
        const code = select.value;
        try {
            data = code ? await read(`/api/v1/couches/${encodeURIComponent(code)}`) : null;
            if (code !== select.value) return; // another one was chosen meanwhile
            more.href = code ? `/cartes?couche=${encodeURIComponent(code)}` : '/cartes';
            legend(list, data ? data.legendes : []);
            repaint();
            say(data ? `Couche montrée : ${data.titre}.` : 'Couche retirée.');
        } catch {
            say('Cette couche n’a pas pu être lue.');
        }
    });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', repaint);
    return () => {
        dark.removeEventListener('change', repaint);
        row.remove();
    };
}
