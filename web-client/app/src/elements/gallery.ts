import type { Participant } from '@plenum/client';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { layoutGallery } from '../layout/gallery.ts';
import { PageElement } from './page-element.ts';
import './own-tile.ts';
import './tile.ts';

export interface OwnPicture {
  readonly name: string;
  readonly track: MediaStreamTrack | null;
  readonly isMuted: boolean;
}

/** Everybody, as large as the space allows. With one other person the own picture lies small in the corner. */
export class Gallery extends PageElement {
  static override properties = {
    participants: { attribute: false },
    own: { attribute: false },
    width: { state: true },
    height: { state: true },
  };

  declare participants: readonly Participant[];
  declare own: OwnPicture;
  declare width: number;
  declare height: number;
  readonly #resizes = new ResizeObserver(([entry]) => {
    if (entry !== undefined) {
      this.width = entry.contentRect.width;
      this.height = entry.contentRect.height;
    }
  });

  constructor() {
    super();
    this.participants = [];
    this.own = { name: '', track: null, isMuted: false };
    this.width = 0;
    this.height = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes.disconnect();
  }

  protected override willUpdate(): void {
    const inGrid = this.participants.length + (this.#isOwnFloating ? 0 : 1);
    const gap = Number.parseFloat(getComputedStyle(this).columnGap) || 0;
    const { tileWidth, tileHeight } = layoutGallery(inGrid, this.width, this.height, gap);
    this.style.setProperty('--tile-width', `${tileWidth}px`);
    this.style.setProperty('--tile-height', `${tileHeight}px`);
  }

  get #isOwnFloating(): boolean {
    return this.participants.length === 1;
  }

  protected override render(): TemplateResult {
    const { own } = this;
    return html`
      ${repeat(
        this.participants,
        ({ id }) => id,
        (participant) => html`<plenum-tile .participant=${participant}></plenum-tile>`,
      )}
      <plenum-own-tile
        ?data-floating=${this.#isOwnFloating}
        .name=${own.name}
        .track=${own.track}
        .isMuted=${own.isMuted}
      ></plenum-own-tile>
    `;
  }
}

customElements.define('plenum-gallery', Gallery);
