import type { ScreenOptions, ViewTile } from '@plenum/client';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { roomLink } from '../address.ts';
import type { Meeting } from '../meeting.ts';
import type { Panel } from '../view/view-state.ts';
import { say, sayCount } from '../words/say.ts';
import type { Key } from '../words/say.ts';
import { icon, mark } from './icons.ts';
import type { IconName } from './icons.ts';
import { PageElement, Watch } from './page-element.ts';
import { shortcutFor } from './shortcuts.ts';
import type { Command } from './shortcuts.ts';
import { Voices } from './voices.ts';
import './gallery.ts';
import './reactions.ts';
import './share.ts';

/** Panels and dialogs come when they are first wanted. */
const PANELS: Readonly<Record<Panel, () => Promise<unknown>>> = {
  chat: () => import('../panels/chat.ts'),
  people: () => import('../panels/people.ts'),
  statistics: () => import('../panels/statistics.ts'),
};
const PANEL_WORDS = {
  chat: 'control.chat',
  people: 'control.participants',
  statistics: 'control.statistics',
} as const satisfies Record<Panel, Key>;

type DialogName = 'settings' | 'share' | 'shortcuts';
const DIALOGS: Readonly<Record<DialogName, () => Promise<unknown>>> = {
  settings: () => import('./settings.ts'),
  share: () => import('./share-dialog.ts'),
  shortcuts: () => import('./shortcut-help.ts'),
};

const LONG_TROUBLE_MILLIS = 15_000;

/** The call: who is there, and what one can do. */
export class Call extends PageElement {
  static override properties = {
    meeting: { attribute: false },
    isSoundRefused: { state: true },
    dialog: { state: true },
    isMenuOpen: { state: true },
    isPicking: { state: true },
    loudspeaker: { state: true },
  };

  declare meeting: Meeting | null;
  declare isSoundRefused: boolean;
  declare dialog: DialogName | null;
  declare isMenuOpen: boolean;
  declare isPicking: boolean;
  declare loudspeaker: string | null;
  #shown: readonly ViewTile[] = [];
  #isTalking = false;
  #patience = 0;

