// SPDX-License-Identifier: AGPL-3.0-or-later
// The interactive map, loaded on demand by lieux.js. Base: the borders of the drawn map, already in the page, painted
// again on a canvas. Places: this site's API, with the filters of the page. No request to another site, but for the tiles that
// the instance has configured (data-tuiles, which the content security policy then lets in); no style attribute in HTML.

import { Canvas, DivIcon, LatLngBounds, LayerGroup, Map as LeafletMap, Marker, Polyline, Control, TileLayer, Util } from 'leaflet';
import Supercluster from 'supercluster';

import 'leaflet/dist/leaflet.css';
import './carte.css';
import { pathLines, projection } from './chemin.js';

const PLACES_MAX = 500; // the API's own limit for a page
const FOCUSABLE_MAX = 50; // more stops than that make the keyboard useless: the list is there

function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Borders of communes, of intercommunalités and of the département, with the weights of the drawn map.
function base(figure, toLatLng, renderer) {
    const layers = [
        ['.communes', '--m2', 1],
        ['.epci', '--m3', 2],
        ['.contour', '--m4', 2.5],
    ];
    const group = new LayerGroup();
    const lines = [];
    for (const [selector, colour, weight] of layers) {
        for (const path of figure.querySelectorAll(`svg path${selector}`)) {
            const line = new Polyline(pathLines(path.getAttribute('d') ?? '', toLatLng), {
                renderer, weight, color: token(colour), interactive: false, smoothFactor: 0.7,
            });
            lines.push([line, colour]);
            group.addLayer(line);
        }
    }
    return { group, repaint: () => lines.forEach(([line, colour]) => line.setStyle({ color: token(colour) })) };
}

// The configured ground, and who made it; without it the borders are enough.
function ground(figure, map) {
    const { tuiles: address, mention, hote } = figure.dataset;
    if (!address) return;
    new TileLayer(address, { maxZoom: 18 }).addTo(map);
    const said = Object.assign(document.createElement('span'), { textContent: mention || hote });
    new Control.Attribution({ prefix: false }).addTo(map).addAttribution(said.outerHTML);
}

function link(href, text) {
    return Object.assign(document.createElement('a'), { href, textContent: text });
}

function telephone(e164) {
    return e164.replace(/^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '0$1\u00a0$2\u00a0$3\u00a0$4\u00a0$5');
}

function card(place) {
    const box = document.createElement('div');
    const title = document.createElement('p');
    title.append(link(`/lieux/${encodeURIComponent(place.id)}`, place.nom));
    title.className = 'carte-nom';
    const where = document.createElement('p');
    where.textContent = `${place.adresse}, ${place.code_postal} ${place.commune}`;
    box.append(title, where);
    if (place.telephone) {
        const call = document.createElement('p');
        call.append(link(`tel:${place.telephone}`, telephone(place.telephone)));
        box.append(call);
    }
    return box;
}

