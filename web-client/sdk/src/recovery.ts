import type { Clock } from './clock.ts';

export interface RecoveryEvents {
  /** The media path broke off. */
  onInterrupted(): void;
  onRestored(): void;
  /** Look for another path (RFC 8445 section 2.4): a new offer with new ICE credentials. */
  onRestart(): void;
  /** Nothing helped: the connection has to be replaced. */
  onGivenUp(): void;
}

/** A path that is only busy comes back by itself within this time. */
const PATIENCE_MILLIS = 2_500;
/** Time for an offer, its answer, and the checks of all candidate pairs. */
const RESTART_MILLIS = 8_000;
const RESTARTS = 3;

/** Watches the media path and decides when to look for another one. */
export class MediaRecovery {
  readonly #clock: Clock;
  readonly #events: RecoveryEvents;
  #wasConnected = false;
  #isInterrupted = false;
  #restarts = 0;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock, events: RecoveryEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  get isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  onConnectionState(state: RTCPeerConnectionState): void {
    switch (state) {
      case 'connected':
        this.#cancelTimer();
        this.#wasConnected = true;
        this.#restarts = 0;
        if (this.#isInterrupted) {
          this.#isInterrupted = false;
          this.#events.onRestored();
        }
        break;
      case 'disconnected':
        this.#interrupt();
        if (this.#restarts === 0) {
          this.#restartAfter(PATIENCE_MILLIS);
        }
        break;
      case 'failed':
        if (this.#wasConnected) {
          this.#interrupt();
          this.#restart();
        } else {
          this.#giveUp();
        }
        break;
      case 'new':
      case 'connecting':
      case 'closed':
        break;
    }
  }

  /** The computer has other addresses now, so that the path may be dead without anybody having noticed. */
  networkChanged(): void {
    if (this.#wasConnected) {
      this.#restarts = 0;
      this.#restart();
    }
  }

  /** The server can be talked to again: what was asked while it could not is asked now. */
  signallingRestored(): void {
    if (this.#isInterrupted) {
      this.#restarts = 0;
      this.#restart();
    }
  }

  stop(): void {
    this.#cancelTimer();
  }

  #interrupt(): void {
    if (!this.#isInterrupted) {
      this.#isInterrupted = true;
      this.#events.onInterrupted();
    }
  }

  #restart(): void {
    if (this.#restarts >= RESTARTS) {
      this.#giveUp();
      return;
    }
    this.#restarts += 1;
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(RESTART_MILLIS, () => {
      if (this.#isInterrupted) {
        this.#restart();
      }
    });
    this.#events.onRestart();
  }

  #restartAfter(millis: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(millis, () => {
      this.#restart();
    });
  }

  #giveUp(): void {
    this.#cancelTimer();
    this.#isInterrupted = true;
    this.#events.onGivenUp();
  }
}
