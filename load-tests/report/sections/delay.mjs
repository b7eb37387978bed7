import { fixed, generatorShare, median, over, packetsPerSecond, percent, serverShare, spread, table, target, whole } from '../figures.mjs';
import { load, startPlenum } from '../processes.mjs';
import { half, roomsOf50 } from '../saturation.mjs';

const LIMITS = { p50: 0.3, p99: 1, p999: 5 };
const NAMES = { p50: 'p50', p99: 'p99', p999: 'p99.9' };
const SECONDS = 60;

export const delay = {
    name: 'delay',
    title: 'added delay at half of saturation, a minute long',
    roundSeconds: (bench) => bench.warmUp + seconds(bench) + 8,

    async measure(bench) {
        const rooms = half(await bench.saturation());
        const server = await startPlenum(bench.address);
        try {
            return { rooms, run: await load(server, [...roomsOf50(rooms), '--warm-up', bench.warmUp, '--duration', seconds(bench)]) };
        } finally {
            await server.stop();
        }
    },

    targets: (rounds) => Object.entries(LIMITS).map(([which, limit]) => target(
        `added delay at half of saturation, ${NAMES[which]}`, `≤ ${limit} ms`, over(rounds, ({ run }) => run.figures.delay[which]), (value) => value <= limit,
        (value) => `${fixed(value)} ms`,
    )),

    text: (rounds) => {
        const runs = rounds.map((round) => round.run);
        const of = (which) => spread(runs.map(({ figures }) => figures.delay[which]));
        return `${table(
            ['rooms of 50', 'packets/s', "server's core", "generator's core", 'measured s', 'p50 ms', 'p99 ms', 'p99.9 ms', 'worst ms'],
            [[
                median(rounds.map((round) => round.rooms)), whole(median(runs.map(packetsPerSecond))), percent(median(runs.map(serverShare))),
                percent(median(runs.map(generatorShare))), fixed(median(runs.map(({ figures }) => figures.seconds)), 0), of('p50'), of('p99'), of('p999'), of('highest'),
            ]],
        )}

From right before the generator's send call to ${runs.every(({ figures }) => figures.kernelStamps) ? `the moment that the kernel stamped on the datagram in the viewer's socket: the server with its
garbage collection, the kernel's way there and back, and the send call itself; not the generator's turns` : `the generator's receive call: the server with its garbage collection, the kernel's way there and
back, and whatever the generator does between two looks at its sockets`}.`;
    },
};

/** A minute, unless it is only tried out. */
const seconds = (bench) => (bench.seconds < 5 ? bench.seconds : SECONDS);
