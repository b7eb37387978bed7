import { Room } from '@plenum/client';
import type { LocalPublication, RoomState, ScreenOptions } from '@plenum/client';
import { listDevices } from './media/devices.ts';
import type { DeviceKind } from './media/devices.ts';
import { LocalMedia } from './media/local-media.ts';
import { LostDevices } from './media/lost-devices.ts';
import { explain } from './media/words.ts';
import { OWN_KEY, tilesOf } from './view/tiles.ts';
import { INITIAL_VIEW, reduceView } from './view/view-state.ts';
import type { ViewAction, ViewState } from './view/view-state.ts';
import { say } from './words/say.ts';
import type { Key } from './words/say.ts';

export interface MeetingOptions {
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly plainSound: boolean;
  /** The devices that were chosen the last time. */
  readonly chosen?: Partial<Record<DeviceKind, string>>;
}

/** How long Join waits for the devices: an open camera takes a second at most, a person who is asked takes longer. */
const PATIENCE_MILLIS = 2_000;

/** What a moderator's orders are called; what is not here is seen without words. */
const ORDERS: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['mute', 'call.mutedByModerator'],
  ['stopVideo', 'call.videoStoppedByModerator'],
  ['stopShare', 'call.shareStoppedByModerator'],
  ['askToUnmute', 'call.askedToUnmute'],
]);

/**
 * One visit to a room: the SDK's room together with the own devices and what the person looks at. Dispatches `change` whenever
 * something to be shown is different; elements read it and call its methods.
 */
