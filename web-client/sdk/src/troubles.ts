import type { StatsSample, TileStats } from './history.ts';
import type { ServerTrouble } from './protocol.ts';

/** What makes a call bad that stands. The server judges by the same limits and has the same names. */
export type TroubleCause =
  /** What we send gets lost. */
  | 'uplink-loss'
  /** What we are sent gets lost. */
  | 'downlink-loss'
  | 'narrow-uplink'
  | 'narrow-downlink'
  | 'long-round-trip'
  /** Our own processor does not keep up with the encoder. */
  | 'slow-computer'
  | 'server-overloaded'
  /** What else a server says of itself. */
  | (string & {});

/** Something that makes the call bad now. */
export interface Trouble {
  readonly cause: TroubleCause;
  /** What is measured and what may help, for people. */
  readonly words: string;
}

/** What is so for as many looks, one a second, is no accident. */
const LOOKS = 5;
/** An estimate begins low and takes its time to rise. */
const ESTIMATES = 10;
const STILL_RISING = 1.25;
const MUCH_LOSS = 0.05;
/** Less than one small picture and voices. */
const NARROW_DOWNLINK_BPS = 400_000;
/** Less than a small and a middle picture and a voice, which is what others are to choose from. */
const NARROW_UPLINK_BPS = 800_000;
/** People begin to talk at the same time. */
const LONG_ROUND_TRIP_MILLIS = 400;

/**
 * Judges the last seconds of a call; empty if nothing is wrong with it, or it is too young to tell.
 *
 * @param server what the server says of itself, which is believed at once
 */
export function troublesOf(samples: readonly StatsSample[], server: readonly ServerTrouble[] = []): readonly Trouble[] {
  return [...server.map(({ cause, message }) => ({ cause, words: `The server says: ${message}` })), ...measured(samples)];
}

function measured(samples: readonly StatsSample[]): readonly Trouble[] {
  const last = samples.slice(-LOOKS);
  const now = last.at(-1);
  if (now === undefined || last.length < LOOKS) {
    return [];
  }
  const found: Trouble[] = [];
  const add = (isSo: boolean, cause: TroubleCause, words: string): void => {
    if (isSo) {
      found.push({ cause, words });
    }
  };
  const always = (direction: TileStats['direction'], is: (tile: TileStats) => boolean): boolean =>
    last.every(({ tiles }) => tiles.some((tile) => tile.direction === direction && is(tile)));
  const lostUp = meanLoss(last, 'sending');
  const lostDown = meanLoss(last, 'receiving');
  add(lostUp > MUCH_LOSS, 'uplink-loss', `${percent(lostUp)} of what you send does not arrive: a mobile network, a weak Wi-Fi, a full line.`);
  add(lostDown > MUCH_LOSS, 'downlink-loss', `${percent(lostDown)} of what you are sent does not arrive: a mobile network, a weak Wi-Fi, a full line.`);
  add(
    always('sending', ({ qualityLimitation }) => qualityLimitation === 'bandwidth') &&
      isNarrow(samples, ({ uplinkEstimateBps }) => uplinkEstimateBps, NARROW_UPLINK_BPS),
    'narrow-uplink',
    `Your line carries about ${kilobits(now.uplinkEstimateBps)} of what you send, so others see you in lower quality.`,
  );
  add(
    always('receiving', ({ kind }) => kind === 'video') && isNarrow(samples, ({ downlinkEstimateBps }) => downlinkEstimateBps, NARROW_DOWNLINK_BPS),
    'narrow-downlink',
    `Your line carries about ${kilobits(now.downlinkEstimateBps)} of what you are sent, so you see others in lower quality, or not at all.`,
  );
  add(
    last.every(({ roundTripMillis }) => (roundTripMillis ?? 0) > LONG_ROUND_TRIP_MILLIS),
    'long-round-trip',
    `A round trip to the server takes ${Math.round(now.roundTripMillis ?? 0)} ms: it is far away, or something else fills your line.`,
  );
  add(
    always('sending', ({ qualityLimitation }) => qualityLimitation === 'cpu'),
    'slow-computer',
    'This computer is too slow for what it sends; another program may keep it busy.',
  );
  return found;
}

/** Of all pictures and voices that flow; 0 to 1. */
function meanLoss(samples: readonly StatsSample[], direction: TileStats['direction']): number {
  const ratios = samples.flatMap(({ tiles }) =>
    tiles.filter((tile) => tile.direction === direction && (tile.bitrateBps > 0 || tile.lossRatio > 0)).map(({ lossRatio }) => lossRatio),
  );
  return ratios.length === 0 ? 0 : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

/** Whether an estimate is below a limit, has been for a while, and does not rise. */
function isNarrow(samples: readonly StatsSample[], estimate: (sample: StatsSample) => number | null, limitBps: number): boolean {
  const estimates = samples.slice(-ESTIMATES).map((sample) => estimate(sample) ?? Infinity);
  const [first, latest] = [estimates[0] ?? Infinity, estimates.at(-1) ?? Infinity];
  return estimates.length === ESTIMATES && estimates.every((bps) => bps < limitBps) && latest <= STILL_RISING * first;
}

function percent(ratio: number): string {
  return `${Math.round(100 * ratio)} %`;
}

function kilobits(bps: number | null): string {
  return `${Math.round((bps ?? 0) / 1_000)} kbit/s`;
}
