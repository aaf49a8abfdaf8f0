import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createLogger, whatAndWhere, type Logger } from './logger';

/** What a step may want to know about the call that runs it. */
export interface InvocationMeta {
  readonly logger: Logger;
  readonly requestId: string;
  /** Milliseconds until Lambda stops the function. */
  readonly remainingMs: () => number;
}

/** What a step may want to know about the message that it handles. */
export interface MessageMeta extends InvocationMeta {
  readonly messageId: string;
  /** 1 for the first delivery; more tells that an earlier one failed, crashed, or was too slow. */
  readonly receiveCount: number;
}

export interface HandlerParts<Ports, Meta, Result> {
  /** Becomes the logger's `service`. */
  readonly name: string;
  /** Chooses real systems, once for each cold start. When it throws, the next call tries again. */
  readonly connect: (env: NodeJS.ProcessEnv) => Ports | Promise<Ports>;
  readonly run: (input: unknown, ports: Ports, meta: Meta) => Promise<Result>;
  /** For tests. */
  readonly logger?: Logger;
}

/**
 * A handler for a batch from SQS. Records run side by side, and only the messageIds of those that threw are reported,
 * so only they return to the queue (the event source mapping must say ReportBatchItemFailures).
 *
 * A body that is not JSON reaches `run` as its raw text: whether to quarantine it is the step's decision, and an endless
 * retry is nobody's.
 */
export function queueHandler<Ports>(
  parts: HandlerParts<Ports, MessageMeta, unknown>,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const logger = parts.logger ?? createLogger(parts.name);
  const connected = once(parts.connect);
  return async (event, context) => {
    const ports = await connected().catch((error: unknown) => fail(logger, 'the function could not start', error));
    const failures = await Promise.all(
      event.Records.map(async ({ messageId, body, attributes }) => {
        const receiveCount = Number(attributes.ApproximateReceiveCount);
        try {
          await parts.run(parsedOrRaw(body), ports, { ...metaOf(context, logger), messageId, receiveCount });
          return [];
        } catch (error) {
          logger.error({ messageId, receiveCount, error }, 'message failed, it returns to the queue');
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
}

/**
 * A handler for a direct or asynchronous invoke, or an EventBridge or Scheduler target. What `run` throws is logged by
 * name and message, and thrown to Lambda as just that, so that nothing an error carries reaches a log or a dead letter.
 */
export function invokeHandler<Ports, Result>(
  parts: HandlerParts<Ports, InvocationMeta, Result>,
): (input: unknown, context: Context) => Promise<Result> {
  const logger = parts.logger ?? createLogger(parts.name);
  const connected = once(parts.connect);
  return async (input, context) => {
    const ports = await connected().catch((error: unknown) => fail(logger, 'the function could not start', error));
    return parts
      .run(input, ports, metaOf(context, logger))
      .catch((error: unknown) => fail(logger, 'the invocation failed', error));
  };
}

function fail(logger: Logger, message: string, error: unknown): never {
  logger.error({ error }, message);
  const plain = whatAndWhere(error);
  throw Object.assign(new Error(plain.message), { name: plain.name });
}

function metaOf(context: Context, logger: Logger): InvocationMeta {
  return { logger, requestId: context.awsRequestId, remainingMs: () => context.getRemainingTimeInMillis() };
}

function parsedOrRaw(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function once<Ports>(connect: (env: NodeJS.ProcessEnv) => Ports | Promise<Ports>): () => Promise<Ports> {
  let ports: Promise<Ports> | undefined;
  return () => {
    ports ??= (async () => connect(process.env))();
    const attempt = ports;
    attempt.catch(() => {
      if (ports === attempt) ports = undefined;
    });
    return attempt;
  };
}
