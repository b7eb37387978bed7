import { SOURCES } from './protocol.ts';
import type {
  Allocated,
  Bye,
  ChatMessage,
  Joined,
  ParticipantDetails,
  ParticipantInfo,
  PublicationInfo,
  Rights,
  RoomSettings,
  ServerMessage,
  Slot,
  SlotCounts,
  ServerTrouble,
  TransportState,
  WaitingParticipant,
} from './protocol.ts';

/** Everything the server has told about the call, on one connection to the room. */
export interface CallState {
  /** Ourselves, null until `joined`. */
  readonly self: ParticipantInfo | null;
  /** The others, in the order in which they came. */
  readonly participants: readonly ParticipantInfo[];
  /** How many receive-only sections of each kind the server wants; never shrinks. */
  readonly slotsWanted: SlotCounts;
  readonly slots: readonly Slot[];
  /** Id of the dominant speaker, who may be ourselves; null until somebody has spoken. */
  readonly speaker: string | null;
  /** The server's ids of what we send, by mid. */
  readonly publicationIds: Readonly<Record<string, string>>;
  /** The server's view of the media transport. */
  readonly transport: TransportState;
  readonly rights: Rights;
  readonly settings: RoomSettings;
  /** What was said, oldest first; the last 500 messages. */
  readonly chat: readonly ChatMessage[];
  /** Who waits to be let in; only moderators are told. */
  readonly lobby: readonly WaitingParticipant[];
  /** What the server sends us and why not more; null until it says so. */
  readonly allocation: Pick<Allocated, 'estimateBps' | 'slots'> | null;
  /** What is wrong with the server itself. */
  readonly serverTroubles: readonly ServerTrouble[];
  /** The server's last word, null while the call goes on. */
  readonly bye: Bye | null;
}

export const INITIAL_STATE: CallState = {
  self: null,
  participants: [],
  slotsWanted: { audio: 0, video: 0 },
  slots: [],
  speaker: null,
  publicationIds: {},
  transport: 'connecting',
  rights: { publish: SOURCES, subscribe: true, chat: true, moderate: false, attributes: true },
  settings: {
    title: null,
    metadata: {},
    maxParticipants: null,
    publishers: 'everyone',
    sources: SOURCES,
    lobby: false,
    locked: false,
    mutedOnEntry: false,
    chat: true,
    e2ee: false,
    duplicateIdentity: 'replace',
    expiresAt: null,
  },
  chat: [],
  lobby: [],
  allocation: null,
  serverTroubles: [],
  bye: null,
};

const KEPT_CHAT_MESSAGES = 500;

/**
 * Next call state. Pure: no socket, no RTCPeerConnection, no DOM. Returns the same object where the message changes nothing, for
 * instance when it speaks of a participant that has left already.
 */
export function reduce(state: CallState, message: ServerMessage): CallState {
  switch (message.type) {
    case 'joined':
      return enter(state, message);
    case 'lobby':
      return { ...state, lobby: message.waiting };
    case 'answer':
      return {
        ...state,
        publicationIds: Object.fromEntries(message.publications.map(({ mid, id }) => [mid, id])),
      };
    case 'slotsWanted':
      return {
        ...state,
        slotsWanted: atLeast(state.slotsWanted, message),
      };
    case 'slotMap':
      return { ...state, slots: message.slots };
    case 'speaker':
      return { ...state, speaker: message.participant };
    case 'participantJoined':
      return message.participant.id === state.self?.id
        ? state
        : { ...state, participants: put(state.participants, message.participant) };
    case 'participantChanged':
      return withDetails(state, message.participant);
    case 'participantLeft':
      return withoutParticipants(state, new Set([message.participant]));
    case 'participantsChanged': {
      const rest = withoutParticipants(state, new Set(message.left.map(({ participant }) => participant)));
      const joined = new Map(message.joined.map((participant) => [participant.id, participant]));
      joined.delete(state.self?.id ?? '');
      const replaced = rest.participants.map((participant) => joined.get(participant.id) ?? participant);
      const isKnown = new Set(replaced.map(({ id }) => id));
      return { ...rest, participants: [...replaced, ...[...joined.values()].filter(({ id }) => !isKnown.has(id))] };
    }
    case 'publicationAdded':
    case 'publicationChanged':
      return withPublications(state, message.participant, (publications) => put(publications, message.publication));
    case 'publicationRemoved':
      return withPublications(state, message.participant, (publications) =>
        publications.filter(({ id }) => id !== message.publication),
      );
    case 'settingsChanged':
      return { ...state, settings: message.settings };
    case 'rightsChanged':
      return {
        ...state,
        rights: message.rights,
        self: state.self === null ? null : { ...state.self, role: message.role },
        lobby: message.rights.moderate ? state.lobby : [],
      };
    case 'chat': {
      const { type, ...said } = message;
      return { ...state, chat: mergeChat(state.chat, [said]) };
    }
    case 'allocation':
      return { ...state, allocation: { estimateBps: message.estimateBps, slots: message.slots } };
    case 'connection':
      return { ...state, transport: message.state };
    case 'serverTroubles':
      return { ...state, serverTroubles: message.troubles };
    case 'bye':
      return { ...state, bye: message };
    case 'waiting':
    case 'reaction':
    case 'data':
    case 'moderated':
    case 'token':
    case 'encodingsWanted':
    case 'done':
    case 'pong':
    case 'error':
      return state;
    default:
      return assertNever(message);
  }
}

