import { describe, expect, it } from 'vitest';
import { INITIAL_VIEW, reduceView } from '../src/view/view-state.ts';

describe('reduceView', () => {
  it('pins, and unpins what is pinned', () => {
    const pinned = reduceView(INITIAL_VIEW, { type: 'togglePin', key: 'a' });
    expect(pinned.pinned).toBe('a');
    expect(reduceView(pinned, { type: 'togglePin', key: 'b' }).pinned).toBe('b');
    expect(reduceView(pinned, { type: 'togglePin', key: 'a' }).pinned).toBeNull();
  });

  it('loses the pin with the tile', () => {
    const pinned = reduceView(INITIAL_VIEW, { type: 'togglePin', key: 'a' });
    expect(reduceView(pinned, { type: 'tilesChanged', keys: ['b', 'a'] })).toBe(pinned);
    expect(reduceView(pinned, { type: 'tilesChanged', keys: ['b'] }).pinned).toBeNull();
  });

  it('counts messages while the chat is closed', () => {
    let view = reduceView(INITIAL_VIEW, { type: 'messageCame' });
    view = reduceView(view, { type: 'messageCame' });
    expect(view.unread).toBe(2);
    view = reduceView(view, { type: 'togglePanel', panel: 'chat' });
    expect(view).toMatchObject({ panel: 'chat', unread: 0 });
    expect(reduceView(view, { type: 'messageCame' })).toBe(view);
  });

  it('opens one panel at a time, and closes the one that is open', () => {
    const chat = reduceView(INITIAL_VIEW, { type: 'togglePanel', panel: 'chat' });
    const people = reduceView(chat, { type: 'togglePanel', panel: 'people' });
    expect(people.panel).toBe('people');
    expect(reduceView(people, { type: 'togglePanel', panel: 'people' }).panel).toBeNull();
    expect(reduceView(people, { type: 'closePanel' }).panel).toBeNull();
    expect(reduceView(INITIAL_VIEW, { type: 'closePanel' })).toBe(INITIAL_VIEW);
  });

  it('turns pages, and begins at the first when the view changes', () => {
    const third = reduceView(INITIAL_VIEW, { type: 'turnTo', page: 2 });
    expect(third.page).toBe(2);
    expect(reduceView(third, { type: 'turnTo', page: 2 })).toBe(third);
    expect(reduceView(third, { type: 'turnTo', page: -1 }).page).toBe(0);
    expect(reduceView(third, { type: 'toggleMode' })).toMatchObject({ mode: 'speaker', page: 0 });
  });
});
