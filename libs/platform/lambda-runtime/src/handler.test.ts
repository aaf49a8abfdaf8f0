import type { Context, SQSEvent } from 'aws-lambda';
import { createLogger, invokeHandler, queueHandler, type MessageMeta } from './index';

/** An error as the SDK throws it: it carries the request. */
class SdkError extends Error {
  override readonly name = 'ThrottlingException';
  readonly $request = { body: 'db password is hunter2' };
}

const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 29_000 } as Context;

function aBatch(...bodies: string[]): SQSEvent {
  const records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    body,
    attributes: { ApproximateReceiveCount: `${index + 1}` },
  }));
  return { Records: records } as unknown as SQSEvent;
}

function aLog() {
  const lines: string[] = [];
  return { lines, logger: createLogger('test', { write: (line: string) => void lines.push(line) }) };
}

describe('queueHandler', () => {
  it('reports only the messages that failed, so only they return to the queue', async () => {
    const handler = queueHandler({
      name: 'test',
      logger: aLog().logger,
      connect: () => ({}),
      run: async (body) => {
        if ((body as { bad: boolean }).bad) throw new SdkError('Rate exceeded');
      },
    });
    const answer = await handler(aBatch('{"bad":false}', '{"bad":true}', '{"bad":false}'), context);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  });

  it('hands a body that is not JSON to the step as its raw text, and does not retry it by itself', async () => {
    const seen: unknown[] = [];
    const handler = queueHandler({
      name: 'test',
      logger: aLog().logger,
      connect: () => seen,
      run: async (body, ports) => ports.push(body),
    });
    expect(await handler(aBatch('{oops', '"text"'), context)).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual(['{oops', 'text']);
  });

  it('tells the step which delivery this is and how long it has', async () => {
    const metas: MessageMeta[] = [];
    const handler = queueHandler({
      name: 'test',
      logger: aLog().logger,
      connect: () => metas,
      run: async (_body, ports, meta) => ports.push(meta),
    });
    await handler(aBatch('{}', '{}'), context);
    expect(metas.map(({ messageId, receiveCount }) => [messageId, receiveCount])).toEqual([
      ['message-0', 1],
      ['message-1', 2],
    ]);
    expect(metas[0]?.remainingMs()).toBe(29_000);
  });

  it("logs an error's name and message, and nothing that it carries", async () => {
    const { lines, logger } = aLog();
    const run = () => Promise.reject(new SdkError('Rate exceeded'));
    await queueHandler({ name: 'test', logger, connect: () => ({}), run })(aBatch('{"secret":"hunter2"}'), context);
    expect(lines.join('')).not.toContain('hunter2');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      service: 'test',
      level: 'error',
      messageId: 'message-0',
      error: { name: 'ThrottlingException', message: 'Rate exceeded' },
    });
  });

  it('connects once for all calls', async () => {
    let connections = 0;
    const handler = queueHandler({ name: 'test', connect: () => ++connections, run: async () => undefined });
    await handler(aBatch('{}'), context);
    await handler(aBatch('{}'), context);
    expect(connections).toBe(1);
  });

  it('fails the whole batch when it cannot connect, and connects anew at the next call', async () => {
    let attempts = 0;
    const handler = queueHandler({
      name: 'test',
      logger: aLog().logger,
      connect: () => {
        attempts += 1;
        if (attempts === 1) throw new Error('no configuration');
        return {};
      },
      run: async () => undefined,
    });
    await expect(handler(aBatch('{}'), context)).rejects.toThrow('no configuration');
    expect(await handler(aBatch('{}'), context)).toEqual({ batchItemFailures: [] });
  });
});

describe('invokeHandler', () => {
  it("returns the step's answer", async () => {
    const handler = invokeHandler({
      name: 'test',
      connect: () => 2,
      run: async (input, ports) => (input as number) * ports,
    });
    expect(await handler(21, context)).toBe(42);
  });

  it('throws to Lambda the name and message only, because Lambda prints every property of an error', async () => {
    const { lines, logger } = aLog();
    const handler = invokeHandler({
      name: 'test',
      logger,
      connect: () => ({}),
      run: () => Promise.reject(new SdkError('Rate exceeded')),
    });
    const thrown = await handler({}, context).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
    expect(thrown).not.toHaveProperty('$request');
    expect(lines.join('')).not.toContain('hunter2');
  });
});
