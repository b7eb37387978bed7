// The processes that are measured: each server on one core, the generator on another.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Where everything that is measured is left. */
export const FOLDER = join(ROOT, 'load-tests/target/report');
export const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;

const LAUNCHER = join(ROOT, 'plenum');
const ENVIRONMENT = { ...process.env, PLENUM_BUILD: 'never' };
const SECONDS_PER_TICK = 0.01;
const START_MILLIS = 60_000;
const MOST_WORDS = 1_000;
const JANUS_PORT = 8088;
const running = new Set();

export const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

/** A process whose output is kept; ended with `stop`, at the latest when this one ends. */
function run(command, options) {
    const child = spawn(command[0], command.slice(1), { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    running.add(child);
    let log = '';
    child.stdout.on('data', (data) => (log += data));
    child.stderr.on('data', (data) => (log += data));
    const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)).once('error', resolve));
    exited.then(() => running.delete(child));
    const stop = async () => {
        child.kill('SIGTERM');
        const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
        await exited;
        clearTimeout(killer);
    };
    return { child, log: () => log, exited, stop };
}

export function endAll() {
    running.forEach((child) => child.kill('SIGKILL'));
}

/** CPU seconds so far by a file of /proc, in the program and in the kernel. */
function cpuTimes(file) {
    const stat = readFileSync(file, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { user: Number(fields[11]) * SECONDS_PER_TICK, kernel: Number(fields[12]) * SECONDS_PER_TICK };
}

/** Of a process: CPU seconds so far, and resident mebibytes. */
export function cpuSeconds(pid) {
    const { user, kernel } = cpuTimes(`/proc/${pid}/stat`);
    return user + kernel;
}

/** CPU seconds so far of each thread that a process has now. */
export function threadTimes(pid) {
    return readdirSync(`/proc/${pid}/task`).flatMap((id) => {
        const folder = `/proc/${pid}/task/${id}`;
        try {
            return [{ id, name: readFileSync(`${folder}/comm`, 'utf8').trim(), ...cpuTimes(`${folder}/stat`) }];
        } catch {
            return []; // it has just ended
        }
    });
}

export const residentMebibytes = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** The program that a process runs. */
export const programOf = (pid) => readlinkSync(`/proc/${pid}/exe`);

/** Has a JVM do something; what it says. */
export const jcmd = (pid, ...words) => output([join(dirname(programOf(pid)), 'jcmd'), String(pid), ...words]);

/**
 * What a JVM holds on to: its resident set after a collection, without what its heap keeps free.
 *
 * @returns {Promise<number>} mebibytes
 */
export async function heldMebibytes(pid) {
    await jcmd(pid, 'GC.run');
    const [, used, capacity] = /used (\d+)M, capacity (\d+)M/.exec(await jcmd(pid, 'GC.heap_info'));
    return residentMebibytes(pid) - Number(capacity) + Number(used);
}

/** How many participants a server has. */
export const present = async (server) => (await (await fetch(new URL('api/v1/stats', server.url))).json()).participants;

/** Waits until a server has so many participants. */
export async function participants(server, count) {
    const begin = performance.now();
    while ((await present(server)) < count) {
        if (performance.now() - begin > START_MILLIS) {
            throw new Error(`${count} participants did not come in ${START_MILLIS / 1000} s.`);
        }
        await sleep(0.5);
    }
}

/** Waits until something is so; fails with the log of a process that ended or takes too long. */
async function ready(server, isReady) {
    const begin = performance.now();
    let ended = false;
    server.exited.then(() => (ended = true));
    while (!(await isReady())) {
        if (ended || performance.now() - begin > START_MILLIS) {
            await server.stop();
            throw new Error(`the server did not start:\n${server.log()}`);
        }
        await sleep(0.005);
    }
    return performance.now() - begin;
}

/**
 * Starts Plenum with one loop, pinned to its core unless `core` is null.
 *
 * @param javaOptions more options for its JVM
 * @returns {Promise<{pid, url, via, readyMillis, stop}>}
 */
export async function startPlenum(address, options = [], core = SERVER_CORE, javaOptions = '') {
    const pin = core === null ? [] : ['taskset', '-c', core];
    const env = { ...ENVIRONMENT, PLENUM_JAVA_OPTS: `${process.env.PLENUM_JAVA_OPTS ?? ''} ${javaOptions}` };
    const server = run([...pin, LAUNCHER, 'serve', '--http-port', '8080', '--media-port', '10000', '--media-bind', address, '--media-loops', '1', ...options], { env });
    const readyMillis = await ready(server, () => server.log().includes('Plenum is ready'));
    return { pid: server.child.pid, url: `http://${address}:8080/`, via: 'websocket', readyMillis, stop: server.stop };
}

/** Starts Janus with its video room and HTTP API alone, pinned to its core. */
export async function startJanus(address) {
    const folder = mkdtempSync(join(tmpdir(), 'janus-'));
    const library = (name) => new Promise((resolve, reject) => {
        execFile('find', ['/usr', '-xdev', '-name', name], (error, found) => (found ? resolve(found.split('\n')[0].replace(/\/[^/]*$/, '')) : reject(error ?? new Error(`no ${name}`))));
    });
    writeFileSync(join(folder, 'janus.jcfg'), `
general: { configs_folder = "${folder}", plugins_folder = "${await library('libjanus_videoroom.so')}"
  transports_folder = "${await library('libjanus_http.so')}", debug_level = 3, admin_secret = "unused" }
media: { rtp_port_range = "20000-40000" }
nat: { full_trickle = false }
plugins: { disable = "libjanus_audiobridge.so,libjanus_echotest.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_nosip.so,libjanus_streaming.so,libjanus_textroom.so,libjanus_videocall.so,libjanus_voicemail.so,libjanus_duktape.so,libjanus_lua.so" }
transports: { disable = "libjanus_websockets.so,libjanus_pfunix.so,libjanus_mqtt.so,libjanus_rabbitmq.so,libjanus_nanomsg.so" }
`);
    writeFileSync(join(folder, 'janus.transport.http.jcfg'), `general: { json = "compact", base_path = "/janus", http = true, port = ${JANUS_PORT} }\n`);
    writeFileSync(join(folder, 'janus.plugin.videoroom.jcfg'), 'general: { }\n');
    const server = run(['taskset', '-c', SERVER_CORE, 'janus', '-F', folder, '-C', join(folder, 'janus.jcfg')]);
    await ready(server, () => listens(address, JANUS_PORT));
    return {
        pid: server.child.pid, url: `http://${address}:${JANUS_PORT}/janus`, via: 'janus',
        stop: () => server.stop().finally(() => rmSync(folder, { recursive: true })),
    };
}

const listens = (host, port) => new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('close', () => socket.destroy());
    socket.once('connect', () => socket.end());
});

