// Rooms of one publisher (VP8 of 2.5 Mbit/s, no audio) and 50 viewers: how many of them fill the server's core.
import { generatorShare, percent, serverShare } from './figures.mjs';
import { load, startPlenum } from './processes.mjs';

const FIRST_ROOMS = 4;
const PROBES = 5;
const FULL = 0.93;
const GENERATOR_FULL = 0.85;
const MOST_ROOMS = 60;

/** Options of the load for so many rooms. */
export const roomsOf50 = (rooms) => ['--rooms', rooms, '--publishers', 1, '--subscribers', 50, '--video-bitrate', '2.5M', '--no-audio', '--ramp', 60, '--sampled', 1];

/**
 * Finds it by a few short runs: as many rooms as the last one's share of the core promises, and fewer again where the generator
 * was full before the server.
 *
 * @returns {Promise<{rooms: number, serverShare: number, generatorShare: number}>} the most that the generator could do
 */
export async function findSaturation(bench) {
    const server = await startPlenum(bench.address);
    try {
        let found = { rooms: 0, serverShare: 0, generatorShare: 0 };
        let tooMany = MOST_ROOMS + 1;
        let rooms = FIRST_ROOMS;
        for (let probe = 1; probe <= PROBES; probe++) {
            const run = await load(server, [...roomsOf50(rooms), '--warm-up', probe === 1 ? bench.warmUp : bench.warmUp / 4, '--duration', Math.min(4, bench.seconds)]);
            const shares = { rooms, serverShare: serverShare(run), generatorShare: generatorShare(run) };
            bench.say(`${rooms} rooms of 50: ${percent(shares.serverShare)} of the server's core, ${percent(shares.generatorShare)} of the generator's`);
            // A generator that is full sends late and reads late, and what the server does then is no answer to anything.
            if (shares.generatorShare >= GENERATOR_FULL) {
                tooMany = rooms;
            } else if (shares.serverShare >= FULL) {
                return shares;
            } else {
                found = shares;
            }
            const promised = Math.floor(found.rooms / Math.max(found.serverShare, found.generatorShare / GENERATOR_FULL, 0.1));
            rooms = Math.max(found.rooms + 1, Math.min(promised, tooMany === MOST_ROOMS + 1 ? MOST_ROOMS : Math.floor((found.rooms + tooMany) / 2)));
            if (rooms >= tooMany) {
                break;
            }
        }
        return found.rooms > 0 ? found : { ...found, rooms: 1 };
    } finally {
        await server.stop();
    }
}

export const half = (saturation) => Math.max(1, Math.round(saturation.rooms / 2));
