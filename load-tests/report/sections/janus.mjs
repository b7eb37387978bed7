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

export const janus = {
    name: 'janus',
    title: 'loads A, B and C beside Janus',
    roundSeconds: (bench) => 6 * (bench.seconds + 4) + bench.warmUp + 5 * Math.min(8, bench.warmUp),

    async measure(bench) {
        const runs = {};
        for (const [name, begin] of Object.entries(SERVERS)) {
            runs[name] = {};
            const server = await begin(bench.address);
            try {
                for (const [key, { options }] of Object.entries(LOADS)) {
                    // Janus has no compilers to wait for, and Plenum only once.
                    const warmUp = name === 'plenum' && key === 'A' ? bench.warmUp : Math.min(8, bench.warmUp);
                    runs[name][key] = await load(server, [...options, '--warm-up', warmUp, '--duration', bench.seconds]);
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

Each publisher sends Opus and VP8 of 1 Mbit/s. Janus forwards every voice, Plenum the three loudest; both send what they forward to each viewer once.`,
};