/**
 * The room as it is now. Where we are the participant that we were, our media goes on and so do the slots and what we send; otherwise
 * all that is kept is what was said.
 */
function enter(state: CallState, message: Joined): CallState {
  const { slots, publicationIds, transport, speaker, allocation } = message.resumed ? state : INITIAL_STATE;
  const others = new Map(message.participants.map((participant) => [participant.id, participant]));
  others.delete(message.participant.id);
  return {
    ...INITIAL_STATE,
    slots,
    publicationIds,
    transport,
    allocation,
    speaker: speaker !== null && (others.has(speaker) || speaker === message.participant.id) ? speaker : null,
    self: message.participant,
    participants: [...others.values()],
    slotsWanted: message.resumed ? atLeast(state.slotsWanted, message.slots) : message.slots,
    rights: message.rights,
    settings: message.settings,
    chat: mergeChat(state.chat, message.chat),
  };
}

function atLeast(one: SlotCounts, other: SlotCounts): SlotCounts {
  return { audio: Math.max(one.audio, other.audio), video: Math.max(one.video, other.video) };
}

/** Each message once, oldest first. A server that was started anew counts its messages anew: the time tells them apart. */
function mergeChat(before: readonly ChatMessage[], more: readonly ChatMessage[]): readonly ChatMessage[] {
  const isKnown = (message: ChatMessage): boolean => before.some(({ id, at }) => id === message.id && at === message.at);
  const added = more.filter((message) => !isKnown(message));
  if (added.length === 0) {
    return before;
  }
  return [...before, ...added].sort((a, b) => a.at - b.at).slice(-KEPT_CHAT_MESSAGES);
}

function withoutParticipants(state: CallState, gone: ReadonlySet<string>): CallState {
  return {
    ...state,
    participants: state.participants.filter(({ id }) => !gone.has(id)),
    speaker: state.speaker !== null && gone.has(state.speaker) ? null : state.speaker,
  };
}

function withDetails(state: CallState, details: ParticipantDetails): CallState {
  if (state.self?.id === details.id) {
    return { ...state, self: { ...state.self, ...details } };
  }
  if (!state.participants.some(({ id }) => id === details.id)) {
    return state;
  }
  return {
    ...state,
    participants: state.participants.map((participant) =>
      participant.id === details.id ? { ...participant, ...details } : participant,
    ),
  };
}

function withPublications(
  state: CallState,
  participantId: string,
  change: (publications: readonly PublicationInfo[]) => readonly PublicationInfo[],
): CallState {
  if (!state.participants.some(({ id }) => id === participantId)) {
    return state;
  }
  return {
    ...state,
    participants: state.participants.map((participant) =>
      participant.id === participantId
        ? { ...participant, publications: change(participant.publications) }
        : participant,
    ),
  };
}

/** Replaces what has the same id in place, or appends it. */
function put<T extends { readonly id: string }>(list: readonly T[], changed: T): readonly T[] {
  return list.some(({ id }) => id === changed.id)
    ? list.map((each) => (each.id === changed.id ? changed : each))
    : [...list, changed];
}

function assertNever(message: never): never {
  throw new Error(`unexpected message ${JSON.stringify(message)}`);
}
