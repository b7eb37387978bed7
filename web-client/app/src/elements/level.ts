import { html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { say } from '../words/say.ts';
import { PageElement } from './page-element.ts';

const LOOKS_PER_SECOND = 15;
/** What is quieter than this, in decibels of full scale, is silence. */
const SILENCE_DB = -60;

/** How loud a microphone is, so that one sees that one is heard. */
export class Level extends PageElement {
  static override properties = { track: { attribute: false }, level: { state: true } };

  declare track: MediaStreamTrack | null;
  /** 0 to 100. */
  declare level: number;
  #stop: () => void = () => undefined;

  constructor() {
    super();
    this.track = null;
    this.level = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('track')) {
      this.#stop();
      this.level = 0;
      if (this.track !== null) {
        this.#listen(this.track);
      }
    }
  }

  protected override render(): TemplateResult {
    return html`<span class="level" role="meter" aria-label=${say('entry.level')} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${this.level}>
      <span class="level-bar"></span>
    </span>`;
  }

  protected override updated(): void {
    const bar = this.querySelector<HTMLElement>('.level-bar');
    if (bar !== null) {
      bar.style.scale = `${this.level / 100} 1`;
    }
  }

  #listen(track: MediaStreamTrack): void {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 512 });
    const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const decibels = power === 0 ? SILENCE_DB : 10 * Math.log10(power);
      this.level = Math.round(100 * Math.min(1, Math.max(0, 1 - decibels / SILENCE_DB)));
    }, 1_000 / LOOKS_PER_SECOND);
    this.#stop = () => {
      clearInterval(timer);
      void context.close();
      this.#stop = () => undefined;
    };
  }
}

customElements.define('plenum-level', Level);
