import {
  EventBridgeClient,
  PutEventsCommand,
  StartReplayCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import {
  aCloud,
  aFunction,
  aQueue,
  aRole,
  aRule,
  arnOf,
  CENTRAL,
  CLIENT,
  clientOptions,
  openTo,
  refOf,
  REGION,
  STRANGER,
  stopClouds,
} from './a-cloud';
import type { BusEvent, LocalCloud } from '../src';

afterEach(stopClouds);

const BUS_ARN = `arn:aws:events:${REGION}:${CENTRAL}:event-bus/central`;
const bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'central' } };

/** Admits the organization `o-ours`, and only our source or the service's. */
const busPolicy = {
  Type: 'AWS::Events::EventBusPolicy',
  Properties: {
    EventBusName: { Ref: 'Bus' },
    StatementId: 'Clients',
    Statement: {
      Effect: 'Allow',
      Principal: '*',
      Action: 'events:PutEvents',
      Resource: { 'Fn::GetAtt': ['Bus', 'Arn'] },
      Condition: {
        StringEquals: { 'aws:PrincipalOrgID': 'o-ours' },
        'ForAllValues:StringEquals': { 'events:source': ['investigation-orchestrator', 'aws.aidevops'] },
        Null: { 'events:source': 'false' },
      },
    },
  },
};

const organizationOf = (account: string) => (account === STRANGER ? 'o-other' : 'o-ours');
const entry = (changes: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'investigation-orchestrator',
  DetailType: 'Investigation Completed',
  Detail: '{"severity":"HIGH"}',
  EventBusName: BUS_ARN,
  ...changes,
});

async function put(cloud: LocalCloud, account: string, entries: PutEventsRequestEntry[], region = REGION) {
  const client = new EventBridgeClient(clientOptions(cloud, account, region));
  try {
    return await client.send(new PutEventsCommand({ Entries: entries }));
  } finally {
    client.destroy();
  }
}

const eventsOn = (cloud: LocalCloud, busArn: string): BusEvent[] =>
  cloud.observations.busEvents.filter((record) => record.busArn === busArn).map((record) => record.event);

const queued = (cloud: LocalCloud, logicalId: string, account = CENTRAL) =>
  cloud.queues().find(({ arn }) => arn === arnOf(cloud, account, logicalId))?.messages;

