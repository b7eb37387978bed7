// Makes the pictures of every screen, light and dark, large and small: `npm run pictures`. Synthetic people, real browsers, the real server.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openChromium } from './support/browsers.mjs';
import { portraitCamera } from './support/portrait.mjs';
import { showPictures } from './support/probes.mjs';
import { startServer } from './support/server.mjs';
import { delay, until } from './support/waiting.mjs';

const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
const PICTURES = process.env.PICTURES ?? fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const OTHERS = ['Bob', 'Carol', 'Dan'];
mkdirSync(PICTURES, { recursive: true });

const server = await startServer();
const browsers = [];
try {
    const alice = await openChromium(`${server.url}r/daily?name=Alice`, { camera: portraitCamera(TARGET, 0) }, DESKTOP);
    browsers.push(alice);
    const { page } = alice;
    const button = (name) => page.getByRole('button', { name, exact: true });
    await delay(2500);
    await take(page, 'entry');
    await small(page, 'entry-phone');
    await button('QR code').click();
    await delay(500);
    await take(page, 'qr-code');
    await page.keyboard.press('Escape');
    await button('Join').click();
    await page.getByText('You are the first here').waitFor();
    await take(page, 'alone');
    for (const [index, name] of OTHERS.entries()) {
        browsers.push(await openChromium(`${server.url}r/daily?name=${name}&join=1`, { camera: portraitCamera(TARGET, index + 1) }));
    }
    await until(async () => (await alice.evaluate(showPictures, OTHERS)).every(Boolean), 30_000);
    const [, bob, carol] = browsers;
    await carol.page.getByRole('button', { name: 'Mute', exact: true }).click();
    await bob.page.getByRole('button', { name: 'Raise hand', exact: true }).click();
    await delay(5000);
    await take(page, 'call');
    await small(page, 'call-phone');
    await say(bob.page, 'Here is the agenda: https://example.org/agenda');
    await say(carol.page, 'Thanks! I will take the notes today.');
    await button('Chat').click();
    await page.getByRole('textbox', { name: 'Write a message' }).fill('Shall we begin?');
    await page.keyboard.press('Enter');
    await delay(700);
    await take(page, 'chat');
    await small(page, 'chat-phone');
    await button('Participants').click();
    await delay(500);
    await button('Actions for Bob').click();
    await take(page, 'participants');
    await page.keyboard.press('Escape');
    await page.keyboard.press('i');
    await delay(4000);
    await take(page, 'statistics');
    await small(page, 'statistics-phone');
    await page.keyboard.press('i');
    await button('Speaker view').click();
    await delay(800);
    await take(page, 'speaker');
    await button('More').click();
    await take(page, 'menu');
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await delay(500);
    // A fake camera is called by the path of its file.
    await page.locator('#setting-camera option').evaluateAll((cameras) => cameras.forEach((camera) => (camera.textContent = 'Camera')));
    await take(page, 'settings');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await delay(300);
    await take(page, 'shortcuts');
    await page.keyboard.press('Escape');
    await button('Share screen').click();
    await delay(400);
    await take(page, 'share');
    await page.keyboard.press('Escape');
    await button('Leave').click();
    await delay(400);
    await take(page, 'left');
    await small(page, 'left-phone');
} finally {
    await Promise.all(browsers.map((each) => each.close()));
    await server.stop();
}

async function take(page, name) {
    for (const theme of ['light', 'dark']) {
        await page.evaluate((wanted) => (document.documentElement.dataset.theme = wanted), theme);
        await delay(250);
        await page.screenshot({ path: `${PICTURES}/${name}-${theme}.png` });
    }
}

async function small(page, name) {
    await page.setViewportSize(PHONE);
    await delay(700);
    await take(page, name);
    await page.setViewportSize(DESKTOP);
    await delay(500);
}

async function say(page, words) {
    await page.getByRole('button', { name: 'Chat', exact: true }).click();
    await page.getByRole('textbox', { name: 'Write a message' }).fill(words);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Chat', exact: true }).click();
}
