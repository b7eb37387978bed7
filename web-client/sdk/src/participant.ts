import { Emitter } from './emitter.ts';
import type { MediaKind, ParticipantInfo, PublicationInfo, Source } from './protocol.ts';

export interface ParticipantEvents {
  /** A publication came, went, or changed; or the name did. */
  changed: Participant;
  /** Another track carries one of this participant's sources, or none does any more. */
  trackChanged: { readonly source: Source; readonly track: MediaStreamTrack | null };
}

/** Tracks by the source that they carry. */
export type SourceTracks = ReadonlyMap<Source, MediaStreamTrack>;

/** Somebody else in the room. The object stays the same for as long as its owner is in the room. */
export class Participant extends Emitter<ParticipantEvents> {
  readonly id: string;
  #info: ParticipantInfo;
  #tracks: SourceTracks = new Map();

  constructor(info: ParticipantInfo) {
    super();
    this.id = info.id;
    this.#info = info;
  }

  get name(): string {
    return this.#info.name;
  }

  get publications(): readonly PublicationInfo[] {
    return this.#info.publications;
  }

  /** The microphone's sound, null while no slot carries it. */
  get audioTrack(): MediaStreamTrack | null {
    return this.track('microphone');
  }

  /** The camera's picture, null while no slot carries it. */
  get videoTrack(): MediaStreamTrack | null {
    return this.track('camera');
  }

  track(source: Source): MediaStreamTrack | null {
    return this.#tracks.get(source) ?? null;
  }

  /** True where the source is published and not muted. */
  isSending(source: Source): boolean {
    return this.#info.publications.some((publication) => publication.source === source && !publication.muted);
  }

  /** For the room only: the connection that carried the tracks is gone. */
  dropTracks(): boolean {
    return this.update(this.#info, new Map());
  }

  /** For the room only: takes over what the server said and tells the listeners what is new. */
  update(info: ParticipantInfo, tracks: SourceTracks): boolean {
    const infoChanged = info !== this.#info;
    const before = this.#tracks;
    const changedSources = [...new Set([...before.keys(), ...tracks.keys()])].filter(
      (source) => before.get(source) !== tracks.get(source),
    );
    this.#info = info;
    this.#tracks = tracks;
    for (const source of changedSources) {
      this.emit('trackChanged', { source, track: this.track(source) });
    }
    if (infoChanged) {
      this.emit('changed', this);
    }
    return infoChanged || changedSources.length > 0;
  }
}

/** The source a slot shows. The slot map may arrive before the publication it names: then the kind decides. */
export function sourceOf(participant: ParticipantInfo, publicationId: string | null, kind: MediaKind): Source {
  const publication = participant.publications.find(({ id }) => id === publicationId);
  return publication?.source ?? (kind === 'audio' ? 'microphone' : 'camera');
}
