import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { checkpointKey, type CrossingReceipt, type OutcomeRequest } from '@org/devops-agent-client';
import { startClientTable } from '../test/client-table';
import { receiptsInMemory } from '../test/receipts-in-memory';
import { dynamoReceipts } from './dynamo-receipts';
import type { Receipts } from './receipt';

let now: Date;
let table: Awaited<ReturnType<typeof startClientTable>>;
beforeAll(async () => {
  table = await startClientTable();
}, 20_000);
afterAll(() => table.stop());
beforeEach(() => {
  now = new Date('2026-11-20T10:05:00Z');
});

let tasks = 0;
const aRequest = (): OutcomeRequest => ({
  agent_space_id: 'space-1',
  investigation_id: `task-${++tasks}`,
  outcome_version: 1,
  kind: 'investigation',
  status: 'COMPLETED',
});
const aReceipt = ({ agent_space_id, investigation_id, outcome_version }: OutcomeRequest): CrossingReceipt => ({
  agent_space_id,
  investigation_id,
  outcome_version,
  event_json: '{}',
  sha256: 'abc',
  bytes: 2,
  fields: ['/summary/root_cause_brief'],
  redacted: { ipv4: 2 },
  prepared_at: '2026-11-20T10:05:00.000Z',
});

describe.each<[string, () => Receipts]>([
  ['the client’s table', () => dynamoReceipts(table.tableName, table.client, () => now)],
  ['the one in memory that other tests use', () => receiptsInMemory()],
])('receipts in %s', (_, make) => {
  it('keep the first, and give it back to whoever comes later', async () => {
    const receipts = make();
    const request = aRequest();
    expect(await receipts.of(request)).toBeUndefined();
    expect(await receipts.prepare(aReceipt(request))).toMatchObject({ event_json: '{}' });
    expect(await receipts.prepare({ ...aReceipt(request), event_json: '{"other":1}' })).toMatchObject({
      event_json: '{}',
    });
    expect(await receipts.of(request)).toMatchObject(aReceipt(request));
  });

  it('note when the event first left', async () => {
    const receipts = make();
    const request = aRequest();
    const receipt = await receipts.prepare(aReceipt(request));
    await receipts.noteLeft(receipt, new Date('2026-11-20T10:05:01Z'));
    await receipts.noteLeft(receipt, new Date('2026-11-20T10:09:00Z'));
    expect(await receipts.of(request)).toMatchObject({ left_at: '2026-11-20T10:05:01.000Z' });
  });
});

it('closes the checkpoint of the watcher, and minds nothing where there is none', async () => {
  const receipts = dynamoReceipts(table.tableName, table.client, () => now);
  const request = aRequest();
  await receipts.closeCheckpoint(request, now);
  const TableName = table.tableName;
  const Key = checkpointKey(request);
  expect((await table.client.send(new GetCommand({ TableName, Key }))).Item).toBeUndefined();
  await table.client.send(new PutCommand({ TableName, Item: { ...Key, state: 'open' } }));
  await receipts.closeCheckpoint(request, now);
  expect((await table.client.send(new GetCommand({ TableName, Key }))).Item).toMatchObject({ state: 'closed' });
});

it('makes one key for pseudonyms, whoever asks first, and keeps it', async () => {
  const makers = [1, 2, 3, 4].map(() => dynamoReceipts(table.tableName, table.client, () => now));
  const keys = await Promise.all(makers.map((receipts) => receipts.pseudonymKey()));
  expect(keys[0]).toHaveLength(32);
  expect(new Set(keys.map((key) => Buffer.from(key).toString('hex'))).size).toBe(1);
});

it('treats a receipt past its time as gone, though the table deletes late', async () => {
  const receipts = dynamoReceipts(table.tableName, table.client, () => now);
  const request = aRequest();
  await receipts.prepare(aReceipt(request));
  now = new Date('2028-01-01T00:00:00Z');
  expect(await receipts.of(request)).toBeUndefined();
  expect(await receipts.prepare({ ...aReceipt(request), event_json: '{"new":1}' })).toMatchObject({
    event_json: '{"new":1}',
  });
});
