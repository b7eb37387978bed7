// A WHIP publisher and a WHEP viewer that no one here wrote (npm whip-whep), in pages of another origin.
import assert from 'node:assert/strict';
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { numberedCamera, toneMicrophone } from './support/media.mjs';
import { frameNumbers, loudestTones, showsPicture, stats } from './support/probes.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/waiting.mjs';

const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
mkdirSync(TARGET, { recursive: true });
const library = dirname(createRequire(import.meta.url).resolve('whip-whep/package.json'));

/** A secure page of another origin that has the library and nothing of ours. */
async function openForeignPage(media) {
    const browser = await openChromium('about:blank', media);
    await browser.page.route('https://studio.test/**', (route) => {
        const path = new URL(route.request().url()).pathname;
        return path.endsWith('.js')
            ? route.fulfill({ contentType: 'text/javascript', body: readFileSync(join(library, path)) })
            : route.fulfill({ contentType: 'text/html', body: '<title>Studio</title><body>' });
    });
    await browser.page.goto('https://studio.test/');
    return browser;
}

describe('npm whip-whep', { skip: chromiumMissing }, () => {
    test('a WHIP publisher reaches a WHEP viewer and the people in the room', async () => {
        const server = await startServer();
        const publisher = await openForeignPage({
            camera: numberedCamera(TARGET, 90),
            microphone: toneMicrophone(TARGET, 1000),
        });
        const viewer = await openForeignPage();
        const person = await openChromium(`${server.url}r/show?name=Bob&join=1`);
        try {
            await publisher.evaluate(async (url) => {
                const { WHIPClient } = await import('https://studio.test/whip.js');
                const stream = await navigator.mediaDevices.getUserMedia({ audio: { noiseSuppression: false }, video: true });
                const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
                stream.getTracks().forEach((track) => connection.addTransceiver(track, { direction: 'sendonly', streams: [stream] }));
                globalThis.whip = new WHIPClient();
                await globalThis.whip.publish(connection, url);
            }, `${server.url}whip/show?name=Studio`);
            await viewer.evaluate(async (url) => {
                const { WHEPClient } = await import('https://studio.test/whep.js');
                const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
                const tile = Object.assign(document.createElement('div'), { role: 'group', ariaLabel: 'Studio' });
                tile.setAttribute('role', 'group');
                tile.setAttribute('aria-label', 'Studio');
                document.body.append(tile);
                const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true });
                tile.append(video);
                const stream = new MediaStream();
                video.srcObject = stream;
                connection.addTransceiver('audio', { direction: 'recvonly' });
                connection.addTransceiver('video', { direction: 'recvonly' });
                connection.ontrack = (event) => stream.addTrack(event.track);
                globalThis.whep = new WHEPClient();
                await globalThis.whep.view(connection, url);
            }, `${server.url}whep/show/Studio`);

            await until(() => viewer.evaluate(showsPicture, 'Studio'), 15_000, async () => JSON.stringify(await server.stats()) + server.log());
            const numbers = await viewer.evaluate(frameNumbers, { name: 'Studio', millis: 2000 });
            assert.ok(new Set(numbers).size > 15, `frames: ${numbers}`);
            const heard = await viewer.evaluate(loudestTones, { millis: 2000 });
            assert.ok(heard.length === 1 && Math.abs(heard[0] - 1000) < 30, `tones: ${heard}`);
            const [video] = await viewer.evaluate(stats, { type: 'inbound-rtp', kind: 'video' });
            assert.ok(video.framesDecoded > 15);
            await until(() => person.evaluate(showsPicture, 'Studio'), 15_000);
            await viewer.screenshot(`${TARGET}whep.png`);

            await publisher.evaluate(() => globalThis.whip.stop());
            await until(async () => (await server.stats()).participants === 1, 5000);
        } finally {
            await Promise.all([publisher.close(), viewer.close(), person.close()]);
            await server.stop();
        }
    });
});
