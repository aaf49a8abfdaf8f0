import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud, type LocalCloud, type LocalCloudOptions, type StackOptions } from '../src';

export const CENTRAL = '999999999999';
export const CLIENT = '111111111111';
export const STRANGER = '222222222222';
export const REGION = 'us-east-1';

type Resources = Record<string, object>;

const open: { cloud: LocalCloud; folder: string }[] = [];

/** Call in `afterEach`: stops every cloud of the test and removes what it wrote. */
export async function stopClouds(): Promise<void> {
  for (const { cloud, folder } of open.splice(0)) {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A cloud of stacks given as account → resources, in their order. */
export async function aCloud(
  stacks: Record<string, Resources>,
  options: Partial<LocalCloudOptions> = {},
): Promise<LocalCloud> {
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  const cloud = await startLocalCloud({
    stacks: Object.entries(stacks).map(([account, resources]) => aStack(folder, account, { Resources: resources })),
    dataDir: join(folder, 'data'),
    scheduleScale: 0,
    ...options,
  });
  open.push({ cloud, folder });
  return cloud;
}

/** Writes a template and its asset manifest as `cdk synth` would. */
export function aStack(folder: string, account: string, template: object): StackOptions {
  const templateFile = join(folder, `Stack${account}.template.json`);
  writeFileSync(templateFile, JSON.stringify(template));
  writeFileSync(templateFile.replace('.template.', '.assets.'), JSON.stringify({ files: {} }));
  return { account, region: REGION, stackName: 'Stack', templateFile };
}

/** A function of the stack; `body` is what its handler does with `event` and `context`. */
export function aFunction(body: string, properties: object = {}): object {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Code: { ZipFile: `exports.handler = async (event, context) => {\n${body}\n};` },
      ...properties,
    },
  };
}

export function aQueue(properties: object = {}): object {
  return { Type: 'AWS::SQS::Queue', Properties: properties };
}

/** Lets EventBridge send to a queue. */
export function openTo(queue: string): object {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
          },
        ],
      },
    },
  };
}

export function aRule(EventPattern: object, target: object, properties: object = {}): object {
  return {
    Type: 'AWS::Events::Rule',
    Properties: { EventPattern, State: 'ENABLED', Targets: [{ Id: 'Target', ...target }], ...properties },
  };
}

export function aRole(service = 'events.amazonaws.com'): object {
  const trust = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [trust] } } };
}

/** What an AWS SDK client of an account needs to reach the cloud. */
export function clientOptions(cloud: LocalCloud, account: string, region = REGION) {
  return {
    endpoint: cloud.url,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}

/** The physical id (`Ref`) of a resource. */
export function refOf(cloud: LocalCloud, account: string, logicalId: string): string {
  const stack = cloud.stacks.find((candidate) => candidate.account === account);
  return stack?.resources[logicalId]?.ref ?? '';
}

export function arnOf(cloud: LocalCloud, account: string, logicalId: string): string {
  const stack = cloud.stacks.find((candidate) => candidate.account === account);
  return stack?.resources[logicalId]?.attributes['Arn'] ?? '';
}
