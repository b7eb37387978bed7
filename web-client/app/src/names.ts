import { say } from './words/say.ts';

/** Rooms and participants: 1 to 128 letters, digits, `-`, `_`, `.` and spaces, as the server takes them. */
const ALLOWED = /^[\p{L}\p{N}\-_. ]{1,128}$/u;

/** What is wrong with a name, in words for its owner; null when it is fine. */
export function problemWithName(name: string): string | null {
  if (name === '') {
    return say('name.empty');
  }
  if (!ALLOWED.test(name)) {
    return say('name.letters');
  }
  return null;
}

export function tidy(name: string): string {
  return name.normalize('NFC').trim();
}

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.split(/[\s\-_.]+/u).filter((word) => word !== '');
  const [first = '?'] = words;
  const second = words.length > 1 ? words.at(-1) : undefined;
  return `${firstLetter(first)}${second === undefined ? '' : firstLetter(second)}`.toUpperCase();
}

/** As a reader sees it: a letter with its accents, or a whole emoji. */
function firstLetter(word: string): string {
  const [letter] = new Intl.Segmenter().segment(word);
  return letter?.segment ?? '';
}

/** A hue from 0 to 359 that is always the same for a name. */
export function hue(name: string): number {
  let hash = 0;
  for (const character of name) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  }
  return hash;
}

const QUALITIES = [
  'amber', 'brave', 'bright', 'calm', 'clear', 'copper', 'early', 'gentle', 'golden', 'green', 'happy', 'kind',
  'light', 'lively', 'merry', 'misty', 'open', 'quick', 'quiet', 'silver', 'sunny', 'swift', 'warm', 'wide',
] as const;
const THINGS = [
  'acorn', 'anchor', 'bay', 'beacon', 'birch', 'brook', 'canyon', 'cedar', 'cloud', 'dune', 'falcon', 'fern',
  'garden', 'harbour', 'heron', 'island', 'lantern', 'meadow', 'orchard', 'otter', 'pine', 'river', 'robin', 'summit',
] as const;

/** A room name that is easy to say and, with its number, hard to meet by chance. `random` is 0 to 1. */
export function suggestRoomName(random: () => number): string {
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? '';
  const number = 100 + Math.floor(random() * 900);
  return `${pick(QUALITIES)}-${pick(THINGS)}-${number}`;
}
