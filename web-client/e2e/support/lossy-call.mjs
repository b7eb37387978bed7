// A call of two Chromiums, each behind a lossy and slow link of its own, and what it looks like from both ends.
import { openChromium } from './browsers.mjs';
import { startLinkEmulator } from './link-emulator.mjs';
import { showsPicture } from './probes.mjs';
import { startServer } from './server.mjs';
import { delay, until } from './waiting.mjs';

/** Without a new picture for so long, three frames are missing. */
const LONG_GAP_MILLIS = 150;

/** Little enough for two slow cores to encode and decode without ever falling behind. */
const VIDEO_LIMITS = { maxBitrate: 600_000, maxFramerate: 20 };

/**
 * Plays a call with one publisher and one viewer and measures it.
 *
 * @param {object} options
 * @param {object} options.publishersLink conditions of both directions, see LinkModel
 * @param {object} options.viewersLink the same of the viewer
 * @param {{camera: string, microphone: string}} options.media files to play
 * @param {number} options.warmUpMillis from the first picture to the measurement
 * @param {number} options.millis how long to measure
 * @param {number} [options.seed] what is lost depends on it
 * @param {boolean} [options.ownBuffer] whether the viewer's browser is to choose the length of its buffer by itself
 * @returns {Promise<object>} see `summary`, in all and second by second
 */
export async function playLossyCall({ publishersLink, viewersLink, media, warmUpMillis, millis, seed = 1, ownBuffer = false }) {
    const closers = [];
    try {
        const server = await startServer('--media-bind', '127.0.0.1', '--media-loops', '1');
        closers.push(() => server.stop());
        const join = async (name, link, linkSeed, query) => {
            const emulator = await startLinkEmulator({
                serverPort: server.mediaPort,
                up: { ...link, seed: linkSeed },
                down: { ...link, seed: linkSeed + 1 },
            });
            closers.push(() => emulator.close());
            const browser = await openChromium('about:blank', media);
            closers.push(() => browser.close());
            await browser.page.addInitScript(reachMediaAt, emulator.port);
            if (ownBuffer) {
                await browser.page.addInitScript(withoutBufferTarget);
            }
            await browser.page.goto(`${server.url}r/lossy?name=${name}&join=1${query}`);
            return { emulator, browser, explain: () => [...browser.messages, server.log()].join('\n') };
        };
        const publisher = await join('Alice', publishersLink, 4 * seed, '');
        await until(() => publisher.browser.evaluate(isConnected), 20_000, publisher.explain);
        await publisher.browser.evaluate(limitVideo, VIDEO_LIMITS);
        const viewer = await join('Bob', viewersLink, 4 * seed + 2, '&camera=off&microphone=off');
        await until(() => viewer.browser.evaluate(showsPicture, 'Alice'), 20_000, viewer.explain);
        await delay(warmUpMillis);
        return {
            browser: `Chromium ${viewer.browser.page.context().browser().version()}`,
            ...(await measure({ server, publisher, viewer }, millis)),
        };
    } finally {
        for (const close of closers.reverse()) {
            await close();
        }
    }
}

async function measure({ server, publisher, viewer }, millis) {
    const look = async () => {
        const [sender, receiver, counted] = await Promise.all([
            publisher.browser.evaluate(mediaStats),
            viewer.browser.evaluate(mediaStats),
            server.stats(),
        ]);
        const linksLate = Math.max(publisher.emulator.takeMostLateMillis(), viewer.emulator.takeMostLateMillis());
        const links = { publisher: publisher.emulator.counts(), viewer: viewer.emulator.counts() };
        return { at: performance.now(), sender, receiver, media: counted.media, links, linksLate };
    };
    await viewer.browser.evaluate(watchFrames, 'Alice');
    const first = await look();
    const seconds = [];
    let last = first;
    while (last.at - first.at < millis) {
        await delay(Math.min(1000, millis - (last.at - first.at)));
        const now = await look();
        seconds.push(summary(last, now));
        last = now;
    }
    const frames = await viewer.browser.evaluate(watchedFrames);
    return {
        ...summary(first, last),
        linksLateMillis: Math.max(...seconds.map((each) => each.linksLateMillis)),
        ...pictureTimes(frames),
        seconds,
    };
}

