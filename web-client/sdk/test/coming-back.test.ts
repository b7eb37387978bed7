import { beforeEach, describe, expect, it } from 'vitest';
import { Call, last } from './call.ts';
import { FakeTrack, joinedMessage, person, settled } from './fakes.ts';

const RESUME = { secret: 'first', graceMillis: 30_000 };

let call: Call;

beforeEach(() => {
  call = new Call();
});

/** In a call with one camera on the air, on a server that keeps a seat for 30 s. */
async function inCall(): Promise<void> {
  await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
  await call.inCall({ resume: RESUME });
  call.peer.becomes('connected');
  call.socket.says({ type: 'slotMap', slots: [{ mid: '1', kind: 'audio', participant: 'p-b', publication: 't-1' }] });
}

describe('a lost WebSocket', () => {
  it('is replaced while media goes on', async () => {
    await inCall();
    const [bob] = call.room.participants;
    const gone: string[] = [];
    call.room.on('participantLeft', ({ name }) => gone.push(name));
    call.socket.breaks();
    const error = { code: 'signalling-lost' };
    expect(call.room.state).toMatchObject({ name: 'reconnecting', why: 'signalling', since: 0, attempt: 1, error });
    expect(bob?.audioTrack?.id).toBe('received-1');
    call.clock.pass(500);
    call.socket.open();
    expect(call.socket.take('join')).toMatchObject({ resume: 'first', name: 'Alice' });
    call.socket.says(joinedMessage({ resumed: true, resume: { ...RESUME, secret: 'second' } }));
    expect(call.states).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
    expect(call.peers).toHaveLength(1);
    expect(call.room.participants).toEqual([bob]);
    expect(bob?.audioTrack?.id).toBe('received-1');
    expect(gone).toEqual([]);

    call.socket.breaks();
    call.clock.pass(500);
    call.socket.open();
    expect(call.socket.take('join').resume).toBe('second');
  });

  it('says afterwards what was meant to be said meanwhile', async () => {
    await inCall();
    call.room.setView([], { hidden: true });
    const unanswered = call.room.chat.send('Did that arrive?');
    call.socket.breaks();
    await expect(unanswered).rejects.toMatchObject({ code: 'signalling-lost' });
    await call.room.setMuted('camera', true);
    call.room.raiseHand();
    call.clock.pass(500);
    await call.serverAdmits({ resumed: true, resume: RESUME });
    expect(call.socket.sent).toEqual([
      { type: 'mute', mid: '0', muted: true },
      { type: 'hand', raised: true },
      { type: 'view', tiles: [], hidden: true },
    ]);
  });

  it('offers again when the answer was lost with it', async () => {
    await inCall();
    const published = call.room.publish(new FakeTrack('audio', 'mic').asTrack(), { source: 'microphone' });
    await settled();
    expect(call.socket.take('offer')).toMatchObject({ id: 2, sdp: 'offer 2' });
    call.socket.breaks();
    call.clock.pass(500);
    await call.serverAdmits({ resumed: true, resume: RESUME });
    expect(call.socket.sent).toMatchObject([{ type: 'offer', id: 3, sdp: 'offer 2' }]);
    await call.serverAnswers();
    await published;
    expect(call.peer.answers).toEqual(['answer 1', 'answer 3']);
  });

  it('counts the offers anew where the server does', async () => {
    await inCall();
    call.socket.breaks();
    const published = call.room.publish(new FakeTrack('audio', 'mic').asTrack(), { source: 'microphone' });
    await settled();
    call.clock.pass(500);
    await call.serverAdmits({ resumed: true, resume: RESUME });
    expect(call.socket.take('offer').id).toBe(2);
    call.socket.says({ type: 'error', error: 'bad-offer-id', message: 'Not 2.', inReplyTo: 'offer', fatal: false });
    expect(call.socket.take('offer').id).toBe(1);
    call.socket.says({ type: 'answer', id: 1, sdp: 'answer', publications: [], refused: [] });
    await published;
  });

  it('begins media anew where the server knows us no more, and shows nobody twice', async () => {
    await inCall();
    const [bob] = call.room.participants;
    call.socket.breaks();
    call.room.raiseHand();
    await call.room.setMuted('camera', true);
    call.clock.pass(500);
    await call.serverAdmits({ participant: person('p-z', 'Alice'), resume: RESUME });
    expect(call.peers.map(({ closed }) => closed)).toEqual([true, false]);
    expect(call.socket.sent).toMatchObject([{ type: 'hand' }, { type: 'offer', id: 1, publications: [{ mid: '0', source: 'camera', muted: true }] }]);
    await call.serverAnswers();
    expect(call.room.participantId).toBe('p-z');
    expect(call.room.participants).toEqual([bob]);
    expect(call.room.state.name).toBe('connected');
  });

  it('tries again while the seat is kept, then joins as somebody new', async () => {
    await inCall();
    call.socket.breaks();
    let resumes = 0;
    while (call.room.state.name === 'reconnecting' && call.room.state.why === 'signalling') {
      call.clock.pass(1_000);
      if (call.socket.closedWith === null && call.sockets.length > resumes + 1) {
        resumes += 1;
        call.socket.breaks();
      }
    }
    expect(resumes).toBeGreaterThan(3);
    expect(call.clock.now()).toBeLessThanOrEqual(31_000);
    expect(call.room.state).toMatchObject({ name: 'reconnecting', why: 'rejoin', since: 0, error: { code: 'signalling-lost' } });
    expect(call.peer.closed).toBe(true);
    call.clock.pass(500);
    call.socket.open();
    expect(call.socket.take('join').resume).toBeUndefined();
  });

  it('gives up one attempt that nobody answers', async () => {
    await inCall();
    call.socket.breaks();
    call.clock.pass(500);
    call.socket.open();
    call.clock.pass(15_000);
    expect(last(call.sockets).closedWith).toBe('no code');
    call.clock.pass(8_000);
    expect(call.sockets).toHaveLength(3);
  });

  it('does not come back where the server refuses', async () => {
    await inCall();
    call.socket.breaks();
    call.clock.pass(500);
    call.socket.open();
    call.socket.says({ type: 'error', error: 'token-expired', message: 'Too late.', inReplyTo: 'join', fatal: false });
    expect(call.room.state).toMatchObject({ name: 'disconnected', reason: 'token-expired', action: 'stop' });
    expect(call.clock.pending).toBe(0);
  });
});

