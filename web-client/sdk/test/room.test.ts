import { beforeEach, describe, expect, it } from 'vitest';
import type { PublicationInfo } from '../src/protocol.ts';
import { Call, last } from './call.ts';
import { FakeTrack, person, settled } from './fakes.ts';

const CAMERA: PublicationInfo = { id: 't-2', kind: 'video', source: 'camera', muted: false };

let call: Call;

beforeEach(() => {
  call = new Call();
});

describe('joining', () => {
  it('joins, offers its tracks and the slots asked for, and is in after the answer', async () => {
    await call.room.publish(new FakeTrack('audio', 'mic').asTrack(), { source: 'microphone' });
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera', muted: true });
    const joined = call.join();
    expect(call.socket.subprotocol).toBe('plenum.v1');
    call.socket.open();
    expect(call.socket.sent).toEqual([{ type: 'join', protocol: 1, room: 'daily', name: 'Alice' }]);
    await call.serverAdmits();
    expect(last(call.socket.sent)).toEqual({
      type: 'offer',
      id: 1,
      sdp: 'offer 1',
      publications: [
        { mid: '0', source: 'microphone', muted: false },
        { mid: '1', source: 'camera', muted: true },
      ],
    });
    expect([call.peer.count('receive', 'audio'), call.peer.count('receive', 'video')]).toEqual([2, 1]);
    expect(call.states).toEqual(['connecting']);
    await call.serverAnswers();
    await joined;
    expect(call.peer.answers).toEqual(['answer 1']);
    expect(call.states).toEqual(['connecting', 'connected']);
    expect(call.room.participants.map(({ name }) => name)).toEqual(['Bob']);
  });

  it('says that the server cannot be reached', async () => {
    const joined = call.join();
    call.socket.breaks();
    await expect(joined).rejects.toMatchObject({ code: 'signalling-unreachable' });
    expect(call.room.state).toMatchObject({ name: 'disconnected', error: { code: 'signalling-unreachable' } });
    expect(call.clock.pending).toBe(0);
  });

  it.each([
    { error: 'unauthorized', fatal: true },
    { error: 'bad-message', fatal: false },
  ])('gives the words of the server that refuses: $error', async ({ error, fatal }) => {
    const joined = call.join();
    call.socket.open();
    call.socket.says({ type: 'error', error, message: 'No.', inReplyTo: 'join', fatal });
    if (fatal) {
      call.socket.says({ type: 'bye', reason: 'protocol-error', message: '', action: null });
    }
    await expect(joined).rejects.toMatchObject({ code: error, message: 'No.' });
    expect(call.states).toEqual(['connecting', 'disconnected']);
  });

  it('gives up when nothing answers', async () => {
    const joined = call.join();
    call.socket.open();
    call.clock.pass(15_000);
    await expect(joined).rejects.toMatchObject({ code: 'join-timeout' });
    expect(call.socket.closedWith).toBe(1000);
  });

  it('fails when the first offer is refused', async () => {
    const joined = call.join();
    await call.serverAdmits();
    call.socket.says({ type: 'error', error: 'bad-sdp', message: 'line 4: no codec', inReplyTo: 'offer', fatal: false });
    await expect(joined).rejects.toMatchObject({ code: 'bad-sdp', message: 'line 4: no codec' });
    expect(call.peer.closed).toBe(true);
  });

  it('can be left half way', async () => {
    const joined = call.join();
    await call.serverAdmits();
    call.room.leave();
    await expect(joined).rejects.toMatchObject({ code: 'left' });
    expect(call.room.state).toEqual({ name: 'disconnected', reason: 'left', action: 'rejoin', error: null });
  });

  it('refuses a second join during a call', async () => {
    await call.inCall();
    await expect(call.room.join({ room: 'daily', name: 'Alice' })).rejects.toMatchObject({ code: 'already-joined' });
  });
});