/** What happened between two looks. Shares are 0 to 1, times milliseconds, rates bits per second. */
function summary(before, after) {
    // A counter that nothing has risen is left out of a browser's report.
    const rise = (path) => (path(after) ?? 0) - (path(before) ?? 0);
    const elapsed = rise((look) => look.at);
    const sent = rise((look) => look.sender.outVideo.framesSent);
    const decoded = rise((look) => look.receiver.inVideo.framesDecoded);
    const frozenMillis = rise((look) => look.receiver.inVideo.totalFreezesDuration) * 1000;
    const emitted = rise((look) => look.receiver.inVideo.jitterBufferEmittedCount);
    const samples = rise((look) => look.receiver.inAudio.totalSamplesReceived);
    const concealed = rise(
        ({ receiver: { inAudio } }) => inAudio.concealedSamples - (inAudio.silentConcealedSamples ?? 0));
    const pair = ({ sender, receiver }) => ({ publisher: sender.pair, viewer: receiver.pair });
    return {
        elapsedMillis: Math.round(elapsed),
        sent,
        decoded,
        decodedShare: decoded / sent,
        frozenMillis: Math.round(frozenMillis),
        frozenShare: frozenMillis / elapsed,
        publisher: {
            framesPerSecond: (sent * 1000) / elapsed,
            framesEncoded: rise((look) => look.sender.outVideo.framesEncoded),
            keyFramesEncoded: rise((look) => look.sender.outVideo.keyFramesEncoded),
            packets: rise((look) => look.sender.outVideo.packetsSent - look.sender.outVideo.retransmittedPacketsSent),
            retransmitted: rise((look) => look.sender.outVideo.retransmittedPacketsSent),
            bitrateBps: Math.round((rise((look) => look.sender.outVideo.bytesSent) * 8000) / elapsed),
            targetBitrateBps: after.sender.outVideo.targetBitrate,
            limitedBy: after.sender.outVideo.qualityLimitationReason,
            limitedByCpuMillis: rise((look) => look.sender.outVideo.qualityLimitationDurations.cpu) * 1000,
            size: `${after.sender.outVideo.frameWidth}x${after.sender.outVideo.frameHeight}`,
            codec: after.sender.codec,
            nacksReceived: rise((look) => look.sender.outVideo.nackCount),
            plisReceived: rise((look) => look.sender.outVideo.pliCount),
            roundTripMillis: pair(after).publisher.currentRoundTripTime * 1000,
        },
        viewer: {
            packets: rise((look) => look.receiver.inVideo.packetsReceived),
            retransmitted: rise((look) => look.receiver.inVideo.retransmittedPacketsReceived),
            packetsLost: rise((look) => look.receiver.inVideo.packetsLost),
            nacks: rise((look) => look.receiver.inVideo.nackCount),
            plis: rise((look) => look.receiver.inVideo.pliCount),
            keyFramesDecoded: rise((look) => look.receiver.inVideo.keyFramesDecoded),
            framesReceived: rise((look) => look.receiver.inVideo.framesReceived),
            framesDropped: rise((look) => look.receiver.inVideo.framesDropped),
            freezes: rise((look) => look.receiver.inVideo.freezeCount),
            pauses: rise((look) => look.receiver.inVideo.pauseCount),
            jitterBufferMillis: (rise((look) => look.receiver.inVideo.jitterBufferDelay) * 1000) / emitted,
            concealedShare: concealed / samples,
            playoutDelayMillis: after.receiver.playoutDelayMillis,
            roundTripMillis: pair(after).viewer.currentRoundTripTime * 1000,
        },
        server: risen(before.media, after.media),
        links: {
            publisher: linkSummary(before.links.publisher, after.links.publisher),
            viewer: linkSummary(before.links.viewer, after.links.viewer),
        },
        linksLateMillis: Math.round(after.linksLate),
    };
}

/**
 * Of the frames that were shown. `lateMillis` is by how much they were complete later than the fastest one, relative
 * to when they were taken: what a player's buffer has to make up for. `longGaps` are times without a new picture.
 */
