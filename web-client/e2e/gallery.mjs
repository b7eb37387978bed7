// Nine people in a gallery, watched by a Chromium whose downlink carries 2 Mbit/s: everyone moves, nobody freezes, who speaks is the sharpest, and
// the statistics panel says why each tile has its size.
//     npm run gallery                      prints its figures beside docs/bandwidth-chromium-gallery.json
//     GALLERY=record npm run gallery       the same, and its figures become that file, its picture docs/pictures/gallery-statistics.png
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openChromium } from './support/browsers.mjs';
import { startLinkEmulator } from './support/link-emulator.mjs';
import { reachMediaAt } from './support/lossy-call.mjs';
import { showPictures, stats } from './support/probes.mjs';
import { startServer } from './support/server.mjs';
import { delay, until } from './support/waiting.mjs';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
const RECORD = `${DOCS}bandwidth-chromium-gallery.json`;
const IS_RECORDING = process.env.GALLERY === 'record';

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gus', 'Hana', 'Ida'];
const SPEAKER = 'Eve';
const LINK_BPS = 2_000_000;
const ONE_WAY_MILLIS = 25;
const QUEUE_BYTES = (LINK_BPS / 8_000) * 300;
const WARM_UP_MILLIS = 20_000;
const SECONDS = 20;
/** Of fifteen; the lowest picture at half its frame rate is what everybody has before anybody has more. */
const LEAST_FRAMES_PER_SECOND = 5;
const MOST_FROZEN_SHARE = 0.01;

mkdirSync(TARGET, { recursive: true });
const closers = [];
try {
    const server = await startServer('--media-bind', '127.0.0.1', '--media-loops', '1');
    closers.push(() => server.stop());
    const publishers = await openChromium(`${server.url}health/live`);
    closers.push(() => publishers.close());
    const explain = () => [...publishers.messages, server.log()].join('\n');
    await publishers.evaluate(publishAll, { names: NAMES, speaker: SPEAKER });
    await until(async () => (await server.stats()).participants === NAMES.length, 20_000, explain);

    const emulator = await startLinkEmulator({
        serverPort: server.mediaPort,
        up: { delayMillis: ONE_WAY_MILLIS },
        down: { delayMillis: ONE_WAY_MILLIS, rateBps: LINK_BPS, queueBytes: QUEUE_BYTES },
    });
    closers.push(() => emulator.close());
    const viewer = await openChromium('about:blank', {}, { width: 1600, height: 900 });
    closers.push(() => viewer.close());
    await viewer.page.addInitScript(reachMediaAt, emulator.port);
    await viewer.page.goto(`${server.url}r/gallery?name=Viewer&join=1&camera=off&microphone=off`);
    await until(async () => (await viewer.evaluate(showPictures, NAMES)).every(Boolean), 30_000, () => [...viewer.messages, explain()].join('\n'));
    await delay(WARM_UP_MILLIS);

    const look = async () => ({ at: performance.now(), tiles: await viewer.evaluate(lookAtTiles, NAMES), link: emulator.counts().down, heard: await heard(viewer) });
    const before = await look();
    await delay(1000 * SECONDS);
    const after = await look();
    const allocation = await viewer.evaluate(() => globalThis.plenum.room.allocation);
    await viewer.page.keyboard.press('i');
    await delay(10_000);
    const said = await viewer.evaluate(panelWords);
    await viewer.screenshot(IS_RECORDING ? `${DOCS}pictures/gallery-statistics.png` : `${TARGET}gallery-statistics.png`);

    const result = resultOf(before, after, allocation, said, viewer.version);
    writeFileSync(`${TARGET}gallery.json`, `${JSON.stringify({ ...result, allocation, said }, null, 1)}\n`);
    print(result);
    if (IS_RECORDING) {
        writeFileSync(RECORD, `${JSON.stringify(result, null, 1)}\n`);
    }
    check(result);
} finally {
    for (const close of closers.reverse()) {
        await close();
    }
}

/** In a page of the server: joins so many times, each with a moving picture; one of them makes sounds like somebody who speaks. */
async function publishAll({ names, speaker }) {
    const { Room } = await import('/sdk/plenum-client.js');
    for (const [index, name] of names.entries()) {
        const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
        const context = canvas.getContext('2d');
        setInterval(() => {
            const now = performance.now() / 1000;
            context.fillStyle = `hsl(${40 * index} 40% 30%)`;
            context.fillRect(0, 0, 640, 360);
            for (let i = 0; i < 60; i++) {
                context.fillStyle = `hsl(${40 * index + 7 * i} 60% ${30 + (i % 5) * 10}%)`;
                context.fillRect(320 + 280 * Math.sin(now * (1 + i / 60) + i), 180 + 150 * Math.cos(now * (1.3 + i / 50) + 2 * i), 26, 26);
            }
            context.fillStyle = 'white';
            context.font = '64px sans-serif';
            context.fillText(name, 40, 320);
        }, 1000 / 15);
        const room = new Room();
        (globalThis.rooms ??= []).push(room);
        room.setView([], { hidden: true });
        const encodings = [{ rid: 'q', scaleResolutionDownBy: 2, maxBitrate: 150_000 }, { rid: 'h', scaleResolutionDownBy: 1, maxBitrate: 500_000 }];
        await room.publish(canvas.captureStream(15).getVideoTracks()[0], { source: 'camera', codec: 'VP8', encodings });
        if (name === speaker) {
            const audio = new AudioContext();
            const [tone, volume, out] = [audio.createOscillator(), audio.createGain(), audio.createMediaStreamDestination()];
            tone.type = 'sawtooth';
            tone.connect(volume).connect(out);
            tone.start();
            // Syllables and breaths.
            setInterval(() => {
                volume.gain.value = Math.floor(performance.now() / 200) % 10 < 8 ? 0.1 + 0.4 * Math.random() : 0;
                tone.frequency.value = 120 + 80 * Math.random();
            }, 200);
            await room.publish(out.stream.getAudioTracks()[0], { source: 'microphone' });
        }
        await room.join({ room: 'gallery', name });
    }
}

