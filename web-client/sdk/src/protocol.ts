/**
 * The messages of `plenum.v1` as types, and the check of what the server sends. Past `parseServerMessage` a message is right by
 * construction; nothing further in looks at raw JSON. The words are those of docs/protocol.md.
 */

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = 'plenum.v1';

export type MediaKind = 'audio' | 'video';
export type Source = 'microphone' | 'camera' | 'screen' | 'screenAudio';

export const MEDIA_KINDS = ['audio', 'video'] as const satisfies readonly MediaKind[];
export const SOURCES = ['microphone', 'camera', 'screen', 'screenAudio'] as const satisfies readonly Source[];

/** One source that a participant sends. */
export interface PublicationInfo {
  readonly id: string;
  readonly kind: MediaKind;
  readonly source: Source;
  readonly muted: boolean;
}

export interface ParticipantInfo {
  readonly id: string;
  readonly name: string;
  readonly publications: readonly PublicationInfo[];
}

/** One m-section in which the server sends; `participant` and `publication` are null while it shows nothing. */
export interface Slot {
  readonly mid: string;
  readonly kind: MediaKind;
  readonly participant: string | null;
  readonly publication: string | null;
}

export interface SlotCounts {
  readonly audio: number;
  readonly video: number;
}

export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** What the client tells about a section in which it sends. */
export interface OfferedPublication {
  readonly mid: string;
  readonly source: Source;
  readonly muted: boolean;
}

/**
 * The highest layers of a picture that are wanted, each from 0 for the lowest to 7; what is left out means the highest. `encoding`
 * counts the publisher's simulcast encodings, `spatial` and `temporal` the layers within one.
 */
export interface LayerTarget {
  readonly encoding?: number;
  readonly spatial?: number;
  readonly temporal?: number;
}

export type ClientMessage =
  | { readonly type: 'join'; readonly protocol: number; readonly room: string; readonly name: string; readonly token?: string }
  | { readonly type: 'offer'; readonly id: number; readonly sdp: string; readonly publications: readonly OfferedPublication[] }
  | { readonly type: 'candidate'; readonly mid: string; readonly candidate: string }
  | { readonly type: 'mute'; readonly mid: string; readonly muted: boolean }
  | ({ readonly type: 'layers'; readonly mid: string } & LayerTarget)
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'leave' };

export interface Joined {
  readonly type: 'joined';
  readonly protocol: number;
  readonly room: string;
  readonly participant: ParticipantInfo;
  readonly participants: readonly ParticipantInfo[];
  readonly slots: SlotCounts;
  readonly iceServers: readonly IceServer[];
  readonly pingIntervalMillis: number;
}

export interface Answer {
  readonly type: 'answer';
  readonly id: number;
  readonly sdp: string;
  readonly publications: readonly { readonly mid: string; readonly id: string }[];
}

export interface ServerError {
  readonly type: 'error';
  readonly error: string;
  readonly message: string;
  readonly inReplyTo: string | null;
  readonly fatal: boolean;
}

export interface Bye {
  readonly type: 'bye';
  readonly reason: string;
  readonly message: string;
}

export type TransportState = 'connecting' | 'connected';

export type ServerMessage =
  | Joined
  | Answer
  | { readonly type: 'slotsWanted'; readonly audio: number; readonly video: number }
  | { readonly type: 'slotMap'; readonly slots: readonly Slot[] }
  | { readonly type: 'speaker'; readonly participant: string }
  | { readonly type: 'participantJoined'; readonly participant: ParticipantInfo }
  | { readonly type: 'participantLeft'; readonly participant: string; readonly reason: string }
  | { readonly type: 'publicationAdded'; readonly participant: string; readonly publication: PublicationInfo }
  | { readonly type: 'publicationChanged'; readonly participant: string; readonly publication: PublicationInfo }
  | { readonly type: 'publicationRemoved'; readonly participant: string; readonly publication: string }
  | { readonly type: 'connection'; readonly state: TransportState }
  | { readonly type: 'pong'; readonly id: number }
  | ServerError
  | Bye;

/**
 * A checked message or, in words for a log, what is wrong with it. `unknown` is no fault: a newer server may say more than this client
 * knows.
 */
export type Parsed =
  | { readonly kind: 'message'; readonly message: ServerMessage }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'bad'; readonly problem: string };

/** Checks one WebSocket text message from the server. Never throws; unknown fields are dropped. */
export function parseServerMessage(text: string): Parsed {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'bad', problem: 'not JSON' };
  }
  try {
    return { kind: 'message', message: readMessage(new Fields(json, 'message')) };
  } catch (error) {
    if (error instanceof UnknownType) {
      return { kind: 'unknown', type: error.message };
    }
    if (error instanceof BadField) {
      return { kind: 'bad', problem: error.message };
    }
    throw error;
  }
}

