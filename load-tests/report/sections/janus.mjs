import { fixed, median, microsPerPacket, over, packetsPerSecond, percent, serverShare, spread, table, target, whole } from '../figures.mjs';
import { load, startJanus, startPlenum } from '../processes.mjs';

const LOADS = {
    A: { words: '1 publisher → 40 viewers', options: ['--publishers', 1, '--subscribers', 40], micros: 10, ratio: 3.5 },
    B: { words: '10, everyone to everyone', options: ['--publishers', 10, '--subscribers', 0, '--everyone'], micros: 8, ratio: 3 },
    C: { words: '5 publishers → 30 viewers', options: ['--publishers', 5, '--subscribers', 30], micros: 6, ratio: 3.5 },
};
const SERVERS = { plenum: startPlenum, janus: startJanus };
const NAMES = { plenum: 'Plenum', janus: 'Janus' };

const cost = (server, load) => (round) => microsPerPacket(round.runs[server][load]);
const ratio = (load) => (round) => cost('janus', load)(round) / cost('plenum', load)(round);

/** Before each load; what it alone does is compiled then. */
const warmUp = (bench) => Math.min(10, bench.warmUp);

/** Servers run for days. What is compiled in their first minute is no cost of theirs, so it is over before anything is measured. */
const warm = (server, bench) =>
    load(server, ['--rooms', 3, '--publishers', 5, '--subscribers', 30, '--ramp', 60, '--warm-up', bench.warmUp, '--duration', 1]);

export const janus = {
    name: 'janus',
    title: 'loads A, B and C beside Janus',
    roundSeconds: (bench) => 6 * (bench.seconds + 4 + warmUp(bench)) + bench.warmUp + 6,

    async measure(bench) {
        const runs = {};
        for (const [name, begin] of Object.entries(SERVERS)) {
            runs[name] = {};
            const server = await begin(bench.address);
            try {
                if (name === 'plenum') {
                    await warm(server, bench);
                }
                for (const [key, { options }] of Object.entries(LOADS)) {
                    runs[name][key] = await load(server, [...options, '--warm-up', warmUp(bench), '--duration', bench.seconds]);
                }
            } finally {
                await server.stop();
            }
        }
        return { runs };
    },

    targets: (rounds) => Object.entries(LOADS).flatMap(([key, { words, micros, ratio: wanted }]) => [
        target(`${key} (${words}): Janus ÷ Plenum, server CPU per packet`, `≥ ${wanted}`, over(rounds, ratio(key)), (value) => value >= wanted),
        target(`${key}: server CPU per packet`, `≤ ${micros} µs`, over(rounds, cost('plenum', key)), (value) => value <= micros, (value) => `${fixed(value)} µs`),
    ]),

    text: (rounds) => `${table(
        ['load', 'server', 'server CPU, µs a packet', 'packets/s to viewers', 'of its core', 'delay p50, p99, p99.9 ms', 'join p50 ms', 'MiB'],
        Object.entries(LOADS).flatMap(([key, { words }]) => Object.keys(SERVERS).map((server) => {
            const runs = rounds.map((round) => round.runs[server][key]);
            const of = (find, digits) => fixed(median(runs.map(find)), digits);
            return [
                `${key}: ${words}`, NAMES[server], spread(runs.map(microsPerPacket)), whole(median(runs.map(packetsPerSecond))), percent(median(runs.map(serverShare))),
                ['p50', 'p99', 'p999'].map((which) => of(({ figures }) => figures.delay[which])).join(', '), of(({ figures }) => figures.join.p50, 0),
                of((run) => run.serverResidentMebibytes, 0),
            ];
        })),
    )}

Plenum was warmed up by three rooms of load C first, for its compilers to be done; Janus has none. Each publisher sends Opus and VP8 of 1 Mbit/s. Janus forwards every voice, Plenum the three loudest; both send what they forward to each viewer once.`,
};
