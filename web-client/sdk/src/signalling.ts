import type { Clock } from './clock.ts';
import { Pace } from './pace.ts';
import { parseServerMessage } from './parse.ts';
import { SUBPROTOCOL } from './protocol.ts';
import type { ClientMessage, ServerMessage } from './protocol.ts';

/** What a socket tells; `data` is a string for a text message. */
export interface SocketEvents {
  onOpen(): void;
  onMessage(data: unknown): void;
  onClose(code: number): void;
}

export interface Socket {
  send(text: string): void;
  close(code?: number): void;
}

export type SocketFactory = (url: string, subprotocol: string, events: SocketEvents) => Socket;

export const browserSocket: SocketFactory = (url, subprotocol, events) => {
  const socket = new WebSocket(url, subprotocol);
  socket.addEventListener('open', () => {
    events.onOpen();
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    events.onMessage(data);
  });
  socket.addEventListener('close', ({ code }) => {
    events.onClose(code);
  });
  return socket;
};

export interface SignallingEvents {
  onOpen(): void;
  onMessage(message: ServerMessage): void;
  /** The server sent something that is not in the protocol; it was dropped. */
  onBadMessage(problem: string): void;
  /** A program says more than the server listens to; this was left out. */
  onTooMuch(): void;
  /** Called once, unless this side closed. `wasOpen` is false where the server was never reached. */
  onClosed(wasOpen: boolean, code: number): void;
}

/** A connection that answers nothing for this many ping intervals is taken for dead. */
const SILENT_INTERVALS = 2;
/** What programs say to each other is of no use when it comes ten seconds late. */
const WAITING_DATA = 100;
const PROBE_MILLIS = 3_000;
const OPEN_TIMEOUT_MILLIS = 10_000;
const CLOSE_NORMAL = 1000;
/** What a browser reports for a connection that ended without a close frame (RFC 6455 section 7.4.1). */
const CLOSE_ABNORMAL = 1006;

/** One WebSocket to the server: text in, checked messages out. */
export class Signalling {
  readonly #socket: Socket;
  readonly #events: SignallingEvents;
  readonly #clock: Clock;
  readonly #pace: Pace;
  #cancelTimer: () => void;
  #wasOpen = false;
  #closed = false;
  #lastPingId = 0;
  #silentIntervals = 0;
  #messages = 0;
  #cancelProbe: () => void = () => undefined;

  constructor(url: string, createSocket: SocketFactory, clock: Clock, events: SignallingEvents) {
    this.#events = events;
    this.#clock = clock;
    this.#pace = new Pace(clock, (text) => {
      this.#socket.send(text);
    });
    this.#socket = createSocket(url, SUBPROTOCOL, {
      onOpen: () => {
        this.#onOpen();
      },
      onMessage: (data) => {
        this.#onMessage(data);
      },
      onClose: (code) => {
        this.#end(code);
      },
    });
    this.#cancelTimer = clock.after(OPEN_TIMEOUT_MILLIS, () => {
      this.#abandon();
    });
  }

  /** No faster than the server listens; a goodbye and a look whether the server is there do not wait. */
  send(message: ClientMessage): void {
    if (this.#closed || !this.#wasOpen) {
      return;
    }
    const text = JSON.stringify(message);
    if (message.type === 'leave' || message.type === 'ping') {
      this.#socket.send(text);
    } else if (message.type === 'data' && this.#pace.waiting >= WAITING_DATA) {
      this.#events.onTooMuch();
    } else {
      this.#pace.add(text);
    }
  }

  /** Pings from now on, and ends the connection when nothing at all comes back. */
  keepAlive(intervalMillis: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(intervalMillis, () => {
      if (this.#silentIntervals >= SILENT_INTERVALS) {
        this.#abandon();
        return;
      }
      this.#silentIntervals += 1;
      this.#ping();
      this.keepAlive(intervalMillis);
    });
  }

  /** Looks whether the connection still carries anything, and ends it if nothing comes back soon. */
  probe(): void {
    if (this.#closed || !this.#wasOpen) {
      return;
    }
    const heard = this.#messages;
    this.#cancelProbe();
    this.#cancelProbe = this.#clock.after(PROBE_MILLIS, () => {
      if (this.#messages === heard) {
        this.#abandon();
      }
    });
    this.#ping();
  }

  /** Closes without telling anybody; what was sent before still goes out. */
  close(): void {
    if (!this.#closed) {
      this.#stop();
      this.#socket.close(CLOSE_NORMAL);
    }
  }

  #ping(): void {
    this.#lastPingId += 1;
    this.send({ type: 'ping', id: this.#lastPingId });
  }

  #onOpen(): void {
    if (!this.#closed) {
      this.#cancelTimer();
      this.#wasOpen = true;
      this.#events.onOpen();
    }
  }

  #onMessage(data: unknown): void {
    if (this.#closed) {
      return;
    }
    this.#silentIntervals = 0;
    this.#messages += 1;
    const parsed = typeof data === 'string' ? parseServerMessage(data) : ({ kind: 'bad', problem: 'binary' } as const);
    if (parsed.kind === 'message') {
      this.#events.onMessage(parsed.message);
    } else if (parsed.kind === 'bad') {
      this.#events.onBadMessage(parsed.problem);
    }
  }

  /** Lets go of a connection without a goodbye, which the server would take for leaving; nobody is told. */
  drop(): void {
    if (!this.#closed) {
      this.#stop();
      this.#socket.close();
    }
  }

  /** The other side is gone and will not answer a close frame: do not wait for it. */
  #abandon(): void {
    this.#socket.close();
    this.#end(CLOSE_ABNORMAL);
  }

  #end(code: number): void {
    if (!this.#closed) {
      this.#stop();
      this.#events.onClosed(this.#wasOpen, code);
    }
  }

  #stop(): void {
    this.#closed = true;
    this.#pace.stop();
    this.#cancelTimer();
    this.#cancelProbe();
  }
}
