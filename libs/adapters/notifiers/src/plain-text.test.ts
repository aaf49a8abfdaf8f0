import * as fc from 'fast-check';
import { plainText } from './plain-text';

const anyText = fc.string({ unit: 'binary', maxLength: 400 });

it('leaves plain words as they are', () => {
  expect(plainText('RDS connection pool exhausted: 95 % of 200 (db-prod-01)', 200)).toBe(
    'RDS connection pool exhausted: 95 % of 200 (db-prod-01)',
  );
});

it.each([
  ['a forged line', 'disk full\n[CRITICAL] call +1 555', 'disk full [CRITICAL] call +1 555'],
  ['a link', 'see https://evil.example/a and www.evil.example', 'see https[:]//evil.example/a and www[.]evil.example'],
  ['a Markdown link', '[open](https://evil.example)', '[open](https[:]//evil.example)'],
  ['a script link', 'javascript:alert(1)', 'javascript[:]alert(1)'],
  ['a mention', '@here and <!channel> and [~accountid:1]', '＠here and ‹!channel› and [~accountid:1]'],
  ['markup', '<img src=x onerror=alert(1)>', '‹img src=x onerror=alert(1)›'],
  ['text in another order than it reads', 'invoice\u202Egpj.exe', 'invoice gpj.exe'],
  ['hidden characters', 'pay\u200Bpal \u{E0041}\u0007', 'pay pal'],
  ['half a character', 'a\uD800b', 'a b'],
])('makes harmless: %s', (_, text, expected) => {
  expect(plainText(text, 200)).toBe(expected);
});

it('never gives a control, format or line character, a link, a tag or a mention, whatever the text', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.constantFrom('', 'https://x', '@all', '<b>', '\u202E', 'www.x', '://', '::/'),
      (text, spice) => {
        const shown = plainText(`${text}${spice}${text}`, 2000);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>@]|:\/\/|\bwww\./iu);
      },
    ),
  );
});

it('is never longer than asked, says when it cut, and never cuts a character in half', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1, max: 60 }), (text, most) => {
      const shown = plainText(text, most);
      expect(shown.length).toBeLessThanOrEqual(most);
      expect(shown).not.toMatch(/\p{Cs}/u);
      if (plainText(text, 10_000).length > most) expect(shown.endsWith('…')).toBe(true);
    }),
  );
});

it('changes nothing more when it is done twice', () => {
  fc.assert(fc.property(anyText, (text) => expect(plainText(plainText(text, 99), 99)).toBe(plainText(text, 99))));
});
