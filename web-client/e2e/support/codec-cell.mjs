// Proves one cell of the codec table: every layer is decoded at its size and rate, and switching does not hurt.
import { PICTURE, nameOf } from './codec-table.mjs';
import { delay } from './waiting.mjs';

/** A frozen picture: no frame for so much longer than its encoder paused, while layers are switched. */
const FREEZE_MILLIS = 400;

/** How long an encoder may pause that does not tell: Firefox leaves out one frame in two when it is short of time. */
const UNTOLD_PAUSE_MILLIS = 200;

/** The whole of connecting, probing for bandwidth and getting the highest layer. */
const START_MILLIS = 20_000;

/** Until an encoder that has just begun keeps up with its camera. */
const STEADY_MILLIS = 15_000;
const STEADY_SHARE = 0.5;

/** One switch, a key frame asked for by the server included. */
const SWITCH_MILLIS = 3_000;

/** How long a layer is watched, and how long the picture stays between two switches. */
const WATCH_MILLIS = 1_600;
const REST_MILLIS = 400;

const SWITCHES = 10;

const LISTEN_MILLIS = 3_000;
const MAX_CONCEALED_SHARE = 0.05;

/** Opus alone takes some 80 bytes for 20 ms, and browsers name it as the codec even if it comes in RED. */
const RED_PACKET_BYTES = 120;

/** How often a cell is run at most: on a machine short of time datagrams come late, and the server takes the link for a narrow one. */
const ATTEMPTS = 3;

/** A missing temporal layer is a factor of two: less than this is the machine's unsteadiness, and one frame the edge's. */
const RATE_TOLERANCE = 1.3;

/**
 * Runs one cell.
 *
 * @param server where
 * @param cell which
 * @param pages publisher and viewer, each with the client installed
 * @returns what was seen; `error` says what was not
 */
export async function proveCell(server, cell, pages) {
    const heldBack = [];
    for (;;) {
        const result = await proveOnce(server, cell, pages);
        if (result.status !== 'failed' || !result.heldBack || heldBack.length + 1 === ATTEMPTS) {
            return { ...result, earlier: heldBack };
        }
        heldBack.push(result);
    }
}

async function proveOnce(server, cell, { publisher, viewer }) {
    const room = `cell-${++rooms}`;
    const result = { name: nameOf(cell), codec: cell.codec, mode: cell.mode, publisher: cell.publisher, viewer: cell.viewer, layers: [], switches: [] };
    try {
        const { codec, encodings, simGroup, voice } = cell;
        const refused = await publisher.evaluate((options) => globalThis.codecClient.publish(options), {
            url: server.url, room, codec, encodings, simGroup, voice, picture: PICTURE,
        });
        if (refused) {
            return { ...result, status: 'not offered', reason: refused };
        }
        const cannot = await viewer.evaluate((options) => globalThis.codecClient.watch(options), { url: server.url, room, codec, voice });
        if (cannot) {
            return { ...result, status: 'not decoded', reason: cannot };
        }
        await (voice ? listen({ room, cell, viewer, result }) : watchAll({ room, cell, publisher, viewer, result }));
        return { ...result, status: 'passed' };
    } catch (error) {
        const reasons = await viewer.evaluate((of) => globalThis.codecClient.reasons(of), room).catch(() => []);
        const heldBack = ['bandwidth', 'server load'].includes(reasons.at(-1));
        return { ...result, status: 'failed', error: `${error.message} (${reasons.at(-1) ?? 'no reason'})`, heldBack, reasons, ...(await evidence(server, room, publisher, viewer)) };
    } finally {
        await Promise.all([publisher, viewer].map((page) => page.evaluate((of) => globalThis.codecClient.close(of), room)));
    }
}

let rooms = 0;

