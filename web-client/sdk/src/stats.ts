import type { MediaKind, Slot, Source } from './protocol.ts';

/** How one encoding of a source that we send is doing. Counters run from the start of the section. */
export interface SendStats {
  readonly mid: string;
  readonly source: Source;
  readonly kind: MediaKind;
  /** Which simulcast encoding, null where there is only one. */
  readonly rid: string | null;
  /** As in a media type without its first half: 'VP8', 'opus'; null before anything was sent. */
  readonly codec: string | null;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Video only, else 0. */
  readonly framesEncoded: number;
  readonly framesPerSecond: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** Why the encoder sends less than it could: 'none', 'cpu', 'bandwidth', 'other'; null where the browser does not say. */
  readonly qualityLimitation: string | null;
  /** What the server reported: 0 to 1, null before its first report. */
  readonly fractionLost: number | null;
  readonly roundTripMillis: number | null;
}

/** How one slot is doing; `participant` is null while it shows nothing. */
export interface ReceiveStats {
  readonly mid: string;
  readonly kind: MediaKind;
  readonly participant: string | null;
  readonly publication: string | null;
  readonly codec: string | null;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly bytesReceived: number;
  readonly jitterMillis: number;
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

/** How everything that is sent and received is doing. */
export interface RoomStats {
  /** Of the candidate pair in use, null before one is found. */
  readonly roundTripMillis: number | null;
  /** What the browser thinks it can send; null where it does not say. */
  readonly availableOutgoingBps: number | null;
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
  const byId = new Map(entries.map((entry) => [entry['id'], entry]));
  const pair = entries.find((entry) => entry['type'] === 'candidate-pair' && entry['nominated'] === true);
  const reports = new Map(
    entries.filter((entry) => entry['type'] === 'remote-inbound-rtp').map((entry) => [entry['localId'], entry]),
  );
  const codecOf = (entry: Entry): string | null => {
    const mimeType = byId.get(entry['codecId'])?.['mimeType'];
    return typeof mimeType === 'string' ? mimeType.replace(/^.*\//u, '') : null;
  };
  return {
    roundTripMillis: millis(pair, 'currentRoundTripTime'),
    availableOutgoingBps: optionalNumber(pair, 'availableOutgoingBitrate'),
    sending: entries.flatMap((entry) => sendStats(entry, sourceAt, codecOf, reports.get(entry['id']))),
    receiving: entries.flatMap((entry) => receiveStats(entry, slots, codecOf)),
    raw,
  };
}

function sendStats(
  entry: Entry,
  sourceAt: (mid: string) => Source | null,
  codecOf: (entry: Entry) => string | null,
  report: Entry | undefined,
): SendStats[] {
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
      rid: optionalText(entry, 'rid'),
      codec: codecOf(entry),
      packetsSent: count(entry, 'packetsSent'),
      bytesSent: count(entry, 'bytesSent'),
      framesEncoded: count(entry, 'framesEncoded'),
      framesPerSecond: count(entry, 'framesPerSecond'),
      frameWidth: count(entry, 'frameWidth'),
      frameHeight: count(entry, 'frameHeight'),
      qualityLimitation: optionalText(entry, 'qualityLimitationReason'),
      fractionLost: optionalNumber(report, 'fractionLost'),
      roundTripMillis: millis(report, 'roundTripTime'),
    },
  ];
}

function receiveStats(entry: Entry, slots: readonly Slot[], codecOf: (entry: Entry) => string | null): ReceiveStats[] {
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
      codec: codecOf(entry),
      packetsReceived: count(entry, 'packetsReceived'),
      packetsLost: count(entry, 'packetsLost'),
      bytesReceived: count(entry, 'bytesReceived'),
      jitterMillis: millis(entry, 'jitter') ?? 0,
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
  return optionalText(entry, name) ?? '';
}

function optionalText(entry: Entry, name: string): string | null {
  const value = entry[name];
  return typeof value === 'string' ? value : null;
}

function count(entry: Entry, name: string): number {
  return optionalNumber(entry, name) ?? 0;
}

function optionalNumber(entry: Entry | undefined, name: string): number | null {
  const value = entry?.[name];
  return typeof value === 'number' ? value : null;
}

/** Webrtc-stats counts time in seconds. */
function millis(entry: Entry | undefined, name: string): number | null {
  const seconds = optionalNumber(entry, name);
  return seconds === null ? null : seconds * 1_000;
}
