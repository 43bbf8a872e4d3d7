// SPDX-License-Identifier: AGPL-3.0-or-later
// Bad input through the real program: every file gets its message and its exit status, and the database is left as it
// was. Run by tests/suites.d/hostile.both, once on each engine.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = process.env.ENSEMBLE_TEST_PROGRAMME ?? 'build/ensemble';
const postgres = (process.env.ENSEMBLE_TEST_DB ?? 'sqlite:').startsWith('postgresql');
const folder = mkdtempSync(join(tmpdir(), 'ensemble-hostile-'));
const databases = [];

function run(args, input) {
    const r = spawnSync(program, args, { encoding: 'buffer', input, timeout: 120000, maxBuffer: 64 << 20, cwd: folder });
    return { status: r.status, out: r.stdout.toString('utf8'), err: r.stderr.toString('utf8') };
}

function freshUrl() {
    const name = `ensemble_hostile_${process.pid}_${databases.length}`;
    if (!postgres) {
        databases.push(null);
        return `sqlite:${join(folder, name)}.db`;
    }
    const made = spawnSync('createdb', ['--template=template0', '--encoding=UTF8', name]);
    if (made.status !== 0)
        throw new Error(`createdb: ${made.stderr}`);
    databases.push(name);
    return `postgresql:///${name}`;
}

const COLUMNS = ('id,pivot,nom,commune,code_postal,code_insee,adresse,complement_adresse,latitude,longitude,typologie,telephone,' +
    'courriels,site_web,horaires,presentation_resume,presentation_detail,source,itinerance,structure_parente,date_maj,services,' +
    'publics_specifiquement_adresses,prise_en_charge_specifique,frais_a_charge,dispositif_programmes_nationaux,' +
    'formations_labels,autres_formations_labels,modalites_acces,modalites_accompagnement,fiche_acces_libre,prise_rdv').split(',');
const good = { id: 'bon-1', pivot: '00000000000000', nom: 'Mairie', commune: 'Brou', code_postal: '28160', code_insee: '28061',
    adresse: '1 rue des Essais', latitude: '48.21', longitude: '1.18', source: 'Essai', date_maj: '2026-01-15',
    services: 'Aide aux démarches administratives' };
