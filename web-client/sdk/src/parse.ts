import { BadField, Fields } from './fields.ts';
import { MEDIA_KINDS, SOURCES } from './protocol.ts';
import type {
  ChatMessage,
  IceServer,
  ParticipantDetails,
  ParticipantInfo,
  PublicationInfo,
  Rights,
  RoomSettings,
  ServerMessage,
  Slot,
  SlotAllocation,
  SlotCounts,
  Source,
} from './protocol.ts';

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
        participant: readSelf(fields),
        participants: fields.list('participants', readParticipant),
        slots: readSlotCounts(fields.object('slots')),
        iceServers: fields.optionalList('iceServers', readIceServer),
        pingIntervalMillis: fields.count('pingIntervalMillis'),
        rights: readRights(fields.optionalObject('rights')),
        settings: readSettings(fields.optionalObject('settings')),
        chat: fields.optionalList('chat', readChat),
        resume: readResume(fields.optionalObject('resume')),
        resumed: fields.optionalBoolean('resumed', false),
      };
    case 'waiting':
      return { type, participant: fields.string('participant') };
    case 'lobby':
      return { type, waiting: fields.list('waiting', (entry) => ({ id: entry.string('id'), name: entry.string('name') })) };
    case 'answer':
      return {
        type,
        id: fields.count('id'),
        sdp: fields.string('sdp'),
        publications: fields.optionalList('publications', (entry) => ({ mid: entry.string('mid'), id: entry.string('id') })),
        refused: fields.optionalStrings('refused'),
      };
    case 'slotsWanted':
      return { type, ...readSlotCounts(fields) };
    case 'slotMap':
      return { type, slots: fields.list('slots', readSlot) };
    case 'speaker':
      return { type, participant: fields.string('participant') };
    case 'participantJoined':
      return { type, participant: readParticipant(fields.object('participant')) };
    case 'participantChanged':
      return { type, participant: readDetails(fields.object('participant')) };
    case 'participantLeft':
      return { type, participant: fields.string('participant'), reason: fields.optionalString('reason') ?? 'left' };
    case 'participantsChanged':
      return {
        type,
        left: fields.optionalList('left', (entry) => ({
          participant: entry.string('participant'),
          reason: entry.optionalString('reason') ?? 'left',
        })),
        joined: fields.optionalList('joined', readParticipant),
      };
    case 'publicationAdded':
    case 'publicationChanged':
      return {
        type,
        participant: fields.string('participant'),
        publication: readPublication(fields.object('publication')),
      };
    case 'publicationRemoved':
      return { type, participant: fields.string('participant'), publication: fields.string('publication') };
    case 'settingsChanged':
      return { type, settings: readSettings(fields.object('settings')) };
    case 'rightsChanged':
      return { type, role: fields.string('role'), rights: readRights(fields.object('rights')) };
    case 'chat':
      return { type, ...readChat(fields) };
    case 'reaction':
      return { type, participant: fields.string('participant'), reaction: fields.string('reaction') };
    case 'data':
      return {
        type,
        participant: fields.optionalString('participant'),
        payload: fields.json('payload'),
        topic: fields.optionalString('topic'),
      };
    case 'moderated':
      return { type, action: fields.string('action'), by: fields.optionalString('by'), value: fields.json('value') };
    case 'token':
      return { type, token: fields.string('token') };
    case 'encodingsWanted':
      return { type, mid: fields.string('mid'), active: fields.booleans('active') };
    case 'allocation':
      return { type, estimateBps: fields.optionalCount('estimateBps'), slots: fields.list('slots', readAllocation) };
    case 'connection':
      return { type, state: fields.oneOf('state', ['connecting', 'connected']) };
    case 'serverTroubles':
      return { type, troubles: fields.list('troubles', (entry) => ({ cause: entry.string('cause'), message: entry.string('message') })) };
    case 'done':
      return { type, action: fields.string('action') };
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
      return {
        type,
        reason: fields.string('reason'),
        message: fields.optionalString('message') ?? '',
        action: fields.optionalString('action') === null ? null : fields.oneOf('action', BYE_ACTIONS),
      };
    default:
      throw new UnknownType(type);
  }
}