describe('tracks of the others', () => {
  it('finds the track by the slot map, even before the publication is known', async () => {
    await call.inCall();
    const [bob] = call.room.participants;
    const changes: string[] = [];
    bob?.on('trackChanged', ({ source, track }) => changes.push(`${source} ${track?.id ?? 'none'}`));
    call.socket.says({
      type: 'slotMap',
      slots: [
        { mid: '0', kind: 'audio', participant: 'p-b', publication: 't-1' },
        { mid: '2', kind: 'video', participant: 'p-b', publication: 't-2' },
      ],
    });
    call.socket.says({ type: 'publicationAdded', participant: 'p-b', publication: CAMERA });
    expect(bob?.audioTrack?.id).toBe('received-0');
    expect(bob?.videoTrack?.id).toBe('received-2');
    expect(bob?.isSending('camera')).toBe(true);
    call.socket.says({ type: 'slotMap', slots: [{ mid: '0', kind: 'audio', participant: 'p-b', publication: 't-1' }] });
    expect(changes).toEqual(['microphone received-0', 'camera received-2', 'camera none']);
  });

  it('asks for layers where a slot shows the picture', async () => {
    await call.inCall();
    const [bob] = call.room.participants;
    if (bob === undefined) {
      throw new Error('nobody is there');
    }
    call.socket.says({ type: 'publicationAdded', participant: 'p-b', publication: CAMERA });
    expect(call.room.setLayers(bob, 'camera', { encoding: 0 })).toBe(false);
    call.socket.says({ type: 'slotMap', slots: [{ mid: '2', kind: 'video', participant: 'p-b', publication: 't-2' }] });
    expect(call.room.setLayers(bob, 'screen', { encoding: 0 })).toBe(false);
    expect(call.room.setLayers(bob, 'camera', { encoding: 1, temporal: 0 })).toBe(true);
    expect(call.socket.take('layers')).toEqual({ type: 'layers', mid: '2', encoding: 1, temporal: 0 });
  });

  it('tells who speaks, until that participant leaves', async () => {
    await call.inCall();
    const told: (string | null)[] = [];
    call.room.on('speakerChanged', (speaker) => told.push(speaker));
    call.socket.says({ type: 'speaker', participant: 'p-a' });
    call.socket.says({ type: 'speaker', participant: 'p-b' });
    call.socket.says({ type: 'speaker', participant: 'p-b' });
    expect(call.room.speaker).toBe('p-b');
    call.socket.says({ type: 'participantLeft', participant: 'p-b', reason: 'left' });
    expect(told).toEqual(['p-a', 'p-b', null]);
  });

  it('does not mind messages of a newer server', async () => {
    await call.inCall();
    call.socket.delivers('{"type":"weather","sky":"blue"}');
    expect(call.warnings).toEqual([]);
  });

  it('sends as it is told to, also on the next connection', async () => {
    const encodings = [{ rid: 'q', scaleResolutionDownBy: 2 }, { rid: 'f' }];
    await call.room.publish(new FakeTrack('video', 'camera').asTrack(), { source: 'camera', codec: 'VP9', encodings });
    await call.inCall();
    expect(call.peer.sections.find(({ source }) => source === 'camera')?.options).toEqual({ codec: 'VP9', encodings });
    call.socket.breaks();
    call.clock.pass(500);
    await call.serverAdmits();
    expect(call.peers).toHaveLength(2);
    expect(call.peer.sections.find(({ source }) => source === 'camera')?.options).toEqual({ codec: 'VP9', encodings });
  });

  it('takes a slot map that overtakes the answer', async () => {
    const joined = call.join();
    await call.serverAdmits();
    call.socket.says({ type: 'slotMap', slots: [{ mid: '1', kind: 'audio', participant: 'p-b', publication: 't-1' }] });
    await call.serverAnswers();
    await joined;
    expect(call.room.participants[0]?.audioTrack?.id).toBe('received-1');
  });

  it('tells a listener of tracks that were there before their owner', async () => {
    await call.inCall();
    const told: string[] = [];
    call.room.on('participantJoined', (participant) => {
      participant.on('trackChanged', ({ track }) => told.push(`${participant.name} ${track?.id ?? 'none'}`));
    });
    call.socket.says({ type: 'slotMap', slots: [{ mid: '1', kind: 'audio', participant: 'p-c', publication: 't-9' }] });
    call.socket.says({ type: 'participantJoined', participant: person('p-c', 'Carol') });
    expect(told).toEqual(['Carol received-1']);
  });

  it('takes the tracks from somebody who leaves', async () => {
    await call.inCall();
    const [bob] = call.room.participants;
    call.socket.says({ type: 'slotMap', slots: [{ mid: '0', kind: 'audio', participant: 'p-b', publication: 't-1' }] });
    const told: string[] = [];
    bob?.on('trackChanged', ({ track }) => told.push(track?.id ?? 'none'));
    call.room.on('participantLeft', () => told.push('left'));
    call.socket.says({ type: 'participantLeft', participant: 'p-b', reason: 'left' });
    expect(told).toEqual(['none', 'left']);
    expect(bob?.tracks).toEqual([]);
  });

  it('tells of people who come and go, with one object each', async () => {
    await call.inCall();
    const told: string[] = [];
    call.room.on('participantJoined', ({ name }) => told.push(`+${name}`));
    call.room.on('participantLeft', ({ name }) => told.push(`-${name}`));
    const [bob] = call.room.participants;
    call.socket.says({ type: 'participantJoined', participant: person('p-c', 'Carol') });
    expect(call.room.participants[0]).toBe(bob);
    call.socket.says({ type: 'participantLeft', participant: 'p-b', reason: 'left' });
    expect(told).toEqual(['+Carol', '-Bob']);
  });
});