const cell = v => /[",;\t\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v;
const csv = (rows, delimiter = ',', columns = COLUMNS) =>
    [columns, ...rows.map(r => columns.map(c => cell(r[c] ?? '')))].map(r => r.join(delimiter)).join('\r\n') + '\r\n';
const file = (name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
};

let tests = 0, failed = 0;
function test(name, body) {
    tests++;
    try {
        body();
    } catch (error) {
        failed++;
        console.log(`ÉCHEC ${name} : ${error.message}`);
    }
}
function check(condition, what) {
    if (!condition)
        throw new Error(what);
}
const shown = r => `état ${r.status}\n${r.err}${r.out.slice(0, 400)}`;

const url = freshUrl();
const importArgs = (path, ...more) => ['--db', url, 'importer', 'lieux', path, '--source', 'Essai', ...more];
const importLieux = (...all) => run(importArgs(...all));
// What was received, even where the standard refuses it.
const asKept = format => format.startsWith('standard-') ? ['--tel-quel'] : [];
const exported = (format = 'standard-csv') => {
    const r = run(['--db', url, 'exporter', 'lieux', '--format', format, ...asKept(format)]);
    check(r.status === 0, `exporter ${format} : ${shown(r)}`);
    return r.out;
};
const engine = () => {
    const r = run(['--db', url, 'verifier']);
    check(r.status === 0, shown(r));
    return /(sqlite|postgresql) [0-9.]+/.exec(r.out + r.err)?.[0].replace(' ', '_') ?? 'inconnu';
};

check(importLieux(file('bon.csv', csv([good]))).status === 0, 'a good file is refused');
const moteur = engine();
let before = exported();
check(before.includes('bon-1'), 'the good place is not there');

// ---- whole files that are refused: message, exit status 2, nothing written ------------------------------------------------
const real = readFileSync(program);
const refused = [
    ['vide', '', /vide/],
    ['blancs', ' \r\n\n', /vide/],
    ['binaire', real.subarray(0, 20000), /octet nul|n’est pas un texte/],
    ['nul', csv([{ ...good, nom: 'a\0b' }]), /octet nul/],
    ['utf16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv([good]), 'utf16le')]), /UTF-16/],
    ['classeur', Buffer.from('PK\x03\x04aaaaaaaaaaaa', 'latin1'), /classeur|\.xlsx/],
    ['pdf', '%PDF-1.7\n', /PDF/],
    ['compresse', Buffer.from([0x1f, 0x8b, 8, 0, 0]), /compressé/],
    ['colonnes-manquantes', 'id,nom\n1,Mairie\n', /manque des colonnes.*pivot/s],
    ['colonne-double', csv([good]).replace('complement_adresse', 'nom'), /deux fois|double/],
    ['mauvais-separateur', csv([good], '|'), /colonnes|séparateur/],
    ['html', '<!doctype html><title>Erreur 404</title>', /colonnes|CSV/],
    ['en-tete-seul', csv([]), /aucun lieu/],
    ['json-tronque', '[{"id":"1","nom":"Mair', /tronqué|coupé|n’est pas|pas fermé/],
    ['json-objet', '{"id":"1"}', /liste|tableau/],
    ['json-nombre', '12', /liste|tableau|colonnes/],
    ['json-latin1', Buffer.from('[{"id":"1","nom":"Médiathèque"}]', 'latin1'), /UTF-8/],
];
for (const [name, bytes, message] of refused)
    test(`refusé : ${name}`, () => {
        const r = importLieux(file(`${name}.${name.startsWith('json') ? 'json' : 'csv'}`, bytes));
        check(r.status === 2, `état 2 attendu : ${shown(r)}`);
        check(message.test(r.err), `${message} attendu : ${shown(r)}`);
        check(exported() === before, 'la base a changé');
    });

test('refusé : 2 Go, sans les lire', () => {
    const path = file('2go.csv', 'id,nom\n');
    truncateSync(path, 2 ** 31);
    // Processor time, whatever else the machine does: "times" tells that of the shell, then that of what it ran.
    const timed = spawnSync('sh', ['-c', '"$@"; e=$?; times; exit $e', 'sh', program, ...importArgs(path)], { encoding: 'utf8', cwd: folder });
    const r = { status: timed.status, out: timed.stdout, err: timed.stderr };
    check(r.status === 2 && /256 Mo|taille/.test(r.err), shown(r));
    const spent = r.out.trim().split('\n').at(-1).split(/\s+/).reduce((sum, t) => sum + Number(t.split('m')[0]) * 60 + Number.parseFloat(t.split('m')[1]), 0);
    check(spent < 2, `le fichier a été lu : ${spent} s`);
    check(exported() === before, 'la base a changé');
});
test('refusé : fichier absent', () => {
    const r = importLieux(join(folder, 'absent.csv'));
    check(r.status === 3 && /n’existe pas/.test(r.err), shown(r));
});
test('refusé : dossier', () => {
    const r = importLieux(folder);
    check(r.status === 2 && /dossier/.test(r.err), shown(r));
});
for (const [command, name, bytes, message] of [
    ['communes', 'communes.json', '[{"code":"28061"', /.+/],
    ['communes', 'communes-objet.json', '{}', /.+/],
    ['coordonnees', 'coord.csv', 'x,y\n1,2\n', /.+/],
    ['contours', 'contours.geojson', '{"type":"FeatureCollection","features":[{"type":"Feature"', /.+/],
    ['contours', 'contours-vides.geojson', '{"type":"FeatureCollection","features":[]}', /.+/],
])
    test(`refusé : ${command} ${name}`, () => {
        const r = run(['--db', url, 'importer', command, file(name, bytes)]);
        check(r.status === 2 && message.test(r.err), shown(r));
    });
for (const args of [['importer', 'lieux'], ['importer', 'choux', 'x'], ['exporter', 'lieux', '--format', 'pdf'], ['servir', '--port', '99999'], ['truc'], ['importer', 'lieux', 'a.csv', '--nimporte']])
    test(`usage : ${args.join(' ')}`, () => {
        const r = run(['--db', url, ...args]);
        check(r.status === 2 && r.err.length > 10, shown(r));
    });

// ---- rows: what is bad is told, what is good goes in ------------------------------------------------------------------
function rapport(rows, bytes = csv(rows), name = 'lignes.csv') {
    const path = join(folder, 'rapport.json');
    rmSync(path, { force: true });
    const r = importLieux(file(name, bytes), '--rapport', path);
    check(existsSync(path), `pas de rapport : ${shown(r)}`);
    return { r, text: readFileSync(path, 'utf8') };
}

test('une mauvaise ligne n’arrête pas le fichier', () => {
    const { r, text } = rapport([good, { ...good, id: '' }, { ...good, id: 'bon-2' }, { ...good, id: 'date', date_maj: 'hier' }]);
    const all = exported();
    check(all.includes('bon-2'), `bon-2 manque : ${shown(r)}`);
    check(!all.includes('hier'), 'une date illisible est entrée');
    check(/date_maj/.test(text) && /hier/.test(text), 'le rapport ne nomme pas le champ et la valeur');
    JSON.parse(text);
});
test('noms de 10 000 caractères', () => {
    const { r, text } = rapport([good, { ...good, id: 'long', nom: 'é'.repeat(10000) }]);
    check(r.status !== 7 && r.status !== null, shown(r));
    const all = exported();
    check(all.includes('é'.repeat(10000)) || /nom/.test(text), 'ni gardé, ni dit');
});
test('coordonnées échangées', () => {
    const { text } = rapport([good, { ...good, id: 'echange', latitude: '1.18', longitude: '48.21' }]);
    check(/échang|invers/.test(text), text.slice(0, 600));
});
test('virgules décimales', () => {
    const { text } = rapport([good, { ...good, id: 'virgule', latitude: '48,21', longitude: '1,18' }]);
    check(/virgule/.test(text) || /48\.21/.test(text), text.slice(0, 600));
    const row = exported().split('\r\n').find(l => l.startsWith('virgule'));
    check(row?.includes('48.21'), `réparée : ${row}`);
});
test('Windows-1252 reconnu et dit', () => {
    const { r, text } = rapport([], Buffer.from(csv([good, { ...good, id: 'cp1252', nom: 'Médiathèque' }], ';'), 'latin1'));
    check(/Windows-1252|ISO-8859-1/.test(r.out + r.err + text), shown(r));
    check(exported().includes('Médiathèque'), 'accents perdus');
});
test('refusé : coupé dans sa dernière ligne', () => {
    before = exported();
    const whole = csv([good, { ...good, id: 'coupe' }]);
    const r = importLieux(file('coupe.csv', whole.slice(0, whole.lastIndexOf('coupe') + 20)));
    check(r.status === 2 && /tronqué/.test(r.err), shown(r));
    check(exported() === before, 'la base a changé');
});
test('guillemet jamais refermé', () => {
    const { text } = rapport([], csv([good]) + `"ouvert,00000000000000,Mairie\r\n` + csv([{ ...good, id: 'apres' }]).split('\r\n')[1] + '\r\n');
    check(/guillemet/.test(text), text.slice(0, 600));
    check(exported().includes('apres'), 'la ligne suivante est perdue');
});
test('identifiant deux fois', () => {
    const { text } = rapport([good, { ...good, nom: 'Autre' }]);
    check(/deux fois|déjà|double/.test(text), text.slice(0, 600));
});
test('--simulation n’écrit rien', () => {
    before = exported();
    const r = importLieux(file('simulation.csv', csv([good, { ...good, id: 'simule' }])), '--simulation');
    check(r.status === 0 && exported() === before, shown(r));
});

// ---- injection in every field -------------------------------------------------------------------------------------------
const attacks = [`'; DROP TABLE lieu; --`, `"><script>alert(1)</script>`, `=HYPERLINK("http://example.org")`, `$(touch /tmp/x)\`id\``, `%s%n%x`, `{{7*7}}`];
test('injection dans chacun des 32 champs', () => {
    const rows = [good];
    for (const c of COLUMNS)
        attacks.forEach((attack, i) => rows.push({ ...good, id: `inj-${c}-${i}`, [c]: c === 'id' ? `inj-${c}-${i}${attack}` : attack }));
    const { r } = rapport(rows);
    check(r.status === 0 || r.status === 2, shown(r));
    const json = JSON.parse(exported('standard-json'));
    check(json.some(l => l.id === 'bon-1'), 'la table a souffert');
    const free = ['nom', 'adresse', 'complement_adresse', 'horaires', 'presentation_detail', 'source', 'structure_parente'];
    for (const c of free)
        attacks.forEach((attack, i) => {
            const lieu = json.find(l => l.id === `inj-${c}-${i}`);
            check(!lieu || lieu[c] === undefined || lieu[c] === attack, `${c} : ${JSON.stringify(lieu?.[c])} au lieu de ${attack}`);
        });
    check(free.some(c => json.some(l => l[c] === attacks[0])), 'aucun texte libre n’a été gardé tel quel');
    JSON.parse(exported('geojson'));
    check(engine() === moteur, 'base abîmée');
});
test('exporté puis importé : les mêmes valeurs', () => {
    const csv1 = exported(), path = file('retour.csv', csv1), other = freshUrl();
    const r = run(['--db', other, 'importer', 'lieux', path, '--source', 'Essai']);
    check(r.status === 0 || r.status === 2, shown(r));
    const csv2 = run(['--db', other, 'exporter', 'lieux', '--format', 'standard-csv', '--tel-quel']).out;
    const missing = csv1.split('\r\n').filter(l => !csv2.includes(l));
    check(missing.length === 0, `${missing.length} lignes diffèrent : ${missing[0]?.slice(0, 300)}`);
});

for (const name of databases.filter(Boolean))
    spawnSync('dropdb', ['--force', '--if-exists', name]);
rmSync(folder, { recursive: true, force: true });
console.log(`suite=hostile moteur=${moteur} tests=${tests} echecs=${failed} ignores=0`);
process.exitCode = failed ? 1 : 0;
