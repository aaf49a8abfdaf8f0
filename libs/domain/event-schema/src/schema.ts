import { Type, type Static, type TObject, type TProperties } from '@sinclair/typebox';
import {
  EVENT_TYPES,
  INDICATORS,
  MITIGATION_STATUSES,
  ROOT_CAUSE_CATEGORIES,
  SEVERITIES,
  STATUSES,
  WITHHELD_REASONS,
} from './vocabulary';

/** The EventBridge `source` of our events. The `aws.` prefix is reserved to AWS. */
export const EVENT_SOURCE = 'investigation-orchestrator';

/** The schema's version on the wire. Its major number is a promise to every client account. */
export const SCHEMA_VERSION = '1.0';

/** A brief longer than this says too much; it is cut at a word, after redaction. */
export const MAX_BRIEF_CHARACTERS = 200;

/** Above this many bytes the formatter sends the withheld form. EventBridge's own limit is 1 MB a request. */
export const MAX_EVENT_BYTES = 200 * 1024;

/**
 * Marks a string (or the keys and values of a map) that may hold words from a report, a tag or a resource name.
 * The formatter redacts whatever carries this mark, so that a new field cannot be forgotten.
 */
export const FREE_TEXT = 'x-free-text';

const closed = <P extends TProperties>(properties: P, description: string): TObject<P> =>
  Type.Object(properties, { additionalProperties: false, description });

// `enum` is for the readers of the JSON Schema; TypeBox itself checks only the pattern. Entries are plain words.
const oneOf = <K extends string>(list: Record<K, unknown>, description: string) =>
  Type.Unsafe<K>(
    Type.String({ enum: Object.keys(list), pattern: `^(?:${Object.keys(list).join('|')})$`, description }),
  );

const freeText = (maxLength: number, description: string) => Type.String({ maxLength, description, [FREE_TEXT]: true });

const count = (description: string) => Type.Integer({ minimum: 0, maximum: 1_000_000_000, description });

export const AccountId = Type.String({ pattern: '^[0-9]{12}$', description: 'An AWS account id: 12 digits.' });

export const Region = Type.String({
  pattern: '^[a-z]{2}(-[a-z]+)+-[0-9]$',
  description: 'An AWS Region, such as eu-west-1.',
});

// The patterns of the service's own API model, so that an id we accept is one that the service can have made.
export const AgentSpaceId = Type.String({ pattern: '^[a-zA-Z0-9-]{1,64}$', description: 'The agent space.' });
export const InvestigationId = Type.String({
  pattern: '^[a-zA-Z0-9_.-]{1,128}$',
  description: 'The id of the DevOps Agent task.',
});

export const Timestamp = Type.String({
  pattern:
    '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3})?Z$',
  description: 'ISO 8601 in UTC, such as 2026-11-20T10:04:37Z.',
});

export const OutcomeVersion = Type.Integer({
  minimum: 1,
  maximum: 1_000_000,
  description: 'Counts the outcomes of one investigation: a re-opened task that ends again is outcome 2.',
});

const HttpsLink = Type.String({
  maxLength: 2048,
  pattern: '^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[\\x21-\\x7E]*)?$',
  description: 'An https URL without blanks, built by the formatter, never taken from a report.',
});

export const Summary = closed(
  {
    affected_resources: Type.Array(freeText(256, 'A bare resource id, or its pseudonym; never an ARN.'), {
      maxItems: 50,
      description: 'Empty when the client allows counts only.',
    }),
    resource_types: Type.Array(Type.String({ pattern: '^[A-Za-z0-9:_ -]{1,64}$' }), {
      maxItems: 20,
      description: 'Kinds of the affected resources, such as EC2 or RDS.',
    }),
    resource_count: count('How many resources are affected, whatever the client lets us name.'),
    duration_minutes: Type.Number({ minimum: 0, maximum: 525_600, description: 'From the start to this outcome.' }),
    root_cause_category: oneOf(ROOT_CAUSE_CATEGORIES, 'The kind of cause.'),
    root_cause_brief: Type.Optional(
      freeText(MAX_BRIEF_CHARACTERS, 'The cause in a sentence, redacted; absent when withheld or not found.'),
    ),
    indicators: Type.Array(oneOf(INDICATORS, 'A word of the closed vocabulary.'), {
      maxItems: 64,
      uniqueItems: true,
      description: 'Words of the closed vocabulary found in the whole report.',
    }),
    mitigation_status: oneOf(MITIGATION_STATUSES, 'What became of the mitigation.'),
    withheld: Type.Optional(Type.Literal(true, { description: 'The free text stayed in the client account.' })),
    withheld_reason: Type.Optional(oneOf(WITHHELD_REASONS, 'Why it stayed.')),
  },
  'What the investigation found.',
);

