import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fixed, percent, table, whole } from '../figures.mjs';
import {
    cpuSeconds, FOLDER, jcmd, load, participants, present, programOf, readProfile, ROOT, SERVER_CORE, sleep, startPlenum, threadTimes,
} from '../processes.mjs';
import { roomsOf50 } from '../saturation.mjs';

const REPORT = join(ROOT, 'load-tests/report');
const PICTURE = 'profile.svg';
const VIEWERS = 50;

// Stacks between safepoints are told by the line, and whole. Both cost nothing while nobody records.
const JAVA_OPTIONS = '-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints -XX:FlightRecorderOptions=stackdepth=256';
const MEASUREMENTS = 4;

/** The recording begins and ends while the load lasts: seconds for both. */
const SLACK = 5;
const JOINS_PER_SECOND = 100;
const JOIN_SECONDS = 10;
const RECORDED_JOIN_SECONDS = 6;

const MEDIA_LOOP = 'media loop';
const OTHER_JAVA = 'other Java threads';
const ENDED = 'threads that ended meanwhile';
const PROFILER = 'the profiler';

/** By the first 15 characters of a thread's name, all that the kernel keeps. */
const THREADS = [
    [MEDIA_LOOP, /^plenum-media/],
    ['garbage collection', /^(Z[A-Z]|GC |G1 )/],
    ["the JVM's compilers", /^C[12] Compiler/],
    [PROFILER, /^(JFR |Attach Listener)/],
    ['the rest of the JVM', /^(VM |Service Thread|Signal Dispatch|Monitor Deflati|Reference Handl|Finalizer|Common-Cleaner|Notification)/],
];
const groupOf = (name) => THREADS.find(([, names]) => names.test(name))?.[0] ?? OTHER_JAVA;

/** CPU seconds by group of threads: what each took between two looks. */
function byGroup(before, after, processSeconds) {
    const earlier = new Map(before.map((thread) => [thread.id, thread]));
    const groups = {};
    let sum = 0;
    for (const thread of after) {
        const { user = 0, kernel = 0 } = earlier.get(thread.id) ?? {};
        const group = (groups[groupOf(thread.name)] ??= { user: 0, kernel: 0 });
        group.user += thread.user - user;
        group.kernel += thread.kernel - kernel;
        sum += thread.user - user + thread.kernel - kernel;
    }
    groups[ENDED] = { user: Math.max(0, processSeconds - sum), kernel: 0 };
    return groups;
}

/** Records a server for some seconds; the processor time of its threads in them is the kernel's account, not the profiler's. */
async function record(server, seconds, file) {
    rmSync(file, { force: true });
    await jcmd(server.pid, 'JFR.start', 'name=profile', `settings="${join(REPORT, 'profile.jfc')}"`);
    const begin = performance.now();
    const joinedBefore = await present(server);
    const cpuBefore = cpuSeconds(server.pid);
    const before = threadTimes(server.pid);
    await sleep(seconds);
    const groups = byGroup(before, threadTimes(server.pid), cpuSeconds(server.pid) - cpuBefore);
    const joined = (await present(server)) - joinedBefore;
    const took = (performance.now() - begin) / 1000;
    await jcmd(server.pid, 'JFR.dump', 'name=profile', `filename="${file}"`);
    if (!existsSync(file)) {
        throw new Error(`the server's JVM recorded nothing into ${file}.`);
    }
    return { seconds: took, joined, groups };
}

/** A load, and a recording of the server in the midst of it. */
async function profiled(bench, options, loads, name, picture) {
    const file = join(FOLDER, `profile-${name}.jfr`);
    const server = await startPlenum(bench.address, [], SERVER_CORE, JAVA_OPTIONS);
    const java = programOf(server.pid);
    let found;
    try {
        await loads.before?.(server);
        const [run, recording] = await Promise.all([
            load(server, options),
            loads.begun(server).then(() => record(server, loads.seconds, file)),
        ]);
        found = { run, recording };
    } finally {
        await server.stop();
    }
    return { ...found, profile: await readProfile(java, file, picture) };
}

function mediaProfile(bench, rooms, round) {
    const seconds = MEASUREMENTS * bench.seconds;
    return profiled(bench, [...roomsOf50(rooms), '--warm-up', bench.warmUp, '--duration', seconds + SLACK], {
        seconds,
        begun: async (server) => {
            await participants(server, rooms * (VIEWERS + 1));
            await sleep(bench.warmUp);
        },
    }, `media-${round}`, join(ROOT, 'load-tests', PICTURE));
}

