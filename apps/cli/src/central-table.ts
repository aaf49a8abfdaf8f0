import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { clientRegions, type Configuration } from '@org/configuration';
import { investigationStore, type InvestigationReader, type InvestigationStore } from '@org/investigation-store';
import { withMend } from './aws-trouble';
import type { ClientTable } from './crossed';
import { repositoryRoot } from './folder';
import { readRules, type Rules } from './rules';

/** Where the central table is: by name with AWS credentials, or in a running demo. */
export interface WhereItIs {
  readonly table?: string;
  readonly profile?: string;
  /** The address that `npm start` printed. */
  readonly demo?: string;
}

export interface CentralTable {
  readonly store: InvestigationReader & Pick<InvestigationStore, 'saveVerdict'>;
  /** For messages: the table and whose it is. */
  readonly name: string;
  readonly close: () => void;
}

export const DEMO_CENTRAL = { account: '999999999999', region: 'us-east-1' };
const DEMO_CONFIGURATION = join(repositoryRoot, 'apps/local/demo/config');

export function demoRules(): Rules {
  return readRules(DEMO_CONFIGURATION);
}

export function demoConfiguration(): Configuration {
  return demoRules().configuration;
}

/**
 * How to find a table's name: of the central stack, and of others as given. Asking CloudFormation ourselves would take
 * another SDK client for this one name.
 *
 * @param others each a stack and the name of its output
 */
export function howToFindTables(...others: readonly (readonly [stack: string, output: string])[]): string {
  const each = [...others, ['CentralMonitoringStack', 'TableName'] as const].map(
    ([stack, output]) =>
      `  aws cloudformation describe-stacks --stack-name ${stack} --output text \\\n` +
      `    --query "Stacks[0].Outputs[?OutputKey=='${output}'].OutputValue"`,
  );
  return ['It is an output of its stack:', ...each, 'with the same AWS profile and Region as here.'].join('\n');
}

/** A client of DynamoDB with the credentials of the environment, or of a profile. */
export function dynamoOf(profile?: string): DynamoDBClient {
  return new DynamoDBClient(profile === undefined ? {} : { profile });
}

/** @throws an Error that says how to name the table */
export async function openCentralTable({ table, profile, demo }: WhereItIs): Promise<CentralTable> {
  const dynamo = demo === undefined ? dynamoOf(profile) : dynamoOfDemo(demo);
  try {
    const tableName = table ?? (demo === undefined ? undefined : await onlyTable(dynamo, demo));
    if (tableName === undefined) {
      throw new Error(`Say which table is central's: --table <name>, or --demo <address>. ${howToFindTables()}`);
    }
    return {
      // Only verdicts are written, and of those the store knows how long they are kept.
      store: investigationStore({ tableName, client: dynamo, retentionDays: 1 }),
      name: `table ${tableName}${demo === undefined ? '' : ` of the demo at ${demo}`}`,
      close: () => dynamo.destroy(),
    };
  } catch (error) {
    dynamo.destroy();
    throw error;
  }
}

/**
 * The tables that a client of a running demo has, one in each of its Regions, with the client's own credentials.
 *
 * @throws an Error that says what to give when the address or the account is not the demo's
 */
export async function openClientTablesOfDemo(demo: string, account: string): Promise<ClientTable[]> {
  const { clients } = demoConfiguration();
  const client = clients.find(({ client_account_id }) => client_account_id === account);
  if (!client) {
    throw new Error(
      `--client ${account}: no client of the demo. Give the account id that stands in its page's address.`,
    );
  }
  const opened: ClientTable[] = [];
  try {
    for (const region of clientRegions(client)) {
      const dynamo = dynamoOfDemo(demo, { account, region });
      opened.push({ dynamo, tableName: '' });
      opened.splice(-1, 1, { dynamo, tableName: await onlyTable(dynamo, demo) });
    }
    return opened;
  } catch (error) {
    for (const { dynamo } of opened) dynamo.destroy();
    throw error;
  }
}

/** Runs what reads tables. That one is not there is told with how to find its name; no Region or credentials, with what to give. */
export async function tellingOfMissing<T>(
  tables: string,
  work: () => Promise<T>,
  howToFind = howToFindTables(),
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw withMend(error);
    throw new Error(`A table was not found in this account and Region: ${tables}. ${howToFind}`, { cause: error });
  }
}

function dynamoOfDemo(address: string, { account, region } = DEMO_CENTRAL): DynamoDBClient {
  if (!/^https?:\/\//.test(address)) {
    throw new Error('--demo: give the address that `npm start` printed, such as http://127.0.0.1:4510/');
  }
  // The local cloud takes the access key id for the account; these open nothing elsewhere.
  const credentials = { accessKeyId: account, secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint: address, region, credentials, maxAttempts: 1 });
}

async function onlyTable(dynamo: DynamoDBClient, demo: string): Promise<string> {
  const { TableNames: [name] = [] } = await dynamo.send(new ListTablesCommand({})).catch((error: unknown) => {
    throw new Error(`No demo answers at ${demo}. Start one with \`npm start\`, and give the address that it prints.`, {
      cause: error,
    });
  });
  if (name === undefined) throw new Error(`The demo at ${demo} has no such table.`);
  return name;
}
