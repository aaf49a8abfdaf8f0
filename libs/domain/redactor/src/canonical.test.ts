import fc from 'fast-check';
import { canonical } from './canonical';
import { redact } from './redact';
import { PLANTED } from '../test/texts';

it('has nothing to say of a text that is as it seems', () => {
  expect(canonical('peer 10.1.2.3 – naïve, 50 % done & more')).toBeUndefined();
});

it.each([
  ['a zero-width space', 'id AKIAQ3XH\u200b7JZ5N2VW4BKM used', 'id [aws_access_key_id] used'],
  ['a soft hyphen', 'token ghp_0XlHaiBU1TZn\u00adW4zMwoqC7lD7C7Zeme1RMYU2', 'token [github_token]'],
  ['full-width digits', 'from １０.６６.４４.２１９ at noon', 'from [ipv4] at noon'],
  ['Arabic digits', 'ip ١٠.٦٦.٤٤.٢١٩', 'ip [ipv4]'],
  ['Cyrillic look-alikes', 'leaked АКІАQ3XH7JZ5N2VW4BKM in chat', 'leaked [aws_access_key_id] in chat'],
  [
    'percent escapes',
    'cb=https%3A%2F%2Fapp%3Fpassword%3D9IMM9kk_FTLT%26x%3D1',
    'cb=https%3A%2F%2Fapp%3Fpassword%3D[generic_password]%26x%3D1',
  ],
  [
    'entities',
    '{&quot;password&quot;:&quot;3ISKPA7MWi&quot;}',
    '{&quot;password&quot;:&quot;[generic_password]&quot;}',
  ],
  ['brackets around dots', 'on db-3[.]prod[.]acme[.]internal', 'on [private_hostname]'],
  ['unicode escapes', 'AK\\u0049AQ3XH7JZ5N2VW4BKM', '[aws_access_key_id]'],
])('sees through %s', (_name, text, expected) => {
  expect(redact(text).text).toBe(expected);
});

it('leads every place back, whatever is between', () => {
  const dress = fc.constantFrom('\u200b', '%41', '&quot;', 'Ａ', '\\u0041', 'x', '\u0410');
  fc.assert(
    fc.property(
      fc.array(dress, { maxLength: 12 }),
      fc.constantFrom(...PLANTED.map(([, secret]) => secret)),
      (around, secret) => {
        const text = `${around.join('')} ${secret} ${around.join('')}`;
        const plain = canonical(text);
        if (!plain) return;
        const at = plain.text.indexOf(secret);
        const { start, end } = plain.original(at, at + secret.length);
        expect(text.slice(start, end)).toBe(secret);
      },
    ),
  );
});

it.each(PLANTED.filter(([, secret]) => !secret.includes('%')))(
  'lets no percent-encoded %s through',
  (_name, secret) => {
    const encoded = [...secret]
      .map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
      .join('');
    expect(redact(`q=${encoded}&x=1`).text).not.toContain(encoded);
  },
);
