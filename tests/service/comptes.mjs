// SPDX-License-Identifier: AGPL-3.0-or-later
// A hundred people at once: invited, enrolled with an application of codes, then all asking together. Each sees her own
// pages and nobody else's; what was stolen, replayed or foreign opens nothing. Run by tests/suites.d/comptes.both.
import { check, end, engine, freshUrl, get, run, serve, test } from './harness.mjs';
import { Browser, field, totp } from './navigateur.mjs';

const PEOPLE = 100;

// ---- a hundred of them ----------------------------------------------------------------------------------------------

const url = freshUrl();
check((await run(url, 'migrer')).status === 0, 'migrer');
const moteur = await engine(url);
const people = [];
for (let i = 0; i < PEOPLE; i++) {
    const admin = i % 10 === 0;
    const r = await run(url, 'utilisateur', 'creer', `personne.${i}@exemple.fr`, '--nom', `Nom${i}x`, '--prenom', 'Alix',
        '--role', admin ? 'administrateur' : 'lecteur', '--portee', admin ? 'instance' : 'departement:28');
    check(r.status === 0, r.err);
    people.push({ i, admin, link: /\/connexion\/lien\/\S+/.exec(r.out.toString())[0], browser: new Browser(() => server) });
}
const server = await serve(url, { connexions_par_adresse: 1000 });

await test('cent personnes ouvrent leur compte en même temps', async () => {
    await Promise.all(people.map(async (p) => {
        check((await p.browser.post(p.link, p.link)).headers.location === '/connexion/second', `lien ${p.i}`);
        p.key = /class="cle">([A-Z2-7 ]+)</.exec((await p.browser.send('/connexion/second')).text)[1];
        const a = await p.browser.post('/connexion/second', '/connexion/second', { moyen: 'application', code: totp(p.key, Date.now()) });
        check(a.status === 303 && a.headers.location === '/espace', `seconde preuve ${p.i} : ${a.status}`);
    }));
});

await test('chacune ne voit que ses pages, et ce que son rôle ouvre', async () => {
    await Promise.all(people.flatMap((p) => Array.from({ length: 5 }, async () => {
        const profile = (await p.browser.send('/espace/profil')).text;
        check(profile.includes(`personne.${p.i}@exemple.fr`), `le profil de ${p.i}`);
        check((profile.match(/personne\.\d+@exemple\.fr/g) ?? []).every((m) => m === `personne.${p.i}@exemple.fr`), `le profil de ${p.i} montre quelqu’un d’autre`);
        const journal = await p.browser.send('/journal');
        check(journal.status === (p.admin ? 200 : 403), `/journal pour ${p.i} : ${journal.status}`);
        check(journal.headers['cache-control'] === 'no-store', 'une page d’espace est gardée');
    })));
});

await test('un jeton de formulaire volé à une autre est refusé', async () => {
    const jeton = field((await people[1].browser.send('/espace/profil')).text, 'jeton');
    const a = await people[2].browser.send('/espace/profil', 'POST', { nom: 'Volé', version: '2', jeton });
    check(a.status === 403, `état ${a.status}`);
    check(!(await people[2].browser.send('/espace/profil')).text.includes('Volé'), 'le profil a changé');
});

await test('un lien rejoué, un code d’ailleurs, une session inconnue : refusés, avec la suite à donner', async () => {
    const thief = new Browser(() => server);
    const replayed = await thief.send(people[3].link);
    check(replayed.status === 403 && replayed.text.includes('href="/connexion"'), `lien rejoué : ${replayed.status}`);
    const foreign = await thief.post('/connexion/mot-de-passe', '/connexion/second', { moyen: 'application', code: totp(people[3].key, Date.now()) });
    check(foreign.status === 403, `code d’ailleurs : ${foreign.status}`);
    thief.jar.set('session', 'A'.repeat(43));
    const unknown = await thief.send('/espace');
    check(unknown.status === 303 && unknown.headers.location.startsWith('/connexion'), `session inconnue : ${unknown.status}`);
});

await test('toutes sortent ; aucune session ne reste', async () => {
    await Promise.all(people.map(async (p) => {
        const before = new Map(p.browser.jar);
        check((await p.browser.post('/espace', '/deconnexion', { partout: '1' })).status === 303, `sortie ${p.i}`);
        p.browser.jar = before;
        check((await p.browser.send('/espace')).status === 303, `la session de ${p.i} répond encore`);
    }));
});

await test('le journal le raconte, sans un nom, et se prouve', async () => {
    check(await server.stop() === 0, 'arrêt');
    check(!/Alix|Nom\d+x|personne\.\d/.test(server.log()), 'un nom dans les lignes du serveur');
    const r = await run(url, 'journal', 'verifier');
    check(r.status === 0, `${r.out}${r.err}`);
});

end(moteur, 'comptes');
