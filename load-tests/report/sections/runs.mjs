import { runTable } from '../figures.mjs';
import { browserScript, load, startPlenum } from '../processes.mjs';
import { half, roomsOf50 } from '../saturation.mjs';

const VIEWERS = 4;

export const runs = {
    name: 'runs',
    title: 'run lengths of segmented sends, with Chromium and synthetic',
    mostRounds: 1,
    roundSeconds: (bench) => 3 * bench.seconds + bench.warmUp + 30,

    async measure(bench) {
        const rooms = half(await bench.saturation());
        const server = await startPlenum(bench.address);
        try {
            const synthetic = await load(server, [...roomsOf50(rooms), '--warm-up', bench.warmUp / 4, '--duration', bench.seconds]);
            const chromium = await browserScript('run-lengths.mjs', 'http://localhost:8080/', VIEWERS, 2 * bench.seconds);
            return { rooms, synthetic: synthetic.server.sendRuns, chromium };
        } finally {
            await server.stop();
        }
    },

    targets: () => [],

    text: ([round]) => `${runTable({ synthetic: round.synthetic, [round.chromium.browser]: round.chromium.sendRuns })}

A run is the datagrams of one message: consecutive ones to one viewer, all of one size but the last, which may be shorter. Synthetic: ${round.rooms} rooms of one publisher and 50
viewers. ${round.chromium.browser}: its fake camera through the page, ${round.chromium.viewers} WHEP viewers in another, ${Math.round(round.chromium.kilobitsPerSecond)} kbit/s.`,
};
