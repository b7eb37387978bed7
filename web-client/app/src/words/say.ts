import english from './en.json';

/** Every sentence of the page has a key; `en.json` has them all, every other file beside it is another language. */
export type Key = keyof typeof english;
type Messages = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, string | number>>;

const ENGLISH = 'en';
const FILES = import.meta.glob<Messages>(['./*.json', '!./en.json'], { import: 'default' });
const loadable = new Map(Object.entries(FILES).map(([path, load]) => [path.replace(/^\.\/|\.json$/gu, ''), load]));

/** Codes (BCP 47) of the languages that there are words for. */
export const LANGUAGES: readonly string[] = [ENGLISH, ...loadable.keys()];

/** Dispatches `change` when the page speaks another language. */
export const spoken = new EventTarget();

let language = ENGLISH;
let messages: Messages = english;

export function currentLanguage(): string {
  return language;
}

/** The sentence in the language of the page, with values in place of `{names}`. A word that a language lacks is said in English. */
export function say(key: Key, values: Values = {}): string {
  const sentence = messages[key] ?? english[key];
  return sentence.replace(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}

type Counted<K> = K extends `${infer Base}.other` ? Base : never;

/** The sentence for so many, in the plural form that the language has for that number. */
export function sayCount(key: Counted<Key>, count: number, values: Values = {}): string {
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
  return say(`${key}.${form}` as Key, { ...values, count });
}

/** Speaks another language from now on; one that there are no words for changes nothing. */
export async function speak(wanted: string): Promise<void> {
  const load = loadable.get(wanted);
  if (wanted !== ENGLISH && load === undefined) {
    return;
  }
  messages = load === undefined ? english : await load();
  language = wanted;
  spoken.dispatchEvent(new Event('change'));
}

/** Of the languages that a person reads, the first that the page speaks. */
export function bestLanguage(read: readonly string[], available: readonly string[] = LANGUAGES): string {
  for (const each of read) {
    const found = available.find((candidate) => candidate === each || candidate === each.split('-')[0]);
    if (found !== undefined) {
      return found;
    }
  }
  return ENGLISH;
}
