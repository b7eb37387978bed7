// A client of another make, written from docs/protocol.md alone (docs/examples/second_client.py), in a room with itself.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { numberedCamera } from './support/media.mjs';
import { startServer } from './support/server.mjs';

const CLIENT = fileURLToPath(new URL('../../docs/examples/second_client.py', import.meta.url));
const TARGET = fileURLToPath(new URL('../target/e2e/', import.meta.url));
const PYTHON = '/usr/bin/python3';
const missing = spawnSync(PYTHON, ['-c', 'import aiortc, websockets']).status === 0 ? false : 'python3-aiortc and python3-websockets are not installed';

describe('the second client', { skip: missing }, () => {
    let server;

    before(async () => {
        server = await startServer('--media-bind', '127.0.0.1');
    });

    after(() => server?.stop());

    function run(...options) {
        return new Promise((resolve, reject) => {
            execFile(PYTHON, [CLIENT, '--url', server.url, ...options], { timeout: 60_000 }, (failure, stdout, stderr) =>
                failure ? reject(new Error(`${failure}\n${stderr}`)) : resolve({ ...JSON.parse(stdout.trim().split('\n').at(-1)), stderr }),
            );
        });
    }

    test('publishes a file, and another one counts its frames', async () => {
        const clip = numberedCamera(TARGET, 90);
        const [sender, viewer] = await Promise.all([
            run('--name', 'Sender', '--publish', clip, '--seconds', '12'),
            run('--name', 'Viewer', '--seconds', '9'),
        ]);
        assert.equal(viewer.stderr, '');
        assert.deepEqual(sender.frames, {});
        assert.ok(viewer.frames.Sender > 60, JSON.stringify(viewer));
    });
});
