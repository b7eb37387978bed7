/** Numbers as people read them. */

const PREFIXES = ['', 'k', 'M', 'G'];

/** Bits per second, three digits: 1.23 Mbit/s. */
export function bitrate(bitsPerSecond: number): string {
  let value = bitsPerSecond;
  let prefix = 0;
  while (value >= 1_000 && prefix < PREFIXES.length - 1) {
    value /= 1_000;
    prefix++;
  }
  const digits = value >= 100 || prefix === 0 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${PREFIXES[prefix] ?? ''}bit/s`;
}

/** A share of 1 as per cent. */
export function percent(ratio: number): string {
  return `${(100 * ratio).toFixed(ratio < 0.1 ? 1 : 0)} %`;
}

/** Seconds as milliseconds. */
export function millis(seconds: number): string {
  return `${(1_000 * seconds).toFixed(seconds < 0.01 ? 1 : 0)} ms`;
}

/** The time of day. */
export function clock(epochMillis: number): string {
  return new Date(epochMillis).toLocaleTimeString(undefined, { hour12: false });
}

/** The last number that is there, or 0. */
export function newest(values: readonly (number | null)[]): number {
  return values.findLast((value) => value !== null) ?? 0;
}
