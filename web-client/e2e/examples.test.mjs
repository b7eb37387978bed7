// The examples of docs/sdk.md, as they stand, in a browser against a server; and what happens to a call whose connections are cut.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { stats } from './support/probes.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/waiting.mjs';

describe('the examples', { skip: chromiumMissing }, () => {
    let server, browser, opened;

    before(async () => {
        server = await startServer();
        browser = await openChromium(`${server.url}examples/index.html`);
    });

    after(async () => {
        await browser?.close();
        await server?.stop();
    });

    /** Opens an example in a tab of its own. */
    async function open(name) {
        const page = await browser.open(`${server.url}examples/${name}.html`);
        opened = [...(opened ?? []), page];
        return page;
    }

    async function closeAll() {
        await Promise.all(opened.map((page) => page.close()));
        opened = [];
    }

    const moving = (page, count) =>
        until(
            async () => (await page.evaluate(playing)).filter((seconds) => seconds > 0.5).length === count,
            20_000,
            async () => `${JSON.stringify(await page.evaluate(playing))}\n${browser.messages.join('\n')}\n${server.log().slice(-3000)}`,
        );

    test('are all named on one page', async () => {
        const links = await browser.page.getByRole('listitem').allTextContents();
        assert.equal(links.length, 6);
    });

    test('a call, a canvas in it, and somebody who only watches', async () => {
        const [ann, ben, watcher] = [await open('call'), await open('call'), await open('watch')];
        await open('canvas');
        await ann.getByRole('button', { name: 'Join' }).click();
        await ben.getByRole('button', { name: 'Join' }).click();
        await watcher.getByRole('button', { name: 'Watch' }).click();
        await moving(watcher, 3);
        await moving(ann, 2);
        assert.deepEqual(await watcher.evaluate(stats, { type: 'outbound-rtp' }), []);
        // The camera goes out in the sizes that make sense, and the microphone with redundancy.
        const sent = await ann.evaluate(stats, { type: 'outbound-rtp', kind: 'video' });
        assert.ok(sent.length > 1, `${sent.length} encodings`);
        const offer = await ann.evaluate(() => globalThis.testConnections.at(-1).localDescription.sdp);
        const answer = await ann.evaluate(() => globalThis.testConnections.at(-1).remoteDescription.sdp);
        assert.match(offer, /m=audio \d+ \S+ 63 111/u, 'RED first, then Opus');
        assert.match(answer, /usedtx=1/u);
        await closeAll();
    });

    test('data from one page to the other', async () => {
        const [ann, ben] = [await open('data'), await open('data')];
        await until(
            async () => {
                await ann.mouse.move(100 + Math.random() * 50, 100);
                return (await ben.locator('div').count()) === 1;
            },
            15_000,
            () => browser.messages.join('\n'),
        );
        await closeAll();
    });

    test('moderation: the first mutes and removes the second', async () => {
        const ann = await open('moderation');
        await until(async () => (await ann.locator('#role').textContent()) === 'You are a moderator.', 10_000, () => browser.messages.join('\n'));
        const ben = await open('moderation');
        await until(async () => (await ben.locator('#role').textContent()) === 'You are a speaker.', 10_000);
        const words = async () => `${await ben.locator('#role').textContent()}\n${browser.messages.join('\n')}`;
        await ben.getByRole('button', { name: 'Remove' }).click();
        await until(async () => (await ben.locator('#role').textContent()).startsWith('forbidden'), 5_000);
        await ann.getByRole('button', { name: 'Mute' }).click();
        await until(async () => (await ben.locator('#role').textContent()).includes('did this to you: mute audio'), 5_000, words);
        assert.ok(await ben.evaluate(() => globalThis.testConnections[0].getSenders().every(({ track }) => track?.enabled !== true)));
        await ann.getByRole('button', { name: 'Remove' }).click();
        await until(async () => (await ben.locator('#role').textContent()) === 'You are out: removed', 5_000);
        await closeAll();
    });

    test('an embedded meeting', async () => {
        const page = await open('embed');
        const status = page.getByRole('status').last();
        await until(async () => (await status.textContent()) === 'In the room as Ann.', 15_000, () => browser.messages.join('\n'));
        const meeting = page.frameLocator('iframe');
        await meeting.getByRole('button', { name: 'Leave', exact: true }).click();
        await until(async () => (await status.textContent()) === 'Out of the room: left.', 5_000);
        await closeAll();
    });
});

/** How far each video of the page has come, in seconds of pictures. */
function playing() {
    return [...document.querySelectorAll('video')].map((video) => (video.videoWidth > 0 ? video.getVideoPlaybackQuality().totalVideoFrames / 10 : 0));
}
