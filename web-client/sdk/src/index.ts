/** The public face of `@plenum/client`. */
export { Chat } from './chat.ts';
export type { Someone } from './chat.ts';
export type {
  ConnectionEvent,
  ConnectionReport,
  ConnectionStep,
  ConnectionVerdict,
  StepOutcome,
  TriedPath,
} from './connection-log.ts';
export type { CameraOptions, MicrophoneOptions, ScreenOptions } from './devices.ts';
export { PlenumError } from './errors.ts';
export type { PlenumErrorCode } from './errors.ts';
export { StatsHistory } from './history.ts';
export type { StatsSample, TileStats } from './history.ts';
export { Moderation } from './moderation.ts';
export { Participant } from './participant.ts';
export type { ParticipantEvents, RemoteTrack } from './participant.ts';
export type {
  AllocationReason,
  Attributes,
  ChatMessage,
  Json,
  LayerTarget,
  MediaKind,
  ParticipantInfo,
  PublicationInfo,
  Rights,
  Role,
  RoomSettings,
  Source,
  WaitingParticipant,
} from './protocol.ts';
export type { LocalPublication, PublicationOf, PublishOptions } from './publication.ts';
export { Room } from './room.ts';
export type { JoinOptions, RoomAllocation, RoomEnvironment, RoomEvents, RoomState, TileAllocation, ViewTile } from './room.ts';
export type { ReceiveStats, RoomStats, SendStats } from './stats.ts';
export type { Trouble, TroubleCause } from './troubles.ts';
export type { VideoEncoding } from './video-plan.ts';
