const FIRST_MILLIS = 500;
const LONGEST_MILLIS = 8_000;

/** Attempts to come back before we say that it did not work: about one minute in all. */
export const REJOIN_ATTEMPTS = 10;

/**
 * Milliseconds to wait before attempt number `attempt`, counted from 1. Doubles up to 8 s; the upper half is spread by `random`
 * (0 to 1), so that a restarted server is not hit by everyone at once.
 */
export function backoffMillis(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
