import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { PatternRecord } from '@org/investigation-store';
import { startDemo, type Demo } from '../src';
import { parseScenario } from '../src/scenario/scenario';
import { clientOptions } from './a-cloud';

jest.setTimeout(180_000);

const CENTRAL = '999999999999';
const REGION = 'us-east-1';

/** Three clients' databases, each with another trouble: alone that is nothing to tell. */
const scenario = parseScenario(`
title: Three databases
seed: three-databases
investigations:
${[
  ['harbor-bank', 'The pool of connections of the database ran dry'],
  ['northwind-retail', 'The replica of the database lags behind its writer'],
  ['tundra-foods', 'The disk of the database is full'],
]
  .map(
    ([client, title], index) => `
  - id: ${client}
    client: ${client}
    starts: ${10 + index * 8}
    minutes: 4
    title: Requests fail
    symptom: The application answers slowly.
    priority: MEDIUM
    ends: completed
    root_cause: { title: ${title}, resources: ['arn:aws:rds:{region}:{account}:db:main'] }`,
  )
  .join('')}
`);

const anIssue = () => {
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toUTCString();
  return {
    eventArn: 'arn:aws:health:us-east-1::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/AWS_RDS_OPERATIONAL_ISSUE_EXAMPLE',
    service: 'RDS',
    eventTypeCode: 'AWS_RDS_OPERATIONAL_ISSUE',
    eventTypeCategory: 'issue',
    eventScopeCode: 'PUBLIC',
    communicationId: '01b0993207d81a09dcd552ebd1e633e36cf1f09a-1',
    startTime: minutesAgo(55),
    lastUpdatedTime: minutesAgo(20),
    statusCode: 'open',
    eventRegion: REGION,
    eventDescription: [{ language: 'en_US', latestDescription: 'We are investigating increased error rates.' }],
    affectedAccount: CENTRAL,
    page: '1',
    totalPages: '1',
  };
};

let demo: Demo;
const patterns = () => demo.store.patterns<PatternRecord & { clients: string[]; explanation: string }>(5);

beforeAll(async () => {
  demo = await startDemo({ root: join(__dirname, '../../..'), pace: 'fast', scenario });
  await demo.play();
});
afterAll(() => demo.stop());

it('is silent about three databases with three troubles', async () => {
  expect(await patterns()).toEqual([]);
});

it('does not believe a client that calls itself AWS Health', async () => {
  const account = demo.configuration.clients[0]?.client_account_id ?? '';
  const client = new EventBridgeClient(clientOptions(demo.cloud, account));
  const buses = ['default', `event-bus/${demo.configuration.central.event_bus.name}`];
  for (const bus of buses) {
    const EventBusName = `arn:aws:events:${REGION}:${CENTRAL}:${bus.includes('/') ? bus : `event-bus/${bus}`}`;
    const entry = {
      EventBusName,
      Source: 'aws.health',
      DetailType: 'AWS Health Event',
      Detail: JSON.stringify(anIssue()),
    };
    const answer = await client.send(new PutEventsCommand({ Entries: [entry] })).catch((error: Error) => error);
    expect(answer instanceof Error || answer.FailedEntryCount === 1).toBe(true);
  }
  client.destroy();
  await demo.cloud.idle();
  expect(await patterns()).toEqual([]);
});

it('tells of one pattern when AWS Health says on the default bus that their service has trouble', async () => {
  for (let time = 1; time <= 2; time++) {
    demo.cloud.putNativeEvent(CENTRAL, REGION, {
      source: 'aws.health',
      'detail-type': 'AWS Health Event',
      detail: anIssue(),
    });
    await demo.cloud.idle();
  }
  const [pattern, ...more] = await patterns();
  expect(more).toEqual([]);
  expect(pattern?.clients).toHaveLength(3);
  expect(pattern?.explanation).toContain('AWS Health reports AWS_RDS_OPERATIONAL_ISSUE in us-east-1 since');
  const { deliveries = [] } = (await demo.store.pattern(pattern?.pattern_id ?? '')) ?? {};
  const pages = deliveries.filter(({ destination }) => destination.startsWith('pagerduty:'));
  expect(pages).toMatchObject([{ destination: 'pagerduty:senior-engineers', state: 'done' }]);
});
