import type { IceServer, MediaKind, Source } from './protocol.ts';
import type { SendOptions } from './publication.ts';

/** One m-section in which we send. The mid is null until an offer holds the section. */
export interface PeerSender {
  readonly mid: string | null;
  /** Changes what is sent without a new offer; null sends nothing. */
  setTrack(track: MediaStreamTrack | null): Promise<void>;
  /** An inactive section stays in the session and sends nothing; takes effect with the next offer. */
  setActive(active: boolean): void;
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
}

/** What the SDK needs of an RTCPeerConnection; the browser's is below, a fake for tests lies in `test/`. */
export interface Peer {
  addSender(source: Source, track: MediaStreamTrack | null, options: SendOptions): PeerSender;
  addReceiver(kind: MediaKind): PeerReceiver;
  /** Makes an offer and sets it as the local description. */
  createOffer(): Promise<string>;
  acceptAnswer(sdp: string): Promise<void>;
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

/** Moved to the front of what we offer to send, unless told otherwise; the rest stays offered behind. */
const PREFERRED_CODECS: Readonly<Record<MediaKind, string>> = { audio: 'opus', video: 'VP8' };

export const browserPeer: PeerFactory = (iceServers, events) => new BrowserPeer(iceServers, events);

class BrowserPeer implements Peer {
  readonly #connection: RTCPeerConnection;

  constructor(iceServers: readonly IceServer[], events: PeerEvents) {
    this.#connection = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      iceServers: iceServers.map((server) => ({ ...server, urls: [...server.urls] })),
    });
    this.#connection.addEventListener('connectionstatechange', () => {
      events.onConnectionState(this.#connection.connectionState);
    });
  }

  addSender(source: Source, track: MediaStreamTrack | null, { codec, encodings }: SendOptions): PeerSender {
    const kind = kindOf(source);
    hint(track, source);
    const transceiver = this.#connection.addTransceiver(track ?? kind, {
      direction: 'sendonly',
      ...(encodings === undefined ? {} : { sendEncodings: encodings.map((encoding) => ({ ...encoding })) }),
    });
    preferCodec(transceiver, kind, codec ?? PREFERRED_CODECS[kind]);
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
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
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
}

/** Tells the encoder what the picture or sound is, unless the publisher has said so already. */
function hint(track: MediaStreamTrack | null, source: Source): void {
  if (track?.contentHint === '') {
    track.contentHint = CONTENT_HINTS[source];
  }
}

function preferCodec(transceiver: RTCRtpTransceiver, kind: MediaKind, codec: string): void {
  const codecs = RTCRtpSender.getCapabilities(kind)?.codecs ?? [];
  const isPreferred = ({ mimeType }: { mimeType: string }) => mimeType.toLowerCase() === `${kind}/${codec}`.toLowerCase();
  const preferred = codecs.filter(isPreferred);
  const others = codecs.filter((each) => !isPreferred(each));
  if (preferred.length > 0) {
    transceiver.setCodecPreferences([...preferred, ...others]);
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
