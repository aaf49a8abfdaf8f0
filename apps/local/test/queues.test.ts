import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { aCloud, aFunction, aQueue, arnOf, CENTRAL, CLIENT, clientOptions, refOf, stopClouds } from './a-cloud';
import type { LocalCloud } from '../src';
import { returnPace } from '../src/event-source';
import type { Queue } from '../src/queues';

const clients: SQSClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await stopClouds();
});

function sqsOf(cloud: LocalCloud, account = CENTRAL): SQSClient {
  const client = new SQSClient(clientOptions(cloud, account));
  clients.push(client);
  return client;
}

describe('a queue', () => {
  it('gives back what was sent, with digests that the SDK verifies, and hides it meanwhile', async () => {
    const cloud = await aCloud({ [CENTRAL]: { Queue: aQueue({ QueueName: 'work' }) } });
    const sqs = sqsOf(cloud);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
    const MessageAttributes = {
      why: { DataType: 'String', StringValue: 'test' },
      raw: { DataType: 'Binary', BinaryValue: Buffer.from('x') },
    };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello', MessageAttributes }));
    const receive = () =>
      sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] }),
      );
    const [message] = (await receive()).Messages ?? [];
    expect(message).toMatchObject({
      Body: 'hello',
      Attributes: { ApproximateReceiveCount: '1' },
      MessageAttributes: { why: { StringValue: 'test' } },
    });
    expect((await receive()).Messages ?? []).toEqual([]);
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    const [again] = (await receive()).Messages ?? [];
    expect(again?.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  it('wakes a long poll when a message arrives', async () => {
    const cloud = await aCloud({ [CENTRAL]: { Queue: aQueue() } });
    const QueueUrl = refOf(cloud, CENTRAL, 'Queue');
    const polled = sqsOf(cloud).send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    await sqsOf(cloud).send(new SendMessageCommand({ QueueUrl, MessageBody: 'late' }));
    expect((await polled).Messages?.[0]?.Body).toBe('late');
  });

  it('moves what was received too often to its dead-letter queue, and takes it back on request', async () => {
    const cloud = await aCloud({
      [CENTRAL]: {
        Letters: aQueue(),
        Queue: aQueue({
          VisibilityTimeout: 0,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Letters', 'Arn'] }, maxReceiveCount: 2 },
        }),
      },
    });
    const sqs = sqsOf(cloud);
    const QueueUrl = refOf(cloud, CENTRAL, 'Queue');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
    const receive = async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.length ?? 0;
    expect([await receive(), await receive(), await receive()]).toEqual([1, 1, 0]);
    expect(cloud.observations.deadLetters).toMatchObject([{ body: 'poison' }]);
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(cloud, CENTRAL, 'Letters') }));
    expect(await receive()).toBe(1);
  });

  it('is closed to other accounts', async () => {
    const cloud = await aCloud({ [CENTRAL]: { Queue: aQueue() } });
    const send = sqsOf(cloud, CLIENT).send(
      new SendMessageCommand({ QueueUrl: refOf(cloud, CENTRAL, 'Queue'), MessageBody: 'hello' }),
    );
    await expect(send).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('says in the words of SQS that a queue is not there', async () => {
    const cloud = await aCloud({ [CENTRAL]: {} });
    const ask = sqsOf(cloud).send(new GetQueueUrlCommand({ QueueName: 'nowhere' }));
    await expect(ask).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });
});

