import fc from 'fast-check';

/** A text with something to mask in it, and what must not be left of it. All of it is noise in a vendor's form. */
export interface Planted {
  readonly family: string;
  readonly text: string;
  readonly gone: readonly string[];
}

type Noise = ReturnType<typeof noiseOf>;

const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const BASE32 = `${UPPER}234567`;
const BASE62 = `${DIGITS}${UPPER}${LOWER}`;
const BASE64 = `${BASE62}+/`;
const BASE64URL = `${BASE62}-_`;

/** Noise from a number: a failing case is repeated by it, and no time is lost on one arbitrary for each character. */
function noiseOf(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const pick = <T>(list: readonly T[] | string) => list[whole(0, list.length - 1)] as T;
  const of = (alphabet: string, length: number) => Array.from({ length }, () => pick<string>(alphabet)).join('');
  return { whole, pick, of };
}

/** Letters of both cases and digits, as a token of a vendor always shows them. */
const mixed = (noise: Noise, length: number) => `a7K${noise.of(BASE62, length - 3)}`;
const uuid = (noise: Noise) =>
  `${noise.of(HEX, 8)}-${noise.of(HEX, 4)}-4${noise.of(HEX, 3)}-a${noise.of(HEX, 3)}-${noise.of(HEX, 12)}`;

/** The digits with the one behind them that makes the sum of Luhn's check a multiple of ten. */
function luhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** ISO 13616: the two digits that make the rearranged number 1 modulo 97. */
function iban(country: string, rest: string): string {
  const numeric = [...`${rest}${country}00`].map((character) => parseInt(character, 36)).join('');
  const check = 98n - (BigInt(numeric) % 97n);
  return `${country}${String(check).padStart(2, '0')}${rest}`;
}

const alone = (text: string) => ({ text, gone: [text] });

/** What only its name gives away ends as a value does: glued to more, it would be another value. */
const named = (noise: Noise, name: string, value: string) => ({
  text: `${name}${value}${name.endsWith('"') ? '"' : noise.pick(['\n', ' ', ', ', ';\n'])}`,
  gone: [value],
});

