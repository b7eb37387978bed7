import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserAbilities, browserPeer } from '../src/peer.ts';
import type { Peer } from '../src/peer.ts';
import { FakeTrack } from './fakes.ts';

const CODECS = {
  audio: ['audio/opus', 'audio/red', 'audio/PCMU'],
  video: ['video/VP8', 'video/rtx', 'video/VP9', 'video/AV1'],
};

const DESCRIPTORS = 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension';

/** A transceiver as far as we look at one. */
class FakeTransceiver {
  mid: string | null = null;
  codecs: readonly string[] = [];
  extensions = [{ uri: DESCRIPTORS, direction: 'stopped' }];
  parameters: RTCRtpSendParameters;
  readonly receiver = { track: new FakeTrack('video', 'received').asTrack(), jitterBufferTarget: null };
  readonly sender: Pick<RTCRtpSender, 'getParameters' | 'setParameters' | 'replaceTrack'> & { track: MediaStreamTrack | null };

  constructor(
    track: MediaStreamTrack | string,
    readonly init: { direction: string; sendEncodings?: RTCRtpEncodingParameters[] },
  ) {
    this.direction = init.direction;
    this.parameters = { encodings: init.sendEncodings ?? [{}] } as RTCRtpSendParameters;
    this.sender = {
      track: typeof track === 'string' ? null : track,
      getParameters: () => this.parameters,
      setParameters: (parameters) => Promise.resolve(void (this.parameters = parameters)),
      replaceTrack: (next) => Promise.resolve(void (this.sender.track = next)),
    };
  }

  direction: string;

  setCodecPreferences(codecs: readonly { mimeType: string }[]): void {
    this.codecs = codecs.map(({ mimeType }) => mimeType);
  }

  getHeaderExtensionsToNegotiate(): { uri: string; direction: string }[] {
    return this.extensions.map((extension) => ({ ...extension }));
  }

  setHeaderExtensionsToNegotiate(extensions: { uri: string; direction: string }[]): void {
    this.extensions = extensions;
  }
}

class FakeConnection extends EventTarget {
  static makesLayers = true;
  static readonly all: FakeConnection[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  localDescription: { sdp: string } | null = null;
  answered = '';
  closed = false;
  iceConnectionState = 'new';
  iceGatheringState = 'new';
  connectionState = 'new';
  signalingState = 'stable';

  constructor(readonly options: RTCConfiguration = {}) {
    super();
    FakeConnection.all.push(this);
  }

  addTransceiver(track: MediaStreamTrack | string, init: { direction: string; sendEncodings?: RTCRtpEncodingParameters[] }): FakeTransceiver {
    const encodings = FakeConnection.makesLayers ? init.sendEncodings : init.sendEncodings?.map(({ rid }) => ({ ...(rid === undefined ? {} : { rid }) }));
    const transceiver = new FakeTransceiver(track, { ...init, ...(encodings === undefined ? {} : { sendEncodings: encodings }) });
    this.transceivers.push(transceiver);
    return transceiver;
  }

  setLocalDescription(description?: { type: string }): Promise<void> {
    this.signalingState = description?.type === 'rollback' ? 'stable' : 'have-local-offer';
    this.transceivers.forEach((transceiver, index) => (transceiver.mid = String(index)));
    this.localDescription = { sdp: 'offer' };
    return Promise.resolve();
  }

  setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    this.answered = sdp;
    return Promise.resolve();
  }

  becomes(change: Partial<Record<'iceConnectionState' | 'iceGatheringState' | 'connectionState', string>>): void {
    for (const [name, state] of Object.entries(change)) {
      Object.assign(this, { [name]: state });
      this.dispatchEvent(new Event(name.toLowerCase().replace('state', 'statechange')));
    }
  }

  close(): void {
    this.closed = true;
  }
}

let peer: Peer;
let notes: string[];
let states: string[];

const connection = (): FakeConnection => FakeConnection.all.at(-1) ?? new FakeConnection();

