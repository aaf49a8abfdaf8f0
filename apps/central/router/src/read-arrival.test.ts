import type { InvestigationEvent } from '@org/event-schema';
import { aHeartbeat, aNativeEvent, anEnvelope, anEvent } from '@org/event-schema/testing';
import { clientRegistry } from '@org/configuration';
import { aConfiguration } from '../test/central';
import { readArrival } from './read-arrival';

const registry = clientRegistry(aConfiguration());
const report = anEnvelope();

it.each([
  ['a report', report, 'event'],
  ['a heartbeat', aHeartbeat(), 'heartbeat'],
  ['a life-cycle event of the service', aNativeEvent(), 'native'],
])('believes %s from the account that it speaks for', (_what, body, kind) => {
  expect(readArrival(body, registry)).toMatchObject({ kind });
});

it.each([
  ['text that is no JSON', '{oops', 'no-envelope'],
  ['JSON that is no event', [1, 2], 'no-envelope'],
  ['an event without a detail', { ...report, detail: null }, 'no-envelope'],
  ['an account that nobody knows', { ...report, account: '555555555555' }, 'unknown-account'],
  ['an account that speaks for another', { ...report, account: '222222222222' }, 'account-mismatch'],
  [
    'a heartbeat of an account that speaks for another',
    { ...aHeartbeat(), account: '222222222222' },
    'account-mismatch',
  ],
  [
    'an impersonation that does not fit the schema either',
    { ...report, detail: { client_account_id: '222222222222' } },
    'account-mismatch',
  ],
  [
    "an agent space that is none of its client's",
    anEnvelope(anEvent({ agent_space_id: 'space-b' })),
    'unknown-agent-space',
  ],
  ['what is nested without end', JSON.parse(`${'['.repeat(9_000)}${']'.repeat(9_000)}`), 'too-deep'],
  ['a source that nobody knows', { ...report, source: 'aws.s3' }, 'unknown-source'],
  ['an event that does not fit the schema', { ...report, detail: {} }, 'invalid-event'],
  ['a heartbeat that does not fit', { ...aHeartbeat(), detail: {} }, 'invalid-heartbeat'],
  [
    'a call of the API that shares the source',
    { ...aNativeEvent(), 'detail-type': 'AWS API Call via CloudTrail' },
    'invalid-native-event',
  ],
])('refuses %s', (_what, body, reason) => {
  expect(readArrival(body, registry)).toMatchObject({ kind: 'refused', reason });
});

it('repeats nothing that the sender could have chosen, but the ids that EventBridge stamps', () => {
  const hostile = {
    ...report,
    account: 'evil',
    source: 'evil',
    id: 'evil',
    'detail-type': 'evil',
    detail: { evil: 'evil' },
  };
  expect(JSON.stringify(readArrival(hostile, registry))).not.toContain('evil');
});

it('gives the same arrival the same id, whatever id EventBridge gave it', () => {
  const bad = { ...report, detail: {} };
  const [first, again, other] = [bad, { ...bad, id: 'x' }, { ...bad, detail: { a: 1 } }].map(
    (body) => (readArrival(body, registry) as { id: string }).id,
  );
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

describe('links', () => {
  const linksOf = (links: InvestigationEvent['links']) => {
    const arrival = readArrival(anEnvelope(anEvent({ links })), registry);
    return arrival.kind === 'event' ? arrival.event.links : undefined;
  };

  it("are kept when they lead to AWS's own sites, or to the application of the client's file", () => {
    const links = {
      devops_agent_investigation: 'https://space.aidevops.global.app.aws/investigation/1',
      cloudwatch_logs: 'https://us-east-1.console.aws.amazon.com/cloudwatch/home',
      affected_application: 'https://shop.acme.example/status',
    };
    expect(linksOf(links)).toEqual(links);
  });

  it.each([
    'https://evil.example/investigation/1',
    'https://aidevops.global.app.aws.evil.example/',
    'https://evilaidevops.global.app.aws/',
    'https://evilconsole.aws.amazon.com/',
    'https://space.aidevops.global.app.aws:8443/',
  ])('are left out when they lead elsewhere: %s', (link) => {
    expect(linksOf({ devops_agent_investigation: link, cloudwatch_logs: link, affected_application: link })).toEqual(
      {},
    );
  });
});
