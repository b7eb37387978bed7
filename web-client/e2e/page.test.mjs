// The page itself, in a real call: what people press and see, with the mouse, with keys alone, and with axe-core looking at each screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { chromiumMissing, firefoxMissing, openChromium, openFirefox } from './support/browsers.mjs';
import { showsPicture } from './support/probes.mjs';
import { startServer } from './support/server.mjs';
import { delay, until } from './support/waiting.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

describe('the page', { skip: chromiumMissing }, () => {
    let server, alice, bob;
    const button = (name, who = alice) => who.page.getByRole('button', { name, exact: true });
    const panel = (name, who = alice) => who.page.getByRole('complementary', { name, exact: true });

    before(async () => {
        server = await startServer();
        alice = await openChromium(`${server.url}r/daily?name=Alice`, {}, DESKTOP);
        alice.page.setDefaultTimeout(10_000);
    });

    after(async () => {
        await Promise.all([alice?.close(), bob?.close()]);
        await server?.stop();
    });

    test('before the call one sees oneself, and a code for a phone', async () => {
        await until(() => alice.evaluate(() => document.querySelector('video')?.videoWidth > 0), 10_000);
        assert.equal(await alice.page.getByRole('meter', { name: 'Level of your microphone' }).count(), 1);
        await button('QR code').click();
        await alice.page.getByRole('img', { name: `${server.url}r/daily` }).waitFor();
        await clean(alice.page, 'QR code');
        await alice.page.keyboard.press('Escape');
        await clean(alice.page, 'entry');
        await alice.page.setViewportSize(PHONE);
        await clean(alice.page, 'entry on a phone');
        await alice.page.setViewportSize(DESKTOP);
    });

    test('one joins by keys alone', async () => {
        await alice.page.getByLabel('Your name').focus();
        await alice.page.keyboard.press('Enter');
        await alice.page.getByText('You are the first here').waitFor();
        await clean(alice.page, 'alone in the call');
        bob = await openChromium(`${server.url}r/daily?name=Bob&join=1`, {}, DESKTOP);
        bob.page.setDefaultTimeout(10_000);
        await until(() => alice.evaluate(showsPicture, 'Bob'), 20_000);
        await clean(alice.page, 'call');
    });

    test('what is written is read by the other, links and all', async () => {
        await write(bob, 'The agenda: https://example.org/agenda.');
        assert.equal(await button('Chat').getAttribute('aria-description'), '1 new message');
        await clean(alice.page, 'somebody has written');
        await button('Chat').click();
        const link = panel('Chat').getByRole('link', { name: 'https://example.org/agenda' });
        assert.equal(await link.getAttribute('href'), 'https://example.org/agenda');
        await panel('Chat').getByRole('textbox', { name: 'Write a message' }).fill('<b>Thanks</b>');
        await alice.page.keyboard.press('Enter');
        await panel('Chat', bob).getByText('<b>Thanks</b>').waitFor();
        await clean(alice.page, 'chat');
    });

    test('a raised hand is seen, and a moderator lowers it', async () => {
        await button('Raise hand', bob).click();
        await button('Participants').click();
        await panel('Participants').getByRole('img', { name: 'Hand raised' }).waitFor();
        await button('Actions for Bob').click();
        await clean(alice.page, 'participants');
        await alice.page.getByRole('menuitem', { name: 'Lower hand' }).click();
        await button('Raise hand', bob).waitFor();
    });

    test('a moderator mutes, and the one who is muted is told', async () => {
        await button('Actions for Bob').click();
        await alice.page.getByRole('menuitem', { name: 'Mute', exact: true }).click();
        await bob.page.getByText('A moderator muted you.').waitFor();
        await button('Unmute', bob).waitFor();
        await button('Actions for Bob').click();
        await alice.page.getByRole('menuitem', { name: 'Ask to unmute' }).click();
        await bob.page.getByText('A moderator asks you to unmute.').waitFor();
    });

    test('a reaction rises on both pages', async () => {
        await button('React').click();
        await alice.page.keyboard.press('ArrowRight');
        await alice.page.keyboard.press('Enter');
        await Promise.all([alice, bob].map(({ page }) => page.locator('.reaction-emoji', { hasText: '❤️' }).waitFor()));
    });

    test('the statistics tell size, rate and codec of what is seen', async () => {
        await alice.page.keyboard.press('i');
        const tile = panel('Statistics').getByRole('button', { name: /Bob · camera/u });
        await until(async () => /\d+ × \d+, \d+ fps.*bit\/s.*VP8/su.test((await tile.textContent()) ?? ''), 10_000);
        await until(() => panel('Statistics').locator('canvas').isVisible(), 5_000);
        await clean(alice.page, 'statistics');
        const [download] = await Promise.all([alice.page.waitForEvent('download'), button('Download as JSON').click()]);
        const { samples } = JSON.parse(readFileSync(await download.path(), 'utf8'));
        assert.ok(samples.at(-1).tiles.length > 0);
        await alice.page.keyboard.press('i');
    });

    test('who is pinned is large, and keys change the view', async () => {
        const width = () => alice.page.getByRole('group', { name: 'Bob', exact: true }).evaluate((tile) => tile.getBoundingClientRect().width);
        await alice.page.keyboard.press('g');
        await button('Gallery view').waitFor();
        await delay(400);
        const large = await width();
        await alice.page.getByRole('group', { name: 'Bob', exact: true }).hover();
        await button('Pin Bob').click();
        await button('Unpin Bob').waitFor();
        assert.ok(large > 700, `${large} pixels`);
        await button('Unpin Bob').click();
    });

    test('the page speaks German and goes dark', async () => {
        await button('More').click();
        await alice.page.getByRole('menuitem', { name: 'Settings' }).click();
        await clean(alice.page, 'settings');
        await alice.page.getByLabel('Language').selectOption('de');
        await alice.page.getByLabel('Farben').selectOption('dark');
        await clean(alice.page, 'settings in German, dark');
        assert.equal(await alice.evaluate(() => document.documentElement.lang), 'de');
        await alice.page.getByLabel('Sprache').selectOption('en');
        await alice.page.keyboard.press('Escape');
        await clean(alice.page, 'call, dark');
    });

    test('where joining fails the page tells what was tried', async () => {
        const carol = await alice.open(`${server.url}health/live`);
        await carol.routeWebSocket(/./u, (socket) => socket.close());
        await carol.goto(`${server.url}r/daily?name=Carol`);
        await carol.getByRole('button', { name: 'Join', exact: true }).click();
        await carol.getByText('Something on the way blocks the call').waitFor();
        await carol.getByText('By plain HTTP the server answers').waitFor();
        await clean(carol, 'connection report');
        await carol.close();
    });

    test('on a phone everything is at hand', async () => {
        await alice.page.setViewportSize(PHONE);
        await delay(400);
        await clean(alice.page, 'call on a phone');
        await button('More').click();
        await alice.page.getByRole('menuitem', { name: 'Raise hand' }).click();
        await bob.page.getByRole('group', { name: 'Alice', exact: true }).getByRole('img', { name: 'Hand raised' }).waitFor();
        await alice.page.setViewportSize(DESKTOP);
    });

    test('a whole call without a mouse', async () => {
        const kim = await alice.open(`${server.url}r/keys?name=Kim`);
        const { keyboard } = kim;
        await until(() => kim.evaluate(() => document.activeElement?.id === 'your-name'), 20_000);
        await keyboard.press('Enter');
        await kim.getByText('You are the first here').waitFor();
        const lee = await bob.open(`${server.url}r/keys?name=Lee&join=1&camera=off&microphone=off`);
        await kim.getByRole('group', { name: 'Lee', exact: true }).waitFor();
        const kimsTile = lee.getByRole('group', { name: 'Kim', exact: true });

        await pressByKeys(kim, 'Mute');
        await kimsTile.getByRole('img', { name: 'Muted' }).waitFor();
        await pressByKeys(kim, 'Unmute');
        await kimsTile.getByRole('img', { name: 'Muted' }).waitFor({ state: 'hidden' });
        await pressByKeys(kim, 'Stop video');
        await kim.getByRole('button', { name: 'Start video' }).waitFor();
        await pressByKeys(kim, 'Start video');
        await pressByKeys(kim, 'Raise hand');
        await kimsTile.getByRole('img', { name: 'Hand raised' }).waitFor();
        await pressByKeys(kim, 'React');
        await keyboard.press('ArrowRight');
        await keyboard.press('Enter');
        await lee.locator('.reaction-emoji', { hasText: '❤️' }).waitFor();

        await pressByKeys(kim, 'Chat');
        await tabTo(kim, 'Write a message');
        await keyboard.type('By keys');
        await keyboard.press('Enter');
        await until(() => lee.evaluate(() => globalThis.plenum.room.chat.history.some(({ text }) => text === 'By keys')), 10_000);
        await pressByKeys(kim, 'Close');

        await pressByKeys(kim, 'Participants');
        await pressByKeys(kim, 'Actions for Lee');
        await chooseByKeys(kim, 'Make listener');
        await until(() => lee.evaluate(() => globalThis.plenum.room.role === 'listener'), 10_000);
        await pressByKeys(kim, 'Close');

        await pressByKeys(kim, 'Pin Lee');
        await kim.getByRole('button', { name: 'Unpin Lee' }).waitFor();
        await pressByKeys(kim, 'More');
        await chooseByKeys(kim, 'Settings');
        await tabTo(kim, 'Close');
        await keyboard.press('Escape');
        await pressByKeys(kim, 'Share screen');
        await tabTo(kim, 'Choose what to share');
        await keyboard.press('Escape');
        await pressByKeys(kim, 'Leave');
        await kim.getByText('You left keys').waitFor();
        await pressByKeys(kim, 'Rejoin');
        await kimsTile.waitFor();
        await Promise.all([kim.close(), lee.close()]);
    });

    test('keys mute, open the help and leave; who is left is told', async () => {
        await alice.page.locator('body').press('m');
        await button('Unmute').waitFor();
        await alice.page.keyboard.press('?');
        await alice.page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
        await clean(alice.page, 'shortcuts');
        await alice.page.keyboard.press('Escape');
        // A key that comes while the help is open is not for the call.
        await alice.page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor({ state: 'hidden' });
        await alice.page.keyboard.press('Shift+L');
        await alice.page.getByText('You left daily').waitFor();
        await clean(alice.page, 'left');
        await until(async () => (await bob.page.getByRole('group', { name: 'Alice', exact: true }).count()) === 0, 5_000);
    });

    test('who is removed reads why, and is not offered to come back', async () => {
        await button('Rejoin').click();
        await until(() => bob.evaluate(showsPicture, 'Alice'), 20_000);
        await button('Participants', bob).click();
        await button('Actions for Alice', bob).click();
        await bob.page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
        await alice.page.getByText('You were removed from the room').waitFor();
        assert.equal(await button('Rejoin').count(), 0);
    });
});