describe('a function that reads a queue', () => {
  const mapping = (properties: object = {}) => ({
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      FunctionName: { Ref: 'Work' },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...properties,
    },
  });
  const stackWith = (body: string, mappingProperties: object = {}) => ({
    [CENTRAL]: {
      Letters: aQueue(),
      Queue: aQueue({
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Letters', 'Arn'] }, maxReceiveCount: 3 },
      }),
      Work: aFunction(body),
      Mapping: mapping(mappingProperties),
    },
  });
  async function sendAll(cloud: LocalCloud, bodies: string[]): Promise<void> {
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqsOf(cloud).send(new SendMessageBatchCommand({ QueueUrl: refOf(cloud, CENTRAL, 'Queue'), Entries }));
    await cloud.idle();
  }
  const printed = (cloud: LocalCloud) => cloud.observations.logsOf(refOf(cloud, CENTRAL, 'Work'));

  it('receives them in batches, in the form of an SQS event', async () => {
    const cloud = await aCloud(stackWith('for (const r of event.Records) console.log(r.eventSource + " " + r.body);'));
    await sendAll(cloud, ['a', 'b', 'c']);
    expect(printed(cloud).sort()).toEqual(['aws:sqs a', 'aws:sqs b', 'aws:sqs c']);
    expect(cloud.queues().every(({ messages }) => messages === 0)).toBe(true);
  });

  it('sees again only what it reported as failed, until the dead-letter queue takes it', async () => {
    const body = `
      for (const r of event.Records) console.log(r.body);
      return { batchItemFailures: event.Records.filter((r) => r.body === 'bad').map((r) => ({ itemIdentifier: r.messageId })) };`;
    const cloud = await aCloud(stackWith(body), { pace: 0 });
    await sendAll(cloud, ['good', 'bad']);
    expect(printed(cloud).filter((line) => line === 'good')).toHaveLength(1);
    expect(printed(cloud).filter((line) => line === 'bad')).toHaveLength(3);
    expect(cloud.observations.deadLetters).toMatchObject([{ body: 'bad' }]);
  });

  it.each([
    ['throws', 'throw new Error("no");'],
    ['names a message that it was not given', 'return { batchItemFailures: [{ itemIdentifier: "unknown" }] };'],
  ])('sees the whole batch again when it %s', async (_what, end) => {
    const cloud = await aCloud(stackWith(`for (const r of event.Records) console.log(r.body);\n${end}`), { pace: 0 });
    await sendAll(cloud, ['a', 'b']);
    expect(cloud.observations.deadLetters.map(({ body }) => body).sort()).toEqual(['a', 'b']);
    expect(printed(cloud)).toHaveLength(6);
  });

  it('loses nothing when it is killed in the middle of its work, doubled, delayed and reordered', async () => {
    const cloud = await aCloud(
      {
        [CENTRAL]: {
          Queue: aQueue(),
          Work: aFunction('for (const r of event.Records) console.log("done " + r.body);'),
          Mapping: mapping({ BatchSize: 1 }),
        },
      },
      { pace: 0, faults: { seed: 7, kill: 0.3, duplicate: 0.3, delay: 0.3, reorder: 0.3, maxDelayMs: 20 } },
    );
    const bodies = Array.from({ length: 10 }, (_, index) => `m${index}`);
    await sendAll(cloud, bodies);
    expect([...new Set(printed(cloud))].sort()).toEqual(bodies.map((body) => `done ${body}`).sort());
    expect(cloud.observations.invocations.some(({ error }) => error === 'Runtime.ExitError')).toBe(true);
    expect(cloud.observations.invocations.length).toBeGreaterThan(bodies.length);
  });

  it('waits longer with each return, the last time as long as AWS does, so that no lease outlives the message', () => {
    const queue = (maxReceiveCount: number) =>
      ({ settings: { redrive: { deadLetterArn: '', maxReceiveCount } } }) as unknown as Queue;
    const waits = [1, 2, 3, 4, 5].map((receiveCount) => returnPace(receiveCount, queue(5), 0.001));
    expect(waits.map((wait) => Number(wait.toFixed(6)))).toEqual([0.001, 0.01, 0.1, 1, 0.001]);
    expect(returnPace(1, queue(2), 0.001)).toBe(0.001);
  });

  it('runs a process for each queue, so that a slow batch of one delays no message of the other', async () => {
    const body = `
      if (event.Records[0].body === 'slow') while (!globalThis.never) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log(event.Records[0].body);`;
    let printed: () => void = () => undefined;
    const isPrinted = new Promise<void>((resolve) => (printed = resolve));
    const cloud = await aCloud(
      {
        [CENTRAL]: {
          Queue: aQueue({ VisibilityTimeout: 120 }),
          Urgent: aQueue({ VisibilityTimeout: 120 }),
          Work: aFunction(body, { Timeout: 100 }),
          Mapping: mapping(),
          UrgentMapping: mapping({ EventSourceArn: { 'Fn::GetAtt': ['Urgent', 'Arn'] } }),
        },
      },
      { onEvent: (observation) => observation.kind === 'log' && observation.line === 'urgent' && printed() },
    );
    const send = (queue: string, MessageBody: string) =>
      sqsOf(cloud).send(new SendMessageCommand({ QueueUrl: refOf(cloud, CENTRAL, queue), MessageBody }));
    await send('Queue', 'slow');
    await send('Urgent', 'urgent');
    await isPrinted;
    expect(cloud.processIds()).toHaveLength(2);
  });

  it('is refused when the queue would show a message again before the function must end', async () => {
    const stack = {
      [CENTRAL]: { Queue: aQueue({ VisibilityTimeout: 5 }), Work: aFunction('', { Timeout: 6 }), Mapping: mapping() },
    };
    await expect(aCloud(stack)).rejects.toThrow(/visibility timeout is shorter/);
  });
});
