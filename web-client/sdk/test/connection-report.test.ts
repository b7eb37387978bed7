import { beforeEach, describe, expect, it } from 'vitest';
import { readValidation, validationUrl } from '../src/validation.ts';
import { Call } from './call.ts';
import { settled } from './fakes.ts';

let call: Call;

beforeEach(() => {
  call = new Call();
});

describe('the report of a connection', () => {
  it('says that there was none', async () => {
    const { verdict, lines } = await call.room.connectionReport();
    expect(verdict).toBe('not-begun');
    expect(lines).toEqual(['Nobody has tried to join yet.', 'Browser: Browser 1.0']);
  });

  it('tells from the first word to the first picture, and which paths were tried', async () => {
    const joined = call.join();
    call.clock.pass(20);
    await call.serverAdmits();
    expect((await call.room.connectionReport()).verdict).toBe('connecting');
    await call.serverAnswers();
    await joined;
    call.peer.notes('path', 'ok', 'A path was found.');
    call.peer.notes('encryption', 'ok', 'Encrypted.');
    expect((await call.room.connectionReport()).verdict).toBe('no-media');
    call.peer.report = [
      { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
      { id: 'L', type: 'local-candidate', address: '10.0.0.1', port: 5000, protocol: 'udp' },
      { id: 'R', type: 'remote-candidate', address: '10.0.0.2', port: 10_000 },
      { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', state: 'succeeded', requestsSent: 3, responsesReceived: 3 },
      { id: 'Q', type: 'candidate-pair', localCandidateId: 'X', remoteCandidateId: 'R', state: 'failed', requestsSent: 9 },
      { id: 'I', type: 'inbound-rtp', mid: '0', kind: 'audio', packetsReceived: 1 },
    ];
    call.clock.pass(1_000);
    await settled();
    const { verdict, lines, json } = await call.room.connectionReport();
    expect(verdict).toBe('connected');
    expect(lines).toEqual([
      'The connection stands: sound and pictures arrive.',
      '   0.000 s … Opening a WebSocket to ws://server/v1/ws.',
      '   0.020 s ✓ The server answered.',
      '   0.020 s … Asking to join "daily".',
      '   0.020 s ✓ The server let us in as p-a; 1 others are there.',
      '   0.020 s ✓ The two agree on what is sent, and how.',
      '   0.020 s ✓ A path was found.',
      '   0.020 s ✓ Encrypted.',
      '   1.020 s ✓ Sound or pictures arrive.',
      'Path 10.0.0.1:5000 to 10.0.0.2:10000 by udp: in use, 3 checks sent, 3 answered',
      'Path a hidden address:0 to 10.0.0.2:10000 by udp: failed, 9 checks sent, 0 answered',
      'Browser: Browser 1.0',
    ]);
    expect(json).toMatchObject({ startedAt: 0, browser: 'Browser 1.0', paths: [{ isUsed: true }, { isUsed: false }] });
  });

  it.each([
    { step: 'path', verdict: 'no-path' },
    { step: 'encryption', verdict: 'no-encryption' },
    { step: 'offer', verdict: 'no-agreement' },
  ] as const)('names the step that failed: $step', async ({ step, verdict }) => {
    await call.inCall();
    call.peer.notes(step, 'failed', 'No.');
    expect((await call.room.connectionReport()).verdict).toBe(verdict);
  });

  it('keeps the words of a server that refuses', async () => {
    const joined = call.join();
    call.socket.open();
    call.socket.says({ type: 'error', error: 'room-full', message: 'The room is full.', inReplyTo: 'join', fatal: false });
    await expect(joined).rejects.toMatchObject({ code: 'room-full' });
    const { verdict, lines } = await call.room.connectionReport();
    expect(verdict).toBe('refused');
    expect(lines.join()).toContain('The server says: The room is full. (room-full)');
  });

  it('does not grow for ever', async () => {
    await call.inCall();
    for (let number = 0; number < 500; number += 1) {
      call.peer.notes('path', 'ok', `${number}`);
    }
    expect((await call.room.connectionReport()).json.events).toHaveLength(200);
  });
});

describe('a WebSocket that does not open', () => {
  async function refused(): Promise<unknown> {
    const joined = call.join();
    call.socket.breaks();
    return joined.catch((error: unknown) => error);
  }

  it('is explained by the server, asked by plain HTTP', async () => {
    call.validation = { isWelcome: false, code: 'room-locked', words: 'The room is locked.' };
    expect(await refused()).toMatchObject({ code: 'room-locked', message: 'The room is locked.' });
    expect(call.validated).toEqual([{ url: 'ws://server/v1/ws', room: 'daily', name: 'Alice', token: undefined }]);
    expect((await call.room.connectionReport()).verdict).toBe('refused');
  });

  it('is the fault of something in between where the server would let us in', async () => {
    call.validation = { isWelcome: true, code: null, words: null };
    expect(await refused()).toMatchObject({ code: 'websocket-blocked' });
    expect((await call.room.connectionReport()).verdict).toBe('no-server');
  });

  it('stays unexplained where nothing answers, or something else does', async () => {
    expect(await refused()).toMatchObject({ code: 'signalling-unreachable' });
    call.validation = { isWelcome: false, code: null, words: null };
    expect(await refused()).toMatchObject({ code: 'signalling-unreachable' });
    expect((await call.room.connectionReport()).lines.join()).toContain('nothing that we understand');
  });

  it('is no concern of somebody who has left meanwhile, and joined again', async () => {
    const first = call.join();
    call.socket.breaks();
    call.room.leave();
    const second = call.join();
    await expect(first).rejects.toMatchObject({ code: 'left' });
    await call.serverAdmits();
    await call.serverAnswers();
    await second;
    expect(call.room.state.name).toBe('connected');
  });

  it('does not bring back somebody who leaves while it is being asked about', async () => {
    await call.inCall();
    call.socket.breaks();
    call.clock.pass(500);
    call.socket.breaks();
    call.room.leave();
    await settled();
    call.clock.pass(60_000);
    expect(call.states.at(-1)).toBe('disconnected');
    expect(call.sockets).toHaveLength(2);
  });

  it('is asked about at the right address', () => {
    const request = { room: 'a b', name: 'Ann', token: undefined };
    expect(validationUrl({ ...request, url: 'wss://host:8443/v1/ws' })).toBe('https://host:8443/v1/validate?room=a+b&name=Ann');
  });

  it('is explained by whatever form the answer has', () => {
    expect(readValidation(false, '{"type":"about:blank","error":"banned","title":"Banned","detail":"You are banned."}')).toEqual({
      isWelcome: false, code: 'banned', words: 'You are banned.',
    });
    expect(readValidation(false, '<html>Bad gateway</html>')).toEqual({ isWelcome: false, code: null, words: null });
    expect(readValidation(true, 'null')).toEqual({ isWelcome: true, code: null, words: null });
    expect(readValidation(false, '{"code":"bad-token","message":"No.","detail":""}')).toMatchObject({ code: 'bad-token', words: 'No.' });
  });
});