/** One maker for each family: the text that is planted, and the parts of it that must go. */
const FAMILIES: Readonly<Record<string, (noise: Noise) => { text: string; gone: string[] }>> = {
  'AWS access key id': (n) => alone(`${n.pick(['AKIA', 'ASIA'])}${n.of(BASE32, 16)}`),
  'AWS secret': (n) => {
    const secret = `a7K/${n.of(BASE64, 36)}`;
    return named(n, `aws_secret_access_key${n.pick(['=', ': ', ' = '])}`, secret);
  },
  'AWS account in an ARN': (n) => {
    const account = `${n.whole(2, 9)}${n.of(DIGITS, 10)}7`;
    return { text: `arn:aws:lambda:eu-west-1:${account}:function:checkout`, gone: [account] };
  },
  'GitHub token': (n) => alone(`gh${n.pick<string>('pousr')}_${mixed(n, 36)}`),
  'fine-grained GitHub token': (n) => alone(`github_pat_11${n.of(`${UPPER}${DIGITS}`, 20)}_${mixed(n, 59)}`),
  'GitLab token': (n) => alone(`glpat-${mixed(n, 20)}`),
  'Slack token': (n) => alone(`xoxb-${n.of('123456789', 12)}-${n.of('123456789', 13)}-${mixed(n, 24)}`),
  'Slack webhook': (n) =>
    alone(`https://hooks.slack.com/services/T${n.of(BASE32, 8)}/B${n.of(BASE32, 10)}/${mixed(n, 24)}`),
  'Stripe key': (n) => alone(`${n.pick(['sk', 'rk'])}_live_${mixed(n, 24)}`),
  'npm token': (n) => alone(`npm_${mixed(n, 36)}`),
  'Google API key': (n) => alone(`AIza${mixed(n, 35)}`),
  'SendGrid key': (n) => alone(`SG.${mixed(n, 22)}.${mixed(n, 43)}`),
  'Anthropic key': (n) => alone(`sk-ant-api03-${mixed(n, 80)}`),
  'Vault token': (n) => alone(`hvs.${mixed(n, 60)}`),
  'JSON web token': (n) =>
    alone(
      `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify({ sub: n.of(DIGITS, 10) })).toString('base64url')}.${n.of(BASE64URL, 43)}`,
    ),
  'private key': (n) => {
    const body = n.of(BASE64, 64);
    return { text: `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`, gone: [body] };
  },
  'password in a connection string': (n) => {
    const password = mixed(n, n.whole(8, 30));
    const scheme = n.pick(['postgres', 'mysql', 'mongodb+srv', 'amqps', 'redis']);
    return { text: `${scheme}://app:${password}@db.example.net:5432/core`, gone: [password] };
  },
  'password by its name': (n) => {
    const password = mixed(n, n.whole(10, 30));
    const name = n.pick(['password', 'DB_PASSWORD', 'client_secret', 'apiKey', 'auth-token']);
    return named(n, `${name}${n.pick(['=', ': ', '="'])}`, password);
  },
  'authorization header': (n) => named(n, 'Authorization: Bearer ', mixed(n, 40)),
  // Behind a word, because four numbers behind `v`, `OID` or `java` are a version.
  'IPv4 address': (n) => {
    const address = `${n.pick([10, 52, 100, 192, 203])}.${n.whole(20, 167)}.${n.whole(20, 255)}.${n.whole(20, 254)}`;
    return { text: `peer ${address}`, gone: [address] };
  },
  'IPv6 address': (n) => alone(`2600:1f${n.of(HEX, 2)}:${n.of('abcdef', 4)}:${n.of(HEX, 3)}1::${n.of('123456789', 2)}`),
  'hardware address': (n) =>
    alone(`02:${n.of('abcdef', 2)}:${n.of(HEX, 2)}:${n.of(HEX, 2)}:${n.of(HEX, 2)}:${n.of(HEX, 2)}`),
  'internal host': (n) => alone(`ip-10-${n.whole(1, 254)}-${n.whole(1, 254)}-${n.whole(1, 254)}.ec2.internal`),
  'e-mail address': (n) =>
    alone(`${n.of(LOWER, n.whole(3, 9))}.${n.of(LOWER, n.whole(3, 9))}@${n.of(LOWER, n.whole(5, 12))}.co.uk`),
  'card number': (n) => {
    const digits = luhn(`${n.pick(['4111', '5312', '6011'])}${n.of(DIGITS, 11)}`);
    return alone(n.pick([digits, digits.replace(/(.{4})(?=.)/g, '$1 '), digits.replace(/(.{4})(?=.)/g, '$1-')]));
  },
  'address behind a name': (n) => {
    const address = `10.${n.whole(32, 255)}.${n.whole(32, 255)}.${n.whole(32, 254)}`;
    return { text: ` ${n.pick(['db-', 'node', 'cache_', 'shard.', 'peer@'])}${address}`, gone: [address] };
  },
  'defanged address': (n) => {
    const dot = n.pick(['[.]', '(.)', '[dot]', ' dot ']);
    return alone([203, n.whole(40, 255), n.whole(40, 255), n.whole(40, 254)].join(dot));
  },
  'telephone number': (n) => {
    const number = `+${n.pick(['44', '49', '81', '55', '234', '91'])} ${n.of('123456789', 2)} ${n.of(DIGITS, 4)} ${n.of(DIGITS, 4)}`;
    return { text: ` call ${number}`, gone: [number] };
  },
  'account in the name of a bucket': (n) => {
    const account = `${n.whole(3, 9)}${n.of(DIGITS, 10)}7`;
    return { text: ` s3://cdk-assets-${account}-eu-west-1/x`, gone: [account] };
  },
  'identity number behind its name': (n) => {
    const [name, number] = n.pick([
      ['PESEL', n.of('123456789', 11)],
      ['Aadhaar', `${n.of('23456789', 4)} ${n.of('123456789', 4)} ${n.of('123456789', 4)}`],
      ['codice fiscale', `RSSMRA${n.whole(50, 99)}T1${n.whole(0, 9)}A${n.of(DIGITS, 3)}S`],
      ['RUT', `${n.whole(10, 25)}.${n.of('123456789', 3)}.${n.of('123456789', 3)}-K`],
      ['passport number', `${n.of(UPPER, 2)}${n.of('123456789', 7)}`],
      ['burgerservicenummer', n.of('123456789', 9)],
    ] as const);
    return named(n, `${name}${n.pick([': ', '=', ' '])}`, number);
  },
  'person behind a role': (n) => {
    const given = n.pick(['Tuomas', 'Ngozi', 'Željko', 'Hanako', 'Siobhán', 'Itzel']);
    const family = n.pick(['Adeyemi', 'Wójcik', 'Lindqvist', 'Mokoena', 'Papadakis', 'Zungu']);
    const role = n.pick(['approved by', 'Incident commander:', 'assignee:', 'Customer', 'cc:', 'genehmigt von']);
    return named(n, `\n${role} `, `${given} ${family}`);
  },
  'bank account': (n) => alone(iban('DE', `${n.of('123456789', 1)}${n.of(DIGITS, 17)}`)),
};

export const planted: fc.Arbitrary<Planted> = fc
  .tuple(fc.constantFrom(...Object.keys(FAMILIES)), fc.nat())
  .map(([family, seed]) => ({ family, ...FAMILIES[family]!(noiseOf(seed)) }));

