import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { FAMILY, GIVEN, NO_NAME, PACKED, REMAINDER_BITS, hashOf, isKind } from './names';

const WORDS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  readFileSync(join(__dirname, 'names.txt'), 'utf8')
    .replace(/^#.*$/gm, '')
    .split('[')
    .slice(1)
    .map((section) => {
      const [kind = '', ...words] = section.split(/[\]\s]+/).filter((word) => word !== '');
      return [kind, words];
    }),
);
const KINDS = { given: GIVEN, family: FAMILY, none: NO_NAME };
const ENTRIES = Object.entries(KINDS).flatMap(([name, kind]) => WORDS[name]!.map((word) => [word, kind] as const));

/** A Golomb-Rice code of the steps from hash to hash, six bits to a character. */
function pack(): string {
  const hashes = new Set(ENTRIES.map(([word, kind]) => hashOf(word, 0, word.length, kind)));
  let bits = '';
  let last = 0;
  for (const hash of [...hashes].sort((a, b) => a - b)) {
    const step = hash - last;
    const rest = step % (1 << REMAINDER_BITS);
    bits += '1'.repeat(step >> REMAINDER_BITS) + '0' + rest.toString(2).padStart(REMAINDER_BITS, '0');
    last = hash;
  }
  // What is no whole step at the end is read as none.
  return (bits + '11111')
    .replace(/[01]{6}/g, (six) => String.fromCharCode(codeOf(parseInt(six, 2))))
    .replace(/1*$/, '');
}

/** A printable character that needs no escape in a string. */
function codeOf(value: number): number {
  return value + 58 < 92 ? value + 58 : value + 59;
}

describe('names', () => {
  it('are those of names.txt: after a change there, this says what to write in names.ts', () => {
    expect(PACKED).toBe(pack());
  });

  it('are known by their words, whatever their case and their accents', () => {
    for (const [word, kind] of ENTRIES) expect([word, isKind(kind, word)]).toEqual([word, true]);
    expect(isKind(GIVEN, 'Aurélien') && isKind(GIVEN, 'Michał') && isKind(FAMILY, 'Müller')).toBe(true);
  });

  it('are never of a kind that they are not listed under, for which the constants of the kinds are chosen', () => {
    const mistaken = ENTRIES.flatMap(([word]) =>
      Object.entries(KINDS).flatMap(([name, kind]) =>
        isKind(kind, word) && !WORDS[name]!.includes(word) ? [`${word} as ${name}`] : [],
      ),
    );
    expect(mistaken).toEqual([]);
  });

  it('are mistaken for no other words, but one in a thousand', () => {
    const others = Array.from({ length: 20_000 }, (_, index) => `q${index.toString(26).replace(/\d/g, 'z')}x`);
    expect(others.filter((word) => isKind(GIVEN, word)).length).toBeLessThan(30);
  });
});
