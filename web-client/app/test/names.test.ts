import { describe, expect, it } from 'vitest';
import { hue, initials, problemWithName, suggestRoomName, tidy } from '../src/names.ts';

describe('names', () => {
  it.each(['daily', 'Zoë', 'Łukasz Żak', '田中', 'room_1.2-b', 'a'.repeat(128)])('takes %s', (name) => {
    expect(problemWithName(name)).toBeNull();
  });

  it.each(['', 'a/b', 'x<y', 'tab\t', '😀', 'a'.repeat(129)])('refuses "%s" in words', (name) => {
    expect(problemWithName(name)).toMatch(/\.$/u);
  });

  it('joins what a keyboard typed as two characters', () => {
    expect(tidy(' Zoe\u0308 ')).toBe('Zo\u00eb');
  });

  it.each([
    ['Alice', 'A'],
    ['alice archer', 'AA'],
    ['Dana Löwenstein-Hohenberg', 'DH'],
    ['élodie', 'É'],
    ['-', ''],
  ])('stands %s as %s', (name, letters) => {
    expect(initials(name)).toBe(letters === '' ? '?' : letters);
  });

  it('gives a name the same colour every time', () => {
    expect(hue('Alice')).toBe(hue('Alice'));
    expect(hue('Alice')).not.toBe(hue('Bob'));
  });

  it('suggests rooms that the server takes', () => {
    for (const random of [0, 0.5, 0.999]) {
      expect(problemWithName(suggestRoomName(() => random))).toBeNull();
    }
    expect(suggestRoomName(() => 0)).toBe('amber-acorn-100');
  });
});
