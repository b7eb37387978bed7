/**
 * The messages of `plenum.v1` as types. What comes from the server has been checked by `parse.ts`: a message is right by construction;
 * nothing further in looks at raw JSON. The words are those of docs/protocol.md.
 */

export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = 'plenum.v1';

/** Sound or picture. */
export type MediaKind = 'audio' | 'video';
/** What a publication shows or lets hear. */
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

/** What a participant is in the room. A newer server may know more roles. */
export type Role = 'moderator' | 'speaker' | 'listener' | (string & {});

/** Words that an application hangs on a participant, seen by everyone in the room. */
export type Attributes = Readonly<Record<string, string>>;

/** All that is known of a participant but what they send. */
export interface ParticipantDetails {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** When the hand went up, in milliseconds since 1970; null while it is down. */
  readonly handRaisedAt: number | null;
  readonly attributes: Attributes;
  /** A text for programs, where a token or a program gave one. */
  readonly metadata?: string | undefined;
  /** The participant's connection broke off and may come back. */
  readonly reconnecting: boolean;
}

/** A participant as the server tells. */
export interface ParticipantInfo extends ParticipantDetails {
  readonly publications: readonly PublicationInfo[];
}

/** What we may do in the room. The server enforces it. */
export interface Rights {
  readonly publish: readonly Source[];
  readonly subscribe: boolean;
  readonly chat: boolean;
  readonly moderate: boolean;
  /** Change our own name and attributes. */
  readonly attributes: boolean;
}

/** How a room is set up. */
export interface RoomSettings {
  readonly title: string | null;
  /** For programs. */
  readonly metadata: Attributes;
  /** Null where the server sets no limit. */
  readonly maxParticipants: number | null;
  /** Who may publish. */
  readonly publishers: 'everyone' | 'speakers' | 'moderators' | (string & {});
  /** What others than moderators may publish. */
  readonly sources: readonly Source[];
  /** Whoever comes waits until a moderator lets them in. */
  readonly lobby: boolean;
  /** Nobody comes in any more. */
  readonly locked: boolean;
  readonly mutedOnEntry: boolean;
  readonly chat: boolean;
  readonly e2ee: boolean;
  /** What happens when somebody of an identity comes who is there already. */
  readonly duplicateIdentity: 'replace' | 'refuse' | (string & {});
  /** When the room ends, in milliseconds since 1970; null where it does not by itself. */
  readonly expiresAt: number | null;
}

/** Something that was written. */
export interface ChatMessage {
  readonly id: string;
  /** Id of the sender, who may have left. */
  readonly participant: string;
  /** The sender's name at the time. */
  readonly name: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Id of the only receiver, null for everyone. */
  readonly to: string | null;
}

/** Somebody in the lobby. */
export interface WaitingParticipant {
  readonly id: string;
  readonly name: string;
}

/** Any JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Why a slot gets no more than it does. A newer server may have more reasons. */
export type AllocationReason =
  | 'none'
  | 'bandwidth'
  | 'not visible'
  | 'tile size'
  | 'publisher sends less'
  | 'viewer asked'
  | 'server load'
  | (string & {});

/** What the server sends in one slot, and why not more. */
export interface SlotAllocation {
  readonly mid: string;
  /** The publisher's simulcast encoding, from 0 for the lowest; -1 while nothing is sent. */
  readonly encoding: number;
  readonly spatial: number;
  readonly temporal: number;
  readonly targetBps: number;
  readonly width: number;
  readonly height: number;
  readonly reason: AllocationReason;
}

/** What the page shows of one slot. */
export interface ViewedSlot {
  readonly mid: string;
  readonly width: number;
  readonly height: number;
  readonly visible: boolean;
  readonly pinned: boolean;
}

/** What a moderator can do, with the value that goes with it. */
export interface ModerationValues {
  mute: 'audio' | 'video' | 'screen';
  askToUnmute: 'audio' | 'video' | 'screen';
  rename: string;
  setRole: Role;
  remove: undefined;
  ban: undefined;
  admit: undefined;
  refuse: undefined;
  lowerHand: undefined;
  lock: boolean;
  lobby: boolean;
  settings: Partial<RoomSettings>;
  end: undefined;
}

