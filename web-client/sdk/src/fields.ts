import type { Json } from './protocol.ts';

/** A field is missing or has a wrong type; the message is for a log. */
export class BadField extends Error {}

/** Reads the fields of one JSON object and names the one that is missing or has the wrong type. */
export class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #path: string;

  constructor(json: unknown, path: string) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw new BadField(`${path} is not an object`);
    }
    this.#values = new Map(Object.entries(json));
    this.#path = path;
  }

  string(name: string): string {
    const value = this.#values.get(name);
    if (typeof value !== 'string') {
      throw this.#bad(name, 'a string');
    }
    return value;
  }

  /** Whether the field is there and not null. */
  has(name: string): boolean {
    return !this.#isMissing(name);
  }

  /** Null where the field is missing or null. */
  optionalString(name: string): string | null {
    return this.#isMissing(name) ? null : this.string(name);
  }

  boolean(name: string): boolean {
    const value = this.#values.get(name);
    if (typeof value !== 'boolean') {
      throw this.#bad(name, 'true or false');
    }
    return value;
  }

  /** A whole number from 0 up. */
  count(name: string): number {
    const value = this.#values.get(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw this.#bad(name, 'a whole number from 0 up');
    }
    return value;
  }

  /** A number from 0 up, or null where the field is missing or null. */
  optionalCount(name: string): number | null {
    return this.#isMissing(name) ? null : this.count(name);
  }

  /** Any whole number; `otherwise` where the field is missing or null. */
  integer(name: string, otherwise: number): number {
    const value = this.#isMissing(name) ? otherwise : this.#values.get(name);
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
      throw this.#bad(name, 'a whole number');
    }
    return value;
  }

  optionalBoolean(name: string, otherwise: boolean): boolean {
    return this.#isMissing(name) ? otherwise : this.boolean(name);
  }

  booleans(name: string): boolean[] {
    return this.#array(name).map((entry) => {
      if (typeof entry !== 'boolean') {
        throw this.#bad(name, 'a list of true and false');
      }
      return entry;
    });
  }

  /** Whatever JSON stands there; null where nothing does. */
  json(name: string): Json {
    return (this.#values.get(name) ?? null) as Json;
  }

  /** The text fields of an object; empty where it is missing. Anything else in it is dropped. */
  words(name: string): Record<string, string> {
    if (this.#isMissing(name)) {
      return {};
    }
    return Object.fromEntries([...this.object(name).#values].filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const value = this.#values.get(name);
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) {
      throw this.#bad(name, `one of ${allowed.join(', ')}`);
    }
    return found;
  }

  object(name: string): Fields {
    return new Fields(this.#values.get(name), `${this.#path}.${name}`);
  }

  /** Null where the field is missing or null. */
  optionalObject(name: string): Fields | null {
    return this.#isMissing(name) ? null : this.object(name);
  }

  list<T>(name: string, read: (entry: Fields) => T): T[] {
    return this.#array(name).map((entry, index) => read(new Fields(entry, `${this.#path}.${name}[${index}]`)));
  }

  optionalList<T>(name: string, read: (entry: Fields) => T): T[] {
    return this.#isMissing(name) ? [] : this.list(name, read);
  }

  /** A list of strings; a single string counts as a list of one, as in the W3C's RTCIceServer. */
  strings(name: string): string[] {
    const value = this.#values.get(name);
    if (typeof value === 'string') {
      return [value];
    }
    return this.#array(name).map((entry) => {
      if (typeof entry !== 'string') {
        throw this.#bad(name, 'a list of strings');
      }
      return entry;
    });
  }

  optionalStrings(name: string): string[] {
    return this.#isMissing(name) ? [] : this.strings(name);
  }

  #array(name: string): unknown[] {
    const value = this.#values.get(name);
    if (!Array.isArray(value)) {
      throw this.#bad(name, 'a list');
    }
    return value;
  }

  #isMissing(name: string): boolean {
    const value = this.#values.get(name);
    return value === undefined || value === null;
  }

  #bad(name: string, wanted: string): BadField {
    return new BadField(`${this.#path}.${name} is not ${wanted}`);
  }
}