export class Meeting extends EventTarget {
  readonly room = new Room();
  readonly media: LocalMedia;
  roomName = '';
  ownName = '';
  /** The latest trouble with a device or an offer, in words; null when dismissed. */
  notice: string | null = null;
  /** For screen readers: who came and went. */
  announcement = '';
  /** True once `join` was called: the call is on the screen. */
  isEntered = false;
  /** Whether a moderator has asked us to unmute and we have not yet. */
  isAskedToUnmute = false;
  readonly #lostDevices = new LostDevices({
    present: async (kind) => (await listDevices(kind)).map(({ deviceId }) => deviceId),
    resume: (kind, deviceId) => this.#resume(kind, deviceId),
    tell: (kind, outcome) => {
      this.notify(say(`device.${outcome}.${kind}`));
    },
  });
  #view: ViewState = INITIAL_VIEW;
  #hasLeft = false;
  #told = false;

  constructor(options: MeetingOptions) {
    super();
    this.media = new LocalMedia(options, { plainSound: options.plainSound, ...(options.chosen === undefined ? {} : { chosen: options.chosen }) }, () => {
      this.#changed();
    });
    this.room.on('stateChanged', ({ name }) => {
      if (name === 'disconnected') {
        this.media.closeAll();
        this.#stopShares();
        this.#watchDevices(false);
      }
      this.#changed();
    });
    for (const event of ['localChanged', 'selfChanged', 'rightsChanged', 'settingsChanged', 'speakerChanged'] as const) {
      this.room.on(event, () => {
        this.#changed();
      });
    }
    this.room.on('participantChanged', () => {
      this.#tilesChanged();
    });
    this.room.on('participantJoined', ({ name }) => {
      this.#tilesChanged();
      this.#announce(say('call.here', { name }));
    });
    this.room.on('participantLeft', ({ name }) => {
      this.#tilesChanged();
      this.#announce(say('call.gone', { name }));
    });
    this.room.on('lobbyChanged', (waiting) => {
      const last = waiting.at(-1);
      this.#announce(last === undefined ? '' : say('call.waitsInLobby', { name: last.name }));
    });
    this.room.on('chat', ({ participant }) => {
      if (participant !== this.room.participantId) {
        this.show({ type: 'messageCame' });
      }
    });
    this.room.on('moderated', ({ action }) => {
      const order = ORDERS.get(action);
      this.isAskedToUnmute = action === 'askToUnmute';
      if (order !== undefined) {
        this.notify(say(order));
      }
    });
    this.room.on('warning', ({ code, message }) => {
      if (code !== 'device-lost') {
        this.notify(message);
      } // else there are words below, and something is done about it
    });
    this.room.on('deviceLost', ({ source }) => {
      if (source === 'camera' || source === 'microphone') {
        void this.#lostDevices.lose(source);
      }
    });
  }

  get state(): RoomState {
    return this.room.state;
  }

  get view(): ViewState {
    return this.#view;
  }

  /** The person wants to see something else. */
  show(action: ViewAction): void {
    const next = reduceView(this.#view, action);
    if (next !== this.#view) {
      this.#view = next;
      this.#changed();
    }
  }

  publication(kind: DeviceKind): LocalPublication | null {
    return this.room.publications.find(({ source }) => source === kind) ?? null;
  }

  isSending(kind: DeviceKind): boolean {
    return this.publication(kind)?.muted === false;
  }

  /** What we share: screens, windows, tabs, and their sound. */
  get shares(): readonly LocalPublication[] {
    return this.room.publications.filter(({ source }) => source === 'screen' || source === 'screenAudio');
  }

  /**
   * Enters with what is wanted of camera and microphone, and says in `state` how it went. Where the browser is still asking for
   * permission, the call begins without and they follow.
   */
  async join(roomName: string, ownName: string, token: string | null): Promise<void> {
    this.roomName = roomName;
    this.ownName = ownName;
    this.isEntered = true;
    this.#watchDevices(true);
    this.#changed();
    const opened = this.media.open();
    await Promise.race([opened, patience()]);
    if (this.#hasLeft) {
      return;
    }
    try {
      await this.#publishOpen();
      await this.room.join({ room: roomName, name: ownName, shareStats: 'troubles', ...(token === null ? {} : { token }) });
      await opened;
      await this.#publishOpen();
    } catch (error) {
      if (this.room.state.name !== 'disconnected') {
        this.notify(wordsOf(error));
      } // else the state tells
      return;
    }
    if (this.media.problems.length > 0) {
      this.notify(this.media.problems.join(' '));
    }
  }

  async toggle(kind: DeviceKind): Promise<void> {
    this.notice = null;
    this.isAskedToUnmute = false;
    this.#lostDevices.forget(kind);
    await this.#try(async () => {
      if (this.publication(kind) !== null) {
        await this.room.setMuted(kind, this.isSending(kind));
      } else {
        await this.media.setWanted(kind, true);
        const { problem } = this.media[kind];
        if (problem !== null) {
          this.notify(explain([kind], problem));
        }
        await this.#publishIfOpen(kind);
      }
    });
  }

  /** Shares a screen, a window or a tab beside what is shared already. */
  async share(options: ScreenOptions): Promise<void> {
    await this.#try(async () => {
      await this.room.shareScreen(options);
    });
  }

  async stopSharing(): Promise<void> {
    await this.#try(async () => {
      for (const share of this.shares) {
        await this.room.unpublish(share);
        share.track?.stop();
      }
    });
  }

  /** Goes on with another camera or microphone. */
  async useDevice(kind: DeviceKind, deviceId: string): Promise<void> {
    await this.#try(async () => {
      const track = await this.media.choose(kind, deviceId);
      if (this.#lostDevices.isLost(kind)) {
        this.#lostDevices.forget(kind);
        await this.room.setMuted(kind, false);
      } else if (track !== null && this.publication(kind) !== null) {
        await this.room.replaceTrack(kind, track);
      }
    });
  }

  raiseHand(raised: boolean): void {
    void this.#try(() => {
      this.room.raiseHand(raised);
      return Promise.resolve();
    });
  }

  react(reaction: string): void {
    void this.#try(() => {
      this.room.react(reaction);
      return Promise.resolve();
    });
  }

  leave(): void {
    this.#hasLeft = true;
    this.room.leave();
  }

  /** Tells the person something that can be dismissed. */
  notify(words: string): void {
    this.notice = words;
    this.#changed();
  }

  dismissNotice(): void {
    this.notice = null;
    this.isAskedToUnmute = false;
    this.#changed();
  }

  async #publishOpen(): Promise<void> {
    await this.#publishIfOpen('microphone');
    await this.#publishIfOpen('camera');
  }

  async #publishIfOpen(kind: DeviceKind): Promise<void> {
    const { track } = this.media[kind];
    if (track !== null && !this.#hasLeft && this.publication(kind) === null) {
      await this.room.publish(track, { source: kind, reopen: () => this.media.reopen(kind) });
    }
  }

  /** The person sees what went wrong, except that they changed their mind in the browser's own dialog. */
  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NotAllowedError')) {
        this.notify(wordsOf(error));
      }
    }
    this.#changed();
  }

  async #resume(kind: DeviceKind, deviceId: string | null): Promise<void> {
    if (deviceId !== null) {
      await this.media.choose(kind, deviceId);
    }
    await this.room.setMuted(kind, false);
  }

  readonly #onDevices = (): void => {
    void this.#lostDevices.look();
  };

  /** Browsers tell of devices on secure pages only, and do not give them to others. */
  #watchDevices(yes: boolean): void {
    if (isSecureContext) {
      navigator.mediaDevices[yes ? 'addEventListener' : 'removeEventListener']('devicechange', this.#onDevices);
    }
  }

  #stopShares(): void {
    for (const { track } of this.shares) {
      track?.stop();
    }
  }

  #tilesChanged(): void {
    this.show({ type: 'tilesChanged', keys: [OWN_KEY, ...tilesOf(this.room.participants).map(({ key }) => key)] });
    this.#changed();
  }

  #announce(words: string): void {
    this.announcement = words;
    this.#changed();
  }

  /** Once for all that happens at a time: a hundred who join at once are one change of the page. */
  #changed(): void {
    if (!this.#told) {
      this.#told = true;
      queueMicrotask(() => {
        this.#told = false;
        this.dispatchEvent(new Event('change'));
      });
    }
  }
}

function patience(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MILLIS);
  });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
