import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { TableCommand, TableInMemory } from '@org/investigation-store/testing';
import type { Worker } from './worker';

interface Input {
  readonly Key?: Record<string, string>;
  readonly Item?: Record<string, string>;
  readonly IndexName?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** Each command of a document client as a call of its worker. */
export function tableCall(
  worker: Worker,
  table: TableInMemory,
): <T>(command: TableCommand, perform: () => T) => Promise<T> {
  return (command, perform) =>
    worker.call(pointOf(command), 'table', perform, (fault) => {
      if (fault === 'sent-twice') {
        return () => {
          perform();
          return perform();
        };
      }
      if (fault === 'race-lost') {
        return () => {
          changeBefore(command, table);
          return perform();
        };
      }
      return undefined;
    });
}

const OPERATIONS = [
  ['get', GetCommand],
  ['put', PutCommand],
  ['update', UpdateCommand],
  ['delete', DeleteCommand],
  ['query', QueryCommand],
] as const;

/** Names the place in our code by what it asks: the operation, the kind of item, and what the item becomes. */
function pointOf(command: TableCommand): string {
  const { Key, Item, IndexName, ExpressionAttributeValues: values = {} } = command.input as Input;
  const [operation] = OPERATIONS.find(([, kind]) => command instanceof kind) ?? ['unknown'];
  const key = Key ?? Item;
  const kind = key ? kindOf(key) : `${kindOf({ pk: String(values[':pk']), sk: '' })}${IndexName ? ' by index' : ''}`;
  const state = values[':claimed'] ?? values[':state'] ?? values[':closed'] ?? '';
  const what = ':version' in values ? 'seen' : ':at' in values && !state ? 'at' : '';
  return [operation, kind, state, what].filter((word) => word !== '').join(' ');
}

function kindOf({ pk = '', sk = '' }: Record<string, string>): string {
  const [kind = ''] = pk.split('#');
  const [part = ''] = sk.split('#');
  // Slices of time are many, and one place.
  return part === '' || kind === 'REMINDER' || kind === 'CALLS' ? kind : part;
}

/** Somebody else writes the item first: its count of writes moves, or its version or time, and a condition on it must fail. */
function changeBefore(command: TableCommand, table: TableInMemory): void {
  const { Key, Item, ConditionExpression = '' } = command.input as Input;
  if (/^(version = :expected|due_at = :was)$/.test(ConditionExpression)) {
    throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
  }
  const { pk, sk } = Key ?? Item ?? {};
  if (pk === undefined || sk === undefined) return;
  try {
    table.perform(
      new UpdateCommand({
        TableName: 'any',
        Key: { pk, sk },
        UpdateExpression: 'ADD rev :one',
        ConditionExpression: 'attribute_exists(rev)',
        ExpressionAttributeValues: { ':one': 1 },
      }) as unknown as TableCommand,
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error; // nothing there to change
  }
}
