// The load generator against the real server: everyone connects, and what arrives is what was sent.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startServer } from './support/server.mjs';

const LAUNCHER = fileURLToPath(new URL('../../plenum', import.meta.url));

/** Packets that the generator sends in two seconds, of 100 of Opus and of 60 frames of 4 packets; less is a stall. */
const PACKETS_OF_TWO_SECONDS = 250;

describe('plenum load', () => {
    let server;

    before(async () => {
        server = await startServer();
    });

    after(() => server?.stop());

    async function load(...options) {
        const fixed = ['load', '--url', server.url, '--duration', '2', '--warm-up', '1', '--json', '-'];
        const { error, stdout, stderr } = await new Promise((resolve) => {
            execFile(LAUNCHER, [...fixed, ...options], { timeout: 60_000 }, (failure, out, err) => resolve({ error: failure, stdout: out, stderr: err }));
        });
        assert.equal(error, null, `${stderr}\n${stdout}`);
        return JSON.parse(stdout).figures;
    }

    function check(figures, streams) {
        assert.equal(figures.broken, 0);
        assert.equal(figures.outOfOrder, 0);
        assert.ok(figures.packets > PACKETS_OF_TWO_SECONDS * streams, `${figures.packets} packets of ${streams} streams`);
        assert.ok(figures.delay.count > 0);
    }

    test('one publisher and three viewers over plenum.v1', async () => {
        const figures = await load('--subscribers', '3');
        check(figures, 3);
        assert.equal(figures.connected, 4);
        assert.equal(figures.lost, 0);
    });

    test('everyone sees everyone, in two rooms, in simulcast', async () => {
        const figures = await load('--rooms', '2', '--publishers', '3', '--subscribers', '0', '--everyone', '--simulcast', '--video-bitrate', '900K');
        check(figures, 12);
        assert.equal(figures.connected, 6);
    });

    test('many join at once, and each is answered', async () => {
        const options = ['load', 'joins', '--url', server.url, '--participants', '120', '--rooms', '2', '--seconds', '1', '--p99-millis', '10000'];
        const { error, stdout, stderr } = await new Promise((resolve) => {
            execFile(LAUNCHER, options, { timeout: 60_000 }, (failure, out, err) => resolve({ error: failure, stdout: out, stderr: err }));
        });
        assert.equal(error, null, `${stderr}\n${stdout}`);
        assert.match(stdout, /^120 participants in 2 rooms: all answered after [\d.]+ s, 0 failed/);
    });

    test('over WHIP and WHEP', async () => {
        const figures = await load('--via', 'http', '--subscribers', '2');
        check(figures, 2);
    });

    test('what a lossy link loses comes again', async () => {
        const figures = await load('--subscribers', '2', '--loss', '0.05', '--no-audio');
        check(figures, 1);
        assert.ok(figures.thrownAway > 0);
        assert.ok(figures.repaired > figures.thrownAway / 2, `${figures.repaired} of ${figures.thrownAway} came again`);
    });
});
