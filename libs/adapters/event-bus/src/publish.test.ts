import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient, type PutEventsCommand, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { eventBusPublisher, publishEvents, type PublishError, type BusEntry, type EventsSender } from '.';

const BUS = 'arn:aws:events:eu-central-1:999999999999:event-bus/investigations';
const entry = (detail: object = { n: 1 }): BusEntry => ({
  source: 'investigation-orchestrator',
  detailType: 'Test',
  detail,
});
const taken: PutEventsResultEntry = { EventId: 'id' };

/** A bus that answers in turn, and remembers what it was sent. */
function busThat(answer: (detail: string, request: number) => PutEventsResultEntry | Error) {
  const requests: string[][] = [];
  const send = async ({ input }: PutEventsCommand) => {
    const details = (input.Entries ?? []).map(({ Detail = '' }) => Detail);
    requests.push(details);
    const results = details.map((detail) => answer(detail, requests.length));
    const failure = results.find((result) => result instanceof Error);
    if (failure) throw failure;
    return { Entries: results as PutEventsResultEntry[] };
  };
  const waits: number[] = [];
  const patience = { random: () => 1, sleep: async (ms: number) => void waits.push(ms) };
  return { client: { send } as unknown as EventsSender, requests, waits, patience };
}

const refusalsOf = async (published: Promise<void>) =>
  published.then(
    () => [],
    (error: unknown) => (error as PublishError).refused,
  );

it('sends at most ten entries, and less than a megabyte, a request', async () => {
  const { client, requests } = busThat(() => taken);
  await publishEvents(
    client,
    BUS,
    Array.from({ length: 23 }, () => entry()),
  );
  expect(requests.map((request) => request.length)).toEqual([10, 10, 3]);

  requests.length = 0;
  await publishEvents(
    client,
    BUS,
    Array.from({ length: 3 }, () => entry({ text: 'é'.repeat(240_000) })),
  );
  expect(requests.map((request) => request.length)).toEqual([2, 1]);
});

it('sends every entry once, in order, however they are cut into requests', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 25 }), async (sizes) => {
      const { client, requests } = busThat(() => taken);
      const entries = sizes.map((size, index) => entry({ index, text: 'x'.repeat(size) }));
      await publishEvents(client, BUS, entries);
      expect(requests.flat()).toEqual(entries.map(({ detail }) => JSON.stringify(detail)));
      for (const request of requests) expect(request.join('').length).toBeLessThan(1024 * 1024);
    }),
    { numRuns: 20 },
  );
});

it.each(['InternalFailure', 'ThrottlingException'])('tries only the entries again that met %s', async (code) => {
  const { client, requests, waits, patience } = busThat((detail, request) =>
    request === 1 && detail.includes('2') ? { ErrorCode: code, ErrorMessage: 'later' } : taken,
  );
  await publishEvents(client, BUS, [entry({ n: 1 }), entry({ n: 2 }), entry({ n: 3 })], patience);
  expect(requests).toEqual([['{"n":1}', '{"n":2}', '{"n":3}'], ['{"n":2}']]);
  expect(waits).toEqual([400]);
});

it('gives up in the end, and says which entries did not arrive and that they may later', async () => {
  const { client, requests, patience } = busThat(() => ({ ErrorCode: 'InternalFailure' }));
  const refused = await refusalsOf(publishEvents(client, BUS, [entry()], patience));
  expect(refused).toEqual([{ index: 0, code: 'InternalFailure', retryable: true }]);
  expect(requests).toHaveLength(5);
});

it('does not repeat what the bus refuses for good, and publishes the rest', async () => {
  const { client, requests } = busThat((detail) =>
    detail.includes('1') ? { ErrorCode: 'NotAuthorizedForSourceException' } : taken,
  );
  const published = publishEvents(client, BUS, [entry({ n: 1 }), entry({ n: 2 })]);
  await expect(published).rejects.toMatchObject({
    name: 'PublishError',
    retryable: false,
    refused: [{ index: 0, code: 'NotAuthorizedForSourceException', retryable: false }],
  });
  expect(requests).toHaveLength(1);
});

it('takes an entry without a result for refused, because nobody said it was published', async () => {
  const { client, patience } = busThat(() => ({}));
  expect(await refusalsOf(publishEvents(client, BUS, [entry()], patience))).toMatchObject([
    { code: 'InternalFailure' },
  ]);
});

it('refuses an entry that no request can hold, and publishes its neighbours', async () => {
  const { client, requests } = busThat(() => taken);
  const entries = [entry({ n: 1 }), entry({ text: 'x'.repeat(1_100_000) }), entry({ n: 3 })];
  expect(await refusalsOf(publishEvents(client, BUS, entries))).toEqual([
    { index: 1, code: 'EntryTooLarge', retryable: false },
  ]);
  expect(requests).toEqual([['{"n":1}'], ['{"n":3}']]);
});

it('tells a request that was refused whole from one that was not heard', async () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
  const cut = Object.assign(new Error('cut'), { name: 'TimeoutError' });
  for (const [failure, retryable] of [
    [denied, false],
    [cut, true],
  ] as const) {
    const { client } = busThat(() => failure);
    expect(await refusalsOf(publishEvents(client, BUS, [entry(), entry()]))).toEqual([
      { index: 0, code: failure.name, retryable },
      { index: 1, code: failure.name, retryable },
    ]);
  }
});

it('never repeats what was in an event', async () => {
  const { client } = busThat(() => ({ ErrorCode: 'MalformedDetail', ErrorMessage: 'hunter2 is no JSON' }));
  const error: unknown = await publishEvents(client, BUS, [entry({ secret: 'hunter2' })]).catch(
    (thrown: unknown) => thrown,
  );
  expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('hunter2');
});

it('calls the Region of the bus, whatever the Region of the function', async () => {
  const regions: string[] = [];
  const server = createServer((request, response) => {
    regions.push(/Credential=\d+\/\d+\/([a-z0-9-]+)\/events\//.exec(request.headers.authorization ?? '')?.[1] ?? '');
    request.resume().on('end', () => response.end(JSON.stringify({ FailedEntryCount: 0, Entries: [taken] })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  try {
    await eventBusPublisher({ busArn: BUS })([entry()]);
  } finally {
    process.env = before;
    server.closeAllConnections();
    server.close();
  }
  expect(regions).toEqual(['eu-central-1']);
});

it('says what is wrong when it is given something else than the ARN of a bus', () => {
  expect(() => eventBusPublisher({ busArn: 'investigations' })).toThrow(
    /CENTRAL_BUS_ARN is not the ARN of an event bus/,
  );
});

it('takes a real EventBridge client', () => {
  const client: EventsSender = new EventBridgeClient({ region: 'us-east-1' });
  expect(client.send).toBeInstanceOf(Function);
});
