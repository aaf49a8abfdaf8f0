import { ALNUM, BASE64, SPACE, URL_SAFE, isAt, isLeftEdge, runEnd, runStart } from '../characters';
import type { Proofs, RedactionRule, Span } from '../rule';
import { onNextLine, isIssued, shaped, tokens } from '../token';

/** Far above any key: RSA 16384 in PEM is 12,700 characters. */
const LONGEST_KEY = 20_000;

const LABEL = /PRIVATE KEY/i;

/**
 * From the header to the footer, whatever stands between; where the footer is cut off, to the last character that a key
 * can hold. Line breaks may be real or two characters (`\n`), with quote marks (`> `) or indentation before the lines.
 */
function keyBlock(text: string, at: number, after: number): Span | undefined {
  // The label, such as "RSA PRIVATE KEY"; a public key or a certificate stays.
  const label = text.slice(after, after + 48).split(/-{2,}|\n|\\n/, 1)[0]!;
  if (!LABEL.test(label)) return undefined;
  let index = after + label.length;
  const next = /-----|---- [BE]/.exec(text.slice(index + 5, index + LONGEST_KEY));
  if (next) {
    const footer = /(?:-----|---- )END[^\n]{0,60}?-{4,5}/iy;
    footer.lastIndex = index + 5 + next.index;
    if (footer.test(text)) return { start: at, end: footer.lastIndex };
  }
  const limit = Math.min(text.length, index + LONGEST_KEY);
  let end = index;
  while (index < limit) {
    if (text.startsWith('-----BEGIN', index)) break;
    if (text.startsWith('-----END', index)) end = index + 8;
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
    } else if (isAt(text, index, SPACE) || '\\->:,|#*"\'.;()+'.includes(text[index]!)) index++;
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
  on: { literals: ['-----BEGIN ', '---- BEGIN '], anyCase: true },
  find: keyBlock,
};

// The same where its beginning was cut off: the lines of base64 before the footer.
const pemTail: RedactionRule = {
  id: 'private-key-tail',
  category: 'private_key',
  on: { literals: ['-----END ', '---- END '], anyCase: true },
  find: (text, at, after, floor) => {
    const footer = /[^\n]{0,60}?-{4,5}/y;
    footer.lastIndex = after;
    const match = footer.exec(text);
    if (!match || !LABEL.test(match[0])) return undefined;
    const limit = Math.max(floor, at - LONGEST_KEY);
    let start = at;
    for (let index = at; ; ) {
      while (index > limit && (isAt(text, index - 1, SPACE) || '\\"\'+>|,'.includes(text[index - 1]!))) index--;
      // The n of `\n` as two characters.
      if (text[index - 2] === '\\' && (text[index - 1] === 'n' || text[index - 1] === 'r')) {
        index -= 2;
        continue;
      }
      const line = runStart(text, index, BASE64, limit, 4096);
      // Only the last line of a key is short.
      if (index - line < (start === at ? 1 : 16)) break;
      start = index = line;
    }
    return at - start >= 24 ? { start, end: footer.lastIndex } : undefined;
  },
};

// PuTTY's .ppk: the private part follows "Private-Lines: n".
const putty: RedactionRule = {
  id: 'putty-private-key',
  category: 'private_key',
  on: { literals: ['Private-Lines:'] },
  find: (text, _at, after) => {
    let end = after;
    const limit = Math.min(text.length, after + LONGEST_KEY);
    while (end < limit && (isAt(text, end, BASE64) || isAt(text, end, SPACE) || text[end] === '\\')) {
      if (text.startsWith('Private-MAC', end)) break;
      end++;
    }
    while (end > after && (isAt(text, end - 1, SPACE) || text[end - 1] === '\\')) end--;
    return end - after > 24 ? { start: after, end } : undefined;
  },
};

/** The secret members of a JSON Web Key, and how long they are at least in base64url. */
const MEMBERS: Readonly<Record<string, number>> = { d: 40, k: 20, p: 80, q: 80, dp: 80, dq: 80, qi: 80 };

