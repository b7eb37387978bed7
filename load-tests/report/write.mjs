// Writes REPORT.md from everything that measure.mjs left, and says what was not measured.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from './figures.mjs';
import { FOLDER, ROOT } from './processes.mjs';
import { sections } from './sections/index.mjs';

const TARGET = join(ROOT, 'load-tests/REPORT.md');

function roundsOf(section) {
    const file = new RegExp(`^${section.name}-\\d+\\.json$`);
    return existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => file.test(name)).map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))) : [];
}

function java() {
    const release = process.env.JAVA_HOME && join(process.env.JAVA_HOME, 'release');
    return release && existsSync(release) ? `Java ${/^JAVA_RUNTIME_VERSION="(.*)"/m.exec(readFileSync(release, 'utf8'))?.[1]}` : 'the JDK that the launcher finds';
}

function provenance(rounds) {
    const commits = [...new Set(rounds.map((round) => round.commit))].join(', ');
    const minutes = rounds.reduce((sum, round) => sum + round.tookSeconds, 0) / 60;
    return `${rounds[0].date.slice(0, 10)}, commit ${commits}, ${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'} of ${rounds[0].seconds} s after ${rounds[0].warmUp} s, ${minutes.toFixed(1)} minutes`;
}

function report() {
    const measured = sections.map((section) => ({ section, rounds: roundsOf(section) }));
    const targets = measured.flatMap(({ section, rounds }) => section.targets(rounds));
    const missing = measured.filter(({ rounds }) => rounds.length === 0).map(({ section }) => `${section.name} (${section.title})`);
    return `# Load report

Made by \`load-tests/report.sh\` on ${cpus()[0].model.trim()}, ${cpus().length} virtual CPUs, Linux ${release()}, ${java()}. Server on one core, generator on another.
The machine is shared, so ratios within the run count, not the figures. Medians of the rounds; in parentheses the least and the most.

## Targets
${table(['what', 'wanted', 'measured', ''], targets.map(({ what, wanted, measured: value, verdict }) => [what, wanted, value, verdict]))}

${missing.length > 0 ? `Not measured: ${missing.join('; ')}.\n\n` : ''}A packet is one that reached a viewer. Delays are of sampled viewers.

${measured.filter(({ rounds }) => rounds.length > 0).map(({ section, rounds }) => `## ${section.title[0].toUpperCase()}${section.title.slice(1)}
*\`--only ${section.name}\`: ${provenance(rounds)}.*

${section.text(rounds)}
`).join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    writeFileSync(TARGET, report());
}
