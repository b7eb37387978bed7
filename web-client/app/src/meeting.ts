import { Room } from '@plenum/client';
import type { LocalPublication, RoomState } from '@plenum/client';
import { LocalMedia } from './media/local-media.ts';
import type { DeviceKind } from './media/devices.ts';
import { explain } from './media/words.ts';

export interface MeetingOptions {
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly plainSound: boolean;
}

/** How long Join waits for the devices: an open camera takes a second at most, a person who is asked takes longer. */
const PATIENCE_MILLIS = 2_000;

/**
 * One visit to a room: the SDK's room together with the own devices. Dispatches `change` whenever something to be shown is different;
 * elements read it and call its methods.
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
  #hasLeft = false;

  constructor(options: MeetingOptions) {
    super();
    this.media = new LocalMedia(options, { plainSound: options.plainSound }, () => {
      this.#changed();
    });
    this.room.on('stateChanged', ({ name }) => {
      if (name === 'disconnected') {
        this.media.closeAll();
      }
      this.#changed();
    });
    this.room.on('localChanged', () => {
      this.#changed();
    });
    this.room.on('participantChanged', () => {
      this.#changed();
    });
    this.room.on('participantJoined', ({ name }) => {
      this.#announce(`${name} is here.`);
    });
    this.room.on('participantLeft', ({ name }) => {
      this.#announce(`${name} has left.`);
    });
    this.room.on('warning', ({ message }) => {
      this.#notify(message);
    });
  }

  get state(): RoomState {
    return this.room.state;
  }

  publication(kind: DeviceKind): LocalPublication | null {
    return this.room.publications.find(({ source }) => source === kind) ?? null;
  }

  isSending(kind: DeviceKind): boolean {
    return this.publication(kind)?.muted === false;
  }

  /**
   * Enters with what is wanted of camera and microphone, and says in `state` how it went. Where the browser is still asking for
   * permission, the call begins without and they follow.
   */
  async join(roomName: string, ownName: string): Promise<void> {
    this.roomName = roomName;
    this.ownName = ownName;
    this.isEntered = true;
    this.#changed();
    const opened = this.media.open();
    await Promise.race([opened, patience()]);
    if (this.#hasLeft) {
      return;
    }
    try {
      await this.#publishOpen();
      await this.room.join({ room: roomName, name: ownName });
      await opened;
      await this.#publishOpen();
    } catch (error) {
      if (this.room.state.name !== 'disconnected') {
        this.#notify(wordsOf(error));
      } // else the state tells
      return;
    }
    if (this.media.problems.length > 0) {
      this.#notify(this.media.problems.join(' '));
    }
  }

  async toggle(kind: DeviceKind): Promise<void> {
    this.notice = null;
    try {
      if (this.publication(kind) !== null) {
        await this.room.setMuted(kind, this.isSending(kind));
      } else {
        await this.media.setWanted(kind, true);
        const { problem } = this.media[kind];
        if (problem !== null) {
          this.#notify(explain([kind], problem));
        }
        await this.#publishIfOpen(kind);
      }
    } catch (error) {
      this.#notify(wordsOf(error));
    }
  }

  leave(): void {
    this.#hasLeft = true;
    this.room.leave();
  }

  dismissNotice(): void {
    this.notice = null;
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

  #announce(words: string): void {
    this.announcement = words;
    this.#changed();
  }

  #notify(words: string): void {
    this.notice = words;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
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
