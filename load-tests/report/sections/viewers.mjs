import { fixed, generatorShare, median, microsPerPacket, over, packetsPerSecond, percent, serverShare, spread, table, target, whole } from '../figures.mjs';
import { heldMebibytes, load, participants, sleep, startPlenum } from '../processes.mjs';

const COUNTS = [10, 100, 500, 1000];
const MOST = 1000;
const TOGETHER = [10, 100, MOST];
const FLAT = 0.15;
const KILOBYTES = 150;
const MEBIBYTES = 500;
const KB_PER_MIB = 1_048.576;
const MEMORY_COUNTS = [COUNTS[0], 500, MOST];
const SETTLE_SECONDS = 4;

const options = (rooms, viewers, seconds, warmUp) => [
    '--rooms', rooms, '--publishers', 1, '--subscribers', viewers, '--video-bitrate', '500K', '--no-audio', '--ramp', 100, '--sampled', 1,
    '--warm-up', warmUp, '--duration', seconds,
];

const unevenness = (costs) => Math.max(...costs) / Math.min(...costs) - 1;
const alone = (round) => unevenness(COUNTS.map((count) => microsPerPacket(round.alone[count])));
const together = (round) => unevenness(TOGETHER.map((count) => microsPerPacket(round.together[count])));
const perViewer = (round) => {
    const [least, most] = [round.held[COUNTS[0]], round.held[MOST]];
    return ((most - least) / (MOST - COUNTS[0])) * KB_PER_MIB;
};

/** What a server holds on to with so many viewers in one room. */
async function held(server, count, seconds) {
    const done = load(server, options(1, count, seconds + 2 * SETTLE_SECONDS, 1));
    await participants(server, count + 1);
    await sleep(SETTLE_SECONDS);
    const mebibytes = await heldMebibytes(server.pid);
    await done;
    return mebibytes;
}

export const viewers = {
    name: 'viewers',
    title: 'cost and memory at 10 to 1,000 viewers',
    roundSeconds: (bench) => bench.warmUp + 9 * (bench.seconds + bench.warmUp / 4) + 100,

    async measure(bench) {
        const found = { alone: {}, together: {}, held: {} };
        // A server of its own: what its memory has grown to before would be in the figures.
        const server = await startPlenum(bench.address);
        try {
            await load(server, options(1, COUNTS[1], 1, bench.warmUp));
            for (const count of COUNTS) {
                found.alone[count] = await load(server, options(1, count, bench.seconds, bench.warmUp / 4));
            }
            for (const count of TOGETHER) {
                found.together[count] = count === MOST ? found.alone[count] : await load(server, options(MOST / count, count, bench.seconds, bench.warmUp / 4));
            }
            for (const count of MEMORY_COUNTS) {
                found.held[count] = await held(server, count, bench.seconds);
            }
        } finally {
            await server.stop();
        }
        return found;
    },

    targets: (rounds) => [
        target(`cost per packet, one room of ${COUNTS.join(', ')} viewers: most ÷ least − 1`, `≤ ${percent(FLAT)}`, over(rounds, alone), (value) => value <= FLAT, percent),
        target(`the same with ${MOST} viewers in rooms of ${TOGETHER.join(', ')}`, `≤ ${percent(FLAT)}`, over(rounds, together), (value) => value <= FLAT, percent),
        target('memory per viewer, what is held after a collection', `≤ ${KILOBYTES} kB`, over(rounds, perViewer), (value) => value <= KILOBYTES, (value) => `${whole(value)} kB`),
        target('resident set with 500 viewers', `≤ ${MEBIBYTES} MB`, over(rounds, (round) => round.alone[500].serverResidentMebibytes * KB_PER_MIB / 1000), (value) => value <= MEBIBYTES, (value) => `${whole(value)} MB`),
    ],

    text: (rounds) => `${table(
        ['rooms × viewers', 'µs a packet', 'packets/s', "server's core", "generator's core", 'delay p99 ms', 'MiB'],
        [...COUNTS.map((count) => ['alone', 1, count]), ...TOGETHER.filter((count) => count < MOST).map((count) => ['together', MOST / count, count])].map(([kind, rooms, count]) => {
            const runs = rounds.map((round) => round[kind][count]);
            const of = (find) => median(runs.map(find));
            return [
                `${rooms} × ${count}`, spread(runs.map(microsPerPacket)), whole(of(packetsPerSecond)), percent(of(serverShare)), percent(of(generatorShare)),
                fixed(of(({ figures }) => figures.delay.p99)), fixed(of((run) => run.serverResidentMebibytes), 0),
            ];
        }),
    )}

One publisher a room, VP8 of 500 kbit/s. A packet of a small room alone also pays for what a nearly idle server does anyway; rooms of the same sizes that have
${MOST} viewers together do not, but receive as many more packets as there are rooms. MiB: the resident set at the end of the run, garbage included. Held (the
resident set after a collection, without what the heap keeps free): ${MEMORY_COUNTS.map((count) => `${fixed(median(rounds.map((round) => round.held[count])), 0)} MiB with ${count}`).join(', ')}
viewers in one room.`,
};
