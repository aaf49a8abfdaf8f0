import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as face from './index';

it('offers these names and no others, so that a removal is a decision', () => {
  expect(Object.keys(face).sort()).toEqual([
    'CHANNELS',
    'CHANNEL_KINDS',
    'EVENT_SOURCE',
    'EVENT_TYPES',
    'FINAL_NATIVE_DETAIL_TYPES',
    'FREE_TEXT_FIELDS',
    'HEARTBEAT_DETAIL_TYPE',
    'HeartbeatSchema',
    'INDICATORS',
    'InvestigationEventSchema',
    'MAX_BRIEF_CHARACTERS',
    'MAX_EVENT_BYTES',
    'MITIGATION_STATUSES',
    'NATIVE_DETAIL_TYPES',
    'NATIVE_SOURCE',
    'ROOT_CAUSE_CATEGORIES',
    'SCHEMA_VERSION',
    'SEVERITIES',
    'STATUSES',
    'WITHHELD_REASONS',
    'channelOf',
    'describe',
    'investigationEventJsonSchema',
    'investigationKey',
    'kindOf',
    'mapFreeText',
    'outcomeKey',
    'parseHeartbeat',
    'parseInvestigationEvent',
    'parseNativeEvent',
    'parserOf',
  ]);
});

it('gives each phrase of the vocabulary to one indicator only, in lower case', () => {
  const phrases = Object.values(face.INDICATORS).flat();
  expect(new Set(phrases).size).toBe(phrases.length);
  expect(phrases.every((phrase) => phrase === phrase.toLowerCase())).toBe(true);
});

it('wakes the watcher for every state after which nothing more comes by itself', () => {
  expect(face.FINAL_NATIVE_DETAIL_TYPES).toEqual([
    'Investigation Completed',
    'Investigation Failed',
    'Investigation Timed Out',
    'Investigation Cancelled',
    'Investigation Linked',
    'Investigation Skipped',
    'Mitigation Completed',
    'Mitigation Failed',
    'Mitigation Timed Out',
    'Mitigation Cancelled',
  ]);
});

it('exports itself as JSON Schema that refuses what is not declared', () => {
  const schema = face.investigationEventJsonSchema();
  expect(schema).toMatchObject({
    $schema: expect.stringContaining('2020-12'),
    type: 'object',
    additionalProperties: false,
  });
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});

it('makes a key that names one outcome and fits into 255 characters at its longest', () => {
  const longest = {
    client_account_id: '123456789012',
    agent_space_id: 'a'.repeat(64),
    investigation_id: 'i'.repeat(128),
    outcome_version: 1_000_000,
  };
  expect(face.outcomeKey(longest).length).toBeLessThanOrEqual(255);
  expect(face.outcomeKey({ ...longest, outcome_version: 2 })).not.toBe(face.outcomeKey(longest));
});

it('does what its README shows', () => {
  const readme = readFileSync(join(__dirname, '../README.md'), 'utf8');
  const [, example, output] = /```ts\n([\s\S]*?)```\n\n```json\n([\s\S]*?)```/.exec(readme) ?? [];
  const body = (example ?? '').replace(/^import .*$/gm, '').replace(/^console\.log\((.*)\);$/m, 'return $1;');
  const run = new Function('parseInvestigationEvent', body) as (parse: typeof face.parseInvestigationEvent) => unknown;
  expect(run(face.parseInvestigationEvent)).toEqual(JSON.parse(output ?? ''));
});