describe('PutEvents', () => {
  it("stamps the sender's account, whatever the detail says", async () => {
    const cloud = await aCloud({ [CENTRAL]: { Bus: bus, Policy: busPolicy } }, { organizationOf });
    const answer = await put(cloud, CLIENT, [
      entry({ Detail: '{"client_account_id":"333333333333"}', Time: new Date(1e12) }),
    ]);
    expect(answer.FailedEntryCount).toBe(0);
    expect(eventsOn(cloud, BUS_ARN)).toEqual([
      {
        version: '0',
        id: answer.Entries?.[0]?.EventId,
        account: CLIENT,
        region: REGION,
        time: '2001-09-09T01:46:40Z',
        source: 'investigation-orchestrator',
        'detail-type': 'Investigation Completed',
        resources: [],
        detail: { client_account_id: '333333333333' },
      },
    ]);
  });

  it.each([
    ['an account of another organization', STRANGER, {}],
    ['a source that the policy does not name', CLIENT, { Source: 'someone-else' }],
  ])('refuses %s', async (_what, account, changes) => {
    const cloud = await aCloud({ [CENTRAL]: { Bus: bus, Policy: busPolicy } }, { organizationOf });
    await expect(put(cloud, account, [entry(changes)])).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(eventsOn(cloud, BUS_ARN)).toEqual([]);
    expect(cloud.observations.failures).toMatchObject([{ kind: 'event_refused', account }]);
  });

  it('lets the own account put without a policy', async () => {
    const cloud = await aCloud({ [CENTRAL]: { Bus: bus } });
    await put(cloud, CENTRAL, [entry({ EventBusName: 'central' })]);
    expect(eventsOn(cloud, BUS_ARN)).toHaveLength(1);
  });

  it.each([
    ['a source that is reserved for services', { Source: 'aws.aidevops' }, 'NotAuthorizedForSourceException'],
    ['a detail that is not JSON', { Detail: '{' }, 'MalformedDetail'],
    ['a missing detail type', { DetailType: '' }, 'InvalidArgument'],
  ])('refuses %s alone, and takes the others of the request', async (_what, changes, code) => {
    const cloud = await aCloud({ [CENTRAL]: { Bus: bus, Policy: busPolicy } }, { organizationOf });
    const answer = await put(cloud, CLIENT, [entry(changes), entry()]);
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries?.[0]?.ErrorCode).toBe(code);
    expect(eventsOn(cloud, BUS_ARN)).toHaveLength(1);
  });

  it.each([
    ['a bus that is not there', `${BUS_ARN}-2`, REGION],
    ["a bus of another Region than the caller's", BUS_ARN, 'eu-west-1'],
  ])('accepts an event for %s, and drops it, as AWS does', async (_what, EventBusName, region) => {
    const cloud = await aCloud({ [CENTRAL]: { Bus: bus, Policy: busPolicy } }, { organizationOf });
    const answer = await put(cloud, CLIENT, [entry({ EventBusName })], region);
    expect(answer.FailedEntryCount).toBe(0);
    expect(answer.Entries?.[0]?.EventId).toBeDefined();
    expect(cloud.observations.failures).toMatchObject([{ kind: 'event_dropped', bus: EventBusName }]);
  });

  it('refuses more than ten entries, and a megabyte', async () => {
    const cloud = await aCloud({ [CENTRAL]: { Bus: bus } });
    const eleven = Array.from({ length: 11 }, () => entry());
    await expect(put(cloud, CENTRAL, eleven)).rejects.toMatchObject({ name: 'ValidationException' });
    const huge = entry({ Detail: JSON.stringify({ text: 'x'.repeat(1_048_576) }) });
    await expect(put(cloud, CENTRAL, [huge])).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('rules', () => {
  const target = { Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } };
  const onBus = { EventBusName: { Ref: 'Bus' } };

  it('send what their pattern matches, and nothing else', async () => {
    const cloud = await aCloud({
      [CENTRAL]: {
        Bus: bus,
        Queue: aQueue(),
        Open: openTo('Queue'),
        Urgent: aRule({ detail: { severity: ['CRITICAL', 'HIGH'] } }, target, onBus),
      },
    });
    await put(cloud, CENTRAL, [entry(), entry({ Detail: '{"severity":"LOW"}' })]);
    await cloud.idle();
    expect(queued(cloud, 'Queue')).toBe(1);
  });

  it('refuse a pattern that EventBridge would refuse', async () => {
    const broken = { [CENTRAL]: { Queue: aQueue(), Rule: aRule({ source: 'not-a-list' }, target) } };
    await expect(aCloud(broken)).rejects.toThrow(/Resources\/Rule.*EventPattern/);
  });

  it('keep what a queue without a policy refuses in the dead-letter queue, with the reason', async () => {
    const cloud = await aCloud({
      [CENTRAL]: {
        Bus: bus,
        Queue: aQueue(),
        Letters: aQueue(),
        OpenLetters: openTo('Letters'),
        Rule: aRule(
          { source: ['investigation-orchestrator'] },
          { ...target, DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Letters', 'Arn'] } } },
          onBus,
        ),
      },
    });
    await put(cloud, CENTRAL, [entry()]);
    await cloud.idle();
    const [letter] = cloud.observations.deadLetters;
    expect(letter?.attributes).toMatchObject({
      RULE_ARN: arnOf(cloud, CENTRAL, 'Rule'),
      TARGET_ARN: arnOf(cloud, CENTRAL, 'Queue'),
      ERROR_CODE: 'NO_PERMISSIONS',
      RETRY_ATTEMPTS: '0',
    });
    expect(JSON.parse(letter?.body ?? '')).toMatchObject({ detail: { severity: 'HIGH' } });
  });

  it.each([
    ['invoke a function that permits them', true, 1],
    ['do not invoke a function without a permission', false, 0],
  ])('%s', async (_what, isPermitted, invocations) => {
    const permission = {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['Work', 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
      },
    };
    const cloud = await aCloud({
      [CLIENT]: {
        Work: aFunction('console.log(JSON.stringify(event));'),
        Rule: aRule({ source: ['aws.aidevops'] }, { Arn: { 'Fn::GetAtt': ['Work', 'Arn'] }, InputPath: '$.detail' }),
        ...(isPermitted ? { Permission: permission } : {}),
      },
    });
    cloud.putNativeEvent(CLIENT, REGION, {
      source: 'aws.aidevops',
      'detail-type': 'Investigation Completed',
      detail: { n: 1 },
    });
    await cloud.idle();
    expect(cloud.observations.invocations).toHaveLength(invocations);
    expect(cloud.observations.logsOf(refOf(cloud, CLIENT, 'Work'))).toEqual(isPermitted ? ['{"n":1}'] : []);
  });
});

describe('throttling on purpose', () => {
  it('refuses entries that may be sent again, and delivers every accepted event in the end', async () => {
    const cloud = await aCloud(
      {
        [CENTRAL]: {
          Bus: bus,
          Queue: aQueue(),
          Open: openTo('Queue'),
          Rule: aRule(
            { source: ['investigation-orchestrator'] },
            { Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
            { EventBusName: 'central' },
          ),
        },
      },
      { pace: 0, faults: { seed: 3, throttle: 0.5 } },
    );
    const { Entries = [] } = await put(
      cloud,
      CENTRAL,
      Array.from({ length: 10 }, () => entry()),
    );
    await cloud.idle();
    const accepted = Entries.filter(({ EventId }) => EventId !== undefined);
    expect(Entries.filter(({ ErrorCode }) => ErrorCode === 'ThrottlingException')).toHaveLength(10 - accepted.length);
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.length).toBeLessThan(10);
    expect(queued(cloud, 'Queue')).toBe(accepted.length);
  });
});

describe("another account's bus", () => {
  const forward = (role: boolean) => ({
    Role: aRole(),
    Letters: aQueue(),
    OpenLetters: openTo('Letters'),
    Forward: aRule(
      { source: ['aws.aidevops'] },
      {
        Arn: BUS_ARN,
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Letters', 'Arn'] } },
        ...(role ? { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } } : {}),
      },
    ),
  });
  const native = { source: 'aws.aidevops', 'detail-type': 'Investigation Created', detail: {} };

  it('receives a forwarded event as it is, with the account of its origin', async () => {
    const cloud = await aCloud(
      { [CENTRAL]: { Bus: bus, Policy: busPolicy }, [CLIENT]: forward(true) },
      { organizationOf },
    );
    const id = cloud.putNativeEvent(CLIENT, REGION, native);
    await cloud.idle();
    expect(eventsOn(cloud, BUS_ARN)).toMatchObject([{ id, source: 'aws.aidevops', account: CLIENT }]);
  });

  it.each([
    ['its policy does not admit the sender', STRANGER, true],
    ['the target has no role', CLIENT, false],
  ])('receives nothing when %s; the event is kept as a dead letter', async (_why, account, role) => {
    const cloud = await aCloud(
      { [CENTRAL]: { Bus: bus, Policy: busPolicy }, [account]: forward(role) },
      { organizationOf },
    );
    cloud.putNativeEvent(account, REGION, native);
    await cloud.idle();
    expect(eventsOn(cloud, BUS_ARN)).toEqual([]);
    expect(cloud.observations.deadLetters).toMatchObject([{ account, attributes: { ERROR_CODE: 'NO_PERMISSIONS' } }]);
  });

  it('does not send an event on to a third account', async () => {
    const third = `arn:aws:events:${REGION}:${STRANGER}:event-bus/default`;
    const cloud = await aCloud(
      {
        [CENTRAL]: {
          Bus: bus,
          Policy: busPolicy,
          Role: aRole(),
          Onward: aRule(
            { source: ['aws.aidevops'] },
            { Arn: third, RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
            { EventBusName: 'central' },
          ),
        },
        [CLIENT]: forward(true),
      },
      { organizationOf },
    );
    cloud.putNativeEvent(CLIENT, REGION, native);
    await cloud.idle();
    expect(cloud.observations.failures).toMatchObject([{ code: 'THIRD_ACCOUNT_HOP_DETECTED', kept: false }]);
  });
});

describe('an archive', () => {
  it('replays what it kept, marked, so that rules can tell', async () => {
    const cloud = await aCloud({
      [CENTRAL]: {
        Bus: bus,
        Archive: { Type: 'AWS::Events::Archive', Properties: { SourceArn: { 'Fn::GetAtt': ['Bus', 'Arn'] } } },
        Queue: aQueue(),
        Open: openTo('Queue'),
        Rule: aRule(
          { 'replay-name': [{ exists: false }] },
          { Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
          { EventBusName: 'central' },
        ),
      },
    });
    await put(cloud, CENTRAL, [entry()]);
    await cloud.idle();
    const archive = cloud.archives()[0];
    const client = new EventBridgeClient(clientOptions(cloud, CENTRAL));
    await client.send(
      new StartReplayCommand({
        ReplayName: 'again',
        EventSourceArn: archive?.arn,
        EventStartTime: new Date(0),
        EventEndTime: new Date(Date.now() + 60_000),
        Destination: { Arn: BUS_ARN },
      }),
    );
    client.destroy();
    await cloud.idle();
    const [first, second] = eventsOn(cloud, BUS_ARN);
    expect(second).toEqual({ ...first, 'replay-name': 'again' });
    expect(queued(cloud, 'Queue')).toBe(1);
    expect(cloud.archives()[0]?.size).toBe(1);
  });
});
