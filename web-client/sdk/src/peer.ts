import type { Note } from './connection-log.ts';
import type { IceServer, MediaKind, Source } from './protocol.ts';
import type { SendOptions } from './publication.ts';
import { withDtx } from './sdp.ts';
import { SCALABILITY_MODE } from './video-plan.ts';
import type { EncodingAbilities, VideoEncoding } from './video-plan.ts';

/** One m-section in which we send. The mid is null until an offer holds the section. */
export interface PeerSender {
  readonly mid: string | null;
  /** Changes what is sent without a new offer; null sends nothing. */
  setTrack(track: MediaStreamTrack | null): Promise<void>;
  /** An inactive section stays in the session and sends nothing; takes effect with the next offer. */
  setActive(active: boolean): void;
  /** Which of its encodings are sent, the lowest first; those that are not named are. */
  setActiveEncodings(active: readonly boolean[]): Promise<void>;
}

/** One m-section in which the server sends to us: a slot. */
export interface PeerReceiver {
  readonly kind: MediaKind;
  readonly mid: string | null;
  readonly track: MediaStreamTrack;
  /** How long to hold what arrives at least, where the browser can be told; 0 leaves it to the browser. */
  setPlayoutDelay(millis: number): void;
}

export interface PeerEvents {
  onConnectionState(state: RTCPeerConnectionState): void;
  /** Something that a person who looks for a fault wants to know. */
  readonly onNote: Note;
}

/** What the SDK needs of an RTCPeerConnection; the browser's is below, a fake for tests lies in `test/`. */
export interface Peer {
  addSender(source: Source, track: MediaStreamTrack | null, options: SendOptions): PeerSender;
  addReceiver(kind: MediaKind): PeerReceiver;
  /** Makes an offer and sets it as the local description. */
  createOffer(): Promise<string>;
  acceptAnswer(sdp: string): Promise<void>;
  /** The next offer has new ICE credentials and looks for another path. */
  restartIce(): void;
  /** Takes back the offer that was refused. */
  rollback(): Promise<void>;
  stats(): Promise<readonly RTCStats[]>;
  close(): void;
}

export type PeerFactory = (iceServers: readonly IceServer[], events: PeerEvents) => Peer;

export function kindOf(source: Source): MediaKind {
  return source === 'camera' || source === 'screen' ? 'video' : 'audio';
}

const CONTENT_HINTS: Readonly<Record<Source, string>> = {
  microphone: 'speech',
  camera: 'motion',
  screen: 'detail',
  screenAudio: 'music',
};

/**
 * Moved to the front of what we offer to send, unless told otherwise; the rest stays offered behind. RED carries each sound twice, so
 * that a lost packet is not heard (RFC 2198).
 */
const PREFERRED_CODECS: Readonly<Record<Source, readonly string[]>> = {
  microphone: ['red', 'opus'],
  screenAudio: ['opus'],
  camera: ['VP8'],
  screen: ['VP8'],
};

export const browserPeer: PeerFactory = (iceServers, events) => new BrowserPeer(iceServers, events);

class BrowserPeer implements Peer {
  readonly #connection: RTCPeerConnection;
  readonly #microphones: RTCRtpTransceiver[] = [];

  constructor(iceServers: readonly IceServer[], events: PeerEvents) {
    this.#connection = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      iceServers: iceServers.map((server) => ({ ...server, urls: [...server.urls] })),
    });
    this.#connection.addEventListener('connectionstatechange', () => {
      events.onConnectionState(this.#connection.connectionState);
    });
    this.#takeNotes(events.onNote);
  }

  addSender(source: Source, track: MediaStreamTrack | null, { codec, encodings }: SendOptions): PeerSender {
    const kind = kindOf(source);
    hint(track, source);
    const transceiver = this.#connection.addTransceiver(track ?? kind, {
      direction: 'sendonly',
      ...(encodings === undefined ? {} : { sendEncodings: encodings.map((encoding) => ({ ...encoding })) }),
    });
    preferCodecs(transceiver, kind, codec === undefined ? PREFERRED_CODECS[source] : [codec]);
    if (source === 'microphone') {
      this.#microphones.push(transceiver);
    }
    return {
      get mid() {
        return transceiver.mid;
      },
      setTrack: (next) => {
        hint(next, source);
        return transceiver.sender.replaceTrack(next);
      },
      setActive: (active) => {
        transceiver.direction = active ? 'sendonly' : 'inactive';
      },
      setActiveEncodings: async (active) => {
        const parameters = transceiver.sender.getParameters();
        parameters.encodings.forEach((encoding, index) => {
          encoding.active = active[index] ?? true;
        });
        await transceiver.sender.setParameters(parameters);
      },
    };
  }

  addReceiver(kind: MediaKind): PeerReceiver {
    const transceiver = this.#connection.addTransceiver(kind, { direction: 'recvonly' });
    askForDescriptors(transceiver);
    return {
      kind,
      get mid() {
        return transceiver.mid;
      },
      track: transceiver.receiver.track,
      setPlayoutDelay: (millis) => {
        const target = millis === 0 ? null : millis;
        if ('jitterBufferTarget' in transceiver.receiver && transceiver.receiver.jitterBufferTarget !== target) {
          transceiver.receiver.jitterBufferTarget = target;
        }
      },
    };
  }

  async createOffer(): Promise<string> {
    await this.#connection.setLocalDescription();
    const sdp = this.#connection.localDescription?.sdp;
    if (sdp === undefined) {
      throw new Error('The browser made no offer.');
    }
    return sdp;
  }

  async acceptAnswer(sdp: string): Promise<void> {
    const speech = this.#microphones.flatMap(({ mid, sender }) => (mid === null || sender.track?.contentHint === 'music' ? [] : [mid]));
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: withDtx(sdp, speech) });
  }

  restartIce(): void {
    this.#connection.restartIce();
  }

  async rollback(): Promise<void> {
    if (this.#connection.signalingState === 'have-local-offer') {
      await this.#connection.setLocalDescription({ type: 'rollback' });
    }
  }

  async stats(): Promise<readonly RTCStats[]> {
    const report = await this.#connection.getStats();
    const entries: RTCStats[] = [];
    report.forEach((entry: RTCStats) => entries.push(entry));
    return entries;
  }

  close(): void {
    this.#connection.close();
  }

  #takeNotes(note: Note): void {
    const connection = this.#connection;
    let candidates = 0;
    connection.addEventListener('icecandidate', ({ candidate }) => {
      candidates += candidate === null || candidate.candidate === '' ? 0 : 1;
    });
    connection.addEventListener('icecandidateerror', ({ url, errorCode, errorText }) => {
      note('candidates', 'failed', `The server ${url} did not help to find an address: ${errorText} (${errorCode}).`);
    });
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState === 'complete') {
        note('candidates', candidates > 0 ? 'ok' : 'failed', `The browser found ${candidates} addresses of this computer to try.`);
      }
    });
    connection.addEventListener('iceconnectionstatechange', () => {
      switch (connection.iceConnectionState) {
        case 'checking':
          note('path', 'waiting', 'The browser tries all address pairs.');
          break;
        case 'connected':
          note('path', 'ok', 'A path for sound and pictures was found.');
          note('encryption', 'waiting', 'The two agree on keys.');
          break;
        case 'disconnected':
          note('path', 'waiting', 'Nothing came on the path for some seconds.');
          break;
        case 'failed':
          note('path', 'failed', 'No address pair got through.');
          break;
        default:
          break;
      }
    });
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'connected') {
        note('encryption', 'ok', 'Sound and pictures are encrypted.');
      } else if (connection.connectionState === 'failed' && connection.iceConnectionState === 'connected') {
        note('encryption', 'failed', 'The two did not agree on keys.');
      }
    });
  }
}