export const InvestigationEventSchema = Type.Object(
  {
    schema_version: Type.String({ pattern: '^1\\.[0-9]{1,4}$', description: 'Version of this schema: major 1.' }),
    event_type: oneOf(EVENT_TYPES, 'What happened.'),
    investigation_id: InvestigationId,
    outcome_version: OutcomeVersion,
    agent_space_id: AgentSpaceId,
    region: Region,
    client_account_id: AccountId,
    client_name: Type.String({ minLength: 1, maxLength: 256, description: 'From the client registry.' }),
    timestamp: Timestamp,
    priority: oneOf(SEVERITIES, "The task's own priority, untouched."),
    severity: oneOf(SEVERITIES, "The priority through the client's mapping. Central's own answer counts."),
    status: oneOf(STATUSES, 'How the investigation stands.'),
    primary_investigation_id: Type.Optional(InvestigationId),
    summary: Summary,
    links: closed(
      {
        devops_agent_investigation: Type.Optional(HttpsLink),
        cloudwatch_logs: Type.Optional(HttpsLink),
        affected_application: Type.Optional(HttpsLink),
      },
      'Where to read on, in the client account; the reader signs in there.',
    ),
    tags: Type.Record(Type.String({ pattern: '^[^\\x00-\\x1F]{1,128}$' }), Type.String({ maxLength: 256 }), {
      maxProperties: 50,
      description: 'Tags from the client configuration and the agent space.',
      [FREE_TEXT]: true,
    }),
    redaction: closed(
      {
        policy_version: Type.String({ pattern: '^[A-Za-z0-9._+-]{1,64}$' }),
        counts: Type.Record(Type.String({ pattern: '^[a-z0-9_]{1,64}$' }), count('How often.'), { maxProperties: 200 }),
      },
      'What the redactor took out, by category.',
    ),
  },
  {
    $id: 'https://schemas.investigation-orchestrator.example/investigation-event/1.json',
    title: 'Investigation event',
    additionalProperties: false,
    description: 'One outcome of one investigation, redacted, as it crosses from a client account to the central one.',
  },
);

/** One outcome of one investigation, as it crosses. `timestamp` is when the agent reached this outcome. */
export type InvestigationEvent = Static<typeof InvestigationEventSchema>;

/** The detail-type of the watcher's heartbeat. */
export const HEARTBEAT_DETAIL_TYPE = 'Watcher Heartbeat';

export const HeartbeatSchema = closed(
  {
    schema_version: Type.String({ pattern: '^1\\.[0-9]{1,4}$' }),
    event_type: Type.Literal('watcher_heartbeat'),
    client_account_id: AccountId,
    agent_space_id: AgentSpaceId,
    region: Region,
    timestamp: Timestamp,
    window_start: Timestamp,
    counts: Type.Record(Type.String({ pattern: '^[A-Z_]{1,32}$' }), count('Investigations in this state.'), {
      maxProperties: 32,
      description: 'Investigations created since window_start, by the state of the service.',
    }),
    outcomes: count('Outcomes of those investigations that the watcher has numbered: what central must have seen.'),
    newest_outcome: Type.Optional(
      closed(
        { investigation_id: InvestigationId, outcome_version: OutcomeVersion, timestamp: Timestamp },
        'The newest of them.',
      ),
    ),
  },
  'Sent by every scheduled run of the watcher; central compares it with its own ledger.',
);
export type Heartbeat = Static<typeof HeartbeatSchema>;

/** A JSON Schema (draft 2020-12) of the event, for editors, other languages and the schema registry. */
export function investigationEventJsonSchema(): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...(JSON.parse(JSON.stringify(InvestigationEventSchema)) as Record<string, unknown>),
  };
}
