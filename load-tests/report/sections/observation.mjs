import { fixed, median, over, percent, spread, table, target, whole } from '../figures.mjs';
import { cpuSeconds, load, observe, participants, sleep, startPlenum, threadTimes } from '../processes.mjs';

/** Three times as often as deploy/prometheus has it. */
const COST = { viewers: 500, pairs: 5, least: 10, scrapeSeconds: 5, extra: 0.02 };
const SCRAPE = { viewers: 1000, pairs: 5, least: 4, scrapeSeconds: 1, millis: 20 };
/** Without anybody who looks there is still what the server notes for whoever will. */
const ALWAYS = /^plenum-(statisti|events)/;
const TURNS = 'plenum_event_loop_delay_seconds_bucket';
const SLACK = 20;
/** Who come while the compilers are busy keep a cold server busier still. */
const FIRST_VIEWERS = 100;

const options = (viewers, seconds, warmUp) => [
    '--rooms', 1, '--publishers', 1, '--subscribers', viewers, '--video-bitrate', '500K', '--no-audio', '--ramp', 100, '--sampled', 1,
    '--warm-up', warmUp, '--duration', seconds,
];
const windowSeconds = (bench, plan) => (bench.seconds < 5 ? bench.seconds : Math.max(bench.seconds, plan.least));
const lastSeconds = (bench, plan) => 2 * plan.pairs * (windowSeconds(bench, plan) + 1) + SLACK;

/** What operators are shown is shown on the machine itself. */
const own = () => 'http://127.0.0.1:8080/';

/** How many turns of the loop took no longer than each of some bounds, in seconds. */
async function turns() {
    const page = await (await fetch(new URL('metrics', own()))).text();
    return page.split('\n').filter((line) => line.startsWith(`${TURNS}{`)).map((line) => {
        const [, bound, count] = /le="([^"]+)",?\} (\S+)$/.exec(line);
        return { bound: bound === '+Inf' ? Infinity : Number(bound), count: Number(count) };
    });
}

const theRoom = async () => (await (await fetch(new URL('admin/api/overview', own()))).json()).rooms[0].name;

async function look(server) {
    const stats = await (await fetch(new URL('api/v1/stats', own()))).json();
    const always = threadTimes(server.pid).filter(({ name }) => ALWAYS.test(name)).reduce((sum, { user, kernel }) => sum + user + kernel, 0);
    return { turns: await turns(), packets: stats.media.rtpPacketsForwarded, cpu: cpuSeconds(server.pid), always };
}

/** The bound under which the longest turn of a window was, in milliseconds. */
function longestTurn(before, after) {
    const total = after.at(-1).count - before.at(-1).count;
    return 1000 * after.find(({ count }, i) => count - before[i].count === total).bound;
}

async function measured(server, seconds, scrapeSeconds, room) {
    const observer = room === undefined ? null : observe(own(), scrapeSeconds, room);
    await sleep(1);
    const before = await look(server);
    await sleep(seconds);
    const after = await look(server);
    return {
        packets: after.packets - before.packets,
        cpu: after.cpu - before.cpu,
        always: after.always - before.always,
        longestTurn: longestTurn(before.turns, after.turns),
        scrapes: (await observer?.stop()) ?? [],
    };
}

/** One load; windows in which somebody looks, and windows in which nobody does, in turn. */
async function windows(bench, server, plan) {
    const seconds = windowSeconds(bench, plan);
    const running = load(server, options(plan.viewers, lastSeconds(bench, plan), bench.warmUp / 2));
    await participants(server, plan.viewers + 1);
    await sleep(bench.warmUp / 2);
    const pairs = [];
    for (let pair = 0; pair < plan.pairs; pair++) {
        const found = {};
        for (const who of pair % 2 === 0 ? ['nobody', 'somebody'] : ['somebody', 'nobody']) {
            found[who] = await measured(server, seconds, plan.scrapeSeconds, who === 'somebody' ? '' : undefined);
        }
        pairs.push(found);
    }
    // How dear it is to have the room itself streamed, everybody in it with everything they are sent, each second.
    const watched = plan === COST ? await measured(server, seconds, plan.scrapeSeconds, await theRoom()) : undefined;
    await running;
    return { pairs, watched };
}

