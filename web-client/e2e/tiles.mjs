// What 25 tiles of 180p cost the page's main thread: `npm run tiles`. Synthetic people, a real browser for each side, the real server.
import { openChromium } from './support/browsers.mjs';
import { record } from './support/record.mjs';
import { startServer } from './support/server.mjs';
import { delay, until } from './support/waiting.mjs';

const PEOPLE = 25;
const SECONDS = 20;
const SCREEN = { width: 1920, height: 1080 };
const MOST_BUSY_PERCENT = 25;
const LONG_TASK_MILLIS = 50;

const server = await startServer();
const browsers = [];
try {
    const publisher = await openChromium(`${server.url}examples/index.html`);
    browsers.push(publisher);
    await publisher.evaluate(publish, { people: PEOPLE, room: 'tiles', framesPerSecond: 15 });
    // One machine has both sides, who would not be in each other's way elsewhere.
    publisher.yields(true);

    const viewer = await openChromium(`${server.url}r/tiles?name=Viewer&camera=off&microphone=off`, {}, SCREEN);
    browsers.push(viewer);
    const join = viewer.page.getByRole('button', { name: 'Join', exact: true });
    await join.waitFor();
    await delay(3_000);
    const devtools = await viewer.page.context().newCDPSession(viewer.page);
    await devtools.send('Performance.enable');
    await viewer.evaluate(watchTasks);
    await join.click();
    await until(async () => (await viewer.evaluate(showing)).length === PEOPLE, 30_000, async () => `${(await viewer.evaluate(showing)).length} pictures`);
    await delay(5_000);

    const gallery = await measure(viewer, devtools);
    const heights = new Set((await viewer.evaluate(showing)).map(([, height]) => height));
    await viewer.page.keyboard.press('i');
    await delay(3_000);
    const statistics = await measure(viewer, devtools);
    const { longest, long, all, when } = await viewer.evaluate(tasksAfter, 1_000);
    console.log(`long tasks, ms after Join: ${when}`);
    if (process.env.TILES_PROFILE) {
        await profile(devtools);
    }
    record('tiles-chromium.json', viewer.version, {
        'pictures shown': PEOPLE,
        'heights of what is decoded': [...heights].sort((a, b) => a - b).join(', '),
        ...named('main thread', gallery),
        ...named('with statistics open, main thread', statistics),
        'long tasks in the first second after Join': all - long,
        'long tasks after the first second': long,
        'longest of these, ms': longest,
    });
    const wrong = [
        ...[gallery, statistics].filter(({ busy }) => busy > MOST_BUSY_PERCENT).map(({ busy }) => `the main thread was busy for ${busy} % of the time`),
        ...(long > 0 ? [`${long} tasks took longer than ${LONG_TASK_MILLIS} ms after the first second`] : []),
    ];
    if (wrong.length > 0) {
        console.log(`Missed: ${wrong.join('; ')}.`);
        process.exitCode = 1;
    }
} finally {
    await Promise.all(browsers.map((each) => each.close()));
    await server.stop();
}

/** In the publishers' page: as many people, each with a picture of its own, and nothing in return. */
async function publish({ people, room: roomName, framesPerSecond }) {
    const { Room } = await import('/sdk/plenum-client.js');
    for (let person = 0; person < people; person++) {
        const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
        const context = canvas.getContext('2d');
        setInterval(() => {
            context.fillStyle = `hsl(${(360 * person) / people} 40% 40%)`;
            context.fillRect(0, 0, 320, 180);
            context.fillStyle = 'white';
            context.beginPath();
            context.arc(160 + 60 * Math.sin(performance.now() / 700 + person), 90, 40, 0, 7);
            context.fill();
        }, 1000 / framesPerSecond);
        const [track] = canvas.captureStream(framesPerSecond).getVideoTracks();
        const room = new Room();
        room.setView([], { hidden: true });
        await room.publish(track, { source: 'camera', encodings: [{ maxBitrate: 150_000 }], framesPerSecond });
        await room.join({ room: roomName, name: `Person ${person + 1}` });
        (globalThis.people ??= []).push(room);
    }
}

/** In the viewer's page: sizes of the pictures that are shown now. */
function showing() {
    return [...document.querySelectorAll('[role=group] video')]
        .filter((video) => video.videoWidth > 0 && video.readyState >= 2 && video.checkVisibility())
        .map((video) => [video.videoWidth, video.videoHeight]);
}

/** In the viewer's page: what the browser calls a long task, from the click on Join on. */
function watchTasks() {
    globalThis.longTasks = [];
    document.addEventListener('click', () => (globalThis.joinedAt ??= performance.now()), { capture: true });
    new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map(({ startTime, duration }) => ({ startTime, duration })))).observe({ type: 'longtask' });
}

/** In the viewer's page: how many there were in all, and how many and how long from some time after Join on. */
function tasksAfter(millis) {
    const all = globalThis.longTasks.filter(({ startTime }) => startTime > globalThis.joinedAt);
    const late = all.filter(({ startTime }) => startTime > globalThis.joinedAt + millis);
    const when = all.map(({ startTime, duration }) => `${Math.round(startTime - globalThis.joinedAt)} (${duration})`).join(', ');
    return { when, all: all.length, long: late.length, longest: Math.round(Math.max(0, ...late.map(({ duration }) => duration))) };
}

/** Shares of the time, in percent, that the main thread spent on anything, and on what. */
async function measure(viewer, devtools) {
    const read = async () => Object.fromEntries((await devtools.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
    const before = await read();
    await delay(1_000 * SECONDS);
    const after = await read();
    const percent = (name) => Math.round((1_000 * (after[name] - before[name])) / (after.Timestamp - before.Timestamp)) / 10;
    return { busy: percent('TaskDuration'), script: percent('ScriptDuration'), layout: percent('LayoutDuration'), style: percent('RecalcStyleDuration') };
}

function named(of, { busy, script, layout, style }) {
    return { [`${of} busy, %`]: busy, [`${of} in scripts, %`]: script, [`${of} in layout, %`]: layout, [`${of} in styles, %`]: style };
}

/** Where the scripts' time goes, for whoever mends it. */
async function profile(devtools) {
    await devtools.send('Profiler.enable');
    await devtools.send('Profiler.start');
    await delay(10_000);
    const { profile: made } = await devtools.send('Profiler.stop');
    const own = new Map();
    made.samples.forEach((id, index) => {
        const { functionName, url, lineNumber } = made.nodes.find((node) => node.id === id).callFrame;
        const where = `${functionName || '(anonymous)'} ${url.split('/').at(-1)}:${lineNumber}`;
        own.set(where, (own.get(where) ?? 0) + made.timeDeltas[index] / 1_000);
    });
    const top = [...own].sort(([, a], [, b]) => b - a).slice(0, 40);
    console.log(top.map(([where, millis]) => `${millis.toFixed(0).padStart(8)} ms ${where}`).join('\n'));
}
