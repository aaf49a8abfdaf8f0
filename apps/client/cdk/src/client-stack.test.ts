import { runSimulation } from '@cloud-copilot/iam-simulate';
import { anApp, resourcesOf, templateOf, withoutHashes } from '@org/cdk-constructs/testing';
import { compilePattern } from '@org/event-pattern';
import { FINAL_NATIVE_DETAIL_TYPES, NATIVE_DETAIL_TYPES } from '@org/event-schema';
import { anEnvelope, aNativeEvent } from '@org/event-schema/testing';
import { Duration } from 'aws-cdk-lib';
import { ClientStack } from './client-stack';

const template = templateOf(
  new ClientStack(anApp('client/watcher', 'client/formatter'), 'ClientInvestigationStack', {
    formatterTimeout: Duration.seconds(60),
  }),
);
const properties = (logicalId: string) => template.Resources[logicalId]?.Properties ?? {};
const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

describe('the client stack', () => {
  it('looks like this', () => {
    expect(withoutHashes(template)).toMatchSnapshot();
  });

  it('keeps these logical ids for life: a changed one is a deleted table or queue', () => {
    const kept = ['AWS::DynamoDB::Table', 'AWS::SQS::Queue'].flatMap((type) =>
      Object.keys(resourcesOf(template, type)),
    );
    expect(kept).toEqual([
      'ClientTable',
      'FormatterDeadLetters',
      'WatcherDeadLetters',
      'ForwardLifeCycleDeadLetters',
      'InvestigationEndedDeadLetters',
      'WatcherScheduleDeadLetters',
    ]);
  });

  it('differs from client to client by these parameters only', () => {
    expect(Object.keys(template['Parameters'] as object)).toEqual([
      'CentralEventBusArn',
      'ClientConfiguration',
      'WatcherScheduleExpression',
      'WatcherTimeoutSeconds',
    ]);
  });

  it('gives the functions what they ask for in their environment', () => {
    const common = {
      CLIENT_CONFIGURATION: { Ref: 'ClientConfiguration' },
      CLIENT_TABLE: { Ref: 'ClientTable' },
      CENTRAL_BUS_ARN: { Ref: 'CentralEventBusArn' },
    };
    expect(properties('Watcher')['Environment']).toEqual({
      Variables: { ...common, FORMATTER_FUNCTION: { Ref: 'Formatter' } },
    });
    expect(properties('Formatter')['Environment']).toEqual({ Variables: common });
  });

  it('has nothing that is billed for existing: no alarm, no metric, no dashboard, no key, no secret', () => {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /CloudWatch|KMS|Secrets|EC2/.test(type))).toEqual([]);
  });

  it('is of plain resource types, so that the local cloud runs the same template', () => {
    expect([...new Set(Object.values(template.Resources).map(({ Type }) => Type))].sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::Scheduler::Schedule',
    ]);
  });
});

describe("the service's events", () => {
  // Taken from the synthesized template: what is tried here is what is deployed.
  const forwarded = compilePattern(properties('ForwardLifeCycle')['EventPattern'] as object);
  const wakes = compilePattern(properties('InvestigationEnded')['EventPattern'] as object);

  it.each(NATIVE_DETAIL_TYPES)('%s is forwarded to the central bus', (detailType) => {
    expect(forwarded(aNativeEvent({ 'detail-type': detailType }))).toBe(true);
  });

  it('that tell of an end wake the watcher, and no others do', () => {
    const waking = NATIVE_DETAIL_TYPES.filter((detailType) => wakes(aNativeEvent({ 'detail-type': detailType })));
    expect(waking).toEqual(FINAL_NATIVE_DETAIL_TYPES);
  });

  it.each([
    [
      'a record of CloudTrail under the same source',
      { ...aNativeEvent(), 'detail-type': 'AWS API Call via CloudTrail' },
    ],
    ['an event of another service', { ...aNativeEvent(), source: 'aws.ec2' }],
    ['an event of our own', anEnvelope()],
  ])('are not mistaken: %s is left alone', (_, event) => {
    expect([forwarded(event), wakes(event)]).toEqual([false, false]);
  });

  it('of a kind that the service adds later are forwarded too', () => {
    expect(forwarded({ ...aNativeEvent(), 'detail-type': 'Investigation Reopened' })).toBe(true);
  });
});

describe('the schedule', () => {
  it('wakes the watcher with an input of its own, and keeps what could not be delivered', () => {
    expect(properties('WatcherSchedule')).toMatchObject({
      ScheduleExpression: { Ref: 'WatcherScheduleExpression' },
      Target: {
        Arn: arnOf('Watcher'),
        Input: '{"source":"investigation-orchestrator.schedule"}',
        DeadLetterConfig: { Arn: arnOf('WatcherScheduleDeadLetters') },
      },
    });
  });
});

