import { backoffMillis, REJOIN_ATTEMPTS } from './backoff.ts';
import { Chat, idOf } from './chat.ts';
import type { Someone } from './chat.ts';
import { systemClock } from './clock.ts';
import { ConnectionLog, triedPaths } from './connection-log.ts';
import type { ConnectionReport } from './connection-log.ts';
import { openCamera, openMicrophone, openScreen } from './devices.ts';
import type { CameraOptions, MicrophoneOptions, ScreenOptions } from './devices.ts';
import { Emitter } from './emitter.ts';
import { isWorthAnotherTry, PlenumError, toPlenumError } from './errors.ts';
import { StatsHistory } from './history.ts';
import type { StatsSample } from './history.ts';
import { LocalPublications } from './local.ts';
import { Moderation } from './moderation.ts';
import { browserNetwork } from './network.ts';
import { Participant, sourceOf } from './participant.ts';
import { browserAbilities, browserPeer } from './peer.ts';
import type {
  AllocationReason,
  Attributes,
  ChatMessage,
  DataMessage,
  Json,
  LayerTarget,
  Moderated,
  ParticipantInfo,
  Rights,
  Role,
  RoomSettings,
  ServerMessage,
  SlotAllocation,
  Source,
  ViewedSlot,
  WaitingParticipant,
} from './protocol.ts';
import type { LocalPublication, PublicationOf, PublishOptions } from './publication.ts';
import { isRejoinable, Session } from './session.ts';
import type { Interruption, SessionEnd, SessionEnvironment } from './session.ts';
import { browserSocket } from './signalling.ts';
import { INITIAL_STATE } from './state.ts';
import type { CallState } from './state.ts';
import { sendingReport, statsReport } from './stats-report.ts';
import { summarise } from './stats.ts';
import type { RoomStats } from './stats.ts';
import { troublesOf } from './troubles.ts';
import type { Trouble, TroubleCause } from './troubles.ts';
import { browserValidate } from './validation.ts';
import type { Validate } from './validation.ts';
import type { EncodingAbilities } from './video-plan.ts';

/** Which room to join, and as whom. */
export interface JoinOptions {
  readonly room: string;
  /** The name that others see. */
  readonly name: string;
  /** Only where the server asks for one. */
  readonly token?: string;
  /** Address of the signalling WebSocket; by default `/v1/ws` on the page's own host. */
  readonly url?: string;
  /** Words that the others see beside our name. */
  readonly attributes?: Attributes;
  /**
   * Sends the browser's statistics to the server every ten seconds, for whoever looks after it; false by default. With `troubles` only
   * while there are any of our own side, and only what is measured of sending.
   */
  readonly shareStats?: boolean | 'troubles';
}

/** Where a room object is between `join` and the end. */
export type RoomState =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting' }
  /** In the lobby: a moderator decides whether we may come in. */
  | { readonly name: 'waiting' }
  | { readonly name: 'connected' }
  /**
   * Something broke off and is being mended. With `why` "signalling" or "media" we are still the same participant; with "rejoin" we
   * are leaving a broken connection and coming back as somebody new, with everything that is published.
   */
  | {
      readonly name: 'reconnecting';
      readonly why: 'signalling' | 'media' | 'rejoin';
      /** When it broke off, in milliseconds since 1970. */
      readonly since: number;
      readonly attempt: number;
      readonly error: PlenumError;
    }
  /** The end. `error` is null after `leave()`. `action` says whether it is any use to join again. */
  | {
      readonly name: 'disconnected';
      readonly reason: string;
      readonly action: 'rejoin' | 'stop';
      readonly error: PlenumError | null;
    };

/** What the server sends us in one slot, whose it is, and why it is not more. */
export interface TileAllocation extends SlotAllocation {
  readonly participant: string | null;
  readonly publication: string | null;
  readonly reason: AllocationReason;
}

/** What the server sends us at present. */
export interface RoomAllocation {
  /** What the server thinks the way to us can carry; null while it has no estimate. */
  readonly estimateBps: number | null;
  readonly tiles: readonly TileAllocation[];
}

/** One picture on the page, for {@link Room.setView}. */
export interface ViewTile {
  readonly participant: Someone;
  /** Which of the participant's pictures; the camera's by default. */
  readonly source?: Source;
  /** Which one, where there are several of the source. */
  readonly publication?: string;
  /** Size on the screen in device pixels: CSS pixels times `devicePixelRatio`. */
  readonly width: number;
  readonly height: number;
  /** True by default. */
  readonly visible?: boolean;
  readonly pinned?: boolean;
}

