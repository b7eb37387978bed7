import uPlot from 'uplot';
import type { Numbers } from './api.ts';
import { clock, newest } from './figures.ts';

/** One line of a chart. */
export interface Line {
  label: string;
  values: Numbers;
}

interface Drawn {
  box: HTMLElement;
  figure: HTMLElement;
  plot: uPlot;
}

const HEIGHT = 150;
const COLOURS = ['--accent', '--words-danger', '--ink-soft'];

/** Charts by title, kept and given new numbers for as long as the page shows the same thing. */
export class Charts {
  readonly element = document.createElement('div');
  private readonly drawn = new Map<string, Drawn>();

  constructor() {
    this.element.className = 'charts';
  }

  /** Shows lines, which all end at one tick. */
  show(title: string, lines: Line[], end: number, tickMillis: number, format: (value: number) => string): void {
    const count = lines[0]?.values.length ?? 0;
    const times = Array.from({ length: count }, (_, i) => (end - (count - 1 - i) * tickMillis) / 1_000);
    const data: uPlot.AlignedData = [times, ...lines.map((line) => [...line.values])];
    const known = this.drawn.get(title) ?? this.draw(title, lines, data, format);
    known.plot.setData(data);
    known.figure.textContent = lines.map((line) => format(newest(line.values))).join(' · ');
  }

  private draw(title: string, lines: Line[], data: uPlot.AlignedData, format: (value: number) => string): Drawn {
    const box = document.createElement('section');
    box.className = 'chart';
    const heading = document.createElement('h3');
    const figure = document.createElement('strong');
    heading.append(title, figure);
    box.append(heading);
    this.element.append(box);
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis: uPlot.Axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    const plot = new uPlot(
      {
        width: Math.max(280, box.clientWidth - 24),
        height: HEIGHT,
        legend: { show: lines.length > 1 },
        scales: { y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
        axes: [{ ...axis, values: (_, ticks) => ticks.map((tick) => clock(1_000 * tick).slice(0, 5)) }, { ...axis, size: 80, values: (_, ticks) => ticks.map(format) }],
        series: [
          {},
          ...lines.map((line, i) => ({
            label: line.label,
            stroke: colour(COLOURS[i % COLOURS.length] ?? '--accent'),
            width: 1.5,
            value: (_: uPlot, value: number | null) => (value === null ? '' : format(value)),
          })),
        ],
      },
      data,
      box,
    );
    const made = { box, figure, plot };
    this.drawn.set(title, made);
    return made;
  }

  /** Fits the charts into a window of another size. */
  resize(): void {
    for (const { box, plot } of this.drawn.values()) {
      plot.setSize({ width: Math.max(280, box.clientWidth - 24), height: HEIGHT });
    }
  }
}
