import type { DeviceKind } from './devices.ts';

/** What was done about a device that is gone. */
export type Outcome = 'lost' | 'replaced' | 'back';

export interface LostDevicesHost {
  /** Identifiers of the devices of a kind that are plugged in. */
  present(kind: DeviceKind): Promise<readonly string[]>;
  /** Sends again, from this device or, where it is null, from any. Rejects where none opens. */
  resume(kind: DeviceKind, deviceId: string | null): Promise<void>;
  tell(kind: DeviceKind, outcome: Outcome): void;
}

/**
 * Cameras and microphones that were unplugged while they were in use. Another microphone takes the place of one at once, since silence is
 * noticed late; a camera only when somebody plugs one in, since another one may show what nobody meant to show.
 */
export class LostDevices {
  readonly #host: LostDevicesHost;
  /** Of each kind that is lost: the devices that were there all the time. */
  readonly #lost = new Map<DeviceKind, ReadonlySet<string>>();
  /** One thing after the other: browsers tell several times of what is plugged in once. */
  #last: Promise<void> = Promise.resolve();

  constructor(host: LostDevicesHost) {
    this.#host = host;
  }

  isLost(kind: DeviceKind): boolean {
    return this.#lost.has(kind);
  }

  lose(kind: DeviceKind): Promise<void> {
    this.#lost.set(kind, new Set());
    return this.#next(() => this.#missed(kind));
  }

  /** The person has turned it on or off. */
  forget(kind: DeviceKind): void {
    this.#lost.delete(kind);
  }

  /** Something was plugged in or out. */
  look(): Promise<void> {
    return this.#next(() => this.#looked());
  }

  #next(act: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(act);
    return this.#last;
  }

  async #missed(kind: DeviceKind): Promise<void> {
    const present = await this.#host.present(kind);
    this.#lost.set(kind, new Set(present));
    if (!(kind === 'microphone' && present.length > 0 && (await this.#resume(kind, null, 'replaced')))) {
      this.#host.tell(kind, 'lost');
    }
  }

  async #looked(): Promise<void> {
    for (const [kind, before] of this.#lost) {
      const present = await this.#host.present(kind);
      const added = present.find((id) => !before.has(id));
      if (added === undefined || !(await this.#resume(kind, added, 'back'))) {
        this.#lost.set(kind, new Set(present.filter((id) => id !== added)));
      }
    }
  }

  async #resume(kind: DeviceKind, deviceId: string | null, outcome: Outcome): Promise<boolean> {
    try {
      await this.#host.resume(kind, deviceId);
    } catch {
      return false; // it may come back
    }
    this.#lost.delete(kind);
    this.#host.tell(kind, outcome);
    return true;
  }
}
