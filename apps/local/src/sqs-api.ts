import { randomUUID } from 'node:crypto';
import { ServiceError } from './errors';
import {
  md5,
  md5OfAttributes,
  noSuchQueue,
  type MessageAttribute,
  type Queue,
  type Queues,
  type Received,
} from './queues';
import type { Caller, JsonService } from './wire';

type Input = Record<string, unknown>;

/** SQS over AWS JSON 1.0: the operations that a function, the console and a redrive use. */
export function sqsApi(queues: Queues): JsonService {
  // The newest task of each queue: a move ends before it is answered here.
  const moves = new Map<string, object>();
  const sourcesOf = ({ arn }: Queue) => queues.all().filter(({ settings }) => settings.redrive?.deadLetterArn === arn);
  const operations: Record<string, (input: Input, caller: Caller) => unknown> = {
    GetQueueUrl: (input, caller) => {
      const account = optionalText(input, 'QueueOwnerAWSAccountId') ?? caller.account;
      const queue = queues.find(`arn:aws:sqs:${caller.region}:${account}:${text(input, 'QueueName')}`);
      if (!queue) throw noSuchQueue();
      return { QueueUrl: queue.url };
    },
    ListQueues: (input, caller) => {
      const prefix = optionalText(input, 'QueueNamePrefix') ?? '';
      const own = queues
        .all()
        .filter(({ settings }) => settings.account === caller.account && settings.region === caller.region)
        .filter(({ settings }) => settings.name.startsWith(prefix));
      return { QueueUrls: own.map((queue) => queue.url) };
    },
    GetQueueAttributes: (input, caller) => ({
      Attributes: attributesOf(queueOf(input, caller), list(input, 'AttributeNames')),
    }),
    SendMessage: (input, caller) => send(queueOf(input, caller), input, caller),
    SendMessageBatch: (input, caller) => {
      const queue = queueOf(input, caller);
      return batch(input, (entry) => send(queue, entry, caller));
    },
    ReceiveMessage: (input, caller) => receive(queueOf(input, caller), input),
    DeleteMessage: (input, caller) => {
      queueOf(input, caller).delete(text(input, 'ReceiptHandle'));
      return {};
    },
    DeleteMessageBatch: (input, caller) => {
      const queue = queueOf(input, caller);
      return batch(input, (entry) => {
        queue.delete(text(entry, 'ReceiptHandle'));
        return {};
      });
    },
    ChangeMessageVisibility: (input, caller) => {
      const changed = queueOf(input, caller).changeVisibility(
        text(input, 'ReceiptHandle'),
        Number(input['VisibilityTimeout'] ?? 0) * 1000,
      );
      if (!changed)
        throw new ServiceError('com.amazonaws.sqs#MessageNotInflight', 'The specified message is not in flight.');
      return {};
    },
    ChangeMessageVisibilityBatch: (input, caller) => {
      const queue = queueOf(input, caller);
      return batch(input, (entry) => {
        queue.changeVisibility(text(entry, 'ReceiptHandle'), Number(entry['VisibilityTimeout'] ?? 0) * 1000);
        return {};
      });
    },
    ListDeadLetterSourceQueues: (input, caller) => ({
      queueUrls: sourcesOf(queueOf(input, caller)).map((queue) => queue.url),
    }),
    PurgeQueue: (input, caller) => {
      queueOf(input, caller).clear();
      return {};
    },
    StartMessageMoveTask: (input, caller) => {
      const source = queues.find(text(input, 'SourceArn'));
      if (!source || source.settings.account !== caller.account) throw noSuchQueue();
      if (sourcesOf(source).length === 0) {
        throw new ServiceError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
      }
      const destinationArn = optionalText(input, 'DestinationArn');
      const destination = destinationArn === undefined ? undefined : queues.find(destinationArn);
      if (destinationArn !== undefined && !destination) throw noSuchQueue();
      const TaskHandle = randomUUID();
      const moved = source.moveAll(destination);
      moves.set(source.arn, { TaskHandle, Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: moved });
      return { TaskHandle };
    },
    ListMessageMoveTasks: (input) => {
      const last = moves.get(text(input, 'SourceArn'));
      return { Results: last ? [last] : [] };
    },
  };

  function queueOf(input: Input, caller: Caller): Queue {
    const [, account, name] = new URL(text(input, 'QueueUrl')).pathname.split('/');
    const queue = queues.find(`arn:aws:sqs:${caller.region}:${account}:${name}`);
    if (!queue) throw noSuchQueue();
    if (queue.settings.account !== caller.account) {
      throw new ServiceError('AccessDenied', `Account ${caller.account} has no access to ${queue.arn}.`, 403);
    }
    return queue;
  }

  return (operation, input, caller) => {
    const run = operations[operation];
    if (!run) throw new ServiceError('UnknownOperationException', `The local cloud does not know SQS ${operation}.`);
    return run(input, caller);
  };
}

