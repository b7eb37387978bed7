import type { Peer, PeerReceiver, PeerSender } from './peer.ts';
import { MEDIA_KINDS } from './protocol.ts';
import type { MediaKind, OfferedPublication, SlotCounts, Source } from './protocol.ts';
import { sentTrack } from './publication.ts';
import type { MutablePublication, SendOptions } from './publication.ts';

/** One section in which we send, or once sent. */
interface SendingSection {
  readonly sender: PeerSender;
  readonly source: Source;
  readonly options: SendOptions;
  /** Null where what it sent is no longer published; the section may carry something else of its source later. */
  publication: MutablePublication | null;
  /** Which of its encodings somebody watches; null until the server says so. */
  wanted: readonly boolean[] | null;
  /** Which of its encodings the browser was told to send; null until it was told. */
  active: readonly boolean[] | null;
}

/** The m-sections of one peer connection: which of them carries what. */
export class Sections {
  readonly #publications: readonly MutablePublication[];
  #sending: SendingSection[] = [];
  #receivers: PeerReceiver[] = [];

  /** `publications` is the room's live list. */
  constructor(publications: readonly MutablePublication[]) {
    this.#publications = publications;
  }

  get receivers(): readonly PeerReceiver[] {
    return this.#receivers;
  }

  /** The peer connection is another one: nothing of it is left. */
  clear(): void {
    this.#sending = [];
    this.#receivers = [];
  }

  /** Null until an offer holds the section. */
  midOf(publication: MutablePublication): string | null {
    return this.#sectionOf(publication)?.sender.mid ?? null;
  }

  sourceAt(mid: string): Source | null {
    return this.#sending.find(({ sender }) => sender.mid === mid)?.source ?? null;
  }

  /** True where an offer is due, because the server wants to send more. */
  isMissing(wanted: SlotCounts): boolean {
    return MEDIA_KINDS.some((kind) => this.#countReceivers(kind) < wanted[kind]);
  }

  /** Brings the sections in line with what is published and may be, and with the slots that the server wants. */
  async addMissing(peer: Peer, wanted: SlotCounts, allowed: readonly Source[]): Promise<void> {
    const published = this.#publications.filter(({ source }) => allowed.includes(source));
    for (const section of this.#sending) {
      const { publication, options } = section;
      if (publication !== null && !(published.includes(publication) && isSame(options, publication.sendOptions))) {
        section.publication = null;
        section.sender.setActive(false);
        await section.sender.setTrack(null);
      }
    }
    for (const publication of published) {
      if (this.#sectionOf(publication) === undefined) {
        await this.#place(peer, publication);
      }
    }
    for (const kind of MEDIA_KINDS) {
      for (let have = this.#countReceivers(kind); have < wanted[kind]; have += 1) {
        this.#receivers.push(peer.addReceiver(kind));
      }
    }
  }

  /** What an offer says of the sections that send. */
  offered(): readonly OfferedPublication[] {
    return this.#sending.flatMap(({ sender: { mid }, publication }) =>
      mid === null || publication === null ? [] : [{ mid, source: publication.source, muted: publication.muted }],
    );
  }

  /** Sends what the publication says it sends now. */
  async updateTrack(publication: MutablePublication): Promise<void> {
    await this.#sectionOf(publication)?.sender.setTrack(sentTrack(publication));
  }

  /** Encodings that nobody watches are not sent. */
  async setWantedEncodings(mid: string, wanted: readonly boolean[]): Promise<void> {
    const section = this.#sending.find(({ sender }) => sender.mid === mid);
    if (section !== undefined) {
      section.wanted = wanted;
      await applyEncodings(section);
    }
  }

  /** Sends no more encodings than the processor can afford now. */
  async applyAffordable(): Promise<void> {
    for (const section of this.#sending) {
      if (section.publication !== null && section.publication.planned !== null) {
        await applyEncodings(section);
      }
    }
  }

  async #place(peer: Peer, publication: MutablePublication): Promise<void> {
    const { source, sendOptions } = publication;
    const left = this.#sending.find(
      (section) =>
        section.publication === null && section.source === source && isSame(section.options, sendOptions),
    );
    if (left === undefined) {
      const sender = peer.addSender(source, sentTrack(publication), sendOptions);
      this.#sending.push({ sender, source, options: sendOptions, publication, wanted: null, active: null });
    } else {
      left.publication = publication;
      left.wanted = null;
      left.sender.setActive(true);
      await left.sender.setTrack(sentTrack(publication));
    }
  }

  #sectionOf(publication: MutablePublication): SendingSection | undefined {
    return this.#sending.find((section) => section.publication === publication);
  }

  #countReceivers(kind: MediaKind): number {
    return this.#receivers.filter((receiver) => receiver.kind === kind).length;
  }
}

function isSame(one: SendOptions, other: SendOptions): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** An encoding is sent that somebody watches and the processor can afford. */
async function applyEncodings(section: SendingSection): Promise<void> {
  const { sender, options, publication, wanted } = section;
  const count = Math.max(options.encodings?.length ?? 1, wanted?.length ?? 0);
  const affordable = publication?.planned?.affordable ?? count;
  const active = Array.from({ length: count }, (_, index) => index < affordable && (wanted?.[index] ?? true));
  const before = section.active ?? active.map(() => true);
  if (active.some((isActive, index) => isActive !== (before[index] ?? true))) {
    section.active = active;
    await sender.setActiveEncodings(active);
  }
}
