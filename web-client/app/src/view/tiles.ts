import type { Participant } from '@plenum/client';

/** One picture on the stage: a camera, or something that is shared. */
export interface TileSpec {
  /** The same for the same picture. */
  readonly key: string;
  /** Null for our own. */
  readonly participant: Participant | null;
  readonly source: 'camera' | 'screen';
  /** Of a shared screen, which there may be several of. */
  readonly publication: string | null;
}

export const OWN_KEY = 'own';

/** Everybody's camera, ourselves last, and everything that is shared, in the order in which people came. */
export function tilesOf(participants: readonly Participant[]): readonly TileSpec[] {
  const cameras = participants.map(
    (participant): TileSpec => ({ key: participant.id, participant, source: 'camera', publication: null }),
  );
  const screens = participants.flatMap((participant) =>
    participant.publications
      .filter(({ source, muted }) => source === 'screen' && !muted)
      .map(({ id }): TileSpec => ({ key: `${participant.id}/${id}`, participant, source: 'screen', publication: id })),
  );
  return [...cameras, ...screens, { key: OWN_KEY, participant: null, source: 'camera', publication: null }];
}
