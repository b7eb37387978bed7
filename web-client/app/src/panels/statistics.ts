import type { Room, StatsSample, TileStats } from '@plenum/client';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { PageElement } from '../elements/page-element.ts';
import { say } from '../words/say.ts';
import type { Key } from '../words/say.ts';
import { bitrate, millis, share, size } from './figures.ts';
import './plot.ts';

/** Why the server sends no more, in words for the one who sees less. A newer server's reason is shown as it is. */
const REASONS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['none', 'reason.none'],
  ['bandwidth', 'reason.bandwidth'],
  ['not visible', 'reason.notVisible'],
  ['tile size', 'reason.tileSize'],
  ['publisher sends less', 'reason.publisher'],
  ['viewer asked', 'reason.viewer'],
  ['server load', 'reason.load'],
]);

/** How the connection does, picture by picture, now and over the last five minutes. */
export class StatisticsPanel extends PageElement {
  static override properties = { room: { attribute: false }, chosen: { state: true } };

  declare room: Room | null;
  /** Key of the picture whose plot is shown; null for all together. */
  declare chosen: string | null;
  #stop: () => void = () => undefined;

  constructor() {
    super();
    this.room = null;
    this.chosen = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('room')) {
      this.#stop();
      this.#stop =
        this.room?.on('statsSampled', () => {
          this.requestUpdate();
        }) ?? ((): void => undefined);
    }
  }

  protected override render(): TemplateResult | null {
    const { room } = this;
    if (room === null) {
      return null;
    }
    const now = room.statsHistory.latest;
    if (now === null) {
      return html`<p class="panel-empty">${say('statistics.none')}</p>`;
    }
    const tile = now.tiles.find(({ key }) => key === this.chosen);
    return html`
      <dl class="figures">
        ${figure('statistics.receiving', bitrate(now.receivingBps))} ${figure('statistics.sending', bitrate(now.sendingBps))}
        ${figure('statistics.downlink', bitrate(now.downlinkEstimateBps))} ${figure('statistics.uplink', bitrate(now.uplinkEstimateBps))}
        ${figure('statistics.roundTrip', millis(now.roundTripMillis))}
      </dl>
      <p class="plot-legend">
        ${tile === undefined
          ? html`<span data-line="in">${say('statistics.receiving')}</span><span data-line="out">${say('statistics.sending')}</span
              ><span data-line="estimate">${say('statistics.downlink')}</span>`
          : html`<span data-line="in">${this.#nameOf(room, tile)}</span>
              <button type="button" class="link-button" @click=${() => (this.chosen = null)}>${say('statistics.all')}</button>`}
      </p>
      ${this.#plot(room, tile)}
      <div class="stat-tiles">
        ${repeat(
          now.tiles,
          ({ key, direction }) => `${direction} ${key}`,
          (each) => this.#tile(room, each),
        )}
      </div>
      <button type="button" class="button button-quiet" @click=${this.#download}>${say('statistics.download')}</button>
    `;
  }

  #plot({ statsHistory }: Room, tile: TileStats | undefined): TemplateResult {
    const { samples } = statsHistory;
    const line = (label: string, colour: string, value: (sample: StatsSample) => number | null) => ({ label, colour, values: samples.map(value) });
    const lines =
      tile === undefined
        ? [
            line('in', '--plot-in', ({ receivingBps }) => receivingBps),
            line('out', '--plot-out', ({ sendingBps }) => sendingBps),
            line('estimate', '--plot-estimate', ({ downlinkEstimateBps }) => downlinkEstimateBps),
          ]
        : [{ label: tile.key, colour: '--plot-in', values: statsHistory.series(tile.key, ({ bitrateBps }) => bitrateBps).map(({ value }) => value) }];
    return html`<plenum-plot .times=${samples.map(({ at }) => at / 1_000)} .lines=${lines}></plenum-plot>`;
  }

  #tile(room: Room, tile: TileStats): TemplateResult {
    const isVideo = tile.kind === 'video';
    const reason = tile.reason === null ? null : REASONS.get(tile.reason);
    const words = reason === undefined ? tile.reason : reason === null ? null : say(reason);
    return html`<button
      type="button"
      class="stat-tile"
      aria-pressed=${this.chosen === tile.key ? 'true' : 'false'}
      @click=${() => (this.chosen = this.chosen === tile.key ? null : tile.key)}
    >
      <span class="stat-name">${this.#nameOf(room, tile)}</span>
      <span class="stat-figures">
        ${isVideo ? html`<span>${size(tile.width, tile.height, tile.framesPerSecond)}</span>` : nothing}<span>${bitrate(tile.bitrateBps)}</span
        ><span>${say('statistics.loss', { share: share(tile.lossRatio) })}</span
        ><span>${say('statistics.roundTripOf', { millis: millis(tile.roundTripMillis) })}</span><span>${tile.codec ?? '–'}</span>
      </span>
      ${words === null || !isVideo ? nothing : html`<span class="stat-reason">${words}</span>`}
      ${tile.qualityLimitation === null || tile.qualityLimitation === 'none'
        ? nothing
        : html`<span class="stat-reason">${say(tile.qualityLimitation === 'cpu' ? 'statistics.limitedCpu' : 'statistics.limitedBandwidth')}</span>`}
    </button>`;
  }

  #nameOf(room: Room, { participant, source, rid }: TileStats): string {
    const name = participant === null ? say('tile.you') : (room.participants.find(({ id }) => id === participant)?.name ?? '…');
    return `${name} · ${say(`source.${source}`)}${rid === null ? '' : ` (${rid})`}`;
  }

  readonly #download = async (): Promise<void> => {
    const { room } = this;
    if (room === null) {
      return;
    }
    const { raw } = await room.stats();
    const content = { at: new Date().toISOString(), browser: navigator.userAgent, samples: room.statsHistory.samples, allocation: room.allocation, report: raw };
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: 'application/json' }));
    link.download = `plenum-statistics-${new Date().toISOString().replace(/[:.]/gu, '-')}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
}

function figure(words: Key, value: string): TemplateResult {
  return html`<div><dt>${say(words)}</dt><dd>${value}</dd></div>`;
}

customElements.define('plenum-statistics', StatisticsPanel);
