import type { Participant } from '@plenum/client';
import { html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { TileSpec } from '../view/tiles.ts';
import { say } from '../words/say.ts';
import { avatar } from './avatar.ts';
import { icon } from './icons.ts';
import { attach, releaseWhenGone } from './media-source.ts';
import { PageElement } from './page-element.ts';

/**
 * A picture of one of the others, a camera's or a shared screen's, with name and state. Sound is not here: who is on another page is
 * heard as well. Dispatches `pin` when the person wants it large, or no more.
 */
export class Tile extends PageElement {
  static override properties = {
    spec: { attribute: false },
    isPinned: { attribute: false },
    isSpeaking: { attribute: false },
  };

  declare spec: TileSpec | null;
  declare isPinned: boolean;
  declare isSpeaking: boolean;
  #listened: Participant | null = null;
  #stopListening: () => void = () => undefined;

  constructor() {
    super();
    this.spec = null;
    this.isPinned = false;
    this.isSpeaking = false;
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
    this.#listened = null;
    releaseWhenGone(this);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('spec')) {
      this.#listen();
    }
    this.ariaLabel = this.#label;
    this.toggleAttribute('data-speaking', this.isSpeaking);
    this.toggleAttribute('data-screen', this.spec?.source === 'screen');
  }

  get #label(): string {
    const { spec } = this;
    const name = spec?.participant?.name ?? '';
    return spec?.source === 'screen' ? say('tile.screenOf', { name }) : name;
  }

  get #track(): MediaStreamTrack | null {
    const participant = this.spec?.participant;
    if (!participant) {
      return null;
    }
    const { source, publication } = this.spec ?? {};
    return source === 'screen'
      ? (participant.tracks.find((each) => each.publication === publication)?.track ?? null)
      : participant.videoTrack;
  }

  protected override render(): TemplateResult | null {
    const { spec } = this;
    const participant = spec?.participant;
    if (!spec || !participant) {
      return null;
    }
    const isCamera = spec.source === 'camera';
    const hasPicture = this.#track !== null && (!isCamera || participant.isSending('camera'));
    return html`
      ${isCamera ? avatar(participant.name) : null}
      <video autoplay playsinline muted .muted=${true} ?hidden=${!hasPicture}></video>
      ${participant.isReconnecting ? html`<span class="tile-trouble">${icon('again')}${say('tile.reconnecting')}</span>` : null}
      ${isCamera && participant.handRaisedAt !== null
        ? html`<span class="tile-hand" role="img" aria-label=${say('tile.hand')}>${icon('hand')}</span>`
        : null}
      <span class="badge">
        ${isCamera && !participant.isSending('microphone')
          ? html`<span class="badge-muted" role="img" aria-label=${say('tile.muted')}>${icon('microphoneOff')}</span>`
          : null}
        ${isCamera ? null : icon('screen')}
        <span class="badge-name" aria-hidden="true">${this.#label}</span>
      </span>
      <span class="tile-tools">
        ${hasPicture && document.pictureInPictureEnabled
          ? html`<button
              type="button"
              class="tile-tool"
              aria-label=${say('tile.pictureInPicture', { name: this.#label })}
              @click=${this.#pictureInPicture}
            >
              ${icon('pictureInPicture')}
            </button>`
          : null}
        <button
          type="button"
          class="tile-tool"
          aria-pressed=${this.isPinned ? 'true' : 'false'}
          aria-label=${say(this.isPinned ? 'tile.unpin' : 'tile.pin', { name: this.#label })}
          @click=${this.#pin}
        >
          ${icon('pin')}
        </button>
      </span>
    `;
  }

  protected override updated(): void {
    const video = this.querySelector('video');
    if (video !== null) {
      attach(video, this.#track);
    }
  }

  readonly #pin = (): void => {
    this.dispatchEvent(new CustomEvent('pin', { bubbles: true, detail: this.spec?.key }));
  };

  readonly #pictureInPicture = async (): Promise<void> => {
    const video = this.querySelector('video');
    if (video === null) {
      return;
    }
    try {
      await (document.pictureInPictureElement === video ? document.exitPictureInPicture() : video.requestPictureInPicture());
    } catch {
      // The browser has its reasons; the picture stays where it is.
    }
  };

  #listen(): void {
    const participant = this.spec?.participant ?? null;
    if (participant === this.#listened) {
      return;
    }
    this.#stopListening();
    this.#listened = participant;
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
