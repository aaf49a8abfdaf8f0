import { BASE64, SPACE, URL_SAFE, isAt, isLeftEdge, runEnd } from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';
import { tokens } from '../token';

/** Far above any key: RSA 16384 in PEM is 12,700 characters. */
const LONGEST_KEY = 20_000;

/**
 * From the header to the footer; where the footer is cut off, to the last character that a key can hold. Line breaks may
 * be real or two characters (`\n`), with quote marks (`> `) or indentation before the lines.
 */
function keyBlock(text: string, at: number, after: number): Span | undefined {
  // The label, such as "RSA PRIVATE KEY"; a public key or a certificate stays.
  const label = text.slice(after, after + 48).split(/-{2,}|\n|\\n/, 1)[0]!;
  if (!/PRIVATE KEY/.test(label)) return undefined;
  let index = after + label.length;
  const limit = Math.min(text.length, index + LONGEST_KEY);
  let end = index;
  while (index < limit) {
    if (text.startsWith('-----END', index)) {
      const close = text.slice(index + 8, index + 68).indexOf('-----');
      return { start: at, end: close < 0 ? index + 8 : index + 8 + close + 5 };
    }
    if (text.startsWith('-----BEGIN', index)) break;
    const header =
      text[index - 1] === '\n' &&
      /^(?:Version|Comment|Hash|Charset|MessageID|Proc-Type|DEK-Info): .{0,120}/.exec(text.slice(index, index + 140));
    if (header) index = end = index + header[0].length;
    else if (isAt(text, index, BASE64)) {
      // Prose behind a cut key: a word followed by a space. Key lines have no spaces inside.
      const run = runEnd(text, index, BASE64, 4096);
      const short = run - index < 16 && text[run] === ' ' && isAt(text, run + 1, BASE64);
      if (short && text[run - 1] !== '=' && !/^(?:Proc|DEK|Version|Comment|Hash)/.test(text.slice(index, run))) break;
      index = end = run;
    } else if (isAt(text, index, SPACE) || '\\->:,|#*"\'.;()'.includes(text[index]!)) index++;
    else break;
  }
  return {
    start: at,
    end: Math.max(end, after + label.length + (text.startsWith('-----', after + label.length) ? 5 : 0)),
  };
}

// RFC 7468 (PEM), RFC 9580 (PGP armour), and OpenSSH's own format inside PEM.
const pem: RedactionRule = {
  id: 'private-key-block',
  category: 'private_key',
  on: { literals: ['-----BEGIN ', '---- BEGIN '] },
  find: keyBlock,
};

// PuTTY's .ppk: the private part follows "Private-Lines: n".
const putty: RedactionRule = {
  id: 'putty-private-key',
  category: 'private_key',
  on: { literals: ['Private-Lines:'] },
  find: (text, _at, after) => {
    let end = after;
    const limit = Math.min(text.length, after + LONGEST_KEY);
    while (end < limit && (isAt(text, end, BASE64) || isAt(text, end, SPACE))) {
      if (text.startsWith('Private-MAC', end)) break;
      end++;
    }
    while (end > after && isAt(text, end - 1, SPACE)) end--;
    return end - after > 24 ? { start: after, end } : undefined;
  },
};

// age-encryption.org: Bech32 behind AGE-SECRET-KEY-1.
const age = tokens('age-secret-key', 'private_key', 'AGE-SECRET-KEY-: upper 20-80');

// RFC 7519. A token that was cut off still shows its claims, so one part is enough when it decodes to a header.
const jwt: RedactionRule = {
  id: 'jwt',
  category: 'jwt',
  on: { literals: ['eyJ'] },
  find: (text, at, after) => {
    if (!isLeftEdge(text, at)) return undefined;
    let end = runEnd(text, after, URL_SAFE, 8192);
    if (end - after < 12) return undefined;
    let parts = 1;
    while (text[end] === '.' && parts < 5) {
      const next = runEnd(text, end + 1, URL_SAFE, 16_384);
      if (next === end + 1 && parts !== 1) break;
      if (next - end < 8) break;
      end = next;
      parts++;
    }
    return parts > 1 || /^eyJ(?:hbGci|0eXAi|raWQi|lbmMi|jdHki|4NXQi|qa3Ui)/.test(text.slice(at, at + 12))
      ? { start: at, end }
      : undefined;
  },
};

export const privateKeyRules: readonly RedactionRule[] = [pem, putty, age, jwt];

export const proofs: Proofs = {
  'private-key-block': {
    finds: [
      'key:\n«-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA76LvICKmSxSW\nqT7Jb/qsRIufSt5UhCWW\n-----END RSA PRIVATE KEY-----»\nRotate.',
      'TLS_KEY="«-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0\\n-----END PRIVATE KEY-----»\\n"',
      '> «-----BEGIN EC PRIVATE KEY-----\n> MHcCAQEEIv5KgVYcUy+aRo72\n> -----END EC PRIVATE KEY-----»',
      'cut off: «-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ»…',
      '«-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\nhThBIKYO3QjP7wofB75Y8\n=aBcD\n-----END PGP PRIVATE KEY BLOCK-----»',
    ],
    leaves: [
      '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIE\n-----END CERTIFICATE-----',
      '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYI\n-----END PUBLIC KEY-----',
      '-----BEGIN PGP MESSAGE-----',
    ],
  },
  'putty-private-key': {
    finds: ['Private-Lines:« 1\nAAAAgQC9a2sT5hRjUe6K4oZaXgI3vHtDlQz8Lk1»\nPrivate-MAC: 00'],
    leaves: ['Private-Lines: 8'],
  },
  'age-secret-key': {
    finds: ['# «AGE-SECRET-KEY-1T8QZ5W2X7HM4KJ9N3VLPD6C0REYGAUSF8T2QW7ZX5MK3J9HNV4LP»'],
    leaves: ['AGE-SECRET-KEY-1'],
  },
  jwt: {
    finds: [
      'Bearer «eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMzIzMjc1MSIsImlhdCI6MTc2ODA0MDk5OSwic2»',
      '«eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.SflKxwRJSMeKKF2QT4fwpMeJf36»,',
    ],
    leaves: ['eyJ', 'eyJvIjoxfQ'],
  },
};
