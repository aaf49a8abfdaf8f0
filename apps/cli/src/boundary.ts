import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { Command } from 'commander';
import { RECEIPT_PREFIX, type CrossingReceipt } from '@org/devops-agent-client';
import { investigationKey, outcomeKey, parseInvestigationEvent, type InvestigationEvent } from '@org/event-schema';
import { investigationReader } from '@org/investigation-store';
import { whyAllowed, type AllowedField } from './why-allowed';

interface Flags {
  readonly client: string;
  readonly table: string;
  readonly centralTable?: string;
  readonly centralProfile?: string;
  readonly json?: boolean;
}

/** One event that left, as the client's own receipt tells it. */
interface Crossing {
  /** The outcome's key, by which central knows it too. */
  readonly key: string;
  readonly prepared_at: string;
  /** Absent while the bus has not confirmed it. */
  readonly left_at?: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly redacted: Readonly<Record<string, number>>;
  readonly withheld_reason?: string;
  readonly fields: readonly AllowedField[];
  /** Exactly what left. */
  readonly event: InvestigationEvent;
}

interface Audit {
  readonly client: string;
  readonly crossings: readonly Crossing[];
  /** How many were compared with central's copy; absent when central was not asked. */
  readonly compared?: number;
  /** One sentence for each thing that is not as it must be; none of them repeats a value. */
  readonly problems: readonly string[];
}

/** Of central's copy these are its own answers, from its own registry: see the router. */
const CENTRALS_OWN = ['client_name', 'severity'] as const;

/** `orchestrator boundary`: what left a client's account, from its own table, and whether central holds the same. */
export function boundaryCommand(): Command {
  return new Command('boundary')
    .description("lists exactly what left a client's account, when, why each field was allowed, and its hash")
    .requiredOption('--client <account>', 'the account id of the client, whose AWS credentials you use')
    .requiredOption('--table <name>', "the client's own table: output ClientTableName of its stack")
    .option('--central-table <name>', 'compare with the central table as well: output TableName of the central stack')
    .option('--central-profile <name>', 'the AWS profile that may read the central table; the same one when left out')
    .option('--json', 'one JSON object on standard output')
    .addHelpText(
      'after',
      '\nExit code: 0 when everything is as it must be, 1 when not.' +
        '\n\nExample:\n  AWS_PROFILE=acme orchestrator boundary --client 482913750264 --table ClientInvestigationStack-Table' +
        ' \\\n    --central-table CentralMonitoringStack-Table --central-profile central',
    )
    .action(async (flags: Flags) => {
      const audit = await auditOf(flags);
      process.stdout.write(flags.json ? `${JSON.stringify(audit)}\n` : inWords(audit));
      process.exitCode = audit.problems.length > 0 ? 1 : 0;
    });
}

async function auditOf({ client, table, centralTable, centralProfile }: Flags): Promise<Audit> {
  const problems: string[] = [];
  const receipts = (await readReceipts(table)).sort((a, b) => (a.prepared_at < b.prepared_at ? -1 : 1));
  const crossings = receipts.flatMap((receipt) => {
    const { outcome, found } = crossingOf(receipt, client);
    problems.push(...found);
    return outcome ? [outcome] : [];
  });
  if (centralTable === undefined) return { client, crossings, problems };
  problems.push(...(await differences(client, crossings, centralTable, centralProfile)));
  return { client, crossings, compared: crossings.length, problems };
}

/** An audit has to see everything there is, so here a table is read whole; one client's is small. */
async function readReceipts(tableName: string): Promise<CrossingReceipt[]> {
  const dynamo = new DynamoDBClient({});
  const receipts: CrossingReceipt[] = [];
  try {
    const pages = paginateScan(
      { client: DynamoDBDocumentClient.from(dynamo) },
      {
        TableName: tableName,
        FilterExpression: 'begins_with(sk, :receipt)',
        ExpressionAttributeValues: { ':receipt': RECEIPT_PREFIX },
        ConsistentRead: true,
      },
    );
    for await (const { Items } of pages) receipts.push(...((Items ?? []) as CrossingReceipt[]));
  } finally {
    dynamo.destroy();
  }
  return receipts;
}