describe('negotiation', () => {
  it('adds slots when the server wants more, with one offer for wishes that come together', async () => {
    await call.inCall();
    call.socket.says({ type: 'slotsWanted', audio: 3, video: 1 });
    call.socket.says({ type: 'slotsWanted', audio: 4, video: 4 });
    call.socket.says({ type: 'slotsWanted', audio: 4, video: 5 });
    await settled();
    await call.serverAnswers();
    await call.serverAnswers();
    expect(call.socket.sent.filter(({ type }) => type === 'offer')).toEqual([]);
    expect([call.peer.count('receive', 'audio'), call.peer.count('receive', 'video')]).toEqual([4, 5]);
    expect(call.peer.answers).toEqual(['answer 1', 'answer 2', 'answer 3']);
  });

  it('takes a refused offer back and says why', async () => {
    await call.inCall();
    const published = call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await settled();
    call.socket.take('offer');
    call.socket.says({ type: 'error', error: 'bad-sdp', message: 'too many', inReplyTo: 'offer', fatal: false });
    await expect(published).rejects.toMatchObject({ code: 'bad-sdp' });
    expect(call.peer.rollbacks).toBe(1);
    expect(call.room.publications).toEqual([]);
    expect(call.room.state.name).toBe('connected');
  });

  it('counts as the server does, which does not count what it refused', async () => {
    await call.inCall();
    const refused = call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await settled();
    expect(call.socket.take('offer').id).toBe(2);
    call.socket.says({ type: 'error', error: 'bad-sdp', message: 'too many', inReplyTo: 'offer', fatal: false });
    await expect(refused).rejects.toMatchObject({ code: 'bad-sdp' });
    const published = call.room.publish(new FakeTrack('audio', 'mic').asTrack(), { source: 'microphone' });
    await settled();
    expect(call.socket.sent).toMatchObject([{ type: 'offer', id: 2 }]);
    await call.serverAnswers();
    await published;
  });

  it('does not wait for an answer for ever', async () => {
    await call.inCall();
    call.socket.says({ type: 'slotsWanted', audio: 4, video: 4 });
    await settled();
    call.clock.pass(15_000);
    await settled();
    expect(call.warnings.map(({ code }) => code)).toEqual(['answer-timeout']);
  });

  it('uses a left section again', async () => {
    await call.inCall();
    const track = new FakeTrack('video', 'cam').asTrack();
    for (const step of [
      () => call.room.publish(track, { source: 'camera' }),
      () => call.room.unpublish('camera'),
      () => call.room.publish(track, { source: 'camera' }),
    ]) {
      const done = step();
      await settled();
      await call.serverAnswers();
      await done;
    }
    expect(call.peer.count('send', 'video')).toBe(1);
    expect(call.peer.sections.at(-1)).toMatchObject({ active: true, track });
  });
});

