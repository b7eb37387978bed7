/** Time as an argument, so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `millis`; the returned function cancels it. */
  after(millis: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(millis, callback) {
    const timer = globalThis.setTimeout(callback, millis);
    return () => {
      globalThis.clearTimeout(timer);
    };
  },
};
