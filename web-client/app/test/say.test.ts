import { afterEach, describe, expect, it } from 'vitest';
import { bestLanguage, currentLanguage, LANGUAGES, say, sayCount, speak, spoken } from '../src/words/say.ts';

const FILES = import.meta.glob<Record<string, string>>('../src/words/*.json', { eager: true, import: 'default' });
const CODE = import.meta.glob<string>('../src/**/*.ts', { eager: true, query: '?raw', import: 'default' });
const words = (language: string): Record<string, string> => FILES[`../src/words/${language}.json`] ?? {};
const placeholders = (sentence: string): readonly string[] => [...sentence.matchAll(/\{\w+\}/gu)].map(([whole]) => whole).toSorted();

describe('languages', () => {
  it.each(LANGUAGES)('%s has every sentence, with the same things to fill in', (language) => {
    const english = words('en');
    const other = words(language);
    expect(Object.keys(other).toSorted()).toEqual(Object.keys(english).toSorted());
    for (const [key, sentence] of Object.entries(english)) {
      expect(placeholders(other[key] ?? ''), key).toEqual(placeholders(sentence));
    }
  });

  it('has no sentence that nobody says', () => {
    const code = Object.values(CODE).join('\n');
    // Those whose last part is made at run time.
    const made = /^(shortcut|reaction|role|source|left|device|people\.make|people\.publishers|settings\.theme|entry\.(microphone|camera)|settings)\./u;
    const silent = Object.keys(words('en')).filter((key) => {
      const plain = key.replace(/\.(one|other)$/u, '');
      return !made.test(key) && !code.includes(`'${key}'`) && !code.includes(`'${plain}'`);
    });
    expect(silent).toEqual([]);
  });
});

describe('say', () => {
  afterEach(() => speak('en'));

  it('fills in names, and leaves what it is not given', () => {
    expect(say('call.here', { name: 'Ann' })).toBe('Ann is here.');
    expect(say('call.here')).toBe('{name} is here.');
  });

  it('counts in the language that it speaks', async () => {
    expect(sayCount('call.count', 1)).toBe('1 person in the room');
    expect(sayCount('call.count', 3)).toBe('3 people in the room');
    await speak('de');
    expect(sayCount('call.count', 1)).toBe('1 Person im Raum');
  });

  it('tells when it speaks another language, and stays with one that it knows', async () => {
    let changes = 0;
    const count = (): void => {
      changes += 1;
    };
    spoken.addEventListener('change', count);
    await speak('de');
    await speak('tlh');
    spoken.removeEventListener('change', count);
    expect(changes).toBe(1);
    expect(currentLanguage()).toBe('de');
  });

  it('takes the first language that a person reads', () => {
    expect(bestLanguage(['fr-CA', 'de-AT', 'en'], ['en', 'de'])).toBe('de');
    expect(bestLanguage(['fr'], ['en', 'de'])).toBe('en');
  });
});
