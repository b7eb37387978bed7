import type { MediaKind, Source } from './protocol.ts';

export interface PublishOptions {
  readonly source: Source;
  /** Starts muted; false by default. */
  readonly muted?: boolean;
  /**
   * Opens the device again. Where it is given, muting a video stops its track, so that the camera and its light go off, and unmuting
   * calls this for a new one. Where it is not, the track stays open and is only not sent.
   */
  readonly reopen?: () => Promise<MediaStreamTrack>;
  /** Codec to send if the browser can, as in a media type without its first half: 'VP9', 'AV1', 'H264'. VP8 or Opus by default. */
  readonly codec?: string;
  /** Simulcast encodings, lowest quality first, or one with a scalability mode (W3C WebRTC-SVC). One plain encoding by default. */
  readonly encodings?: readonly RTCRtpEncodingParameters[];
}

/** How a source is sent: settled with its first offer on a connection. */
export type SendOptions = Pick<PublishOptions, 'codec' | 'encodings'>;

/** What this client sends, as an application sees it. */
export interface LocalPublication {
  readonly source: Source;
  readonly kind: MediaKind;
  readonly muted: boolean;
  /** Null while a muted camera is closed. */
  readonly track: MediaStreamTrack | null;
}

/** The room's own record of it; outlives a lost connection. */
export interface MutablePublication extends LocalPublication {
  muted: boolean;
  track: MediaStreamTrack | null;
  readonly reopen: (() => Promise<MediaStreamTrack>) | null;
  readonly sendOptions: SendOptions;
}

/** What goes out: a muted video sends nothing, a muted microphone sends its disabled track, which is silence. */
export function sentTrack({ kind, muted, track }: LocalPublication): MediaStreamTrack | null {
  return muted && kind === 'video' ? null : track;
}
