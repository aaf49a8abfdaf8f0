import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  paginateListDeadLetterSourceQueues,
  paginateListQueues,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isRecord } from './rules';

/** The systems that a redrive touches, with the credentials of the account whose queues they are. */
export interface RedriveAccess {
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
}

/**
 * How the messages of a queue get back. `move`: it keeps what the readers of other queues gave up, and SQS itself moves
 * that back. `send`: EventBridge, its Scheduler or Lambda put it there, and nothing knows the way back but the message.
 */
export interface DeadLetterQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly way: 'move' | 'send';
  /** The queues that it keeps the failures of. */
  readonly sources: readonly string[];
  /** As SQS counts: about. */
  readonly waiting: number;
  /** Messages that somebody is reading at this moment. They stay. */
  readonly inUse: number;
}

/** Where a message goes: by SQS's own move, to a queue, or to a function; or nowhere, with the reason. */
export type WayBack =
  | { readonly to: 'source'; readonly name: string }
  | { readonly to: 'queue'; readonly name: string; readonly account: string; readonly body: string }
  | { readonly to: 'function'; readonly name: string; readonly arn: string; readonly body: string }
  | { readonly to: 'nowhere'; readonly why: string };

/** One dead letter, as people may see it: what it is about, by ids only, and never what it says. */
export interface DeadLetter {
  readonly messageId: string;
  readonly sentAt: string | null;
  readonly about: string;
  readonly reason: string;
  readonly wayBack: WayBack;
}

/** A reader's turn ends by itself after so long, should this process die before it gives the messages back. */
const LOOK_SECONDS = 60;
const AT_ONCE = 10; // SQS, ReceiveMessage: MaxNumberOfMessages

/** The dead-letter queues of a stack, by the names that its template gives them. */
export async function deadLetterQueuesOf(stack: string, { sqs }: RedriveAccess): Promise<DeadLetterQueue[]> {
  const urls: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, { QueueNamePrefix: `${stack}-` })) {
    urls.push(...QueueUrls.filter((url) => nameOfUrl(url).includes('DeadLetters')));
  }
  return Promise.all(urls.sort().map((url) => deadLetterQueue(url, { sqs })));
}

export async function deadLetterQueue(url: string, { sqs }: Pick<RedriveAccess, 'sqs'>): Promise<DeadLetterQueue> {
  const { Attributes: attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const sources: string[] = [];
  for await (const { queueUrls = [] } of paginateListDeadLetterSourceQueues({ client: sqs }, { QueueUrl: url })) {
    sources.push(...queueUrls.map(nameOfUrl));
  }
  return {
    name: nameOfUrl(url),
    url,
    arn: attributes['QueueArn'] ?? '',
    way: sources.length > 0 ? 'move' : 'send',
    sources: sources.sort(),
    waiting: Number(attributes['ApproximateNumberOfMessages'] ?? 0),
    inUse: Number(attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0),
  };
}

/** Reads at most so many messages and gives all of them back: nothing has changed afterwards but how often they were read. */
export async function look(queue: DeadLetterQueue, limit: number, { sqs }: RedriveAccess): Promise<DeadLetter[]> {
  const seen = new Map<string, Message>();
  try {
    while (seen.size < limit) {
      const batch = await receive(queue, sqs, Math.min(AT_ONCE, limit - seen.size));
      for (const message of batch) seen.set(message.MessageId ?? '', message);
      if (batch.length === 0) break;
    }
  } finally {
    await giveBack(queue, [...seen.values()], sqs);
  }
  return [...seen.values()].map((message) => deadLetterIn(message, queue));
}

/** What became of the messages of a queue. */
export interface Redriven {
  readonly returned: number;
  /** They stay in the queue, and why. */
  readonly left: readonly { readonly messageId: string; readonly why: string }[];
}

/** Sends everything back to where it came from. A message is deleted only after its receiver has taken it. */
export async function redriveQueue(queue: DeadLetterQueue, access: RedriveAccess): Promise<Redriven> {
  return queue.way === 'move' ? moveBack(queue, access) : sendAgain(queue, access);
}

async function moveBack({ arn, name }: DeadLetterQueue, { sqs }: RedriveAccess): Promise<Redriven> {
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
  for (;;) {
    const { Results: [task] = [] } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn }));
    const returned = task?.ApproximateNumberOfMessagesMoved ?? 0;
    if (task?.Status === 'COMPLETED') return { returned, left: [] };
    if (task?.Status !== 'RUNNING') {
      const why = `SQS ended its move with ${task?.Status ?? 'no status'}: ${task?.FailureReason ?? 'no reason given'}`;
      return { returned, left: [{ messageId: `of ${name}`, why }] };
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function sendAgain(queue: DeadLetterQueue, { sqs, lambda }: RedriveAccess): Promise<Redriven> {
  let returned = 0;
  const left: { messageId: string; message: Message; why: string }[] = [];
  try {
    for (;;) {
      const batch = await receive(queue, sqs, AT_ONCE);
      if (batch.length === 0) break;
      for (const message of batch) {
        const messageId = message.MessageId ?? '';
        const { wayBack } = deadLetterIn(message, queue);
        // Met a second time, its turn ran out: whoever keeps on reading would never end.
        if (left.some((other) => other.messageId === messageId)) return { returned, left };
        const why = await send(wayBack, sqs, lambda);
        if (why !== undefined) {
          left.push({ messageId, message, why });
          continue;
        }
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: message.ReceiptHandle }));
        returned += 1;
      }
    }
  } finally {
    await giveBack(
      queue,
      left.map(({ message }) => message),
      sqs,
    );
  }
  return { returned, left: left.map(({ messageId, why }) => ({ messageId, why })) };
}

