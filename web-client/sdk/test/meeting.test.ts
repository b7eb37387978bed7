import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../src/protocol.ts';
import { INITIAL_STATE } from '../src/state.ts';
import { Call, last } from './call.ts';
import { FakeTrack, joinedMessage, person, settled } from './fakes.ts';

const SAID: ChatMessage = { id: 'm-1', participant: 'p-b', name: 'Bob', text: 'Hello', at: 5, to: null };

let call: Call;

beforeEach(() => {
  call = new Call();
});

describe('chat', () => {
  it('knows what was said before, and tells what is said', async () => {
    await call.inCall({ chat: [SAID] });
    const told: string[] = [];
    call.room.on('chat', ({ name, text }) => told.push(`${name}: ${text}`));
    call.socket.says({ type: 'chat', ...SAID, id: 'm-2', text: 'Still there?', at: 6 });
    expect(call.room.chat.history.map(({ text }) => text)).toEqual(['Hello', 'Still there?']);
    expect(told).toEqual(['Bob: Still there?']);
  });

  it('has sent a message when it comes back', async () => {
    await call.inCall();
    let isSent = false;
    const sent = call.room.chat.send('Hi', { to: { id: 'p-b' } }).then(() => (isSent = true));
    expect(call.socket.take('chat')).toEqual({ type: 'chat', text: 'Hi', to: 'p-b' });
    call.socket.says({ type: 'chat', ...SAID });
    await settled();
    expect(isSent).toBe(false);
    call.socket.says({ type: 'chat', ...SAID, id: 'm-3', participant: 'p-a', text: 'Hi', to: 'p-b' });
    await sent;
  });

  it('says why a message was not passed on', async () => {
    await call.inCall();
    const sent = call.room.chat.send('Hi');
    call.socket.says({ type: 'error', error: 'forbidden', message: 'No chat here.', inReplyTo: 'chat', fatal: false });
    await expect(sent).rejects.toMatchObject({ code: 'forbidden', message: 'No chat here.' });
    expect(call.warnings).toEqual([]);
  });

  it('does not wait for ever', async () => {
    await call.inCall();
    const sent = call.room.chat.send('Hi');
    call.clock.pass(15_000);
    await expect(sent).rejects.toMatchObject({ code: 'answer-timeout' });
  });

  it('is for those who are in', () => {
    expect(() => call.room.chat.send('Hi')).toThrow('only be done in a call');
    expect(() => {
      call.room.raiseHand();
    }).toThrow('only be done in a call');
  });
});

describe('hands, reactions, data, names', () => {
  it('says them in the words of the protocol', async () => {
    await call.inCall();
    const { room, socket } = call;
    socket.sent.length = 0;
    room.raiseHand();
    room.raiseHand(false);
    room.react('👍');
    room.sendData({ x: 1 });
    room.sendData([2], { to: 'p-b', topic: 'board' });
    room.setAttributes({ seat: '7', hat: null });
    room.rename('Alicia');
    room.setToken('fresh');
    expect(socket.sent).toEqual([
      { type: 'hand', raised: true },
      { type: 'hand', raised: false },
      { type: 'reaction', reaction: '👍' },
      { type: 'data', payload: { x: 1 } },
      { type: 'data', payload: [2], to: 'p-b', topic: 'board' },
      { type: 'attributes', attributes: { seat: '7', hat: null } },
      { type: 'rename', name: 'Alicia' },
      { type: 'token', token: 'fresh' },
    ]);
  });

  it('tells what the others do', async () => {
    await call.inCall();
    const told: unknown[] = [];
    call.room.on('reaction', (event) => told.push(event));
    call.room.on('data', (event) => told.push(event));
    const [bob] = call.room.participants;
    call.socket.says({ type: 'reaction', participant: 'p-b', reaction: '🎉' });
    call.socket.says({ type: 'data', participant: null, payload: { x: 1 }, topic: null });
    const details = { ...person('p-b', 'Robert'), handRaisedAt: 9, role: 'moderator', attributes: { seat: '7' }, reconnecting: true };
    call.socket.says({ type: 'participantChanged', participant: details });
    expect(told).toEqual([
      { participant: 'p-b', reaction: '🎉' },
      { participant: null, payload: { x: 1 }, topic: null },
    ]);
    expect(bob).toMatchObject({
      name: 'Robert', handRaisedAt: 9, role: 'moderator', attributes: { seat: '7' }, isReconnecting: true,
    });
    call.socket.says({ type: 'participantChanged', participant: { ...details, metadata: 'red' } });
    expect(bob?.metadata).toBe('red');
    call.socket.says({ type: 'participantChanged', participant: details });
    expect(bob?.metadata).toBeNull();
  });

  it('comes back with the name, the words and the token that it has by then', async () => {
    await call.inCall();
    const told: string[] = [];
    call.room.on('tokenChanged', (token) => told.push(token));
    call.room.on('selfChanged', ({ name }) => told.push(name));
    call.socket.says({ type: 'token', token: 'fresh' });
    const self = { ...person('p-a', 'Alicia'), attributes: { seat: '7' }, handRaisedAt: 3 };
    call.socket.says({ type: 'participantChanged', participant: self });
    expect(told).toEqual(['fresh', 'Alicia']);
    expect(call.room).toMatchObject({ self: { name: 'Alicia' }, isHandRaised: true, role: 'speaker' });
    call.socket.breaks();
    call.clock.pass(500);
    call.socket.open();
    expect(call.socket.take('join')).toMatchObject({ name: 'Alicia', attributes: { seat: '7' }, token: 'fresh' });
  });
});

