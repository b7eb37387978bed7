import type { Bye, ParticipantInfo, PublicationInfo, ServerMessage, Slot, SlotCounts, TransportState } from './protocol.ts';

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
  bye: null,
};

/**
 * Next call state. Pure: no socket, no RTCPeerConnection, no DOM. Returns the same object where the message changes nothing, for
 * instance when it speaks of a participant that has left already.
 */
export function reduce(state: CallState, message: ServerMessage): CallState {
  switch (message.type) {
    case 'joined':
      return {
        ...INITIAL_STATE,
        self: message.participant,
        participants: message.participants,
        slotsWanted: message.slots,
      };
    case 'answer':
      return {
        ...state,
        publicationIds: Object.fromEntries(message.publications.map(({ mid, id }) => [mid, id])),
      };
    case 'slotsWanted':
      return {
        ...state,
        slotsWanted: {
          audio: Math.max(state.slotsWanted.audio, message.audio),
          video: Math.max(state.slotsWanted.video, message.video),
        },
      };
    case 'slotMap':
      return { ...state, slots: message.slots };
    case 'speaker':
      return { ...state, speaker: message.participant };
    case 'participantJoined':
      return {
        ...state,
        participants: [...state.participants.filter(({ id }) => id !== message.participant.id), message.participant],
      };
    case 'participantLeft':
      return {
        ...state,
        participants: state.participants.filter(({ id }) => id !== message.participant),
        speaker: state.speaker === message.participant ? null : state.speaker,
      };
    case 'publicationAdded':
    case 'publicationChanged':
      return withPublications(state, message.participant, (publications) => put(publications, message.publication));
    case 'publicationRemoved':
      return withPublications(state, message.participant, (publications) =>
        publications.filter(({ id }) => id !== message.publication),
      );
    case 'connection':
      return { ...state, transport: message.state };
    case 'bye':
      return { ...state, bye: message };
    case 'pong':
    case 'error':
      return state;
    default:
      return assertNever(message);
  }
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

/** Replaces the publication of the same id in place, or appends it. */
function put(publications: readonly PublicationInfo[], changed: PublicationInfo): readonly PublicationInfo[] {
  return publications.some(({ id }) => id === changed.id)
    ? publications.map((publication) => (publication.id === changed.id ? changed : publication))
    : [...publications, changed];
}

function assertNever(message: never): never {
  throw new Error(`unexpected message ${JSON.stringify(message)}`);
}