/** What a room tells. */
export interface RoomEvents {
  stateChanged: RoomState;
  participantJoined: Participant;
  participantLeft: Participant;
  /** One of the others changed: name, role, hand, attributes, publications or tracks. */
  participantChanged: Participant;
  /** We ourselves: name, role, hand or attributes. */
  selfChanged: ParticipantInfo;
  /** Somebody else became the dominant speaker, or nobody is known to be any more: null. */
  speakerChanged: string | null;
  /** Something that we publish changed. */
  localChanged: readonly LocalPublication[];
  /**
   * A camera or microphone that was sending was unplugged or taken away. Its publication is muted; `setMuted(…, false)` opens it anew
   * where it can be reopened, `replaceTrack` gives it another one. The warning `device-lost` says the same in words.
   */
  deviceLost: LocalPublication;
  rightsChanged: Rights;
  settingsChanged: RoomSettings;
  /** Who waits to be let in changed; only moderators are told. */
  lobbyChanged: readonly WaitingParticipant[];
  /** Somebody wrote, perhaps ourselves. */
  chat: ChatMessage;
  /** Somebody showed an emoji. */
  reaction: { readonly participant: string; readonly reaction: string };
  /** Somebody's program, or the server's interface, sent something for ours. */
  data: Omit<DataMessage, 'type'>;
  /** A moderator did something to us. Muting has been done already; whoever is asked to unmute decides. */
  moderated: Omit<Moderated, 'type'>;
  /** What the server sends us, or its reasons, changed. */
  allocationChanged: RoomAllocation;
  /** A look at the connection, once a second. */
  statsSampled: StatsSample;
  /** Something began, or ceased, to make the call bad. */
  troublesChanged: readonly Trouble[];
  /** The server gave us a token for later. */
  tokenChanged: string;
  /** Something went wrong and the call goes on. */
  warning: PlenumError;
}

/** The world a room lives in; tests bring their own. */
export interface RoomEnvironment extends SessionEnvironment {
  readonly abilities: EncodingAbilities;
  readonly validate: Validate;
  /** What the browser says it is, for reports. */
  browser(): string;
}

const BROWSER: RoomEnvironment = {
  createSocket: browserSocket,
  createPeer: browserPeer,
  clock: systemClock,
  watchNetwork: browserNetwork,
  abilities: browserAbilities,
  validate: browserValidate,
  browser: () => navigator.userAgent,
  random: () => Math.random(),
};

const SHARED_STATS_MILLIS = 10_000;

/** What the server cannot see from where it is. */
const OF_OUR_SIDE: ReadonlySet<TroubleCause> = new Set<TroubleCause>(['narrow-uplink', 'slow-computer']);

/**
 * A meeting as one participant has it: join, publish, see the others, leave. A connection that breaks off is mended or replaced without
 * a word from the application; `stateChanged` tells.
 */
