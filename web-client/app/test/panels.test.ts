import type { ChatMessage, Participant } from '@plenum/client';
import { describe, expect, it } from 'vitest';
import { piecesOf, turnsOf } from '../src/panels/chat-lines.ts';
import { bitrate, millis, share, size } from '../src/panels/figures.ts';
import { found, inOrder } from '../src/panels/people-order.ts';
import { shortcutFor } from '../src/elements/shortcuts.ts';
import type { Keystroke } from '../src/elements/shortcuts.ts';

const said = (id: string, participant: string, at: number, to: string | null = null): ChatMessage => ({ id, participant, name: participant, text: id, at, to });

describe('turnsOf', () => {
  it('puts together what one person wrote to the same in one go', () => {
    const turns = turnsOf([said('1', 'a', 0), said('2', 'a', 1_000), said('3', 'b', 2_000), said('4', 'b', 3_000, 'a'), said('5', 'b', 200_000, 'a')]);
    expect(turns.map(({ messages }) => messages.map(({ id }) => id))).toEqual([['1', '2'], ['3'], ['4'], ['5']]);
  });
});

describe('piecesOf', () => {
  it.each([
    ['see https://example.org/a?b=1.', ['see ', '>https://example.org/a?b=1', '.']],
    ['(http://x.de) and https://y.de/', ['(', '>http://x.de', ') and ', '>https://y.de/']],
    ['javascript:alert(1) ftp://x.de', ['javascript:alert(1) ftp://x.de']],
    ['<https://x.de>', ['<', '>https://x.de', '>']],
  ])('finds the links of %s', (text, pieces) => {
    expect(piecesOf(text).map((piece) => `${piece.isLink ? '>' : ''}${piece.text}`)).toEqual(pieces);
  });
});

describe('people', () => {
  const person = (name: string, handRaisedAt: number | null = null): Participant => ({ id: name, name, handRaisedAt }) as unknown as Participant;

  it('come by their raised hands, then by name', () => {
    const order = inOrder([person('zoe'), person('Émile'), person('Bob', 20), person('adam'), person('Carl', 10)], 'en');
    expect(order.map(({ name }) => name)).toEqual(['Carl', 'Bob', 'adam', 'Émile', 'zoe']);
  });

  it('are found whatever the accents', () => {
    expect(found([person('Émile'), person('Bob')], ' emi ').map(({ name }) => name)).toEqual(['Émile']);
  });
});

describe('figures', () => {
  it('are what people read', () => {
    expect([bitrate(1_540_000), bitrate(64_400), bitrate(null)]).toEqual(['1.5 Mbit/s', '64 kbit/s', '–']);
    expect([millis(15.6), millis(null)]).toEqual(['16 ms', '–']);
    expect([share(0.0004), share(0.0312)]).toEqual(['0 %', '3.1 %']);
    expect([size(640, 360, 29.7), size(0, 0, 0)]).toEqual(['640 × 360, 30 fps', '–']);
  });
});

describe('shortcutFor', () => {
  const stroke = (key: string, change: Partial<Keystroke> = {}): Keystroke => ({
    key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, target: null, ...change,
  });
  const focused = (selector: string): EventTarget => ({ closest: (wanted: string) => (wanted.split(', ').includes(selector) ? {} : null) }) as unknown as EventTarget;

  it('knows its keys in both cases', () => {
    expect([shortcutFor(stroke('m')), shortcutFor(stroke('M')), shortcutFor(stroke('?', { shiftKey: true }))]).toEqual(['microphone', 'microphone', 'help']);
    expect(shortcutFor(stroke('x'))).toBeNull();
  });

  it('leaves only with shift', () => {
    expect(shortcutFor(stroke('l'))).toBeNull();
    expect(shortcutFor(stroke('L', { shiftKey: true }))).toBe('leave');
  });

  it('does not take the keys of the browser, nor of a field, nor of a button', () => {
    expect(shortcutFor(stroke('c', { ctrlKey: true }))).toBeNull();
    expect(shortcutFor(stroke('m', { target: focused('textarea') }))).toBeNull();
    expect(shortcutFor(stroke(' ', { target: focused('button') }))).toBeNull();
    expect(shortcutFor(stroke(' '))).toBe('talk');
    expect(shortcutFor(stroke('m', { repeat: true }))).toBeNull();
  });
});
