import type { Room } from '@plenum/client';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { PageElement } from '../elements/page-element.ts';
import { icon } from '../elements/icons.ts';
import { currentLanguage, say } from '../words/say.ts';
import { piecesOf, turnsOf } from './chat-lines.ts';
import type { Turn } from './chat-lines.ts';

const MOST_CHARACTERS = 4_096;
/** So near to the end counts as being there. */
const NEAR_PIXELS = 48;

/** What is written in the room, and a field to write in. */
export class ChatPanel extends PageElement {
  static override properties = { room: { attribute: false }, to: { state: true }, problem: { state: true }, hasNews: { state: true } };

  declare room: Room | null;
  /** Id of the only receiver; empty for everyone. */
  declare to: string;
  declare problem: string | null;
  declare hasNews: boolean;
  #stops: readonly (() => void)[] = [];
  #isAtEnd = true;

  constructor() {
    super();
    this.room = null;
    this.to = '';
    this.problem = null;
    this.hasNews = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('room')) {
      this.#stop();
      const { room } = this;
      const refresh = (): void => {
        this.requestUpdate();
      };
      this.#stops =
        room === null
          ? []
          : [
              room.on('chat', ({ participant }) => {
                this.#isAtEnd ||= participant === room.participantId;
                this.hasNews = !this.#isAtEnd;
                refresh();
              }),
              room.on('stateChanged', refresh),
              room.on('rightsChanged', refresh),
              room.on('settingsChanged', refresh),
              room.on('participantLeft', ({ id }) => {
                if (this.to === id) {
                  this.to = '';
                }
                refresh();
              }),
              room.on('participantJoined', refresh),
            ];
    }
  }

  protected override render(): TemplateResult | null {
    const { room } = this;
    if (room === null) {
      return null;
    }
    const turns = turnsOf(room.chat.history);
    return html`
      <div class="chat-log" role="log" tabindex="0" aria-label=${say('control.chat')} @scroll=${this.#scrolled}>
        ${turns.length === 0 ? html`<p class="panel-empty">${say('chat.empty')}</p>` : nothing}
        ${repeat(
          turns,
          ({ key }) => key,
          (turn) => this.#turn(room, turn),
        )}
      </div>
      ${this.hasNews ? html`<button type="button" class="button button-small chat-news" @click=${this.#toEnd}>${say('chat.news')}</button>` : nothing}
      ${room.rights.chat ? this.#form(room) : html`<p class="panel-empty">${say('chat.off')}</p>`}
    `;
  }

  protected override updated(): void {
    const log = this.querySelector('.chat-log');
    if (log !== null && this.#isAtEnd) {
      log.scrollTop = log.scrollHeight;
    }
  }

  #turn(room: Room, { participant, name, at, to, messages }: Turn): TemplateResult {
    const isOwn = participant === room.participantId;
    const time = new Date(at).toLocaleTimeString(currentLanguage(), { hour: '2-digit', minute: '2-digit' });
    const receiver = to === null ? null : to === room.participantId ? say('tile.you') : (room.participants.find(({ id }) => id === to)?.name ?? '…');
    return html`<article class="chat-turn ${isOwn ? 'chat-own' : ''}">
      <p class="chat-who">
        <strong>${isOwn ? say('tile.you') : name}</strong>
        ${receiver === null ? nothing : html`<span class="chat-whisper">${say('chat.onlyTo', { name: receiver })}</span>`}
        <time datetime=${new Date(at).toISOString()}>${time}</time>
      </p>
      ${messages.map(
        ({ text }) =>
          html`<p class="chat-text">${piecesOf(text).map(({ text: piece, isLink }) =>
            isLink ? html`<a href=${piece} target="_blank" rel="noopener noreferrer nofollow">${piece}</a>` : piece,
          )}</p>`,
      )}
    </article>`;
  }

  #form(room: Room): TemplateResult {
    return html`<form class="chat-form" @submit=${this.#submit}>
      ${room.participants.length === 0
        ? nothing
        : html`<label class="chat-to"
            >${say('chat.to')}
            <select .value=${this.to} @change=${this.#receiverChosen}>
              <option value="">${say('chat.everyone')}</option>
              ${room.participants.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.to}>${name}</option>`)}
            </select></label
          >`}
      <div class="chat-write">
        <textarea
          rows="1"
          maxlength=${MOST_CHARACTERS}
          aria-label=${say('chat.message')}
          placeholder=${say('chat.message')}
          aria-invalid=${this.problem === null ? 'false' : 'true'}
          @keydown=${this.#typed}
          @input=${this.#grow}
        ></textarea>
        <button type="submit" class="chat-send" aria-label=${say('chat.send')}>${icon('send')}</button>
      </div>
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
    </form>`;
  }

  readonly #receiverChosen = ({ target }: Event): void => {
    this.to = target instanceof HTMLSelectElement ? target.value : '';
  };

  readonly #scrolled = ({ target }: Event): void => {
    if (target instanceof HTMLElement) {
      this.#isAtEnd = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR_PIXELS;
      this.hasNews &&= !this.#isAtEnd;
    }
  };

  readonly #toEnd = (): void => {
    this.#isAtEnd = true;
    this.hasNews = false;
    this.requestUpdate();
  };

  readonly #typed = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void this.#send();
    }
  };

  readonly #grow = ({ target }: Event): void => {
    if (target instanceof HTMLTextAreaElement) {
      this.problem = null;
      target.rows = Math.min(6, target.value.split('\n').length);
    }
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#send();
  };

  /** What could not be sent stays in the field. */
  async #send(): Promise<void> {
    const field = this.querySelector('textarea');
    const text = field?.value.trim() ?? '';
    if (field === null || text === '' || this.room === null) {
      return;
    }
    try {
      field.value = '';
      field.rows = 1;
      this.#isAtEnd = true;
      await this.room.chat.send(text, this.to === '' ? {} : { to: this.to });
      this.problem = null;
    } catch (error) {
      field.value = text;
      this.problem = error instanceof Error ? error.message : String(error);
    }
    field.focus();
  }

  #stop(): void {
    this.#stops.forEach((stop) => {
      stop();
    });
    this.#stops = [];
  }
}

customElements.define('plenum-chat', ChatPanel);
