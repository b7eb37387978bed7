/** Opens cameras, microphones and screens as a meeting wants them. */

/** How to open a camera. */
export interface CameraOptions {
  readonly deviceId?: string;
  /** 1280 × 720 at 30 by default, or what comes next to it. */
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
}

/** How to open a microphone. */
export interface MicrophoneOptions {
  readonly deviceId?: string;
  /**
   * True by default: without echo, noise and changes of level. False takes the sound as it is, for music; then it is sent without
   * pauses, too.
   */
  readonly speech?: boolean;
}

/** What to share of a screen. */
export interface ScreenOptions {
  /** With the sound of the tab or the computer, where the browser offers it; true by default. */
  readonly sound?: boolean;
  /** What matters: sharp letters (the default), or smooth motion. */
  readonly content?: 'text' | 'motion';
  /** 1 to 30; by default 5 for text and 30 for motion. */
  readonly framesPerSecond?: number;
}

export async function openCamera(options: CameraOptions = {}): Promise<MediaStreamTrack> {
  const { deviceId, width = 1280, height = 720, framesPerSecond = 30 } = options;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: framesPerSecond },
      ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
    },
  });
  return first(stream.getVideoTracks());
}

export async function openMicrophone(options: MicrophoneOptions = {}): Promise<MediaStreamTrack> {
  const { deviceId, speech = true } = options;
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: {
      echoCancellation: speech,
      noiseSuppression: speech,
      autoGainControl: speech,
      ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
    },
  });
  const track = first(stream.getAudioTracks());
  track.contentHint = speech ? 'speech' : 'music';
  return track;
}

/** Asks the person for a screen, a window or a tab. `sound` is null where there is none. */
export async function openScreen(
  options: ScreenOptions = {},
): Promise<{ readonly picture: MediaStreamTrack; readonly sound: MediaStreamTrack | null; readonly framesPerSecond: number }> {
  const { sound = true, content = 'text' } = options;
  const framesPerSecond = Math.min(30, Math.max(1, options.framesPerSecond ?? (content === 'text' ? 5 : 30)));
  const stream = await navigator.mediaDevices.getDisplayMedia({
    video: { frameRate: { ideal: framesPerSecond, max: framesPerSecond } },
    audio: sound ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false } : false,
  });
  const picture = first(stream.getVideoTracks());
  picture.contentHint = content === 'text' ? 'text' : 'motion';
  return { picture, sound: stream.getAudioTracks()[0] ?? null, framesPerSecond };
}

function first(tracks: readonly MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (track === undefined) {
    throw new DOMException('The browser opened a device that delivers nothing.', 'NotFoundError');
  }
  return track;
}
