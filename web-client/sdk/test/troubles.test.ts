import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionReport } from '../src/connection-log.ts';
import type { AllocationReason } from '../src/protocol.ts';
import type { TroubleCause } from '../src/troubles.ts';
import { Call } from './call.ts';
import { FakeTrack, settled } from './fakes.ts';

let call: Call;

beforeEach(() => {
  call = new Call();
});

const report = (): Promise<ConnectionReport> => call.room.connectionReport();

/** The troubles of docs/operations.md, as the client's own report names them. */
describe('joining fails, and the report says why:', () => {
  const triedInVain = (address: string): object[] => [
    { id: 'L', type: 'local-candidate', address: '10.0.0.1', port: 5000, protocol: 'udp' },
    { id: 'R', type: 'remote-candidate', address, port: 10_000 },
    { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', state: 'failed', requestsSent: 9, responsesReceived: 0 },
  ];

  /** Seconds go by without an answer to any check. */
  async function mediaFails(address = '192.0.2.1'): Promise<void> {
    await call.inCall();
    call.peer.report = triedInVain(address);
    call.clock.pass(1_000);
    await settled();
    call.peer.fails();
    await settled();
  }

  it('UDP is blocked', async () => {
    call.validation = { isWelcome: true, code: null, words: null };
    await mediaFails();
    const { verdict, summary, lines } = await report();
    expect(verdict).toBe('no-path');
    expect(summary).toContain('A firewall may block UDP');
    expect(lines).toContain('Path 10.0.0.1:5000 to 192.0.2.1:10000 by udp: failed, 9 checks sent, 0 answered');
    expect(lines.join()).not.toContain('private network');
  });

  it('the advertised address is wrong, as the server knows', async () => {
    call.validation = { isWelcome: true, code: null, words: null, trouble: { cause: 'advertised-address-silent', words: 'Nothing comes back.' } };
    await mediaFails();
    const { verdict, lines } = await report();
    expect(verdict).toBe('wrong-address');
    expect(lines.join()).toContain('The server says of itself: Nothing comes back. (advertised-address-silent)');
  });

  it('the advertised address is one of a private network', async () => {
    await mediaFails('192.168.1.4');
    const { verdict, lines } = await report();
    expect(verdict).toBe('no-path');
    expect(lines.join()).toContain('are of a private network');
  });

  it('and goes on saying so while it is tried again', async () => {
    await mediaFails();
    call.clock.pass(500);
    await call.serverAdmits();
    await call.serverAnswers();
    call.peer.notes('path', 'waiting', 'The browser tries all address pairs.');
    expect((await report()).verdict).toBe('no-path');
    call.peer.notes('path', 'ok', 'A path was found.');
    call.peer.notes('encryption', 'ok', 'Encrypted.');
    expect((await report()).verdict).toBe('no-media');
  });

  it('the certificate for HTTPS has expired, which browsers do not tell apart from silence', async () => {
    const joined = call.join();
    call.socket.breaks();
    await expect(joined).rejects.toMatchObject({ code: 'signalling-unreachable' });
    const { verdict, summary } = await report();
    expect(verdict).toBe('no-server');
    expect(summary).toContain('certificate may have expired');
  });

  it('the certificate for media is not that of the offer', async () => {
    await call.inCall();
    call.peer.notes('path', 'ok', 'A path was found.');
    const message = 'The DTLS certificate does not match the fingerprint in the offer.';
    call.socket.says({ type: 'bye', reason: 'media-failed', message, action: 'rejoin' });
    await settled();
    const { verdict, lines } = await report();
    expect(verdict).toBe('no-encryption');
    expect(lines.join()).toContain(message);
  });

  it('the two do not agree on keys, and the browser gives up first', async () => {
    await call.inCall();
    call.peer.notes('path', 'ok', 'A path was found.');
    call.peer.fails();
    expect((await report()).verdict).toBe('no-encryption');
  });

  it('nothing reached the server, which says so first', async () => {
    await call.inCall();
    call.socket.says({ type: 'bye', reason: 'media-failed', message: 'No connectivity check reached the server in time.', action: 'rejoin' });
    await settled();
    expect((await report()).verdict).toBe('no-path');
  });

  it('no codec is shared', async () => {
    const joined = call.join();
    await call.serverAdmits();
    const message = 'The audio section (mid 0) offers no codec that this server forwards.';
    call.socket.says({ type: 'error', error: 'bad-sdp', message, inReplyTo: 'offer', fatal: false });
    await expect(joined).rejects.toMatchObject({ code: 'bad-sdp' });
    const { verdict, lines } = await report();
    expect(verdict).toBe('no-agreement');
    expect(lines.join()).toContain(message);
  });

  it.each([
    { error: 'token-expired', message: 'The token has expired.', fatal: false },
    { error: 'overloaded', message: 'The server has too many connections open to take anybody more.', fatal: true },
  ])('$error', async ({ error, message, fatal }) => {
    const joined = call.join();
    call.socket.open();
    call.socket.says({ type: 'error', error, message, inReplyTo: 'join', fatal });
    call.socket.says({ type: 'bye', reason: 'refused', message, action: 'stop' });
    await expect(joined).rejects.toMatchObject({ code: error });
    const { verdict, lines } = await report();
    expect(verdict).toBe('refused');
    expect(lines.join()).toContain(`The server says: ${message} (${error})`);
  });
});

describe('a call stands and is not good:', () => {
  interface Second {
    readonly estimateBps?: number;
    readonly reason?: AllocationReason;
    readonly uplinkBps?: number;
    readonly limitation?: string;
    readonly roundTrip?: number;
    readonly lostDown?: number;
    readonly lostUp?: number;
  }

  /** A look at a call in which we send a picture and are sent Bob's; counters of the nth second. */
  function look(count: number, { uplinkBps = 3e6, limitation = 'none', roundTrip = 0.03, lostDown = 0, lostUp = 0 }: Second): object[] {
    return [
      { id: 'P', type: 'candidate-pair', nominated: true, currentRoundTripTime: roundTrip, availableOutgoingBitrate: uplinkBps },
      { id: 'O', type: 'outbound-rtp', mid: '0', kind: 'video', bytesSent: 10_000 * count, qualityLimitationReason: limitation },
      { id: 'N', type: 'remote-inbound-rtp', localId: 'O', fractionLost: lostUp },
      { id: 'I', type: 'inbound-rtp', mid: '3', kind: 'video', packetsReceived: 100 * count, bytesReceived: 90_000 * count, packetsLost: lostDown * 100 * count },
    ];
  }

  async function inCallFor(seconds: number, second: Second): Promise<readonly TroubleCause[]> {
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await call.inCall();
    call.socket.says({ type: 'publicationAdded', participant: 'p-b', publication: { id: 't-2', kind: 'video', source: 'camera', muted: false } });
    call.socket.says({ type: 'slotMap', slots: [{ mid: '3', kind: 'video', participant: 'p-b', publication: 't-2' }] });
    const { estimateBps = 3e6, reason = 'none' } = second;
    const slot = { mid: '3', encoding: 0, spatial: 0, temporal: 2, targetBps: 100_000, width: 320, height: 180, reason };
    call.socket.says({ type: 'allocation', estimateBps, slots: [slot] });
    call.peer.notes('path', 'ok', 'A path was found.');
    call.peer.notes('encryption', 'ok', 'Encrypted.');
    for (let count = 1; count <= seconds; count += 1) {
      call.peer.report = look(count, second);
      call.clock.pass(1_000);
      await settled();
    }
    return call.room.troubles.map(({ cause }) => cause);
  }

  it('or it is, and then nothing is said', async () => {
    expect(await inCallFor(12, {})).toEqual([]);
    expect(await report()).toMatchObject({ verdict: 'connected', troubles: [] });
  });

  it.each<{ what: string; second: Second; cause: TroubleCause }>([
    { what: 'a publisher on 3G', second: { uplinkBps: 380_000, limitation: 'bandwidth' }, cause: 'narrow-uplink' },
    { what: 'a publisher on 3G that loses', second: { lostUp: 0.1 }, cause: 'uplink-loss' },
    { what: 'a viewer on 300 kbit/s', second: { estimateBps: 270_000, reason: 'bandwidth' }, cause: 'narrow-downlink' },
    { what: 'a viewer on a bad Wi-Fi', second: { lostDown: 0.1 }, cause: 'downlink-loss' },
    { what: 'a computer starved of its processor', second: { limitation: 'cpu' }, cause: 'slow-computer' },
    { what: 'the other end of the world', second: { roundTrip: 0.5 }, cause: 'long-round-trip' },
  ])('$what', async ({ second, cause }) => {
    const told: (readonly string[])[] = [];
    call.room.on('troublesChanged', (troubles) => told.push(troubles.map((trouble) => trouble.cause)));
    expect(await inCallFor(12, second)).toEqual([cause]);
    expect(told).toEqual([[cause]]);
    const { verdict, summary, lines } = await report();
    expect(verdict).toBe('connected');
    expect(summary).toBe('The connection stands, but it is not good.');
    expect(lines[1]).toContain(`(${cause})`);
    call.room.leave();
    expect(told).toEqual([[cause], []]);
  });

  it('a server starved of its processor', async () => {
    await inCallFor(1, {});
    const message = 'The fullest media loop works 97 % of the time.';
    call.socket.says({ type: 'serverTroubles', troubles: [{ cause: 'server-overloaded', message }] });
    call.clock.pass(1_000);
    await settled();
    expect((await report()).lines[1]).toBe(`The server says: ${message} (server-overloaded)`);
    call.socket.says({ type: 'serverTroubles', troubles: [] });
    call.clock.pass(1_000);
    await settled();
    expect(call.room.troubles).toEqual([]);
  });

  it('says nothing of a few seconds, nor of an estimate that still rises', async () => {
    expect(await inCallFor(4, { lostUp: 0.2 })).toEqual([]);
    for (let count = 5; count < 20; count += 1) {
      call.peer.report = look(count, { uplinkBps: 100_000 * 1.1 ** count, limitation: 'bandwidth' });
      call.clock.pass(1_000);
      await settled();
    }
    expect(call.room.troubles).toEqual([]);
  });

  it('tells the server what it cannot see, where that is allowed, and only that', async () => {
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    const joined = call.room.join({ room: 'daily', name: 'Alice', url: 'ws://server/v1/ws', shareStats: 'troubles' });
    await call.serverAdmits();
    await call.serverAnswers();
    await joined;
    const told = (): readonly object[] => call.socket.sent.flatMap((message) => (message.type === 'stats' ? message.report : []));
    const seconds = async (count: number, second: Second): Promise<void> => {
      for (let each = 1; each <= count; each += 1) {
        call.peer.report = [...look(each, second), { id: 'L', type: 'local-candidate', address: '10.0.0.1' }];
        call.clock.pass(1_000);
        await settled();
      }
    };
    await seconds(12, { roundTrip: 0.5 });
    expect(told()).toEqual([]);
    await seconds(12, { uplinkBps: 380_000, limitation: 'bandwidth' });
    expect(told()).toMatchObject([
      { type: 'candidate-pair', availableOutgoingBitrate: 380_000 },
      { type: 'outbound-rtp', qualityLimitationReason: 'bandwidth' },
    ]);
  });
});
