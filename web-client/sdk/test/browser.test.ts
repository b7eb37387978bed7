import { afterEach, describe, expect, it, vi } from 'vitest';
import { openCamera, openMicrophone, openScreen } from '../src/devices.ts';
import { browserNetwork } from '../src/network.ts';
import { Participant } from '../src/participant.ts';
import { browserSocket } from '../src/signalling.ts';
import { browserValidate } from '../src/validation.ts';
import { FakeTrack, person } from './fakes.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the network of the computer', () => {
  it('is another one when it comes back, or is of another type', () => {
    const page = new EventTarget();
    const connection = Object.assign(new EventTarget(), { type: 'wifi' });
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    vi.stubGlobal('navigator', { connection });
    let changes = 0;
    const stop = browserNetwork(() => (changes += 1));
    page.dispatchEvent(new Event('online'));
    expect(changes).toBe(1);
    connection.dispatchEvent(new Event('change')); // only the estimate of its speed
    expect(changes).toBe(1);
    connection.type = 'cellular';
    connection.dispatchEvent(new Event('change'));
    expect(changes).toBe(2);
    stop();
    connection.type = 'wifi';
    connection.dispatchEvent(new Event('change'));
    page.dispatchEvent(new Event('online'));
    expect(changes).toBe(2);
  });
});

describe('devices', () => {
  const asked: unknown[] = [];
  const give = (...tracks: FakeTrack[]): void => {
    asked.length = 0;
    const answer = (constraints: unknown): Promise<unknown> => {
      asked.push(constraints);
      const of = (kind: string) => (): FakeTrack[] => tracks.filter((track) => track.kind === kind);
      return Promise.resolve({ getVideoTracks: of('video'), getAudioTracks: of('audio') });
    };
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: answer, getDisplayMedia: answer } });
  };

  it('gives a camera of the usual size, or the one asked for', async () => {
    give(new FakeTrack('video', 'cam'));
    expect((await openCamera()).id).toBe('cam');
    await openCamera({ deviceId: 'front', width: 640, height: 360, framesPerSecond: 15 });
    expect(asked).toEqual([
      { video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } },
      { video: { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15 }, deviceId: { exact: 'front' } } },
    ]);
  });

  it('takes noise and echo out of speech, and leaves music as it is', async () => {
    give(new FakeTrack('audio', 'mic'));
    expect((await openMicrophone()).contentHint).toBe('speech');
    expect((await openMicrophone({ speech: false, deviceId: 'studio' })).contentHint).toBe('music');
    expect(asked).toEqual([
      { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } },
      { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, deviceId: { exact: 'studio' } } },
    ]);
  });

  it('shares text with few frames and motion with many, within bounds', async () => {
    const picture = new FakeTrack('video', 'screen');
    give(picture);
    expect(await openScreen()).toMatchObject({ picture, sound: null, framesPerSecond: 5 });
    expect(picture.contentHint).toBe('text');
    expect(await openScreen({ content: 'motion', sound: false })).toMatchObject({ framesPerSecond: 30 });
    expect(picture.contentHint).toBe('motion');
    expect((await openScreen({ framesPerSecond: 90 })).framesPerSecond).toBe(30);
    expect((await openScreen({ framesPerSecond: 0 })).framesPerSecond).toBe(1);
    expect(asked).toMatchObject([{ audio: { echoCancellation: false } }, { audio: false }, {}, {}]);
  });

  it('says so where a device delivers nothing', async () => {
    give();
    await expect(openCamera()).rejects.toMatchObject({ name: 'NotFoundError' });
  });
});

describe('a socket of the browser', () => {
  it('passes on what happens', () => {
    const sockets: EventTarget[] = [];
    vi.stubGlobal(
      'WebSocket',
      class extends EventTarget {
        constructor(
          readonly url: string,
          readonly protocol: string,
        ) {
          super();
          sockets.push(this);
        }
      },
    );
    const told: unknown[] = [];
    browserSocket('ws://host/v1/ws', 'plenum.v1', {
      onOpen: () => told.push('open'),
      onMessage: (data) => told.push(data),
      onClose: (code) => told.push(code),
    });
    const [socket] = sockets;
    expect(socket).toMatchObject({ url: 'ws://host/v1/ws', protocol: 'plenum.v1' });
    socket?.dispatchEvent(new Event('open'));
    socket?.dispatchEvent(Object.assign(new Event('message'), { data: '{}' }));
    socket?.dispatchEvent(Object.assign(new Event('close'), { code: 4001 }));
    expect(told).toEqual(['open', '{}', 4001]);
  });
});

describe('the question by plain HTTP', () => {
  const request = { url: 'ws://host/v1/ws', room: 'daily', name: 'Ann', token: 'e30.x' };
  const answer = (status: number, body: string): unknown[] => {
    const asked: unknown[] = [];
    vi.stubGlobal('fetch', (url: string, { headers }: { headers: unknown }) => {
      asked.push(url, headers);
      return status === 0 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(new Response(body, { status }));
    });
    return asked;
  };

  it('carries the token where no log keeps it', async () => {
    const asked = answer(200, '{"ok":true}');
    expect(await browserValidate(request)).toMatchObject({ isWelcome: true });
    expect(asked).toEqual(['http://host/v1/validate?room=daily&name=Ann', { Authorization: 'Bearer e30.x' }]);
  });

  it('is answered by a refusal, by nothing, or by a server that does not know it', async () => {
    answer(403, '{"error":"room-locked","detail":"The room is locked."}');
    expect(await browserValidate({ ...request, token: undefined })).toEqual({
      isWelcome: false, code: 'room-locked', words: 'The room is locked.',
    });
    answer(404, '{"error":"not-found","detail":"Nothing here."}');
    expect(await browserValidate(request)).toEqual({ isWelcome: false, code: null, words: null });
    answer(0, '');
    expect(await browserValidate(request)).toBeNull();
  });
});

describe('the stream of a participant', () => {
  it('stays the same and holds the tracks of the moment', () => {
    class FakeStream {
      #tracks: readonly MediaStreamTrack[];
      constructor(tracks: readonly MediaStreamTrack[]) {
        this.#tracks = tracks;
      }
      getTracks = (): readonly MediaStreamTrack[] => this.#tracks;
      addTrack = (track: MediaStreamTrack): void => {
        this.#tracks = [...new Set([...this.#tracks, track])];
      };
      removeTrack = (track: MediaStreamTrack): void => {
        this.#tracks = this.#tracks.filter((each) => each !== track);
      };
    }
    vi.stubGlobal('MediaStream', FakeStream);
    const track = (kind: 'audio' | 'video', id: string) =>
      ({ publication: id, source: kind === 'audio' ? 'microphone' : 'camera', mid: id, track: new FakeTrack(kind, id).asTrack() }) as const;
    const info = person('p-b', 'Bob');
    const bob = new Participant(info);
    const [voice, face, other] = [track('audio', 'voice'), track('video', 'face'), track('video', 'other')];
    bob.update(info, [voice]);
    const { stream } = bob;
    const ids = (): string[] => stream.getTracks().map(({ id }) => id);
    expect(ids()).toEqual(['voice']);
    bob.update(info, [voice, face]);
    bob.update(info, [voice, face]);
    expect(ids()).toEqual(['voice', 'face']);
    bob.update(info, [other]);
    expect(ids()).toEqual(['other']);
    bob.dropTracks();
    expect(ids()).toEqual([]);
    expect(bob.stream).toBe(stream);
  });
});
