import type { PeerReceiver } from './peer.ts';
import type { RoomStats } from './stats.ts';

/** What one video slot has counted since its beginning. */
export interface ArrivalCounts {
  readonly packetsReceived: number;
  /** Packets the browser asked for again, repeated requests included. */
  readonly nackCount: number;
  readonly freezeCount: number;
}

/** Looks at which a share of loss is measured. */
const WINDOW_LOOKS = 5;
const LOSSY_SHARE = 0.01;
const LOSSY_PACKETS = 3;

/** A gap is noticed by the next frame at the latest, which comes within this time even at 20 frames a second. */
const NOTICE_MILLIS = 50;
/** Below this a buffer would not make up for loss between the publisher and the server, whose round trip we do not know. */
const LEAST_MILLIS = 100;
/** With more, people begin to interrupt each other. */
const MOST_MILLIS = 500;
const FREEZE_STEP_MILLIS = 50;
/** A browser lengthens its buffer by no more than this in a second (libwebrtc, VCMTiming). */
const LENGTHENED_PER_LOOK_MILLIS = 100;

/** Loss comes and goes; every change of the delay is seen and heard a little. */
const PATIENCE_LOOKS = 20;
const EASE_STEP_MILLIS = 25;

/**
 * How long a slot's frames are to be held before they are shown, so that what was lost can come again in time.
 *
 * A browser fits its buffer to the jitter of what arrives by itself and leaves out what was repeated. With loss the buffer stays
 * short, and the picture stands still whenever a repetition is lost as well.
 */
export class PlayoutDelay {
  readonly #window: ArrivalCounts[] = [];
  #quietLooks = 0;
  #millis = 0;
  /** Looks until the buffer is as long as was asked for. */
  #settlingLooks = 0;

  /**
   * A look at the counters, one a second.
   *
   * @param roundTripMillis between us and the server
   * @returns the delay from now on; 0 leaves it to the browser
   */
  look(counts: ArrivalCounts, roundTripMillis: number): number {
    const last = this.#window.at(-1) ?? counts;
    this.#window.push(counts);
    if (this.#window.length > WINDOW_LOOKS + 1) {
      this.#window.shift();
    }
    const froze = counts.freezeCount > last.freezeCount;
    if (this.#isLossy(counts)) {
      this.#quietLooks = 0;
      // A repetition takes a round trip; a request or repetition that was lost too takes another.
      this.#lengthen(NOTICE_MILLIS + 2 * roundTripMillis);
      if (this.#settlingLooks > 0) {
        this.#settlingLooks -= 1;
      } else if (froze) {
        this.#lengthen(this.#millis + FREEZE_STEP_MILLIS);
      }
    } else {
      this.#quietLooks += 1;
      if (this.#quietLooks > PATIENCE_LOOKS) {
        this.#millis = Math.max(0, this.#millis - EASE_STEP_MILLIS);
      }
    }
    return this.#millis;
  }

  #lengthen(wanted: number): void {
    const next = Math.max(this.#millis, clamp(wanted, LEAST_MILLIS, MOST_MILLIS));
    if (next > this.#millis) {
      this.#settlingLooks = 1 + Math.ceil((next - this.#millis) / LENGTHENED_PER_LOOK_MILLIS);
      this.#millis = next;
    }
  }

  #isLossy(counts: ArrivalCounts): boolean {
    const first = this.#window[0] ?? counts;
    const nacked = counts.nackCount - first.nackCount;
    return nacked >= LOSSY_PACKETS && nacked > LOSSY_SHARE * (counts.packetsReceived - first.packetsReceived);
  }
}

/** Sets the delay of every slot while a session lasts. A participant's voice waits as long as the picture. */
export class PlayoutDelays {
  readonly #delays = new Map<string, PlayoutDelay>();

  /** A look at the counters, one a second. */
  look({ receiving, roundTripMillis }: RoomStats, receivers: readonly PeerReceiver[]): void {
    const ofParticipant = new Map<string, number>();
    for (const receiver of receivers) {
      const counts = receiving.find(({ mid }) => mid === receiver.mid);
      if (receiver.kind === 'video' && counts !== undefined) {
        const millis = this.#delayOf(counts.mid).look(counts, roundTripMillis ?? 0);
        receiver.setPlayoutDelay(millis);
        if (counts.participant !== null) {
          ofParticipant.set(counts.participant, Math.max(millis, ofParticipant.get(counts.participant) ?? 0));
        }
      }
    }
    for (const receiver of receivers) {
      if (receiver.kind === 'audio') {
        const participant = receiving.find(({ mid }) => mid === receiver.mid)?.participant ?? null;
        receiver.setPlayoutDelay(participant === null ? 0 : (ofParticipant.get(participant) ?? 0));
      }
    }
  }

  #delayOf(mid: string): PlayoutDelay {
    let delay = this.#delays.get(mid);
    if (delay === undefined) {
      delay = new PlayoutDelay();
      this.#delays.set(mid, delay);
    }
    return delay;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