/** A voice: in its codec, loud, and with hardly anything made up. */
async function listen({ room, cell, viewer, result }) {
    const begin = await heard(viewer, room, START_MILLIS, (each) => each.packetsReceived > 20);
    await delay(LISTEN_MILLIS);
    const end = await heard(viewer, room, 0, () => true);
    const since = (of) => (end[of] ?? 0) - (begin[of] ?? 0);
    const made = since('concealedSamples') - since('silentConcealedSamples');
    Object.assign(result, {
        codecHeard: end.codec,
        packets: since('packetsReceived'),
        packetBytes: Math.round(since('bytesReceived') / Math.max(1, since('packetsReceived'))),
        energy: Number(since('totalAudioEnergy').toFixed(4)),
        concealedShare: Number((made / Math.max(1, since('totalSamplesReceived'))).toFixed(4)),
    });
    if (end.codec?.toLowerCase() !== `audio/${cell.codec}`.toLowerCase()) {
        throw new Error(`${end.codec} was heard`);
    }
    if (cell.voice.red && result.packetBytes < RED_PACKET_BYTES) {
        throw new Error(`${result.packetBytes} bytes a packet are too few for redundancy`);
    }
    if (!(result.energy > 0.001)) {
        throw new Error(`nothing was heard in ${result.packets} packets`);
    }
    // A key's tone replaces the sound, and Chromium counts the edges as made up, also with no server in between.
    if (result.concealedShare > MAX_CONCEALED_SHARE && !cell.voice.tones) {
        throw new Error(`${result.concealedShare} of the sound was made up`);
    }
}

async function heard(viewer, room, millis, enough) {
    const end = performance.now() + millis;
    for (;;) {
        const found = await viewer.evaluate((of) => globalThis.codecClient.statistics(of, 'inbound-rtp'), room);
        const audio = found.find((each) => each.kind === 'audio') ?? {};
        if (enough(audio) || (millis === 0)) {
            return audio;
        }
        if (performance.now() > end) {
            throw new Error(`only ${audio.packetsReceived ?? 0} packets of sound came in ${millis} ms`);
        }
        await delay(100);
    }
}

async function watchAll({ room, cell, publisher, viewer, result }) {
    const { layers } = cell;
    const [lowest, highest] = [layers[0], layers.at(-1)];
    await arrive(viewer, room, highest, 0, START_MILLIS);
    await steady(publisher, room, cell);
    const before = await inbound(viewer, room);
    const since = (await viewer.evaluate((of) => globalThis.codecClient.frames(of).length, room)) - 1;
    for (const layer of layers) {
        result.layers.push(await watchLayer({ room, cell, publisher, viewer }, layer));
    }
    for (let i = 0; i < SWITCHES; i++) {
        result.switches.push(await change(viewer, room, i % 2 === 0 ? lowest : highest, SWITCH_MILLIS));
        await delay(REST_MILLIS);
    }
    const after = await inbound(viewer, room);
    const frames = (await viewer.evaluate((of) => globalThis.codecClient.frames(of), room)).slice(since);
    const sent = await publisher.evaluate((of) => globalThis.codecClient.statistics(of, 'outbound-rtp'), room);
    const encoded = await publisher.evaluate((of) => globalThis.codecClient.encoded(of), room);
    Object.assign(result, {
        decoder: after.decoderImplementation,
        encoder: sent[0]?.encoderImplementation,
        sentAs: [...new Set(sent.map((each) => each.scalabilityMode).filter(Boolean))].join(' '),
        ...longestGaps(frames, encoded),
        framesDecoded: after.framesDecoded - before.framesDecoded,
        framesDropped: after.framesDropped - before.framesDropped,
        freezes: (after.freezeCount ?? 0) - (before.freezeCount ?? 0),
        keyFrames: after.keyFramesDecoded - before.keyFramesDecoded,
        plis: after.pliCount - before.pliCount,
    });
    judge(cell, result, after, frames);
}

