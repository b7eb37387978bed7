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

const SECONDS = Number(process.env.LOSSY_SECONDS ?? 15);
const SEED = Number(process.env.LOSSY_SEED ?? 1);

const link = { loss: 0.05, delayMillis: 50 };
const PROFILES = {
    'each link loses 5 % and has 50 ms, in each direction': { publishersLink: link, viewersLink: link },
};

const media = { camera: numberedCamera(TARGET, 90), microphone: toneMicrophone(TARGET, 1000) };

describe('two Chromiums', { skip: chromiumMissing }, () => {
    const results = {};
    for (const [name, links] of Object.entries(PROFILES)) {
        test(name, { timeout: (SECONDS + 90) * 1000 }, async () => {
            const result = await playLossyCall({ ...links, media, seed: SEED, warmUpMillis: 3000, millis: SECONDS * 1000 });
            results[name] = { seed: SEED, ...links, ...result };
            writeFileSync(`${TARGET}lossy.json`, `${JSON.stringify(results, null, 1)}\n`);
            const { seconds, ...rest } = result;
            console.log(rest);
            console.table(seconds.map(({ sent, decoded, frozenMillis, viewer, publisher }) => ({
                sent, decoded, frozenMillis, nacks: viewer.nacks, plis: viewer.plis, jb: Math.round(viewer.jitterBufferMillis), kbps: Math.round(publisher.bitrateBps / 1000),
            })));
            assert.ok(result.decodedShare >= 0.97);
        });
    }
});
