// SPDX-License-Identifier: AGPL-3.0-or-later
// The paths of the drawn map, read again as lists of places.

// Position on the drawn map to degrees, the inverse of the server's carte_xy (territoire.h).
export function projection(text) {
    const [lat0, lon0, scaleX, scaleY] = text.split(',').map(Number);
    return (x, y) => [lat0 - y / scaleY, lon0 + x / scaleX];
}

// "M12 30l4 5l-2 1zM…": the few commands that the server writes (M, m, L, l, H, h, V, v, Z, z) as lists of points.
export function pathLines(d, toLatLng) {
    const lines = [];
    let line = [];
    let start = [0, 0];
    let [x, y] = start;
    for (const [, command, rest] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
        const n = (rest.match(/-?\d*\.?\d+/g) ?? []).map(Number);
        const relative = command === command.toLowerCase();
        const kind = command.toUpperCase();
        if (kind === 'Z') {
            [x, y] = start;
            line.push(toLatLng(x, y));
        }
        let first = kind === 'M';
        for (let i = 0; i < n.length; ) {
            if (kind !== 'V') x = relative ? x + n[i++] : n[i++];
            if (kind !== 'H') y = relative ? y + n[i++] : n[i++];
            if (first) {
                line = [];
                lines.push(line);
                start = [x, y];
                first = false;
            }
            line.push(toLatLng(x, y));
        }
    }
    return lines;
}
