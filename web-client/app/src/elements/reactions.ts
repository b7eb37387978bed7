import type { Room } from '@plenum/client';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { say } from '../words/say.ts';
import { PageElement } from './page-element.ts';

const SHOWN_MILLIS = 4_000;
const MOST = 20;
/** Where they rise, in hundredths of the width: never twice in a row at the same place. */
const LANES = [12, 46, 28, 70, 20, 58, 38] as const;

interface Shown {
  readonly number: number;
  readonly emoji: string;
  readonly name: string;
}

/** Everybody's emoji, rising for a few seconds. */
export class Reactions extends PageElement {
  static override properties = { room: { attribute: false }, shown: { state: true } };

  declare room: Room | null;
  declare shown: readonly Shown[];
  #number = 0;
  #stop: () => void = () => undefined;

  constructor() {
    super();
    this.room = null;
    this.shown = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const { room } = this;
    if (changed.has('room')) {
      this.#stop();
      this.#stop =
        room?.on('reaction', ({ participant, reaction }) => {
          const name = participant === room.participantId ? say('tile.you') : room.participants.find(({ id }) => id === participant)?.name;
          this.#show(reaction, name ?? '');
        }) ?? ((): void => undefined);
    }
  }

  protected override render(): TemplateResult {
    return html`${repeat(
      this.shown,
      ({ number }) => number,
      ({ number, emoji, name }) =>
        html`<span class="reaction" data-lane=${number % LANES.length}><span class="reaction-emoji">${emoji}</span><span class="reaction-name">${name}</span></span>`,
    )}`;
  }

  protected override updated(): void {
    for (const element of this.querySelectorAll<HTMLElement>('.reaction')) {
      element.style.insetInlineStart = `${LANES[Number(element.dataset['lane'])] ?? 0}%`;
    }
  }

  #show(emoji: string, name: string): void {
    const number = (this.#number += 1);
    this.shown = [...this.shown.slice(1 - MOST), { number, emoji, name }];
    setTimeout(() => {
      this.shown = this.shown.filter((each) => each.number !== number);
    }, SHOWN_MILLIS);
  }
}

const EMOJI: readonly (readonly [string, 'thumb' | 'heart' | 'clap' | 'laugh' | 'wow' | 'sad' | 'party' | 'think'])[] = [
  ['👍', 'thumb'],
  ['❤️', 'heart'],
  ['👏', 'clap'],
  ['😂', 'laugh'],
  ['😮', 'wow'],
  ['😢', 'sad'],
  ['🎉', 'party'],
  ['🤔', 'think'],
];

/** A row of emoji to choose from. Dispatches `react` with one of them, `close` on Escape. */
export class ReactionPicker extends PageElement {
  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'menu';
    this.addEventListener('keydown', this.#onKey);
  }

  protected override render(): TemplateResult {
    this.ariaLabel = say('control.react');
    return html`${EMOJI.map(
      ([emoji, name]) => html`<button
        type="button"
        role="menuitem"
        class="reaction-choice"
        aria-label=${say(`reaction.${name}`)}
        @click=${() => {
          this.dispatchEvent(new CustomEvent('react', { detail: emoji }));
        }}
      >
        ${emoji}
      </button>`,
    )}`;
  }

  protected override firstUpdated(): void {
    this.querySelector('button')?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    const choices = [...this.querySelectorAll('button')];
    const at = choices.findIndex((each) => each === document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      choices.at(next % choices.length)?.focus();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.dispatchEvent(new CustomEvent('close'));
    }
  };
}

customElements.define('plenum-reactions', Reactions);
customElements.define('plenum-reaction-picker', ReactionPicker);
