import type { MediaKind, Slot, Source } from './protocol.ts';

/** How one source that we send is doing. Counters run from the start of the section. */
export interface SendStats {
  readonly mid: string;
  readonly source: Source;
  readonly kind: MediaKind;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Video only, else 0. */
  readonly framesEncoded: number;
  readonly framesPerSecond: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
}

/** How one slot is doing; `participant` is null while it shows nothing. */
export interface ReceiveStats {
  readonly mid: string;
  readonly kind: MediaKind;
  readonly participant: string | null;
  readonly publication: string | null;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly bytesReceived: number;
  /** Video only, else 0. */
  readonly framesDecoded: number;
  readonly framesPerSecond: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  readonly freezeCount: number;
  /** Packets asked for again, repeated requests included. */
  readonly nackCount: number;
  /** Audio only, else 0: grows while something is heard. */
  readonly totalAudioEnergy: number;
}

export interface RoomStats {
  /** Of the candidate pair in use, null before one is found. */
  readonly roundTripMillis: number | null;
  readonly sending: readonly SendStats[];
  readonly receiving: readonly ReceiveStats[];
  /** The browser's own report (W3C webrtc-stats), for everything else. */
  readonly raw: readonly RTCStats[];
}

type Entry = Readonly<Record<string, unknown>>;

/** Sorts the browser's report by our sources and slots. */
export function summarise(
  raw: readonly RTCStats[],
  slots: readonly Slot[],
  sourceAt: (mid: string) => Source | null,
): RoomStats {
  const entries: readonly Entry[] = raw.map((stats) => ({ ...stats }));
  const pair = entries.find((entry) => entry['type'] === 'candidate-pair' && entry['nominated'] === true);
  const roundTripSeconds = pair?.['currentRoundTripTime'];
  return {
    roundTripMillis: typeof roundTripSeconds === 'number' ? roundTripSeconds * 1_000 : null,
    sending: entries.flatMap((entry) => sendStats(entry, sourceAt)),
    receiving: entries.flatMap((entry) => receiveStats(entry, slots)),
    raw,
  };
}

function sendStats(entry: Entry, sourceAt: (mid: string) => Source | null): SendStats[] {
  const mid = text(entry, 'mid');
  const source = sourceAt(mid);
  if (entry['type'] !== 'outbound-rtp' || source === null) {
    return [];
  }
  return [
    {
      mid,
      source,
      kind: kind(entry),
      packetsSent: count(entry, 'packetsSent'),
      bytesSent: count(entry, 'bytesSent'),
      framesEncoded: count(entry, 'framesEncoded'),
      framesPerSecond: count(entry, 'framesPerSecond'),
      frameWidth: count(entry, 'frameWidth'),
      frameHeight: count(entry, 'frameHeight'),
    },
  ];
}

function receiveStats(entry: Entry, slots: readonly Slot[]): ReceiveStats[] {
  if (entry['type'] !== 'inbound-rtp') {
    return [];
  }
  const mid = text(entry, 'mid');
  const slot = slots.find((candidate) => candidate.mid === mid);
  return [
    {
      mid,
      kind: kind(entry),
      participant: slot?.participant ?? null,
      publication: slot?.publication ?? null,
      packetsReceived: count(entry, 'packetsReceived'),
      packetsLost: count(entry, 'packetsLost'),
      bytesReceived: count(entry, 'bytesReceived'),
      framesDecoded: count(entry, 'framesDecoded'),
      framesPerSecond: count(entry, 'framesPerSecond'),
      frameWidth: count(entry, 'frameWidth'),
      frameHeight: count(entry, 'frameHeight'),
      freezeCount: count(entry, 'freezeCount'),
      nackCount: count(entry, 'nackCount'),
      totalAudioEnergy: count(entry, 'totalAudioEnergy'),
    },
  ];
}

function kind(entry: Entry): MediaKind {
  return entry['kind'] === 'video' ? 'video' : 'audio';
}

function text(entry: Entry, name: string): string {
  const value = entry[name];
  return typeof value === 'string' ? value : '';
}

function count(entry: Entry, name: string): number {
  const value = entry[name];
  return typeof value === 'number' ? value : 0;
}