describe('mute', () => {
  it('disables the microphone and tells the others', async () => {
    const microphone = new FakeTrack('audio', 'mic');
    await call.room.publish(microphone.asTrack(), { source: 'microphone' });
    await call.inCall();
    await call.room.setMuted('microphone', true);
    expect(microphone).toMatchObject({ enabled: false, stopped: false });
    expect(call.socket.take('mute')).toEqual({ type: 'mute', mid: '0', muted: true });
    await call.room.setMuted('microphone', false);
    expect(microphone.enabled).toBe(true);
    expect(call.socket.take('mute').muted).toBe(false);
  });

  it('closes a camera and opens it again, whatever the clicks', async () => {
    const first = new FakeTrack('video', 'first');
    const second = new FakeTrack('video', 'second');
    await call.room.publish(first.asTrack(), { source: 'camera', reopen: () => Promise.resolve(second.asTrack()) });
    await call.inCall();
    await Promise.all([call.room.setMuted('camera', true), call.room.setMuted('camera', false)]);
    expect(first.stopped).toBe(true);
    expect(call.peer.sections[0]?.track).toBe(second.asTrack());
    expect(call.socket.sent.filter(({ type }) => type === 'mute')).toEqual([
      { type: 'mute', mid: '0', muted: true },
      { type: 'mute', mid: '0', muted: false },
    ]);
  });

  it('stays muted when the camera does not open again', async () => {
    const reopen = (): Promise<MediaStreamTrack> => Promise.reject(new Error('in use'));
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera', reopen });
    await call.inCall();
    await call.room.setMuted('camera', true);
    await expect(call.room.setMuted('camera', false)).rejects.toThrow('in use');
    expect(call.room.publications[0]).toMatchObject({ muted: true, track: null });
  });

  it('mutes a source whose device was unplugged', async () => {
    const microphone = new FakeTrack('audio', 'mic');
    const again = new FakeTrack('audio', 'mic again');
    await call.room.publish(microphone.asTrack(), { source: 'microphone', reopen: () => Promise.resolve(again.asTrack()) });
    await call.inCall();
    const lost: string[] = [];
    call.room.on('deviceLost', ({ source }) => lost.push(source));
    microphone.unplug();
    expect(call.socket.take('mute').muted).toBe(true);
    expect(call.warnings.map(({ code }) => code)).toEqual(['device-lost']);
    expect(lost).toEqual(['microphone']);
    await call.room.setMuted('microphone', false);
    expect(call.socket.take('mute').muted).toBe(false);
    expect(call.peer.sections[0]?.track).toBe(again.asTrack());
  });

  it('says nothing of a device that goes while it is muted, and opens it anew', async () => {
    const microphone = new FakeTrack('audio', 'mic');
    const again = new FakeTrack('audio', 'mic again');
    await call.room.publish(microphone.asTrack(), { source: 'microphone', muted: true, reopen: () => Promise.resolve(again.asTrack()) });
    await call.inCall();
    microphone.unplug();
    expect(call.warnings).toEqual([]);
    await call.room.setMuted('microphone', false);
    expect(call.peer.sections[0]?.track).toBe(again.asTrack());
  });

  it('refuses a source that is not there', async () => {
    await expect(call.room.setMuted('screen', true)).rejects.toMatchObject({ code: 'not-published' });
  });
});

