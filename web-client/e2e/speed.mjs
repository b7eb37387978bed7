// How soon the page is there, and how soon after Join somebody is seen: `npm run speed`.
import { gzipSync } from 'node:zlib';
import { openChromium } from './support/browsers.mjs';
import { record } from './support/record.mjs';
import { startServer } from './support/server.mjs';
import { delay, until } from './support/waiting.mjs';

const LOADS = 10;
const JOINS = 20;

const server = await startServer();
const browsers = [];
try {
    const bob = await openChromium(`${server.url}r/speed?name=Bob&join=1`);
    browsers.push(bob);
    await until(() => bob.evaluate(() => globalThis.plenum?.room.state.name === 'connected'), 20_000);
    bob.yields(true);
    const alice = await openChromium(`${server.url}health/live`);
    browsers.push(alice);
    await alice.page.addInitScript(watchUsable);
    const scripts = await bytesOfFirstLoad(alice.page);
    const interactive = [];
    for (let load = 0; load < LOADS; load++) {
        interactive.push(await openEntry(alice));
    }
    const pictures = [];
    const steps = { join: [], offer: [], encryption: [] };
    for (let join = 0; join < JOINS; join++) {
        await openEntry(alice);
        await delay(1_500); // the preview is open by then, as it is for a person
        await alice.evaluate(watchFirstPicture);
        await alice.page.getByRole('button', { name: 'Join', exact: true }).click();
        await until(() => alice.evaluate(() => globalThis.firstPicture !== undefined), 10_000, () => alice.messages.join('\n'));
        pictures.push(await alice.evaluate(() => globalThis.firstPicture));
        const events = await alice.evaluate(async () => (await globalThis.plenum.room.connectionReport()).json.events);
        for (const [step, millis] of Object.entries(steps)) {
            millis.push(events.find((event) => event.step === step && event.outcome === 'ok').atMillis);
        }
        await alice.page.getByRole('button', { name: 'Leave', exact: true }).click();
    }
    console.log(`from Join to the first picture, ms: ${pictures.map(Math.round).join(' ')}`);
    record('speed-chromium.json', alice.version, {
        'scripts of the first load, gzipped, kB (150 at most)': Math.round(scripts / 100) / 10,
        'from the address to a page one can use, ms, middle (1000 at most)': middle(interactive),
        'the slowest load': Math.round(Math.max(...interactive)),
        'from Join to the first picture, ms, middle (400 at most)': middle(pictures),
        'of these until the server has let us in, middle': middle(steps.join),
        'until the two agree on what is sent, middle': middle(steps.offer),
        'until it is encrypted, middle': middle(steps.encryption),
        'the fastest join': Math.round(Math.min(...pictures)),
        'the slowest join': Math.round(Math.max(...pictures)),
    });
} finally {
    await Promise.all(browsers.map((each) => each.close()));
    await server.stop();
}

/** Opens the page before a call; answers the milliseconds until its button can be pressed. */
async function openEntry({ page }) {
    await page.goto(`${server.url}r/speed?name=Alice`);
    await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
    return page.evaluate(() => globalThis.usableAt);
}

/** What is loaded before anybody does anything, as it travels. */
async function bytesOfFirstLoad(page) {
    const bodies = [];
    const listen = (response) => {
        if (response.request().resourceType() === 'script') {
            bodies.push(response.body());
        }
    };
    page.on('response', listen);
    await page.goto(`${server.url}r/speed?name=Alice`);
    await page.getByRole('button', { name: 'Join', exact: true }).waitFor();
    await delay(1_000);
    page.off('response', listen);
    return (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
}

/** In the page, before it loads: since its address was opened, until there is a button that can be pressed. */
function watchUsable() {
    const look = () => {
        if (document.querySelector('plenum-entry button[type=submit]:not([disabled])') !== null) {
            globalThis.usableAt ??= performance.now();
        }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
}

/** In the page: from the click on Join to the first frame of somebody else that is on the screen. */
function watchFirstPicture() {
    let joinedAt = 0;
    document.addEventListener('click', ({ timeStamp }) => (joinedAt = timeStamp), { capture: true, once: true });
    const seen = new WeakSet();
    new MutationObserver(() => {
        for (const video of document.querySelectorAll('[role=group] video')) {
            if (!seen.has(video)) {
                seen.add(video);
                video.requestVideoFrameCallback((now) => (globalThis.firstPicture ??= now - joinedAt));
            }
        }
    }).observe(document.body, { childList: true, subtree: true });
}

function middle(values) {
    return Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]);
}
