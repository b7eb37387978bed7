/** Opens camera and microphone, and says in words what is in the way. */

export type DeviceKind = 'camera' | 'microphone';

/** An open device, or the reason why it is not. */
export type Opened =
  | { readonly track: MediaStreamTrack; readonly problem: null }
  | { readonly track: null; readonly problem: string };

export interface OpenOptions {
  /** Sound as it is, without echo cancellation, noise suppression and gain control. */
  readonly plainSound: boolean;
}

function constraintsFor(kind: DeviceKind, { plainSound }: OpenOptions): MediaStreamConstraints {
  return kind === 'camera'
    ? { video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } }
    : {
        audio: { echoCancellation: !plainSound, noiseSuppression: !plainSound, autoGainControl: !plainSound },
      };
}

/** Opens what is asked for with one question to the person where possible; one missing device does not cost the other. */
export async function openDevices(
  kinds: readonly DeviceKind[],
  options: OpenOptions,
): Promise<ReadonlyMap<DeviceKind, Opened>> {
  if (kinds.length > 1) {
    const all = await tryOpen(Object.assign({}, ...kinds.map((kind) => constraintsFor(kind, options))) as MediaStreamConstraints);
    if (all instanceof MediaStream) {
      return new Map(kinds.map((kind) => [kind, fromStream(kind, all)]));
    }
  }
  const opened = new Map<DeviceKind, Opened>();
  for (const kind of kinds) {
    const one = await tryOpen(constraintsFor(kind, options));
    opened.set(kind, one instanceof MediaStream ? fromStream(kind, one) : { track: null, problem: explain(kind, one) });
  }
  return opened;
}

export async function openDevice(kind: DeviceKind, options: OpenOptions): Promise<Opened> {
  const opened = await openDevices([kind], options);
  return opened.get(kind) ?? { track: null, problem: explain(kind, 'NotFoundError') };
}

/** True where the browser will not ask again, so that looking is not rude. */
export async function isAllowed(kind: DeviceKind): Promise<boolean> {
  try {
    const { state } = await navigator.permissions.query({ name: kind });
    return state === 'granted';
  } catch {
    return false; // a browser that does not tell about this permission
  }
}

/** The stream, or the name of the error (W3C Media Capture and Streams, section 10.2.1). */
async function tryOpen(constraints: MediaStreamConstraints): Promise<MediaStream | string> {
  if (!isSecureContext) {
    return 'InsecureContext';
  }
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}

function fromStream(kind: DeviceKind, stream: MediaStream): Opened {
  const [track] = kind === 'camera' ? stream.getVideoTracks() : stream.getAudioTracks();
  return track === undefined ? { track: null, problem: explain(kind, 'NotFoundError') } : { track, problem: null };
}

/** What a refused or missing device means for the person in front of it, and what to do. */
export function explain(kind: DeviceKind, errorName: string): string {
  switch (errorName) {
    case 'NotAllowedError':
    case 'SecurityError':
      return `The ${kind} is blocked for this page. Allow it by the sign in the address bar, then turn it on here.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No ${kind} was found. Plug one in and turn it on here, or join without.`;
    case 'NotReadableError':
    case 'AbortError':
      return `The ${kind} does not start. Another program may be using it: close that and turn it on here.`;
    case 'InsecureContext':
      return `Browsers give a ${kind} only to pages that come by https. You can join and watch without.`;
    default:
      return `The ${kind} could not be opened (${errorName}). You can join without.`;
  }
}
