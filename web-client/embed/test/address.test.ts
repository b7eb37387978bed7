import { describe, expect, it } from 'vitest';
import { meetingUrl } from '../src/address.ts';

const OPTIONS = { server: 'https://meet.example', room: 'a/b c', name: null, token: null, camera: true, microphone: true };

describe('the address of an embedded meeting', () => {
  it('is that of the room, which asks for the name', () => {
    expect(meetingUrl(OPTIONS)).toBe('https://meet.example/r/a%2Fb%20c');
  });

  it('joins at once with a name, and without what is off', () => {
    const url = meetingUrl({ ...OPTIONS, room: 'daily', name: 'Ann', camera: false, microphone: false });
    expect(url).toBe('https://meet.example/r/daily?name=Ann&join=1&camera=off&microphone=off');
  });

  it('keeps the token from the server and its logs', () => {
    const url = new URL(meetingUrl({ ...OPTIONS, token: 'e30.e30.x&y' }));
    expect(url.search).toBe('');
    expect(new URLSearchParams(url.hash.slice(1)).get('token')).toBe('e30.e30.x&y');
  });
});
