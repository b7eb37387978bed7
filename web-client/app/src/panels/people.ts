import type { Participant, Room, RoomSettings } from '@plenum/client';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../elements/icons.ts';
import { PageElement } from '../elements/page-element.ts';
import { currentLanguage, say } from '../words/say.ts';
import type { Key } from '../words/say.ts';
import { found, inOrder } from './people-order.ts';

const SEARCH_FROM = 8;
const EDGE_PIXELS = 8;
const ROLES = ['moderator', 'speaker', 'listener'] as const;

type Act = (room: Room) => Promise<void>;

/** Who is here, and what a moderator can do about it. */
export class PeoplePanel extends PageElement {
  static override properties = {
    room: { attribute: false },
    ownName: {},
    search: { state: true },
    menuOf: { state: true },
    problem: { state: true },
  };

  declare room: Room | null;
  declare ownName: string;
  declare search: string;
  /** Id of whose menu is open. */
  declare menuOf: string | null;
  declare problem: string | null;
  #stops: readonly (() => void)[] = [];

  constructor() {
    super();
    this.room = null;
    this.ownName = '';
    this.search = '';
    this.menuOf = null;
    this.problem = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const { room } = this;
    if (changed.has('room')) {
      this.#stop();
      const refresh = (): void => {
        this.requestUpdate();
      };
      const events = ['participantJoined', 'participantLeft', 'participantChanged', 'selfChanged', 'rightsChanged', 'settingsChanged', 'lobbyChanged'] as const;
      this.#stops = room === null ? [] : events.map((event) => room.on(event, refresh));
    }
  }

