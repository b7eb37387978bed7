// What an offer changes in mid-call, between two real browsers: the viewer's picture goes on in its slot.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { installClient } from './support/codec-page.mjs';
import { PICTURE } from './support/codec-table.mjs';
import { startServer } from './support/server.mjs';
import { delay } from './support/waiting.mjs';

const ROOM = 'renegotiation';
const SMALL = { width: 400, height: 300 };
const PATIENCE_MILLIS = 15_000;

describe('renegotiation', { skip: chromiumMissing }, () => {
    let server;
    let publisher;
    let viewer;

    before(async () => {
        server = await startServer();
        publisher = await openChromium(server.url, {}, SMALL);
        viewer = await openChromium(server.url, {}, SMALL);
        await publisher.evaluate(installClient);
        await viewer.evaluate(installClient);
        const options = { url: server.url, room: ROOM, codec: 'VP8', encodings: [{ maxBitrate: 1_000_000 }], picture: PICTURE, plain: true };
        assert.equal(await publisher.evaluate((of) => globalThis.codecClient.publish(of), options), null);
        assert.equal(await viewer.evaluate((of) => globalThis.codecClient.watch(of), { url: server.url, room: ROOM, codec: 'VP8' }), null);
        await seesMore();
    });

    after(async () => {
        await Promise.all([publisher?.close(), viewer?.close()]);
        await server?.stop();
    });

    const count = () => viewer.evaluate((of) => globalThis.codecClient.frames(of).length, ROOM);

    async function inbound() {
        const found = await viewer.evaluate((of) => globalThis.codecClient.statistics(of, 'inbound-rtp'), ROOM);
        return found.find(({ kind }) => kind === 'video') ?? {};
    }

    /** Twenty frames more, in order. */
    async function seesMore() {
        const first = await count();
        const end = performance.now() + PATIENCE_MILLIS;
        while ((await count()) < first + 20) {
            assert.ok(performance.now() < end, `only ${(await count()) - first} frames came`);
            await delay(100);
        }
        const frames = await viewer.evaluate(([of, from]) => globalThis.codecClient.frames(of).slice(from), [ROOM, first]);
        frames.slice(1).forEach(({ number }, i) => assert.ok(number > frames[i].number, `frame ${number} after ${frames[i].number}`));
    }

    async function decodes(codec) {
        const end = performance.now() + PATIENCE_MILLIS;
        while ((await inbound()).codec?.toLowerCase() !== `video/${codec}`.toLowerCase()) {
            assert.ok(performance.now() < end, `${(await inbound()).codec} is decoded`);
            await delay(100);
        }
    }

    test('a section that becomes inactive stops, and comes back', async () => {
        await publisher.evaluate((of) => globalThis.codecClient.pause(of, true), ROOM);
        await delay(500);
        const stopped = await count();
        await delay(1_000);
        assert.ok((await count()) - stopped <= 1, 'the picture went on');
        await publisher.evaluate((of) => globalThis.codecClient.pause(of, false), ROOM);
        await seesMore();
    });

    for (const codec of ['VP9', 'H264', 'VP8']) {
        test(`the codec changes to ${codec}`, async () => {
            await publisher.evaluate(([of, to]) => globalThis.codecClient.changeCodec(of, to), [ROOM, codec]);
            await decodes(codec);
            await seesMore();
        });
    }

    test('another section takes the place of one that ended', async () => {
        const { mid, mids } = await publisher.evaluate((of) => globalThis.codecClient.replaceSection(of), ROOM);
        assert.equal(mids.length, 2, 'the place was used again');
        assert.notEqual(mids[1], mid);
        await seesMore();
    });
});
