import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { avatar } from './avatar.ts';
import { icon } from './icons.ts';
import { attach } from './media-source.ts';
import { PageElement } from './page-element.ts';

/** The own picture, mirrored as people know themselves. */
export class OwnTile extends PageElement {
  static override properties = {
    name: {},
    track: { attribute: false },
    isMuted: { attribute: false },
  };

  declare name: string;
  declare track: MediaStreamTrack | null;
  declare isMuted: boolean;

  constructor() {
    super();
    this.name = '';
    this.track = null;
    this.isMuted = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add('tile', 'tile-own');
    this.role = 'region';
    this.ariaLabel = 'Your picture';
  }

  protected override render(): TemplateResult {
    return html`
      ${avatar(this.name)}
      <video autoplay playsinline muted .muted=${true} ?hidden=${this.track === null}></video>
      <span class="badge">
        ${this.isMuted ? html`<span class="badge-muted" role="img" aria-label="Muted">${icon('microphoneOff')}</span>` : null}
        <span class="badge-name">You</span>
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
