// SPDX-License-Identifier: AGPL-3.0-or-later
// National tables: 35,000 communes by 14 indicators, imported, scored by deciles, aggregated to every EPCI and département; the
// same work in PostgreSQL (COPY, percentile_cont, GROUP BY; inside pg_virtualenv) and in awk. Invented figures, the same each time.
//
//     pg_virtualenv -t scripts/node bench/diagnostic.mjs [PROGRAM]             default: build/ensemble
//
// Commands are measured whole, start and exit included, median of 3. Deciles and aggregates: what they add to the start that a
// command which only opens the same base takes. Exit status 1 over 3 s, 1 s or 200 ms.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
for (let i = 0; i < 3; i++) {
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

const awk = `BEGIN{FS=","} {for(k=1;k<=14;k++){e[$3,k]+=$4*$(k+4);d[$2,k]+=$4*$(k+4)} pe[$3]+=$4;pd[$2]+=$4} END{for(i in e){split(i,a,SUBSEP);x+=e[i]/pe[a[1]]} for(i in d){split(i,a,SUBSEP);y+=d[i]/pd[a[1]]} print x,y}`;
const byAwk = median([0, 1, 2].map(() => timed(() => execFileSync('awk', [awk, at('flat.csv')]))));

const sql = (...commands) => spawnSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', ...commands.flatMap(c => ['-c', c])], { encoding: 'utf8' });
const peers = { copie: null, deciles: null, agregats: null };
if (sql('SELECT 1').status === 0) {
    sql(`CREATE TABLE t (code text PRIMARY KEY, dep text, epci bigint, pop bigint, ${names.map(n => `${n} double precision`)})`);
    peers.copie = timed(() => sql(`\\copy t FROM '${at('flat.csv')}' CSV`));
    const cuts = names.map(n => `percentile_cont(ARRAY[.1,.2,.3,.4,.5,.6,.7,.8,.9]) WITHIN GROUP (ORDER BY ${n}) AS ${n}`);
    peers.deciles = timed(() => sql(`CREATE TABLE s AS WITH d AS (SELECT ${cuts} FROM t) SELECT t.code, ${names.map(n => `1 + (SELECT count(*) FROM unnest(d.${n}) x WHERE x <= t.${n}) AS ${n}`)} FROM t, d`));
    const means = names.map(n => `sum(pop * ${n}) / sum(pop)`);
    peers.agregats = timed(() => sql(`SELECT epci, ${means} FROM t GROUP BY epci`, `SELECT dep, ${means} FROM t GROUP BY dep`));
}
rmSync(folder, { recursive: true });
const ms = v => v === null ? 'absent' : `${Math.round(v)} ms`;
console.log(`import    35 000 × 14 : ${ms(median(imports))} (PostgreSQL, COPY seul : ${ms(peers.copie)})`);
console.log(`déciles   35 000 × 14 : ${ms(scoring)} (PostgreSQL : ${ms(peers.deciles)}) ; ouverture de la base à part : ${ms(open)}`);
console.log(`agrégats  EPCI et départements : ${ms(aggregate)} (PostgreSQL : ${ms(peers.agregats)}, awk : ${ms(byAwk)})`);
process.exit(median(imports) <= 3000 && scoring <= 1000 && aggregate <= 200 ? 0 : 1);
