// SPDX-License-Identifier: AGPL-3.0-or-later
// Sending what waits, one record at a time and one tab at a time. A record leaves the queue when the server says that it is
// written, and only then; an answer that was lost is asked for again under the same key.

import { cleDe, ecrire, ecrireMoi, lireMoi, lister, retirer } from 'asset:horsligne-file.js';

const DIX_MINUTES = 600_000;

export const jourDe = (ms) => new Date(ms).toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });

// Who is signed in, from the server; the key stays where a script cannot read it. Throws without network.
export async function contacter() {
    const avant = Date.now();
    const answer = await fetch('/hors-ligne/moi', { cache: 'no-store', headers: { Accept: 'application/json' } });
    if (answer.status === 401) return { session: false };
    if (answer.status === 403) return { role: false };
    if (!answer.ok) throw new Error(`moi ${answer.status}`);
    const { cle, jeton, maintenant, ...rest } = await answer.json();
    const last = await lireMoi();
    const moi = { ...rest, cle: await cleDe(cle), ecart: maintenant * 1000 - (avant + Date.now()) / 2, vu: Date.now() };
    moi.recule = last?.qui === moi.qui && (last.recule || Date.now() < last.vu - DIX_MINUTES);
    if (last?.qui === moi.qui && last.locale) moi.derniere = last.derniere;
    await ecrireMoi(moi);
    return { moi, jeton };
}

// The clock of the device was wrong when this was written, or may have been: the day is shown, not guessed.
function aVerifier(fiche, moi) {
    if (!fiche.auto) return null;
    const real = fiche.ecrit + moi.ecart;
    const jour = new URLSearchParams(fiche.champs).get('jour');
    if (real > Date.now() + moi.ecart + DIX_MINUTES) return jourDe(Date.now() + moi.ecart);
    if (fiche.doute || Math.abs(moi.ecart - fiche.ecart) > DIX_MINUTES || moi.recule) return jourDe(real) === jour && !fiche.doute ? null : jourDe(real);
    return null;
}

async function post(fiche, moi, jeton) {
    const answer = await fetch('/hors-ligne/envoi', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Idempotency-Key': fiche.cle, 'X-Fiche-De': moi.qui },
        body: `${fiche.champs}&jeton=${encodeURIComponent(jeton)}`,
    });
    return { status: answer.status, told: await answer.json().catch(() => ({})) };
}

// What becomes of one record; false: stop here, all is kept.
async function envoyerUne(fiche, moi, jeton, dit) {
    const propose = aVerifier(fiche, moi);
    if (propose) return ecrire(moi, { ...fiche, etat: 'verifier', propose }, fiche.modif).then(() => true);
    const { status, told } = await post(fiche, moi, jeton);
    if (status === 200 || status === 201) {
        if (await retirer(fiche)) dit.envoyees++;
        return true;                               // changed here meanwhile: the next sending finds the two contents
    }
    if (status === 409 && told.conflit !== 'personne') return ecrire(moi, { ...fiche, etat: 'conflit', conflit: told }, fiche.modif).then(() => true);
    if (status === 422 || status === 400 || status === 413) {
        const erreurs = told.erreurs ?? [{ champ: '', message: told.message ?? 'Le serveur refuse cette fiche\u00a0: relisez-la.' }];
        return ecrire(moi, { ...fiche, etat: 'corriger', erreurs }, fiche.modif).then(() => true);
    }
    dit.raison = status === 401 ? 'session' : status === 409 ? 'personne' : status === 403 ? 'jeton' : 'serveur';
    return false;
}

async function tout(dit) {
    let contact = await contacter();
    for (let essais = 0; contact.moi && essais < 3; essais++) {
        const { fiches } = await lister(contact.moi);
        const waiting = fiches.filter((f) => f.etat === 'attente');
        dit.raison = '';
        for (const fiche of waiting) if (!await envoyerUne(fiche, contact.moi, contact.jeton, dit)) break;
        if (dit.raison !== 'jeton' && dit.raison !== 'personne') break;
        contact = await contacter();               // signed in again meanwhile, or somebody else
    }
    if (!contact.moi) dit.raison = contact.session === false ? 'session' : 'role';
    dit.moi = contact.moi;
}

// { envoyees, raison: "" all was said | reseau | session | role | serveur | occupe, moi }
export async function envoyer() {
    const dit = { envoyees: 0, raison: '' };
    await navigator.locks.request('hors-ligne-envoi', { ifAvailable: true }, async (lock) => {
        if (!lock) { dit.raison = 'occupe'; return; }
        await tout(dit).catch((e) => { dit.raison = e instanceof TypeError || /^moi/.test(e.message) ? 'reseau' : 'serveur'; });
    });
    return dit;
}
