import { resourcesOf, templateOf, type TemplateJson } from '@org/cdk-constructs/testing';
import { compilePattern } from '@org/event-pattern';
import { EVENT_TYPES, NATIVE_DETAIL_TYPES, SEVERITIES, type EventType, type Severity } from '@org/event-schema';
import { aHeartbeat, anEnvelope, anEvent, aNativeEvent } from '@org/event-schema/testing';
import { aCentralStack } from '../test/a-central-stack';

// The patterns are taken from the synthesized template: what is tested here is what is deployed.
const rulesOf = (template: TemplateJson) =>
  Object.values(resourcesOf(template, 'AWS::Events::Rule')).map(({ Properties }) => ({
    isOnCentralBus: Properties['EventBusName'] !== undefined,
    matches: compilePattern(Properties['EventPattern'] as object),
    queue: (Properties['Targets'] as { Arn: { 'Fn::GetAtt': [string, string] } }[])[0]?.Arn['Fn::GetAtt'][0] ?? '',
  }));
const rules = rulesOf(templateOf(aCentralStack()));

/** The queues that an event on the central bus reaches. */
const queuesOf = (event: object, among = rules): string[] =>
  among
    .filter(({ matches }) => matches(event))
    .map(({ queue }) => queue)
    .sort();

describe('on the central bus', () => {
  it.each(['CRITICAL', 'HIGH'] as const)(
    'a %s investigation that failed reaches the urgent queue, and no other',
    (severity) => {
      const event = anEvent({ severity, event_type: 'investigation_failed', status: 'FAILED' });
      expect(queuesOf(anEnvelope(event))).toEqual(['UrgentQueue']);
    },
  );

  it.each(['MEDIUM', 'LOW', 'MINIMAL'] as const)(
    'a %s investigation that failed reaches the ordinary queue, and no other',
    (severity) => {
      const event = anEvent({ severity, event_type: 'investigation_failed', status: 'FAILED' });
      expect(queuesOf(anEnvelope(event))).toEqual(['OrdinaryQueue']);
    },
  );

  it('a completed investigation is compared across clients as well', () => {
    expect(queuesOf(anEnvelope(anEvent({ severity: 'HIGH' })))).toEqual(['PatternQueue', 'UrgentQueue']);
    expect(queuesOf(anEnvelope(anEvent({ severity: 'LOW' })))).toEqual(['OrdinaryQueue', 'PatternQueue']);
  });

  it.each(NATIVE_DETAIL_TYPES)('the life-cycle event %s reaches the ordinary queue', (detailType) => {
    expect(queuesOf(aNativeEvent({ 'detail-type': detailType }))).toEqual(['OrdinaryQueue']);
  });

  it('a heartbeat reaches the ordinary queue', () => {
    expect(queuesOf(aHeartbeat())).toEqual(['OrdinaryQueue']);
  });

  const hostile: [string, object][] = [
    ['without a severity', { ...anEnvelope(), detail: { event_type: 'x' } }],
    ['with an empty detail', { ...anEnvelope(), detail: {} }],
    ['with a severity of our invention', { ...anEnvelope(), detail: { ...anEvent(), severity: 'critical' } }],
    ['with a number for a severity', { ...anEnvelope(), detail: { severity: 1 } }],
    ['with null for a severity', { ...anEnvelope(), detail: { severity: null } }],
    ['with an object for a severity', { ...anEnvelope(), detail: { severity: { CRITICAL: true } } }],
    ['with no severities at all', { ...anEnvelope(), detail: { severity: [] } }],
    ['from a source that pretends to be another', { ...anEnvelope(), source: 'investigation-orchestrator.evil' }],
    [
      'of CloudTrail, under the source of the service',
      { ...aNativeEvent(), 'detail-type': 'AWS API Call via CloudTrail' },
    ],
  ];
  it.each(hostile)('an event %s reaches the ordinary queue, where the router sets it aside', (_, event) => {
    expect(queuesOf(event)).toContain('OrdinaryQueue');
    expect(queuesOf(event)).not.toContain('UrgentQueue');
  });

  it('every event reaches a queue of the router, whatever its severity and type', () => {
    for (const severity of Object.keys(SEVERITIES) as Severity[]) {
      for (const event_type of Object.keys(EVENT_TYPES) as EventType[]) {
        const queues = queuesOf(anEnvelope(anEvent({ severity, event_type })));
        expect(queues.filter((queue) => queue !== 'PatternQueue')).toHaveLength(1);
      }
    }
  });

  it('what an archive replays reaches nothing', () => {
    for (const event of [anEnvelope(), aNativeEvent(), aHeartbeat(), ...hostile.map(([, event]) => event)]) {
      expect(queuesOf({ ...event, 'replay-name': 'yesterday' })).toEqual([]);
    }
  });
});

describe('AWS Health', () => {
  const template = templateOf(aCentralStack({ hearsHealth: true }));
  const onDefaultBus = rulesOf(template).filter(({ isOnCentralBus }) => !isOnCentralBus);
  const onCentralBus = rulesOf(template).filter(({ isOnCentralBus }) => isOnCentralBus);
  const issue = {
    ...anEnvelope(),
    source: 'aws.health',
    'detail-type': 'AWS Health Event',
    detail: { eventTypeCategory: 'issue', service: 'RDS', statusCode: 'open' },
  };

  it('is not heard unless that is asked for: no rule stands on the default bus', () => {
    expect(rules.filter(({ isOnCentralBus }) => !isOnCentralBus)).toEqual([]);
  });

  it('is heard on the default bus, where only AWS can speak under its name', () => {
    expect(queuesOf(issue, onDefaultBus)).toEqual(['PatternQueue']);
  });

  it('is not passed on from the central bus to the pattern detector, whoever says it there', () => {
    expect(queuesOf(issue, onCentralBus)).toEqual(['OrdinaryQueue']); // where the router sets it aside
  });

  it.each([
    ['a planned change', { detail: { eventTypeCategory: 'scheduledChange' } }],
    ['a notification', { detail: { eventTypeCategory: 'accountNotification' } }],
    ['an abuse report', { 'detail-type': 'AWS Health Abuse Event' }],
    ['what an archive replays', { 'replay-name': 'yesterday' }],
    ['an event of ours', anEnvelope()],
    ['what only looks like it', { source: 'aws.healthy' }],
  ])('leaves out %s', (_, changes) => {
    expect(queuesOf({ ...issue, ...changes }, onDefaultBus)).toEqual([]);
  });

  it('may be sent to the queues by its rule alone, and has the dead letters of the others', () => {
    const [rule] = Object.entries(resourcesOf(template, 'AWS::Events::Rule')).filter(([id]) => id === 'HealthRule');
    expect(rule?.[1].Properties).toMatchObject({
      State: 'ENABLED',
      Targets: [{ DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['BusDeadLetters', 'Arn'] } } }],
    });
    const policies = JSON.stringify(resourcesOf(template, 'AWS::SQS::QueuePolicy'));
    const statement = '"Condition":{"ArnEquals":{"aws:SourceArn":{"Fn::GetAtt":["HealthRule","Arn"]}}}';
    expect(policies.split(statement)).toHaveLength(3); // the pattern queue, and the dead letters
  });
});