  constructor() {
    super();
    this.meeting = null;
    this.isSoundRefused = false;
    this.dialog = null;
    this.isMenuOpen = false;
    this.isPicking = false;
    this.loudspeaker = null;
    new Watch(this, () => this.meeting);
    this.addEventListener('soundrefused', () => {
      this.isSoundRefused = true;
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
    document.addEventListener('keyup', this.#onKeyUp);
    document.addEventListener('visibilitychange', this.#onVisibility);
    document.addEventListener('fullscreenchange', this.#onFullScreen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
    document.removeEventListener('keyup', this.#onKeyUp);
    document.removeEventListener('visibilitychange', this.#onVisibility);
    document.removeEventListener('fullscreenchange', this.#onFullScreen);
    clearTimeout(this.#patience);
  }

  protected override render(): TemplateResult | null {
    const { meeting } = this;
    if (meeting === null) {
      return null;
    }
    const { room, view } = meeting;
    const { participants } = room;
    const camera = meeting.publication('camera');
    const own = {
      name: room.self?.name ?? meeting.ownName,
      track: camera === null || camera.muted ? null : camera.track,
      isMuted: !meeting.isSending('microphone'),
      isHandRaised: room.isHandRaised,
    };
    return html`
      <header class="call-bar">
        ${mark()}
        <h1 class="call-room">${room.settings.title ?? meeting.roomName}</h1>
        <span class="call-count" aria-label=${sayCount('call.count', participants.length + 1)}>
          ${icon('people')}${participants.length + 1}
        </span>
        <span class="spring"></span>
        <button
          type="button"
          class="bar-button"
          aria-label=${say(view.mode === 'gallery' ? 'control.speakerView' : 'control.galleryView')}
          @click=${this.#toggleMode}
        >
          ${icon(view.mode === 'gallery' ? 'speakerView' : 'galleryView')}
        </button>
        ${this.#isInviting(meeting)
          ? nothing
          : html`<plenum-copy-link .link=${roomLink(location.origin, meeting.roomName)} .room=${meeting.roomName}></plenum-copy-link>`}
      </header>
      <div class="call-middle" ?data-panel=${view.panel !== null}>
        <main class="call-stage">
          <plenum-gallery
            .participants=${participants}
            .own=${own}
            .view=${view}
            .speaker=${room.speaker}
            @shown=${this.#onShown}
            @pin=${this.#onPin}
            @turn=${this.#onTurn}
          ></plenum-gallery>
          <plenum-reactions .room=${room}></plenum-reactions>
          ${this.#overlay(meeting)}
        </main>
        ${view.panel === null ? nothing : this.#panel(meeting, view.panel)}
      </div>
      <plenum-voices .room=${room} .loudspeaker=${this.loudspeaker}></plenum-voices>
      <div class="call-notices">${this.#notices(meeting)}</div>
      <footer>${this.#toolbar(meeting)}</footer>
      <div class="for-ears" role="status">${meeting.announcement}</div>
      ${this.#dialog(meeting)}
    `;
  }

  #toolbar(meeting: Meeting): TemplateResult {
    const { room } = meeting;
    const isSharing = meeting.shares.length > 0;
    const mayShare = room.rights.publish.includes('screen') && 'getDisplayMedia' in (navigator.mediaDevices as object | undefined ?? {});
    return html`<div class="toolbar" role="toolbar" aria-label=${say('control.toolbar')}>
      ${this.#toggle(meeting, 'microphone')} ${this.#toggle(meeting, 'camera')}
      ${mayShare
        ? this.#button(isSharing ? 'control.stopShare' : 'control.share', isSharing ? 'screenOff' : 'screen', this.#share, {
            isActive: isSharing,
            isWide: true,
          })
        : nothing}
      ${this.#button(room.isHandRaised ? 'control.lowerHand' : 'control.raiseHand', 'hand', this.#hand, {
        isActive: room.isHandRaised,
        isWide: true,
      })}
      <span class="picker-anchor">
        ${this.#button('control.react', 'smile', this.#pick, { isWide: true, isExpanded: this.isPicking })}
        ${this.isPicking ? html`<plenum-reaction-picker @react=${this.#react} @close=${this.#pick}></plenum-reaction-picker>` : nothing}
      </span>
      ${this.#panelButton(meeting, 'chat', 'chat')} ${this.#panelButton(meeting, 'people', 'people')}
      <span class="menu-anchor">
        ${this.#button('control.more', 'more', this.#menu, { isExpanded: this.isMenuOpen })} ${this.isMenuOpen ? this.#more(meeting) : nothing}
      </span>
      <button type="button" class="control control-leave" aria-label=${say('control.leave')} @click=${this.#leave}>
        ${icon('leave')}<span class="control-words">${say('control.leave')}</span>
      </button>
    </div>`;
  }

  #toggle(meeting: Meeting, kind: 'camera' | 'microphone'): TemplateResult {
    const isOn = meeting.isSending(kind);
    const words = kind === 'camera' ? (isOn ? 'control.stopVideo' : 'control.startVideo') : isOn ? 'control.mute' : 'control.unmute';
    return html`<button
      type="button"
      class="control ${isOn ? '' : 'control-off'}"
      aria-label=${say(words)}
      title=${say(words)}
      ?disabled=${!meeting.room.rights.publish.includes(kind)}
      @click=${() => meeting.toggle(kind)}
    >
      ${icon(isOn ? kind : `${kind}Off`)}
    </button>`;
  }

  #button(
    words: Key,
    drawing: IconName,
    act: () => void,
    { isActive = false, isWide = false, isExpanded }: { isActive?: boolean; isWide?: boolean; isExpanded?: boolean } = {},
  ): TemplateResult {
    return html`<button
      type="button"
      class="control ${isActive ? 'control-on' : ''} ${isWide ? 'control-wide-only' : ''}"
      aria-label=${say(words)}
      title=${say(words)}
      aria-expanded=${isExpanded === undefined ? nothing : isExpanded ? 'true' : 'false'}
      @click=${act}
    >
      ${icon(drawing)}
    </button>`;
  }

  #panelButton({ view, room }: Meeting, panel: Panel, drawing: IconName): TemplateResult {
    const count = panel === 'chat' ? view.unread : panel === 'people' ? room.lobby.length : 0;
    return html`<button
      type="button"
      class="control ${view.panel === panel ? 'control-on' : ''}"
      aria-label=${say(PANEL_WORDS[panel])}
      aria-description=${count > 0 ? sayCount(panel === 'chat' ? 'chat.unread' : 'people.waiting', count) : nothing}
      title=${say(PANEL_WORDS[panel])}
      aria-expanded=${view.panel === panel ? 'true' : 'false'}
      @click=${() => {
        this.#toPanel(panel);
      }}
    >
      ${icon(drawing)}${count > 0 ? html`<span class="control-count" data-count=${count > 99 ? '99+' : count}></span>` : nothing}
    </button>`;
  }

  /** What is not wanted every minute, and on a phone what has no room. */
  #more(meeting: Meeting): TemplateResult {
    const { room } = meeting;
    const isSharing = meeting.shares.length > 0;
    const item = (words: Key, drawing: IconName, act: () => void, narrowOnly = false): TemplateResult =>
      html`<button
        type="button"
        role="menuitem"
        class="menu-item ${narrowOnly ? 'menu-narrow-only' : ''}"
        @click=${() => {
          this.isMenuOpen = false;
          act();
        }}
      >
        ${icon(drawing)}${say(words)}
      </button>`;
    return html`<div class="menu" role="menu" aria-label=${say('control.more')} @keydown=${this.#onMenuKey}>
      ${item(isSharing ? 'control.stopShare' : 'control.share', 'screen', this.#share, true)}
      ${item(room.isHandRaised ? 'control.lowerHand' : 'control.raiseHand', 'hand', this.#hand, true)}
      ${item('control.react', 'smile', this.#pick, true)}
      ${item('control.statistics', 'statistics', () => {
        this.#toPanel('statistics');
      })}
      ${item(document.fullscreenElement === null ? 'control.fullScreen' : 'control.leaveFullScreen', 'fullScreen', this.#fullScreen)}
      ${item('control.shortcuts', 'keyboard', () => {
        this.#open('shortcuts');
      })}
      ${item('control.settings', 'settings', () => {
        this.#open('settings');
      })}
    </div>`;
  }

  #panel({ room, ownName }: Meeting, panel: Panel): TemplateResult {
    void PANELS[panel]();
    const words = say(PANEL_WORDS[panel]);
    return html`<aside class="panel" aria-label=${words} data-panel=${panel}>
      <header class="panel-head">
        <h2>${words}</h2>
        <button type="button" class="notice-close" aria-label=${say('control.close')} @click=${this.#closePanel}>${icon('close')}</button>
      </header>
      ${panel === 'chat'
        ? html`<plenum-chat class="panel-body" .room=${room}></plenum-chat>`
        : panel === 'people'
          ? html`<plenum-people class="panel-body" .room=${room} .ownName=${ownName}></plenum-people>`
          : html`<plenum-statistics class="panel-body" .room=${room}></plenum-statistics>`}
    </aside>`;
  }

  #dialog(meeting: Meeting): TemplateResult | typeof nothing {
    if (this.dialog === null) {
      return nothing;
    }
    void DIALOGS[this.dialog]();
    switch (this.dialog) {
      case 'settings':
        return html`<plenum-settings
          .media=${meeting.media}
          .loudspeaker=${this.loudspeaker}
          @close=${this.#closeDialog}
          @devicechosen=${({ detail }: CustomEvent<{ kind: 'camera' | 'microphone'; deviceId: string }>) =>
            meeting.useDevice(detail.kind, detail.deviceId)}
          @loudspeakerchosen=${({ detail }: CustomEvent<string>) => {
            this.loudspeaker = detail;
          }}
        ></plenum-settings>`;
      case 'share':
        return html`<plenum-share-dialog
          @close=${this.#closeDialog}
          @share=${({ detail }: CustomEvent<ScreenOptions>) => meeting.share(detail)}
        ></plenum-share-dialog>`;
      case 'shortcuts':
        return html`<plenum-shortcut-help @close=${this.#closeDialog}></plenum-shortcut-help>`;
    }
  }

  #overlay(meeting: Meeting): TemplateResult | typeof nothing {
    const { state } = meeting;
    switch (state.name) {
      case 'idle':
        return waiting(say('call.starting'), say('call.permission'));
      case 'connecting':
        return waiting(say('call.joining', { room: meeting.roomName }), '');
      case 'waiting':
        return waiting(say('call.lobby'), say('call.lobby.words'));
      case 'reconnecting': {
        const isLong = Date.now() - state.since > LONG_TROUBLE_MILLIS;
        clearTimeout(this.#patience);
        this.#patience = window.setTimeout(() => {
          this.requestUpdate();
        }, LONG_TROUBLE_MILLIS);
        // Pictures go on while only the signalling is away: a small word is enough then.
        return state.why === 'signalling' && !isLong
          ? html`<div class="trouble" role="status"><span class="spinner" aria-hidden="true"></span>${say('call.reconnecting')}</div>`
          : waiting(say('call.reconnecting'), say(isLong ? 'call.reconnecting.long' : 'call.reconnecting.words'));
      }
      case 'connected':
        return this.#isInviting(meeting) ? this.#invitation(meeting) : nothing;
      case 'disconnected':
        return nothing;
    }
  }

  /** Alone, one is given the link in the middle of the page. */
  #isInviting({ state, room }: Meeting): boolean {
    return state.name === 'connected' && room.participants.length === 0;
  }

  #invitation(meeting: Meeting): TemplateResult {
    const link = roomLink(location.origin, meeting.roomName);
    return html`<section class="invitation" aria-label=${say('call.invite')}>
      <p class="invitation-title">${say('call.first')}</p>
      <p>${say('call.first.words')}</p>
      <p class="invitation-link">${link.replace(/^https?:\/\//u, '')}</p>
      <plenum-copy-link .link=${link} .room=${meeting.roomName}></plenum-copy-link>
    </section>`;
  }

  #notices(meeting: Meeting): TemplateResult {
    const [waits] = meeting.room.lobby;
    return html`
      ${this.isSoundRefused
        ? html`<div class="notice" role="alert">
            <span>${say('call.soundRefused')}</span>
            <button type="button" class="button button-small" @click=${this.#startSound}>${icon('sound')}${say('call.turnOnSound')}</button>
          </div>`
        : nothing}
      ${waits !== undefined && meeting.view.panel !== 'people'
        ? html`<div class="notice" role="alert">
            <span>${say('call.waitsInLobby', { name: waits.name })}</span>
            <button
              type="button"
              class="button button-small"
              @click=${() => {
                meeting.room.moderate.admit(waits).catch((error: unknown) => {
                  meeting.notify(error instanceof Error ? error.message : String(error));
                });
              }}
            >
              ${say('call.admit')}
            </button>
          </div>`
        : nothing}
      ${meeting.shares.length > 0
        ? html`<div class="notice">
            <span>${say('call.presenting')}</span>
            <button type="button" class="button button-small" @click=${() => meeting.stopSharing()}>${say('control.stopShare')}</button>
          </div>`
        : nothing}
      ${meeting.notice === null
        ? nothing
        : html`<div class="notice" role="alert">
            <span>${meeting.notice}</span>
            ${meeting.isAskedToUnmute && !meeting.isSending('microphone')
              ? html`<button type="button" class="button button-small" @click=${() => meeting.toggle('microphone')}>${say('control.unmute')}</button>`
              : nothing}
            <button
              type="button"
              class="notice-close"
              aria-label=${say('control.dismiss')}
              @click=${() => {
                meeting.dismissNotice();
              }}
            >
              ${icon('close')}
            </button>
          </div>`}
    `;
  }

  #toPanel(panel: Panel): void {
    this.meeting?.show({ type: 'togglePanel', panel });
    const isOpen = this.meeting?.view.panel === panel;
    if (isOpen) {
      void this.updateComplete.then(() => this.querySelector<HTMLElement>('.panel-head button')?.focus());
    }
  }

  #open(dialog: DialogName): void {
    this.dialog = dialog;
  }

  readonly #closeDialog = (): void => {
    this.dialog = null;
  };

  readonly #closePanel = (): void => {
    const panel = this.meeting?.view.panel;
    this.meeting?.show({ type: 'closePanel' });
    if (panel) {
      this.querySelector<HTMLElement>(`.toolbar [aria-label="${CSS.escape(say(PANEL_WORDS[panel]))}"]`)?.focus();
    }
  };

  readonly #toggleMode = (): void => {
    this.meeting?.show({ type: 'toggleMode' });
  };

  readonly #menu = (): void => {
    this.isMenuOpen = !this.isMenuOpen;
    this.isPicking = false;
    if (this.isMenuOpen) {
      void this.updateComplete.then(() => this.#menuItems()[0]?.focus());
    }
  };

  /** Those that are on the screen: some are for phones only. */
  #menuItems(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('.menu [role=menuitem]')].filter((item) => item.checkVisibility());
  }

  readonly #onMenuKey = (event: KeyboardEvent): void => {
    const items = this.#menuItems();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      items.at(next % items.length)?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      this.isMenuOpen = false;
      this.querySelector<HTMLElement>('.menu-anchor > button')?.focus();
    }
  };

  readonly #pick = (): void => {
    this.isPicking = !this.isPicking;
    this.isMenuOpen = false;
  };

  readonly #react = ({ detail }: CustomEvent<string>): void => {
    this.isPicking = false;
    this.meeting?.react(detail);
  };

  readonly #share = (): void => {
    if (this.meeting !== null && this.meeting.shares.length > 0) {
      void this.meeting.stopSharing();
    } else {
      this.#open('share');
    }
  };

  readonly #hand = (): void => {
    this.meeting?.raiseHand(!this.meeting.room.isHandRaised);
  };

  readonly #fullScreen = (): void => {
    const done = document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen();
    done.catch(() => undefined); // a browser that does not want to stays as it is
  };

  readonly #onShown = ({ detail }: CustomEvent<readonly ViewTile[]>): void => {
    this.#shown = detail;
    this.#tellView();
  };

  readonly #onVisibility = (): void => {
    this.#tellView();
  };

  readonly #onFullScreen = (): void => {
    this.requestUpdate();
  };

  /** What lies in a small window of its own is seen while the page is not. */
  #tellView(): void {
    this.meeting?.room.setView(this.#shown, { hidden: document.hidden && document.pictureInPictureElement === null });
  }

  readonly #onPin = ({ detail }: CustomEvent<string>): void => {
    this.meeting?.show({ type: 'togglePin', key: detail });
  };

  readonly #onTurn = ({ detail }: CustomEvent<number>): void => {
    this.meeting?.show({ type: 'turnTo', page: detail });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && (this.isMenuOpen || this.isPicking)) {
      this.isMenuOpen = false;
      this.isPicking = false;
      return;
    }
    const command = this.dialog === null ? shortcutFor(event) : null;
    if (command !== null && this.meeting !== null) {
      event.preventDefault();
      this.#carryOut(this.meeting, command);
    }
  };

  readonly #onKeyUp = (event: KeyboardEvent): void => {
    if (event.key === ' ' && this.#isTalking && this.meeting !== null) {
      this.#isTalking = false;
      if (this.meeting.isSending('microphone')) {
        void this.meeting.toggle('microphone');
      }
    }
  };

  #carryOut(meeting: Meeting, command: Command): void {
    switch (command) {
      case 'microphone':
      case 'camera':
        void meeting.toggle(command);
        break;
      case 'talk':
        if (!this.#isTalking && !meeting.isSending('microphone')) {
          this.#isTalking = true;
          void meeting.toggle('microphone');
        }
        break;
      case 'share':
        this.#share();
        break;
      case 'hand':
        this.#hand();
        break;
      case 'chat':
      case 'people':
      case 'statistics':
        this.#toPanel(command);
        break;
      case 'view':
        this.#toggleMode();
        break;
      case 'fullScreen':
        this.#fullScreen();
        break;
      case 'help':
        this.#open('shortcuts');
        break;
      case 'leave':
        this.#leave();
        break;
    }
  }

  readonly #startSound = async (): Promise<void> => {
    const voices = this.querySelector('plenum-voices');
    if (voices instanceof Voices) {
      await voices.start();
    }
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
    ${words === '' ? nothing : html`<p>${words}</p>`}
  </div>`;
}

customElements.define('plenum-call', Call);
