// The reference of the SDK can be made, and every public type and method has a sentence in it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const HERE = fileURLToPath(new URL('..', import.meta.url));

test('the reference of the SDK is whole', () => {
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'sdk-docs'], { cwd: HERE, encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
    assert.ok(existsSync(`${HERE}/target/sdk-docs/classes/Room.html`));
});
