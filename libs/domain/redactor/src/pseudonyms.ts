import { hkdfSync } from 'node:crypto';
import { sivOpen, sivSeal } from './aes-siv';

/** Shortest secret, in bytes. It must be random, such as from `openssl rand -base64 48`: no password is. */
export const MIN_KEY_BYTES = 32;

/** Longest value that becomes a pseudonym, in bytes of UTF-8; a longer one is masked without. */
export const MAX_VALUE_BYTES = 256;

/** What a policy's `pseudonyms` takes, and the way back. */
export interface KeyedPseudonyms {
  readonly seal: (value: string, category: string) => string | undefined;
  /**
   * The text with every pseudonym replaced by what it stands for. Other placeholders stay.
   *
   * @throws PseudonymRefused when one was not made with this key, or was changed: then nothing is revealed
   */
  readonly reveal: (text: string) => string;
}

/** A text holds a pseudonym that the key did not make. The message is fixed, but for the place. */
export class PseudonymRefused extends Error {
  override readonly name = 'PseudonymRefused';

  constructor(readonly offset: number) {
    super(
      `Pseudonym refused: this key did not make the one at character ${offset}, or it was changed since. Use the key of the policy that redacted the text.`,
    );
  }
}

/**
 * Pseudonyms that only the holder of the key can reverse. The token is AES-SIV (RFC 5297, AES-256) of the value, with the
 * category as associated data, in base32 (RFC 4648) of small letters; its keys come from the secret by HKDF-SHA256 (RFC
 * 5869). Whoever has the texts but not the key learns which values are equal, and how long they are.
 *
 * @param key at least {@link MIN_KEY_BYTES} random bytes, or a string of as many
 * @throws RangeError when the key is shorter
 */
export function keyedPseudonyms(key: string | Uint8Array): KeyedPseudonyms {
  const secret = typeof key === 'string' ? Buffer.from(key) : key;
  if (secret.length < MIN_KEY_BYTES)
    throw new RangeError(
      `The key of pseudonyms has ${secret.length} bytes. Give at least ${MIN_KEY_BYTES} random ones, such as from: openssl rand -base64 48`,
    );
  const derived = new Uint8Array(hkdfSync('sha256', secret, '', 'redactor pseudonyms 1', 64));
  return {
    seal: (value, category) => {
      const plain = Buffer.from(value);
      // Half a surrogate pair would not come back.
      if (plain.length > MAX_VALUE_BYTES || plain.toString() !== value) return undefined;
      return toBase32(sivSeal(derived, [Buffer.from(category)], plain));
    },
    reveal: (text) =>
      text.replace(PSEUDONYM, (_whole, category: string, token: string, offset: number) => {
        const sealed = fromBase32(token);
        const plain = sealed && sivOpen(derived, [Buffer.from(category)], sealed);
        if (!plain) throw new PseudonymRefused(offset);
        return Buffer.from(plain).toString();
      }),
  };
}

const PSEUDONYM = /\[([a-z0-9_]{1,40}):p\.([a-z0-9]{1,480})\]/g;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/** Undefined for what {@link toBase32} does not write, so that a token has one form only. */
function fromBase32(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  const decoded = Uint8Array.from(bytes);
  return toBase32(decoded) === text ? decoded : undefined;
}