describe('moderation', () => {
  it('asks and waits for the answer', async () => {
    await call.inCall();
    const { moderate } = call.room;
    const [bob] = call.room.participants;
    const everything = [
      () => moderate.mute(bob ?? ''),
      () => moderate.muteAll('screen'),
      () => moderate.askToUnmute('p-b', 'video'),
      () => moderate.stopVideo('p-b'),
      () => moderate.stopShare('p-b'),
      () => moderate.rename('p-b', 'Robert'),
      () => moderate.setRole('p-b', 'listener'),
      () => moderate.lowerHand('p-b'),
      () => moderate.remove('p-b'),
      () => moderate.ban('p-b'),
      () => moderate.admit('p-9'),
      () => moderate.refuse('p-9'),
      () => moderate.lock(true),
      () => moderate.lobby(false),
      () => moderate.settings({ mutedOnEntry: true }),
      () => moderate.end(),
    ];
    const asked: unknown[] = [];
    for (const ask of everything) {
      const done = ask();
      asked.push(call.socket.take('moderate'));
      call.socket.says({ type: 'done', action: 'whatever' });
      await done;
    }
    expect(asked).toEqual([
      { type: 'moderate', action: 'mute', participant: 'p-b', value: 'audio' },
      { type: 'moderate', action: 'mute', value: 'screen' },
      { type: 'moderate', action: 'askToUnmute', participant: 'p-b', value: 'video' },
      { type: 'moderate', action: 'mute', participant: 'p-b', value: 'video' },
      { type: 'moderate', action: 'mute', participant: 'p-b', value: 'screen' },
      { type: 'moderate', action: 'rename', participant: 'p-b', value: 'Robert' },
      { type: 'moderate', action: 'setRole', participant: 'p-b', value: 'listener' },
      { type: 'moderate', action: 'lowerHand', participant: 'p-b' },
      { type: 'moderate', action: 'remove', participant: 'p-b' },
      { type: 'moderate', action: 'ban', participant: 'p-b' },
      { type: 'moderate', action: 'admit', participant: 'p-9' },
      { type: 'moderate', action: 'refuse', participant: 'p-9' },
      { type: 'moderate', action: 'lock', value: true },
      { type: 'moderate', action: 'lobby', value: false },
      { type: 'moderate', action: 'settings', value: { mutedOnEntry: true } },
      { type: 'moderate', action: 'end' },
    ]);
  });

  it.each([
    { error: 'forbidden', inReplyTo: 'moderate' },
    { error: 'unknown-type', inReplyTo: null },
  ])('says that it may not, or that the server cannot: $error', async ({ error, inReplyTo }) => {
    await call.inCall();
    const done = call.room.moderate.lock(true);
    call.socket.says({ type: 'error', error, message: 'No.', inReplyTo, fatal: false });
    await expect(done).rejects.toMatchObject({ code: error });
    expect(call.warnings).toEqual([]);
  });

  it('mutes what a moderator muted, and leaves unmuting to its owner', async () => {
    const microphone = new FakeTrack('audio', 'mic');
    const camera = new FakeTrack('video', 'cam');
    const screen = new FakeTrack('video', 'screen');
    await call.room.publish(microphone.asTrack(), { source: 'microphone' });
    await call.room.publish(camera.asTrack(), { source: 'camera' });
    await call.room.publish(screen.asTrack(), { source: 'screen' });
    await call.inCall();
    const told: string[] = [];
    call.room.on('moderated', ({ action, by }) => told.push(`${action} by ${by ?? 'the server'}`));
    call.socket.says({ type: 'moderated', action: 'mute', by: 'p-b', value: 'audio' });
    call.socket.says({ type: 'moderated', action: 'stopVideo', by: null, value: null });
    call.socket.says({ type: 'moderated', action: 'mute', by: 'p-b', value: 'screen' });
    call.socket.says({ type: 'moderated', action: 'askToUnmute', by: 'p-b', value: 'audio' });
    await settled();
    expect(microphone.enabled).toBe(false);
    expect(screen.stopped).toBe(true);
    expect(call.room.publications.map(({ source, muted }) => `${source} ${muted}`)).toEqual(['microphone true', 'camera true']);
    expect(told).toEqual(['mute by p-b', 'stopVideo by the server', 'mute by p-b', 'askToUnmute by p-b']);
  });
});

