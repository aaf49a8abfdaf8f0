import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  AlarmTopic,
  DeadLetters,
  OperatorAlarm,
  PipelineFunction,
  PipelineQueue,
  PipelineRule,
  PipelineStack,
  PipelineTable,
  withoutAlarms,
} from '.';
import { anApp, resourcesOf, templateOf, type ResourceJson, type TemplateJson } from './testing';

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** One of each, as a stack would use them. */
function everything(): TemplateJson {
  const stack = new PipelineStack(anApp('central/router', 'client/watcher'), 'Everything', {
    description: 'One of each.',
  });
  new AlarmTopic(stack, 'Alarms');
  const table = new PipelineTable(stack, 'Table', { withIndex: true });
  const router = new PipelineFunction(stack, 'Router', {
    app: 'central/router',
    impactOfFailure: 'Nobody is told.',
    environment: { TABLE: table.table.tableName },
    documents: { 'configuration.json': '{}' },
    deadLetters: 'its queues',
  });
  table.grantItemsAndQueries(router);
  const watcher = new PipelineFunction(stack, 'Watcher', { app: 'client/watcher', impactOfFailure: 'Nobody notices.' });
  watcher.allowInvoke(router);
  const queue = new PipelineQueue(stack, 'Tickets', {
    reader: router,
    impactOfFailure: 'Tickets are late.',
    lateAfter: Duration.minutes(15),
  });
  const deadLetters = new DeadLetters(stack, 'BusDeadLetters', { impactOfFailure: 'Events are lost.' });
  const bus = new EventBus(stack, 'Bus', { eventBusName: 'bus' });
  const rule = { description: 'For a test.', pattern: { source: ['x'] }, deadLetters };
  new PipelineRule(stack, 'ToQueue', { ...rule, bus, target: { queue } });
  new PipelineRule(stack, 'ToFunction', { ...rule, target: { function: watcher } });
  new PipelineRule(stack, 'ToBus', {
    ...rule,
    target: { busArn: 'arn:aws:events:us-east-1:999999999999:event-bus/x' },
  });
  return templateOf(stack);
}

const template = everything();
const resource = (logicalId: string): ResourceJson => {
  const found = template.Resources[logicalId];
  if (!found) throw new Error(`no resource ${logicalId} among ${Object.keys(template.Resources).join(', ')}`);
  return found;
};

