import { backoffMillis, REJOIN_ATTEMPTS } from './backoff.ts';
import { systemClock } from './clock.ts';
import { Emitter } from './emitter.ts';
import { PlenumError, toPlenumError } from './errors.ts';
import { Participant } from './participant.ts';
import { browserPeer, kindOf } from './peer.ts';
import type { LayerTarget, Source } from './protocol.ts';
import { sentTrack } from './publication.ts';
import type { LocalPublication, MutablePublication, PublishOptions } from './publication.ts';
import { isRejoinable, Session } from './session.ts';
import type { SessionEnd, SessionEnvironment } from './session.ts';
import { browserSocket } from './signalling.ts';
import { summarise } from './stats.ts';
import type { RoomStats } from './stats.ts';

export interface JoinOptions {
  readonly room: string;
  /** The name that others see. */
  readonly name: string;
  /** Only where the server asks for one. */
  readonly token?: string;
  /** Address of the signalling WebSocket; by default `/v1/ws` on the page's own host. */
  readonly url?: string;
}

export type RoomState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  | { readonly name: 'connected' }
  /** The connection was lost and is being replaced; what is published comes back with it. */
  | { readonly name: 'reconnecting'; readonly attempt: number; readonly error: PlenumError }
  /** The end. `error` is null after `leave()`. */
  | { readonly name: 'disconnected'; readonly error: PlenumError | null };

export interface RoomEvents {
  stateChanged: RoomState;
  participantJoined: Participant;
  participantLeft: Participant;
  /** One of the others changed: name, publications or tracks. */
  participantChanged: Participant;
  /** Somebody else became the dominant speaker, or nobody is known to be any more: null. */
  speakerChanged: string | null;
  /** Something that we publish changed. */
  localChanged: readonly LocalPublication[];
  /** Something went wrong and the call goes on. */
  warning: PlenumError;
}

/** The world a room lives in; tests bring their own. */
export interface RoomEnvironment extends SessionEnvironment {
  /** 0 to 1, as Math.random. */
  random(): number;
}

const BROWSER: RoomEnvironment = {
  createSocket: browserSocket,
  createPeer: browserPeer,
  clock: systemClock,
  random: () => Math.random(),
};

/**
 * A meeting as one participant has it: join, publish, see the others, leave. A connection that breaks off is replaced without a word
 * from the application; `stateChanged` tells.
 */
export class Room extends Emitter<RoomEvents> {
  readonly #environment: RoomEnvironment;
  readonly #participants = new Map<string, Participant>();
  readonly #publications: MutablePublication[] = [];
  #options: JoinOptions | null = null;
  #session: Session | null = null;
  #state: RoomState = { name: 'idle' };
  #speaker: string | null = null;
  #cancelRejoin: () => void = () => undefined;
  /** Mute and unmute of one source wait for each other: opening a camera takes a moment. */
  readonly #muting = new Map<Source, Promise<void>>();

  constructor(environment: Partial<RoomEnvironment> = {}) {
    super();
    this.#environment = { ...BROWSER, ...environment };
  }

  get state(): RoomState {
    return this.#state;
  }

