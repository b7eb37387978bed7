import type { Clock } from './clock.ts';
import { PlenumError, toPlenumError } from './errors.ts';
import { Negotiation } from './negotiation.ts';
import { sourceOf } from './participant.ts';
import type { SourceTracks } from './participant.ts';
import type { Peer, PeerFactory, PeerReceiver, PeerSender } from './peer.ts';
import { PlayoutDelays } from './playout.ts';
import { MEDIA_KINDS, PROTOCOL_VERSION } from './protocol.ts';
import type { Answer, Joined, LayerTarget, MediaKind, ParticipantInfo, ServerError, ServerMessage, Slot, Source } from './protocol.ts';
import { sentTrack } from './publication.ts';
import type { MutablePublication } from './publication.ts';
import { Signalling } from './signalling.ts';
import type { SocketFactory } from './signalling.ts';
import { INITIAL_STATE, reduce } from './state.ts';
import type { CallState } from './state.ts';

/** What a session stands on; the defaults of a browser are in `room.ts`. */
export interface SessionEnvironment {
  readonly createSocket: SocketFactory;
  readonly createPeer: PeerFactory;
  readonly clock: Clock;
}

export interface JoinParameters {
  readonly url: string;
  readonly room: string;
  readonly name: string;
  readonly token?: string | undefined;
}

export interface SessionEnd {
  readonly error: PlenumError;
  /** Whether joining again may help. */
  readonly canRejoin: boolean;
}

export interface SessionEvents {
  onState(state: CallState): void;
  /** The server refused something, or sent something odd; the call goes on. */
  onWarning(error: PlenumError): void;
  /** Called once, at the end of a session that this side did not close. */
  onEnd(end: SessionEnd): void;
}

/** A server that is up answers `join` and `offer` in milliseconds. */
const REPLY_TIMEOUT_MILLIS = 15_000;

const REJOINABLE_REASONS: ReadonlySet<string> = new Set([
  'connection-lost',
  'media-failed',
  'overloaded',
  'server-shutdown',
  'signalling-lost',
  'signalling-unreachable',
  'timeout',
]);

/** What is in the air while we wait for the server's word. */
interface Pending<T> {
  resolve(value: T): void;
  reject(error: PlenumError): void;
  cancelTimer(): void;
}

/**
 * One connection to a room from `join` to the end: a WebSocket, a peer connection and what the server told. Wires them and keeps the
 * order; a lost session is not mended but replaced by the room.
 */
export class Session {
  readonly #environment: SessionEnvironment;
  readonly #parameters: JoinParameters;
  readonly #events: SessionEvents;
  readonly #publications: readonly MutablePublication[];
  readonly #negotiation = new Negotiation(() => this.#exchange());
  readonly #senders = new Map<Source, PeerSender>();
  readonly #receivers: PeerReceiver[] = [];
  readonly #playoutDelays: PlayoutDelays;
  #signalling: Signalling | null = null;
  #peer: Peer | null = null;
  #state = INITIAL_STATE;
  #joined: Pending<Joined> | null = null;
  #answer: (Pending<Answer> & { readonly id: number }) | null = null;
  #lastOfferId = 0;
  #fatal: ServerError | null = null;
  #ended: PlenumError | null = null;

