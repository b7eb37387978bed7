import type { Participant, ViewTile } from '@plenum/client';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { layoutStage } from '../layout/stage.ts';
import type { Place, Stage } from '../layout/stage.ts';
import { OWN_KEY, tilesOf } from '../view/tiles.ts';
import type { TileSpec } from '../view/tiles.ts';
import type { ViewState } from '../view/view-state.ts';
import { INITIAL_VIEW } from '../view/view-state.ts';
import { say } from '../words/say.ts';
import { icon } from './icons.ts';
import { PageElement } from './page-element.ts';
import './own-tile.ts';
import './tile.ts';

export interface OwnPicture {
  readonly name: string;
  readonly track: MediaStreamTrack | null;
  readonly isMuted: boolean;
  readonly isHandRaised: boolean;
}

/** Tells what is on the page and how large. */
export type Shown = CustomEvent<readonly ViewTile[]>;

/**
 * The stage: everybody, or whoever is looked at with the others beside. Each tile stays the same element wherever it lies, so that
 * no picture starts anew. Dispatches `shown` whenever sizes or pages change, `turn` with the number of a page.
 */
export class Gallery extends PageElement {
  static override properties = {
    participants: { attribute: false },
    own: { attribute: false },
    view: { attribute: false },
    speaker: { attribute: false },
    width: { state: true },
    height: { state: true },
  };

  declare participants: readonly Participant[];
  declare own: OwnPicture;
  declare view: ViewState;
  /** Who speaks; null where nobody is known to. */
  declare speaker: string | null;
  declare width: number;
  declare height: number;
  #tiles: readonly TileSpec[] = [];
  #stage: Stage = { places: new Map(), page: 0, pages: 1 };
  readonly #resizes = new ResizeObserver(([entry]) => {
    if (entry !== undefined) {
      this.width = entry.contentRect.width;
      this.height = entry.contentRect.height;
    }
  });

  constructor() {
    super();
    this.participants = [];
    this.own = { name: '', track: null, isMuted: false, isHandRaised: false };
    this.view = INITIAL_VIEW;
    this.speaker = null;
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
    const { mode, pinned, page } = this.view;
    this.#tiles = tilesOf(this.participants);
    this.#stage = layoutStage(
      this.#tiles.map(({ key, source }) => ({ key, isScreen: source === 'screen' })),
      {
        width: this.width,
        height: this.height,
        gap: this.width < 640 ? 8 : 12,
        mode,
        pinned,
        speaker: this.speaker,
        own: OWN_KEY,
        page,
      },
    );
  }

  protected override render(): TemplateResult {
    const { places, page, pages } = this.#stage;
    return html`
      ${repeat(
        this.#tiles.filter(({ key }) => places.has(key)),
        ({ key }) => key,
        (tile) => this.#tile(tile),
      )}
      ${pages > 1 ? this.#pager(page, pages) : null}
    `;
  }

  protected override updated(): void {
    const ratio = window.devicePixelRatio;
    const shown = this.#tiles.flatMap(({ key, participant, source, publication }): ViewTile[] => {
      const place = this.#stage.places.get(key);
      if (participant === null || place === undefined || place.width === 0) {
        return [];
      }
      return [
        {
          participant,
          source,
          ...(publication === null ? {} : { publication }),
          width: Math.round(place.width * ratio),
          height: Math.round(place.height * ratio),
          visible: true,
          pinned: this.view.pinned === key,
        },
      ];
    });
    this.dispatchEvent(new CustomEvent('shown', { detail: shown }));
    for (const element of this.querySelectorAll<HTMLElement>('[data-key]')) {
      const place = this.#stage.places.get(element.dataset['key'] ?? '');
      if (place !== undefined) {
        lay(element, place);
      }
    }
  }

  #tile(tile: TileSpec): TemplateResult {
    const { own, view } = this;
    if (tile.participant === null) {
      return html`<plenum-own-tile
        data-key=${tile.key}
        .name=${own.name}
        .track=${own.track}
        .isMuted=${own.isMuted}
        .isHandRaised=${own.isHandRaised}
      ></plenum-own-tile>`;
    }
    return html`<plenum-tile
      data-key=${tile.key}
      .spec=${tile}
      .isPinned=${view.pinned === tile.key}
      .isSpeaking=${tile.source === 'camera' && tile.participant.id === this.speaker}
    ></plenum-tile>`;
  }

  #pager(page: number, pages: number): TemplateResult {
    const turn = (to: number) => (): void => {
      this.dispatchEvent(new CustomEvent('turn', { detail: to }));
    };
    return html`<nav class="pager" aria-label=${say('call.page', { page: page + 1, pages })}>
      <button type="button" class="pager-turn" aria-label=${say('control.back')} ?disabled=${page === 0} @click=${turn(page - 1)}>
        ${icon('back')}
      </button>
      <span aria-hidden="true">${page + 1} / ${pages}</span>
      <button type="button" class="pager-turn" aria-label=${say('control.next')} ?disabled=${page === pages - 1} @click=${turn(page + 1)}>
        ${icon('next')}
      </button>
    </nav>`;
  }
}

/** By way of the style object, which a strict content policy allows. */
function lay(element: HTMLElement, { x, y, width, height, isFloating, isLarge }: Place): void {
  element.style.transform = `translate(${x}px, ${y}px)`;
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
  element.toggleAttribute('data-floating', isFloating);
  element.toggleAttribute('data-large', isLarge);
  element.toggleAttribute('data-small', width < 240);
}

customElements.define('plenum-gallery', Gallery);