/** Tells the encoder what the picture or sound is, unless the publisher has said so already. */
function hint(track: MediaStreamTrack | null, source: Source): void {
  if (track?.contentHint === '') {
    // A microphone whose noise is wanted carries music.
    const isMusic = source === 'microphone' && track.getSettings().noiseSuppression === false;
    track.contentHint = isMusic ? 'music' : CONTENT_HINTS[source];
  }
}

function preferCodecs(transceiver: RTCRtpTransceiver, kind: MediaKind, wanted: readonly string[]): void {
  const codecs = RTCRtpSender.getCapabilities(kind)?.codecs ?? [];
  const isOf = (name: string, { mimeType }: { mimeType: string }): boolean => mimeType.toLowerCase() === `${kind}/${name}`.toLowerCase();
  const preferred = wanted.flatMap((name) => codecs.filter((codec) => isOf(name, codec)));
  const others = codecs.filter((codec) => !preferred.includes(codec));
  if (preferred.length > 0) {
    transceiver.setCodecPreferences([...preferred, ...others]);
  }
}

const layered = new Map<string, boolean>();

/** Only trying tells whether a browser makes layers: one that does not forgets that it was asked. */
export const browserAbilities: EncodingAbilities = {
  get cores() {
    return navigator.hardwareConcurrency;
  },
  hasLayers(codec) {
    const known = layered.get(codec);
    if (known !== undefined) {
      return known;
    }
    const has = makesLayers(codec);
    layered.set(codec, has);
    return has;
  },
};

function makesLayers(name: string): boolean {
  const codec = RTCRtpSender.getCapabilities('video')?.codecs.find(({ mimeType }) => mimeType.toLowerCase() === `video/${name}`.toLowerCase());
  if (codec === undefined) {
    return false;
  }
  const connection = new RTCPeerConnection();
  const asked: VideoEncoding = { codec, scalabilityMode: SCALABILITY_MODE };
  try {
    const { sender } = connection.addTransceiver('video', {
      direction: 'sendonly',
      sendEncodings: [asked],
    });
    const [given]: VideoEncoding[] = sender.getParameters().encodings;
    return given?.scalabilityMode === SCALABILITY_MODE;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}

const DEPENDENCY_DESCRIPTOR = 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension';

/** Of the W3C's WebRTC Extensions; not every browser has it. */
interface HeaderExtensionControl {
  getHeaderExtensionsToNegotiate(): { uri: string; direction: RTCRtpTransceiverDirection }[];
  setHeaderExtensionsToNegotiate(extensions: { uri: string; direction: RTCRtpTransceiverDirection }[]): void;
}

/**
 * Asks for dependency descriptors, which Chromium does by itself only for what it sends. Without them it cannot put
 * several spatial layers of AV1 together.
 */
function askForDescriptors(transceiver: RTCRtpTransceiver): void {
  const control = transceiver as RTCRtpTransceiver & Partial<HeaderExtensionControl>;
  const offered = control.getHeaderExtensionsToNegotiate?.() ?? [];
  const descriptor = offered.find(({ uri }) => uri === DEPENDENCY_DESCRIPTOR);
  if (descriptor?.direction === 'stopped') {
    descriptor.direction = 'recvonly';
    control.setHeaderExtensionsToNegotiate?.(offered);
  }
}
