import { codesOf } from './codes';
import { encodedTexts } from './encoded';
import { redact } from './index';

/** Base64 of `DB_PASSWORD=R0#z4kI0jYD_rrldRxW`. */
const SETTING = 'REJfUEFTU1dPUkQ9UjAjejRrSTBqWURfcnJsZFJ4Vw==';

it('reads a run of base64 that holds plain text, wherever it stands', () => {
  for (let before = 0; before < 45; before++) {
    const text = `${' '.repeat(before)}${SETTING} end`;
    expect(encodedTexts(text, codesOf(text))).toEqual([
      { start: before, end: before + SETTING.length, text: 'DB_PASSWORD=R0#z4kI0jYD_rrldRxW' },
    ]);
  }
});

it('takes hashes, identifiers and paths for what they are', () => {
  const text =
    'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12 in /usr/local/lib/node/modules/orders by AbstractCheckoutHandlerFactoryBean';
  expect(encodedTexts(text, codesOf(text))).toEqual([]);
});

it('masks a setting that went through base64 as a whole', () => {
  expect(redact(`user data: ${SETTING}.`).text).toBe('user data: [generic_password].');
});

it('keeps encoded text that holds nothing to mask', () => {
  const text = 'payload eyJzdGF0dXMiOiJmYWlsZWQiLCJyZXRyaWVzIjozfQ== was dropped';
  expect(redact(text).text).toBe(text);
});
