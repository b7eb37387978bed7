import type { Clock } from './clock.ts';

const INTERVAL_MILLIS = 1_000;

/** Looks once a second while a session lasts; the next look waits for the one before. */
export class Sampler {
  readonly #clock: Clock;
  readonly #look: () => Promise<void>;
  #cancelTimer: () => void = () => undefined;
  #isStopped = false;

  constructor(clock: Clock, look: () => Promise<void>) {
    this.#clock = clock;
    this.#look = look;
  }

  start(): void {
    this.#cancelTimer = this.#clock.after(INTERVAL_MILLIS, () => {
      // A browser that gives no report now may give one in a second.
      void this.#look()
        .catch(() => undefined)
        .then(() => {
          if (!this.#isStopped) {
            this.start();
          }
        });
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }
}
