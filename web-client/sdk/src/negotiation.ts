/**
 * Runs one offer/answer exchange at a time (RFC 3264 section 4 allows no second offer before the answer). Requests that arrive during
 * an exchange are answered together by one more exchange after it.
 */
export class Negotiation {
  readonly #exchange: () => Promise<void>;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(exchange: () => Promise<void>) {
    this.#exchange = exchange;
  }

  /** Resolves when an exchange that began after this call has succeeded; rejects when that one failed. */
  request(): Promise<void> {
    if (this.#next !== null) {
      return this.#next;
    }
    if (this.#running === null) {
      return this.#start();
    }
    this.#next = this.#running.then(
      () => this.#startNext(),
      () => this.#startNext(),
    );
    return this.#next;
  }

  #startNext(): Promise<void> {
    this.#next = null;
    return this.#start();
  }

  #start(): Promise<void> {
    const run = this.#exchange().finally(() => {
      this.#running = null;
    });
    this.#running = run;
    return run;
  }
}
