import type { Clock } from './clock.ts';
import type { Trouble } from './troubles.ts';

/** What happens between a click on "Join" and the first picture, in this order. */
export type ConnectionStep = 'server' | 'check' | 'join' | 'offer' | 'candidates' | 'path' | 'address' | 'encryption' | 'media';

/** How a step went so far. */
export type StepOutcome = 'ok' | 'failed' | 'waiting';

/** One thing that happened on the way into a room. */
export interface ConnectionEvent {
  /** Milliseconds since the attempt to join began. */
  readonly atMillis: number;
  readonly step: ConnectionStep;
  readonly outcome: StepOutcome;
  /** What happened, for people. */
  readonly words: string;
}

/** Tells the log what happened. */
export type Note = (step: ConnectionStep, outcome: StepOutcome, words: string) => void;

/** One address pair that the browser tried. */
export interface TriedPath {
  readonly local: string;
  readonly remote: string;
  readonly protocol: string;
  readonly state: string;
  readonly checksSent: number;
  readonly answersReceived: number;
  readonly isUsed: boolean;
}

/** What became of the attempt, or what stands in the way. */
export type ConnectionVerdict =
  | 'not-begun'
  | 'connected'
  | 'connecting'
  /** Nothing answers at the server's address. */
  | 'no-server'
  /** The server answers, and says no. */
  | 'refused'
  /** The server was reached, and the two did not agree on how to send. */
  | 'no-agreement'
  /** Signalling works, and no datagram gets through. */
  | 'no-path'
  /** The same, and the server itself finds that nothing comes back from the address that it names. */
  | 'wrong-address'
  /** Datagrams get through, and encryption could not be agreed on. */
  | 'no-encryption'
  /** All is well, and nothing comes. */
  | 'no-media';

/** What was tried to get into a room, and what answered. */
export interface ConnectionReport {
  readonly verdict: ConnectionVerdict;
  /** The verdict in a sentence, and what may help. */
  readonly summary: string;
  /** What makes the call bad that stands; empty where nothing does. */
  readonly troubles: readonly Trouble[];
  /** All that was tried and what answered, to be read from top to bottom, and copied. */
  readonly lines: readonly string[];
  /** The same for programs; holds nothing secret. */
  readonly json: {
    readonly startedAt: number;
    readonly browser: string;
    readonly events: readonly ConnectionEvent[];
    readonly paths: readonly TriedPath[];
  };
}

/** A call that comes back every few seconds shall not fill the memory. */
const KEPT_EVENTS = 200;

/** Remembers what was tried to get into a room and what answered. */
export class ConnectionLog {
  readonly #clock: Clock;
  #startedAt = 0;
  #events: readonly ConnectionEvent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get events(): readonly ConnectionEvent[] {
    return this.#events;
  }

  restart(): void {
    this.#startedAt = this.#clock.now();
    this.#events = [];
  }

  readonly note: Note = (step, outcome, words) => {
    const atMillis = this.#clock.now() - this.#startedAt;
    this.#events = [...this.#events.slice(1 - KEPT_EVENTS), { atMillis, step, outcome, words }];
  };

  report(paths: readonly TriedPath[], troubles: readonly Trouble[], browser: string): ConnectionReport {
    const verdict = judge(this.#events);
    const summary = verdict === 'connected' && troubles.length > 0 ? TROUBLED : SUMMARIES[verdict];
    return {
      verdict,
      summary,
      troubles,
      lines: [
        summary,
        ...troubles.map(({ cause, words }) => `${words} (${cause})`),
        ...this.#events.map(({ atMillis, outcome, words }) => `${seconds(atMillis)} ${MARKS[outcome]} ${words}`),
        ...paths.map(wordsOfPath),
        ...(NO_WAY.has(verdict) && paths.length > 0 && paths.every(({ remote }) => PRIVATE.test(remote)) ? [ONLY_PRIVATE] : []),
        `Browser: ${browser}`,
      ],
      json: { startedAt: this.#startedAt, browser, events: this.#events, paths },
    };
  }
}

const NO_WAY: ReadonlySet<ConnectionVerdict> = new Set(['no-path', 'wrong-address']);

/** RFC 1918, RFC 4193, link-local, or the computer's own. */
const PRIVATE = /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd][\da-f]{2}:|fe80:|::1:)/iu;

