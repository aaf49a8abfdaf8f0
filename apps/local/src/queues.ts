import { createHash, randomUUID } from 'node:crypto';
import type { Activity } from './activity';
import type { Clock } from './clock';
import { LocalCloudError, ServiceError } from './errors';
import type { FaultPlan } from './faults';
import type { Observations } from './observations';
import { checkPolicy, type PolicyStatement } from './policy';
import type { ResourceMakers } from './stack';

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sender: string;
  readonly sentAt: number;
  /** The queue it was moved from, when this is a dead letter. */
  readonly cameFrom?: Queue;
}

/** A message in a reader's hands, until its visibility timeout ends. */
export interface Received extends Message {
  readonly receiptHandle: string;
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
}

interface Stored extends Message {
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number;
  receiptHandle: string;
  readonly endWork: () => void;
}

export interface QueueSettings {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  readonly maxMessageBytes: number;
  readonly waitSeconds: number;
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
}

interface Surroundings {
  /** The local cloud's own address, which queue URLs start with: a real host name could be called by mistake. */
  readonly origin: string;
  readonly activity: Activity;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly observations: Observations;
}

/** One standard queue: at least once, order not promised. */
export class Queue {
  readonly arn: string;
  readonly url: string;
  readonly policy: PolicyStatement[] = [];
  /** True once a function reads it: only then do waiting messages count as work under way. */
  hasReader = false;
  /** True once something sends its failures here. */
  isDeadLetterQueue = false;
  private readonly messages = new Map<string, Stored>();
  private readonly wakers = new Set<() => void>();

  constructor(
    readonly settings: QueueSettings,
    private readonly around: Surroundings,
    private readonly find: (arn: string) => Queue | undefined,
  ) {
    this.arn = `arn:aws:sqs:${settings.region}:${settings.account}:${settings.name}`;
    this.url = `${around.origin}/${settings.account}/${settings.name}`;
  }

  send(
    body: string,
    options: {
      attributes?: Record<string, MessageAttribute>;
      delaySeconds?: number;
      sender?: string;
      cameFrom?: Queue;
    } = {},
  ): Message {
    const message: Message = {
      id: randomUUID(),
      body,
      attributes: options.attributes ?? {},
      sender: options.sender ?? this.settings.account,
      sentAt: Date.now(),
      ...(options.cameFrom ? { cameFrom: options.cameFrom } : {}),
    };
    const delayMs = (options.delaySeconds ?? this.settings.delaySeconds) * 1000;
    // Faults belong to the way between systems, not to the place where failures are kept.
    const times = !this.isDeadLetterQueue && this.around.faults.strikes('duplicate') ? 2 : 1;
    for (let copy = 0; copy < times; copy += 1) {
      this.messages.set(randomUUID(), {
        ...message,
        visibleAt: Date.now() + delayMs + (this.isDeadLetterQueue ? 0 : this.around.faults.delayMs()),
        receiveCount: 0,
        firstReceivedAt: 0,
        receiptHandle: '',
        endWork: this.hasReader ? this.around.activity.begin() : () => undefined,
      });
    }
    if (this.isDeadLetterQueue) {
      this.around.observations.tell({
        kind: 'dead_letter',
        account: this.settings.account,
        queueArn: this.arn,
        body,
        attributes: Object.fromEntries(
          Object.entries(message.attributes).map(([name, attribute]) => [name, attribute.StringValue ?? '']),
        ),
      });
    }
    this.wake();
    return message;
  }

  /** Takes up to `max` visible messages; those received too often go to the dead-letter queue instead. */
  receive(max: number, visibilitySeconds = this.settings.visibilitySeconds): Received[] {
    const now = Date.now();
    const received: Received[] = [];
    let visible = [...this.messages].filter(([, message]) => message.visibleAt <= now);
    if (visible.length > 1 && this.around.faults.strikes('reorder')) {
      const from = this.around.faults.pick(visible.length);
      visible = [...visible.slice(from), ...visible.slice(0, from)];
    }
    for (const [key, message] of visible) {
      if (received.length === max) break;
      if (this.settings.redrive && message.receiveCount >= this.settings.redrive.maxReceiveCount) {
        this.moveToDeadLetters(key, message, this.settings.redrive.deadLetterArn);
        continue;
      }
      message.receiveCount += 1;
      message.firstReceivedAt ||= now;
      message.visibleAt = now + visibilitySeconds * 1000;
      message.receiptHandle = `${key}/${randomUUID()}`;
      received.push({ ...message });
    }
    return received;
  }

