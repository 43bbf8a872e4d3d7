// SPDX-License-Identifier: AGPL-3.0-or-later
// National tables: 35,000 communes by 14 indicators, imported, scored by deciles, aggregated to every EPCI and département, and
// the map of a département; the same work in PostgreSQL (COPY, percentile_cont, GROUP BY; inside pg_virtualenv) and in awk.
// Invented figures, the same each time.
//
//     pg_virtualenv -t scripts/node bench/diagnostic.mjs [PROGRAM]             default: build/ensemble
//
// Commands are measured whole, start and exit included, median of 5. Deciles and aggregates: what they add to the start that a
// command which only opens the same base takes. Each line says what was measured, its limit, and the peer; exit status 1 beyond.
// The map is that of Eure-et-Loir over its real contours where they are found ($ENSEMBLE_FICHIERS), else over circles.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const program = resolve(process.argv[2] ?? join(root, 'build', 'ensemble'));
const folder = mkdtempSync(join(tmpdir(), 'ensemble-diagnostic-'));
const at = name => join(folder, name);
const communes = 35000, indicators = 14, epci = 1250;
const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const run = (db, ...args) => execFileSync(program, ['--db', `sqlite:${at(db)}`, ...args], { encoding: 'utf8', maxBuffer: 64e6, stdio: ['ignore', 'pipe', 'ignore'] });
const timed = work => { const from = performance.now(); work(); return performance.now() - from; };

let seed = 35000;
const random = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32);
const codes = Array.from({ length: communes }, (_, i) => String(1 + i % 95).padStart(2, '0') + String(1 + Math.floor(i / 95)).padStart(3, '0'));
const groups = codes.map((_, i) => 200000000 + i % epci), people = codes.map(() => 50 + Math.floor(random() * 4000));
const values = codes.map(() => Array.from({ length: indicators }, () => (random() * 100).toFixed(3)));
const names = Array.from({ length: indicators }, (_, k) => `r${k + 1}`);
writeFileSync(at('populations.csv'), 'code,nom,departement,epci,pop_a\n' + codes.map((c, i) => `${c},C${i},${c.slice(0, 2)},${groups[i]},${people[i]}\n`).join(''));
writeFileSync(at('table.csv'), `CODGEO;${names.join(';')}\n` + codes.map((c, i) => `${c};${values[i].join(';')}\n`).join(''));
writeFileSync(at('table.conf'), 'source = inventé\nlicence = aucune\nmillesime = 2020\n' + names.map(n => `indicateur ${n} = ${n} | Indicateur ${n} | % | 1 | brut\n`).join(''));
writeFileSync(at('ifn.csv'), 'name,division,code,no_thd_coverage_rate,no_4g_coverage_rate,poverty_rate,older_65_rate,nscol15p_rate,total\nC,city,01001,5,5,5,5,5,5\n');
writeFileSync(at('flat.csv'), codes.map((c, i) => `${c},${c.slice(0, 2)},${groups[i]},${people[i]},${values[i].join(',')}\n`).join(''));

const imports = [], scorings = [], opens = [];
for (let i = 0; i < 5; i++) {
    const db = `b${i}.db`;
    run(db, 'importer', 'populations', at('populations.csv'));
    run(db, 'importer', 'ifn', at('ifn.csv'), '--millesime', '2020-01-01', '--poids', 'pop_a');
    imports.push(timed(() => run(db, 'importer', 'indicateurs', at('table.csv'), '--correspondance', at('table.conf'))));
    opens.push(timed(() => run(db, 'diagnostic', 'ifn')));
    scorings.push(timed(() => run(db, 'diagnostic', 'deciles')));
}
const open = median(opens), scoring = median(scorings) - open;

// Every EPCI and every département, all indicators, asked one after another of the public API, answers written and read.
const port = 20000 + process.pid % 20000;
const server = spawn(program, ['--db', `sqlite:${at('b0.db')}`, 'servir', '--port', String(port)], { stdio: 'ignore' });
const over = new Promise(done => server.on('exit', done));
const ask = path => fetch(`http://127.0.0.1:${port}${path}`).then(r => r.text());
for (let i = 0; i < 100; i++) {
    const ready = await ask('/api/v1/indicateurs').then(text => text.includes('"r14"'), () => false);
    if (ready) break;
    await new Promise(done => setTimeout(done, 100));
}
process.on('exit', () => server.kill());
const passes = [];
for (let i = 0; i < 5; i++) {
    const from = performance.now();
    for (const name of names)
        for (const scale of ['epci', 'departement'])
            await ask(`/api/v1/indicateurs/${name}?territoire=france&echelon=${scale}&poids=pop_a`);
    passes.push(performance.now() - from);
}
server.kill();
await over;
const aggregate = median(passes);