function pictureTimes(frames) {
    const transit = frames.map(({ received, timestamp }) => received - (timestamp - frames[0].timestamp) / 90);
    const fastest = Math.min(...transit);
    const late = transit.map((each) => Math.round(each - fastest));
    const sorted = late.toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return {
        lateMillis: { median: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99), p999: at(0.999), worst: at(1) },
        longGaps: frames.flatMap(({ shown, timestamp }, i) =>
            i > 0 && shown - frames[i - 1].shown > LONG_GAP_MILLIS
                ? [{
                    second: Math.round((shown - frames[0].shown) / 100) / 10,
                    gapMillis: Math.round(shown - frames[i - 1].shown),
                    takenApartMillis: Math.round((timestamp - frames[i - 1].timestamp) / 90),
                    lateMillis: late[i],
                }]
                : []),
    };
}

/** The counters that have risen and by how much. */
export function risen(before, after) {
    return Object.fromEntries(
        Object.entries(after)
            .filter(([name, value]) => typeof value === 'number' && value !== before[name])
            .map(([name, value]) => [name, value - before[name]]),
    );
}

function linkSummary(before, after) {
    const direction = (name) => ({ passed: 0, lost: 0, ...risen(before[name], after[name]) });
    return { up: direction('up'), down: direction('down') };
}

/** In the page, before its scripts: whatever address the server offers for media, it is reached at a local port. */
export function reachMediaAt(port) {
    const { prototype } = globalThis.RTCPeerConnection;
    const { setRemoteDescription } = prototype;
    prototype.setRemoteDescription = function (description) {
        const kept = description.sdp.split('\r\n').filter((line) => !/^a=candidate:.* (?:tcp|TCP) /u.test(line));
        const moved = kept.map((line) =>
            line.replace(/^(a=candidate:\S+ \d+ \S+ \d+) \S+ \d+ /u, (_, start) => `${start} 127.0.0.1 ${port} `));
        return setRemoteDescription.call(this, { type: description.type, sdp: moved.join('\r\n') });
    };
}

/** In the page, before its scripts: a browser that cannot be told how long to hold what arrives. */
function withoutBufferTarget() {
    delete globalThis.RTCRtpReceiver.prototype.jitterBufferTarget;
}

/** In the page. */
export function isConnected() {
    return globalThis.testConnections.some((each) => each.connectionState === 'connected');
}

/** In the page: keeps the encoder within limits, and to one encoding, so that frames can be counted. */
async function limitVideo(limits) {
    for (const connection of globalThis.testConnections) {
        for (const sender of connection.getSenders()) {
            if (sender.track?.kind === 'video') {
                const parameters = sender.getParameters();
                const best = parameters.encodings.length - 1;
                parameters.encodings.forEach((encoding, i) => Object.assign(encoding, limits, { active: i === best }));
                await sender.setParameters(parameters);
            }
        }
    }
}

/** In the page: notes when each shown frame had been received and its RTP timestamp. */
function watchFrames(name) {
    const tile = [...document.querySelectorAll('[role=group]')].find((each) => each.getAttribute('aria-label') === name);
    const video = tile.querySelector('video');
    globalThis.testFrames = [];
    const note = (_, { presentationTime, receiveTime, rtpTimestamp }) => {
        globalThis.testFrames.push({ shown: presentationTime, received: receiveTime, timestamp: rtpTimestamp });
        video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
}

/** In the page. */
function watchedFrames() {
    return globalThis.testFrames;
}

/** In the page: of the one video and audio stream that carries something, and of the path. */
export async function mediaStats() {
    const all = [];
    const delays = [];
    for (const connection of globalThis.testConnections) {
        delays.push(...connection.getReceivers().map((each) => each.jitterBufferTarget ?? 0));
        all.push(...(await connection.getStats()).values());
    }
    const busiest = (type, kind, packets) =>
        all.filter((each) => each.type === type && each.kind === kind).sort((a, b) => b[packets] - a[packets])[0];
    const outVideo = busiest('outbound-rtp', 'video', 'packetsSent');
    return {
        playoutDelayMillis: Math.max(...delays),
        outVideo,
        codec: all.find((each) => each.id === outVideo?.codecId)?.mimeType,
        inVideo: busiest('inbound-rtp', 'video', 'packetsReceived'),
        inAudio: busiest('inbound-rtp', 'audio', 'packetsReceived'),
        pair: all.find((each) => each.type === 'candidate-pair' && each.nominated),
    };
}