const micros = (cpu, { packets }) => (1e6 * cpu) / packets;
const observed = (each) => micros(each.cpu, each);
const unobserved = (each) => micros(each.cpu - each.always, each);
const extra = ({ nobody, somebody }) => observed(somebody) / unobserved(nobody) - 1;
const extraOf = ({ cost }) => median(cost.pairs.map(extra));
const scrapesOf = ({ scrape }) => scrape.pairs.flatMap(({ somebody }) => somebody.scrapes);
const turnOf = (who) => ({ scrape }) => median(scrape.pairs.map((pair) => pair[who].longestTurn));

export const observation = {
    name: 'observation',
    title: 'what observation costs',
    mostRounds: 1,
    roundSeconds: (bench) => [COST, SCRAPE].reduce((sum, plan) => sum + plan.viewers / 100 + bench.warmUp + lastSeconds(bench, plan) + 5, bench.warmUp + 8),

    async measure(bench) {
        const server = await startPlenum(bench.address);
        try {
            await load(server, options(FIRST_VIEWERS, 1, bench.warmUp));
            const cost = await windows(bench, server, COST);
            return { cost, scrape: await windows(bench, server, SCRAPE) };
        } finally {
            await server.stop();
        }
    },

    targets: (rounds) => [
        target(`observation with ${COST.viewers} viewers: server CPU per packet with ÷ without − 1`, `≤ ${percent(COST.extra)}`, over(rounds, extraOf), (value) => value <= COST.extra, (value) => `${fixed(100 * value, 1)} %`),
        target(`a scrape with ${SCRAPE.viewers} viewers`, `≤ ${SCRAPE.millis} ms`, over(rounds, (round) => median(scrapesOf(round))), (value) => value <= SCRAPE.millis, (value) => `${fixed(value, 1)} ms`),
        target(
            `longest loop turn while somebody scrapes ÷ while nobody does, ${SCRAPE.viewers} viewers`, '≤ 1', over(rounds, (round) => turnOf('somebody')(round) / turnOf('nobody')(round)),
            (value) => value <= 1, (value) => fixed(value, 1),
        ),
    ],

    text: ([round]) => {
        const { cost: { pairs, watched } } = round;
        const of = (who, find) => spread(pairs.map((pair) => find(pair[who])));
        const scrapes = scrapesOf(round);
        const turn = (who) => `${fixed(turnOf(who)(round), 1)} ms`;
        return `${table(
            [`${COST.viewers} viewers`, 'server CPU, µs a packet', 'packets in a window'],
            [
                ['nobody looks, and nothing is noted', of('nobody', unobserved), whole(median(pairs.map(({ nobody }) => nobody.packets)))],
                ['nobody looks', of('nobody', observed), whole(median(pairs.map(({ nobody }) => nobody.packets)))],
                [`a scrape every ${COST.scrapeSeconds} s, statistics streamed, /admin/ open`, of('somebody', observed), whole(median(pairs.map(({ somebody }) => somebody.packets)))],
                ["the same, and the room's statistics streamed", `**${fixed(observed(watched))}**`, whole(watched.packets)],
            ],
        )}

Observation costs **${fixed(100 * extraOf(round), 1)} %**, the median of ${pairs.length} pairs (${pairs.map((pair) => `${fixed(100 * extra(pair), 1)} %`).join(', ')}): windows in which somebody looks and windows in which nobody does
take turns in one run of one server. What is noted in any case (events of participants, everybody's figures every five seconds) has threads of its own, whose time is taken
from the windows in which nobody looks. The last line is one window, and no target: somebody who has everything about ${COST.viewers} people told each second.

With ${SCRAPE.viewers} viewers ${scrapes.length} scrapes took **${fixed(median(scrapes), 1)} ms** (${fixed(Math.min(...scrapes), 1)} to ${fixed(Math.max(...scrapes), 1)}), on a machine whose one core serves them beside the media and whose other one is the generator's and the
observer's. The longest turn of the loop in a window was under ${turn('somebody')} while somebody scraped, and under ${turn('nobody')} while nobody did (medians of ${round.scrape.pairs.length}).`;
    },
};
