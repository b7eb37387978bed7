import type uPlot from 'uplot';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { PageElement } from '../elements/page-element.ts';
import { bitrate } from './figures.ts';

export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** Custom property of the page that has the colour. */
  readonly colour: string;
}

const HEIGHT = 150;

/** Bitrates over the last minutes. Decoration for the eyes: the figures stand in words beside it. */
export class Plot extends PageElement {
  static override properties = { times: { attribute: false }, lines: { attribute: false } };

  /** Seconds since 1970. */
  declare times: readonly number[];
  declare lines: readonly Line[];
  #plot: uPlot | null = null;
  #drawn = '';
  readonly #resizes = new ResizeObserver(() => {
    this.#plot?.setSize({ width: this.clientWidth, height: HEIGHT });
  });

  constructor() {
    super();
    this.times = [];
    this.lines = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
    this.#forget();
  }

  protected override render(): TemplateResult {
    return html`<div class="plot" aria-hidden="true"></div>`;
  }

  protected override updated(): void {
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const [{ default: Chart }] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]);
    const host = this.querySelector<HTMLElement>('.plot');
    if (host === null || !this.isConnected || this.times.length < 2) {
      return;
    }
    const style = getComputedStyle(this);
    const ink = style.color;
    const drawn = `${this.lines.map(({ label }) => label).join()} ${ink}`;
    if (drawn !== this.#drawn) {
      this.#forget();
      this.#drawn = drawn;
    }
    const data = [this.times, ...this.lines.map(({ values }) => values)] as unknown as uPlot.AlignedData;
    if (this.#plot !== null) {
      this.#plot.setData(data);
      return;
    }
    const axis = { stroke: ink, grid: { stroke: colourOf(host, '--plot-grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    this.#plot = new Chart(
      {
        width: this.clientWidth,
        height: HEIGHT,
        cursor: { drag: { x: false, y: false } },
        legend: { show: false },
        scales: { y: { range: (_, __, most) => [0, Math.max(100_000, most * 1.1)] } },
        axes: [
          { ...axis, values: (_, times) => times.map((time) => new Date(time * 1_000).toLocaleTimeString([], { timeStyle: 'medium', hour12: false })), space: 72, size: 28 },
          { ...axis, values: (_, rates) => rates.map((rate) => bitrate(rate)), size: 76 },
        ],
        series: [{}, ...this.lines.map(({ label, colour }) => ({ label, stroke: colourOf(host, colour), width: 2, points: { show: false } }))],
      },
      data,
      host,
    );
  }

  #forget(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }
}

/** As a canvas understands it: the property itself may be a choice between light and dark. */
function colourOf(host: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

customElements.define('plenum-plot', Plot);
