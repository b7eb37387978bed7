// Medians of what compare/janus.sh measured, as a table.    node table.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';

const folder = process.argv[2];
const runs = readdirSync(folder)
    .map((file) => ({ match: /^(\w+)-(\w)-(\d+)\.json$/.exec(file), file }))
    .filter(({ match }) => match)
    .map(({ match, file }) => ({ ...JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')), server: match[1], load: match[2] }));

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const perPacket = ({ serverCpuSeconds, figures }) => (1e6 * serverCpuSeconds) / figures.packets;

console.log('| load | server | µs a packet (least to most) | packets/s | delay p50, p99, p99.9 ms | join p50 ms | MiB | runs |');
console.log('|---|---|---|---|---|---|---|---|');
for (const load of [...new Set(runs.map((run) => run.load))].toSorted()) {
    const medians = {};
    for (const server of [...new Set(runs.map((run) => run.server))].toSorted().toReversed()) {
        const own = runs.filter((run) => run.load === load && run.server === server);
        const of = (read) => median(own.map(read));
        const cost = own.map(perPacket);
        medians[server] = median(cost);
        const cells = [
            load, server, `${medians[server].toFixed(2)} (${Math.min(...cost).toFixed(2)} to ${Math.max(...cost).toFixed(2)})`,
            Math.round(of(({ figures }) => figures.packets / figures.seconds)),
            [of(({ figures }) => figures.delay.p50), of(({ figures }) => figures.delay.p99), of(({ figures }) => figures.delay.p999)].map((x) => x.toFixed(2)).join(', '),
            of(({ figures }) => figures.join.p50).toFixed(0), of((run) => run.serverResidentMebibytes).toFixed(0), own.length,
        ];
        console.log(`| ${cells.join(' | ')} |`);
    }
    console.log(`| ${load} | Janus ÷ Plenum | **${(medians.janus / medians.plenum).toFixed(2)}** | | | | | |`);
}
