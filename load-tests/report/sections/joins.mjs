import { fixed, generatorShare, median, over, percent, spread, table, target } from '../figures.mjs';
import { load, startPlenum } from '../processes.mjs';

const PER_SECOND = 100;
const SECONDS = 10;
const ROOM_MILLIS = 5;
const JOIN_MILLIS = 400;
const CPU_MILLIS = 5;

const cpuPerJoin = ({ calm, busy }) => {
    const perSecond = calm.serverCpuSeconds / calm.figures.seconds;
    return (1000 * (busy.serverCpuSeconds - perSecond * busy.figures.seconds)) / busy.figures.lateJoin.count;
};

export const joins = {
    name: 'joins',
    title: '100 joins a second beside a running room',
    roundSeconds: (bench) => bench.warmUp + 2 * SECONDS + 20,

    async measure(bench) {
        const joining = bench.seconds < 5 ? bench.seconds : SECONDS;
        const room = ['--publishers', 1, '--subscribers', 50, '--video-bitrate', '1M'];
        const beside = (seconds, warmUp) => ['--late-joins', seconds * PER_SECOND, '--late-ramp', PER_SECOND, '--warm-up', warmUp, '--duration', seconds + 2];
        const server = await startPlenum(bench.address);
        try {
            // Both sides join cold the first time: that is not what is asked.
            await load(server, [...room, ...beside(joining, 1)]);
            const calm = await load(server, [...room, '--warm-up', bench.warmUp / 2, '--duration', bench.seconds]);
            const busy = await load(server, [...room, ...beside(joining, bench.warmUp / 2)]);
            return { calm, busy };
        } finally {
            await server.stop();
        }
    },

    targets: (rounds) => [
        target(`p99 of a room while ${PER_SECOND} join every second for ${SECONDS} s`, `≤ ${ROOM_MILLIS} ms`, over(rounds, ({ busy }) => busy.figures.delay.p99), (value) => value <= ROOM_MILLIS, (value) => `${fixed(value)} ms`),
        target('the longest of these joins', `≤ ${JOIN_MILLIS} ms`, over(rounds, ({ busy }) => busy.figures.lateJoin.highest), (value) => value <= JOIN_MILLIS, (value) => `${fixed(value, 0)} ms`),
        target('server CPU per join', `≤ ${CPU_MILLIS} ms`, over(rounds, cpuPerJoin), (value) => value <= CPU_MILLIS, (value) => `${fixed(value)} ms`),
    ],

    text: (rounds) => {
        const of = (find, digits) => spread(rounds.map(find), digits);
        return `${table(
            ["the room's delay without joins p50, p99 ms", 'with joins p50, p99 ms', 'joins', 'failed', 'join p50 ms', 'p99 ms', 'longest ms', 'server CPU, ms a join', "generator's core"],
            [[
                ['p50', 'p99'].map((which) => of(({ calm }) => calm.figures.delay[which])).join(', '),
                ['p50', 'p99'].map((which) => of(({ busy }) => busy.figures.delay[which])).join(', '),
                median(rounds.map(({ busy }) => busy.figures.lateJoin.count)), median(rounds.map(({ busy }) => busy.participants - busy.figures.connected)),
                ...['p50', 'p99', 'highest'].map((which) => of(({ busy }) => busy.figures.lateJoin[which], 0)), of(cpuPerJoin),
                percent(median(rounds.map(({ busy }) => generatorShare(busy)))),
            ]],
        )}

One publisher and 50 viewers; who joins goes to rooms of ten beside it, over the WebSocket, and only listens. A join lasts from the first signalling message to the SRTP
keys, the generator's own half included. Server CPU per join: what the process took beyond the same room without joins.`;
    },
};