function crossingOf(receipt: CrossingReceipt, client: string): { outcome?: Crossing; found: string[] } {
  const { event_json, sha256, bytes, redacted, prepared_at, left_at, withheld_reason } = receipt;
  const name = `${receipt.agent_space_id}/${receipt.investigation_id}/${receipt.outcome_version}`;
  const found: string[] = [];
  if (createHash('sha256').update(event_json).digest('hex') !== sha256) {
    found.push(`${name}: the receipt's hash is not the hash of its event`);
  }
  const parsed = parseInvestigationEvent(jsonIn(event_json));
  if (!parsed.ok) {
    const where = parsed.problems.map(({ pointer }) => pointer).join(', ');
    return { found: [...found, `${name}: what left does not fit the schema (${where})`] };
  }
  const event = parsed.value;
  if (event.client_account_id !== client) found.push(`${name}: the receipt is of another account than ${client}`);
  const fields = whyAllowed(event);
  const undeclared = fields.filter(({ declared }) => !declared);
  if (undeclared.length > 0) found.push(`${name}: ${undeclared.length} fields are not declared`);
  return {
    found,
    outcome: {
      key: outcomeKey(event),
      prepared_at,
      ...(left_at !== undefined && { left_at }),
      bytes,
      sha256,
      redacted,
      ...(withheld_reason !== undefined && { withheld_reason }),
      fields,
      event,
    },
  };
}

// What a damaged receipt holds is not repeated, so neither is what JSON.parse says of it.
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function differences(
  client: string,
  crossings: readonly Crossing[],
  tableName: string,
  profile: string | undefined,
): Promise<string[]> {
  const dynamo = new DynamoDBClient(profile === undefined ? {} : { profile });
  try {
    const store = investigationReader({ tableName, client: dynamo, retentionDays: 1 });
    const known = (await store.clientInvestigations(client, Infinity)).map(({ key }) => key);
    const investigations = new Set([...known, ...crossings.map(({ event }) => investigationKey(event))]);
    const copies = new Map<string, InvestigationEvent>();
    for (const key of investigations) {
      for (const { event } of (await store.investigation(key)).outcomes) copies.set(outcomeKey(event), event);
    }
    const left = new Map(crossings.map((crossing) => [crossing.key, crossing]));
    return [
      ...crossings.flatMap(({ key, event, left_at }) => {
        const copy = copies.get(key);
        // One that has not left yet need not be there.
        if (!copy) return left_at === undefined ? [] : [`${key}: left, and central holds no copy`];
        const unequal = Object.keys({ ...event, ...copy }).filter((field) => isUnequal(field, event, copy));
        return unequal.length > 0 ? [`${key}: central's copy differs in ${unequal.join(', ')}`] : [];
      }),
      ...[...copies.keys()].filter((key) => !left.has(key)).map((key) => `${key}: central holds it, without a receipt`),
    ];
  } finally {
    dynamo.destroy();
  }
}

function isUnequal(field: string, event: InvestigationEvent, copy: InvestigationEvent): boolean {
  if ((CENTRALS_OWN as readonly string[]).includes(field)) return false;
  const name = field as keyof InvestigationEvent;
  return !isDeepStrictEqual(plain(event[name]), plain(copy[name]));
}

// The table gives maps back in an order, and with a prototype, of its own.
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function inWords({ client, crossings, compared, problems }: Audit): string {
  const lines = crossings.flatMap(({ key, prepared_at, left_at, bytes, sha256, redacted, withheld_reason, ...of }) => {
    const taken = Object.entries(redacted).map(([category, count]) => `${count} ${category}`);
    return [
      `${left_at === undefined ? `prepared ${prepared_at}, not confirmed by the bus` : `left ${left_at}`}  ${key}`,
      `  ${bytes} bytes, sha256 ${sha256}`,
      `  ${withheld_reason === undefined ? `taken out: ${taken.join(', ') || 'nothing'}` : `without text: ${withheld_reason}`}`,
      ...of.fields.map(({ pointer, why }) => `  ${pointer} = ${JSON.stringify(valueAt(of.event, pointer))}  (${why})`),
      '',
    ];
  });
  return [
    ...lines,
    `${crossings.length} events left account ${client}.`,
    ...(compared === undefined ? [] : [`${compared} were compared with central's copy.`]),
    ...problems,
    problems.length === 0 ? 'Everything is as it must be.' : `${problems.length} problems.`,
    '',
  ].join('\n');
}

function valueAt(event: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value, name) => {
      const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
      return (value as Record<string, unknown> | undefined)?.[key];
    }, event);
}
