import { describe, expect, it } from 'vitest';
import { summarise } from '../src/stats.ts';

/** What a browser reports, cut down. */
const REPORT = [
  { id: 'P', type: 'candidate-pair', timestamp: 1, nominated: true, currentRoundTripTime: 0.025, availableOutgoingBitrate: 900_000 },
  { id: 'T', type: 'transport', timestamp: 1 },
  { id: 'C', type: 'codec', timestamp: 1, mimeType: 'video/VP8' },
  { id: 'R', type: 'remote-inbound-rtp', timestamp: 1, localId: 'O', fractionLost: 0.02, roundTripTime: 0.03 },
  { id: 'O', type: 'outbound-rtp', timestamp: 1, mid: '1', rid: 'q', codecId: 'C', qualityLimitationReason: 'cpu', kind: 'video', packetsSent: 90, bytesSent: 9000, framesEncoded: 30, frameWidth: 1280 },
  { id: 'I', type: 'inbound-rtp', timestamp: 1, mid: '2', kind: 'audio', packetsReceived: 50, jitter: 0.004, totalAudioEnergy: 0.5 },
  { id: 'J', type: 'inbound-rtp', timestamp: 1, mid: '3', kind: 'video', framesDecoded: 28, freezeCount: 1 },
] as unknown as RTCStats[];

describe('summarise', () => {
  it('sorts the report by source and slot', () => {
    const slots = [{ mid: '2', kind: 'audio', participant: 'p-b', publication: 't-1' }] as const;
    const stats = summarise(REPORT, slots, (mid) => (mid === '1' ? 'camera' : null));
    expect(stats.roundTripMillis).toBe(25);
    expect(stats.availableOutgoingBps).toBe(900_000);
    expect(stats.sending).toMatchObject([
      { rid: 'q', codec: 'VP8', qualityLimitation: 'cpu', fractionLost: 0.02, roundTripMillis: 30 },
    ]);
    expect(stats.receiving[0]).toMatchObject({ codec: null, jitterMillis: 4 });
    expect(stats.sending).toMatchObject([{ source: 'camera', mid: '1', kind: 'video', packetsSent: 90, framesEncoded: 30, frameHeight: 0 }]);
    expect(stats.receiving).toMatchObject([
      { mid: '2', kind: 'audio', participant: 'p-b', publication: 't-1', packetsReceived: 50, totalAudioEnergy: 0.5 },
      { mid: '3', kind: 'video', participant: null, framesDecoded: 28, freezeCount: 1 },
    ]);
    expect(stats.raw).toBe(REPORT);
  });

  it('says nothing of a call that has not begun', () => {
    expect(summarise([], [], () => null)).toEqual({ roundTripMillis: null, availableOutgoingBps: null, sending: [], receiving: [], raw: [] });
  });
});
