import { fixed, GENERATOR_LIMIT, generatorShare, median, over, packetsPerSecond, percent, serverShare, table, target, whole } from '../figures.mjs';
import { load, startPlenum } from '../processes.mjs';
import { roomsOf50 } from '../saturation.mjs';

const KNEE_MILLIS = 25;
const BEYOND_MILLIS = 100;
const PACKETS = 120_000;
const BEYOND = [1.2, 1.5];
const MOST_STEPS = 12;

/** A counter grew in earnest if it did so for more than one packet of so many. */
const RARE = 10_000;

const late = (run) => run.figures.delay.p99 > KNEE_MILLIS;
const generatorIsFull = (run) => generatorShare(run) >= GENERATOR_LIMIT || run.ownDrops * RARE > run.figures.packets;
const serverIsFull = (run) => serverShare(run) >= GENERATOR_LIMIT;

/** Who gave up first, as far as one run can tell. */
function whoGaveUp(run) {
    if (generatorIsFull(run)) {
        return serverIsFull(run) ? 'both' : 'generator';
    }
    return 'server';
}
const best = (round) => round.steps.findLast((step) => !step.beyond && !late(step.run));
const beyond = (round) => round.steps.filter((step) => step.beyond);

export const knee = {
    name: 'knee',
    title: 'the knee of one core, and beyond',
    roundSeconds: (bench) => bench.warmUp + 6 * (bench.seconds + bench.warmUp / 4 + 8),

    async measure(bench) {
        const saturation = await bench.saturation();
        const grain = Math.max(1, Math.round(saturation.rooms / 8));
        const server = await startPlenum(bench.address);
        const steps = [];
        const step = async (rooms, isBeyond, warmUp = bench.warmUp / 4) => {
            const run = await load(server, [...roomsOf50(rooms), '--warm-up', warmUp, '--duration', bench.seconds]);
            steps.push({ rooms, beyond: isBeyond, run });
            bench.say(`${rooms} rooms: ${whole(packetsPerSecond(run))} packets/s, p99 ${fixed(run.figures.delay.p99)} ms`);
            return run;
        };
        try {
            let rooms = Math.max(1, Math.round(saturation.rooms * 0.6));
            let run = await step(rooms, false, bench.warmUp);
            while (late(run) && rooms > 1) {
                rooms = Math.max(1, rooms - grain);
                run = await step(rooms, false);
            }
            for (let number = 1; !late(run) && number < MOST_STEPS; number++) {
                run = await step((rooms += grain), false);
            }
            steps.sort((a, b) => a.rooms - b.rooms);
            const highest = best({ steps })?.rooms ?? 1;
            for (const factor of BEYOND) {
                await step(Math.ceil(highest * factor), true);
            }
        } finally {
            await server.stop();
        }
        return { steps };
    },

    targets: (rounds) => [
        target(
            `highest load of one core with p99 ≤ ${KNEE_MILLIS} ms`, `≥ ${whole(PACKETS)} packets/s`,
            over(rounds, (round) => (best(round) ? packetsPerSecond(best(round).run) : 0)), (value) => value >= PACKETS, (value) => `${whole(value)} packets/s`,
        ),
        target(
            `p99 beyond it (${BEYOND.map(percent).join(' and ')})`, `≤ ${BEYOND_MILLIS} ms`,
            over(rounds, (round) => Math.max(...beyond(round).map(({ run }) => run.figures.delay.p99))), (value) => value <= BEYOND_MILLIS, (value) => `${fixed(value, 1)} ms`,
        ),
    ],

    text: (rounds) => {
        const keys = new Map(rounds.flatMap((round) => round.steps).map((step) => [`${step.beyond} ${step.rooms}`, step]));
        const rows = [...keys.values()].toSorted((a, b) => a.beyond - b.beyond || a.rooms - b.rooms).map(({ rooms, beyond: isBeyond }) => {
            const runs = rounds.flatMap((round) => round.steps).filter((step) => step.rooms === rooms && step.beyond === isBeyond).map(({ run }) => run);
            const of = (find) => median(runs.map(find));
            return [
                `${rooms}${isBeyond ? ', beyond' : ''}`, whole(of(packetsPerSecond)), percent(of(serverShare)), percent(of(generatorShare)),
                ['p50', 'p99', 'highest'].map((which) => fixed(of(({ figures }) => figures.delay[which]))).join(', '), whole(of(({ figures }) => figures.lost)), whole(of((run) => run.ownDrops)), runs.length,
            ];
        });
        const ends = rounds.map((round) => round.steps.find((step) => !step.beyond && late(step.run))).filter(Boolean).map(({ run }) => whoGaveUp(run));
        const by = (who) => ends.filter((each) => each === who).length;
        return `${table(['rooms of 50', 'packets/s', "server's core", "generator's core", 'delay p50, p99, worst ms', 'numbers skipped', 'not read in time by the generator', 'runs'], rows)}

Rooms of one publisher (VP8 of 2.5 Mbit/s) and 50 viewers are added until p99 exceeds ${KNEE_MILLIS} ms. ${ends.length === 0 ? 'It never did: the knee is higher than the highest step.' : `Of ${ends.length}
rounds the server alone was too slow in ${by('server')}, the generator alone, its core full or its sockets not read in time, in ${by('generator')}, both in ${by('both')}.`} What the server counted beyond the knee and
not at the lowest step: ${grown(rounds)}.`;
    },
};

/** Counters that grew beyond the knee, and for hardly a packet at the lowest step. */
function grown(rounds) {
    const counters = new Map();
    for (const round of rounds) {
        const calm = round.steps[0].run;
        for (const { rooms, run } of beyond(round)) {
            for (const [name, count] of Object.entries(run.server.media)) {
                const before = calm.server.media[name] ?? 0;
                if (count * RARE > run.figures.packets && before * RARE <= calm.figures.packets) {
                    const line = `${name} (${rooms} rooms)`;
                    counters.set(line, [...(counters.get(line) ?? []), count]);
                }
            }
        }
    }
    return [...counters].map(([line, counts]) => `${line} ${whole(median(counts))}`).join(', ') || 'nothing';
}
