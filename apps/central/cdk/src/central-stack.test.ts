import { ANALYSIS_DEFAULTS, METRIC_NAMESPACE, METRICS } from '@org/configuration';
import { resourcesOf, templateOf, withoutHashes, type TemplateJson } from '@org/cdk-constructs/testing';
import { aCentralStack } from '../test/a-central-stack';

const template = templateOf(aCentralStack());
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');

/** Every metric that the text names, by namespace and name, with its dimensions. */
const metricsIn = (value: unknown): { namespace: string; name: string; dimensions: unknown[] }[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { Namespace, MetricName, Dimensions } = value as Record<string, unknown>;
  const here =
    typeof MetricName === 'string'
      ? [{ namespace: String(Namespace), name: MetricName, dimensions: (Dimensions ?? []) as unknown[] }]
      : [];
  return [...here, ...Object.values(value).flatMap(metricsIn)];
};

/** The text of the dashboard, with a word in place of what AWS fills in. */
const dashboard = (from: TemplateJson): { widgets: { type: string; properties: Record<string, unknown> }[] } => {
  const [one] = Object.values(resourcesOf(from, 'AWS::CloudWatch::Dashboard'));
  const body = one?.Properties['DashboardBody'] as { 'Fn::Join': [string, (string | object)[]] };
  return JSON.parse(body['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'filled-in')).join(''));
};

const statementsOf = (from: TemplateJson, role: string) =>
  Object.values(resourcesOf(from, 'AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties['Roles']) === JSON.stringify([{ Ref: role }]))
    .flatMap(
      ({ Properties }) =>
        (Properties['PolicyDocument'] as { Statement: { Action: string | string[]; Resource: unknown }[] }).Statement,
    );
const granted = (from: TemplateJson, role: string, action: string) =>
  statementsOf(from, role).filter(({ Action }) => [Action].flat().includes(action));

describe('the central stack', () => {
  it('looks like this', () => {
    expect(withoutHashes(template)).toMatchSnapshot();
  });

  it('keeps these logical ids for life: a changed one is a deleted table, bus or queue', () => {
    const kept = ['AWS::DynamoDB::Table', 'AWS::Events::EventBus', 'AWS::SQS::Queue', 'AWS::SNS::Topic'].flatMap(
      (type) => Object.keys(resourcesOf(template, type)),
    );
    expect(kept).toEqual([
      'InvestigationTable',
      'Bus',
      'FollowUpsDeadLetters',
      'PatternFollowUpsDeadLetters',
      'UrgentQueueDeadLetters',
      'UrgentQueue',
      'OrdinaryQueueDeadLetters',
      'OrdinaryQueue',
      'PatternQueueDeadLetters',
      'PatternQueue',
      'BusDeadLetters',
      'Alarms',
    ]);
  });

  it('has the outputs that client stacks and tools ask for', () => {
    expect(Object.keys(template['Outputs'] as object)).toEqual(['EventBusArn', 'TableName', 'DashboardName']);
  });

  it('is of plain resource types, so that the local cloud runs the same template', () => {
    expect([...new Set(Object.values(template.Resources).map(({ Type }) => Type))].sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::DynamoDB::Table',
      'AWS::Events::Archive',
      'AWS::Events::EventBus',
      'AWS::Events::EventBusPolicy',
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::Scheduler::Schedule',
    ]);
    const intrinsics = new Set(JSON.stringify(template).match(/"Fn::\w+"/g));
    expect([...intrinsics].sort()).toEqual(['"Fn::GetAtt"', '"Fn::Join"', '"Fn::Sub"']);
  });

  it('gives the same template for the same configuration', () => {
    expect(templateOf(aCentralStack())).toEqual(template);
  });

  it('deploys both functions anew when the configuration changes', () => {
    const keys = (from: TemplateJson) =>
      Object.values(resourcesOf(from, 'AWS::Lambda::Function')).map(({ Properties }) => Properties['Code']);
    const changed = keys(templateOf(aCentralStack({ configurationDocument: '{"clients":[]}\n' })));
    for (const [index, key] of keys(template).entries()) expect(changed[index]).not.toEqual(key);
  });
});

describe('alarms', () => {
  const CUSTOM = { Namespace: METRIC_NAMESPACE };

  it.each([
    ['more than 5 % of the urgent messages failed within 5 minutes', 'UrgentQueueErrorRate', 5],
    ['more than 5 % of the ordinary messages failed within 5 minutes', 'OrdinaryQueueErrorRate', 5],
    ['more than 5 % of the messages to compare failed within 5 minutes', 'PatternQueueErrorRate', 5],
  ])('sound when %s', (_, id, threshold) => {
    const { Metrics, ...rest } = alarms[id]?.Properties as { Metrics: Record<string, unknown>[] };
    expect(rest).toMatchObject({
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
    });
    expect(metricsIn(Metrics).map(({ name }) => name)).toEqual(['FailedInvokeEventCount', 'InvokedEventCount']);
    expect(JSON.stringify(Metrics)).toContain('"Period":300');
  });

  it('sound when EventBridge holds anything back within 15 minutes', () => {
    expect(alarms['Throttling']?.Properties).toMatchObject({
      Namespace: 'AWS/Events',
      MetricName: 'ThrottledRules',
      Threshold: 0,
      Period: 900,
      Statistic: 'Sum',
    });
  });

  it('sound when an event was larger than 200 KB', () => {
    expect(alarms['LargeEvents']?.Properties).toMatchObject({ ...CUSTOM, MetricName: 'EventsTooLarge', Threshold: 0 });
  });

  it('sound when the pattern detector failed more than 3 times within an hour, also when it could not say so itself', () => {
    const { Metrics, Threshold } = alarms['PatternDetectorFailures']?.Properties as {
      Metrics: unknown[];
      Threshold: number;
    };
    expect(Threshold).toBe(3);
    expect(metricsIn(Metrics).map(({ name }) => name)).toEqual(['PatternDetectorFailures', 'Errors']);
    expect(JSON.stringify(Metrics)).toContain('"Period":3600');
  });

  it('sound when a stranger sends, and when a client counted outcomes that never arrived', () => {
    expect(alarms['Quarantine']?.Properties).toMatchObject({
      ...CUSTOM,
      MetricName: 'EventsQuarantined',
      Threshold: 0,
    });
    expect(alarms['Missing']?.Properties).toMatchObject({ ...CUSTOM, MetricName: 'HeartbeatGaps', Threshold: 0 });
  });

  it('watch every dead-letter queue for its first message', () => {
    const queues = Object.keys(resourcesOf(template, 'AWS::SQS::Queue')).filter((id) => id.endsWith('DeadLetters'));
    expect(queues).toHaveLength(6);
    for (const id of queues) {
      expect(alarms[`${id}Alarm`]?.Properties).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 0,
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
      });
    }
  });

  it('watch the age of the oldest message in every queue', () => {
    const late = Object.entries(alarms).filter(
      ([, { Properties }]) => Properties['MetricName'] === 'ApproximateAgeOfOldestMessage',
    );
    expect(late.map(([id, { Properties }]) => [id, Properties['Threshold']])).toEqual([
      ['UrgentQueueLate', 120],
      ['OrdinaryQueueLate', 900],
      ['PatternQueueLate', 900],
    ]);
  });

  it('all say in a sentence what it means to people, and tell somebody', () => {
    for (const { Properties } of Object.values(alarms)) {
      expect(Properties['AlarmDescription']).toMatch(/^[A-Z][^.]{20,}\. [A-Z].*\.$/);
      expect(Properties['AlarmActions']).toEqual([{ Ref: 'Alarms' }]);
    }
  });

  it('stay in number: each costs, whatever the number of clients', () => {
    expect(Object.keys(alarms)).toHaveLength(18);
  });
});

describe('metrics', () => {
  const ours = [
    ...metricsIn(Object.values(alarms)),
    ...dashboard(template).widgets.flatMap(({ properties }) =>
      ((properties['metrics'] ?? []) as unknown[][]).map(([namespace, name, ...dimensions]) => ({
        namespace: String(namespace),
        name: String(name),
        dimensions: dimensions.filter((one) => typeof one === 'string'),
      })),
    ),
  ].filter(({ namespace }) => namespace === METRIC_NAMESPACE);

  it('of our own are the closed list, and each of them is looked at somewhere', () => {
    const queries = JSON.stringify(dashboard(template).widgets.map(({ properties }) => properties['query']));
    const used = new Set(ours.map(({ name }) => name));
    expect([...used].filter((name) => !(name in METRICS))).toEqual([]);
    expect(Object.keys(METRICS).filter((name) => !used.has(name) && !queries.includes(name))).toEqual([]);
    expect(Object.keys(METRICS).length).toBeLessThanOrEqual(15);
  });

  it('of our own have no dimension, for each value of one would be billed', () => {
    expect(ours.filter(({ dimensions }) => dimensions.length > 0)).toEqual([]);
  });
});

describe('the dashboard', () => {
  it('shows the flow, the clients, the time it takes, and how it ends', () => {
    const titles = dashboard(template).widgets.map(({ type, properties }) => properties['title'] ?? type);
    expect(titles).toEqual(expect.arrayContaining(['Arrived', 'Left', 'Last heard of', 'MTTR, minutes', 'Outcomes']));
  });

  it('shows figures per client from the log, where they cost nothing for existing', () => {
    const logs = dashboard(template).widgets.filter(({ type }) => type === 'log');
    expect(logs).toHaveLength(2);
    for (const { properties } of logs) expect(properties['query']).toContain('by client_account_id');
  });
});

describe('the functions may read', () => {
  const arnOf = (name: string) => ({
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':secretsmanager:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        `:secret:${name}`,
      ],
    ],
  });

  it.each(['RouterRole', 'FollowUpsRole', 'PatternDetectorRole', 'PatternFollowUpsRole'])(
    '%s: the secrets that the configuration names, and no others',
    (role) => {
      expect(granted(template, role, 'secretsmanager:GetSecretValue').map(({ Resource }) => Resource)).toEqual([
        [arnOf('jira/api-token-??????'), arnOf('pagerduty/routing-key-??????')],
      ]);
    },
  );

  it('no secret at all when the configuration names none', () => {
    const without = templateOf(aCentralStack({ secretNames: [] }));
    expect(JSON.stringify(without)).not.toContain('secretsmanager');
  });
});

