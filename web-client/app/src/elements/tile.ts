import type { Participant } from '@plenum/client';
import { html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { avatar } from './avatar.ts';
import { icon } from './icons.ts';
import { attach } from './media-source.ts';
import { PageElement } from './page-element.ts';

/** One of the others: picture or initials, sound, name. Dispatches `soundrefused` when the browser does not start the sound by itself. */
export class Tile extends PageElement {
  static override properties = { participant: { attribute: false } };

  declare participant: Participant | null;
  #stopListening: () => void = () => undefined;

  constructor() {
    super();
    this.participant = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'group';
    this.classList.add('tile');
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening();
  }

  /** Starts the sound after a refusal; called from a click, which is what browsers want to see. */
  async startSound(): Promise<void> {
    await this.querySelector('audio')?.play();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('participant')) {
      this.#listen();
    }
    this.ariaLabel = this.participant?.name ?? '';
  }

  protected override render(): TemplateResult | null {
    const { participant } = this;
    if (participant === null) {
      return null;
    }
    const hasPicture = participant.isSending('camera') && participant.videoTrack !== null;
    return html`
      ${avatar(participant.name)}
      <video autoplay playsinline muted .muted=${true} ?hidden=${!hasPicture}></video>
      <audio autoplay></audio>
      <span class="badge">
        ${participant.isSending('microphone') ? null : html`<span class="badge-muted" role="img" aria-label="Muted">${icon('microphoneOff')}</span>`}
        <span class="badge-name" aria-hidden="true">${participant.name}</span>
      </span>
    `;
  }

  protected override updated(): void {
    const video = this.querySelector('video');
    const audio = this.querySelector('audio');
    if (video !== null) {
      attach(video, this.participant?.videoTrack ?? null);
    }
    if (audio !== null) {
      this.#hear(audio);
    }
  }

  #hear(audio: HTMLAudioElement): void {
    const before = audio.srcObject;
    attach(audio, this.participant?.audioTrack ?? null);
    if (audio.srcObject !== null && audio.srcObject !== before) {
      audio.play().catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'NotAllowedError') {
          this.dispatchEvent(new CustomEvent('soundrefused', { bubbles: true }));
        }
      });
    }
  }

  #listen(): void {
    this.#stopListening();
    const { participant } = this;
    if (participant !== null) {
      const refresh = (): void => {
        this.requestUpdate();
      };
      const stops = [participant.on('changed', refresh), participant.on('trackChanged', refresh)];
      this.#stopListening = () => {
        stops.forEach((stop) => {
          stop();
        });
      };
    }
  }
}

customElements.define('plenum-tile', Tile);
