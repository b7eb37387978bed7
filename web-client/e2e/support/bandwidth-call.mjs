// A call of two Chromiums of whom one publishes 720p in three encodings, and the other's link becomes slower and faster.
import { openChromium } from './browsers.mjs';
import { startLinkEmulator } from './link-emulator.mjs';
import { isConnected, mediaStats, reachMediaAt, risen } from './lossy-call.mjs';
import { showsPicture } from './probes.mjs';
import { startServer } from './server.mjs';
import { delay, until } from './waiting.mjs';

const LOOK_EVERY_MILLIS = 250;
const ONE_WAY_MILLIS = 20;
const QUEUE_MILLIS = 300;

/** Bits per second of each encoding, lowest first; with audio and headers the middle one fits into 1 Mbit/s, the lowest into 0.4. */
const ENCODINGS = [
    { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
    { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
    { rid: 'f', maxBitrate: 1_700_000 },
];

const FRAMES_PER_SECOND = 20;

/** Pictures as high as this come from that encoding. */
const HEIGHTS = [180, 360, 720];

/**
 * Plays the call.
 *
 * @param {object} options
 * @param {{bps: number, millis: number}[]} options.steps what the viewer's link carries, and for how long
 * @param {number} options.warmUpMillis from the first picture to the first step
 * @param {{camera: string, microphone: string}} options.media files to play
 * @returns {Promise<object>} in all, and of each step `looks` every 250 ms
 */
export async function playBandwidthCall({ steps, warmUpMillis, media }) {
    const closers = [];
    try {
        const server = await startServer('--media-bind', '127.0.0.1', '--media-loops', '1');
        closers.push(() => server.stop());
        const publisher = await openChromium('about:blank', media);
        closers.push(() => publisher.close());
        await publisher.page.addInitScript(sendInEncodings, { encodings: ENCODINGS, framesPerSecond: FRAMES_PER_SECOND });
        await publisher.page.goto(`${server.url}r/bandwidth?name=Alice&join=1`);
        const explain = () => [...publisher.messages, server.log()].join('\n');
        await until(() => publisher.evaluate(isConnected), 20_000, explain);

        const emulator = await startLinkEmulator({
            serverPort: server.mediaPort,
            up: { delayMillis: ONE_WAY_MILLIS },
            down: { delayMillis: ONE_WAY_MILLIS, rateBps: steps[0].bps, queueBytes: queueBytes(steps[0].bps) },
        });
        closers.push(() => emulator.close());
        const viewer = await openChromium('about:blank', media, { width: 1400, height: 900 });
        closers.push(() => viewer.close());
        await viewer.page.addInitScript(reachMediaAt, emulator.port);
        await viewer.page.goto(`${server.url}r/bandwidth?name=Bob&join=1&camera=off&microphone=off`);
        await until(() => viewer.evaluate(showsPicture, 'Alice'), 20_000, () => [...viewer.messages, explain()].join('\n'));
        await delay(warmUpMillis);

        const look = async () => ({
            at: performance.now(), ...(await viewer.evaluate(mediaStats)), link: emulator.counts().down,
        });
        const before = await server.stats();
        const first = await look();
        let last = first;
        const played = [];
        for (const { bps, millis } of steps) {
            emulator.setDownRate(bps, queueBytes(bps));
            const since = last;
            const began = performance.now();
            const looks = [];
            while (performance.now() - began < millis) {
                await delay(LOOK_EVERY_MILLIS);
                const now = await look();
                looks.push({ atMillis: Math.round(now.at - began), encoding: encodingOf(now), ...rates(last, now) });
                last = now;
            }
            played.push({ bps, millis, ...trouble(since, last), looks });
        }
        return {
            browser: viewer.version,
            encodings: ENCODINGS.map(({ maxBitrate }) => maxBitrate),
            ...trouble(first, last),
            linkLateMillis: Math.round(emulator.takeMostLateMillis()),
            publisher: await publisher.evaluate(sendingStats),
            server: risen(before.media, (await server.stats()).media),
            steps: played,
        };
    } finally {
        for (const close of closers.reverse()) {
            await close();
        }
    }
}

const queueBytes = (bps) => Math.max(3_000, (bps / 8000) * QUEUE_MILLIS);

function encodingOf({ inVideo }) {
    return HEIGHTS.findIndex((height) => (inVideo.frameHeight ?? Infinity) <= height);
}

function rates(before, after) {
    const millis = after.at - before.at;
    return {
        bps: Math.round(((after.inVideo.bytesReceived - before.inVideo.bytesReceived) * 8000) / millis),
        framesPerSecond: Math.round(((after.inVideo.framesDecoded - before.inVideo.framesDecoded) * 1000) / millis),
    };
}

/** Shares are 0 to 1. */
function trouble(before, after) {
    const rise = (path) => (path(after) ?? 0) - (path(before) ?? 0);
    const millis = rise(({ at }) => at);
    const heard = rise(({ inAudio }) => inAudio.totalSamplesReceived);
    const concealed = rise(({ inAudio }) => inAudio.concealedSamples - (inAudio.silentConcealedSamples ?? 0));
    const dropped = rise(({ link }) => link.dropped);
    return {
        frozenShare: (rise(({ inVideo }) => inVideo.totalFreezesDuration) * 1000) / millis,
        freezes: rise(({ inVideo }) => inVideo.freezeCount),
        concealedShare: concealed / heard,
        queueLossShare: dropped / (dropped + rise(({ link }) => link.passed)),
        packetsLost: rise(({ inVideo }) => inVideo.packetsLost),
    };
}

/** In the page, before its scripts: video is sent in several encodings, whatever the page asks for. */
function sendInEncodings({ encodings, framesPerSecond }) {
    const { prototype } = globalThis.RTCPeerConnection;
    const { addTransceiver } = prototype;
    prototype.addTransceiver = function (track, init = {}) {
        const isCamera = track instanceof globalThis.MediaStreamTrack && track.kind === 'video';
        const sendEncodings = encodings.map((each) => ({ ...each, maxFramerate: framesPerSecond }));
        return addTransceiver.call(this, track, isCamera ? { ...init, sendEncodings } : init);
    };
    const { getUserMedia } = globalThis.navigator.mediaDevices;
    globalThis.navigator.mediaDevices.getUserMedia = function (wish) {
        const video = wish.video && { ...(wish.video === true ? {} : wish.video), width: 1280, height: 720, frameRate: framesPerSecond };
        return getUserMedia.call(this, { ...wish, ...(wish.video && { video }) });
    };
}

/** In the page: what the publisher sends at the end. */
async function sendingStats() {
    const found = [];
    for (const connection of globalThis.testConnections) {
        for (const each of (await connection.getStats()).values()) {
            if (each.type === 'outbound-rtp' && each.kind === 'video') {
                found.push({
                    rid: each.rid, size: `${each.frameWidth}x${each.frameHeight}`, framesPerSecond: each.framesPerSecond,
                    targetBitrate: each.targetBitrate, active: each.active, limitedBy: each.qualityLimitationReason,
                });
            }
        }
    }
    return found;
}
