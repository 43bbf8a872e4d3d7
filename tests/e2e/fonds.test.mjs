// SPDX-License-Identifier: AGPL-3.0-or-later
// Money from one end to the other, by those who handle it: a pilote opens an action and its indicator, a structure asks the fund,
// the committee decides, the agreement is signed, advance and balance are paid on proofs, and the packs say what is true at each moment.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, htmlFaults, ownFaults, tooWide } from './checks.mjs';
import { keyboard } from './clavier.mjs';
import { possible, signIn } from './compte.mjs';
import { base, keep, modes, openPage, startBrowser } from './support.mjs';

const skip = possible ? false : 'un serveur qui était déjà là';
const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(); // as the program counts days
let browser;
let pilote; // pages kept open, one a role
let referent;
let action;
let demande;
let reunion;
let brouillon;

const path = (page) => new URL(page.url()).pathname;
const go = (page, to) => page.goto(base + to);
const text = (page) => page.locator('main').textContent();
const told = async (page, words) => assert.match(await page.getByRole('status').textContent(), words);
const submit = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name }).first().click()]);
const follow = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('link', { name }).first().click()]);
async function unfold(page, words) {
    const box = page.locator('details', { has: page.locator('summary', { hasText: words }) });
    if (!(await box.evaluate((d) => d.open))) await box.locator('summary').click();
}

before(async () => {
    browser = await startBrowser();
    if (!possible) return;
    const admin = await openPage(browser, { storageState: await signIn(browser, 'administrateur') });
    await go(admin, '/administration/structures/nouvelle');
    await admin.getByLabel('Nom').fill('Atelier des Essais');
    await admin.getByLabel('Commune').fill('Brou');
    await submit(admin, 'Inscrire cette structure');
    const uid = path(admin).split('/').pop();
    await admin.context().close();
    pilote = await openPage(browser, { ...modes.clair, storageState: await signIn(browser, 'pilote', 'departement:28') });
    referent = await openPage(browser, { ...modes.clair, storageState: await signIn(browser, 'referent', `structure:${uid}`) });
});
after(() => browser.close());

test('une action, et l’indicateur qu’elle fait bouger', { skip }, async () => {
    await go(pilote, '/plan/suivi/nouvelle');
    await pilote.getByLabel('Titre de l’action').fill('Ouvrir un atelier de réparation');
    await pilote.getByLabel('Axe ou objectif').selectOption('axe:1');
    await submit(pilote, 'Créer l’action');
    action = path(pilote).split('/').pop();
    await go(pilote, '/plan/suivi/indicateurs');
    await unfold(pilote, 'Créer un indicateur');
    await pilote.getByLabel('Nom de l’indicateur').fill('Lieux où se faire aider');
    await pilote.getByLabel('D’où vient sa valeur').selectOption('lieux');
    await pilote.getByLabel('Numéro de l’action').fill(action);
    await pilote.getByLabel('Valeur de départ').fill('120');
    await pilote.getByLabel('Jour du départ').fill('2024-06-05');
    await pilote.getByLabel('Cible', { exact: true }).fill('150');
    await pilote.getByLabel('Jour de la cible').fill('2027-12-31');
    await submit(pilote, 'Créer l’indicateur');
    await go(pilote, `/plan/suivi/${action}`);
    assert.match(await text(pilote), /Lieux où se faire aider[^]*126/); // the demonstration's places, counted now
});