  /** Waits for at least one visible message, at most `milliseconds`, or until the cloud stops. */
  async receiveWhenVisible(max: number, milliseconds: number, visibilitySeconds?: number): Promise<Received[]> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
      const received = this.receive(max, visibilitySeconds);
      const left = deadline - Date.now();
      if (received.length > 0 || left <= 0) return received;
      if (!(await this.nextChange(left))) return [];
    }
  }

  delete(receiptHandle: string): void {
    const key = keyOf(receiptHandle);
    // A handle that is no longer the newest may still delete: standard queues allow it.
    this.messages.get(key)?.endWork();
    this.messages.delete(key);
  }

  /** @returns false when the message is gone, or in another reader's hands */
  changeVisibility(receiptHandle: string, milliseconds: number): boolean {
    const message = this.messages.get(keyOf(receiptHandle));
    if (!message || message.receiptHandle !== receiptHandle) return false;
    message.visibleAt = Date.now() + milliseconds;
    this.wake();
    return true;
  }

  /** What is left of the visibility timeout, in milliseconds: 0 when the message is visible or gone. */
  hiddenFor(receiptHandle: string): number {
    const message = this.messages.get(keyOf(receiptHandle));
    return message?.receiptHandle === receiptHandle ? Math.max(0, message.visibleAt - Date.now()) : 0;
  }

  /** Every message, in readers' hands or not. */
  contents(): Message[] {
    return [...this.messages.values()];
  }

  counts(): { visible: number; hidden: number } {
    const now = Date.now();
    const visible = [...this.messages.values()].filter((message) => message.visibleAt <= now).length;
    return { visible, hidden: this.messages.size - visible };
  }

  clear(): void {
    for (const message of this.messages.values()) message.endWork();
    this.messages.clear();
  }

  /** Sends dead letters back to the queue each came from, or to `to`. @returns how many went */
  moveAll(to?: Queue): number {
    let moved = 0;
    for (const [key, message] of [...this.messages]) {
      const destination = to ?? message.cameFrom;
      if (!destination) continue;
      this.messages.delete(key);
      destination.send(message.body, { attributes: message.attributes, sender: message.sender });
      message.endWork();
      moved += 1;
    }
    return moved;
  }

  private moveToDeadLetters(key: string, message: Stored, deadLetterArn: string): void {
    this.messages.delete(key);
    const { body, attributes, sender } = message;
    this.find(deadLetterArn)?.send(body, { attributes, sender, cameFrom: this, delaySeconds: 0 });
    message.endWork();
  }

  private async nextChange(milliseconds: number): Promise<boolean> {
    const nextVisible = Math.min(...[...this.messages.values()].map((message) => message.visibleAt - Date.now()));
    let wake: () => void = () => undefined;
    const woken = new Promise<boolean>((resolve) => this.wakers.add((wake = () => resolve(true))));
    const timer = this.around.clock.timer(Math.max(1, Math.min(milliseconds, nextVisible)));
    const inTime = await Promise.race([woken, timer.done]);
    this.wakers.delete(wake);
    timer.cancel();
    return inTime;
  }

  private wake(): void {
    for (const wake of [...this.wakers]) wake();
  }
}

function keyOf(receiptHandle: string): string {
  return receiptHandle.split('/')[0] ?? '';
}

/** Every queue of every account. */
export class Queues {
  private readonly byArn = new Map<string, Queue>();

  constructor(private readonly around: Surroundings) {}

  all(): Queue[] {
    return [...this.byArn.values()];
  }

  find(arn: string): Queue | undefined {
    return this.byArn.get(arn);
  }

  /** The queue that a template names as a place for failures. */
  deadLetterQueue(arn: string, where: string): Queue {
    const queue = this.byArn.get(arn);
    if (!queue) throw new LocalCloudError(where, `there is no queue ${arn}`, 'give the ARN of a queue that exists');
    queue.isDeadLetterQueue = true;
    return queue;
  }

  readonly makers: ResourceMakers = {
    'AWS::SQS::Queue': ({ properties, nameOr, account, region }) => {
      properties.allow(
        [
          'QueueName',
          'VisibilityTimeout',
          'DelaySeconds',
          'MaximumMessageSize',
          'ReceiveMessageWaitTimeSeconds',
          'RedrivePolicy',
        ],
        [
          'MessageRetentionPeriod',
          'SqsManagedSseEnabled',
          'KmsMasterKeyId',
          'KmsDataKeyReusePeriodSeconds',
          'RedriveAllowPolicy',
          'Tags',
        ],
      );
      const redrive = properties.optionalObject('RedrivePolicy');
      if (redrive) this.deadLetterQueue(redrive.text('deadLetterTargetArn'), redrive.where);
      const queue = new Queue(
        {
          name: nameOr(properties.optionalText('QueueName'), 80),
          account,
          region,
          visibilitySeconds: properties.number('VisibilityTimeout', 30),
          delaySeconds: properties.number('DelaySeconds', 0),
          // One MiB since 2026-01-29.
          maxMessageBytes: properties.number('MaximumMessageSize', 1_048_576),
          waitSeconds: properties.number('ReceiveMessageWaitTimeSeconds', 0),
          ...(redrive
            ? {
                redrive: {
                  deadLetterArn: redrive.text('deadLetterTargetArn'),
                  maxReceiveCount: redrive.number('maxReceiveCount', 1),
                },
              }
            : {}),
        },
        this.around,
        (arn) => this.byArn.get(arn),
      );
      this.byArn.set(queue.arn, queue);
      return {
        ref: queue.url,
        attributes: { Arn: queue.arn, QueueName: queue.settings.name, QueueUrl: queue.url },
      };
    },
    'AWS::SQS::QueuePolicy': ({ properties, logicalId, region }) => {
      properties.allow(['Queues', 'PolicyDocument']);
      const statements = properties.object('PolicyDocument').raw('Statement') as PolicyStatement[];
      checkPolicy(statements, properties.where);
      for (const url of properties.texts('Queues')) {
        const queue = this.all().find((candidate) => candidate.url === url && candidate.settings.region === region);
        if (!queue) properties.refuse('Queues', `there is no queue ${url}`, 'refer to a queue of the stack');
        else queue.policy.push(...statements);
      }
      return { ref: logicalId, attributes: {} };
    },
  };
}

/** SQS developer guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name];
    if (!attribute) continue;
    const isBinary = attribute.BinaryValue !== undefined;
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    hash.update(Buffer.from([isBinary ? 2 : 1]));
    add(isBinary ? Buffer.from(attribute.BinaryValue ?? '', 'base64') : Buffer.from(attribute.StringValue ?? ''));
  }
  return hash.digest('hex');
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Thrown where a queue is asked for that is not there, in SQS's own words. */
export function noSuchQueue(): ServiceError {
  return new ServiceError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
}
