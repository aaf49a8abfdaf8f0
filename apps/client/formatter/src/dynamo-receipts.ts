import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { checkpointKey, receiptKey, type CrossingReceipt, type OutcomeRequest } from '@org/devops-agent-client';
import type { Receipts } from './receipt';

/** As long as the watcher's checkpoints, beside which they stand. */
const RETENTION_DAYS = 400;

const KEY_OF_PSEUDONYMS = { pk: 'KEY', sk: 'PSEUDONYMS' };
const KEY_BYTES = 32;

/**
 * The formatter's items in the client's table. Keys: `INVESTIGATION#{space}#{task}` / `RECEIPT#{number}`, beside the
 * watcher's `OUTCOME#{number}`; `KEY` / `PSEUDONYMS` never expires, or pseudonyms would change.
 */
export function dynamoReceipts(tableName: string, client: DynamoDBClient, now: () => Date): Receipts {
  const table = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const seconds = () => Math.floor(now().getTime() / 1000);
  let pseudonymKey: Promise<Uint8Array> | undefined;

  async function read(key: { pk: string; sk: string }): Promise<Record<string, unknown> | undefined> {
    return (await table.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }))).Item;
  }

  async function putIfAbsent(item: { pk: string; sk: string } & Record<string, unknown>): Promise<boolean> {
    return unlessRefused(
      table.send(
        new PutCommand({
          TableName: tableName,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk) OR expires_at <= :now', // TTL deletes late
          ExpressionAttributeValues: { ':now': seconds() },
        }),
      ),
    );
  }

  async function readReceipt(outcome: Outcome): Promise<CrossingReceipt | undefined> {
    const item = await read(receiptKey(outcome));
    return Number(item?.['expires_at']) > seconds() ? (item as unknown as CrossingReceipt) : undefined;
  }

  async function ownKey(): Promise<Uint8Array> {
    await putIfAbsent({ ...KEY_OF_PSEUDONYMS, secret: randomBytes(KEY_BYTES) });
    const secret = (await read(KEY_OF_PSEUDONYMS))?.['secret'];
    if (!(secret instanceof Uint8Array)) throw new Error(`The table ${tableName} does not give back the key it holds.`);
    return secret;
  }

  return {
    of: (request) => readReceipt(request),

    prepare: async (receipt) => {
      const expires_at = seconds() + RETENTION_DAYS * 86_400;
      if (await putIfAbsent({ ...receiptKey(receipt), ...receipt, expires_at })) return receipt;
      return (await readReceipt(receipt)) ?? receipt;
    },

    noteLeft: async (receipt, at) => {
      await table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: receiptKey(receipt),
          UpdateExpression: 'SET left_at = if_not_exists(left_at, :at)',
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      );
    },

    closeCheckpoint: async (request, at) => {
      // Without a checkpoint the formatter was asked by hand, and there is nothing to close.
      await unlessRefused(
        table.send(
          new UpdateCommand({
            TableName: tableName,
            Key: checkpointKey(request),
            UpdateExpression: 'SET #state = :closed, closed_at = :at',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':closed': 'closed', ':at': at.toISOString() },
          }),
        ),
      );
    },

    pseudonymKey: () => {
      pseudonymKey ??= ownKey();
      pseudonymKey.catch(() => (pseudonymKey = undefined));
      return pseudonymKey;
    },
  };
}

type Outcome = Pick<OutcomeRequest, 'agent_space_id' | 'investigation_id' | 'outcome_version'>;

async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
