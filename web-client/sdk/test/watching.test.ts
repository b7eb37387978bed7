import { beforeEach, describe, expect, it } from 'vitest';
import type { StatsSample } from '../src/history.ts';
import { statsReport } from '../src/stats-report.ts';
import { Call } from './call.ts';
import { FakeTrack, settled } from './fakes.ts';

let call: Call;

beforeEach(() => {
  call = new Call();
});

async function seconds(count: number, report?: (second: number) => readonly object[]): Promise<void> {
  for (let second = 1; second <= count; second += 1) {
    if (report !== undefined) {
      call.peer.report = report(second);
    }
    call.clock.pass(1_000);
    call.socket.says({ type: 'pong', id: 0 });
    await settled();
  }
}

describe('the history', () => {
  it('has a sample a second of every picture and voice, with the reasons of the server', async () => {
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await call.inCall();
    call.socket.says({ type: 'slotMap', slots: [{ mid: '1', kind: 'audio', participant: 'p-b', publication: 't-1' }] });
    call.socket.says({
      type: 'allocation',
      estimateBps: 800_000,
      slots: [{ mid: '1', encoding: 0, spatial: 0, temporal: 0, targetBps: 40_000, width: 0, height: 0, reason: 'bandwidth' }],
    });
    const sampled: StatsSample[] = [];
    call.room.on('statsSampled', (sample) => sampled.push(sample));
    await seconds(2, (second) => [
      { id: 'P', type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.02, availableOutgoingBitrate: 5e5 },
      { id: 'O', type: 'outbound-rtp', mid: '0', rid: 'q', kind: 'video', bytesSent: 10_000 * second, frameWidth: 320, frameHeight: 180 },
      { id: 'I', type: 'inbound-rtp', mid: '1', kind: 'audio', bytesReceived: 4_000 * second, packetsReceived: 49 * second, packetsLost: second },
      { id: 'J', type: 'inbound-rtp', mid: '2', kind: 'audio', bytesReceived: 0 },
    ]);
    const { statsHistory } = call.room;
    expect(statsHistory.samples).toEqual(sampled);
    expect(statsHistory.latest).toMatchObject({
      at: 2_000, roundTripMillis: 20, downlinkEstimateBps: 800_000, uplinkEstimateBps: 500_000, sendingBps: 80_000, receivingBps: 32_000,
    });
    expect(statsHistory.latest?.tiles).toMatchObject([
      { key: '0/q', direction: 'sending', participant: null, source: 'camera', width: 320, bitrateBps: 80_000, rid: 'q' },
      {
        key: 'p-b/t-1', direction: 'receiving', participant: 'p-b', source: 'microphone', bitrateBps: 32_000, lossRatio: 0.02,
        reason: 'bandwidth', targetBps: 40_000,
      },
    ]);
    expect(statsHistory.series('p-b/t-1', ({ bitrateBps }) => bitrateBps)).toEqual([{ at: 1_000, value: 0 }, { at: 2_000, value: 32_000 }]);
    expect(statsHistory.series('p-x/t-1', ({ bitrateBps }) => bitrateBps).map(({ value }) => value)).toEqual([null, null]);
  });

  it('holds five minutes', async () => {
    await call.inCall();
    await seconds(310);
    expect(call.room.statsHistory.samples.map(({ at }) => at)).toEqual(Array.from({ length: 300 }, (_, index) => 11_000 + 1_000 * index));
  });

  it('counts nothing twice when the connection begins anew', async () => {
    await call.inCall();
    const report = (bytesReceived: number) => () => [{ id: 'I', type: 'inbound-rtp', mid: '1', kind: 'audio', bytesReceived }];
    call.socket.says({ type: 'slotMap', slots: [{ mid: '1', kind: 'audio', participant: 'p-b', publication: 't-1' }] });
    await seconds(2, report(50_000));
    await seconds(1, report(10));
    expect(call.room.statsHistory.latest?.receivingBps).toBe(0);
  });

  it('stands a browser that gives no report', async () => {
    await call.inCall();
    const { peer } = call;
    peer.stats = () => Promise.reject(new Error('not now'));
    await seconds(2);
    expect(call.room.statsHistory.samples).toEqual([]);
    peer.stats = () => Promise.resolve([]);
    await seconds(1);
    expect(call.room.statsHistory.samples).toHaveLength(1);
  });
});

