import type { Clock } from '../src/clock.ts';
import type { Peer, PeerEvents, PeerReceiver, PeerSender } from '../src/peer.ts';
import type { ClientMessage, Joined, MediaKind, ParticipantInfo, PublicationInfo, ServerMessage, Source } from '../src/protocol.ts';
import { INITIAL_STATE } from '../src/state.ts';
import type { SendOptions } from '../src/publication.ts';
import type { Socket, SocketEvents } from '../src/signalling.ts';

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(millis: number, callback: () => void): () => void {
    const timer = { at: this.#now + millis, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((candidate) => candidate !== timer);
    };
  }

  pass(millis: number): void {
    const until = this.#now + millis;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) {
        break;
      }
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = until;
  }

  /** Somebody sets the computer's clock; what is due comes no sooner or later for it. */
  setBack(millis: number): void {
    this.#now -= millis;
    this.#timers = this.#timers.map(({ at, callback }) => ({ at: at - millis, callback }));
  }

  get pending(): number {
    return this.#timers.length;
  }
}

/** The server's end of a WebSocket. */
export class FakeSocket implements Socket {
  readonly sent: ClientMessage[] = [];
  closedWith: number | 'no code' | null = null;
  readonly url: string;
  readonly subprotocol: string;
  readonly #events: SocketEvents;

  constructor(url: string, subprotocol: string, events: SocketEvents) {
    this.url = url;
    this.subprotocol = subprotocol;
    this.#events = events;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }

  close(code?: number): void {
    this.closedWith = code ?? 'no code';
  }

  open(): void {
    this.#events.onOpen();
  }

  says(message: ServerMessage): void {
    this.#events.onMessage(JSON.stringify(message));
  }

  delivers(data: unknown): void {
    this.#events.onMessage(data);
  }

  breaks(code = 1006): void {
    this.#events.onClose(code);
  }

  take<Type extends ClientMessage['type']>(type: Type): Extract<ClientMessage, { type: Type }> {
    const index = this.sent.findIndex((message) => message.type === type);
    const [found] = index < 0 ? [] : this.sent.splice(index, 1);
    if (found === undefined) {
      throw new Error(`no "${type}" was sent, only: ${this.sent.map((message) => message.type).join(', ')}`);
    }
    return found as Extract<ClientMessage, { type: Type }>;
  }
}

/** A track as far as the SDK looks at one. */
export class FakeTrack extends EventTarget {
  enabled = true;
  stopped = false;
  contentHint = '';
  readonly kind: MediaKind;
  readonly id: string;

  constructor(kind: MediaKind, id: string) {
    super();
    this.kind = kind;
    this.id = id;
  }

  readonly settings: MediaTrackSettings = {};

  getSettings(): MediaTrackSettings {
    return this.settings;
  }

  stop(): void {
    this.stopped = true;
  }

  unplug(): void {
    this.dispatchEvent(new Event('ended'));
  }

  asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }
}

interface FakeSection {
  readonly direction: 'send' | 'receive';
  readonly kind: MediaKind;
  readonly source?: Source;
  readonly options?: SendOptions;
  readonly receivedTrack?: MediaStreamTrack;
  playoutDelay?: number;
  activeEncodings?: readonly boolean[];
  mid: string | null;
  active: boolean;
  track: MediaStreamTrack | null;
}

/** A peer connection without media: sections get their mids when an offer is made, as in a browser. */
export class FakePeer implements Peer {
  readonly sections: FakeSection[] = [];
  readonly answers: string[] = [];
  readonly #events: PeerEvents;
  offers = 0;
  rollbacks = 0;
  restarts = 0;
  closed = false;
  refusesAnswer = false;
  refusesEncodings = false;
  report: readonly object[] = [];

  constructor(events: PeerEvents) {
    this.#events = events;
  }

  addSender(source: Source, track: MediaStreamTrack | null, options: SendOptions = {}): PeerSender {
    const kind = source === 'camera' || source === 'screen' ? 'video' : 'audio';
    const section: FakeSection = { direction: 'send', kind, source, options, mid: null, active: true, track };
    this.sections.push(section);
    const refuses = (): boolean => this.refusesEncodings;
    return {
      get mid() {
        return section.mid;
      },
      setTrack(next) {
        section.track = next;
        return Promise.resolve();
      },
      setActive(active) {
        section.active = active;
      },
      setActiveEncodings(active) {
        section.activeEncodings = active;
        return refuses() ? Promise.reject(new Error('no encoding')) : Promise.resolve();
      },
    };
  }

  addReceiver(kind: MediaKind): PeerReceiver {
    const track = new FakeTrack(kind, `received-${this.sections.length}`).asTrack();
    const section: FakeSection = { direction: 'receive', kind, mid: null, active: true, track: null, receivedTrack: track };
    this.sections.push(section);
    return {
      kind,
      get mid() {
        return section.mid;
      },
      track,
      setPlayoutDelay(millis) {
        section.playoutDelay = millis;
      },
    };
  }

  createOffer(): Promise<string> {
    this.offers += 1;
    this.sections.forEach((section, index) => {
      section.mid ??= String(index);
    });
    return Promise.resolve(`offer ${this.offers}`);
  }

  acceptAnswer(sdp: string): Promise<void> {
    this.answers.push(sdp);
    return this.refusesAnswer ? Promise.reject(new Error('bad answer')) : Promise.resolve();
  }

  restartIce(): void {
    this.restarts += 1;
  }

  rollback(): Promise<void> {
    this.rollbacks += 1;
    return Promise.resolve();
  }

  stats(): Promise<readonly RTCStats[]> {
    return Promise.resolve(this.report as RTCStats[]);
  }

  close(): void {
    this.closed = true;
  }

  notes(...[step, outcome, words]: Parameters<PeerEvents['onNote']>): void {
    this.#events.onNote(step, outcome, words);
  }

  fails(): void {
    this.becomes('failed');
  }

  becomes(state: RTCPeerConnectionState): void {
    this.#events.onConnectionState(state);
  }

  count(direction: FakeSection['direction'], kind: MediaKind): number {
    return this.sections.filter((section) => section.direction === direction && section.kind === kind).length;
  }
}

/** Lets promise reactions run until nothing moves any more. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.resolve();
  }
}

/** Somebody in the room with nothing special about them. */
export function person(id: string, name: string, publications: readonly PublicationInfo[] = []): ParticipantInfo {
  return { id, name, publications, role: 'speaker', handRaisedAt: null, attributes: {}, reconnecting: false };
}

/** What a server says to whoever comes into a room of one other person. */
export function joinedMessage(changes: Partial<Joined> = {}): Joined {
  return {
    type: 'joined',
    protocol: 1,
    room: 'daily',
    participant: person('p-a', 'Alice'),
    participants: [person('p-b', 'Bob', [{ id: 't-1', kind: 'audio', source: 'microphone', muted: false }])],
    slots: { audio: 2, video: 1 },
    iceServers: [],
    pingIntervalMillis: 20_000,
    rights: INITIAL_STATE.rights,
    settings: INITIAL_STATE.settings,
    chat: [],
    resume: null,
    resumed: false,
    ...changes,
  };
}
