// Runs the server as a person does: by the launcher, on free ports, until it is told to end.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../../../plenum', import.meta.url));
const READY = /^Plenum is ready: (http:\/\/localhost:\d+\/) \(media udp (\d+)(?:-(\d+))?\)$/;

/**
 * Starts a server and waits for its ready line.
 *
 * @param options further arguments of `plenum serve`
 * @returns {Promise<{url: string, mediaPort: number, pid: number, log: () => string, stop: () => Promise<number>}>} with
 *     the UDP port of the first media loop
 */
export const startServer = (...options) => start([LAUNCHER], options);

/** The same, and it may have only so many files open. */
export const startServerWithFiles = (openFiles, ...options) => start(['sh', '-c', 'ulimit -n "$0" && exec "$@"', String(openFiles), LAUNCHER], options);

async function start([program, ...parameters], options) {
    const process = spawn(
        program,
        [...parameters, 'serve', '--http-port', '0', '--media-port', '0', '--http-bind', '127.0.0.1', ...options],
        { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let log = '';
    process.stderr.on('data', (data) => (log += data));
    const exited = new Promise((resolve) => process.once('exit', (code, signal) => resolve(code ?? signal)));
    const { url, mediaPort } = await Promise.race([
        ready(process.stdout),
        exited.then((code) => Promise.reject(new Error(`the server ended with ${code}:\n${log}`))),
        after(60_000).then(() => Promise.reject(new Error(`no ready line in 60 s:\n${log}`))),
    ]);
    return {
        url,
        mediaPort,
        pid: process.pid,
        log: () => log,
        stats: async () => (await fetch(`${url}api/v1/stats`)).json(),
        stop: async () => {
            process.kill('SIGTERM');
            const killer = setTimeout(() => process.kill('SIGKILL'), 10_000);
            const code = await exited;
            clearTimeout(killer);
            return code;
        },
    };
}

async function ready(stdout) {
    for await (const line of createInterface({ input: stdout })) {
        const match = READY.exec(line);
        if (match) {
            stdout.resume();
            return { url: match[1].replace('localhost', '127.0.0.1'), mediaPort: Number(match[2]) };
        }
    }
    throw new Error('the server closed its output without a ready line');
}

function after(millis) {
    return new Promise((resolve) => setTimeout(resolve, millis).unref());
}
