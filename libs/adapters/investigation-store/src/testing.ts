import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

export { tableInMemory, type TableCommand, type TableInMemory } from './table-in-memory';

/** The table's shape, as the central stack deploys it (a test of that stack compares the two). */
export const TABLE_SHAPE = {
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map((name) => ({
    AttributeName: name,
    AttributeType: 'S' as const,
  })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'gsi1',
      KeySchema: [
        { AttributeName: 'gsi1pk', KeyType: 'HASH' as const },
        { AttributeName: 'gsi1sk', KeyType: 'RANGE' as const },
      ],
      Projection: { ProjectionType: 'ALL' as const },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST' as const,
};

/**
 * A client of a DynamoDB emulator on loopback, with an empty table in it.
 *
 * @param port where dynalite or DynamoDB Local listens
 */
export async function emptyTable(port: number, tableName = 'investigations'): Promise<DynamoDBClient> {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await client.send(new CreateTableCommand({ TableName: tableName, ...TABLE_SHAPE }));
  return client;
}
