import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, UpdateCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { checkpointKey, investigationPartition } from '@org/devops-agent-client';
import type { Checkpoint, Checkpoints, Reminder } from './checkpoint';

/**
 * Numbers must outlive the chance that a task is opened again, or a new outcome would get a number that central has seen.
 * How long the service keeps tasks is not published; more than a year is our guess, and costs cents.
 */
const RETENTION_DAYS = 400;

/**
 * The watcher's items in the client's table. Keys: `INVESTIGATION#{space}#{task}` / `OUTCOME#{number}` is a checkpoint
 * (the formatter's receipt stands beside it); `REMINDER#{space}` / `{task}` is a reminder.
 */
export function dynamoCheckpoints(
  tableName: string,
  client: DynamoDBClient | DynamoDBDocumentClient,
  now: () => Date,
): Checkpoints {
  const table =
    client instanceof DynamoDBDocumentClient
      ? client
      : DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const seconds = () => Math.floor(now().getTime() / 1000);
  const expires_at = () => seconds() + RETENTION_DAYS * 86_400;

  async function query(pk: string, prefix?: string): Promise<Record<string, unknown>[]> {
    const pages = paginateQuery(
      { client: table },
      {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ...(prefix !== undefined && { ':prefix': prefix }) },
      },
    );
    const items: Record<string, unknown>[] = [];
    for await (const { Items = [] } of pages) items.push(...Items);
    return items.filter((item) => Number(item['expires_at']) > seconds()); // TTL deletes late
  }

  return {
    of: async (agent_space_id, investigation_id) => {
      const partition = investigationPartition({ agent_space_id, investigation_id });
      return (await query(partition, 'OUTCOME#')) as unknown as Checkpoint[];
    },

    mint: (checkpoint) =>
      unlessRefused(
        table.send(
          new PutCommand({
            TableName: tableName,
            Item: {
              ...checkpointKey(checkpoint),
              ...checkpoint,
              minted_at: now().toISOString(),
              expires_at: expires_at(),
            },
            ConditionExpression: 'attribute_not_exists(pk) OR expires_at <= :now',
            ExpressionAttributeValues: { ':now': seconds() },
          }),
        ),
      ),

    noteInvoked: async (checkpoint, at) => {
      await table.send(
        new UpdateCommand({
          TableName: tableName,
          Key: checkpointKey(checkpoint),
          UpdateExpression: 'SET invoked_at = :at',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':at': at.toISOString() },
        }),
      );
    },

    noteSeen: async (checkpoint, taskVersion) => {
      await unlessRefused(
        table.send(
          new UpdateCommand({
            TableName: tableName,
            Key: checkpointKey(checkpoint),
            UpdateExpression: 'SET seen_version = :version',
            ConditionExpression: 'attribute_exists(pk) AND seen_version < :version',
            ExpressionAttributeValues: { ':version': taskVersion },
          }),
        ),
      );
    },

    remind: async (reminder) => {
      await table.send(
        new PutCommand({
          TableName: tableName,
          Item: { ...reminderKey(reminder), ...reminder, expires_at: expires_at() },
        }),
      );
    },

    reminders: async (agentSpaceId) => (await query(`REMINDER#${agentSpaceId}`)) as unknown as Reminder[],

    forget: async (reminder) => {
      await unlessRefused(
        table.send(
          new DeleteCommand({
            TableName: tableName,
            Key: reminderKey(reminder),
            ConditionExpression: 'outcome_version = :version AND noted_at = :at',
            ExpressionAttributeValues: { ':version': reminder.outcome_version, ':at': reminder.noted_at },
          }),
        ),
      );
    },
  };
}

function reminderKey({ agent_space_id, investigation_id }: Reminder): { pk: string; sk: string } {
  return { pk: `REMINDER#${agent_space_id}`, sk: investigation_id };
}

async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
