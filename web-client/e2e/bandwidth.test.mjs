// A viewer's link becomes slower and faster under a call of two Chromiums: what it is shown follows, and it does not stand still.
//     npm run bandwidth                      5, 1, 0.4 and 5 Mbit/s at steps of 20 s, beside docs/bandwidth-chromium.json
//     BANDWIDTH=record npm run bandwidth     the same, and its figures become that file
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { playBandwidthCall } from './support/bandwidth-call.mjs';
import { chromiumMissing } from './support/browsers.mjs';
import { restlessCamera, toneMicrophone } from './support/media.mjs';

const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
const RECORD = fileURLToPath(new URL('../../docs/bandwidth-chromium.json', import.meta.url));
mkdirSync(TARGET, { recursive: true });

const { BANDWIDTH } = process.env;
/** The whole measurement; without it one step down and up, in every build, on machines that have other things to do. */
const WHOLE = BANDWIDTH === 'whole' || BANDWIDTH === 'record';

const step = (mbps, seconds, ...encodings) => ({ bps: mbps * 1e6, millis: seconds * 1000, encodings });

/** Each with the encodings that fit. */
const STEPS = WHOLE
    ? [step(5, 20, 2), step(1, 20, 1), step(0.4, 20, 0), step(5, 20, 2)]
    : [step(5, 4, 2), step(0.4, 8, 0), step(5, 14, 1, 2)];

/** Until the publisher's own controller has risen to the highest encoding. */
const WARM_UP_MILLIS = WHOLE ? 20_000 : 12_000;

const LIMITS = WHOLE
    ? { downMillis: 3_000, upMillis: 8_000, frozenShare: 0.01, concealedShare: 0.01, queueLossShare: 0.02 }
    : { downMillis: 7_000, upMillis: 13_000, frozenShare: 0.5, concealedShare: 0.2, queueLossShare: 0.3 };

describe('a link that becomes slower and faster', { skip: chromiumMissing }, () => {
    const media = { camera: restlessCamera(TARGET), microphone: toneMicrophone(TARGET, 1000) };

    test('the viewer is shown what fits', { timeout: 240_000 }, async () => {
        const result = await playBandwidthCall({ steps: STEPS, warmUpMillis: WARM_UP_MILLIS, media });
        writeFileSync(`${TARGET}bandwidth.json`, `${JSON.stringify(result, null, 1)}\n`);
        const figures = figuresOf(result);
        console.log(table(figures, existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')).figures : {}));
        console.log(result.steps.map(({ bps, looks }) => `${bps / 1e6}: ${looks.map(({ encoding }) => encoding).join('')}`).join('\n'));
        if (BANDWIDTH === 'record') {
            const { browser, encodings, steps } = result;
            writeFileSync(RECORD, `${JSON.stringify({ browser, encodings, figures, steps: steps.map(brief) }, null, 1)}\n`);
        }

        const explained = JSON.stringify({ ...result, steps: undefined });
        STEPS.forEach((each, i) => {
            const isDown = i > 0 && each.bps < STEPS[i - 1].bps;
            const limit = isDown ? LIMITS.downMillis : LIMITS.upMillis;
            const name = `step ${i + 1}, ${each.bps / 1e6} Mbit/s`;
            assert.ok(followedAfter(result.steps[i], each.encodings) <= limit, `${name}: not shown what fits within ${limit} ms\n${explained}`);
        });
        for (const what of ['frozenShare', 'concealedShare', 'queueLossShare']) {
            assert.ok(result[what] < LIMITS[what], `${what} is ${result[what]}\n${explained}`);
        }
    });
});

/**
 * Milliseconds from the beginning of a step until what fits was shown, and to the step's end nothing else; Infinity if never. On a
 * machine that has other things to do, where the emulated link stutters, it is enough that it was shown.
 */
function followedAfter({ looks }, encodings) {
    const fits = ({ encoding }) => encodings.includes(encoding);
    const first = WHOLE ? looks.findLastIndex((look) => !fits(look)) + 1 : looks.findIndex(fits);
    return looks[first]?.atMillis ?? Infinity;
}

function figuresOf(result) {
    const percent = (share) => Math.round(share * 10_000) / 100;
    const figures = {
        'frozen, %': percent(result.frozenShare),
        freezes: result.freezes,
        'sound concealed, %': percent(result.concealedShare),
        'lost in the queue, %': percent(result.queueLossShare),
    };
    result.steps.forEach((each, i) => {
        const name = `step ${i + 1}, ${each.bps / 1e6} Mbit/s`;
        const after = followedAfter(each, STEPS[i].encodings);
        figures[`${name}: right encoding after, s`] = after === Infinity ? 'never' : Math.round(after / 100) / 10;
        const second = each.looks.slice(each.looks.length / 2);
        figures[`${name}: video in the second half, kbit/s`] =
            Math.round(second.reduce((sum, { bps }) => sum + bps, 0) / second.length / 1000);
        figures[`${name}: lost in the queue, %`] = percent(each.queueLossShare);
    });
    return figures;
}

/** A step as the record keeps it: the encoding shown, once a second. */
function brief({ bps, looks }) {
    return { mbps: bps / 1e6, encodings: looks.filter((_, i) => i % 4 === 3).map(({ encoding }) => encoding).join('') };
}

function table(now, before) {
    return Object.entries(now)
        .map(([what, value]) => `${what.padEnd(52)} ${String(value).padStart(8)}   recorded: ${before[what] ?? 'nothing'}`)
        .join('\n');
}
