import { describe, expect, it } from 'vitest';
import type { ChatMessage, PublicationInfo, ServerMessage } from '../src/protocol.ts';
import { INITIAL_STATE, reduce } from '../src/state.ts';
import type { CallState } from '../src/state.ts';
import { joinedMessage, person } from './fakes.ts';

const MICROPHONE: PublicationInfo = { id: 't-1', kind: 'audio', source: 'microphone', muted: false };
const CAMERA: PublicationInfo = { id: 't-2', kind: 'video', source: 'camera', muted: false };
const ALICE = person('p-a', 'Alice');
const BOB = person('p-b', 'Bob', [MICROPHONE]);
const CAROL = person('p-c', 'Carol');

const JOINED = joinedMessage({ slots: { audio: 2, video: 2 } });

function after(...messages: ServerMessage[]): CallState {
  return messages.reduce(reduce, INITIAL_STATE);
}

function bobsPublications(state: CallState): readonly PublicationInfo[] | undefined {
  return state.participants.find(({ id }) => id === BOB.id)?.publications;
}

describe('reduce', () => {
  it('starts with who is there', () => {
    expect(after(JOINED)).toEqual({ ...INITIAL_STATE, self: ALICE, participants: [BOB], slotsWanted: { audio: 2, video: 2 } });
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
    const answer: ServerMessage = { type: 'answer', id: 1, sdp: 'v=0', publications: [{ mid: '0', id: 't-8' }], refused: [] };
    expect(after(JOINED, answer).publicationIds).toEqual({ 0: 't-8' });
  });

  it('keeps the transport state and the last word', () => {
    const bye = { type: 'bye', reason: 'removed', message: 'You were removed.', action: 'stop' } as const;
    expect(after(JOINED, { type: 'connection', state: 'connected' }).transport).toBe('connected');
    expect(after(JOINED, bye).bye).toEqual(bye);
  });

  it('is not changed by replies that concern one request only', () => {
    const before = after(JOINED);
    expect(reduce(before, { type: 'pong', id: 1 })).toBe(before);
    expect(reduce(before, { type: 'error', error: 'e', message: 'm', inReplyTo: null, fatal: false })).toBe(before);
  });

  it('keeps what media needs when we are who we were, and nobody is there twice', () => {
    const slots = [{ mid: '2', kind: 'audio', participant: BOB.id, publication: 't-1' }] as const;
    const before = after(
      JOINED,
      { type: 'participantJoined', participant: CAROL },
      { type: 'slotsWanted', audio: 4, video: 4 },
      { type: 'slotMap', slots },
      { type: 'speaker', participant: CAROL.id },
      { type: 'answer', id: 1, sdp: 'v=0', publications: [{ mid: '0', id: 't-8' }], refused: [] },
      { type: 'connection', state: 'connected' },
    );
    const again = joinedMessage({ resumed: true, participants: [BOB, ALICE, { ...BOB, name: 'Robert' }] });
    const resumed = reduce(before, again);
    expect(resumed.participants).toEqual([{ ...BOB, name: 'Robert' }]);
    expect(resumed).toMatchObject({
      slots,
      slotsWanted: { audio: 4, video: 4 },
      publicationIds: { 0: 't-8' },
      transport: 'connected',
      speaker: null,
    });
    expect(reduce(before, { ...again, resumed: false })).toMatchObject({
      slots: [],
      slotsWanted: { audio: 2, video: 1 },
      publicationIds: {},
      transport: 'connecting',
    });
  });

  it('takes comings and goings of a large room in one', () => {
    const before = after(JOINED, { type: 'participantJoined', participant: CAROL }, { type: 'speaker', participant: CAROL.id });
    const robert = { ...BOB, name: 'Robert' };
    const dave = person('p-d', 'Dave');
    const left = [CAROL.id, 'p-x'].map((participant) => ({ participant, reason: 'left' }));
    const next = reduce(before, { type: 'participantsChanged', left, joined: [dave, ALICE, robert] });
    expect(next.participants).toEqual([robert, dave]);
    expect(next.speaker).toBeNull();
  });

  it('never shows us to ourselves as one of the others', () => {
    const before = after(JOINED);
    expect(reduce(before, { type: 'participantJoined', participant: ALICE })).toBe(before);
  });

  it('shows nobody twice, whatever comes in whatever order', () => {
    const people = [ALICE, BOB, CAROL, person('p-d', 'Dave')];
    const pick = generator(7);
    for (let run = 0; run < 300; run += 1) {
      let state = INITIAL_STATE;
      for (let step = 0; step < 40; step += 1) {
        const participant = people[pick(people.length)] ?? ALICE;
        const messages: ServerMessage[] = [
          { type: 'participantJoined', participant },
          { type: 'participantLeft', participant: participant.id, reason: 'left' },
          { type: 'participantChanged', participant },
          { type: 'publicationAdded', participant: participant.id, publication: CAMERA },
          { type: 'participantsChanged', left: [], joined: [participant, BOB, participant] },
          joinedMessage({ participant, participants: [BOB, CAROL, BOB], resumed: pick(2) === 0 }),
        ];
        state = reduce(state, messages[pick(messages.length)] ?? JOINED);
        const ids = state.participants.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).not.toContain(state.self?.id);
        for (const { publications } of state.participants) {
          expect(new Set(publications.map(({ id }) => id)).size).toBe(publications.length);
        }
      }
    }
  });

  it('follows names, hands, roles and rights, our own as well', () => {
    const hand = { ...BOB, handRaisedAt: 5, role: 'listener' };
    expect(after(JOINED, { type: 'participantChanged', participant: hand }).participants).toEqual([hand]);
    const renamed = after(JOINED, { type: 'participantChanged', participant: { ...ALICE, name: 'Alicia' } });
    expect(renamed.self).toEqual({ ...ALICE, name: 'Alicia' });
    const before = after(JOINED);
    expect(reduce(before, { type: 'participantChanged', participant: CAROL })).toBe(before);

    const lobby = [{ id: 'p-9', name: 'Dave' }];
    const moderator = after(
      JOINED,
      { type: 'rightsChanged', role: 'moderator', rights: { ...INITIAL_STATE.rights, moderate: true } },
      { type: 'lobby', waiting: lobby },
    );
    expect(moderator).toMatchObject({ self: { role: 'moderator' }, lobby, rights: { moderate: true } });
    const rights = { publish: [], subscribe: true, chat: false, moderate: false, attributes: true } as const;
    expect(reduce(moderator, { type: 'rightsChanged', role: 'listener', rights })).toMatchObject({ lobby: [], rights });
    expect(reduce(INITIAL_STATE, { type: 'rightsChanged', role: 'listener', rights }).self).toBeNull();
  });

  it('follows the settings and the allocation', () => {
    const settings = { ...INITIAL_STATE.settings, locked: true };
    expect(after(JOINED, { type: 'settingsChanged', settings }).settings).toBe(settings);
    expect(after(JOINED, { type: 'allocation', estimateBps: 5, slots: [] }).allocation).toEqual({ estimateBps: 5, slots: [] });
  });

  it('keeps what was said, each message once and the last 500', () => {
    const said = (number: number): ChatMessage => ({
      id: `m-${number}`, participant: BOB.id, name: 'Bob', text: `${number}`, at: number, to: null,
    });
    const once = after({ ...JOINED, chat: [said(1), said(2)] }, { type: 'chat', ...said(3) }, { type: 'chat', ...said(3) });
    expect(once.chat.map(({ id }) => id)).toEqual(['m-1', 'm-2', 'm-3']);
    const back = reduce(once, { ...JOINED, chat: [said(2), said(3), said(4), { ...said(1), at: 9 }] });
    expect(back.chat.map(({ id, at }) => `${id} ${at}`)).toEqual(['m-1 1', 'm-2 2', 'm-3 3', 'm-4 4', 'm-1 9']);
    const many = Array.from({ length: 600 }, (_, number) => said(number));
    expect(reduce(INITIAL_STATE, { ...JOINED, chat: many }).chat).toEqual(many.slice(100));
  });

  it('is not changed by what only happens', () => {
    const before = after(JOINED);
    const events: ServerMessage[] = [
      { type: 'waiting', participant: 'p-a' },
      { type: 'reaction', participant: BOB.id, reaction: '👍' },
      { type: 'data', participant: null, payload: 1, topic: null },
      { type: 'moderated', action: 'mute', by: BOB.id, value: 'audio' },
      { type: 'token', token: 't' },
      { type: 'encodingsWanted', mid: '0', active: [true] },
      { type: 'done', action: 'mute' },
    ];
    for (const event of events) {
      expect(reduce(before, event)).toBe(before);
    }
  });
});

/** Numbers below a bound, the same every time: the generator of Park and Miller. */
function generator(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
}
