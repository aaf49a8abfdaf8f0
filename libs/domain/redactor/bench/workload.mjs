// Texts for speed, and texts that make careless patterns slow.
import { noiseOf } from './noise.mjs';

const CALM = [
  (n) =>
    `The checkout service returned ${n.whole(100, 9999)} errors in ${n.whole(2, 40)} minutes and recovered after the rollback.`,
  (n) =>
    `Alarm latency-p99 fired at ${n.whole(10, 23)}:${n.whole(10, 59)} when the value crossed ${n.whole(1, 9)}.${n.digits(2)} s.`,
  (n) => `Instance i-0${n.hex(16)} was replaced, and commit ${n.hex(40)} was reverted.`,
  () => 'Connection pool exhaustion followed a slow query on the orders table; a migration had dropped an index.',
  (n) => `Request ${n.hex(8)}-${n.hex(4)}-4${n.hex(3)}-a${n.hex(3)}-${n.hex(12)} was retried ${n.whole(2, 5)} times.`,
];
const HOT = [
  (n) => `Access came from 10.${n.whole(0, 250)}.${n.whole(0, 250)}.${n.whole(1, 250)} with AKIA${n.base32(16)}.`,
  (n) =>
    `Role arn:aws:iam::${n.whole(2, 9)}${n.digits(11)}:role/worker was denied; ask ops${n.whole(1, 99)}@novalume.co.uk.`,
  (n) => `DATABASE_URL=postgres://app:${n.base62(16)}@db-${n.whole(1, 9)}.prod.internal:5432/core`,
  (n) => `peer 2600:1f1${n.whole(0, 9)}:${n.hex(4)}:${n.hex(4)}::${n.hex(2)} reset, token=ghp_${n.base62(36)}`,
];

/** Prose of an investigation; one sentence in five has something to mask. */
export function summary(seed, bytes) {
  const noise = noiseOf(seed);
  let text = '';
  while (text.length < bytes)
    text += `${noise.pick(noise.next() < 0.2 ? HOT : CALM)(noise)}${noise.pick([' ', ' ', ' ', '\n'])}`;
  return text.slice(0, bytes);
}

/** A log; one line in twelve has something to mask. */
export function log(seed, bytes) {
  const noise = noiseOf(seed);
  const two = () => noise.whole(10, 28);
  const lines = [];
  for (let length = 0; length < bytes; length += lines.at(-1).length + 1) {
    const time = `2026-11-${two()}T${noise.whole(10, 23)}:${two()}:${two()}.${noise.digits(3)}Z`;
    const level = noise.pick(['INFO', 'INFO', 'WARN', 'ERROR']);
    lines.push(
      `${time} ${level} [worker-${noise.whole(1, 40)}] orders ${noise.pick(noise.next() < 0.08 ? HOT : CALM)(noise)}`,
    );
  }
  return lines.join('\n').slice(0, bytes);
}

/** Beginnings of everything, over and over, never finished. */
export const HOSTILE = [
  ...[
    'a',
    'A',
    '0',
    ' ',
    '\n',
    '-',
    '=',
    '@',
    '"',
    '\\',
    '1.',
    'f:',
    'a.',
    'a@a.',
    'A_',
    'aA0',
    'Aa ',
    '555-',
    '4111 ',
  ],
  ...['key=', 'password=', 'secret: ', 'token ', 'eyJa.', 'https://a:', 'AKIA', 'sk-', 'arn:aws:', '+1 ', '%25'],
  ...['-----BEGIN ', '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA', 'QUJDREVG', '\\u0041', '\u200b', '{"a":'],
];
export const hostile = (unit, length) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
