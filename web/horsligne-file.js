// SPDX-License-Identifier: AGPL-3.0-or-later
// The queue of records written without network: IndexedDB, each record sealed (AES-GCM) for its writer. "moi" is who is signed
// in, with her key, which cannot be taken out; it leaves at sign-out, what waits stays and opens again at her next sign-in.
//
//     fiches: { cle, qui, cree, modif, etat, iv, boite }      etat: attente, verifier, corriger, conflit
//     boite:  { champs, ecrit, ecart, auto, doute, erreurs, conflit, propose }, sealed

let base_;

function base() {
    base_ ??= new Promise((done, failed) => {
        const r = indexedDB.open('hors-ligne', 1);
        r.onupgradeneeded = () => {
            r.result.createObjectStore('fiches', { keyPath: 'cle' });
            r.result.createObjectStore('moi');
        };
        r.onsuccess = () => done(r.result);
        r.onerror = () => { base_ = undefined; failed(r.error); };
    });
    return base_;
}

// One transaction, said to be done when the disk has it. `work` is given the store and a function that says what to return.
async function change(store, work, mode = 'readwrite') {
    const db = await base();
    return new Promise((done, failed) => {
        const tx = db.transaction(store, mode, { durability: 'strict' });
        let given;
        tx.oncomplete = () => done(given);
        tx.onabort = () => failed(tx.error ?? new Error('abandon'));
        work(tx.objectStore(store), (v) => { given = v; });
    });
}

function read(store, ask) {
    return change(store, (s, give) => { const r = ask(s); r.onsuccess = () => give(r.result); }, 'readonly');
}

/* ---- who ---- */

export const lireMoi = () => read('moi', (s) => s.get('moi'));
export const ecrireMoi = (moi) => change('moi', (s) => { s.put(moi, 'moi'); });
export const fermer = () => { oublier(); return change('moi', (s) => { s.clear(); }); };

const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

function text64(buffer) {
    let all = '';
    for (const b of new Uint8Array(buffer)) all += String.fromCharCode(b);
    return btoa(all);
}

export function cleDe(text) {
    return crypto.subtle.importKey('raw', bytes(text), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/* ---- sealing ---- */

const about = (row) => new TextEncoder().encode(`${row.qui} ${row.cle}`);

export async function sceller(moi, fiche) {
    const row = { cle: fiche.cle, qui: moi.qui, cree: fiche.cree, etat: fiche.etat, modif: crypto.randomUUID() };
    const { champs, ecrit, ecart, auto, doute, erreurs, conflit, propose } = fiche;
    row.iv = crypto.getRandomValues(new Uint8Array(12));
    row.boite = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: row.iv, additionalData: about(row) }, moi.cle,
        new TextEncoder().encode(JSON.stringify({ champs, ecrit, ecart, auto, doute, erreurs, conflit, propose })));
    return row;
}

const ouvertes = new Map();                        // by modif: a record that was opened once need not be again
export const oublier = () => ouvertes.clear();

async function ouvrir(moi, row) {
    const { cle, qui, cree, modif, etat } = row;
    if (ouvertes.has(modif)) return ouvertes.get(modif);
    try {
        const clear = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv, additionalData: about(row) }, moi.cle, row.boite);
        const fiche = { cle, qui, cree, modif, etat, ...JSON.parse(new TextDecoder().decode(clear)) };
        ouvertes.set(modif, fiche);
        return fiche;
    } catch {
        return { cle, qui, cree, modif, etat: 'illisible', champs: '' };
    }
}

/* ---- records ---- */

export const nouvelleCle = () => crypto.randomUUID();

// `vu`: the version that was read; what another tab has changed since is left as it is (false).
export async function ecrire(moi, fiche, vu) {
    const row = await sceller(moi, fiche);
    return change('fiches', (s, give) => {
        const r = s.get(fiche.cle);
        r.onsuccess = () => {
            const same = vu === undefined ? !r.result : r.result?.modif === vu;
            if (same) s.put(row);
            give(same);
        };
    });
}

// In place of another one, at once: both are there, or none is.
export async function remplacer(moi, ancienne, fiche) {
    const row = await sceller(moi, fiche);
    return change('fiches', (s, give) => {
        const r = s.get(ancienne.cle);
        r.onsuccess = () => {
            const same = r.result?.modif === ancienne.modif;
            if (same) { s.delete(ancienne.cle); s.put(row); }
            give(same);
        };
    });
}

export function retirer(fiche) {
    return change('fiches', (s, give) => {
        const r = s.get(fiche.cle);
        r.onsuccess = () => {
            const same = r.result?.modif === fiche.modif;
            if (same) s.delete(fiche.cle);
            give(same || !r.result);
        };
    });
}

const rows = () => read('fiches', (s) => s.getAll());

// One's own, the oldest first; and, of the others, how many and since when: nothing else is known of them.
export async function lister(moi) {
    const all = (await rows()).sort((x, y) => x.cree - y.cree || (x.cle < y.cle ? -1 : 1));
    const mine = moi ? all.filter((row) => row.qui === moi.qui) : [];
    const others = all.filter((row) => row.qui !== moi?.qui);
    const here = new Set(all.map((row) => row.modif));
    for (const modif of ouvertes.keys()) if (!here.has(modif)) ouvertes.delete(modif);
    return { fiches: await Promise.all(mine.map((row) => ouvrir(moi, row))), autres: others.length, depuis: others[0]?.cree };
}

/* ---- in a file ---- */

const FORMAT = 'numerique-ensemble/fiches-sans-reseau/1';

export async function exporter(moi, plus = []) {
    const mine = (await rows().catch(() => [])).filter((row) => row.qui === moi.qui).concat(plus);
    const fiches = mine.map(({ cle, cree, etat, iv, boite }) => ({ cle, cree, etat, iv: text64(iv), boite: text64(boite) }));
    return JSON.stringify({ format: FORMAT, qui: moi.qui, fiches });
}

// What was read, or a sentence that says what is wrong. Nothing is written unless the whole file opens.
export async function importer(moi, text) {
    let file;
    try { file = JSON.parse(text); } catch { /* told below */ }
    if (file?.format !== FORMAT || !Array.isArray(file.fiches)) return { faute: 'Ce fichier ne vient pas de cette page\u00a0: choisissez celui que vous y avez copié.' };
    if (file.qui !== moi.qui) return { faute: 'Ces fiches sont celles d’une autre personne\u00a0: elle seule peut les reprendre.' };
    const found = [];
    for (const { cle, cree, etat, iv, boite } of file.fiches) {
        let row;
        try { row = { cle: String(cle), qui: moi.qui, cree: Number(cree), etat, modif: crypto.randomUUID(), iv: bytes(iv), boite: bytes(boite).buffer }; } catch { /* told below */ }
        if (!row || (await ouvrir(moi, row)).etat === 'illisible') return { faute: 'Ce fichier est abîmé\u00a0: rien n’a été repris.' };
        found.push(row);
    }
    return change('fiches', (s, give) => {
        const r = s.getAllKeys();
        r.onsuccess = () => {
            const fresh = found.filter((row) => !r.result.includes(row.cle));
            for (const row of fresh) s.put(row);
            give({ reprises: fresh.length, connues: found.length - fresh.length });
        };
    });
}
