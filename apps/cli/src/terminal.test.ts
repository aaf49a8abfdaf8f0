import fc from 'fast-check';
import { duration, escaped, escapedJson, rendered, terminalWidth } from './terminal';

/** What a terminal acts upon, said in another way than the code says it. */
const isActive = (code: number) =>
  (code < 0x20 && code !== 0x0a) ||
  (code >= 0x7f && code <= 0xa0) ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x2028 && code <= 0x202f) ||
  (code >= 0x2060 && code <= 0x206f) ||
  (code >= 0xe0000 && code <= 0xe007f) ||
  [0xad, 0x061c, 0x180e, 0xfeff].includes(code);
const activeIn = (text: string) => [...text].filter((character) => isActive(character.codePointAt(0) ?? 0));

const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)) });
const hostileText = fc.string({
  unit: fc.constantFrom(...'\u001b[31m\n\r\t\u0007\u009b\u202e\u2066\u200b\u2028\ufeff a'),
});

describe('what goes to a terminal', () => {
  it.each([
    ['an ANSI colour', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a link that says another address', '\u001b]8;;http://evil\u0007bank', '\\u{1b}]8;;http://evil\\u{7}bank'],
    ['a one-byte sequence of C1', '\u009b2J', '\\u{9b}2J'],
    ['a text direction', 'abc\u202egpj', 'abc\\u{202e}gpj'],
    ['a line of its own', 'all well\nNobody was told.', 'all well\\u{a}Nobody was told.'],
    ['half a character', 'a\ud800b', 'a\\u{d800}b'],
    ['marks that are piled upon one letter', `a${'\u0301'.repeat(50)}`, `a${'\u0301'.repeat(4)}`],
  ])('shows %s instead of obeying it', (_, text, shown) => {
    expect(escaped(text)).toBe(shown);
  });

  it('leaves the words of any language as they are', () => {
    const words = 'Zürich, Ελλάδα, 東京, שלום, ünïcödé 🚀';
    expect(escaped(words)).toBe(words);
  });

  it('holds nothing active, whatever the text is, and no line that could pass for ours', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, hostileText), fc.integer({ min: 40, max: 120 }), (text, width) => {
        const printed = rendered([{ text, as: 'quote' }], width);
        expect(activeIn(printed)).toEqual([]);
        for (const line of printed.trimEnd().split('\n')) expect(line).toMatch(/^ {4}\|/);
        expect(activeIn(rendered([{ text, at: text }, { text, as: 'heading' }, { text }], width))).toEqual([]);
      }),
    );
  });

  it('wraps at the width, and lets only a word that is longer stand out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1 }),
        fc.integer({ min: 40, max: 120 }),
        (words, width) => {
          const printed = rendered([{ text: words.join(' '), at: '2026-11-20T10:04:37Z' }], width);
          for (const line of printed.split('\n')) {
            if (line.trim().includes(' ')) expect(line.length).toBeLessThanOrEqual(Math.max(width, 23 + 20));
          }
          expect(printed.replace('2026-11-20 10:04:37', '').split(/\s+/).filter(Boolean)).toEqual(words);
        },
      ),
    );
  });

  it('counts the two columns of wide characters', () => {
    expect(rendered([{ text: `${'東'.repeat(15)} ${'京'.repeat(10)}` }], 40).split('\n')).toHaveLength(3);
  });

  it('writes JSON that parses back and holds nothing active', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, hostileText), (text) => {
        const json = escapedJson({ text });
        expect(JSON.parse(json)).toEqual({ text });
        expect(activeIn(json)).toEqual([]);
      }),
    );
  });

  it('is as wide as the terminal, within reason', () => {
    expect(terminalWidth({ columns: 80 }, {})).toBe(80);
    expect(terminalWidth({}, { COLUMNS: '60' })).toBe(60);
    expect(terminalWidth({}, {})).toBe(100);
    expect(terminalWidth({ columns: 500 }, {})).toBe(120);
    expect(terminalWidth({ columns: 3 }, {})).toBe(40);
  });

  it.each([
    [400, '0 seconds'],
    [45_000, '1 minute'],
    [20_000, '20 seconds'],
    [90 * 60_000, '90 minutes'],
    [5 * 3_600_000, '5 hours'],
    [72 * 3_600_000, '3 days'],
  ])('says %d ms as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
