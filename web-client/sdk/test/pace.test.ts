import { beforeEach, describe, expect, it } from 'vitest';
import { Pace } from '../src/pace.ts';
import { Call } from './call.ts';
import { FakeClock } from './fakes.ts';

/** What the server takes: 200 messages in ten seconds. */
const LIMIT = 200;
const WINDOW_MILLIS = 10_000;

describe('pace', () => {
  let clock: FakeClock;
  let pace: Pace;
  let said: { readonly text: string; readonly at: number }[];

  beforeEach(() => {
    clock = new FakeClock();
    said = [];
    pace = new Pace(clock, (text) => said.push({ text, at: clock.now() }));
  });

  it('lets what people say go at once', () => {
    for (let second = 0; second < 60; second += 1) {
      Array.from({ length: 8 }, (_, index) => `${second}.${index}`).forEach((text) => {
        pace.add(text);
      });
      expect(said).toHaveLength(8 * (second + 1));
      clock.pass(1_000);
    }
    expect(clock.pending).toBe(0);
  });

  it('never says more than the server takes, and all of it in its order', () => {
    clock.pass(60_000);
    const texts = Array.from({ length: 1_000 }, (_, index) => String(index));
    texts.forEach((text) => {
      pace.add(text);
    });
    clock.pass(100_000);
    expect(said.map(({ text }) => text)).toEqual(texts);
    said.forEach(({ at }) => {
      expect(said.filter((other) => other.at >= at && other.at < at + WINDOW_MILLIS).length).toBeLessThan(LIMIT);
    });
  });

  it('does not stand still when the computer sets its clock back', () => {
    Array.from({ length: 81 }, (_, index) => String(index)).forEach((text) => {
      pace.add(text);
    });
    expect(said).toHaveLength(80);
    clock.setBack(3_600_000);
    clock.pass(100);
    clock.pass(100);
    expect(said).toHaveLength(81);
  });
});

describe('a room whose application says much', () => {
  it('leaves out what would come ten seconds late, and says so', async () => {
    const call = await new Call().inCall();
    for (let number = 0; number < 300; number += 1) {
      call.room.sendData(number);
    }
    expect(new Set(call.warnings.map(({ code }) => code))).toEqual(new Set(['too-many-requests']));
    call.room.raiseHand();
    call.clock.pass(15_000);
    const said = call.socket.sent.filter(({ type }) => type === 'data');
    expect(said.length + call.warnings.length).toBe(300);
    expect(call.socket.sent.filter(({ type }) => type === 'hand')).toHaveLength(1);
  });

  it('leaves without waiting for what has not been said yet', async () => {
    const call = await new Call().inCall();
    for (let number = 0; number < 300; number += 1) {
      call.room.sendData(number);
    }
    expect(call.socket.sent.length).toBeLessThan(LIMIT / 2);
    call.clock.pass(1_000);
    call.room.leave();
    expect(call.socket.sent.at(-1)).toEqual({ type: 'leave' });
    expect(call.clock.pending).toBe(0);
  });
});