describe('rights', () => {
  const LISTENER = { ...INITIAL_STATE.rights, publish: [] };

  it('offers only what we may send, and mutes the rest', async () => {
    const microphone = new FakeTrack('audio', 'mic');
    await call.room.publish(microphone.asTrack(), { source: 'microphone' });
    await call.inCall({ rights: LISTENER });
    expect(call.peer.count('send', 'audio')).toBe(0);
    expect(microphone.enabled).toBe(false);
    expect(call.room.rights).toEqual(LISTENER);
    await expect(call.room.setMuted('microphone', false)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('says what the server does not take', async () => {
    const joined = call.join();
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await call.serverAdmits();
    call.socket.says({ type: 'answer', id: 1, sdp: 'answer', publications: [], refused: ['0', '9'] });
    await joined;
    expect(call.warnings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'forbidden The server does not take your camera.',
      'forbidden The server does not take your publication.',
    ]);
  });

  it('does not put anybody on the air who becomes a speaker', async () => {
    const microphone = new FakeTrack('audio', 'mic');
    await call.room.publish(microphone.asTrack(), { source: 'microphone' });
    await call.inCall();
    call.socket.says({ type: 'rightsChanged', role: 'listener', rights: LISTENER });
    await settled();
    expect(call.socket.take('offer').publications).toEqual([]);
    call.socket.says({ type: 'answer', id: 2, sdp: 'answer 2', publications: [], refused: [] });
    await settled();
    call.socket.says({ type: 'rightsChanged', role: 'speaker', rights: INITIAL_STATE.rights });
    await settled();
    expect(call.socket.take('offer').publications).toEqual([{ mid: '0', source: 'microphone', muted: true }]);
    expect(microphone.enabled).toBe(false);
  });

  it('tells of settings and the lobby', async () => {
    await call.inCall();
    const told: unknown[] = [];
    call.room.on('settingsChanged', ({ locked }) => told.push(locked));
    call.room.on('lobbyChanged', (waiting) => told.push(waiting.map(({ name }) => name)));
    call.room.on('rightsChanged', ({ moderate }) => told.push(moderate));
    call.socket.says({ type: 'settingsChanged', settings: { ...INITIAL_STATE.settings, locked: true } });
    call.socket.says({ type: 'rightsChanged', role: 'moderator', rights: { ...INITIAL_STATE.rights, moderate: true } });
    call.socket.says({ type: 'lobby', waiting: [{ id: 'p-9', name: 'Dave' }] });
    expect(told).toEqual([true, true, ['Dave']]);
    expect(call.room.settings.locked).toBe(true);
    expect(call.room.lobby).toEqual([{ id: 'p-9', name: 'Dave' }]);
  });
});

describe('the lobby', () => {
  it('waits as long as it takes', async () => {
    const joined = call.join();
    call.socket.open();
    call.socket.take('join');
    call.socket.says({ type: 'waiting', participant: 'p-a' });
    expect(call.room.state.name).toBe('waiting');
    call.clock.pass(20_000);
    call.socket.says({ type: 'pong', id: call.socket.take('ping').id });
    call.clock.pass(20_000);
    call.socket.says(joinedMessage());
    await settled();
    await call.serverAnswers();
    await joined;
    expect(call.states).toEqual(['connecting', 'waiting', 'connected']);
  });

  it('is waited in again by somebody who comes back as somebody new', async () => {
    await call.inCall();
    call.socket.breaks();
    call.clock.pass(500);
    call.socket.open();
    call.socket.says({ type: 'waiting', participant: 'p-z' });
    expect(call.room.state.name).toBe('waiting');
    call.socket.says(joinedMessage());
    await settled();
    await call.serverAnswers();
    expect(call.states.slice(-3)).toEqual(['reconnecting', 'waiting', 'connected']);
  });

  it('says that we may not come in', async () => {
    const joined = call.join();
    call.socket.open();
    call.socket.says({ type: 'waiting', participant: 'p-a' });
    call.socket.says({ type: 'bye', reason: 'refused', message: 'Not now.', action: 'stop' });
    await expect(joined).rejects.toMatchObject({ code: 'refused' });
    expect(call.room.state).toMatchObject({ name: 'disconnected', reason: 'refused', action: 'stop' });
  });
});

describe('what the page shows', () => {
  const SLOTS = [
    { mid: '2', kind: 'video', participant: 'p-b', publication: 't-2' },
    { mid: '3', kind: 'video', participant: 'p-b', publication: 't-3' },
  ] as const;

  async function withPictures(): Promise<void> {
    await call.inCall({ slots: { audio: 2, video: 2 } });
    call.socket.says({ type: 'publicationAdded', participant: 'p-b', publication: { id: 't-2', kind: 'video', source: 'camera', muted: false } });
    call.socket.says({ type: 'publicationAdded', participant: 'p-b', publication: { id: 't-3', kind: 'video', source: 'screen', muted: false } });
    call.socket.says({ type: 'slotMap', slots: SLOTS });
  }

  const views = (): unknown[] => call.socket.sent.filter(({ type }) => type === 'view');

  it('is told by slot, what is visible only, four times a second and never twice', async () => {
    await withPictures();
    const [bob] = call.room.participants;
    const show = (width: number): void => {
      call.room.setView([
        { participant: bob ?? '', width, height: 360.4 },
        { participant: 'p-b', source: 'screen', width: 1920, height: 1080, pinned: true },
        { participant: 'p-b', publication: 't-2', width: 9, height: 9, visible: false },
        { participant: 'p-x', width: 9, height: 9 },
      ]);
    };
    show(640);
    show(640);
    for (let width = 641; width <= 700; width += 1) {
      show(width);
    }
    const screen = { mid: '3', width: 1920, height: 1080, visible: true, pinned: true };
    const camera = { mid: '2', width: 640, height: 360, visible: true, pinned: false };
    expect(views()).toEqual([{ type: 'view', tiles: [camera, screen], hidden: false }]);
    call.clock.pass(250);
    expect(views()).toHaveLength(2);
    expect(last(views())).toMatchObject({ tiles: [{ mid: '2', width: 700 }, screen] });
    call.clock.pass(10_000);
    call.room.setView([], { hidden: true });
    expect(last(views())).toEqual({ type: 'view', tiles: [], hidden: true });
  });

  it('is not told before there is something to see, so that the first picture does not wait for its turn', async () => {
    await call.inCall();
    call.room.setView([{ participant: 'p-b', width: 640, height: 360 }]);
    expect(views()).toEqual([]);
    call.socket.says({ type: 'publicationAdded', participant: 'p-b', publication: { id: 't-2', kind: 'video', source: 'camera', muted: false } });
    call.socket.says({ type: 'slotMap', slots: [{ mid: '2', kind: 'video', participant: 'p-b', publication: 't-2' }] });
    expect(views()).toMatchObject([{ tiles: [{ mid: '2', width: 640 }] }]);
  });

  it('follows the slots', async () => {
    await withPictures();
    call.room.setView([{ participant: 'p-b', width: 640, height: 360 }]);
    call.clock.pass(250);
    call.socket.says({ type: 'slotMap', slots: [{ mid: '7', kind: 'video', participant: 'p-b', publication: 't-2' }] });
    expect(last(views())).toMatchObject({ tiles: [{ mid: '7' }] });
  });

  it('is answered with what the server sends, and why', async () => {
    await withPictures();
    const told: string[] = [];
    call.room.on('allocationChanged', ({ tiles }) => told.push(tiles.map(({ publication, reason }) => `${publication ?? ''} ${reason}`).join()));
    const slot = { encoding: 1, spatial: 0, temporal: 2, targetBps: 350_000, width: 640, height: 360, reason: 'bandwidth' };
    call.socket.says({ type: 'allocation', estimateBps: 1_800_000, slots: [{ ...slot, mid: '2' }, { ...slot, mid: '9' }] });
    expect(told).toEqual(['t-2 bandwidth, bandwidth']);
    expect(call.room.allocation).toMatchObject({
      estimateBps: 1_800_000,
      tiles: [{ participant: 'p-b', publication: 't-2', targetBps: 350_000 }, { participant: null }],
    });
  });

  it('knows two pictures of one person apart', async () => {
    await withPictures();
    const [bob] = call.room.participants;
    expect(bob?.tracks).toMatchObject([
      { publication: 't-2', source: 'camera', mid: '2' },
      { publication: 't-3', source: 'screen', mid: '3' },
    ]);
    expect(bob?.track('screen')?.id).toBe('received-3');
  });
});

describe('what we send', () => {
  it('switches off the encodings that nobody watches', async () => {
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await call.inCall();
    call.socket.says({ type: 'encodingsWanted', mid: '0', active: [true, false, false] });
    call.socket.says({ type: 'encodingsWanted', mid: '9', active: [false] });
    expect(call.peer.sections[0]?.activeEncodings).toEqual([true, false, false]);
    call.socket.says({ type: 'encodingsWanted', mid: '0', active: [true, true, true] });
    expect(call.peer.sections[0]?.activeEncodings).toEqual([true, true, true]);
  });

  it('goes on where the browser does not switch encodings', async () => {
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await call.inCall();
    call.peer.refusesEncodings = true;
    call.socket.says({ type: 'encodingsWanted', mid: '0', active: [false] });
    await settled();
    expect(call.warnings.map(({ code }) => code)).toEqual(['encodings-failed']);
  });

  it('does not mind the answer to another offer', async () => {
    await call.inCall();
    const published = call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await settled();
    call.socket.says({ type: 'answer', id: 1, sdp: 'late', publications: [], refused: [] });
    await call.serverAnswers();
    await published;
    expect(call.peer.answers).toEqual(['answer 1', 'answer 2']);
  });

  it('is over when we leave, also in the middle of an offer', async () => {
    await call.inCall();
    const published = call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    const sent = call.room.chat.send('Bye');
    await settled();
    call.room.leave();
    await expect(published).rejects.toMatchObject({ code: 'left' });
    await expect(sent).rejects.toMatchObject({ code: 'left' });
  });

  it('shares several windows at once, and uses the sections of those that ended', async () => {
    await call.inCall();
    const steps = [
      () => call.room.publish(new FakeTrack('video', 'one').asTrack(), { source: 'screen' }),
      () => call.room.publish(new FakeTrack('video', 'two').asTrack(), { source: 'screen' }),
      () => call.room.unpublish(call.room.publications[0] ?? 'screen'),
      () => call.room.publish(new FakeTrack('video', 'three').asTrack(), { source: 'screen' }),
    ];
    for (const step of steps) {
      const done = step();
      await settled();
      await call.serverAnswers();
      await done;
    }
    expect(call.room.publications.map(({ track }) => track?.id)).toEqual(['two', 'three']);
    const screens = call.peer.sections.filter(({ source }) => source === 'screen');
    expect(screens.map(({ track }) => track?.id)).toEqual(['three', 'two']);
  });

  it('ends a share that its owner ended in the browser', async () => {
    const screen = new FakeTrack('video', 'screen');
    await call.room.publish(screen.asTrack(), { source: 'screen' });
    await call.inCall();
    screen.unplug();
    await settled();
    expect(call.room.publications).toEqual([]);
    expect(call.socket.take('offer').publications).toEqual([]);
    expect(call.warnings).toEqual([]);
  });

  it('opens the other device again after a pause', async () => {
    const front = new FakeTrack('video', 'front');
    const back = new FakeTrack('video', 'back');
    const again = new FakeTrack('video', 'back again');
    await call.room.publish(front.asTrack(), { source: 'camera', reopen: () => Promise.resolve(front.asTrack()) });
    await call.inCall();
    await call.room.replaceTrack('camera', back.asTrack(), { reopen: () => Promise.resolve(again.asTrack()) });
    await call.room.setMuted('camera', true);
    expect(back.stopped).toBe(true);
    await call.room.setMuted('camera', false);
    expect(call.peer.sections[0]?.track?.id).toBe('back again');
  });

  it('goes on with another device in the same section', async () => {
    await call.room.publish(new FakeTrack('audio', 'old').asTrack(), { source: 'microphone', muted: true });
    await call.inCall();
    const next = new FakeTrack('audio', 'new');
    await call.room.replaceTrack('microphone', next.asTrack());
    expect(call.peer.sections[0]?.track?.id).toBe('new');
    expect(next.enabled).toBe(false);
    expect(call.socket.sent).toEqual([]);
    await expect(call.room.replaceTrack('camera', next.asTrack())).rejects.toMatchObject({ code: 'not-published' });
  });
});