const BYE_ACTIONS = ['resume', 'rejoin', 'stop'] as const;

/** Our own role stands beside ourselves, and may stand in our view as well. */
function readSelf(joined: Fields): ParticipantInfo {
  const self = readParticipant(joined.object('participant'));
  return { ...self, role: joined.optionalString('role') ?? self.role };
}

function readParticipant(fields: Fields): ParticipantInfo {
  return { ...readDetails(fields), publications: fields.list('publications', readPublication) };
}

/** A server that knows no roles lets everyone speak. */
function readDetails(fields: Fields): ParticipantDetails {
  return {
    id: fields.string('id'),
    name: fields.string('name'),
    role: fields.optionalString('role') ?? 'speaker',
    handRaisedAt: fields.optionalCount('handRaisedAt'),
    attributes: fields.words('attributes'),
    // Set in any case: what is merged into what was known before takes the old one away.
    metadata: fields.optionalString('metadata') ?? undefined,
    reconnecting: fields.optionalBoolean('reconnecting', false),
  };
}

/** A server that says nothing of rights lets everyone do everything but moderate. Sources that we do not know are left out. */
function readRights(fields: Fields | null): Rights {
  return {
    publish: fields === null ? SOURCES : knownSources(fields.strings('publish')),
    subscribe: fields?.optionalBoolean('subscribe', true) ?? true,
    chat: fields?.optionalBoolean('chat', true) ?? true,
    moderate: fields?.optionalBoolean('moderate', false) ?? false,
    attributes: fields?.optionalBoolean('attributes', true) ?? true,
  };
}

function knownSources(names: readonly string[]): readonly Source[] {
  return names.filter((source): source is Source => SOURCES.some((known) => known === source));
}

function readSettings(fields: Fields | null): RoomSettings {
  return {
    title: fields?.optionalString('title') ?? null,
    metadata: fields?.words('metadata') ?? {},
    maxParticipants: fields?.optionalCount('maxParticipants') ?? null,
    publishers: fields?.optionalString('publishers') ?? 'everyone',
    sources: fields?.has('sources') === true ? knownSources(fields.strings('sources')) : SOURCES,
    lobby: fields?.optionalBoolean('lobby', false) ?? false,
    locked: fields?.optionalBoolean('locked', false) ?? false,
    mutedOnEntry: fields?.optionalBoolean('mutedOnEntry', false) ?? false,
    chat: fields?.optionalBoolean('chat', true) ?? true,
    e2ee: fields?.optionalBoolean('e2ee', false) ?? false,
    duplicateIdentity: fields?.optionalString('duplicateIdentity') ?? 'replace',
    expiresAt: fields?.optionalCount('expiresAt') ?? null,
  };
}

function readChat(fields: Fields): ChatMessage {
  return {
    id: fields.string('id'),
    participant: fields.string('participant'),
    name: fields.string('name'),
    text: fields.string('text'),
    at: fields.count('at'),
    to: fields.optionalString('to'),
  };
}

function readResume(fields: Fields | null): { readonly secret: string; readonly graceMillis: number } | null {
  return fields === null ? null : { secret: fields.string('secret'), graceMillis: fields.count('graceMillis') };
}

function readAllocation(fields: Fields): SlotAllocation {
  return {
    mid: fields.string('mid'),
    encoding: fields.integer('encoding', -1),
    spatial: fields.integer('spatial', 0),
    temporal: fields.integer('temporal', 0),
    targetBps: fields.integer('targetBps', 0),
    width: fields.integer('width', 0),
    height: fields.integer('height', 0),
    reason: fields.optionalString('reason') ?? 'none',
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

class UnknownType extends Error {}
