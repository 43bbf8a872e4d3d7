// SPDX-License-Identifier: AGPL-3.0-or-later
// The page /hors-ligne: the form, what waits, what the device is told to do with it.

import { contacter, envoyer, jourDe } from 'asset:horsligne-envoi.js';
import { ecrire, ecrireMoi, exporter, fermer, importer, lireMoi, lister, nouvelleCle, oublier, remplacer, retirer, sceller } from 'asset:horsligne-file.js';

const $ = (id) => document.getElementById(id);
const form = $('fiche');
const canal = new BroadcastChannel('hors-ligne');
const JOUR_MS = 86_400_000;
let moi;            // who writes; undefined: nobody
let fiches = [];
let ouverte;        // the record that is being changed
let jourMis;        // the day that the form was given
let raison = '';
let pause = 5000;
let reveil;

const show = (node, yes) => { node.hidden = !yes; };
const dire = (text) => { $('dit').textContent = text; };
const nombre = (n) => `${n} fiche${n > 1 ? 's' : ''}`;
const maintenant = () => Date.now() + (moi?.ecart ?? 0);

function element(name, text, parent) {
    const node = document.createElement(name);
    if (text) node.textContent = text;
    parent?.append(node);
    return node;
}

function bouton(text, act, parent, plus) {
    const b = element('button', text, parent);
    b.type = 'button';
    b.className = 'bouton second';
    if (plus) element('span', ` ${plus}`, b).className = 'lu';
    b.addEventListener('click', act);
}

function depuis(ms) {
    const days = Math.max(0, Math.floor((maintenant() - ms) / JOUR_MS));
    return days > 1 ? `depuis ${days} jours` : days ? 'depuis 1 jour' : 'depuis moins d’un jour';
}

const jourMontre = (iso) => new Date(`${iso}T12:00:00Z`).toLocaleDateString('fr-FR', { dateStyle: 'long', timeZone: 'UTC' }).replaceAll(' ', '\u00a0');

/* ---- the form ---- */

const controls = (name) => [...form.elements].filter((e) => e.name === name);

function forme() {
    const type = new FormData(form).get('type');
    for (const part of form.querySelectorAll('[data-forme]')) show(part, part.dataset.forme === type);
}

// Several values of one name are joined by "|", as the server reads them.
function lireForm() {
    const all = new Map([['structure', moi.structure.uid]]);
    for (const e of form.elements) {
        const left = !e.name || e.closest('[data-forme][hidden]') || (/checkbox|radio/.test(e.type) && !e.checked) || !e.value.trim();
        if (!left) all.set(e.name, all.has(e.name) ? `${all.get(e.name)}|${e.value}` : e.value);
    }
    return all;
}

function remplir(values) {
    form.reset();
    for (const e of form.elements) {
        if (!e.name) continue;
        const given = values.get(e.name) ?? '';
        if (/checkbox|radio/.test(e.type)) e.checked = given.split('|').includes(e.value);
        else if (e.localName !== 'select' || given) e.value = given;
    }
    forme();
}

// What was said last time, but of whom and how it went.
function neuve(type = 'individuel') {
    const last = moi.derniere ?? {};
    ouverte = undefined;
    jourMis = jourDe(maintenant());
    remplir(new Map([['type', type], ['jour', jourMis], ['themes', last.themes ?? ''], ['duree', String(last.duree ?? 30)],
        ['lieu_type', last.lieu_type ?? 'lieu_activite'], ['dispositif', last.dispositif ?? moi.structure.dispositifs[0]]]));
    show($('abandonner'), false);
    show($('refus'), false);
    $('titre-ecrire').textContent = 'Écrire une fiche';
}

