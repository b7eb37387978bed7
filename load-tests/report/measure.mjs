// Measures what REPORT.md says. Run by report.sh, which gives it a network of its own; `report.sh --help`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endAll, FOLDER, ROOT } from './processes.mjs';
import { findSaturation } from './saturation.mjs';
import { sections } from './sections/index.mjs';

const options = {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    'warm-up': { type: 'string', default: '16' },
    rooms: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
};

const usage = (bench) => `Usage: sudo load-tests/report.sh [OPTIONS]

Measures Plenum, section by section, and writes load-tests/REPORT.md from everything that was measured so far.

  --only NAMES     sections, separated by commas; the others keep what they have
  --rounds N       each section so often (5); figures are medians
  --seconds N      length of one measurement (6)
  --warm-up N      seconds before the first measurement of a server (16)
  --rooms N        rooms of 50 that fill a core; otherwise found by short runs

${sections.map((section) => `  ${section.name.padEnd(14)} ${minutes(section, bench).padStart(4)} min   ${section.title}`).join('\n')}
`;

const minutes = (section, bench) => ((section.roundSeconds(bench) * rounds(section, bench)) / 60).toFixed(1);
const rounds = (section, bench) => Math.min(bench.rounds, section.mostRounds ?? Infinity);

function positive(name, text, least) {
    const value = Number(text);
    if (!(value >= least)) {
        throw new Error(`--${name} wants a number of ${least} or more, not "${text}".`);
    }
    return value;
}

function chosen(names) {
    return names === '' ? sections : names.split(',').map((name) => {
        const section = sections.find((each) => each.name === name);
        if (!section) {
            throw new Error(`there is no section "${name}": ${sections.map((each) => each.name).join(', ')}.`);
        }
        return section;
    });
}

function clear(section) {
    readdirSync(FOLDER).filter((file) => file.startsWith(`${section.name}-`)).forEach((file) => rmSync(join(FOLDER, file)));
}

async function measure(bench, wanted) {
    const git = (...parameters) => execFileSync('git', ['-C', ROOT, ...parameters], { encoding: 'utf8' }).trim();
    const isChanged = git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!load-tests/REPORT.md', ':!load-tests/profile.svg') !== '';
    const commit = git('rev-parse', '--short', 'HEAD') + (isChanged ? ' with changes' : '');
    for (const section of wanted) {
        clear(section);
        for (let round = 1; round <= rounds(section, bench); round++) {
            bench.say(`${section.name}, round ${round}`);
            const begin = performance.now();
            const result = await section.measure(bench, round);
            const tookSeconds = (performance.now() - begin) / 1000;
            const head = { commit, date: new Date().toISOString(), seconds: bench.seconds, warmUp: bench.warmUp, tookSeconds };
            writeFileSync(join(FOLDER, `${section.name}-${round}.json`), JSON.stringify({ ...head, ...result }, null, 1));
        }
    }
}

try {
    const { values } = parseArgs({ options });
    const bench = {
        address: process.env.REPORT_ADDRESS,
        rounds: positive('rounds', values.rounds, 1),
        seconds: positive('seconds', values.seconds, 1),
        warmUp: positive('warm-up', values['warm-up'], 0),
        say: (text) => console.error(`${new Date().toTimeString().slice(0, 8)} ${text}`),
        /** How many rooms of 50 fill the core: found once, when the first section asks. */
        saturation: () => (bench.found ??= values.rooms ? { rooms: positive('rooms', values.rooms, 1) } : findSaturation(bench)),
    };
    if (values.help) {
        console.log(usage(bench));
    } else {
        const wanted = chosen(values.only);
        mkdirSync(FOLDER, { recursive: true });
        bench.say(`about ${Math.round(wanted.reduce((sum, section) => sum + Number(minutes(section, bench)), 0))} minutes`);
        ['SIGINT', 'SIGTERM'].forEach((signal) => process.once(signal, () => { endAll(); process.exit(1); }));
        await measure(bench, wanted);
    }
} catch (error) {
    endAll();
    console.error(`report: ${error.message}`);
    process.exitCode = 1;
}
