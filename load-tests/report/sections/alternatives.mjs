import { fixed, median, microsPerPacket, over, packetsPerSecond, spread, table, target, whole } from '../figures.mjs';
import { load, startPlenum } from '../processes.mjs';
import { half, roomsOf50 } from '../saturation.mjs';

const FASTEST = 'fastest';
const VARIANTS = {
    [FASTEST]: { words: 'FFM, segmented, ACCP', options: ['--media-io', 'linux', '--media-gso', 'auto', '--media-crypto', 'accp'] },
    nio: { words: 'java.nio for FFM', ratio: 'FFM ÷ NIO', options: ['--media-io', 'nio', '--media-gso', 'auto', '--media-crypto', 'accp'] },
    plain: { words: 'not segmented', ratio: 'GSO ÷ none', options: ['--media-io', 'linux', '--media-gso', 'off', '--media-crypto', 'accp'] },
    jdk: { words: 'the JDK for ACCP', ratio: 'ACCP ÷ JDK', options: ['--media-io', 'linux', '--media-gso', 'auto', '--media-crypto', 'jdk'] },
};

const ratio = (name) => (round) => microsPerPacket(round.runs[name]) / microsPerPacket(round.runs[FASTEST]);

export const alternatives = {
    name: 'alternatives',
    title: 'FFM ÷ NIO, GSO ÷ none, ACCP ÷ JDK in the whole server',
    roundSeconds: (bench) => Object.keys(VARIANTS).length * (bench.seconds + 0.75 * bench.warmUp + 7),

    async measure(bench) {
        const rooms = half(await bench.saturation());
        const runs = {};
        for (const [name, { options }] of Object.entries(VARIANTS)) {
            const server = await startPlenum(bench.address, options);
            try {
                runs[name] = await load(server, [...roomsOf50(rooms), '--warm-up', 0.75 * bench.warmUp, '--duration', bench.seconds]);
            } finally {
                await server.stop();
            }
        }
        return { rooms, runs };
    },

    targets: (rounds) => Object.entries(VARIANTS).filter(([, { ratio: words }]) => words).map(([name, { ratio: words }]) => target(
        `${words}, packets per CPU-second of the whole server`, 'more than 1', over(rounds, ratio(name)), (value) => value > 1,
    )),

    text: (rounds) => `${table(
        ['server', 'µs a packet', 'packets/s', 'delay p50, p99 ms', 'the fastest ÷ this'],
        Object.entries(VARIANTS).map(([name, { words }]) => {
            const runs = rounds.map((round) => round.runs[name]);
            return [
                words, spread(runs.map(microsPerPacket)), whole(median(runs.map(packetsPerSecond))),
                ['p50', 'p99'].map((which) => fixed(median(runs.map(({ figures }) => figures.delay[which])))).join(', '), spread(rounds.map(ratio(name))),
            ];
        }),
    )}

Each differs from the first in one thing. Load: ${median(rounds.map((round) => round.rooms))} rooms of one publisher and 50 viewers, half of what fills the core of the first.`,
};