// RFC 7517 and 7518: "d" of EC and RSA keys, the primes of RSA, "k" of symmetric keys.
const jwk: RedactionRule = {
  id: 'json-web-key',
  category: 'private_key',
  on: { literals: Object.keys(MEMBERS).flatMap((name) => [`"${name}"`, `"${name}\\`]) },
  find: (text, at, after) => {
    const member = /\\{0,7}"?\s{0,4}:\s{0,4}\\{0,7}"([\w-]{20,800})(?=\\{0,7}")/y;
    member.lastIndex = after - (text[after - 1] === '\\' ? 1 : 0);
    const value = member.exec(text)?.[1];
    const name = text.slice(at + 1, after - 1);
    if (value === undefined || value.length < MEMBERS[name]! || !isIssued(value)) return undefined;
    if (name === 'k' && !/["\\]oct["\\]/.test(text.slice(Math.max(0, at - 200), at + 300))) return undefined;
    return { start: member.lastIndex - value.length, end: member.lastIndex };
  },
};

// BIP 32: extended private keys. BIP 39: the words of which a wallet's keys are made.
const wallet = tokens('wallet-private-key', 'xprv yprv zprv tprv:a80-120', 'private_key');
const mnemonic: RedactionRule = {
  id: 'wallet-mnemonic',
  category: 'private_key',
  on: { literals: ['mnemonic', 'seed phrase', 'seed_phrase', 'recovery phrase'], anyCase: true },
  find: (text, _at, after) => {
    const words = /["']?\s{0,2}(?:is|was|[:=])?\s{0,4}["']?((?:[a-z]{3,8} ){11,23}[a-z]{3,8})/iy;
    words.lastIndex = after;
    const found = words.exec(text)?.[1];
    return found === undefined ? undefined : { start: words.lastIndex - found.length, end: words.lastIndex };
  },
};

// crypt(5), the Password Hashing Competition's string format, Apache, Django, LDAP: what a password can be guessed from.
const hash = shaped(
  'password-hash',
  'generic_password',
  {
    literals:
      '$1$ $2a$ $2b$ $2y$ $5$ $6$ $7$ $y$ $apr1$ $argon2 $scrypt$ $pbkdf2 {SSHA {SHA} pbkdf2_sha SCRAM-SHA-'.split(' '),
  },
  /(?=[^$}]{0,16}[$}])[\w${./,=+}-]{24,420}/y,
);

// age-encryption.org: Bech32 behind AGE-SECRET-KEY-1.
const age = tokens('age-secret-key', 'AGE-SECRET-KEY-:U20-80', 'private_key');

// RFC 7519. A token that was cut off still shows its claims, so one part is enough when it decodes to a header.
const jwt: RedactionRule = {
  id: 'jwt',
  category: 'jwt',
  on: { literals: ['eyJ'] },
  find: (text, at, after) => {
    if (!isLeftEdge(text, at) && isAt(text, at - 1, ALNUM)) return undefined;
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
      ? { start: at, end: onNextLine(text, end) }
      : undefined;
  },
};

export const privateKeyRules: readonly RedactionRule[] = [
  pem,
  pemTail,
  putty,
  ...age,
  jwk,
  ...wallet,
  mnemonic,
  hash,
  jwt,
];

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
  'private-key-tail': {
    finds: [
      'cut: «qT7Jb/qsRIufSt5UhCWWMIIEowIBAAKCAQEA76LvICKmSxSW\n8aB=\n-----END RSA PRIVATE KEY-----» seen',
      '"«qT7Jb/qsRIufSt5UhCWWMIIEowIBAAKCAQEA\\n8aB4=\\n-----END PRIVATE KEY-----»\\n"',
    ],
    leaves: ['MIIDdzCCAl+gAwIBAgIE\n-----END CERTIFICATE-----', 'ends with -----END PRIVATE KEY-----'],
  },
  'json-web-key': {
    finds: [
      '{"kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","d":"«jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI»"}',
    ],
    leaves: [
      '{"d":"2026-11-03","k":"orders"}',
      '{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4","e":"AQAB"}',
    ],
  },
  'wallet-private-key': {
    finds: [
      'root «xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi»',
    ],
    leaves: ['xprv is a prefix'],
  },
  'wallet-mnemonic': {
    finds: ['mnemonic: «legal winner thank year wave sausage worth useful legal winner thank yellow»'],
    leaves: ['the mnemonic was lost', 'seed phrase: twelve words'],
  },
  'password-hash': {
    finds: [
      'root:«$6$Tz4kq9Lm$Q8Uo9Xbvst5Fk2Zt7LmP0xR4vN8cJ1wYs5HdE3gUfKoB»:19000',
      'hash «$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy»',
    ],
    leaves: ['echo $1$2', 'cost is $6$', 'SCRAM-SHA-256 is required'],
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