function send(queue: Queue, input: Input, caller: Caller) {
  const body = text(input, 'MessageBody');
  const attributes = (input['MessageAttributes'] ?? {}) as Record<string, MessageAttribute>;
  if (Buffer.byteLength(body) > queue.settings.maxMessageBytes) {
    throw new ServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.maxMessageBytes} bytes.`,
    );
  }
  const delay = input['DelaySeconds'];
  const message = queue.send(body, {
    attributes,
    sender: caller.account,
    ...(delay === undefined ? {} : { delaySeconds: Number(delay) }),
  });
  return { MessageId: message.id, MD5OfMessageBody: md5(body), MD5OfMessageAttributes: md5OfAttributes(attributes) };
}

async function receive(queue: Queue, input: Input) {
  const max = Number(input['MaxNumberOfMessages'] ?? 1);
  if (!(max >= 1 && max <= 10)) {
    throw new ServiceError('InvalidParameterValue', 'MaxNumberOfMessages must be between 1 and 10, if provided.');
  }
  const waitSeconds = Number(input['WaitTimeSeconds'] ?? queue.settings.waitSeconds);
  const visibility = input['VisibilityTimeout'];
  const received = await queue.receiveWhenVisible(
    max,
    waitSeconds * 1000,
    visibility === undefined ? undefined : Number(visibility),
  );
  const wanted = list(input, 'MessageAttributeNames');
  const systemNames = [...list(input, 'MessageSystemAttributeNames'), ...list(input, 'AttributeNames')];
  return {
    Messages: received.map((message) => {
      const attributes = Object.fromEntries(
        Object.entries(message.attributes).filter(([name]) => isWanted(name, wanted)),
      );
      const system = Object.entries(systemAttributes(message)).filter(([name]) => isWanted(name, systemNames));
      return {
        MessageId: message.id,
        ReceiptHandle: message.receiptHandle,
        Body: message.body,
        MD5OfBody: md5(message.body),
        Attributes: Object.fromEntries(system),
        ...(Object.keys(attributes).length > 0
          ? { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }
          : {}),
      };
    }),
  };
}

/** The attributes that SQS itself adds to a received message. */
export function systemAttributes(message: Received): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: message.sender,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.cameFrom ? { DeadLetterQueueSourceArn: message.cameFrom.arn } : {}),
  };
}

function attributesOf(queue: Queue, wanted: readonly string[]): Record<string, string> {
  const { visible, hidden } = queue.counts();
  const { settings } = queue;
  const all: Record<string, string> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: '0',
    VisibilityTimeout: String(settings.visibilitySeconds),
    DelaySeconds: String(settings.delaySeconds),
    MaximumMessageSize: String(settings.maxMessageBytes),
    ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
  };
  if (settings.redrive) {
    const { deadLetterArn: deadLetterTargetArn, maxReceiveCount } = settings.redrive;
    all['RedrivePolicy'] = JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => isWanted(name, wanted)));
}

function isWanted(name: string, wanted: readonly string[]): boolean {
  return wanted.some(
    (pattern) =>
      pattern === 'All' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
  );
}

/** Runs each entry; those that are refused are reported, the others stand. */
function batch(input: Input, run: (entry: Input) => object): object {
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of (input['Entries'] ?? []) as Input[]) {
    try {
      successful.push({ Id: entry['Id'], ...run(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ Id: entry['Id'], Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful: successful, Failed: failed };
}

function text(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined)
    throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
  return value;
}

function optionalText(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

function list(input: Input, name: string): readonly string[] {
  return (input[name] ?? []) as string[];
}