describe('what the server advises', () => {
  it('resumes where it says so', async () => {
    await inCall();
    call.socket.says({ type: 'bye', reason: 'slow-reader', message: 'Too slow.', action: 'resume' });
    expect(call.room.state).toMatchObject({ name: 'reconnecting', why: 'signalling', error: { code: 'slow-reader' } });
    call.clock.pass(500);
    await call.serverAdmits({ resumed: true, resume: RESUME });
    expect(call.room.state.name).toBe('connected');
    expect(call.peers).toHaveLength(1);
  });

  it('joins again where it says so', async () => {
    await inCall();
    call.socket.says({ type: 'bye', reason: 'moved-house', message: '', action: 'rejoin' });
    expect(call.room.state).toMatchObject({ name: 'reconnecting', why: 'rejoin' });
  });

  it('stops where it says so', async () => {
    await inCall();
    call.socket.says({ type: 'bye', reason: 'closing-time', message: '', action: 'stop' });
    expect(call.room.state).toMatchObject({ name: 'disconnected', reason: 'closing-time', action: 'stop' });
  });
});

describe('a lost media path', () => {
  it('is waited for a moment, then replaced by another with new credentials', async () => {
    await inCall();
    call.peer.becomes('disconnected');
    expect(call.room.state).toMatchObject({ name: 'reconnecting', why: 'media', error: { code: 'media-interrupted' } });
    expect(call.peer.restarts).toBe(0);
    call.clock.pass(2_500);
    await settled();
    expect(call.peer.restarts).toBe(1);
    await call.serverAnswers();
    call.peer.becomes('connected');
    expect(call.states).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
    expect(call.peers).toHaveLength(1);
    expect(call.clock.pending).toBeGreaterThan(0);
  });

  it('comes back by itself without a new offer', async () => {
    await inCall();
    call.peer.becomes('disconnected');
    call.clock.pass(2_000);
    call.peer.becomes('connected');
    call.clock.pass(2_000);
    expect(call.peer.restarts).toBe(0);
    expect(call.room.state.name).toBe('connected');
  });

  it('is given up after three more, and we come back as somebody new', async () => {
    await inCall();
    call.peer.becomes('failed');
    for (let restart = 1; restart <= 3; restart += 1) {
      expect(call.peer.restarts).toBe(restart);
      await settled();
      await call.serverAnswers();
      call.clock.pass(8_000);
    }
    expect(call.room.state).toMatchObject({ name: 'reconnecting', why: 'rejoin', since: 0, error: { code: 'media-failed' } });
    expect(call.peer.closed).toBe(true);
    expect(last(call.socket.sent)).toEqual({ type: 'leave' });
  });

  it('waits for the server where both are gone', async () => {
    await inCall();
    call.socket.breaks();
    call.peer.becomes('failed');
    call.clock.pass(500);
    await call.serverAdmits({ resumed: true, resume: RESUME });
    expect(call.room.state).toMatchObject({ name: 'reconnecting', why: 'media' });
    expect(call.peer.restarts).toBe(1);
    await settled();
    await call.serverAnswers();
    call.peer.becomes('connected');
    expect(call.room.state.name).toBe('connected');
  });
});