function judge(cell, result, after, frames) {
    const demand = (holds, what) => {
        if (!holds) {
            throw new Error(what);
        }
    };
    demand(after.codec?.toLowerCase() === `video/${cell.codec}`.toLowerCase(), `${after.codec} was decoded`);
    const back = frames.findIndex((frame, i) => i > 0 && frame.number < frames[i - 1].number);
    demand(back < 0, `frame ${frames[back]?.number} was shown after ${frames[back - 1]?.number}`);
    demand(result.longestOwnGapMillis <= FREEZE_MILLIS, `the picture stood still for ${result.longestGapMillis} ms, ${result.longestOwnGapMillis} of which its encoder did not pause`);
    // Where a lower layer has fewer frames, the browser takes the first pause for a freeze; the gap above counts.
    demand(result.freezes === 0 || cell.layers.some((each) => each.share < 1), `the browser counted ${result.freezes} freezes`);
    demand(result.plis === 0, `the decoder asked for ${result.plis} key frames`);
    demand(result.framesDropped <= result.framesDecoded / 20, `${result.framesDropped} of ${result.framesDecoded} frames were dropped`);
}

/** The longest time without a frame, and how much of such a time was longer than the pause of the layer's encoder. */
function longestGaps(frames, encoded) {
    const gaps = frames.slice(1).map((frame, i) => {
        const millis = frame.at - frames[i].at;
        return { millis, own: millis - longestPause(encoded, frames[i], frame) };
    });
    const longest = (of) => Math.round(Math.max(0, ...gaps.map(of)));
    return { longestGapMillis: longest(({ millis }) => millis), longestOwnGapMillis: longest(({ own }) => own) };
}

/** The longest time in which the encoder of the later frame's layer made none that stands by itself in time. */
function longestPause(encoded, earlier, later) {
    const base = encoded?.filter(({ width, temporal }) => temporal === 0 && Math.abs(width - later.width) <= 1) ?? [];
    const pauses = base.slice(1).map((frame, i) => [base[i], frame]).filter(([from, to]) => to.at > earlier.at && from.at < later.at);
    return encoded ? Math.max(0, ...pauses.map(([from, to]) => to.at - from.at)) : UNTOLD_PAUSE_MILLIS;
}

/** Changes to a layer, watches it for a while and checks its frame rate. */
async function watchLayer({ room, cell, publisher, viewer }, layer) {
    const millis = await change(viewer, room, layer, SWITCH_MILLIS);
    await delay(REST_MILLIS);
    const [sentFirst, first] = await Promise.all([framesSent(publisher, room, cell, layer), lastFrame(viewer, room)]);
    await delay(WATCH_MILLIS);
    const end = await inbound(viewer, room);
    const [sentLast, last] = await Promise.all([framesSent(publisher, room, cell, layer), lastFrame(viewer, room)]);
    if (end.frameWidth !== last.width || !sameSize(last, layer)) {
        throw new Error(`${describe(layer)}: ${end.frameWidth}x${end.frameHeight} is decoded, ${last.width}x${last.height} shown`);
    }
    const shown = last.count - first.count;
    const encoded = await publisher.evaluate((of) => globalThis.codecClient.encoded(of), room);
    const wanted = encoded ? framesEncoded(encoded, layer, first.number, last.number) : sentLast - sentFirst;
    if (shown - 1 > wanted * RATE_TOLERANCE || (shown + 1) * RATE_TOLERANCE < wanted) {
        throw new Error(`${describe(layer)}: ${shown} of ${wanted} frames were shown`);
    }
    const share = shown / Math.max(1, last.number - first.number);
    return { ...layer, width: end.frameWidth, height: end.frameHeight, share: Number(share.toFixed(2)), millis };
}

/** Frames that belong to a layer, made from the camera's frames between two. */
function framesEncoded(encoded, { width, temporal = Infinity }, after, last) {
    return encoded.filter((each) => Math.abs(each.width - width) <= 1 && each.temporal <= temporal && each.number > after && each.number <= last).length;
}

