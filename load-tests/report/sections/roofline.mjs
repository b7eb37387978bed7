import { fixed, generatorShare, median, over, percent, serverShare, spread, table, target, whole } from '../figures.mjs';
import { load, programOf, roofline as bareLoop, startPlenum } from '../processes.mjs';
import { roomsOf50 } from '../saturation.mjs';

const SHARE = 0.7;
const SINKS = ['full', 'read'];

const perCpuSecond = ({ bridge }) => bridge.figures.packets / bridge.serverCpuSeconds;
const share = (sinks) => (round) => perCpuSecond(round) / round.roofs[sinks].packetsOutPerCpuSecond;

export const roofline = {
    name: 'roofline',
    title: 'a full core beside the bare loop',
    roundSeconds: (bench) => 2 * bench.seconds + 10 + bench.seconds + bench.warmUp + 15,

    async measure(bench) {
        const { rooms } = await bench.saturation();
        const server = await startPlenum(bench.address);
        const java = programOf(server.pid);
        let bridge;
        try {
            bridge = await load(server, [...roomsOf50(rooms), '--warm-up', bench.warmUp, '--duration', bench.seconds]);
        } finally {
            await server.stop();
        }
        const roofs = {};
        for (const sinks of SINKS) {
            roofs[sinks] = await bareLoop(java, ['--sinks', sinks, '--seconds', bench.seconds, '--warmup', Math.min(5, bench.warmUp)]);
        }
        return { rooms, bridge, roofs };
    },

    targets: (rounds) => SINKS.map((sinks) => target(
        `bridge ÷ roofline whose viewers' sockets are ${sinks}, packets per CPU-second`, `≥ ${SHARE}`, over(rounds, share(sinks)), (value) => value >= SHARE,
    )),

    text: (rounds) => {
        const of = (find) => median(rounds.map(find));
        const roof = (sinks, find) => of((round) => find(round.roofs[sinks]));
        return `${table(
            ['', 'packets per CPU-second', 'of its core', 'datagrams a message', 'bridge ÷ this'],
            [
                [
                    `bridge, whole process, ${of((round) => round.rooms)} rooms`, whole(of(perCpuSecond)), percent(of((round) => serverShare(round.bridge))),
                    fixed(of(({ bridge }) => mean(bridge.server.sendRuns))), '',
                ],
                ...SINKS.map((sinks) => [
                    `bare loop's thread, sockets ${sinks}`, whole(roof(sinks, (each) => each.packetsOutPerCpuSecond)), percent(roof(sinks, (each) => each.cpuShare)),
                    fixed(roof(sinks, (each) => each.datagramsPerMessage)), spread(rounds.map(share(sinks))),
                ]),
            ],
        )}

The generator took ${percent(of((round) => generatorShare(round.bridge)))} of its core. The bridge's figure is of the whole process: checks, reports, feedback, garbage
collection, the JVM's compilers; the bare loop's is of its thread alone. Sockets that are full refuse what arrives, as a network card would take it; sockets
that are read, by another thread on the generator's core with the generator's own code, cost the loop the delivery and the reader's waking, as the
generator's cost the bridge. There the sender sends the next burst when the last has been read, so that the loop does not fill its core.`;
    },
};

function mean(runs) {
    const messages = Object.values(runs).reduce((sum, each) => sum + each, 0);
    return Object.entries(runs).reduce((sum, [length, each]) => sum + length * each, 0) / messages;
}