describe('least privilege', () => {
  const ACCOUNT = '123456789012';
  const BUS = 'arn:aws:events:us-east-1:999999999999:event-bus/client-investigations';
  const inAccount = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;

  /** The arn that an intrinsic comes to, once deployed. */
  const deployed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(deployed);
    if (typeof value !== 'object' || value === null) return value;
    const {
      Ref,
      'Fn::GetAtt': attribute,
      'Fn::Join': joined,
    } = value as { Ref?: string; 'Fn::GetAtt'?: [string, string]; 'Fn::Join'?: [string, unknown[]] };
    if (Ref !== undefined) {
      const pseudo: Record<string, string> = {
        'AWS::Partition': 'aws',
        'AWS::Region': 'us-east-1',
        'AWS::AccountId': ACCOUNT,
      };
      return pseudo[Ref] ?? (Ref === 'CentralEventBusArn' ? BUS : Ref);
    }
    if (joined) return joined[1].map(deployed).join('');
    if (attribute) {
      const [id] = attribute;
      const kinds: Record<string, string> = {
        'AWS::Lambda::Function': inAccount('lambda', `function:${id}`),
        'AWS::DynamoDB::Table': inAccount('dynamodb', `table/${id}`),
        'AWS::SQS::Queue': inAccount('sqs', id),
        'AWS::Logs::LogGroup': inAccount('logs', `log-group:${id}:*`),
      };
      return kinds[template.Resources[id]?.Type ?? ''] ?? id;
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deployed(inner)]));
  };

  const policiesOf = (role: string) =>
    Object.values(resourcesOf(template, 'AWS::IAM::Policy'))
      .filter(({ Properties }) => JSON.stringify(Properties['Roles']) === JSON.stringify([{ Ref: role }]))
      .map(({ Properties }, index) => ({ name: String(index), policy: deployed(Properties['PolicyDocument']) }));

  async function may(role: string, action: string, resource: string): Promise<boolean> {
    const simulated = await runSimulation(
      {
        request: {
          principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session`,
          action,
          resource: { resource, accountId: ACCOUNT },
          contextVariables: {},
        },
        identityPolicies: policiesOf(role),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (!('overallResult' in simulated)) throw new Error(JSON.stringify(simulated));
    return simulated.overallResult === 'Allowed';
  }

  const space = inAccount('aidevops', 'agentspace/8f1c2d3e');
  it.each([
    ['WatcherRole', 'aidevops:ListBacklogTasks', space],
    ['WatcherRole', 'aidevops:GetBacklogTask', space],
    ['WatcherRole', 'aidevops:ListExecutions', space],
    ['WatcherRole', 'aidevops:ListJournalRecords', space],
    ['WatcherRole', 'lambda:InvokeFunction', inAccount('lambda', 'function:Formatter')],
    ['WatcherRole', 'dynamodb:UpdateItem', inAccount('dynamodb', 'table/ClientTable')],
    ['WatcherRole', 'dynamodb:DeleteItem', inAccount('dynamodb', 'table/ClientTable')],
    ['FormatterRole', 'aidevops:ListJournalRecords', space],
    ['FormatterRole', 'aidevops:GetOperatorApp', space],
    ['FormatterRole', 'aidevops:GetAgentSpace', space],
    ['FormatterRole', 'dynamodb:PutItem', inAccount('dynamodb', 'table/ClientTable')],
    ['WatcherScheduleRole', 'lambda:InvokeFunction', inAccount('lambda', 'function:Watcher')],
  ])('%s may %s', async (role, action, resource) => {
    expect(await may(role, action, resource)).toBe(true);
  });

  it.each([
    ['WatcherRole', 'aidevops:CreateBacklogTask', space],
    ['WatcherRole', 'aidevops:UpdateBacklogTask', space],
    ['FormatterRole', 'aidevops:SendMessage', space],
    ['FormatterRole', 'aidevops:CreateOneTimeLoginSession', space],
    ['FormatterRole', 'lambda:InvokeFunction', inAccount('lambda', 'function:Watcher')],
    ['FormatterRole', 'dynamodb:DeleteItem', inAccount('dynamodb', 'table/ClientTable')],
    ['WatcherRole', 'dynamodb:Scan', inAccount('dynamodb', 'table/ClientTable')],
    ['WatcherRole', 'dynamodb:GetItem', inAccount('dynamodb', 'table/Orders')],
    ['ForwardLifeCycleRole', 'lambda:InvokeFunction', inAccount('lambda', 'function:Watcher')],
    ['WatcherScheduleRole', 'lambda:InvokeFunction', inAccount('lambda', 'function:Formatter')],
  ])('%s may not %s', async (role, action, resource) => {
    expect(await may(role, action, resource)).toBe(false);
  });

  it.each(['WatcherRole', 'FormatterRole', 'ForwardLifeCycleRole'])(
    '%s may put events on the central bus, and on no other',
    (role) => {
      const statements = policiesOf(role)
        .flatMap(
          ({ policy }) => (policy as { Statement: { Action: string | string[]; Resource: unknown }[] }).Statement,
        )
        .filter(({ Action }) => JSON.stringify(Action).includes('events:'));
      expect(statements).toEqual([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS }]);
    },
  );
});
