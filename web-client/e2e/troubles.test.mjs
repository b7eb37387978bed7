// Troubles are staged with real browsers, and three witnesses name the true cause: the page /admin/ (by what it asks), the
// participant's events as they are exported, and the browser's own report. The whole table is in docs/operations.md.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { startLinkEmulator } from './support/link-emulator.mjs';
import { reachMediaAt } from './support/lossy-call.mjs';
import { startServer, startServerWithFiles } from './support/server.mjs';
import { delay, until } from './support/waiting.mjs';

const SECRET = 'a-secret-of-the-browser-tests-0123456789';
const PATIENCE_MILLIS = 60_000;
const OPEN_FILES = 1_000;
const NARROW = { delayMillis: 20, rateBps: 300_000, queueBytes: 12_000 };

describe('a trouble is named by those who see it', { skip: chromiumMissing }, () => {
    /** One is well; the other wants tokens, has few files, and advertises an address where nothing listens. */
    let well, ill;
    let browser;
    const closers = [];

    before(async () => {
        [well, ill] = await Promise.all([
            startServer('--media-bind', '127.0.0.1', '--media-loops', '1'),
            startServerWithFiles(
                OPEN_FILES, '--media-bind', '127.0.0.1', '--media-loops', '1', '--media-advertise', '127.0.0.2', '--auth-keys', `devkey:${SECRET}`,
            ),
        ]);
        closers.push(() => well.stop(), () => ill.stop());
        browser = await openChromium('about:blank');
        closers.push(() => browser.close());
    });

    after(async () => {
        for (const close of closers.reverse()) {
            await close();
        }
    });

    const explain = (server, page) => async () =>
        `${browser.messages.join('\n')}\n${(await reportOf(page)).lines.join('\n')}\n${JSON.stringify(await admin(server, 'overview'), null, 1).slice(0, 6_000)}\n${server.log().slice(-3_000)}`;

    /** A page of that server on which somebody joins by the SDK. */
    async function join(server, who, mediaPort) {
        const page = await browser.open(`${server.url}examples/index.html`);
        if (mediaPort !== undefined) {
            await page.evaluate(reachMediaAt, mediaPort);
        }
        await page.evaluate(enter, who);
        return page;
    }

    /** What the page /admin/ shows of somebody who had trouble, with what its events say in one text. */
    async function troubleOf(server, name, list = 'troubles') {
        const found = (await admin(server, 'overview'))[list].find((each) => each.name === name);
        return found && { cause: found.verdict.cause, events: await eventsOf(server, found.participant) };
    }

    async function untilReported(server, page, verdict) {
        await until(async () => (await reportOf(page)).verdict === verdict, PATIENCE_MILLIS, explain(server, page));
        return (await reportOf(page)).lines.join('\n');
    }

    test('UDP is blocked; the advertised address is wrong', { timeout: 120_000 }, async () => {
        const hole = createSocket('udp4');
        closers.push(() => hole.close());
        hole.bind(0, '127.0.0.1');
        await once(hole, 'listening');
        const [blocked, misled] = await Promise.all([
            join(well, { name: 'Ben', room: 'blocked' }, hole.address().port),
            join(ill, { name: 'Cid', room: 'misled', token: token('misled') }),
        ]);

        assert.match(await untilReported(well, blocked, 'no-path'), /A firewall may block UDP[^]*, 0 answered/u);
        await until(async () => (await troubleOf(well, 'Ben')) !== undefined, PATIENCE_MILLIS, explain(well, blocked));
        const ofBen = await troubleOf(well, 'Ben');
        assert.equal(ofBen.cause, 'udp-blocked');
        assert.match(ofBen.events, /^verdict udp-blocked: /mu);

        assert.match(await untilReported(ill, misled, 'wrong-address'), /\(advertised-address-silent\)/u);
        await until(async () => (await troubleOf(ill, 'Cid')) !== undefined, PATIENCE_MILLIS, explain(ill, misled));
        const ofCid = await troubleOf(ill, 'Cid');
        assert.equal(ofCid.cause, 'advertised-address-silent');
        assert.match(ofCid.events, /^verdict advertised-address-silent: .*127\.0\.0\.2/mu);
        await Promise.all([blocked, misled].map((page) => page.close()));
    });

    test('the token has expired', { timeout: 120_000 }, async () => {
        const expired = token('daily', -3_600);
        const person = await browser.open(`${ill.url}r/daily?name=Dora&join=1#token=${expired}`);
        await person.getByRole('heading', { name: 'Your invitation has expired' }).waitFor({ timeout: PATIENCE_MILLIS });
        const page = await join(ill, { name: 'Dan', room: 'daily', token: expired });
        assert.match(await untilReported(ill, page, 'refused'), /The server says: .*\(token-expired\)/u);
        for (const name of ['Dora', 'Dan']) {
            const refused = await troubleOf(ill, name, 'refusals');
            assert.equal(refused.cause, 'token-expired');
            assert.match(refused.events, /^refused token-expired: /mu);
        }
        await Promise.all([person, page].map((each) => each.close()));
    });

    test('the file limit is reached', { timeout: 120_000 }, async () => {
        const metrics = await (await fetch(`${ill.url}metrics`)).text();
        const figure = (name) => Number(new RegExp(`^${name} (.*)$`, 'mu').exec(metrics)[1]);
        assert.equal(figure('process_max_fds'), OPEN_FILES);
        const idle = [];
        let before = 0;
        // A server that has just begun closes some of its files again, and takes its time to take in so many.
        const fill = () => {
            const open = readdirSync(`/proc/${ill.pid}/fd`).length;
            for (let missing = open === before ? 0.97 * OPEN_FILES - open : 0; missing > 0; missing--) {
                idle.push(connect(Number(new URL(ill.url).port), '127.0.0.1').on('error', () => {}));
            }
            before = open;
        };
        closers.push(() => idle.forEach((socket) => socket.destroy()));
        const mine = token('daily');
        const isRefused = async () => {
            fill();
            await delay(1_000);
            return (await fetch(`${ill.url}v1/validate?room=daily&name=Eve`, { headers: { Authorization: `Bearer ${mine}` } })).status === 503;
        };
        await until(isRefused, PATIENCE_MILLIS, () => ill.log().slice(-3_000));
        assert.ok(symptom(await admin(ill, 'overview'), 'files-run-out'));

        const page = await join(ill, { name: 'Eve', room: 'daily', token: mine });
        assert.match(await untilReported(ill, page, 'refused'), /The server says: .*too many connections open.*\(overloaded\)/u);
        const refused = await troubleOf(ill, 'Eve', 'refusals');
        assert.equal(refused.cause, 'files-run-out');
        assert.match(refused.events, /^refused files-run-out: /mu);
        idle.forEach((socket) => socket.destroy());
        await page.close();
    });

    test('a viewer on 300 kbit/s; a server starved of its processor', { timeout: 180_000 }, async () => {
        const emulator = await startLinkEmulator({ serverPort: well.mediaPort, up: { delayMillis: 20 }, down: NARROW });
        closers.push(() => emulator.close());
        const publisher = await join(well, { name: 'Ann', room: 'narrow', sends: true });
        const viewer = await join(well, { name: 'Vic', room: 'narrow' }, emulator.port);
        const inRoom = async (name) => (await admin(well, 'room?name=narrow')).participants.find((each) => each.name === name);

        await until(() => viewer.evaluate(isTroubledBy, 'narrow-downlink'), PATIENCE_MILLIS, explain(well, viewer));
        const report = await reportOf(viewer);
        assert.equal(report.verdict, 'connected');
        assert.match(report.lines.join('\n'), /Your line carries about \d+ kbit\/s .*\(narrow-downlink\)/u);
        await until(async () => symptom(await inRoom('Vic'), 'narrow-downlink'), PATIENCE_MILLIS, explain(well, viewer));
        assert.match(await eventsOf(well, (await inRoom('Vic')).id), /^trouble-began narrow-downlink: /mu);
        assert.equal(symptom(await inRoom('Ann'), 'narrow-downlink'), false, 'whose line is well is not blamed');
        assert.equal(await publisher.evaluate(isTroubledBy, 'narrow-downlink'), false);

        // Somebody else has the processors, for 300 ms each time.
        const isNamed = async () => symptom(await admin(well, 'overview'), 'server-overloaded') && (await publisher.evaluate(isTroubledBy, 'server-overloaded'));
        const begin = Date.now();
        while (!(await isNamed())) {
            assert.ok(Date.now() - begin < PATIENCE_MILLIS, await explain(well, publisher)());
            process.kill(well.pid, 'SIGSTOP');
            await delay(300);
            process.kill(well.pid, 'SIGCONT');
            await delay(200);
        }
        assert.match((await reportOf(publisher)).lines.join('\n'), /The server says: .*\(server-overloaded\)/u);
        assert.match(await eventsOf(well, (await inRoom('Ann')).id), /^trouble-began server-overloaded: /mu);
    });
});

