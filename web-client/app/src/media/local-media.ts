import { openDevice, openDevices } from './devices.ts';
import type { DeviceKind, Opened, OpenOptions } from './devices.ts';
import { explain, explainProblems } from './words.ts';

export interface Device {
  /** What the person wants, whether or not it could be had. */
  readonly wanted: boolean;
  readonly track: MediaStreamTrack | null;
  /** The name of the error, null while all is well. */
  readonly problem: string | null;
}

/** The own camera and microphone before and during a call. */
export class LocalMedia {
  #options: OpenOptions;
  readonly #changed: () => void;
  readonly #devices: Record<DeviceKind, Device>;
  #opening: Promise<void> | null = null;
  #isDone = false;

  constructor(wanted: Readonly<Record<DeviceKind, boolean>>, options: OpenOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    this.#devices = {
      camera: { wanted: wanted.camera, track: null, problem: null },
      microphone: { wanted: wanted.microphone, track: null, problem: null },
    };
  }

  get camera(): Device {
    return this.#devices.camera;
  }

  get microphone(): Device {
    return this.#devices.microphone;
  }

  /** What is in the way, in words. */
  get problems(): readonly string[] {
    return explainProblems({ camera: this.camera.problem, microphone: this.microphone.problem });
  }

  get isOpening(): boolean {
    return this.#opening !== null;
  }

  /** Opens what is wanted and not open yet; several calls at once are one. */
  open(): Promise<void> {
    this.#opening ??= this.#openMissing().finally(() => {
      this.#opening = null;
      this.#changed();
    });
    this.#changed();
    return this.#opening;
  }

  /** Opens or closes one device. */
  async setWanted(kind: DeviceKind, wanted: boolean): Promise<void> {
    this.#update(kind, { wanted, problem: null });
    if (wanted) {
      await this.#opening;
      if (this.#devices[kind].track === null) {
        this.#take(kind, await openDevice(kind, this.#options));
      }
    } else {
      this.#close(kind);
    }
  }

  /** The device that was asked for; null where any will do. */
  chosen(kind: DeviceKind): string | null {
    return this.#options.chosen?.[kind] ?? null;
  }

  /** Goes on with another device: opens it where the one before is open, and else remembers it. Throws with words for the person. */
  async choose(kind: DeviceKind, deviceId: string): Promise<MediaStreamTrack | null> {
    this.#options = { ...this.#options, chosen: { ...this.#options.chosen, [kind]: deviceId } };
    const before = this.#devices[kind].track;
    if (before?.readyState !== 'live') {
      return null;
    }
    if (kind === 'microphone') {
      before.stop(); // browsers that open one microphone at a time would give the old one again
    }
    const track = await this.reopen(kind);
    before.stop();
    return track;
  }

  /** Opens one device for a publication in the call. Throws with words for the person. */
  async reopen(kind: DeviceKind): Promise<MediaStreamTrack> {
    const opened = await openDevice(kind, this.#options);
    this.#take(kind, opened);
    if (opened.track === null) {
      throw new Error(explain([kind], opened.problem));
    }
    return opened.track;
  }

  /** The end: whatever is still being opened is closed as it comes. */
  closeAll(): void {
    this.#isDone = true;
    this.#close('camera');
    this.#close('microphone');
  }

  async #openMissing(): Promise<void> {
    const missing = (['camera', 'microphone'] as const).filter((kind) => {
      const { wanted, track } = this.#devices[kind];
      return wanted && track?.readyState !== 'live';
    });
    const opened = await openDevices(missing, this.#options);
    for (const [kind, device] of opened) {
      this.#take(kind, device);
    }
  }

  #take(kind: DeviceKind, { track, problem }: Opened): void {
    this.#update(kind, { track, problem });
    if (this.#isDone || !this.#devices[kind].wanted) {
      this.#close(kind); // left or turned off while the device was starting
    }
  }

  #close(kind: DeviceKind): void {
    this.#devices[kind].track?.stop();
    this.#update(kind, { track: null });
  }

  #update(kind: DeviceKind, change: Partial<Device>): void {
    this.#devices[kind] = { ...this.#devices[kind], ...change };
    this.#changed();
  }
}
