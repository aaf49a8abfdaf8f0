import { INJECTIONS, isActive } from '@org/notifiers/testing';
import { createHash } from 'node:crypto';
import { answerForm, INSTRUCTIONS, PROMPT_VERSION, readAnswer, type Answer } from '../src/answer';
import { inWords } from '../src/insight';

const GIVEN = { evidence: ['E1', 'E2'], clients: ['C1', 'C2'] };
const good: Answer = {
  cause: 'Version 1.17.4 of cdc-relay does not close its connections.',
  confidence: 0.8,
  shared_dependency: 'cdc-relay 1.17.4',
  check_first: ['Whether the pool of the relay grows since the release.'],
  clients: [{ client: 'C2', check_first: ['Whether its reader is on 1.17.4 too.'] }],
  evidence: ['E1'],
};
const read = (changes: object) => readAnswer(JSON.stringify({ ...good, ...changes }), GIVEN);

const shown = ({ clients, ...answer }: Answer, ours = 0.5) =>
  inWords(
    {
      ...answer,
      recommendations: clients.map(({ client, check_first }) => ({ client_account_id: client, check_first })),
    },
    ours,
    (account) => `Client ${account}`,
  );

it('is told in plain sentences, with the confidence of both, and what to check first, also at one client', () => {
  const taken = read({});
  expect('answer' in taken && shown(taken.answer, 0.99)).toEqual({
    prose:
      'Version 1.17.4 of cdc-relay does not close its connections. The model is 80 % sure of it; the evidence alone gives 99 % ' +
      'for one cause. Shared: cdc-relay 1.17.4.',
    recommendations: [
      'Whether the pool of the relay grows since the release.',
      'At Client C2: Whether its reader is on 1.17.4 too.',
    ],
  });
});

it('changes its form and its prompt under another version only, so that answers can be compared', () => {
  const digest = createHash('sha256').update(INSTRUCTIONS).update(JSON.stringify(answerForm)).digest('hex');
  expect({ version: PROMPT_VERSION, digest: digest.slice(0, 12) }).toEqual({ version: '2', digest: '89f046b5874c' });
});

it('may stand in a fence, as some models write', () => {
  expect(readAnswer(`\`\`\`json\n${JSON.stringify(good)}\n\`\`\``, GIVEN)).toEqual({ answer: good });
});

it.each([
  ['prose', 'It is the relay.', 'no-json'],
  ['prose before the JSON', `Sure: ${JSON.stringify(good)}`, 'no-json'],
  ['a field of its own', JSON.stringify({ ...good, severity: 'LOW' }), 'another-form'],
  ['no evidence', JSON.stringify({ ...good, evidence: [] }), 'another-form'],
  ['more certainty than there is', JSON.stringify({ ...good, confidence: 2 }), 'another-form'],
  ['evidence that it made up', JSON.stringify({ ...good, evidence: ['E3'] }), 'not-given'],
  [
    'a client that it made up',
    JSON.stringify({ ...good, clients: [{ client: 'C3', check_first: ['This.'] }] }),
    'not-given',
  ],
  [
    'a command for one client',
    JSON.stringify({ ...good, clients: [{ client: 'C1', check_first: ['Run aws s3 rm now.'] }] }),
    'more-than-words',
  ],
  ['a command', JSON.stringify({ ...good, check_first: ['Run aws s3 rm on the bucket.'] }), 'more-than-words'],
  ...[
    'See status.example.com for more.',
    'Open evil.io/path now.',
    'Run ssh root on the host.',
    'Then DROP TABLE users;',
    'Start bash -c reboot.',
    '/page everyone',
  ].map((cause) => [`the words "${cause}"`, JSON.stringify({ ...good, cause }), 'more-than-words']),
  ['a link', JSON.stringify({ ...good, cause: 'See https://evil.example' }), 'more-than-words'],
])('with %s is refused', (_, text, refused) => {
  expect(readAnswer(text, GIVEN)).toEqual({ refused });
});

it.each([
  'The certificate of the load balancer expired at 09:40 (12 % of requests failed).',
  "RDS's connection pool was exhausted after version 2.14.1-rc.3 of the order service.",
  'AWS Health tells of trouble with AWS Lambda functions in the Region.',
  'DynamoDB throttled writes in us-east-1; the on-demand limit was reached.',
])('with "%s" is taken', (cause) => expect(read({ cause })).toHaveProperty('answer'));

it('holds nothing active, whatever the data talked the model into', () => {
  const told: string[] = [];
  for (const text of INJECTIONS) {
    const step = [text.slice(0, 200)];
    for (const changes of [
      { cause: text },
      { shared_dependency: text.slice(0, 100) },
      { check_first: step },
      { clients: [{ client: 'C1', check_first: step }] },
    ]) {
      const taken = read(changes);
      if ('answer' in taken) told.push(...Object.values(shown(taken.answer)).flat());
    }
    expect(readAnswer(text, GIVEN)).toHaveProperty('refused');
  }
  expect(told.filter(isActive)).toEqual([]);
  expect(INJECTIONS.length).toBeGreaterThanOrEqual(300);
});