  /** `publications` is the room's live list: what it holds at the time of an offer is offered. */
  constructor(
    environment: SessionEnvironment,
    parameters: JoinParameters,
    publications: readonly MutablePublication[],
    events: SessionEvents,
  ) {
    this.#environment = environment;
    this.#parameters = parameters;
    this.#publications = publications;
    this.#events = events;
    this.#playoutDelays = new PlayoutDelays(environment.clock, {
      stats: () => this.stats(),
      slots: () => this.#state.slots,
      receivers: () => this.#receivers,
    });
  }

  get state(): CallState {
    return this.#state;
  }

  /** Resolves when the first answer is in place; media may take a moment longer. Rejects with the reason why not. */
  async start(): Promise<void> {
    const joined = await this.#join();
    this.#signalling?.keepAlive(joined.pingIntervalMillis);
    this.#peer = this.#environment.createPeer(joined.iceServers, {
      onConnectionState: (state) => {
        if (state === 'failed') {
          this.#end('media-failed', 'No media path to the server could be found or kept.');
        }
      },
    });
    await this.negotiate();
    this.#playoutDelays.start();
  }

  /** Brings the sections in line with what we publish and with the slots the server wants, by a new offer. */
  negotiate(): Promise<void> {
    return this.#peer === null ? Promise.resolve() : this.#negotiation.request();
  }

  /** Tells the others. Before the section has been offered there is nothing to tell: the offer will say it. */
  sendMuted(publication: MutablePublication): void {
    const mid = this.#senders.get(publication.source)?.mid ?? null;
    if (mid !== null) {
      this.#signalling?.send({ type: 'mute', mid, muted: publication.muted });
    }
  }

  async setTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    await this.#senders.get(source)?.setTrack(track);
  }

  /** Chooses layers for the slots that carry a source now; false if none does. */
  setLayers(participant: ParticipantInfo, source: Source, target: LayerTarget): boolean {
    const slots = this.#state.slots.filter(
      ({ kind, participant: id, publication }) =>
        kind === 'video' && id === participant.id && sourceOf(participant, publication, kind) === source,
    );
    for (const { mid } of slots) {
      this.#signalling?.send({ type: 'layers', mid, ...target });
    }
    return slots.length > 0;
  }

  /** The tracks that carry this participant's sources, by the server's slot map. */
  tracksOf(participant: ParticipantInfo): SourceTracks {
    const tracks = new Map<Source, MediaStreamTrack>();
    for (const slot of this.#state.slots) {
      const track = slot.participant === participant.id ? this.#trackOf(slot) : undefined;
      if (track !== undefined) {
        tracks.set(sourceOf(participant, slot.publication, slot.kind), track);
      }
    }
    return tracks;
  }

  async stats(): Promise<readonly RTCStats[]> {
    return this.#peer === null ? [] : this.#peer.stats();
  }

  /** The source that a section of ours sends, for statistics. */
  sourceAt(mid: string): Source | null {
    return [...this.#senders].find(([, sender]) => sender.mid === mid)?.[0] ?? null;
  }

  /** Leaves on our own wish; `onEnd` is not called. */
  close(): void {
    if (this.#ended === null) {
      this.#signalling?.send({ type: 'leave' });
      this.#release(new PlenumError('left', 'You left the room.'));
    }
  }

  #join(): Promise<Joined> {
    return new Promise((resolve, reject) => {
      this.#joined = this.#pending('join-timeout', 'The server did not answer the request to join.', resolve, reject);
      const { url, room, name, token } = this.#parameters;
      this.#signalling = new Signalling(url, this.#environment.createSocket, this.#environment.clock, {
        onOpen: () => {
          this.#signalling?.send({
            type: 'join',
            protocol: PROTOCOL_VERSION,
            room,
            name,
            ...(token === undefined ? {} : { token }),
          });
        },
        onMessage: (message) => {
          this.#onMessage(message);
        },
        onBadMessage: (problem) => {
          this.#events.onWarning(new PlenumError('bad-message', `The server sent a message we do not understand: ${problem}.`));
        },
        onClosed: (wasOpen, code) => {
          this.#onClosed(wasOpen, code);
        },
      });
    });
  }

  #onMessage(message: ServerMessage): void {
    const next = reduce(this.#state, message);
    const changed = next !== this.#state;
    this.#state = next;
    if (changed) {
      this.#events.onState(next);
    }
    // Replies and what the media side has to do; the rest is state only.
    switch (message.type) {
      case 'joined':
        settle(this.#joined, message);
        this.#joined = null;
        break;
      case 'answer':
        if (this.#answer?.id === message.id) {
          settle(this.#answer, message);
          this.#answer = null;
        }
        break;
      case 'slotsWanted':
        this.negotiate().catch((error: unknown) => {
          this.#events.onWarning(toPlenumError(error, 'negotiation-failed'));
        });
        break;
      case 'error':
        this.#onError(message);
        break;
      case 'bye':
        this.#end(this.#fatal?.error ?? message.reason, this.#fatal?.message ?? message.message);
        break;
      case 'slotMap':
      case 'speaker':
      case 'participantJoined':
      case 'participantLeft':
      case 'publicationAdded':
      case 'publicationChanged':
      case 'publicationRemoved':
      case 'connection':
      case 'pong':
        break;
    }
  }

  #onError(message: ServerError): void {
    const error = new PlenumError(message.error, message.message);
    if (message.fatal) {
      this.#fatal = message;
    } else if (message.inReplyTo === 'join' && this.#joined !== null) {
      this.#end(message.error, message.message);
    } else if (message.inReplyTo === 'offer' && this.#answer !== null) {
      const refused = this.#answer;
      this.#answer = null;
      fail(refused, error);
    } else {
      this.#events.onWarning(error);
    }
  }

  #onClosed(wasOpen: boolean, code: number): void {
    if (this.#fatal !== null) {
      this.#end(this.#fatal.error, this.#fatal.message);
    } else if (wasOpen) {
      this.#end('signalling-lost', `The connection to the server broke off (WebSocket code ${code}).`);
    } else {
      this.#end('signalling-unreachable', 'The server cannot be reached.');
    }
  }

  /** One offer and its answer. */
  async #exchange(): Promise<void> {
    const peer = this.#peer;
    if (peer === null) {
      return;
    }
    this.#addMissingSections(peer);
    try {
      const sdp = await peer.createOffer();
      this.#throwIfEnded();
      const answer = await this.#offer(sdp);
      await peer.acceptAnswer(answer.sdp);
      this.#throwIfEnded();
    } catch (error) {
      this.#throwIfEnded();
      await peer.rollback();
      throw toPlenumError(error, 'negotiation-failed');
    }
    // Mids are known now: tracks that a slot map named meanwhile can be found.
    this.#events.onState(this.#state);
  }

  /** Whatever failed because the session ended is reported as what ended it. */
  #throwIfEnded(): void {
    if (this.#ended !== null) {
      throw this.#ended;
    }
  }

  #addMissingSections(peer: Peer): void {
    for (const publication of this.#publications) {
      const { source } = publication;
      const sender = this.#senders.get(source);
      if (sender === undefined) {
        this.#senders.set(source, peer.addSender(source, sentTrack(publication), publication.sendOptions));
      } else {
        sender.setActive(true);
      }
    }
    for (const [source, sender] of this.#senders) {
      if (!this.#publications.some((publication) => publication.source === source)) {
        sender.setActive(false);
      }
    }
    for (const kind of MEDIA_KINDS) {
      for (let have = this.#countReceivers(kind); have < this.#state.slotsWanted[kind]; have += 1) {
        this.#receivers.push(peer.addReceiver(kind));
      }
    }
  }

  #offer(sdp: string): Promise<Answer> {
    const publications = this.#publications.flatMap(({ source, muted }) => {
      const mid = this.#senders.get(source)?.mid ?? null;
      return mid === null ? [] : [{ mid, source, muted }];
    });
    this.#lastOfferId += 1;
    const id = this.#lastOfferId;
    return new Promise((resolve, reject) => {
      const pending = this.#pending<Answer>('answer-timeout', 'The server did not answer our offer.', resolve, reject);
      this.#answer = { ...pending, id };
      this.#signalling?.send({ type: 'offer', id, sdp, publications });
    });
  }

  #pending<T>(
    code: string,
    words: string,
    resolve: (value: T) => void,
    reject: (error: PlenumError) => void,
  ): Pending<T> {
    const cancelTimer = this.#environment.clock.after(REPLY_TIMEOUT_MILLIS, () => {
      reject(new PlenumError(code, words));
    });
    return { resolve, reject, cancelTimer };
  }

  #countReceivers(kind: MediaKind): number {
    return this.#receivers.filter((receiver) => receiver.kind === kind).length;
  }

  #trackOf(slot: Slot): MediaStreamTrack | undefined {
    return this.#receivers.find(({ mid }) => mid === slot.mid)?.track;
  }

  #end(code: string, words: string): void {
    if (this.#ended === null) {
      const error = new PlenumError(code, words);
      const wasJoined = this.#joined === null;
      this.#release(error);
      if (wasJoined) {
        this.#events.onEnd({ error, canRejoin: REJOINABLE_REASONS.has(code) });
      }
    }
  }

  #release(error: PlenumError): void {
    this.#ended = error;
    this.#playoutDelays.stop();
    this.#signalling?.close();
    this.#peer?.close();
    fail(this.#joined, error);
    fail(this.#answer, error);
  }
}

export function isRejoinable(error: PlenumError): boolean {
  return REJOINABLE_REASONS.has(error.code);
}

function settle<T>(pending: Pending<T> | null, value: T): void {
  pending?.cancelTimer();
  pending?.resolve(value);
}

function fail<T>(pending: Pending<T> | null, error: PlenumError): void {
  pending?.cancelTimer();
  pending?.reject(error);
}
