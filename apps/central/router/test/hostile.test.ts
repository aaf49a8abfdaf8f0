import { clientRegistry } from '@org/configuration';
import { aHeartbeat, aNativeEvent, anEnvelope, anEvent } from '@org/event-schema/testing';
import { readArrival } from '../src/read-arrival';
import { aConfiguration } from './central';

const CASES = 100_000;
/** Stands wherever a sender chooses the words; nothing of it may come through. */
const SECRET = 'S3CR3T';

type Json = Record<string, unknown>;
const registry = clientRegistry(aConfiguration());

/** The same numbers for the same case, so that a failing one can be run again by itself. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  };
}

/** Nothing that any field takes. */
const OF_NO_TYPE: readonly ((number: (below: number) => number) => unknown)[] = [
  () => null,
  () => [[SECRET]],
  () => ({ [SECRET]: [SECRET] }),
  () => -1e21,
  () => `\u0000${SECRET}\ud800`.repeat(40),
  () => false,
  (number) => ' '.repeat(number(300) + 300),
];

const REQUIRED = [
  'schema_version',
  'event_type',
  'investigation_id',
  'outcome_version',
  'agent_space_id',
  'region',
  'timestamp',
  'priority',
  'severity',
  'status',
  'summary',
  'links',
  'tags',
  'redaction',
  'client_name',
] as const;
const IN_SUMMARY = [
  'affected_resources',
  'resource_types',
  'resource_count',
  'duration_minutes',
  'root_cause_category',
  'indicators',
  'mitigation_status',
] as const;
const OBJECTS = ['', 'summary', 'links', 'redaction'] as const;
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', SECRET, 'a/b~c', 'then', ''] as const;

/** Ways to be no good event; each gives the text of a message. */
const BREAKS: readonly ((number: (below: number) => number) => string)[] = [
  // A field of the wrong type.
  (number) => text({ [REQUIRED[number(REQUIRED.length)] as string]: OF_NO_TYPE[number(OF_NO_TYPE.length)]?.(number) }),
  (number) =>
    text({
      summary: {
        ...anEvent().summary,
        [IN_SUMMARY[number(IN_SUMMARY.length)] as string]: OF_NO_TYPE[number(6)]?.(number),
      },
    }),
  // A field left out.
  (number) => text({ [REQUIRED[number(REQUIRED.length)] as string]: undefined }),
  (number) => text({ summary: { ...anEvent().summary, [IN_SUMMARY[number(IN_SUMMARY.length)] as string]: undefined } }),
  // A field that nobody declared, also under the names that JavaScript gives a meaning.
  (number) => undeclared(OBJECTS[number(OBJECTS.length)] as string, NAMES[number(NAMES.length)] as string),
  // A name twice, of which the last is wrong.
  () => text({}).replace('"status":', `"status":"FAILED","status":"${SECRET}","x":`),
  // A later schema, or none that ever was.
  (number) => text({ schema_version: `${number(9) + 2}.${number(9)}` }),
  (number) => text({ schema_version: ['1', '1.', '01.0', '1.00000', '1.0.0', '1.0\n', 'v1.0', SECRET][number(8)] }),
  // Nested without end.
  (number) => text({}).replace('"tags":{', `"tags":{"x":${'['.repeat(number(5_000) + 40)}`),
  (number) => deep(number(6_000) + 40, number(2) === 0),
  // Numbers that are none of ours.
  (number) =>
    text({}).replace(
      '"outcome_version":1',
      `"outcome_version":${['0', '-1', '1.5', '1e309', '1000001', '1e21'][number(6)]}`,
    ),
  (number) => text({ summary: { ...anEvent().summary, duration_minutes: [-1, 1e9, 525_601][number(3)] } }),
  // Sentences that contradict each other.
  (number) => text({ status: ['FAILED', 'LINKED', 'IN_PROGRESS', 'high', 'ROOT_CAUSE_FOUND\n'][number(5)] }),
  () => text({ summary: { ...anEvent().summary, withheld: true } }),
  () => text({ summary: { ...anEvent().summary, withheld_reason: 'too_large' } }),
  // Lists and links that are too long, doubled, or lead to a script.
  (number) =>
    text({
      summary: { ...anEvent().summary, affected_resources: Array.from({ length: 51 + number(50) }, () => SECRET) },
    }),
  () => text({ summary: { ...anEvent().summary, indicators: ['rds', 'rds'] } }),
  (number) =>
    text({
      links: {
        cloudwatch_logs: [
          `javascript:${SECRET}`,
          `http://${SECRET}`,
          `https://a b/${SECRET}`,
          `https://a@b/${SECRET}\n`,
        ][number(4)],
      },
    }),
  (number) =>
    text({
      tags: Object.fromEntries(Array.from({ length: 51 + number(9) }, (_, index) => [`${SECRET}${index}`, SECRET])),
    }),
  // No event at all, or cut, or of broken bytes.
  (number) => text({}).slice(0, -1 - number(400)),
  (number) =>
    [
      '',
      ' ',
      'null',
      'true',
      '7',
      '[]',
      '{}',
      `"${SECRET}"`,
      '{"detail":{}}',
      '\u0000',
      '\ufeff{}',
      `{"account":1,"${SECRET}":1}`,
    ][number(12)] as string,
  (number) =>
    Buffer.from(text({}))
      .fill(0xc3 - number(2), 5, 20 + number(20))
      .toString('utf8'),
  (number) => JSON.stringify({ ...anEnvelope(), detail: [null, SECRET, 1, [SECRET]][number(4)] }),
  (number) =>
    JSON.stringify({
      ...anEnvelope(),
      [['account', 'source', 'detail-type'][number(3)] as string]: [null, 1, [SECRET], { a: SECRET }][number(4)],
    }),
  // A heartbeat and a life-cycle event that are none.
  (number) =>
    JSON.stringify({
      ...aHeartbeat(),
      detail: {
        ...aHeartbeat().detail,
        [['outcomes', 'counts', 'timestamp'][number(3)] as string]: [null, SECRET, -1][number(3)],
      },
    }),
  (number) =>
    JSON.stringify({
      ...aNativeEvent(),
      detail: [{}, { metadata: SECRET }, { metadata: {}, data: SECRET }][number(3)],
    }),
  (number) =>
    JSON.stringify({ ...aNativeEvent(), 'detail-type': ['AWS API Call via CloudTrail', SECRET, ''][number(3)] }),
];

