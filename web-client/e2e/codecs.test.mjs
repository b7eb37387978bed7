// Every codec in every mode through the real server: each layer decoded, and switched up and down.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { chromiumMissing, firefoxMissing, openChromium, openFirefox } from './support/browsers.mjs';
import { proveCell } from './support/codec-cell.mjs';
import { installClient } from './support/codec-page.mjs';
import { summary } from './support/codec-report.mjs';
import { VIDEO, VOICE, nameOf } from './support/codec-table.mjs';
import { startServer } from './support/server.mjs';

const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
const SEEN = `${TARGET}codecs.json`;
mkdirSync(TARGET, { recursive: true });

const SMALL = { width: 400, height: 300 };

/** The cells that stand for the others in every build. */
const USUAL = [
    'VP8 simulcast L1T1, chromium to chromium',
    'VP9 L3T3, chromium to chromium',
    'H264 single, chromium to chromium',
    'AV1 L1T3, chromium to chromium',
];
/** `all`, or a part of the names of those that shall run. */
const some = process.env.PLENUM_CODECS;
const wanted = (cell) => some === 'all' || (some ? nameOf(cell).includes(some) : USUAL.includes(nameOf(cell)));

/** A part of the cells takes the place of the same ones in what was seen before. */
function merged(results) {
    const before = some && existsSync(SEEN) ? JSON.parse(readFileSync(SEEN, 'utf8')) : [];
    const isNew = ({ name }) => before.every((each) => each.name !== name);
    return [...before.map((each) => results.find(({ name }) => name === each.name) ?? each), ...results.filter(isNew)];
}

describe('codecs', { skip: chromiumMissing }, () => {
    let server;
    const results = [];
    const open = {};

    before(async () => {
        server = await startServer();
    });

    after(async () => {
        await Promise.all(Object.values(open).map((each) => each.then((page) => page.close())));
        await server?.stop();
        writeFileSync(some ? SEEN : `${TARGET}codecs-usual.json`, JSON.stringify(some === 'all' ? results : merged(results), null, 1));
    });

    /** One browser per role and kind serves all cells. */
    async function page(role, kind) {
        const media = process.env.PLENUM_RTP_DUMP ? { rtpDump: `${TARGET}${role}.log` } : {};
        open[role + kind] ??= (kind === 'firefox' ? openFirefox(server.url) : openChromium(server.url, media, SMALL)).then(async (opened) => {
            await opened.evaluate(installClient);
            return opened;
        });
        return open[role + kind];
    }

    for (const cell of [...VIDEO, ...VOICE].filter(wanted)) {
        const skip = cell.publisher === 'firefox' || cell.viewer === 'firefox' ? firefoxMissing : false;
        test(nameOf(cell), { skip, timeout: 120_000 }, async (context) => {
            const [publisher, viewer] = [await page('publisher', cell.publisher), await page('viewer', cell.viewer)];
            const result = await proveCell(server, cell, { publisher, viewer });
            results.push({ ...result, versions: [publisher.version, viewer.version] });
            context.diagnostic(summary(result));
            assert.notEqual(result.status, 'failed', `${result.error}; more in target/e2e/codecs.json`);
        });
    }
});