/** What a role may do: its statements, whatever policy they stand in. */
const statementsOf = (role: string) =>
  Object.values(resourcesOf(template, 'AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties['Roles']) === JSON.stringify([{ Ref: role }]))
    .flatMap(
      ({ Properties }) =>
        (Properties['PolicyDocument'] as { Statement: { Action: unknown; Resource: unknown }[] }).Statement,
    );

describe('PipelineFunction', () => {
  it('is Node on arm64, with its own role and log', () => {
    expect(resource('Router').Properties).toMatchObject({
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
      Handler: 'handler.handler',
      Timeout: 30,
      MemorySize: 256,
      Role: arnOf('RouterRole'),
      LoggingConfig: { LogGroup: { Ref: 'RouterLogs' }, LogFormat: 'Text' },
      Environment: { Variables: { TABLE: { Ref: 'Table' } } },
    });
    expect(resource('RouterLogs').Properties).toMatchObject({ RetentionInDays: 30 });
    expect(resource('RouterRole').Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  it('keeps what failed three times in a dead-letter queue of its own', () => {
    const [config] = Object.values(resourcesOf(template, 'AWS::Lambda::EventInvokeConfig'));
    expect(config?.Properties).toMatchObject({
      FunctionName: { Ref: 'Watcher' },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: arnOf('WatcherDeadLetters') } },
    });
  });

  it('has no dead-letter queue when only queues feed it, for they have one each', () => {
    expect(Object.keys(resourcesOf(template, 'AWS::Lambda::EventInvokeConfig'))).toHaveLength(1);
    expect(template.Resources).not.toHaveProperty('RouterDeadLetters');
  });

  it('may do what was granted, and nothing else', () => {
    expect(statementsOf('WatcherRole')).toEqual([
      expect.objectContaining({
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: arnOf('WatcherLogs'),
      }),
      expect.objectContaining({
        Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'],
        Resource: arnOf('WatcherDeadLetters'),
      }),
      expect.objectContaining({ Action: 'lambda:InvokeFunction', Resource: arnOf('Router') }),
    ]);
  });
});

describe('PipelineQueue', () => {
  it('hides a message six times as long as its reader may take, then tries it again, ten times', () => {
    expect(resource('Tickets').Properties).toMatchObject({
      VisibilityTimeout: 180,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { maxReceiveCount: 10, deadLetterTargetArn: arnOf('TicketsDeadLetters') },
    });
  });

  it('gets only the failed messages of a batch back, and counts them', () => {
    expect(resource('TicketsReader').Properties).toMatchObject({
      EventSourceArn: arnOf('Tickets'),
      FunctionName: { Ref: 'Router' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MetricsConfig: { Metrics: ['EventCount'] },
    });
  });

  it('says what it means to people when messages wait, fail, or are given up', () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
    for (const [id, threshold] of [
      ['TicketsLate', 900],
      ['TicketsErrorRate', 5],
      ['TicketsDeadLettersAlarm', 0],
    ] as const) {
      expect(alarms[id]?.Properties).toMatchObject({
        AlarmDescription: expect.stringMatching(/^Tickets are late\. /),
        Threshold: threshold,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: 'Alarms' }],
      });
    }
  });

  it('refuses what does not come by TLS', () => {
    for (const queue of ['Tickets', 'TicketsDeadLetters', 'WatcherDeadLetters', 'BusDeadLetters']) {
      const policy = Object.values(resourcesOf(template, 'AWS::SQS::QueuePolicy')).find(
        ({ Properties }) => JSON.stringify(Properties['Queues']) === JSON.stringify([{ Ref: queue }]),
      );
      expect(JSON.stringify(policy?.Properties)).toContain(
        '"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"',
      );
    }
  });
});

describe('PipelineRule', () => {
  it('keeps the pattern as it was given, and a dead-letter queue for what its target did not take', () => {
    expect(resource('ToQueue').Properties).toMatchObject({
      EventBusName: { Ref: expect.stringMatching(/^Bus/) },
      EventPattern: { source: ['x'] },
      State: 'ENABLED',
      Targets: [{ Arn: arnOf('Tickets'), DeadLetterConfig: { Arn: arnOf('BusDeadLetters') } }],
    });
  });

  it('may send to its queue and its dead letters, and no other rule may', () => {
    for (const [queue, rules] of [
      ['Tickets', ['ToQueue']],
      ['BusDeadLetters', ['ToQueue', 'ToFunction', 'ToBus']],
    ] as const) {
      const policy = Object.values(resourcesOf(template, 'AWS::SQS::QueuePolicy')).find(
        ({ Properties }) => JSON.stringify(Properties['Queues']) === JSON.stringify([{ Ref: queue }]),
      );
      const { Statement } = policy?.Properties['PolicyDocument'] as {
        Statement: { Effect: string; Condition: unknown }[];
      };
      expect(Statement.filter(({ Effect }) => Effect === 'Allow').map(({ Condition }) => Condition)).toEqual(
        rules.map((rule) => ({ ArnEquals: { 'aws:SourceArn': arnOf(rule) } })),
      );
    }
  });

  it('may invoke its function', () => {
    expect(resource('ToFunctionPermission').Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf('Watcher'),
      Principal: 'events.amazonaws.com',
      SourceArn: arnOf('ToFunction'),
    });
  });

  it('reaches the bus of another account through a role that may put events there, and only there', () => {
    expect(resource('ToBus').Properties).toMatchObject({ Targets: [{ RoleArn: arnOf('ToBusRole') }] });
    expect(statementsOf('ToBusRole')).toEqual([
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: 'arn:aws:events:us-east-1:999999999999:event-bus/x' },
    ]);
  });
});

describe('PipelineTable', () => {
  it('expires items, can be restored, and outlives its stack', () => {
    expect(resource('Table')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        GlobalSecondaryIndexes: [{ IndexName: 'gsi1', Projection: { ProjectionType: 'ALL' } }],
      },
    });
  });

  it('can be read and written by item and queried, never scanned', () => {
    const actions = statementsOf('RouterRole').flatMap(({ Action }) => Action);
    expect(actions.filter((action) => String(action).startsWith('dynamodb:'))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'dynamodb:Query',
    ]);
  });
});

describe('alarms', () => {
  it('are sent to a topic that takes them from CloudWatch of this account, by TLS', () => {
    const [policy] = Object.values(resourcesOf(template, 'AWS::SNS::TopicPolicy'));
    expect(policy?.Properties).toMatchObject({
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
          {
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  it('cannot be forgotten: without a topic there is no queue, unless the stack says why', () => {
    const metric = new Metric({ namespace: 'AWS/Events', metricName: 'ThrottledRules' });
    const unheard = new Stack(anApp(), 'Unheard');
    expect(() => new OperatorAlarm(unheard, 'Alarm', { means: 'Late.', metric, above: 0 })).toThrow(
      /^Unheard\/Alarm: nobody would hear this alarm\. Create an AlarmTopic .* withoutAlarms/,
    );
    const quiet = new Stack(anApp(), 'Quiet');
    withoutAlarms(quiet, 'It is a test.');
    new DeadLetters(quiet, 'DeadLetters', { impactOfFailure: 'Nothing.' });
    expect(Object.keys(resourcesOf(templateOf(quiet), 'AWS::CloudWatch::Alarm'))).toEqual([]);
  });
});

it('leaves nothing in a template but our resources', () => {
  expect(template).not.toHaveProperty('Rules');
  expect(template).not.toHaveProperty('Parameters');
  expect(Object.keys(resourcesOf(template, 'AWS::CDK::Metadata'))).toEqual([]);
});