function preparer() {
    const choice = controls('dispositif')[0];
    for (const option of [...choice.options]) {
        option.hidden = option.disabled = !moi.structure.dispositifs.includes(option.value);
    }
    const boxes = controls('themes');
    const list = boxes[0].closest('.choix');
    for (const theme of moi.themes ?? []) list.append(boxes.find((b) => b.value === theme).closest('label'));
    $('pour').textContent = `Pour ${moi.structure.nom}, par ${moi.nom}. Dans les thèmes, les chiffres 1 à 9 cochent les vôtres.`;
}

// In the themes only, so that no key is taken from anybody elsewhere.
form.addEventListener('keydown', (event) => {
    if (event.target.name !== 'themes' || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const box = controls('themes')[event.key - 1];
    box.checked = !box.checked;
    box.focus();
    event.preventDefault();
});
form.addEventListener('change', (event) => { if (event.target.name === 'type') forme(); });

function refuser(lines) {
    const box = $('refus');
    box.replaceChildren();
    element('h2', 'Il reste à corriger', box);
    const list = element('ul', '', box);
    for (const { champ, message } of lines) {
        const item = element('li', '', list);
        const to = champ && $(`c-${champ}`);
        if (to) element('a', message, item).href = `#c-${champ}`;
        else item.textContent = message;
    }
    show(box, true);
    box.focus();
}

// Before it is kept: what the server refuses without a doubt. The rest is for the server to say.
function fautes(values) {
    const all = [];
    const minutes = Number(values.get('duree'));
    if (!values.get('themes')) all.push({ champ: 'themes', message: 'Choisissez au moins un thème.' });
    if (!(Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440)) all.push({ champ: 'duree', message: 'Indiquez une durée entre 1 et 1\u202f440 minutes.' });
    if (!values.get('jour')) all.push({ champ: 'jour', message: 'Indiquez la date.' });
    if (values.get('type') === 'collectif' && !(Number(values.get('participants')) > 0) && !values.get('cartes')) all.push({ champ: 'participants', message: 'Dites combien de personnes étaient là\u00a0: au moins une.' });
    return all;
}

function pleine(fiche) {
    refuser([{ champ: '', message: 'La mémoire de cet appareil est pleine\u00a0: la fiche n’est pas gardée. Elle reste dans le formulaire. Libérez de la place, ou copiez-la dans un fichier.' }]);
    bouton('Copier cette fiche dans un fichier', async () => copier(await exporter(moi, [await sceller(moi, fiche)])), $('refus'));
}

async function garder() {
    const values = lireForm();
    const wrong = fautes(values);
    if (wrong.length) { refuser(wrong); return; }
    const champs = new URLSearchParams([...values]).toString();
    const auto = values.get('jour') === jourMis;
    const first = ouverte ?? { cle: nouvelleCle(), cree: maintenant(), ecrit: Date.now(), ecart: moi.ecart, doute: Date.now() < moi.vu - 600_000 };
    const fiche = { ...first, champs, auto: ouverte ? ouverte.auto && auto : auto, doute: first.doute && auto, etat: 'attente', erreurs: undefined, propose: undefined };
    if (ouverte?.conflit?.fiche) { fiche.etat = 'conflit'; }
    try {
        if (!await ecrire(moi, fiche, ouverte?.modif)) { refuser([{ champ: '', message: 'Cette fiche vient d’être envoyée ou changée ailleurs\u00a0: la voici telle qu’elle est maintenant.' }]); await montrer(); return; }
    } catch { pleine(fiche); return; }
    moi.derniere = { themes: values.get('themes'), duree: values.get('duree'), dispositif: values.get('dispositif'), lieu_type: values.get('lieu_type') };
    Object.assign(moi, { locale: true, vu: Math.max(moi.vu, Date.now()) });
    if (await lireMoi()) await ecrireMoi(moi).catch(() => {});
    neuve(values.get('type'));
    controls('themes')[0].focus();
    canal.postMessage('change');
    await montrer();
    tenter();
}

form.addEventListener('submit', (event) => { event.preventDefault(); garder(); });
$('abandonner').addEventListener('click', () => { neuve(); $('titre-attente').focus(); });

/* ---- what waits ---- */

function corriger(fiche) {
    ouverte = fiche;
    const values = new URLSearchParams(fiche.champs);
    remplir(values);
    jourMis = values.get('jour');
    $('titre-ecrire').textContent = 'Corriger une fiche en attente';
    show($('abandonner'), true);
    show($('refus'), false);
    if (fiche.erreurs?.length) refuser(fiche.erreurs);
    else $('titre-ecrire').focus();
}

async function agir(work) {
    await work().catch((e) => dire(`Cela n’a pas pu être fait (${e.name}). Rien n’est perdu\u00a0: réessayez.`));
    canal.postMessage('change');
    await montrer();
    $('titre-attente').focus();
    tenter();
}

// The same with the day that the clock of the server gives.
function dater(fiche) {
    const values = new URLSearchParams(fiche.champs);
    values.set('jour', fiche.propose);
    return ecrire(moi, { ...fiche, champs: values.toString(), auto: false, etat: 'attente', propose: undefined }, fiche.modif);
}
const laisser = (fiche) => ecrire(moi, { ...fiche, auto: false, etat: 'attente', propose: undefined }, fiche.modif);

// A new key, since the first one has been used: the version that was read is the one that is replaced.
function reprendre(fiche) {
    const values = new URLSearchParams(fiche.champs);
    values.delete('fiche');
    values.delete('version');
    if (fiche.conflit.fiche) { values.set('fiche', fiche.conflit.fiche); values.set('version', String(fiche.conflit.version)); }
    return remplacer(moi, fiche, { ...fiche, cle: nouvelleCle(), champs: values.toString(), etat: 'attente', conflit: undefined });
}

async function supprimer(fiche) {
    if (confirm('Supprimer cette fiche qui n’est pas encore envoyée\u202f? Elle ne pourra pas être reprise.')) await agir(() => retirer(fiche));
}

function actions(fiche, cell, quoi) {
    if (fiche.etat === 'conflit' && fiche.conflit.conflit === 'structure') bouton('Réessayer', () => agir(() => ecrire(moi, { ...fiche, etat: 'attente' }, fiche.modif)), cell, quoi);
    else if (fiche.etat === 'conflit') {
        bouton(fiche.conflit.fiche ? 'Garder celle qui est enregistrée' : 'La laisser supprimée', () => agir(() => retirer(fiche)), cell, quoi);
        bouton(fiche.conflit.fiche ? 'La remplacer par celle-ci' : 'L’écrire de nouveau', () => agir(() => reprendre(fiche)), cell, quoi);
    }
    if (fiche.etat === 'verifier') {
        bouton(`Mettre le ${jourMontre(fiche.propose)}`, () => agir(() => dater(fiche)), cell, quoi);
        bouton('Garder cette date', () => agir(() => laisser(fiche)), cell, quoi);
    }
    if (fiche.etat !== 'illisible') bouton('Corriger', () => corriger(fiche), cell, quoi);
    if (fiche.etat !== 'conflit') bouton('Supprimer', () => supprimer(fiche), cell, quoi);
}

const etats = { attente: ['neutre', 'en attente'], verifier: ['alerte', 'date à vérifier'], corriger: ['alerte', 'à corriger'], conflit: ['alerte', 'à choisir'], illisible: ['non', 'illisible'] };

function pourquoi(fiche) {
    if (fiche.etat === 'verifier') return 'L’horloge de cet appareil n’était pas à l’heure.';
    if (fiche.etat === 'corriger') return fiche.erreurs.map((e) => e.message).join(' ');
    if (fiche.etat === 'conflit') return fiche.conflit.message ?? '';
    return fiche.etat === 'illisible' ? 'Elle a été écrite avec une autre clé du site. Gardez-la et prévenez votre coordination.' : '';
}

function ligne(fiche) {
    const values = new URLSearchParams(fiche.champs);
    const jour = values.get('jour') ? jourMontre(values.get('jour')) : 'Fiche illisible';
    const row = document.createElement('tr');
    element('th', jour, row).scope = 'row';
    const label = (t) => controls('themes').find((b) => b.value === t)?.closest('label').textContent.trim() ?? t;
    const quoi = values.get('titre') || (values.get('themes') ?? '').split('|').map(label).join(', ');
    const what = element('td', quoi, row);
    if (values.get('duree')) element('span', `, ${values.get('duree')} minutes`, what).className = 'discret';
    const state = element('td', '', row);
    element('span', etats[fiche.etat][1], state).className = `etat ${etats[fiche.etat][0]}`;
    if (pourquoi(fiche)) element('p', pourquoi(fiche), state).className = 'petit';
    const cell = element('td', '', row);
    const doing = element('div', '', cell);
    doing.className = 'actions';
    [what, state, cell].forEach((td, i) => { td.dataset.t = ['Quoi', 'État', 'Actions'][i]; });
    actions(fiche, doing, `: ${quoi}, ${jour}`);
    return row;
}

// Only what has changed is made again, so that the focus stays and a long list costs little.
function aligner(body) {
    const had = new Map([...body.rows].map((row) => [row.dataset.modif, row]));
    fiches.forEach((fiche, i) => {
        let row = had.get(fiche.modif);
        if (!row) { row = ligne(fiche); row.dataset.modif = fiche.modif; }
        had.delete(fiche.modif);
        if (body.rows[i] !== row) body.insertBefore(row, body.rows[i] ?? null);
    });
    for (const row of had.values()) row.remove();
}

const raisons = {
    reseau: 'Pas de réseau\u00a0: elles partiront à son retour.', serveur: 'Le site ne répond pas\u00a0: nouvel essai bientôt.',
    session: 'Votre session est finie\u00a0: connectez-vous pour les envoyer.', role: 'Votre rôle d’aujourd’hui n’écrit pas de fiches\u00a0: reprenez celui que vous aviez.', occupe: 'Envoi en cours dans une autre fenêtre.',
};

function montrerEtat() {
    const n = fiches.length;
    const stuck = fiches.filter((f) => f.etat !== 'attente').length;
    let text = n ? `${nombre(n)} en attente ${depuis(fiches[0].cree)}.` : raison === 'reseau' ? 'Pas de réseau. Rien n’attend d’être envoyé.' : 'Toutes vos fiches sont envoyées.';
    if (n && stuck < n) text += ` ${raisons[raison] ?? ''}`;
    if (stuck) text += ` ${stuck > 1 ? `${stuck} demandent votre avis.` : 'Une demande votre avis.'}`;
    $('etat').className = `encart ${n ? 'attente' : 'fait'}`;
    $('etat-texte').textContent = text;
    const act = $('etat-actions');
    act.replaceChildren();
    if (n && raison === 'session') Object.assign(element('a', 'Se connecter', act), { href: '/connexion?retour=%2Fhors-ligne', className: 'bouton second' });
    else if (n && stuck < n) bouton('Envoyer maintenant', () => tenter(true), act);
    const dates = fiches.filter((f) => f.etat === 'verifier');
    if (dates.length > 1) {
        bouton(`Corriger ces ${dates.length} dates`, () => agir(async () => { for (const f of dates) await dater(f); }), act);
        bouton(`Garder ces ${dates.length} dates`, () => agir(async () => { for (const f of dates) await laisser(f); }), act);
    }
    show($('etat'), Boolean(moi));
}

// One at a time: what is asked for meanwhile is shown once, after.
let encours;
let encore;
function montrer() {
    if (encours) { encore ??= encours.then(() => { encore = undefined; return montrer(); }); return encore; }
    encours = montrerTout().finally(() => { encours = undefined; });
    return encours;
}

async function montrerTout() {
    const last = moi?.qui;
    const known = await lireMoi();
    if (known?.qui !== last || !moi) moi = known;
    const { fiches: mine, autres, depuis: since } = await lister(moi);
    if (moi?.qui !== last) $('attente').querySelector('tbody').replaceChildren();
    fiches = mine;
    if (moi?.qui !== last && moi?.structure) { preparer(); neuve(); }
    show($('ferme'), !moi);
    show($('ecrire'), Boolean(moi?.structure));
    show($('attente'), fiches.length > 0);
    show($('outils'), Boolean(moi));
    aligner($('attente').querySelector('tbody'));
    const others = $('autres');
    others.textContent = `${nombre(autres)} d’une autre personne ${autres > 1 ? 'attendent' : 'attend'} ici ${since ? depuis(since) : ''}\u00a0: ${autres > 1 ? 'elles partiront' : 'elle partira'} quand elle se connectera sur cet appareil.`;
    show(others, autres > 0);
    montrerEtat();
    if (moi && !moi.structure) $('etat-texte').textContent = 'Choisissez avec le réseau un rôle dans une structure\u00a0: une fiche est écrite pour elle.';
}

/* ---- sending ---- */

async function tenter(asked) {
    clearTimeout(reveil);
    const said = await envoyer();
    raison = said.raison;
    if (said.moi && said.moi.qui === moi?.qui) moi = { ...said.moi, derniere: moi.derniere ?? said.moi.derniere };
    if (said.envoyees) { dire(`${nombre(said.envoyees)} envoyée${said.envoyees > 1 ? 's' : ''}.`); canal.postMessage('change'); }
    await montrer();
    if (asked) $('etat').scrollIntoView({ block: 'nearest' });
    // a line that comes and goes: what leaves shows that it is worth trying again at once
    pause = said.envoyees ? 500 : raison === 'reseau' || raison === 'serveur' ? Math.min(Math.max(pause, 2500) * 2, 300_000) : 5000;
    if (fiches.some((f) => f.etat === 'attente')) reveil = setTimeout(tenter, pause);
}

addEventListener('online', () => { pause = 5000; tenter(); });
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') tenter(); });
canal.addEventListener('message', async ({ data }) => {
    if (data === 'ferme') { moi = undefined; oublier(); form.reset(); }
    await montrer();
});

/* ---- the device ---- */

function copier(text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = `fiches-en-attente-${jourDe(maintenant())}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    dire('Le fichier est copié. Lui aussi est chiffré\u00a0: personne d’autre ne peut le lire. Reprenez-le ici ou sur un autre appareil.');
}

$('exporter').addEventListener('click', async () => copier(await exporter(moi)));
$('importer').addEventListener('change', async ({ target }) => {
    const said = await importer(moi, await target.files[0].text()).catch(() => ({ faute: 'La mémoire de cet appareil est pleine\u00a0: rien n’a été repris.' }));
    target.value = '';
    dire(said.faute ?? `${nombre(said.reprises)} reprise${said.reprises > 1 ? 's' : ''}. Déjà là\u00a0: ${said.connues}.`);
    await montrer();
    tenter();
});
$('fermer').addEventListener('click', async () => {
    await fermer();
    canal.postMessage('ferme');
    moi = undefined;
    form.reset();
    await montrer();
    $('ferme').querySelector('a').focus();
});

/* ---- opening ---- */

if (globalThis.isSecureContext && 'serviceWorker' in navigator && globalThis.indexedDB && crypto.subtle) {
    navigator.serviceWorker.register('/hors-ligne/service.js', { scope: '/hors-ligne' }).catch(() => dire('Ce navigateur ne garde pas la page\u00a0: elle ne s’ouvrira pas sans réseau.'));
    navigator.storage?.persist?.();
    await montrer();
    const said = await contacter().catch(() => null);
    if (said?.moi) await montrer();
    tenter();
} else {
    $('ferme').querySelector('p').textContent = 'Ce navigateur, ou cette adresse sans chiffrement, ne permet pas d’écrire sans réseau. Avec le réseau, saisissez dans vos fiches d’activité.';
    show($('ferme'), true);
}