/** In the viewer's page: what has come so far of each tile's picture. */
async function lookAtTiles(names) {
    const found = new Map();
    for (const connection of globalThis.testConnections) {
        for (const each of (await connection.getStats()).values()) {
            if (each.type === 'inbound-rtp' && each.kind === 'video') {
                found.set(each.trackIdentifier, each);
            }
        }
    }
    return names.map((name) => {
        const tile = [...document.querySelectorAll('[role=group]')].find((each) => each.getAttribute('aria-label') === name);
        const track = tile.querySelector('video').srcObject.getVideoTracks()[0];
        const { frameWidth, frameHeight, framesDecoded, bytesReceived, freezeCount, totalFreezesDuration } = found.get(track.id);
        return { name, track: track.id, frameWidth, frameHeight, framesDecoded, bytesReceived, freezeCount, totalFreezesDuration };
    });
}

async function heard(viewer) {
    const all = await viewer.evaluate(stats, { type: 'inbound-rtp', kind: 'audio' });
    const sum = (what) => all.reduce((total, each) => total + (each[what] ?? 0), 0);
    return { all: sum('totalSamplesReceived'), concealed: sum('concealedSamples') - sum('silentConcealedSamples') };
}

/** In the viewer's page: what its statistics panel says of each picture. */
function panelWords() {
    const deep = (root) => [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? deep(each.shadowRoot) : [])]);
    return deep(document)
        .filter((each) => each.classList.contains('stat-tile'))
        .map((each) => ({ name: each.querySelector('.stat-name').textContent.trim(), reason: each.querySelector('.stat-reason')?.textContent.trim() ?? null }));
}

function resultOf(before, after, allocation, said, browser) {
    const seconds = (after.at - before.at) / 1000;
    const round = (value, digits) => Number(value.toFixed(digits));
    const dropped = after.link.dropped - before.link.dropped;
    return {
        browser,
        linkBps: LINK_BPS,
        seconds: Math.round(seconds),
        estimateBps: allocation.estimateBps,
        speaker: SPEAKER,
        queueLossShare: round(dropped / (dropped + after.link.passed - before.link.passed), 4),
        concealedShare: round((after.heard.concealed - before.heard.concealed) / (after.heard.all - before.heard.all), 4),
        tiles: after.tiles.map((tile, i) => {
            const rise = (what) => tile[what] - (before.tiles[i].track === tile.track ? before.tiles[i][what] : 0);
            return {
                name: tile.name,
                size: `${tile.frameWidth}x${tile.frameHeight}`,
                framesPerSecond: round(rise('framesDecoded') / seconds, 1),
                kilobitsPerSecond: Math.round((8 * rise('bytesReceived')) / seconds / 1000),
                freezes: rise('freezeCount'),
                frozenShare: round(rise('totalFreezesDuration') / seconds, 4),
                reason: said.find(({ name, reason }) => name.startsWith(tile.name) && reason !== null)?.reason ?? null,
            };
        }),
    };
}

function print(result) {
    const recorded = existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) : { tiles: [] };
    const line = ({ name, size, framesPerSecond, kilobitsPerSecond, freezes, frozenShare, reason }) =>
        `${name.padEnd(5)} ${size.padEnd(8)} ${String(framesPerSecond).padStart(5)}/s ${String(kilobitsPerSecond).padStart(4)} kbit/s  ${freezes} freezes ${frozenShare}  ${reason}`;
    console.log(`estimate ${result.estimateBps}, lost in the queue ${result.queueLossShare}, sound concealed ${result.concealedShare}`);
    console.log(result.tiles.map((tile, i) => `${line(tile)}${recorded.tiles[i] ? `\n      recorded: ${line(recorded.tiles[i])}` : ''}`).join('\n'));
}

function check({ tiles }) {
    const pixels = ({ size }) => size.split('x').reduce((product, side) => product * Number(side), 1);
    const speaker = tiles.find(({ name }) => name === SPEAKER);
    for (const tile of tiles) {
        assert.ok(tile.framesPerSecond >= LEAST_FRAMES_PER_SECOND, `${tile.name} hardly moves`);
        assert.ok(tile.frozenShare <= MOST_FROZEN_SHARE, `${tile.name} froze`);
        assert.ok(tile.reason, `the panel does not say why ${tile.name} has its size`);
        assert.ok(tile === speaker || pixels(tile) < pixels(speaker), `${tile.name} is as sharp as ${SPEAKER}, who speaks`);
    }
}
