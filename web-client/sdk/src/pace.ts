import type { Clock } from './clock.ts';

/**
 * The server ignores what is more than 200 messages in ten seconds. What goes out here in any ten seconds is a burst and what is added in
 * the meantime: less than that, so that a network that holds messages back and lets them go together does no harm.
 */
const BURST = 80;
const MILLIS_EACH = 100;

/** Lets messages out in their order and no faster than the server listens: what is too much waits for its turn. */
export class Pace {
  readonly #clock: Clock;
  readonly #say: (text: string) => void;
  #waiting: string[] = [];
  #free = BURST;
  #countedAt: number;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock, say: (text: string) => void) {
    this.#clock = clock;
    this.#say = say;
    this.#countedAt = clock.now();
  }

  /** Messages that wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(text: string): void {
    this.#waiting.push(text);
    if (this.#waiting.length === 1) {
      this.#sayWhatIsFree();
    }
  }

  /** What still waits is not said any more. */
  stop(): void {
    this.#cancelTimer();
    this.#waiting = [];
  }

  #sayWhatIsFree(): void {
    const now = this.#clock.now();
    // A computer's clock may be set back.
    this.#free = Math.min(BURST, this.#free + Math.max(0, now - this.#countedAt) / MILLIS_EACH);
    this.#countedAt = now;
    const said = this.#waiting.splice(0, Math.floor(this.#free));
    this.#free -= said.length;
    said.forEach(this.#say);
    if (this.#waiting.length > 0) {
      this.#cancelTimer = this.#clock.after(MILLIS_EACH, () => {
        this.#sayWhatIsFree();
      });
    }
  }
}
