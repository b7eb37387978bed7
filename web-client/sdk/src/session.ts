import { backoffMillis } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Note } from './connection-log.ts';
import { PlenumError, toPlenumError } from './errors.ts';
import { Negotiation } from './negotiation.ts';
import type { NetworkWatch } from './network.ts';
import { sourceOf } from './participant.ts';
import type { RemoteTrack } from './participant.ts';
import type { Peer, PeerFactory, PeerReceiver } from './peer.ts';
import { PlayoutDelays } from './playout.ts';
import { PROTOCOL_VERSION } from './protocol.ts';
import type {
  Answer,
  Attributes,
  Bye,
  ClientMessage,
  IceServer,
  Joined,
  LayerTarget,
  ParticipantInfo,
  ServerError,
  ServerMessage,
  Slot,
  Source,
} from './protocol.ts';
import type { MutablePublication } from './publication.ts';
import { MediaRecovery } from './recovery.ts';
import { Requests } from './requests.ts';
import { Sampler } from './sampler.ts';
import { Sections } from './sections.ts';
import { Signalling } from './signalling.ts';
import type { SocketFactory } from './signalling.ts';
import { INITIAL_STATE, reduce } from './state.ts';
import type { CallState } from './state.ts';
import { summarise } from './stats.ts';
import type { RoomStats } from './stats.ts';
import { ViewSender } from './view.ts';

/** What a session stands on; the defaults of a browser are in `room.ts`. */
export interface SessionEnvironment {
  readonly createSocket: SocketFactory;
  readonly createPeer: PeerFactory;
  readonly clock: Clock;
  readonly watchNetwork: NetworkWatch;
  /** 0 to 1, as Math.random. */
  random(): number;
}

export interface JoinParameters {
  readonly url: string;
  readonly room: string;
  readonly name: string;
  /** Asked for each time: the server may have given us a fresh one. */
  token(): string | undefined;
  readonly attributes?: Attributes | undefined;
}

export interface SessionEnd {
  readonly error: PlenumError;
  /** Whether joining again may help. */
  readonly canRejoin: boolean;
  /** The server said that it does not want us back. */
  readonly isFinal: boolean;
}

/** What has broken off, and why. */
export interface Interruption {
  readonly why: 'signalling' | 'media';
  readonly error: PlenumError;
  /** Attempts to come back so far. */
  readonly attempt: number;
}

export interface SessionEvents {
  onState(state: CallState): void;
  /** Every message, after the state has taken it in. */
  onMessage(message: ServerMessage): void;
  /** The server refused something, or sent something odd; the call goes on. */
  onWarning(error: PlenumError): void;
  /** Something has broken off and is being mended; null when all is well again. */
  onInterruption(interruption: Interruption | null): void;
  /** Once a second while we are in. */
  onStats(stats: RoomStats): void;
  readonly onNote: Note;
  /** Called once, at the end of a session that this side did not close. */
  onEnd(end: SessionEnd): void;
}

/** A server that is up answers `join` and `offer` in milliseconds. */
const REPLY_TIMEOUT_MILLIS = 15_000;
/** Somebody in the lobby has been told no interval yet. */
const WAITING_PING_MILLIS = 20_000;
/** What is said while the server is away is said when it is back; more than this would be a fault. */
const OUTBOX_MESSAGES = 100;

const REJOINABLE_REASONS: ReadonlySet<string> = new Set([
  'websocket-blocked',
  'connection-lost',
  'media-failed',
  'overloaded',
  'server-shutdown',
  'signalling-lost',
  'signalling-unreachable',
  'slow-reader',
  'timeout',
]);

/** Reasons of the server's that have nothing to do with who we are. */
const OF_MEDIA: ReadonlySet<string> = new Set(['media-failed', 'connection-lost']);

/** Messages that speak of sections, which are others on the next peer connection. */
const OF_SECTIONS: ReadonlySet<string> = new Set(['mute', 'layers', 'view', 'stats']);

/** What is in the air while we wait for the server's word. */
interface Pending<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: PlenumError) => void;
  readonly cancelTimer: () => void;
}