beforeEach(() => {
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal('RTCRtpSender', {
    getCapabilities: (kind: 'audio' | 'video') => ({ codecs: CODECS[kind].map((mimeType) => ({ mimeType })) }),
  });
  notes = [];
  states = [];
  peer = browserPeer([{ urls: ['stun:host'] }], {
    onConnectionState: (state) => states.push(state),
    onNote: (step, outcome) => notes.push(`${step} ${outcome}`),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  FakeConnection.makesLayers = true;
});

const section = (mid: string): string => `m=audio 9 X 111\r\na=mid:${mid}\r\na=rtpmap:111 opus/48000/2\r\n`;

describe('the connection of a browser', () => {
  it('carries everything over one path', () => {
    expect(connection().options).toMatchObject({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require', iceServers: [{ urls: ['stun:host'] }] });
  });

  it('prefers redundant sound for speech, and the codec that was asked for', () => {
    peer.addSender('microphone', new FakeTrack('audio', 'mic').asTrack(), {});
    peer.addSender('screenAudio', null, {});
    peer.addSender('camera', null, { codec: 'vp9', encodings: [{ rid: 'q' }] });
    peer.addSender('camera', null, { codec: 'H264' });
    const [microphone, screenAudio, vp9, h264] = connection().transceivers;
    expect(microphone?.codecs).toEqual(['audio/red', 'audio/opus', 'audio/PCMU']);
    expect(screenAudio?.codecs).toEqual(['audio/opus', 'audio/red', 'audio/PCMU']);
    expect(vp9?.codecs[0]).toBe('video/VP9');
    expect(vp9?.init.sendEncodings).toEqual([{ rid: 'q' }]);
    expect(h264?.codecs).toEqual([]); // this browser has none: it sends what it likes
  });

  it('is silent in pauses of speech, not of music', async () => {
    const speech = new FakeTrack('audio', 'mic');
    const music = new FakeTrack('audio', 'studio');
    music.settings.noiseSuppression = false;
    peer.addSender('microphone', speech.asTrack(), {});
    peer.addSender('microphone', music.asTrack(), {});
    expect([speech.contentHint, music.contentHint]).toEqual(['speech', 'music']);
    await peer.createOffer();
    await peer.acceptAnswer(`v=0\r\n${section('0')}${section('1')}`);
    expect(connection().answered).toBe(`v=0\r\n${section('0')}a=fmtp:111 usedtx=1\r\n${section('1')}`);
  });

  it('keeps the hint of whoever publishes, and gives one to what has none', async () => {
    const slides = new FakeTrack('video', 'slides');
    slides.contentHint = 'text';
    const screen = peer.addSender('screen', slides.asTrack(), {});
    expect(slides.contentHint).toBe('text');
    const film = new FakeTrack('video', 'film');
    await screen.setTrack(film.asTrack());
    expect(film.contentHint).toBe('detail');
    expect(connection().transceivers[0]?.sender.track).toBe(film.asTrack());
    screen.setActive(false);
    expect(connection().transceivers[0]?.direction).toBe('inactive');
    screen.setActive(true);
    expect(connection().transceivers[0]?.direction).toBe('sendonly');
  });

  it('switches encodings', async () => {
    const sender = peer.addSender('camera', null, { encodings: [{ rid: 'q' }, { rid: 'h' }, { rid: 'f' }] });
    await sender.setActiveEncodings([true, false]);
    expect(connection().transceivers[0]?.parameters.encodings).toEqual([
      { rid: 'q', active: true }, { rid: 'h', active: false }, { rid: 'f', active: true },
    ]);
  });

  it('asks for descriptors where it receives, and sets the delay where it can', () => {
    const receiver = peer.addReceiver('video');
    const [transceiver] = connection().transceivers;
    expect(transceiver?.extensions).toEqual([{ uri: DESCRIPTORS, direction: 'recvonly' }]);
    receiver.setPlayoutDelay(200);
    expect(transceiver?.receiver.jitterBufferTarget).toBe(200);
    receiver.setPlayoutDelay(0);
    expect(transceiver?.receiver.jitterBufferTarget).toBeNull();
    expect(receiver.track.id).toBe('received');
  });

  it('takes back an offer, if there is one', async () => {
    await peer.rollback();
    expect(connection().signalingState).toBe('stable');
    expect(await peer.createOffer()).toBe('offer');
    await peer.rollback();
    expect(connection().signalingState).toBe('stable');
  });

  it('notes in words what it does', () => {
    const { becomes } = { becomes: connection().becomes.bind(connection()) };
    becomes({ iceGatheringState: 'complete' });
    becomes({ iceConnectionState: 'checking' });
    becomes({ iceConnectionState: 'connected' });
    becomes({ connectionState: 'failed' });
    becomes({ connectionState: 'connected' });
    becomes({ iceConnectionState: 'disconnected' });
    becomes({ iceConnectionState: 'failed' });
    connection().dispatchEvent(Object.assign(new Event('icecandidateerror'), { url: 'stun:host', errorCode: 701, errorText: 'No answer' }));
    expect(notes).toEqual([
      'candidates failed', 'path waiting', 'path ok', 'encryption waiting', 'encryption failed', 'encryption ok',
      'path waiting', 'path failed', 'candidates failed',
    ]);
    expect(states).toEqual(['failed', 'connected']);
  });
});

describe('what a browser can', () => {
  it('is found out by trying, once', () => {
    vi.stubGlobal('navigator', { hardwareConcurrency: 16 });
    expect(browserAbilities.cores).toBe(16);
    expect(browserAbilities.hasLayers('VP9')).toBe(true);
    expect(connection().closed).toBe(true);
    const tried = FakeConnection.all.length;
    expect(browserAbilities.hasLayers('VP9')).toBe(true);
    expect(FakeConnection.all).toHaveLength(tried);
  });

  it('is nothing where the browser forgets what it was asked, or has no such codec', () => {
    FakeConnection.makesLayers = false;
    expect(browserAbilities.hasLayers('AV1')).toBe(false);
    expect(browserAbilities.hasLayers('H266')).toBe(false);
  });
});