  protected override render(): TemplateResult | null {
    const { room } = this;
    if (room === null) {
      return null;
    }
    const people = inOrder(found(room.participants, this.search), currentLanguage());
    const isModerator = room.rights.moderate;
    return html`<div class="people">
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`} ${isModerator ? this.#lobby(room) : nothing}
      ${room.participants.length < SEARCH_FROM
        ? nothing
        : html`<input class="people-search" type="search" aria-label=${say('people.search')} placeholder=${say('people.search')} @input=${this.#searched} />`}
      <ul class="people-list" aria-label=${say('control.participants')}>
        ${this.search === '' ? this.#self(room) : nothing}
        ${repeat(
          people,
          ({ id }) => id,
          (person) => this.#person(person, isModerator),
        )}
      </ul>
      ${people.length === 0 && this.search !== '' ? html`<p class="panel-empty">${say('people.none')}</p>` : nothing}
      ${isModerator ? this.#controls(room) : nothing}
    </div>`;
  }

  /** Beside its button, and wholly on the screen. */
  protected override updated(): void {
    const menu = this.querySelector<HTMLElement>('.menu-below');
    const button = menu?.parentElement?.querySelector('button')?.getBoundingClientRect();
    if (menu && button !== undefined) {
      const { width, height } = menu.getBoundingClientRect();
      menu.style.left = `${Math.max(EDGE_PIXELS, button.right - width)}px`;
      menu.style.top = `${Math.max(EDGE_PIXELS, Math.min(button.bottom, innerHeight - height - EDGE_PIXELS))}px`;
    }
  }

  #self(room: Room): TemplateResult {
    return html`<li class="person">
      <span class="person-name">${room.self?.name ?? this.ownName} <span class="person-note">(${say('tile.you')})</span>${this.#role(room.role)}</span>
      ${room.isHandRaised ? this.#sign('hand', 'tile.hand') : nothing}
    </li>`;
  }

  #person(person: Participant, isModerator: boolean): TemplateResult {
    const { id, name } = person;
    return html`<li class="person">
      <span class="person-name">${name}${this.#role(person.role)}</span>
      ${person.isReconnecting ? this.#sign('again', 'tile.reconnecting') : nothing} ${person.handRaisedAt === null ? nothing : this.#sign('hand', 'tile.hand')}
      ${person.isSending('screen') ? this.#sign('screen', 'people.shares') : nothing}
      ${person.isSending('microphone') ? this.#sign('microphone', 'people.microphoneOn') : this.#sign('microphoneOff', 'tile.muted')}
      ${person.isSending('camera') ? this.#sign('camera', 'people.cameraOn') : this.#sign('cameraOff', 'people.cameraOff')}
      ${isModerator
        ? html`<span class="menu-anchor">
            <button
              type="button"
              class="notice-close"
              aria-label=${say('people.actions', { name })}
              aria-haspopup="menu"
              aria-expanded=${this.menuOf === id ? 'true' : 'false'}
              data-person=${id}
              @click=${() => {
                this.#openMenu(this.menuOf === id ? null : id);
              }}
            >
              ${icon('more')}
            </button>
            ${this.menuOf === id ? this.#menu(person) : nothing}
          </span>`
        : nothing}
    </li>`;
  }

  #role(role: string | null): TemplateResult | typeof nothing {
    const known = ROLES.find((each) => each === role);
    return known === undefined || known === 'speaker' ? nothing : html` <span class="person-role">${say(`role.${known}`)}</span>`;
  }

  #sign(drawing: Parameters<typeof icon>[0], words: Key): TemplateResult {
    return html`<span class="person-sign" role="img" aria-label=${say(words)}>${icon(drawing)}</span>`;
  }

  #menu(person: Participant): TemplateResult {
    const { id, name } = person;
    const item = (words: Key, act: Act, isDanger = false): TemplateResult =>
      html`<button type="button" role="menuitem" class="menu-item ${isDanger ? 'menu-danger' : ''}" @click=${() => this.#do(act)}>${say(words)}</button>`;
    return html`<div class="menu menu-below" role="menu" aria-label=${say('people.actions', { name })} @keydown=${this.#onMenuKey}>
      ${person.isSending('microphone')
        ? item('control.mute', (room) => room.moderate.mute(id))
        : item('people.askToUnmute', (room) => room.moderate.askToUnmute(id))}
      ${person.isSending('camera') ? item('control.stopVideo', (room) => room.moderate.stopVideo(id)) : nothing}
      ${person.isSending('screen') ? item('control.stopShare', (room) => room.moderate.stopShare(id)) : nothing}
      ${person.handRaisedAt === null ? nothing : item('control.lowerHand', (room) => room.moderate.lowerHand(id))}
      ${item('people.rename', (room) => {
        const wanted = window.prompt(say('people.newName'), name)?.trim();
        return wanted ? room.moderate.rename(id, wanted) : Promise.resolve();
      })}
      ${ROLES.filter((role) => role !== person.role).map((role) => item(`people.make.${role}`, (room) => room.moderate.setRole(id, role)))}
      ${item('people.remove', (room) => room.moderate.remove(id), true)}
      ${item(
        'people.ban',
        (room) => (window.confirm(say('people.ban.sure', { name })) ? room.moderate.ban(id) : Promise.resolve()),
        true,
      )}
    </div>`;
  }

  #lobby({ lobby }: Room): TemplateResult | typeof nothing {
    if (lobby.length === 0) {
      return nothing;
    }
    return html`<section class="people-lobby" aria-label=${say('people.lobby')}>
      <h3>${say('people.lobby')}</h3>
      <ul class="people-list">
        ${lobby.map(
          ({ id, name }) => html`<li class="person">
            <span class="person-name">${name}</span>
            <button type="button" class="button button-small" aria-label=${say('people.admitName', { name })} @click=${() => this.#do((room) => room.moderate.admit(id))}>
              ${say('call.admit')}
            </button>
            <button type="button" class="button button-quiet" aria-label=${say('people.refuseName', { name })} @click=${() => this.#do((room) => room.moderate.refuse(id))}>
              ${say('people.refuse')}
            </button>
          </li>`,
        )}
      </ul>
      ${lobby.length > 1
        ? html`<button type="button" class="button button-quiet" @click=${() => this.#do((room) => all(lobby, ({ id }) => room.moderate.admit(id)))}>
            ${say('people.admitAll')}
          </button>`
        : nothing}
    </section>`;
  }

  #controls({ settings }: Room): TemplateResult {
    const setting = (words: Key, isOn: boolean, act: (on: boolean) => Act): TemplateResult => html`<label class="switch">
      <span>${say(words)}</span>
      <input
        type="checkbox"
        role="switch"
        .checked=${isOn}
        @change=${(event: Event) => this.#do(act((event.target as HTMLInputElement).checked))}
      />
    </label>`;
    const set = (change: (on: boolean) => Partial<RoomSettings>) => (on: boolean) => (room: Room) => room.moderate.settings(change(on));
    return html`<details class="people-controls">
      <summary>${say('people.room')}</summary>
      ${setting('people.lock', settings.locked, (on) => (room) => room.moderate.lock(on))}
      ${setting('people.useLobby', settings.lobby, (on) => (room) => room.moderate.lobby(on))}
      ${setting('people.mutedOnEntry', settings.mutedOnEntry, set((mutedOnEntry) => ({ mutedOnEntry })))}
      ${setting('people.chatOn', settings.chat, set((chat) => ({ chat })))}
      <label class="switch">
        <span>${say('people.publishers')}</span>
        <select
          @change=${(event: Event) =>
            this.#do((room) => room.moderate.settings({ publishers: (event.target as HTMLSelectElement).value }))}
        >
          ${(['everyone', 'speakers', 'moderators'] as const).map(
            (who) => html`<option value=${who} ?selected=${settings.publishers === who}>${say(`people.publishers.${who}`)}</option>`,
          )}
        </select>
      </label>
      <div class="people-room-actions">
        <button
          type="button"
          class="button button-quiet"
          @click=${() =>
            this.#do((room) => all(room.participants.filter((each) => each.isSending('microphone')), ({ id }) => room.moderate.mute(id)))}
        >
          ${say('people.muteAll')}
        </button>
        <button
          type="button"
          class="button button-danger"
          @click=${() => this.#do((room) => (window.confirm(say('people.end.sure')) ? room.moderate.end() : Promise.resolve()))}
        >
          ${say('people.end')}
        </button>
      </div>
    </details>`;
  }

  #openMenu(id: string | null): void {
    const before = this.menuOf;
    this.menuOf = id;
    void this.updateComplete.then(() => {
      const target = id === null ? `[data-person="${CSS.escape(before ?? '')}"]` : '.menu [role=menuitem]';
      this.querySelector<HTMLElement>(target)?.focus();
    });
  }

  /** Says why where the server refuses. */
  async #do(act: Act): Promise<void> {
    if (this.menuOf !== null) {
      this.#openMenu(null);
    }
    this.problem = null;
    try {
      if (this.room !== null) {
        await act(this.room);
      }
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  readonly #onMenuKey = (event: KeyboardEvent): void => {
    const items = [...this.querySelectorAll<HTMLElement>('.menu [role=menuitem]')];
    const at = items.findIndex((item) => item === document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      items.at(next % items.length)?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.stopPropagation();
      this.#openMenu(null);
    }
  };

  readonly #searched = ({ target }: Event): void => {
    this.search = target instanceof HTMLInputElement ? target.value : '';
  };

  #stop(): void {
    this.#stops.forEach((stop) => {
      stop();
    });
    this.#stops = [];
  }
}

async function all<T>(list: readonly T[], act: (each: T) => Promise<void>): Promise<void> {
  await Promise.all(list.map(act));
}

customElements.define('plenum-people', PeoplePanel);
