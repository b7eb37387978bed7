// Writes the report from what report.sh measured.    node report.mjs FOLDER FILE
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';

const [folder, target] = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
const files = readdirSync(folder);
const runs = files
    .map((file) => ({ file, match: /^(plenum|janus)-(\w)-\d+\.json$/.exec(file) }))
    .filter(({ match }) => match)
    .map(({ file, match }) => ({ ...read(file), server: match[1], load: match[2] }));
const rooflines = files.filter((file) => file.startsWith('roofline-')).map(read);

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const perPacket = ({ serverCpuSeconds, figures }) => (1e6 * serverCpuSeconds) / figures.packets;
const perSecond = ({ figures }) => figures.packets / figures.seconds;
const output = (...command) => execFileSync(command[0], command.slice(1), { encoding: 'utf8' }).trim();

const LOADS = { A: '1 publisher → 40 viewers', B: '10, everyone to everyone', C: '5 publishers → 30 viewers', S: 'rooms of 1 → 50, VP8 of 2.5 Mbit/s' };
const BARS = { A: [10, 3.5], B: [8, 3], C: [6, 3.5] };
const ROOFLINE_SHARE = 0.7;

const of = (server, load) => runs.filter((run) => run.server === server && run.load === load);

function row(server, load) {
    const own = of(server, load);
    const cost = own.map(perPacket);
    const delay = (which) => median(own.map(({ figures }) => figures.delay[which])).toFixed(2);
    return [
        `${load}: ${LOADS[load]}`, server === 'janus' ? 'Janus' : 'Plenum',
        `**${median(cost).toFixed(2)}** (${Math.min(...cost).toFixed(2)} to ${Math.max(...cost).toFixed(2)})`,
        Math.round(median(own.map(perSecond))).toLocaleString('en'), `${Math.round(100 * median(own.map((run) => run.serverCpuSeconds / run.figures.seconds)))} %`,
        `${delay('p50')}, ${delay('p99')}, ${delay('p999')}`, median(own.map(({ figures }) => figures.join.p50)).toFixed(0),
        median(own.map((run) => run.serverResidentMebibytes)).toFixed(0), `${own.length}`,
    ];
}

const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function ratios() {
    return Object.entries(BARS)
        .filter(([load]) => of('janus', load).length > 0)
        .map(([load, [micros, ratio]]) => {
            const ours = median(of('plenum', load).map(perPacket));
            const theirs = median(of('janus', load).map(perPacket));
            return [load, `${(theirs / ours).toFixed(2)}`, `${ratio}`, `${ours.toFixed(2)} µs`, `${micros} µs`, theirs / ours >= ratio && ours <= micros ? 'met' : 'missed'];
        });
}

function saturation() {
    const own = of('plenum', 'S');
    const bridge = median(own.map((run) => run.figures.packets / run.serverCpuSeconds));
    const roof = median(rooflines.map((each) => each.packetsOutPerCpuSecond));
    return `${Math.round(bridge / 1000)} k packets per CPU-second of the whole server process, ${Math.round(roof / 1000)} k of the bare loop's thread: bridge ÷ roofline
**${(bridge / roof).toFixed(2)}** (wanted: ${ROOFLINE_SHARE}).`;
}

writeFileSync(
    target,
    `# Load report

Made by \`load-tests/report.sh\` (as root; half an hour) on ${new Date().toISOString().slice(0, 10)}, commit ${output('git', 'rev-parse', '--short', 'HEAD')}: ${cpus()[0].model.trim()}, ${cpus().length} virtual
CPUs, Linux ${release()}, ${output(process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java', '--version').split('\n')[1] ?? ''}. The machine is shared, so ratios within the run count, not
the figures. Server on one core, generator on the other. Medians; in parentheses the least and the most of all rounds.

${table(
    ['load', 'server', 'server CPU, µs a packet', 'packets/s to viewers', 'of its core', 'delay p50, p99, p99.9 ms', 'join p50 ms', 'MiB', 'runs'],
    ['A', 'B', 'C', 'S'].flatMap((load) => ['plenum', 'janus'].filter((server) => of(server, load).length > 0).map((server) => row(server, load))),
)}

A packet is one that reached a viewer. The delay is from the generator's send call to its receive call, of sampled viewers, the generator's own
turn included. Janus forwards every voice, Plenum the three loudest; both send what they forward to each viewer once.

## Janus ÷ Plenum
${table(['load', 'Janus ÷ Plenum', 'wanted', 'Plenum', 'bar', ''], ratios())}

## Bridge ÷ roofline
${saturation()} The bridge's figure is of load S and includes everything that the process does (checks, reports, feedback, garbage
collection, the JVM's compilers); the roofline's is its loop's thread alone.
On loopback the kernel's part holds the delivery to the
generator's sockets and its waking, which the roofline's full sinks refuse, and runs are shorter, for a few datagrams come in one cycle and not 256.

## Not measured here yet
The knee and what happens beyond it; FFM ÷ NIO, GSO ÷ none and Corretto ÷ JDK in the whole server (the roofline has each alone, see README.md); delay at half of saturation over a
minute; cost and memory at 10 to 1,000 viewers; joins beside a running room; start and idle. Run lengths with Chromium's traffic: its frames are cut into
packets that differ by a byte with the larger ones last, which splits most bursts in two; a byte of padding would join them.
`,
);
