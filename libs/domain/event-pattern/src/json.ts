import { IncomparableNumber, readNumber } from './numbers';

/** An object as its text says it: keys in their order, and repeated ones kept, because the engine looks at both. */
export class JsonObject {
  readonly keys: string[] = [];
  readonly values: Json[] = [];
}

/** What a JSON text holds. */
export type Json = string | number | IncomparableNumber | boolean | null | Json[] | JsonObject;

/** Deeper nesting than this is refused. Source: Jackson's StreamReadConstraints, the engine's parser. */
export const MAX_DEPTH = 1000;

/** Where and why a text is not JSON. */
export class NotJson extends Error {}

export interface ParsedObject {
  readonly object: JsonObject;
  /** Whether any object that was kept has a key twice. */
  readonly repeatsKeys: boolean;
}

/**
 * Reads a JSON object. Written here because `JSON.parse` forgets repeated keys and the digits that a double cannot hold,
 * and the engine knows both. What follows the closing brace is not looked at, as in the engine.
 *
 * @param keep which keys matter; the values of others are checked and dropped
 * @throws NotJson
 */
export function parseJsonObject(text: string, keep: (key: string) => boolean = () => true): ParsedObject {
  const reader = new Reader(text, keep);
  const value = reader.value(0, true);
  if (!(value instanceof JsonObject)) throw new NotJson('it is not an object');
  return { object: value, repeatsKeys: reader.repeatsKeys };
}

/** The same form from a value in memory. Throws NotJson with a pointer's worth of words for what JSON cannot say. */
export function fromValue(value: unknown, depth = 0): Json {
  if (depth > MAX_DEPTH) throw new NotJson(`it is nested deeper than ${MAX_DEPTH} levels`);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
    case 'bigint':
      return readNumber(String(value));
    case 'object': {
      if (value === null || value instanceof IncomparableNumber) return value;
      if (Array.isArray(value)) return value.map((item) => fromValue(item, depth + 1));
      const object = new JsonObject();
      for (const [key, item] of Object.entries(value)) {
        object.keys.push(key);
        object.values.push(fromValue(item, depth + 1));
      }
      return object;
    }
  }
  throw new NotJson(
    `it holds ${typeof value === 'number' ? 'a number that is not finite' : `a value of type ${typeof value}`}`,
  );
}

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const BACKSLASH = 92;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Reader {
  repeatsKeys = false;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly keep: (key: string) => boolean,
  ) {}

  value(depth: number, kept: boolean): Json {
    if (depth > MAX_DEPTH) this.fail(`nesting deeper than ${MAX_DEPTH} levels`);
    const code = this.skipBlanks();
    switch (code) {
      case 0x7b:
        return this.object(depth, kept);
      case 0x5b:
        return this.array(depth, kept);
      case QUOTE:
        return this.string(kept);
      case 0x74:
        return this.word('true', true);
      case 0x66:
        return this.word('false', false);
      case 0x6e:
        return this.word('null', null);
      default:
        if (code === MINUS || isDigit(code)) return this.number(kept);
        return this.fail('expected a value');
    }
  }

  private object(depth: number, kept: boolean): JsonObject {
    const object = new JsonObject();
    this.at++;
    if (this.skipBlanks() === 0x7d) {
      this.at++;
      return object;
    }
    for (;;) {
      if (this.skipBlanks() !== QUOTE) this.fail('expected a key in double quotes');
      const key = this.string(true);
      if (this.skipBlanks() !== COLON) this.fail('expected a colon');
      this.at++;
      const wanted = kept && this.keep(key);
      const value = this.value(depth + 1, wanted);
      if (wanted) {
        if (!this.repeatsKeys && object.keys.includes(key)) this.repeatsKeys = true;
        object.keys.push(key);
        object.values.push(value);
      }
      const next = this.skipBlanks();
      this.at++;
      if (next === 0x7d) return object;
      if (next !== COMMA) this.fail('expected a comma or the end of an object');
    }
  }

  private array(depth: number, kept: boolean): Json[] {
    const items: Json[] = [];
    this.at++;
    if (this.skipBlanks() === 0x5d) {
      this.at++;
      return items;
    }
    for (;;) {
      const item = this.value(depth + 1, kept);
      if (kept) items.push(item);
      const next = this.skipBlanks();
      this.at++;
      if (next === 0x5d) return items;
      if (next !== COMMA) this.fail('expected a comma or the end of an array');
    }
  }

  private string(kept: boolean): string {
    const { text } = this;
    let from = ++this.at;
    let decoded = '';
    for (let at = from; ; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return kept ? decoded + text.slice(from, at) : '';
      }
      if (code === BACKSLASH) {
        if (kept) decoded += text.slice(from, at);
        const letter = text.charAt(at + 1);
        if (letter === 'u') {
          const digits = text.slice(at + 2, at + 6);
          if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail('expected four hexadecimal digits');
          if (kept) decoded += String.fromCharCode(parseInt(digits, 16));
          at += 5;
        } else {
          const plain = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
          if (plain === undefined) this.fail(`unknown escape \\${letter}`);
          decoded += plain;
          at += 1;
        }
        from = at + 1;
      } else if (!(code >= 0x20)) {
        this.at = at; // the end of the text is not a number, so it arrives here too
        this.fail(Number.isNaN(code) ? 'a string without an end' : 'a control character in a string');
      }
    }
  }

  private number(kept: boolean): number | IncomparableNumber {
    const { text } = this;
    const start = this.at;
    let at = start;
    if (text.charCodeAt(at) === MINUS) at++;
    const firstDigit = at;
    while (isDigit(text.charCodeAt(at))) at++;
    if (at === firstDigit || (at > firstDigit + 1 && text.charCodeAt(firstDigit) === 48)) this.fail('not a number');
    if (text.charAt(at) === '.') {
      const fraction = ++at;
      while (isDigit(text.charCodeAt(at))) at++;
      if (at === fraction) this.fail('not a number');
    }
    if (text.charAt(at) === 'e' || text.charAt(at) === 'E') {
      at++;
      if (text.charAt(at) === '+' || text.charAt(at) === '-') at++;
      const exponent = at;
      while (isDigit(text.charCodeAt(at))) at++;
      if (at === exponent) this.fail('not a number');
    }
    this.at = at;
    return kept ? readNumber(text.slice(start, at)) : 0;
  }

  private word<T extends boolean | null>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail('expected a value');
    this.at += word.length;
    return value;
  }

  private skipBlanks(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
      this.at++;
    }
  }

  private fail(why: string): never {
    throw new NotJson(`${why} at character ${this.at + 1}`);
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
