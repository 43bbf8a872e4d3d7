// SPDX-License-Identifier: AGPL-3.0-or-later
// The demonstration adds up to the roadmap's figures of 2023, whoever is asked: the command, the page, the API, the table as CSV, the
// records as XLSX. A record added, corrected, deleted, two persons joined: all move together by the same amount. Run by tests/suites.d/chiffres.
import { execFileSync } from 'node:child_process';

import { check, end, engine, file, freshUrl, get, run, serve, test } from './harness.mjs';
import { field, signIn } from './navigateur.mjs';

const PERIOD = ['--du', '2023-01-01', '--au', '2023-12-31'];
const QUERY = 'du=2023-01-01&au=2023-12-31&dispositif=conseiller_numerique';

async function command(url, ...more) {
    const r = await run(url, 'statistiques', ...PERIOD, ...more);
    check(r.status === 0, r.err);
    return JSON.parse(r.out);
}

const digits = (text) => Number(text.replace(/\s/g, ''));
const plain = (html) => html.replace(/<[^>]*>/g, ' ').replace(/&#?\w+;/g, ' ');

async function page(browser) {
    const { text } = await browser.send(`/statistiques?${QUERY}`);
    const number = (words) => digits(plain(new RegExp(`<dt>${words}</dt>\\s*<dd>(.*?)</dd>`).exec(text)?.[1] ?? 'NaN'));
    return { accompagnements: number('accompagnements'), usagers: number('usagers distincts'), ateliers: number('ateliers') };
}

async function api(key) {
    const a = await get(server, `/api/v1/statistiques?${QUERY}`, { headers: { authorization: `Bearer ${key}` } });
    check(a.status === 200, `API : ${a.status} ${a.text}`);
    return JSON.parse(a.text);
}

async function csv(browser) {
    const lines = (await browser.send(`/statistiques.csv?${QUERY}`)).text.trim().split('\r\n');
    const [, , accompagnements, usagers, ateliers] = lines.at(-1).split(',').map(Number);
    return { accompagnements, usagers, ateliers };
}

// The records, one row an accompaniment; who is one person is not in it.
async function xlsx(browser) {
    const path = file('activites.xlsx', (await browser.send(`/activites.xlsx?${QUERY}`)).bytes);
    const sheet = execFileSync('unzip', ['-p', path, 'xl/worksheets/sheet1.xml'], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const rows = sheet.split('<row ').slice(1).filter((row) => /Accompagnement individuel|Atelier collectif/.test(row));
    const id = (row) => /<t[^>]*>([^<]*)<\/t><\/is><\/c><\/row>/.exec(row)[1];
    return { accompagnements: rows.length, ateliers: new Set(rows.filter((row) => row.includes('Atelier collectif')).map(id)).size };
}

async function everywhere(expected) {
    const cli = await command(url, '--dispositif', 'conseiller_numerique');
    const said = { commande: cli, page: await page(coordinator), api: await api(key), csv: await csv(coordinator), xlsx: await xlsx(coordinator) };
    for (const [who, figures] of Object.entries(said))
        for (const [name, value] of Object.entries(expected))
            if (name in figures || who === 'api')
                check(figures[name] === value, `${who} dit ${figures[name]} ${name} et non ${value}`);
}

const empty = freshUrl();
await test('une base sans démonstration donne 0', async () => {
    check((await run(empty, 'migrer')).status === 0, 'migrer');
    const c = await command(empty);
    check(c.accompagnements === 0 && c.usagers === 0 && c.ateliers === 0 && c.activites === 0, JSON.stringify(c));
});

const url = freshUrl();
const made = await run(url, 'demo');
check(made.status === 0, made.err);
const moteur = await engine(url);
const structure = (await command(url, '--dispositif', 'conseiller_numerique', '--par', 'structure')).lignes[0].cle;
const server = await serve(url);
const coordinator = await signIn(url, server, 'coordinateur', 'departement:28');
const shown = await coordinator.post('/espace/cles', '/espace/cles', { nom: 'Chiffres', droits: 'api.statistiques', portee: 'departement:28', duree: '30' });
const key = /<code>([^<]+)<\/code>/.exec(shown.text)?.[1];
const mediator = await signIn(url, server, 'mediateur', `structure:${structure}`);

await test('les chiffres de 2023, dispositif par dispositif', async () => {
    const fs = await command(url, '--dispositif', 'france_services'), ac = await command(url, '--dispositif', 'aidants_connect');
    check(fs.accompagnements === 48317 && fs.usagers === 4713, `France Services : ${JSON.stringify(fs)}`);
    check(fs.par_jour_et_structure === 10.4 && fs.part_un_rendez_vous === 78.21 && fs.part_satisfaits === 95 && fs.structures === 24, JSON.stringify(fs));
    check(ac.accompagnements === 1582 && ac.usagers === 429, `Aidants Connect : ${JSON.stringify(ac)}`);
});

await test('par mois, par intercommunalité, par dispositif : la somme est le total', async () => {
    const all = await command(url);
    check(all.accompagnements === 57022 && all.accompagnements === all.individuels + all.participants, JSON.stringify(all));
    for (const by of ['mois', 'epci', 'dispositif', 'commune', 'structure', 'type']) {
        const lines = (await command(url, '--par', by)).lignes;
        const sum = (what) => lines.reduce((n, l) => n + l[what], 0);
        check(sum('accompagnements') === all.accompagnements, `par ${by} : ${sum('accompagnements')}`);
        check(sum('ateliers') === all.ateliers, `par ${by}, ateliers : ${sum('ateliers')}`);
    }
});

await test('cinq chemins, les mêmes chiffres', () => everywhere({ accompagnements: 7123, usagers: 4059, ateliers: 564 }));

const form = (more) => ({ type: 'individuel', themes: 'email', duree: '30', dispositif: 'conseiller_numerique', lieu_type: 'lieu_activite', jour: '2023-06-15', ...more });
async function add() {
    const opened = (await mediator.send('/activites/saisir')).text;
    const a = await mediator.post('/activites/saisir', '/activites/saisir', form({ faire_carte: '1', cle: field(opened, 'cle') }));
    check(a.status === 303 && a.headers.location, `ajout : ${a.status} ${plain(a.text).slice(0, 600)}`);
    const uid = /fiche=([\w-]+)/.exec(a.headers.location)[1];
    return { uid, card: /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec((await mediator.send(`/activites/fiche?fiche=${uid}`)).text)[0] };
}

await test('ajouter, réunir, corriger, supprimer : tous bougent ensemble', async () => {
    const one = await add();
    await everywhere({ accompagnements: 7124, usagers: 4060, ateliers: 564 });
    const two = await add();
    await everywhere({ accompagnements: 7125, usagers: 4061, ateliers: 564 });
    const join = `/usagers/reunir?code=${one.card}&vers=${two.card}`;
    const joined = await mediator.post(join, '/usagers/reunir', { code: one.card, vers: two.card, confirme: '1' });
    check(joined.status === 303, `réunir : ${joined.status}`);
    await everywhere({ accompagnements: 7125, usagers: 4060, ateliers: 564 });
    const open = `/activites/modifier?fiche=${one.uid}`, version = field((await mediator.send(open)).text, 'version');
    const mended = await mediator.post(open, '/activites/modifier', form({ fiche: one.uid, version, jour: '2022-12-31', carte: one.card }));
    check(mended.status === 303, `corriger : ${mended.status} ${plain(mended.text).slice(0, 600)}`);
    await everywhere({ accompagnements: 7124, usagers: 4060, ateliers: 564 });
    const gone = await mediator.post(`/activites/fiche?fiche=${two.uid}`, '/activites/supprimer', { fiche: two.uid });
    check(gone.status === 303, `supprimer : ${gone.status}`);
    await everywhere({ accompagnements: 7123, usagers: 4059, ateliers: 564 });
});

end(moteur, 'chiffres');