export class Room extends Emitter<RoomEvents> {
  /** What is written in the room. */
  readonly chat = new Chat(
    (message) => this.#inCall().request(message),
    () => this.#told.chat,
  );
  /** What a moderator can do. */
  readonly moderate = new Moderation((message) => this.#inCall().request(message));
  /** The last five minutes in figures, one sample a second. */
  readonly statsHistory = new StatsHistory();
  readonly #environment: RoomEnvironment;
  readonly #log: ConnectionLog;
  readonly #participants = new Map<string, Participant>();
  readonly #local: LocalPublications;
  #options: JoinOptions | null = null;
  #session: Session | null = null;
  #state: RoomState = { name: 'idle' };
  /** What of the session's state the application has been told. */
  #told: CallState = INITIAL_STATE;
  /** The browser's last report of a connection that is gone. */
  #lastReport: readonly RTCStats[] = [];
  #sharedStatsAt = -SHARED_STATS_MILLIS;
  #troubles: readonly Trouble[] = [];
  #view: { readonly tiles: readonly ViewTile[]; readonly hidden: boolean } | null = null;
  #cancelRejoin: () => void = () => undefined;

  constructor(environment: Partial<RoomEnvironment> = {}) {
    super();
    this.#environment = { ...BROWSER, ...environment };
    this.#log = new ConnectionLog(this.#environment.clock);
    this.#local = new LocalPublications(this.#environment.abilities, {
      session: () => this.#session,
      mayPublish: (source) => this.rights.publish.includes(source),
      isReconnecting: () => this.#state.name === 'reconnecting',
      onChanged: (publications) => {
        this.emit('localChanged', publications);
      },
      onWarning: (warning) => {
        this.emit('warning', warning);
      },
      onDeviceLost: (publication) => {
        this.emit('deviceLost', publication);
      },
    });
  }

  get state(): RoomState {
    return this.#state;
  }

  /** The others, in the order in which they came. */
  get participants(): readonly Participant[] {
    return [...this.#participants.values()];
  }

  /** Ourselves as the server sees us; null before we are in. */
  get self(): ParticipantInfo | null {
    return this.#told.self;
  }

  /** Our own id, chosen by the server; null before we are in. */
  get participantId(): string | null {
    return this.#session?.state.self?.id ?? null;
  }

  get role(): Role | null {
    return this.#told.self?.role ?? null;
  }

  /** What we may do; the server enforces it. */
  get rights(): Rights {
    return this.#told.rights;
  }

  get settings(): RoomSettings {
    return this.#told.settings;
  }

  /** Who waits to be let in; empty for all but moderators. */
  get lobby(): readonly WaitingParticipant[] {
    return this.#told.lobby;
  }

  get isHandRaised(): boolean {
    return this.#told.self !== null && this.#told.self.handRaisedAt !== null;
  }

  /** Id of the dominant speaker, which may be our own; null until somebody has spoken. Changes once a second at most. */
  get speaker(): string | null {
    return this.#told.speaker;
  }

  /** What the server sends us and why it is not more; null until it says so. */
  get allocation(): RoomAllocation | null {
    const { allocation, slots } = this.#told;
    if (allocation === null) {
      return null;
    }
    const tiles = allocation.slots.map((each) => {
      const slot = slots.find(({ mid }) => mid === each.mid);
      return { ...each, participant: slot?.participant ?? null, publication: slot?.publication ?? null };
    });
    return { estimateBps: allocation.estimateBps, tiles };
  }

  /** What makes the call bad now; empty where nothing does, or it is too young to tell. */
  get troubles(): readonly Trouble[] {
    return this.#troubles;
  }

  get publications(): readonly LocalPublication[] {
    return this.#local.publications;
  }

  /** Enters the room with everything published so far. Rejects with a PlenumError that says why not. */
  async join(options: JoinOptions): Promise<void> {
    if (this.#state.name !== 'idle' && this.#state.name !== 'disconnected') {
      throw new PlenumError('already-joined', 'This room object is in a call already.');
    }
    this.#options = options;
    this.#log.restart();
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
  publish(track: MediaStreamTrack, options: PublishOptions): Promise<LocalPublication> {
    return this.#local.publish(track, options);
  }

  /** Opens a camera and publishes it; muting closes it, unmuting opens it again. */
  async openCamera(options: CameraOptions = {}): Promise<LocalPublication> {
    const reopen = (): Promise<MediaStreamTrack> => openCamera(options);
    return this.publish(await reopen(), { source: 'camera', reopen });
  }

  /** Opens a microphone and publishes it. */
  async openMicrophone(options: MicrophoneOptions = {}): Promise<LocalPublication> {
    return this.publish(await openMicrophone(options), { source: 'microphone' });
  }

  /**
   * Asks the person for a screen, a window or a tab and publishes its picture, and its sound where there is one. They are unpublished
   * when the person stops sharing in the browser. There may be several shares at once.
   */
  async shareScreen(options: ScreenOptions = {}): Promise<readonly LocalPublication[]> {
    const { picture, sound, framesPerSecond } = await openScreen(options);
    const shared = [await this.publish(picture, { source: 'screen', framesPerSecond })];
    if (sound !== null) {
      shared.push(await this.publish(sound, { source: 'screenAudio' }));
    }
    return shared;
  }

  /** Stops sending a publication. The track stays the caller's, who may want to stop it. */
  unpublish(which: PublicationOf): Promise<void> {
    return this.#local.unpublish(which);
  }

  /**
   * Sends another track in the same publication: another camera, another window. The old track stays the caller's. `reopen` opens the new
   * device again, as in {@link PublishOptions}; without it, the one that was given before is used.
   */
  replaceTrack(
    which: PublicationOf,
    track: MediaStreamTrack,
    { reopen }: { readonly reopen?: () => Promise<MediaStreamTrack> } = {},
  ): Promise<void> {
    return this.#local.replaceTrack(which, track, reopen);
  }

  /**
   * Stops or resumes sending and tells the others. A muted video that can be reopened has its camera closed. Rejects when there is no
   * such publication or the camera does not open again; then nothing has changed.
   */
  setMuted(which: PublicationOf, muted: boolean): Promise<void> {
    return this.#local.setMuted(which, muted);
  }

  /** Raises our hand, or lowers it. */
  raiseHand(raised = true): void {
    this.#inCall().send({ type: 'hand', raised });
  }

  /** Shows everyone an emoji for a moment; 32 bytes of UTF-8 at most. */
  react(reaction: string): void {
    this.#inCall().send({ type: 'reaction', reaction });
  }

  /** Sends something to the programs of the others, or of one; 16 KiB of JSON at most. */
  sendData(payload: Json, { to, topic }: { readonly to?: Someone; readonly topic?: string } = {}): void {
    this.#inCall().send({
      type: 'data',
      payload,
      ...(to === undefined ? {} : { to: idOf(to) }),
      ...(topic === undefined ? {} : { topic }),
    });
  }

  /** Hangs words on ourselves that everyone sees; null takes one away, what is not named stays. */
  setAttributes(attributes: Readonly<Record<string, string | null>>): void {
    this.#inCall().send({ type: 'attributes', attributes });
  }

  /** Changes our own name. */
  rename(name: string): void {
    this.#inCall().send({ type: 'rename', name });
  }

  /** Goes on with another token, before the one we have runs out. */
  setToken(token: string): void {
    this.#inCall().send({ type: 'token', token });
    this.#keepToken(token);
  }

  /**
   * Tells the server what the page shows, so that it sends what is seen in the size in which it is seen. The whole list each time, as
   * often as you like: the server is told what is new, four times a second at most.
   */
  setView(tiles: readonly ViewTile[], { hidden = false }: { readonly hidden?: boolean } = {}): void {
    this.#view = { tiles, hidden };
    this.#showView();
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

  /** How everything that is sent and received is doing now. */
  async stats(): Promise<RoomStats> {
    return this.#session === null ? summarise([], [], () => null) : this.#session.stats();
  }

  /** What was tried to get into the room and what answered, in plain words; also when it failed. */
  async connectionReport(): Promise<ConnectionReport> {
    const raw = this.#session === null ? this.#lastReport : (await this.#session.stats()).raw;
    return this.#log.report(triedPaths(raw), this.#troubles, this.#environment.browser());
  }

  async #connect(options: JoinOptions): Promise<void> {
    let started = false;
    const session: Session = new Session(
      this.#environment,
      {
        room: options.room,
        name: options.name,
        token: () => this.#options?.token,
        attributes: options.attributes,
        url: options.url ?? defaultUrl(),
      },
      this.#local.publications,
      {
        onState: () => {
          this.#reconcile(session);
        },
        onMessage: (message) => {
          if (this.#session === session) {
            this.#onMessage(message);
          }
        },
        onWarning: (warning) => {
          this.emit('warning', warning);
        },
        onStats: (stats) => {
          if (this.#session === session) {
            this.#onStats(session, stats);
          }
        },
        onNote: this.#log.note,
        onInterruption: (interruption) => {
          if (started && this.#session === session) {
            this.#onInterruption(interruption);
          }
        },
        onEnd: (end) => {
          // Until it has started, the rejected `start` tells.
          if (started && this.#session === session) {
            this.#onSessionEnd(end);
          }
        },
      },
      this.#told,
    );
    this.#session = session;
    this.statsHistory.reconnected();
    try {
      await session.start();
    } catch (error) {
      session.close();
      const explained = await this.#explain(toPlenumError(error, 'join-failed'), options);
      // Whoever has left meanwhile, and perhaps joined anew, is not concerned any more.
      throw this.#session === session ? explained : new PlenumError('left', 'You left the room.');
    }
    started = true;
    this.#setState({ name: 'connected' });
    this.#showView();
  }

  /** A browser does not say why a WebSocket did not open; the server does when asked by plain HTTP. */
  async #explain(error: PlenumError, { room, name, url = defaultUrl() }: JoinOptions): Promise<PlenumError> {
    if (error.code !== 'signalling-unreachable') {
      return error;
    }
    const { note } = this.#log;
    const answer = await this.#environment.validate({ url, room, name, token: this.#options?.token });
    if (answer === null) {
      note('check', 'waiting', 'Nothing answers by plain HTTP, either.');
      return error;
    }
    if (answer.isWelcome) {
      note('check', 'ok', 'By plain HTTP the server answers, and would let us in.');
      return new PlenumError('websocket-blocked', 'The server can be reached, but not by WebSocket. A proxy may be in the way.');
    }
    if (answer.code === null) {
      note('check', 'ok', 'By plain HTTP something answers, but nothing that we understand.');
      return error;
    }
    const words = answer.words ?? error.message;
    note('check', 'failed', `By plain HTTP the server says: ${words} (${answer.code})`);
    return new PlenumError(answer.code, words);
  }

  /** The server lets us in and media does not come: it may know why. */
  async #askWhatIsWrong(): Promise<void> {
    const options = this.#options;
    if (options === null) {
      return;
    }
    const { room, name, url = defaultUrl(), token } = options;
    const trouble = (await this.#environment.validate({ url, room, name, token }))?.trouble;
    if (trouble) {
      const step = trouble.cause === 'advertised-address-silent' ? 'address' : 'check';
      this.#log.note(step, 'failed', `The server says of itself: ${trouble.words} (${trouble.cause})`);
    }
  }

  #onInterruption(interruption: Interruption | null): void {
    if (interruption === null) {
      if (this.#state.name === 'reconnecting') {
        this.#setState({ name: 'connected' });
      }
      return;
    }
    const { why, attempt, error } = interruption;
    this.#setState({ name: 'reconnecting', why, since: this.#troubleSince(), attempt, error });
  }

  #onSessionEnd({ error, canRejoin, isFinal }: SessionEnd): void {
    this.#session = null;
    this.#setTroubles([]);
    if (error.code === 'media-failed') {
      void this.#askWhatIsWrong();
    }
    for (const participant of this.participants) {
      if (participant.dropTracks()) {
        this.emit('participantChanged', participant);
      }
    }
    if (canRejoin) {
      this.#rejoinLater(1, error);
    } else {
      this.#finish(error, isFinal);
    }
  }

  #rejoinLater(attempt: number, error: PlenumError): void {
    if (attempt > REJOIN_ATTEMPTS) {
      this.#finish(error);
      return;
    }
    this.#setState({ name: 'reconnecting', why: 'rejoin', since: this.#troubleSince(), attempt, error });
    const delay = backoffMillis(attempt, this.#environment.random());
    this.#cancelRejoin = this.#environment.clock.after(delay, () => {
      const options = this.#options;
      if (options === null) {
        return;
      }
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

  /** One trouble that leads to another is one for the person in front of it. */
  #troubleSince(): number {
    return this.#state.name === 'reconnecting' ? this.#state.since : this.#environment.clock.now();
  }

  #finish(error: PlenumError | null, isFinal = false): void {
    this.#cancelRejoin();
    this.#session?.close();
    this.#session = null;
    this.#setTroubles([]);
    const speaker = this.#told.speaker;
    this.#told = { ...INITIAL_STATE, chat: this.#told.chat };
    if (speaker !== null) {
      this.emit('speakerChanged', null);
    }
    for (const participant of this.participants) {
      this.#dismiss(participant);
    }
    if (this.#state.name !== 'disconnected') {
      const mayHelp = !isFinal && (error === null || isWorthAnotherTry(error));
      this.#setState({ name: 'disconnected', reason: error?.code ?? 'left', action: mayHelp ? 'rejoin' : 'stop', error });
    }
  }

  #onStats(session: Session, stats: RoomStats): void {
    const { slots, participants, allocation } = session.state;
    const at = this.#environment.clock.now();
    this.#lastReport = stats.raw;
    this.emit('statsSampled', this.statsHistory.add({ at, stats, slots, participants, allocation }));
    this.#local.look(stats);
    this.#setTroubles(troublesOf(this.statsHistory.samples, session.state.serverTroubles));
    this.#shareStats(session, stats, at);
  }

  #shareStats(session: Session, { raw }: RoomStats, at: number): void {
    const { shareStats } = this.#options ?? {};
    if (at - this.#sharedStatsAt < SHARED_STATS_MILLIS) {
      return;
    }
    if (shareStats === true) {
      this.#sharedStatsAt = at;
      session.send({ type: 'stats', report: statsReport(raw) });
    } else if (shareStats === 'troubles' && this.#troubles.some(({ cause }) => OF_OUR_SIDE.has(cause))) {
      this.#sharedStatsAt = at;
      session.send({ type: 'stats', report: sendingReport(raw) });
    }
  }

  #setTroubles(troubles: readonly Trouble[]): void {
    const causes = (list: readonly Trouble[]): string => list.map(({ cause }) => cause).join();
    const changed = causes(troubles) !== causes(this.#troubles);
    this.#troubles = troubles;
    if (changed) {
      this.emit('troublesChanged', troubles);
    }
  }

  /** What is an event and no state. */
  #onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'waiting':
        this.#setState({ name: 'waiting' });
        break;
      case 'chat': {
        const { type, ...said } = message;
        this.emit('chat', said);
        break;
      }
      case 'reaction':
        this.emit('reaction', { participant: message.participant, reaction: message.reaction });
        break;
      case 'data':
        this.emit('data', { participant: message.participant, payload: message.payload, topic: message.topic });
        break;
      case 'moderated':
        this.#local.obey(message);
        this.emit('moderated', { action: message.action, by: message.by, value: message.value });
        break;
      case 'token':
        this.#keepToken(message.token);
        this.emit('tokenChanged', message.token);
        break;
      default:
        break;
    }
  }

  #keepToken(token: string): void {
    if (this.#options !== null) {
      this.#options = { ...this.#options, token };
    }
  }

  /** Brings the participant objects in line with what the server told. */
  #reconcile(session: Session): void {
    const { self, participants } = session.state;
    if (this.#session !== session || self === null) {
      return; // while coming back, the last known picture stays
    }
    const before = this.#told;
    this.#told = session.state;
    const present = new Set(participants.map(({ id }) => id));
    for (const participant of this.participants) {
      if (!present.has(participant.id)) {
        this.#dismiss(participant);
      }
    }
    for (const info of participants) {
      const participant = this.#participants.get(info.id) ?? this.#welcome(new Participant(info));
      if (participant.update(info, session.tracksOf(info))) {
        this.emit('participantChanged', participant);
      }
    }
    this.#tellChanges(before, self);
    if (before.slots !== this.#told.slots || before.participants !== this.#told.participants) {
      this.#showView();
    }
  }

  #tellChanges(before: CallState, self: ParticipantInfo): void {
    const { rights, settings, lobby, speaker, allocation, slots } = this.#told;
    if (before.self !== self) {
      this.#rememberSelf(self);
      this.emit('selfChanged', self);
    }
    if (before.rights !== rights) {
      this.#local.muteWhatIsForbidden(rights);
      this.emit('rightsChanged', rights);
    }
    if (before.settings !== settings) {
      this.emit('settingsChanged', settings);
    }
    if (before.lobby !== lobby) {
      this.emit('lobbyChanged', lobby);
    }
    if (before.speaker !== speaker) {
      this.emit('speakerChanged', speaker);
    }
    if ((before.allocation !== allocation || before.slots !== slots) && this.allocation !== null) {
      this.emit('allocationChanged', this.allocation);
    }
  }

  /** What we have become is what we come back as. */
  #rememberSelf({ name, attributes }: ParticipantInfo): void {
    if (this.#options !== null) {
      this.#options = { ...this.#options, name, attributes };
    }
  }

  #showView(): void {
    if (this.#view === null || this.#session === null) {
      return;
    }
    const { participants, slots } = this.#told;
    if (!this.#view.hidden && !slots.some(({ kind, participant }) => kind === 'video' && participant !== null)) {
      return; // no slot shows anything; a word about it would only hold up the one that is to come
    }
    const shown = this.#view.tiles.flatMap((tile): ViewedSlot[] => {
      const info = participants.find(({ id }) => id === idOf(tile.participant));
      const slot = slots.find(
        ({ kind, participant, publication }) =>
          info !== undefined &&
          kind === 'video' &&
          participant === info.id &&
          (tile.publication === undefined
            ? sourceOf(info, publication, kind) === (tile.source ?? 'camera')
            : publication === tile.publication),
      );
      const { width, height, visible = true, pinned = false } = tile;
      return slot === undefined ? [] : [{ mid: slot.mid, width, height, visible, pinned }];
    });
    this.#session.view.show(shown, this.#view.hidden);
  }

  /** Told before there are tracks, so that nobody who listens from now on misses one. */
  #welcome(participant: Participant): Participant {
    this.#participants.set(participant.id, participant);
    this.emit('participantJoined', participant);
    return participant;
  }

  /** Without tracks, which live on in their slots and would keep everything that shows them. */
  #dismiss(participant: Participant): void {
    this.#participants.delete(participant.id);
    participant.dropTracks();
    this.emit('participantLeft', participant);
  }

  #inCall(): Session {
    if (this.#session === null || this.#told.self === null) {
      throw new PlenumError('not-joined', 'That can only be done in a call.');
    }
    return this.#session;
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
