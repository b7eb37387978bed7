import { describe, expect, it } from 'vitest';
import { parseServerMessage } from '../src/protocol.ts';

const BOB = { id: 'p-1', name: 'Bob', publications: [{ id: 't-1', kind: 'audio', source: 'microphone', muted: false }] };

function problemOf(message: unknown): string {
  const parsed = parseServerMessage(typeof message === 'string' ? message : JSON.stringify(message));
  return parsed.kind === 'bad' ? parsed.problem : 'no problem';
}

describe('parseServerMessage', () => {
  const good = [
    {
      type: 'joined',
      protocol: 1,
      room: 'daily',
      participant: { id: 'p-7', name: 'Alice', publications: [] },
      participants: [BOB],
      slots: { audio: 2, video: 2 },
      iceServers: [{ urls: ['turn:host'], username: 'u', credential: 'c' }],
      pingIntervalMillis: 20_000,
    },
    { type: 'answer', id: 1, sdp: 'v=0', publications: [{ mid: '0', id: 't-8' }] },
    { type: 'slotsWanted', audio: 4, video: 4 },
    {
      type: 'slotMap',
      slots: [
        { mid: '2', kind: 'audio', participant: 'p-1', publication: 't-1' },
        { mid: '3', kind: 'video', participant: null, publication: null },
      ],
    },
    { type: 'participantJoined', participant: BOB },
    { type: 'participantLeft', participant: 'p-1', reason: 'removed' },
    { type: 'publicationAdded', participant: 'p-1', publication: BOB.publications[0] },
    { type: 'publicationChanged', participant: 'p-1', publication: BOB.publications[0] },
    { type: 'publicationRemoved', participant: 'p-1', publication: 't-1' },
    { type: 'connection', state: 'connected' },
    { type: 'pong', id: 7 },
    { type: 'error', error: 'bad-sdp', message: 'line 3', inReplyTo: 'offer', fatal: false },
    { type: 'bye', reason: 'server-shutdown', message: 'The server is shutting down.' },
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

  it('takes one ICE server address for a list of one', () => {
    expect(parseServerMessage(JSON.stringify({ ...good[0], iceServers: [{ urls: 'stun:host' }] }))).toMatchObject({
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
    expect(problemOf({ ...good[0], iceServers: [{ urls: [1] }] })).toBe('message.iceServers[0].urls is not a list of strings');
    expect(problemOf({ ...good[0], iceServers: [{ urls: 1 }] })).toBe('message.iceServers[0].urls is not a list');
  });
});
