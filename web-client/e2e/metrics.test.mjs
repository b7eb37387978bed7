// A load on the real server, seen by a real Prometheus and by the page /admin/: everybody counts the same.
// PLENUM_PICTURES=1 leaves pictures of the page, and what all panels of the dashboards show, in docs/pictures; PLENUM_SECONDS=600 makes
// it a long run.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromiumMissing, openChromium } from './support/browsers.mjs';
import { oddity, pageOfPanels, panelQueries } from './support/panels.mjs';
import { startServer } from './support/server.mjs';
import { delay, until } from './support/waiting.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PROMETHEUS = '/usr/bin/prometheus';
const prometheusMissing = existsSync(PROMETHEUS) ? false : `${PROMETHEUS} is not installed`;
const SECONDS = Number(process.env.PLENUM_SECONDS ?? 20);
const PICTURES = process.env.PLENUM_PICTURES !== undefined;
/** A picture shall have something in it. */
const ROOMS = PICTURES ? 4 : 1;
const PEOPLE = 6 * ROOMS;
/** Everything that is looked at while the load lasts. */
const LOOKING_SECONDS = PICTURES ? 40 : 4;

/** The page as it is now. */
const picture = (page, name) => PICTURES && page.screenshot({ path: here(`../../docs/pictures/${name}.png`), fullPage: true });

/** Panels that have something to show only when something is wrong, or that a load generator does not do. */
const TROUBLE = new Set([
    'Why joins failed', 'Signalling refused', 'Connections that the server closed', 'Datagrams that went nowhere', 'SRTP errors',
    'Dropped, by reason', 'Joins that failed', 'Round trip, median', 'Round trips',
]);

describe('metrics', { skip: prometheusMissing }, () => {
    let server;
    let prometheus;
    let address;
    let directory;
    let report;

    before(async () => {
        server = await startServer();
        directory = mkdtempSync(join(tmpdir(), 'plenum-metrics-'));
        const port = await freePort();
        address = `http://127.0.0.1:${port}`;
        const target = new URL(server.url).host;
        const jobs = `scrape_configs: [{job_name: plenum, scrape_interval: 1s, static_configs: [{targets: ["${target}"]}]}]\n`;
        writeFileSync(join(directory, 'prometheus.yml'), jobs);
        prometheus = spawn(
            PROMETHEUS,
            [`--config.file=${directory}/prometheus.yml`, `--storage.tsdb.path=${directory}/data`, `--web.listen-address=127.0.0.1:${port}`],
            { stdio: 'ignore' },
        );
        await until(async () => (await value('up')) === 1, 20_000);
    });

    after(async () => {
        if (prometheus) {
            const ended = new Promise((resolve) => prometheus.once('exit', resolve));
            prometheus.kill();
            await ended;
        }
        await server?.stop();
        rmSync(directory, { recursive: true, force: true });
    });

    async function query(expression) {
        const answer = await fetch(`${address}/api/v1/query?query=${encodeURIComponent(expression)}`);
        if (answer.status === 503) {
            return []; // Prometheus listens before it is ready.
        }
        const body = await answer.json();
        assert.equal(body.status, 'success', `${expression}: ${body.error}`);
        return body.data.result;
    }

    async function range(expression, step) {
        const end = Date.now() / 1_000;
        const search = new URLSearchParams({ query: expression, start: end - SECONDS + LOOKING_SECONDS, end, step });
        const { status, error, data } = await (await fetch(`${address}/api/v1/query_range?${search}`)).json();
        assert.equal(status, 'success', `${expression}: ${error}`);
        return data.result;
    }

    async function value(expression) {
        try {
            const result = await query(expression);
            return result.length > 0 ? Number(result[0].value[1]) : undefined;
        } catch (error) {
            if (error.cause?.code === 'ECONNREFUSED') {
                return undefined;
            }
            throw error;
        }
    }

    /** Calls `meanwhile` when the load has run for most of its time. */
    async function load(meanwhile) {
        const options = ['--rooms', String(ROOMS), '--publishers', '3', '--subscribers', '3', '--everyone', '--simulcast', '--video-bitrate', '600K'];
        const running = new Promise((resolve, reject) => {
            execFile(
                here('../../plenum'),
                ['load', '--url', server.url, '--warm-up', '2', '--duration', String(SECONDS), '--json', '-', ...options],
                { timeout: (SECONDS + 60) * 1_000 },
                (error, stdout, stderr) => (error ? reject(new Error(`${stderr}\n${stdout}`)) : resolve(JSON.parse(stdout))),
            );
        });
        const [figures] = await Promise.all([running, delay((SECONDS - LOOKING_SECONDS) * 1_000).then(meanwhile)]);
        return figures;
    }

    async function takePictures() {
        const about = `${ROOMS} rooms of six, three of whom send three encodings of 600 kbit/s and a voice, and who all see and hear each other`;
        const command = `cd web-client && PLENUM_PICTURES=1 PLENUM_SECONDS=${SECONDS} node --test e2e/metrics.test.mjs`;
        writeFileSync(here('../../docs/pictures/dashboards.md'), await pageOfPanels({ seconds: SECONDS, command, about, range }));
        await Promise.all([
            fetch(`${server.url}whip/studio?name=Encoder`, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: speexOffer }),
            fetch(`${server.url}whip/studio?name=Camera`, { method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: speexOffer.replaceAll('speex', 'cinepak') }),
        ]);
        const operator = await openChromium(`${server.url}admin/`, {}, { width: 1280, height: 900 });
        const { page } = operator;
        await until(async () => /[kMG]bit\/s/.test(await page.locator('.chart strong').first().innerText()), 20_000);
        await picture(page, 'admin');
        await page.locator('td a[href^="#room="]').first().click();
        await page.getByRole('heading', { name: 'Who is shown what' }).waitFor();
        await delay(1_000);
        await picture(page, 'admin-room');
        await operator.close();
    }

    test('every panel of every dashboard has something to show under load', async () => {
        report = await load(async () => {
            const wrong = [];
            for (const { dashboard, panel, unit, expression } of panelQueries(`${SECONDS}s`)) {
                const numbers = (await query(expression)).map((each) => Number(each.value[1])).filter((each) => !Number.isNaN(each));
                if (numbers.length === 0 && !TROUBLE.has(panel)) {
                    wrong.push(`${dashboard}, ${panel}: nothing by ${expression}`);
                }
                wrong.push(...numbers.flatMap((each) => oddity(unit, each) ?? []).map((each) => `${dashboard}, ${panel}: ${each} by ${expression}`));
            }
            assert.deepEqual(wrong, []);
            if (PICTURES) {
                await takePictures();
            }
            assert.equal(await value('sum(plenum_participants)'), PEOPLE);
            assert.ok((await value('sum(rate(plenum_rtp_packets_total{direction="out",kind="video"}[10s]))')) > 500);
            assert.ok((await value('max(rate(plenum_loop_busy_seconds_total[10s]))')) < 1);
        });
    });

    test('the server has sent what the generator has received, within a thousandth', () => {
        const { rtpPacketsForwarded, retransmissionsSent = 0, probePacketsSent = 0 } = report.server.media;
        const sent = rtpPacketsForwarded + retransmissionsSent + probePacketsSent;
        const received = report.figures.packets + report.ownDrops;
        assert.ok(Math.abs(sent - received) <= received / 1_000, `${sent} sent, ${received} received`);
    });

    test('metrics and statistics are the same numbers', async () => {
        // Who went without a word has half a minute to come back.
        await until(async () => (await server.stats()).participants === 0, 40_000);
        const media = (await server.stats()).media;
        const page = await (await fetch(`${server.url}metrics`)).text();
        const sum = (name, label) =>
            page
                .split('\n')
                .filter((line) => line.startsWith(`${name}{`) && line.includes(label))
                .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
        assert.equal(sum('plenum_rtp_packets_total', 'direction="out"'), media.rtpPacketsForwarded);
        assert.equal(sum('plenum_dtls_handshakes_total', 'result="completed"'), media.dtlsHandshakesCompleted);
    });

    test('a scrape is quick', async () => {
        const started = performance.now();
        await (await fetch(`${server.url}metrics`)).text();
        assert.ok(performance.now() - started < 200, `${performance.now() - started} ms`);
    });
});