/** Goes on with the Tab key until something of that name has the focus. */
async function tabTo(page, name) {
    const isThere = () =>
        page.evaluate((wanted) => {
            const { activeElement } = document;
            return (activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '').trim() === wanted;
        }, name);
    for (let tabs = 0; tabs < 80; tabs++) {
        if (await isThere()) {
            return;
        }
        await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not lead to "${name}"`);
}

async function pressByKeys(page, name) {
    await page.getByRole('button', { name, exact: true }).waitFor({ state: 'attached' });
    await tabTo(page, name);
    await page.keyboard.press('Enter');
}

/** Goes down a menu that has just opened. */
async function chooseByKeys(page, name) {
    await until(() => page.evaluate(() => document.activeElement?.getAttribute('role') === 'menuitem'), 10_000);
    for (let items = 0; items < 20; items++) {
        if (await page.evaluate((wanted) => document.activeElement?.textContent.trim() === wanted, name)) {
            await page.keyboard.press('Enter');
            return;
        }
        await page.keyboard.press('ArrowDown');
    }
    throw new Error(`no key leads to "${name}"`);
}

describe('the page in Firefox', { skip: chromiumMissing || firefoxMissing }, () => {
    test('one joins, writes, mutes, raises a hand and leaves', { timeout: 120_000 }, async () => {
        const server = await startServer();
        const alice = await openChromium(`${server.url}r/fox?name=Alice&join=1`, {}, DESKTOP);
        const fox = await openFirefox(`${server.url}r/fox?name=Fox`);
        await fox.page.setViewport(DESKTOP);
        // Names as a screen reader has them.
        const press = (name) => fox.page.locator(`::-p-aria([name="${name}"][role="button"])`).setTimeout(20_000).click();
        try {
            alice.page.setDefaultTimeout(20_000);
            await until(() => fox.evaluate(() => document.querySelector('video')?.videoWidth > 0), 20_000, () => fox.messages.join('\n'));
            await press('Join');
            await until(() => fox.evaluate(showsPicture, 'Alice'), 20_000, () => fox.messages.join('\n'));
            await until(() => alice.evaluate(showsPicture, 'Fox'), 20_000, () => alice.messages.join('\n'));
            const tile = alice.page.getByRole('group', { name: 'Fox', exact: true });
            await press('Mute');
            await tile.getByRole('img', { name: 'Muted' }).waitFor();
            await press('Unmute');
            await tile.getByRole('img', { name: 'Muted' }).waitFor({ state: 'hidden' });
            await press('Stop video');
            await until(async () => !(await alice.evaluate(showsPicture, 'Fox')), 20_000);
            await press('Start video');
            await until(() => alice.evaluate(showsPicture, 'Fox'), 20_000);
            await press('Raise hand');
            await tile.getByRole('img', { name: 'Hand raised' }).waitFor();
            await press('Chat');
            await write(alice, 'Hello, Fox');
            await until(() => fox.evaluate(() => document.querySelector('plenum-chat')?.textContent.includes('Hello, Fox')), 20_000);
            await press('Leave');
            await until(() => fox.evaluate(() => document.body.textContent.includes('You left fox')), 20_000);
            await tile.waitFor({ state: 'hidden' });
        } finally {
            await Promise.all([alice.close(), fox.close()]);
            await server.stop();
        }
    });
});

async function write({ page }, words) {
    await page.getByRole('button', { name: 'Chat', exact: true }).click();
    await page.getByRole('textbox', { name: 'Write a message' }).fill(words);
    await page.keyboard.press('Enter');
}

/** What axe-core finds wrong with the screen, which must be nothing. */
async function clean(page, screen) {
    await delay(300); // colours glide when a control changes
    const hasAxe = await page.evaluate(() => 'axe' in globalThis);
    if (!hasAxe) {
        await page.evaluate(AXE);
    }
    const violations = await page.evaluate(async () => {
        const { violations: found } = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] });
        return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`);
    });
    assert.deepEqual(violations, [], screen);
}
