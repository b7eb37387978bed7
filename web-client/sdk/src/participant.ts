import { Emitter } from './emitter.ts';
import type { Attributes, MediaKind, ParticipantInfo, PublicationInfo, Role, Source } from './protocol.ts';

/** A track that a slot carries now. */
export interface RemoteTrack {
  /** Id of the publication. */
  readonly publication: string;
  readonly source: Source;
  readonly track: MediaStreamTrack;
  /** The section of our connection in which it comes. */
  readonly mid: string;
}

/** What a participant tells. */
export interface ParticipantEvents {
  /** A publication came, went, or changed; or the name, role, hand or attributes did. */
  changed: Participant;
  /** Another track carries one of this participant's publications, or none does any more. */
  trackChanged: { readonly source: Source; readonly track: MediaStreamTrack | null; readonly publication: string };
}

/** Somebody else in the room. The object stays the same for as long as its owner is in the room. */
export class Participant extends Emitter<ParticipantEvents> {
  readonly id: string;
  #info: ParticipantInfo;
  #tracks: readonly RemoteTrack[] = [];
  #stream: MediaStream | null = null;

  constructor(info: ParticipantInfo) {
    super();
    this.id = info.id;
    this.#info = info;
  }

  get name(): string {
    return this.#info.name;
  }

  get role(): Role {
    return this.#info.role;
  }

  /** When the hand went up, in milliseconds since 1970; null while it is down. */
  get handRaisedAt(): number | null {
    return this.#info.handRaisedAt;
  }

  get attributes(): Attributes {
    return this.#info.attributes;
  }

  /** A text for programs that a token or a program gave; null without one. */
  get metadata(): string | null {
    return this.#info.metadata ?? null;
  }

  /** The participant's connection broke off and may come back. */
  get isReconnecting(): boolean {
    return this.#info.reconnecting;
  }

  get publications(): readonly PublicationInfo[] {
    return this.#info.publications;
  }

  /** The tracks that slots carry now. */
  get tracks(): readonly RemoteTrack[] {
    return this.#tracks;
  }

  /** The microphone's sound, null while no slot carries it. */
  get audioTrack(): MediaStreamTrack | null {
    return this.track('microphone');
  }

  /** The camera's picture, null while no slot carries it. */
  get videoTrack(): MediaStreamTrack | null {
    return this.track('camera');
  }

  /**
   * Sound and picture of the microphone and camera, to be shown by one `<video>`: the object stays the same, and the tracks in it are
   * those of the moment.
   */
  get stream(): MediaStream {
    this.#stream ??= new MediaStream(this.#ofStream());
    return this.#stream;
  }

  /** The first track of a source. */
  track(source: Source): MediaStreamTrack | null {
    return this.#tracks.find((each) => each.source === source)?.track ?? null;
  }

  /** True where the source is published and not muted. */
  isSending(source: Source): boolean {
    return this.#info.publications.some((publication) => publication.source === source && !publication.muted);
  }

  /** For the room only: the connection that carried the tracks is gone. */
  dropTracks(): boolean {
    return this.update(this.#info, []);
  }

  /** For the room only: takes over what the server said and tells the listeners what is new. */
  update(info: ParticipantInfo, tracks: readonly RemoteTrack[]): boolean {
    const infoChanged = info !== this.#info;
    const gone = this.#tracks.filter((before) => !tracks.some((now) => isSame(now, before)));
    const come = tracks.filter((now) => !this.#tracks.some((before) => isSame(now, before)));
    this.#info = info;
    this.#tracks = tracks;
    this.#updateStream();
    for (const { source, publication } of gone) {
      if (!come.some((now) => now.publication === publication && now.source === source)) {
        this.emit('trackChanged', { source, publication, track: null });
      }
    }
    for (const { source, publication, track } of come) {
      this.emit('trackChanged', { source, publication, track });
    }
    if (infoChanged) {
      this.emit('changed', this);
    }
    return infoChanged || gone.length > 0 || come.length > 0;
  }

  #ofStream(): MediaStreamTrack[] {
    return [this.audioTrack, this.videoTrack].filter((track) => track !== null);
  }

  #updateStream(): void {
    const stream = this.#stream;
    if (stream === null) {
      return;
    }
    const now = this.#ofStream();
    for (const track of stream.getTracks()) {
      if (!now.includes(track)) {
        stream.removeTrack(track);
      }
    }
    for (const track of now) {
      stream.addTrack(track); // one that is in it already is not added twice
    }
  }
}

function isSame(one: RemoteTrack, other: RemoteTrack): boolean {
  return one.publication === other.publication && one.source === other.source && one.track === other.track;
}

/** The source a slot shows. The slot map may arrive before the publication it names: then the kind decides. */
export function sourceOf(participant: ParticipantInfo, publicationId: string | null, kind: MediaKind): Source {
  const publication = participant.publications.find(({ id }) => id === publicationId);
  return publication?.source ?? (kind === 'audio' ? 'microphone' : 'camera');
}
