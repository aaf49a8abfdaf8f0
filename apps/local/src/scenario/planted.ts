import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A secret or a piece of personal data that was put into a report on purpose; it must never leave the client. */
export interface Planted {
  readonly kind: string;
  /** The part that must not be found anywhere outside. */
  readonly value: string;
}

/**
 * Replaces `{{kind}}` and `{{kind:label}}` in texts by noise of the right form (prefix, alphabet, checksum), none of
 * which was ever issued. The same label gives the same value, and the same seed the same values, so a run can be
 * repeated; no secret-looking string stands in the repository.
 *
 * @throws when a text asks for a kind that is not known, naming the ones that are
 */
export class Planter {
  private readonly values = new Map<string, { shown: string; value: string; kind: string }>();
  private unlabelled = 0;

  constructor(private readonly seed: string) {}

  get planted(): readonly Planted[] {
    return [...this.values.values()].map(({ kind, value }) => ({ kind, value }));
  }

  expand(text: string): string {
    return text.replace(/\{\{([a-z0-9_]+)(?::([a-z0-9_-]+))?\}\}/g, (_, kind: string, label?: string) => {
      const make = KINDS[kind];
      if (!make) throw new Error(`nothing of kind "${kind}" can be planted; known: ${Object.keys(KINDS).join(', ')}`);
      const key = `${kind}:${label ?? `#${++this.unlabelled}`}`;
      const made = this.values.get(key) ?? { kind, ...make(noise(`${this.seed}/${key}`)) };
      this.values.set(key, made);
      return made.shown;
    });
  }
}

type Noise = (alphabet: string, length: number) => string;

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const ALNUM = UPPER + LOWER + DIGITS;

const whole = (value: string) => ({ shown: value, value });

// Forms as the vendors document them; the redactor's rules cite the pages.
const KINDS: Readonly<Record<string, (noise: Noise) => { shown: string; value: string }>> = {
  aws_access_key: (some) => whole(`AKIA${some(`${UPPER}234567`, 16)}`),
  aws_secret_key: (some) => whole(some(`${ALNUM}+/`, 40)),
  github_token: (some) => {
    const body = some(ALNUM, 30);
    return whole(`ghp_${body}${base62(crc32(body)).padStart(6, '0')}`);
  },
  slack_token: (some) => whole(`xoxb-${some(DIGITS, 12)}-${some(DIGITS, 13)}-${some(ALNUM, 24)}`),
  stripe_key: (some) => whole(`sk_live_${some(ALNUM, 24)}`),
  jwt: (some) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return whole(
      `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: some(DIGITS, 8), iat: 1790000000 })}.${some(ALNUM, 43)}`,
    );
  },
  bearer_token: (some) => {
    const value = some(ALNUM, 36);
    return { shown: `Authorization: Bearer ${value}`, value };
  },
  db_url: (some) => {
    const value = some(ALNUM, 18);
    return { shown: `postgres://app_user:${value}@orders-db.internal:5432/orders`, value };
  },
  password: (some) => {
    const value = `${some(ALNUM, 11)}!${some(DIGITS, 3)}`;
    return { shown: `password=${value}`, value };
  },
  private_key: (some) => {
    const value = some(ALNUM, 64);
    return {
      shown: `-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA${value}\n${some(ALNUM, 64)}\n-----END RSA PRIVATE KEY-----`,
      value,
    };
  },
  ipv4: (some) =>
    whole(`10.${1 + Number(some(DIGITS, 2))}.${1 + Number(some(DIGITS, 2))}.${1 + Number(some(DIGITS, 2))}`),
  public_ipv4: (some) =>
    whole(`81.${10 + Number(some(DIGITS, 2))}.${10 + Number(some(DIGITS, 2))}.${10 + Number(some(DIGITS, 2))}`),
  mac: (some) => whole(`02:${Array.from({ length: 5 }, () => some('0123456789abcdef', 2)).join(':')}`),
  db_host: (some) => whole(`orders-${some(LOWER, 4)}.c${some(LOWER + DIGITS, 11)}.eu-west-1.rds.amazonaws.com`),
  cache_host: (some) => whole(`sessions-${some(LOWER, 4)}.${some(LOWER + DIGITS, 6)}.0001.euw1.cache.amazonaws.com`),
  ec2_host: (some) =>
    whole(`ip-10-${1 + Number(some(DIGITS, 2))}-${1 + Number(some(DIGITS, 2))}-7.eu-west-1.compute.internal`),
  email: (some) => whole(`${some(LOWER, 6)}.${some(LOWER, 8)}@${some(LOWER, 9)}.example.net`),
  phone: (some) => whole(`+49 1${some('567', 1)}1 ${some(DIGITS, 3)}${some('123456789', 4)}`),
  card: (some) => {
    const digits = luhn(`4${some(DIGITS, 14)}`);
    return whole(digits.replace(/(\d{4})(?=\d)/g, '$1 '));
  },
  iban: (some) => {
    const account = `37040044${some(DIGITS, 10)}`;
    const check = 98n - (BigInt(`${account}131400`) % 97n); // ISO 13616: D = 13, E = 14
    return whole(`DE${String(check).padStart(2, '0')}${account}`);
  },
};

/** Everything that a text can ask for in double braces. */
export const PLANTABLE: readonly string[] = Object.keys(KINDS);

function noise(seed: string): Noise {
  let block = 0;
  return (alphabet, length) => {
    let text = '';
    while (text.length < length) {
      for (const byte of createHash('sha256').update(`${seed}/${block++}`).digest()) {
        if (text.length < length) text += alphabet[byte % alphabet.length];
      }
    }
    return text;
  };
}

function base62(value: number): string {
  const alphabet = DIGITS + UPPER + LOWER; // GitHub's order
  let rest = value;
  let text = '';
  do {
    text = `${alphabet[rest % 62]}${text}`;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return text;
}

function luhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
