import { createHash } from 'node:crypto';
import { Type, type Static } from '@sinclair/typebox';
import { SEVERITIES, parserOf, type Parsed, type Severity } from '@org/event-schema';
import { agentSpaces } from './clients';
import { CentralSchema, ClientSchema, SeverityName, type ClientConfiguration, type Configuration } from './schema';

/** What the central functions get as `configuration.json` beside their bundle: everything, and no secret. */
export type CentralDocument = Static<typeof CentralDocumentSchema>;

const DOCUMENT_VERSION = 1;
const CentralDocumentSchema = Type.Object(
  { document_version: Type.Literal(DOCUMENT_VERSION), central: CentralSchema, clients: Type.Array(ClientSchema) },
  { additionalProperties: false },
);
const parseCentral = parserOf(CentralDocumentSchema);

/** The document for the central functions, as text: the same for the same configuration. */
export function centralDocument({ central, clients }: Configuration): string {
  const document: CentralDocument = { document_version: DOCUMENT_VERSION, central, clients: [...clients] };
  return `${JSON.stringify(document, null, 2)}
`;
}

/** Twelve characters that name this very configuration, by its document: decisions and patterns repeat them. */
export function configurationVersion(document: string): string {
  return createHash('sha256').update(document).digest('hex').slice(0, 12);
}

/**
 * Reads what {@link centralDocument} made.
 *
 * @throws an Error that lists every problem: the bundle and its configuration were not deployed together
 */
export function parseCentralDocument(text: string): Configuration {
  const { central, clients } = valueOf(parseCentral, text, 'configuration.json', 'deploy the central stack again');
  return { central, clients };
}

const ClientDocumentSchema = Type.Object(
  {
    client_account_id: Type.String({ pattern: '^[0-9]{12}$' }),
    client_name: Type.String({ minLength: 1 }),
    environment: Type.String({ minLength: 1 }),
    region: Type.String({ minLength: 1 }),
    agent_space_ids: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    severity_mapping: Type.Object({
      CRITICAL: SeverityName,
      HIGH: SeverityName,
      MEDIUM: SeverityName,
      LOW: SeverityName,
      MINIMAL: SeverityName,
    }),
    privacy: Type.Object({
      affected_resources: ClientSchema.properties.privacy.properties.affected_resources,
    }),
    tags: Type.Record(Type.String(), Type.String()),
    keep_account_ids: Type.Array(Type.String({ pattern: '^[0-9]{12}$' })),
    affected_application_url: Type.Optional(Type.String()),
    log_group: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
const parseClient = parserOf(ClientDocumentSchema);

/** What the functions of one client account in one Region need to know. */
export type ClientDocument = Static<typeof ClientDocumentSchema>;

/**
 * The largest client document. A CloudFormation parameter holds 4,096 bytes, and so does the whole environment of a
 * Lambda function, in which three more variables (an ARN and two names) need room.
 * Sources: CloudFormation User Guide, "Quotas"; AWS Lambda Developer Guide, "Quotas".
 */
export const MAX_CLIENT_DOCUMENT_BYTES = 4096 - 512;

/**
 * The document for one client account in one Region. The severity mapping is whole, the identity where the file is silent.
 *
 * @returns undefined when the account is no client, or has no agent space in that Region
 */
export function clientDocument(
  configuration: Configuration,
  accountId: string,
  region: string,
): ClientDocument | undefined {
  const client = configuration.clients.find(({ client_account_id }) => client_account_id === accountId);
  const spaces = client ? agentSpaces(client).filter((space) => space.region === region) : [];
  if (!client || spaces.length === 0) return undefined;
  const { affected_application, log_group } = client.links;
  return {
    client_account_id: client.client_account_id,
    client_name: client.client_name,
    environment: client.environment,
    region,
    agent_space_ids: spaces.map(({ agent_space_id }) => agent_space_id),
    severity_mapping: severityMapping(client),
    privacy: { ...client.privacy },
    tags: { environment: client.environment, ...client.tags },
    keep_account_ids: [client.client_account_id],
    ...(affected_application !== undefined && { affected_application_url: affected_application }),
    ...(log_group !== undefined && { log_group }),
  };
}

/** The client's whole mapping from priority to severity: the identity where its file says nothing. */
export function severityMapping({ severity_mapping }: ClientConfiguration): Record<Severity, Severity> {
  const names = Object.keys(SEVERITIES) as Severity[];
  return Object.fromEntries(names.map((name) => [name, severity_mapping[name] ?? name])) as Record<Severity, Severity>;
}

/**
 * Reads what {@link clientDocument} made, from the environment of a client function.
 *
 * @throws an Error that lists every problem: the stack's parameter was not made by this version
 */
export function parseClientDocument(text: string): ClientDocument {
  return valueOf(
    parseClient,
    text,
    'CLIENT_CONFIGURATION',
    'deploy the client stack again with the parameters of clientStackParameters',
  );
}

/** The parameters of the one client template, for one client account in one Region. */
export interface ClientStackParameters {
  readonly CentralEventBusArn: string;
  readonly ClientConfiguration: string;
  readonly WatcherScheduleExpression: string;
  readonly WatcherTimeoutSeconds: string;
}

/**
 * The parameters that make the one client template this client's.
 *
 * @returns undefined when the account is no client, or has no agent space in that Region
 */
export function clientStackParameters(
  configuration: Configuration,
  accountId: string,
  region: string,
  centralBusArn: string,
): ClientStackParameters | undefined {
  const client = configuration.clients.find(({ client_account_id }) => client_account_id === accountId);
  const document = clientDocument(configuration, accountId, region);
  if (!client || !document) return undefined;
  return {
    CentralEventBusArn: centralBusArn,
    ClientConfiguration: JSON.stringify(document),
    WatcherScheduleExpression: client.investigation_watcher.schedule_rate,
    WatcherTimeoutSeconds: String(client.investigation_watcher.timeout_seconds),
  };
}

function valueOf<T>(parse: (value: unknown) => Parsed<T>, text: string, name: string, mend: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`${name} is no JSON (${text.length} characters). ${mend[0]?.toUpperCase()}${mend.slice(1)}.`);
  }
  const parsed = parse(value);
  if (parsed.ok) return parsed.value;
  const problems = parsed.problems.map(
    ({ pointer, expected, found }) => `${pointer}: expected ${expected}, found ${found}`,
  );
  throw new Error(`${name} does not fit:\n${problems.join('\n')}\n${mend[0]?.toUpperCase()}${mend.slice(1)}.`);
}
