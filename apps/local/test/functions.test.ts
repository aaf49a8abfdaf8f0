import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { aCloud, aFunction, aQueue, arnOf, CENTRAL, clientOptions, refOf, stopClouds } from './a-cloud';
import type { LocalCloud } from '../src';

afterEach(stopClouds);

/** Invokes the function "Work" of the central account, and waits for its answer. */
async function invoke(
  cloud: LocalCloud,
  payload: object = {},
  invocationType: 'RequestResponse' | 'Event' = 'RequestResponse',
) {
  const lambda = new LambdaClient(clientOptions(cloud, CENTRAL));
  const answer = await lambda.send(
    new InvokeCommand({
      FunctionName: refOf(cloud, CENTRAL, 'Work'),
      InvocationType: invocationType,
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
  lambda.destroy();
  const text = Buffer.from(answer.Payload ?? []).toString();
  return { status: answer.StatusCode, error: answer.FunctionError, payload: text ? JSON.parse(text) : undefined };
}

const invokeConfig = (properties: object) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: { FunctionName: { Ref: 'Work' }, Qualifier: '$LATEST', ...properties },
});

it('answers what the handler answers', async () => {
  const cloud = await aCloud({
    [CENTRAL]: { Work: aFunction('return { hello: event.name, id: context.awsRequestId.length };') },
  });
  expect(await invoke(cloud, { name: 'Ada' })).toEqual({
    status: 200,
    error: undefined,
    payload: { hello: 'Ada', id: 36 },
  });
});

it('keeps one process for all invocations, as a warm Lambda does', async () => {
  const cloud = await aCloud({
    [CENTRAL]: { Work: aFunction('return globalThis.count = (globalThis.count ?? 0) + 1;') },
  });
  expect((await invoke(cloud)).payload).toBe(1);
  expect((await invoke(cloud)).payload).toBe(2);
  expect(cloud.processIds()).toHaveLength(1);
});

it('gives a function the variables of its template and those of Lambda, and none of the developer', async () => {
  process.env['SECRET_OF_THE_DEVELOPER'] = 'x';
  const cloud = await aCloud({
    [CENTRAL]: {
      Work: aFunction('return process.env;', { Environment: { Variables: { TABLE: { Ref: 'AWS::Region' } } } }),
    },
  });
  const { payload } = await invoke(cloud);
  expect(payload).toMatchObject({ TABLE: 'us-east-1', AWS_ACCESS_KEY_ID: CENTRAL, AWS_ENDPOINT_URL: cloud.url });
  expect(payload).not.toHaveProperty('SECRET_OF_THE_DEVELOPER');
});

it('reports a thrown error in the form of Lambda', async () => {
  const cloud = await aCloud({ [CENTRAL]: { Work: aFunction('throw new TypeError("no such table");') } });
  const { error, payload } = await invoke(cloud);
  expect(error).toBe('Unhandled');
  expect(payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such table' });
});

it('kills a function that takes longer than its timeout, even in a loop without end', async () => {
  const cloud = await aCloud({ [CENTRAL]: { Work: aFunction('for (;;);', { Timeout: 1 }) } });
  const { error, payload } = await invoke(cloud);
  expect(error).toBe('Unhandled');
  expect(payload).toMatchObject({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringContaining('after 1.00 seconds'),
  });
});

it('reports a process that ends in the middle of its work, and starts another for the next', async () => {
  const cloud = await aCloud({ [CENTRAL]: { Work: aFunction('if (event.die) process.exit(3); return "alive";') } });
  expect((await invoke(cloud, { die: true })).payload).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringContaining('exit status 3'),
  });
  expect((await invoke(cloud)).payload).toBe('alive');
});

it('reports a function that cannot be loaded', async () => {
  const cloud = await aCloud({
    [CENTRAL]: { Work: aFunction('', { Code: { ZipFile: 'throw new Error("no TABLE given");' } }) },
  });
  expect((await invoke(cloud)).payload).toMatchObject({ errorMessage: 'no TABLE given' });
});

it('has read all that an invocation printed before it answers for it', async () => {
  const cloud = await aCloud({
    [CENTRAL]: { Work: aFunction('for (let i = 0; i < 2000; i += 1) console.log("line " + i);') },
  });
  await invoke(cloud);
  const lines = cloud.observations.logsOf(refOf(cloud, CENTRAL, 'Work'));
  expect(lines).toHaveLength(2000);
  expect(lines.at(-1)).toBe('line 1999');
});

it('tries an asynchronous invocation three times, then sends it to the failure queue with its payload', async () => {
  const cloud = await aCloud(
    {
      [CENTRAL]: {
        Failures: aQueue(),
        Work: aFunction('throw new Error("broken");'),
        Config: invokeConfig({
          MaximumRetryAttempts: 2,
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } } },
        }),
      },
    },
    { pace: 0 },
  );
  expect((await invoke(cloud, { n: 1 }, 'Event')).status).toBe(202);
  await cloud.idle();
  expect(cloud.observations.invocations).toHaveLength(3);
  const [letter] = cloud.observations.deadLetters;
  expect(letter?.queueArn).toBe(arnOf(cloud, CENTRAL, 'Failures'));
  expect(JSON.parse(letter?.body ?? '')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { n: 1 },
    responsePayload: { errorMessage: 'broken' },
  });
});

it('retries as often as the template says', async () => {
  const cloud = await aCloud(
    { [CENTRAL]: { Work: aFunction('throw new Error("broken");'), Config: invokeConfig({ MaximumRetryAttempts: 0 }) } },
    { pace: 0 },
  );
  await invoke(cloud, {}, 'Event');
  await cloud.idle();
  expect(cloud.observations.invocations).toHaveLength(1);
  expect(cloud.observations.failures).toMatchObject([{ kind: 'delivery_failed', kept: false }]);
});

it('reads metrics from lines in the embedded metric format', async () => {
  const line = {
    _aws: {
      Timestamp: 1,
      CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [[]], Metrics: [{ Name: 'PagesSent', Unit: 'Count' }] }],
    },
    PagesSent: 2,
  };
  const cloud = await aCloud({
    [CENTRAL]: { Work: aFunction(`console.log(${JSON.stringify(JSON.stringify(line))});`) },
  });
  await invoke(cloud);
  await invoke(cloud);
  expect(cloud.metrics()).toEqual([
    {
      account: CENTRAL,
      namespace: 'N',
      name: 'PagesSent',
      unit: 'Count',
      dimensions: {},
      count: 2,
      sum: 4,
      minimum: 2,
      maximum: 2,
    },
  ]);
});

it('stops a function that has had no work for a while', async () => {
  let stopped: () => void = () => undefined;
  const isStopped = new Promise<void>((resolve) => (stopped = resolve));
  const cloud = await aCloud(
    { [CENTRAL]: { Work: aFunction('return 1;') } },
    { functionIdleMs: 1, onEvent: ({ kind }) => kind === 'function_stopped' && stopped() },
  );
  await invoke(cloud);
  await isStopped;
  expect(cloud.processIds()).toEqual([]);
});

it('refuses an unknown function as Lambda does', async () => {
  const cloud = await aCloud({ [CENTRAL]: {} });
  await expect(invoke(cloud)).rejects.toThrow();
});
