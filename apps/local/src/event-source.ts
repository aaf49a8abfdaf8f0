import { compilePattern } from '@org/event-pattern';
import type { Activity } from './activity';
import type { Clock } from './clock';
import type { Functions, LambdaFunction } from './lambda';
import { md5, type Queue, type Queues, type Received } from './queues';
import { systemAttributes } from './sqs-api';
import type { ResourceMakers } from './stack';

interface Surroundings {
  readonly activity: Activity;
  readonly clock: Clock;
  readonly queues: Queues;
  readonly functions: Functions;
  readonly concurrency: number;
}

interface MappingSettings {
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportsItemFailures: boolean;
  readonly wants: (message: Received) => boolean;
}

/** Reads queues on behalf of functions, as Lambda's event source mappings do. */
export function eventSourceMakers(around: Surroundings): ResourceMakers {
  return {
    'AWS::Lambda::EventSourceMapping': ({ properties, logicalId, account, region }) => {
      properties.allow(
        [
          'EventSourceArn', 'FunctionName', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'FunctionResponseTypes',
          'ScalingConfig', 'Enabled', 'FilterCriteria',
        ],
        ['Tags', 'MetricsConfig'],
      ); // prettier-ignore
      const queueArn = properties.text('EventSourceArn');
      const queue = around.queues.find(queueArn);
      if (!queue) {
        return properties.refuse(
          'EventSourceArn',
          `${queueArn} is no SQS queue of this cloud`,
          'only SQS is read here',
        );
      }
      const reader = around.functions.mustResolve(properties.text('FunctionName'), account, region, properties.where);
      if (queue.settings.visibilitySeconds * 1000 < reader.settings.timeoutMs) {
        // AWS refuses such a mapping: a slow batch would become visible again while it is being worked on.
        properties.refuse(
          'EventSourceArn',
          "the queue's visibility timeout is shorter than the function's timeout",
          'lengthen the visibility timeout (six times the function timeout is advised)',
        );
      }
      const patterns = (properties.optionalObject('FilterCriteria')?.objects('Filters') ?? []).map((filter) =>
        compilePattern(filter.text('Pattern')),
      );
      const settings: MappingSettings = {
        batchSize: properties.number('BatchSize', 10),
        windowSeconds: properties.number('MaximumBatchingWindowInSeconds', 0),
        reportsItemFailures: properties.texts('FunctionResponseTypes').includes('ReportBatchItemFailures'),
        wants: (message) =>
          patterns.length === 0 || patterns.some((pattern) => pattern({ body: parsed(message.body) })),
      };
      if (properties.flag('Enabled', true)) {
        const limit = properties.optionalObject('ScalingConfig')?.number('MaximumConcurrency', 2) ?? around.concurrency;
        const pollers = Math.max(1, Math.min(limit, around.concurrency));
        reader.eventSources += pollers;
        queue.hasReader = true;
        for (let poller = 0; poller < pollers; poller += 1) void poll(queue, reader, settings, around);
      }
      return { ref: logicalId, attributes: { Id: logicalId } };
    },
  };
}

async function poll(
  queue: Queue,
  reader: LambdaFunction,
  settings: MappingSettings,
  { clock, activity }: Surroundings,
): Promise<void> {
  while (!clock.isStopped) {
    const batch = await queue.receiveWhenVisible(settings.batchSize, 60_000);
    if (batch.length === 0) continue;
    await activity.during(async () => {
      if (settings.windowSeconds > 0 && batch.length < settings.batchSize) {
        await clock.backoff(settings.windowSeconds * 1000);
        batch.push(...queue.receive(settings.batchSize - batch.length));
      }
      await work(queue, reader, settings, batch, clock);
    });
  }
}

async function work(
  queue: Queue,
  reader: LambdaFunction,
  settings: MappingSettings,
  batch: readonly Received[],
  clock: Clock,
): Promise<void> {
  const wanted = batch.filter(settings.wants);
  for (const message of batch) if (!wanted.includes(message)) queue.delete(message.receiptHandle);
  if (wanted.length === 0) return;
  const answer = await reader.invoke(JSON.stringify({ Records: wanted.map((message) => recordOf(message, queue)) }));
  if (clock.isStopped) return;
  const failed = answer.error === undefined ? failedIds(answer.payload, settings, wanted) : 'all';
  for (const message of wanted) {
    if (failed === 'all' || failed.has(message.id)) {
      const hiddenMs = queue.hiddenFor(message.receiptHandle) * returnPace(message.receiveCount, queue, clock.pace);
      queue.changeVisibility(message.receiptHandle, hiddenMs);
    } else queue.delete(message.receiptHandle);
  }
}

/**
 * How much of its visibility timeout a failed message waits. The first return is as quick as the local pace; each one is
 * slower, and the last waits as long as in AWS, because functions count leases and a vendor's Retry-After in real time:
 * a message must not be given up before those have ended.
 */
export function returnPace(receiveCount: number, queue: Queue, pace: number): number {
  const returns = (queue.settings.redrive?.maxReceiveCount ?? Infinity) - 1;
  if (pace === 0 || receiveCount > returns || !Number.isFinite(returns) || returns < 2) return pace;
  return pace ** ((returns - receiveCount) / (returns - 1));
}

/** AWS Lambda developer guide, "Reporting batch item failures": an answer that makes no sense fails the whole batch. */
function failedIds(
  payload: string,
  settings: MappingSettings,
  batch: readonly Received[],
): ReadonlySet<string> | 'all' {
  if (!settings.reportsItemFailures) return new Set();
  const answer = parsed(payload) as { batchItemFailures?: { itemIdentifier?: unknown }[] } | null | undefined;
  const failures = answer?.batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return 'all';
  const known = new Set(batch.map((message) => message.id));
  const ids = failures.map((failed) => failed?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && known.has(id)) ? new Set(ids) : 'all';
}

function recordOf(message: Received, queue: Queue): object {
  const attributes = Object.entries(message.attributes).map(([name, { StringValue, BinaryValue, DataType }]) => [
    name,
    {
      stringValue: StringValue,
      binaryValue: BinaryValue,
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ]);
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(attributes) as object,
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.settings.region,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
