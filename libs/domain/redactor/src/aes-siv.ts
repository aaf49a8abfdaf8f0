import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';

/*
 * RFC 5297, "Synthetic Initialization Vector (SIV) Authenticated Encryption Using AES", over node:crypto, which has AES
 * but not this mode. Deterministic: equal values under equal keys and associated data give equal results, and nothing
 * else is told. The tests hold the vectors of its appendix A.
 */

/** Of the tag, which is the initialization vector as well. */
export const TAG_BYTES = 16;

/** @param key 32, 48 or 64 bytes: one half authenticates, the other encrypts */
export function sivSeal(key: Uint8Array, associated: readonly Uint8Array[], plain: Uint8Array): Uint8Array {
  const [authenticates, encrypts] = halves(key);
  const tag = s2v(authenticates, associated, plain);
  const cipher = createCipheriv(`aes-${encrypts.length * 8}-ctr` as 'aes-256-ctr', encrypts, counterOf(tag));
  return Buffer.concat([tag, cipher.update(plain), cipher.final()]);
}

/** The value that was sealed, or undefined when this key and data did not seal it. */
export function sivOpen(
  key: Uint8Array,
  associated: readonly Uint8Array[],
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  const [authenticates, encrypts] = halves(key);
  const tag = sealed.subarray(0, TAG_BYTES);
  const cipher = createDecipheriv(`aes-${encrypts.length * 8}-ctr` as 'aes-256-ctr', encrypts, counterOf(tag));
  const plain = Buffer.concat([cipher.update(sealed.subarray(TAG_BYTES)), cipher.final()]);
  return timingSafeEqual(tag, s2v(authenticates, associated, plain)) ? plain : undefined;
}

function halves(key: Uint8Array): [Uint8Array, Uint8Array] {
  return [key.subarray(0, key.length / 2), key.subarray(key.length / 2)];
}

/** Section 2.5: two bits are cleared, so that counters of 32 and 64 bits count alike. */
function counterOf(tag: Uint8Array): Uint8Array {
  const counter = Uint8Array.from(tag);
  counter[8]! &= 0x7f;
  counter[12]! &= 0x7f;
  return counter;
}

/** Section 2.4: one tag of several strings. */
function s2v(key: Uint8Array, associated: readonly Uint8Array[], plain: Uint8Array): Uint8Array {
  let sum = cmac(key, new Uint8Array(TAG_BYTES));
  for (const data of associated) sum = xor(doubled(sum), cmac(key, data));
  if (plain.length < TAG_BYTES) return cmac(key, xor(doubled(sum), padded(plain)));
  const last = plain.length - TAG_BYTES;
  return cmac(key, Buffer.concat([plain.subarray(0, last), xor(plain.subarray(last), sum)]));
}

/** AES-CMAC, RFC 4493: the last block of CBC, with a subkey over it. */
function cmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const subkey = doubled(encryptedBlocks(key, new Uint8Array(TAG_BYTES)));
  const last = Math.max(0, Math.ceil(message.length / TAG_BYTES) - 1) * TAG_BYTES;
  const rest = message.subarray(last);
  const block = rest.length === TAG_BYTES ? xor(rest, subkey) : xor(padded(rest), doubled(subkey));
  return encryptedBlocks(key, Buffer.concat([message.subarray(0, last), block])).subarray(-TAG_BYTES);
}

function encryptedBlocks(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, new Uint8Array(TAG_BYTES)).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

/** Times x in GF(2^128). */
function doubled(block: Uint8Array): Uint8Array {
  const result = block.map((byte, index) => (byte << 1) | ((block[index + 1] ?? 0) >> 7));
  if (block[0]! & 0x80) result[TAG_BYTES - 1]! ^= 0x87;
  return result;
}

function padded(part: Uint8Array): Uint8Array {
  const block = new Uint8Array(TAG_BYTES);
  block.set(part);
  block[part.length] = 0x80;
  return block;
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((byte, index) => byte ^ other[index]!);
}
