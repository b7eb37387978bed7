// A long call in a short time: people come and go and share, and the page of somebody who stays grows by nothing.
// CHURN=whole: 200 joins and 100 shares; otherwise a quarter of that.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { startServer } from './support/server.mjs';
import { until } from './support/waiting.mjs';

const [JOINS, SHARES] = process.env.CHURN === 'whole' ? [200, 100] : [50, 25];

describe('the page of somebody who stays', { skip: chromiumMissing }, () => {
    test(`through ${JOINS} joins and leaves and ${SHARES} shares`, { timeout: 300_000 }, async () => {
        const server = await startServer();
        const browser = await openChromium(`${server.url}r/churn?name=Stayer&join=1`);
        try {
            const stayer = browser.page;
            await until(() => stayer.evaluate(() => globalThis.plenum?.room.state.name === 'connected'), 15_000, () => browser.messages.join('\n'));
            const guest = await browser.open(`${server.url}examples/index.html`);
            const devtools = await stayer.context().newCDPSession(stayer);

            // Until the page has done everything once, it fills its caches.
            await guest.evaluate(comeAndGo, { joins: 50, shares: 25 });
            // Five minutes of history, which are not growth.
            await stayer.evaluate(fillHistory);
            const before = await heapUsed(devtools);
            await guest.evaluate(comeAndGo, { joins: JOINS, shares: SHARES });
            // No locators here: what the test driver puts into the page for them is as large as the page.
            await until(() => stayer.evaluate(() => document.querySelector('[role=group][aria-label=Guest]') === null), 10_000);
            const after = await heapUsed(devtools);

            console.log(`heap ${(before / 1e6).toFixed(2)} MB before, ${(after / 1e6).toFixed(2)} MB after`);
            assert.ok(after < before * 1.1, `${before} bytes before, ${after} after`);
            const { open, receivers, live } = await stayer.evaluate(connections);
            assert.equal(open, 1, 'one connection is open');
            assert.ok(receivers <= 12, `${receivers} receivers`);
            assert.equal(live, 0, 'elements that still show somebody who left');
            assert.equal((await guest.evaluate(connections)).open, 0, 'connections of those who left are closed');
            const held = (await (await fetch(`${server.url}api/v1/stats`)).json()).participants;
            assert.equal(held, 1, 'participants on the server');
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

/** In the page: as much history as there can be. */
async function fillHistory() {
    const { room } = globalThis.plenum;
    const stats = await room.stats();
    const now = Date.now();
    for (let sample = 0; sample < 300; sample++) {
        room.statsHistory.add({ at: now + sample, stats, slots: [], participants: [], allocation: null });
    }
}

async function heapUsed(devtools) {
    for (let round = 0; round < 3; round++) {
        await devtools.send('HeapProfiler.collectGarbage');
    }
    return (await devtools.send('Runtime.getHeapUsage')).usedSize;
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