describe('statistics for the server', () => {
  const REPORT = [{ id: 'T', type: 'transport', timestamp: 1 }];

  it('are sent every ten seconds by whoever says so', async () => {
    const joined = call.room.join({ room: 'daily', name: 'Alice', url: 'ws://server/v1/ws', shareStats: true });
    await call.serverAdmits();
    await call.serverAnswers();
    await joined;
    await seconds(30, () => REPORT);
    const sent = call.socket.sent.filter(({ type }) => type === 'stats');
    expect(sent).toEqual([1, 2, 3].map(() => ({ type: 'stats', report: REPORT })));
  });

  it('are nobody else\'s business', async () => {
    await call.inCall();
    await seconds(30, () => REPORT);
    expect(call.socket.sent.filter(({ type }) => type === 'stats')).toEqual([]);
  });

  it('hold no addresses, nothing of no use, and no more than the server takes', () => {
    const pair = { id: 'L', type: 'local-candidate', timestamp: 1, address: '10.0.0.1', ip: '10.0.0.1', port: 5, candidateType: 'host' };
    const many = Array.from({ length: 1_000 }, (_, id) => ({ id: `${id}`, type: 'codec', timestamp: 1, mimeType: 'video/VP8', sdpFmtpLine: 'x'.repeat(50) }));
    const report = statsReport([{ id: 'C', type: 'certificate', timestamp: 1 }, pair, ...many] as RTCStats[]);
    expect(report[0]).toEqual({ id: 'L', type: 'local-candidate', timestamp: 1, port: 5, candidateType: 'host' });
    expect(report.length).toBeGreaterThan(300);
    expect(JSON.stringify(report).length).toBeLessThan(64 * 1024);
    expect(JSON.stringify(report)).not.toContain('10.0.0.1');
  });
});

describe('a processor that does not keep up', () => {
  const camera = (limit: string) => () => [
    { id: 'O', type: 'outbound-rtp', mid: '0', kind: 'video', qualityLimitationReason: limit, bytesSent: 1 },
  ];

  async function inCall(cores: number): Promise<void> {
    call.cores = cores;
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera' });
    await call.inCall();
  }

  it('sends one encoding less at a time, and more again after a while', async () => {
    await inCall(2);
    await seconds(7, camera('cpu'));
    expect(call.peer.sections[0]?.activeEncodings).toBeUndefined();
    await seconds(1, camera('cpu'));
    expect(call.peer.sections[0]?.activeEncodings).toEqual([true, true, false]);
    await seconds(30, camera('cpu'));
    expect(call.peer.sections[0]?.activeEncodings).toEqual([true, false, false]);
    call.socket.says({ type: 'encodingsWanted', mid: '0', active: [false, true, true] });
    expect(call.peer.sections[0]?.activeEncodings).toEqual([false, false, false]);
    call.socket.says({ type: 'encodingsWanted', mid: '0', active: [true, true, true] });
    await seconds(60, camera('none'));
    expect(call.peer.sections[0]?.activeEncodings).toEqual([true, true, false]);
    await seconds(180, camera('none'));
    expect(call.peer.sections[0]?.activeEncodings).toEqual([true, true, true]);
    expect(call.warnings).toEqual([]);
  });

  it('gives up layers for plain encodings', async () => {
    await inCall(8);
    expect(call.peer.sections[0]?.options).toMatchObject({ codec: 'VP9', encodings: [{ scalabilityMode: 'L3T3_KEY' }] });
    await seconds(8, camera('cpu'));
    expect(call.socket.take('offer').publications).toMatchObject([{ source: 'camera' }]);
    const [before, after] = call.peer.sections.filter(({ source }) => source === 'camera');
    expect(before).toMatchObject({ active: false, track: null });
    expect(after).toMatchObject({ active: true, options: { codec: 'VP8', encodings: [{ rid: 'q' }, { rid: 'h' }, { rid: 'f' }] } });
  });

  it('leaves alone what the application planned, and what has nothing to give', async () => {
    await call.room.publish(new FakeTrack('video', 'cam').asTrack(), { source: 'camera', encodings: [{ rid: 'a' }, { rid: 'b' }] });
    await call.inCall();
    await seconds(20, camera('cpu'));
    expect(call.peer.sections[0]?.activeEncodings).toBeUndefined();
    expect(call.warnings).toEqual([]);
  });
});