// The map of a département: 365 invented communes of Eure-et-Loir by the five scores and the fourteen rates.
const data = join(root, 'node_modules/@etalab/decoupage-administratif/data');
const real = resolve(root, process.env.ENSEMBLE_FICHIERS ?? '../shared/data', 'territoire', 'communes-28_cog2018.geojson');
const own = JSON.parse(readFileSync(join(data, 'communes.json'), 'utf8')).filter(c => c.departement === '28' && c.type === 'commune-actuelle').map(c => c.code);
const scores = () => Array.from({ length: 5 }, () => (1 + Math.floor(random() * 10)).toFixed(1));
writeFileSync(at('p28.csv'), 'code,nom,departement,pop_a\n' + own.map(c => `${c},C${c},28,${50 + Math.floor(random() * 4000)}\n`).join(''));
writeFileSync(at('ifn28.csv'), 'name,division,code,no_thd_coverage_rate,no_4g_coverage_rate,poverty_rate,older_65_rate,nscol15p_rate,total\n' + own.map(c => { const v = scores(); return `C,city,${c},${v},${v.reduce((a, b) => a + +b, 0) / 5}\n`; }).join(''));
writeFileSync(at('t28.csv'), `CODGEO;${names.join(';')}\n` + own.map(c => `${c};${names.map(() => (random() * 100).toFixed(3)).join(';')}\n`).join(''));
run('m.db', 'importer', 'communes', join(data, 'communes.json'), '--epci', join(data, 'epci.json'), '--departement', '28');
if (existsSync(real)) run('m.db', 'importer', 'contours', real);
run('m.db', 'importer', 'populations', at('p28.csv'));
run('m.db', 'importer', 'ifn', at('ifn28.csv'), '--millesime', '2020-01-01', '--poids', 'pop_a');
run('m.db', 'importer', 'indicateurs', at('t28.csv'), '--correspondance', at('table.conf'));
const maps = spawn(program, ['--db', `sqlite:${at('m.db')}`, 'servir', '--port', String(port)], { stdio: 'ignore', env: { ...process.env, ENSEMBLE_DEPARTEMENT: '28' } });
const mapsOver = new Promise(done => maps.on('exit', done));
process.on('exit', () => maps.kill());
let body = '';
for (let i = 0; i < 100 && !body.includes('<svg class="choro"'); i++) {
    body = await ask('/diagnostic/fragilite').catch(() => '');
    await new Promise(done => setTimeout(done, 50));
}
const pages = [];
for (let i = 0; i < 50; i++) {
    const from = performance.now();
    body = await ask('/diagnostic/fragilite');
    pages.push(performance.now() - from);
}
maps.kill();
await mapsOver;
const page = median(pages), weight = Buffer.byteLength(body);

const awk = `BEGIN{FS=","} {for(k=1;k<=14;k++){e[$3,k]+=$4*$(k+4);d[$2,k]+=$4*$(k+4)} pe[$3]+=$4;pd[$2]+=$4} END{for(i in e){split(i,a,SUBSEP);x+=e[i]/pe[a[1]]} for(i in d){split(i,a,SUBSEP);y+=d[i]/pd[a[1]]} print x,y}`;
const byAwk = median([0, 1, 2, 3, 4].map(() => timed(() => execFileSync('awk', [awk, at('flat.csv')]))));

const sql = (...commands) => spawnSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', ...commands.flatMap(c => ['-c', c])], { encoding: 'utf8' });
const peers = { copie: null, deciles: null, agregats: null };
if (sql('SELECT 1').status === 0) {
    sql(`CREATE TABLE t (code text PRIMARY KEY, dep text, epci bigint, pop bigint, ${names.map(n => `${n} double precision`)})`);
    const five = (work, before) => median([0, 1, 2, 3, 4].map(() => { before(); return timed(work); }));
    peers.copie = five(() => sql(`\\copy t FROM '${at('flat.csv')}' CSV`), () => sql('TRUNCATE t'));
    const cuts = names.map(n => `percentile_cont(ARRAY[.1,.2,.3,.4,.5,.6,.7,.8,.9]) WITHIN GROUP (ORDER BY ${n}) AS ${n}`);
    peers.deciles = five(() => sql(`CREATE TABLE s AS WITH d AS (SELECT ${cuts} FROM t) SELECT t.code, ${names.map(n => `1 + (SELECT count(*) FROM unnest(d.${n}) x WHERE x <= t.${n}) AS ${n}`)} FROM t, d`), () => sql('DROP TABLE IF EXISTS s'));
    const means = names.map(n => `sum(pop * ${n}) / sum(pop)`);
    peers.agregats = five(() => sql(`SELECT epci, ${means} FROM t GROUP BY epci`, `SELECT dep, ${means} FROM t GROUP BY dep`), () => {});
}
rmSync(folder, { recursive: true });
const ms = v => v === null ? 'absent' : `${Math.round(v * 10) / 10} ms`;
const lines = [
    ['import de 35 000 × 14', median(imports), 3000, ms, `PostgreSQL, COPY seul : ${ms(peers.copie)}`],
    ['déciles de 35 000 × 14', scoring, 1000, ms, `PostgreSQL : ${ms(peers.deciles)} ; ouverture de la base à part : ${ms(open)}`],
    ['agrégats, EPCI et départements', aggregate, 200, ms, `PostgreSQL : ${ms(peers.agregats)}, awk : ${ms(byAwk)}`],
    ['page de la carte d’un département', page, 20, ms, existsSync(real) ? 'contours réels' : 'sans contours : cercles'],
    ['poids de cette page', weight, 80000, v => `${v} octets`, `${body.split('</text></a>').length - 1} communes dessinées`],
];
for (const [what, measured, limit, say, peer] of lines)
    console.log(`${measured <= limit ? 'tenu   ' : 'DÉPASSÉ'} ${what} : ${say(measured)}, limite ${say(limit)} (${peer})`);
process.exit(lines.every(([, measured, limit]) => measured <= limit) ? 0 : 1);
