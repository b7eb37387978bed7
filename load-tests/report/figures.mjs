// Small arithmetic and Markdown that every section uses.
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
export const fixed = (value, digits = 2) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
export const whole = (value) => (Number.isFinite(value) ? Math.round(value).toLocaleString('en') : '–');
export const percent = (share) => (Number.isFinite(share) ? `${Math.round(100 * share)} %` : '–');

export const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Median, and in parentheses the least and the most where there are several. */
export function spread(values, digits = 2) {
    const middle = fixed(median(values), digits);
    return values.length > 1 ? `**${middle}** (${fixed(Math.min(...values), digits)} to ${fixed(Math.max(...values), digits)})` : `**${middle}**`;
}

// Of a run of the load generator.
export const microsPerPacket = (run) => (1e6 * run.serverCpuSeconds) / run.figures.packets;
export const packetsPerSecond = (run) => run.figures.packets / run.figures.seconds;
export const serverShare = (run) => run.serverCpuSeconds / run.figures.seconds;
export const generatorShare = (run) => run.ownCpuSeconds / run.figures.seconds;

/** The generator has no more to give from here on: its figures are no longer the server's. */
export const GENERATOR_LIMIT = 0.95;

/**
 * A line of the table of targets.
 *
 * @param measured number, or undefined if it was not measured
 * @param holds whether a number meets the target
 * @param show the number for people
 */
export function target(what, wanted, measured, holds, show = (value) => fixed(value)) {
    const known = Number.isFinite(measured);
    return { what, wanted, measured: known ? show(measured) : '', verdict: known ? (holds(measured) ? 'met' : '**missed**') : 'not measured' };
}

/** The median over rounds of what a function finds in each; undefined if there are none. */
export const over = (rounds, find) => (rounds.length === 0 ? undefined : median(rounds.map(find)));

/** Lengths of runs as a table: how many messages of each length, and which share of the datagrams was in them. */
export function runTable(byName) {
    const lengths = [...new Set(Object.values(byName).flatMap((runs) => Object.keys(runs).map(Number)))].toSorted((a, b) => a - b);
    const datagrams = (runs) => Object.entries(runs).reduce((sum, [length, messages]) => sum + length * messages, 0);
    const rows = lengths.map((length) => [
        length,
        ...Object.values(byName).flatMap((runs) => [whole(runs[length] ?? 0), percent((length * (runs[length] ?? 0)) / datagrams(runs))]),
    ]);
    const messages = (runs) => Object.values(runs).reduce((sum, each) => sum + each, 0);
    rows.push(['mean', ...Object.values(byName).flatMap((runs) => [`**${fixed(datagrams(runs) / messages(runs))}**`, ''])]);
    return table(['datagrams', ...Object.keys(byName).flatMap((name) => [`${name}: messages`, 'of all datagrams'])], rows);
}
