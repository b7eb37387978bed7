// Makes the pictures of the README: `npm run pictures`. Synthetic people, real browsers, the real server.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openChromium } from './support/browsers.mjs';
import { portraitCamera } from './support/portrait.mjs';
import { showPictures } from './support/probes.mjs';
import { startServer } from './support/server.mjs';
import { delay, until } from './support/waiting.mjs';

const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
const PICTURES = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
mkdirSync(PICTURES, { recursive: true });

const server = await startServer();
const people = [];
try {
    const entry = await openChromium(`${server.url}r/daily?name=Alice`, { camera: portraitCamera(TARGET, 0) });
    people.push(entry);
    await delay(2500);
    await entry.screenshot(`${PICTURES}entry.png`);
    await entry.page.getByRole('button', { name: 'Join', exact: true }).click();
    for (const [index, name] of ['Bob', 'Carol', 'Dan'].entries()) {
        people.push(await openChromium(`${server.url}r/daily?name=${name}&join=1`, { camera: portraitCamera(TARGET, index + 1) }));
    }
    await until(async () => (await entry.evaluate(showPictures, ['Bob', 'Carol', 'Dan'])).every(Boolean), 30_000);
    await delay(6000);
    await entry.screenshot(`${PICTURES}call.png`);
} finally {
    await Promise.all(people.map((each) => each.close()));
    await server.stop();
}
