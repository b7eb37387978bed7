/** The public face of `@plenum/client`. */
export { PlenumError } from './errors.ts';
export type { PlenumErrorCode } from './errors.ts';
export { Participant } from './participant.ts';
export type { ParticipantEvents } from './participant.ts';
export type { LayerTarget, MediaKind, PublicationInfo, Source } from './protocol.ts';
export type { LocalPublication, PublishOptions } from './publication.ts';
export { Room } from './room.ts';
export type { JoinOptions, RoomEnvironment, RoomEvents, RoomState } from './room.ts';
export type { ReceiveStats, RoomStats, SendStats } from './stats.ts';