  /** The others, in the order in which they came. */
  get participants(): readonly Participant[] {
    return [...this.#participants.values()];
  }

  /** Our own id, chosen by the server; null before we are in. */
  get participantId(): string | null {
    return this.#session?.state.self?.id ?? null;
  }

  /** Id of the dominant speaker, which may be our own; null until somebody has spoken. Changes once a second at most. */
  get speaker(): string | null {
    return this.#speaker;
  }

  get publications(): readonly LocalPublication[] {
    return this.#publications;
  }

  /** Enters the room with everything published so far. Rejects with a PlenumError that says why not. */
  async join(options: JoinOptions): Promise<void> {
    if (this.#state.name !== 'idle' && this.#state.name !== 'disconnected') {
      throw new PlenumError('already-joined', 'This room object is in a call already.');
    }
    this.#options = options;
    this.#setState({ name: 'connecting' });
    try {
      await this.#connect(options);
    } catch (thrown) {
      const error = toPlenumError(thrown, 'join-failed');
      if (error.code !== 'left') {
        this.#finish(error);
      }
      throw error;
    }
  }

  /**
   * Sends a track. Before `join`, and while a lost connection is being replaced, it waits in the list of publications; in a call it
   * resolves when the server has accepted it. Rejects, and is not published, when the server refuses.
   */
  async publish(track: MediaStreamTrack, options: PublishOptions): Promise<LocalPublication> {
    const { source, muted = false, reopen = null, codec, encodings } = options;
    if (this.#find(source) !== undefined) {
      throw new PlenumError('already-published', `There is a publication of source "${source}" already.`);
    }
    const publication: MutablePublication = {
      source,
      kind: kindOf(source),
      muted,
      track,
      reopen,
      sendOptions: { ...(codec === undefined ? {} : { codec }), ...(encodings === undefined ? {} : { encodings }) },
    };
    track.enabled = !muted;
    this.#watch(publication, track);
    this.#publications.push(publication);
    this.#localChanged();
    try {
      // A section that an earlier publication of the source left behind is used again.
      await this.#session?.setTrack(source, sentTrack(publication));
      await this.#negotiate();
    } catch (error) {
      this.#forget(publication);
      throw error;
    }
    return publication;
  }

  /** Stops sending a source. The track stays the caller's, who may want to stop it. */
  async unpublish(source: Source): Promise<void> {
    const publication = this.#find(source);
    if (publication === undefined) {
      return;
    }
    this.#forget(publication);
    await this.#session?.setTrack(source, null);
    await this.#negotiate();
  }

  /**
   * Stops or resumes sending a source and tells the others. A muted video that can be reopened has its camera closed. Rejects when the
   * source is not published or the camera does not open again; then nothing has changed.
   */
  setMuted(source: Source, muted: boolean): Promise<void> {
    const before = this.#muting.get(source) ?? Promise.resolve();
    const change = before.then(() => this.#changeMuted(source, muted));
    this.#muting.set(
      source,
      change.catch(() => undefined),
    );
    return change;
  }

  /**
   * Asks for no more than these layers of a picture, until the slot that carries it shows another one. Answers false if no slot carries
   * it now.
   */
  setLayers(participant: Participant, source: Source, target: LayerTarget): boolean {
    const info = this.#session?.state.participants.find(({ id }) => id === participant.id);
    return info !== undefined && this.#session?.setLayers(info, source, target) === true;
  }

  /** Leaves for good. Published tracks stay open and stay published: `join` may follow. */
  leave(): void {
    this.#finish(null);
  }

  async stats(): Promise<RoomStats> {
    const session = this.#session;
    if (session === null) {
      return summarise([], [], () => null);
    }
    return summarise(await session.stats(), session.state.slots, (mid) => session.sourceAt(mid));
  }

  /** An offer that dies with its connection is no failure: the next connection offers everything. */
  async #negotiate(): Promise<void> {
    try {
      await this.#session?.negotiate();
    } catch (error) {
      if (this.#state.name !== 'reconnecting') {
        throw error;
      }
    }
  }