describe('another network', () => {
  it('is used at once', async () => {
    await inCall();
    call.changeNetwork();
    await settled();
    expect(call.peer.restarts).toBe(1);
    expect(call.socket.sent.map(({ type }) => type)).toEqual(['ping', 'offer']);
    call.socket.says({ type: 'pong', id: 1 });
    call.clock.pass(3_000);
    expect(call.sockets).toHaveLength(1);
  });

  it('shows that the WebSocket is dead', async () => {
    await inCall();
    call.changeNetwork();
    call.clock.pass(3_500);
    expect(call.sockets).toHaveLength(2);
  });

  it('ends the waiting for the next attempt', async () => {
    await inCall();
    call.socket.breaks();
    call.changeNetwork();
    call.clock.pass(0);
    expect(call.sockets).toHaveLength(2);
  });

  it('is used at once also where the answer of the server is due', async () => {
    await inCall();
    const published = call.room.publish(new FakeTrack('audio', 'mic').asTrack(), { source: 'microphone' });
    await settled();
    call.changeNetwork();
    await settled();
    await call.serverAnswers();
    await published;
    await settled();
    await call.serverAnswers();
    expect(call.peer.answers).toEqual(['answer 1', 'answer 2', 'answer 3']);
  });

  it('is no concern before there is a path, or where the path is sought already', async () => {
    await call.inCall({ resume: RESUME });
    call.changeNetwork();
    expect(call.peer.restarts).toBe(0);
    call.peer.becomes('connected');
    call.peer.becomes('failed');
    call.peer.becomes('disconnected');
    call.peer.becomes('connecting');
    call.clock.pass(2_500);
    expect(call.peer.restarts).toBe(1);
  });

  it('tells what the server could not do with the offer', async () => {
    await inCall();
    call.changeNetwork();
    await settled();
    call.socket.take('offer');
    call.socket.says({ type: 'error', error: 'bad-sdp', message: 'line 3', inReplyTo: 'offer', fatal: false });
    await settled();
    expect(call.warnings.map(({ code }) => code)).toEqual(['bad-sdp']);
  });

  it('is no concern of a call that has ended', async () => {
    await inCall();
    const change = call.changeNetwork;
    call.room.leave();
    expect(call.changeNetwork).not.toBe(change);
  });
});
