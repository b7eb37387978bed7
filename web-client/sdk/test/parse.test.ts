import { describe, expect, it } from 'vitest';
import { parseServerMessage } from '../src/parse.ts';
import { INITIAL_STATE } from '../src/state.ts';
import { joinedMessage, person } from './fakes.ts';

const BOB = person('p-1', 'Bob', [{ id: 't-1', kind: 'audio', source: 'microphone', muted: false }]);
const SAID = { id: 'm-1', participant: 'p-1', name: 'Bob', text: 'Hello', at: 1_700_000_000_000, to: null };

function problemOf(message: unknown): string {
  const parsed = parseServerMessage(typeof message === 'string' ? message : JSON.stringify(message));
  return parsed.kind === 'bad' ? parsed.problem : 'no problem';
}

describe('parseServerMessage', () => {
  const good = [
    joinedMessage({
      participants: [{ ...BOB, role: 'moderator', handRaisedAt: 5, attributes: { seat: '7' }, metadata: 'red', reconnecting: true }],
      iceServers: [{ urls: ['turn:host'], username: 'u', credential: 'c' }],
      rights: { publish: ['microphone'], subscribe: true, chat: false, moderate: true, attributes: true },
      settings: {
        title: 'Monday',
        maxParticipants: 50,
        publishers: 'speakers',
        sources: ['microphone', 'screen'],
        lobby: true,
        locked: true,
        mutedOnEntry: true,
        chat: false,
        e2ee: true,
        metadata: { agenda: 'x' },
        duplicateIdentity: 'refuse',
        expiresAt: 9,
      },
      chat: [SAID],
      resume: { secret: 's', graceMillis: 30_000 },
      resumed: true,
    }),
    { type: 'waiting', participant: 'p-7' },
    { type: 'lobby', waiting: [{ id: 'p-8', name: 'Dave' }] },
    { type: 'answer', id: 1, sdp: 'v=0', publications: [{ mid: '0', id: 't-8' }], refused: [] },
    { type: 'slotsWanted', audio: 4, video: 4 },
    {
      type: 'slotMap',
      slots: [
        { mid: '2', kind: 'audio', participant: 'p-1', publication: 't-1' },
        { mid: '3', kind: 'video', participant: null, publication: null },
      ],
    },
    { type: 'participantJoined', participant: BOB },
    {
      type: 'participantChanged',
      participant: { id: 'p-1', name: 'Bob', role: 'listener', handRaisedAt: null, attributes: {}, reconnecting: true },
    },
    { type: 'participantLeft', participant: 'p-1', reason: 'removed' },
    { type: 'participantsChanged', left: [{ participant: 'p-1', reason: 'removed' }], joined: [BOB] },
    { type: 'settingsChanged', settings: INITIAL_STATE.settings },
    { type: 'rightsChanged', role: 'listener', rights: { publish: [], subscribe: true, chat: true, moderate: false, attributes: true } },
    { type: 'chat', ...SAID, to: 'p-7' },
    { type: 'reaction', participant: 'p-1', reaction: '👍' },
    { type: 'data', participant: null, payload: { cursor: [1, 2, null, true] }, topic: 'board' },
    { type: 'moderated', action: 'mute', by: 'p-1', value: 'audio' },
    { type: 'token', token: 'e30.e30.x' },
    { type: 'encodingsWanted', mid: '1', active: [true, true, false] },
    {
      type: 'allocation',
      estimateBps: 1_800_000,
      slots: [{ mid: '5', encoding: -1, spatial: 0, temporal: 2, targetBps: 0, width: 640, height: 360, reason: 'bandwidth' }],
    },
    { type: 'done', action: 'mute' },
    { type: 'publicationAdded', participant: 'p-1', publication: BOB.publications[0] },
    { type: 'publicationChanged', participant: 'p-1', publication: BOB.publications[0] },
    { type: 'publicationRemoved', participant: 'p-1', publication: 't-1' },
    { type: 'connection', state: 'connected' },
    { type: 'pong', id: 7 },
    { type: 'error', error: 'bad-sdp', message: 'line 3', inReplyTo: 'offer', fatal: false },
    { type: 'bye', reason: 'server-shutdown', message: 'The server is shutting down.', action: 'rejoin' },
  ];

  it.each(good)('reads $type as it stands', (message) => {
    expect(parseServerMessage(JSON.stringify(message))).toEqual({ kind: 'message', message });
  });

  it.each(['dance', 'toString'])('knows that it does not know "%s"', (type) => {
    expect(parseServerMessage(JSON.stringify({ type, mid: 7 }))).toEqual({ kind: 'unknown', type });
  });

  it('drops fields that it does not know', () => {
    expect(parseServerMessage('{"type":"pong","id":7,"mood":"good"}')).toEqual({ kind: 'message', message: { type: 'pong', id: 7 } });
  });

  it('fills in what may be missing', () => {
    expect(parseServerMessage('{"type":"bye","reason":"left"}')).toMatchObject({ message: { message: '' } });
    expect(parseServerMessage('{"type":"participantLeft","participant":"p-1"}')).toMatchObject({ message: { reason: 'left' } });
    expect(parseServerMessage('{"type":"answer","id":1,"sdp":"v=0"}')).toMatchObject({ message: { publications: [] } });
    expect(parseServerMessage('{"type":"error","error":"e","message":"m","fatal":true}')).toMatchObject({
      message: { inReplyTo: null },
    });
    expect(parseServerMessage('{"type":"slotMap","slots":[{"mid":"1","kind":"audio"}]}')).toMatchObject({
      message: { slots: [{ participant: null, publication: null }] },
    });
  });

  it('takes a server that knows no rights for one that grants all but moderation', () => {
    const { rights, settings, chat, resume, resumed, ...old } = joinedMessage();
    const { role, handRaisedAt, attributes, reconnecting, ...alice } = old.participant;
    expect(parseServerMessage(JSON.stringify({ ...old, participant: alice }))).toEqual({ kind: 'message', message: joinedMessage() });
  });

  it('finds the own role beside the own participant, and sources that it knows', () => {
    const message = { ...joinedMessage(), role: 'moderator', rights: { publish: ['camera', 'hologram'] } };
    expect(parseServerMessage(JSON.stringify(message))).toMatchObject({
      message: {
        participant: { id: 'p-a', role: 'moderator' },
        rights: { publish: ['camera'], subscribe: true, chat: true, moderate: false, attributes: true },
      },
    });
  });

  it('drops attributes that are no words, and fills in an allocation', () => {
    const participant = { ...BOB, attributes: { seat: '7', age: 9 } };
    expect(parseServerMessage(JSON.stringify({ type: 'participantChanged', participant }))).toMatchObject({
      message: { participant: { attributes: { seat: '7' } } },
    });
    expect(parseServerMessage('{"type":"allocation","slots":[{"mid":"5"}]}')).toMatchObject({
      message: { estimateBps: null, slots: [{ encoding: -1, spatial: 0, temporal: 0, targetBps: 0, width: 0, height: 0, reason: 'none' }] },
    });
    expect(parseServerMessage('{"type":"moderated","action":"mute"}')).toMatchObject({ message: { by: null, value: null } });
    expect(parseServerMessage('{"type":"settingsChanged","settings":{}}')).toMatchObject({ message: { settings: INITIAL_STATE.settings } });
  });

  it('takes one ICE server address for a list of one', () => {
    expect(parseServerMessage(JSON.stringify({ ...joinedMessage(), iceServers: [{ urls: 'stun:host' }] }))).toMatchObject({
      message: { iceServers: [{ urls: ['stun:host'] }] },
    });
  });

  it.each([
    ['', 'not JSON'],
    ['{', 'not JSON'],
    ['null', 'message is not an object'],
    ['[]', 'message is not an object'],
    ['"joined"', 'message is not an object'],
    ['{}', 'message.type is not a string'],
    ['{"type":7}', 'message.type is not a string'],
    ['{"type":"pong","id":-1}', 'message.id is not a whole number from 0 up'],
    ['{"type":"pong","id":1.5}', 'message.id is not a whole number from 0 up'],
    ['{"type":"pong","id":"1"}', 'message.id is not a whole number from 0 up'],
    ['{"type":"connection","state":"fine"}', 'message.state is not one of connecting, connected'],
    ['{"type":"bye","reason":"left","action":"dance"}', 'message.action is not one of resume, rejoin, stop'],
    ['{"type":"encodingsWanted","mid":"1","active":[1]}', 'message.active is not a list of true and false'],
    ['{"type":"allocation","estimateBps":1,"slots":[{"mid":"5","encoding":0.5}]}', 'message.slots[0].encoding is not a whole number'],
    ['{"type":"rightsChanged","role":"listener"}', 'message.rights is not an object'],
    ['{"type":"slotMap","slots":{}}', 'message.slots is not a list'],
    ['{"type":"slotMap"}', 'message.slots is not a list'],
    ['{"type":"slotMap","slots":[7]}', 'message.slots[0] is not an object'],
    ['{"type":"slotMap","slots":[{"mid":"0","kind":"smell"}]}', 'message.slots[0].kind is not one of audio, video'],
    ['{"type":"slotMap","slots":[{"mid":"0","kind":"audio","participant":1}]}', 'message.slots[0].participant is not a string'],
    ['{"type":"error","error":"e","message":"m","fatal":"yes"}', 'message.fatal is not true or false'],
    ['{"type":"participantJoined","participant":"p-1"}', 'message.participant is not an object'],
    [
      '{"type":"participantJoined","participant":{"id":"p","name":"n","publications":[{"id":"t","kind":"audio","source":"nose"}]}}',
      'message.participant.publications[0].source is not one of microphone, camera, screen, screenAudio',
    ],
  ])('refuses %s', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  it('refuses ICE server addresses that are not strings', () => {
    expect(problemOf({ ...joinedMessage(), iceServers: [{ urls: [1] }] })).toBe('message.iceServers[0].urls is not a list of strings');
    expect(problemOf({ ...joinedMessage(), iceServers: [{ urls: 1 }] })).toBe('message.iceServers[0].urls is not a list');
  });
});
