// What the SDK mends without a click: a lost WebSocket, another network; and how long it takes to be in.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/waiting.mjs';

/** Joins, of which the one in the middle counts. */
const JOINS = 20;
const JOIN_TO_PICTURE_MILLIS = 400;

describe('a call through trouble', { skip: chromiumMissing }, () => {
    let server, browser, ann, ben;

    const explain = async () => `${browser.messages.join('\n')}\n${await ann.evaluate(() => JSON.stringify(globalThis.room.state))}\n${server.log().slice(-3000)}`;

    before(async () => {
        server = await startServer();
        browser = await openChromium(`${server.url}examples/index.html`);
        ann = browser.page;
        ben = await browser.open(`${server.url}examples/index.html`);
        await Promise.all([ann.evaluate(joinWithCanvas, { name: 'Ann' }), ben.evaluate(joinWithCanvas, { name: 'Ben' })]);
        await until(() => ann.evaluate(seesFrames), 15_000, explain);
        await until(() => ben.evaluate(seesFrames), 15_000, explain);
    });

    after(async () => {
        await browser?.close();
        await server?.stop();
    });

    test('a lost WebSocket costs no picture, and nobody is there twice', async () => {
        const beforeCut = await ann.evaluate(() => globalThis.room.participantId);
        const frames = await ben.evaluate(framesOf);
        await ann.evaluate(() => globalThis.testSockets.at(-1).close());
        await until(() => ann.evaluate(() => globalThis.states.join() === 'connecting,connected,reconnecting,connected'), 15_000, explain);
        await until(async () => (await ben.evaluate(framesOf)) > frames + 10, 5_000, explain);
        await until(() => ann.evaluate(seesFrames), 5_000, explain);
        assert.equal(await ann.evaluate(() => globalThis.room.participantId), beforeCut);
        assert.equal(await ann.evaluate(() => globalThis.testConnections.length), 1, 'the connection of media is the same');
        assert.deepEqual(await ben.evaluate(() => globalThis.room.participants.map(({ name }) => name)), ['Ann']);
        assert.deepEqual(await ben.evaluate(() => globalThis.left), []);
        // What is asked for now is asked on the connection that came after.
        await ann.evaluate(() => globalThis.room.setMuted('camera', true));
        await until(() => ben.evaluate(() => !globalThis.room.participants[0].isSending('camera')), 5_000, explain);
        await ann.evaluate(() => globalThis.room.setMuted('camera', false));
        await until(() => ben.evaluate(seesFrames), 5_000, explain);
    });

    test('another network is used at once, with new credentials', async () => {
        const credentials = () => ann.evaluate(() => /a=ice-ufrag:(\S+)/u.exec(globalThis.testConnections[0].remoteDescription.sdp)[1]);
        const old = await credentials();
        await ann.evaluate(() => globalThis.dispatchEvent(new Event('online')));
        await until(async () => (await credentials()) !== old, 10_000, explain);
        const frames = await ben.evaluate(framesOf);
        await until(async () => (await ben.evaluate(framesOf)) > frames + 10, 10_000, explain);
        assert.equal(await ann.evaluate(() => globalThis.room.state.name), 'connected');
    });

    test('a strong computer sends layers of VP9, and plain VP8 once it does not keep up', async () => {
        const carl = await browser.open(`${server.url}examples/index.html`);
        await carl.evaluate(asStrongComputer);
        await carl.evaluate(joinWithCanvas, { name: 'Carl', width: 1280, height: 720, room: 'layers' });
        const dora = await browser.open(`${server.url}examples/index.html`);
        await dora.evaluate(joinWithCanvas, { name: 'Dora', room: 'layers' });
        const sent = () => carl.evaluate(() => globalThis.room.statsHistory.latest?.tiles.filter(({ direction, kind }) => direction === 'sending' && kind === 'video'));
        const words = async () => `${JSON.stringify(await sent())}\n${browser.messages.join('\n')}`;
        await until(() => dora.evaluate(seesFrames), 15_000, words);
        await until(async () => (await sent())?.some(({ codec, bitrateBps }) => codec === 'VP9' && bitrateBps > 0), 10_000, words);
        await carl.evaluate(() => {
            globalThis.limitation = 'cpu';
        });
        await until(async () => (await sent())?.some(({ codec, bitrateBps }) => codec === 'VP8' && bitrateBps > 0), 20_000, words);
        await until(() => dora.evaluate(seesFrames), 10_000, words);
        await Promise.all([carl.close(), dora.close()]);
    });

    test('the report of the connection names the path in use', async () => {
        const { verdict, lines } = await ann.evaluate(() => globalThis.room.connectionReport());
        assert.equal(verdict, 'connected', lines.join('\n'));
        assert.ok(lines.some((line) => line.includes('in use')), lines.join('\n'));
    });

    test('a server that is not there is named in plain words', async () => {
        const { code, verdict } = await ann.evaluate(async () => {
            const { Room } = await import('/sdk/plenum-client.js');
            const room = new Room();
            const error = await room.join({ room: 'daily', name: 'Nobody', url: 'ws://127.0.0.1:9/v1/ws' }).catch((thrown) => thrown);
            return { code: error.code, verdict: (await room.connectionReport()).verdict };
        });
        assert.equal(code, 'signalling-unreachable');
        assert.equal(verdict, 'no-server');
    });

    test(`from join to the first picture in ${JOIN_TO_PICTURE_MILLIS} ms`, async () => {
        const watcher = await browser.open(`${server.url}examples/index.html`);
        const millis = (await watcher.evaluate(joinTimes, JOINS)).sort((a, b) => a - b);
        console.log(`join to first picture, ms: ${millis.map(Math.round).join(' ')}`);
        assert.ok(millis[JOINS / 2] <= JOIN_TO_PICTURE_MILLIS, `the middle of ${JOINS} is ${millis[JOINS / 2]} ms`);
    });
});

