// The launcher's cache of what the JVM learned in a rehearsal: made once, used, and never in the way of a start.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rename, stat, truncate, writeFile, copyFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startServer } from './support/server.mjs';

const run = promisify(execFile);
const LAUNCHER = fileURLToPath(new URL('../../plenum', import.meta.url));
const CACHE = fileURLToPath(new URL('../../target/plenum.aot', import.meta.url));
const KEY = `${CACHE}.key`;

/** Starts and stops a server whose JVM says where it has its classes from. */
async function start() {
    process.env.PLENUM_JAVA_OPTS = '-Xlog:class+load:stderr';
    try {
        const server = await startServer('--media-bind', '127.0.0.1');
        const code = await server.stop();
        assert.equal(code, 143, 'SIGTERM ends it');
        return {
            fromCache: /io\.plenum\.signaling\.PlenumServer source: shared objects file/.test(server.log()),
            log: server.log(),
        };
    } finally {
        delete process.env.PLENUM_JAVA_OPTS;
    }
}

/** Another file takes the cache's place at once: a running JVM keeps the one it has mapped. */
async function replaceCache(change) {
    await copyFile(CACHE, `${CACHE}.changed`);
    await change(`${CACHE}.changed`);
    await rename(CACHE, `${CACHE}.kept`);
    await rename(`${CACHE}.changed`, CACHE);
}

const restoreCache = () => rename(`${CACHE}.kept`, CACHE);

test('the rehearsal is recorded once, used while it fits, and never in the way', { timeout: 240_000 }, async (t) => {
    await t.test('it is made', async () => {
        await run(LAUNCHER, ['rehearse'], { timeout: 150_000 });
        assert.ok((await stat(CACHE)).size > 10_000_000);
    });
    await t.test('not a second time', async () => {
        const made = await stat(CACHE);
        await run(LAUNCHER, ['rehearse'], { timeout: 20_000 });
        assert.equal((await stat(CACHE)).mtimeMs, made.mtimeMs);
    });
    await t.test('a server has its classes from it', async () => {
        const { fromCache, log } = await start();
        assert.equal(fromCache, true);
        // Its jars carry no signatures: classes of a signed jar are never kept.
        assert.match(log, /org\.bouncycastle\.tls\.DTLSServerProtocol source: shared objects file/);
    });
    await t.test('a stale one is not used', async () => {
        const key = await readFile(KEY, 'utf8');
        await writeFile(KEY, '0 0\n');
        try {
            assert.equal((await start()).fromCache, false);
        } finally {
            await writeFile(KEY, key);
        }
    });
    await t.test('half a file is no obstacle', async () => {
        await replaceCache(async (file) => truncate(file, 9_000_000));
        try {
            assert.equal((await start()).fromCache, false);
        } finally {
            await restoreCache();
        }
    });
    await t.test('nor is another file', async () => {
        await replaceCache((file) => writeFile(file, 'not a cache\n'));
        try {
            assert.equal((await start()).fromCache, false);
        } finally {
            await restoreCache();
        }
    });
});
