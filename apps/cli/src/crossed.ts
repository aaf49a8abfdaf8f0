import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Crossed, Crossing, SetAside } from '@org/console';
import { RECEIPT_PREFIX, type CrossingReceipt } from '@org/devops-agent-client';
import { investigationKey, outcomeKey, parseInvestigationEvent, type InvestigationEvent } from '@org/event-schema';
import type { InvestigationReader } from '@org/investigation-store';
import { whyAllowed } from './why-allowed';

/** Where the receipts of an account are: one table in each of its Regions. */
export interface ClientTable {
  readonly dynamo: DynamoDBClient;
  readonly tableName: string;
}

/** Of central's copy these are its own answers, from its own registry: see the router. */
const CENTRALS_OWN = ['client_name', 'severity'] as const;

/**
 * What left an account, by its own receipts: each is checked against its own hash, the schema and the account, and, when
 * central is asked, against central's copy.
 *
 * @param central with credentials of its own: the client's cannot read it
 */
export async function crossedBoundary(
  client: string,
  tables: readonly ClientTable[],
  central?: Pick<InvestigationReader, 'clientInvestigations' | 'investigation' | 'quarantined'>,
): Promise<Crossed> {
  const problems: string[] = [];
  const receipts = (await Promise.all(tables.map(readReceipts))).flat();
  const crossings = receipts
    .sort((a, b) => (a.prepared_at < b.prepared_at ? -1 : 1))
    .flatMap((receipt) => {
      const { outcome, found } = crossingOf(receipt);
      problems.push(...found);
      return outcome ? [outcome] : [];
    });
  const foreign = crossings.filter(({ event }) => event.client_account_id !== client).length;
  if (foreign > 0) {
    // Before all else: most of what is told after it is then of the wrong table.
    problems.unshift(
      `${foreign} of ${crossings.length} receipts in this table are of another account than ${client}: name the table of this client's own stack`,
    );
  }
  if (!central) return { client, crossings, problems };
  const compared = await compare(client, crossings, central);
  const set_aside = (await central.quarantined(Infinity))
    .filter(({ account }) => account === client)
    .map(({ at, reason, bytes }): SetAside => ({ at, reason, bytes }));
  if (set_aside.length > 0) {
    const arrivals = set_aside.length === 1 ? '1 arrival' : `${set_aside.length} arrivals`;
    compared.problems.push(
      `central set aside ${arrivals} from this account, which it could not believe: look whether a receipt is of that time`,
    );
  }
  return { client, ...compared, compared: crossings.length, set_aside, problems: [...problems, ...compared.problems] };
}

/** An audit has to see everything there is, so here a table is read whole; one client's is small. */
async function readReceipts({ dynamo, tableName }: ClientTable): Promise<CrossingReceipt[]> {
  const receipts: CrossingReceipt[] = [];
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
  return receipts;
}

function crossingOf(receipt: CrossingReceipt): { outcome?: Crossing; found: string[] } {
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

async function compare(
  client: string,
  crossings: readonly Crossing[],
  store: Pick<InvestigationReader, 'clientInvestigations' | 'investigation'>,
): Promise<{ crossings: Crossing[]; problems: string[] }> {
  const known = (await store.clientInvestigations(client, Infinity)).map(({ key }) => key);
  const investigations = new Set([...known, ...crossings.map(({ event }) => investigationKey(event))]);
  const copies = new Map<string, InvestigationEvent>();
  for (const key of investigations) {
    for (const { event } of (await store.investigation(key)).outcomes) copies.set(outcomeKey(event), event);
  }
  const problems: string[] = [];
  const left = new Set(crossings.map(({ key }) => key));
  const compared = crossings.map((crossing): Crossing => {
    const { key, event, left_at } = crossing;
    const copy = copies.get(key);
    if (!copy) {
      // One that has not left yet need not be there.
      if (left_at !== undefined) problems.push(`${key}: left, and central holds no copy`);
      return { ...crossing, central: left_at === undefined ? 'awaited' : 'missing' };
    }
    const unequal = Object.keys({ ...event, ...copy }).filter((field) => isUnequal(field, event, copy));
    if (unequal.length > 0) problems.push(`${key}: central's copy differs in ${unequal.join(', ')}`);
    return { ...crossing, central: unequal.length > 0 ? 'differs' : 'equal' };
  });
  for (const key of copies.keys()) {
    if (!left.has(key)) problems.push(`${key}: central holds it, without a receipt`);
  }
  return { crossings: compared, problems };
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
