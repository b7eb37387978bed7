import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { say } from '../words/say.ts';
import { avatar } from './avatar.ts';
import { icon } from './icons.ts';
import { attach, releaseWhenGone } from './media-source.ts';
import { PageElement } from './page-element.ts';

/** The own picture, mirrored as people know themselves. */
export class OwnTile extends PageElement {
  static override properties = {
    name: {},
    track: { attribute: false },
    isMuted: { attribute: false },
    isHandRaised: { attribute: false },
  };

  declare name: string;
  declare track: MediaStreamTrack | null;
  declare isMuted: boolean;
  declare isHandRaised: boolean;

  constructor() {
    super();
    this.name = '';
    this.track = null;
    this.isMuted = false;
    this.isHandRaised = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add('tile', 'tile-own');
    this.role = 'region';
  }

  protected override willUpdate(): void {
    this.ariaLabel = say('tile.yourPicture');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    releaseWhenGone(this);
  }

  protected override render(): TemplateResult {
    return html`
      ${avatar(this.name)}
      <video autoplay playsinline muted .muted=${true} ?hidden=${this.track === null}></video>
      ${this.isHandRaised ? html`<span class="tile-hand" role="img" aria-label=${say('tile.hand')}>${icon('hand')}</span>` : null}
      <span class="badge">
        ${this.isMuted ? html`<span class="badge-muted" role="img" aria-label=${say('tile.muted')}>${icon('microphoneOff')}</span>` : null}
        <span class="badge-name">${say('tile.you')}</span>
      </span>
    `;
  }

  protected override updated(): void {
    const video = this.querySelector('video');
    if (video !== null) {
      attach(video, this.track);
    }
  }
}

customElements.define('plenum-own-tile', OwnTile);
