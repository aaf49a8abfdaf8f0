import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type QueryCommandInput,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { shardsOf, type List } from './keys';

export interface StoreOptions {
  readonly tableName: string;
  /** For tests; otherwise the environment says where DynamoDB is. */
  readonly client?: DynamoDBClient | Documents;
  /** How long records are kept, from their last change. */
  readonly retentionDays: number;
  /** For tests. */
  readonly now?: () => Date;
}

/** A document client, or what stands in for one. */
export type Documents = Pick<DynamoDBDocumentClient, 'send'>;

export type Item = Record<string, unknown>;
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Absent, or kept beyond its time: DynamoDB deletes expired items hours or days late, so nothing may rely on it. */
const ABSENT = '(attribute_not_exists(pk) OR expires_at <= :now)';

/** The table in the four calls that we allow ourselves: get, put and update of one item, and queries. */
export class Table {
  readonly now: () => Date;
  readonly #name: string;
  readonly #client: Documents;
  readonly #retentionDays: number;

  constructor({ tableName, client, retentionDays, now = () => new Date() }: StoreOptions) {
    this.now = now;
    this.#name = tableName;
    this.#retentionDays = retentionDays;
    this.#client =
      client && !(client instanceof DynamoDBClient)
        ? client
        : DynamoDBDocumentClient.from(client ?? new DynamoDBClient({}), {
            marshallOptions: { removeUndefinedValues: true },
          });
  }

  /** In epoch seconds, as DynamoDB's TTL wants it. */
  expiresAt(days = this.#retentionDays): number {
    return this.#seconds() + days * 86_400;
  }

  /** Reads one item as it is now, or nothing when it is absent or expired. */
  async get<T extends object>(key: ItemKey): Promise<T | undefined> {
    const { Item: item } = await this.#client.send(
      new GetCommand({ TableName: this.#name, Key: key, ConsistentRead: true }),
    );
    return item && this.isKept(item) ? (item as T) : undefined;
  }

  /** Writes an item that is not there yet; says whether it was this call that wrote it. */
  async putOnce(item: Item & ItemKey): Promise<boolean> {
    return this.putIf(item, ABSENT);
  }

  /** Writes an item whole, if the condition holds; `:now` (epoch seconds) may be used in it. */
  async putIf(item: Item & ItemKey, condition: string, values: Item = {}): Promise<boolean> {
    try {
      await this.#client.send(
        new PutCommand({
          TableName: this.#name,
          Item: { expires_at: this.expiresAt(), ...item },
          ConditionExpression: condition,
          ExpressionAttributeValues: used(condition, { ':now': this.#seconds(), ...values }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /**
   * Replaces an item by what `change` makes of it, if nobody else did meanwhile; otherwise reads and tries again.
   * Items carry `rev`, which counts their writes.
   *
   * @param change gets nothing when there is no item; gives back nothing, or the same object, when nothing is to be written
   */
  async replace<T extends object>(
    key: ItemKey,
    change: (before: T | undefined) => (T & Item) | undefined,
  ): Promise<T | undefined> {
    for (let attempt = 0; attempt < 10; attempt++) {
      const before = await this.get<T & { rev: number }>(key);
      const after = change(before);
      if (after === undefined || after === before) return before;
      const rev = (before?.rev ?? 0) + 1;
      const written = before
        ? await this.putIf({ ...after, ...key, expires_at: this.expiresAt(), rev }, 'rev = :rev', {
            ':rev': before.rev,
          })
        : await this.putOnce({ ...after, ...key, expires_at: this.expiresAt(), rev });
      if (written) return after;
    }
    throw new Error(`An item of the store (${key.sk}) is changed by too many at once. The queue tries again.`);
  }

  /** Updates one item if the condition holds. Gives what the item was before, or `false` when the condition did not hold. */
  async update(
    key: ItemKey,
    expression: string,
    { condition, values = {}, names }: { condition?: string; values?: Item; names?: Record<string, string> },
  ): Promise<Item | false> {
    const all = { ':now': this.#seconds(), ':expires_at': this.expiresAt(), ...values };
    const input: UpdateCommandInput = {
      TableName: this.#name,
      Key: key,
      UpdateExpression: expression,
      ExpressionAttributeValues: used(`${expression} ${condition ?? ''}`, all),
      ReturnValues: 'ALL_OLD',
      ...(condition === undefined ? {} : { ConditionExpression: condition }),
      ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
    };
    try {
      return (await this.#client.send(new UpdateCommand(input))).Attributes ?? {};
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Everything in one partition, in key order, or a range of it; expired items left out. */
  async query<T extends object>(
    pk: string,
    range: { from?: string; to?: string; newestFirst?: boolean; limit?: number; index?: 'gsi1' } = {},
  ): Promise<T[]> {
    const { from, to, newestFirst = false, limit = Infinity, index } = range;
    const [hash, sort] = index ? ['gsi1pk', 'gsi1sk'] : ['pk', 'sk'];
    const between = from === undefined ? '' : ` AND ${sort} BETWEEN :from AND :to`;
    const found: T[] = [];
    let start: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await this.#client.send(
        new QueryCommand({
          TableName: this.#name,
          ...(index ? { IndexName: index } : { ConsistentRead: true }),
          KeyConditionExpression: `${hash} = :pk${between}`,
          FilterExpression: 'expires_at > :now',
          ExpressionAttributeValues: {
            ':pk': pk,
            ':now': this.#seconds(),
            ...(between && { ':from': from, ':to': to ?? `${from}\uffff` }),
          },
          ScanIndexForward: !newestFirst,
          ...(limit < 1000 ? { Limit: limit } : {}),
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      found.push(...((page.Items ?? []) as T[]));
      start = page.LastEvaluatedKey;
    } while (start && found.length < limit);
    return found.slice(0, limit);
  }

  /** The newest of a list that is spread over shards: every shard is asked for `limit`, then they are merged. */
  async newest<T extends object>(list: List, limit: number): Promise<T[]> {
    const shards = await Promise.all(
      shardsOf(list).map((pk) => this.query<T & { gsi1sk: string }>(pk, { index: 'gsi1', newestFirst: true, limit })),
    );
    return shards
      .flat()
      .sort((a, b) => (a.gsi1sk < b.gsi1sk ? 1 : a.gsi1sk > b.gsi1sk ? -1 : 0))
      .slice(0, limit);
  }

  isKept(item: Item): boolean {
    return typeof item['expires_at'] !== 'number' || item['expires_at'] > this.#seconds();
  }

  #seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }
}

// DynamoDB refuses values that no expression uses.
function used(expressions: string, values: Item): Item {
  const names = new Set(expressions.match(/:\w+/g));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

/** An item without what only the table needs. */
export function withoutKeys<T extends object>(item: T): T {
  return without(item, ['pk', 'sk', 'gsi1pk', 'gsi1sk', 'expires_at', 'rev']);
}

export function without<T extends object>(item: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name))) as T;
}
