import fc from 'fast-check';
import { redact } from './index';

/** Tokens that need no company, in parts that must not survive. All are made up. */
const TOKENS = [
  'AKIAQ3XH7JZ5N2VW4BKM',
  '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',
  'glpat-1hEMFkEp0lY7Xw4vTjD8',
  'sk_live_Cw7iMfnAlQs29HhVi3eh7Y4k',
  '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',
  'xoxb-331263835788-5636768566453-l42WXIs5ghLTbJUxxBFNLDFM',
  'dop_v1_82f4a95b38cc0dbc8652b37561765d344506dd25e8700ee0b9608a1c2d3e4f50',
];
const SETTING = 'db_password=R0z4kI0jYDrrldRxW';

const hex = (character: string): string => character.charCodeAt(0).toString(16).padStart(2, '0');
const each = (dress: (character: string) => string) => (text: string) => [...text].map(dress).join('');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const shift = (from: number) => (character: string) =>
  /[A-Z]/.test(character) ? String.fromCodePoint(from + character.charCodeAt(0) - 65) : character;

describe.each<[string, (text: string) => string]>([
  ['zero-width characters', each((character) => `${character}\u200b`)],
  ['marks on letters', each((character) => `${character}\u0332`)],
  ['tags', each((character) => `${character}\u{e0041}`)],
  ['full-width letters', each((character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))],
  ['letters of mathematics', each(shift(0x1d400))],
  ['percent escapes', each((character) => `%${hex(character)}`)],
  ['percent escapes twice', each((character) => `%25${hex(character)}`)],
  ['percent escapes of UTF-16', each((character) => `%u00${hex(character)}`)],
  ['decimal entities', each((character) => `&#${character.charCodeAt(0)};`)],
  ['entities with zeros', each((character) => `&#x00${hex(character)};`)],
  ['unicode escapes', each((character) => `\\u00${hex(character)}`)],
  ['escaped unicode escapes', each((character) => `\\\\u00${hex(character)}`)],
  ['braced escapes', each((character) => `\\u{${hex(character)}}`)],
  ['octal escapes', each((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`)],
  ['base64', base64],
  ['base64 in base64', (text) => base64(base64(text))],
  ['base64 of UTF-16', (text) => Buffer.from(text, 'utf16le').toString('base64')],
  ['URL-safe base64', (text) => Buffer.from(`{"note":"~?~?~?","${text}":1}`).toString('base64url')],
  ['hexadecimal digits', each(hex)],
  ['colours of a terminal', (text) => `\u001b[31m${text}\u001b[0m`],
  ['colours as text', (text) => `\\u001b[31m${text}\\u001b[0m`],
])('%s', (_name, dress) => {
  it.each([...TOKENS, SETTING])('hide no %s', (secret) => {
    const dressed = dress(secret);
    const { text } = redact(`It was ${dressed} until noon.`);
    expect(text).not.toContain(dressed);
    expect(text).not.toContain(secret.slice(-12));
  });
});

describe.each<[string, string]>([
  ['a concatenation', '" + "'],
  ['a line that goes on', '\\\n'],
  ['a line break and indentation', '\n    '],
  ['a quoted line break', '\n> '],
  ['a tag', '<wbr>'],
  ['a closed and an opened tag', '</b><b>'],
])('%s', (_name, joint) => {
  it.each(TOKENS)('breaks no %s', (token) => {
    const prefix = /^(?:.*_|AKIA|.*?-)/.exec(token)![0];
    const broken = `${token.slice(0, prefix.length)}${joint}${token.slice(prefix.length)}`;
    expect(redact(`k = "${broken}"`).text).not.toContain(token.slice(prefix.length));
  });
});

it('a token is found behind a letter or a word, and at the end of a name', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TOKENS),
      fc.constantFrom('a', 'key', 'token_', 'x1', 'backup-', '密钥', 'ключ', '/etc/', 's3://bucket/', 'mailto:'),
      fc.constantFrom('', '.txt', '/id', ':x', ' ', ',', '泄露'),
      (token, before, behind) => {
        expect(redact(`${before}${token}${behind}`).text).not.toContain(token);
      },
    ),
  );
});
