import { describe, expect, it } from 'vitest';
import { PlayoutDelay, PlayoutDelays } from '../src/playout.ts';
import { summarise } from '../src/stats.ts';
import { FakePeer } from './fakes.ts';

/** Looks once a second at a slot with 40 packets a second; answers every delay. */
function watch(delay: PlayoutDelay, roundTripMillis: number) {
  let packetsReceived = 0;
  let nackCount = 0;
  let freezeCount = 0;
  return (seconds: number, each: { nacks?: number; freezes?: number } = {}): number[] =>
    Array.from({ length: seconds }, () => {
      packetsReceived += 40;
      nackCount += each.nacks ?? 0;
      freezeCount += each.freezes ?? 0;
      return delay.look({ packetsReceived, nackCount, freezeCount }, roundTripMillis);
    });
}

describe('the delay of a slot', () => {
  it('is left to the browser while nothing is lost', () => {
    expect(watch(new PlayoutDelay(), 100)(60)).toEqual(Array(60).fill(0));
  });

  it('is left to the browser after a packet or two', () => {
    const look = watch(new PlayoutDelay(), 100);
    look(10);
    expect([...look(1, { nacks: 2 }), ...look(20)]).toEqual(Array(21).fill(0));
  });

  it('leaves time for two repetitions once packets are lost', () => {
    expect(watch(new PlayoutDelay(), 100)(4, { nacks: 3 })).toEqual([0, 250, 250, 250]);
  });

  it('does without a round trip of our own: the loss may be beyond the server', () => {
    expect(watch(new PlayoutDelay(), 4)(3, { nacks: 3 }).at(-1)).toBe(100);
  });

  it('grows with freezes and ends where talking becomes hard', () => {
    const look = watch(new PlayoutDelay(), 100);
    look(6, { nacks: 3 });
    expect(look(4, { nacks: 3, freezes: 1 })).toEqual([300, 300, 300, 350]);
    expect(look(20, { nacks: 3, freezes: 1 }).at(-1)).toBe(500);
  });

  it('does not count freezes before the browser has lengthened its buffer', () => {
    const look = watch(new PlayoutDelay(), 100);
    expect(look(5, { nacks: 3, freezes: 2 })).toEqual([0, 250, 250, 250, 250]);
    expect(look(1, { nacks: 3, freezes: 1 })).toEqual([300]);
  });

  it('eases slowly when loss has been over for a while', () => {
    const look = watch(new PlayoutDelay(), 100);
    look(10, { nacks: 3 });
    const after = look(60);
    expect(after.slice(0, 20)).toEqual(Array(20).fill(250));
    expect(after.every((millis, i) => i === 0 || (after[i - 1] ?? 0) - millis <= 25)).toBe(true);
    expect(after.at(-1)).toBe(0);
  });

  it('stands a counter that begins anew', () => {
    const delay = new PlayoutDelay();
    delay.look({ packetsReceived: 1000, nackCount: 50, freezeCount: 4 }, 100);
    expect(delay.look({ packetsReceived: 0, nackCount: 0, freezeCount: 0 }, 100)).toBe(0);
  });
});

describe('the delays of a session', () => {
  const slots = [
    { mid: '0', kind: 'video', participant: 'p-a', publication: 't-1' },
    { mid: '1', kind: 'audio', participant: 'p-a', publication: 't-2' },
    { mid: '2', kind: 'audio', participant: 'p-b', publication: 't-3' },
  ] as const;

  it("make a participant's voice wait for the picture, and nobody else's", async () => {
    const peer = new FakePeer({ onConnectionState: () => undefined, onNote: () => undefined });
    const receivers = [peer.addReceiver('video'), peer.addReceiver('audio'), peer.addReceiver('audio')];
    await peer.createOffer();
    const delays = new PlayoutDelays();
    for (let second = 1; second <= 3; second += 1) {
      const report = [
        { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.1 },
        { type: 'inbound-rtp', mid: '0', kind: 'video', packetsReceived: 40 * second, nackCount: 4 * second },
        { type: 'inbound-rtp', mid: '1', kind: 'audio', packetsReceived: 50 * second },
        { type: 'inbound-rtp', mid: '2', kind: 'audio', packetsReceived: 50 * second },
      ];
      delays.look(summarise(report as unknown as RTCStats[], slots, () => null), receivers);
    }
    expect(peer.sections.map(({ playoutDelay }) => playoutDelay)).toEqual([250, 250, 0]);
  });
});
