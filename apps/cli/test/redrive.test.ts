import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startLocalCloud, type LocalCloud } from '@org/local';
import { deadLetterIn, deadLetterQueuesOf, look, redriveQueue, type RedriveAccess } from '../src/dead-letters';

const ACCOUNT = '999999999999';
const REGION = 'us-east-1';
const ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}`;

let folder: string;
let cloud: LocalCloud;
let access: RedriveAccess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redrive-'));
  const templateFile = join(folder, 'Stack.template.json');
  const queue = (QueueName: string, more: object = {}) => ({
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName, ...more },
  });
  const RedrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': ['Given', 'Arn'] }, maxReceiveCount: 1 };
  const Resources = {
    Given: queue('Stack-UrgentQueueDeadLetters'),
    Urgent: queue('Stack-UrgentQueue', { VisibilityTimeout: 0, RedrivePolicy }),
    Bus: queue('Stack-BusDeadLetters'),
  };
  writeFileSync(templateFile, JSON.stringify({ Resources }));
  writeFileSync(templateFile.replace('.template.', '.assets.'), JSON.stringify({ files: {} }));
  const stack = { account: ACCOUNT, region: REGION, stackName: 'Stack', templateFile };
  cloud = await startLocalCloud({ stacks: [stack], dataDir: join(folder, 'data'), scheduleScale: 0 });
  const options = {
    endpoint: cloud.url,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  access = { sqs: new SQSClient(options), lambda: new LambdaClient(options) };
});

afterAll(async () => {
  access.sqs.destroy();
  access.lambda.destroy();
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

const url = (name: string) => `${cloud.url}/${ACCOUNT}/${name}`;
const text = (StringValue: string) => ({ DataType: 'String', StringValue });
const toBus = (target: string, body = '{"detail-type":"x"}') =>
  access.sqs.send(
    new SendMessageCommand({
      QueueUrl: url('Stack-BusDeadLetters'),
      MessageBody: body,
      MessageAttributes: {
        RULE_ARN: text(`arn:aws:events:${REGION}:${ACCOUNT}:rule/bus/Urgent`),
        TARGET_ARN: text(target),
        ERROR_CODE: text('NO_PERMISSIONS'),
        ERROR_MESSAGE: text('No queue policy lets the rule send.'),
      },
    }),
  );

async function named(name: string) {
  const found = (await deadLetterQueuesOf('Stack', access)).find((queue) => queue.name === name);
  if (!found) throw new Error(name);
  return found;
}

it('tells a queue of failed reads from one of undelivered events, and finds no ordinary queue', async () => {
  expect(await deadLetterQueuesOf('Stack', access)).toMatchObject([
    { name: 'Stack-BusDeadLetters', way: 'send', sources: [] },
    { name: 'Stack-UrgentQueueDeadLetters', way: 'move', sources: ['Stack-UrgentQueue'] },
  ]);
});

it('shows what is there and why, and changes nothing', async () => {
  await toBus(`${ARN}:Stack-UrgentQueue`);
  const [letter] = await look(await named('Stack-BusDeadLetters'), 20, access);
  expect(letter).toMatchObject({
    about: 'x',
    reason: 'Urgent could not deliver it to Stack-UrgentQueue: NO_PERMISSIONS (No queue policy lets the rule send.)',
    wayBack: { to: 'queue', name: 'Stack-UrgentQueue' },
  });
  expect(await named('Stack-BusDeadLetters')).toMatchObject({ waiting: 1, inUse: 0 });
});

it('sends undelivered events to their target, and leaves what cannot be sent, with the reason', async () => {
  await toBus(`arn:aws:events:${REGION}:${ACCOUNT}:event-bus/central`);
  const { returned, left } = await redriveQueue(await named('Stack-BusDeadLetters'), access);
  expect(returned).toBe(1);
  expect(left).toMatchObject([{ why: expect.stringContaining('only AWS') }]);
  expect(await named('Stack-BusDeadLetters')).toMatchObject({ waiting: 1, inUse: 0 });
});

it('keeps a message whose target is gone', async () => {
  await toBus(`${ARN}:Stack-Gone`);
  const { returned, left } = await redriveQueue(await named('Stack-BusDeadLetters'), access);
  expect(returned).toBe(0);
  expect(left.map(({ why }) => why).join()).toMatch(/QueueDoesNotExist/);
});

it('lets SQS move back what a reader gave up', async () => {
  // What a redrive sent above is read once and given up on.
  const urgent = { ...(await named('Stack-UrgentQueueDeadLetters')), url: url('Stack-UrgentQueue') };
  await look(urgent, 1, access);
  await look(urgent, 1, access);
  const queue = await named('Stack-UrgentQueueDeadLetters');
  const [letter] = await look(queue, 20, access);
  expect(letter?.reason).toBe('the reader of Stack-UrgentQueue failed with it as often as it may try');
  expect(await redriveQueue(queue, access)).toEqual({ returned: 1, left: [] });
  expect(await named('Stack-UrgentQueueDeadLetters')).toMatchObject({ waiting: 0 });
});

it('invokes a function again with its first input, and repeats no message of an error', () => {
  const Body = JSON.stringify({
    requestContext: {
      functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:Formatter:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: { kind: 'investigation', investigation_id: 'i-1' },
    responsePayload: { errorType: 'TypeError', errorMessage: 'password=hunter2' },
  });
  const letter = deadLetterIn({ Body }, { way: 'send', sources: [] });
  expect(letter).toMatchObject({
    about: 'investigation i-1',
    reason: 'Formatter failed with it 3 times (TypeError; RetriesExhausted)',
    wayBack: { to: 'function', body: '{"kind":"investigation","investigation_id":"i-1"}' },
  });
  expect(JSON.stringify(letter)).not.toContain('hunter2');
});
