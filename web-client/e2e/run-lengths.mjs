// What Chromium's traffic leaves for segmented sends: one page publishes, another watches it over WHEP many times.
//     node e2e/run-lengths.mjs URL VIEWERS SECONDS      prints the run lengths that the server counted meanwhile, as JSON
import { openChromium } from './support/browsers.mjs';
import { delay, until } from './support/waiting.mjs';

const [url, viewers, seconds] = process.argv.slice(2);
const ROOM = 'run-lengths';
const RISE_MILLIS = 10_000;

const statistics = async () => (await fetch(`${url}api/v1/stats`)).json();

async function watch(endpoint) {
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    connection.addTransceiver('audio', { direction: 'recvonly' });
    connection.addTransceiver('video', { direction: 'recvonly' });
    (globalThis.connections ??= []).push(connection);
    await connection.setLocalDescription(await connection.createOffer());
    const response = await fetch(endpoint, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: connection.localDescription.sdp });
    if (!response.ok) {
        throw new Error(`${response.status}: ${await response.text()}`);
    }
    await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
}

const publisher = await openChromium(`${url}r/${ROOM}?name=Camera&join=1`);
const viewer = await openChromium(`${url}health/live`);
try {
    await until(async () => (await statistics()).participants === 1, 20_000, () => publisher.messages.join('\n'));
    for (let i = 0; i < Number(viewers); i++) {
        await viewer.evaluate(watch, `${url}whep/${ROOM}/Camera`);
    }
    await until(async () => (await statistics()).participants === 1 + Number(viewers), 20_000, () => viewer.messages.join('\n'));
    // The bit rate rises for some seconds.
    await delay(RISE_MILLIS);
    const before = await statistics();
    await delay(1000 * Number(seconds));
    const after = await statistics();
    const sendRuns = Object.fromEntries(
        Object.entries(after.sendRuns).map(([length, messages]) => [length, messages - (before.sendRuns[length] ?? 0)]).filter(([, messages]) => messages > 0),
    );
    const kilobitsPerSecond = (8 * (after.media.bytesReceived - before.media.bytesReceived)) / 1000 / Number(seconds);
    console.log(JSON.stringify({ browser: publisher.version, viewers: Number(viewers), seconds: Number(seconds), kilobitsPerSecond, sendRuns }));
} finally {
    await publisher.close();
    await viewer.close();
}