/** Frames of a layer's encoding, each of its spatial layers counted once. */
async function framesSent(publisher, room, cell, { encoding = 0 }) {
    const sent = await publisher.evaluate((of) => globalThis.codecClient.statistics(of, 'outbound-rtp'), room);
    const { rid } = cell.encodings[encoding];
    const found = rid ? sent.find((each) => each.rid === rid) : sent.toSorted((a, b) => a.frameWidth - b.frameWidth)[encoding];
    return found.framesSent / (cell.spatials ?? 1);
}

async function steady(publisher, room, cell) {
    const highest = cell.layers.at(-1);
    const end = performance.now() + STEADY_MILLIS;
    let share = 0;
    while (share < STEADY_SHARE) {
        if (performance.now() > end) {
            throw new Error(`the publisher sent only ${share.toFixed(2)} of its camera's frames`);
        }
        const before = await framesSent(publisher, room, cell, highest);
        const first = await publisher.evaluate((of) => globalThis.codecClient.drawn(of), room);
        await delay(1_000);
        const drawn = (await publisher.evaluate((of) => globalThis.codecClient.drawn(of), room)) - first;
        share = ((await framesSent(publisher, room, cell, highest)) - before) / (drawn * (cell.cameraShare ?? 1));
    }
}

async function change(viewer, room, layer, millis) {
    const { encoding, spatial, temporal } = layer;
    const from = await viewer.evaluate(([of, layers]) => globalThis.codecClient.select(of, layers), [room, { encoding, spatial, temporal }]);
    return arrive(viewer, room, layer, from, millis);
}

async function arrive(viewer, room, layer, from, millis) {
    const { width, height } = layer;
    const took = await viewer.evaluate(([of, what]) => globalThis.codecClient.sizeSeen(of, what), [room, { from, width, height, millis }]);
    if (took === null) {
        const last = await lastFrame(viewer, room);
        throw new Error(`${describe(layer)} was not shown in ${millis} ms, but ${last ? `${last.width}x${last.height}` : 'nothing'}`);
    }
    return took;
}

const lastFrame = (viewer, room) => viewer.evaluate((of) => globalThis.codecClient.frames(of).at(-1), room);
const sameSize = (a, b) => Math.abs(a.width - b.width) <= 1 && Math.abs(a.height - b.height) <= 1;
const describe = ({ encoding, spatial, temporal, width, height }) =>
    `${[['encoding', encoding], ['spatial', spatial], ['temporal', temporal]].filter(([, value]) => value !== undefined).flat().join(' ')} ${width}x${height}`.trim();

async function inbound(viewer, room) {
    const found = await viewer.evaluate((of) => globalThis.codecClient.statistics(of, 'inbound-rtp'), room);
    return found.find((each) => each.kind === 'video') ?? {};
}

/** What helps to find out why a cell failed. */
async function evidence(server, room, publisher, viewer) {
    const read = (page, type) => page.evaluate(([of, what]) => globalThis.codecClient.statistics(of, what), [room, type]).catch((error) => error.message);
    const counted = await server.stats();
    const who = await viewer.evaluate((of) => globalThis.codecClient.identity(of), room).catch((error) => error.message);
    const { downlink } = await (await fetch(`${server.url}api/v1/rooms/${room}/participants/${who}/stats`)).json();
    return {
        evidence: {
            sent: await read(publisher, 'outbound-rtp'),
            received: await read(viewer, 'inbound-rtp'),
            downlink,
            media: Object.fromEntries(Object.entries(counted.media).filter(([, value]) => value !== 0)),
            frames: await viewer
                .evaluate((of) => globalThis.codecClient.frames(of).slice(-80).map(({ at, width, number }) => [Math.round(at), width, number].join(' ')), room)
                .catch((error) => error.message),
            console: [...publisher.messages.slice(-10), ...viewer.messages.slice(-10)],
            log: server.log().split('\n').slice(-10),
        },
    };
}
