// A long call in a short time: people come and go and share, and the page of somebody who stays grows by nothing.
// CHURN=whole (npm run churn): 200 joins and 100 shares, and the figures are kept; otherwise a fifth of that.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { record } from './support/record.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/waiting.mjs';

const MOST_GROWTH = 1.1;
const WHOLE = process.env.CHURN === 'whole';
const [JOINS, SHARES] = WHOLE ? [200, 100] : [40, 20];
/** By then the page has done everything often enough for the browser to have compiled what it compiles. */
const FIRST = WHOLE ? { joins: 100, shares: 50 } : { joins: 30, shares: 15 };

describe('the page of somebody who stays', { skip: chromiumMissing }, () => {
    test(`through ${JOINS} joins and leaves and ${SHARES} shares`, { timeout: 300_000 }, async () => {
        const server = await startServer();
        const browser = await openChromium(`${server.url}r/churn?name=Stayer&join=1`);
        try {
            const stayer = browser.page;
            await until(() => stayer.evaluate(() => globalThis.plenum?.room.state.name === 'connected'), 15_000, () => browser.messages.join('\n'));
            const guest = await browser.open(`${server.url}examples/index.html`);
            const devtools = await stayer.context().newCDPSession(stayer);

            await guest.evaluate(comeAndGo, FIRST);
            // Five minutes of history, which are not growth.
            await stayer.evaluate(fillHistory);
            const before = await held(stayer, devtools);
            await guest.evaluate(comeAndGo, { joins: JOINS, shares: SHARES });
            // No locators here: what the test driver puts into the page for them is as large as the page.
            await until(() => stayer.evaluate(() => document.querySelector('[role=group][aria-label=Guest]') === null), 20_000);
            const after = await held(stayer, devtools);

            console.log(`before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
            assert.ok(after.objects < before.objects * MOST_GROWTH, 'objects of the page');
            assert.ok(after.nodes <= before.nodes, 'nodes of the document');
            if (WHOLE) {
                assert.ok(after.heap < before.heap * MOST_GROWTH, 'the heap, with what the browser has compiled');
            }
            const { open, receivers, live } = await stayer.evaluate(connections);
            assert.equal(open, 1, 'one connection is open');
            assert.ok(receivers <= 12, `${receivers} receivers`);
            assert.equal(live, 0, 'elements that still show somebody who left');
            assert.equal((await guest.evaluate(connections)).open, 0, 'connections of those who left are closed');
            const present = (await (await fetch(`${server.url}api/v1/stats`)).json()).participants;
            assert.equal(present, 1, 'participants on the server');
            if (WHOLE) {
                record('churn-chromium.json', browser.version, {
                    'joins and leaves': JOINS,
                    shares: SHARES,
                    'heap before, kB': Math.round(before.heap / 1000),
                    'heap after, kB': Math.round(after.heap / 1000),
                    'growth, % (10 at most)': growth(before.heap, after.heap),
                    'growth of what is not compiled code, % (10 at most)': growth(before.objects, after.objects),
                    'growth of the document, nodes': after.nodes - before.nodes,
                    'peer connections of who stayed': open,
                    'receivers of who stayed': receivers,
                    'tiles that still show somebody': live,
                });
            }
        } finally {
            await browser.close();
            await server.stop();
        }
    });
});

/** In the page: joins, shares what is painted, and leaves, again and again. */
async function comeAndGo({ joins, shares }) {
    const { Room } = await import('/sdk/plenum-client.js');
    const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
    const context = canvas.getContext('2d');
    const painting = setInterval(() => {
        context.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`;
        context.fillRect(0, 0, 320, 180);
    }, 100);
    const url = `ws://${location.host}/v1/ws`;
    for (let join = 0; join < joins; join++) {
        const room = new Room();
        const [track] = canvas.captureStream(10).getVideoTracks();
        await room.publish(track, { source: 'camera' });
        await room.join({ room: 'churn', name: 'Guest', url });
        for (let share = 0; share < (join === 0 ? shares : 0); share++) {
            const [screen] = canvas.captureStream(10).getVideoTracks();
            const shared = await room.publish(screen, { source: 'screen' });
            await room.unpublish(shared);
            screen.stop();
        }
        room.leave();
        track.stop();
    }
    clearInterval(painting);
}

/** In the page: as much history as there can be, of somebody who is seen and heard. */
async function fillHistory() {
    const { room } = globalThis.plenum;
    const { receiving, ...rest } = await room.stats();
    const stats = { ...rest, receiving: receiving.map((each) => ({ ...each, participant: 'p', publication: 't' })) };
    const participants = [{ id: 'p', publications: [{ id: 't', kind: 'video', source: 'camera', muted: false }] }];
    const now = Date.now();
    for (let sample = 0; sample < 300; sample++) {
        room.statsHistory.add({ at: now + sample, stats, slots: [], participants, allocation: null });
    }
}

/**
 * What a page holds after a collection: bytes of its heap, of these bytes of objects and not of compiled code (of which there is more
 * with every function that turns out to be called often), and nodes of its document.
 */
async function held(page, devtools) {
    for (let round = 0; round < 3; round++) {
        await devtools.send('HeapProfiler.collectGarbage');
    }
    const { usedSize: heap } = await devtools.send('Runtime.getHeapUsage');
    return { heap, objects: bytesOfObjects(await snapshot(devtools)), nodes: await page.evaluate(nodes) };
}

async function snapshot(devtools) {
    const chunks = [];
    const listen = ({ chunk }) => chunks.push(chunk);
    devtools.on('HeapProfiler.addHeapSnapshotChunk', listen);
    await devtools.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    devtools.off('HeapProfiler.addHeapSnapshotChunk', listen);
    return JSON.parse(chunks.join(''));
}

function bytesOfObjects({ snapshot: { meta }, nodes: values }) {
    const of = new Set(['object', 'array', 'closure', 'string', 'concatenated string', 'sliced string', 'number', 'regexp', 'symbol', 'bigint']);
    const width = meta.node_fields.length;
    const [type, size] = ['type', 'self_size'].map((field) => meta.node_fields.indexOf(field));
    let bytes = 0;
    for (let at = 0; at < values.length; at += width) {
        bytes += of.has(meta.node_types[0][values[at + type]]) ? values[at + size] : 0;
    }
    return bytes;
}

/** In the page: elements, words and markers of its document. */
function nodes() {
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
    let count = 0;
    while (walker.nextNode() !== null) {
        count += 1;
    }
    return count;
}

function growth(before, after) {
    return Math.round((1000 * (after - before)) / before) / 10;
}

/** In the page: what is open, and what is shown. */
function connections() {
    const open = globalThis.testConnections.filter(({ connectionState }) => connectionState !== 'closed');
    return {
        open: open.length,
        receivers: open.reduce((sum, connection) => sum + connection.getReceivers().length, 0),
        live: [...document.querySelectorAll('[role=group] video')].filter(({ srcObject }) => srcObject !== null).length,
    };
}
