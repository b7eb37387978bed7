// A call of two Chromiums over links that lose packets: what is sent is still what is seen, without standing still.
//     npm run lossy        60 s of every profile, as docs/loss.md reports them
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromiumMissing } from './support/browsers.mjs';
import { playLossyCall } from './support/lossy-call.mjs';
import { numberedCamera, toneMicrophone } from './support/media.mjs';

const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
mkdirSync(TARGET, { recursive: true });

/** The whole measurement; without it one profile for a short time, in every build. */
const WHOLE = process.env.LOSSY === 'whole';
const MILLIS = WHOLE ? 60_000 : 15_000;
const SEED = Number(process.env.LOSSY_SEED ?? 1);

/** Until the bitrate has risen and the viewer's buffer has found its length, at most 100 ms of it in a second. */
const WARM_UP_MILLIS = 8_000;

/** What is underway or in the viewer's buffer at the end and was not at the beginning. */
const UNDERWAY_FRAMES = 10;

const MIN_DECODED_SHARE = 0.97;
/** Of a whole measurement only: one freeze of a machine that has other things to do is more than this share of a short one. */
const MAX_FROZEN_SHARE = 0.005;

const link = (loss, delayMillis) => ({ publishersLink: { loss, delayMillis }, viewersLink: { loss, delayMillis } });

const PROFILES = {
    'each link: 5 % loss and 50 ms in each direction': link(0.05, 50),
    ...(WHOLE && {
        'both links together: 5 % loss and 50 ms in each direction': link(1 - Math.sqrt(0.95), 25),
        'for comparison, no loss, each link 50 ms in each direction': { ...link(0, 50), compareOnly: true },
        "for comparison, 5 % loss and 50 ms, the browser's own buffer": {
            ...link(0.05, 50), ownBuffer: true, compareOnly: true,
        },
    }),
};

describe('two Chromiums', { skip: chromiumMissing }, () => {
    const media = { camera: numberedCamera(TARGET, 90), microphone: toneMicrophone(TARGET, 1000) };
    const results = {};

    for (const [name, { compareOnly, ...conditions }] of Object.entries(PROFILES)) {
        test(name, { timeout: MILLIS + 90_000 }, async () => {
            const result = await playLossyCall({ ...conditions, media, seed: SEED, warmUpMillis: WARM_UP_MILLIS, millis: MILLIS });
            results[name] = { seed: SEED, ...conditions, ...result };
            writeFileSync(`${TARGET}lossy.json`, `${JSON.stringify(results, null, 1)}\n`);
            const { seconds, ...inAll } = result;
            const table = rows(inAll).map(([what, value]) => `${what.padEnd(36)} ${value}`).join('\n');
            console.log(`${name}, seed ${SEED}\n${table}`);

            assertUnhindered(inAll);
            assertLinks(conditions, inAll);
            if (compareOnly) {
                return;
            }
            const decoded = inAll.decoded + (WHOLE ? 0 : UNDERWAY_FRAMES);
            assert.ok(decoded >= MIN_DECODED_SHARE * inAll.sent, `${inAll.decoded} of ${inAll.sent} decoded\n${trouble(seconds)}`);
            if (WHOLE) {
                const mayFreeze = MAX_FROZEN_SHARE * inAll.elapsedMillis;
                assert.ok(inAll.frozenMillis < mayFreeze, `stood still for ${inAll.frozenMillis} ms\n${trouble(seconds)}`);
            }
        });
    }
});

/** Loss is to be measured, not a machine that is too slow for two browsers. */
function assertUnhindered({ publisher, sent, elapsedMillis }) {
    if (WHOLE) {
        assert.notEqual(publisher.limitedBy, 'cpu');
    }
    assert.ok(sent > (elapsedMillis / 1000) * (WHOLE ? 16 : 8), `only ${sent} frames were sent in ${elapsedMillis} ms`);
}

/** The links did what they were to do: all of the media went through them, and they lost their share. */
function assertLinks({ publishersLink }, { links, publisher, viewer }) {
    for (const { up, down } of [links.publisher, links.viewer]) {
        assert.ok(up.passed > 0 && down.passed > 0, JSON.stringify(links));
    }
    const lost = links.publisher.up.lost + links.viewer.down.lost;
    const all = lost + links.publisher.up.passed + links.viewer.down.passed;
    assert.ok(Math.abs(lost / all - publishersLink.loss) < 0.02, `${lost} of ${all} packets were lost`);
    for (const { roundTripMillis } of [publisher, viewer]) {
        assert.ok(roundTripMillis >= 2 * publishersLink.delayMillis - 2, `a round trip took ${roundTripMillis} ms`);
    }
}

function rows({ publisher, viewer, server, links, ...inAll }) {
    const percent = (share) => `${(share * 100).toFixed(2)} %`;
    const lossOf = ({ passed, lost }) => `${lost} of ${passed + lost}`;
    return [
        ['browser', inAll.browser],
        ['frames sent, decoded', `${inAll.sent}, ${inAll.decoded} (${percent(inAll.decodedShare)})`],
        ['freezes', `${viewer.freezes}, ${inAll.frozenMillis} ms (${percent(inAll.frozenShare)})`],
        ['times without a picture > 150 ms', inAll.longGaps.map(({ gapMillis }) => gapMillis).join(', ') || 'none'],
        ['frame late, median/p95/p99/worst', `${['median', 'p95', 'p99', 'worst'].map((at) => inAll.lateMillis[at]).join('/')} ms`],
        ['playout delay asked for, buffer', `${viewer.playoutDelayMillis}, ${Math.round(viewer.jitterBufferMillis)} ms`],
        ['sound concealed', percent(viewer.concealedShare)],
        ['sender', `${publisher.codec} ${publisher.size}, ${publisher.framesPerSecond.toFixed(1)} frames/s, `
            + `${Math.round(publisher.bitrateBps / 1000)} kbit/s, limited by ${publisher.limitedBy}`],
        ['round trips, publisher, viewer', `${publisher.roundTripMillis}, ${viewer.roundTripMillis} ms`],
        ['lost, publisher up, down', `${lossOf(links.publisher.up)}, ${lossOf(links.publisher.down)}`],
        ['lost, viewer up, down', `${lossOf(links.viewer.up)}, ${lossOf(links.viewer.down)}`],
        ['video packets, repeated by publisher', `${publisher.packets}, ${publisher.retransmitted}`],
        ['asked for by viewer, repeated to it', `${viewer.nacks}, ${viewer.retransmitted}`],
        ['PLI, viewer, publisher', `${viewer.plis}, ${publisher.plisReceived}`],
        ['server: NACKed, repeated, second copies', `${server.nackedPacketsReceived ?? 0}, ${server.retransmissionsSent ?? 0}, `
            + `${server.retransmissionsSecondCopies ?? 0}`],
        ['links forwarded too late by at most', `${inAll.linksLateMillis} ms`],
    ];
}

/** The seconds in which something was not shown as it should. */
function trouble(seconds) {
    return seconds
        .map((each, second) => ({ second, ...each }))
        .filter(({ frozenMillis, viewer, sent, decoded }) => frozenMillis > 0 || viewer.plis > 0 || decoded < sent - 3)
        .map((each) => JSON.stringify(each))
        .join('\n');
}
