import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { roomLink } from '../address.ts';
import type { Meeting } from '../meeting.ts';
import { icon, mark } from './icons.ts';
import { PageElement, Watch } from './page-element.ts';
import { Tile } from './tile.ts';
import './gallery.ts';
import './share.ts';

/** The call: who is there, and what one can do. */
export class Call extends PageElement {
  static override properties = { meeting: { attribute: false }, isSoundRefused: { state: true } };

  declare meeting: Meeting | null;
  declare isSoundRefused: boolean;

  constructor() {
    super();
    this.meeting = null;
    this.isSoundRefused = false;
    new Watch(this, () => this.meeting);
    this.addEventListener('soundrefused', () => {
      this.isSoundRefused = true;
    });
  }

  protected override render(): TemplateResult | null {
    const { meeting } = this;
    if (meeting === null) {
      return null;
    }
    const { participants } = meeting.room;
    const camera = meeting.publication('camera');
    const own = {
      name: meeting.ownName,
      track: camera === null || camera.muted ? null : camera.track,
      isMuted: !meeting.isSending('microphone'),
    };
    return html`
      <header class="call-bar">
        ${mark()}
        <h1 class="call-room">${meeting.roomName}</h1>
        <span class="call-count" aria-label=${count(participants.length + 1)}>${icon('people')}${participants.length + 1}</span>
        <span class="spring"></span>
        ${this.#isInviting(meeting)
          ? null
          : html`<plenum-copy-link .link=${roomLink(location.origin, meeting.roomName)}></plenum-copy-link>`}
      </header>
      <main class="call-stage">
        <plenum-gallery .participants=${participants} .own=${own}></plenum-gallery>
        ${this.#overlay(meeting)}
      </main>
      <div class="call-notices">${this.#notices(meeting)}</div>
      <footer>
        <div class="toolbar" role="toolbar" aria-label="Call controls">
          ${this.#toggle(meeting, 'microphone')} ${this.#toggle(meeting, 'camera')}
          <button type="button" class="control control-leave" aria-label="Leave" @click=${this.#leave}>
            ${icon('leave')}<span class="control-words">Leave</span>
          </button>
        </div>
      </footer>
      <div class="for-ears" role="status">${meeting.announcement}</div>
    `;
  }

  #toggle(meeting: Meeting, kind: 'camera' | 'microphone'): TemplateResult {
    const isOn = meeting.isSending(kind);
    const words = kind === 'camera' ? (isOn ? 'Stop video' : 'Start video') : isOn ? 'Mute' : 'Unmute';
    return html`<button
      type="button"
      class="control ${isOn ? '' : 'control-off'}"
      aria-label=${words}
      @click=${() => meeting.toggle(kind)}
    >
      ${icon(isOn ? kind : `${kind}Off`)}<span class="control-words">${words}</span>
    </button>`;
  }

  #overlay(meeting: Meeting): TemplateResult | null {
    const { state } = meeting;
    switch (state.name) {
      case 'idle':
        return waiting('Starting camera and microphone …', 'Your browser may ask for permission.');
      case 'connecting':
        return waiting(`Joining ${meeting.roomName} …`, '');
      case 'reconnecting':
        return waiting('The connection broke off', 'Coming back by itself. There is nothing you need to do.');
      case 'connected':
        return this.#isInviting(meeting) ? this.#invitation(meeting) : null;
      case 'disconnected':
        return null;
    }
  }

  /** Alone, one is given the link in the middle of the page. */
  #isInviting({ state, room }: Meeting): boolean {
    return state.name === 'connected' && room.participants.length === 0;
  }

  #invitation(meeting: Meeting): TemplateResult {
    const link = roomLink(location.origin, meeting.roomName);
    return html`<section class="invitation" aria-label="Invite others">
      <p class="invitation-title">You are the first here</p>
      <p>Send this link to whom you want to meet.</p>
      <p class="invitation-link">${link.replace(/^https?:\/\//u, '')}</p>
      <plenum-copy-link .link=${link}></plenum-copy-link>
    </section>`;
  }

  #notices(meeting: Meeting): TemplateResult {
    return html`
      ${this.isSoundRefused
        ? html`<div class="notice" role="alert">
            <span>Your browser holds the sound back.</span>
            <button type="button" class="button button-small" @click=${this.#startSound}>${icon('sound')}Turn on sound</button>
          </div>`
        : null}
      ${meeting.notice === null
        ? null
        : html`<div class="notice" role="alert">
            <span>${meeting.notice}</span>
            <button
              type="button"
              class="notice-close"
              aria-label="Dismiss"
              @click=${() => {
                meeting.dismissNotice();
              }}
            >
              ${icon('close')}
            </button>
          </div>`}
    `;
  }

  readonly #startSound = async (): Promise<void> => {
    const tiles = [...this.querySelectorAll('plenum-tile')].filter((tile) => tile instanceof Tile);
    await Promise.all(tiles.map((tile) => tile.startSound()));
    this.isSoundRefused = false;
  };

  readonly #leave = (): void => {
    this.meeting?.leave();
  };
}

function waiting(title: string, words: string): TemplateResult {
  return html`<div class="waiting" role="status">
    <span class="spinner" aria-hidden="true"></span>
    <p class="waiting-title">${title}</p>
    ${words === '' ? null : html`<p>${words}</p>`}
  </div>`;
}

function count(people: number): string {
  return people === 1 ? '1 person in the room' : `${people} people in the room`;
}

customElements.define('plenum-call', Call);
