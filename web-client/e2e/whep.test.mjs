// WHIP and WHEP by hand from a page of another origin: an ICE restart, a counter-offer, and whoever speaks.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { numberedCamera, toneMicrophone } from './support/media.mjs';
import { frameNumbers, showsPicture } from './support/probes.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/waiting.mjs';

const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
mkdirSync(TARGET, { recursive: true });

async function openForeignPage(media) {
    const browser = await openChromium('about:blank', media);
    await browser.page.route('https://studio.test/**', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<title>Studio</title><body>' }),
    );
    await browser.page.goto('https://studio.test/');
    return browser;
}

/** In the page: publishes camera and microphone. */
async function publish(url) {
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    stream.getTracks().forEach((track) => connection.addTransceiver(track, { direction: 'sendonly', streams: [stream] }));
    await connection.setLocalDescription();
    const answer = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/sdp' },
        body: connection.localDescription.sdp,
    });
    const sdp = await answer.text();
    await connection.setRemoteDescription({ type: 'answer', sdp });
    globalThis.publisher = { connection, session: new URL(answer.headers.get('Location'), url), tag: answer.headers.get('ETag'), sdp };
    return answer.status;
}

/** In the page: restarts ICE by PATCH, as RFC 9725 section 4.3.3 has it. */
async function restart() {
    const { connection, session, tag, sdp } = globalThis.publisher;
    connection.restartIce();
    await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
    const offer = connection.localDescription.sdp;
    const line = (text, name) => new RegExp(`^${name}.*$`, 'm').exec(text)[0];
    const fragment = [line(offer, 'm=audio'), line(offer, 'a=mid:'), line(offer, 'a=ice-ufrag:'), line(offer, 'a=ice-pwd:'), ''].join('\r\n');
    const answer = await fetch(session, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': '*' },
        body: fragment,
    });
    const ours = await answer.text();
    const changed = sdp
        .replace(/a=ice-ufrag:.*/g, line(ours, 'a=ice-ufrag:').trim())
        .replace(/a=ice-pwd:.*/g, line(ours, 'a=ice-pwd:').trim());
    await connection.setRemoteDescription({ type: 'answer', sdp: changed });
    return { status: answer.status, newTag: answer.headers.get('ETag') !== tag && !!answer.headers.get('ETag') };
}

/** In the page: shows what comes; an offer that the server cannot serve is answered with one of its own. */
async function watch({ url, name, offersNothing }) {
    const tile = document.createElement('div');
    tile.setAttribute('role', 'group');
    tile.setAttribute('aria-label', name);
    const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true, srcObject: new MediaStream() });
    tile.append(video);
    document.body.append(tile);
    const connect = () => {
        const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
        connection.ontrack = (event) => video.srcObject.addTrack(event.track);
        return connection;
    };
    const first = connect();
    if (offersNothing) {
        first.createDataChannel('nothing to receive');
    } else {
        first.addTransceiver('audio', { direction: 'recvonly' });
        first.addTransceiver('video', { direction: 'recvonly' });
    }
    await first.setLocalDescription();
    const answer = await fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/sdp' },
        body: first.localDescription.sdp,
    });
    const sdp = await answer.text();
    if (answer.status !== 406) {
        await first.setRemoteDescription({ type: 'answer', sdp });
        return [answer.status];
    }
    first.close();
    const second = connect();
    await second.setRemoteDescription({ type: 'offer', sdp });
    await second.setLocalDescription();
    const done = await fetch(new URL(answer.headers.get('Location'), url), {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/sdp' },
        body: second.localDescription.sdp,
    });
    return [answer.status, done.status];
}

describe('WHIP and WHEP by hand', { skip: chromiumMissing }, () => {
    test('an ICE restart, a counter-offer, whoever speaks', async () => {
        const server = await startServer();
        const publisher = await openForeignPage({
            camera: numberedCamera(TARGET, 90),
            microphone: toneMicrophone(TARGET, 1000),
        });
        const viewer = await openForeignPage();
        try {
            assert.equal(await publisher.evaluate(publish, `${server.url}whip/show?name=Studio`), 201);
            assert.deepEqual(await viewer.evaluate(watch, { url: `${server.url}whep/show`, name: 'speaker' }), [201]);
            assert.deepEqual(
                await viewer.evaluate(watch, { url: `${server.url}whep/show/Studio`, name: 'countered', offersNothing: true }),
                [406, 204],
            );
            for (const name of ['speaker', 'countered']) {
                await until(() => viewer.evaluate(showsPicture, name), 15_000, () => `${name}\n${server.log()}`);
                // Its bandwidth is still being found out: one encoding is all or nothing.
                let numbers = [];
                const moves = async () => {
                    numbers = await viewer.evaluate(frameNumbers, { name, millis: 1500 });
                    return new Set(numbers).size > 10;
                };
                await until(moves, 15_000, () => `${name}: ${numbers}`);
            }
            assert.deepEqual(await publisher.evaluate(restart), { status: 200, newTag: true });
            const numbers = await viewer.evaluate(frameNumbers, { name: 'speaker', millis: 3000 });
            assert.ok(new Set(numbers.slice(numbers.length / 2)).size > 10, `after the restart: ${numbers}`);
        } finally {
            await Promise.all([publisher.close(), viewer.close()]);
            await server.stop();
        }
    });
});
