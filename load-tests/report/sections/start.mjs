import { fixed, over, spread, table, target } from '../figures.mjs';
import { cpuSeconds, residentMebibytes, sleep, startPlenum } from '../processes.mjs';

const READY_SECONDS = 1;
const IDLE_SHARE = 0.01;
const IDLE_MEGABYTES = 150;
const MB_PER_MIB = 1.048576;
const SETTLE_SECONDS = 30;
const IDLE_SECONDS = 30;

const only = (rounds) => rounds.filter((round) => round.idle);

export const start = {
    name: 'start',
    title: 'start, and the idle server',
    roundSeconds: (bench) => 5 + (SETTLE_SECONDS + IDLE_SECONDS) / bench.rounds,

    async measure(bench, round) {
        const hasCore = null; // as a person starts it: on any
        const found = {};
        const server = await startPlenum(bench.address, [], hasCore);
        try {
            found.readyMillis = server.readyMillis;
            if (round === 1) {
                const patience = bench.seconds < 5 ? bench.seconds : SETTLE_SECONDS;
                await sleep(patience);
                const before = cpuSeconds(server.pid);
                const seconds = bench.seconds < 5 ? bench.seconds : IDLE_SECONDS;
                await sleep(seconds);
                found.idle = { share: (cpuSeconds(server.pid) - before) / seconds, mebibytes: residentMebibytes(server.pid), afterSeconds: patience + seconds, seconds };
            }
        } finally {
            await server.stop();
        }
        return found;
    },

    targets: (rounds) => [
        target('start to ready line, warm', `≤ ${READY_SECONDS} s`, over(rounds, (round) => round.readyMillis / 1000), (value) => value <= READY_SECONDS, (value) => `${fixed(value)} s`),
        target('idle server, of a core', '≤ 1 %', over(only(rounds), (round) => round.idle.share), (value) => value <= IDLE_SHARE, (value) => `${fixed(100 * value)} %`),
        target('idle server, resident', `≤ ${IDLE_MEGABYTES} MB`, over(only(rounds), (round) => round.idle.mebibytes * MB_PER_MIB), (value) => value <= IDLE_MEGABYTES, (value) => `${fixed(value, 0)} MB`),
    ],

    text: (rounds) => `${table(
        ['starts', 'launcher to ready line, ms', 'idle: of a core', 'over', 'resident', 'after'],
        [[
            rounds.length, spread(rounds.map((round) => round.readyMillis), 0),
            ...only(rounds).slice(0, 1).flatMap(({ idle }) => [`${fixed(100 * idle.share)} %`, `${idle.seconds} s`, `${fixed(idle.mebibytes * MB_PER_MIB, 0)} MB`, `${idle.afterSeconds} s`]),
        ]],
    )}

The launcher's own work is in it; nothing is built. The process may use every core here, as when a person starts it.`,
};