/** @returns why it could not be sent, else nothing */
async function send(wayBack: WayBack, sqs: SQSClient, lambda: LambdaClient): Promise<string | undefined> {
  try {
    if (wayBack.to === 'nowhere') return wayBack.why;
    if (wayBack.to === 'queue') {
      const { QueueUrl } = await sqs.send(
        new GetQueueUrlCommand({ QueueName: wayBack.name, QueueOwnerAWSAccountId: wayBack.account }),
      );
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: wayBack.body }));
    } else if (wayBack.to === 'function') {
      await lambda.send(
        new InvokeCommand({ FunctionName: wayBack.arn, InvocationType: 'Event', Payload: Buffer.from(wayBack.body) }),
      );
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

async function receive({ url }: DeadLetterQueue, sqs: SQSClient, max: number): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: max,
      VisibilityTimeout: LOOK_SECONDS,
      // A short poll asks some of a queue's servers, and may find nothing in a queue that is not empty.
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

async function giveBack({ url }: DeadLetterQueue, messages: readonly Message[], sqs: SQSClient): Promise<void> {
  for (let from = 0; from < messages.length; from += AT_ONCE) {
    const Entries = messages.slice(from, from + AT_ONCE).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
  }
}

/** What a dead letter is about, why it is there, and how it gets back. */
export function deadLetterIn(message: Message, queue: Pick<DeadLetterQueue, 'way' | 'sources'>): DeadLetter {
  const sent = Number(message.Attributes?.SentTimestamp);
  const body = message.Body ?? '';
  const parsed = parsedJson(body);
  return {
    messageId: message.MessageId ?? '',
    sentAt: Number.isFinite(sent) && sent > 0 ? new Date(sent).toISOString() : null,
    ...(queue.way === 'move'
      ? {
          about: aboutOf(parsed),
          reason: `the reader of ${sourceOf(message, queue)} failed with it as often as it may try`,
          wayBack: { to: 'source', name: sourceOf(message, queue) },
        }
      : (ofLambda(parsed) ?? ofEventBridge(message, body, parsed))),
  };
}

/** Lambda developer guide, "Capturing records of Lambda asynchronous invocations": the record of a failed invoke. */
function ofLambda(record: unknown): Omit<DeadLetter, 'messageId' | 'sentAt'> | undefined {
  const context = isRecord(record) ? record['requestContext'] : undefined;
  if (!isRecord(record) || !isRecord(context) || typeof context['functionArn'] !== 'string') return undefined;
  if (!('requestPayload' in record)) return undefined;
  // arn:aws:lambda:region:account:function:name:$LATEST
  const arn = context['functionArn'].split(':').slice(0, 7).join(':');
  const name = arn.split(':')[6] ?? arn;
  const answer = record['responsePayload'];
  // The type only: an error's message may repeat what the function was reading.
  const error = isRecord(answer) && typeof answer['errorType'] === 'string' ? answer['errorType'] : 'no error type';
  const { condition, approximateInvokeCount: attempts } = context;
  return {
    about: aboutOf(record['requestPayload']),
    reason: `${name} failed with it ${String(attempts ?? '?')} times (${error}; ${String(condition ?? 'no condition')})`,
    wayBack: { to: 'function', name, arn, body: JSON.stringify(record['requestPayload']) },
  };
}

/** EventBridge user guide, "Using dead-letter queues to process undelivered events"; the Scheduler's have the same names. */
function ofEventBridge(message: Message, body: string, event: unknown): Omit<DeadLetter, 'messageId' | 'sentAt'> {
  const attribute = (name: string) => message.MessageAttributes?.[name]?.StringValue;
  const target = attribute('TARGET_ARN');
  const about = aboutOf(event);
  if (target === undefined) {
    const why = 'it does not say where it was going: look at it by hand';
    return { about, reason: 'nobody left a reason with it', wayBack: { to: 'nowhere', why } };
  }
  const [, , service = '', , account = '', ...rest] = target.split(':');
  const sender = attribute('SCHEDULE_ARN') ?? attribute('RULE_ARN');
  const from = sender === undefined ? 'EventBridge' : (sender.split('/').at(-1) ?? sender);
  const retries = attribute('RETRY_ATTEMPTS');
  const reason =
    `${from} could not deliver it to ${rest.at(-1) ?? target}: ${attribute('ERROR_CODE') ?? 'no code'}` +
    ` (${attribute('ERROR_MESSAGE') ?? 'no message'})${retries === undefined ? '' : ` after ${retries} retries`}`;
  return { about, reason, wayBack: wayTo(service, account, target, body) };
}

function wayTo(service: string, account: string, arn: string, body: string): WayBack {
  if (service === 'sqs') return { to: 'queue', name: arn.split(':')[5] ?? '', account, body };
  if (service === 'lambda') return { to: 'function', name: arn.split(':')[6] ?? '', arn, body };
  const why =
    service === 'events'
      ? "only AWS may put an agent's own events on a bus. Outcomes do not depend on it: the watcher finds them by itself"
      : `nothing here sends to ${service || 'what has no name'}`;
  return { to: 'nowhere', why };
}

/** The kind of thing and its ids. Ids pass the redactor too, so nothing of a report is in here. */
function aboutOf(value: unknown): string {
  if (!isRecord(value)) return 'something that is no JSON object';
  const detail = isRecord(value['detail']) ? value['detail'] : value;
  const kind = [value['detail-type'], detail['event_type'], detail['kind'], value['source']].find(isText);
  const metadata = isRecord(detail['metadata']) ? detail['metadata'] : {};
  const ids = [
    detail['client_account_id'] ?? value['account'],
    detail['agent_space_id'] ?? metadata['agent_space_id'],
    detail['investigation_id'] ?? metadata['task_id'],
    detail['outcome_version'],
  ];
  const key = ids.filter((id) => isText(id) || typeof id === 'number').join('/');
  return [kind ?? 'unknown', key]
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, 300);
}

function sourceOf(message: Message, { sources }: Pick<DeadLetterQueue, 'sources'>): string {
  const arn = message.Attributes?.DeadLetterQueueSourceArn;
  return arn?.split(':')[5] ?? (sources.length === 1 ? (sources[0] ?? '') : 'its queue');
}

function nameOfUrl(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? url;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