async function fetchPlaces(address, bounds, signal) {
    const url = new URL(address, location.href);
    url.searchParams.set('limite', String(PLACES_MAX));
    if (bounds) {
        const d = (v) => v.toFixed(5);
        const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
        url.searchParams.set('bbox', box.map(d).join(','));
    }
    const answer = await fetch(url, { signal, headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
}

// The rows of the page's list, by the address of their sheet: a row and its mark light each other.
function rows() {
    const found = new Map();
    for (const link of document.querySelectorAll('.lieux > li h3 a')) found.set(link.getAttribute('href'), link.closest('li'));
    return found;
}

class Places {
    constructor(map, address, say) {
        Object.assign(this, { map, address, say, layer: new LayerGroup().addTo(map), byBox: false });
        Object.assign(this, { marks: new Map(), generation: 0 });
        this.index = new Supercluster({ radius: 64, extent: 256, maxZoom: 16 });
        this.rows = rows();
        this.fetchShown = Util.throttle(() => this.refresh(), 200, this);
    }

    // All places at once when the API gives them in one answer, else those of the part that is shown.
    async load(bounds) {
        this.request?.abort();
        this.request = new AbortController();
        const { total, lieux } = await fetchPlaces(this.address, bounds, this.request.signal);
        const placed = lieux.filter((l) => Number.isFinite(l.latitude) && Number.isFinite(l.longitude));
        this.byBox = bounds !== null || total > PLACES_MAX;
        this.generation++;
        this.index.load(placed.map((place) => ({
            type: 'Feature',
            geometry: { type: 'Point', coordinates: [place.longitude, place.latitude] },
            properties: { place },
        })));
        const cut = total > lieux.length;
        this.say(cut
            ? `${lieux.length} lieux montrés sur ${total}. Agrandissez la carte pour voir les autres.`
            : `${placed.length} ${placed.length > 1 ? 'lieux' : 'lieu'} sur la carte. La liste donne les mêmes.`);
        return placed;
    }

    moved() {
        if (this.byBox) this.fetchShown();
        else this.draw(this.map.getBounds());
    }

    async refresh() {
        try {
            await this.load(this.map.getBounds());
            this.draw(this.map.getBounds());
        } catch (error) {
            if (error.name !== 'AbortError') this.say('Les lieux n’ont pas pu être lus. La liste reste là.');
        }
    }

    draw(bounds) {
        const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
        const shown = this.index.getClusters(box, Math.round(this.map.getZoom()));
        const wanted = new Map(shown.map((feature) => [this.key(feature), feature]));
        // What stays is left alone: its popup stays open, the keyboard stays on it.
        for (const [key, marker] of this.marks) {
            if (wanted.has(key)) continue;
            if (marker.getElement() === document.activeElement) this.map.getContainer().focus();
            this.layer.removeLayer(marker);
            this.marks.delete(key);
        }
        for (const [key, feature] of wanted) {
            if (!this.marks.has(key)) this.marks.set(key, this.mark(feature, this.marks.size < FOCUSABLE_MAX));
        }
    }

    // A group is known by its number in the index that made it.
    key({ properties }) {
        return properties.cluster ? `${this.generation}/${properties.cluster_id}` : properties.place.id;
    }

    inStep(element, place) {
        const row = this.rows.get(`/lieux/${encodeURIComponent(place.id)}`);
        const light = (on) => () => {
            element.classList.toggle('allume', on);
            row?.classList.toggle('allume', on);
        };
        for (const half of row ? [row, element] : [element]) {
            for (const event of ['pointerenter', 'focusin']) half.addEventListener(event, light(true));
            for (const event of ['pointerleave', 'focusout']) half.addEventListener(event, light(false));
        }
    }

    mark(feature, keyboard) {
        const [lon, lat] = feature.geometry.coordinates;
        const { cluster, point_count: count, place } = feature.properties;
        const icon = new DivIcon({
            className: cluster ? 'carte-groupe' : 'carte-point',
            html: cluster ? String(count) : '',
            iconSize: cluster ? [44, 44] : [28, 28],
        });
        const name = cluster ? `${count} lieux ici, agrandir` : `${place.nom}, ${place.commune}`;
        const marker = new Marker([lat, lon], { icon, keyboard, riseOnHover: true });
        marker.on('add', () => {
            marker.getElement().setAttribute('aria-label', name);
            if (!cluster) this.inStep(marker.getElement(), place);
        });
        // Under the pointer and with the keyboard alike; as an element, for a name is never read as HTML.
        marker.bindTooltip(Object.assign(document.createElement('span'), { textContent: name }), { direction: 'top' });
        if (cluster) {
            marker.on('click', () => {
                const zoom = Math.min(this.index.getClusterExpansionZoom(feature.properties.cluster_id), 18);
                this.map.setView([lat, lon], zoom);
            });
        } else {
            marker.bindPopup(() => card(place), { maxWidth: 280, autoPanPadding: [16, 16] });
        }
        this.layer.addLayer(marker);
        return marker;
    }
}

// Names in French, and the keyboard's place: into the popup when it opens, back to its marker when it closes.
function popups(map) {
    map.on('popupopen', ({ popup }) => {
        const box = popup.getElement();
        const close = box.querySelector('.leaflet-popup-close-button');
        close?.setAttribute('aria-label', 'Fermer');
        close?.setAttribute('title', 'Fermer');
        box.setAttribute('role', 'dialog');
        box.setAttribute('aria-label', box.querySelector('.carte-nom')?.textContent ?? 'Lieu');
        box.querySelector('.carte-nom a')?.focus({ preventScroll: true });
    });
    map.on('popupclose', ({ popup }) => {
        const here = document.activeElement;
        if (here === document.body || popup.getElement()?.contains(here)) popup._source?.getElement()?.focus();
    });
    // Leaflet closes by Escape only while the map itself has the keyboard.
    map.getContainer().addEventListener('keydown', (event) => {
        if (event.key === 'Escape') map.closePopup();
    });
}

export async function openMap(figure, say) {
    const toLatLng = projection(figure.dataset.projection);
    const drawing = figure.querySelector('svg');
    const { width, height } = drawing.viewBox.baseVal;
    const whole = new LatLngBounds(toLatLng(0, height), toLatLng(width, 0));

    const box = document.createElement('div');
    box.className = 'vive';
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', 'Carte interactive des lieux');
    drawing.after(box);
    drawing.setAttribute('hidden', '');

    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const renderer = new Canvas({ padding: 0.3 });
    const map = new LeafletMap(box, {
        renderer, zoomControl: false, attributionControl: false, maxZoom: 18, maxBounds: whole.pad(0.5),
        zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    });
    new Control.Zoom({ zoomInTitle: 'Agrandir la carte', zoomOutTitle: 'Réduire la carte' }).addTo(map);
    map.fitBounds(whole);
    map.setMinZoom(map.getZoom() - 1);
    ground(figure, map);
    const borders = base(figure, toLatLng, renderer);
    borders.group.addTo(map);
    popups(map);

    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', borders.repaint);
    const close = () => {
        dark.removeEventListener('change', borders.repaint);
        map.remove();
        box.remove();
        drawing.removeAttribute('hidden');
    };
    try {
        const places = new Places(map, figure.dataset.lieux, say);
        const found = await places.load(null);
        if (found.length && found.length < 25) {
            map.fitBounds(new LatLngBounds(found.map((l) => [l.latitude, l.longitude])).pad(0.2), { maxZoom: 12 });
        }
        places.draw(map.getBounds());
        map.on('moveend', () => places.moved());
    } catch (error) {
        close();
        throw error;
    }
    return { close };
}
