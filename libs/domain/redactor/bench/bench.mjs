// Speed on a generated summary of 10 KB, beside the naive way: one regular expression after another over the whole text.
// Prints megabytes per second of CPU time. Run after a build: node libs/domain/redactor/bench/bench.mjs
import { createRequire } from 'node:module';

const { redact } = createRequire(import.meta.url)('../dist/index.js');

/** Mulberry32: the same texts in every run. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function summary(seed, bytes) {
  const random = generator(seed);
  const whole = (from, to) => from + Math.floor(random() * (to - from + 1));
  const some = (length, alphabet) =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const pick = (list) => list[Math.floor(random() * list.length)]();
  const ordinary = [
    () =>
      `The checkout service returned ${whole(100, 9999)} errors in ${whole(2, 40)} minutes and recovered after the rollback. `,
    () =>
      `Alarm latency-p99 fired at ${whole(10, 23)}:${whole(10, 59)} when the value crossed ${whole(1, 9)}.${whole(10, 99)} s. `,
    () =>
      `Instance i-0${some(16, '0123456789abcdef')} was replaced, and commit ${some(40, '0123456789abcdef')} was reverted.\n`,
    () =>
      'Connection pool exhaustion followed a slow query on the orders table; an index had been dropped by a migration. ',
  ];
  const sensitive = [
    () =>
      `Access came from 10.${whole(0, 250)}.${whole(0, 250)}.${whole(1, 250)} with AKIA${some(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}. `,
    () => `Role arn:aws:iam::${some(12, '23456789')}:role/worker was denied; ask ops${whole(1, 99)}@novalume.co.uk. `,
    () =>
      `DATABASE_URL=postgres://app:${some(16, 'abcdefghijkmnpqrstuvwxyzABCDEFGH23456789')}@db-${whole(1, 9)}.prod.internal:5432/core\n`,
  ];
  let text = '';
  while (text.length < bytes) text += pick(random() < 0.2 ? sensitive : ordinary);
  return text.slice(0, bytes);
}

const NAIVE = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, 'private_key'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, 'aws_access_key_id'],
  [/\bgh[pousr]_[A-Za-z0-9]{36}\b/g, 'github_token'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, 'jwt'],
  [/(?:password|passwd|secret|token|api_?key)["']?\s*[:=]\s*["']?([^\s"']+)/gi, 'generic_secret'],
  [/[a-z]+:\/\/[^\s:]+:[^\s@]+@/gi, 'connection_string_password'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, 'ipv4'],
  [/\b(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{1,4}\b/gi, 'ipv6'],
  [/\b[\w.-]+\.(?:internal|local|corp|lan)\b/gi, 'private_hostname'],
  [/[\w.+-]+@[\w-]+\.[\w.]+/g, 'email'],
  [/\+?\d[\d -]{8,}\d/g, 'phone'],
  [/\b(?:\d[ -]?){13,16}\b/g, 'credit_card'],
];
const naive = (text) => NAIVE.reduce((masked, [pattern, category]) => masked.replace(pattern, `[${category}]`), text);

const BYTES = 10_240;
const texts = Array.from({ length: 32 }, (_, index) => summary(97 + index, BYTES));

function measure(name, run) {
  for (let index = 0; index < 400; index++) run(texts[index % texts.length]);
  const before = process.cpuUsage();
  const until = performance.now() + 2000;
  let runs = 0;
  while (performance.now() < until) run(texts[runs++ % texts.length]);
  const { user, system } = process.cpuUsage(before);
  const megabytesPerSecond = (BYTES * runs) / (user + system);
  console.log(`${name.padEnd(24)} ${megabytesPerSecond.toFixed(1).padStart(7)} MB/s`);
}

console.log(`10 KB summaries, Node ${process.versions.node}, CPU time`);
measure('@org/redactor', (text) => redact(text).text);
measure(`${NAIVE.length} regular expressions`, naive);