describe('Bedrock', () => {
  const budget = { region: 'us-east-1', ...ANALYSIS_DEFAULTS };
  const resources = (from: TemplateJson, action: string) =>
    granted(from, 'PatternDetectorRole', action)
      .flatMap(({ Resource }) => [Resource].flat())
      .map((arn) =>
        typeof arn === 'string'
          ? arn
          : (arn as { 'Fn::Join': [string, (string | object)[]] })['Fn::Join'][1]
              .map((part) => (typeof part === 'string' ? part : '?'))
              .join(''),
      );

  it('may not be asked by anybody when nothing is configured', () => {
    expect(JSON.stringify(template)).not.toContain('bedrock');
  });

  it('may be asked for one model, by those who tell of patterns only', () => {
    const one = templateOf(
      aCentralStack({ analysis: { adapter: 'converse', model_id: 'anthropic.claude-x', ...budget } }),
    );
    expect(resources(one, 'bedrock:InvokeModel')).toEqual([
      'arn:?:bedrock:us-east-1::foundation-model/anthropic.claude-x',
    ]);
    expect(granted(one, 'PatternFollowUpsRole', 'bedrock:InvokeModel')).toHaveLength(1);
    for (const role of ['RouterRole', 'FollowUpsRole']) expect(granted(one, role, 'bedrock:InvokeModel')).toEqual([]);
  });

  it('may be asked through an inference profile, and for the model behind it in any Region', () => {
    const one = templateOf(
      aCentralStack({ analysis: { adapter: 'converse', model_id: 'eu.anthropic.claude-x', ...budget } }),
    );
    expect(resources(one, 'bedrock:InvokeModel')).toEqual([
      'arn:?:bedrock:us-east-1:?:inference-profile/eu.anthropic.claude-x',
      'arn:?:bedrock:*::foundation-model/anthropic.claude-x',
    ]);
  });

  it('may take as long as the configuration says, and the function a little longer', () => {
    const slow = { adapter: 'converse', model_id: 'x', ...budget, timeout_seconds: 300 } as const;
    const one = templateOf(aCentralStack({ analysis: slow }));
    expect(one.Resources['PatternDetector']?.Properties['Timeout']).toBe(345);
    expect(one.Resources['PatternFollowUps']?.Properties['Timeout']).toBe(420);
    expect(one.Resources['PatternQueue']?.Properties['VisibilityTimeout']).toBe(6 * 345);
  });

  it('may be asked through one alias of an existing agent', () => {
    const analysis = { adapter: 'agent', agent_id: 'ABCDEFGHIJ', agent_alias_id: 'KLMNOPQRST', ...budget } as const;
    const one = templateOf(aCentralStack({ analysis }));
    expect(resources(one, 'bedrock:InvokeAgent')).toEqual([
      'arn:?:bedrock:us-east-1:?:agent-alias/ABCDEFGHIJ/KLMNOPQRST',
    ]);
    expect(resources(one, 'bedrock:InvokeModel')).toEqual([]);
  });
});
