import type { Participant, Room } from '@plenum/client';
import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { attach, releaseWhenGone } from './media-source.ts';
import { PageElement } from './page-element.ts';

/** Everything that is heard, whether or not its picture is on the page. Dispatches `soundrefused` where the browser does not start it. */
export class Voices extends PageElement {
  static override properties = { room: { attribute: false }, loudspeaker: { attribute: false } };

  declare room: Room | null;
  /** Identifier of the output device; null for the system's own. */
  declare loudspeaker: string | null;
  #stops: readonly (() => void)[] = [];

  constructor() {
    super();
    this.room = null;
    this.loudspeaker = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
    releaseWhenGone(this);
  }

  /** Starts the sound after a refusal; called from a click, which is what browsers want to see. */
  async start(): Promise<void> {
    await Promise.all([...this.querySelectorAll('audio')].map((audio) => audio.play()));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('room')) {
      this.#stop();
      const refresh = (): void => {
        this.requestUpdate();
      };
      const { room } = this;
      this.#stops =
        room === null
          ? []
          : [room.on('participantChanged', refresh), room.on('participantJoined', refresh), room.on('participantLeft', refresh)];
    }
  }

  protected override render(): TemplateResult {
    const tracks = this.room?.participants.flatMap(tracksOf) ?? [];
    return html`${repeat(
      tracks,
      ({ id }) => id,
      ({ id }) => html`<audio autoplay data-track=${id}></audio>`,
    )}`;
  }

  protected override updated(): void {
    const tracks = new Map(this.room?.participants.flatMap(tracksOf).map((track) => [track.id, track]));
    for (const audio of this.querySelectorAll('audio')) {
      const before = audio.srcObject;
      attach(audio, tracks.get(audio.dataset['track'] ?? '') ?? null);
      if (this.loudspeaker !== null && 'setSinkId' in audio && audio.sinkId !== this.loudspeaker) {
        audio.setSinkId(this.loudspeaker).catch(() => undefined); // a device that is gone: the system's own goes on
      }
      if (audio.srcObject !== null && audio.srcObject !== before) {
        audio.play().catch((error: unknown) => {
          if (error instanceof DOMException && error.name === 'NotAllowedError') {
            this.dispatchEvent(new CustomEvent('soundrefused', { bubbles: true }));
          }
        });
      }
    }
  }

  #stop(): void {
    this.#stops.forEach((stop) => {
      stop();
    });
    this.#stops = [];
  }
}

function tracksOf({ tracks }: Participant): readonly MediaStreamTrack[] {
  return tracks.filter(({ track }) => track.kind === 'audio').map(({ track }) => track);
}

customElements.define('plenum-voices', Voices);
