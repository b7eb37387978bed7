import type { MediaKind, Source } from './protocol.ts';
import type { VideoEncoding, VideoWish } from './video-plan.ts';

/** How to publish a track. */
export interface PublishOptions {
  readonly source: Source;
  /** Starts muted; false by default. */
  readonly muted?: boolean;
  /**
   * Opens the device again. Where it is given, muting a video stops its track, so that the camera and its light go off, and unmuting
   * calls this for a new one. Where it is not, the track stays open and is only not sent.
   */
  readonly reopen?: () => Promise<MediaStreamTrack>;
  /**
   * Codec to send if the browser can, as in a media type without its first half: 'VP9', 'AV1', 'H264'. By default Opus with redundancy,
   * VP8, or VP9 in layers on a strong computer.
   */
  readonly codec?: string;
  /**
   * Simulcast encodings, lowest quality first, or one with a scalability mode (W3C WebRTC-SVC). By default as many sizes as make sense
   * for what is captured, and fewer while the processor does not keep up.
   */
  readonly encodings?: readonly VideoEncoding[];
  /** The most frames in a second of a picture; as many as are captured by default. */
  readonly framesPerSecond?: number;
}

/** How a source is sent: settled with its first offer on a connection. */
export type SendOptions = Pick<PublishOptions, 'codec' | 'encodings'>;

/** Of what is sent by our own plan: what it was made for. */
export interface PlannedSending {
  readonly wish: VideoWish;
  /** The encodings that the processor can afford, counted from the lowest. */
  affordable: number;
}

/** What this client sends, as an application sees it. */
export interface LocalPublication {
  readonly source: Source;
  readonly kind: MediaKind;
  readonly muted: boolean;
  /** Null while a muted camera is closed. */
  readonly track: MediaStreamTrack | null;
}

/** What is meant: a publication, or the first one of a source. */
export type PublicationOf = Source | LocalPublication;

/** The room's own record of it; outlives a lost connection. */
export interface MutablePublication extends LocalPublication {
  muted: boolean;
  track: MediaStreamTrack | null;
  reopen: (() => Promise<MediaStreamTrack>) | null;
  sendOptions: SendOptions;
  /** Null where the application said how to send. */
  readonly planned: PlannedSending | null;
}

/** What goes out: a muted video sends nothing, a muted microphone sends its disabled track, which is silence. */
export function sentTrack({ kind, muted, track }: LocalPublication): MediaStreamTrack | null {
  return muted && kind === 'video' ? null : track;
}

/** One voice and one face each; of what is shared there may be several. */
export function isSingle(source: Source): boolean {
  return source === 'microphone' || source === 'camera';
}