test('une structure demande au fonds', { skip }, async () => {
    await go(referent, '/fonds');
    await follow(referent, /Équiper les lieux d’accueil/);
    await follow(referent, 'Répondre à cet appel');
    await referent.getByLabel('Titre du projet').fill('Un atelier de réparation à Brou');
    await submit(referent, 'Commencer la demande');
    demande = path(referent).replace(/\/projet$/, '');
    await referent.getByLabel('Le projet').fill('Un atelier ouvert à tous, deux jours par semaine, avec des bénévoles formés.');
    await referent.getByLabel('Numéro de l’action').fill(action);
    await referent.getByLabel('Montant demandé').fill('9 000');
    await submit(referent, 'Enregistrer et chiffrer');
    await referent.getByLabel('Objet de la dépense').fill('Établis et outils');
    await referent.getByLabel('Montant hors taxes').fill('8 000');
    await submit(referent, 'Ajouter la dépense');
    assert.match(await text(referent), /pas encore équilibré/); // more is asked than it costs
    await referent.getByLabel('Objet de la dépense').fill('Animation');
    await referent.getByLabel('Montant hors taxes').fill('4 000');
    await submit(referent, 'Ajouter la dépense');
    assert.match(await text(referent), /75\s%/);
    await follow(referent, 'Passer aux pièces');
    for (const genre of ['budget', 'rib']) {
        await referent.getByLabel('Ce que c’est').selectOption(genre);
        await referent.getByLabel('Fichier').setInputFiles({ name: `${genre}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 essai') });
        await submit(referent, 'Joindre');
    }
    await follow(referent, 'Relire et déposer');
    await submit(referent, 'Déposer la demande');
    await told(referent, /déposée/);
    await go(pilote, '/espace');
    assert.match(await text(pilote), /Une demande au fonds est à instruire\s: «\sUn atelier de réparation à Brou\s»/);
});

// The bytes of the newest pack in its three forms.
async function pack() {
    await go(pilote, reunion);
    await submit(pilote, 'Faire le dossier de la réunion');
    const all = {};
    for (const form of ['Page', 'PDF', 'ODT']) {
        const link = await pilote.getByRole('link', { name: new RegExp(`^${form}`) }).first().getAttribute('href');
        all[form] = { link, bytes: await (await pilote.request.get(base + link)).body() };
    }
    return all;
}

let first;

test('le comité décide, son dossier à la main', { skip }, async () => {
    await go(pilote, demande);
    await submit(pilote, 'Commencer l’instruction');
    await go(pilote, '/plan/comites');
    await unfold(pilote, 'Créer un comité');
    await pilote.getByLabel('Nom du comité').fill('Comité du fonds');
    await pilote.getByLabel('Sorte').selectOption('pilotage');
    await submit(pilote, 'Créer le comité');
    await unfold(pilote, 'Inscrire un membre');
    const me = (await pilote.locator('.connecte b').textContent()).trim();
    const mine = await pilote.locator('#c-personne option').evaluateAll((all, name) => all.filter((o) => o.textContent === name).map((o) => o.value), me);
    for (const value of mine) { // several people of the tests have that name: one of them is this one
        await unfold(pilote, 'Inscrire un membre');
        await pilote.locator('#c-personne').selectOption(value);
        await submit(pilote, 'Inscrire');
    }
    await unfold(pilote, 'Fixer une réunion');
    await pilote.getByLabel('Jour').fill(today);
    await pilote.getByLabel('Heure').fill('14:30');
    await submit(pilote, 'Fixer la réunion');
    reunion = path(pilote);
    await go(pilote, demande);
    await pilote.getByLabel('Réunion').selectOption(reunion.split('/').pop());
    await submit(pilote, 'Porter au comité');
    await told(pilote, /inscrite à la réunion/);
    first = await pack();
    const page = first.Page.bytes.toString('utf8');
    assert.match(page, /Demandes à décider à cette réunion[^]*Un atelier de réparation à Brou[^]*Atelier des Essais/);
    assert.match(page, /Contributions, selon leur état[^]*Ensemble<\/b><\/th>[^]*150\s000,50\s€/);
    assert.match(page, /Trésorerie prévue par trimestre/);
    assert.doesNotMatch(page, /9\s000\s€/); // what it asks is for those concerned
    assert.match(first.PDF.bytes.subarray(0, 5).toString(), /%PDF-/);
    assert.match(first.ODT.bytes.subarray(0, 2).toString(), /PK/);
    await submit(pilote, 'Pour');
    await submit(pilote, 'Compter les votes et clore');
    assert.match(await text(pilote), /Adoptée/);
});

test('accord, convention, avance, justificatif, bilan, solde', { skip }, async () => {
    await go(pilote, demande);
    await pilote.getByLabel('Montant accordé').fill('9 000,01');
    await submit(pilote, 'Accorder');
    assert.match(await pilote.getByRole('alert').textContent(), /pas possible/);
    await pilote.getByLabel('Montant accordé').fill('9 000');
    await submit(pilote, 'Accorder');
    assert.match(await text(pilote), /Contributeur public \(inventé\)[^]*7\s199,98\s€/); // its share of what is left, to the centime
    await pilote.getByLabel('Référence de la convention').fill('C-1');
    await pilote.getByLabel('Signée le').fill(today);
    await submit(pilote, 'Noter la convention');
    const pay = async (genre, amount) => {
        await unfold(pilote, 'Prévoir un versement');
        await pilote.locator('#c-versement_genre').selectOption(genre);
        await pilote.getByLabel('Montant du versement').fill(amount);
        await pilote.getByLabel('Prévu le').fill(today);
        await submit(pilote, 'Prévoir ce versement');
    };
    const paid = async (reference) => {
        await pilote.getByLabel('Versé le').fill(today);
        await pilote.getByLabel('Référence du mandat').fill(reference);
        await submit(pilote, 'Noter le versement');
    };
    await pay('avance', '4 500,01');
    assert.match(await pilote.getByRole('alert').textContent(), /dépasse la part permise/);
    await pay('avance', '4 500');
    await paid('M-1');
    await go(referent, '/espace');
    assert.match(await text(referent), /Le fonds attend vos justificatifs et votre bilan/);
    await follow(referent, 'Ouvrir la demande');
    await follow(referent, 'Justifier une dépense');
    await referent.getByLabel('Dépense').fill('Facture des établis');
    await referent.getByLabel('Payée le').fill(today);
    await referent.getByLabel('Montant').fill('9 000');
    await submit(referent, 'Déposer le justificatif');
    await unfold(referent, 'Écrire le bilan');
    await referent.getByLabel('Bilan').fill('Quarante personnes sont venues réparer.');
    await referent.getByLabel('Personnes qui en ont profité').fill('40');
    await submit(referent, 'Déposer le bilan');
    await go(pilote, demande);
    await submit(pilote, 'Retenir');
    await submit(pilote, 'Valider le bilan');
    await pay('solde', '2 250,01'); // three quarters of the expenses are proved
    assert.match(await pilote.getByRole('alert').textContent(), /dépasse ce que les justificatifs/);
    await pay('solde', '2 250');
    await paid('M-2');
    assert.match(await text(pilote), /Versé\s: 6\s750\s€ sur 9\s000\s€, soit 75\s%/);
    assert.match(await text(pilote), /2\s250\s€ qui ne seront pas versés sont revenus à l’enveloppe/);
    await submit(pilote, /Noté par erreur\s: Solde/); // one gesture back, and again
    assert.match(await text(pilote), /Versé\s: 4\s500\s€ sur/);
    assert.doesNotMatch(await text(pilote), /revenus à l’enveloppe/);
    await paid('M-3');
    assert.match(await text(pilote), /Versé\s: 6\s750\s€ sur/);
    assert.match(await text(pilote), /Historique[^]*2\s250\s€, versé le [^]*, M-2[^]*2\s250\s€, prévu le/); // from what, to what
    await go(referent, '/espace/notifications');
    assert.match(await text(referent), /changement dans les versements de votre demande/);
});

test('les dossiers d’avant n’ont pas changé', { skip }, async () => {
    const second = await pack();
    for (const form of ['Page', 'PDF', 'ODT']) {
        const again = await (await pilote.request.get(base + first[form].link)).body();
        assert.ok(again.equals(first[form].bytes), form);
        assert.ok(!again.equals(second[form].bytes), form);
    }
    assert.match(second.Page.bytes.toString('utf8'), /Aucune demande n’est à décider/);
    await go(pilote, '/fonds/gestion/1');
    assert.match(await text(pilote), /2\s250\s€[^]*100\s%/); // what the balance left is no longer granted: all the rest is paid
    await go(pilote, '/fonds/cofinancement');
    assert.match(await text(pilote), /Ouvrir un atelier de réparation[^]*6\s750\s€/);
    await go(referent, '/fonds/demandes/nouvelle?appel=1');
    await referent.getByLabel('Titre du projet').fill('Une deuxième demande');
    await submit(referent, 'Commencer la demande');
    brouillon = path(referent).replace(/\/projet$/, '');
    assert.deepEqual([pilote.faults, referent.faults], [[], []]);
});

// Days as they are typed: the same whichever of day and month the browser asks first.
const year = Number(today.slice(0, 4));
const past = `0101${year}`;
const coming = `1212${year + 1}`;
const proof = (name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 essai') });
const accessible = async (page) => assert.deepEqual(await axe(page), [], page.url());

test('au clavier seul : une demande, son instruction, la décision, la convention, un versement, un justificatif, le bilan', { skip }, async () => {
    const structure = keyboard(referent, accessible);
    const service = keyboard(pilote, accessible);
    await go(referent, '/fonds');
    await structure.open('Équiper les lieux d’accueil');
    await structure.open('Répondre à cet appel');
    await structure.write('Titre du projet', 'Des tablettes à prêter');
    await structure.open('Commencer la demande');
    const ours = path(referent).replace(/\/projet$/, '');
    await structure.write('Le projet', 'Dix tablettes, prêtées un mois à qui apprend.');
    await structure.write('Montant demandé', '300');
    await structure.open('Enregistrer et chiffrer');
    await structure.write('Objet de la dépense', 'Tablettes');
    await structure.write('Montant hors taxes', '400');
    await structure.open('Ajouter la dépense', 'Space');
    await structure.open('Passer aux pièces');
    await structure.open('Relire et déposer'); // too soon: it says what is missing
    assert.match(await text(referent), /À joindre\s: Budget prévisionnel\. Relevé d’identité bancaire\./);
    await structure.open('les pièces');
    await structure.choose('Ce que c’est', 'B'); // « Budget prévisionnel »
    await structure.attach('c-fichier', proof('budget.pdf'));
    await structure.open('Joindre', 'Space');
    assert.match(await text(referent), /Il manque encore\s: Relevé d’identité bancaire\./);
    await structure.choose('Ce que c’est', 'R'); // « Relevé d’identité bancaire »
    await structure.attach('c-fichier', proof('rib.pdf'));
    await structure.open('Joindre', 'Space');
    await structure.open('Relire et déposer');
    await structure.open('Déposer la demande', 'Space');
    await told(referent, /déposée/);
    await go(pilote, ours);
    await service.open('Commencer l’instruction', 'Space');
    await go(pilote, '/plan/comites');
    await service.open('Comité du fonds');
    await service.unfold('Fixer une réunion');
    await service.write('Jour', coming);
    await service.write('Heure', '10:00');
    await service.open('Fixer la réunion', 'Space');
    const theirs = path(pilote);
    await go(pilote, ours);
    await service.choose('Réunion', 'End');
    await service.open('Porter au comité', 'Space');
    await told(pilote, /inscrite à la réunion/);
    await go(pilote, theirs);
    await service.open('Pour', 'Space');
    await service.open('Compter les votes et clore', 'Space');
    assert.match(await text(pilote), /Adoptée/);
    await go(pilote, ours);
    await service.write('Montant accordé', '300');
    await service.open('Accorder', 'Space');
    await service.write('Référence de la convention', 'C-2');
    await service.write('Signée le', past);
    await service.open('Noter la convention', 'Space');
    await service.unfold('Prévoir un versement');
    await service.choose('c-versement_genre'); // « Avance »
    await service.write('Montant du versement', '150');
    await service.write('Prévu le', past);
    await service.open('Prévoir ce versement', 'Space');
    await service.write('Versé le', past);
    await service.write('Référence du mandat', 'M-9');
    await service.open('Noter le versement', 'Space');
    await go(referent, ours);
    await structure.open('Justifier une dépense');
    await structure.write('Dépense', 'Facture des tablettes');
    await structure.write('Payée le', past);
    await structure.write('Montant', '400');
    await structure.open('Déposer le justificatif', 'Space');
    await structure.unfold('Écrire le bilan');
    await structure.write('Bilan', 'Dix personnes ont appris.');
    await structure.write('Personnes qui en ont profité', '10');
    await structure.open('Déposer le bilan', 'Space');
    await go(pilote, ours);
    await service.open('Retenir', 'Space');
    await service.open('Valider le bilan', 'Space');
    assert.match(await text(pilote), /Versé\s: 150\s€ sur 300\s€/);
    assert.deepEqual([pilote.faults, referent.faults], [[], []]);
});

for (const mode of ['clair', 'telephone']) {
    test(`les pages du fonds (${mode})`, { skip }, async () => {
        const ofPilote = ['/fonds/gestion', '/fonds/gestion/1', '/fonds/gestion/1?appel=1', '/fonds/cofinancement', '/plan/suivi/indicateurs/1', '/fonds/demandes', demande, `${demande}/pieces`, first.Page.link];
        const ofReferent = ['/fonds/demandes', '/fonds/demandes/nouvelle?appel=1', `${brouillon}/projet`, `${brouillon}/budget`,
            `${brouillon}/pieces`, brouillon, demande, `${demande}/justificatif`];
        for (const [page, paths, who] of [[pilote, ofPilote, 'pilote'], [referent, ofReferent, 'referent']]) {
            await page.setViewportSize(modes[mode].viewport);
            for (const one of paths) {
                assert.equal((await go(page, one)).status(), 200, one);
                await page.evaluate(() => { for (const d of document.querySelectorAll('main details')) d.open = true; });
                assert.deepEqual(await axe(page), [], one);
                assert.deepEqual(await ownFaults(page), [], one);
                assert.ok(await tooWide(page) <= 0, `${one} défile de côté`);
                if (mode === 'clair') assert.deepEqual(await htmlFaults(await (await page.request.get(base + one)).text()), [], one);
                await keep(page, one, `${who}-${mode}`);
            }
            assert.deepEqual(page.faults, []);
        }
    });
}