export type ModerationAction = keyof ModerationValues;

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
  | {
      readonly type: 'join';
      readonly protocol: number;
      readonly room: string;
      readonly name: string;
      readonly token?: string;
      readonly attributes?: Attributes;
      readonly resume?: string;
    }
  | { readonly type: 'offer'; readonly id: number; readonly sdp: string; readonly publications: readonly OfferedPublication[] }
  | { readonly type: 'candidate'; readonly mid: string; readonly candidate: string }
  | { readonly type: 'mute'; readonly mid: string; readonly muted: boolean }
  | ({ readonly type: 'layers'; readonly mid: string } & LayerTarget)
  | { readonly type: 'view'; readonly tiles: readonly ViewedSlot[]; readonly hidden: boolean }
  | { readonly type: 'hand'; readonly raised: boolean }
  | { readonly type: 'reaction'; readonly reaction: string }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'chat'; readonly text: string; readonly to?: string }
  | { readonly type: 'data'; readonly payload: Json; readonly to?: string; readonly topic?: string }
  | { readonly type: 'attributes'; readonly attributes: Readonly<Record<string, string | null>> }
  | {
      readonly type: 'moderate';
      readonly action: ModerationAction;
      readonly participant?: string;
      readonly value?: string | boolean | Partial<RoomSettings>;
    }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'stats'; readonly report: readonly object[] }
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
  readonly rights: Rights;
  readonly settings: RoomSettings;
  /** What was said before, oldest first. */
  readonly chat: readonly ChatMessage[];
  /** The key to come back as the same participant; null where the server offers none. */
  readonly resume: { readonly secret: string; readonly graceMillis: number } | null;
  /** True where we are the participant that we were before. */
  readonly resumed: boolean;
}

export interface Answer {
  readonly type: 'answer';
  readonly id: number;
  readonly sdp: string;
  readonly publications: readonly { readonly mid: string; readonly id: string }[];
  /** Sections in which we have no right to send. */
  readonly refused: readonly string[];
}

export interface ServerError {
  readonly type: 'error';
  readonly error: string;
  readonly message: string;
  readonly inReplyTo: string | null;
  readonly fatal: boolean;
}

/** What the server advises after its last word. */
export type ByeAction = 'resume' | 'rejoin' | 'stop';

export interface Bye {
  readonly type: 'bye';
  readonly reason: string;
  readonly message: string;
  /** Null where an older server says nothing: then the reason decides. */
  readonly action: ByeAction | null;
}

export interface DataMessage {
  readonly type: 'data';
  /** Id of the sender; null for the server's own interface. */
  readonly participant: string | null;
  readonly payload: Json;
  readonly topic: string | null;
}

/** In large rooms, who went and then who is there now. */
export interface ParticipantsChanged {
  readonly type: 'participantsChanged';
  readonly left: readonly { readonly participant: string; readonly reason: string }[];
  readonly joined: readonly ParticipantInfo[];
}

/** A moderator did something to us. */
export interface Moderated {
  readonly type: 'moderated';
  readonly action: 'mute' | 'askToUnmute' | 'stopVideo' | 'stopShare' | 'rename' | 'setRole' | (string & {});
  /** Id of the moderator; null for the server's own interface. */
  readonly by: string | null;
  readonly value: Json;
}

export interface Allocated {
  readonly type: 'allocation';
  /** What the server thinks the way to us can carry; null while it has no estimate. */
  readonly estimateBps: number | null;
  readonly slots: readonly SlotAllocation[];
}

export interface EncodingsWanted {
  readonly type: 'encodingsWanted';
  readonly mid: string;
  /** For each simulcast encoding, the lowest first: whether anybody watches it. */
  readonly active: readonly boolean[];
}

export type TransportState = 'connecting' | 'connected';

/** Something that is wrong with the server itself. */
export interface ServerTrouble {
  readonly cause: string;
  readonly message: string;
}

export type ServerMessage =
  | Joined
  | Answer
  | { readonly type: 'waiting'; readonly participant: string }
  | { readonly type: 'lobby'; readonly waiting: readonly WaitingParticipant[] }
  | { readonly type: 'slotsWanted'; readonly audio: number; readonly video: number }
  | { readonly type: 'slotMap'; readonly slots: readonly Slot[] }
  | { readonly type: 'speaker'; readonly participant: string }
  | { readonly type: 'participantJoined'; readonly participant: ParticipantInfo }
  | { readonly type: 'participantChanged'; readonly participant: ParticipantDetails }
  | { readonly type: 'participantLeft'; readonly participant: string; readonly reason: string }
  | ParticipantsChanged
  | { readonly type: 'publicationAdded'; readonly participant: string; readonly publication: PublicationInfo }
  | { readonly type: 'publicationChanged'; readonly participant: string; readonly publication: PublicationInfo }
  | { readonly type: 'publicationRemoved'; readonly participant: string; readonly publication: string }
  | { readonly type: 'settingsChanged'; readonly settings: RoomSettings }
  | { readonly type: 'rightsChanged'; readonly role: Role; readonly rights: Rights }
  | ({ readonly type: 'chat' } & ChatMessage)
  | { readonly type: 'reaction'; readonly participant: string; readonly reaction: string }
  | DataMessage
  | Moderated
  | { readonly type: 'token'; readonly token: string }
  | EncodingsWanted
  | Allocated
  | { readonly type: 'connection'; readonly state: TransportState }
  | { readonly type: 'serverTroubles'; readonly troubles: readonly ServerTrouble[] }
  | { readonly type: 'done'; readonly action: string }
  | { readonly type: 'pong'; readonly id: number }
  | ServerError
  | Bye;