/** Runs a program to its end; what it printed to standard output. Its own failure is an error unless what it printed is JSON. */
async function output(command) {
    const program = run(command);
    let printed = '';
    program.child.stdout.on('data', (data) => (printed += data));
    const code = await program.exited;
    if (code !== 0 && !printed.trimStart().startsWith('{')) {
        throw new Error(`${command.join(' ')} ended with ${code}:\n${program.log().slice(0, MOST_WORDS)}`);
    }
    return printed;
}

/** One run of the load generator against a server, on the generator's core. */
export async function load(server, options) {
    const command = ['taskset', '-c', GENERATOR_CORE, LAUNCHER, 'load', '--url', server.url, '--via', server.via, '--server-pid', server.pid, '--json', '-'];
    return JSON.parse(await output([...command, ...options].map(String)));
}

const JAR = join(ROOT, 'load-tests/target/plenum-load-tests.jar');

/** Reads a recording of the CPU-time profiler: times by category, and a flame graph of the media loop into a file unless that is undefined. */
export async function readProfile(java, recording, flameGraph) {
    const picture = flameGraph ? ['--flame-graph', flameGraph] : [];
    return JSON.parse(await output([java, '-cp', JAR, 'io.plenum.loadtests.profile.Profile', '--recording', recording, ...picture]));
}

/** Somebody who looks at a server from the generator's core until `stop`, which answers how many milliseconds each scrape took. */
export function observe(url, scrapeSeconds, room) {
    const parameters = [join(ROOT, 'load-tests/report/observer.mjs'), url, scrapeSeconds, room];
    const observer = run(['taskset', '-c', GENERATOR_CORE, process.execPath, ...parameters].map(String));
    return {
        stop: async () => {
            await observer.stop();
            return JSON.parse(observer.log());
        },
    };
}

/** One run of the bare loop: its thread has the server's core, whatever loads it the generator's. `java` is the server's. */
export async function roofline(java, options) {
    const file = join(mkdtempSync(join(tmpdir(), 'roofline-')), 'figures.json');
    await output([
        'taskset', '-c', GENERATOR_CORE, java, '--enable-native-access=ALL-UNNAMED', '-XX:+UseZGC', '-XX:+UseCompactObjectHeaders', '-Xms1g', '-Xmx1g',
        '-XX:+AlwaysPreTouch', '-cp', JAR, 'io.plenum.loadtests.roofline.Roofline',
        '--loop-core', SERVER_CORE, '--json', file, ...options,
    ].map(String));
    return JSON.parse(readFileSync(file, 'utf8'));
}

/** Runs a script of the web client's tests on the generator's core; what it prints is JSON. */
export async function browserScript(name, ...parameters) {
    return JSON.parse(await output(['taskset', '-c', GENERATOR_CORE, process.execPath, join(ROOT, 'web-client/e2e', name), ...parameters].map(String)));
}