/** In the page: eight processors, and an encoder that says what is in `limitation` of them. */
function asStrongComputer() {
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 8 });
    const { getStats } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.getStats = async function (...options) {
        const report = await getStats.apply(this, options);
        return new Map([...report].map(([id, entry]) => [id, entry.type === 'outbound-rtp' ? { ...entry, qualityLimitationReason: globalThis.limitation ?? 'none' } : entry]));
    };
}

/** In the page: joins with a picture that moves; by its own plan where it has a size, else by one encoding. */
async function joinWithCanvas({ name, width = 320, height = 180, room: roomName = 'trouble' }) {
    const { Room } = await import('/sdk/plenum-client.js');
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    setInterval(() => {
        context.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`;
        context.fillRect(0, 0, width, height);
    }, 40);
    const room = new Room();
    globalThis.room = room;
    globalThis.states = [];
    globalThis.left = [];
    room.on('stateChanged', (state) => globalThis.states.push(state.name));
    room.on('participantLeft', (participant) => globalThis.left.push(participant.name));
    room.on('participantJoined', (participant) => {
        const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true, srcObject: participant.stream });
        document.body.append(video);
    });
    const [track] = canvas.captureStream(25).getVideoTracks();
    await room.publish(track, { source: 'camera', ...(width === 320 ? { encodings: [{ maxBitrate: 200_000 }] } : {}) });
    await room.join({ room: roomName, name });
}

/** In the page: frames that its first video has shown. */
function framesOf() {
    return document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
}

/** In the page: whether they are more than a moment ago. */
async function seesFrames() {
    const frames = () => document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
    const before = frames();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return frames() > before;
}

/** In the page: joins again and again, and answers how long each time the first picture took. */
async function joinTimes(count) {
    const { Room } = await import('/sdk/plenum-client.js');
    const millis = [];
    for (let join = 0; join < count; join++) {
        const room = new Room();
        const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true });
        document.body.append(video);
        const started = performance.now();
        const shown = new Promise((resolve) => video.requestVideoFrameCallback(() => resolve(performance.now() - started)));
        room.on('participantJoined', (participant) => {
            video.srcObject ??= participant.stream;
        });
        await room.join({ room: 'trouble', name: 'Watcher' });
        millis.push(await shown);
        room.leave();
        video.remove();
    }
    return millis;
}
