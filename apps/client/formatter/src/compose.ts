import type { Execution, FinalStatus, Investigation, OutcomeRequest, Report } from '@org/devops-agent-client';
import type { ClientDocument } from '@org/configuration';
import {
  SCHEMA_VERSION,
  SEVERITIES,
  type EventType,
  type InvestigationEvent,
  type MitigationStatus,
  type Severity,
  type Status,
} from '@org/event-schema';
import { causeIn } from './cause';
import { classify } from './classify';
import { indicatorsIn } from './indicators';
import { linksFor } from './links';
import { resourcesIn, UNNAMED, withNames } from './resources';

/** Everything that is known of an outcome, before anything is taken out of it. */
export interface OutcomeFacts {
  readonly request: OutcomeRequest;
  readonly client: ClientDocument;
  readonly investigation: Investigation;
  /** The execution whose report this is; a linked or skipped task has none. */
  readonly run?: Execution;
  readonly report?: Report;
  readonly agentSpaceTags: Readonly<Record<string, string>>;
  readonly operatorAppUrl?: string;
  /** Names a resource so that only the client's own account can tell which one it is. */
  readonly pseudonymOf: (resourceId: string) => string;
}

const MAX_RESOURCES = 50;
const MAX_RESOURCE_TYPES = 20;
const MAX_TAGS = 50;
const MINUTES_A_YEAR = 525_600;

/** The event as the facts say it, with its free text **unredacted**: only `crossingOf` may do anything with it. */
export interface Composed {
  readonly event: InvestigationEvent;
  /** Gives the resources in a redacted text the names that the client's privacy allows; see `withNames`. */
  readonly name: (redacted: string, redact: (text: string) => string) => string;
}

/** Everything that is told of an outcome, before anything is taken out of it. */
export function composeEvent(facts: OutcomeFacts): Composed {
  const { request, client, investigation, run, report } = facts;
  const cause = report && causeIn(report);
  const resources = report ? resourcesIn(report) : [];
  const reachedAt = request.reached_at === undefined ? investigation.updatedAt : new Date(request.reached_at);
  const startedAt = run?.createdAt ?? investigation.createdAt;
  const priority = priorityOf(investigation.priority);
  const primary = investigation.primaryInvestigationId;
  const event: InvestigationEvent = {
    schema_version: SCHEMA_VERSION,
    event_type: eventTypeOf(request),
    investigation_id: request.investigation_id,
    outcome_version: request.outcome_version,
    agent_space_id: request.agent_space_id,
    region: client.region,
    client_account_id: client.client_account_id,
    client_name: client.client_name,
    timestamp: reachedAt.toISOString(),
    priority,
    severity: client.severity_mapping[priority],
    status: statusOf(request, cause?.found ?? false),
    ...(primary !== undefined && { primary_investigation_id: primary }),
    summary: {
      affected_resources: named(
        resources.map(({ id }) => id),
        facts,
      ),
      resource_types: unique(resources.flatMap(({ type }) => type ?? [])).slice(0, MAX_RESOURCE_TYPES),
      resource_count: resources.length,
      duration_minutes: minutesBetween(startedAt, reachedAt),
      root_cause_category: cause?.found ? classify(cause.text, report?.text ?? '').category : 'unknown',
      ...(cause?.found && { root_cause_brief: cause.brief }),
      indicators: report ? indicatorsIn(report.text) : [],
      mitigation_status: mitigationStatusOf(request),
    },
    links: linksFor({
      investigationId: request.investigation_id,
      region: client.region,
      startedAt,
      reachedAt,
      ...(facts.operatorAppUrl !== undefined && { operatorAppUrl: facts.operatorAppUrl }),
      ...(client.log_group !== undefined && { logGroup: client.log_group }),
      ...(client.affected_application_url !== undefined && { affectedApplicationUrl: client.affected_application_url }),
    }),
    tags: tagsOf(facts),
    redaction: { policy_version: 'unredacted', counts: {} },
  };
  const name: Composed['name'] = (redacted, redact) =>
    withNames(redacted, { ids: resources.map(({ id }) => id), nameOf: (id) => nameOf(id, facts), redact });
  return { event, name };
}

const SUFFIX: Record<FinalStatus, string> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  TIMED_OUT: 'timed_out',
  CANCELLED: 'cancelled',
  LINKED: 'linked',
  SKIPPED: 'skipped',
};

function eventTypeOf({ kind, status }: OutcomeRequest): EventType {
  return `${kind}_${SUFFIX[status]}` as EventType; // the watcher makes no linked or skipped mitigation, and the schema knows none
}

function statusOf({ kind, status }: OutcomeRequest, causeFound: boolean): Status {
  if (kind === 'investigation' && status !== 'COMPLETED') return status;
  return causeFound ? 'ROOT_CAUSE_FOUND' : 'INCONCLUSIVE'; // a mitigation leaves the investigation's own status as it was
}

function mitigationStatusOf({ kind, status }: OutcomeRequest): MitigationStatus {
  if (kind === 'investigation') return 'none';
  return status === 'COMPLETED' ? 'plan_generated' : (SUFFIX[status] as MitigationStatus);
}

/** The task's own priority. One that we do not know must not be slept through. */
function priorityOf(priority: string): Severity {
  return Object.hasOwn(SEVERITIES, priority) ? (priority as Severity) : 'HIGH';
}

function named(ids: readonly string[], facts: OutcomeFacts): string[] {
  if (facts.client.privacy.affected_resources === 'counts') return [];
  return ids.slice(0, MAX_RESOURCES).map((id) => nameOf(id, facts));
}

function nameOf(id: string, { client, pseudonymOf }: OutcomeFacts): string {
  switch (client.privacy.affected_resources) {
    case 'ids':
      return id;
    case 'pseudonyms':
      return pseudonymOf(id);
    default:
      return UNNAMED;
  }
}

/** The configuration's tags win over the agent space's, and keep their place when there are too many. */
function tagsOf({ client, agentSpaceTags }: OutcomeFacts): Record<string, string> {
  const tags: Record<string, string> = { ...client.tags };
  tags['environment'] ??= client.environment;
  for (const [key, value] of Object.entries(agentSpaceTags)) {
    if (!key.startsWith('aws:')) tags[key] ??= value;
  }
  return Object.fromEntries(Object.entries(tags).slice(0, MAX_TAGS));
}

function minutesBetween(start: Date, end: Date): number {
  const minutes = Math.round((end.getTime() - start.getTime()) / 6_000) / 10;
  return Math.min(Math.max(minutes, 0), MINUTES_A_YEAR);
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
