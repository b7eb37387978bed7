import type { Room } from '@plenum/client';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { readAddress, roomLink } from '../address.ts';
import { Embedder } from '../embedder.ts';
import { Meeting } from '../meeting.ts';
import { problemWithName, tidy } from '../names.ts';
import { recall, recallDevices, remember } from '../memory.ts';
import { say } from '../words/say.ts';
import type { Entered } from './entry.ts';
import { PageElement, Watch } from './page-element.ts';
import './call.ts';
import './entry.ts';
import './left.ts';

declare global {
  interface Window {
    /** For debugging and tests: the SDK's room of the call on the screen. */
    plenum?: { readonly room: Room };
  }
}

/** Which screen is on: before, in, or after a call. The address says which room. */
export class App extends PageElement {
  readonly #embedder = new Embedder(window);
  #address = readAddress(new URL(location.href));
  #meeting = this.#newMeeting(this.#address);

  constructor() {
    super();
    new Watch(this, () => this.#meeting);
    window.addEventListener('popstate', this.#onNavigation);
    window.addEventListener('pagehide', () => {
      this.#meeting.leave();
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { room, name, joinAtOnce } = this.#address;
    if (joinAtOnce && room !== null && name !== null) {
      const entered = { room: tidy(room), name: tidy(name) };
      if (problemWithName(entered.room) === null && problemWithName(entered.name) === null) {
        this.#join(entered);
      }
    }
  }

  protected override render(): TemplateResult {
    const meeting = this.#meeting;
    document.title = `${meeting.isEntered ? meeting.roomName : (this.#address.room ?? say('app.meet'))} · Plenum`;
    if (!meeting.isEntered) {
      return html`<plenum-entry
        .meeting=${meeting}
        .room=${this.#address.room}
        .name=${this.#address.name ?? recall('name') ?? ''}
        @enter=${this.#onEnter}
      ></plenum-entry>`;
    }
    const { state } = meeting;
    return state.name === 'disconnected'
      ? html`<plenum-left
          .roomName=${meeting.roomName}
          .room=${meeting.room}
          .error=${state.error}
          .mayRejoin=${state.action === 'rejoin'}
          @rejoin=${this.#onRejoin}
        ></plenum-left>`
      : html`<plenum-call .meeting=${meeting}></plenum-call>`;
  }

  #newMeeting(options: { camera: boolean; microphone: boolean; plainSound: boolean }): Meeting {
    const meeting = new Meeting({ ...options, chosen: recallDevices() });
    window.plenum = { room: meeting.room };
    this.#embedder.watch(meeting.room);
    return meeting;
  }

  #join({ room, name }: Entered): void {
    void this.#meeting.join(room, name, this.#address.token);
  }

  readonly #onEnter = ({ detail }: CustomEvent<Entered>): void => {
    remember('name', detail.name);
    if (this.#address.room === null) {
      history.pushState(null, '', roomLink(location.origin, detail.room));
      this.#address = { ...this.#address, room: detail.room };
    }
    this.#join(detail);
  };

  readonly #onRejoin = (): void => {
    const { roomName, ownName, media } = this.#meeting;
    this.#meeting = this.#newMeeting({
      camera: media.camera.wanted,
      microphone: media.microphone.wanted,
      plainSound: this.#address.plainSound,
    });
    this.#join({ room: roomName, name: ownName });
    this.requestUpdate();
  };

  readonly #onNavigation = (): void => {
    this.#meeting.leave();
    this.#address = readAddress(new URL(location.href));
    this.#meeting = this.#newMeeting(this.#address);
    this.requestUpdate();
  };
}

customElements.define('plenum-app', App);
