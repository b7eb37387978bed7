// What the dashboards of deploy/grafana show, without Grafana: each panel's queries evaluated by the Prometheus that they would ask.
import { readdirSync, readFileSync } from 'node:fs';

const DASHBOARDS = new URL('../../../deploy/grafana/', import.meta.url);
const BARS = '▁▂▃▄▅▆▇█';
const POINTS = 40;

/** Every query of every panel: {dashboard, panel, unit, legend, expression}, the variables replaced. */
export function panelQueries(interval) {
    return readdirSync(DASHBOARDS).flatMap((file) => {
        const { title, panels } = JSON.parse(readFileSync(new URL(file, DASHBOARDS), 'utf8'));
        return panels.flatMap((panel) =>
            panel.targets.map(({ expr, legendFormat }) => ({
                dashboard: title,
                panel: panel.title,
                unit: panel.fieldConfig?.defaults?.unit ?? 'short',
                legend: legendFormat,
                expression: expr.replaceAll('$__rate_interval', interval).replaceAll('$instance', '.*'),
            })));
    });
}

/** What is wrong with a value that a panel shows, or undefined. */
export function oddity(unit, value) {
    if (!Number.isFinite(value) || value < 0) {
        return `${value} is no ${unit}`;
    }
    return unit === 'percentunit' && value > 1.05 ? `${value} is more than all of it` : undefined;
}

const SIZES = [[1e9, 'G'], [1e6, 'M'], [1e3, 'k'], [1, '']];
const SMALL = [[1, ''], [1e-3, 'm'], [1e-6, 'µ']];
const UNITS = { bps: 'bit/s', pps: 'packets/s', s: 's', reqps: '/s', ops: '/s', bytes: 'B', short: '' };

/** As people read it, and as Grafana would show it. */
export function shown(unit, value) {
    if (unit === 'percentunit') {
        return `${(100 * value).toFixed(1)} %`;
    }
    const [size, prefix] = (unit === 's' ? SMALL : SIZES).find(([least]) => Math.abs(value) >= least) ?? [1, ''];
    return `${Number((value / size).toPrecision(3))} ${prefix}${UNITS[unit] ?? unit}`.trim();
}

/** The words of a series' labels in a panel's legend. */
export const named = (legend, labels) => legend.replaceAll(/\{\{(\w+)\}\}/gu, (_, label) => labels[label] ?? '').trim();

/** How a series went, as a row of bars. */
export function bars(values) {
    const most = Math.max(...values, 0);
    const least = Math.min(...values, most / 2);
    return values.map((value) => BARS[Math.round(((value - least) / (most - least || 1)) * (BARS.length - 1))]).join('');
}

/**
 * A page of Markdown about all panels.
 *
 * @param {(expression: string, step: number) => Promise<{metric: object, values: [number, string][]}[]>} range asks for how an
 *     expression went while the load ran
 */
export async function pageOfPanels({ seconds, command, about, range }) {
    const lines = [];
    let dashboard = '';
    for (const each of panelQueries('1m')) {
        if (each.dashboard !== dashboard) {
            dashboard = each.dashboard;
            lines.push('', `## ${dashboard}`, '| panel | | at the end | least to most | how it went |', '|---|---|---|---|---|');
        }
        const series = await range(each.expression, Math.ceil(seconds / POINTS));
        for (const { metric, values } of series) {
            const numbers = values.map(([, value]) => Number(value)).filter(Number.isFinite);
            if (numbers.length > 0) {
                const of = (value) => shown(each.unit, value);
                lines.push(
                    `| ${each.panel} | ${named(each.legend, { ...metric, instance: 'server' })} | **${of(numbers.at(-1))}** | ${of(Math.min(...numbers))} to ${of(Math.max(...numbers))} | ${bars(numbers)} |`,
                );
            }
        }
        if (series.length === 0) {
            lines.push(`| ${each.panel} | ${each.legend} | nothing | | |`);
        }
    }
    return `# What the dashboards show

The panels of \`deploy/grafana\`, evaluated by a Prometheus that scraped a server every second under a load of ${Math.round(seconds / 60)} minutes:
${about}.
Made anew by \`${command}\`, which also looks whether every panel has something to show and no value is out of its range. *nothing* is right where nothing went wrong.
${lines.join('\n')}
`;
}
