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
}

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
}

/** What goes out: a muted video sends nothing, a muted microphone sends its disabled track, which is silence. */
export function sentTrack({ kind, muted, track }: LocalPublication): MediaStreamTrack | null {
  return muted && kind === 'video' ? null : track;
}