interface PendingOffer extends Pending<Answer> {
  readonly id: number;
  readonly sdp: string;
}

/**
 * One stay in a room from `join` to the end: what the server told, a peer connection, and a WebSocket that may be replaced meanwhile.
 * Wires them and keeps the order. What cannot be mended here ends the session, and the room begins another.
 */
export class Session {
  readonly #environment: SessionEnvironment;
  readonly #parameters: JoinParameters;
  readonly #events: SessionEvents;
  readonly #negotiation = new Negotiation(() => this.#exchange());
  readonly #sections: Sections;
  readonly #playoutDelays = new PlayoutDelays();
  readonly #sampler: Sampler;
  readonly #requests: Requests;
  readonly #view: ViewSender;
  #recovery: MediaRecovery | null = null;
  #signalling: Signalling | null = null;
  #peer: Peer | null = null;
  #state: CallState;
  #joined: Pending<Joined> | null = null;
  #offer: PendingOffer | null = null;
  #lastOfferId = 0;
  #fatal: ServerError | null = null;
  #ended: PlenumError | null = null;
  #hasMedia = false;
  #hasPath = false;
  #resume: { readonly secret: string; readonly graceMillis: number } | null = null;
  /** Since when and why there is no WebSocket; null while there is one. */
  #absence: { readonly since: number; readonly error: PlenumError; attempt: number } | null = null;
  #outbox: ClientMessage[] = [];
  #cancelRetry: () => void = () => undefined;
  #unwatchNetwork: () => void = () => undefined;

