// Makes the captures that the bridge's tests replay: what a real browser sends in each mode, while a viewer changes its
// layers.    npm run captures [-- PART-OF-A-NAME]
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openChromium, openFirefox } from './support/browsers.mjs';
import { installClient } from './support/codec-page.mjs';
import { PICTURE, VIDEO, VOICE, nameOf } from './support/codec-table.mjs';
import { negotiated, pcap, sentPackets } from './support/rtp-dump.mjs';
import { startServer } from './support/server.mjs';
import { delay } from './support/waiting.mjs';

const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
const CAPTURES = fileURLToPath(new URL('../../bridge/src/test/resources/io/plenum/bridge/captures/', import.meta.url));
mkdirSync(TARGET, { recursive: true });
mkdirSync(CAPTURES, { recursive: true });

const SMALL = { width: 400, height: 300 };

/** Until an encoder has found its rate. */
const WARM_UP_MILLIS = 2_500;
const LAYER_MILLIS = 700;
const VOICE_MILLIS = 4_000;

/** The start, with its first key frame, and as much as is needed of the rest. */
const MAX_PACKETS = 2_500;

const DUMP = 'rtp-dump.log';

const wanted = process.argv[2] ?? '';
const cells = [...VIDEO, ...VOICE].filter((cell) => cell.viewer === 'chromium' && nameOf(cell).includes(wanted));
const server = await startServer();
const viewer = await openChromium(server.url, {}, SMALL);
await viewer.evaluate(installClient);
try {
    for (const [number, cell] of cells.entries()) {
        await capture(cell, `capture-${number}`);
    }
} finally {
    await viewer.close();
    await server.stop();
}

/** What the browser wrote: Firefox's processes each have a file, with a name of their own behind the one we gave. */
function dumps() {
    return readdirSync(TARGET).filter((file) => file.startsWith(DUMP)).map((file) => TARGET + file);
}

async function capture(cell, room) {
    const rtpDump = `${TARGET}${DUMP}`;
    dumps().forEach((file) => rmSync(file));
    const publisher = await (cell.publisher === 'firefox' ? openFirefox(server.url, { rtpDump }) : openChromium(server.url, { rtpDump }, SMALL));
    const name = `${cell.publisher}-${cell.codec}-${cell.mode}`.toLowerCase().replaceAll(' ', '-').replaceAll('_', '-');
    let descriptions;
    try {
        await publisher.evaluate(installClient);
        const { codec, encodings, simGroup, voice } = cell;
        const refused = await publisher.evaluate((options) => globalThis.codecClient.publish(options), {
            url: server.url, room, codec, encodings, simGroup, voice, picture: PICTURE,
        });
        if (refused) {
            console.log(`${name}: ${refused}`);
            return;
        }
        await viewer.evaluate((options) => globalThis.codecClient.watch(options), { url: server.url, room, codec, voice });
        await delay(voice ? VOICE_MILLIS : WARM_UP_MILLIS);
        for (const { encoding, spatial, temporal } of voice ? [] : [cell.layers[0], cell.layers.at(-1), cell.layers[0]]) {
            await viewer.evaluate(([of, layers]) => globalThis.codecClient.select(of, layers), [room, { encoding, spatial, temporal }]);
            await delay(LAYER_MILLIS);
        }
        descriptions = await publisher.evaluate((of) => globalThis.codecClient.descriptions(of), room);
        await viewer.evaluate((of) => globalThis.codecClient.close(of), room);
    } finally {
        await publisher.close();
    }
    const log = dumps().map((file) => readFileSync(file, 'latin1')).join('\n');
    const packets = sentPackets(log).slice(0, MAX_PACKETS);
    if (packets.length === 0) {
        throw new Error(`${name}: nothing was logged`);
    }
    const file = pcap(packets);
    writeFileSync(`${CAPTURES}${name}.pcap.gz`, file);
    writeFileSync(`${CAPTURES}${name}.properties`, `browser=${publisher.version}\n${negotiated(descriptions.offer, descriptions.answer)}`);
    console.log(`${name}: ${packets.length} packets, ${file.length} bytes`);
}
