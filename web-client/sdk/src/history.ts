import type { Allocated, AllocationReason, MediaKind, ParticipantInfo, Slot, Source } from './protocol.ts';
import { sourceOf } from './participant.ts';
import type { RoomStats } from './stats.ts';

/** How one picture or voice did in the last second. */
export interface TileStats {
  /** The same for the same picture or voice in every sample. */
  readonly key: string;
  readonly direction: 'sending' | 'receiving';
  /** Null for our own. */
  readonly participant: string | null;
  readonly publication: string | null;
  readonly source: Source;
  readonly kind: MediaKind;
  readonly mid: string;
  /** Which simulcast encoding of our own; null elsewhere. */
  readonly rid: string | null;
  readonly codec: string | null;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly bitrateBps: number;
  /** 0 to 1. */
  readonly lossRatio: number;
  readonly roundTripMillis: number | null;
  readonly jitterMillis: number | null;
  /** Of the stay in the room so far. */
  readonly freezeCount: number;
  /** Why our encoder sends less than it could; null for what we receive. */
  readonly qualityLimitation: string | null;
  /** Why the server sends no more than it does; null for what we send, and where the server does not say. */
  readonly reason: AllocationReason | null;
  readonly targetBps: number | null;
}

/** One look at the whole connection. */
export interface StatsSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly roundTripMillis: number | null;
  /** What the server thinks the way to us can carry; null until it says so. */
  readonly downlinkEstimateBps: number | null;
  /** What our browser thinks the way to the server can carry; null where it does not say. */
  readonly uplinkEstimateBps: number | null;
  readonly sendingBps: number;
  readonly receivingBps: number;
  readonly tiles: readonly TileStats[];
}

/** What a sample is made of. */
export interface Observation {
  readonly at: number;
  readonly stats: RoomStats;
  readonly slots: readonly Slot[];
  readonly participants: readonly ParticipantInfo[];
  readonly allocation: Pick<Allocated, 'estimateBps' | 'slots'> | null;
}

interface Counts {
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
}

/** Five minutes, one sample a second. */
const SAMPLES = 300;

/** The last five minutes of a call in figures: for plots and tables, and for a file to send to somebody who can read it. */
export class StatsHistory {
  #samples: StatsSample[] = [];
  #before: { readonly at: number; readonly counts: ReadonlyMap<string, Counts> } | null = null;

  /** Oldest first, about one a second. */
  get samples(): readonly StatsSample[] {
    return this.#samples;
  }

  get latest(): StatsSample | null {
    return this.#samples.at(-1) ?? null;
  }

  /** The points of one plot: a figure of one tile, null where the tile was not there. */
  series(key: string, figure: (tile: TileStats) => number | null): readonly { readonly at: number; readonly value: number | null }[] {
    return this.#samples.map(({ at, tiles }) => {
      const tile = tiles.find((candidate) => candidate.key === key);
      return { at, value: tile === undefined ? null : figure(tile) };
    });
  }

  /** For the room only. */
  add(observation: Observation): StatsSample {
    const { at, stats, allocation } = observation;
    const counts = countsOf(stats);
    const seconds = this.#before === null ? 0 : (at - this.#before.at) / 1_000;
    const changed = (key: string): Counts => difference(counts.get(key), this.#before?.counts.get(key));
    const tiles = [...sendingTiles(stats, changed, seconds), ...receivingTiles(observation, changed, seconds)];
    const sample: StatsSample = {
      at,
      roundTripMillis: stats.roundTripMillis,
      downlinkEstimateBps: allocation?.estimateBps ?? null,
      uplinkEstimateBps: stats.availableOutgoingBps,
      sendingBps: total(tiles, 'sending'),
      receivingBps: total(tiles, 'receiving'),
      tiles,
    };
    this.#before = { at, counts };
    this.#samples = [...this.#samples.slice(1 - SAMPLES), sample];
    return sample;
  }

  /** For the room only: the counters begin anew, the samples stay. */
  reconnected(): void {
    this.#before = null;
  }
}

function sendingTiles(stats: RoomStats, changed: (key: string) => Counts, seconds: number): TileStats[] {
  return stats.sending.map((each) => ({
    key: `${each.mid}/${each.rid ?? ''}`,
    direction: 'sending',
    participant: null,
    publication: null,
    source: each.source,
    kind: each.kind,
    mid: each.mid,
    rid: each.rid,
    codec: each.codec,
    width: each.frameWidth,
    height: each.frameHeight,
    framesPerSecond: each.framesPerSecond,
    bitrateBps: perSecond(changed(`${each.mid}/${each.rid ?? ''}`).bytes * 8, seconds),
    lossRatio: each.fractionLost ?? 0,
    roundTripMillis: each.roundTripMillis,
    jitterMillis: null,
    freezeCount: 0,
    qualityLimitation: each.qualityLimitation,
    reason: null,
    targetBps: null,
  }));
}

/** Slots that show nothing are left out. */
function receivingTiles(observation: Observation, changed: (key: string) => Counts, seconds: number): TileStats[] {
  const { stats, participants, allocation } = observation;
  return stats.receiving.flatMap((each): TileStats[] => {
    const info = participants.find(({ id }) => id === each.participant);
    if (info === undefined || each.publication === null) {
      return [];
    }
    const { bytes, packets, lost } = changed(each.mid);
    const allocated = allocation?.slots.find(({ mid }) => mid === each.mid);
    return [
      {
        key: `${info.id}/${each.publication}`,
        direction: 'receiving',
        participant: info.id,
        publication: each.publication,
        source: sourceOf(info, each.publication, each.kind),
        kind: each.kind,
        mid: each.mid,
        rid: null,
        codec: each.codec,
        width: each.frameWidth,
        height: each.frameHeight,
        framesPerSecond: each.framesPerSecond,
        bitrateBps: perSecond(bytes * 8, seconds),
        lossRatio: lost <= 0 ? 0 : lost / (lost + packets),
        roundTripMillis: stats.roundTripMillis,
        jitterMillis: each.jitterMillis,
        freezeCount: each.freezeCount,
        qualityLimitation: null,
        reason: allocated?.reason ?? null,
        targetBps: allocated?.targetBps ?? null,
      },
    ];
  });
}

function countsOf({ sending, receiving }: RoomStats): ReadonlyMap<string, Counts> {
  return new Map<string, Counts>([
    ...sending.map(({ mid, rid, bytesSent, packetsSent }) => [`${mid}/${rid ?? ''}`, { bytes: bytesSent, packets: packetsSent, lost: 0 }] as const),
    ...receiving.map(({ mid, bytesReceived, packetsReceived, packetsLost }) => [mid, { bytes: bytesReceived, packets: packetsReceived, lost: packetsLost }] as const),
  ]);
}

/** A counter that is new has changed by nothing yet, and one that runs backwards has begun anew. */
function difference(now: Counts | undefined, before: Counts | undefined): Counts {
  if (now === undefined || before === undefined) {
    return { bytes: 0, packets: 0, lost: 0 };
  }
  return {
    bytes: Math.max(0, now.bytes - before.bytes),
    packets: Math.max(0, now.packets - before.packets),
    lost: now.lost - before.lost,
  };
}

function perSecond(amount: number, seconds: number): number {
  return seconds <= 0 ? 0 : Math.round(amount / seconds);
}

function total(tiles: readonly TileStats[], direction: TileStats['direction']): number {
  return tiles.filter((tile) => tile.direction === direction).reduce((sum, { bitrateBps }) => sum + bitrateBps, 0);
}
