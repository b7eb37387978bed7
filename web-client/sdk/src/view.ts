import type { Clock } from './clock.ts';
import type { ClientMessage, ViewedSlot } from './protocol.ts';

type View = Extract<ClientMessage, { type: 'view' }>;

/** At most four views a second. */
const INTERVAL_MILLIS = 250;

/** Tells the server what the page shows: when it changes, and not more often than the server needs it. */
export class ViewSender {
  readonly #clock: Clock;
  readonly #send: (view: View) => void;
  #wanted: View | null = null;
  #sent = '';
  #isPausing = false;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock, send: (view: View) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Slots that are not visible need no mention. */
  show(slots: readonly ViewedSlot[], hidden: boolean): void {
    const tiles = slots
      .filter(({ visible }) => visible)
      .map((slot) => ({ ...slot, width: Math.max(1, Math.round(slot.width)), height: Math.max(1, Math.round(slot.height)) }));
    this.#wanted = { type: 'view', tiles, hidden };
    this.#sendIfNew();
  }

  /** The server is a new one, or may have forgotten: says it again. */
  repeat(): void {
    this.#sent = '';
    this.#sendIfNew();
  }

  stop(): void {
    this.#cancelTimer();
    this.#wanted = null;
  }

  #sendIfNew(): void {
    if (this.#wanted === null || this.#isPausing) {
      return;
    }
    const text = JSON.stringify(this.#wanted);
    if (text === this.#sent) {
      return;
    }
    this.#sent = text;
    this.#send(this.#wanted);
    this.#isPausing = true;
    this.#cancelTimer = this.#clock.after(INTERVAL_MILLIS, () => {
      this.#isPausing = false;
      this.#sendIfNew();
    });
  }
}