  /**
   * @param publications the room's live list: what it holds at the time of an offer is offered
   * @param before the state of the session that this one replaces
   */
  constructor(
    environment: SessionEnvironment,
    parameters: JoinParameters,
    publications: readonly MutablePublication[],
    events: SessionEvents,
    before: CallState = INITIAL_STATE,
  ) {
    this.#environment = environment;
    this.#parameters = parameters;
    this.#events = events;
    this.#state = { ...INITIAL_STATE, chat: before.chat };
    this.#sections = new Sections(publications);
    this.#requests = new Requests(environment.clock);
    this.#view = new ViewSender(environment.clock, (view) => {
      this.send(view);
    });
    this.#sampler = new Sampler(environment.clock, async () => {
      const stats = await this.stats();
      this.#playoutDelays.look(stats, this.#sections.receivers);
      this.#noteFirstMedia(stats);
      events.onStats(stats);
    });
  }

  get state(): CallState {
    return this.#state;
  }

  /** Resolves when the first answer is in place; media may take a moment longer. Rejects with the reason why not. */
  async start(): Promise<void> {
    const joined = await this.#join();
    this.#signalling?.keepAlive(joined.pingIntervalMillis);
    this.#unwatchNetwork = this.#environment.watchNetwork(() => {
      this.#networkChanged();
    });
    this.#openPeer(joined.iceServers);
    await this.negotiate();
    this.#sampler.start();
  }

  /** Brings the sections in line with what we publish and with the slots the server wants, by a new offer. */
  negotiate(): Promise<void> {
    return this.#peer === null ? Promise.resolve() : this.#negotiation.request();
  }

  /** Says something; while the server is away, as soon as it is back. */
  send(message: ClientMessage): void {
    if (this.#absence === null) {
      this.#signalling?.send(message);
    } else if (this.#outbox.length < OUTBOX_MESSAGES) {
      this.#outbox.push(message);
    }
  }

  /** The same, and waits for the server's word. */
  request(message: ClientMessage): Promise<void> {
    if (this.#state.self === null || this.#ended !== null) {
      return Promise.reject(new PlenumError('not-joined', 'That can only be done in a call.'));
    }
    this.send(message);
    return this.#requests.wait(message.type);
  }

  /** Tells the others. Before the section has been offered there is nothing to tell: the offer will say it. */
  sendMuted(publication: MutablePublication): void {
    const mid = this.#sections.midOf(publication);
    if (mid !== null) {
      this.send({ type: 'mute', mid, muted: publication.muted });
    }
  }

  async updateTrack(publication: MutablePublication): Promise<void> {
    await this.#sections.updateTrack(publication);
  }

  /** Chooses layers for the slots that carry a source now; false if none does. */
  setLayers(participant: ParticipantInfo, source: Source, target: LayerTarget): boolean {
    const slots = this.#state.slots.filter(
      ({ kind, participant: id, publication }) =>
        kind === 'video' && id === participant.id && sourceOf(participant, publication, kind) === source,
    );
    for (const { mid } of slots) {
      this.send({ type: 'layers', mid, ...target });
    }
    return slots.length > 0;
  }

  get view(): ViewSender {
    return this.#view;
  }

  /** The tracks that carry this participant's publications, by the server's slot map. */
  tracksOf(participant: ParticipantInfo): readonly RemoteTrack[] {
    return this.#state.slots.flatMap((slot) => {
      const { mid, kind, publication } = slot;
      const track = slot.participant === participant.id ? this.#trackOf(slot) : undefined;
      if (track === undefined || publication === null) {
        return [];
      }
      return [{ mid, publication, track, source: sourceOf(participant, publication, kind) }];
    });
  }

  async stats(): Promise<RoomStats> {
    const raw = this.#peer === null ? [] : await this.#peer.stats();
    return summarise(raw, this.#state.slots, (mid) => this.#sections.sourceAt(mid));
  }

  /** Sends no more encodings than the processor can afford now. */
  async applyAffordable(): Promise<void> {
    await this.#sections.applyAffordable();
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
      this.#openSignalling();
    });
  }

  #openSignalling(): void {
    const { url, room, name, attributes } = this.#parameters;
    const note = this.#events.onNote;
    note('server', 'waiting', `Opening a WebSocket to ${url}.`);
    const signalling: Signalling = new Signalling(url, this.#environment.createSocket, this.#environment.clock, {
      onOpen: () => {
        note('server', 'ok', 'The server answered.');
        note('join', 'waiting', `Asking to join "${room}"${this.#resume === null ? '' : ' as who we were'}.`);
        const token = this.#parameters.token();
        signalling.send({
          type: 'join',
          protocol: PROTOCOL_VERSION,
          room,
          name,
          ...(token === undefined ? {} : { token }),
          ...(attributes === undefined ? {} : { attributes }),
          ...(this.#resume === null ? {} : { resume: this.#resume.secret }),
        });
      },
      onMessage: (message) => {
        this.#onMessage(message);
      },
      onBadMessage: (problem) => {
        this.#events.onWarning(new PlenumError('bad-message', `The server sent a message we do not understand: ${problem}.`));
      },
      onTooMuch: () => {
        this.#events.onWarning(new PlenumError('too-many-requests', 'More was to be said than the server listens to; this was left out.'));
      },
      onClosed: (wasOpen, code) => {
        note('server', 'failed', wasOpen ? `The WebSocket was closed (code ${code}).` : `The WebSocket did not open (code ${code}).`);
        this.#onClosed(wasOpen, code);
      },
    });
    this.#signalling = signalling;
  }

  #noteFirstMedia({ receiving }: RoomStats): void {
    if (!this.#hasMedia && receiving.some(({ packetsReceived }) => packetsReceived > 0)) {
      this.#hasMedia = true;
      this.#events.onNote('media', 'ok', 'Sound or pictures arrive.');
    }
  }

  #openPeer(iceServers: readonly IceServer[]): void {
    const recovery = new MediaRecovery(this.#environment.clock, {
      onInterrupted: () => {
        this.#tellInterruption();
      },
      onRestored: () => {
        this.#tellInterruption();
      },
      onRestart: () => {
        this.#restartIce();
      },
      onGivenUp: () => {
        // The browser tells that the whole has failed, and not always which part.
        if (this.#hasPath) {
          this.#events.onNote('encryption', 'failed', 'The two did not agree on keys.');
        } else {
          this.#events.onNote('path', 'failed', 'No address pair got through.');
        }
        // While there is nobody to agree on another path with, waiting costs nothing.
        if (this.#absence === null) {
          // The seat is given up: we come back as somebody new, and shall not be there twice.
          this.#signalling?.send({ type: 'leave' });
          this.#end('media-failed', 'No media path to the server could be found or kept.');
        }
      },
    });
    const peer = this.#environment.createPeer(iceServers, {
      onConnectionState: (state) => {
        if (this.#peer === peer) {
          recovery.onConnectionState(state);
        }
      },
      onNote: (step, outcome, words) => {
        this.#hasPath = step === 'path' ? outcome === 'ok' : this.#hasPath;
        this.#events.onNote(step, outcome, words);
      },
    });
    this.#hasPath = false;
    this.#recovery = recovery;
    this.#peer = peer;
  }

  #onMessage(message: ServerMessage): void {
    const next = reduce(this.#state, message);
    const changed = next !== this.#state;
    this.#state = next;
    if (changed) {
      this.#events.onState(next);
    }
    this.#events.onMessage(message);
    // Replies and what the media side has to do; the rest is state only.
    switch (message.type) {
      case 'joined':
        this.#onJoined(message);
        break;
      case 'waiting':
        this.#events.onNote('join', 'waiting', 'In the lobby: a moderator decides.');
        // A person decides now, and takes the time that takes.
        this.#joined?.cancelTimer();
        this.#cancelRetry();
        this.#signalling?.keepAlive(WAITING_PING_MILLIS);
        break;
      case 'answer':
        if (this.#offer?.id === message.id) {
          settle(this.#offer, message);
          this.#offer = null;
        }
        for (const mid of message.refused) {
          const words = `The server does not take your ${this.#sections.sourceAt(mid) ?? 'publication'}.`;
          this.#events.onWarning(new PlenumError('forbidden', words));
        }
        break;
      case 'slotsWanted':
      case 'rightsChanged':
        this.#negotiateOrWarn();
        break;
      case 'encodingsWanted':
        this.#warnIfRejected(this.#sections.setWantedEncodings(message.mid, message.active));
        break;
      case 'done':
        this.#requests.settle('moderate');
        break;
      case 'chat':
        if (message.participant === next.self?.id) {
          this.#requests.settle('chat');
        }
        break;
      case 'error':
        this.#onError(message);
        break;
      case 'bye':
        this.#onBye(message);
        break;
      case 'lobby':
      case 'slotMap':
      case 'speaker':
      case 'participantJoined':
      case 'participantChanged':
      case 'participantLeft':
      case 'participantsChanged':
      case 'publicationAdded':
      case 'publicationChanged':
      case 'publicationRemoved':
      case 'settingsChanged':
      case 'reaction':
      case 'data':
      case 'moderated':
      case 'token':
      case 'allocation':
      case 'connection':
      case 'serverTroubles':
      case 'pong':
        break;
    }
  }

  #onJoined(joined: Joined): void {
    this.#events.onNote('join', 'ok', `The server let us in as ${joined.participant.id}; ${joined.participants.length} others are there.`);
    this.#resume = joined.resume;
    if (this.#absence === null) {
      settle(this.#joined, joined);
      this.#joined = null;
      return;
    }
    this.#cancelRetry();
    this.#absence = null;
    this.#signalling?.keepAlive(joined.pingIntervalMillis);
    const outbox = this.#outbox;
    this.#outbox = [];
    if (joined.resumed) {
      this.#resumeMedia();
    } else {
      this.#replacePeer(joined);
    }
    for (const message of outbox) {
      if (joined.resumed || !OF_SECTIONS.has(message.type)) {
        this.send(message);
      }
    }
    this.#view.repeat();
    this.#tellInterruption();
  }

  /** We are who we were, and media went on all the time; an offer whose answer got lost is made again. */
  #resumeMedia(): void {
    if (this.#offer !== null) {
      this.#sendOffer(this.#offer);
    }
    this.#recovery?.signallingRestored();
    if (this.#sections.isMissing(this.#state.slotsWanted)) {
      this.#negotiateOrWarn();
    }
  }

  /** The server knows us no more and took us for somebody new: our media begins anew, too. */
  #replacePeer({ iceServers }: Joined): void {
    const before = this.#peer;
    this.#recovery?.stop();
    this.#sections.clear();
    this.#lastOfferId = 0;
    this.#openPeer(iceServers);
    before?.close();
    fail(this.#offer, new PlenumError('negotiation-failed', 'The connection was replaced.'));
    this.#offer = null;
    this.#negotiateOrWarn();
  }

  #negotiateOrWarn(): void {
    this.negotiate().catch((error: unknown) => {
      if (this.#ended === null) {
        this.#events.onWarning(toPlenumError(error, 'negotiation-failed'));
      }
    });
  }

  /** A browser that does not switch encodings sends all of them, which costs only bandwidth. */
  #warnIfRejected(switched: Promise<void>): void {
    switched.catch((error: unknown) => {
      this.#events.onWarning(toPlenumError(error, 'encodings-failed'));
    });
  }

  #onError(message: ServerError): void {
    const error = new PlenumError(message.error, message.message);
    if (message.inReplyTo === 'join' || message.fatal) {
      this.#events.onNote('join', 'failed', `The server says: ${message.message} (${message.error})`);
    }
    if (message.fatal) {
      this.#fatal = message;
    } else if (message.inReplyTo === 'join' && (this.#joined !== null || this.#absence !== null)) {
      this.#end(message.error, message.message);
    } else if (message.error === 'bad-offer-id' && this.#offer !== null && this.#lastOfferId > 1) {
      // A server that counts the offers of each WebSocket.
      this.#lastOfferId = 0;
      this.#sendOffer(this.#offer);
    } else if (message.inReplyTo === 'offer' && this.#offer !== null) {
      const refused = this.#offer;
      this.#offer = null;
      // The server counts the offers that it took.
      this.#lastOfferId = refused.id - 1;
      fail(refused, error);
    } else if (message.error === 'unknown-type') {
      // An older server: it goes on without, and so do we.
      this.#requests.fail(null, error);
    } else if (message.inReplyTo === null || !this.#requests.fail(message.inReplyTo, error)) {
      this.#events.onWarning(error);
    }
  }

  #onBye({ reason, message, action }: Bye): void {
    const code = this.#fatal?.error ?? reason;
    const words = this.#fatal?.message ?? message;
    const step = !OF_MEDIA.has(reason) ? 'join' : this.#hasPath && reason === 'media-failed' ? 'encryption' : 'path';
    this.#events.onNote(step, 'failed', `The server ended it: ${words} (${reason})`);
    if (action === 'resume' && this.#resume !== null && this.#joined === null) {
      this.#signalling?.drop();
      this.#lose(new PlenumError(code, words));
    } else {
      this.#end(code, words, action);
    }
  }

  #onClosed(wasOpen: boolean, code: number): void {
    if (this.#fatal !== null) {
      this.#end(this.#fatal.error, this.#fatal.message);
      return;
    }
    const error = wasOpen
      ? new PlenumError('signalling-lost', `The connection to the server broke off (WebSocket code ${code}).`)
      : new PlenumError('signalling-unreachable', 'The server cannot be reached.');
    if (this.#resume !== null && this.#joined === null) {
      this.#lose(error);
    } else {
      this.#end(error.code, error.message);
    }
  }

  /** There is no WebSocket, but media goes on: another one may take its place for as long as the server keeps our seat. */
  #lose(error: PlenumError): void {
    if (this.#ended !== null) {
      return;
    }
    const { clock } = this.#environment;
    if (this.#absence === null) {
      this.#absence = { since: clock.now(), error, attempt: 0 };
      this.#offer?.cancelTimer();
      this.#requests.failAll(new PlenumError('signalling-lost', 'The connection broke off before the server could answer.'));
    }
    this.#absence.attempt += 1;
    const delay = backoffMillis(this.#absence.attempt, this.#environment.random());
    const gone = clock.now() + delay - this.#absence.since;
    if (gone > (this.#resume?.graceMillis ?? 0)) {
      this.#end(this.#absence.error.code, this.#absence.error.message, 'rejoin');
      return;
    }
    this.#tellInterruption();
    this.#retryAfter(delay);
  }

  #retryAfter(millis: number): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#environment.clock.after(millis, () => {
      this.#cancelRetry = this.#environment.clock.after(REPLY_TIMEOUT_MILLIS, () => {
        this.#signalling?.drop();
        this.#lose(new PlenumError('join-timeout', 'The server did not answer the request to come back.'));
      });
      this.#openSignalling();
    });
  }

  #networkChanged(): void {
    if (this.#absence === null) {
      this.#signalling?.probe();
      this.#recovery?.networkChanged();
    } else {
      this.#signalling?.drop();
      this.#retryAfter(0);
    }
  }

  #restartIce(): void {
    if (this.#absence === null) {
      this.#peer?.restartIce();
      this.#negotiateOrWarn();
    }
  }

  #tellInterruption(): void {
    if (this.#absence !== null) {
      const { error, attempt } = this.#absence;
      this.#events.onInterruption({ why: 'signalling', error, attempt });
    } else if (this.#recovery?.isInterrupted === true) {
      const error = new PlenumError('media-interrupted', 'Sound and pictures do not get through just now.');
      this.#events.onInterruption({ why: 'media', error, attempt: 1 });
    } else {
      this.#events.onInterruption(null);
    }
  }

  /** One offer and its answer. */
  async #exchange(): Promise<void> {
    const peer = this.#peer;
    if (peer === null) {
      return;
    }
    try {
      await this.#sections.addMissing(peer, this.#state.slotsWanted, this.#state.rights.publish);
      const sdp = await peer.createOffer();
      this.#throwIfEnded();
      const answer = await this.#answerTo(sdp);
      await peer.acceptAnswer(answer.sdp);
      this.#throwIfEnded();
      this.#events.onNote('offer', 'ok', 'The two agree on what is sent, and how.');
    } catch (error) {
      this.#throwIfEnded();
      if (this.#peer !== peer) {
        return this.#exchange();
      }
      await peer.rollback();
      const problem = toPlenumError(error, 'negotiation-failed');
      this.#events.onNote('offer', 'failed', `The two do not agree on what is sent: ${problem.message}`);
      throw problem;
    }
    this.#warnIfRejected(this.#sections.applyAffordable());
    // Mids are known now: tracks that a slot map named meanwhile can be found.
    this.#events.onState(this.#state);
  }

  /** Whatever failed because the session ended is reported as what ended it. */
  #throwIfEnded(): void {
    if (this.#ended !== null) {
      throw this.#ended;
    }
  }

  #answerTo(sdp: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#offer = { id: 0, sdp, resolve, reject, cancelTimer: () => undefined };
      if (this.#absence === null) {
        this.#sendOffer(this.#offer);
      }
    });
  }

  #sendOffer(offer: PendingOffer): void {
    offer.cancelTimer();
    const { resolve, reject } = offer;
    this.#lastOfferId += 1;
    this.#offer = {
      ...this.#pending('answer-timeout', 'The server did not answer our offer.', resolve, reject),
      id: this.#lastOfferId,
      sdp: offer.sdp,
    };
    this.#signalling?.send({ type: 'offer', id: this.#lastOfferId, sdp: offer.sdp, publications: this.#sections.offered() });
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

  #trackOf(slot: Slot): MediaStreamTrack | undefined {
    return this.#sections.receivers.find(({ mid }: PeerReceiver) => mid === slot.mid)?.track;
  }

  #end(code: string, words: string, action: Bye['action'] = null): void {
    if (this.#ended === null) {
      const error = new PlenumError(code, words);
      const wasJoined = this.#joined === null;
      this.#release(error);
      if (wasJoined) {
        const canRejoin = action === null ? REJOINABLE_REASONS.has(code) : action !== 'stop';
        this.#events.onEnd({ error, canRejoin, isFinal: action === 'stop' });
      }
    }
  }

  #release(error: PlenumError): void {
    this.#ended = error;
    this.#cancelRetry();
    this.#unwatchNetwork();
    this.#recovery?.stop();
    this.#view.stop();
    this.#sampler.stop();
    this.#signalling?.close();
    this.#peer?.close();
    fail(this.#joined, error);
    fail(this.#offer, error);
    this.#requests.failAll(error);
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
