import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import dynalite from 'dynalite';
import { LocalCloudError } from './errors';
import type { Properties } from './properties';
import type { ResourceMakers } from './stack';
import type { Caller } from './wire';

/** A table, and how to reach it: the endpoint is the local cloud, the access key id is the account. */
export interface TableAccess {
  readonly account: string;
  readonly region: string;
  readonly tableName: string;
  readonly stackName: string;
  readonly logicalId: string;
}

/** A request takes milliseconds; one that never ends must not keep the rest from ending. */
const DRAIN_MS = 2000;

/** DynamoDB: one embedded dynalite for each account and Region, so that no account can see another's tables. */
export class Tables {
  readonly all: TableAccess[] = [];
  private readonly servers = new Map<string, Promise<Server>>();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    /** Where tables are kept; in memory when undefined. */
    private readonly folder: string | undefined,
    private readonly origin: () => string,
  ) {}

  /** Passes a whole request on. A copy of it, because dynalite throws when a caller dies in the middle of one. */
  async handle(request: IncomingMessage, body: Buffer, response: ServerResponse, caller: Caller): Promise<void> {
    const server = await this.server(caller.account, caller.region);
    const copy = Object.assign(Readable.from(body.length > 0 ? [body] : []), {
      method: request.method,
      url: request.url,
      headers: request.headers,
    });
    // dynalite ends its answer when its store is done, also when nobody is left to read it.
    const ended = new Promise<void>((resolve) => {
      const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
      response.end = ((...args: unknown[]) => {
        resolve();
        return end(...args);
      }) as typeof response.end;
    });
    this.underWay.add(ended);
    void ended.then(() => this.underWay.delete(ended));
    const answered = Promise.race([once(response, 'finish'), once(response, 'close')]);
    server.emit('request', copy, response);
    await answered;
  }

  /** Ends once every request under way is done: dynalite throws when its store is closed beneath one. */
  async stop(): Promise<void> {
    const patience = new AbortController();
    await Promise.race([
      Promise.all(this.underWay),
      setTimeout(DRAIN_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    const servers = await Promise.all(this.servers.values());
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  readonly makers: ResourceMakers = {
    'AWS::DynamoDB::Table': async ({ properties, nameOr, account, region, stackName, logicalId }) => {
      properties.allow(INTERPRETED, [
        ...WITHOUT_EFFECT,
        'PointInTimeRecoverySpecification',
        'DeletionProtectionEnabled',
        'TableClass',
        'ContributorInsightsSpecification',
      ]);
      return this.create(
        { account, region, stackName, logicalId, tableName: nameOr(properties.optionalText('TableName'), 255) },
        properties,
      );
    },
    'AWS::DynamoDB::GlobalTable': async ({ properties, nameOr, account, region, stackName, logicalId }) => {
      properties.allow([...INTERPRETED, 'Replicas'], WITHOUT_EFFECT);
      if (properties.objects('Replicas').some((replica) => replica.text('Region') !== region)) {
        properties.refuse(
          'Replicas',
          "names another Region than the stack's",
          'one replica, in the own Region, runs here',
        );
      }
      return this.create(
        { account, region, stackName, logicalId, tableName: nameOr(properties.optionalText('TableName'), 255) },
        properties,
      );
    },
  };

  private async create(table: TableAccess, properties: Properties) {
    const throughput = properties.raw('ProvisionedThroughput');
    const response = await fetch(this.origin(), {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.CreateTable',
        'x-amz-date': '20261120T000000Z',
        authorization: `AWS4-HMAC-SHA256 Credential=${table.account}/20261120/${table.region}/dynamodb/aws4_request, SignedHeaders=host, Signature=local`,
      },
      body: JSON.stringify({
        TableName: table.tableName,
        AttributeDefinitions: properties.raw('AttributeDefinitions'),
        KeySchema: properties.raw('KeySchema'),
        GlobalSecondaryIndexes: properties.raw('GlobalSecondaryIndexes'),
        LocalSecondaryIndexes: properties.raw('LocalSecondaryIndexes'),
        BillingMode: throughput === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED',
        ProvisionedThroughput: throughput,
      }),
    });
    const answer = (await response.json()) as { __type?: string; message?: string; Message?: string };
    const isKept = answer.__type?.endsWith('ResourceInUseException');
    if (!response.ok && !isKept) {
      throw new LocalCloudError(properties.where, answer.message ?? answer.Message ?? 'refused', 'correct the table');
    }
    this.all.push(table);
    return {
      ref: table.tableName,
      attributes: {
        Arn: `arn:aws:dynamodb:${table.region}:${table.account}:table/${table.tableName}`,
        TableId: table.tableName,
      },
    };
  }

  private server(account: string, region: string): Promise<Server> {
    const key = `${account}-${region}`;
    let server = this.servers.get(key);
    if (!server) this.servers.set(key, (server = this.open(key)));
    return server;
  }

  private async open(key: string): Promise<Server> {
    const path = this.folder === undefined ? undefined : join(this.folder, key);
    if (path !== undefined) await mkdir(path, { recursive: true });
    const server = dynalite({
      createTableMs: 0,
      updateTableMs: 0,
      deleteTableMs: 0,
      ...(path === undefined ? {} : { path }),
    });
    // Requests reach it through the gateway; it listens only because it closes its store when it stops listening.
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }
}

const INTERPRETED = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'BillingMode',
  'ProvisionedThroughput',
];
// Expired items stay, as they do for days in AWS: readers filter them.
const WITHOUT_EFFECT = [
  'TimeToLiveSpecification',
  'SSESpecification',
  'Tags',
  'WarmThroughput',
  'OnDemandThroughput',
  'WriteOnDemandThroughputSettings',
];