function text(changes: Json): string {
  return JSON.stringify({ ...anEnvelope(), detail: { ...anEvent(), ...changes } });
}

function undeclared(object: string, name: string): string {
  const opening = object === '' ? '"schema_version":' : `"${object}":{`;
  const field = `${JSON.stringify(name)}:${JSON.stringify({ [SECRET]: SECRET })},`;
  return text({}).replace(opening, object === '' ? `${field}${opening}` : `${opening}${field}`);
}

function deep(levels: number, wholly: boolean): string {
  const nested = `${'{"a":['.repeat(levels)}${']}'.repeat(levels)}`;
  return wholly
    ? nested
    : JSON.stringify({ ...anEnvelope(), detail: 0 }).replace(/"detail":0/, () => `"detail":${nested}`);
}

// As the queue's handler does it.
function parsedOrRaw(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function mustBeRefused(body: string, what: string): void {
  const arrival = readArrival(parsedOrRaw(body), registry);
  if (arrival.kind !== 'refused') throw new Error(`${what} was taken for ${arrival.kind}: ${body.slice(250, 1_800)}`);
  const told = arrival.reason.startsWith('unknown') || arrival.problems.length > 0;
  const whole = arrival.problems.every(({ pointer, expected, found }) => pointer !== undefined && expected && found);
  if (!told || !whole) throw new Error(`${what} was refused without saying where and why: ${arrival.reason}`);
  if (JSON.stringify(arrival).includes(SECRET))
    throw new Error(`${what} came through in its own record: ${arrival.reason}`);
}

it(`refuses ${CASES} malformed messages, says where and why, and repeats nothing of them`, () => {
  for (let each = 0; each < CASES; each++) {
    const number = numbers(each);
    const kind = number(BREAKS.length);
    mustBeRefused(BREAKS[kind]?.(number) ?? '', `case ${each} (break ${kind})`);
  }
}, 300_000);

it.each([
  ['a field', () => text({ client_name: SECRET.repeat(170_000) })],
  ['an undeclared field', () => text({ [SECRET]: SECRET.repeat(170_000) })],
  [
    'many fields',
    () => text(Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`${SECRET}${index}`, index]))),
  ],
  [
    'many tags',
    () => text({ tags: Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`t${index}`, SECRET])) }),
  ],
  ['text that is no JSON', () => SECRET.repeat(170_000)],
])('refuses a megabyte of %s', (_what, body) => mustBeRefused(body(), 'a megabyte'));