  #forget(publication: MutablePublication): void {
    const index = this.#publications.indexOf(publication);
    if (index >= 0) {
      this.#publications.splice(index, 1);
      this.#localChanged();
    }
  }

  async #connect(options: JoinOptions): Promise<void> {
    let started = false;
    const session: Session = new Session(
      this.#environment,
      { room: options.room, name: options.name, token: options.token, url: options.url ?? defaultUrl() },
      this.#publications,
      {
        onState: () => {
          this.#reconcile(session);
        },
        onWarning: (warning) => {
          this.emit('warning', warning);
        },
        onEnd: (end) => {
          // Until it has started, the rejected `start` tells.
          if (started && this.#session === session) {
            this.#onSessionEnd(end);
          }
        },
      },
    );
    this.#session = session;
    try {
      await session.start();
    } catch (error) {
      session.close();
      throw error;
    }
    started = true;
    this.#setState({ name: 'connected' });
  }

  #onSessionEnd({ error, canRejoin }: SessionEnd): void {
    this.#session = null;
    for (const participant of this.participants) {
      if (participant.dropTracks()) {
        this.emit('participantChanged', participant);
      }
    }
    if (canRejoin) {
      this.#rejoinLater(1, error);
    } else {
      this.#finish(error);
    }
  }

  #rejoinLater(attempt: number, error: PlenumError): void {
    const options = this.#options;
    if (options === null || attempt > REJOIN_ATTEMPTS) {
      this.#finish(error);
      return;
    }
    this.#setState({ name: 'reconnecting', attempt, error });
    const delay = backoffMillis(attempt, this.#environment.random());
    this.#cancelRejoin = this.#environment.clock.after(delay, () => {
      this.#connect(options).catch((thrown: unknown) => {
        const failure = toPlenumError(thrown, 'join-failed');
        if (failure.code === 'left') {
          return;
        }
        if (isRejoinable(failure)) {
          this.#rejoinLater(attempt + 1, failure);
        } else {
          this.#finish(failure);
        }
      });
    });
  }

  #finish(error: PlenumError | null): void {
    this.#cancelRejoin();
    this.#session?.close();
    this.#session = null;
    this.#setSpeaker(null);
    for (const participant of this.participants) {
      this.#participants.delete(participant.id);
      this.emit('participantLeft', participant);
    }
    if (this.#state.name !== 'disconnected') {
      this.#setState({ name: 'disconnected', error });
    }
  }

  /** Brings the participant objects in line with what the server told. */
  #reconcile(session: Session): void {
    const { self, participants, speaker } = session.state;
    if (this.#session !== session || self === null) {
      return; // while coming back, the last known picture stays
    }
    const present = new Set(participants.map(({ id }) => id));
    for (const participant of this.participants) {
      if (!present.has(participant.id)) {
        this.#participants.delete(participant.id);
        this.emit('participantLeft', participant);
      }
    }
    for (const info of participants) {
      const participant = this.#participants.get(info.id) ?? this.#welcome(new Participant(info));
      if (participant.update(info, session.tracksOf(info))) {
        this.emit('participantChanged', participant);
      }
    }
    this.#setSpeaker(speaker);
  }

  #setSpeaker(speaker: string | null): void {
    if (this.#speaker !== speaker) {
      this.#speaker = speaker;
      this.emit('speakerChanged', speaker);
    }
  }

  /** Told before there are tracks, so that nobody who listens from now on misses one. */
  #welcome(participant: Participant): Participant {
    this.#participants.set(participant.id, participant);
    this.emit('participantJoined', participant);
    return participant;
  }

  async #changeMuted(source: Source, muted: boolean): Promise<void> {
    const publication = this.#find(source);
    if (publication === undefined) {
      throw new PlenumError('not-published', `There is no publication of source "${source}".`);
    }
    if (publication.muted === muted) {
      return;
    }
    if (!muted && publication.track === null && publication.reopen !== null) {
      publication.track = await publication.reopen();
      this.#watch(publication, publication.track);
    }
    publication.muted = muted;
    if (publication.track !== null) {
      publication.track.enabled = !muted;
    }
    await this.#session?.setTrack(source, sentTrack(publication));
    this.#closeIfReopenable(publication);
    this.#session?.sendMuted(publication);
    this.#localChanged();
  }

  #closeIfReopenable(publication: MutablePublication): void {
    if (publication.muted && publication.kind === 'video' && publication.reopen !== null) {
      publication.track?.stop();
      publication.track = null;
    }
  }

  /** A device that was unplugged or taken away ends its track; `stop()` does not come this way. */
  #watch(publication: MutablePublication, track: MediaStreamTrack): void {
    track.addEventListener('ended', () => {
      if (publication.track === track && this.#find(publication.source) === publication) {
        publication.track = null;
        publication.muted = true;
        this.#session?.sendMuted(publication);
        this.#localChanged();
        this.emit('warning', new PlenumError('device-lost', `The ${publication.source} stopped delivering.`));
      }
    });
  }

  #find(source: Source): MutablePublication | undefined {
    return this.#publications.find((publication) => publication.source === source);
  }

  #localChanged(): void {
    this.emit('localChanged', this.publications);
  }

  #setState(state: RoomState): void {
    this.#state = state;
    this.emit('stateChanged', state);
  }
}

function defaultUrl(): string {
  const { protocol, host } = globalThis.location;
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/v1/ws`;
}