describe('trouble', () => {
  it('comes back by itself with what was published', async () => {
    await call.room.publish(new FakeTrack('audio', 'mic').asTrack(), { source: 'microphone' });
    await call.inCall();
    const [bob] = call.room.participants;
    call.socket.says({ type: 'slotMap', slots: [{ mid: '1', kind: 'audio', participant: 'p-b', publication: 't-1' }] });
    expect(bob?.audioTrack).not.toBeNull();
    call.socket.breaks();
    expect(bob?.audioTrack).toBeNull();
    expect(call.room.state).toMatchObject({ name: 'reconnecting', attempt: 1, error: { code: 'signalling-lost' } });
    expect(call.peer.closed).toBe(true);
    call.clock.pass(500);
    await call.serverAdmits();
    await call.serverAnswers();
    expect(call.states).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
    expect(call.peers).toHaveLength(2);
    expect(call.peer.count('send', 'audio')).toBe(1);
    expect(call.room.participants).toEqual([bob]);
  });

  it('offers on the next connection what was published without one, or while one was lost', async () => {
    await call.inCall();
    const inFlight = call.room.publish(new FakeTrack('audio', 'mic').asTrack(), { source: 'microphone' });
    await settled();
    call.socket.breaks();
    await inFlight;
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    call.clock.pass(500);
    await call.serverAdmits();
    expect(call.socket.take('offer').publications.map(({ source }) => source)).toEqual(['microphone', 'camera']);
  });

  it('tries ten times, ever more slowly, and then says so', async () => {
    await call.inCall();
    call.socket.breaks();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      call.clock.pass(8_000);
      call.socket.breaks();
      await settled();
    }
    expect(call.room.state).toMatchObject({ name: 'disconnected', error: { code: 'signalling-unreachable' } });
    expect(call.sockets).toHaveLength(11);
    expect(call.clock.pending).toBe(0);
  });

  it('comes back when the media path fails', async () => {
    await call.inCall();
    call.peer.fails();
    expect(call.room.state).toMatchObject({ name: 'reconnecting', error: { code: 'media-failed' } });
  });

  it('does not come back when somebody removed us', async () => {
    await call.inCall();
    call.socket.says({ type: 'bye', reason: 'removed', message: 'You were removed by Bob.', action: null });
    expect(call.room.state).toMatchObject({
      name: 'disconnected',
      error: { code: 'removed', message: 'You were removed by Bob.' },
    });
    expect(call.clock.pending).toBe(0);
  });

  it('stops coming back when left', async () => {
    await call.inCall();
    call.socket.breaks();
    call.room.leave();
    call.clock.pass(60_000);
    expect(call.sockets).toHaveLength(1);
    expect(call.room.participants).toEqual([]);
  });

  it('takes a server that answers no ping for lost', async () => {
    await call.inCall();
    call.clock.pass(20_000);
    expect(call.socket.take('ping')).toEqual({ type: 'ping', id: 1 });
    call.socket.says({ type: 'pong', id: 1 });
    call.clock.pass(60_000);
    expect(call.room.state).toMatchObject({ name: 'reconnecting', error: { code: 'signalling-lost' } });
  });

  it.each(['not json', '{"type":"pong"}', new ArrayBuffer(3)])('goes on after %s', async (data) => {
    await call.inCall();
    call.socket.delivers(data);
    expect(call.warnings.map(({ code }) => code)).toEqual(['bad-message']);
    expect(call.room.state.name).toBe('connected');
  });

  it('says leave when it leaves', async () => {
    await call.inCall();
    call.room.leave();
    expect(last(call.socket.sent)).toEqual({ type: 'leave' });
    expect(call.socket.closedWith).toBe(1000);
    expect(call.peer.closed).toBe(true);
    expect(call.states.at(-1)).toBe('disconnected');
  });
});
