import type { Clock } from './clock.ts';
import { PlenumError } from './errors.ts';
import type { ClientMessage } from './protocol.ts';

type RequestType = ClientMessage['type'];

interface Waiting {
  readonly type: RequestType;
  resolve(): void;
  reject(error: PlenumError): void;
  cancelTimer(): void;
}

/** A server that is up answers in milliseconds. */
const REPLY_TIMEOUT_MILLIS = 15_000;

/** Requests that wait for the server's word. It answers those of one type in the order in which they were sent. */
export class Requests {
  readonly #clock: Clock;
  #waiting: readonly Waiting[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves with the next answer to a message of this type that is not an earlier one's. */
  wait(type: RequestType): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        type,
        resolve,
        reject,
        cancelTimer: this.#clock.after(REPLY_TIMEOUT_MILLIS, () => {
          this.#waiting = this.#waiting.filter((each) => each !== waiting);
          reject(new PlenumError('answer-timeout', `The server did not answer "${type}".`));
        }),
      };
      this.#waiting = [...this.#waiting, waiting];
    });
  }

  settle(type: RequestType): void {
    this.#take((waiting) => waiting.type === type)?.resolve();
  }

  /** Null where the server could not tell what it was asked: then it was the oldest. False where nobody waits. */
  fail(type: string | null, error: PlenumError): boolean {
    const waiting = this.#take((each) => type === null || each.type === type);
    waiting?.reject(error);
    return waiting !== undefined;
  }

  failAll(error: PlenumError): void {
    while (this.fail(null, error));
  }

  #take(matches: (waiting: Waiting) => boolean): Waiting | undefined {
    const found = this.#waiting.find(matches);
    this.#waiting = this.#waiting.filter((each) => each !== found);
    found?.cancelTimer();
    return found;
  }
}