function joinsProfile(bench, round) {
    const room = ['--publishers', 1, '--subscribers', VIEWERS, '--video-bitrate', '1M'];
    const joining = (warmUp) => [...room, '--late-joins', JOIN_SECONDS * JOINS_PER_SECOND, '--late-ramp', JOINS_PER_SECOND, '--warm-up', warmUp, '--duration', JOIN_SECONDS + 2];
    return profiled(bench, joining(bench.warmUp / 2), {
        seconds: RECORDED_JOIN_SECONDS,
        // Both sides join cold the first time: that is not what is asked.
        before: (server) => load(server, joining(1)),
        begun: (server) => participants(server, VIEWERS + 1 + JOINS_PER_SECOND),
    }, `joins-${round}`);
}

const cpu = ({ user, kernel }) => user + kernel;
const sum = (numbers) => Object.values(numbers).reduce((total, each) => total + each, 0);

/** CPU seconds by kind of work: the kernel's account of a group of threads, divided as the samples of these threads say. */
function split(groups, group, nanos) {
    const total = sum(nanos);
    return Object.entries(nanos).map(([name, each]) => [name, (cpu(groups[group] ?? { user: 0, kernel: 0 }) * each) / total]);
}

const byTime = (lines) => lines.toSorted(([, a], [, b]) => b - a);
const others = (groups, ...without) => Object.entries(groups).filter(([name]) => !without.includes(name)).map(([name, each]) => [name, cpu(each)]);

/** Lines of a table, the longest first within each part, and the sum. */
function lines(parts, columns) {
    const total = parts.flat().reduce((seconds, [, each]) => seconds + each, 0);
    return [
        ...parts.flatMap(byTime).map(([name, seconds]) => [name, `${fixed((100 * seconds) / total, 1)} %`, columns(seconds)]),
        ['**all**', '**100 %**', `**${columns(total)}**`],
    ];
}

function mediaText({ run, recording: { seconds, groups }, profile }) {
    const packets = (run.figures.packets / run.figures.seconds) * seconds;
    const { user, kernel } = groups[MEDIA_LOOP];
    return `${table(
        ['work', "of the process's CPU", 'µs a packet'],
        lines(
            [split(groups, MEDIA_LOOP, profile.mediaLoopNanos), others(groups, MEDIA_LOOP, PROFILER)],
            (each) => fixed((1e6 * each) / packets),
        ),
    )}

![Flame graph of the media loop: a box's width is processor time, what it calls stands above it](${PICTURE})

(Opened by itself, the picture tells of each box its full name and its share.) ${whole(profile.samples)} samples; of ${whole(profile.unseenSamples)} the profiler takes no stack, for
a thread was inside the JVM: they are a line of their own. The media loop's thread was in the kernel for ${percent(kernel / (user + kernel))} of its time by
the kernel's own account. On loopback sending includes the delivery into the viewers' sockets and the waking of who reads them.`;
}

function joinsText({ recording: { joined, groups }, profile }) {
    return table(
        ['work', "of the process's CPU", 'ms a join'],
        lines(
            [[[MEDIA_LOOP, cpu(groups[MEDIA_LOOP])]], split(groups, OTHER_JAVA, profile.otherThreadsNanos), others(groups, MEDIA_LOOP, OTHER_JAVA, PROFILER)],
            (each) => fixed((1e3 * each) / joined),
        ),
    );
}

export const profile = {
    name: 'profile',
    title: 'where the time goes, and what was tried',
    mostRounds: 1,
    roundSeconds: (bench) => MEASUREMENTS * bench.seconds + 1.5 * bench.warmUp + 2 * JOIN_SECONDS + 2 * SLACK + 40,

    async measure(bench, round) {
        const { rooms } = await bench.saturation();
        return { rooms, media: await mediaProfile(bench, rooms, round), joins: await joinsProfile(bench, round) };
    },

    targets: () => [],

    text: ([{ rooms, media, joins }]) => `By the JDK's own profiler (Flight Recorder, \`jdk.CPUTimeSample\`), which costs the server something itself: shares count here, the figures without it stand in the
other sections. A group of threads has the time that the kernel says it had, divided among kinds of work as the samples of its threads
say. A sample belongs to the innermost frame that is known (\`profile/Category.java\`).

### ${rooms} rooms of one publisher and 50 viewers
${mediaText(media)}

### ${JOINS_PER_SECOND} joins a second beside a room
${joinsText(joins)}

The load of the section on joins, in the midst of its ${JOIN_SECONDS} seconds. Each line holds what that work calls: the kernel, the JDK's ciphers and collections.

${readFileSync(join(REPORT, 'tried.md'), 'utf8').trim()}`,
};
