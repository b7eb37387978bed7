import { describe, expect, it } from 'vitest';
import type { ParticipantInfo, PublicationInfo, ServerMessage } from '../src/protocol.ts';
import { INITIAL_STATE, reduce } from '../src/state.ts';
import type { CallState } from '../src/state.ts';

const MICROPHONE: PublicationInfo = { id: 't-1', kind: 'audio', source: 'microphone', muted: false };
const CAMERA: PublicationInfo = { id: 't-2', kind: 'video', source: 'camera', muted: false };
const ALICE: ParticipantInfo = { id: 'p-a', name: 'Alice', publications: [] };
const BOB: ParticipantInfo = { id: 'p-b', name: 'Bob', publications: [MICROPHONE] };
const CAROL: ParticipantInfo = { id: 'p-c', name: 'Carol', publications: [] };

const JOINED: ServerMessage = {
  type: 'joined',
  protocol: 1,
  room: 'daily',
  participant: ALICE,
  participants: [BOB],
  slots: { audio: 2, video: 2 },
  iceServers: [],
  pingIntervalMillis: 20_000,
};

function after(...messages: ServerMessage[]): CallState {
  return messages.reduce(reduce, INITIAL_STATE);
}

function bobsPublications(state: CallState): readonly PublicationInfo[] | undefined {
  return state.participants.find(({ id }) => id === BOB.id)?.publications;
}

describe('reduce', () => {
  it('starts with who is there', () => {
    expect(after(JOINED)).toEqual({
      self: ALICE,
      participants: [BOB],
      slotsWanted: { audio: 2, video: 2 },
      slots: [],
      speaker: null,
      publicationIds: {},
      transport: 'connecting',
      bye: null,
    });
  });

  it('forgets an earlier connection when it joins again', () => {
    expect(after(JOINED, { type: 'participantJoined', participant: CAROL }, JOINED).participants).toEqual([BOB]);
  });

  it('lets people come and go', () => {
    const both = after(JOINED, { type: 'participantJoined', participant: CAROL });
    expect(both.participants).toEqual([BOB, CAROL]);
    expect(reduce(both, { type: 'participantLeft', participant: BOB.id, reason: 'left' }).participants).toEqual([CAROL]);
  });

  it('does not show a participant twice', () => {
    const again = { ...BOB, name: 'Robert' };
    expect(after(JOINED, { type: 'participantJoined', participant: again }).participants).toEqual([again]);
  });

  it('follows publications', () => {
    const added = after(JOINED, { type: 'publicationAdded', participant: BOB.id, publication: CAMERA });
    expect(bobsPublications(added)).toEqual([MICROPHONE, CAMERA]);

    const muted = { ...MICROPHONE, muted: true };
    const changed = reduce(added, { type: 'publicationChanged', participant: BOB.id, publication: muted });
    expect(bobsPublications(changed)).toEqual([muted, CAMERA]);

    const removed = reduce(changed, { type: 'publicationRemoved', participant: BOB.id, publication: CAMERA.id });
    expect(bobsPublications(removed)).toEqual([muted]);
  });

  it('leaves the others as they are when one changes', () => {
    const before = after(JOINED, { type: 'participantJoined', participant: CAROL });
    const changed = reduce(before, { type: 'publicationAdded', participant: BOB.id, publication: CAMERA });
    expect(changed.participants[1]).toBe(before.participants[1]);
  });

  it('ignores publications of somebody who has left', () => {
    const before = after(JOINED);
    expect(reduce(before, { type: 'publicationAdded', participant: 'p-x', publication: CAMERA })).toBe(before);
    expect(reduce(before, { type: 'publicationRemoved', participant: 'p-x', publication: 't-1' })).toBe(before);
  });

  it('never wants fewer slots than before', () => {
    const state = after(JOINED, { type: 'slotsWanted', audio: 1, video: 6 }, { type: 'slotsWanted', audio: 3, video: 4 });
    expect(state.slotsWanted).toEqual({ audio: 3, video: 6 });
  });

  it('takes every slot map as a whole', () => {
    const first = { mid: '2', kind: 'audio', participant: BOB.id, publication: 't-1' } as const;
    const second = { mid: '3', kind: 'video', participant: null, publication: null } as const;
    expect(after(JOINED, { type: 'slotMap', slots: [first] }, { type: 'slotMap', slots: [second] }).slots).toEqual([second]);
  });

  it('remembers the ids of what we send', () => {
    const answer: ServerMessage = { type: 'answer', id: 1, sdp: 'v=0', publications: [{ mid: '0', id: 't-8' }] };
    expect(after(JOINED, answer).publicationIds).toEqual({ 0: 't-8' });
  });

  it('keeps the transport state and the last word', () => {
    const bye = { type: 'bye', reason: 'removed', message: 'You were removed.' } as const;
    expect(after(JOINED, { type: 'connection', state: 'connected' }).transport).toBe('connected');
    expect(after(JOINED, bye).bye).toEqual(bye);
  });

  it('is not changed by replies that concern one request only', () => {
    const before = after(JOINED);
    expect(reduce(before, { type: 'pong', id: 1 })).toBe(before);
    expect(reduce(before, { type: 'error', error: 'e', message: 'm', inReplyTo: null, fatal: false })).toBe(before);
  });
});