function readMessage(fields: Fields): ServerMessage {
  const type = fields.string('type');
  switch (type) {
    case 'joined':
      return {
        type,
        protocol: fields.count('protocol'),
        room: fields.string('room'),
        participant: readParticipant(fields.object('participant')),
        participants: fields.list('participants', readParticipant),
        slots: readSlotCounts(fields.object('slots')),
        iceServers: fields.optionalList('iceServers', readIceServer),
        pingIntervalMillis: fields.count('pingIntervalMillis'),
      };
    case 'answer':
      return {
        type,
        id: fields.count('id'),
        sdp: fields.string('sdp'),
        publications: fields.optionalList('publications', (entry) => ({ mid: entry.string('mid'), id: entry.string('id') })),
      };
    case 'slotsWanted':
      return { type, ...readSlotCounts(fields) };
    case 'slotMap':
      return { type, slots: fields.list('slots', readSlot) };
    case 'speaker':
      return { type, participant: fields.string('participant') };
    case 'participantJoined':
      return { type, participant: readParticipant(fields.object('participant')) };
    case 'participantLeft':
      return { type, participant: fields.string('participant'), reason: fields.optionalString('reason') ?? 'left' };
    case 'publicationAdded':
    case 'publicationChanged':
      return {
        type,
        participant: fields.string('participant'),
        publication: readPublication(fields.object('publication')),
      };
    case 'publicationRemoved':
      return { type, participant: fields.string('participant'), publication: fields.string('publication') };
    case 'connection':
      return { type, state: fields.oneOf('state', ['connecting', 'connected']) };
    case 'pong':
      return { type, id: fields.count('id') };
    case 'error':
      return {
        type,
        error: fields.string('error'),
        message: fields.string('message'),
        inReplyTo: fields.optionalString('inReplyTo'),
        fatal: fields.boolean('fatal'),
      };
    case 'bye':
      return { type, reason: fields.string('reason'), message: fields.optionalString('message') ?? '' };
    default:
      throw new UnknownType(type);
  }
}

function readParticipant(fields: Fields): ParticipantInfo {
  return {
    id: fields.string('id'),
    name: fields.string('name'),
    publications: fields.list('publications', readPublication),
  };
}

function readPublication(fields: Fields): PublicationInfo {
  return {
    id: fields.string('id'),
    kind: fields.oneOf('kind', MEDIA_KINDS),
    source: fields.oneOf('source', SOURCES),
    muted: fields.boolean('muted'),
  };
}

function readSlot(fields: Fields): Slot {
  return {
    mid: fields.string('mid'),
    kind: fields.oneOf('kind', MEDIA_KINDS),
    participant: fields.optionalString('participant'),
    publication: fields.optionalString('publication'),
  };
}

function readSlotCounts(fields: Fields): SlotCounts {
  return { audio: fields.count('audio'), video: fields.count('video') };
}

function readIceServer(fields: Fields): IceServer {
  const username = fields.optionalString('username');
  const credential = fields.optionalString('credential');
  return {
    urls: fields.strings('urls'),
    ...(username === null ? {} : { username }),
    ...(credential === null ? {} : { credential }),
  };
}

class BadField extends Error {}
class UnknownType extends Error {}

/** Reads the fields of one JSON object and names the one that is missing or has the wrong type. */
class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #path: string;

  constructor(json: unknown, path: string) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new BadField(`${path} is not an object`);
    }
    this.#values = new Map(Object.entries(json));
    this.#path = path;
  }

  string(name: string): string {
    const value = this.#values.get(name);
    if (typeof value !== 'string') {
      throw this.#bad(name, 'a string');
    }
    return value;
  }

  /** Null where the field is missing or null. */
  optionalString(name: string): string | null {
    return this.#isMissing(name) ? null : this.string(name);
  }

  boolean(name: string): boolean {
    const value = this.#values.get(name);
    if (typeof value !== 'boolean') {
      throw this.#bad(name, 'true or false');
    }
    return value;
  }

  /** A whole number from 0 up. */
  count(name: string): number {
    const value = this.#values.get(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw this.#bad(name, 'a whole number from 0 up');
    }
    return value;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const value = this.#values.get(name);
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) {
      throw this.#bad(name, `one of ${allowed.join(', ')}`);
    }
    return found;
  }

  object(name: string): Fields {
    return new Fields(this.#values.get(name), `${this.#path}.${name}`);
  }

  list<T>(name: string, read: (entry: Fields) => T): T[] {
    return this.#array(name).map((entry, index) => read(new Fields(entry, `${this.#path}.${name}[${index}]`)));
  }

  optionalList<T>(name: string, read: (entry: Fields) => T): T[] {
    return this.#isMissing(name) ? [] : this.list(name, read);
  }

  /** A list of strings; a single string counts as a list of one, as in the W3C's RTCIceServer. */
  strings(name: string): string[] {
    const value = this.#values.get(name);
    if (typeof value === 'string') {
      return [value];
    }
    return this.#array(name).map((entry) => {
      if (typeof entry !== 'string') {
        throw this.#bad(name, 'a list of strings');
      }
      return entry;
    });
  }

  #array(name: string): unknown[] {
    const value = this.#values.get(name);
    if (!Array.isArray(value)) {
      throw this.#bad(name, 'a list');
    }
    return value;
  }

  #isMissing(name: string): boolean {
    const value = this.#values.get(name);
    return value === undefined || value === null;
  }

  #bad(name: string, wanted: string): BadField {
    return new BadField(`${this.#path}.${name} is not ${wanted}`);
  }
}