describe('the page /admin/', { skip: chromiumMissing }, () => {
    let server;
    let person;
    let operator;

    before(async () => {
        server = await startServer();
    });

    after(async () => {
        await Promise.all([person?.close(), operator?.close()]);
        await server?.stop();
    });

    test('leads from a number to the participant behind it', async () => {
        person = await openChromium(`${server.url}r/daily?name=Alice&join=1`);
        const second = await person.open(`${server.url}r/daily?name=Bob&join=1`);
        await until(async () => (await second.locator('[role=group][aria-label="Alice"]').count()) > 0, 30_000);
        await until(async () => (await server.stats()).media.rtpPacketsForwarded > 500, 30_000);
        await delay(PICTURES ? 60_000 : 11_000);

        operator = await openChromium(`${server.url}admin/`, {}, { width: 1280, height: 900 });
        const { page } = operator;
        await page.getByRole('link', { name: 'daily' }).waitFor({ timeout: 10_000 });
        await page.getByText('Nobody had trouble').waitFor();
        await until(async () => /bit\/s/.test(await page.locator('.chart strong').first().innerText()), 10_000);

        await page.getByRole('link', { name: 'daily' }).click();
        await page.getByRole('heading', { name: 'Who is shown what' }).waitFor();
        await until(async () => /encoding \d/.test(await page.locator('.tree').innerText()), 10_000);
        await page.getByRole('cell', { name: 'Alice' }).getByRole('link').click();
        await page.getByRole('cell', { name: 'connected', exact: true }).waitFor();
        await page.getByRole('cell', { name: 'vp8' }).first().waitFor();
        await picture(page, 'admin-participant');

        const href = await page.getByRole('link', { name: 'All of this as one file' }).getAttribute('href');
        const file = await (await fetch(new URL(href, server.url))).json();
        assert.equal(file.name, 'Alice');
        assert.ok(file.events.some((each) => each.event === 'connected'));

        await page.getByRole('combobox', { name: 'for how long' }).selectOption('10 s');
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Record packets' }).click()]);
        const capture = readFileSync(await download.path());
        assert.equal(capture.readUInt32LE(0), 0xa1b23c4d, 'a pcap file in nanoseconds');
        assert.ok(capture.length > 10_000, `${capture.length} bytes of ten seconds`);
        await page.getByText('Done: ').waitFor();
        await page.getByRole('cell', { name: 'tapped' }).waitFor();
        assert.deepEqual(operator.messages.filter((each) => /error|uncaught/i.test(each)), []);
    });
});

/** Of an encoder that speaks nothing that the server forwards. */
const speexOffer = [
    'v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 97', 'c=IN IP4 0.0.0.0', 'a=mid:0', 'a=sendonly',
    'a=rtcp-mux', 'a=ice-ufrag:abcd', 'a=ice-pwd:abcdefghijklmnopqrstuvwx', `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
    'a=setup:actpass', 'a=rtpmap:97 speex/8000', '',
].join('\r\n');

async function freePort() {
    const probe = createServer();
    await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address();
    await new Promise((resolve) => probe.close(resolve));
    return port;
}
