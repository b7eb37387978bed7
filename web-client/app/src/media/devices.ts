/** Opens camera and microphone, and says in words what is in the way. */

export type DeviceKind = 'camera' | 'microphone';

/** An open device, or why it is not: the name of the error (W3C Media Capture and Streams, section 10.2.1). */
export type Opened =
  | { readonly track: MediaStreamTrack; readonly problem: null }
  | { readonly track: null; readonly problem: string };

export interface OpenOptions {
  /** Sound as it is, without echo cancellation, noise suppression and gain control. */
  readonly plainSound: boolean;
  /** The devices that the person chose; one that is not there gives way to any other. */
  readonly chosen?: Readonly<Partial<Record<DeviceKind, string>>>;
}

function constraintsFor(kind: DeviceKind, { plainSound, chosen }: OpenOptions): MediaStreamConstraints {
  const device = chosen?.[kind] === undefined ? {} : { deviceId: { ideal: chosen[kind] } };
  return kind === 'camera'
    ? { video: { ...device, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } }
    : {
        audio: { ...device, echoCancellation: !plainSound, noiseSuppression: !plainSound, autoGainControl: !plainSound },
      };
}

/** Devices of a kind, once the browser tells their names: when one of them was open before. */
export async function listDevices(kind: DeviceKind | 'loudspeaker'): Promise<readonly MediaDeviceInfo[]> {
  const wanted = kind === 'camera' ? 'videoinput' : kind === 'microphone' ? 'audioinput' : 'audiooutput';
  if (!isSecureContext) {
    return [];
  }
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === wanted && device.label !== '');
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
    opened.set(kind, one instanceof MediaStream ? fromStream(kind, one) : { track: null, problem: one });
  }
  return opened;
}

export async function openDevice(kind: DeviceKind, options: OpenOptions): Promise<Opened> {
  const opened = await openDevices([kind], options);
  return opened.get(kind) ?? { track: null, problem: 'NotFoundError' };
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

/** The stream, or the name of the error. */
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
  return track === undefined ? { track: null, problem: 'NotFoundError' } : { track, problem: null };
}
