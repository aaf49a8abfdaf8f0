import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { startLocalCloud, type Observation } from '../src';
import { aFunction, aRole, aStack, CENTRAL, clientOptions, refOf } from './a-cloud';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const dataDir = () => join(folder, 'data');
const stackOf = (resources: object) => aStack(folder, CENTRAL, { Resources: resources });
const busy = { Work: aFunction('await new Promise((resolve) => setTimeout(resolve, 60_000));', { Timeout: 120 }) };

/** Resolves when the process is gone: nobody reaps for longer than the test's own time limit. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a local cloud', () => {
  it('ends its functions when it stops in the middle of their work, and leaves nothing behind', async () => {
    let started: () => void = () => undefined;
    const isStarted = new Promise<void>((resolve) => (started = resolve));
    const onEvent = ({ kind }: Observation) => kind === 'function_started' && started();
    const cloud = await startLocalCloud({ stacks: [stackOf(busy)], dataDir: dataDir(), scheduleScale: 0, onEvent });
    const lambda = new LambdaClient(clientOptions(cloud, CENTRAL));
    await lambda.send(new InvokeCommand({ FunctionName: refOf(cloud, CENTRAL, 'Work'), InvocationType: 'Event' }));
    lambda.destroy();
    await isStarted;
    const [pid = 0] = cloud.processIds();
    await cloud.stop();
    await untilGone(pid);
    await expect(fetch(cloud.url)).rejects.toThrow();
    expect(readdirSync(dataDir())).toEqual([]);
    await cloud.stop();
  });

  it('keeps tables for the next run when it is asked to', async () => {
    const table = {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    };
    const key = { pk: { S: 'kept' } };
    const start = () => startLocalCloud({ stacks: [stackOf({ Table: table })], dataDir: dataDir(), keepData: true });
    const first = await start();
    const TableName = refOf(first, CENTRAL, 'Table');
    const writer = new DynamoDBClient(clientOptions(first, CENTRAL));
    await writer.send(new PutItemCommand({ TableName, Item: key }));
    writer.destroy();
    await first.stop();
    const second = await start();
    const reader = new DynamoDBClient(clientOptions(second, CENTRAL));
    const { Item } = await reader.send(new GetItemCommand({ TableName, Key: key }));
    reader.destroy();
    await second.stop();
    expect(Item).toEqual(key);
  });

  it('stops again when a template cannot be run, and says where, what and how to mend it', async () => {
    const stack = stackOf({ Machine: { Type: 'AWS::EC2::Instance' } });
    const start = startLocalCloud({ stacks: [stack], dataDir: dataDir() });
    await expect(start).rejects.toThrow(
      /^Stack999999999999\.template\.json, Resources\/Machine: the local cloud does not know the resource type AWS::EC2::Instance\. To mend it: /,
    );
    expect(readdirSync(dataDir())).toEqual([]);
  });

  it('refuses a property that it would have to ignore', async () => {
    const stack = stackOf({ Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } });
    const start = startLocalCloud({ stacks: [stack], dataDir: dataDir() });
    await expect(start).rejects.toThrow(/Resources\/Queue\/Properties\/FifoQueue: the local cloud does not interpret/);
  });

  it('runs every schedule when it is told to, with its input', async () => {
    const cloud = await startLocalCloud({
      stacks: [
        stackOf({
          Role: aRole('scheduler.amazonaws.com'),
          Work: aFunction('console.log(event.source);'),
          Schedule: {
            Type: 'AWS::Scheduler::Schedule',
            Properties: {
              ScheduleExpression: 'rate(5 minutes)',
              FlexibleTimeWindow: { Mode: 'OFF' },
              Target: {
                Arn: { 'Fn::GetAtt': ['Work', 'Arn'] },
                RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
                Input: '{"source":"schedule"}',
              },
            },
          },
        }),
      ],
      dataDir: dataDir(),
    });
    cloud.runSchedules();
    await cloud.idle();
    const lines = cloud.observations.logsOf(refOf(cloud, CENTRAL, 'Work'));
    await cloud.stop();
    expect(lines).toEqual(['schedule']);
  });
});

describe('bundled into one file, in a process of its own', () => {
  const output = join(__dirname, '../test-output');
  const bundle = join(output, 'local-cloud.cjs');
  let host: ChildProcess | undefined;

  beforeAll(() => {
    mkdirSync(output, { recursive: true });
    execFileSync(process.execPath, [
      require.resolve('esbuild/bin/esbuild'),
      join(__dirname, '../src/index.ts'),
      '--bundle',
      '--platform=node',
      '--conditions=@org/source',
      '--external:dynalite',
      '--minify',
      '--log-level=error',
      `--outfile=${bundle}`,
    ]);
  });
  afterEach(() => host?.kill('SIGKILL'));

  /** Starts a cloud whose function is at work. @returns the function's process id */
  async function startHost(): Promise<number> {
    const stack = stackOf(busy);
    const program = `
      const { startLocalCloud } = require(${JSON.stringify(bundle)});
      startLocalCloud({ stacks: [${JSON.stringify(stack)}], dataDir: ${JSON.stringify(dataDir())}, scheduleScale: 0 }).then(async (cloud) => {
        process.on('SIGINT', () => void cloud.stop().then(() => process.exit(0)));
        fetch(cloud.url + '/2015-03-31/functions/' + cloud.stacks[0].resources.Work.ref + '/invocations', {
          method: 'POST',
          headers: { authorization: 'AWS4-HMAC-SHA256 Credential=${CENTRAL}/20261120/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=x' },
        }).catch(() => {});
        while (cloud.processIds().length === 0) await new Promise((resolve) => setImmediate(resolve));
        console.log(cloud.processIds()[0]);
      });`;
    const file = join(output, 'host.cjs');
    writeFileSync(file, program);
    host = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    for await (const line of createInterface({ input: host.stdout as NonNullable<typeof host.stdout> }))
      return Number(line);
    throw new Error('the host ended without a word');
  }

  it('takes its functions with it when it is killed, and the next run removes what it left', async () => {
    const pid = await startHost();
    host?.kill('SIGKILL');
    await untilGone(pid);
    await untilGone(host?.pid ?? 0);
    expect(readdirSync(dataDir())).toHaveLength(1);
    const next = await startLocalCloud({ stacks: [], dataDir: dataDir() });
    expect(readdirSync(dataDir())).toHaveLength(1);
    await next.stop();
    expect(readdirSync(dataDir())).toEqual([]);
  });

  it('stops in order on Ctrl-C, which reaches its functions as well', async () => {
    const pid = await startHost();
    const exited = new Promise((resolve) => host?.on('exit', resolve));
    process.kill(-(host?.pid ?? 0), 'SIGINT');
    expect(await exited).toBe(0);
    await untilGone(pid);
    expect(existsSync(dataDir()) && readdirSync(dataDir())).toEqual([]);
  });
});
