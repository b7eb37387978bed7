import { fixed, microsPerPacket, percent, runTable, target, over } from '../figures.mjs';
import { load, startPlenum } from '../processes.mjs';

/** 2.5 Mbit/s and headers are 2.7; a step up must fit into 87 % of the estimate. */
const DOWNLINK = '3.2M';
const LEAST_SHARE = 0.6;
/** Until all are sent the highest encoding. */
const RISE_SECONDS = 8;

const options = (rooms, seconds, warmUp) => [
    '--rooms', rooms, '--publishers', 1, '--subscribers', 50, '--video-bitrate', '2.5M', '--simulcast', '--no-audio', '--ramp', 60, '--sampled', 1,
    '--duration', seconds, '--warm-up', warmUp,
];

const meanRun = ({ server: { sendRuns } }) => {
    const runs = Object.entries(sendRuns);
    return runs.reduce((sum, [length, messages]) => sum + length * messages, 0) / runs.reduce((sum, [, messages]) => sum + messages, 0);
};
const runShare = (round) => meanRun(round.paced) / meanRun(round.unpaced);
const cost = (round) => microsPerPacket(round.paced) / microsPerPacket(round.unpaced);
const waited = ({ server: { media } }) => (media.rtpPacketsPaced ?? 0) / media.rtpPacketsForwarded;

export const pacing = {
    name: 'pacing',
    title: 'segmented sends to viewers whose video is paced',
    mostRounds: 3,
    roundSeconds: (bench) => 2 * (bench.seconds + RISE_SECONDS) + bench.warmUp + 20,

    async measure(bench) {
        // Few enough that no run is made longer because the loop is late.
        const rooms = 2;
        const server = await startPlenum(bench.address);
        try {
            await load(server, options(rooms, 1, bench.warmUp));
            const unpaced = await load(server, options(rooms, bench.seconds, RISE_SECONDS));
            const paced = await load(server, [...options(rooms, bench.seconds, RISE_SECONDS), '--downlink', DOWNLINK]);
            return { rooms, unpaced, paced };
        } finally {
            await server.stop();
        }
    },

    targets: (rounds) => [
        target('mean run of paced video, of that of unpaced', `${percent(LEAST_SHARE)} or more`, over(rounds, runShare), (share) => share >= LEAST_SHARE, percent),
    ],

    text: (rounds) => `${runTable({ unpaced: rounds[0].unpaced.server.sendRuns, paced: rounds[0].paced.server.sendRuns })}

${rounds[0].rooms} rooms of one publisher (simulcast, the highest encoding 2.5 Mbit/s) and 50 viewers, who say nothing of their downlink, or that it carries ${DOWNLINK}bit/s: then
${percent(over(rounds, (round) => waited(round.paced)))} of the packets wait for their turn (unpaced: ${percent(over(rounds, (round) => waited(round.unpaced)))}). The mean run is
${percent(over(rounds, runShare))} of the unpaced one, and a packet costs ${fixed(over(rounds, cost))} times as much: ${fixed(over(rounds, (round) => microsPerPacket(round.paced)))} and
${fixed(over(rounds, (round) => microsPerPacket(round.unpaced)))} µs.`,
};