/** Texts of incidents that hold nothing to mask, with fresh ids, times and amounts. */
const CALM: readonly ((noise: Noise) => string)[] = [
  (n) => `The checkout service returned ${n.whole(100, 9999)} errors in ${n.whole(2, 40)} minutes.`,
  (n) => `Rollback by commit ${n.of(HEX, 40)} took ${n.whole(1, 59)} min.`,
  (n) => `RequestId: ${uuid(n)}`,
  (n) =>
    `Duration: ${n.whole(1, 29999)}.${n.of(DIGITS, 2)} ms Billed Duration: ${n.whole(1, 29999)} ms Memory Size: 512 MB`,
  (n) => `i-0${n.of(HEX, 16)} in subnet-0${n.of(HEX, 16)} was terminated`,
  (n) => `Trace 1-${n.of(HEX, 8)}-${n.of(HEX, 24)} shows ${n.whole(2, 90)} sequential queries.`,
  (n) => `sha256:${n.of(HEX, 64)} was pulled`,
  (n) =>
    `On 2026-${n.whole(10, 12)}-${n.whole(10, 28)} at ${n.whole(10, 23)}:${n.whole(10, 59)}:${n.whole(10, 59)}Z the alarm fired.`,
  (n) => `p99=${n.whole(100, 2000)}.${n.of(DIGITS, 2)} ms, p50=${n.whole(10, 99)}.${n.of(DIGITS, 1)}`,
  (n) => `The version ${n.whole(0, 20)}.${n.whole(0, 20)}.${n.whole(0, 20)} was rolled out to ${n.whole(2, 90)} pods`,
  (n) => `epochMillis=17${n.of(DIGITS, 11)}`,
  (n) => `The password was rotated ${n.whole(2, 9)} minutes after the incident.`,
  (n) => `bound to 127.0.0.1:${n.whole(1024, 65535)} and [::1]:${n.whole(1024, 65535)}`,
  (n) => `\tat com.acme.Basket.load(Basket.kt:${n.whole(1, 999)})`,
  (n) => `ETag: "${n.of(HEX, 32)}"`,
  (n) => `capacity ${n.whole(100, 900)} exceeded: ${n.whole(1, 99)} % of requests throttled`,
  (n) =>
    `aurora-mysql 8.0.mysql_aurora.3.0${n.whole(1, 9)}.${n.whole(0, 3)} on kernel 5.10.${n.whole(100, 250)}-1.amzn2`,
  (n) => `Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.${n.whole(1000, 7000)}.${n.whole(10, 200)} Safari/537.36`,
  (n) => `order 100-${n.of(DIGITS, 7)}-${n.of(DIGITS, 7)} could not be shipped`,
  (n) => `Kafka offset ${n.whole(1, 9)}${n.of(DIGITS, 9)} lag ${n.whole(1, 99999)}`,
  (n) => `retry after 100-200-4000 ms, range 1000000-2000000, ${n.whole(1, 9)} of 40`,
  () => 'approved by the Change Advisory Board and escalated to Vendor Support',
  () => 'Prometheus Alertmanager paged Platform Engineering; Owner: Payments Team',
  () => 'arn:aws:iam::aws:policy/AdministratorAccess',
  () => 'https://docs.aws.amazon.com/lambda/latest/dg/welcome.html says so',
  () => 'A slow query followed: an index had been dropped by a migration.',
  () => 'password=${DB_PASSWORD} came from the template, token: <redacted>',
];

export const calm: fc.Arbitrary<string> = fc
  .tuple(fc.nat(CALM.length - 1), fc.nat())
  .map(([index, seed]) => CALM[index]!(noiseOf(seed)));

/** Pieces that tempt a careless engine: beginnings without an end, layers of dress, placeholders, stand-ins. */
export const tempting = fc.constantFrom(
  ...[
    '[ipv4]',
    '[email:2]',
    '[generic_password',
    '${TOKEN}',
    '%40',
    '%2540',
    '&#64;',
    '\\n',
    '\\u0041',
    '\u200b',
    '：',
  ],
  ...['://', '@', 'password=', 'token: ', 'AKIA', 'eyJ', '-----BEGIN ', 'key is', '::', '=', '"', "'", '{"a":', '</b>'],
);

/** What may stand around something: anything, but mostly what does stand in incident texts. */
export const surrounding = fc.oneof(
  { weight: 2, arbitrary: fc.string({ maxLength: 40, unit: 'grapheme' }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 3, arbitrary: calm },
  { weight: 1, arbitrary: tempting },
  { weight: 1, arbitrary: planted.map(({ text }) => text) },
);