/** Signed as the application would (RFC 7519). */
function token(room, seconds = 3_600) {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: 'devkey', sub: `somebody-${Math.random()}`, exp: now + seconds, video: { roomJoin: true, room, canPublish: true, canSubscribe: true } };
    const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

const admin = async (server, path) => (await fetch(`${server.url}admin/api/${path}`)).json();

async function eventsOf(server, id) {
    const { events } = await admin(server, `participant?download&id=${id}`);
    return events.map(({ event, detail }) => `${event} ${detail}`).join('\n');
}

const symptom = ({ symptoms = [] }, cause) => symptoms.some((each) => each.cause === cause);

const reportOf = (page) => page.evaluate(() => globalThis.room.connectionReport());

/** In the page. */
const isTroubledBy = (cause) => globalThis.room.troubles.some((trouble) => trouble.cause === cause);

/** In the page: joins, with a picture that costs something where `sends`. */
async function enter({ name, room: roomName, token, sends = false }) {
    const { Room } = await import('/sdk/plenum-client.js');
    const room = new Room();
    globalThis.room = room;
    if (sends) {
        const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
        const context = canvas.getContext('2d');
        setInterval(() => {
            for (let spot = 0; spot < 200; spot++) {
                context.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`;
                context.fillRect(Math.random() * 640, Math.random() * 360, 40, 40);
            }
        }, 50);
        const [track] = canvas.captureStream(20).getVideoTracks();
        await room.publish(track, { source: 'camera', encodings: [{ maxBitrate: 900_000 }] });
    }
    await room.join({ room: roomName, name, ...(token === undefined ? {} : { token }) }).catch(() => undefined);
}
