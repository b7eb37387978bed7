import { describe, expect, it } from 'vitest';
import { readAddress, roomLink } from '../src/address.ts';

function read(path: string): ReturnType<typeof readAddress> {
  return readAddress(new URL(path, 'https://meet.test'));
}

describe('address', () => {
  it('knows the start page', () => {
    expect(read('/')).toEqual({ room: null, name: null, joinAtOnce: false, camera: true, microphone: true, plainSound: false, token: null });
  });

  it('knows a room, whatever its letters', () => {
    expect(read('/r/daily').room).toBe('daily');
    expect(read('/r/daily/').room).toBe('daily');
    expect(read(roomLink('https://meet.test', 'Große Runde')).room).toBe('Große Runde');
    expect(read('/r/100%').room).toBe('100%');
    expect(read('/r/a/b').room).toBeNull();
  });

  it('reads a deep link', () => {
    expect(read('/r/daily?name=Alice&join=1&camera=off&microphone=off&sound=music#token=e30.x')).toEqual({
      room: 'daily',
      name: 'Alice',
      joinAtOnce: true,
      camera: false,
      microphone: false,
      plainSound: true,
      token: 'e30.x',
    });
  });
});
