/** Timers as an argument, so that tests decide when time passes. */
export interface Clock {
  /** Calls back once after `millis`; the returned function cancels it. */
  after(millis: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  after(millis, callback) {
    const timer = globalThis.setTimeout(callback, millis);
    return () => {
      globalThis.clearTimeout(timer);
    };
  },
};
