import type { Room, RoomEvents, RoomState } from '@plenum/client';
import { describe, expect, it } from 'vitest';
import { HELLO } from '../../embed/src/messages.ts';
import { Embedder } from '../src/embedder.ts';

/** A page in a frame, and the port that the page around hands over. */
class Framed {
  readonly told: unknown[] = [];
  readonly orders: string[] = [];
  readonly page = Object.assign(new EventTarget(), { parent: {} });
  readonly port: { onmessage: (event: { data: unknown }) => void; postMessage: (news: unknown) => void } = {
    onmessage: () => undefined,
    postMessage: (news) => this.told.push(news),
  };
  readonly #listeners = new Map<string, () => void>();
  state: RoomState = { name: 'idle' };

  get room(): Room {
    const on = (name: keyof RoomEvents, listener: () => void): (() => void) => {
      this.#listeners.set(name, listener);
      return () => this.#listeners.delete(name);
    };
    const state = (): RoomState => this.state;
    return {
      on,
      get state() {
        return state();
      },
      self: { id: 'p-1', name: 'Ann' },
      participants: [{}],
      leave: () => this.orders.push('leave'),
      setMuted: (source: string, muted: boolean) => Promise.resolve(this.orders.push(`${source} ${muted}`)),
    } as unknown as Room;
  }

  says(data: unknown, source: unknown = this.page.parent): void {
    this.page.dispatchEvent(Object.assign(new Event('message'), { data, source, ports: [this.port] }));
  }

  happens(name: keyof RoomEvents): void {
    this.#listeners.get(name)?.();
  }
}

describe('the page around the meeting', () => {
  it('is told what happens, also when it comes late', () => {
    const framed = new Framed();
    const embedder = new Embedder(framed.page as unknown as Window);
    embedder.watch(framed.room);
    framed.state = { name: 'connected' };
    framed.happens('stateChanged');
    framed.says(HELLO);
    expect(framed.told).toEqual([
      { type: 'joined', id: 'p-1', name: 'Ann' },
      { type: 'participants', count: 2 },
    ]);
    framed.state = { name: 'disconnected', reason: 'removed', action: 'stop', error: null };
    framed.happens('stateChanged');
    framed.happens('participantLeft');
    expect(framed.told.slice(2)).toEqual([{ type: 'left', reason: 'removed', action: 'stop' }]);
  });

  it('may leave and mute', () => {
    const framed = new Framed();
    new Embedder(framed.page as unknown as Window).watch(framed.room);
    framed.says(HELLO);
    framed.port.onmessage({ data: { type: 'setMuted', source: 'camera', muted: true } });
    framed.port.onmessage({ data: { type: 'leave' } });
    expect(framed.orders).toEqual(['camera true', 'leave']);
  });

  it('is the only one that is listened to', () => {
    const framed = new Framed();
    framed.state = { name: 'connected' };
    new Embedder(framed.page as unknown as Window).watch(framed.room);
    framed.says(HELLO, {});
    framed.says('hello');
    expect(framed.told).toEqual([]);
  });
});