const TROUBLED = 'The connection stands, but it is not good.';
const ONLY_PRIVATE = 'All addresses that the server names for media are of a private network: whoever is not in it cannot reach them.';

const MARKS: Readonly<Record<StepOutcome, string>> = { ok: '✓', failed: '✗', waiting: '…' };

const SUMMARIES: Readonly<Record<ConnectionVerdict, string>> = {
  'not-begun': 'Nobody has tried to join yet.',
  connected: 'The connection stands: sound and pictures arrive.',
  connecting: 'The connection is being made.',
  'no-server':
    "The server does not answer. Look whether this computer is online and the address is right; a proxy or firewall may be in the way, or the server's certificate may have expired: its page, opened in a tab, says so.",
  refused: 'The server answers and does not let us in; its words are below.',
  'no-agreement': 'The server was reached, but it did not agree with the browser on how to send sound and pictures. Another browser may help.',
  'no-path': 'The server was reached, but sound and pictures do not get through. A firewall may block UDP; another network may help.',
  'wrong-address': 'The server was reached, but the address that it names for sound and pictures does not answer, not even to the server itself. Tell whoever runs it.',
  'no-encryption': 'Datagrams get through, but encryption could not be agreed on. Something between here and the server may change them.',
  'no-media': 'The connection stands and nothing has arrived yet. Perhaps nobody sends.',
};

/** The step that went wrong last tells, unless it went well afterwards. */
function judge(events: readonly ConnectionEvent[]): ConnectionVerdict {
  // What went wrong counts until it goes well, also while it is being tried again.
  const settled = (step: ConnectionStep): StepOutcome | null =>
    events.findLast((event) => event.step === step && event.outcome !== 'waiting')?.outcome ?? null;
  const last = (step: ConnectionStep): StepOutcome | null => events.findLast((event) => event.step === step)?.outcome ?? null;
  if (events.length === 0) {
    return 'not-begun';
  }
  if (last('join') === 'failed' || (last('server') === 'failed' && last('check') === 'failed')) {
    return 'refused';
  }
  if (last('server') === 'failed') {
    return 'no-server';
  }
  if (last('offer') === 'failed') {
    return 'no-agreement';
  }
  if (settled('path') === 'failed') {
    return settled('address') === 'failed' ? 'wrong-address' : 'no-path';
  }
  if (settled('encryption') === 'failed') {
    return 'no-encryption';
  }
  if (last('encryption') === 'ok') {
    return last('media') === 'ok' ? 'connected' : 'no-media';
  }
  return 'connecting';
}

function seconds(millis: number): string {
  return `${(millis / 1_000).toFixed(3).padStart(8)} s`;
}

function wordsOfPath({ local, remote, protocol, state, checksSent, answersReceived, isUsed }: TriedPath): string {
  const use = isUsed ? 'in use' : state;
  return `Path ${local} to ${remote} by ${protocol}: ${use}, ${checksSent} checks sent, ${answersReceived} answered`;
}

type Entry = Readonly<Record<string, unknown>>;

/** The candidate pairs of the browser's report (W3C webrtc-stats). */
export function triedPaths(raw: readonly RTCStats[]): readonly TriedPath[] {
  const entries: readonly Entry[] = raw.map((stats) => ({ ...stats }));
  const byId = new Map(entries.map((entry) => [entry['id'], entry]));
  const selected = new Set(entries.map((entry) => entry['selectedCandidatePairId']));
  const address = (id: unknown): string => {
    const candidate = byId.get(id);
    return `${words(candidate, 'address', 'a hidden address')}:${number(candidate, 'port')}`;
  };
  return entries
    .filter((entry) => entry['type'] === 'candidate-pair')
    .map((pair) => ({
      local: address(pair['localCandidateId']),
      remote: address(pair['remoteCandidateId']),
      protocol: words(byId.get(pair['localCandidateId']), 'protocol', 'udp'),
      state: words(pair, 'state', 'unknown'),
      checksSent: number(pair, 'requestsSent'),
      answersReceived: number(pair, 'responsesReceived'),
      isUsed: selected.has(pair['id']),
    }));
}

function words(entry: Entry | undefined, name: string, otherwise: string): string {
  const value = entry?.[name];
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function number(entry: Entry | undefined, name: string): number {
  const value = entry?.[name];
  return typeof value === 'number' ? value : 0;
}
